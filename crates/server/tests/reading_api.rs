//! Texts in the order of a person's interests, over a real socket. The interests are made up here.

mod wire;

use std::sync::{Arc, Mutex};

use attentive_server::{KeepReading, Ranking, ReadingError, ReadingLine, ServerOptions};
use attentive_text::reading::{Interests, ReadText};
use serde_json::{Value, json};
use wire::{Served, Wire};

/// Somebody who reads of rivers, and interests that are damaged.
#[derive(Debug)]
struct Kept(Mutex<Interests>);

impl Kept {
    fn new() -> Self {
        let mut interests = Interests::new(None);
        for text in ["river flood in the valley", "flood warning for the river"] {
            let read = ReadText { text: text.to_owned(), interest: 1.0, at: None };
            interests.say(&read, None).expect("no encoder");
        }
        Self(Mutex::new(interests))
    }

    fn line(interests: &Interests) -> ReadingLine {
        let counts = interests.counts();
        ReadingLine {
            name: "news".to_owned(),
            liked: counts.liked,
            disliked: counts.disliked,
            half_life_days: None,
            encoder: None,
            trust: Some(interests.trust()),
            damaged: None,
        }
    }
}

fn known(name: &str) -> Result<(), ReadingError> {
    match name {
        "news" => Ok(()),
        "broken" => Err(ReadingError::Unusable("they are damaged; learn them again".to_owned())),
        _ => Err(ReadingError::NoSuchName),
    }
}

impl KeepReading for Kept {
    fn all(&self) -> Result<Vec<ReadingLine>, String> {
        Ok(vec![Self::line(&self.0.lock().expect("nobody panicked"))])
    }

    fn rank(&self, name: &str, texts: &[&str]) -> Result<Ranking, ReadingError> {
        known(name)?;
        let interests = self.0.lock().expect("nobody panicked");
        let ranked = interests.rank(texts, None).expect("no encoder");
        Ok(Ranking { ranked, trust: interests.trust(), lacks: None })
    }

    fn say(&self, name: &str, text: &str, interest: f32) -> Result<ReadingLine, ReadingError> {
        known(name)?;
        let mut interests = self.0.lock().expect("nobody panicked");
        let read = ReadText { text: text.to_owned(), interest, at: None };
        interests.say(&read, None).expect("no encoder");
        Ok(Self::line(&interests))
    }
}

fn served() -> Served {
    Served::start(ServerOptions { reading: Some(Arc::new(Kept::new())), ..Served::ordinary() })
}

fn post(wire: &mut Wire, path: &str, body: &Value) -> (u16, Value) {
    call(wire, "POST", &format!("/api/attentive/reading/{path}"), body)
}

fn call(wire: &mut Wire, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let headers = [("Content-Type", "application/json")];
    let reply = wire.ask(method, path, &headers, body.to_string().as_bytes());
    (reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null))
}

fn all(wire: &mut Wire) -> Value {
    let reply = wire.ask("GET", "/api/attentive/reading", &[], &[]);
    assert_eq!(reply.status, 200);
    serde_json::from_slice(&reply.body).expect("JSON")
}

/// Every file below a folder.
fn contents(folder: &std::path::Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        all.extend(if path.is_dir() { contents(&path) } else { std::fs::read(path).expect("a file") });
    }
    all
}

#[test]
fn texts_come_in_order_with_reasons_and_what_is_said_is_learnt_and_no_text_is_kept() {
    let served = served();
    let mut wire = served.connect();
    assert_eq!(all(&mut wire)["interests"][0]["liked"], 2);
    let texts = json!({"name": "news", "texts": ["card fees rise", "the river, zanzibar"]});
    let (status, found) = post(&mut wire, "rank", &texts);
    assert_eq!((status, &found["ranked"][0]["place"]), (200, &json!(1)), "{found}");
    assert_eq!(found["ranked"][0]["words_for"][0]["word"], "river", "{found}");
    assert_eq!((&found["trust"]["state"], &found["ranked"][0]["probability"]), (&json!("too_little"), &Value::Null));
    let (status, said) = post(&mut wire, "say", &json!({"name": "news", "text": "card zanzibar", "interest": 1}));
    assert_eq!((status, &said["taken"], &said["interests"]["liked"]), (200, &json!(true), &json!(3)), "{said}");
    let (_, found) = post(&mut wire, "rank", &texts);
    assert!(found["ranked"][1]["words_for"][0]["word"] == "card", "{found}");
    let kept = contents(served.folder());
    assert!(!kept.is_empty() && !kept.windows(8).any(|bytes| bytes == b"zanzibar"), "a text was kept");
}

#[test]
fn what_privacy_rules_touch_is_not_learnt_and_a_pause_does_not_matter() {
    let served = served();
    let mut wire = served.connect();
    let rule = json!({"filters": [{"field": "text", "pattern": "(?i)clinic", "action": "redact"}]});
    let (status, answer) = call(&mut wire, "PUT", "/api/attentive/filters", &rule);
    assert_eq!(status, 200, "{answer}");
    let say =
        |wire: &mut Wire, text: &str| post(wire, "say", &json!({"name": "news", "text": text, "interest": 1.0})).1;
    let hidden = say(&mut wire, "the Clinic by the river");
    assert_eq!((&hidden["taken"], &hidden["why"]), (&json!(false), &json!("privacy")), "{hidden}");
    // A pause holds for what sensors see; what a person says on purpose is learnt all the same.
    let (status, _) = call(&mut wire, "POST", "/api/attentive/pause", &json!({"minutes": 5}));
    assert_eq!(status, 200);
    assert_eq!(say(&mut wire, "a river")["taken"], true);
    assert_eq!(all(&mut wire)["interests"][0]["liked"], 3);
}

#[test]
fn what_cannot_be_asked_is_refused_in_words() {
    let served = served();
    let mut wire = served.connect();
    let long = "x".repeat(20_001);
    let many = vec!["x"; 1_001];
    for (path, body, status, words) in [
        ("rank", json!({"name": "nobody", "texts": ["x"]}), 404, "named \"nobody\""),
        ("rank", json!({"name": "broken", "texts": ["x"]}), 422, "learn them again"),
        ("rank", json!({"name": "news", "texts": []}), 400, "1 to 1000"),
        ("rank", json!({"name": "news", "texts": many}), 400, "1 to 1000"),
        ("rank", json!({"name": "news", "texts": ["x", " \n"]}), 400, "texts[1]"),
        ("rank", json!({"name": "news", "texts": [long]}), 400, "at most 20000"),
        ("rank", json!({"name": "news"}), 400, "texts"),
        ("say", json!({"name": "nobody", "text": "x", "interest": 1}), 404, "named \"nobody\""),
        ("say", json!({"name": "broken", "text": "x", "interest": 1}), 422, "learn them again"),
        ("say", json!({"name": "news", "text": "", "interest": 1}), 400, "expected a text"),
        ("say", json!({"name": "news", "text": "x", "interest": 2}), 400, "0 to 1"),
        ("say", json!({"name": "news", "text": "x", "interest": 1, "more": 1}), 400, "more"),
    ] {
        let (found, answer) = post(&mut wire, path, &body);
        let message = answer["message"].as_str().unwrap_or_default();
        assert!(found == status && message.contains(words), "{path} {body}: {found} {message}");
    }
}

#[test]
fn without_a_keeper_there_are_no_interests() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    assert_eq!(all(&mut wire), json!({"interests": []}));
    assert_eq!(post(&mut wire, "rank", &json!({"name": "news", "texts": ["x"]})).0, 404);
    assert_eq!(post(&mut wire, "say", &json!({"name": "news", "text": "x", "interest": 1})).0, 404);
}

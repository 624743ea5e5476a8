//! Answers to messages over a real socket, from a FAQ that is made up here.

mod wire;

use std::sync::Arc;

use attentive_server::{FaqLine, KeepSupport, ServerOptions, SupportError};
use attentive_text::faq::{AskedColumns, Outcome, ReadFaq, Shelf};
use serde_json::{Value, json};
use wire::{Served, Wire};

/// One FAQ that can be asked, and one that is damaged.
#[derive(Debug)]
struct Kept(Shelf);

impl Kept {
    fn new() -> Self {
        let file = include_bytes!("../../../fixtures/faq/bank.csv");
        let faq = ReadFaq::read(file.as_slice(), &AskedColumns::default()).expect("a FAQ").faq;
        Self(Shelf::make(faq, None, &mut |_| ()).expect("a FAQ").0)
    }
}

impl KeepSupport for Kept {
    fn faqs(&self) -> Result<Vec<FaqLine>, String> {
        let line = |name: &str| FaqLine { name: name.to_owned(), questions: 20, answers: 20, ..FaqLine::default() };
        Ok(vec![line("bank"), line("broken")])
    }

    fn ask(&self, faq: &str, message: &str) -> Result<Outcome, SupportError> {
        match faq {
            "bank" => Ok(self.0.ask(message, None, None).expect("an outcome")),
            "broken" => Err(SupportError::Unusable("it is damaged; add it again".to_owned())),
            _ => Err(SupportError::NoSuchFaq),
        }
    }
}

fn ask(wire: &mut Wire, body: &Value) -> (u16, Value) {
    let headers = [("Content-Type", "application/json")];
    let reply = wire.ask("POST", "/api/attentive/support/ask", &headers, body.to_string().as_bytes());
    (reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null))
}

fn faqs(wire: &mut Wire) -> Value {
    let reply = wire.ask("GET", "/api/attentive/support", &[], &[]);
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
fn a_message_is_answered_with_why_and_nothing_of_it_is_kept() {
    let served = Served::start(ServerOptions { support: Some(Arc::new(Kept::new())), ..Served::ordinary() });
    let mut wire = served.connect();
    assert_eq!(faqs(&mut wire)["faqs"][0]["name"], "bank");
    let (status, outcome) = ask(&mut wire, &json!({"faq": "bank", "text": "how do I change the PIN, zanzibar"}));
    assert_eq!((status, &outcome["by"]), (200, &json!("bm25")), "{outcome}");
    assert!(outcome["candidates"][0]["question"].as_str().is_some_and(|text| text.contains("PIN")), "{outcome}");
    assert!(outcome["why"].as_str().is_some_and(|why| why.contains("such messages")), "{outcome}");
    let (_, nobody) = ask(&mut wire, &json!({"faq": "bank", "text": "whales"}));
    assert_eq!((&nobody["outcome"], &nobody["draft"]), (&json!("person"), &Value::Null));
    let kept = contents(served.folder());
    assert!(!kept.is_empty() && !kept.windows(8).any(|bytes| bytes == b"zanzibar"), "the message was kept");
}

#[test]
fn what_cannot_be_asked_is_refused_in_words() {
    let served = Served::start(ServerOptions { support: Some(Arc::new(Kept::new())), ..Served::ordinary() });
    let mut wire = served.connect();
    let long = "x".repeat(20_001);
    for (body, status, words) in [
        (json!({"faq": "nobody", "text": "x"}), 404, "no FAQ \"nobody\""),
        (json!({"faq": "broken", "text": "x"}), 422, "add it again"),
        (json!({"faq": "bank", "text": " \n"}), 400, "expected a message"),
        (json!({"faq": "bank", "text": long}), 400, "at most 20000"),
        (json!({"faq": "bank"}), 400, "text"),
        (json!({"faq": "bank", "text": "x", "more": 1}), 400, "more"),
    ] {
        let (found, answer) = ask(&mut wire, &body);
        let message = answer["message"].as_str().unwrap_or_default();
        assert!(found == status && message.contains(words), "{found} {message}");
    }
}

#[test]
fn without_a_keeper_there_is_no_faq() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    assert_eq!(faqs(&mut wire), json!({"faqs": []}));
    assert_eq!(ask(&mut wire, &json!({"faq": "bank", "text": "x"})).0, 404);
}

//! Streams of texts over a real socket: a surge is told with its texts, privacy rules and pauses hold, and what is usual outlives the server without any text.

mod wire;

use std::path::Path;
use std::sync::Arc;

use attentive_server::{KeptTexts, Live, LiveOptions, Server, ServerOptions};
use attentive_store::{OpenOptions, Store};
use attentive_text::encoder::SentenceEncoder;
use attentive_text::label::{By, Labeller, Scope};
use attentive_text::tagged::Tagger;
use attentive_types::Timestamp;
use attentive_types::time::{DAY, MINUTE};
use serde_json::{Value, json};
use wire::{HOSTNAME, Served, Wire};

/// A model that takes what is broken for bad.
#[derive(Debug)]
struct Broken(Vec<String>, Scope);

impl Labeller for Broken {
    fn by(&self) -> By {
        By::Linear
    }

    fn labels(&self) -> &[String] {
        &self.0
    }

    fn scope(&self) -> &Scope {
        &self.1
    }

    fn probabilities(&self, texts: &[&str]) -> Vec<f32> {
        texts.iter().flat_map(|text| if text.contains("broken") { [0.95, 0.05] } else { [0.03, 0.97] }).collect()
    }
}

/// One model, under the name `mood`.
#[derive(Debug)]
struct Only;

impl KeptTexts for Only {
    fn find(&self, name: &str) -> Result<Option<Box<dyn Labeller>>, String> {
        let labels = ["bad", "good"].map(str::to_owned).to_vec();
        Ok((name == "mood").then(|| Box::new(Broken(labels, Scope::default())) as Box<dyn Labeller>))
    }

    fn stamp(&self, name: &str) -> Result<Option<String>, String> {
        Ok((name == "mood").then(|| "1".to_owned()))
    }

    fn find_tags(&self, _: &str) -> Result<Option<Box<dyn Tagger>>, String> {
        Ok(None)
    }

    fn stamp_tags(&self, _: &str) -> Result<Option<String>, String> {
        Ok(None)
    }

    fn stamp_encoder(&self, _: &str) -> Result<Option<String>, String> {
        Ok(None)
    }

    fn encoder(&self, _: &str) -> Result<Option<SentenceEncoder>, String> {
        Ok(None)
    }
}

/// A server over a folder that stays.
fn serve_over(folder: &Path, ask: impl FnOnce(&mut Wire)) {
    let store = Store::open(OpenOptions::new(folder.join("attentive.db"))).expect("a store");
    let texts: Option<Arc<dyn KeptTexts>> = Some(Arc::new(Only));
    let live =
        Live::start(store.clone(), LiveOptions { hostname: HOSTNAME.to_owned(), texts, ..LiveOptions::default() });
    let options = ServerOptions { hostname: HOSTNAME.to_owned(), ..Served::ordinary() };
    let bound = Server::bind(store.clone(), live.expect("the live part"), options).expect("a port");
    let address = bound.local_addr();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = runtime.spawn(bound.serve(async move {
        let _ = stopped.await;
    }));
    ask(&mut Wire::connect(address));
    stop.send(()).expect("still serving");
    runtime.block_on(serving).expect("no panic").expect("served to the end");
    drop(runtime);
    store.close().expect("closed");
}

fn call(wire: &mut Wire, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let path = format!("/api/attentive{path}");
    let reply = wire.ask(method, &path, &[("Content-Type", "application/json")], &bytes);
    (reply.status, serde_json::from_slice(&reply.body).unwrap_or(Value::Null))
}

fn send(wire: &mut Wire, texts: &[Value]) -> Value {
    let body = json!({ "texts": texts, "watch": { "model": "mood", "negative": "bad", "by_count": false } });
    let (status, answer) = call(wire, "POST", "/monitor/shop/texts", &body);
    assert_eq!(status, 200, "{answer}");
    answer
}

/// A text every six minutes from the first of November 2026 on, each tenth about something broken.
fn texts(from: i64, count: i64, is_surge: bool) -> Vec<Value> {
    let first = Timestamp::parse("2026-11-01T00:00:00Z").expect("a moment");
    let text = |number: i64| {
        let is_broken = number % 10 == 0 || (is_surge && number % 2 == 0);
        let text = if is_broken { format!("number {number} is broken") } else { format!("number {number} is well") };
        json!({ "text": text, "time": first.plus(number * 6 * MINUTE), "topic": "post" })
    };
    (from..from + count).map(text).collect()
}

#[test]
fn a_surge_is_told_with_its_texts_and_what_is_usual_outlives_the_server_without_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let a_day = DAY / (6 * MINUTE);
    serve_over(folder.path(), |wire| {
        let filters = json!({"filters": [{"enabled": true, "field": "text", "pattern": "number 19[0-9]{2}", "action": "redact", "replacement": "one of them"}]});
        let (status, answer) = call(wire, "PUT", "/filters", &filters);
        assert_eq!(status, 200, "{answer}");
        let first = send(wire, &texts(0, 100, false));
        assert_eq!((&first["taken"], &first["is_learning"], &first["alarms"]), (&json!(100), &json!(true), &json!([])));
        for from in (100..8 * a_day).step_by(500) {
            let answer = send(wire, &texts(from, 500.min(8 * a_day - from), false));
            assert_eq!(answer["alarms"], json!([]), "one in ten, evenly, is as usual");
        }
        let answer = send(wire, &texts(8 * a_day, 60, true));
        let alarms = answer["alarms"].as_array().expect("a list");
        let whole: Vec<&Value> = alarms.iter().filter(|alarm| alarm["topic"].is_null()).collect();
        assert_eq!(whole.len(), 1, "{answer}");
        let causes = whole[0]["causes"].to_string();
        assert!(causes.contains("one of them") && !causes.contains("number 19"), "{causes}");
        assert!(alarms.iter().any(|alarm| alarm["topic"] == "post"), "{answer}");
        let over = send(wire, &texts(8 * a_day + 60, 100, false))["over"].clone();
        assert_eq!(over[0]["number"], json!(1), "{over}");
    });
    let kept = std::fs::read_to_string(folder.path().join("monitor/shop.json")).expect("kept");
    assert!(!kept.contains("broken") && !kept.contains("one of them"), "no text lies on the disk");
    serve_over(folder.path(), |wire| {
        let (status, answer) = call(wire, "GET", "/monitor", &Value::Null);
        let stream = &answer["streams"][0];
        assert_eq!((status, &stream["name"], &stream["texts"]), (200, &json!("shop"), &json!(8 * a_day + 160)));
        assert_eq!((&stream["is_learning"], &stream["is_on"]), (&json!(false), &json!(false)));
        let alarms = stream["alarms"].as_array().expect("a list");
        assert!(alarms.iter().all(|alarm| alarm["causes"].is_null() && alarm["over_at"].is_string()), "{alarms:?}");
        let hours = stream["course"].as_array().expect("a list");
        assert!(hours.len() > 190 && hours.iter().all(|hour| hour["low"].as_f64() <= hour["high"].as_f64()));
        assert!(stream["false_alarms_per_day"]["on_own_past"].as_f64().is_some(), "{stream}");
        assert_eq!(call(wire, "DELETE", "/monitor/shop", &Value::Null).0, 200);
        assert_eq!(call(wire, "GET", "/monitor", &Value::Null).1["streams"], json!([]));
        assert_eq!(call(wire, "DELETE", "/monitor/shop", &Value::Null).0, 404);
    });
    assert!(!folder.path().join("monitor/shop.json").exists());
}

#[test]
fn what_cannot_be_watched_is_refused_in_words_and_a_bad_text_costs_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    serve_over(folder.path(), |wire| {
        let one = json!([{ "text": "well" }]);
        for (name, body, status, words) in [
            ("shop", json!({ "texts": one }), 422, "say how it is watched"),
            ("a%20b", json!({ "texts": one, "watch": { "model": "mood" } }), 400, "letters, digits"),
            ("shop", json!({ "texts": one, "watch": { "model": "mood", "times": 1.0 } }), 400, "watch.times"),
            ("shop", json!({ "texts": one, "mood": 1 }), 400, "mood"),
            ("other", json!({ "texts": one, "watch": { "model": "other" } }), 422, "no model of texts is named"),
            ("wrong", json!({ "texts": one, "watch": { "model": "mood" } }), 422, "only \"bad\", \"good\""),
        ] {
            let (found, answer) = call(wire, "POST", &format!("/monitor/{name}/texts"), &body);
            let message = answer["message"].as_str().unwrap_or_default();
            assert!(found == status && message.contains(words), "{body}: {found} {message}");
        }
        let odd = [json!({ "text": " " }), json!({ "text": "well", "time": "noon" }), json!({ "text": "well" })];
        let answer = send(wire, &odd);
        assert_eq!((&answer["taken"], answer["left_out"].as_array().map(Vec::len)), (&json!(1), Some(2)), "{answer}");
        let other = json!({ "texts": [], "watch": { "model": "mood", "negative": "good" } });
        assert_eq!(call(wire, "POST", "/monitor/shop/texts", &other).0, 409);
        assert_eq!(call(wire, "POST", "/pause", &json!({ "minutes": 5 })).0, 200);
        let answer = send(wire, &odd);
        assert_eq!((&answer["taken"], &answer["is_paused"]), (&json!(0), &json!(true)));
        assert_eq!(
            call(wire, "GET", "/monitor", &Value::Null).1["streams"].to_string().matches("\"name\":\"shop\"").count(),
            1
        );
    });
}

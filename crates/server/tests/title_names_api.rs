//! Whom and what titles name, over a real socket: told with the hot spots, hidden by filters, gone with what is forgotten.

mod wire;

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use attentive_types::Timestamp;
use attentive_types::time::{DAY, HOUR, MINUTE, nanos_to_seconds};
use serde_json::{Value, json};
use wire::{HOSTNAME, Served, Wire};

/// Yesterday at 10:00 UTC.
fn ten_o_clock() -> Timestamp {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_nanos();
    Timestamp(i64::try_from(now).expect("before 2262").div_euclid(DAY) * DAY - DAY + 10 * HOUR)
}

fn call(wire: &mut Wire, method: &str, path: &str, body: &Value) -> Value {
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let reply = wire.ask(method, path, &[("Content-Type", "application/json")], &bytes);
    let answer: Value = serde_json::from_slice(&reply.body).unwrap_or(Value::Null);
    assert!(reply.status < 400, "{method} {path}: {} {answer}", reply.status);
    answer
}

/// Names of a kind, with minutes.
fn names(answer: &Value, kind: &str) -> Vec<(String, f64)> {
    let spots = answer["hotspots"].as_array().expect("hot spots").iter().filter(|spot| spot["kind"] == kind);
    spots
        .map(|spot| {
            (spot["name"].as_str().expect("a name").to_owned(), spot["present_s"].as_f64().expect("seconds") / 60.0)
        })
        .collect()
}

#[test]
fn names_of_titles_are_told_hidden_and_forgotten_with_them() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    let hide = json!({"filters": [{"enabled": true, "bucket_prefix": "", "field": "title", "pattern": "(?i)salary", "action": "redact", "replacement": "hidden"}]});
    call(&mut wire, "PUT", "/api/attentive/filters", &hide);
    for (id, kind) in [("aw-watcher-window_desk", "currentwindow"), ("aw-watcher-afk_desk", "afkstatus")] {
        let body = json!({"client": "script", "type": kind, "hostname": HOSTNAME});
        wire.ask(
            "POST",
            &format!("/api/0/buckets/{id}"),
            &[("Content-Type", "application/json")],
            body.to_string().as_bytes(),
        );
    }
    let ten = ten_o_clock();
    let event = |minute: i64, minutes: i64, data: Value| json!({"timestamp": ten.plus(minute * MINUTE).to_string(), "duration": nanos_to_seconds(minutes * MINUTE), "data": data});
    let window = |minute, minutes, app: &str, title: &str| event(minute, minutes, json!({"app": app, "title": title}));
    let windows = json!([
        window(0, 20, "Slack", "Anna Smith (DM) - Acme - Slack"),
        window(20, 10, "Slack", "Salary of Boris Ivanov - Slack"),
        window(30, 30, "Code", "main.rs - attentive - Visual Studio Code"),
    ]);
    call(&mut wire, "POST", "/api/0/buckets/aw-watcher-window_desk/events", &windows);
    call(
        &mut wire,
        "POST",
        "/api/0/buckets/aw-watcher-afk_desk/events",
        &json!([event(0, 60, json!({"status": "not-afk"}))]),
    );
    let begun = Instant::now();
    let date = loop {
        let days = call(&mut wire, "GET", "/api/attentive/days", &Value::Null);
        match days["days"].as_array().and_then(|days| days.first()).and_then(Value::as_str) {
            Some(date) => break date.to_owned(),
            None => assert!(begun.elapsed() < Duration::from_secs(20), "waited too long for the day"),
        }
        std::thread::sleep(Duration::from_millis(50));
    };
    let path = format!("/api/attentive/day?date={date}");
    let day = call(&mut wire, "GET", &path, &Value::Null);
    assert_eq!(
        names(&day, "collaborator"),
        [("Anna Smith".to_owned(), 20.0)],
        "the other title was hidden before the disk"
    );
    assert_eq!(names(&day, "project"), [("attentive".to_owned(), 30.0)]);
    let seen = day["hotspots"].as_array().expect("hot spots").iter().find(|spot| spot["name"] == "Anna Smith");
    let seen = seen.and_then(|spot| spot["last_seen"].as_str()).and_then(|seen| Timestamp::parse(seen).ok());
    assert_eq!(seen, Some(ten.plus(20 * MINUTE)));
    assert!(!day.to_string().contains("Boris"), "{day}");
    let forget = json!({"start": ten, "end": ten.plus(25 * MINUTE)});
    call(&mut wire, "POST", "/api/attentive/forget", &forget);
    let day = call(&mut wire, "GET", &path, &Value::Null);
    assert!(names(&day, "collaborator").is_empty() && !day.to_string().contains("Anna"), "{day}");
    assert_eq!(names(&day, "project"), [("attentive".to_owned(), 30.0)]);
    // What is summed up over weeks is read anew in the background.
    let begun = Instant::now();
    loop {
        let trends = call(&mut wire, "GET", "/api/attentive/trends?weeks=1", &Value::Null);
        if names(&trends, "collaborator").is_empty() && !trends.to_string().contains("Anna") {
            break;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "the name is still told: {trends}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

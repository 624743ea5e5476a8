//! Meetings of a calendar over a real socket: what the privacy filters drop is kept nowhere, also not where an event is known by its title.

mod wire;

use attentive_types::Timestamp;
use attentive_types::time::{DAY, HOUR};
use serde_json::{Value, json};
use wire::{Served, Wire};

fn call(wire: &mut Wire, method: &str, path: &str, body: &Value) -> String {
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let reply = wire.ask(method, path, &[("Content-Type", "application/json")], &bytes);
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    assert!(reply.status < 400, "{method} {path}: {} {text}", reply.status);
    text
}

#[test]
fn a_title_that_the_filters_drop_is_kept_nowhere_and_its_time_stays_taken() {
    let served = Served::start(Served::ordinary());
    let mut wire = served.connect();
    let hide = json!({"filters": [{"enabled": true, "bucket_prefix": "", "field": "title", "pattern": "(?i)therapy", "action": "drop"}]});
    call(&mut wire, "PUT", "/api/attentive/filters", &hide);
    let begin = Timestamp(0).plus(30_000 * DAY);
    let meeting = |hour: i64, title: &str| {
        let start = begin.plus(hour * HOUR);
        json!({"start": start, "end": start.plus(HOUR), "title": title, "key": format!("ics {title}")})
    };
    let body = json!({
        "calendar": "Therapy and more", "start": begin, "end": begin.plus(DAY),
        "meetings": [meeting(9, "Therapy, Dr. Weiss"), meeting(11, "Stand-up")],
    });
    let done: Value = serde_json::from_str(&call(&mut wire, "PUT", "/api/attentive/plan/meetings", &body)).unwrap();
    assert_eq!(done["added"], 2);
    let kept = call(&mut wire, "GET", "/api/0/export", &Value::Null);
    assert!(kept.contains("Stand-up"), "{kept}");
    assert!(!kept.contains("Therapy") && !kept.contains("Weiss"), "{kept}");
    let again: Value = serde_json::from_str(&call(&mut wire, "PUT", "/api/attentive/plan/meetings", &body)).unwrap();
    assert_eq!((&again["added"], &again["known"]), (&json!(0), &json!(2)), "they are known again");
}

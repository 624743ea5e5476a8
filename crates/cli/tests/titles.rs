//! Focus, neutral, distraction, from the outside: windows come in, labels come out, a word of the person holds, survives `kill -9`, is learnt from, and goes when it is forgotten.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use self::support::http::Client;
use self::support::{Server, attentive, log_of};

/// A day that is long over: in no time zone does its middle belong to another day.
const DAY: &str = "2026-11-24";

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    attentive(folder).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}{told}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn ask(server: &Server, method: &str, path: &str, body: &Value) -> Value {
    let mut client = Client::connect(server.address).unwrap();
    let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
    let answer = client.expect(method, path, &bytes).unwrap();
    serde_json::from_slice(answer).unwrap_or(Value::Null)
}

fn window(minute: u32, app: &str, title: &str) -> Value {
    json!({"timestamp": format!("{DAY}T12:{minute:02}:00Z"), "duration": 60.0, "data": {"app": app, "title": title}})
}

/// A minute each: code, a video, a page that no rule knows, and that page again.
fn send(server: &Server) {
    let bucket = json!({"client": "script", "type": "currentwindow", "hostname": "desk"});
    let presence = json!({"client": "script", "type": "afkstatus", "hostname": "desk"});
    ask(server, "POST", "/api/0/buckets/aw-watcher-window_desk", &bucket);
    ask(server, "POST", "/api/0/buckets/aw-watcher-afk_desk", &presence);
    let windows = json!([
        window(0, "Code", "main.rs - atlas - Visual Studio Code"),
        window(1, "firefox", "Slow piano - YouTube — Mozilla Firefox"),
        window(2, "firefox", "(2) Garden diary — Mozilla Firefox"),
        window(3, "firefox", "Garden diary — Mozilla Firefox"),
    ]);
    ask(server, "POST", "/api/0/buckets/aw-watcher-window_desk/events", &windows);
    let there = json!([{"timestamp": format!("{DAY}T12:00:00Z"), "duration": 240.0, "data": {"status": "not-afk"}}]);
    ask(server, "POST", "/api/0/buckets/aw-watcher-afk_desk/events", &there);
}

fn titles(server: &Server) -> Value {
    server.get(&format!("/api/attentive/titles?start={DAY}T00:00:00Z&end={DAY}T23:59:59Z"))
}

/// Asks until it is as wanted.
fn until(folder: &Path, server: &Server, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let told = titles(server);
        if is_so(&told) {
            return told;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "waited too long until {what}: {told}\n{}", log_of(folder));
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn line(told: &Value, title: &str) -> Value {
    let lines = told["titles"].as_array().unwrap();
    lines.iter().find(|line| line["title"] == title).cloned().unwrap_or(Value::Null)
}

fn label(told: &Value, title: &str) -> (String, String) {
    let line = line(told, title);
    let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
    (text("label"), text("by"))
}

fn pair(label: &str, by: &str) -> (String, String) {
    (label.to_owned(), by.to_owned())
}

const SAY: &str = "/api/attentive/titles/corrections";

#[test]
fn a_word_holds_survives_a_kill_and_goes_when_its_windows_are_forgotten() {
    let home = folder();
    let home = home.path();
    let mut server = Server::start(home, &["--no-sensors"], &[]);
    send(&server);
    let told = until(home, &server, "all is there", |told| told["by_label_s"]["neutral"].as_f64() > Some(119.0));
    assert_eq!(label(&told, "main.rs - atlas"), pair("focus", "rule"), "{told}");
    assert_eq!(label(&told, "Slow piano - YouTube"), pair("distraction", "rule"));
    let diary = line(&told, "Garden diary");
    assert_eq!((&diary["label"], &diary["reason"]["text"]), (&json!("neutral"), &json!("no rule knows it")));
    assert_eq!(
        (&diary["visits"], &diary["correction_id"]),
        (&json!(1), &Value::Null),
        "the counter makes no other window"
    );

    let said = ask(&server, "POST", SAY, &json!({"app": "firefox", "title": "Garden diary", "label": "focus"}));
    assert_eq!((&said["taken"], &said["correction"]["label"]), (&json!(true), &json!("focus")));
    let told = titles(&server);
    assert_eq!(label(&told, "Garden diary"), pair("focus", "correction"));
    assert!(told["by_label_s"]["focus"].as_f64() > Some(179.0), "{told}");

    server.kill();
    let server = Server::start(home, &["--no-sensors"], &[]);
    let told = until(home, &server, "the word is there again", |told| label(told, "Garden diary").1 == "correction");
    assert_eq!(told["corrections"][0]["title"], "Garden diary");

    // The command says the same, and its word counts for the server at once.
    let list = out(&run(home, &["titles", "--day", DAY]));
    assert!(list.contains("Garden diary") && list.contains("your word: you said so of this title"), "{list}");
    assert!(list.contains("Nothing is learnt from your words yet"), "{list}");
    out(&run(home, &["titles", "say", "neutral", "Code"]));
    assert_eq!(label(&titles(&server), "main.rs - atlas"), pair("neutral", "correction"));
    out(&run(home, &["titles", "unsay", "Code"]));
    assert_eq!(label(&titles(&server), "main.rs - atlas"), pair("focus", "rule"));

    // The word was said today, and its windows are of that day: it holds the title, so it goes with them.
    let span = json!({"start": format!("{DAY}T12:02:00Z"), "end": format!("{DAY}T12:05:00Z")});
    ask(&server, "POST", "/api/attentive/forget", &span);
    let told = until(home, &server, "it is forgotten", |told| line(told, "Garden diary").is_null());
    assert_eq!(told["corrections"], json!([]));
    drop(server);
    for file in ["attentive.db", "attentive.db-wal"] {
        let bytes = std::fs::read(home.join("data").join(file)).unwrap_or_default();
        assert!(!bytes.windows(12).any(|part| part == b"Garden diary"), "the title is still in {file}");
    }
}

#[test]
fn what_is_learnt_from_words_answers_for_others_and_goes_with_them() {
    let home = folder();
    let home = home.path();
    let server = Server::start(home, &["--no-sensors"], &[]);
    send(&server);
    for number in 0..8 {
        for (title, label) in [("Garden and seeds", "focus"), ("Celebrity gossip", "distraction")] {
            let body = json!({"app": "firefox", "title": format!("{title} {number}"), "label": label});
            assert_eq!(ask(&server, "POST", SAY, &body)["taken"], true);
        }
    }
    let told = until(home, &server, "it is learnt", |told| label(told, "Garden diary").1 == "learned");
    let diary = line(&told, "Garden diary");
    assert_eq!((&diary["label"], diary["confidence"].as_f64() < Some(1.0)), (&json!("focus"), true), "{diary}");
    assert!(diary["reason"]["text"].as_str().unwrap().contains("garden"), "{diary}");
    assert_eq!(
        label(&told, "main.rs - atlas"),
        pair("focus", "rule"),
        "what reads like none of them is left to the rules"
    );
    let learned = &told["learned"];
    assert_eq!((&learned["is_used"], &learned["words"]), (&json!(true), &json!(16)));
    assert!(learned["tried"]["right"].as_u64() >= Some(12), "{learned}");

    let every = told["corrections"].as_array().unwrap();
    assert_eq!(every.len(), 16);
    for word in every.iter().filter(|word| word["label"] == "distraction") {
        ask(&server, "DELETE", &format!("{SAY}/{}", word["id"]), &Value::Null);
    }
    let told = until(home, &server, "it is unlearnt", |told| label(told, "Garden diary").1 == "rule");
    assert_eq!((&told["learned"]["is_used"], &told["learned"]["lacks"]), (&json!(false), &json!("words")));
}

#[test]
fn categories_have_the_labels_that_the_person_gives_them() {
    let home = folder();
    let home = home.path();
    let server = Server::start(home, &["--no-sensors"], &[]);
    send(&server);
    let table = json!({"categories": {"Media > Video": "neutral"}});
    assert_eq!(ask(&server, "PUT", "/api/attentive/titles/categories", &table), table);
    let told = until(home, &server, "all is there", |told| told["titles"].as_array().is_some_and(|all| all.len() == 3));
    assert_eq!(line(&told, "Slow piano - YouTube")["reason"]["code"], "category-own");
    assert_eq!(label(&told, "Slow piano - YouTube"), pair("neutral", "rule"));
    let said = out(&run(home, &["titles", "category"]));
    assert!(said.contains("neutral") && said.contains("Media > Video"), "{said}");
    out(&run(home, &["titles", "category", "Media>Video", "default"]));
    assert_eq!(label(&titles(&server), "Slow piano - YouTube"), pair("distraction", "rule"));
    // Points as ActivityWatch's web interface keeps them.
    let classes = json!([
        {"id": 0, "name": ["Reading"], "rule": {"type": "regex", "regex": "diary", "ignore_case": true}, "data": {"score": 3}},
        {"id": 1, "name": ["Odd"], "rule": {"type": "regex", "regex": "piano"}},
    ]);
    ask(&server, "POST", "/api/0/settings/classes", &classes);
    let told = until(home, &server, "the categories are new", |told| label(told, "Garden diary").0 == "focus");
    assert_eq!(line(&told, "Garden diary")["reason"]["code"], "category-points");
    assert_eq!(line(&told, "Slow piano - YouTube")["reason"]["code"], "no-label");
}

#[test]
fn what_cannot_be_is_refused_in_words_and_privacy_rules_hold() {
    let home = folder();
    let home = home.path();
    let server = Server::start(home, &["--no-sensors"], &[]);
    let status = |method: &str, path: &str, body: Value| {
        let mut client = Client::connect(server.address).unwrap();
        let (status, answer) = client.call(method, path, body.to_string().as_bytes()).unwrap();
        (status, String::from_utf8_lossy(answer).into_owned())
    };
    for (body, word) in [
        (json!({"app": "firefox", "label": "work"}), "focus, neutral or distraction"),
        (json!({"app": " ", "label": "focus"}), "found nothing"),
        (json!({"app": "firefox", "label": "focus", "tilte": "x"}), "tilte"),
        (json!({"app": "x".repeat(1_000), "label": "focus"}), "500"),
    ] {
        let (code, said) = status("POST", SAY, body.clone());
        assert!(code == 400 && said.contains(word), "{body}: {code} {said}");
    }
    let table = json!({"categories": {"Media": "fun"}});
    assert_eq!(status("PUT", "/api/attentive/titles/categories", table).0, 400);
    assert_eq!(status("DELETE", &format!("{SAY}/7"), Value::Null).0, 404);
    assert_eq!(status("GET", "/api/attentive/titles?start=noon&end=night", Value::Null).0, 400);
    let rule = json!({"filters": [{"field": "title", "pattern": "(?i)clinic", "action": "drop"}]});
    ask(&server, "PUT", "/api/attentive/filters", &rule);
    let said = ask(&server, "POST", SAY, &json!({"app": "firefox", "title": "The clinic", "label": "focus"}));
    assert_eq!((&said["taken"], &said["why"]), (&json!(false), &json!("privacy")));
    assert_eq!(titles(&server)["corrections"], json!([]));
    let output = run(home, &["titles", "say", "focus", "firefox", "The clinic"]);
    let why = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(4) && why.contains("privacy filters"), "{why}");
    let output = run(home, &["titles", "unsay", "firefox"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(run(home, &["titles", "say", "work", "firefox"]).status.code(), Some(2));
    let help = out(&run(home, &["titles", "--help"]));
    assert!(help.contains("titles say distraction") && help.contains("privacy filters"), "{help}");
}

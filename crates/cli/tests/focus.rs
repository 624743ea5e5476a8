//! Focus mode from outside: held over `kill -9`, brought together, posted to a program on this machine, and told to others in one word.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use self::support::http::Client;
use self::support::{Server, attentive};

/// Never quiet, so that the hour at which the tests run does not matter.
fn settings(folder: &Path, port: u16, guide: &str) {
    let text = format!("[server]\nport = {port}\n[prompts]\nquiet_hours = [0, 0]\n[guide]\n{guide}\n");
    std::fs::write(folder.join("config.toml"), text).unwrap();
}

fn call(server: &Server, method: &str, path: &str, body: &Value) -> (u16, Value) {
    let mut client = Client::connect(server.address).unwrap();
    let (status, answer) = client.call(method, path, body.to_string().as_bytes()).unwrap();
    (status, serde_json::from_slice(answer).unwrap())
}

fn send(server: &Server, subject: &str, urgency: &str) -> Value {
    call(server, "POST", "/api/attentive/inbox", &json!({"subject": subject, "source": "ci", "urgency": urgency})).1
}

/// Asks again until it is so.
fn until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Takes posts and gives back their bodies, for ever.
fn listener() -> (u16, std::sync::mpsc::Receiver<Value>) {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let (port, (told, heard)) = (socket.local_addr().unwrap().port(), std::sync::mpsc::channel());
    std::thread::spawn(move || {
        for stream in socket.incoming() {
            let (mut stream, mut text, mut piece) = (stream.unwrap(), Vec::new(), [0_u8; 4096]);
            while !String::from_utf8_lossy(&text).ends_with('}') {
                let read = stream.read(&mut piece).unwrap();
                text.extend_from_slice(&piece[..read]);
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
            let text = String::from_utf8(text).unwrap();
            told.send(serde_json::from_str(text.split("\r\n\r\n").nth(1).unwrap()).unwrap()).unwrap();
        }
    });
    (port, heard)
}

#[test]
fn what_waits_outlives_kill_9_and_comes_together_at_the_end() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let (hook, posts) = listener();
    let presence = folder.path().join("presence.json");
    let guide = format!("webhook = \"http://127.0.0.1:{hook}/attentive\"\npresence_file = \"{}\"", presence.display());
    settings(folder.path(), 5600, &guide);
    let mut server = Server::start(folder.path(), &["--no-sensors"], &[]);
    settings(folder.path(), server.address.port(), &guide);
    let run = |words: &[&str]| {
        let output = attentive(folder.path()).args(words).output().unwrap();
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(run(&["focus", "25"]).starts_with("focus mode is on until "));
    let first = send(&server, "build failed", "high");
    assert_eq!(
        (first["status"].as_str(), first["decision"]["reasons"][0]["code"].as_str()),
        (Some("waiting"), Some("focus-mode"))
    );
    until("presence is busy", || std::fs::read_to_string(&presence).is_ok_and(|text| text.contains("\"busy\"")));
    server.kill();
    settings(folder.path(), 5600, &guide);
    let mut server = Server::start(folder.path(), &["--no-sensors"], &[]);
    settings(folder.path(), server.address.port(), &guide);
    send(&server, "lunch?", "low");
    assert!(run(&["focus", "status"]).ends_with("; 2 things wait\n"));
    let urgent = send(&server, "disk full", "urgent");
    assert_eq!(urgent["status"], "delivered");
    assert_eq!(posts.recv_timeout(Duration::from_secs(20)).unwrap()["subject"], "disk full");
    run(&["focus", "off"]);
    let mut both: Vec<Value> = (0..2).map(|_| posts.recv_timeout(Duration::from_secs(20)).unwrap()).collect();
    both.sort_by_key(|post| post["subject"].to_string());
    assert_eq!((both[0]["subject"].as_str(), both[1]["subject"].as_str()), (Some("build failed"), Some("lunch?")));
    assert_eq!(both[0]["delivered"], both[1]["delivered"]);
    assert!(both[0]["why"].as_str().unwrap().contains("focus mode is over"), "{}", both[0]);
    until("the mode is gone", || server.get("/api/attentive/focus-mode")["phase"].is_null());
    let status = run(&["status"]);
    assert!(status.contains("3 posted, 0 failed"), "{status}");
    assert!(server.terminate().success());
    assert_eq!(std::fs::read_to_string(&presence).unwrap(), "{\"presence\":\"unknown\",\"until\":null}\n");
}

#[test]
fn others_learn_one_word_and_the_person_says_which() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let server = Server::start(folder.path(), &["--no-sensors"], &[]);
    assert_eq!(server.get("/api/attentive/presence"), json!({"presence": "unknown", "until": null}));
    let (status, on) = call(&server, "POST", "/api/attentive/focus-mode", &json!({"minutes": 25}));
    assert_eq!((status, on["phase"].as_str()), (200, Some("on")));
    let told = server.get("/api/attentive/presence");
    assert_eq!((&told["presence"], told.as_object().unwrap().len()), (&json!("busy"), 2));
    assert!(told["until"].is_string());
    let (status, words) = call(&server, "PUT", "/api/attentive/presence/words", &json!({"focus-mode": "away"}));
    assert_eq!((status, words["focused"].as_str()), (200, Some("busy")));
    assert_eq!(server.get("/api/attentive/presence")["presence"], "away");
    for (method, path, body) in [
        ("PUT", "/api/attentive/presence/words", json!({"focused": "dreaming"})),
        ("PUT", "/api/attentive/presence/words", json!({"dreaming": "busy"})),
        ("POST", "/api/attentive/focus-mode", json!({"minutes": 0})),
        ("POST", "/api/attentive/focus-mode", json!({"minutes": 721})),
        ("POST", "/api/attentive/focus-mode", json!({"hours": 1})),
    ] {
        assert_eq!(call(&server, method, path, &body).0, 400, "{path} {body}");
    }
}

#[test]
fn a_webhook_on_another_machine_is_refused_at_the_start() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    settings(folder.path(), 5600, "webhook = \"http://192.0.2.1:80/x\"");
    let output = attentive(folder.path()).args(["start", "--no-sensors"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("config.toml") && said.contains("nothing to other machines"), "{said}");
}

//! The inbox from outside: a demand by plain HTTP and one by a command wait, are answered, and outlive `kill -9`.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use serde_json::{Value, json};

use self::support::http::Client;
use self::support::{Server, attentive};

/// Never quiet, so that the hour at which the tests run does not matter.
fn settings(folder: &std::path::Path, port: u16) {
    let text = format!("[server]\nport = {port}\n[prompts]\nquiet_hours = [0, 0]\n");
    std::fs::write(folder.join("config.toml"), text).unwrap();
}

fn post(server: &Server, path: &str, body: &Value) -> (u16, Value) {
    let mut client = Client::connect(server.address).unwrap();
    let (status, answer) = client.call("POST", path, body.to_string().as_bytes()).unwrap();
    (status, serde_json::from_slice(answer).unwrap())
}

#[test]
fn tickets_outlive_kill_9_and_are_answered_afterwards() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    settings(folder.path(), 5600);
    let mut server = Server::start(folder.path(), &["--no-sensors"], &[]);
    let question = json!({"subject": "deploy now?", "source": "ci", "urgency": "urgent", "options": ["yes", "no"]});
    let (status, asked) = post(&server, "/api/attentive/inbox", &question);
    assert_eq!((status, asked["status"].as_str()), (200, Some("delivered")), "{asked}");
    let name = asked["demand_id"].as_str().unwrap().to_owned();
    server.kill();
    let server = Server::start(folder.path(), &["--no-sensors"], &[]);
    let again = server.get(&format!("/api/attentive/inbox/{name}"));
    assert_eq!(again, asked);
    let (status, answered) =
        post(&server, &format!("/api/attentive/inbox/{name}/do"), &json!({"do": "answer", "answer": "yes"}));
    assert_eq!((status, answered["answer"].as_str()), (200, Some("yes")));
    let (status, late) = post(&server, &format!("/api/attentive/inbox/{name}/do"), &json!({"do": "close"}));
    assert_eq!(status, 409, "{late}");
}

#[test]
fn junk_is_refused_with_what_was_expected() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let server = Server::start(folder.path(), &["--no-sensors"], &[]);
    for (body, expected) in [
        (json!({}), "subject"),
        (json!({"subject": "  "}), "subject"),
        (json!({"subject": "x", "urgency": "very"}), "urgent"),
        (json!({"subject": "x", "expected_s": -1}), "expected_s"),
        (json!({"subject": "x", "deadline": "tomorrow"}), "tomorrow"),
        (json!({"subject": "x".repeat(1_001)}), "1000 characters"),
        (json!({"subject": "x", "colour": "red"}), "colour"),
    ] {
        let (status, answer) = post(&server, "/api/attentive/inbox", &body);
        let message = answer["message"].as_str().unwrap();
        assert!(status == 400 && message.contains(expected), "{status}: {message}");
    }
    let (status, _) = post(&server, "/api/attentive/inbox/t-1-2/do", &json!({"do": "close"}));
    assert_eq!(status, 404);
}

#[test]
fn the_command_line_sends_lists_and_answers() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let server = Server::start(folder.path(), &["--no-sensors"], &[]);
    settings(folder.path(), server.address.port());
    let run = |words: &[&str]| {
        let output = attentive(folder.path()).args(words).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, sent, errors) =
        run(&["inbox", "send", "coffee?", "--urgency", "urgent", "--option", "yes", "--option", "no", "--json"]);
    assert_eq!(code, Some(0), "{errors}");
    let name = serde_json::from_str::<Value>(&sent).unwrap()["demand_id"].as_str().unwrap().to_owned();
    let (_, listed, _) = run(&["inbox"]);
    assert!(listed.contains("coffee?") && listed.contains(&name), "{listed}");
    let (code, _, errors) = run(&["inbox", "answer", &name, "perhaps"]);
    assert!(code != Some(0) && errors.contains("expected one of yes, no"), "{errors}");
    assert_eq!(run(&["inbox", "answer", &name, "yes"]).0, Some(0));
    assert!(run(&["inbox"]).1.contains("nothing waits"));
    let (code, word, _) = run(&["may-interrupt", "tests are green", "--urgency", "urgent"]);
    assert_eq!((code, word.trim()), (Some(0), "now"));
    drop(server);
    let (code, _, errors) = run(&["may-interrupt", "tests are green"]);
    assert!(code == Some(6) && errors.contains("attentive start"), "{code:?} {errors}");
}

#[test]
fn a_token_is_shown_once_and_opens_what_its_scopes_say() {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let run = |words: &[&str]| attentive(folder.path()).args(words).output().unwrap();
    let made = run(&["assistants", "add", "reader", "--scope", "history:aggregate"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    let token = String::from_utf8(made.stdout).unwrap().trim().to_owned();
    let listed = run(&["assistants"]);
    let text = String::from_utf8(listed.stdout).unwrap();
    assert!(text.contains("history:aggregate") && !text.contains(&token), "{text}");
    assert_eq!(run(&["assistants", "add", "x", "--scope", "everything"]).status.code(), Some(2));
    let server = Server::start(folder.path(), &["--no-sensors"], &[]);
    let call = |tool: &str| {
        let mut client = Client::connect(server.address).unwrap().with_bearer(&token);
        client.call("POST", &format!("/api/attentive/tools/{tool}"), b"{}").unwrap().0
    };
    assert_eq!((call("time.summary"), call("attention.state"), call("no.tool")), (200, 403, 404));
    // Nothing of the settings door gives the list of tokens away.
    let settings = server.get("/api/0/settings").to_string();
    assert!(!settings.contains("token_sha256"), "{settings}");
}

//! Prepared answers, from the outside: a FAQ is added, asked, served, replaced, refused, removed. The texts are made up here.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::{Value, json};

use self::support::http::Client;
use self::support::{Server, attentive};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    attentive(folder).current_dir(folder).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}{told}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Twenty answers of two classes.
fn faq() -> &'static str {
    include_str!("../../../fixtures/faq/bank.csv")
}

fn outcome(home: &Path, message: &str) -> Value {
    serde_json::from_str(&out(&run(home, &["support", "ask", "--json", message]))).unwrap()
}

#[test]
fn a_faq_is_added_asked_listed_and_removed() {
    let home = folder();
    let home = home.path();
    assert!(out(&run(home, &["support", "list"])).contains("no FAQ was added yet"));
    std::fs::write(home.join("bank.csv"), faq()).unwrap();
    let said = out(&run(home, &["support", "add", "bank.csv"]));
    assert!(said.contains("20 questions, 20 different answers, 2 classes") && said.contains("words alone"), "{said}");
    // The only FAQ is found without its name.
    let sure = outcome(home, "how long may the mortgage run");
    assert_eq!((&sure["outcome"], &sure["by"]), (&json!("answer"), &json!("bm25")), "{sure}");
    assert!(sure["draft"].as_str().unwrap().contains("Thirty years") && sure["class"]["label"] == "loans", "{sure}");
    assert_eq!(outcome(home, "tell me a joke about whales")["outcome"], "person");
    let told = out(&run(home, &["support", "ask", "--faq", "bank", "how long may the mortgage run"]));
    assert!(
        told.starts_with("draft, to be looked over:\n  Thirty years at most") && told.contains("found by bm25"),
        "{told}"
    );
    let list: Value = serde_json::from_str(&out(&run(home, &["support", "list", "--json"]))).unwrap();
    assert_eq!((&list[0]["name"], &list[0]["from"]), (&json!("bank"), &json!("bank.csv")));
    // One of the same name is replaced.
    std::fs::write(home.join("bank.csv"), "question,answer\nlost card,Call us.\n").unwrap();
    let said = out(&run(home, &["support", "add", "bank.csv", "--name", "bank"]));
    assert!(said.contains("1 questions"), "{said}");
    assert_eq!(std::fs::read_dir(home.join("data/faqs")).unwrap().count(), 1, "nothing is left beside");
    out(&run(home, &["support", "remove", "bank"]));
    let (code, why) = refused(&run(home, &["support", "ask", "x"]));
    assert!(code == Some(4) && why.contains("no FAQ was added yet"), "{why}");
}

#[test]
fn lines_in_and_lines_out_stay_side_by_side() {
    let home = folder();
    let home = home.path();
    std::fs::write(home.join("bank.csv"), faq()).unwrap();
    out(&run(home, &["support", "add", "bank.csv"]));
    let mut child = attentive(home)
        .current_dir(home)
        .args(["support", "ask", "--json"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"what does a second card cost\n\n\xff\xfe\nwhales").unwrap();
    let said = out(&child.wait_with_output().unwrap());
    let outcomes: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let kinds: Vec<&str> = outcomes.iter().map(|one| one["outcome"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["answer", "person", "person", "person"], "{said}");
    assert_eq!((&outcomes[2]["why"], &outcomes[2]["line"]), (&json!("not_utf8"), &json!(3)));
    assert_eq!(outcomes[0]["text"], "what does a second card cost");
}

#[test]
fn what_cannot_be_used_is_refused_with_what_to_do() {
    let home = folder();
    let home = home.path();
    let file = |name: &str, bytes: &[u8]| std::fs::write(home.join(name), bytes).unwrap();
    file("empty.csv", b"");
    file("utf16.csv", b"\xff\xfeq\0,\0a\0");
    file("columns.csv", b"title,body\na,b\n");
    file("none.csv", b"question,answer\n,\n,\n");
    for (name, words) in [
        ("empty.csv", "nothing in it"),
        ("utf16.csv", "iconv"),
        ("columns.csv", "--question-column"),
        ("none.csv", "line 2"),
        ("not-there.csv", "not-there.csv"),
    ] {
        let (code, message) = refused(&run(home, &["support", "add", name]));
        assert!(code == Some(4) && message.contains(words), "{name}: {code:?} {message}");
    }
    file("some.csv", b"question,answer\nlost card,Call us.\n,none\nno answer,\n");
    let output = run(home, &["support", "add", "some.csv", "--name", "bank"]);
    let (_, told) = refused(&output);
    assert!(
        output.status.success() && told.contains("line 3: no text") && told.contains("line 4: no answer"),
        "{told}"
    );
    let (code, message) = refused(&run(home, &["support", "add", "some.csv", "--name", "../x"]));
    assert!(code == Some(2) && message.contains("letters, digits"), "{message}");
    let (code, message) = refused(&run(home, &["support", "add", "some.csv", "--labels", "intents"]));
    assert!(code == Some(4) && message.contains("no model of texts is named intents"), "{message}");
    let (code, message) = refused(&run(home, &["support", "ask", "--faq", "shop", "x"]));
    assert!(code == Some(4) && message.contains("there are bank"), "{message}");
    // A file that was damaged after it was kept.
    let kept = home.join("data/faqs/bank/faq.jsonl");
    let damaged = std::fs::read_to_string(&kept).unwrap().replace("Call us", "Pay us");
    std::fs::write(&kept, damaged).unwrap();
    assert!(out(&run(home, &["support", "list"])).contains("some.csv"));
    let (code, message) = refused(&run(home, &["support", "ask", "x"]));
    assert!(code == Some(4) && message.contains("checksum") && message.contains("add it again"), "{message}");
    std::fs::write(home.join("data/faqs/bank/about.json"), "{").unwrap();
    assert!(out(&run(home, &["support", "list"])).contains("add it again"));
    out(&run(home, &["support", "remove", "bank"]));
}

#[test]
fn an_encoder_and_a_model_of_labels_take_part_and_a_lost_encoder_is_told() {
    let home = folder();
    let home = home.path();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/encoder");
    out(&run(home, &["model", "add", fixture.to_str().unwrap(), "--name", "small"]));
    std::fs::write(home.join("bank.csv"), faq()).unwrap();
    let mut intents = String::from("text,label\n");
    for number in 0..30 {
        writeln!(intents, "where is my card number {number},card\nraise the loan number {number},loan").unwrap();
    }
    std::fs::write(home.join("intents.csv"), intents).unwrap();
    out(&run(home, &["text", "train", "intents.csv", "--model", "linear", "--save", "intents"]));
    // The encoder of the fixtures has learnt nothing: whether it is used is found out, and said.
    let said = out(&run(home, &["support", "add", "bank.csv", "--labels", "intents"]));
    assert!(said.contains("encoder small"), "{said}");
    let by = outcome(home, "what does a second card cost");
    assert_eq!(by["intent"]["label"], "card", "{by}");
    let is_used = said.contains("by words and by meaning");
    assert_eq!(by["by"], if is_used { "both" } else { "bm25" });
    out(&run(home, &["model", "remove", "small"]));
    let output = run(home, &["support", "ask", "--json", "what does a second card cost"]);
    let outcome: Value = serde_json::from_str(&out(&output)).unwrap();
    assert_eq!(outcome["by"], "bm25");
    assert_eq!(String::from_utf8_lossy(&output.stderr).contains("answered by words alone"), is_used);
}

#[test]
fn the_server_answers_from_what_the_command_line_kept_and_takes_up_changes() {
    let home = folder();
    let home = home.path();
    let server = Server::start(home, &["--no-sensors"], &[]);
    assert_eq!(server.get("/api/attentive/support"), json!({"faqs": []}));
    std::fs::write(home.join("bank.csv"), faq()).unwrap();
    out(&run(home, &["support", "add", "bank.csv"]));
    assert_eq!(server.get("/api/attentive/support")["faqs"][0]["questions"], 20);
    let ask = |message: &str| -> Value {
        let body = json!({"faq": "bank", "text": message}).to_string();
        let mut client = Client::connect(server.address).unwrap();
        serde_json::from_slice(client.expect("POST", "/api/attentive/support/ask", body.as_bytes()).unwrap()).unwrap()
    };
    assert_eq!(ask("what does a second card cost")["outcome"], "answer");
    std::fs::write(home.join("bank.csv"), "question,answer\nlost card,Call us.\n").unwrap();
    out(&run(home, &["support", "add", "bank.csv"]));
    assert_eq!(ask("lost card")["candidates"][0]["answer"], "Call us.");
    assert_eq!(ask("what does a second card cost")["candidates"].as_array().unwrap().len(), 1);
}

//! What asks for attention, understood from the outside.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::path::Path;
use std::process::Output;

use serde_json::Value;

use self::support::attentive;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    attentive(folder).current_dir(folder).env("TZ", "Europe/Berlin").args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{}{words}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn understood(folder: &Path, arguments: &[&str]) -> Value {
    let asked = [&["text", "understand", "--now", "2026-11-25T14:20"], arguments].concat();
    serde_json::from_str(&out(&run(folder, &asked))).unwrap()
}

#[test]
fn rules_answer_models_answer_before_them_and_words_can_be_changed() {
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let home = home.path();
    let found = understood(home, &["Please approve OPS-7 by Friday 5pm", "--from", "Anna Smith <anna@example.org>"]);
    assert_eq!((found["intent"]["is"].as_str(), found["intent"]["by"].as_str()), (Some("approval"), Some("rules")));
    assert_eq!(found["deadline"]["at"].as_str(), Some("2026-11-27T16:00:00Z"));
    assert_eq!((found["waits"]["who"].as_str(), found["language"].as_str()), (Some("Anna Smith"), Some("en")));
    assert_eq!(found["entities"][0]["name"].as_str(), Some("OPS-7"));
    let found = understood(home, &["明天下午三点前给我报价", "--body", "尽快"]);
    assert_eq!(
        (found["urgency"]["is"].as_str(), found["deadline"]["at"].as_str()),
        (Some("urgent"), Some("2026-11-26T14:00:00Z"))
    );
    // A model of the person's own.
    let texts: String =
        (0..20).map(|row| format!("my card {row} is lost,card\nsend {row} euros to her,transfer\n")).collect();
    std::fs::write(home.join("train.csv"), format!("text,label\n{texts}")).unwrap();
    out(&run(home, &["text", "train", "train.csv", "--save", "bank"]));
    let found = understood(home, &["my card 7 is lost", "--intent", "bank"]);
    assert_eq!(
        (found["intent"]["is"].as_str(), found["intent"]["by"].as_str()),
        (Some("card"), Some("model")),
        "{found}"
    );
    // Words of the person's own.
    let words = out(&run(home, &["text", "understand", "--print-words"]));
    std::fs::write(home.join("words.txt"), words.replace("[urgency urgent]", "[urgency urgent]\nbefore the freeze"))
        .unwrap();
    let found = understood(home, &["ship it before the freeze", "--words", "words.txt"]);
    assert_eq!(found["urgency"]["is"].as_str(), Some("urgent"), "{found}");
    assert_eq!(understood(home, &["ship it before the freeze"])["urgency"]["is"].as_str(), Some("normal"));
    std::fs::write(home.join("words.txt"), "urgent").unwrap();
    let refused = run(home, &["text", "understand", "x", "--words", "words.txt"]);
    let why = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(refused.status.code() == Some(4) && why.contains("before the first [section]"), "{why}");
    assert_eq!(run(home, &["text", "understand"]).status.code(), Some(2));
    assert_eq!(run(home, &["text", "understand", "x", "--names", "nobody"]).status.code(), Some(4));
}

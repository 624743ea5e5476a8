//! The multilingual sentence encoder and labels by a sentence with a gap, from the outside. Both encoders here have learnt nothing (`fixtures`), so that what is right is not looked at, but who answered and how.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use self::support::attentive;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    attentive(folder).env("HF_HOME", folder.join("none")).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What a command that succeeds says.
fn fine(folder: &Path, arguments: &[&str]) -> String {
    let output = run(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    said(&output)
}

fn refused(folder: &Path, arguments: &[&str], words: &str) {
    let output = run(folder, arguments);
    assert!(matches!(output.status.code(), Some(2 | 4)), "{arguments:?}: {}", said(&output));
    assert!(said(&output).contains(words), "{arguments:?}: {}", said(&output));
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name)
}

fn add(home: &Path, fixture_name: &str, name: &str) {
    fine(home, &["model", "add", fixture(fixture_name).to_str().unwrap(), "--name", name]);
}

/// So many Chinese texts of each of two labels.
fn chinese(home: &Path, each: usize) -> String {
    let mut text = "text,label\n".to_owned();
    for number in 0..each {
        writeln!(text, "我的菜很好{number}好好,good\n菜很差{number}差差,bad").unwrap();
    }
    fs::write(home.join("zh.csv"), text).unwrap();
    "zh.csv".to_owned()
}

#[test]
fn the_multilingual_encoder_is_added_told_of_and_learnt_upon() {
    let folder = folder();
    let home = folder.path();
    let graph = fixture("encoder-multilingual").join("model.onnx");
    assert!(fine(home, &["model", "add", graph.to_str().unwrap(), "--name", "many"]).contains("rows of 8 numbers"));
    assert!(fine(home, &["model", "card", "many"]).contains("not tuned"));
    let row: Value = serde_json::from_str(fine(home, &["text", "embed", "我的卡 where"]).trim()).unwrap();
    assert_eq!(row["embedding"].as_array().map(Vec::len), Some(8));
    let file = chinese(home, 25);
    assert!(fine(home, &["text", "train", &file, "--save", "dishes"]).contains("answered by: combined many"));
    let answer: Value =
        serde_json::from_str(fine(home, &["text", "label", "--with", "dishes", "菜很好好"]).trim()).unwrap();
    assert_eq!((answer["label"].as_str(), answer["by"].as_str()), (Some("good"), Some("combined")));
    let few = chinese(home, 8);
    assert!(fine(home, &["text", "train", &few, "--save", "few"]).contains("answered by: means many"));
    fine(home, &["text", "teach", &few, "--with", "few"]);
    refused(home, &["text", "train", &few, "--model", "encoder"], "no encoder was added");
    refused(home, &["text", "train", &few, "--model", "encoder", "--encoder", "many"], "is not tuned");
    refused(home, &["text", "teach", &few, "--with", "dishes"], "combined");
    refused(home, &["text", "train", &few, "--cloze", "{text} {gap}"], "guesses hidden words");
    // A damaged file is refused and leaves nothing.
    let bytes = fs::read(&graph).unwrap();
    fs::write(home.join("torn.onnx"), &bytes[..bytes.len() / 2]).unwrap();
    refused(home, &["model", "add", "torn.onnx"], "ONNX");
    assert_eq!(fine(home, &["model", "list", "--json"]).matches("\"name\"").count(), 1);
    // Upon another encoder, or none, what was learnt is refused.
    fine(home, &["model", "remove", "many"]);
    refused(home, &["text", "label", "--with", "dishes", "x"], "encoder");
}

#[test]
fn of_two_encoders_the_one_that_fits_the_writing_is_taken() {
    let folder = folder();
    let home = folder.path();
    add(home, "encoder-multilingual", "many");
    add(home, "encoder", "minilm-small");
    let zh = chinese(home, 3);
    assert!(fine(home, &["text", "train", &zh]).contains("means many"));
    fs::write(home.join("en.csv"), "text,label\na b c,x\na b,x\nd e f,y\nd e,y\n").unwrap();
    assert!(fine(home, &["text", "train", "en.csv"]).contains("means minilm-small"));
    refused(home, &["text", "embed", "a"], "say which encoder");
    // Tags and tuning want the one that can be tuned, and there is only one.
    assert!(
        fine(home, &["text", "train", "en.csv", "--model", "encoder", "--rounds", "1"])
            .contains("encoder minilm-small")
    );
    // Whose language nobody knows is not chosen by itself.
    add(home, "encoder", "own");
    refused(home, &["text", "train", &zh], "say which encoder");
    fine(home, &["model", "remove", "own"]);
    fine(home, &["model", "remove", "minilm-small"]);
    fs::write(home.join("tags.conll"), "Anna\tB-PER\nis\tO\n\nBerta\tB-PER\nis\tO\n\nhere\tO\nis\tO\n").unwrap();
    assert!(fine(home, &["text", "train", "tags.conll", "--tags"]).contains("linear"));
}

#[test]
fn labels_are_told_by_a_sentence_with_a_gap_untaught_and_taught() {
    let folder = folder();
    let home = folder.path();
    add(home, "encoder-guessing", "guessing");
    let sentence = "{text} is {gap} .";
    let untaught =
        fine(home, &["text", "label", "--cloze", sentence, "--among", "good=g,o", "--among", "bad=b", "a b c"]);
    let answer: Value = serde_json::from_str(untaught.trim()).unwrap();
    assert_eq!((answer["by"].as_str(), answer["calibrated"].as_bool()), (Some("cloze"), Some(false)));
    assert!(["good", "bad"].contains(&answer["label"].as_str().unwrap()));
    fs::write(home.join("few.csv"), "text,label\na b c,good\na b,good\na c,good\nd e f,bad\nd e,bad\nd f,bad\n")
        .unwrap();
    let train = ["text", "train", "few.csv", "--cloze", sentence, "--word", "good=g,o", "--word", "bad=b"];
    fine(home, &[&train[..], &["--rounds", "2", "--save", "mood"]].concat());
    let answer: Value = serde_json::from_str(fine(home, &["text", "label", "--with", "mood", "a b"]).trim()).unwrap();
    assert_eq!(answer["by"], "encoder");
    refused(home, &["text", "train", "few.csv", "--cloze", "no places", "--word", "good=g"], "{gap}");
    refused(home, &["text", "train", "few.csv", "--cloze", sentence], "not one token");
    refused(home, &["text", "train", "few.csv", "--cloze", sentence, "--word", "other=g"], "no text has the label");
    let twice = ["--word", "good=g", "--word", "good=o"];
    refused(home, &[&["text", "train", "few.csv", "--cloze", sentence], &twice[..]].concat(), "named twice");
    refused(home, &["text", "train", "few.csv", "--cloze", sentence, "--model", "means"], "--cloze tunes an encoder");
    fine(home, &["model", "remove", "guessing"]);
    add(home, "encoder", "blind");
    refused(home, &["text", "label", "--cloze", sentence, "--among", "a", "--among", "b", "x"], "no head");
}

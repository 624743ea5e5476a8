//! Tags of words, from the outside: learnt, judged, kept, asked, refused. The sentences are made up here.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use self::support::attentive;

const NAMES: [&str; 8] = ["Anna", "Boris", "Chen", "Dora", "Emil", "Fay", "Gus", "Hana"];
const PLACES: [&str; 8] = ["Oslo", "Bonn", "Lima", "Kyiv", "Pisa", "Graz", "Riga", "Cork"];

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    attentive(folder).current_dir(folder).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Sentences with a person and a place, in columns parted by `part`.
fn columns(from: usize, count: usize, part: char) -> String {
    let mut file = String::new();
    for number in from..from + count {
        let (name, place) = (NAMES[number % 8], PLACES[(number / 8 + number) % 8]);
        for (word, tag) in [
            ("call", "O"),
            (name, "B-PER"),
            ("Smith", "I-PER"),
            ("about", "O"),
            ("the", "O"),
            ("trip", "O"),
            ("to", "O"),
            (place, "B-LOC"),
            (".", "O"),
        ] {
            writeln!(file, "{word}{part}{tag}").unwrap();
        }
        file.push('\n');
    }
    file
}

#[test]
fn tags_are_learnt_judged_kept_and_told() {
    let home = folder();
    let home = home.path();
    std::fs::write(home.join("train.conll"), columns(0, 40, '\t')).unwrap();
    std::fs::write(home.join("test.conll"), columns(100, 20, ' ')).unwrap();
    let train = ["text", "train", "train.conll", "--tags", "--rounds", "8", "--save", "names", "--json", "r.json"];
    let said = out(&run(home, &[&train[..], &["--test", "test.conll"]].concat()));
    assert!(said.contains("answered by: linear") && said.contains("PER") && said.contains("1.0000"), "{said}");
    let report: Value = serde_json::from_slice(&std::fs::read(home.join("r.json")).unwrap()).unwrap();
    assert_eq!((report["by"].as_str(), report["test"]["all"]["f1"].as_f64()), (Some("linear"), Some(1.0)));
    assert_eq!((report["train"]["sentences"].as_u64(), report["train"]["left_out"].as_u64()), (Some(40), Some(0)));
    // The only model is found without its name; places are counted in signs.
    let text = "Hi 安娜: call Dora Smith about the trip to Riga.";
    let told = out(&run(home, &["text", "tag", "--json", text]));
    let told: Value = serde_json::from_str(&told).unwrap();
    let entities = told["entities"].as_array().unwrap();
    assert_eq!(entities.len(), 2, "{told}");
    assert_eq!((entities[0]["type"].as_str(), entities[0]["text"].as_str()), (Some("PER"), Some("Dora Smith")));
    assert_eq!((entities[0]["start"].as_u64(), entities[0]["end"].as_u64()), (Some(12), Some(22)));
    let sure = entities[1]["confidence"].as_f64().unwrap();
    assert!((0.5..=1.0).contains(&sure), "{told}");
    let table = out(&run(home, &["text", "tag", text]));
    assert!(table.contains("confidence") && table.contains("Riga") && table.lines().count() == 3, "{table}");
    let judged = out(&run(home, &["text", "evaluate", "test.conll", "--tags", "--with", "names"]));
    assert!(judged.contains("1.0000") && !judged.contains("this very file"), "{judged}");
    assert!(out(&run(home, &["text", "evaluate", "train.conll", "--tags"])).contains("learnt from this very file"));
    assert!(out(&run(home, &["runs", "list"])).contains("tags"));
    let card = std::fs::read_to_string(home.join("data/models/tags-names/MODEL_CARD.md")).unwrap();
    assert!(card.contains("F1 1.0000") && card.contains("B-PER"), "{card}");
    // What it tells can be taught again; and models of labels are another matter.
    std::fs::write(home.join("told.jsonl"), format!("{told}\n")).unwrap();
    assert!(out(&run(home, &["text", "evaluate", "told.jsonl", "--tags"])).contains("all"));
    let (code, why) = refused(&run(home, &["text", "label", "--with", "names", "x"]));
    assert!(code == Some(4) && why.contains("no model of texts is named names"), "{why}");
}

#[test]
fn signs_of_chinese_are_tagged_each_and_without_a_test_a_fifth_is_left_out() {
    let home = folder();
    let home = home.path();
    let mut file = String::new();
    for number in 0..30 {
        let (name, place) = (["王芳", "李雷", "张伟"][number % 3], ["北京", "上海"][number % 2]);
        let text = format!("请{name}去{place}开会");
        writeln!(file, "{{\"text\": \"{text}\", \"label\": {{\"name\": {{\"{name}\": [[1, 2]]}}, \"address\": {{\"{place}\": [[4, 5]]}}}}}}").unwrap();
    }
    std::fs::write(home.join("train.jsonl"), file).unwrap();
    let said =
        out(&run(home, &["text", "train", "train.jsonl", "--tags", "--rounds", "8", "--save", "zh.safetensors"]));
    assert!(said.contains("a fifth of the file") && said.contains("address"), "{said}");
    let mut child = attentive(home)
        .current_dir(home)
        .args(["text", "tag", "--json", "--with", "zh.safetensors"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all("请李雷去上海开会\n\n".as_bytes()).unwrap();
    let told = out(&child.wait_with_output().unwrap());
    let lines: Vec<Value> = told.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), lines[0]["entities"][0]["text"].as_str()), (2, Some("李雷")), "{told}");
}

#[test]
fn what_cannot_be_used_is_refused_with_what_to_do() {
    let home = folder();
    let home = home.path();
    let file = |name: &str, bytes: &[u8]| std::fs::write(home.join(name), bytes).unwrap();
    file("empty", b"");
    file("labels.csv", b"text,label\na card came,x\na bank called,y\n");
    file("pos.conll", b"a DT\ncat NN\n\nb DT\n");
    file("none.conll", b"a O\ncat O\n");
    file("latin.conll", &b"caf\xe9 O\nBo B-PER\ncr\xe8me O\n\n".repeat(9));
    file("junk", &[0, 159, 146, 150, 0, 0, 1]);
    for (name, words) in [
        ("empty", "nothing in it"),
        ("labels.csv", "tag in the last column"),
        ("pos.conll", "\"DT\" is no tag"),
        ("none.conll", "all tags are O"),
        ("latin.conll", "iconv"),
        ("junk", "no text"),
        ("not-there", "not-there"),
    ] {
        let (code, message) = refused(&run(home, &["text", "train", name, "--tags"]));
        assert!(code == Some(4) && message.contains(words), "{name}: {code:?} {message}");
    }
    let (code, message) = refused(&run(home, &["text", "tag", "hello"]));
    assert!(code == Some(4) && message.contains("--tags --save NAME"), "{message}");
    let (code, message) = refused(&run(home, &["text", "train", "none.conll", "--tags", "--oos", "none"]));
    assert!(code == Some(2) && message.contains("--tags"), "{message}");
    file("train.conll", columns(0, 12, '\t').as_bytes());
    let (code, message) = refused(&run(home, &["text", "train", "train.conll", "--tags", "--model", "means"]));
    assert!(code == Some(2) && message.contains("linear or encoder"), "{message}");
    // A bad sentence costs itself alone.
    file("some.conll", format!("{}\nhere NN O\n\n", columns(0, 12, '\t')).as_bytes());
    let output = run(home, &["text", "train", "some.conll", "--tags", "--rounds", "2", "--save", "names"]);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && told.contains("1 sentences were left out") && told.contains("line 122"),
        "{told}"
    );
    // A model that was damaged after it was kept.
    let model = support::model_file(&home.join("data/models/tags-names"));
    let mut bytes = std::fs::read(&model).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&model, bytes).unwrap();
    let (code, message) = refused(&run(home, &["text", "tag", "hello"]));
    assert!(code == Some(4) && message.contains("damaged") && message.contains("--tags"), "{message}");
}

#[test]
fn an_encoder_is_tuned_to_tags_and_asked_only_upon_the_one_that_it_knows() {
    let home = folder();
    let home = home.path();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/encoder");
    std::fs::write(home.join("train.conll"), columns(0, 40, '\t')).unwrap();
    std::fs::write(home.join("test.conll"), columns(100, 10, '\t')).unwrap();
    let train = ["text", "train", "train.conll", "--tags", "--test", "test.conll", "--save", "names"];
    let asked = [&train[..], &["--model", "encoder", "--tuning", "lora", "--rate", "0.01", "--rounds", "20"]].concat();
    let (code, why) = refused(&run(home, &asked));
    assert!(code == Some(4) && why.contains("attentive model add"), "{why}");
    out(&run(home, &["model", "add", fixture.to_str().unwrap(), "--name", "small"]));
    let said = out(&run(home, &asked));
    assert!(said.contains("answered by: encoder small"), "{said}");
    let told = out(&run(home, &["text", "tag", "--json", "call Dora Smith about the trip to Riga ."]));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        (told["by"].as_str(), told["entities"][0]["text"].as_str()),
        (Some("encoder"), Some("Dora Smith")),
        "{told}"
    );
    // Another encoder, made of the same with one weight changed, is not taken for it.
    let other = home.join("other");
    std::fs::create_dir(&other).unwrap();
    for name in ["config.json", "model.safetensors", "tokenizer.json"] {
        std::fs::copy(fixture.join(name), other.join(name)).unwrap();
    }
    let weights = other.join("model.safetensors");
    let mut bytes = std::fs::read(&weights).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&weights, bytes).unwrap();
    out(&run(home, &["model", "remove", "small"]));
    out(&run(home, &["model", "add", other.to_str().unwrap(), "--name", "small"]));
    let (code, why) = refused(&run(home, &["text", "tag", "x"]));
    assert!(code == Some(4) && why.contains("tuned upon the encoder"), "{why}");
    out(&run(home, &["model", "remove", "small"]));
    let (code, why) = refused(&run(home, &["text", "tag", "x"]));
    assert!(code == Some(4) && why.contains("stands upon an encoder"), "{why}");
}

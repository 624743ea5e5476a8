//! Labels for texts, from the outside: learnt, judged, kept, asked, refused. The texts are made up here.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;

use self::support::attentive;

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

/// Texts of two labels, and of none of them, numbered from `from` so that no two files share one.
fn texts(from: u32, count: u32, with_others: bool) -> String {
    let mut file = String::from("query,intent\n");
    for number in from..from + count {
        let day = ["monday", "tuesday", "friday"][number as usize % 3];
        writeln!(file, "\"my card number {number} has not come, since {day}\",card").unwrap();
        writeln!(file, "send {number} euros to my brother on {day},transfer").unwrap();
        if with_others {
            writeln!(file, "what weather in town {number} on {day},none").unwrap();
        }
    }
    file
}

#[test]
fn labels_are_learnt_judged_kept_and_told() {
    let home = folder();
    let home = home.path();
    std::fs::write(home.join("train.csv"), texts(0, 40, true)).unwrap();
    std::fs::write(home.join("test.csv"), texts(100, 10, true)).unwrap();
    let said = out(&run(
        home,
        &["text", "train", "train.csv", "--test", "test.csv", "--oos", "none", "--json", "r.json", "--save", "bank"],
    ));
    assert!(
        said.contains("answered by: linear") && said.contains("recall 1.0000") && said.contains("weighted"),
        "{said}"
    );
    let report: Value = serde_json::from_slice(&std::fs::read(home.join("r.json")).unwrap()).unwrap();
    assert_eq!(
        (report["by"].as_str(), report["train"]["texts"].as_u64(), report["train"]["labels"].as_u64()),
        (Some("linear"), Some(120), Some(3))
    );
    assert_eq!(
        (report["test"]["report"]["accuracy"].as_f64(), report["test"]["outside"]["recall"].as_f64()),
        (Some(1.0), Some(1.0))
    );
    assert_eq!(report["test"]["report"]["classes"][0]["support"].as_u64(), Some(10));
    // The only model is found without its name.
    let answers = out(&run(home, &["text", "label", "where is my card", "what weather in my town"]));
    let answers: Vec<Value> = answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((answers[0]["label"].as_str(), answers[0]["by"].as_str()), (Some("card"), Some("linear")));
    assert_eq!((answers[1]["label"].as_str(), answers[1]["why"].as_str()), (None, Some("outside")), "{answers:?}");
    let judged = out(&run(home, &["text", "evaluate", "test.csv", "--with", "bank"]));
    assert!(judged.contains("accuracy 1.0000") && !judged.contains("this very file"), "{judged}");
    assert!(out(&run(home, &["text", "evaluate", "train.csv"])).contains("learnt from this very file"));
    let runs = out(&run(home, &["runs", "list"]));
    assert!(runs.contains("text"), "{runs}");
}

#[test]
fn lines_in_and_lines_out_stay_side_by_side() {
    let home = folder();
    let home = home.path();
    std::fs::write(home.join("train.csv"), texts(0, 20, false)).unwrap();
    out(&run(home, &["text", "train", "train.csv", "--save", "bank.safetensors"]));
    let mut child = attentive(home)
        .current_dir(home)
        .args(["text", "label", "--with", "bank.safetensors"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"my card\n\n\xff\xfe\nsend euros to him").unwrap();
    let said = out(&child.wait_with_output().unwrap());
    let answers: Vec<Value> = said.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers.len(), 4, "{said}");
    assert_eq!((answers[0]["label"].as_str(), answers[3]["label"].as_str()), (Some("card"), Some("transfer")));
    assert_eq!((answers[2]["why"].as_str(), answers[2]["line"].as_u64()), (Some("not_utf8"), Some(3)));
}

#[test]
fn what_cannot_be_used_is_refused_with_what_to_do() {
    let home = folder();
    let home = home.path();
    let file = |name: &str, bytes: &[u8]| std::fs::write(home.join(name), bytes).unwrap();
    file("one.csv", b"text,label\na card,x\na bank,x\n");
    file("utf16.csv", b"\xff\xfet\0,\0l\0");
    file("empty.csv", b"");
    file("ids.csv", b"a,b,c\nd,e,f\n");
    for (name, words) in [
        ("one.csv", "two labels at least"),
        ("utf16.csv", "iconv"),
        ("empty.csv", "nothing in it"),
        ("ids.csv", "--text-column"),
        ("not-there.csv", "not-there.csv"),
    ] {
        let (code, message) = refused(&run(home, &["text", "train", name]));
        assert!(code == Some(4) && message.contains(words), "{name}: {code:?} {message}");
    }
    let (code, message) = refused(&run(home, &["text", "label", "hello"]));
    assert!(code == Some(4) && message.contains("--save NAME"), "{message}");
    let (code, message) = refused(&run(home, &["text", "train", "one.csv", "--save", "a b"]));
    assert!(code == Some(2) && message.contains("letters, digits"), "{message}");
    // A model that was damaged after it was kept.
    file("train.csv", texts(0, 10, false).as_bytes());
    out(&run(home, &["text", "train", "train.csv", "--save", "bank"]));
    let model = support::model_file(&home.join("data/models/text-bank"));
    let mut bytes = std::fs::read(&model).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&model, bytes).unwrap();
    let (code, message) = refused(&run(home, &["text", "label", "hello", "--with", "bank"]));
    assert!(code == Some(4) && message.contains("damaged") && message.contains("train it again"), "{message}");
}

/// Adds the small encoder of the fixtures, which has learnt nothing.
fn with_encoder(home: &Path) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/encoder");
    out(&run(home, &["model", "add", fixture.to_str().unwrap(), "--name", "small"]));
}

#[test]
fn an_encoder_is_tuned_kept_as_a_small_file_and_asked() {
    let home = folder();
    let home = home.path();
    std::fs::write(home.join("train.csv"), texts(0, 60, false)).unwrap();
    std::fs::write(home.join("test.csv"), texts(100, 10, false)).unwrap();
    let train = ["text", "train", "train.csv", "--test", "test.csv", "--json", "r.json", "--save", "bank"];
    let asked = [&train[..], &["--model", "encoder", "--tuning", "lora", "--rate", "0.01"]].concat();
    let (code, why) = refused(&run(home, &asked));
    assert!(code == Some(4) && why.contains("attentive model add"), "{why}");
    with_encoder(home);
    let said = out(&run(home, &asked));
    assert!(said.contains("by: encoder small") && said.contains("lora"), "{said}");
    let report: Value = serde_json::from_slice(&std::fs::read(home.join("r.json")).unwrap()).unwrap();
    assert_eq!((report["by"].as_str(), report["on_a_tenth"]["tuning"].as_str()), (Some("encoder"), Some("lora")));
    assert!(report["test"]["report"]["accuracy"].as_f64().unwrap() > 0.9, "{report}");
    let answer: Value =
        serde_json::from_str(&out(&run(home, &["text", "label", "--with", "bank", "send 7 euros to my brother"])))
            .unwrap();
    assert_eq!((answer["label"].as_str(), answer["by"].as_str()), (Some("transfer"), Some("encoder")));
    // Without the encoder that it stands upon, or upon another, it says so.
    out(&run(home, &["model", "remove", "small"]));
    let (code, why) = refused(&run(home, &["text", "label", "--with", "bank", "x"]));
    assert!(code == Some(4) && why.contains("stands upon an encoder"), "{why}");
}

#[test]
fn what_is_there_decides_who_learns_unless_it_is_asked_for() {
    let home = folder();
    let home = home.path();
    std::fs::write(home.join("train.csv"), texts(0, 12, false)).unwrap();
    let by = |more: &[&str]| out(&run(home, &[&["text", "train", "train.csv", "--rounds", "1"], more].concat()));
    assert!(by(&[]).contains("by: linear"));
    with_encoder(home);
    // A dozen texts of each label are a handful: nearest means learn more from them. Many are not.
    assert!(by(&[]).contains("by: means small"));
    assert!(by(&["--model", "encoder"]).contains("by: encoder small"));
    std::fs::write(home.join("many.csv"), texts(0, 120, false)).unwrap();
    let many = out(&run(home, &["text", "train", "many.csv", "--rounds", "1"]));
    assert!(many.contains("by: encoder small"), "{many}");
    assert!(by(&["--model", "linear"]).contains("by: linear"));
    let (code, why) = refused(&run(home, &["text", "train", "train.csv", "--encoder", "other"]));
    assert!(code == Some(4) && why.contains("no encoder is named other"), "{why}");
    let (code, why) = refused(&run(home, &["text", "train", "train.csv", "--tuning", "magic"]));
    assert!(code == Some(2) && why.contains("adalora"), "{why}");
}

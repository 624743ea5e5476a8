//! Models of texts that grow, rows of texts, and both served to other programs, from the outside. The texts are made up here, and the encoder of the fixtures has
//! learnt nothing: what is tested is that things hold together, not how well they know.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use self::support::http::Client;
use self::support::{Server, attentive, log_of};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    attentive(home).current_dir(home).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}");
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A dozen texts of each label.
fn texts(labels: &[(&str, &str)]) -> String {
    let mut file = String::from("text,label\n");
    for number in 0..12 {
        for (label, words) in labels {
            writeln!(file, "{words} {number},{label}").unwrap();
        }
    }
    file
}

/// A home with the encoder and a model of two labels, named `post`.
fn home() -> tempfile::TempDir {
    let home = folder();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/encoder");
    out(&run(home.path(), &["model", "add", fixture.to_str().unwrap(), "--name", "small"]));
    let first = texts(&[("card", "my card has not come"), ("transfer", "send euros to my brother")]);
    std::fs::write(home.path().join("few.csv"), first).unwrap();
    let said = out(&run(home.path(), &["text", "train", "few.csv", "--model", "means", "--save", "post"]));
    assert!(said.contains("by: means small"), "{said}");
    home
}

fn label(home: &Path, text: &str) -> Value {
    serde_json::from_str(&out(&run(home, &["text", "label", "--with", "post", text]))).unwrap()
}

#[test]
fn a_new_label_comes_later_and_what_was_known_stays() {
    let home = home();
    let home = home.path();
    let known = "my card has not come 3";
    assert_eq!(label(home, known)["label"], "card");
    std::fs::write(home.join("more.csv"), texts(&[("weather", "rain and wind over the hills")])).unwrap();
    let said = out(&run(home, &["text", "teach", "more.csv", "--with", "post"]));
    assert!(said.contains("12 texts more, 1 new labels: 36 texts, 3 labels in all"), "{said}");
    assert_eq!(label(home, "rain and wind over the hills 4")["label"], "weather");
    assert_eq!(label(home, known)["label"], "card");
    // No text lies in the file of the model.
    let bytes = std::fs::read(support::model_file(&home.join("data/models/text-post"))).unwrap();
    assert!(!bytes.windows(4).any(|window| window == b"rain"), "a text was kept");
    // From single texts nobody can tell how texts of one label differ: nothing is kept, and what else there is is said.
    std::fs::write(home.join("single.csv"), "text,label\ncard arrival,card\nmoney,transfer\n").unwrap();
    let why = refused(&run(home, &["text", "train", "single.csv", "--model", "means", "--save", "single"]));
    assert!(why.contains("two texts at least") && why.contains("--among"), "{why}");
    assert!(!home.join("data/models/text-single").exists());
    // Other kinds of models cannot grow, and say so.
    out(&run(home, &["text", "train", "few.csv", "--model", "linear", "--save", "lines"]));
    let why = refused(&run(home, &["text", "teach", "more.csv", "--with", "lines"]));
    assert!(why.contains("answers by linear and cannot be taught more"), "{why}");
}

#[test]
fn rows_of_texts_have_length_one_and_say_which_texts_are_alike() {
    let home = home();
    let home = home.path();
    let said = out(&run(home, &["text", "embed", "my card has not come", "my card has not come", "send euros"]));
    let rows: Vec<Vec<f64>> = said
        .lines()
        .map(|line| {
            let told: Value = serde_json::from_str(line).unwrap();
            assert_eq!(told["by"], "small");
            told["embedding"].as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect()
        })
        .collect();
    let closeness =
        |one: usize, other: usize| rows[one].iter().zip(&rows[other]).map(|(one, other)| one * other).sum::<f64>();
    assert_eq!(rows.len(), 3);
    assert!((closeness(0, 0) - 1.0).abs() < 1e-4 && (closeness(0, 1) - 1.0).abs() < 1e-4);
    assert!(closeness(0, 2) < 0.999, "{}", closeness(0, 2));
    let why = refused(&run(home, &["text", "embed", "x", "--encoder", "other"]));
    assert!(why.contains("no encoder is named other"), "{why}");
}

#[test]
fn labels_that_nobody_taught_are_told_by_what_describes_them() {
    let home = home();
    let home = home.path();
    let asked =
        ["text", "label", "--among", "card_arrival=my card has not come", "--among", "send=send euros to my brother"];
    let said = out(&run(home, &[&asked[..], &["send euros to my brother"]].concat()));
    let told: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(
        (&told["label"], &told["by"], &told["calibrated"]),
        (&json!("send"), &json!("description"), &json!(false))
    );
    assert!((told["closeness"].as_f64().unwrap() - 1.0).abs() < 1e-4, "the very same words: {told}");
    assert_eq!(told["others"][0][0], "card_arrival");
    let why = refused(&run(home, &["text", "label", "--among", "one", "x"]));
    assert!(why.contains("two labels at least"), "{why}");
    let why = refused(&run(home, &["text", "label", "--among", "one", "--among", "two", "--with", "post", "x"]));
    assert!(why.contains("cannot be used with"), "{why}");
}

#[test]
fn other_programs_get_labels_and_rows_and_nothing_is_kept_or_logged() {
    let home = home();
    let home = home.path();
    let server = Server::of(home, &["text", "serve", "--with", "post"], &[], "/api/text");
    let about = server.get("/api/text");
    assert_eq!((&about["labels"]["model"], &about["encoder"]["name"]), (&json!("post"), &json!("small")));
    let mut client = Client::connect(server.address).unwrap();
    let mut post = |path: &str, body: &[u8]| {
        let (status, answer) = client.call("POST", path, body).unwrap();
        (status, String::from_utf8(answer.to_vec()).unwrap())
    };
    let secret = "my card has not come 3";
    let body = json!({ "texts": [secret, "send euros to my brother 5"] }).to_string();
    let (status, labels) = post("/api/text/label", body.as_bytes());
    let labels: Value = serde_json::from_str(&labels).unwrap();
    assert_eq!(
        (status, &labels["answers"][0]["label"], &labels["answers"][1]["label"]),
        (200, &json!("card"), &json!("transfer"))
    );
    let (status, rows) = post("/api/text/embed", body.as_bytes());
    let rows: Value = serde_json::from_str(&rows).unwrap();
    let width = usize::try_from(rows["width"].as_u64().unwrap()).unwrap();
    assert!(status == 200 && rows["rows"].as_array().unwrap().iter().all(|row| row.as_array().unwrap().len() == width));
    for (bad, expected) in [
        ("{\"texts\": [\"a\"", 400),
        ("{\"words\": [\"a\"]}", 422),
        ("{\"texts\": \"a\"}", 422),
        (&json!({ "texts": vec!["a"; 1_001] }).to_string(), 422),
    ] {
        let (status, why) = post("/api/text/label", bad.as_bytes());
        assert!(status == expected && why.len() > 10, "{status} {why}");
    }
    let (status, _) = post("/api/text/label", b"{\"texts\": [\"\xff\"]}");
    assert_eq!(status, 400, "broken UTF-8");
    let (status, why) = post("/api/text/other", body.as_bytes());
    assert!(status == 404 && why.contains("POST /api/text/label"), "{why}");
    drop(server);
    assert!(!log_of(home).contains("card has not come"), "{}", log_of(home));
}

//! Texts in the order of a person's interests, from the outside: learnt, ranked, said, served, refused, removed. The texts are made up here.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Output;

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

/// Sixty texts, a day each: those of rivers were read, those of cards were not; every tenth is the other way round.
fn history() -> String {
    let mut file = String::from("text,interest,time\n");
    for number in 0..60 {
        let topic = ["river flood in the valley", "card fee of the bank"][number % 2];
        let is_read = (number % 2 == 0) != (number % 10 == 9);
        let read = if is_read { "read" } else { "skipped" };
        writeln!(file, "{topic} {number},{read},{}", 86_400 * number).unwrap();
    }
    file
}

const TEXTS: &str = "card fee rises\na flood and the river\nwhales sing\n";

fn ranked(home: &Path) -> Vec<Value> {
    let said = out(&run(home, &["reading", "rank", "texts.txt", "--json"]));
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_history_is_learnt_ranks_learns_on_is_listed_and_removed() {
    let home = folder();
    let home = home.path();
    assert!(out(&run(home, &["reading", "list"])).contains("no interests were learnt yet"));
    std::fs::write(home.join("news.csv"), history()).unwrap();
    std::fs::write(home.join("texts.txt"), TEXTS).unwrap();
    let said = out(&run(home, &["reading", "learn", "news.csv"]));
    assert!(
        said.contains("texts were interesting") && said.contains("each ranked by what was read before it"),
        "{said}"
    );
    // The only ones are found without their name.
    let found = ranked(home);
    let order: Vec<u64> = found.iter().map(|one| one["place"].as_u64().unwrap()).collect();
    assert_eq!(order, [1, 2, 0], "{found:?}");
    assert!(found[0]["probability"].as_f64() > Some(0.6) && found[2]["probability"].as_f64() < Some(0.4), "{found:?}");
    assert_eq!(
        (&found[0]["text"], &found[2]["words_against"][0]["word"]),
        (&json!("a flood and the river"), &json!("card"))
    );
    let told = out(&run(home, &["reading", "rank", "texts.txt", "--name", "news", "--top", "1"]));
    assert!(told.contains("1. ") && told.contains("for: ") && !told.contains("2. "), "{told}");
    // Said again of the same text, it counts once.
    for interest in ["no", "yes", "yes"] {
        out(&run(home, &["reading", "say", "Whales sing!", "--interest", interest]));
    }
    let found = ranked(home);
    assert_eq!(
        (&found[2]["text"], &found[2]["copy_of"]["was_interesting"]),
        (&json!("whales sing"), &json!(true)),
        "{found:?}"
    );
    let list: Value = serde_json::from_str(&out(&run(home, &["reading", "list", "--json"]))).unwrap();
    let count = |side: &str| list[0][side].as_u64().unwrap();
    assert_eq!((list[0]["name"].as_str(), count("liked") + count("disliked")), (Some("news"), 61));
    let kept = std::fs::read(home.join("data/reading/news.safetensors")).unwrap();
    assert!(!["river", "flood", "hales"].iter().any(|word| kept.windows(5).any(|part| part == word.as_bytes())));
    out(&run(home, &["reading", "remove", "news"]));
    let (code, why) = refused(&run(home, &["reading", "rank", "texts.txt"]));
    assert!(code == Some(4) && why.contains("no interests were learnt yet"), "{why}");
}

#[test]
fn a_list_of_what_was_read_is_enough_and_says_what_it_cannot_tell() {
    let home = folder();
    let home = home.path();
    let lines: Vec<String> = (0..12).map(|number| format!("river flood in the valley, part {number}")).collect();
    std::fs::write(home.join("read.txt"), lines.join("\n")).unwrap();
    std::fs::write(home.join("few.txt"), &lines[0]).unwrap();
    std::fs::write(home.join("texts.txt"), TEXTS).unwrap();
    let output = run(home, &["reading", "learn", "read.txt", "--name", "阅读"]);
    assert!(out(&output).contains("cannot be told"), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("no column says how interesting"));
    let found = ranked(home);
    assert_eq!((&found[0]["place"], &found[0]["probability"]), (&json!(1), &Value::Null));
    assert!(out(&run(home, &["reading", "learn", "few.txt"])).contains("not enough to judge"));
    let (code, why) = refused(&run(home, &["reading", "rank", "texts.txt"]));
    assert!(code == Some(2) && why.contains("few, 阅读"), "{why}");
}

#[test]
fn what_cannot_be_used_is_refused_with_what_to_do() {
    let home = folder();
    let home = home.path();
    let file = |name: &str, bytes: &[u8]| std::fs::write(home.join(name), bytes).unwrap();
    file("empty.csv", b"");
    file("utf16.csv", b"\xff\xfeq\0,\0a\0");
    file("columns.csv", b"interest,a,b\n1,x,y\n");
    file("none.csv", b"text,interest\n,yes\nx,perhaps\n");
    for (name, words) in [
        ("empty.csv", "nothing in it"),
        ("utf16.csv", "iconv"),
        ("columns.csv", "--text-column"),
        ("none.csv", "line 2"),
        ("not-there.csv", "not-there.csv"),
    ] {
        for command in ["learn", "rank"] {
            if (command, name) == ("rank", "none.csv") {
                continue;
            }
            let arguments = ["reading", command, name, "--name", "news"];
            let (code, message) = refused(&run(home, &arguments));
            assert!(code == Some(4) && message.contains(words), "{command} {name}: {code:?} {message}");
        }
    }
    file("some.csv", b"text,interest\nriver,yes\n,yes\ncard,perhaps\n");
    let output = run(home, &["reading", "learn", "some.csv", "--name", "news"]);
    let (_, told) = refused(&output);
    assert!(
        output.status.success() && told.contains("line 3: no text") && told.contains("line 4: its interest"),
        "{told}"
    );
    let (code, message) = refused(&run(home, &["reading", "learn", "some.csv", "--name", "../x"]));
    assert!(code == Some(2) && message.contains("letters, digits"), "{message}");
    let (code, message) = refused(&run(home, &["reading", "say", "x", "--interest", "yes", "--name", "shop"]));
    assert!(code == Some(4) && message.contains("there are news"), "{message}");
    let (code, message) = refused(&run(home, &["reading", "say", " ", "--interest", "yes"]));
    assert!(code == Some(4) && message.contains("empty"), "{message}");
    assert_eq!(refused(&run(home, &["reading", "say", "x", "--interest", "perhaps"])).0, Some(2));
    // A file that was damaged after it was kept.
    let kept = home.join("data/reading/news.safetensors");
    let mut bytes = std::fs::read(&kept).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&kept, bytes).unwrap();
    let (code, message) = refused(&run(home, &["reading", "say", "x", "--interest", "yes"]));
    assert!(code == Some(4) && message.contains("learn them again"), "{message}");
    assert!(out(&run(home, &["reading", "list"])).contains("learn them again"));
    out(&run(home, &["reading", "remove", "news"]));
}

#[test]
fn an_encoder_takes_part_and_a_lost_one_is_told() {
    let home = folder();
    let home = home.path();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/encoder");
    out(&run(home, &["model", "add", fixture.to_str().unwrap(), "--name", "small"]));
    // Of interesting texts alone nothing tells whether the encoder helps: it takes part.
    std::fs::write(home.join("read.txt"), "river flood\nflood warning\n").unwrap();
    std::fs::write(home.join("texts.txt"), TEXTS).unwrap();
    let said = out(&run(home, &["reading", "learn", "read.txt"]));
    assert!(said.contains("by words and by meaning (encoder small)"), "{said}");
    assert!(ranked(home).iter().all(|one| one["meaning"].is_number()));
    out(&run(home, &["model", "remove", "small"]));
    let output = run(home, &["reading", "rank", "texts.txt", "--json"]);
    assert!(out(&output).lines().all(|line| line.contains("\"meaning\":null")));
    assert!(String::from_utf8_lossy(&output.stderr).contains("ranked by words alone"));
}

#[test]
fn the_server_ranks_by_what_the_command_line_kept_learns_and_keeps_to_the_privacy_rules() {
    let home = folder();
    let home = home.path();
    let server = Server::start(home, &["--no-sensors"], &[]);
    assert_eq!(server.get("/api/attentive/reading"), json!({"interests": []}));
    std::fs::write(home.join("news.csv"), history()).unwrap();
    out(&run(home, &["reading", "learn", "news.csv"]));
    let post = |method: &str, path: &str, body: Value| -> Value {
        let mut client = Client::connect(server.address).unwrap();
        let path = format!("/api/attentive/{path}");
        serde_json::from_slice(client.expect(method, &path, body.to_string().as_bytes()).unwrap()).unwrap()
    };
    let found = post("POST", "reading/rank", json!({"name": "news", "texts": ["card fee", "river flood"]}));
    assert_eq!((&found["ranked"][0]["place"], &found["trust"]["state"]), (&json!(1), &json!("tried")), "{found}");
    let say = |text: &str| post("POST", "reading/say", json!({"name": "news", "text": text, "interest": 1.0}));
    assert_eq!(say("whales sing")["taken"], true);
    assert_eq!(server.get("/api/attentive/reading")["interests"][0]["trust"]["texts"], 31);
    let rule = json!({"filters": [{"field": "title", "pattern": "(?i)clinic", "action": "drop"}]});
    post("PUT", "filters", rule);
    assert_eq!(say("the clinic")["why"], "privacy");
    let (code, why) = refused(&run(home, &["reading", "say", "the clinic", "--interest", "yes"]));
    assert!(code == Some(4) && why.contains("privacy rules"), "{why}");
}

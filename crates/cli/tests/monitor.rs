//! `attentive monitor`: streams with a planted surge, replayed and piped, and what cannot be used.

#![allow(clippy::unwrap_used, missing_docs, reason = "a file of tests")]

mod support;

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};

use serde_json::Value;
use support::attentive;

fn run(home: &Path, arguments: &[&str]) -> Output {
    attentive(home).current_dir(home).args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn refused(output: &Output) -> (Option<i32>, String) {
    assert!(!output.status.success());
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

const GOOD: [&str; 4] =
    ["all went well today", "a fine and quick reply", "the parcel came early", "thanks for the kind help"];
const BAD: [&str; 4] =
    ["it is broken again", "nobody answers the phone", "the parcel was lost", "a terrible and slow reply"];

fn text(number: usize, is_bad: bool) -> String {
    format!("{}, case {number}", if is_bad { BAD } else { GOOD }[number % 4])
}

/// A model that tells the two apart.
fn with_model(home: &Path) {
    let rows: String = (0..80)
        .map(|number| format!("\"{}\",{}\n", text(number / 2, number % 2 == 1), ["good", "bad"][number % 2]))
        .collect();
    std::fs::write(home.join("labelled.csv"), format!("text,label\n{rows}")).unwrap();
    out(&run(home, &["text", "train", "labelled.csv", "--save", "mood"]));
}

/// Twelve days of 240 texts, a tenth of them bad; on the last day twenty bad ones of thirty from noon on.
fn stream(home: &Path) {
    let mut rows = String::from("time,text,topic\n");
    // A small generator, so that bad texts do not come by the clock.
    let mut state = 7_u64;
    for number in 0..12 * 240_usize {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let chance = (state >> 33) % 100;
        let is_surge = (11 * 240 + 120..11 * 240 + 150).contains(&number);
        let is_bad = chance < if is_surge { 67 } else { 10 };
        let (day, minute) = (1 + number / 240, number % 240 * 6);
        let _ = writeln!(
            rows,
            "2026-11-{day:02}T{:02}:{:02}:00Z,\"{}\",{}",
            minute / 60,
            minute % 60,
            text(number, is_bad),
            if number % 3 == 0 || is_surge { "post" } else { "shop" }
        );
    }
    std::fs::write(home.join("stream.csv"), rows).unwrap();
}

fn lines(said: &str) -> Vec<Value> {
    said.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_surge_is_told_with_its_texts_and_drawn_and_the_summary_says_how_many_alarms_chance_gives() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    with_model(home);
    stream(home);
    let asked = ["monitor", "stream.csv", "--with", "mood", "--negative", "bad", "--by-share", "--page", "page.html"];
    let said = out(&run(home, &[&asked[..], &["--json"]].concat()));
    let lines = lines(&said);
    let noon = "2026-11-12T12:00:00Z";
    let alarms: Vec<&Value> = lines.iter().map(|line| &line["alarm"]).filter(|alarm| alarm.is_object()).collect();
    let found = alarms.iter().find(|alarm| alarm["at"].as_str().unwrap() >= noon).unwrap_or_else(|| panic!("{said}"));
    assert!(found["at"].as_str().unwrap() < "2026-11-12T15:00:00Z", "{found}");
    assert!(found["negative"].as_f64().unwrap() > 2.0 * found["expected"].as_f64().unwrap(), "{found}");
    let causes = found["causes"].as_array().unwrap();
    let is_bad = |cause: &&Value| BAD.iter().any(|bad| cause["text"].as_str().unwrap().starts_with(bad));
    assert!(causes.len() >= 4 && causes.iter().filter(is_bad).count() * 10 >= causes.len() * 9, "{found}");
    let summary = &lines.last().unwrap()["summary"];
    assert_eq!(
        (summary["texts"].as_u64(), summary["days"].as_f64(), summary["left_out"].as_u64()),
        (Some(2880), Some(12.0), Some(0))
    );
    let chance = summary["false_alarms_per_day"]["on_own_past"].as_f64().unwrap();
    // The topics have the other half.
    assert!((0.2..0.8).contains(&chance), "{summary}");
    assert!(alarms.len() < 25, "{said}");
    let page = std::fs::read_to_string(home.join("page.html")).unwrap();
    assert!(page.contains("<svg") && page.contains("negative texts an hour") && page.contains(", case "), "{page}");
    // The same in words.
    let said = out(&run(home, &asked));
    assert!(
        said.contains("are, ")
            && said.contains("in 12.0 days")
            && said.contains("alarms by chance: 1.00 a day are borne"),
        "{said}"
    );
}

#[test]
fn what_was_learnt_is_kept_without_texts_and_a_live_stream_goes_on_from_it() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    with_model(home);
    stream(home);
    let watch = ["monitor", "--with", "mood", "--negative", "bad", "--by-share", "--state", "mood.json", "--json"];
    out(&run(home, &[&watch[..], &["stream.csv"]].concat()));
    let kept = std::fs::read_to_string(home.join("mood.json")).unwrap();
    assert!(!kept.contains(", case ") && kept.len() < 400_000, "{}", kept.len());
    let mut child = attentive(home)
        .current_dir(home)
        .args(watch)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    // Lines of text, some of them no text: when they arrive is when they came.
    input.write_all(b"all went well today\n\xff\n\n").unwrap();
    for number in 0..60 {
        writeln!(input, "{}", text(number, number % 6 != 0)).unwrap();
    }
    drop(input);
    let said = out(&child.wait_with_output().unwrap());
    let alarms = lines(&said).iter().filter(|line| line["alarm"]["by"] == "share").count();
    assert_eq!(alarms, 1, "{said}");
    let (code, why) = refused(&run(home, &[&watch[..], &["stream.csv", "--times", "5"]].concat()));
    assert!(code == Some(4) && why.contains("other settings"), "{why}");
}

#[test]
fn what_cannot_be_used_is_refused_or_left_out_in_words() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    with_model(home);
    let file = |name: &str, bytes: &[u8]| std::fs::write(home.join(name), bytes).unwrap();
    file("timeless.csv", b"text,label\na,b\n");
    file("bad.jsonl", b"{\"text\":\"all went well\",\"time\":\"noon\"}\nno json\n{\"text\":\"it is broken\",\"time\":\"2026-11-24T09:30:00Z\"}\n");
    file("empty.csv", b"");
    file("state.json", b"{}");
    for (arguments, status, words) in [
        (&["monitor", "timeless.csv", "--negative", "bad"][..], 4, "--time-column"),
        (&["monitor", "empty.csv", "--negative", "bad"], 4, "nothing in it"),
        (&["monitor", "not-there.csv", "--negative", "bad"], 4, "not-there.csv"),
        (&["monitor", "bad.jsonl"], 2, "the model knows \"bad\", \"good\""),
        (&["monitor", "bad.jsonl", "--negative", "bad", "--with", "other"], 4, "no model of texts is named other"),
        (&["monitor", "bad.jsonl", "--negative", "bad", "--state", "state.json"], 4, "could not use the state"),
        (&["monitor", "bad.jsonl", "--negative", "bad", "--times", "1"], 2, "above 1"),
        (&["monitor", "bad.jsonl", "--negative", "bad", "--false-alarms", "nan"], 2, "above 0"),
    ] {
        let (code, message) = refused(&run(home, arguments));
        assert!(code == Some(status) && message.contains(words), "{arguments:?}: {code:?} {message}");
    }
    let done = run(home, &["monitor", "bad.jsonl", "--negative", "bad"]);
    let said = out(&done);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        said.contains("1 texts") && said.contains("2 records were left out") && said.contains("still learning"),
        "{said}"
    );
    assert!(told.contains("line 1: expected a time, found \"noon\"") && told.contains("line 2"), "{told}");
}

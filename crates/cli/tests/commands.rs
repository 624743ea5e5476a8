//! The commands as scripts use them: exit codes, plain errors, import twice, export and back, forget.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a failed unwrap is a failed test, and a skipped one says so"
)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use self::support::attentive;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    attentive(folder).args(arguments).output().unwrap()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The real export of a public data set; `None`, and said so, when it is not on this machine.
fn real_export() -> Option<PathBuf> {
    let data = std::env::var_os("ATTENTIVE_DATA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from);
    let file = data.join("usage-activitywatch-export/aw-buckets-export.json");
    if !file.exists() {
        println!("skipped: no data at {}", file.display());
        return None;
    }
    Some(file)
}

#[test]
fn the_real_export_imports_whole_and_twice_without_duplicates() {
    let Some(file) = real_export() else { return };
    let (folder, file) = (folder(), file.to_str().unwrap().to_owned());
    let first = run(folder.path(), &["import", &file]);
    assert!(first.status.success(), "{}", said(&first));
    // 2,427 window + 71 presence + 1,280 browser events, as the data set's own page says.
    assert!(said(&first).contains("3778 events imported, 0 were there already"), "{}", said(&first));
    let second = run(folder.path(), &["import", &file]);
    assert!(said(&second).contains("0 events imported, 3778 were there already"), "{}", said(&second));

    let day = run(folder.path(), &["report", "--day", "2023-11-18", "--json"]);
    let day: Value = serde_json::from_slice(&day.stdout).unwrap();
    assert!(day["visits"].as_array().unwrap().len() > 100);

    // The record ends within a focus session; years later nobody says that it goes on.
    let last = run(folder.path(), &["report", "--day", "2023-11-19"]);
    assert!(said(&last).contains("then nothing was sensed"), "{}", said(&last));

    let copy = folder.path().join("copy.json");
    let export = run(folder.path(), &["export", "-o", copy.to_str().unwrap()]);
    assert!(export.status.success(), "{}", said(&export));
    let again = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let back = run(again.path(), &["import", copy.to_str().unwrap()]);
    assert!(said(&back).contains("3778 events imported"), "{}", said(&back));

    let forgotten = run(folder.path(), &["forget", "--everything", "--yes"]);
    assert!(forgotten.status.success(), "{}", said(&forgotten));
    assert!(said(&forgotten).contains("3778 events"), "{}", said(&forgotten));
}

#[test]
fn a_file_that_is_no_export_is_an_input_error_that_names_it() {
    let folder = folder();
    for (name, content) in
        [("empty.json", &b""[..]), ("junk.json", b"\xff\xfe\x00junk"), ("cut.json", b"{\"buckets\": {\"a\": {")]
    {
        let file = folder.path().join(name);
        std::fs::write(&file, content).unwrap();
        let output = run(folder.path(), &["import", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(4), "{name}: {}", said(&output));
        assert!(said(&output).contains(name), "{}", said(&output));
    }
}

#[test]
fn an_unknown_setting_is_a_configuration_error_that_tells_the_nearest() {
    let folder = folder();
    std::fs::write(folder.path().join("config.toml"), "[server]\nprot = 1\n").unwrap();
    let output = run(folder.path(), &["status"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("did you mean \"server.port\""), "{}", said(&output));
}

#[test]
fn a_database_that_is_no_database_is_a_store_error_and_stays_as_it_is() {
    let folder = folder();
    std::fs::create_dir_all(folder.path().join("data")).unwrap();
    let file = folder.path().join("data/attentive.db");
    std::fs::write(&file, "this is a letter to my aunt, and a long one".repeat(200)).unwrap();
    let output = run(folder.path(), &["ask", "3"]);
    assert_eq!(output.status.code(), Some(5), "{}", said(&output));
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("this is a letter"));
}

#[test]
fn reading_before_there_is_anything_says_what_to_do() {
    let folder = folder();
    let output = run(folder.path(), &["report"]);
    assert_eq!(output.status.code(), Some(5));
    assert!(said(&output).contains("attentive start"), "{}", said(&output));
    assert!(run(folder.path(), &["status"]).status.success());
}

#[test]
fn forgetting_a_stretch_that_ends_before_it_begins_is_refused() {
    let folder = folder();
    let output = run(folder.path(), &["forget", "--from", "2026-11-24T10:00Z", "--to", "2026-11-24T09:00Z", "--yes"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn a_port_in_use_says_which_and_what_to_do() {
    let folder = folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let output = run(folder.path(), &["start", "--no-sensors", "--port", &port]);
    assert_eq!(output.status.code(), Some(6), "{}", said(&output));
    assert!(said(&output).contains(&port) && said(&output).contains("--port"), "{}", said(&output));
}

#[test]
fn a_reader_who_has_seen_enough_ends_an_answer_in_peace() {
    let folder = folder();
    for arguments in [&["config"][..], &["completions", "bash"], &["status"], &["doctor"]] {
        let mut program = attentive(folder.path())
            .args(arguments)
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        drop(program.stdout.take());
        let output = program.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", said(&output));
        assert!(!said(&output).contains("panicked"), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_an_error() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output = attentive(folder().path()).arg("config").stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("could not write the answer: No space left"), "{}", said(&output));
}

#[test]
fn completions_and_help_are_there() {
    let folder = folder();
    for shell in ["bash", "zsh", "fish"] {
        assert!(said(&run(folder.path(), &["completions", shell])).contains("attentive"));
    }
    let help = run(folder.path(), &["--help"]);
    for command in ["start", "demo", "import", "replay", "report", "query", "export", "forget", "status", "doctor"] {
        assert!(said(&help).contains(command), "help lacks {command}");
    }
}

/// Sixty prompts with outcomes, as an export of this program's own buckets: shown ones gain ten minutes.
fn export_of_a_trial(file: &Path) {
    let day = |number: u32| {
        format!("2026-{:02}-{:02}T{:02}:00:00Z", 8 + number / 56, 1 + number / 2 % 28, 9 + number % 2 * 6)
    };
    let events: Vec<Value> = (0..60_u32)
        .map(|number| {
            let is_shown = number % 4 < 2;
            let arm = if is_shown { "deliver" } else { "hold-back" };
            let focus_min = f64::from(number * 7 % 5) + if is_shown { 18.0 } else { 8.0 };
            let outcome = json!({
                "prompt_id": format!("p-{number}"), "kind": "take-break", "arm": arm, "deliver_probability": 0.5,
                "at": day(number), "focus_min": focus_min, "answer": null,
            });
            json!({"timestamp": day(number), "duration": 0, "data": outcome})
        })
        .collect();
    let export = json!({"buckets": {"attentive-outcomes_desk": {
        "id": "attentive-outcomes_desk", "type": "attentive.outcome", "client": "attentive", "hostname": "desk",
        "created": "2026-08-01T09:00:00Z", "events": events,
    }}});
    std::fs::write(file, export.to_string()).unwrap();
}

#[test]
fn what_helped_is_told_with_its_table_and_its_checks() {
    let folder = folder();
    let file = folder.path().join("trial.json");
    export_of_a_trial(&file);
    let imported = run(folder.path(), &["import", &file.to_string_lossy()]);
    assert!(imported.status.success(), "{}", said(&imported));
    let table = run(folder.path(), &["helped"]);
    let text = said(&table);
    assert!(table.status.success(), "{text}");
    for expected in [
        "take-break: helps",
        "shown",
        "held back",
        "30.0 deliveries expected, 30 made",
        "start-focus: too early to say",
        "never came up",
    ] {
        assert!(text.contains(expected), "{expected:?} is not in\n{text}");
    }
    let report: Value = serde_json::from_slice(&run(folder.path(), &["helped", "--json"]).stdout).unwrap();
    let own = &report["kinds"][0];
    assert_eq!(own["effect"]["verdict"], "helps");
    assert_eq!((own["delivered"]["known"].as_u64(), own["held_back"]["known"].as_u64()), (Some(30), Some(30)));
    assert!(own["effect"]["gain_min"].as_f64().unwrap() > 5.0, "{own}");
    assert_eq!(own["effect"]["is_retired"], false);
}

#[test]
fn before_any_prompt_the_report_on_help_says_so() {
    let folder = folder();
    assert!(run(folder.path(), &["ask", "3"]).status.success());
    let output = run(folder.path(), &["helped"]);
    assert!(output.status.success() && said(&output).contains("no prompt has an outcome yet"), "{}", said(&output));
}

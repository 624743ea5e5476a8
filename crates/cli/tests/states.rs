//! States that are learnt: the person's own at the desk, and those of labelled recordings. All data here is made up by rules that the tests state.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use self::support::attentive;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    attentive(folder).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_search_of_settings_adds_a_recipe_and_keeps_each_trial() {
    let folder = folder();
    let at = folder.path();
    study(&at.join("study"), 0..9, false);
    let asked = ["train", "states", "--data", "study", "--window", "30s"];
    let refused = run(at, &[&asked[..], &["--score"]].concat());
    assert!(refused.status.code() == Some(2) && said(&refused).contains("always scores itself"), "{}", said(&refused));
    let searched = run(at, &[&asked[..], &["--search", "random", "--trials", "4"]].concat());
    assert_eq!(searched.status.code(), Some(0), "{}", said(&searched));
    assert!(said(&searched).contains("the best of 4 trials by chance (0 failed)"), "{}", said(&searched));
    let runs = run(at, &["runs", "list", "--json"]);
    let runs: Value = serde_json::from_slice(&runs.stdout).unwrap();
    let id = runs[0]["id"].as_str().or_else(|| runs["runs"][0]["id"].as_str()).unwrap().to_owned();
    let shown = run(at, &["runs", "show", &id]);
    assert!(said(&shown).contains("mean log-likelihood on people left out"), "{}", said(&shown));
    assert!(said(&shown).contains("alone, mean log-likelihood: searched: "), "{}", said(&shown));
    assert!(said(&shown).contains("search by random, seed 1: 4 of 4 trials"), "{}", said(&shown));
    let card = std::fs::read_to_string(at.join("data/models/states/MODEL_CARD.md")).unwrap();
    assert!(card.contains("the best of 4 trials by chance") && card.contains("optimistic"), "{card}");
    let finished = run(at, &[&asked[..], &["--search", "random", "--trials", "4", "--resume"]].concat());
    assert!(said(&finished).contains("there is no search of states"), "{}", said(&finished));
}

/// A number from 0 to 1 that looks like chance.
fn chance(seed: u64) -> f64 {
    let mixed = (seed.wrapping_add(1)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    ((mixed ^ (mixed >> 32)) % 10_000) as f64 / 10_000.0
}

/// A study of `people`: each rests for five minutes (slow, varied beats) and works for five (quick, even beats), with their own middle.
fn study(folder: &Path, people: std::ops::Range<u64>, are_labels_by_lot: bool) {
    std::fs::create_dir_all(folder).unwrap();
    let mut labels = String::from("file,label,person,start_s,end_s\n");
    for person in people {
        let mut text = String::from("rr_ms\n");
        let (mut at_ms, mut beat) = (0.0, 0_u64);
        while at_ms < 600_000.0 {
            let draw = chance(person * 10_000 + beat) - 0.5;
            let own = 40.0 * chance(person);
            let rr = if at_ms < 300_000.0 { 900.0 + own + 140.0 * draw } else { 720.0 + own + 30.0 * draw };
            writeln!(text, "{rr:.1}").unwrap();
            at_ms += rr;
            beat += 1;
        }
        std::fs::write(folder.join(format!("p{person}.csv")), text).unwrap();
        for minute in 0..10 {
            let is_rest = if are_labels_by_lot { chance(person * 77 + minute) > 0.5 } else { minute < 5 };
            let label = if is_rest { "rest" } else { "work" };
            writeln!(labels, "p{person}.csv,{label},P{person},{},{}", minute * 60, (minute + 1) * 60).unwrap();
        }
    }
    std::fs::write(folder.join("labels.csv"), labels).unwrap();
}

#[test]
fn states_of_recordings_are_learnt_judged_and_told_with_reasons() {
    let folder = folder();
    let at = folder.path();
    study(&at.join("study"), 0..9, false);
    study(&at.join("others"), 20..24, false);
    let none = run(at, &["predict", "states", "study/p0.csv"]);
    assert_eq!(none.status.code(), Some(4), "{}", said(&none));
    assert!(said(&none).contains("there is no model of states yet"), "{}", said(&none));

    let trained = run(at, &["train", "states", "--data", "study", "--window", "30s"]);
    assert_eq!(trained.status.code(), Some(0), "{}", said(&trained));
    assert!(
        said(&trained).contains("of 9 people") && said(&trained).contains("labels: rest, work"),
        "{}",
        said(&trained)
    );

    let judged = run(at, &["evaluate", "states", "--data", "others", "--json"]);
    assert_eq!(judged.status.code(), Some(0), "{}", said(&judged));
    let judged: Value = serde_json::from_slice(&judged.stdout).unwrap();
    assert_eq!(judged["judged"]["people"], 4);
    assert!(judged["judged"]["accuracy"]["value"].as_f64().unwrap() > 0.9, "{judged:#}");
    let page = std::fs::read_to_string(at.join("states-report.html")).unwrap();
    assert!(page.contains("What was taken for what") && page.contains("how often it was right"));
    assert!(page.contains("What it looks at") && page.contains("In short") && page.contains("It mostly says"));
    let looks = &judged["looks"];
    let falls: Vec<f64> = looks["importance"]
        .as_array()
        .unwrap()
        .iter()
        .map(|own| own["fall_of_area"]["value"].as_f64().unwrap())
        .collect();
    assert!(falls.len() > 3 && falls.is_sorted_by(|one, other| one >= other), "{looks:#}");
    assert!(looks["in_short"]["agreement"].as_f64().unwrap() > 0.85, "a step is told by a rule: {looks:#}");
    let rule = &looks["in_short"]["rules"][0];
    assert!(rule["when"].as_str().unwrap().contains("rr: ") && rule["says"].is_string(), "{rule}");
    let own = run(at, &["evaluate", "states", "--data", "study"]);
    assert!(said(&own).contains("learnt from these very recordings"), "{}", said(&own));

    // One of those recordings and another of its person among others are known again, whatever they are called, and left out.
    std::fs::copy(at.join("study/p0.csv"), at.join("others/renamed.csv")).unwrap();
    std::fs::copy(at.join("others/p20.csv"), at.join("others/again.csv")).unwrap();
    let packed = std::fs::File::create(at.join("others/zipped.csv.gz")).unwrap();
    let mut packed = flate2::write::GzEncoder::new(packed, flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &std::fs::read(at.join("study/p1.csv")).unwrap()).unwrap();
    packed.finish().unwrap();
    let mut labels = std::fs::read_to_string(at.join("others/labels.csv")).unwrap();
    labels.push_str("renamed.csv,rest,P0,0,300\nrenamed.csv,work,P0,300,600\nagain.csv,rest,P0,0,300\nzipped.csv.gz,rest,P1,0,300\n");
    std::fs::write(at.join("others/labels.csv"), labels).unwrap();
    let mixed = run(at, &["evaluate", "states", "--data", "others", "--json"]);
    assert_eq!(mixed.status.code(), Some(0), "{}", said(&mixed));
    let mixed: Value = serde_json::from_slice(&mixed.stdout).unwrap();
    assert_eq!(mixed["judged"], judged["judged"], "as without them");
    let notes = mixed["notes"].to_string();
    assert!(notes.contains("learnt from these recordings: renamed.csv, zipped.csv.gz"), "{notes}");
    assert!(notes.contains("other recordings of the same people: again.csv"), "{notes}");

    // How features are made is the model's: the same may be said again, anything else is refused.
    let same = run(at, &["predict", "states", "others/p20.csv", "--window", "0.5m", "-o", "same.csv"]);
    assert_eq!(same.status.code(), Some(0), "{}", said(&same));
    let other = run(at, &["predict", "states", "others/p20.csv", "--window", "60s"]);
    assert_eq!(other.status.code(), Some(2), "{}", said(&other));
    assert!(said(&other).contains("learnt from windows of 30s, --window or its profile says 60s"), "{}", said(&other));
    let known = run(at, &["predict", "states", "study/p0.csv", "-o", "known.csv"]);
    assert!(said(&known).contains("learnt from this very recording"), "{}", said(&known));

    let told = run(at, &["predict", "states", "others/p20.csv"]);
    assert_eq!(told.status.code(), Some(0), "{}", said(&told));
    let table = String::from_utf8(told.stdout).unwrap();
    let rows: Vec<&str> = table.lines().skip(1).collect();
    let state = |row: &str| row.split(',').nth(3).unwrap().to_owned();
    let right =
        rows.iter().enumerate().filter(|(row, text)| state(text) == if *row < 10 { "rest" } else { "work" }).count();
    assert!(rows.len() >= 19 && right >= 14, "{right} of {}: {table}", rows.len());
    assert!(table.contains("rr: "), "a reason names its column: {table}");
    let quick = run(at, &["predict", "states", "others/p20.csv", "--no-reasons"]);
    assert_eq!(quick.status.code(), Some(0), "{}", said(&quick));
    let quick = String::from_utf8(quick.stdout).unwrap();
    let without = |text: &str| -> Vec<String> {
        let mut table = csv::Reader::from_reader(text.as_bytes());
        let rows = table.records().map(|row| {
            let row = row.unwrap();
            let cells = row.iter().enumerate().filter(|(place, _)| *place != 7).map(|(_, cell)| cell.to_owned());
            cells.collect::<Vec<_>>().join(",")
        });
        rows.collect()
    };
    assert_eq!((quick.lines().next(), without(&quick)), (table.lines().next(), without(&table)), "all but the reasons");
    assert!(!quick.contains("rr: "), "{quick}");

    assert_eq!(table.lines().next().unwrap().rsplit(',').next(), Some("inputs_drifted"));
    // Beats twice as quick as anyone's lie off, which is said and lowers nothing; people like those before hardly ever do.
    let quick: String = std::iter::once("rr_ms".to_owned())
        .chain((0..1_500).map(|beat| format!("{:.1}", 380.0 + 20.0 * chance(beat))))
        .collect::<Vec<_>>()
        .join("\n");
    std::fs::write(at.join("quick.csv"), quick).unwrap();
    let files = ["others/p20.csv", "others/p21.csv", "others/p22.csv", "others/p23.csv", "quick.csv"];
    let drifted = run(at, &[&["predict", "states", "-o", "drifted.csv"], &files[..]].concat());
    let words = said(&drifted);
    assert!(words.contains("quick.csv: its inputs drifted") && words.contains("in one of 10 recordings"), "{words}");
    assert!(words.matches("its inputs drifted").count() <= 2, "{words}");
    let drifted = std::fs::read_to_string(at.join("drifted.csv")).unwrap();
    let last = drifted.lines().last().unwrap();
    assert!(last.starts_with("quick.csv") && last.rsplit(',').next() != Some(""), "{last}");

    // A recording of another kind lacks the columns.
    std::fs::write(at.join("gaze.csv"), "time_s,x_px,y_px\n0,1,1\n0.1,2,2\n0.2,3,3\n").unwrap();
    let other = run(at, &["predict", "states", "gaze.csv"]);
    assert_eq!(other.status.code(), Some(4), "{}", said(&other));
    assert!(said(&other).contains("the rows lack the column"), "{}", said(&other));
}

#[test]
fn one_recording_under_two_people_is_refused_before_it_makes_noise_look_like_knowledge() {
    let folder = folder();
    let at = folder.path();
    let lot = at.join("lot");
    study(&lot, 0..8, true);
    let mut labels = std::fs::read_to_string(lot.join("labels.csv")).unwrap();
    for person in 0..8 {
        std::fs::copy(lot.join(format!("p{person}.csv")), lot.join(format!("q{person}.csv"))).unwrap();
    }
    let again: String =
        labels.lines().skip(1).map(|line| format!("{}\n", line.replace('p', "q").replace('P', "Q"))).collect();
    labels.push_str(&again);
    std::fs::write(lot.join("labels.csv"), labels).unwrap();
    let twice = run(at, &["train", "states", "--data", "lot", "--window", "30s"]);
    assert_eq!(twice.status.code(), Some(4), "{}", said(&twice));
    let said = said(&twice);
    assert!(
        said.contains("the same recording is there twice") && said.contains("p0.csv") && said.contains("q0.csv"),
        "{said}"
    );
    assert!(!at.join("data/models/states").exists());
}

#[test]
fn labels_by_lot_are_no_evidence_and_faults_are_told() {
    let folder = folder();
    let at = folder.path();
    study(&at.join("lot"), 0..8, true);
    let lot = run(at, &["train", "states", "--data", "lot", "--window", "30s"]);
    assert_eq!(lot.status.code(), Some(4), "{}", said(&lot));
    assert!(said(&lot).contains("there is no evidence") && said(&lot).contains("nothing was kept"), "{}", said(&lot));
    let listed = said(&run(at, &["runs", "list"]));
    assert!(listed.contains("no model: there is no evidence that these labels can be told"), "{listed}");
    let runs: Value = serde_json::from_slice(&run(at, &["runs", "list", "--json"]).stdout).unwrap();
    assert!(runs[0]["state"] == "refused" && runs[0]["seed"] == 1, "{runs:#}");
    assert!(runs[0]["settings"]["alone, mean log-likelihood: shares"].is_string(), "{runs:#}");
    assert!(!at.join("data/models/states").exists());
    let lacks = run(at, &["train", "states", "--data", "nowhere"]);
    assert!(said(&lacks).contains("could not read the labels"), "{}", said(&lacks));
    std::fs::write(at.join("lot/labels.csv"), "file,label\np0.csv,rest\np1.csv,rest\n").unwrap();
    let one = run(at, &["train", "states", "--data", "lot", "--window", "30s"]);
    assert!(said(&one).contains("all rows have the same label"), "{}", said(&one));
    let search = run(at, &["train", "states", "--data", "lot", "--score"]);
    assert_eq!(search.status.code(), Some(2), "{}", said(&search));
}

#[test]
fn what_comes_to_nothing_is_named_and_what_cannot_be_is_refused_before_it_is_learnt() {
    let folder = folder();
    let at = folder.path();
    study(&at.join("few"), 0..2, false);
    let train = |labels: &str, more: &[&str]| {
        std::fs::write(at.join("few/labels.csv"), labels).unwrap();
        run(at, &[&["train", "states", "--data", "few", "--window", "30s"], more].concat())
    };
    std::fs::write(at.join("few/short.csv"), "rr_ms\n800\n").unwrap();
    let unmet = train(
        "file,label,start_s,end_s\np0.csv,rest,0,300\np1.csv,work,0,300\np1.csv,work,9000,9100\nshort.csv,rest,,\n",
        &["--seed", "7"],
    );
    let words = said(&unmet);
    assert!(words.contains("can be used: short.csv"), "{words}");
    assert!(
        words.contains("no window meets") && words.contains("labels.csv line 4 (p1.csv, work, 9000 s to 9100 s)"),
        "{words}"
    );
    let runs: Value = serde_json::from_slice(&run(at, &["runs", "list", "--json"]).stdout).unwrap();
    assert_eq!(runs[0]["seed"], 7, "{runs:#}");
    let before = train("file,label,start_s,end_s\np0.csv,rest,-5,300\n", &[]);
    assert!(said(&before).contains("line 2: the label begins at -5 s, before the recording does"), "{}", said(&before));
    let twice = train("file,label,label\np0.csv,rest,work\n", &[]);
    assert!(said(&twice).contains("line 1: the column \"label\" is there twice"), "{}", said(&twice));
    let file = run(at, &["train", "states", "--data", "few/p0.csv"]);
    assert!(
        file.status.code() == Some(4) && said(&file).contains("the folder of the data is a file"),
        "{}",
        said(&file)
    );
    let seed = run(at, &["train", "gaze-events", "--data", "few", "--seed", "7"]);
    assert_eq!(seed.status.code(), Some(2), "{}", said(&seed));
    // Nobody learns for minutes what cannot be kept then.
    std::fs::remove_dir_all(at.join("data/runs")).unwrap();
    std::fs::write(at.join("data/runs"), "a file").unwrap();
    let nowhere = train("file,label,start_s,end_s\np0.csv,rest,0,300\np1.csv,work,0,300\n", &[]);
    assert!(said(&nowhere).contains("nothing was learnt, as it could not be kept"), "{}", said(&nowhere));
}

/// The same study without labels: a line of triggers has pulses where rest (1) and work (2) begin, and a 9 after eight of ten minutes.
fn marked_study(folder: &Path, people: std::ops::Range<u64>) {
    study(folder, people.clone(), false);
    std::fs::remove_file(folder.join("labels.csv")).unwrap();
    for person in people {
        let path = folder.join(format!("p{person}.csv"));
        let beats = std::fs::read_to_string(&path).unwrap();
        let mut text = String::from("rr_ms,trigger\n");
        let (mut at_ms, mut pulses) = (0.0, [(0.0, 1), (300_000.0, 2), (480_000.0, 9)].into_iter().peekable());
        for beat in beats.lines().skip(1) {
            let pulse = pulses.next_if(|(from, _)| at_ms >= *from).map_or(0, |(_, pulse)| pulse);
            writeln!(text, "{beat},{pulse}").unwrap();
            at_ms += beat.parse::<f64>().unwrap();
        }
        std::fs::write(path, text).unwrap();
    }
}

#[test]
fn marks_that_lie_in_recordings_are_labels_and_the_model_remembers_which() {
    let folder = folder();
    let at = folder.path();
    marked_study(&at.join("study"), 0..9);
    marked_study(&at.join("others"), 20..24);
    std::fs::write(at.join("study/notes.txt"), "No recording.").unwrap();
    let train = ["train", "states", "--data", "study", "--window", "30s"];
    let none = run(at, &[&train[..], &["--mark", "3=rest"]].concat());
    assert_eq!(none.status.code(), Some(4), "{}", said(&none));
    let found = "no recording has a mark \"3\"; marks that were found (in how many recordings): \"1\" (9), \"2\" (9), \"9\" (9)";
    assert!(said(&none).contains(found), "{}", said(&none));

    let trained = run(at, &[&train[..], &["--mark", "1=rest", "--mark", "2=work", "--end-mark", "9"]].concat());
    assert_eq!(trained.status.code(), Some(0), "{}", said(&trained));
    let words = said(&trained);
    assert!(words.contains("of 9 people") && words.contains("labels: rest, work"), "{words}");
    assert!(words.contains("left out, no recording") && words.contains("notes.txt"), "{words}");
    assert!(words.contains("nobody says whose the recordings are"), "{words}");
    // Ten windows of rest and six of work; what lies after the end mark has no label.
    let windows = words.lines().find_map(|line| line.split_once(" windows of 9 people")?.0.parse::<u32>().ok());
    assert!(windows.is_some_and(|windows| (9 * 15..=9 * 17).contains(&windows)), "{words}");

    let judged = run(at, &["evaluate", "states", "--data", "others", "--json"]);
    assert_eq!(judged.status.code(), Some(0), "{}", said(&judged));
    let judged: Value = serde_json::from_slice(&judged.stdout).unwrap();
    assert_eq!(judged["judged"]["people"], 4, "the marks that the model remembers");
    assert!(judged["judged"]["accuracy"]["value"].as_f64().unwrap() > 0.9, "{judged:#}");
    // A table may say whose they are, and then takes the place of all that lies there.
    std::fs::write(at.join("others/labels.csv"), "file,person\np20.csv,A\np21.csv,A\np22.csv,B\n").unwrap();
    let people = run(at, &["evaluate", "states", "--data", "others", "--json"]);
    let people: Value = serde_json::from_slice(&people.stdout).unwrap();
    assert_eq!(people["judged"]["people"], 2, "{people:#}");
    let wrong = run(at, &["train", "gaze-events", "--data", "study", "--mark", "1=rest"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", said(&wrong));
}

/// Fourteen days of an hour each: half of the windows of five minutes are one long stay, half are switches twice a minute. This person is focused while they switch, which the
/// transparent model cannot know, and says so of the first `labelled` days.
fn desk(labelled: i64) -> Value {
    let moment = |seconds: i64| {
        jiff::Timestamp::from_second(1_780_000_000 / 86_400 * 86_400 + 36_000 + seconds).unwrap().to_string()
    };
    let (mut windows, mut corrections, mut presence) = (Vec::new(), Vec::new(), Vec::new());
    for day in 0..14_i64 {
        presence.push(json!({ "timestamp": moment(day * 86_400), "duration": 3600, "data": { "status": "not-afk" } }));
        for window in 0..12 {
            let start = day * 86_400 + window * 300;
            let is_switching = chance((day * 12 + window) as u64) > 0.5;
            let step = if is_switching { 30 } else { 300 };
            for piece in 0..300 / step {
                let app = if piece % 2 == 0 { "Editor" } else { "Browser" };
                windows.push(json!({ "timestamp": moment(start + piece * step), "duration": step, "data": { "app": app, "title": "x" } }));
            }
            if day < labelled {
                let state = if is_switching { "focused" } else { "scattered" };
                corrections.push(json!({ "timestamp": moment(start), "duration": 300, "data": { "state": state } }));
            }
        }
    }
    let bucket = |id: &str, kind: &str, events: Vec<Value>| json!({ "id": id, "type": kind, "client": "test", "hostname": "h", "created": moment(0), "events": events });
    json!({ "buckets": {
        "aw-watcher-window_h": bucket("aw-watcher-window_h", "currentwindow", windows),
        "aw-watcher-afk_h": bucket("aw-watcher-afk_h", "afkstatus", presence),
        "attentive-corrections_h": bucket("attentive-corrections_h", "attentive.correction", corrections),
    }})
}

#[test]
fn the_persons_own_model_is_learnt_from_their_word_and_named_where_it_answers() {
    let folder = folder();
    let at = folder.path();
    std::fs::write(at.join("past.json"), desk(3).to_string()).unwrap();
    assert_eq!(run(at, &["import", "past.json"]).status.code(), Some(0));
    let little = run(at, &["train", "desk-states"]);
    assert_eq!(little.status.code(), Some(4), "{}", said(&little));
    assert!(
        said(&little)
            .contains("the transparent model goes on: too little was said: 36 windows of five minutes have your word"),
        "{}",
        said(&little)
    );

    std::fs::write(at.join("more.json"), desk(12).to_string()).unwrap();
    assert_eq!(run(at, &["import", "more.json"]).status.code(), Some(0));
    let began = std::time::Instant::now();
    let learnt = run(at, &["train", "desk-states"]);
    let took = began.elapsed().as_secs_f64();
    assert_eq!(learnt.status.code(), Some(0), "{}", said(&learnt));
    let record = std::fs::read_dir(at.join("data/runs")).unwrap().next().unwrap().unwrap().path().join("run.json");
    let record: Value = serde_json::from_slice(&std::fs::read(record).unwrap()).unwrap();
    let told = record["seconds"].as_f64().unwrap();
    assert!(told > 0.3 * took && told <= took, "the record says {told} s of {took} s");
    assert!(said(&learnt).contains("on 144 windows of 12 days"), "{}", said(&learnt));

    let day = jiff::Timestamp::from_second(1_780_000_000 + 13 * 86_400).unwrap().to_string();
    let report = run(at, &["report", "--day", &day[..10], "--json"]);
    assert_eq!(report.status.code(), Some(0), "{}", said(&report));
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    let states = report["states"].as_array().unwrap();
    let learned: Vec<&Value> = states.iter().filter(|state| state["by"] == "learned").collect();
    assert!(!learned.is_empty(), "{states:#?}");
    assert!(
        learned.iter().any(|state| state["kind"] == "focused" && state["reasons"][0]["code"].is_string()),
        "{learned:#?}"
    );
    // A damaged model is refused with the way out, and does not answer in silence.
    let model = support::model_file(&at.join("data/models/desk-states"));
    let mut bytes = std::fs::read(&model).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&model, bytes).unwrap();
    let broken = run(at, &["report", "--day", &day[..10]]);
    assert_eq!(broken.status.code(), Some(4), "{}", said(&broken));
    assert!(said(&broken).contains("train again with `attentive train desk-states`"), "{}", said(&broken));
    // What was learnt from a past that is erased goes with it.
    let erased = run(at, &["forget", "--from", "2026-01-01T00:00Z", "--to", "2026-12-31T00:00Z", "--yes"]);
    assert!(erased.status.success() && said(&erased).contains("removed the model of your states"), "{}", said(&erased));
    assert!(!model.exists());
}

//! The plan and the suggestions from outside: tasks and a calendar go in by the command line, and a day comes out.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use attentive_server::{date_name, machine_now};
use attentive_types::time::DAY;
use serde_json::Value;

use self::support::{Server, attentive};

/// The day after tomorrow in UTC: it lies ahead in every time zone.
fn day() -> (String, String) {
    let number = machine_now().0.div_euclid(DAY) + 2;
    let date = date_name(number);
    (date.clone(), date.replace('-', ""))
}

struct Desk {
    folder: tempfile::TempDir,
    server: Server,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let server = Server::start(folder.path(), &["--no-sensors"], &[]);
        let text = format!("[server]\nport = {}\n[prompts]\nquiet_hours = [0, 0]\n", server.address.port());
        std::fs::write(folder.path().join("config.toml"), text).unwrap();
        Self { folder, server }
    }

    fn run(&self, words: &[&str]) -> (Option<i32>, String, String) {
        let output = attentive(self.folder.path()).args(words).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap())
    }

    fn write(&self, name: &str, text: &str) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    fn plan(&self, date: &str) -> Value {
        self.server.get(&format!("/api/attentive/plan?date={date}"))
    }
}

fn calendar(events: &[(&str, &str, &str)], day: &str) -> String {
    let event = |(name, from, to): &(&str, &str, &str)| {
        format!(
            "BEGIN:VEVENT\r\nUID:{name}\r\nSUMMARY:{name}\r\nDTSTART:{day}T{from}00\r\nDTEND:{day}T{to}00\r\nEND:VEVENT\r\n"
        )
    };
    let events: String = events.iter().map(event).collect();
    format!("BEGIN:VCALENDAR\r\nX-WR-CALNAME:Work\r\n{events}END:VCALENDAR\r\n")
}

#[test]
fn tasks_are_planned_around_the_meetings_of_a_calendar() {
    let desk = Desk::new();
    let (date, day) = day();
    let empty = desk.plan(&date);
    assert_eq!(
        (empty["next"].as_array().map(Vec::len), &empty["day"]["by"]),
        (Some(0), &Value::from("assumed")),
        "{empty}"
    );
    let meetings = [("review", "1000", "1100"), ("overlap", "1030", "1130")];
    let tasks = desk.write("todo.txt", "(A) write the report ~90m\ncall Ana due:2020-01-01\nsort receipts ~20h\n");
    let work = desk.write("work.ics", &calendar(&meetings, &day));
    let (code, told, errors) = desk.run(&["inbox", "import", &tasks, &work]);
    assert_eq!(code, Some(0), "{errors}");
    assert!(told.contains("2 meetings new"), "{told}");
    let plan = desk.plan(&date);
    let titles: Vec<&str> =
        plan["meetings"].as_array().unwrap().iter().filter_map(|one| one["title"].as_str()).collect();
    assert_eq!(titles, ["review", "overlap"]);
    assert!(plan["meetings"].as_array().unwrap().iter().all(|one| one["has_overlap"] == true), "{plan}");
    let next = plan["next"].as_array().unwrap();
    let find = |subject: &str| next.iter().find(|one| one["subject"].as_str().unwrap().contains(subject)).unwrap();
    assert_eq!((&find("report")["minutes"], &find("report")["length_by"]), (&Value::from(90.0), &Value::from("words")));
    assert_eq!(
        (&find("Ana")["reasons"][0]["code"], &find("Ana")["length_by"]),
        (&Value::from("overdue"), &Value::from("assumed"))
    );
    assert!(!find("Ana")["planned"].as_array().unwrap().is_empty(), "{plan}");
    assert_eq!(plan["left_out"][0]["reason"]["code"], "too-long", "{plan}");
    for block in plan["blocks"].as_array().unwrap() {
        for meeting in plan["meetings"].as_array().unwrap() {
            let (start, end) = (block["start"].as_str().unwrap(), block["end"].as_str().unwrap());
            assert!(end <= meeting["start"].as_str().unwrap() || meeting["end"].as_str().unwrap() <= start, "{plan}");
        }
    }
    let (_, words, _) = desk.run(&["plan", "--date", &date]);
    assert!(words.contains("review") && words.contains("Does not fit") && words.contains("sort receipts"), "{words}");

    // A meeting that was called off is gone with the next reading, and what is done is planned no more.
    let work = desk.write("work.ics", &calendar(&meetings[..1], &day));
    let (_, told, _) = desk.run(&["inbox", "import", &work]);
    assert!(told.contains("1 known, 1 gone"), "{told}");
    assert_eq!(desk.run(&["inbox", "close", find("report")["task_id"].as_str().unwrap()]).0, Some(0));
    let plan = desk.plan(&date);
    assert_eq!((plan["meetings"].as_array().map(Vec::len), plan["next"].as_array().map(Vec::len)), (Some(1), Some(2)));
}

#[test]
fn days_and_times_that_cannot_be_are_refused_with_what_was_expected() {
    let desk = Desk::new();
    for (words, code, expected) in [
        (vec!["plan", "--date", "soon"], 2, "2026-11-24"),
        (vec!["plan", "--date", "2020-01-01"], 1, "that day is over"),
        (vec!["plan", "--date", "2999-01-01"], 1, "within the next 366"),
        (vec!["plan", "--from", "9"], 1, "from: expected a time of day"),
        (vec!["plan", "--from", "nine"], 2, "09:00"),
        (vec!["plan", "--from", "12:00", "--to", "11:00"], 1, "begin before it ends"),
    ] {
        let (found, _, errors) = desk.run(&words);
        assert!(found == Some(code) && errors.contains(expected), "{words:?}: {found:?} {errors}");
    }
}

#[test]
fn suggestions_say_what_lacks_while_there_is_nothing() {
    let desk = Desk::new();
    let told = desk.server.get("/api/attentive/suggestions");
    assert_eq!((&told["lacks_days"], told["found"].as_array().map(Vec::len)), (&Value::from(10.0), Some(0)), "{told}");
    let (code, words, _) = desk.run(&["suggestions"]);
    assert!(code == Some(0) && words.contains("Not enough yet: 10 days more") && words.contains("noise"), "{words}");
}

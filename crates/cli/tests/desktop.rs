//! The whole program on a real screen: three windows, typing and clicking; the report names them with times right to a
//! second, and what was typed is nowhere: not in the program's memory, not in its database, not in its log.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a failed unwrap is a failed test, and a skipped one says so"
)]

mod support;

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use self::support::{Server, attentive, log_of};

/// Typed as one word; its letters come in no other text of the test.
const SECRET: &str = "xq7vjzkwpq9";

struct Desktop {
    display: String,
    children: Vec<Child>,
}

impl Desktop {
    /// `None` when the programs for it are missing, which is an error in continuous integration.
    fn start() -> Option<Self> {
        let missing: Vec<_> =
            ["Xvfb", "openbox", "xterm", "xdotool"].into_iter().filter(|name| !is_there(name)).collect();
        if !missing.is_empty() {
            assert!(std::env::var_os("CI").is_none(), "these programs are missing: {missing:?}");
            println!("skipped: {missing:?} missing (apt-get install xvfb openbox xterm xdotool)");
            return None;
        }
        let mut screen = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1024x768x24"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut number = String::new();
        BufReader::new(screen.stdout.take().unwrap()).read_line(&mut number).unwrap();
        let mut desktop = Self { display: format!(":{}", number.trim()), children: vec![screen] };
        desktop.open("openbox", &[]);
        thread::sleep(Duration::from_secs(1));
        for title in ["alpha", "beta", "gamma"] {
            desktop.open("xterm", &["-T", title, "-e", "cat > /dev/null"]);
        }
        thread::sleep(Duration::from_secs(2));
        Some(desktop)
    }

    fn open(&mut self, program: &str, arguments: &[&str]) {
        let child = Command::new(program)
            .args(arguments)
            .env("DISPLAY", &self.display)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        self.children.push(child.unwrap());
    }

    fn xdotool(&self, arguments: &[&str]) {
        let done = Command::new("xdotool").args(arguments).env("DISPLAY", &self.display).stdout(Stdio::null()).status();
        assert!(done.unwrap().success(), "xdotool {arguments:?}");
    }

    /// Makes the window active, and moves the pointer into it: a click elsewhere would turn to another window.
    fn turn_to(&self, title: &str) {
        let name = format!("^{title}$");
        self.xdotool(&[
            "search",
            "--name",
            &name,
            "windowactivate",
            "--sync",
            "mousemove",
            "--window",
            "%1",
            "30",
            "30",
        ]);
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn is_there(program: &str) -> bool {
    Command::new("sh")
        .args(["-c", &format!("command -v {program}")])
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|s| s.success())
}

#[test]
fn three_windows_are_named_with_their_times_and_the_secret_is_nowhere() {
    let Some(desktop) = Desktop::start() else { return };
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let environment = [("DISPLAY", desktop.display.as_str()), ("WAYLAND_DISPLAY", ""), ("ATTENTIVE_LOG", "trace")];
    let mut server = Server::start(folder.path(), &[], &environment);

    let stays = [("alpha", 6), ("beta", 9), ("gamma", 4)];
    thread::sleep(Duration::from_secs(1));
    for (title, seconds) in stays {
        desktop.turn_to(title);
        let end = std::time::Instant::now() + Duration::from_secs(seconds);
        desktop.xdotool(&["type", "--delay", "40", SECRET]);
        desktop.xdotool(&["click", "1", "mousemove_relative", "12", "9"]);
        thread::sleep(end.saturating_duration_since(std::time::Instant::now()));
    }
    desktop.turn_to("alpha");
    thread::sleep(Duration::from_secs(3));

    assert!(!memory_holds(server.child.id(), SECRET.as_bytes()), "the secret is in the program's memory");
    let input = server.get("/api/0/buckets/");
    let input = input.as_object().unwrap().keys().find(|id| id.contains("input")).expect("an input bucket").clone();
    let events = server.get(&format!("/api/0/buckets/{input}/events?limit=-1"));
    let presses: f64 = events.as_array().unwrap().iter().filter_map(|event| event["data"]["presses"].as_f64()).sum();
    assert_eq!(presses, 3.0 * SECRET.len() as f64, "each key press is counted once");
    assert!(server.terminate().success(), "{}", log_of(folder.path()));

    let report = attentive(folder.path()).args(["report", "--day", "--json"]).output().unwrap();
    assert!(report.status.success(), "{}", String::from_utf8_lossy(&report.stderr));
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    for (title, seconds) in &stays[1..] {
        let longest = report["visits"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|visit| visit["title"] == *title)
            .map(length_s)
            .fold(0.0, f64::max);
        assert!((longest - *seconds as f64).abs() <= 1.0, "{title}: {longest} s instead of {seconds} s: {report}");
    }
    for file in std::fs::read_dir(folder.path().join("data")).unwrap().flatten() {
        assert!(!holds(&std::fs::read(file.path()).unwrap(), SECRET.as_bytes()), "the secret is in {:?}", file.path());
    }
    assert!(!log_of(folder.path()).contains(SECRET), "the secret is in the log");
}

fn length_s(visit: &Value) -> f64 {
    let moment =
        |name: &str| attentive_types::Timestamp::parse(visit[name].as_str().unwrap()).unwrap().as_unix_seconds();
    moment("end") - moment("start")
}

/// Reads all that the process may write to, as a debugger would.
fn memory_holds(pid: u32, what: &[u8]) -> bool {
    let maps = std::fs::read_to_string(format!("/proc/{pid}/maps")).unwrap();
    let mut memory = File::open(format!("/proc/{pid}/mem")).unwrap();
    let mut searched = 0;
    let found = maps.lines().filter(|line| line.contains("rw")).any(|line| {
        let (start, end) = line.split(' ').next().unwrap().split_once('-').unwrap();
        let (start, end) = (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
        let mut bytes = vec![0; usize::try_from(end - start).unwrap()];
        if memory.seek(SeekFrom::Start(start)).is_err() || memory.read_exact(&mut bytes).is_err() {
            return false;
        }
        searched += bytes.len();
        holds(&bytes, what)
    });
    assert!(found || searched > 1_000_000, "the memory could not be read");
    found
}

fn holds(bytes: &[u8], what: &[u8]) -> bool {
    bytes.windows(what.len()).any(|window| window == what)
}

#[test]
fn the_search_for_the_secret_finds_what_is_in_a_memory() {
    // The same search on this very process, which does hold the secret: so the search can fail.
    let kept = SECRET.as_bytes().to_vec();
    assert!(memory_holds(std::process::id(), &kept));
    assert!(Path::new("/proc/self/mem").exists());
}

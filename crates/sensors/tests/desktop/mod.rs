//! A desktop of our own for a test: a display without a screen, a window manager, and what sensors said.
#![allow(dead_code, clippy::print_stdout, reason = "each test file uses its part, and a skipped test says so")]

pub(crate) mod bus;

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use attentive_sensors::Sink;
use attentive_types::time::SECOND;
use attentive_types::{Event, Reading, SampleSignal, SensorReport, SensorStatus, Timestamp};

/// The longest that anything may take on a busy machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

/// Whether all programs are here. Without them a test is skipped with a word, or fails where it must not be skipped.
pub(crate) fn has(programs: &[&str], install: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_here = |program: &&&str| std::env::split_paths(&path).any(|folder| folder.join(program).is_file());
    let Some(missing) = programs.iter().find(|program| !is_here(program)) else { return true };
    let message = format!("skipped: no {missing} (apt-get install {install})");
    assert!(std::env::var_os("CI").is_none(), "{message}");
    println!("{message}");
    false
}

/// A program that ends with the test.
pub(crate) struct Program(pub(crate) Child);

impl Program {
    pub(crate) fn start(command: &mut Command) -> Self {
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Self(quiet.spawn().expect("a program that was found starts"))
    }

    pub(crate) fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.kill();
    }
}

/// An X11 display without a screen.
pub(crate) struct Display {
    pub(crate) name: String,
    server: Program,
    manager: Option<Program>,
}

impl Display {
    /// `None` when the programs are missing.
    pub(crate) fn start() -> Option<Self> {
        let install = "xvfb openbox xterm xdotool x11-apps";
        has(&["Xvfb", "openbox", "xterm", "xdotool", "xclock"], install).then(|| {
            let mut command = Command::new("Xvfb");
            command.args(["-displayfd", "1", "-screen", "0", "1280x800x24", "-nolisten", "tcp", "-noreset"]);
            let mut server = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
            let mut number = String::new();
            BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut number).unwrap();
            assert!(!number.trim().is_empty(), "Xvfb gave no display");
            Self { name: format!(":{}", number.trim()), server: Program(server), manager: None }
        })
    }

    /// With a window manager.
    pub(crate) fn start_managed() -> Option<Self> {
        let mut display = Self::start()?;
        display.start_manager();
        Some(display)
    }

    pub(crate) fn start_manager(&mut self) {
        self.manager = Some(Program::start(self.command("openbox").arg("--sm-disable")));
        wait_until("openbox runs", || {
            let answer = self.command("xdotool").args(["get_desktop"]).stderr(Stdio::null()).output().unwrap();
            answer.status.success()
        });
    }

    pub(crate) fn kill_manager(&mut self) {
        self.manager = None;
    }

    /// Ends the server at once, as a crash would.
    pub(crate) fn kill_server(&mut self) {
        self.server.kill();
    }

    /// Starts a server of the same name again.
    pub(crate) fn restart_server(&mut self) {
        let _ = std::fs::remove_file(format!("/tmp/.X{}-lock", &self.name[1..]));
        let mut command = Command::new("Xvfb");
        self.server = Program::start(command.args([&self.name, "-screen", "0", "1280x800x24", "-nolisten", "tcp"]));
    }

    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env("DISPLAY", &self.name).env_remove("WAYLAND_DISPLAY").env("LC_ALL", "C.UTF-8");
        command
    }

    pub(crate) fn start_program(&self, program: &str, args: &[&str]) -> Program {
        Program::start(self.command(program).args(args))
    }

    /// Runs xdotool and gives back what it printed.
    pub(crate) fn xdotool(&self, args: &[&str]) -> String {
        let output = self.command("xdotool").args(args).output().unwrap();
        assert!(output.status.success(), "xdotool {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    /// Opens a terminal of that title and waits for its window.
    pub(crate) fn open_terminal(&self, title: &str) -> (Program, String) {
        let program = self.start_program("xterm", &["-T", title, "-e", "cat"]);
        let window = self.xdotool(&["search", "--sync", "--onlyvisible", "--name", &format!("^{title}$")]);
        (program, window)
    }

    pub(crate) fn activate(&self, window: &str) -> Timestamp {
        let at = now();
        self.xdotool(&["windowactivate", "--sync", window]);
        at
    }

    pub(crate) fn around(&self) -> attentive_sensors::Surroundings {
        attentive_sensors::Surroundings { display: Some(self.name.clone()), ..Default::default() }
    }
}

pub(crate) fn now() -> Timestamp {
    Timestamp(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos()).unwrap())
}

pub(crate) fn sleep(seconds: f64) {
    std::thread::sleep(Duration::from_secs_f64(seconds));
}

/// Waits for something, and fails the test when it does not come.
pub(crate) fn wait_until(what: &str, mut is_true: impl FnMut() -> bool) {
    let until = Instant::now() + PATIENCE;
    while !is_true() {
        assert!(Instant::now() < until, "waited too long: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Keeps what sensors say.
#[derive(Default)]
pub(crate) struct Collector {
    readings: Mutex<Vec<Reading>>,
    reports: Mutex<Vec<SensorReport>>,
}

impl Collector {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    pub(crate) fn heartbeats(&self, stream: &str) -> Vec<(Event, i64)> {
        let pick = |reading: &Reading| match reading {
            Reading::Heartbeat { stream: name, event, pulsetime_nanos, .. } if *name == stream => {
                Some((event.clone(), *pulsetime_nanos))
            }
            _ => None,
        };
        self.readings.lock().unwrap().iter().filter_map(pick).collect()
    }

    /// The events that the store would make of the heartbeats, by ActivityWatch's rule.
    pub(crate) fn events(&self, stream: &str) -> Vec<Event> {
        let mut events: Vec<Event> = Vec::new();
        for (next, pulsetime) in self.heartbeats(stream) {
            match events.last_mut() {
                Some(last)
                    if last.data == next.data
                        && last.timestamp <= next.timestamp
                        && next.timestamp <= last.end().plus(pulsetime) =>
                {
                    last.duration_nanos = last.duration_nanos.max(next.end() - last.timestamp);
                }
                _ => events.push(next),
            }
        }
        events
    }

    pub(crate) fn samples(&self) -> Vec<SampleSignal> {
        let pick = |reading: &Reading| match reading {
            Reading::Samples(signal) => Some(signal.clone()),
            Reading::Heartbeat { .. } | Reading::Demand(_) => None,
        };
        self.readings.lock().unwrap().iter().filter_map(pick).collect()
    }

    pub(crate) fn statuses(&self, sensor: &str) -> Vec<SensorStatus> {
        let reports = self.reports.lock().unwrap();
        reports.iter().filter(|report| report.sensor == sensor).map(|report| report.status.clone()).collect()
    }

    pub(crate) fn reports(&self) -> Vec<SensorReport> {
        self.reports.lock().unwrap().clone()
    }

    pub(crate) fn wait_for_on(&self, sensor: &str) {
        wait_until(&format!("{sensor} is on"), || self.statuses(sensor).last() == Some(&SensorStatus::On));
    }
}

impl Sink for Collector {
    fn reading(&self, reading: Reading) {
        self.readings.lock().unwrap().push(reading);
    }

    fn status(&self, report: SensorReport) {
        self.reports.lock().unwrap().push(report);
    }
}

/// How a sensor works here, as it last said.
pub(crate) fn by(running: &attentive_sensors::Running, sensor: &str) -> String {
    let report = running.reports().into_iter().find(|report| report.sensor == sensor);
    report.map(|report| report.by).unwrap_or_default()
}

/// A field of an event as text.
pub(crate) fn text<'a>(event: &'a Event, field: &str) -> &'a str {
    event.data.get(field).and_then(|value| value.as_str()).unwrap_or("")
}

/// Whether two moments are the same to one second.
#[track_caller]
pub(crate) fn assert_near(what: &str, seen: Timestamp, expected: Timestamp) {
    let apart = (seen - expected).abs();
    assert!(apart <= SECOND, "{what}: {seen} is {} ms from {expected}", apart / 1_000_000);
}

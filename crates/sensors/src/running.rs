//! Running sensors: a thread each, a report each, and patience when a display goes away.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use attentive_types::{Reading, SensorReport, SensorStatus};

use crate::devices::{self, Entry};
use crate::sensor::{SensorError, Sink};
use crate::stop::Stop;
use crate::wanted::{Surroundings, Wanted};

/// The first pause before trying again; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// The longest pause before trying again.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// How long all sensors together may take to stop.
const FAREWELL: Duration = Duration::from_secs(4);

type Reports = Arc<Mutex<BTreeMap<&'static str, SensorReport>>>;

/// Sensors that are running. Dropping it stops them.
#[derive(Debug)]
pub struct Running {
    reports: Reports,
    stop: Stop,
    threads: Vec<JoinHandle<()>>,
}

/// Starts the wanted sensors on the desktop that the environment names.
#[must_use]
pub fn start(wanted: &Wanted, sink: Arc<dyn Sink>) -> Running {
    start_in(&Surroundings::from_env(), wanted, sink)
}

/// Starts the wanted sensors on the desktop that is handed in. Each sensor reports to the sink before this returns or
/// soon after: that it is not asked for, that it is on, or why it is not.
#[must_use]
pub fn start_in(around: &Surroundings, wanted: &Wanted, sink: Arc<dyn Sink>) -> Running {
    let mut running = Running { reports: Reports::default(), stop: Stop::new(), threads: Vec::new() };
    for entry in devices::ENTRIES {
        let runner = Runner {
            entry,
            around: around.clone(),
            wanted: wanted.clone(),
            sink: Arc::clone(&sink),
            reports: Arc::clone(&running.reports),
            stop: running.stop.clone(),
        };
        if !(entry.is_wanted)(wanted) {
            runner.say(String::new(), SensorStatus::NotAsked);
            continue;
        }
        let spawned = std::thread::Builder::new().name(format!("sensor-{}", entry.name)).spawn({
            let runner = runner.clone();
            move || runner.run()
        });
        match spawned {
            Ok(thread) => running.threads.push(thread),
            Err(error) => {
                let why = format!("the system gave no thread ({error}); end other programs and start again");
                runner.say(String::new(), SensorStatus::Failed { why });
            }
        }
    }
    running
}

/// What could run here: opens each wanted sensor, and closes it again.
#[must_use]
pub fn probe(wanted: &Wanted) -> Vec<SensorReport> {
    probe_in(&Surroundings::from_env(), wanted)
}

/// What could run on the desktop that is handed in.
#[must_use]
pub fn probe_in(around: &Surroundings, wanted: &Wanted) -> Vec<SensorReport> {
    let look = |entry: &Entry| {
        if !(entry.is_wanted)(wanted) {
            return report(entry.name, String::new(), SensorStatus::NotAsked);
        }
        match (entry.open)(around, wanted) {
            Ok(sensor) => report(entry.name, sensor.by(), SensorStatus::On),
            Err(error) => report(entry.name, String::new(), SensorStatus::Unavailable { why: error.to_string() }),
        }
    };
    devices::ENTRIES.iter().map(look).collect()
}

impl Running {
    /// What each sensor last said about itself, sorted by name.
    #[must_use]
    pub fn reports(&self) -> Vec<SensorReport> {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Stops all sensors and waits for them.
    pub fn stop(mut self) {
        self.end();
    }

    /// A thread that waits for a display which does not answer any more is left behind after a while.
    fn end(&mut self) {
        self.stop.set();
        let until = Instant::now() + FAREWELL;
        for thread in self.threads.drain(..) {
            while !thread.is_finished() && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(2));
            }
            if !thread.is_finished() {
                tracing::warn!("a sensor did not stop in time; it is left behind");
            } else if thread.join().is_err() {
                tracing::error!("a sensor ended by a panic");
            }
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// One sensor's thread: opens it, runs it, and opens it again after it was lost.
#[derive(Clone)]
struct Runner {
    entry: &'static Entry,
    around: Surroundings,
    wanted: Wanted,
    sink: Arc<dyn Sink>,
    reports: Reports,
    stop: Stop,
}

impl Runner {
    fn run(&self) {
        let mut pause = FIRST_PAUSE;
        while !self.stop.is_set() {
            let began = Instant::now();
            let Err(error) = self.run_once() else { return };
            if began.elapsed() > LONGEST_PAUSE {
                pause = FIRST_PAUSE;
            }
            let again = |why| format!("{why}; trying again in {} s", pause.as_secs());
            match error {
                SensorError::Missing(why) => return self.say(String::new(), SensorStatus::Unavailable { why }),
                SensorError::NotYet(why) => self.say(String::new(), SensorStatus::Unavailable { why: again(why) }),
                SensorError::Lost(why) => self.say(String::new(), SensorStatus::Failed { why: again(why) }),
            }
            if self.stop.wait(pause) {
                return;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn run_once(&self) -> Result<(), SensorError> {
        let sensor = (self.entry.open)(&self.around, &self.wanted)?;
        self.say(sensor.by(), SensorStatus::On);
        sensor.run(&Relay(self), &self.stop)
    }

    fn say(&self, by: String, status: SensorStatus) {
        let report = report(self.entry.name, by, status);
        match &report.status {
            SensorStatus::Failed { why } | SensorStatus::Unavailable { why } => {
                tracing::warn!(sensor = self.entry.name, why, "sensor is off");
            }
            SensorStatus::On | SensorStatus::NotAsked => {
                tracing::debug!(sensor = self.entry.name, by = report.by, "sensor");
            }
        }
        self.reports.lock().unwrap_or_else(PoisonError::into_inner).insert(self.entry.name, report.clone());
        self.sink.status(report);
    }
}

/// Hands readings on, and keeps what a running sensor says of itself.
struct Relay<'a>(&'a Runner);

impl Sink for Relay<'_> {
    fn reading(&self, reading: Reading) {
        self.0.sink.reading(reading);
    }

    fn status(&self, report: SensorReport) {
        self.0.say(report.by, report.status);
    }
}

fn report(name: &str, by: String, status: SensorStatus) -> SensorReport {
    SensorReport { sensor: name.to_owned(), by, status }
}

//! Watches this desktop with all sensors, and prints what they say.
//!
//! ```text
//! cargo run -p attentive-sensors --example watch -- [--seconds N] [--afk-after N] [--record FILE] [--quiet]
//! ```
//!
//! With `--record FILE` it also writes a recording that can be replayed and imported. It ends after N seconds, or with
//! its standard input.
#![allow(clippy::print_stdout, reason = "an example speaks to the person who runs it")]

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use attentive_sensors::importers::recording::Recorder;
use attentive_sensors::{Sink, Stop, Wanted, probe, start};
use attentive_types::time::SECOND;
use attentive_types::{Reading, SensorReport, Timestamp};

#[derive(Default)]
struct Options {
    seconds: Option<u64>,
    afk_after_s: Option<i64>,
    record: Option<PathBuf>,
    is_quiet: bool,
}

impl Options {
    fn from_args() -> Result<Self, Box<dyn Error>> {
        let mut options = Self::default();
        let mut args = std::env::args().skip(1);
        while let Some(arg) = args.next() {
            let mut value = || args.next().ok_or_else(|| format!("{arg} wants a value"));
            match arg.as_str() {
                "--seconds" => options.seconds = Some(value()?.parse()?),
                "--afk-after" => options.afk_after_s = Some(value()?.parse()?),
                "--record" => options.record = Some(value()?.into()),
                "--quiet" => options.is_quiet = true,
                other => return Err(format!("unknown argument {other}").into()),
            }
        }
        Ok(options)
    }
}

/// Prints and records.
struct Printer {
    recorder: Mutex<Option<Recorder<BufWriter<File>>>>,
    is_quiet: bool,
}

impl Sink for Printer {
    fn reading(&self, reading: Reading) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let now = Timestamp(i64::try_from(now.as_nanos()).unwrap_or(i64::MAX));
        let mut recorder = self.recorder.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(recorder) = &mut *recorder
            && let Err(error) = recorder.reading(now, &reading)
        {
            println!("could not record: {error}");
        }
        if self.is_quiet {
            return;
        }
        match reading {
            Reading::Heartbeat { stream, event, pulsetime_nanos, .. } => {
                let (duration, pulse) = (event.duration_nanos / 1_000_000, pulsetime_nanos / 1_000_000);
                println!("{stream} {} +{duration} ms (bridges {pulse} ms) {}", event.timestamp, text(&event.data));
            }
            Reading::Samples(signal) => {
                let names: Vec<&str> = signal.channels.iter().map(|channel| channel.name.as_str()).collect();
                println!("{} {} samples of {}", signal.name, signal.time_nanos.len(), names.join(", "));
            }
            Reading::Demand(demand) => println!("{} asks: {}", demand.source, demand.subject),
        }
    }

    fn status(&self, report: SensorReport) {
        println!("sensor {}: {:?} by {:?}", report.sensor, report.status, report.by);
    }
}

fn text(data: &attentive_types::Payload) -> String {
    data.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
}

fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::from_args()?;
    let mut wanted = Wanted::all();
    if let Some(seconds) = options.afk_after_s {
        wanted.afk_after_nanos = seconds * SECOND;
    }
    for report in probe(&wanted) {
        println!("probe {}: {:?} by {:?}", report.sensor, report.status, report.by);
    }
    let recorder = match &options.record {
        Some(path) => Some(Recorder::begin(BufWriter::new(File::create(path)?), "attentive watch", "demo")?),
        None => None,
    };
    let printer = Arc::new(Printer { recorder: Mutex::new(recorder), is_quiet: options.is_quiet });
    let running = start(&wanted, Arc::clone(&printer) as Arc<dyn Sink>);
    match options.seconds {
        Some(seconds) => _ = Stop::new().wait(Duration::from_secs(seconds)),
        None => _ = std::io::stdin().read_to_end(&mut Vec::new())?,
    }
    running.stop();
    let recorder = printer.recorder.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(recorder) = recorder {
        recorder.finish()?;
    }
    Ok(())
}

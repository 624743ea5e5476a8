//! `attentive doctor`: looks for what keeps Attentive from working well here.

use std::fs::{self, File};
use std::io::Write;
use std::time::{Duration, Instant};

use attentive_sensors::{Wanted, probe};
use attentive_types::SensorStatus;

use super::Place;
use super::status::ask_server;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use crate::paths;

/// One finding: whether it is well, and what was found.
struct Finding {
    is_well: bool,
    subject: &'static str,
    found: String,
}

/// Prints the findings; fails when one of them keeps Attentive from working.
pub fn run(place: &Place) -> Outcome {
    let mut findings = vec![configuration(place), data_folder(place), database(place), disk(place), address(place)];
    findings.extend(sensors(place));
    for finding in &findings {
        say!("{} {:<14} {}", if finding.is_well { "ok  " } else { "MEND" }, finding.subject, finding.found);
    }
    let to_mend = findings.iter().filter(|finding| !finding.is_well).count();
    if to_mend == 0 {
        Ok(())
    } else {
        Err(Failure::new(
            exit_codes::FAILED,
            format!("{to_mend} thing{} to mend, see above", if to_mend == 1 { "" } else { "s" }),
        ))
    }
}

fn configuration(place: &Place) -> Finding {
    let found = if place.config_file.exists() { "read" } else { "none, the defaults hold" };
    Finding { is_well: true, subject: "configuration", found: format!("{found}: {}", place.config_file.display()) }
}

fn data_folder(place: &Place) -> Finding {
    let found = paths::make_private(&place.data_dir).map(|()| place.data_dir.display().to_string());
    finding("data folder", found.map_err(|failure| failure.message))
}

fn database(place: &Place) -> Finding {
    let found = place.open_checked_store().and_then(|store| Ok(store.info()?));
    let found = found.map(|info| format!("whole, {} events", info.events)).map_err(|failure| failure.message);
    finding("database", found)
}

/// How long the disk takes to make one write durable: every acknowledged heartbeat waits for it.
fn disk(place: &Place) -> Finding {
    let file = place.data_dir.join("doctor.tmp");
    let measure = || -> std::io::Result<Duration> {
        let mut out = File::create(&file)?;
        let begun = Instant::now();
        for _ in 0..20 {
            out.write_all(&[0; 4096])?;
            out.sync_data()?;
        }
        Ok(begun.elapsed() / 20)
    };
    let measured = measure();
    // The file may not exist when it could not be made; the measure's own error is told then.
    let _ = fs::remove_file(&file);
    let told = measured.map(|each| format!("{:.2} ms for a durable write", each.as_secs_f64() * 1e3));
    finding("disk", told.map_err(|error| format!("could not write to the data folder: {error}")))
}

fn address(place: &Place) -> Finding {
    let address = format!("{}:{}", place.config.server.host, place.config.server.port);
    let found = match (ask_server(&address), std::net::TcpListener::bind(&address)) {
        (Some(info), _) => {
            Ok(format!("a server runs at http://{address} (version {})", info["version"].as_str().unwrap_or("?")))
        }
        (None, Ok(_)) => Ok(format!("{address} is free; `attentive start` will serve there")),
        (None, Err(error)) => {
            Err(format!("{address} is taken by something else ({error}); choose another with --port"))
        }
    };
    finding("address", found)
}

fn sensors(place: &Place) -> Vec<Finding> {
    let sensors = &place.config.sensors;
    let wanted = Wanted {
        window: sensors.window,
        idle: sensors.idle,
        input: sensors.input,
        lock: sensors.lock,
        ..Wanted::default()
    };
    let reports = probe(&wanted).into_iter().map(|report| {
        let (is_well, found) = match report.status {
            SensorStatus::On => (true, format!("{}: works by {}", report.sensor, report.by)),
            SensorStatus::NotAsked => (true, format!("{}: not asked for", report.sensor)),
            SensorStatus::Unavailable { why } | SensorStatus::Failed { why } => {
                (true, format!("{}: off: {why}", report.sensor))
            }
        };
        Finding { is_well, subject: "sensor", found }
    });
    reports.collect()
}

fn finding(subject: &'static str, found: Result<String, String>) -> Finding {
    let is_well = found.is_ok();
    Finding { is_well, subject, found: found.unwrap_or_else(|why| why) }
}

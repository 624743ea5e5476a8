//! Sensors of this desktop. What is happening now? Noun in: what a display or a bus says; noun out: readings.
//!
//! A new sensor is its file, its `mod` line and its place in [`ENTRIES`].

use crate::sensor::{Sensor, SensorError};
use crate::wanted::{Surroundings, Wanted};

/// One sensor that this program knows.
#[derive(Debug)]
pub struct Entry {
    /// Its name, as in the configuration.
    pub name: &'static str,
    /// Whether the person asked for it.
    pub is_wanted: fn(&Wanted) -> bool,
    /// Opens it on this desktop, or says what is missing.
    pub open: fn(&Surroundings, &Wanted) -> Result<Box<dyn Sensor>, SensorError>,
}

/// All sensors.
pub const ENTRIES: &[Entry] = &[
    Entry { name: "window", is_wanted: |wanted| wanted.window, open: no_sensor },
    Entry { name: "idle", is_wanted: |wanted| wanted.idle, open: no_sensor },
    Entry { name: "input", is_wanted: |wanted| wanted.input, open: no_sensor },
    Entry { name: "lock", is_wanted: |wanted| wanted.lock, open: no_sensor },
];

fn no_sensor(_: &Surroundings, _: &Wanted) -> Result<Box<dyn Sensor>, SensorError> {
    Err(SensorError::Missing("not available: no sensor for this system yet".to_owned()))
}

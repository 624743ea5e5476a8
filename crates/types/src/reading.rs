//! Readings: what a sensor hands over.

use serde::{Deserialize, Serialize};

use crate::demand::Urgency;
use crate::event::Event;
use crate::signal::SampleSignal;
use crate::time::Timestamp;

/// One thing that a sensor saw.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading {
    /// A heartbeat: it lengthens the last event of its stream when the facts are the same and the gap is short.
    Heartbeat {
        /// The sensor's stream, such as `window`; the program makes the bucket's name of it.
        stream: &'static str,
        /// The bucket's type, one of `bucket::kinds`.
        kind: &'static str,
        /// What was seen.
        event: Event,
        /// The longest gap that is bridged, in nanoseconds.
        pulsetime_nanos: i64,
    },
    /// Samples of a fast signal.
    Samples(SampleSignal),
    /// Something asks for attention.
    Demand(SensedDemand),
}

/// A demand as a sensor saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SensedDemand {
    /// Who asks, such as the program behind a notification.
    pub source: String,
    /// One line.
    pub subject: String,
    /// More; empty when there is no more.
    pub body: String,
    /// How much it presses.
    pub urgency: Urgency,
    /// When it was seen.
    pub at: Timestamp,
}

/// Whether a sensor works.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "status")]
pub enum SensorStatus {
    /// It is on and has what it needs.
    On,
    /// It is off because the person did not ask for it.
    NotAsked,
    /// It is off because something is missing.
    Unavailable {
        /// What is missing, and what to do.
        why: String,
    },
    /// It was on and stopped.
    Failed {
        /// What went wrong, and what to do.
        why: String,
    },
}

/// One sensor, for people who ask what is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SensorReport {
    /// Its name, as in the configuration: `window`, `idle`, `input`, `lock`, `notifications`.
    pub sensor: String,
    /// How it works here: `x11`, `wayland`, `logind`.
    pub by: String,
    /// Whether it works.
    #[serde(flatten)]
    pub status: SensorStatus,
}

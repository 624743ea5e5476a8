//! Streams: what a recording says of one of its signals before the first sample, and what channels are called.
//!
//! Importers translate every format into these names, and the stages find channels by them, so that a gaze file of one maker is
//! analysed by the same code as that of another. A channel's name ends in its unit.
//!
//! | kind | standard channels |
//! | --- | --- |
//! | gaze | `x_px`, `y_px` (or `x_deg`, `x_norm`, ...), `left_x_px`, `right_x_px`, ..., `confidence` (0 to 1) |
//! | pupil | `pupil_mm`, `left_pupil_mm`, `right_pupil_mm`, or `_px`, `_au` in place of `_mm` |
//! | ecg | `ecg_mv`, further leads `ecg_2_mv`, ... |
//! | ppg | `ppg_au` |
//! | rr | `rr_ms`: one sample for each beat, at its end |
//! | heart-rate | `heart_rate_bpm` |
//! | eda | `eda_us` (microsiemens) |
//! | respiration | `respiration_au` |
//! | temperature | `temperature_c` |
//! | eeg | `<electrode>_uv`, such as `fp1_uv` |
//! | movement | `acceleration_x_g`, `_y_g`, `_z_g`, `rotation_x_deg_per_s`, ... |
//! | vehicle | `speed_km_per_h`, `steering_deg`, `lane_offset_m`, `acceleration_x_g`, ..., `roll_deg`, `pitch_deg`, `yaw_deg` |
//! | keyboard | `dwell_ms`, `flight_ms`: one sample for each press; never which key |
//! | pointer | `x_px`, `y_px`, `button` (0 none, 1 left, 2 right, 3 middle), `is_down` (1 or 0), `scroll` |
//! | other | whatever the file calls them |
//!
//! Origin of `x_px`, `y_px`, `x_norm`, `y_norm`: the upper left corner of the screen, y downwards. `x_deg`, `y_deg`: the centre of the
//! screen, y downwards.

use serde::{Deserialize, Serialize};

use crate::time::Span;

/// What a stream measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StreamKind {
    /// Where the eyes look.
    Gaze,
    /// How wide the pupils are.
    Pupil,
    /// Electrocardiogram.
    Ecg,
    /// Pulse by light (photoplethysmogram, blood volume pulse).
    Ppg,
    /// Times between heartbeats.
    Rr,
    /// Heart rate that the device computed.
    HeartRate,
    /// Electrodermal activity (skin conductance).
    Eda,
    /// Breathing.
    Respiration,
    /// Skin temperature.
    Temperature,
    /// Electroencephalogram.
    Eeg,
    /// Acceleration and rotation of a body or a device.
    Movement,
    /// Speed, steering and place in the lane of a vehicle.
    Vehicle,
    /// Timing of key presses.
    Keyboard,
    /// Movement and buttons of the pointer.
    Pointer,
    /// Something without a treatment of its own.
    Other,
}

impl StreamKind {
    /// All kinds, in the order of the table above.
    pub const ALL: [Self; 15] = [
        Self::Gaze,
        Self::Pupil,
        Self::Ecg,
        Self::Ppg,
        Self::Rr,
        Self::HeartRate,
        Self::Eda,
        Self::Respiration,
        Self::Temperature,
        Self::Eeg,
        Self::Movement,
        Self::Vehicle,
        Self::Keyboard,
        Self::Pointer,
        Self::Other,
    ];

    /// Its name in files and messages, such as `heart-rate`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gaze => "gaze",
            Self::Pupil => "pupil",
            Self::Ecg => "ecg",
            Self::Ppg => "ppg",
            Self::Rr => "rr",
            Self::HeartRate => "heart-rate",
            Self::Eda => "eda",
            Self::Respiration => "respiration",
            Self::Temperature => "temperature",
            Self::Eeg => "eeg",
            Self::Movement => "movement",
            Self::Vehicle => "vehicle",
            Self::Keyboard => "keyboard",
            Self::Pointer => "pointer",
            Self::Other => "other",
        }
    }

    /// The kind of that name; `None` when there is none.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// What a recording says of one stream before its samples.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StreamInfo {
    /// Its name in the recording; samples of it carry the same name.
    pub name: String,
    /// What it measures.
    pub kind: StreamKind,
    /// Samples per second as the file or the device claims it; `None` when irregular or not said.
    pub nominal_rate_hz: Option<f64>,
    /// The channels, in the order in which samples carry them.
    pub channels: Vec<ChannelInfo>,
    /// The screen that positions lie on; `None` when the file does not say and nobody told.
    pub screen: Option<Screen>,
}

/// What the times of a stream count from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ClockKind {
    /// A device's own beginning, also where a date was added to it afterwards.
    #[default]
    Elapsed,
    /// A calendar: each sample carries its date, so a pause of days is a pause.
    Dated,
}

/// What a recording says of one channel.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChannelInfo {
    /// Standard name, or the file's own where there is no standard one.
    pub name: String,
    /// Its unit, such as `px`, `mV`, `uS`; empty when unknown.
    pub unit: String,
    /// What the file calls it.
    pub own_name: String,
}

/// A screen and how far the eyes are from it: what turns pixels into degrees of visual angle.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Screen {
    /// Width in pixels.
    pub width_px: f64,
    /// Height in pixels.
    pub height_px: f64,
    /// Width in metres.
    pub width_m: f64,
    /// Height in metres.
    pub height_m: f64,
    /// Distance of the eyes in metres.
    pub distance_m: f64,
}

impl Screen {
    /// Whether every measure is finite and above zero.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        [self.width_px, self.height_px, self.width_m, self.height_m, self.distance_m]
            .iter()
            .all(|measure| measure.is_finite() && *measure > 0.0)
    }
}

/// A mark in a recording: a trigger, a comment, an event that the device's own software found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotation {
    /// The stream that it belongs to; empty when it is about the whole recording.
    pub stream: String,
    /// From when to when; start and end are equal for a moment.
    pub span: Span,
    /// What it says, such as `fixation`, `N` (a normal beat), `stimulus on`.
    pub label: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in StreamKind::ALL {
            assert_eq!(StreamKind::of_name(kind.name()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
        assert_eq!(StreamKind::of_name("aura"), None);
    }

    #[test]
    fn a_screen_without_size_is_impossible() {
        let screen = Screen { width_px: 1024.0, height_px: 768.0, width_m: 0.38, height_m: 0.3, distance_m: 0.67 };
        assert!(screen.is_possible());
        assert!(!Screen { distance_m: f64::NAN, ..screen }.is_possible());
        assert!(!Screen { width_m: 0.0, ..screen }.is_possible());
    }
}

//! When does the heart beat? ECG or pulse in; beats, the intervals between them with what is wrong with each, and quality out.
//!
//! ```text
//! clean      raw -> without drift, hum and muscle noise                       for pictures, templates, quality
//! beats      raw -> band -> energy -> two moving averages -> blocks           averages
//!            blocks -> adaptive level, refractory time, search-back           beat_stream
//!            block -> the highest sample of the raw signal near it            beat_stream
//! artefacts  beats -> missed, extra, ectopic, misplaced: marked, corrected    artefacts, range_filter
//! quality    0 (no heart to be seen) to 1, every few seconds                  quality, clipping
//! ```

mod artefacts;
mod averages;
mod beat_settings;
mod beat_stream;
mod beats;
mod clean;
mod clipping;
mod quality;
mod range_filter;
mod simulate;

pub use artefacts::{ArtefactSettings, correct};
pub use beat_settings::BeatSettings;
pub use beat_stream::{BeatStream, HeartError, ppg_peaks, r_peaks};
pub use beats::{
    Beat, BeatClass, IntervalReader, IntervalStream, MarkedBeat, NormalInterval, normal_intervals, of_intervals,
};
pub use clean::{CleanSettings, clean};
pub use quality::{HeartQuality, QualityPiece, QualitySettings, USABLE_INDEX, quality};
pub use range_filter::{RangeSettings, range_filter};
pub use simulate::Simulation;

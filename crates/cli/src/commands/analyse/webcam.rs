//! `--calibrate-with`: takes the delay out of gaze by a webcam, and what it shifts and squeezes.
//!
//! ```text
//! places that are known ──┐
//! first 15 s of the webcam┴─> calibrate ─> Webcam ─> apply(piece): earlier, and elsewhere on the screen
//! ```
//!
//! The places may be targets that were shown (one row each: when, x, y in pixels) or another eye tracker. A row holds until the next, at most
//! three seconds. For targets the delay holds the eye's own way to them, too.

use std::path::{Path, PathBuf};

use attentive_pipeline::preprocess::gaze::webcam::{Calibration, Positions, Prior, Truth, calibrate};
use attentive_pipeline::preprocess::gaze::webcam::{LONGEST_LAG_NANOS, is_usable};
use attentive_sensors::importers::{Options, Piece};
use attentive_types::time::SECOND;
use attentive_types::{SampleSignal, StreamInfo, StreamKind};

use super::read;
use crate::args::AnalyseArgs;
use crate::exit_codes;
use crate::failure::Failure;

/// How much of the recording calibrates.
const CALIBRATION_NANOS: i64 = 15 * SECOND;

/// How long a known place holds when nothing follows it.
const HOLDS_NANOS: i64 = 3 * SECOND;

/// The tracker beside the webcam, as the WebGazer importer names it.
const REFERENCE: &str = "gaze-hardware";

/// A calibration, and the stream that it is for.
pub struct Webcam {
    stream: String,
    calibration: Calibration,
    /// What was done, for the report.
    pub said: String,
}

/// Positions of one stream, missing ones as NaN.
#[derive(Debug, Default)]
struct Track {
    stream: String,
    time_nanos: Vec<i64>,
    x_px: Vec<f64>,
    y_px: Vec<f64>,
}

impl Webcam {
    /// The calibration that was asked for; `None` when none was.
    pub fn read(args: &AnalyseArgs, options: &Options) -> Result<Option<Self>, Failure> {
        let Some(known) = &args.calibrate_with else { return Ok(None) };
        let [recording] = args.files.as_slice() else {
            let why = "--calibrate-with is for one recording of a webcam; analyse the files one by one";
            return Err(Failure::new(exit_codes::USAGE, why));
        };
        let seen = track(recording, options, |info| info.name != REFERENCE)?;
        let known_track = track(known, options, |info| info.name == REFERENCE)
            .or_else(|first| if known == recording { Err(first) } else { track(known, options, |_| true) })?;
        let (x_px, y_px) = places(&known_track, &seen.time_nanos);
        let positions = Positions { time_nanos: &seen.time_nanos, x_px: &seen.x_px, y_px: &seen.y_px };
        let truth = Truth { x_px: &x_px, y_px: &y_px };
        let found = calibrate(positions, truth, &Prior::plain(), LONGEST_LAG_NANOS);
        let Some(calibration) = found.filter(|_| is_usable(positions, truth)) else {
            return Err(Failure::input(format!(
                "could not calibrate: fewer than 20 samples of the first 15 s of {} lie where {} knows a place; do both tell time from the \
                 same start?",
                recording.display(),
                known.display()
            )));
        };
        let said = said(known, positions, truth, &calibration);
        Ok(Some(Self { stream: seen.stream, calibration, said }))
    }

    /// Moves the positions of the webcam to where the eyes were, and to when; other streams stay.
    pub fn apply(&self, samples: &mut SampleSignal) {
        if samples.name != self.stream {
            return;
        }
        let place = |name: &str| samples.channels.iter().position(|channel| channel.name == name);
        let (Some(x), Some(y)) = (place("x_px"), place("y_px")) else { return };
        for sample in 0..samples.time_nanos.len() {
            let value = |channel: usize| samples.channels[channel].get(sample).unwrap_or(f64::NAN);
            let (to_x, to_y) = self.calibration.straight(value(x), value(y));
            samples.channels[x].values[sample] = to_x;
            samples.channels[y].values[sample] = to_y;
        }
        for time in &mut samples.time_nanos {
            *time = time.saturating_sub(self.calibration.lag_nanos);
        }
    }
}

/// The positions in pixels of the first stream of gaze that is wanted, as far as calibration looks.
fn track(path: &Path, options: &Options, is_wanted: impl Fn(&StreamInfo) -> bool) -> Result<Track, Failure> {
    let mut recording = read::open(path, options)?;
    let mut track = Track::default();
    loop {
        let piece = recording.next_piece().map_err(Failure::input)?;
        let Some(piece) = piece else { break };
        let Piece::Samples(samples) = piece else { continue };
        let is_gaze = |info: &&StreamInfo| info.name == samples.name && info.kind == StreamKind::Gaze;
        let is_own = recording.streams().iter().find(is_gaze).is_some_and(&is_wanted);
        let channel = |name: &str| samples.channels.iter().find(|channel| channel.name == name);
        let (true, Some(x), Some(y)) = (is_own, channel("x_px"), channel("y_px")) else { continue };
        if !track.stream.is_empty() && track.stream != samples.name {
            continue;
        }
        track.stream.clone_from(&samples.name);
        let first = track.time_nanos.first().or(samples.time_nanos.first()).copied().unwrap_or(0);
        for (sample, time) in samples.time_nanos.iter().enumerate() {
            if *time >= first.saturating_add(CALIBRATION_NANOS) {
                return Ok(track);
            }
            if track.time_nanos.last().is_none_or(|last| last < time) {
                track.time_nanos.push(*time);
                track.x_px.push(x.get(sample).unwrap_or(f64::NAN));
                track.y_px.push(y.get(sample).unwrap_or(f64::NAN));
            }
        }
    }
    if track.time_nanos.is_empty() {
        return Err(Failure::input(format!(
            "could not calibrate: there are no positions in pixels (a time, x_px and y_px): {}",
            path.display()
        )));
    }
    Ok(track)
}

/// The place that was known at each of these times: that of the last row before, unless it is too old.
fn places(known: &Track, times: &[i64]) -> (Vec<f64>, Vec<f64>) {
    let at = |time: &i64| {
        let row = known.time_nanos.partition_point(|own| own <= time).checked_sub(1)?;
        let is_fresh = time.saturating_sub(known.time_nanos[row]) < HOLDS_NANOS;
        is_fresh.then(|| (known.x_px[row], known.y_px[row]))
    };
    times.iter().map(|time| at(time).unwrap_or((f64::NAN, f64::NAN))).unzip()
}

fn said(known: &Path, seen: Positions<'_>, truth: Truth<'_>, calibration: &Calibration) -> String {
    let nothing = Calibration { lag_nanos: 0, x: [0.0, 500.0, 0.0], y: [0.0, 0.0, 500.0] };
    let off = |own: &Calibration| {
        let rows = seen.time_nanos.iter().zip(truth.x_px.iter().zip(truth.y_px));
        let apart = |(time, (x, y)): (&i64, (&f64, &f64))| own.at(seen, *time).map(|at| (at.0 - x).hypot(at.1 - y));
        let mut distances: Vec<f64> = rows.filter_map(apart).filter(|distance| distance.is_finite()).collect();
        distances.sort_by(f64::total_cmp);
        distances.get(distances.len() / 2).copied().unwrap_or(f64::NAN)
    };
    format!(
        "the webcam's gaze is calibrated on its first 15 s with {}: it was {} ms late, which is taken out of its times, and a straight map moves it \
         (median distance in those 15 s {:.0} px before, {:.0} px after; later it is usually larger)",
        name(known).display(),
        calibration.lag_nanos / 1_000_000,
        off(&nothing),
        off(calibration)
    )
}

fn name(path: &Path) -> PathBuf {
    path.file_name().map_or_else(|| path.to_owned(), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_holds_until_the_next_and_for_three_seconds_at_most() {
        let known = Track {
            stream: "gaze".to_owned(),
            time_nanos: vec![SECOND, 2 * SECOND],
            x_px: vec![10.0, 20.0],
            y_px: vec![1.0, 2.0],
        };
        let (x, _) = places(&known, &[0, SECOND, 2 * SECOND - 1, 2 * SECOND, 5 * SECOND]);
        assert_eq!((x[1], x[2], x[3]), (10.0, 10.0, 20.0));
        assert!(x[0].is_nan() && x[4].is_nan());
    }
}

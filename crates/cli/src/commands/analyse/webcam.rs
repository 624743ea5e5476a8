//! `--calibrate-with`: takes the delay out of gaze by a webcam, and what it shifts and squeezes.
//!
//! ```text
//! places that are known ──┐
//! first 15 s of the webcam┴─> calibrate ─> Webcam ─> apply(piece): earlier, and elsewhere on the screen
//!                    what other people taught here ─┘ (`attentive train webcam-gaze`; without it a straight map is all)
//! ```
//!
//! The places may be targets that were shown (one row each: when, x, y in pixels) or another eye tracker. A row holds until the next, at most
//! three seconds. For targets the delay holds the eye's own way to them, too.

use std::path::{Path, PathBuf};

use attentive_learn::model_file::Manifest;
use attentive_pipeline::preprocess::gaze::webcam::{CALIBRATION_NANOS, LONGEST_LAG_NANOS, is_usable};
use attentive_pipeline::preprocess::gaze::webcam::{
    Calibration, Positions, Prior, Recorded, Teaching, Truth, calibrate,
};
use attentive_sensors::importers::{Options, Piece};
use attentive_types::time::{SECOND, nanos_to_seconds};
use attentive_types::{SampleSignal, StreamInfo, StreamKind};

use super::read;
use crate::args::AnalyseArgs;
use crate::commands::train::trained_webcam_gaze;
use crate::exit_codes;
use crate::failure::Failure;

/// How long a known place holds when nothing follows it.
const HOLDS_NANOS: i64 = 3 * SECOND;

/// The tracker beside the webcam, as the WebGazer importer names it.
const REFERENCE: &str = "gaze-hardware";

/// A calibration, and the stream that it is for.
pub struct Webcam {
    stream: String,
    calibration: Calibration,
    taught: Option<Taught>,
    /// What was done, for the report.
    pub said: String,
}

/// What other people taught, and all that the webcam said: the trees look around.
struct Taught {
    teaching: Teaching,
    seen: Track,
}

/// Positions of one stream, missing ones as NaN.
#[derive(Debug, Default)]
struct Track {
    stream: String,
    time_nanos: Vec<i64>,
    x_px: Vec<f64>,
    y_px: Vec<f64>,
}

/// How far the known places lie from what the webcam saw, in words.
fn apart(seen: &[i64], known: &[i64]) -> String {
    let (Some(seen_from), Some(known_from), Some(known_to)) = (seen.first(), known.first(), known.last()) else {
        return "one of the two holds no position".to_owned();
    };
    let after = |moment: i64| nanos_to_seconds(moment.saturating_sub(*seen_from));
    format!(
        "known places go from {:.1} s to {:.1} s after the webcam's first sample",
        after(*known_from),
        after(*known_to)
    )
}

impl Webcam {
    /// The calibration that was asked for; `None` when none was. What was trained in `data_dir` makes it better.
    pub fn read(args: &AnalyseArgs, options: &Options, data_dir: &Path) -> Result<Option<Self>, Failure> {
        let Some(known) = &args.calibrate_with else { return Ok(None) };
        let [recording] = args.files.as_slice() else {
            let why = "--calibrate-with is for one recording of a webcam; analyse the files one by one";
            return Err(Failure::new(exit_codes::USAGE, why));
        };
        let trained = trained_webcam_gaze(data_dir)?;
        let longest = if trained.is_some() { i64::MAX } else { CALIBRATION_NANOS };
        let mut seen = track(recording, options, |info| info.name != REFERENCE, longest)?;
        let known_track = track(known, options, |info| info.name == REFERENCE, CALIBRATION_NANOS).or_else(|first| {
            if known == recording { Err(first) } else { track(known, options, |_| true, CALIBRATION_NANOS) }
        })?;
        let (x_px, y_px) = places(&known_track, &seen.time_nanos);
        let whole = Recorded { seen: seen.positions(), truth: Truth { x_px: &x_px, y_px: &y_px } };
        let beginning = whole.during(&whole.beginning());
        let found = match &trained {
            Some((teaching, _)) => teaching.calibrate(beginning),
            None => calibrate(beginning.seen, beginning.truth, &Prior::plain(), LONGEST_LAG_NANOS),
        };
        let Some(calibration) = found.filter(|_| is_usable(beginning.seen, beginning.truth)) else {
            return Err(Failure::input(format!(
                "could not calibrate: fewer than 20 samples of the first 15 s of {} lie where {} knows a place ({}); do both tell time from the same start?",
                recording.display(),
                known.display(),
                apart(&seen.time_nanos, &known_track.time_nanos)
            )));
        };
        let own = Off::of(beginning, &calibration, trained.as_ref().map(|(teaching, _)| (teaching, whole.seen)));
        let said = said(known, &calibration, &own, trained.as_ref().map(|(_, manifest)| manifest));
        let stream = std::mem::take(&mut seen.stream);
        let taught = trained.map(|(teaching, _)| Taught { teaching, seen });
        Ok(Some(Self { stream, calibration, taught, said }))
    }

    /// Moves the positions of the webcam to where the eyes were, and to when; other streams stay.
    pub fn apply(&self, samples: &mut SampleSignal) {
        if samples.name != self.stream {
            return;
        }
        let place = |name: &str| samples.channels.iter().position(|channel| channel.name == name);
        let (Some(x), Some(y)) = (place("x_px"), place("y_px")) else { return };
        for time in &mut samples.time_nanos {
            *time = time.saturating_sub(self.calibration.lag_nanos);
        }
        if let Some(Taught { teaching, seen }) = &self.taught {
            let found = teaching.positions(seen.positions(), &self.calibration, &samples.time_nanos);
            for (sample, found) in found.into_iter().enumerate() {
                let (to_x, to_y) = found.unwrap_or((f64::NAN, f64::NAN));
                samples.channels[x].values[sample] = to_x;
                samples.channels[y].values[sample] = to_y;
            }
            return;
        }
        for sample in 0..samples.time_nanos.len() {
            let value = |channel: usize| samples.channels[channel].get(sample).unwrap_or(f64::NAN);
            let (to_x, to_y) = self.calibration.straight(value(x), value(y));
            samples.channels[x].values[sample] = to_x;
            samples.channels[y].values[sample] = to_y;
        }
    }
}

impl Track {
    fn positions(&self) -> Positions<'_> {
        Positions { time_nanos: &self.time_nanos, x_px: &self.x_px, y_px: &self.y_px }
    }
}

/// The positions in pixels of the first stream of gaze that is wanted, for so long from its first sample.
fn track(
    path: &Path,
    options: &Options,
    is_wanted: impl Fn(&StreamInfo) -> bool,
    longest_nanos: i64,
) -> Result<Track, Failure> {
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
            if *time >= first.saturating_add(longest_nanos) {
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

/// Median distances in the stretch that calibrates, in pixels.
struct Off {
    before: f64,
    after: f64,
}

impl Off {
    fn of(beginning: Recorded<'_>, calibration: &Calibration, taught: Option<(&Teaching, Positions<'_>)>) -> Self {
        let Recorded { seen, truth } = beginning;
        let nothing = Calibration { lag_nanos: 0, x: [0.0, 500.0, 0.0], y: [0.0, 0.0, 500.0] };
        let straight = |own: &Calibration| seen.time_nanos.iter().map(|time| own.at(seen, *time)).collect::<Vec<_>>();
        let off = |found: Vec<Option<(f64, f64)>>| {
            let rows = found.into_iter().zip(truth.x_px.iter().zip(truth.y_px));
            let apart = rows.filter_map(|(at, (x, y))| at.map(|at| (at.0 - x).hypot(at.1 - y)));
            let mut distances: Vec<f64> = apart.filter(|distance| distance.is_finite()).collect();
            distances.sort_by(f64::total_cmp);
            distances.get(distances.len() / 2).copied().unwrap_or(f64::NAN)
        };
        let after = match taught {
            Some((teaching, whole)) => teaching.positions(whole, calibration, seen.time_nanos),
            None => straight(calibration),
        };
        Self { before: off(straight(&nothing)), after: off(after) }
    }
}

fn said(known: &Path, calibration: &Calibration, off: &Off, taught: Option<&Manifest>) -> String {
    let moved = match taught {
        Some(manifest) => format!(
            "what {} other people taught on this machine moves it (`attentive train webcam-gaze`)",
            manifest.learnt_from.people
        ),
        None => {
            "a straight map moves it (other people's recordings can teach a better one: `attentive train webcam-gaze`)"
                .to_owned()
        }
    };
    format!(
        "the webcam's gaze is calibrated on its first 15 s with {}: it was {} ms late, which is taken out of its times, and {moved}; \
         median distance in those 15 s {:.0} px before, {:.0} px after; later it is usually larger",
        name(known).display(),
        calibration.lag_nanos / 1_000_000,
        off.before,
        off.after
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

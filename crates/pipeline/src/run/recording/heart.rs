//! The heart: beats of an ECG, a pulse, or of intervals that a device measured; what is wrong with each, and quality.

use attentive_types::{SampleSignal, Span, StreamInfo, StreamKind, Timestamp};

use crate::preprocess::heart::{
    ArtefactSettings, Beat, BeatClass, BeatSettings, BeatStream, HeartError, IntervalReader, IntervalStream,
    MarkedBeat, QualitySettings, RangeSettings, correct, quality, range_filter,
};

use super::RecordingSettings;
use super::body::{append, drop_before};
use super::heart_windows::HeartWindows;
use super::plain::count_usable;
use super::signals::SignalRun;
use super::sink::Sink;

/// Beats are marked in blocks of this length, so that memory does not grow with the recording.
const BLOCK_NANOS: i64 = 600_000_000_000;
/// With so many beats on both sides of a block: the marking looks at 91 around each.
const AROUND_BEATS: usize = 50;
/// Quality is judged over stretches of this length, samples and all.
const QUALITY_NANOS: i64 = 60_000_000_000;

/// The run of one stream.
#[derive(Debug)]
pub(super) struct HeartRun {
    kind: StreamKind,
    channel: Option<String>,
    rate_hz: Option<f64>,
    stream: Option<BeatStream>,
    failed: Option<HeartError>,
    reader: IntervalReader,
    /// Beats that are not told yet, in nanoseconds, after some that are, whose rhythm is looked at.
    waiting: Vec<i64>,
    told: usize,
    /// Samples and beats that quality was not judged on yet.
    samples: SampleSignal,
    beats: Vec<Beat>,
    /// How many samples lie before the first of those.
    before: u64,
    good: Judged,
    intervals: IntervalStream,
    windows: HeartWindows,
    /// Up to when beats are marked, and quality is judged.
    marked_nanos: i64,
    judged_nanos: i64,
}

/// Sums over stretches of quality.
#[derive(Debug, Default)]
struct Judged {
    stretches: u64,
    index: f64,
    usable: f64,
}

impl HeartRun {
    pub(super) fn new(info: &StreamInfo, settings: &RecordingSettings, origin: Timestamp) -> Self {
        let ending = match info.kind {
            StreamKind::Ecg => "_mv",
            StreamKind::Ppg => "_au",
            _ => "_ms",
        };
        let channel = info.channels.iter().find(|channel| channel.name.ends_with(ending)).or(info.channels.first());
        Self {
            kind: info.kind,
            channel: channel.map(|channel| channel.name.clone()),
            rate_hz: info.nominal_rate_hz,
            stream: None,
            failed: None,
            reader: IntervalReader::default(),
            waiting: Vec::new(),
            told: 0,
            samples: SampleSignal::default(),
            beats: Vec::new(),
            before: 0,
            good: Judged::default(),
            intervals: IntervalStream::default(),
            windows: HeartWindows::new(settings, origin),
            marked_nanos: i64::MIN,
            judged_nanos: if info.kind == StreamKind::Rr { i64::MAX } else { i64::MIN },
        }
    }

    /// Beats out of samples.
    fn look(&mut self, piece: &SampleSignal, channel: &str) -> Result<(), HeartError> {
        let settings = if self.kind == StreamKind::Ecg { BeatSettings::ecg() } else { BeatSettings::ppg() };
        let rate_hz = self.rate_hz.unwrap_or_else(|| median_rate_hz(&piece.time_nanos));
        self.rate_hz = Some(rate_hz);
        if self.stream.is_none() {
            self.stream = Some(BeatStream::new(channel, rate_hz, settings)?);
        }
        if let Some(stream) = &mut self.stream {
            let beats = stream.push(piece)?;
            self.waiting.extend(beats.iter().map(|beat| beat.time_nanos));
            self.beats.extend(beats);
        }
        Ok(())
    }

    /// Judges the stretches whose samples and beats are all there; at the end also the last.
    fn judge(&mut self, is_last: bool) {
        let (Some(channel), Some(rate_hz)) = (self.channel.clone(), self.rate_hz) else { return };
        while let (Some(first), Some(last)) =
            (self.samples.time_nanos.first().copied(), self.samples.time_nanos.last().copied())
        {
            let end = first.saturating_add(QUALITY_NANOS);
            // Beats come some seconds after their samples.
            if !is_last && last < end.saturating_add(QUALITY_NANOS / 4) {
                return;
            }
            let mut part = self.samples.clone();
            let upto = part.time_nanos.partition_point(|time| *time < end);
            part.time_nanos.truncate(upto);
            part.channels.iter_mut().for_each(|own| own.values.truncate(upto));
            // The stretch is judged as a signal of its own, so places are counted from its start.
            let inside = self.beats.iter().filter(|beat| (first..end).contains(&beat.time_nanos));
            let beats: Vec<Beat> =
                inside.map(|beat| Beat { place: beat.place.saturating_sub(self.before), ..*beat }).collect();
            let settings = if self.kind == StreamKind::Ecg { QualitySettings::ecg() } else { QualitySettings::ppg() };
            if let Ok(found) = quality(&part, &channel, rate_hz, &beats, &settings) {
                self.good.stretches += 1;
                self.good.index += found.index();
                self.good.usable += found.usable_share();
                self.windows.judge(found.pieces);
            }
            self.judged_nanos = end;
            drop_before(&mut self.samples, end);
            self.before += u64::try_from(upto).unwrap_or(0);
            self.beats.retain(|beat| beat.time_nanos >= end);
        }
    }

    /// Marks the blocks of beats that are there with those around them, and tells them.
    fn mark(&mut self, is_last: bool, sink: &mut Sink) {
        while let Some(first) = self.waiting.get(self.told).copied() {
            let upto = self.waiting.partition_point(|time| *time < first.saturating_add(BLOCK_NANOS));
            if !is_last && self.waiting.len() < upto + AROUND_BEATS {
                return;
            }
            let mut marked =
                correct(&self.waiting[..self.waiting.len().min(upto + AROUND_BEATS)], &ArtefactSettings::default());
            range_filter(&mut marked, &RangeSettings { change_share: None, ..RangeSettings::default() });
            let from = self.told.checked_sub(1).map_or(i64::MIN, |place| self.waiting[place]);
            let to = self.waiting[upto - 1];
            let place = |beat: &MarkedBeat| beat.found_nanos.unwrap_or(beat.time_nanos);
            for beat in marked.into_iter().filter(|beat| place(beat) > from && place(beat) <= to) {
                self.tell(beat, sink);
            }
            let gone = upto.saturating_sub(AROUND_BEATS);
            self.waiting.drain(..gone);
            self.told = upto - gone;
            self.windows.settle(self.marked_nanos.min(self.judged_nanos), sink);
        }
    }

    fn tell(&mut self, beat: MarkedBeat, sink: &mut Sink) {
        let kind = match (beat.class, self.kind) {
            (BeatClass::Normal, StreamKind::Ecg) => "r-peak",
            (BeatClass::Normal, _) => "pulse",
            (BeatClass::Ectopic, _) => "ectopic-beat",
            (BeatClass::Misplaced, _) => "misplaced-beat",
            (BeatClass::Missed, _) => "missed-beat",
            (BeatClass::Extra, _) => "extra-beat",
            (BeatClass::OutOfRange, _) => "out-of-range-beat",
        };
        let moment = Timestamp(beat.time_nanos);
        let interval = self.intervals.push(beat);
        let possible = interval.filter(|interval| (300.0..=2_000.0).contains(&interval.length_ms));
        let interval_ms = possible.map_or(f64::NAN, |interval| interval.length_ms);
        // The event lies where the detector saw it; the interval is that of the corrected beats.
        let seen = beat.found_nanos.map_or(moment, Timestamp);
        sink.event(kind, Span::new(seen, seen), &[("interval_ms", interval_ms)]);
        if beat.class == BeatClass::Extra {
            return;
        }
        sink.interval(beat.time_nanos, interval_ms, possible.is_some_and(|interval| interval.is_as_found));
        if possible.is_some() {
            sink.draw_one("heart_rate_bpm", beat.time_nanos, 60_000.0 / interval_ms);
        }
        if let Some(interval) = interval {
            self.windows.push(interval);
        }
        self.marked_nanos = beat.time_nanos;
    }
}

impl SignalRun for HeartRun {
    fn push(&mut self, piece: &SampleSignal, sink: &mut Sink) {
        let Some(channel) = self.channel.clone() else { return };
        sink.usable_samples += count_usable(piece);
        let Some(values) = piece.values(&channel) else { return };
        self.windows.see(&piece.time_nanos);
        sink.draw(&piece.time_nanos, &[(&channel, values)]);
        if self.kind == StreamKind::Rr {
            self.reader.push(&piece.time_nanos, values, &mut self.waiting);
            self.mark(false, sink);
            return;
        }
        if self.failed.is_none() {
            self.failed = self.look(piece, &channel).err();
            let only = SampleSignal {
                name: piece.name.clone(),
                time_nanos: piece.time_nanos.clone(),
                channels: piece.channels.iter().filter(|own| own.name == channel).cloned().collect(),
            };
            append(&mut self.samples, only);
            self.judge(false);
            self.mark(false, sink);
        }
    }

    fn finish(&mut self, sink: &mut Sink) {
        if let Some(stream) = self.stream.take() {
            let beats = stream.finish();
            self.waiting.extend(beats.iter().map(|beat| beat.time_nanos));
            self.beats.extend(beats);
        }
        self.judge(true);
        self.mark(true, sink);
        self.windows.finish(sink);
        if let Some(error) = self.failed.take() {
            sink.note(format!("no beats: {error}"));
        }
        if self.good.stretches > 0 {
            let stretches = self.good.stretches as f64;
            sink.note(format!(
                "signal quality {:.2} of 1 on average; {:.0} % of the stretches show a heart well enough to be used",
                self.good.index / stretches,
                100.0 * self.good.usable / stretches
            ));
        }
    }
}

/// Samples per second by the median step.
fn median_rate_hz(times: &[i64]) -> f64 {
    let mut steps: Vec<i64> =
        times.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).filter(|step| *step > 0).collect();
    let middle = steps.len() / 2;
    if steps.is_empty() { f64::NAN } else { 1e9 / *steps.select_nth_unstable(middle).1 as f64 }
}

//! The heart: beats of an ECG, a pulse, or of intervals that a device measured; what is wrong with each, and quality.

use attentive_types::{SampleSignal, Span, StreamInfo, StreamKind, Timestamp};

use crate::preprocess::heart::{
    ArtefactSettings, Beat, BeatClass, BeatSettings, BeatStream, HeartError, MarkedBeat, QualitySettings,
    RangeSettings, correct, of_intervals, quality, range_filter,
};

use super::RecordingSettings;
use super::body::{append, drop_before};
use super::plain::count_usable;
use super::signals::SignalRun;
use super::sink::Sink;

/// Beats are marked in blocks of this length, so that memory does not grow with the recording; the marking looks at 91 beats around
/// each, and a block holds several hundred.
const BLOCK_NANOS: i64 = 600_000_000_000;
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
    /// Beats that are not marked yet, in nanoseconds.
    waiting: Vec<i64>,
    /// Samples and beats that quality was not judged on yet.
    samples: SampleSignal,
    beats: Vec<Beat>,
    /// How many samples lie before the first of those.
    before: u64,
    good: Judged,
    last_nanos: Option<i64>,
}

/// Sums over stretches of quality.
#[derive(Debug, Default)]
struct Judged {
    stretches: u64,
    index: f64,
    usable: f64,
}

impl HeartRun {
    pub(super) fn new(info: &StreamInfo, _settings: &RecordingSettings, _origin: Timestamp) -> Self {
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
            waiting: Vec::new(),
            samples: SampleSignal::default(),
            beats: Vec::new(),
            before: 0,
            good: Judged::default(),
            last_nanos: None,
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
            }
            drop_before(&mut self.samples, end);
            self.before += u64::try_from(upto).unwrap_or(0);
            self.beats.retain(|beat| beat.time_nanos >= end);
        }
    }

    /// Marks a block of beats and tells them.
    fn mark(&mut self, is_last: bool, sink: &mut Sink) {
        let (Some(first), Some(last)) = (self.waiting.first(), self.waiting.last()) else { return };
        if !is_last && last.saturating_sub(*first) < BLOCK_NANOS {
            return;
        }
        let mut marked = correct(&std::mem::take(&mut self.waiting), &ArtefactSettings::default());
        range_filter(&mut marked, &RangeSettings { change_share: None, ..RangeSettings::default() });
        for beat in marked {
            self.tell(beat, sink);
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
        let interval_ms = self.last_nanos.map(|last| (beat.time_nanos - last) as f64 / 1e6);
        let usable_ms = interval_ms.filter(|interval| {
            !matches!(beat.class, BeatClass::Extra | BeatClass::OutOfRange) && (300.0..=2_000.0).contains(interval)
        });
        // The event lies where the detector saw it; the interval is that of the corrected beats.
        let seen = beat.found_nanos.map_or(moment, Timestamp);
        sink.event(kind, Span::new(seen, seen), &[("interval_ms", usable_ms.unwrap_or(f64::NAN))]);
        if beat.class == BeatClass::Extra {
            return;
        }
        sink.interval(beat.time_nanos, usable_ms.unwrap_or(f64::NAN));
        if let Some(interval) = usable_ms {
            sink.draw_one("heart_rate_bpm", beat.time_nanos, 60_000.0 / interval);
        }
        self.last_nanos = Some(beat.time_nanos);
    }
}

impl SignalRun for HeartRun {
    fn push(&mut self, piece: &SampleSignal, sink: &mut Sink) {
        let Some(channel) = self.channel.clone() else { return };
        sink.usable_samples += count_usable(piece);
        let Some(values) = piece.values(&channel) else { return };
        sink.draw(&piece.time_nanos, &[(&channel, values)]);
        if self.kind == StreamKind::Rr {
            self.waiting.extend(of_intervals(&piece.time_nanos, values));
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

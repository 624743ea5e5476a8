//! A recording of any length, from raw samples to events, features and what a report draws.
//!
//! ```text
//! open(StreamInfo) ─┐
//! push(samples) ────┴─> one run for each stream, by what it measures
//!                         one clock ─> clean ─> events ──┬─> windows ─> features
//!                         │                                  └─> maps, paths, areas
//!                         └─> envelopes and an excerpt for pictures
//! take()   = events and features found since the last time     finish() = the rest, and the summary of each stream
//! ```
//!
//! Memory is bounded by the length of a window and the sizes of pictures, never by the length of the recording, as long as what was
//! found is taken away. Any cutting of the samples into pieces gives the same result. A clock that jumps is mended, and said.

mod bodies;
mod body;
mod cutter;
mod excerpt;
mod found;
mod gaze;
mod heart;
mod heart_windows;
mod plain;
mod pupil;
mod signals;
mod sink;
mod summary;

use std::collections::BTreeMap;

use attentive_types::{Annotation, ClockKind, SampleSignal, Screen, StreamInfo, StreamKind, Timestamp};

use attentive_types::time::{DAY, SECOND, nanos_to_seconds};

use crate::patterns::changes::Changes;
use crate::patterns::space::AreaOfInterest;
use crate::preprocess::Windowing;
use crate::preprocess::clock::{Evener, Mender, Timing, TimingReport};
use crate::preprocess::gaze::GazeMethod;

pub use excerpt::Excerpt;
pub use found::{EVENT_COLUMNS, Found, FoundEvents, FoundFeatures, Laid};
pub use sink::{Marks, Space, Track};
pub use summary::{EventSummary, FeatureSummary};

use self::signals::SignalRun;
use self::sink::Sink;
use self::summary::Summaries;

/// What a person chose for the analysis of a recording.
#[derive(Clone, Debug)]
pub struct RecordingSettings {
    /// How windows are laid.
    pub windowing: Windowing,
    /// What windows are aligned to, oldest first; for [`Windowing::Aligned`] alone.
    pub marks: Vec<Timestamp>,
    /// The screen, for streams that do not say it.
    pub screen: Option<Screen>,
    /// How events of the eyes are found.
    pub gaze_method: GazeMethod,
    /// Areas of interest, in degrees.
    pub areas: Vec<AreaOfInterest>,
}

/// The streaming form.
#[derive(Debug)]
pub struct RecordingRun {
    settings: RecordingSettings,
    /// What windows are counted from: the first sample that came.
    origin: Option<Timestamp>,
    streams: Vec<StreamRun>,
    place_of: BTreeMap<String, usize>,
    found: Found,
    labels: BTreeMap<String, u64>,
}

/// Keeps what is found in one piece below some ten megabytes; this project.
const WINDOWS_IN_A_PART: i64 = 512;

/// One stream.
#[derive(Debug)]
struct StreamRun {
    info: StreamInfo,
    clock: ClockKind,
    timing: Timing,
    /// Times of the piece at hand without the jumps of the clock.
    steady: Vec<i64>,
    /// Made with the first piece, which tells the usual step.
    mender: Option<Mender>,
    /// For signals that are filtered; `None` for those whose samples are events, or that look at times themselves.
    evener: Option<Evener>,
    sink: Sink,
    summaries: Summaries,
    /// Made with the first sample, which tells where windows begin.
    signal: Option<Box<dyn SignalRun>>,
}

/// What was found in one stream.
#[derive(Clone, Debug)]
pub struct StreamAnalysis {
    /// What it measures, and how the file describes it.
    pub info: StreamInfo,
    /// What its clock was like, its jumps taken out.
    pub clock: TimingReport,
    /// Share of the time from the first to the last sample with usable values, 0 to 1; `None` without samples.
    pub usable_share: Option<f64>,
    /// Lows and highs over the whole recording, the first the most telling.
    pub tracks: Vec<Track>,
    /// Some seconds of it with their events; `None` without samples.
    pub excerpt: Option<Excerpt>,
    /// Kinds of events.
    pub events: Vec<EventSummary>,
    /// Features over all windows, in the order of their list.
    pub features: Vec<FeatureSummary>,
    /// Where on the screen; `None` for streams without places.
    pub space: Option<Space>,
    /// Beats; `None` for streams without any.
    pub beats: Option<Marks>,
    /// Of the notes, those about its clock: jumps that were mended, a rate that is not as claimed, a long pause.
    pub clock_notes: Vec<String>,
    /// What a reader should know, as sentences: what was guessed, left out, or could not be done.
    pub notes: Vec<String>,
}

/// What was found in a recording, beside the events and features that were taken.
#[derive(Clone, Debug, Default)]
pub struct RecordingAnalysis {
    /// The streams, in the order in which they were opened.
    pub streams: Vec<StreamAnalysis>,
    /// Labels of the recording's own marks, with how often each stands there, in the order of the alphabet.
    pub labels: Vec<(String, u64)>,
    /// When features changed their level, over the chosen windows of all streams.
    pub changes: Changes,
}

impl RecordingAnalysis {
    /// The features whose courses were looked at for changes, in the order of [`crate::patterns::changes::Change::course`], each with its stream.
    pub fn followed(&self) -> impl Iterator<Item = (&StreamAnalysis, &FeatureSummary)> {
        let chosen = |feature: &&FeatureSummary| feature.laid == Laid::Chosen;
        self.streams.iter().flat_map(move |stream| stream.features.iter().filter(chosen).map(move |own| (stream, own)))
    }
}

impl RecordingRun {
    /// Nothing seen yet.
    #[must_use]
    pub fn new(settings: RecordingSettings) -> Self {
        Self {
            settings,
            origin: None,
            streams: Vec::new(),
            place_of: BTreeMap::new(),
            found: Found::default(),
            labels: BTreeMap::new(),
        }
    }

    /// Makes a stream known whose times count from the beginning of its device; one that is known already is passed over.
    pub fn open(&mut self, info: &StreamInfo) {
        self.open_with(info, ClockKind::Elapsed);
    }

    /// The same, for times that count from anything.
    pub fn open_with(&mut self, info: &StreamInfo, clock: ClockKind) {
        if self.place_of.contains_key(&info.name) {
            return;
        }
        let place = self.streams.len();
        self.place_of.insert(info.name.clone(), place);
        self.streams.push(StreamRun {
            info: info.clone(),
            clock,
            timing: Timing::new(info.nominal_rate_hz),
            steady: Vec::new(),
            mender: None,
            evener: needs_even_steps(info.kind).then(|| Evener::new(info.nominal_rate_hz)),
            sink: Sink::new(place, info),
            summaries: Summaries::default(),
            signal: None,
        });
    }

    /// Takes samples of the stream of the same name; samples of a stream that was not opened are passed over.
    pub fn push(&mut self, piece: SampleSignal) {
        let Some(place) = self.place_of.get(&piece.name) else { return };
        let Some(first) = piece.time_nanos.first() else { return };
        let origin = *self.origin.get_or_insert(Timestamp(*first));
        self.streams[*place].push(piece, &self.settings, origin, &mut self.found);
    }

    /// How long a piece of a slow signal should be at most: a piece of a day may bring as many windows as it has seconds, and what is found in a piece is held until
    /// it is taken.
    #[must_use]
    pub fn part_nanos(&self) -> i64 {
        self.settings.windowing.step_nanos().saturating_mul(WINDOWS_IN_A_PART)
    }

    /// Takes the recording's own marks.
    pub fn annotate(&mut self, marks: &[Annotation]) {
        for mark in marks {
            // A recording may carry a comment at every second; names beyond a thousand tell a reader nothing.
            if self.labels.len() < 1_000 || self.labels.contains_key(&mark.label) {
                *self.labels.entry(mark.label.clone()).or_default() += 1;
            }
        }
    }

    /// The moment of the first sample that came; windows are counted from it.
    #[must_use]
    pub fn origin(&self) -> Option<Timestamp> {
        self.origin
    }

    /// The streams that are known, in the order of their places.
    pub fn streams(&self) -> impl Iterator<Item = &StreamInfo> {
        self.streams.iter().map(|stream| &stream.info)
    }

    /// What was found since this was last asked.
    #[must_use]
    pub fn take(&mut self) -> Found {
        std::mem::take(&mut self.found)
    }

    /// Ends the recording: what was still open, and the summaries.
    #[must_use]
    pub fn finish(mut self) -> (Found, RecordingAnalysis) {
        let mut analysis =
            RecordingAnalysis { labels: self.labels.into_iter().collect(), ..RecordingAnalysis::default() };
        for stream in self.streams {
            analysis.streams.push(stream.finish(&self.settings, self.origin.unwrap_or_default(), &mut self.found));
        }
        analysis.changes = Changes::find(&analysis.followed().map(|(_, feature)| &feature.course).collect::<Vec<_>>());
        (self.found, analysis)
    }
}

impl StreamRun {
    fn push(&mut self, mut piece: SampleSignal, settings: &RecordingSettings, origin: Timestamp, found: &mut Found) {
        let usual_nanos = || usual_nanos(self.info.nominal_rate_hz, &piece.time_nanos);
        let mender = self.mender.get_or_insert_with(|| Mender::new(usual_nanos(), self.clock));
        mender.mend_with(&mut piece.time_nanos, &mut self.steady);
        // A jump is neither a gap nor a part of the length, so rates for each minute hold; repeats are judged as they were told.
        self.timing.push(&self.steady);
        let even = match &mut self.evener {
            Some(evener) => evener.push(&piece),
            None => piece,
        };
        self.look(&even, settings, origin);
        self.hand_on(found);
    }

    fn look(&mut self, piece: &SampleSignal, settings: &RecordingSettings, origin: Timestamp) {
        if piece.is_empty() {
            return;
        }
        let (info, evener, sink) = (&self.info, &self.evener, &mut self.sink);
        let signal = self.signal.get_or_insert_with(|| match evener {
            Some(evener) => {
                signals::of(&StreamInfo { nominal_rate_hz: evener.rate_hz(), ..info.clone() }, settings, origin)
            }
            None => signals::of(info, settings, origin),
        });
        signal.push(piece, sink);
    }

    fn hand_on(&mut self, found: &mut Found) {
        let new = self.sink.settle();
        self.summaries.push(&new);
        append(found, new);
    }

    fn finish(mut self, settings: &RecordingSettings, origin: Timestamp, found: &mut Found) -> StreamAnalysis {
        if let Some(rest) = self.evener.as_mut().map(Evener::finish) {
            self.look(&rest, settings, origin);
        }
        if let Some(signal) = &mut self.signal {
            signal.finish(&mut self.sink);
        }
        self.hand_on(found);
        let clock = self.timing.report();
        let clock_notes = clock_notes(&clock, self.info.nominal_rate_hz, self.mender.as_ref());
        let mut notes = clock_notes.clone();
        notes.extend(self.evener.as_ref().map(evener_notes).unwrap_or_default());
        let (events, features) = self.summaries.finish();
        let drawn = self.sink.finish();
        notes.extend(drawn.notes);
        StreamAnalysis {
            usable_share: usable_share(&clock, drawn.usable_samples),
            info: self.info,
            clock,
            tracks: drawn.tracks,
            excerpt: drawn.excerpt,
            events,
            features,
            space: drawn.space,
            beats: drawn.beats,
            clock_notes,
            notes,
        }
    }
}

/// The step by the claimed rate, else the median step of the first piece; a second where there is neither.
#[expect(clippy::cast_possible_truncation, reason = "saturates, which is what is wanted")]
fn usual_nanos(nominal_rate_hz: Option<f64>, times: &[i64]) -> i64 {
    if let Some(rate) = nominal_rate_hz.filter(|rate| *rate > 0.0) {
        return (1e9 / rate) as i64;
    }
    let mut steps: Vec<i64> =
        times.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).filter(|step| *step > 0).collect();
    let middle = steps.len() / 2;
    if steps.is_empty() { SECOND } else { *steps.select_nth_unstable(middle).1 }
}

/// What a reader should know of a stream's clock.
fn clock_notes(clock: &TimingReport, nominal_rate_hz: Option<f64>, mender: Option<&Mender>) -> Vec<String> {
    let mut notes = Vec::new();
    if let (Some(rate), Some(nominal)) = (clock.rate_hz, nominal_rate_hz)
        && (rate / nominal - 1.0).abs() > 0.05
    {
        notes.push(format!(
            "the file claims {nominal} samples per second, its times say {rate:.2}; the times were believed"
        ));
    }
    if clock.lost > 0 {
        notes.push(format!(
            "{} samples lack one by one, by the steps of the others; they count as not usable",
            clock.lost
        ));
    }
    if clock.longest_gap_s >= nanos_to_seconds(DAY) {
        let days = clock.longest_gap_s / nanos_to_seconds(DAY);
        notes.push(format!("it pauses for {days:.1} days at the longest, which is a gap"));
    }
    let Some(mender) = mender else { return notes };
    for jump in mender.jumps().iter().take(3) {
        let seconds = nanos_to_seconds(jump.by_nanos);
        notes.push(format!(
            "the clock jumped by {seconds:.3} s at sample {}; all that follows was moved back by that",
            jump.sample
        ));
    }
    if mender.jump_count() > 3 {
        notes.push(format!("the clock jumped {} times in all", mender.jump_count()));
    }
    if mender.nudged() > 0 {
        notes.push(format!(
            "{} samples carried a time that was not after the one before; they were put just after it",
            mender.nudged()
        ));
    }
    notes
}

/// Whether a signal is filtered, so that it needs samples at even steps.
fn needs_even_steps(kind: StreamKind) -> bool {
    matches!(
        kind,
        StreamKind::Ecg
            | StreamKind::Ppg
            | StreamKind::Eda
            | StreamKind::Respiration
            | StreamKind::Temperature
            | StreamKind::Eeg
            | StreamKind::Movement
            | StreamKind::Vehicle
    )
}

/// What a reader should know of times that were not even.
fn evener_notes(evener: &Evener) -> Vec<String> {
    let (evened, rate_hz) = (evener.evened(), evener.rate_hz().unwrap_or(0.0));
    let mut notes = Vec::new();
    if evened.straightened > 0 {
        notes.push(format!(
            "{} samples carried times that jitter around an even clock; they were put on it, by {:.2} ms on average and {:.2} ms at most",
            evened.straightened, evened.moved_ms, evened.moved_most_ms
        ));
    }
    if evened.uneven > 0 {
        notes.push(format!(
            "{} samples were taken at uneven steps; they were interpolated onto {} places of a grid of {rate_hz:.2} per second, and {} of them lie \
             beside no place of it; gaps stay gaps",
            evened.uneven, evened.interpolated, evened.unused
        ));
    }
    notes
}

/// Usable samples over those that an even clock would have given that neither pauses nor loses any.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn usable_share(clock: &TimingReport, usable: u64) -> Option<f64> {
    let missing = clock.rate_hz.map_or(0.0, |rate| rate * clock.gap_s) + clock.lost as f64;
    (clock.samples > 0).then(|| (usable as f64 / (clock.samples as f64 + missing)).clamp(0.0, 1.0))
}

fn append(all: &mut Found, more: Found) {
    all.events.stream.extend(more.events.stream);
    all.events.kind.extend(more.events.kind);
    all.events.span.extend(more.events.span);
    for (column, more) in all.events.columns.iter_mut().zip(more.events.columns) {
        column.extend(more);
    }
    all.features.stream.extend(more.features.stream);
    all.features.window.extend(more.features.window);
    all.features.laid.extend(more.features.laid);
    all.features.info.extend(more.features.info);
    all.features.measured.extend(more.features.measured);
}

#[cfg(test)]
mod tests;

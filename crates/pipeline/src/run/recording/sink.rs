//! Where the run of a signal puts what it finds: events and features to hand out, and what a report draws.

use attentive_learn::dsp::{FrequencyGrid, lomb_scargle};
use attentive_types::time::nanos_to_seconds;
use attentive_types::{FeatureInfo, Measured, SampleSignal, Span, StreamInfo};

use crate::patterns::space::{AreaDwell, HeatMap, ScanPath, Spread, TransitionMatrix};
use crate::preprocess::Envelope;

use super::excerpt::{Excerpt, ExcerptSearch};
use super::found::{Found, Laid};

/// Bins of an envelope: about one for each pixel of a picture's width.
const BINS: usize = 1_600;
/// Length of an excerpt in nanoseconds: ten seconds show single saccades and single beats.
const EXCERPT_NANOS: i64 = 10_000_000_000;
/// Beats beyond this are not kept for the picture of each beat against the next: a day at rest.
const MOST_INTERVALS: usize = 100_000;

/// One line of a stream's picture over the whole recording.
#[derive(Clone, Debug, PartialEq)]
pub struct Track {
    /// Name that ends in its unit.
    pub name: String,
    /// Lows and highs.
    pub envelope: Envelope,
}

/// Where on the screen gaze was.
#[derive(Clone, Debug, PartialEq)]
pub struct Space {
    /// How long each place was looked at.
    pub map: HeatMap,
    /// The fixations in order.
    pub path: ScanPath,
    /// Over how much of the screen fixations were spread.
    pub spread: Spread,
    /// Each area of interest.
    pub areas: Vec<AreaDwell>,
    /// From which area to which.
    pub transitions: TransitionMatrix,
}

/// Intervals between beats.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marks {
    /// Intervals in milliseconds, NaN where beats are missing; the first hundred thousand.
    pub intervals_ms: Vec<f64>,
    /// Time of the end of each interval.
    pub time_nanos: Vec<i64>,
    /// Whether its beats were found where they are, rather than put in or moved.
    pub is_as_found: Vec<bool>,
}

impl Marks {
    /// Frequencies in hertz, and the power of the intervals at each in square milliseconds per hertz: a Lomb-Scargle periodogram (Lomb,
    /// 1976; Scargle, 1982), which needs no even steps, over the first ten minutes. Empty with fewer than thirty intervals.
    #[must_use]
    pub fn spectrum(&self) -> (Vec<f64>, Vec<f64>) {
        let start = self.time_nanos.first().copied().unwrap_or(0);
        let kept = self
            .time_nanos
            .iter()
            .zip(&self.intervals_ms)
            .filter(|(time, interval)| interval.is_finite() && time.saturating_sub(start) < SPECTRUM_NANOS);
        let (times, values): (Vec<f64>, Vec<f64>) =
            kept.map(|(time, interval)| (nanos_to_seconds(time.saturating_sub(start)), *interval)).unzip();
        if values.len() < 30 {
            return (Vec::new(), Vec::new());
        }
        let grid = FrequencyGrid { start_hz: 0.0033, step_hz: 0.0025, count: 200 };
        let spectrum = lomb_scargle(&times, &values, grid);
        (spectrum.frequencies_hz, spectrum.density)
    }
}

/// Time that the spectrum of the intervals covers.
const SPECTRUM_NANOS: i64 = 600_000_000_000;

/// Collects for one stream.
#[derive(Debug)]
pub(super) struct Sink {
    pub(super) stream: usize,
    found: Found,
    drawn: Vec<Track>,
    excerpt: ExcerptSearch,
    pub(super) usable_samples: u64,
    pub(super) space: Option<Space>,
    pub(super) beats: Option<Marks>,
    pub(super) notes: Vec<String>,
    /// The name of a second signal in the same samples, while it finds.
    beside: Option<&'static str>,
}

impl Sink {
    pub(super) fn new(stream: usize, _info: &StreamInfo) -> Self {
        Self {
            stream,
            found: Found::default(),
            drawn: Vec::new(),
            excerpt: ExcerptSearch::new(EXCERPT_NANOS),
            usable_samples: 0,
            space: None,
            beats: None,
            notes: Vec::new(),
            beside: None,
        }
    }

    /// Adds an event.
    pub(super) fn event(&mut self, kind: &'static str, span: Span, said: &[(&str, f64)]) {
        self.found.events.push(self.stream, kind, span, said);
    }

    /// Adds a feature of a window that lies as was chosen.
    pub(super) fn feature(&mut self, window: Span, info: FeatureInfo, measured: Measured) {
        self.feature_of(window, Laid::Chosen, info, measured);
    }

    /// Adds a feature of a window.
    pub(super) fn feature_of(&mut self, window: Span, laid: Laid, info: FeatureInfo, measured: Measured) {
        self.found.features.push(self.stream, window, laid, info, measured);
    }

    /// Adds samples of channels that are drawn over the whole recording and in the excerpt.
    pub(super) fn draw(&mut self, time_nanos: &[i64], channels: &[(&str, &[f64])]) {
        for (name, values) in channels {
            self.track(name).push(time_nanos, values);
        }
        if self.beside.is_none() {
            self.excerpt.push(time_nanos, channels);
        }
    }

    /// What a second signal in the same samples finds: its lines are drawn over the whole recording alone, its samples are not counted
    /// again, and its notes begin with its name.
    pub(super) fn aside(&mut self, what: &'static str, find: impl FnOnce(&mut Self)) {
        let counted = self.usable_samples;
        self.beside = Some(what);
        find(self);
        self.beside = None;
        self.usable_samples = counted;
    }

    /// Adds one value of a line that is drawn over the whole recording alone, such as the heart rate.
    pub(super) fn draw_one(&mut self, name: &str, time_nanos: i64, value: f64) {
        self.track(name).push_one(time_nanos, value);
    }

    fn track(&mut self, name: &str) -> &mut Envelope {
        let place = self.drawn.iter().position(|track| track.name == name).unwrap_or_else(|| {
            self.drawn.push(Track { name: name.to_owned(), envelope: Envelope::new(BINS) });
            self.drawn.len() - 1
        });
        &mut self.drawn[place].envelope
    }

    /// Adds an interval between beats.
    pub(super) fn interval(&mut self, end_nanos: i64, interval_ms: f64, is_as_found: bool) {
        let beats = self.beats.get_or_insert_with(Marks::default);
        if beats.intervals_ms.len() < MOST_INTERVALS {
            beats.intervals_ms.push(interval_ms);
            beats.time_nanos.push(end_nanos);
            beats.is_as_found.push(is_as_found);
        }
    }

    /// Says something once.
    pub(super) fn note(&mut self, sentence: impl Into<String>) {
        let sentence = sentence.into();
        let sentence = self.beside.map_or(sentence.clone(), |what| format!("{what}: {sentence}"));
        if !self.notes.contains(&sentence) {
            self.notes.push(sentence);
        }
    }

    /// What was found since the last time.
    pub(super) fn settle(&mut self) -> Found {
        let found = std::mem::take(&mut self.found);
        self.excerpt.push_events(&found.events);
        found
    }

    pub(super) fn finish(self) -> Drawn {
        Drawn {
            tracks: self.drawn,
            excerpt: self.excerpt.finish(),
            usable_samples: self.usable_samples,
            space: self.space,
            beats: self.beats,
            notes: self.notes,
        }
    }
}

/// What a report draws of one stream.
pub(super) struct Drawn {
    pub(super) tracks: Vec<Track>,
    pub(super) excerpt: Option<Excerpt>,
    pub(super) usable_samples: u64,
    pub(super) space: Option<Space>,
    pub(super) beats: Option<Marks>,
    pub(super) notes: Vec<String>,
}

/// The named channels of a piece that it has, as the sink draws them.
pub(super) fn channels(piece: &SampleSignal, most: usize) -> Vec<(&str, &[f64])> {
    piece.channels.iter().take(most).map(|channel| (channel.name.as_str(), channel.values.as_slice())).collect()
}

//! The way of all signals of the body and the hands but gaze and heart: clean, episodes, windows, features. What each brings lies in
//! `bodies`.

use std::fmt::Debug;

use attentive_types::{Channel, SampleSignal, Span, StreamInfo, Timestamp};

use crate::features::SignalFeature;
use crate::preprocess::{Cleaning, EpisodeOf, EpisodeRules, Finder, Moment, SampleQuality, SignalWindow, Windowing};

use super::RecordingSettings;
use super::cutter::Cutter;
use super::signals::SignalRun;
use super::sink::Sink;

/// Channels that are drawn at most; more would make a picture that nobody reads.
const MOST_CHANNELS: usize = 6;

/// What a signal brings.
pub(super) trait Body: Debug + 'static {
    /// How it is cleaned.
    type Cleaner: Cleaning<Settings: Default> + Debug;
    /// What is found in it.
    type Rules: EpisodeRules<Finder: Finder<Episode: Moment + Debug> + Debug> + Debug + Default;
    /// What features look at.
    type Window: BodyWindow<EpisodeOf<Self::Rules>>;
    /// Its features.
    const FEATURES: &'static [SignalFeature<Self::Window>];
    /// The channels that are drawn; all, when none is named.
    const DRAWN: &'static [&'static str];
    /// How long after its moment an episode may become known, in nanoseconds: a breath is at most 20 seconds long, half recovery of a
    /// response of the skin takes some seconds.
    const LATENCY_NANOS: i64 = 20_000_000_000;
    /// Puts an episode among the events.
    fn tell(_episode: &EpisodeOf<Self::Rules>, _sink: &mut Sink) {}
}

/// What features look at, and how it is cut out of what was cleaned and found.
pub(super) trait BodyWindow<E>: Sized + 'static {
    fn of(span: Span, rate_hz: f64, clean: &SampleSignal, episodes: &[E]) -> Self;
    /// What it tells once it is known when in it something happened, such as a stimulus.
    fn since(self, _moment: Timestamp) -> Self {
        self
    }
}

impl<E: Clone + Moment + 'static> BodyWindow<E> for SignalWindow<E> {
    fn of(span: Span, rate_hz: f64, clean: &SampleSignal, episodes: &[E]) -> Self {
        Self::of(span, rate_hz, clean, episodes)
    }
}

/// The run of one stream.
#[derive(Debug)]
pub(super) struct BodyRun<B: Body> {
    cleaner: B::Cleaner,
    finder: <B::Rules as EpisodeRules>::Finder,
    cutter: Cutter,
    /// How long after the start of a window that which it lies around happens; `None` for windows around nothing.
    before_nanos: Option<i64>,
    /// Clean samples that a window to come may need.
    clean: SampleSignal,
    episodes: Vec<EpisodeOf<B::Rules>>,
}

impl<B: Body> BodyRun<B> {
    pub(super) fn new(info: &StreamInfo, settings: &RecordingSettings, origin: Timestamp) -> Self {
        Self {
            cleaner: B::Cleaner::new(Default::default(), info.nominal_rate_hz),
            finder: B::Rules::default().finder(),
            cutter: Cutter::new(settings.windowing, origin, &settings.marks),
            before_nanos: match settings.windowing {
                Windowing::Aligned { before_nanos, .. } if before_nanos > 0 => Some(before_nanos),
                _ => None,
            },
            clean: SampleSignal::default(),
            episodes: Vec::new(),
        }
    }

    /// Takes what became clean.
    fn take(&mut self, cleaned: SampleSignal, sink: &mut Sink) {
        if cleaned.is_empty() {
            return;
        }
        sink.usable_samples += count_usable(&cleaned);
        let is_drawn = |name: &str| if B::DRAWN.is_empty() { name != "usable" } else { B::DRAWN.contains(&name) };
        let drawn: Vec<(&str, &[f64])> = cleaned
            .channels
            .iter()
            .filter(|channel| is_drawn(&channel.name))
            .take(MOST_CHANNELS)
            .map(|channel| (channel.name.as_str(), channel.values.as_slice()))
            .collect();
        sink.draw(&cleaned.time_nanos, &drawn);
        let known = self.episodes.len();
        self.finder.push(&cleaned, &mut self.episodes);
        self.episodes[known..].iter().for_each(|episode| B::tell(episode, sink));
        append(&mut self.clean, cleaned);
        let settled = self.clean.time_nanos.last().map_or(i64::MIN, |last| last.saturating_sub(B::LATENCY_NANOS));
        while let Some((oldest, span)) =
            self.oldest().and_then(|oldest| Some((oldest, self.cutter.next_ready(oldest, settled)?)))
        {
            self.measure(span, sink);
            self.forget(oldest);
        }
    }

    fn oldest(&self) -> Option<i64> {
        self.clean.time_nanos.first().copied()
    }

    fn measure(&self, span: Span, sink: &mut Sink) {
        let rate_hz = self.cleaner.rate_hz().unwrap_or(0.0);
        let mut window = B::Window::of(span, rate_hz, &self.clean, &self.episodes);
        if let Some(before_nanos) = self.before_nanos {
            window = window.since(span.start.plus(before_nanos));
        }
        for feature in B::FEATURES {
            sink.feature(span, feature.info, (feature.compute)(&window));
        }
    }

    fn forget(&mut self, oldest: i64) {
        let needed = self.cutter.needed_from(oldest);
        drop_before(&mut self.clean, needed);
        self.episodes.retain(|episode| episode.moment().0 >= needed);
    }
}

impl<B: Body> SignalRun for BodyRun<B> {
    fn push(&mut self, piece: &SampleSignal, sink: &mut Sink) {
        let mut cleaned = SampleSignal::default();
        self.cleaner.push(piece, &mut cleaned);
        self.take(cleaned, sink);
    }

    fn finish(&mut self, sink: &mut Sink) {
        let mut cleaned = SampleSignal::default();
        self.cleaner.finish(&mut cleaned);
        self.take(cleaned, sink);
        let known = self.episodes.len();
        self.finder.finish(&mut self.episodes);
        self.episodes[known..].iter().for_each(|episode| B::tell(episode, sink));
        if let (Some(first), Some(last)) = (self.oldest(), self.clean.time_nanos.last().copied()) {
            while let Some(span) = self.cutter.next_ready(first, last) {
                self.measure(span, sink);
            }
            let step_nanos = self.cleaner.rate_hz().map_or(0.0, |rate| 1e9 / rate);
            #[expect(clippy::cast_possible_truncation, reason = "saturates, which is what is wanted")]
            let held = Span::new(Timestamp(first), Timestamp(last).plus(step_nanos as i64));
            for span in self.cutter.rest(held) {
                self.measure(span, sink);
            }
        }
        notes(self.cleaner.quality(), sink);
    }
}

fn notes(quality: SampleQuality, sink: &mut Sink) {
    for (count, what) in [
        (quality.lost, "samples were lost by the device"),
        (quality.out_of_range, "samples lay where the body cannot be and were taken away"),
        (quality.too_fast, "samples changed faster than the body can and were taken away"),
        (quality.flat, "samples did not move at all and were taken away: a loose sensor"),
        (quality.beside, "samples lay beside one of these and were taken away too"),
        (quality.filled, "samples in short gaps were filled between their neighbours"),
    ] {
        if count > 0 {
            sink.note(format!("{count} {what}"));
        }
    }
}

fn count_usable(cleaned: &SampleSignal) -> u64 {
    cleaned.values("usable").unwrap_or_default().iter().map(|usable| u64::from(*usable > 0.5)).sum()
}

/// Adds samples with the same channels at the end.
pub(super) fn append(all: &mut SampleSignal, more: SampleSignal) {
    if all.channels.is_empty() {
        *all = more;
        return;
    }
    all.time_nanos.extend(more.time_nanos);
    for channel in more.channels {
        if let Some(own) = all.channels.iter_mut().find(|own| own.name == channel.name) {
            own.values.extend(channel.values);
        }
    }
}

/// Drops samples before a moment, without losing the channels.
pub(super) fn drop_before(signal: &mut SampleSignal, nanos: i64) {
    let place = signal.time_nanos.partition_point(|time| *time < nanos);
    signal.time_nanos.drain(..place);
    for Channel { values, .. } in &mut signal.channels {
        values.drain(..place.min(values.len()));
    }
}

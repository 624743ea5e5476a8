//! One window of a cleaned signal, and the episodes in it: what the features of the body's signals look at.

use attentive_types::time::SECOND;
use attentive_types::{Measured, SampleSignal, Span, Timestamp};

use super::blocks::cut;

/// An episode that belongs to the window in which its moment lies, such as the peak of a skin response.
pub trait Moment {
    /// The moment that decides.
    fn moment(&self) -> Timestamp;
}

/// A window. `E` is the kind of episode.
#[derive(Clone, Debug, PartialEq)]
pub struct SignalWindow<E> {
    /// From when to when.
    pub span: Span,
    /// Samples per second; 0 where rows are events, such as key presses.
    pub rate_hz: f64,
    /// The clean samples inside.
    pub clean: SampleSignal,
    /// The episodes whose moment lies inside, in order.
    pub episodes: Vec<E>,
}

impl<E: Clone + Moment> SignalWindow<E> {
    /// Cuts a window out of a cleaned signal and its episodes, both in order of time.
    #[must_use]
    pub fn of(span: Span, rate_hz: f64, clean: &SampleSignal, episodes: &[E]) -> Self {
        let place = |moment: Timestamp| clean.time_nanos.partition_point(|own| *own < moment.0);
        let inside = episodes.iter().filter(|episode| span.contains(episode.moment()));
        let places = place(span.start)..place(span.end).max(place(span.start));
        Self { span, rate_hz, clean: cut(clean, places), episodes: inside.cloned().collect() }
    }
}

impl<E> SignalWindow<E> {
    /// The values of a channel; empty when there is no such channel.
    #[must_use]
    pub fn values(&self, name: &str) -> &[f64] {
        self.clean.values(name).unwrap_or_default()
    }

    /// The finite values of a channel.
    #[must_use]
    pub fn finite(&self, name: &str) -> Vec<f64> {
        self.values(name).iter().copied().filter(|value| value.is_finite()).collect()
    }

    /// Share of the window, 0 to 1, in which samples were seen and kept. For rows that are events: share of the rows.
    #[must_use]
    pub fn quality(&self) -> f64 {
        let all = (self.span.seconds() * self.rate_hz).max(self.clean.len() as f64);
        if all > 0.0 { (self.usable() / all).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Seconds of usable samples; for rows that are events, the length of the window.
    #[must_use]
    pub fn usable_s(&self) -> f64 {
        if self.rate_hz > 0.0 { self.usable() / self.rate_hz } else { self.span.seconds() }
    }

    /// A value with the window's quality; `None` when nothing in it was usable.
    #[must_use]
    pub fn measured(&self, value: Option<f64>) -> Measured {
        let quality = self.quality();
        Measured::new(value.filter(|_| quality > 0.0), quality)
    }

    /// So many in the usable time, for each minute of it; `None` below `least_s` usable seconds.
    #[must_use]
    pub fn per_minute(&self, count: usize, least_s: f64) -> Option<f64> {
        let usable_s = self.usable_s();
        (usable_s >= least_s && usable_s > 0.0).then(|| 60.0 * count as f64 / usable_s)
    }

    /// Seconds of each sample since the start of the window.
    #[must_use]
    pub fn seconds(&self) -> Vec<f64> {
        let since = |time: &i64| time.saturating_sub(self.span.start.0) as f64 / SECOND as f64;
        self.clean.time_nanos.iter().map(since).collect()
    }

    fn usable(&self) -> f64 {
        self.values("usable").iter().filter(|value| **value > 0.5).count() as f64
    }
}

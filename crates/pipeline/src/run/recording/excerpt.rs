//! A few seconds of a stream that show it as it is, with the events that lie in them: what a picture of a whole hour cannot show.

use attentive_types::{Channel, SampleSignal, Span, Timestamp};

use super::found::FoundEvents;

/// A stretch with this share of its values is good enough to stop looking for a better one.
const GOOD_SHARE: f64 = 0.95;

/// The stretch, and the events that overlap it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Excerpt {
    /// The samples.
    pub samples: SampleSignal,
    /// The events.
    pub events: FoundEvents,
    /// Share of the values that are there, 0 to 1.
    pub usable_share: f64,
}

/// Looks for the first good stretch, and keeps the best until it comes.
#[derive(Clone, Debug)]
pub(super) struct ExcerptSearch {
    length_nanos: i64,
    best: Excerpt,
    now: SampleSignal,
    /// Events that are young enough to lie in the stretch that is collected now.
    recent: FoundEvents,
}

impl ExcerptSearch {
    pub(super) fn new(length_nanos: i64) -> Self {
        let (best, now, recent) = (Excerpt::default(), SampleSignal::default(), FoundEvents::default());
        Self { length_nanos, best, now, recent }
    }

    fn is_over(&self) -> bool {
        self.best.usable_share >= GOOD_SHARE
    }

    /// Takes samples of the channels that will be drawn.
    pub(super) fn push(&mut self, time_nanos: &[i64], channels: &[(&str, &[f64])]) {
        if self.is_over() {
            return;
        }
        for (place, time) in time_nanos.iter().enumerate() {
            if self.now.time_nanos.first().is_some_and(|first| time.saturating_sub(*first) >= self.length_nanos) {
                self.close();
                if self.is_over() {
                    return;
                }
            }
            if self.now.channels.len() != channels.len() {
                self.now.channels = channels.iter().map(|(name, _)| Channel::new(name, Vec::new())).collect();
            }
            self.now.time_nanos.push(*time);
            for (channel, (_, values)) in self.now.channels.iter_mut().zip(channels) {
                channel.values.push(values.get(place).copied().unwrap_or(f64::NAN));
            }
        }
    }

    fn close(&mut self) {
        let samples = std::mem::take(&mut self.now);
        let usable_share = share_of_values(&samples);
        if self.best.samples.is_empty() || usable_share > self.best.usable_share {
            let mut events = FoundEvents::default();
            copy(&self.recent, &mut events, span_of(&samples));
            self.best = Excerpt { samples, events, usable_share };
        }
        self.recent = FoundEvents::default();
    }

    /// Takes events; they may come later than their samples.
    pub(super) fn push_events(&mut self, events: &FoundEvents) {
        let kept = span_of(&self.best.samples);
        copy(events, &mut self.best.events, kept);
        if !self.is_over() {
            let from = self.now.time_nanos.first().copied().unwrap_or(i64::MIN);
            copy(events, &mut self.recent, Some(Span::new(Timestamp(from), Timestamp::MAX)));
        }
    }

    /// The best stretch; `None` when there were no samples.
    pub(super) fn finish(mut self) -> Option<Excerpt> {
        // A whole stretch, even of worse quality, shows more than the last moments of a recording.
        if self.best.samples.is_empty() && !self.now.is_empty() {
            self.close();
        }
        (!self.best.samples.is_empty()).then_some(self.best)
    }
}

fn span_of(samples: &SampleSignal) -> Option<Span> {
    Some(Span::new(Timestamp(*samples.time_nanos.first()?), Timestamp(*samples.time_nanos.last()?)))
}

#[expect(clippy::cast_precision_loss, reason = "an excerpt is short")]
fn share_of_values(samples: &SampleSignal) -> f64 {
    let values = samples.channels.iter().flat_map(|channel| &channel.values);
    let (all, there) =
        values.fold((0_usize, 0_usize), |(all, there), value| (all + 1, there + usize::from(value.is_finite())));
    if all == 0 { 0.0 } else { there as f64 / all as f64 }
}

/// Copies the events that overlap a span or touch it.
fn copy(from: &FoundEvents, to: &mut FoundEvents, span: Option<Span>) {
    let Some(span) = span else { return };
    for place in
        (0..from.len()).filter(|place| from.span[*place].start <= span.end && from.span[*place].end >= span.start)
    {
        to.stream.push(from.stream[place]);
        to.kind.push(from.kind[place]);
        to.span.push(from.span[place]);
        for (to, from) in to.columns.iter_mut().zip(&from.columns) {
            to.push(from[place]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn feed(search: &mut ExcerptSearch, from: i64, values: &[f64]) {
        let times: Vec<i64> = (from..).take(values.len()).collect();
        search.push(&times, &[("x_deg", values)]);
    }

    #[test]
    fn the_first_good_stretch_is_kept_with_its_events() {
        let mut search = ExcerptSearch::new(4);
        feed(&mut search, 0, &[f64::NAN, 1.0, f64::NAN, 1.0]);
        feed(&mut search, 4, &[1.0, 2.0, 3.0, 4.0]);
        let mut events = FoundEvents::default();
        events.push(0, "early", Span::new(Timestamp(1), Timestamp(2)), &[]);
        events.push(0, "inside", Span::new(Timestamp(5), Timestamp(6)), &[]);
        search.push_events(&events);
        feed(&mut search, 8, &[9.0; 8]);
        let mut late = FoundEvents::default();
        late.push(0, "late", Span::new(Timestamp(6), Timestamp(7)), &[]);
        late.push(0, "after", Span::new(Timestamp(9), Timestamp(10)), &[]);
        search.push_events(&late);
        let found = search.finish().unwrap();
        assert_eq!(found.samples.time_nanos, [4, 5, 6, 7]);
        assert_eq!(found.events.kind, ["inside", "late"]);
        assert_eq!(found.usable_share, 1.0);
    }

    #[test]
    fn a_short_recording_is_its_own_excerpt_and_nothing_has_none() {
        let mut search = ExcerptSearch::new(1000);
        assert_eq!(search.clone().finish(), None);
        feed(&mut search, 0, &[f64::NAN, 1.0]);
        assert_eq!(search.finish().unwrap().usable_share, 0.5);
    }
}

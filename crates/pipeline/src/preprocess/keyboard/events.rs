//! When does a person type in one go? Clean presses in, bursts out.
//!
//! Source: Chenoweth and Hayes, 2001, "Fluency in writing: generating text in L1 and L2", Written Communication 18(1): a burst ends with
//! a pause of two seconds.

use attentive_types::{SampleSignal, Span, Timestamp};

use crate::preprocess::{EpisodeRules, Finder, Moment};

/// What a burst is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventRules {
    /// A pause of this many seconds ends a burst. Default 2 (Chenoweth and Hayes, 2001).
    pub pause_s: f64,
}

impl Default for EventRules {
    fn default() -> Self {
        Self { pause_s: 2.0 }
    }
}

/// Presses in one go.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Burst {
    /// From the first press to the last.
    pub span: Span,
    /// How many presses.
    pub presses: u32,
    /// The pause before it in seconds; `None` for the first burst.
    pub pause_before_s: Option<f64>,
}

impl Moment for Burst {
    fn moment(&self) -> Timestamp {
        self.span.start
    }
}

/// Finds bursts in pieces of a cleaned signal, in constant memory.
#[derive(Clone, Debug)]
pub struct BurstStream {
    rules: EventRules,
    open: Option<Burst>,
}

impl EpisodeRules for EventRules {
    type Finder = BurstStream;

    fn finder(self) -> BurstStream {
        BurstStream { rules: self, open: None }
    }
}

impl Finder for BurstStream {
    type Episode = Burst;

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<Burst>) {
        for time in clean.time_nanos.iter().map(|time| Timestamp(*time)) {
            let pause_s = self.open.map(|open| time.0.saturating_sub(open.span.end.0) as f64 / 1e9);
            match (&mut self.open, pause_s) {
                (Some(open), Some(pause_s)) if pause_s < self.rules.pause_s => {
                    open.span = Span::new(open.span.start, time);
                    open.presses = open.presses.saturating_add(1);
                }
                (open, pause_before_s) => {
                    out.extend(open.replace(Burst { span: Span::new(time, time), presses: 1, pause_before_s }));
                }
            }
        }
    }

    fn finish(&mut self, out: &mut Vec<Burst>) {
        out.extend(self.open.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::keyboard::events;
    use proptest::prelude::*;

    fn presses(times_ms: &[i64]) -> SampleSignal {
        let time_nanos = times_ms.iter().map(|time| time * 1_000_000).collect();
        SampleSignal { name: "keys".into(), time_nanos, channels: Vec::new() }
    }

    #[test]
    fn two_seconds_end_a_burst() {
        let found = events(&presses(&[0, 200, 400, 2400, 2500]), &EventRules::default());
        let told: Vec<(u32, Option<f64>)> = found.iter().map(|own| (own.presses, own.pause_before_s)).collect();
        assert_eq!(told, [(3, None), (2, Some(2.0))]);
    }

    proptest! {
        #[test]
        fn pieces_give_what_the_whole_gives(steps in prop::collection::vec(0_i64..4000, 1..60), cut in 1_usize..20) {
            let times: Vec<i64> = steps.iter().scan(0, |now, step| { *now += step; Some(*now) }).collect();
            let (mut stream, mut found) = (EventRules::default().finder(), Vec::new());
            times.chunks(cut).for_each(|part| stream.push(&presses(part), &mut found));
            stream.finish(&mut found);
            prop_assert_eq!(found, events(&presses(&times), &EventRules::default()));
        }
    }
}

//! When is the body still? Clean movement in, stretches of stillness out.

use attentive_types::{SampleSignal, Span, Timestamp};

use crate::preprocess::{EpisodeRules, Finder, Moment};

/// What a stretch of stillness must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventRules {
    /// Shortest stretch in seconds. Default 2 (this project): shorter ones are pauses inside of a movement.
    pub least_s: f64,
}

impl Default for EventRules {
    fn default() -> Self {
        Self { least_s: 2.0 }
    }
}

/// A stretch in which the body is still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Still {
    /// From the first still sample to the last one in a row.
    pub span: Span,
}

impl Moment for Still {
    fn moment(&self) -> Timestamp {
        self.span.start
    }
}

/// Finds stretches in pieces of a cleaned signal, in constant memory.
#[derive(Clone, Debug)]
pub struct StillStream {
    rules: EventRules,
    open: Option<(i64, i64)>,
}

impl EpisodeRules for EventRules {
    type Finder = StillStream;

    fn finder(self) -> StillStream {
        StillStream { rules: self, open: None }
    }
}

impl Finder for StillStream {
    type Episode = Still;

    fn push(&mut self, clean: &SampleSignal, out: &mut Vec<Still>) {
        let longest = (self.rules.least_s * 1e9) as i64;
        for (time, still) in clean.time_nanos.iter().zip(clean.values("still").unwrap_or_default()) {
            match &mut self.open {
                // A hole in time as long as a stretch ends one.
                Some((_, last)) if *still > 0.5 && time.saturating_sub(*last) <= longest => *last = *time,
                _ => {
                    self.finish(out);
                    self.open = (*still > 0.5).then_some((*time, *time));
                }
            }
        }
    }

    fn finish(&mut self, out: &mut Vec<Still>) {
        let stretch = self.open.take().map(|(start, end)| Span::new(Timestamp(start), Timestamp(end)));
        out.extend(stretch.filter(|span| span.seconds() >= self.rules.least_s).map(|span| Still { span }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::movement::{CleanSettings, events};
    use crate::preprocess::pieces::assert_pieces_give_the_whole;
    use attentive_types::Channel;
    use attentive_types::time::SECOND;
    use proptest::prelude::*;

    #[test]
    fn a_short_rest_is_none() {
        let still = [0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, f64::NAN, 1.0];
        let clean = SampleSignal {
            name: "imu".into(),
            time_nanos: (0..9).map(|place| place * SECOND).collect(),
            channels: vec![Channel::new("still", still.to_vec())],
        };
        let span = Span::new(Timestamp(4 * SECOND), Timestamp(6 * SECOND));
        assert_eq!(events(&clean, &EventRules::default()), [Still { span }]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn pieces_give_what_the_whole_gives(
            parts in prop::collection::vec((0.0..1.0_f64, 5_usize..120), 2..12), cuts in prop::collection::vec(1_usize..90, 1..40),
            gaps in prop::collection::vec(0_usize..200, 0..5),
        ) {
            let mut values: Vec<f64> = Vec::new();
            for (force, len) in parts {
                let force = if force < 0.4 { 0.0 } else { force };
                values.extend((0..len).map(|place| 1.0 + force * (place as f64 * 1.3).sin()));
            }
            let size = values.len();
            gaps.iter().for_each(|gap| values[gap % size] = f64::NAN);
            let signal = SampleSignal {
                name: "imu".into(),
                time_nanos: (0..size as i64).map(|place| place * SECOND / 10).collect(),
                channels: vec![Channel::new("acceleration_x_g", values)],
            };
            let settings = CleanSettings { block_s: 6.0, margin_s: 4.0, ..CleanSettings::default() };
            assert_pieces_give_the_whole(&signal, (settings, EventRules::default()), &cuts);
        }
    }
}

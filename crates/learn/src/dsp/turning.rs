//! Where does a signal turn, if ripples smaller than a least height do not count? Sample by sample, in constant memory.
//!
//! ```text
//!          x peak: told once the signal has fallen by `least`
//!         / \  ripple
//!        /   \/\        /
//!       /       \      /
//!      x         \____x trough: told once it has risen by `least`
//! ```
//!
//! Source: the zigzag or rainflow "peak-valley filter with a dead band" (ASTM E1049-85, section 5.4). Of equal values the first is
//! the turn. The first sample is never a turn, because what was before it is not known.

/// A place where the signal turns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Turn {
    /// Where, in the caller's unit, such as nanoseconds.
    pub at: i64,
    /// The value there.
    pub value: f64,
    /// Whether it is a peak; else it is a trough.
    pub is_peak: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    Start,
    Unknown { first: i64 },
    Up,
    Down,
}

/// Finds turns in a stream.
#[derive(Clone, Debug)]
pub struct Turning {
    way: Way,
    low: (i64, f64),
    high: (i64, f64),
}

impl Default for Turning {
    fn default() -> Self {
        Self { way: Way::Start, low: (0, 0.0), high: (0, 0.0) }
    }
}

impl Turning {
    /// Takes the next sample; gives the turn that it proves. `least` is how far the signal must move away from a turn, and is above
    /// zero. A value that is not finite starts anew.
    pub fn push(&mut self, at: i64, value: f64, least: f64) -> Option<Turn> {
        if !value.is_finite() || least.is_nan() {
            self.way = Way::Start;
            return None;
        }
        if self.way == Way::Start {
            (self.way, self.low, self.high) = (Way::Unknown { first: at }, (at, value), (at, value));
            return None;
        }
        if self.way != Way::Down && value > self.high.1 {
            self.high = (at, value);
        }
        if self.way != Way::Up && value < self.low.1 {
            self.low = (at, value);
        }
        let (fell, rose) = (self.high.1 - value, value - self.low.1);
        if self.way != Way::Down && fell >= least && fell > 0.0 {
            let turn = self.turn(self.high, true);
            (self.way, self.low) = (Way::Down, (at, value));
            return turn;
        }
        if self.way != Way::Up && rose >= least && rose > 0.0 {
            let turn = self.turn(self.low, false);
            (self.way, self.high) = (Way::Up, (at, value));
            return turn;
        }
        None
    }

    /// The highest sample since the last trough; `None` unless the signal is on its way up.
    #[must_use]
    pub fn rising_to(&self) -> Option<(i64, f64)> {
        (self.way == Way::Up).then_some(self.high)
    }

    fn turn(&self, (at, value): (i64, f64), is_peak: bool) -> Option<Turn> {
        let is_border = matches!(self.way, Way::Unknown { first } if first == at);
        (!is_border).then_some(Turn { at, value, is_peak })
    }
}

/// All turns of a whole signal; `at` is the place of the sample.
#[must_use]
pub fn turns(values: &[f64], least: f64) -> Vec<Turn> {
    let mut turning = Turning::default();
    let numbered = values.iter().zip(0_i64..);
    numbered.filter_map(|(value, place)| turning.push(place, *value, least)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ripples_do_not_count() {
        let found = turns(&[1.0, 0.0, 2.0, 1.9, 3.0, 1.0, 1.1, 0.5, 2.0], 0.5);
        let places: Vec<(i64, bool)> = found.iter().map(|turn| (turn.at, turn.is_peak)).collect();
        assert_eq!(places, [(1, false), (4, true), (7, false)]);
    }

    #[test]
    fn the_first_sample_and_a_gap_are_no_turns() {
        assert!(turns(&[0.0, 1.0, 2.0], 0.5).is_empty());
        assert!(turns(&[1.0, 0.0, f64::NAN, 2.0, 3.0], 0.5).is_empty());
    }

    proptest! {
        #[test]
        fn peaks_and_troughs_alternate_and_lie_apart(values in prop::collection::vec(-10.0..10.0_f64, 0..80)) {
            let found = turns(&values, 1.0);
            for pair in found.windows(2) {
                prop_assert!(pair[0].is_peak != pair[1].is_peak && pair[0].at < pair[1].at);
                prop_assert!((pair[0].value - pair[1].value).abs() >= 1.0);
            }
        }
    }
}

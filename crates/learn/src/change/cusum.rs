//! Has the level moved away from the usual one? Cumulative sums.
//!
//! Source: Page 1954, "Continuous inspection schemes". With z the value in standard deviations from the usual level,
//!
//! ```text
//! up   = max(0, up   + z - slack)         told when above the limit, then 0 again
//! down = max(0, down - z - slack)
//! ```
//!
//! A slack of half a deviation finds shifts of one deviation soonest; a limit of 5 gives a false alarm in about 465 values (Montgomery 2009, table 9.3: 4 gives 168).

/// Which way the level went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    /// It is higher than usual.
    Up,
    /// It is lower than usual.
    Down,
}

/// Sums that are kept from value to value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cusum {
    /// The usual level.
    pub level: f64,
    /// The usual standard deviation, above 0.
    pub deviation: f64,
    /// Deviations that are forgiven at each value.
    pub slack: f64,
    /// Deviations, summed up, from which a shift is told.
    pub limit: f64,
    up: f64,
    down: f64,
    /// Values since each sum was last 0.
    since: (u32, u32),
}

impl Cusum {
    /// Sums for shifts of about one deviation from a usual level; `None` unless the deviation is above 0 and both are finite.
    #[must_use]
    pub fn new(level: f64, deviation: f64) -> Option<Self> {
        let is_usable = level.is_finite() && deviation.is_finite() && deviation > 0.0;
        is_usable.then_some(Self { level, deviation, slack: 0.5, limit: 5.0, up: 0.0, down: 0.0, since: (0, 0) })
    }

    /// Sums over values whose level is 0 and whose deviation is 1 already.
    pub(crate) const fn of_standard(slack: f64, limit: f64) -> Self {
        Self { level: 0.0, deviation: 1.0, slack, limit, up: 0.0, down: 0.0, since: (0, 0) }
    }

    /// Takes the next value. Where a shift is told, it began so many values ago (0: with this one), and the sums begin anew. A value that is not
    /// finite is passed over.
    pub fn push(&mut self, value: f64) -> Option<(Shift, u32)> {
        if !value.is_finite() {
            return None;
        }
        let z = (value - self.level) / self.deviation;
        self.up = (self.up + z - self.slack).max(0.0);
        self.down = (self.down - z - self.slack).max(0.0);
        self.since.0 = if self.up > 0.0 { self.since.0 + 1 } else { 0 };
        self.since.1 = if self.down > 0.0 { self.since.1 + 1 } else { 0 };
        let found = if self.up > self.limit {
            (Shift::Up, self.since.0)
        } else if self.down > self.limit {
            (Shift::Down, self.since.1)
        } else {
            return None;
        };
        (self.up, self.down, self.since) = (0.0, 0.0, (0, 0));
        Some((found.0, found.1.saturating_sub(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn a_shift_of_one_deviation_is_told_within_some_twenty_values_with_its_beginning() {
        let mut random = SplitMix64::new(3);
        let mut sums = Cusum::new(10.0, 2.0).unwrap();
        let mut told = None;
        for place in 0..200_u32 {
            let level = if place < 100 { 10.0 } else { 12.0 };
            if let Some((shift, ago)) = sums.push(level + 2.0 * random.next_normal()) {
                told = told.or(Some((shift, place, place - ago)));
            }
        }
        let (shift, at, began) = told.unwrap();
        assert_eq!(shift, Shift::Up);
        assert!((100..125).contains(&at) && (95..=at).contains(&began), "{at} {began}");
    }

    #[test]
    fn false_alarms_come_about_as_seldom_as_the_table_says() {
        let mut random = SplitMix64::new(9);
        let mut sums = Cusum::new(0.0, 1.0).unwrap();
        let alarms = (0..100_000).filter(|_| sums.push(random.next_normal()).is_some()).count();
        assert!((150..320).contains(&alarms), "100,000 / 465 = 215: {alarms}");
    }

    #[test]
    fn holes_and_spreads_of_nothing_are_no_reason_to_panic() {
        assert_eq!(Cusum::new(1.0, 0.0), None);
        assert_eq!(Cusum::new(0.0, 1.0).unwrap().push(f64::NAN), None);
    }
}

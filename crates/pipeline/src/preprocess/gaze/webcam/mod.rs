//! Gaze by a webcam: late, squeezed, shifted. Positions in pixels in, better positions in pixels out.
//!
//! ```text
//! raw         what the browser's library says
//! lag         it says so late: by 0.1 to 1.3 s, another delay for each computer, steady within a recording     calibrate
//! straight    and it squeezes and shifts: a straight map for each axis, drawn towards that of other people      calibrate
//! refined     and it errs alike for all people: boosted trees over what lies around each sample                 refine
//! ```
//!
//! Calibration needs places where the eyes are known to be (targets that were shown, or another tracker) for some
//! seconds. The refinement is learnt from other people's recordings ([`Teaching`]); without it the straight map is the answer.

mod around;
mod calibrate;
mod file;
mod refine;
mod teach;

pub use calibrate::{Calibration, LONGEST_LAG_NANOS, Prior, calibrate, is_usable};
pub use refine::{BOOSTING, Refiner, SEED, Sight, Student};
pub use teach::{CALIBRATION_NANOS, Recorded, Teaching};

/// Positions on the screen over time; all columns have the same length, missing is NaN.
#[derive(Clone, Copy, Debug)]
pub struct Positions<'a> {
    /// Times in nanoseconds, ascending.
    pub time_nanos: &'a [i64],
    /// Pixels from the left.
    pub x_px: &'a [f64],
    /// Pixels from the top.
    pub y_px: &'a [f64],
}

/// Where the eyes really were at the times of the samples; NaN where that is not known.
#[derive(Clone, Copy, Debug)]
pub struct Truth<'a> {
    /// Pixels from the left.
    pub x_px: &'a [f64],
    /// Pixels from the top.
    pub y_px: &'a [f64],
}

impl Positions<'_> {
    /// The position at any time, on the straight line between the samples beside it; before the first and after the last it is theirs.
    /// `None` without samples or where one of the two is missing.
    fn at(&self, time: i64) -> Option<(f64, f64)> {
        let after = self.time_nanos.partition_point(|own| *own < time);
        let left = after.saturating_sub(1);
        let right = after.min(self.time_nanos.len().checked_sub(1)?);
        let (from, to) = (self.time_nanos[left], self.time_nanos[right]);
        #[expect(clippy::cast_precision_loss, reason = "a step between samples")]
        let share = if to > from { (time.clamp(from, to) - from) as f64 / (to - from) as f64 } else { 0.0 };
        // A sample's own time gives the sample, also when the one before is missing.
        let between = |values: &[f64]| {
            if share < 1.0 { values[left] + share * (values[right] - values[left]) } else { values[right] }
        };
        let found = (between(self.x_px), between(self.y_px));
        (found.0.is_finite() && found.1.is_finite()).then_some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_behind_a_gap_is_itself_and_nothing_lies_in_the_gap() {
        let nan = f64::NAN;
        let (x_px, y_px) = ([1.0, nan, 3.0, 5.0], [2.0, nan, 4.0, 6.0]);
        let seen = Positions { time_nanos: &[0, 10, 20, 30], x_px: &x_px, y_px: &y_px };
        assert_eq!((seen.at(20), seen.at(25), seen.at(99)), (Some((3.0, 4.0)), Some((4.0, 5.0)), Some((5.0, 6.0))));
        assert_eq!((seen.at(10), seen.at(15), seen.at(5)), (None, None, None));
        assert_eq!(seen.at(-5), Some((1.0, 2.0)));
    }
}

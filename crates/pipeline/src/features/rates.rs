//! Rates over the time present in a window, for the features that count something.

use attentive_types::time::{MINUTE, SECOND, nanos_to_seconds};

use super::real;
use crate::preprocess::{PART_BINS, Window};

/// With less time present than this, a rate would say more about chance than about the person: our choice.
pub(super) const LEAST_PRESENT_NANOS: i64 = MINUTE;

/// A part of 30 s counts towards variability when the person was present for half of it.
const LEAST_BIN_NANOS: i64 = 15 * SECOND;

/// Fewer parts than this have no spread worth telling: our choice.
const LEAST_BINS: usize = 4;

/// Seconds present; `None` below the least.
pub(super) fn present_s(window: &Window) -> Option<f64> {
    (window.present_nanos >= LEAST_PRESENT_NANOS).then(|| nanos_to_seconds(window.present_nanos))
}

/// A count by seconds present.
pub(super) fn per_second(count: f64, window: &Window) -> Option<f64> {
    Some(count / present_s(window)?)
}

/// A count by minutes present.
pub(super) fn per_minute(count: f64, window: &Window) -> Option<f64> {
    Some(count / (present_s(window)? / 60.0))
}

/// Standard deviation by mean of a count over the parts of 30 s with the person present; `None` with fewer than four
/// such parts, or when nothing was counted.
pub(super) fn variation(bins: &[i64; PART_BINS], window: &Window) -> Option<f64> {
    let rates: Vec<f64> = (bins.iter().zip(&window.present_bins))
        .filter(|(_, present)| **present >= LEAST_BIN_NANOS)
        .map(|(count, present)| real(*count) / nanos_to_seconds(*present))
        .collect();
    if rates.len() < LEAST_BINS {
        return None;
    }
    let moments = attentive_learn::Moments::of(&rates);
    let mean = moments.mean().filter(|mean| *mean > 0.0)?;
    Some(moments.deviation()? / mean)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::samples::busy;

    #[test]
    fn an_even_rate_does_not_vary_and_a_burst_does() {
        let window = busy(0);
        assert_eq!(variation(&[10; PART_BINS], &window), Some(0.0));
        let burst = [100, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        assert!(variation(&burst, &window).is_some_and(|cv| (cv - 10.0_f64.sqrt()).abs() < 1e-9));
        assert_eq!(variation(&[0; PART_BINS], &window), None);
    }

    #[test]
    fn half_a_minute_is_too_little_for_a_rate() {
        let window = Window { present_nanos: 30 * SECOND, ..busy(0) };
        assert_eq!(per_minute(3.0, &window), None);
    }
}

//! When is a signal on, if going on needs more than staying on? And which stretches of it are on?

use std::ops::Range;

/// On from where the signal reaches `on` until it falls below `off`. What is not finite is off.
///
/// ```
/// use attentive_learn::dsp::hysteresis;
/// assert_eq!(hysteresis(&[1.0, 3.0, 2.0, 1.0, 2.0], 3.0, 2.0), [false, true, true, false, false]);
/// ```
#[must_use]
pub fn hysteresis(values: &[f64], on: f64, off: f64) -> Vec<bool> {
    let mut is_on = false;
    let next = |value: &f64| {
        is_on = *value >= on || (is_on && *value >= off);
        is_on
    };
    values.iter().map(next).collect()
}

/// The stretches of `true`, in order.
#[must_use]
pub fn runs(flags: &[bool]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (place, flag) in flags.iter().enumerate() {
        match (flag, start) {
            (true, None) => start = Some(place),
            (false, Some(from)) => {
                found.push(from..place);
                start = None;
            }
            _ => {}
        }
    }
    found.extend(start.map(|from| from..flags.len()));
    found
}

/// The stretches of finite values, in order: what lies between the gaps.
#[must_use]
pub fn runs_of_finite(values: &[f64]) -> Vec<Range<usize>> {
    runs(&values.iter().map(|value| value.is_finite()).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_begin_and_end_with_the_signal() {
        assert_eq!(runs(&[true, true, false, true]), [0..2, 3..4]);
        assert!(runs(&[]).is_empty());
        assert_eq!(runs_of_finite(&[f64::NAN, 1.0, f64::INFINITY, 2.0]), [1..2, 3..4]);
    }

    #[test]
    fn a_gap_switches_off() {
        assert_eq!(hysteresis(&[5.0, f64::NAN, 2.5], 3.0, 2.0), [true, false, false]);
    }
}

//! What is the level around each sample? Moving average and moving median.
//!
//! The window is centred and shrinks at the ends; what is not finite is passed over, so a gap costs only itself. An even width
//! reaches one sample further back than forth.

use std::collections::VecDeque;

/// The mean of the finite values of each window of `width` samples; NaN where a window has none. A width of zero counts as one.
#[must_use]
pub fn moving_average(values: &[f64], width: usize) -> Vec<f64> {
    let (back, forth) = reach(width);
    let mut sums = Vec::with_capacity(values.len() + 1);
    let (mut sum, mut count) = (0.0, 0_u32);
    sums.push((sum, count));
    for value in values {
        if value.is_finite() {
            sum += value;
            count += 1;
        }
        sums.push((sum, count));
    }
    let at = |place: usize| {
        let (from, to) = (sums[place.saturating_sub(back)], sums[(place + forth + 1).min(values.len())]);
        (to.0 - from.0) / f64::from(to.1 - from.1)
    };
    (0..values.len()).map(at).collect()
}

/// The median of the finite values of each window of `width` samples; NaN where a window has none. A width of zero counts as one.
/// A sorted window is kept, so a step costs two searches and two short moves.
#[must_use]
pub fn moving_median(values: &[f64], width: usize) -> Vec<f64> {
    let (back, forth) = reach(width);
    let mut sorted: Vec<f64> = Vec::with_capacity(width + 1);
    let mut held: VecDeque<f64> = VecDeque::with_capacity(width + 1);
    let mut coming = values.iter();
    coming.by_ref().take(forth).for_each(|value| enter(&mut sorted, &mut held, *value));
    let mut out = Vec::with_capacity(values.len());
    for place in 0..values.len() {
        if let Some(value) = coming.next() {
            enter(&mut sorted, &mut held, *value);
        }
        if place > back {
            leave(&mut sorted, &mut held);
        }
        out.push(middle(&sorted));
    }
    out
}

fn reach(width: usize) -> (usize, usize) {
    let width = width.max(1);
    (width / 2, (width - 1) / 2)
}

fn enter(sorted: &mut Vec<f64>, held: &mut VecDeque<f64>, value: f64) {
    held.push_back(value);
    if value.is_finite() {
        sorted.insert(sorted.partition_point(|own| *own < value), value);
    }
}

fn leave(sorted: &mut Vec<f64>, held: &mut VecDeque<f64>) {
    if let Some(value) = held.pop_front().filter(|value| value.is_finite()) {
        sorted.remove(sorted.partition_point(|own| *own < value));
    }
}

fn middle(sorted: &[f64]) -> f64 {
    match sorted.len() {
        0 => f64::NAN,
        size if size.is_multiple_of(2) => f64::midpoint(sorted[size / 2 - 1], sorted[size / 2]),
        size => sorted[size / 2],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn windows_shrink_at_the_ends_and_pass_over_gaps() {
        let values = [1.0, 2.0, f64::NAN, 4.0, 9.0];
        assert_eq!(moving_average(&values, 3), [1.5, 1.5, 3.0, 6.5, 6.5]);
        assert_eq!(moving_median(&values, 3), [1.5, 1.5, 3.0, 6.5, 6.5]);
        assert!(moving_median(&[f64::NAN], 3)[0].is_nan());
        assert!(moving_average(&[f64::NAN], 3)[0].is_nan());
        assert_eq!(moving_average(&[5.0, 7.0], 0), [5.0, 7.0]);
    }

    proptest! {
        #[test]
        fn both_agree_with_their_definition(
            values in prop::collection::vec(prop_oneof![4 => -9.0..9.0_f64, 1 => Just(f64::NAN)], 0..60), width in 1..15_usize,
        ) {
            let (means, medians) = (moving_average(&values, width), moving_median(&values, width));
            for place in 0..values.len() {
                let from = place.saturating_sub(width / 2);
                let window = &values[from..(place + (width - 1) / 2 + 1).min(values.len())];
                let mean = crate::Moments::of(window).mean();
                prop_assert!(mean.map_or(means[place].is_nan(), |mean| (mean - means[place]).abs() < 1e-9));
                let median = crate::median(window);
                prop_assert!(median.map_or(medians[place].is_nan(), |median| (median - medians[place]).abs() < 1e-9));
            }
        }
    }
}

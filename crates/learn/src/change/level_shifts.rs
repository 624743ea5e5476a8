//! Where did the level of a finished series shift? All of it is there, so the place is told better than as it comes.
//!
//! Sources: Page 1955, "A test for a change in a parameter occurring at an unknown point" (cumulative sums over a finished series); Pettitt 1979, "A
//! non-parametric approach to the change-point problem" (of ranks, so that neither the shape of the distribution nor a wild value matters); Olshen, Venkatraman, Lucito
//! and Wigler 2004, "Circular binary segmentation" (a stretch between two shifts, which one shift alone would miss; the parts are searched in turn). With r the ranks less
//! their mean, over their deviation, S their sum over a stretch of k of the n values,
//!
//! ```text
//! T  = greatest over stretches of |S| / sqrt(k (n - k) / (n - 1))    from one end, or from within; no part shorter than five values
//! T' = T / sqrt((1 + phi) / (1 - phi))                               phi: how alike neighbours are, from 0
//! p <= 2 (stretches) 2 (1 - Phi(T'))                                 from one end and from within each, the less counts
//! ```
//!
//! Values that follow each other are alike in most recordings, and what only wanders would be told as shifts; so T is held against the spread of such sums where
//! neighbours are alike by phi. That is found from steps over one and over two values, E (r_i+2 - r_i)^2 / E (r_i+1 - r_i)^2 = 1 + phi, which shifts hardly touch; as it is not
//! sure in short series, 4 phi^2 / sqrt(n) is added (this project, by trials with made-up series). The bound on p adds up the stretches, which makes it too large rather than
//! too small. Of 2,000 series without a shift at p = .05 a dozen of white noise are told, some thirty where phi is .5, some hundred and fifty of walks (a test below).

use std::ops::Range;

use super::centred_ranks::centred_ranks;
use crate::normal::normal_cdf;
use crate::quantile::median;

/// A shift of the level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LevelShift {
    /// The place of the first value after it.
    pub at: usize,
    /// At most the chance of such a shift in a series whose order means nothing; that other series were looked at, too, is not in it.
    pub p: f64,
    /// The middle value from the shift before, or the beginning, to this one.
    pub before: f64,
    /// The middle value from this one to the next, or the end.
    pub after: f64,
    /// The share of pairs of a value before and one after of which that after is higher, 0 to 1; ties count half.
    pub higher_after: f64,
}

/// A stretch has so many values at least.
pub const LEAST_STRETCH: usize = 5;

/// Neighbours are alike by this much at most; beyond, a series is a walk and no shift can be told.
const MOST_ALIKE: f64 = 0.98;

/// How unsure the likeness of neighbours is.
const UNSURE: f64 = 4.0;

/// The shifts of a series of finite values, in their order, each with a `p` of at most `most_p`.
#[must_use]
pub fn level_shifts(values: &[f64], most_p: f64) -> Vec<LevelShift> {
    let mut cuts: Vec<(usize, f64)> = Vec::new();
    search(values, 0, most_p, &mut cuts);
    cuts.sort_by_key(|(at, _)| *at);
    let ends = |place: usize| if place == 0 { 0 } else { cuts.get(place - 1).map_or(values.len(), |(at, _)| *at) };
    let shift = |(place, (at, p)): (usize, &(usize, f64))| {
        let (one, other) = (&values[ends(place)..*at], &values[*at..ends(place + 2)]);
        Some(LevelShift {
            at: *at,
            p: *p,
            before: median(one)?,
            after: median(other)?,
            higher_after: higher(one, other),
        })
    };
    cuts.iter().enumerate().filter_map(shift).collect()
}

fn search(values: &[f64], from: usize, most_p: f64, cuts: &mut Vec<(usize, f64)>) {
    let Some((stretch, p)) = likeliest(values).filter(|(_, p)| *p <= most_p) else { return };
    let ends = [0, stretch.start, stretch.end, values.len()];
    cuts.extend(
        [stretch.start, stretch.end].iter().filter(|at| **at > 0 && **at < values.len()).map(|at| (from + at, p)),
    );
    for part in ends.windows(2).filter(|part| part[0] < part[1]) {
        search(&values[part[0]..part[1]], from + part[0], most_p, cuts);
    }
}

/// The stretch that lies apart the most, to one end or between two shifts, and the bound on its p; `None` where there are too few values, or all are the same.
#[expect(clippy::cast_precision_loss, reason = "counts of values")]
fn likeliest(values: &[f64]) -> Option<(Range<usize>, f64)> {
    let n = values.len();
    if n < 2 * LEAST_STRETCH {
        return None;
    }
    let ranks = scaled_ranks(values)?;
    let mut sums = Vec::with_capacity(n + 1);
    sums.push(0.0);
    for rank in &ranks {
        sums.push(sums[sums.len() - 1] + rank);
    }
    let spread: Vec<f64> = (0..n).map(|k| (k as f64 * (n - k) as f64 / (n - 1) as f64).sqrt()).collect();
    let t = |start: usize, end: usize| (sums[end] - sums[start]).abs() / spread[end - start];
    let greatest = |ways: &mut dyn Iterator<Item = (usize, usize)>| {
        ways.fold((0..0, 0.0, 0_usize), |(best, most, count), (start, end)| {
            let own = t(start, end);
            if own > most { (start..end, own, count + 1) } else { (best, most, count + 1) }
        })
    };
    let one = greatest(&mut (LEAST_STRETCH..=n - LEAST_STRETCH).map(|end| (0, end)));
    let inner = (LEAST_STRETCH..n.saturating_sub(LEAST_STRETCH))
        .flat_map(|start| (start + LEAST_STRETCH..=n - LEAST_STRETCH).map(move |end| (start, end)));
    let two = greatest(&mut { inner });
    let alike = likeness(&ranks);
    let scale = ((1.0 + alike) / (1.0 - alike)).sqrt();
    // Both were looked at, so each counts twice.
    let p = |(_, t, count): &(Range<usize>, f64, usize)| (2.0 * *count as f64 * 2.0 * normal_cdf(-t / scale)).min(1.0);
    let (p_one, p_two) = (p(&one), p(&two));
    let (best, p) = if two.2 > 0 && p_two < p_one { (two.0, p_two) } else { (one.0, p_one) };
    (!best.is_empty()).then_some((best, p))
}

/// Mid-ranks less their mean, over their deviation; `None` where all values are the same.
#[expect(clippy::cast_precision_loss, reason = "counts of values")]
fn scaled_ranks(values: &[f64]) -> Option<Vec<f64>> {
    let mut ranks = centred_ranks(values);
    let deviation = (ranks.iter().map(|rank| rank * rank).sum::<f64>() / values.len() as f64).sqrt();
    if deviation <= 0.0 {
        return None;
    }
    ranks.iter_mut().for_each(|rank| *rank /= deviation);
    Some(ranks)
}

/// How alike neighbours are, 0 to [`MOST_ALIKE`].
#[expect(clippy::cast_precision_loss, reason = "counts of values")]
fn likeness(ranks: &[f64]) -> f64 {
    let mean_square = |step: usize| {
        let squares = ranks.iter().zip(&ranks[step..]).map(|(one, other)| (other - one).powi(2));
        squares.sum::<f64>() / (ranks.len() - step) as f64
    };
    let (one, two) = (mean_square(1), mean_square(2));
    let alike = if one > 0.0 { (two / one - 1.0).clamp(0.0, MOST_ALIKE) } else { MOST_ALIKE };
    (alike + UNSURE * alike * alike / (ranks.len() as f64).sqrt()).min(MOST_ALIKE)
}

#[expect(clippy::cast_precision_loss, reason = "counts of pairs")]
fn higher(before: &[f64], after: &[f64]) -> f64 {
    let mut sorted = before.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let below = |value: &f64| {
        let less = sorted.partition_point(|own| own < value);
        let most = sorted.partition_point(|own| own <= value);
        f64::midpoint(less as f64, most as f64)
    };
    after.iter().map(below).sum::<f64>() / (before.len() * after.len()) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    fn series(random: &mut SplitMix64, levels: &[(usize, f64)]) -> Vec<f64> {
        levels
            .iter()
            .flat_map(|(count, level)| (0..*count).map(|_| level + random.next_normal()).collect::<Vec<_>>())
            .collect()
    }

    #[test]
    fn shifts_up_and_down_are_found_where_they_are_with_their_levels() {
        let mut random = SplitMix64::new(3);
        let found = level_shifts(&series(&mut random, &[(40, 0.0), (30, 3.0), (50, 0.5)]), 0.01);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].at.abs_diff(40) <= 1 && found[1].at.abs_diff(70) <= 1, "{found:?}");
        assert!(
            (found[0].after - 3.0).abs() < 0.5 && found[0].after == found[1].before && found[0].higher_after > 0.95
        );
        assert!(found[1].higher_after < 0.1 && found.iter().all(|shift| shift.p < 0.01));
    }

    /// Of 2,000 series without any shift, how many are told to have one at p = .05?
    fn false_alarms(value: impl Fn(&mut SplitMix64, f64) -> f64) -> usize {
        let mut random = SplitMix64::new(11);
        let has_shift = |count: u64| {
            let mut last = 0.0;
            let values: Vec<f64> = (0..20 + count % 180)
                .map(|_| {
                    last = value(&mut random, last);
                    last
                })
                .collect();
            !level_shifts(&values, 0.05).is_empty()
        };
        (0..2_000).map(has_shift).filter(|told| *told).count()
    }

    #[test]
    fn noise_of_any_shape_is_hardly_ever_told_as_a_shift() {
        let normal = false_alarms(|random, _| random.next_normal());
        let skewed = false_alarms(|random, _| random.next_normal().exp().powi(3));
        let counts = false_alarms(|random, _| (3.0 * random.next_unit().powi(4)).floor());
        assert!(normal <= 40 && skewed <= 40 && counts <= 40, "of 2,000 at .05: {normal} {skewed} {counts}");
        let alike = false_alarms(|random, last| 0.5 * last + random.next_normal());
        let walk = false_alarms(|random, last| last + random.next_normal());
        assert!(alike <= 100 && walk <= 250, "what wanders: {alike} {walk}");
    }

    #[test]
    fn shuffled_the_same_values_have_no_shift() {
        let mut random = SplitMix64::new(5);
        let mut values = series(&mut random, &[(60, 0.0), (60, 2.0)]);
        assert_eq!(level_shifts(&values, 0.01).len(), 1);
        let told = (0..500).filter(|_| {
            random.shuffle(&mut values);
            !level_shifts(&values, 0.01).is_empty()
        });
        assert!(told.count() <= 5, "one in a hundred at most");
    }

    #[test]
    fn few_values_and_values_that_are_all_the_same_have_none() {
        assert!(level_shifts(&[], 0.5).is_empty());
        assert!(level_shifts(&[1.0; 100], 0.5).is_empty());
        assert!(level_shifts(&[0.0, 0.0, 0.0, 0.0, 9.0, 9.0, 9.0, 9.0], 0.5).is_empty());
    }
}

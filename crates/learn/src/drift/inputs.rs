//! Do the inputs still lie where they lay when the model learnt?
//!
//! Source: the two-sample test of Kolmogorov and Smirnov for each column (Smirnov 1948), its p from the asymptotic series with the correction of Stephens 1970, and
//! Holm's correction for looking at many columns (Holm 1979). Rows that follow each other closely are alike, which makes p too small: hand in rows
//! that are some way apart.

/// What was seen when the model learnt.
#[derive(Clone, Debug, PartialEq)]
pub struct InputDrift {
    /// For each column its finite values, ascending.
    reference: Vec<Vec<f32>>,
    /// For each column the share that was missing.
    missing: Vec<f64>,
}

/// How a column has moved.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColumnDrift {
    /// Place of the column.
    pub column: usize,
    /// The greatest distance between the two distributions, 0 to 1.
    pub distance: f64,
    /// The chance of such a distance without drift, corrected for the number of columns.
    pub p: f64,
    /// By how much the share of missing values rose, -1 to 1.
    pub more_missing: f64,
}

impl InputDrift {
    /// Keeps what was seen.
    #[must_use]
    pub fn of(columns: &[&[f32]]) -> Self {
        let (reference, missing) = columns.iter().map(|column| sorted(column)).unzip();
        Self { reference, missing }
    }

    /// Compares recent rows, column by column, those that have surely moved first. Columns that one side lacks are passed over.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of rows and columns")]
    pub fn compare(&self, recent: &[&[f32]]) -> Vec<ColumnDrift> {
        let mut found: Vec<ColumnDrift> = Vec::new();
        for (column, (known, own)) in self.reference.iter().zip(recent).enumerate() {
            let (own, missing) = sorted(own);
            if known.is_empty() || own.is_empty() {
                continue;
            }
            let distance = distance(known, &own);
            let size = (known.len() as f64 * own.len() as f64 / (known.len() + own.len()) as f64).sqrt();
            let p = chance((size + 0.12 + 0.11 / size) * distance);
            found.push(ColumnDrift { column, distance, p, more_missing: missing - self.missing[column] });
        }
        found.sort_by(|one, other| one.p.total_cmp(&other.p).then(other.distance.total_cmp(&one.distance)));
        let (count, mut least) = (found.len(), 0.0_f64);
        for (place, drift) in found.iter_mut().enumerate() {
            least = least.max((drift.p * (count - place) as f64).min(1.0));
            drift.p = least;
        }
        found
    }
}

/// The finite values, ascending, and the share of the others.
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn sorted(column: &[f32]) -> (Vec<f32>, f64) {
    let mut values: Vec<f32> = column.iter().copied().filter(|value| value.is_finite()).collect();
    values.sort_unstable_by(f32::total_cmp);
    let missing = (column.len() - values.len()) as f64 / column.len().max(1) as f64;
    (values, missing)
}

/// The greatest distance between two distributions, both given as ascending values.
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn distance(one: &[f32], other: &[f32]) -> f64 {
    let share = |values: &[f32], at: f32| values.partition_point(|value| *value <= at) as f64 / values.len() as f64;
    one.iter().chain(other).map(|at| (share(one, *at) - share(other, *at)).abs()).fold(0.0, f64::max)
}

/// Q(x) = 2 sum of (-1)^(k-1) exp(-2 k^2 x^2), the chance of a distance beyond x.
fn chance(x: f64) -> f64 {
    if x < 0.2 {
        return 1.0;
    }
    let term = |k: i32| {
        let sign = if k % 2 == 1 { 2.0 } else { -2.0 };
        sign * (-2.0 * f64::from(k * k) * x * x).exp()
    };
    (1..=40).map(term).sum::<f64>().clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    #[expect(clippy::cast_possible_truncation, reason = "test data")]
    fn column(random: &mut SplitMix64, count: usize, shift: f64) -> Vec<f32> {
        (0..count).map(|_| (random.next_normal() + shift) as f32).collect()
    }

    // scipy.stats.ks_2samp([1, 2, 3, 4, 5], [3.5, 4.5, 5.5, 6.5]): statistic .6.
    #[test]
    fn the_distance_is_that_of_scipy() {
        assert!((distance(&[1.0, 2.0, 3.0, 4.0, 5.0], &[3.5, 4.5, 5.5, 6.5]) - 0.6).abs() < 1e-12);
        // scipy.special.kolmogorov(1.0) = .26999967.
        assert!((chance(1.0) - 0.269_999_67).abs() < 1e-7 && chance(0.0) == 1.0);
    }

    #[test]
    fn the_column_that_moved_is_told_and_the_others_are_not() {
        let mut random = SplitMix64::new(2);
        let known: Vec<Vec<f32>> = (0..10).map(|_| column(&mut random, 300, 0.0)).collect();
        let recent: Vec<Vec<f32>> =
            (0..10).map(|place| column(&mut random, 200, if place == 4 { 0.6 } else { 0.0 })).collect();
        let drift = InputDrift::of(&crate::classifier::views(&known));
        let found = drift.compare(&crate::classifier::views(&recent));
        assert_eq!(found[0].column, 4);
        assert!(found[0].p < 1e-4 && found[1].p > 0.05, "{found:?}");
    }

    #[test]
    fn without_drift_one_in_twenty_sets_of_columns_is_told_at_most() {
        let mut random = SplitMix64::new(8);
        let mut told = 0;
        for _ in 0..200 {
            let known: Vec<Vec<f32>> = (0..5).map(|_| column(&mut random, 120, 0.0)).collect();
            let recent: Vec<Vec<f32>> = (0..5).map(|_| column(&mut random, 80, 0.0)).collect();
            let found = InputDrift::of(&crate::classifier::views(&known)).compare(&crate::classifier::views(&recent));
            told += usize::from(found[0].p < 0.05);
        }
        assert!(told <= 18, "{told} of 200");
    }

    #[test]
    fn missing_values_are_counted_and_empty_columns_passed_over() {
        let drift = InputDrift::of(&[&[1.0, 2.0, 3.0, f32::NAN], &[f32::NAN]]);
        let found = drift.compare(&[&[1.0, f32::NAN], &[1.0]]);
        assert_eq!(found.len(), 1);
        assert!((found[0].more_missing - 0.25).abs() < 1e-12);
    }
}

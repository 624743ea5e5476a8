//! The curve from what was said to what came that never turns back.
//!
//! Source: Zadrozny and Elkan 2002, by pooling adjacent violators (Ayer et al. 1955). Between the steps the curve is straight; beyond the ends it is level.

/// A curve that does not fall.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Isotonic {
    /// What was said, strictly ascending.
    pub said: Vec<f64>,
    /// What came, not descending; as long as `said`.
    pub came: Vec<f64>,
}

impl Isotonic {
    /// Fits the curve; pairs that are not finite are passed over.
    #[must_use]
    pub fn fit(said: &[f64], came: &[f64]) -> Self {
        let mut pairs: Vec<(f64, f64)> = said.iter().copied().zip(came.iter().copied()).collect();
        pairs.retain(|pair| pair.0.is_finite() && pair.1.is_finite());
        pairs.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut pools: Vec<Pool> = Vec::new();
        for equal in pairs.chunk_by(|one, other| one.0 == other.0) {
            #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
            let weight = equal.len() as f64;
            let mean = equal.iter().map(|pair| pair.1).sum::<f64>() / weight;
            let mut pool = Pool { from: equal[0].0, to: equal[0].0, mean, weight };
            while let Some(before) = pools.pop_if(|before| before.mean >= pool.mean) {
                pool = before.with(&pool);
            }
            pools.push(pool);
        }
        let mut curve = Self::default();
        for pool in pools {
            curve.said.push(pool.from);
            curve.came.push(pool.mean);
            if pool.to > pool.from {
                curve.said.push(pool.to);
                curve.came.push(pool.mean);
            }
        }
        curve
    }

    /// What comes when this is said; `None` when the curve was fitted to nothing or `said` is not a number.
    #[must_use]
    pub fn apply(&self, said: f64) -> Option<f64> {
        let above = self.said.partition_point(|known| *known < said);
        let (last, top) = (self.said.last()?, *self.came.last()?);
        if said.is_nan() {
            return None;
        }
        if said >= *last {
            return Some(top);
        }
        let Some(below) = above.checked_sub(1) else { return self.came.first().copied() };
        let share = (said - self.said[below]) / (self.said[above] - self.said[below]);
        Some(self.came[below] + share * (self.came[above] - self.came[below]))
    }
}

struct Pool {
    from: f64,
    to: f64,
    mean: f64,
    weight: f64,
}

impl Pool {
    fn with(self, next: &Self) -> Self {
        let weight = self.weight + next.weight;
        let mean = (self.mean * self.weight + next.mean * next.weight) / weight;
        Self { from: self.from, to: next.to, mean, weight }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    // sklearn.isotonic.IsotonicRegression: [1, 2, 3, 4, 5] to [1, 3, 2, 2, 5] gives [1, 7/3, 7/3, 7/3, 5].
    #[test]
    fn it_agrees_with_scikit_learn() {
        let curve = Isotonic::fit(&[1.0, 2.0, 3.0, 4.0, 5.0], &[1.0, 3.0, 2.0, 2.0, 5.0]);
        for (said, came) in [(0.0, 1.0), (1.0, 1.0), (1.5, 5.0 / 3.0), (3.0, 7.0 / 3.0), (4.0, 7.0 / 3.0), (9.0, 5.0)] {
            assert!((curve.apply(said).unwrap() - came).abs() < 1e-12, "{said}");
        }
    }

    #[test]
    fn nothing_gives_no_curve() {
        assert_eq!(Isotonic::fit(&[f64::NAN], &[1.0]).apply(0.5), None);
    }

    proptest! {
        #[test]
        fn more_said_never_means_less(pairs in prop::collection::vec((0.0..1.0_f64, 0.0..1.0_f64), 1..40), a in 0.0..1.0_f64, b in 0.0..1.0_f64) {
            let (said, came): (Vec<f64>, Vec<f64>) = pairs.into_iter().unzip();
            let curve = Isotonic::fit(&said, &came);
            prop_assert!(curve.apply(a.min(b)).unwrap() <= curve.apply(a.max(b)).unwrap() + 1e-12);
        }
    }
}

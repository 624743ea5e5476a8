//! What is believed of a line through features, as answers come in one by one: Bayes' linear regression.
//!
//! Source: Lindley and Smith, 1972, "Bayes estimates for the linear model", JRSS B 34; one answer at a time by Sherman and Morrison, 1950.
//!
//! ```text
//! w ~ N(prior, I / ridge),  y = x'w + noise      S = (ridge I + X'X)^-1,   mean w = prior + S X'(y - X prior),   cov w = noise^2 S
//! ```

/// A belief about the weights of a line.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearBelief {
    weights: Vec<f64>,
    /// S, row by row.
    inverse: Vec<f64>,
}

impl LinearBelief {
    /// A belief that starts at `prior` (one weight a feature) with the worth of `ridge` answers, above 0; anything else counts as 1.
    #[must_use]
    pub fn new(prior: &[f64], ridge: f64) -> Self {
        let features = prior.len();
        let ridge = if ridge > 0.0 && ridge.is_finite() { ridge } else { 1.0 };
        let mut inverse = vec![0.0; features * features];
        (0..features).for_each(|place| inverse[place * features + place] = 1.0 / ridge);
        Self { weights: prior.to_vec(), inverse }
    }

    /// Takes an answer. What does not fit in length, is not finite or too large to count with teaches nothing; answers whether it taught.
    pub fn learn(&mut self, features: &[f64], answer: f64) -> bool {
        if !self.fits(features) || !answer.is_finite() {
            return false;
        }
        let pull = self.pull(features);
        let spread = 1.0 + dot(features, &pull);
        if !spread.is_finite() {
            return false;
        }
        let error = answer - dot(features, &self.weights);
        self.weights.iter_mut().zip(&pull).for_each(|(weight, pull)| *weight += pull * error / spread);
        let count = pull.len();
        for (row, own) in pull.iter().enumerate() {
            let cells = &mut self.inverse[row * count..][..count];
            cells.iter_mut().zip(&pull).for_each(|(cell, other)| *cell -= own * other / spread);
        }
        true
    }

    /// The answer that is expected; `None` for features that do not fit.
    #[must_use]
    pub fn expected(&self, features: &[f64]) -> Option<f64> {
        self.fits(features).then(|| dot(features, &self.weights))
    }

    /// How unsure the expected answer is, in deviations of the noise: sqrt(x'Sx); `None` for features that do not fit.
    #[must_use]
    pub fn doubt(&self, features: &[f64]) -> Option<f64> {
        self.fits(features).then(|| dot(features, &self.pull(features)).max(0.0).sqrt())
    }

    /// The weights that are expected.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    fn fits(&self, features: &[f64]) -> bool {
        features.len() == self.weights.len() && features.iter().all(|feature| feature.is_finite())
    }

    /// S x.
    fn pull(&self, features: &[f64]) -> Vec<f64> {
        self.inverse.chunks(features.len().max(1)).map(|row| dot(row, features)).collect()
    }
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn one_by_one_is_the_same_as_ridge_regression_by_hand() {
        let mut belief = LinearBelief::new(&[0.0, 0.0], 2.0);
        for (features, answer) in [([1.0, 0.0], 3.0), ([1.0, 1.0], 5.0)] {
            assert!(belief.learn(&features, answer));
        }
        // (2 I + X'X) = [[4, 1], [1, 3]], X'y = [8, 5]: w = [19, 12] / 11.
        assert!((belief.weights()[0] - 19.0 / 11.0).abs() < 1e-12 && (belief.weights()[1] - 12.0 / 11.0).abs() < 1e-12);
        // S = [[3, -1], [-1, 4]] / 11.
        assert!((belief.doubt(&[1.0, 0.0]).unwrap() - (3.0_f64 / 11.0).sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_line_is_learnt_from_noise_and_doubt_shrinks() {
        let mut generator = SplitMix64::new(6);
        let mut belief = LinearBelief::new(&[10.0, 0.0], 1.0);
        let before = belief.doubt(&[1.0, 1.0]).unwrap();
        for _ in 0..500 {
            let x = generator.next_normal();
            belief.learn(&[1.0, x], 4.0 - 2.0 * x + generator.next_normal());
        }
        assert!((belief.expected(&[1.0, 1.0]).unwrap() - 2.0).abs() < 0.2);
        assert!(belief.doubt(&[1.0, 1.0]).unwrap() < 0.1 * before);
    }

    #[test]
    fn what_does_not_fit_teaches_nothing() {
        let mut belief = LinearBelief::new(&[1.0], 1.0);
        let before = belief.clone();
        assert!(!belief.learn(&[1.0, 2.0], 1.0) && !belief.learn(&[f64::NAN], 1.0) && !belief.learn(&[1.0], f64::NAN));
        assert_eq!(belief, before);
        assert_eq!((belief.expected(&[]), belief.doubt(&[1.0, 1.0])), (None, None));
    }
}

//! How likely is it that a new stretch began, after each value? Bayesian online change point detection.
//!
//! Source: Adams and MacKay 2007, "Bayesian online changepoint detection". For each length of the present stretch its probability is kept; within a stretch values are normal
//! with unknown level and spread (normal-gamma prior), so the next value is predicted by Student's t (Murphy 2007, "Conjugate Bayesian analysis of the Gaussian
//! distribution", section 3). A stretch ends at each value with the chance 1 / mean length. Lengths less likely than one in a million are let go, so the
//! work for each value stays small.

use crate::gamma::ln_gamma;

/// What is believed before the first value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RunLengthSettings {
    /// Values in a stretch, on average.
    pub mean_length: f64,
    /// The level that is expected, and how many values that belief weighs.
    pub level: (f64, f64),
    /// The standard deviation that is expected, and how many values that belief weighs.
    pub deviation: (f64, f64),
}

/// The belief about the present stretch's length.
#[derive(Clone, Debug, PartialEq)]
pub struct RunLengths {
    settings: RunLengthSettings,
    runs: Vec<Run>,
}

/// A length with its probability, and what is known of its level and spread.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Run {
    length: u32,
    probability: f64,
    mean: f64,
    weight: f64,
    shape: f64,
    rate: f64,
}

/// Lengths less likely than this are let go.
const LEAST: f64 = 1e-6;

impl RunLengths {
    /// No value yet.
    #[must_use]
    pub fn new(settings: RunLengthSettings) -> Self {
        Self { settings, runs: vec![Self::fresh(&settings, 1.0)] }
    }

    fn fresh(settings: &RunLengthSettings, probability: f64) -> Run {
        let shape = settings.deviation.1.max(1e-3) / 2.0;
        Run {
            length: 0,
            probability,
            mean: settings.level.0,
            weight: settings.level.1.max(1e-6),
            shape,
            rate: shape * settings.deviation.0.powi(2).max(1e-12),
        }
    }

    /// Takes the next value; one that is not finite is passed over.
    pub fn push(&mut self, value: f64) {
        if !value.is_finite() {
            return;
        }
        let hazard = 1.0 / self.settings.mean_length.max(1.0);
        let mut next = Vec::with_capacity(self.runs.len() + 1);
        // The value belongs to the stretch that begins with it where one ended just before.
        let begun = Self::fresh(&self.settings, 0.0);
        let ended: f64 = self.runs.iter().map(|run| run.probability).sum::<f64>() * hazard;
        next.push(Run { probability: ended * begun.predicts(value), ..begun.with(value) });
        for run in &self.runs {
            let probability = run.probability * (1.0 - hazard) * run.predicts(value);
            next.push(Run { probability, ..run.with(value) });
        }
        let sum: f64 = next.iter().map(|run| run.probability).sum();
        if sum > 0.0 && sum.is_finite() {
            next.iter_mut().for_each(|run| run.probability /= sum);
        } else {
            next = vec![Run { probability: 1.0, ..begun.with(value) }];
        }
        next.retain(|run| run.probability > LEAST);
        self.runs = next;
    }

    /// The likeliest number of values in the present stretch, with its probability; 0 before the first value.
    #[must_use]
    pub fn likeliest(&self) -> (u32, f64) {
        let best = self.runs.iter().max_by(|one, other| one.probability.total_cmp(&other.probability));
        best.map_or((0, 0.0), |run| (run.length, run.probability))
    }

    /// The probability that the present stretch has at most so many values.
    #[must_use]
    pub fn began_within(&self, values: u32) -> f64 {
        self.runs.iter().filter(|run| run.length <= values).map(|run| run.probability).sum()
    }
}

impl Run {
    /// The density of Student's t with 2 shape degrees of freedom at the value.
    fn predicts(&self, value: f64) -> f64 {
        let freedom = 2.0 * self.shape;
        let scale = (self.rate * (self.weight + 1.0) / (self.shape * self.weight)).sqrt();
        let z = (value - self.mean) / scale;
        let ln = ln_gamma(f64::midpoint(freedom, 1.0))
            - ln_gamma(freedom / 2.0)
            - 0.5 * (freedom * std::f64::consts::PI).ln()
            - scale.ln()
            - f64::midpoint(freedom, 1.0) * (z * z / freedom).ln_1p();
        ln.exp()
    }

    /// The stretch with one value more.
    fn with(&self, value: f64) -> Self {
        let off = value - self.mean;
        Self {
            length: self.length + 1,
            probability: self.probability,
            mean: self.mean + off / (self.weight + 1.0),
            weight: self.weight + 1.0,
            shape: self.shape + 0.5,
            rate: self.rate + 0.5 * self.weight * off * off / (self.weight + 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    fn settings() -> RunLengthSettings {
        RunLengthSettings { mean_length: 100.0, level: (0.0, 0.01), deviation: (1.0, 1.0) }
    }

    #[test]
    fn a_new_level_is_a_new_stretch_that_begins_where_it_did() {
        let mut random = SplitMix64::new(5);
        let mut lengths = RunLengths::new(settings());
        (0..60).for_each(|_| lengths.push(random.next_normal()));
        assert!(lengths.likeliest().0 >= 58, "{:?}", lengths.likeliest());
        (0..15).for_each(|_| lengths.push(4.0 + random.next_normal()));
        let (length, probability) = lengths.likeliest();
        assert!((14..=16).contains(&length) && probability > 0.5, "{length} {probability}");
        assert!(lengths.began_within(17) > 0.99);
    }

    #[test]
    fn more_spread_alone_is_a_new_stretch_too() {
        let mut random = SplitMix64::new(6);
        let mut lengths = RunLengths::new(settings());
        (0..80).for_each(|_| lengths.push(random.next_normal()));
        (0..40).for_each(|_| lengths.push(6.0 * random.next_normal()));
        assert!(lengths.began_within(50) > 0.9, "{:?}", lengths.likeliest());
    }

    #[test]
    fn wild_values_and_holes_leave_probabilities() {
        let mut lengths = RunLengths::new(settings());
        for value in [1.0, f64::NAN, 1e300, -1e300, 0.0] {
            lengths.push(value);
        }
        assert!((lengths.began_within(u32::MAX) - 1.0).abs() < 1e-3);
    }
}

//! Filters against noise, both symmetric so that they shift nothing: the running median and the Savitzky-Golay polynomial.
//!
//! Missing stays missing, and what is missing is not used. Where a window is not whole, the median takes what is there and the polynomial
//! leaves the value as it is.

/// No filter looks further than this, whatever the settings say: a second at 1,000 Hz.
const GREATEST_REACH: usize = 500;

/// A filter over positions; both eyes and both axes alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Smoothing {
    /// None: detectors have their own.
    #[default]
    None,
    /// The median of this many samples on each side and the one between: keeps edges, removes single outliers (Juhola 1991).
    Median {
        /// Samples on each side.
        reach: usize,
    },
    /// A parabola through this many samples on each side and the one between (Savitzky and Golay 1964), as Nyström and Holmqvist 2010 use.
    SavitzkyGolay {
        /// Samples on each side.
        reach: usize,
    },
}

impl Smoothing {
    /// How many samples on each side it looks at.
    #[must_use]
    pub fn reach(self) -> usize {
        match self {
            Self::None => 0,
            Self::Median { reach } | Self::SavitzkyGolay { reach } => reach.min(GREATEST_REACH),
        }
    }

    /// The smoothed values of a column.
    #[must_use]
    pub fn apply(self, values: &[f64]) -> Vec<f64> {
        match self {
            Self::None => values.to_vec(),
            Self::Median { .. } => median(values, self.reach()),
            Self::SavitzkyGolay { .. } => parabola(values, self.reach()),
        }
    }
}

fn median(values: &[f64], reach: usize) -> Vec<f64> {
    let mut window = Vec::with_capacity(2 * reach + 1);
    let middle_of = |window: &mut Vec<f64>| {
        window.sort_unstable_by(f64::total_cmp);
        let half = window.len() / 2;
        if window.len() % 2 == 1 { window[half] } else { f64::midpoint(window[half - 1], window[half]) }
    };
    let mut smoothed = Vec::with_capacity(values.len());
    for (place, value) in values.iter().enumerate() {
        if value.is_nan() {
            smoothed.push(f64::NAN);
            continue;
        }
        window.clear();
        let end = place.saturating_add(reach + 1).min(values.len());
        window.extend(values[place.saturating_sub(reach)..end].iter().filter(|value| !value.is_nan()));
        smoothed.push(middle_of(&mut window));
    }
    smoothed
}

fn parabola(values: &[f64], reach: usize) -> Vec<f64> {
    let weights = parabola_weights(reach);
    let mut smoothed = values.to_vec();
    for (window, out) in values.windows(weights.len()).zip(smoothed.iter_mut().skip(reach)) {
        let fitted: f64 = window.iter().zip(&weights).map(|(value, weight)| value * weight).sum();
        if fitted.is_finite() {
            *out = fitted;
        }
    }
    smoothed
}

/// The weights that give the middle of the least-squares parabola: `3 (3m(m+1) - 1 - 5k^2) / ((2m-1)(2m+1)(2m+3))`.
#[expect(clippy::cast_precision_loss, reason = "windows are short")]
fn parabola_weights(reach: usize) -> Vec<f64> {
    let m = reach as f64;
    if reach == 0 {
        return vec![1.0];
    }
    let below = (2.0 * m - 1.0) * (2.0 * m + 1.0) * (2.0 * m + 3.0);
    let weight = |place: usize| {
        let k = place as f64 - m;
        3.0 * (3.0 * m * (m + 1.0) - 1.0 - 5.0 * k * k) / below
    };
    (0..=2 * reach).map(weight).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parabola_passes_unchanged() {
        let values: Vec<f64> = (0..20).map(|place| f64::from(place * place)).collect();
        for (own, smoothed) in values.iter().zip(Smoothing::SavitzkyGolay { reach: 3 }.apply(&values)) {
            assert!((own - smoothed).abs() < 1e-9);
        }
    }

    #[test]
    fn the_median_takes_a_spike_away_and_keeps_the_edge() {
        let values = [0.0, 0.0, 9.0, 0.0, 0.0, 5.0, 5.0, 5.0];
        assert_eq!(Smoothing::Median { reach: 1 }.apply(&values), [0.0, 0.0, 0.0, 0.0, 0.0, 5.0, 5.0, 5.0]);
    }

    #[test]
    fn missing_stays_missing() {
        for smoothing in [Smoothing::Median { reach: 2 }, Smoothing::SavitzkyGolay { reach: 2 }] {
            let smoothed = smoothing.apply(&[1.0, f64::NAN, 1.0, 1.0, 1.0, 1.0, 1.0]);
            assert!(smoothed[1].is_nan());
            assert!(smoothed.iter().enumerate().all(|(place, value)| place == 1 || (*value - 1.0).abs() < 1e-12));
        }
    }

    #[test]
    fn no_reach_changes_nothing() {
        assert_eq!(Smoothing::SavitzkyGolay { reach: 0 }.apply(&[1.0, 2.0]), [1.0, 2.0]);
        assert_eq!(Smoothing::Median { reach: 0 }.apply(&[1.0, 2.0]), [1.0, 2.0]);
    }
}

//! What is left of a signal without its mean, or without its mean and slope? Least squares, as SciPy's `detrend`.

/// What is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// The mean.
    Constant,
    /// The straight line of least squares.
    Linear,
}

/// The signal without its trend.
#[must_use]
pub fn detrend(values: &[f64], trend: Trend) -> Vec<f64> {
    let size = values.len() as f64;
    let mean = values.iter().sum::<f64>() / size;
    if trend == Trend::Constant || values.len() < 2 {
        return values.iter().map(|value| value - mean).collect();
    }
    let middle = (size - 1.0) / 2.0;
    let across: f64 = values.iter().enumerate().map(|(place, value)| (place as f64 - middle) * (value - mean)).sum();
    let slope = across * 12.0 / (size * (size * size - 1.0));
    values.iter().enumerate().map(|(place, value)| value - mean - slope * (place as f64 - middle)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_leaves_nothing_and_a_constant_leaves_the_slope() {
        let line = [1.0, 3.0, 5.0, 7.0];
        assert!(detrend(&line, Trend::Linear).iter().all(|value| value.abs() < 1e-12));
        assert_eq!(detrend(&line, Trend::Constant), [-3.0, -1.0, 1.0, 3.0]);
        assert_eq!(detrend(&[4.0], Trend::Linear), [0.0]);
        assert!(detrend(&[], Trend::Linear).is_empty());
    }
}

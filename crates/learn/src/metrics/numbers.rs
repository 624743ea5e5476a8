//! How far is a number off, and on which side?

use super::share;

/// The mean of |said - is|; pairs that are not finite are passed over. `None` without pairs.
#[must_use]
pub fn mean_absolute_error(said: &[f64], is: &[f64]) -> Option<f64> {
    let distances: crate::Moments =
        said.iter().zip(is).map(|(said, is)| (said - is).abs()).filter(|distance| distance.is_finite()).collect();
    distances.mean()
}

/// The share of pairs in which too little was said, by more than `tolerance`. For fatigue and load too little is the dangerous side.
#[must_use]
pub fn underprediction(said: &[f64], is: &[f64], tolerance: f64) -> Option<f64> {
    share(said.iter().zip(is).filter(|(said, is)| *is - *said > tolerance).count(), said.len().min(is.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_averaged_and_only_too_little_is_underprediction() {
        let (said, is) = ([1.0, 5.0, 2.0], [3.0, 4.0, 2.5]);
        assert!((mean_absolute_error(&said, &is).unwrap() - 3.5 / 3.0).abs() < 1e-12);
        assert_eq!(underprediction(&said, &is, 1.0), Some(1.0 / 3.0));
        assert_eq!(mean_absolute_error(&[f64::NAN], &[1.0]), None);
    }
}

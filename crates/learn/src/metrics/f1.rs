//! Are the rare ones found, and are those found right? Source: van Rijsbergen 1979, "Information Retrieval", chapter 7.
//!
//! ```text
//! F1 = 2 TP / (2 TP + FP + FN)        the harmonic mean of precision and recall
//! ```

use super::share;

/// F1 of one class; `None` when the class neither is nor was said.
#[must_use]
pub fn f1(said: &[u8], is: &[u8], class: u8) -> Option<f64> {
    let count = |wanted: fn(bool, bool) -> bool| {
        said.iter().zip(is).filter(|(said, is)| wanted(**said == class, **is == class)).count()
    };
    let hits = count(|said, is| said && is);
    share(2 * hits, 2 * hits + count(|said, is| said != is))
}

/// The mean of the F1 of all classes, each weighted by how many rows are of it (`average="weighted"` in scikit-learn). A class that is
/// never said has F1 0.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub fn weighted_f1(said: &[u8], is: &[u8]) -> Option<f64> {
    let most = is.iter().copied().max()?;
    let part = |class: u8| {
        let rows = is.iter().filter(|is| **is == class).count() as f64;
        rows * f1(said, is, class).unwrap_or(0.0)
    };
    Some((0..=most).map(part).sum::<f64>() / is.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    // sklearn.metrics.f1_score([0, 0, 0, 1, 1], [0, 0, 1, 1, 0]): of class 1 .5, weighted .6.
    #[test]
    fn it_agrees_with_scikit_learn() {
        let (is, said) = ([0, 0, 0, 1, 1], [0, 0, 1, 1, 0]);
        assert_eq!(f1(&said, &is, 1), Some(0.5));
        assert!((weighted_f1(&said, &is).unwrap() - 0.6).abs() < 1e-12);
        assert_eq!(f1(&said, &is, 7), None);
        assert_eq!(weighted_f1(&[], &[]), None);
    }
}

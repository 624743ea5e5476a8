//! Is a row of a class ranked above the others, whichever class? The area under the curve of each class against the rest.

use super::auc;

/// The area under the curve of each class against all others, the mean over classes: unlike the share of right answers it does not drown a rare class. Classes that none or all of the rows have are passed over;
/// `None` where that leaves none.
#[must_use]
pub fn area(probabilities: &[f32], class: &[u8], classes: usize) -> Option<f64> {
    let of_class = |one: usize| {
        let score: Vec<f64> = probabilities.chunks_exact(classes.max(1)).map(|row| f64::from(row[one])).collect();
        auc(&score, &class.iter().map(|own| usize::from(*own) == one).collect::<Vec<_>>())
    };
    let areas: Vec<f64> = (0..classes).filter_map(of_class).collect();
    #[expect(clippy::cast_precision_loss, reason = "a count of classes")]
    (!areas.is_empty()).then(|| areas.iter().sum::<f64>() / areas.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_mean_over_the_classes_that_can_be_judged() {
        // Class 0 is ranked rightly, class 1 the wrong way round, nobody is of class 2.
        let said = [0.6, 0.1, 0.3, 0.2, 0.0, 0.8];
        assert_eq!(area(&said, &[0, 1], 3), Some(0.5));
        assert_eq!(area(&said, &[0, 0], 3), None);
        assert_eq!(area(&[], &[], 0), None);
    }
}

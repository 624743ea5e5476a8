//! What every model for classes can be asked, whatever lies inside: shares of belief that sum to one.

use crate::explain::{Reasons, Way};
use crate::model_file::Tensors;

/// A fitted model that says how likely each class is.
pub trait Classifier: Send + Sync {
    /// How many classes there are.
    fn classes(&self) -> usize;

    /// The probability of each class for each row: `classes` values for each row, which sum to 1. Columns stand in the order in which
    /// they were learnt from; all have the same length.
    fn probabilities(&self, columns: &[&[f32]]) -> Vec<f32>;

    /// Adds what was learnt to a model's numbers, under names that begin with `of`, and says which kind of model it is ([`crate::recipe::Voters::find`] reads it
    /// back); `None` when this kind cannot be kept.
    fn put(&self, of: &str, tensors: &mut Tensors) -> Option<u32> {
        let _ = (of, tensors);
        None
    }

    /// By how much each column moved the probabilities of one row, exactly or quickly; `None` when this kind of model cannot tell.
    fn reasons(&self, row: &[f32], way: Way) -> Option<Reasons> {
        let _ = (row, way);
        None
    }

    /// The likeliest class of each row; the first of several that are equally likely.
    fn predict(&self, columns: &[&[f32]]) -> Vec<u8> {
        self.probabilities(columns).chunks_exact(self.classes().max(1)).map(likeliest).collect()
    }
}

/// The place of the greatest probability; the first of several, 0 when there is none.
#[must_use]
pub fn likeliest(probabilities: &[f32]) -> u8 {
    let best = probabilities.iter().enumerate().fold((0, f32::NEG_INFINITY), |best, (place, probability)| {
        if *probability > best.1 { (place, *probability) } else { best }
    });
    u8::try_from(best.0).unwrap_or(u8::MAX)
}

/// Views of columns, the form in which models take them.
#[must_use]
pub fn views(columns: &[Vec<f32>]) -> Vec<&[f32]> {
    columns.iter().map(Vec::as_slice).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_equals_is_the_likeliest_and_what_is_not_a_number_never_is() {
        assert_eq!(likeliest(&[0.4, 0.4, 0.2]), 0);
        assert_eq!(likeliest(&[f32::NAN, 0.1]), 1);
        assert_eq!(likeliest(&[]), 0);
    }
}

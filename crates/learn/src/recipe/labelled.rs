//! Rows, and what each of them is.

use crate::rows::{Rows, pick};

/// Rows to learn from or to be judged on, with the class of each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labelled {
    /// The rows.
    pub rows: Rows,
    /// The class of each row, below `classes`.
    pub class: Vec<u8>,
    /// How many classes there are.
    pub classes: usize,
}

impl Labelled {
    /// The rows at these places, in their order.
    #[must_use]
    pub fn select(&self, places: &[usize]) -> Self {
        Self { rows: self.rows.select(places), class: pick(&self.class, places), classes: self.classes }
    }

    /// The share of each class; the same for all without rows.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    pub fn shares(&self) -> Vec<f32> {
        let mut count = vec![0_usize; self.classes];
        self.class.iter().for_each(|class| count[usize::from(*class)] += 1);
        let rows = self.class.len();
        if rows == 0 {
            return vec![1.0 / self.classes.max(1) as f32; self.classes];
        }
        count.iter().map(|count| *count as f32 / rows as f32).collect()
    }

    /// A weight for each row so that all classes weigh the same in sum, 1 on average.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of classes")]
    pub fn balancing_weights(&self) -> Vec<f32> {
        let shares = self.shares();
        let there = shares.iter().filter(|share| **share > 0.0).count().max(1) as f32;
        self.class.iter().map(|class| 1.0 / (there * shares[usize::from(*class)])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rare_class_weighs_as_much_as_a_common_one() {
        let data = Labelled { class: vec![0, 0, 0, 1], classes: 2, ..Labelled::default() };
        assert_eq!(data.shares(), [0.75, 0.25]);
        let weight = data.balancing_weights();
        assert!((weight[3] - 2.0).abs() < 1e-6 && (weight.iter().sum::<f32>() - 4.0).abs() < 1e-6, "{weight:?}");
    }
}

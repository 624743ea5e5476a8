//! By how much worse is the model when a column tells nothing any more?
//!
//! Source: Breiman 2001, "Random forests", section 10. A column's values are dealt out anew among the rows and the measure is taken again; the
//! importance is the mean fall over some deals. Rows that the model has not learnt from must be used: on its own rows it shows what was learnt by heart.
//! Columns that say the same stand in for each other, so that none seems important.

use crate::SplitMix64;

/// The importance of a column.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Importance {
    /// Place of the column.
    pub column: usize,
    /// The mean fall of the measure.
    pub fall: f64,
    /// The least and the greatest fall of the deals.
    pub range: (f64, f64),
}

/// The importance of each column by `deals` deals, the most important first. `measure` is given columns and says how good the model is on them,
/// greater being better; `None` where it has no value.
#[must_use]
pub fn permutation_importance(
    columns: &[Vec<f32>],
    measure: impl Fn(&[Vec<f32>]) -> Option<f64>,
    deals: u64,
    seed: u64,
) -> Option<Vec<Importance>> {
    let whole = measure(columns)?;
    let mut dealt = columns.to_vec();
    let mut found = Vec::with_capacity(columns.len());
    for place in 0..columns.len() {
        let mut falls = Vec::new();
        for deal in 0..deals.max(1) {
            let mut random = SplitMix64::keyed(seed, &[place as u64, deal]);
            random.shuffle(&mut dealt[place]);
            falls.push(whole - measure(&dealt)?);
        }
        dealt[place].clone_from(&columns[place]);
        #[expect(clippy::cast_precision_loss, reason = "a count of deals")]
        let fall = falls.iter().sum::<f64>() / falls.len() as f64;
        let range = falls
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), fall| (low.min(*fall), high.max(*fall)));
        found.push(Importance { column: place, fall, range });
    }
    found.sort_by(|one, other| other.fall.total_cmp(&one.fall));
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_column_that_is_looked_at_is_the_important_one() {
        let columns =
            vec![(0..100_u8).map(f32::from).collect::<Vec<f32>>(), (0..100_u8).map(|row| f32::from(row % 7)).collect()];
        // Rows from the fiftieth on have 50 and more in the first column; the second says nothing of it.
        let measure = |columns: &[Vec<f32>]| {
            let right = columns[0].iter().enumerate().filter(|(row, value)| (**value >= 50.0) == (*row >= 50)).count();
            Some(f64::from(u8::try_from(right).unwrap()) / 100.0)
        };
        let found = permutation_importance(&columns, measure, 5, 1).unwrap();
        assert_eq!((found[0].column, found[1].column), (0, 1));
        assert!((found[0].fall - 0.5).abs() < 0.12 && found[1].fall == 0.0, "{found:?}");
        assert!(found[0].range.0 <= found[0].fall && found[0].fall <= found[0].range.1);
    }

    #[test]
    fn a_measure_without_a_value_gives_no_importance() {
        assert_eq!(permutation_importance(&[vec![1.0]], |_| None, 1, 1), None);
    }
}

//! On what is a model trained, and on what is it judged? Never on people, or moments, that it has seen.
//!
//! | split | judges | file |
//! | --- | --- | --- |
//! | leave one person out | people it has not seen, one at a time | [`mod@leave_one_person_out`] |
//! | grouped folds | people it has not seen, several at a time | [`mod@grouped_folds`] |
//! | forward in time | the same people, later | [`mod@forward_in_time`] |
//! | stratified folds | rows alone; only where rows have no person | [`mod@stratified_folds`] |

pub mod forward_in_time;
pub mod grouped_folds;
pub mod leave_one_person_out;
pub mod stratified_folds;

pub use forward_in_time::forward_in_time;
pub use grouped_folds::grouped_folds;
pub use leave_one_person_out::leave_one_person_out;
pub use stratified_folds::stratified_folds;

/// Places of the rows to learn from and of those to be judged on, ascending.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Split {
    /// Rows to learn from.
    pub train: Vec<usize>,
    /// Rows to be judged on.
    pub test: Vec<usize>,
}

impl Split {
    /// Rows for which `is_test` holds are for judging, all others for learning.
    pub fn by(count: usize, is_test: impl Fn(usize) -> bool) -> Self {
        let (test, train) = (0..count).partition(|place| is_test(*place));
        Self { train, test }
    }
}

#[cfg(test)]
mod contract {
    use super::*;
    use crate::SplitMix64;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_person_is_on_both_sides_and_each_row_is_judged_once(person in prop::collection::vec(0_u32..7, 0..60), folds in 2_usize..5) {
            let each = leave_one_person_out(&person);
            let grouped = grouped_folds(&person, folds, &mut SplitMix64::new(3));
            for splits in [each, grouped] {
                let mut judged: Vec<usize> = splits.iter().flat_map(|split| split.test.clone()).collect();
                judged.sort_unstable();
                prop_assert_eq!(judged, (0..person.len()).collect::<Vec<_>>());
                for split in &splits {
                    prop_assert!(split.train.iter().all(|row| split.test.iter().all(|other| person[*row] != person[*other])));
                    prop_assert_eq!(split.train.len() + split.test.len(), person.len());
                }
            }
        }
    }
}

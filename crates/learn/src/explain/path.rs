//! By how much did each column move this one answer? Along the way that the row took, which is a hundred times as quick as Shapley values.
//!
//! Source: Palczewska, Palczewski, Robinson and Neagu 2013, "Interpreting random forest models using a feature contribution method" (after Saabas). Each question
//! on the way from the root to the leaf moves the answer from its node's to its child's, and that step belongs to the column that was asked:
//!
//! ```text
//! answer = answer of the root + sum over columns of the steps
//! ```
//!
//! holds for each row. Columns that are asked near the leaves get more than their share (Lundberg et al. 2018); where one answer alone is explained and time does
//! not matter, take [`super::forest_reasons`].

use super::Reasons;
use crate::forest::RandomForest;

/// Why a forest answers as it does for one row, given as one value for each column: the mean over its trees.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a count of trees")]
pub fn path_reasons(forest: &RandomForest, row: &[f32]) -> Reasons {
    let width = forest.width;
    let mut mean = Reasons { base: vec![0.0; width], push: vec![0.0; width * row.len()] };
    let by = 1.0 / forest.trees.len().max(1) as f64;
    for tree in &forest.trees {
        if tree.nodes.is_empty() {
            continue;
        }
        mean.base.iter_mut().zip(tree.answer(0)).for_each(|(mean, value)| *mean += by * f64::from(*value));
        let mut place = 0;
        while let Some((column, node)) = tree.nodes.get(place).and_then(|node| Some((node.column? as usize, node))) {
            let value = row.get(column).copied().unwrap_or(f32::NAN);
            let next = node.below as usize + usize::from(value > node.cut);
            if let Some(push) = mean.push.get_mut(column * width..(column + 1) * width) {
                let steps = tree.answer(next).iter().zip(tree.answer(place));
                push.iter_mut().zip(steps).for_each(|(push, (to, from))| *push += by * f64::from(to - from));
            }
            place = next;
        }
    }
    mean
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;
    use crate::classifier::{Classifier, views};
    use crate::forest::{Cuts, ForestSettings, Target};

    #[test]
    #[expect(clippy::cast_possible_truncation, reason = "test data")]
    fn steps_lead_from_the_root_to_the_answer_and_belong_to_the_column_that_tells() {
        let mut random = SplitMix64::new(3);
        let mut column = || (0..200).map(|_| random.next_normal() as f32).collect::<Vec<_>>();
        let columns = vec![column(), column()];
        let class: Vec<u8> = columns[1].iter().map(|value| u8::from(*value > 0.0)).collect();
        let cuts = Cuts::at_quantiles(&columns, 32);
        let target = Target::Classes { count: 2, class: &class };
        let forest = RandomForest::fit(
            &cuts.bin(&columns),
            &cuts,
            target,
            &[],
            &ForestSettings { trees: 15, ..ForestSettings::default() },
        );
        let answers = forest.probabilities(&views(&columns));
        for row in [0, 7, 31] {
            let found = path_reasons(&forest, &[columns[0][row], columns[1][row]]);
            let sum = found.base[1] + found.push[1] + found.push[3];
            assert!((sum - f64::from(answers[row * 2 + 1])).abs() < 1e-5, "{sum} {}", answers[row * 2 + 1]);
            assert!(found.push[3].abs() > found.push[1].abs(), "{found:?}");
        }
        assert_eq!(path_reasons(&RandomForest::default(), &[1.0]), Reasons::default());
    }
}

//! A model of many trees cannot be read. Which few rules come nearest to what it says, and how near?
//!
//! After Craven and Shavlik 1996, "Extracting tree-structured representations of trained networks": a small tree is learnt from the model's own answers. How often the tree says what the model says
//! is judged on people from whose rows the tree was not learnt, so that it is no flattery. It stands in for the model for reading, never for answering.

use std::collections::BTreeSet;

use super::{Rule, rules};
use crate::classifier::likeliest;
use crate::forest::{Cuts, DecisionTree, Target, TreeSettings};
use crate::rows::pick;

/// Few rules that say nearly what a model says.
#[derive(Clone, Debug, PartialEq)]
pub struct StandIn {
    /// The rules, those of most rows first; an answer is the share of each class that the model says there.
    pub rules: Vec<Rule>,
    /// The share of rows, of people left out, of which the rules say what the model says.
    pub agreement: f64,
    /// The same for who always says what the model says most.
    pub majority: f64,
}

/// Questions one after another: eight rules at most.
const DEPTH: usize = 3;
/// The least share of rows that a rule is made for.
const LEAST_SHARE: f64 = 0.03;
const BINS: usize = 255;

/// The rules that come nearest to the classes that a model said of rows of these people. `None` without rows or with one person alone.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub fn stand_in(columns: &[Vec<f32>], said: &[u8], classes: usize, person: &[u32]) -> Option<StandIn> {
    let people: BTreeSet<u32> = person.iter().copied().collect();
    if people.len() < 2 || said.is_empty() {
        return None;
    }
    let fit = |rows: &[usize]| {
        let columns: Vec<Vec<f32>> = columns.iter().map(|column| pick(column, rows)).collect();
        let cuts = Cuts::at_quantiles(&columns, BINS);
        let class = pick(said, rows);
        let least_leaf = (LEAST_SHARE * rows.len() as f64).max(1.0);
        let settings = TreeSettings { depth: DEPTH, least_leaf, ..TreeSettings::default() };
        DecisionTree::fit(&cuts.bin(&columns), &cuts, Target::Classes { count: classes, class: &class }, &[], &settings)
    };
    let views: Vec<&[f32]> = columns.iter().map(Vec::as_slice).collect();
    let mut alike = 0;
    for one in people {
        let (own, others): (Vec<usize>, Vec<usize>) = (0..said.len()).partition(|row| person[*row] == one);
        let tree = fit(&others);
        alike += own.iter().filter(|row| likeliest(tree.answer(tree.leaf(&views, **row))) == said[**row]).count();
    }
    let count_of = |class: usize| said.iter().filter(|said| usize::from(**said) == class).count();
    Some(StandIn {
        rules: rules(&fit(&(0..said.len()).collect::<Vec<_>>())),
        agreement: alike as f64 / said.len() as f64,
        majority: (0..classes).map(count_of).max()? as f64 / said.len() as f64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    #[expect(clippy::cast_possible_truncation, reason = "test data")]
    fn columns() -> (Vec<Vec<f32>>, Vec<u32>) {
        let mut random = SplitMix64::new(7);
        let mut column = || (0..400).map(|_| random.next_normal() as f32).collect::<Vec<f32>>();
        (vec![column(), column()], (0..400).map(|row| row / 50).collect())
    }

    #[test]
    fn a_model_that_is_a_rule_is_told_by_that_rule() {
        let (columns, person) = columns();
        let said: Vec<u8> =
            columns[0].iter().zip(&columns[1]).map(|(one, other)| u8::from(*one > 0.5 && *other <= 0.0)).collect();
        let found = stand_in(&columns, &said, 2, &person).unwrap();
        assert!(found.agreement > 0.95 && found.agreement > found.majority + 0.05, "{found:?}");
        let yes = found.rules.iter().find(|rule| rule.answer[1] > 0.9).unwrap();
        let bounds = |column: usize| yes.bounds.iter().find(|(own, ..)| *own == column).copied().unwrap();
        assert!((bounds(0).1 - 0.5).abs() < 0.15 && (bounds(1).2).abs() < 0.15, "{yes:?}");
    }

    #[test]
    fn answers_by_lot_are_met_no_more_often_than_by_the_commonest() {
        let (columns, person) = columns();
        let mut random = SplitMix64::new(1);
        let said: Vec<u8> = (0..400).map(|_| u8::from(random.next_unit() > 0.4)).collect();
        let found = stand_in(&columns, &said, 2, &person).unwrap();
        assert!(found.agreement < found.majority + 0.05, "{} {}", found.agreement, found.majority);
        assert_eq!(stand_in(&columns, &said, 2, &[0; 400]), None);
        assert_eq!(stand_in(&[], &[], 2, &[]), None);
    }
}

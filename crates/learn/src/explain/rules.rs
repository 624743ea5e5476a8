//! Which rules does a tree keep, in words that a person can check?

use crate::forest::DecisionTree;

/// One leaf as a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Bounds of columns that must all hold: column, greater than this, at most that. Ends that are not bounded are infinite.
    pub bounds: Vec<(usize, f32, f32)>,
    /// What is answered then.
    pub answer: Vec<f32>,
    /// The weight of the rows that it was learnt from.
    pub weight: f32,
}

impl Rule {
    /// The rule in words, such as `speed > 60 and 2 < turns <= 5`; `always` without bounds.
    #[must_use]
    pub fn words(&self, names: &[String]) -> String {
        self.words_in(names, |cut| cut.to_string())
    }

    /// The same with bounds written as `figure` writes them.
    #[must_use]
    pub fn words_in(&self, names: &[String], figure: impl Fn(f32) -> String) -> String {
        let part = |(column, above, most): &(usize, f32, f32)| {
            let name = names.get(*column).map_or_else(|| format!("column {column}"), Clone::clone);
            match (above.is_finite(), most.is_finite()) {
                (true, true) => format!("{} < {name} <= {}", figure(*above), figure(*most)),
                (true, false) => format!("{name} > {}", figure(*above)),
                _ => format!("{name} <= {}", figure(*most)),
            }
        };
        if self.bounds.is_empty() {
            return "always".to_owned();
        }
        self.bounds.iter().map(part).collect::<Vec<_>>().join(" and ")
    }
}

/// The rules of a tree, the ones with most rows first. A column that is asked several times on a way gives one pair of bounds.
#[must_use]
pub fn rules(tree: &DecisionTree) -> Vec<Rule> {
    let mut found = Vec::new();
    if !tree.nodes.is_empty() {
        descend(tree, 0, &mut Vec::new(), &mut found);
    }
    found.sort_by(|one, other| other.weight.total_cmp(&one.weight));
    found
}

fn descend(tree: &DecisionTree, place: usize, bounds: &mut Vec<(usize, f32, f32)>, found: &mut Vec<Rule>) {
    let Some(node) = tree.nodes.get(place) else { return };
    let Some(column) = node.column.map(|column| column as usize) else {
        let answer = tree.answer(place).to_vec();
        found.push(Rule { bounds: bounds.clone(), answer, weight: node.weight });
        return;
    };
    for is_above in [false, true] {
        let before = bounds.clone();
        let at = bounds.iter().position(|(asked, _, _)| *asked == column).unwrap_or_else(|| {
            bounds.push((column, f32::NEG_INFINITY, f32::INFINITY));
            bounds.len() - 1
        });
        if is_above {
            bounds[at].1 = bounds[at].1.max(node.cut);
        } else {
            bounds[at].2 = bounds[at].2.min(node.cut);
        }
        descend(tree, node.below as usize + usize::from(is_above), bounds, found);
        *bounds = before;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forest::{Cuts, Target, TreeSettings};

    #[test]
    fn a_band_is_told_by_one_pair_of_bounds() {
        let columns = vec![(0..30_u8).map(f32::from).collect::<Vec<f32>>()];
        let class: Vec<u8> = (0..30_u8).map(|row| u8::from((10..20).contains(&row))).collect();
        let cuts = Cuts::at_quantiles(&columns, 64);
        let target = Target::Classes { count: 2, class: &class };
        let tree = DecisionTree::fit(&cuts.bin(&columns), &cuts, target, &[], &TreeSettings::default());
        let told: Vec<String> = rules(&tree).iter().map(|rule| rule.words(&["speed".into()])).collect();
        assert_eq!(told.len(), 3);
        assert!(told.contains(&"9.5 < speed <= 19.5".to_owned()), "{told:?}");
        let inside = rules(&tree).into_iter().find(|rule| rule.answer[1] == 1.0).unwrap();
        assert_eq!(inside.weight, 10.0);
    }

    #[test]
    fn a_lone_leaf_always_holds() {
        let columns = vec![vec![1.0, 1.0]];
        let cuts = Cuts::at_quantiles(&columns, 4);
        let target = Target::Numbers(&[2.0, 2.0]);
        let tree = DecisionTree::fit(&cuts.bin(&columns), &cuts, target, &[], &TreeSettings::default());
        assert_eq!(rules(&tree)[0].words(&[]), "always");
        assert!(rules(&DecisionTree::default()).is_empty());
    }
}

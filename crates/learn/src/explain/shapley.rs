//! By how much did each column move this one answer? Shapley values of a tree, exactly.
//!
//! Source: Lundberg, Erion and Lee 2018, "Consistent individualized feature attribution for tree ensembles", algorithm 2 (path dependent
//! TreeSHAP): a column that is not known is answered by both branches, each by the share of the rows to learn from that went there. A value is
//! the column's mean push over all orders in which columns could become known, so that
//!
//! ```text
//! answer = base + sum over columns of the push
//! ```
//!
//! holds for each row. The time is leaves times depth squared.

use crate::forest::{DecisionTree, Node, RandomForest};

/// What moved an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reasons {
    /// The answer when nothing is known of the row: a value for each class, or one number.
    pub base: Vec<f64>,
    /// For each column its push on each value: `base.len()` values for the first column, then for the second, and so on.
    pub push: Vec<f64>,
}

impl Reasons {
    /// Columns by how far they pushed this value (the place of a class; 0 for a number), the furthest first; those that pushed nothing are left out.
    #[must_use]
    pub fn strongest(&self, value: usize) -> Vec<(usize, f64)> {
        let width = self.base.len().max(1);
        let mut pushes: Vec<(usize, f64)> = self
            .push
            .chunks_exact(width)
            .map(|push| push.get(value).copied().unwrap_or(0.0))
            .enumerate()
            .filter(|(_, push)| *push != 0.0)
            .collect();
        pushes.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()));
        pushes
    }
}

/// Why a tree answers as it does for one row, given as one value for each column.
#[must_use]
pub fn reasons(tree: &DecisionTree, row: &[f32]) -> Reasons {
    let mut found = Reasons { base: vec![0.0; tree.width], push: vec![0.0; tree.width * row.len()] };
    if let Some(root) = tree.nodes.first() {
        let walk = Walk { tree, row };
        walk.base(0, 1.0, f64::from(root.weight), &mut found.base);
        walk.down(0, Vec::new(), Step { column: None, unknown: 1.0, known: 1.0, weight: 1.0 }, &mut found.push);
    }
    found
}

/// Why a forest answers as it does: the mean of its trees' reasons.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a count of trees")]
pub fn forest_reasons(forest: &RandomForest, row: &[f32]) -> Reasons {
    let mut mean = Reasons { base: vec![0.0; forest.width], push: vec![0.0; forest.width * row.len()] };
    let by = 1.0 / forest.trees.len().max(1) as f64;
    for tree in &forest.trees {
        let one = reasons(tree, row);
        mean.base.iter_mut().zip(one.base).for_each(|(mean, one)| *mean += by * one);
        mean.push.iter_mut().zip(one.push).for_each(|(mean, one)| *mean += by * one);
    }
    mean
}

/// A column that was asked on the way down.
#[derive(Clone, Copy)]
struct Step {
    column: Option<u32>,
    /// Share of the rows that go this way when the column is not known.
    unknown: f64,
    /// 1 when the row goes this way, else 0.
    known: f64,
    /// The weight of all sets of known columns of one size.
    weight: f64,
}

struct Walk<'a> {
    tree: &'a DecisionTree,
    row: &'a [f32],
}

impl Walk<'_> {
    /// The mean answer over the rows to learn from.
    fn base(&self, place: usize, share: f64, whole: f64, base: &mut [f64]) {
        let Some((_, branches)) = self.question(place) else {
            base.iter_mut().zip(self.tree.answer(place)).for_each(|(base, value)| *base += share * f64::from(*value));
            return;
        };
        for branch in branches {
            self.base(branch, self.weight(branch) / whole, whole, base);
        }
    }

    /// A node that asks, with the places of its branches.
    fn question(&self, place: usize) -> Option<(&Node, [usize; 2])> {
        let node = self.tree.nodes.get(place).filter(|node| node.column.is_some())?;
        let below = node.below as usize;
        (below + 1 < self.tree.nodes.len()).then_some((node, [below, below + 1]))
    }

    fn weight(&self, place: usize) -> f64 {
        self.tree.nodes.get(place).map_or(0.0, |node| f64::from(node.weight))
    }

    fn down(&self, place: usize, path: Vec<Step>, step: Step, push: &mut [f64]) {
        let mut path = path;
        extend(&mut path, step);
        let Some((node, [no, yes])) = self.question(place) else { return self.leaf(place, &path, push) };
        let column = node.column.unwrap_or_default();
        let value = self.row.get(column as usize).copied().unwrap_or(f32::NAN);
        let (hot, cold) = if value > node.cut { (yes, no) } else { (no, yes) };
        let (mut unknown, mut known) = (1.0, 1.0);
        if let Some(before) = path.iter().position(|step| step.column == Some(column)) {
            (unknown, known) = (path[before].unknown, path[before].known);
            unwind(&mut path, before);
        }
        let all = f64::from(node.weight);
        let step = |branch: usize, known: f64| Step {
            column: Some(column),
            unknown: if all > 0.0 { unknown * self.weight(branch) / all } else { 0.0 },
            known,
            weight: 0.0,
        };
        self.down(hot, path.clone(), step(hot, known), push);
        self.down(cold, path, step(cold, 0.0), push);
    }

    fn leaf(&self, place: usize, path: &[Step], push: &mut [f64]) {
        for (at, step) in path.iter().enumerate() {
            let Some(column) = step.column.map(|column| column as usize) else { continue };
            let share = unwound_sum(path, at) * (step.known - step.unknown);
            let width = self.tree.width;
            let Some(push) = push.get_mut(column * width..(column + 1) * width) else { continue };
            push.iter_mut().zip(self.tree.answer(place)).for_each(|(push, value)| *push += share * f64::from(*value));
        }
    }
}

/// Adds a step to the path and brings the weights of all sizes of known sets up to date.
#[expect(clippy::cast_precision_loss, reason = "a depth")]
fn extend(path: &mut Vec<Step>, step: Step) {
    let depth = path.len();
    path.push(Step { weight: if depth == 0 { 1.0 } else { 0.0 }, ..step });
    let size = depth as f64 + 1.0;
    for at in (0..depth).rev() {
        let weight = path[at].weight;
        path[at + 1].weight += step.known * weight * (at as f64 + 1.0) / size;
        path[at].weight = step.unknown * weight * (depth as f64 - at as f64) / size;
    }
}

/// Takes a step out of the path again.
#[expect(clippy::cast_precision_loss, reason = "a depth")]
fn unwind(path: &mut Vec<Step>, at: usize) {
    let depth = path.len() - 1;
    let size = depth as f64 + 1.0;
    let (known, unknown) = (path[at].known, path[at].unknown);
    let mut next = path[depth].weight;
    for place in (0..depth).rev() {
        let own = path[place].weight;
        if known != 0.0 {
            path[place].weight = next * size / ((place as f64 + 1.0) * known);
            next = own - path[place].weight * unknown * (depth as f64 - place as f64) / size;
        } else {
            path[place].weight = own * size / (unknown * (depth as f64 - place as f64));
        }
    }
    for place in at..depth {
        let (column, unknown, known) = (path[place + 1].column, path[place + 1].unknown, path[place + 1].known);
        path[place] = Step { column, unknown, known, weight: path[place].weight };
    }
    path.pop();
}

/// The sum of the weights once a step is taken out.
#[expect(clippy::cast_precision_loss, reason = "a depth")]
fn unwound_sum(path: &[Step], at: usize) -> f64 {
    let depth = path.len() - 1;
    let size = depth as f64 + 1.0;
    let (known, unknown) = (path[at].known, path[at].unknown);
    let mut next = path[depth].weight;
    let mut total = 0.0;
    for place in (0..depth).rev() {
        if known != 0.0 {
            let one = next * size / ((place as f64 + 1.0) * known);
            total += one;
            next = path[place].weight - one * unknown * (depth as f64 - place as f64) / size;
        } else if unknown != 0.0 {
            total += path[place].weight * size / (unknown * (depth as f64 - place as f64));
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;
    use crate::forest::{ColumnsAsked, Cuts, ForestSettings, Target, TreeSettings};

    #[expect(clippy::cast_possible_truncation, reason = "test data")]
    fn grown(depth: usize) -> (DecisionTree, Vec<Vec<f32>>) {
        let mut random = SplitMix64::new(7);
        let mut column = || -> Vec<f32> { (0..200).map(|_| random.next_normal() as f32).collect() };
        let columns = vec![column(), column(), column(), column()];
        let y: Vec<f32> = (0..200).map(|row| columns[0][row] * columns[1][row] + columns[2][row]).collect();
        let cuts = Cuts::at_quantiles(&columns, 32);
        let settings = TreeSettings { depth, least_leaf: 2.0, columns: ColumnsAsked::All, seed: 1 };
        (DecisionTree::fit(&cuts.bin(&columns), &cuts, Target::Numbers(&y), &[], &settings), columns)
    }

    /// The answer when only the columns of a set are known.
    fn answer_knowing(tree: &DecisionTree, place: usize, row: &[f32], set: usize) -> f64 {
        let node = tree.nodes[place];
        let Some(column) = node.column else { return f64::from(tree.answer(place)[0]) };
        let below = node.below as usize;
        if set & (1 << column) != 0 {
            let yes = row[column as usize] > node.cut;
            return answer_knowing(tree, below + usize::from(yes), row, set);
        }
        let share = |branch: usize| f64::from(tree.nodes[branch].weight) / f64::from(node.weight);
        [below, below + 1].iter().map(|branch| share(*branch) * answer_knowing(tree, *branch, row, set)).sum()
    }

    /// Shapley values by their definition, over all sets of columns.
    fn by_definition(tree: &DecisionTree, row: &[f32]) -> Vec<f64> {
        let columns = row.len();
        let factorial = |n: usize| (1..=n).map(|k| k as f64).product::<f64>();
        (0..columns)
            .map(|column| {
                let others = (0..1_usize << columns).filter(|set| set & (1 << column) == 0);
                others
                    .map(|set| {
                        let size = set.count_ones() as usize;
                        let weight = factorial(size) * factorial(columns - size - 1) / factorial(columns);
                        let with = answer_knowing(tree, 0, row, set | (1 << column));
                        weight * (with - answer_knowing(tree, 0, row, set))
                    })
                    .sum()
            })
            .collect()
    }

    #[test]
    fn pushes_are_shapley_values_by_their_definition() {
        for depth in [1, 3, 8] {
            let (tree, columns) = grown(depth);
            for place in [0, 17, 101] {
                let row: Vec<f32> = columns.iter().map(|column| column[place]).collect();
                let (found, exact) = (reasons(&tree, &row), by_definition(&tree, &row));
                let off = found.push.iter().zip(&exact).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
                assert!(off < 1e-9, "depth {depth}, row {place}: {:?} {exact:?}", found.push);
            }
        }
    }

    #[test]
    fn base_and_pushes_add_up_to_the_forests_answer() {
        let (_, columns) = grown(1);
        let class: Vec<u8> = columns[0].iter().map(|value| u8::from(*value > 0.3)).collect();
        let cuts = Cuts::at_quantiles(&columns, 32);
        let settings = ForestSettings { trees: 9, ..ForestSettings::default() };
        let target = Target::Classes { count: 2, class: &class };
        let forest = RandomForest::fit(&cuts.bin(&columns), &cuts, target, &[], &settings);
        let row: Vec<f32> = columns.iter().map(|column| column[3]).collect();
        let found = forest_reasons(&forest, &row);
        let views: Vec<&[f32]> = row.chunks(1).collect();
        let answer = f64::from(forest.answers(&views)[1]);
        let sum = found.base[1] + found.push.chunks_exact(2).map(|push| push[1]).sum::<f64>();
        assert!((answer - sum).abs() < 1e-6, "{answer} {sum}");
        assert_eq!(found.strongest(1)[0].0, 0, "the column that decides pushes most");
    }

    #[test]
    fn an_empty_tree_has_no_reasons() {
        assert_eq!(reasons(&DecisionTree::default(), &[1.0]), Reasons::default());
    }
}

//! Boosted trees for a number, under the absolute error: the answer goes for the middle of what may be, so wild rows count no more than near ones.
//!
//! Source: Friedman 2001, "Greedy function approximation", section 4.3 (LAD_TreeBoost): the gradient of a row is the sign of what remains, a
//! leaf's answer is the (weighted) median of what remains in it. The trees are oblivious, as in [`super::BoostedClassifier`]. A question is worth
//! the sum over leaves of (sum w sign)^2 / (sum w + L2); a leaf gives learning_rate * median * W / (W + L2), W the sum of its weights.

use super::draw::draw;
use super::{Binned, BoostingSettings, Cuts, ObliviousTree};
use crate::SplitMix64;

/// Trees whose answers add up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoostedMedian {
    /// The answer before the first tree: the weighted median of all rows.
    pub base: f32,
    /// The trees, one number for each leaf.
    pub trees: Vec<ObliviousTree>,
}

struct Question {
    column: usize,
    bin: u8,
    worth: f32,
}

/// What each row should give, and how much it counts.
#[derive(Clone, Copy, Debug)]
pub struct Targets<'a> {
    /// The number of each row; finite.
    pub value: &'a [f32],
    /// The weight of each row, not negative.
    pub weight: &'a [f32],
}

impl BoostedMedian {
    /// Grows the trees. Without rows the answer is 0 and there is no tree.
    #[must_use]
    pub fn fit(rows: &Binned, cuts: &Cuts, targets: Targets<'_>, settings: &BoostingSettings) -> Self {
        let all: Vec<u32> = (0..rows.rows()).filter_map(|row| u32::try_from(row).ok()).collect();
        let base = weighted_median(&all, targets.value, targets.weight).unwrap_or(0.0);
        let mut model = Self { base, trees: Vec::new() };
        if all.is_empty() {
            return model;
        }
        let mut rest: Vec<f32> = targets.value.iter().map(|value| value - base).collect();
        for tree in 0..settings.trees {
            let mut random = SplitMix64::keyed(settings.seed, &[tree as u64]);
            let chosen = draw(all.len(), settings.row_share, &mut random);
            let columns = draw(rows.columns.len(), settings.column_share, &mut random);
            let tree = grow(rows, cuts, &rest, targets.weight, &chosen, &columns, settings);
            for (row, rest) in rest.iter_mut().enumerate() {
                *rest -= tree.1[leaf_of(&tree.0, rows, row)];
            }
            model.trees.push(as_tree(tree, cuts));
        }
        model
    }

    /// The answers for all rows.
    #[must_use]
    pub fn answers(&self, columns: &[&[f32]]) -> Vec<f32> {
        let rows = columns.first().map_or(0, |column| column.len());
        let mut answers = vec![self.base; rows];
        for tree in &self.trees {
            tree.add_scores(columns, 1, &mut answers);
        }
        answers
    }
}

fn leaf_of(questions: &[Question], rows: &Binned, row: usize) -> usize {
    let above = |question: &Question| usize::from(rows.columns[question.column][row] > question.bin);
    questions.iter().fold(0, |leaf, question| (leaf << 1) | above(question))
}

fn grow(
    rows: &Binned,
    cuts: &Cuts,
    rest: &[f32],
    weight: &[f32],
    chosen: &[u32],
    columns: &[u32],
    settings: &BoostingSettings,
) -> (Vec<Question>, Vec<f32>) {
    let mut leaf = vec![0_usize; chosen.len()];
    let mut questions: Vec<Question> = Vec::new();
    for level in 0..settings.depth.clamp(1, 10) {
        let found = columns.iter().filter_map(|column| {
            best_cut(rows, *column as usize, rest, weight, chosen, &leaf, level, settings.l2.max(1e-6))
        });
        let best = found.fold(None::<Question>, |best, found| match best {
            Some(best) if best.worth >= found.worth => Some(best),
            _ => Some(found),
        });
        let Some(question) = best.filter(|best| cuts.above(best.column, best.bin).is_some()) else { break };
        for (leaf, row) in leaf.iter_mut().zip(chosen) {
            *leaf = (*leaf << 1) | usize::from(rows.columns[question.column][*row as usize] > question.bin);
        }
        questions.push(question);
    }
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); 1 << questions.len()];
    for (leaf, row) in leaf.iter().zip(chosen) {
        members[*leaf].push(*row);
    }
    let answer = |members: &Vec<u32>| {
        let total: f32 = members.iter().map(|row| weight[*row as usize]).sum();
        let middle = weighted_median(members, rest, weight).unwrap_or(0.0);
        settings.learning_rate * middle * total / (total + settings.l2.max(1e-6))
    };
    let leaves = members.iter().map(answer).collect();
    (questions, leaves)
}

#[expect(clippy::too_many_arguments, reason = "columns of one fold; a struct would only rename them")]
fn best_cut(
    rows: &Binned,
    column: usize,
    rest: &[f32],
    weight: &[f32],
    chosen: &[u32],
    leaf: &[usize],
    level: usize,
    l2: f32,
) -> Option<Question> {
    let bins = rows.columns.get(column)?;
    let count = usize::from(bins.iter().copied().max()?) + 1;
    let mut table = vec![(0.0_f32, 0.0_f32); count << level];
    for (row, leaf) in chosen.iter().zip(leaf) {
        let row = *row as usize;
        let cell = &mut table[leaf * count + usize::from(bins[row])];
        cell.0 += weight[row] * sign(rest[row]);
        cell.1 += weight[row];
    }
    let mut worth = vec![0.0_f32; count];
    for cells in table.chunks_exact(count) {
        let total = cells.iter().fold((0.0, 0.0), |sum, cell| (sum.0 + cell.0, sum.1 + cell.1));
        let mut below = (0.0_f32, 0.0_f32);
        for (worth, cell) in worth.iter_mut().zip(cells) {
            below = (below.0 + cell.0, below.1 + cell.1);
            let above = (total.0 - below.0, (total.1 - below.1).max(0.0));
            *worth += below.0 * below.0 / (below.1 + l2) + above.0 * above.0 / (above.1 + l2);
        }
    }
    worth.pop();
    let (bin, worth) = worth.into_iter().enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
    Some(Question { column, bin: u8::try_from(bin).ok()?, worth })
}

fn as_tree((questions, leaf_scores): (Vec<Question>, Vec<f32>), cuts: &Cuts) -> ObliviousTree {
    let cut = |question: &Question| cuts.above(question.column, question.bin).unwrap_or(f32::MAX);
    ObliviousTree {
        column: questions.iter().map(|question| u32::try_from(question.column).unwrap_or(u32::MAX)).collect(),
        cut: questions.iter().map(cut).collect(),
        leaf_scores,
    }
}

fn sign(value: f32) -> f32 {
    if value > 0.0 {
        1.0
    } else if value < 0.0 {
        -1.0
    } else {
        0.0
    }
}

/// The value below and above which half of the weight lies; `None` without weight.
fn weighted_median(members: &[u32], value: &[f32], weight: &[f32]) -> Option<f32> {
    let mut pairs: Vec<(f32, f32)> = members.iter().map(|row| (value[*row as usize], weight[*row as usize])).collect();
    pairs.sort_by(|one, other| one.0.total_cmp(&other.0));
    let half = pairs.iter().map(|pair| f64::from(pair.1)).sum::<f64>() / 2.0;
    let mut sum = 0.0;
    pairs.iter().filter(|pair| pair.1 > 0.0).find_map(|pair| {
        sum += f64::from(pair.1);
        (sum >= half).then_some(pair.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(trees: usize) -> BoostingSettings {
        BoostingSettings { trees, row_share: 1.0, column_share: 1.0, ..BoostingSettings::default() }
    }

    #[test]
    fn without_trees_the_answer_is_the_weighted_median() {
        let columns = vec![vec![0.0_f32; 3]];
        let cuts = Cuts::at_quantiles(&columns, 4);
        let targets = Targets { value: &[1.0, 5.0, 9.0], weight: &[1.0, 1.0, 5.0] };
        assert_eq!(BoostedMedian::fit(&cuts.bin(&columns), &cuts, targets, &whole(0)).base, 9.0);
    }

    #[test]
    fn a_step_with_wild_rows_is_learnt_as_its_middles() {
        let x: Vec<f32> = (0..200_u8).map(f32::from).collect();
        let value: Vec<f32> = x
            .iter()
            .map(|x| {
                if x % 10.0 == 3.0 {
                    1e6
                } else if *x < 100.0 {
                    -3.0
                } else {
                    4.0
                }
            })
            .collect();
        let columns = vec![x];
        let cuts = Cuts::at_quantiles(&columns, 64);
        let targets = Targets { value: &value, weight: &[1.0; 200] };
        let settings = BoostingSettings { depth: 1, learning_rate: 0.5, l2: 0.0, ..whole(30) };
        let model = BoostedMedian::fit(&cuts.bin(&columns), &cuts, targets, &settings);
        let answers = model.answers(&[&[10.0, 190.0]]);
        assert!((answers[0] + 3.0).abs() < 0.01 && (answers[1] - 4.0).abs() < 0.01, "{answers:?}");
    }

    #[test]
    fn no_rows_give_nothing() {
        let model = BoostedMedian::fit(
            &Binned::default(),
            &Cuts::default(),
            Targets { value: &[], weight: &[] },
            &BoostingSettings::default(),
        );
        assert_eq!(model, BoostedMedian::default());
        assert_eq!(model.answers(&[&[1.0]]), [0.0]);
    }
}

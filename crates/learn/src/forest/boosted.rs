//! Boosted trees for classes: each tree corrects what those before it still get wrong.
//!
//! Source: Friedman 2001, "Greedy function approximation" (multi-class logistic loss, one Newton step for each leaf), with the oblivious trees of
//! Prokhorenkova et al. 2018 (CatBoost). All classes share the questions of a tree. With p = softmax(score), the gradient of class k
//! is g = w ((y = k) - p), its curvature h = w p (1 - p). A question is worth the sum over leaves of |sum g|^2 / (sum h + L2); a
//! leaf gives each class learning_rate * sum g / (sum h + L2).

use super::draw::draw;
use super::{Binned, BoostingSettings, Cuts, Labels, ObliviousTree};
use crate::SplitMix64;
use crate::classifier::Classifier;

/// Trees whose scores add up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoostedClassifier {
    /// How many classes.
    pub classes: usize,
    /// Scores before the first tree: the logarithm of each class's share.
    pub base: Vec<f32>,
    /// The trees.
    pub trees: Vec<ObliviousTree>,
}

impl BoostedClassifier {
    /// Grows the trees. `told` hears after each tree how many stand, and the mean loss (-ln p of what is, weighted) that the trees before it had left on the
    /// rows that it saw; the model is empty of trees when there are no rows.
    pub fn fit(
        rows: &Binned,
        cuts: &Cuts,
        labels: Labels<'_>,
        settings: &BoostingSettings,
        told: &mut dyn FnMut(usize, f64),
    ) -> Self {
        let mut growth = Growth::new(rows, labels);
        let mut model = Self { classes: labels.classes, base: growth.base(), trees: Vec::new() };
        if rows.rows() == 0 || rows.columns.is_empty() {
            return model;
        }
        for scores in growth.scores.chunks_exact_mut(labels.classes) {
            scores.copy_from_slice(&model.base);
        }
        for tree in 0..settings.trees {
            let mut random = SplitMix64::keyed(settings.seed, &[tree as u64]);
            model.trees.push(growth.grow(cuts, settings, &mut random));
            told(tree + 1, growth.loss);
        }
        model
    }

    /// The scores of all rows before the softmax: `classes` values for each row.
    #[must_use]
    pub fn scores(&self, columns: &[&[f32]]) -> Vec<f32> {
        let rows = columns.first().map_or(0, |column| column.len());
        let mut scores = self.base.repeat(rows);
        for tree in &self.trees {
            tree.add_scores(columns, self.classes, &mut scores);
        }
        scores
    }
}

impl Classifier for BoostedClassifier {
    fn classes(&self) -> usize {
        self.classes
    }

    fn probabilities(&self, columns: &[&[f32]]) -> Vec<f32> {
        let mut scores = self.scores(columns);
        scores.chunks_exact_mut(self.classes.max(1)).for_each(soften);
        scores
    }
}

/// Turns scores into probabilities in place.
fn soften(scores: &mut [f32]) {
    let greatest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - greatest).exp();
        sum += *score;
    }
    scores.iter_mut().for_each(|score| *score /= sum);
}

/// Numbers that are added together: gradients of the classes, then curvature.
const LANES: usize = 8;

struct Growth<'a> {
    rows: &'a Binned,
    labels: Labels<'a>,
    /// Numbers for each row and each cell of a table: a multiple of `LANES`.
    width: usize,
    scores: Vec<f32>,
    table: Vec<f32>,
    /// Mean loss on the rows that were looked at last.
    loss: f64,
}

impl<'a> Growth<'a> {
    fn new(rows: &'a Binned, labels: Labels<'a>) -> Self {
        let width = (labels.classes + 1).next_multiple_of(LANES);
        Self { rows, labels, width, scores: vec![0.0; rows.rows() * labels.classes], table: Vec::new(), loss: 0.0 }
    }

    fn base(&self) -> Vec<f32> {
        let mut weight = vec![1e-3_f64; self.labels.classes];
        for (row, class) in self.labels.class.iter().enumerate() {
            if let Some(sum) = weight.get_mut(usize::from(*class)) {
                *sum += f64::from(self.labels.weight_of(row));
            }
        }
        let total: f64 = weight.iter().sum();
        #[expect(clippy::cast_possible_truncation, reason = "scores are kept in single precision")]
        weight.iter().map(|weight| (weight / total).ln() as f32).collect()
    }

    fn grow(&mut self, cuts: &Cuts, settings: &BoostingSettings, random: &mut SplitMix64) -> ObliviousTree {
        let chosen = draw(self.rows.rows(), settings.row_share, random);
        let columns = draw(self.rows.columns.len(), settings.column_share, random);
        let slopes = self.slopes(&chosen);
        let mut leaf = vec![0_u16; chosen.len()];
        let mut questions = Vec::new();
        for level in 0..settings.depth.clamp(1, 10) {
            let best = columns
                .iter()
                .filter_map(|column| self.best_cut(*column as usize, &chosen, &leaf, &slopes, level, settings.l2))
                .fold(None::<Question>, |best, found| match best {
                    Some(best) if best.worth >= found.worth => Some(best),
                    _ => Some(found),
                });
            let Some(question) = best else { break };
            let bins = &self.rows.columns[question.column];
            for (leaf, row) in leaf.iter_mut().zip(&chosen) {
                *leaf = (*leaf << 1) | u16::from(bins[*row as usize] > question.bin);
            }
            questions.push(question);
        }
        let leaf_scores = self.leaf_scores(&chosen, &leaf, 1 << questions.len(), settings);
        self.apply(&questions, &leaf_scores);
        ObliviousTree {
            column: questions.iter().map(|question| u32::try_from(question.column).unwrap_or(u32::MAX)).collect(),
            cut: questions
                .iter()
                .map(|question| cuts.above(question.column, question.bin).unwrap_or(f32::MAX))
                .collect(),
            leaf_scores,
        }
    }

    /// Gradients of all classes and the summed curvature of each chosen row.
    fn slopes(&mut self, chosen: &[u32]) -> Vec<f32> {
        let classes = self.labels.classes;
        let (mut loss, mut weights) = (0.0, 1e-12);
        let mut slopes = vec![0.0; chosen.len() * self.width];
        for (slopes, row) in slopes.chunks_exact_mut(self.width).zip(chosen) {
            let row = *row as usize;
            let weight = self.labels.weight_of(row);
            let class = usize::from(self.labels.class[row]);
            slopes[..classes].copy_from_slice(&self.scores[row * classes..(row + 1) * classes]);
            soften(&mut slopes[..classes]);
            loss -= f64::from(weight * slopes[class].max(f32::MIN_POSITIVE).ln());
            weights += f64::from(weight);
            let mut curvature = 0.0;
            for (place, value) in slopes[..classes].iter_mut().enumerate() {
                curvature += *value * (1.0 - *value);
                *value = weight * (f32::from(u8::from(place == class)) - *value);
            }
            slopes[classes] = weight * curvature;
        }
        self.loss = loss / weights;
        slopes
    }

    fn best_cut(
        &mut self,
        column: usize,
        chosen: &[u32],
        leaf: &[u16],
        slopes: &[f32],
        level: usize,
        l2: f32,
    ) -> Option<Question> {
        let bins = &self.rows.columns[column];
        let count = usize::from(bins.iter().copied().max()?) + 1;
        let (width, classes) = (self.width, self.labels.classes);
        self.table.clear();
        self.table.resize((count * width) << level, 0.0);
        for ((row, leaf), slopes) in chosen.iter().zip(leaf).zip(slopes.chunks_exact(width)) {
            let from = (usize::from(*leaf) * count + usize::from(bins[*row as usize])) * width;
            add(&mut self.table[from..from + width], slopes);
        }
        let mut worth = vec![0.0_f32; count];
        let (mut total, mut below) = (vec![0.0; width], vec![0.0; width]);
        for cells in self.table.chunks_exact(count * width) {
            total.fill(0.0);
            below.fill(0.0);
            cells.chunks_exact(width).for_each(|cell| add(&mut total, cell));
            for (worth, cell) in worth.iter_mut().zip(cells.chunks_exact(width)) {
                add(&mut below, cell);
                *worth += worth_of_split(&below, &total, classes, l2);
            }
        }
        worth.pop();
        let (bin, worth) = worth.into_iter().enumerate().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        Some(Question { column, bin: u8::try_from(bin).ok()?, worth })
    }

    fn leaf_scores(&self, chosen: &[u32], leaf: &[u16], leaves: usize, settings: &BoostingSettings) -> Vec<f32> {
        let classes = self.labels.classes;
        let mut sums = vec![(0.0_f32, settings.l2.max(1e-6)); leaves * classes];
        let mut chances = vec![0.0; classes];
        for (row, leaf) in chosen.iter().zip(leaf) {
            let row = *row as usize;
            chances.copy_from_slice(&self.scores[row * classes..(row + 1) * classes]);
            soften(&mut chances);
            let weight = self.labels.weight_of(row);
            let class = usize::from(self.labels.class[row]);
            let sums = &mut sums[usize::from(*leaf) * classes..][..classes];
            for (place, ((gradient, curvature), chance)) in sums.iter_mut().zip(&chances).enumerate() {
                *gradient += weight * (f32::from(u8::from(place == class)) - chance);
                *curvature += weight * chance * (1.0 - chance);
            }
        }
        sums.iter().map(|(gradient, curvature)| settings.learning_rate * gradient / curvature).collect()
    }

    /// Adds the new tree to the scores of all rows, seen by it or not.
    fn apply(&mut self, questions: &[Question], leaf_scores: &[f32]) {
        let classes = self.labels.classes;
        for (row, scores) in self.scores.chunks_exact_mut(classes).enumerate() {
            let above = |question: &Question| usize::from(self.rows.columns[question.column][row] > question.bin);
            let leaf = questions.iter().fold(0, |leaf, question| (leaf << 1) | above(question));
            add(scores, &leaf_scores[leaf * classes..(leaf + 1) * classes]);
        }
    }
}

struct Question {
    column: usize,
    bin: u8,
    worth: f32,
}

/// |sum g|^2 / (sum h + L2) below and above the cut.
fn worth_of_split(below: &[f32], total: &[f32], classes: usize, l2: f32) -> f32 {
    let (mut low, mut high) = (0.0, 0.0);
    for (below, total) in below[..classes].iter().zip(&total[..classes]) {
        low += below * below;
        high += (total - below) * (total - below);
    }
    let l2 = l2.max(1e-6);
    low / (below[classes].max(0.0) + l2) + high / ((total[classes] - below[classes]).max(0.0) + l2)
}

fn add(to: &mut [f32], from: &[f32]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(trees: usize) -> BoostingSettings {
        BoostingSettings { trees, row_share: 1.0, column_share: 1.0, ..BoostingSettings::default() }
    }

    #[test]
    fn one_full_step_on_a_stump_is_the_newton_step() {
        // Two classes, half each: p = 1/2, g = +-1/2, h = 1/4. Each side is pure: sum g = 2 * 1/2, sum h = 2 * 1/4 + L2 1.5 = 2.
        let columns = vec![vec![0.0, 0.0, 1.0, 1.0]];
        let cuts = Cuts::at_quantiles(&columns, 4);
        let labels = Labels { classes: 2, class: &[0, 0, 1, 1], weight: &[] };
        let settings = BoostingSettings { depth: 1, learning_rate: 1.0, l2: 1.5, ..whole(1) };
        let model = BoostedClassifier::fit(&cuts.bin(&columns), &cuts, labels, &settings, &mut |_, _| ());
        assert_eq!(model.trees[0].leaf_scores, [0.5, -0.5, -0.5, 0.5]);
    }

    #[test]
    fn a_chessboard_is_learnt_by_asking_twice() {
        let mut random = SplitMix64::new(5);
        #[expect(clippy::cast_possible_truncation, reason = "test data")]
        let mut column = || -> Vec<f32> { (0..2_000).map(|_| random.next_unit() as f32).collect() };
        let columns = vec![column(), column(), column()];
        let class: Vec<u8> =
            columns[0].iter().zip(&columns[1]).map(|(x, y)| u8::from((*x > 0.5) != (*y > 0.5))).collect();
        let cuts = Cuts::at_quantiles(&columns, 64);
        let labels = Labels { classes: 2, class: &class, weight: &[] };
        let settings = BoostingSettings { depth: 3, learning_rate: 0.3, ..whole(60) };
        let model = BoostedClassifier::fit(&cuts.bin(&columns), &cuts, labels, &settings, &mut |_, _| ());
        let views: Vec<&[f32]> = columns.iter().map(Vec::as_slice).collect();
        let right = model
            .probabilities(&views)
            .chunks_exact(2)
            .zip(&class)
            .filter(|(p, class)| (p[1] > p[0]) == (**class == 1))
            .count();
        assert!(right > 1_950, "{right} of 2000");
    }

    #[test]
    fn the_same_seed_gives_the_same_model_and_another_seed_another() {
        let columns: Vec<Vec<f32>> =
            (0..4_u8).map(|c| (0..200_u8).map(|r| f32::from(r.wrapping_mul(37 + 2 * c))).collect()).collect();
        let class: Vec<u8> = (0..200_u8).map(|row| row % 3).collect();
        let cuts = Cuts::at_quantiles(&columns, 16);
        let labels = Labels { classes: 3, class: &class, weight: &[] };
        let fit = |seed| {
            let settings = BoostingSettings { trees: 5, seed, ..BoostingSettings::default() };
            BoostedClassifier::fit(&cuts.bin(&columns), &cuts, labels, &settings, &mut |_, _| ())
        };
        assert_eq!(fit(1), fit(1));
        assert_ne!(fit(1), fit(2));
    }

    #[test]
    fn the_loss_that_is_told_begins_at_that_of_the_shares_and_falls() {
        let columns = vec![vec![0.0, 0.0, 1.0, 1.0]];
        let cuts = Cuts::at_quantiles(&columns, 4);
        let labels = Labels { classes: 2, class: &[0, 0, 1, 1], weight: &[] };
        let mut told = Vec::new();
        BoostedClassifier::fit(&cuts.bin(&columns), &cuts, labels, &whole(10), &mut |_, loss| told.push(loss));
        assert!((told[0] - 2.0_f64.ln()).abs() < 1e-6, "{told:?}");
        assert!(told.windows(2).all(|pair| pair[1] < pair[0]), "{told:?}");
    }

    #[test]
    fn without_a_tree_the_answer_is_the_share_of_each_class() {
        let labels = Labels { classes: 2, class: &[0, 0, 0, 1], weight: &[1.0, 1.0, 1.0, 3.0] };
        let columns = vec![vec![1.0; 4]];
        let cuts = Cuts::at_quantiles(&columns, 4);
        let model = BoostedClassifier::fit(&cuts.bin(&columns), &cuts, labels, &whole(0), &mut |_, _| ());
        assert!((model.probabilities(&[&[1.0]])[1] - 0.5).abs() < 1e-3);
    }
}

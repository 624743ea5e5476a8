//! A decision tree that asks one question at each node, and can be read.
//!
//! Source: Breiman, Friedman, Olshen and Stone 1984, "Classification and Regression Trees" (CART). Classes are parted by Gini impurity, numbers by
//! variance. With c the summed weights of the classes in a node and n their sum, a split is worth
//!
//! ```text
//! sum c_below^2 / n_below + sum c_above^2 / n_above        classes
//! (sum w y)^2 / sum w, below and above                     numbers
//! ```
//!
//! which grows by as much as the weighted impurity falls. Columns are binned first, so a node's question is found in one pass over its rows.

use super::{Binned, Cuts, Target, TreeSettings};
use crate::SplitMix64;

/// A node: a question, or a leaf.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Node {
    /// The column that is asked; `None` in a leaf.
    pub column: Option<u32>,
    /// Is the value above this?
    pub cut: f32,
    /// Place of the node for "no"; that for "yes" comes next.
    pub below: u32,
    /// The weight of the rows that came here while it was grown.
    pub weight: f32,
}

/// A fitted tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DecisionTree {
    /// Values for each node.
    pub width: usize,
    /// The nodes; the first is the root.
    pub nodes: Vec<Node>,
    /// What each node would answer: shares of the classes, or a mean. `width` values for each node.
    pub values: Vec<f32>,
}

impl DecisionTree {
    /// Grows a tree. `weight` is empty when all rows count 1; rows of weight 0 are not looked at. Without rows the tree has no node and
    /// answers nothing.
    #[must_use]
    pub fn fit(rows: &Binned, cuts: &Cuts, target: Target<'_>, weight: &[f32], settings: &TreeSettings) -> Self {
        Growth::new(rows, target, weight, settings).grow(cuts)
    }

    /// The leaf of a row.
    #[must_use]
    pub fn leaf(&self, columns: &[&[f32]], row: usize) -> usize {
        let mut place = 0;
        while let Some((column, node)) = self.nodes.get(place).and_then(|node| Some((node.column?, node))) {
            let value = columns.get(column as usize).and_then(|column| column.get(row)).copied().unwrap_or(f32::NAN);
            place = node.below as usize + usize::from(value > node.cut);
        }
        place
    }

    /// What a node answers.
    #[must_use]
    pub fn answer(&self, node: usize) -> &[f32] {
        self.values.get(node * self.width..(node + 1) * self.width).unwrap_or_default()
    }

    /// Adds the answers for all rows to `sums`: `width` values for each row.
    pub fn add_answers(&self, columns: &[&[f32]], sums: &mut [f32]) {
        for (row, sums) in sums.chunks_exact_mut(self.width.max(1)).enumerate() {
            let leaf = self.leaf(columns, row);
            sums.iter_mut().zip(self.answer(leaf)).for_each(|(sum, value)| *sum += value);
        }
    }
}

/// What is known of a row while a tree grows, moved about so that the rows of a node lie together.
#[derive(Clone, Copy)]
struct Grain {
    row: u32,
    /// Class, or place of the weight in the sums.
    class: u32,
    weight: f32,
    /// Weight times number.
    moment: f32,
}

/// Rows of a node that is still to be parted: grains `from..to`.
struct Open {
    node: usize,
    from: usize,
    to: usize,
    depth: usize,
}

struct Question {
    column: usize,
    bin: u8,
    worth: f64,
}

const BINS: usize = 256;

struct Growth<'a> {
    rows: &'a Binned,
    settings: &'a TreeSettings,
    is_numbers: bool,
    width: usize,
    /// Numbers for each bin: weights of the classes, or weight and moment.
    lanes: usize,
    grains: Vec<Grain>,
    table: Vec<f64>,
    columns: Vec<u32>,
    random: SplitMix64,
    /// Subtracted from numbers while sums are made, so that a large offset does not eat the small differences.
    offset: f32,
}

impl<'a> Growth<'a> {
    fn new(rows: &'a Binned, target: Target<'_>, weight: &[f32], settings: &'a TreeSettings) -> Self {
        let count = rows.rows().min(target.rows());
        let weight_of = |row: usize| weight.get(row).copied().unwrap_or(if weight.is_empty() { 1.0 } else { 0.0 });
        let offset = match target {
            Target::Classes { .. } => 0.0,
            Target::Numbers(value) => value.first().copied().unwrap_or(0.0),
        };
        let grain = |row: usize| {
            let weight = weight_of(row);
            let (class, moment) = match target {
                Target::Classes { class, .. } => (u32::from(class[row]), 0.0),
                Target::Numbers(value) => (0, weight * (value[row] - offset)),
            };
            Grain { row: u32::try_from(row).unwrap_or(u32::MAX), class, weight, moment }
        };
        let is_numbers = matches!(target, Target::Numbers(_));
        let lanes = if is_numbers { 2 } else { target.width() };
        Self {
            rows,
            settings,
            is_numbers,
            width: target.width(),
            lanes,
            grains: (0..count).map(grain).filter(|grain| grain.weight > 0.0).collect(),
            table: vec![0.0; BINS * lanes],
            columns: (0..u32::try_from(rows.columns.len()).unwrap_or(u32::MAX)).collect(),
            random: SplitMix64::new(settings.seed),
            offset,
        }
    }

    fn grow(mut self, cuts: &Cuts) -> DecisionTree {
        let mut tree = DecisionTree { width: self.width, ..DecisionTree::default() };
        if self.grains.is_empty() {
            return tree;
        }
        self.add_node(&mut tree, 0, self.grains.len());
        let mut open = vec![Open { node: 0, from: 0, to: self.grains.len(), depth: 0 }];
        while let Some(at) = open.pop() {
            let Some((question, cut)) =
                self.question(&at).and_then(|q| cuts.above(q.column, q.bin).map(|cut| (q, cut)))
            else {
                continue;
            };
            let middle = at.from + self.part(&question, at.from, at.to);
            let below = tree.nodes.len();
            self.add_node(&mut tree, at.from, middle);
            self.add_node(&mut tree, middle, at.to);
            let node = &mut tree.nodes[at.node];
            node.column = u32::try_from(question.column).ok();
            node.cut = cut;
            node.below = u32::try_from(below).unwrap_or(u32::MAX);
            open.push(Open { node: below + 1, from: middle, to: at.to, depth: at.depth + 1 });
            open.push(Open { node: below, from: at.from, to: middle, depth: at.depth + 1 });
        }
        tree
    }

    fn sums(&self, from: usize, to: usize) -> Vec<f64> {
        let mut sums = vec![0.0; self.lanes];
        for grain in &self.grains[from..to] {
            add(&mut sums, grain, self.is_numbers);
        }
        sums
    }

    #[expect(clippy::cast_possible_truncation, reason = "leaves are kept in single precision")]
    fn add_node(&self, tree: &mut DecisionTree, from: usize, to: usize) {
        let sums = self.sums(from, to);
        let weight = if self.is_numbers { sums[0] } else { sums.iter().sum() };
        if self.is_numbers {
            tree.values.push((sums[1] / weight) as f32 + self.offset);
        } else {
            tree.values.extend(sums.iter().map(|sum| (sum / weight) as f32));
        }
        tree.nodes.push(Node { column: None, cut: 0.0, below: 0, weight: weight as f32 });
    }

    /// The best question of a node, among columns drawn by chance. As in scikit-learn, more columns are drawn while none of them can part the rows.
    fn question(&mut self, at: &Open) -> Option<Question> {
        let total = self.sums(at.from, at.to);
        let before = worth(&total, self.is_numbers);
        if at.depth >= self.settings.depth || self.is_pure(at, &total) {
            return None;
        }
        let asked = self.settings.columns.of(self.columns.len());
        let mut best: Option<Question> = None;
        for drawn in 0..self.columns.len() {
            if drawn >= asked && best.is_some() {
                break;
            }
            if asked < self.columns.len() {
                let other = drawn + self.random.next_place(self.columns.len() - drawn).unwrap_or(0);
                self.columns.swap(drawn, other);
            }
            let found = self.best_cut(self.columns[drawn] as usize, at, &total);
            if let Some(found) = found.filter(|found| best.as_ref().is_none_or(|best| found.worth > best.worth)) {
                best = Some(found);
            }
        }
        best.filter(|best| best.worth > before * (1.0 + 1e-12) || !self.is_numbers)
    }

    fn is_pure(&self, at: &Open, total: &[f64]) -> bool {
        if self.is_numbers {
            let grains = &self.grains[at.from..at.to];
            let first = grains.first().map_or(0.0, |grain| grain.moment / grain.weight);
            return grains.iter().all(|grain| (grain.moment / grain.weight - first).abs() < 1e-9);
        }
        total.iter().filter(|sum| **sum > 0.0).count() < 2
    }

    fn best_cut(&mut self, column: usize, at: &Open, total: &[f64]) -> Option<Question> {
        let (lanes, least, is_numbers) = (self.lanes, self.settings.least_leaf, self.is_numbers);
        let bins = self.rows.columns.get(column)?;
        let mut seen = [0_u64; BINS / 64];
        for grain in &self.grains[at.from..at.to] {
            let bin = usize::from(bins[grain.row as usize]);
            seen[bin / 64] |= 1 << (bin % 64);
            if is_numbers {
                self.table[bin * 2] += f64::from(grain.weight);
                self.table[bin * 2 + 1] += f64::from(grain.moment);
            } else {
                self.table[bin * lanes + grain.class as usize] += f64::from(grain.weight);
            }
        }
        let mut below = vec![0.0; lanes];
        let mut before: Option<usize> = None;
        let mut best: Option<Question> = None;
        for bin in ones(&seen) {
            if let Some(last) = before {
                let (low, high) = worth_of_split(&below, total, is_numbers);
                let found = low.worth + high.worth;
                if low.weight >= least && high.weight >= least && best.as_ref().is_none_or(|best| found > best.worth) {
                    // Between two bins that hold rows lie cuts that part alike: the middle one is nearest to neither.
                    let middle = u8::try_from((last + bin - 1) / 2).unwrap_or(u8::MAX);
                    best = Some(Question { column, bin: middle, worth: found });
                }
            }
            let cells = &mut self.table[bin * lanes..(bin + 1) * lanes];
            below.iter_mut().zip(cells.iter()).for_each(|(below, cell)| *below += cell);
            cells.fill(0.0);
            before = Some(bin);
        }
        best
    }

    /// Moves the rows that answer "no" to the front; how many they are.
    fn part(&mut self, question: &Question, from: usize, to: usize) -> usize {
        let bins = &self.rows.columns[question.column];
        let grains = &mut self.grains[from..to];
        let (mut low, mut high) = (0, grains.len());
        while low < high {
            if bins[grains[low].row as usize] > question.bin {
                high -= 1;
                grains.swap(low, high);
            } else {
                low += 1;
            }
        }
        low
    }
}

fn add(sums: &mut [f64], grain: &Grain, is_numbers: bool) {
    if is_numbers {
        sums[0] += f64::from(grain.weight);
        sums[1] += f64::from(grain.moment);
    } else if let Some(sum) = sums.get_mut(grain.class as usize) {
        *sum += f64::from(grain.weight);
    }
}

struct Side {
    weight: f64,
    worth: f64,
}

fn worth(sums: &[f64], is_numbers: bool) -> f64 {
    worth_of_split(sums, sums, is_numbers).0.worth
}

fn worth_of_split(below: &[f64], total: &[f64], is_numbers: bool) -> (Side, Side) {
    let side = |weight: f64, worth: f64| Side { weight, worth: if weight > 0.0 { worth / weight } else { 0.0 } };
    if is_numbers {
        let above = (total[0] - below[0], total[1] - below[1]);
        return (side(below[0], below[1] * below[1]), side(above.0, above.1 * above.1));
    }
    let (mut low, mut high) = ((0.0, 0.0), (0.0, 0.0));
    for (below, total) in below.iter().zip(total) {
        let above = total - below;
        low = (low.0 + below, low.1 + below * below);
        high = (high.0 + above, high.1 + above * above);
    }
    (side(low.0, low.1), side(high.0, high.1))
}

/// The places of the ones, ascending.
fn ones(bits: &[u64; BINS / 64]) -> impl Iterator<Item = usize> {
    bits.iter().enumerate().flat_map(|(word, bits)| {
        let mut rest = *bits;
        std::iter::from_fn(move || {
            let place = rest.trailing_zeros() as usize;
            (rest != 0).then(|| {
                rest &= rest - 1;
                word * 64 + place
            })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grown(columns: &[Vec<f32>], target: Target<'_>, settings: &TreeSettings) -> DecisionTree {
        let cuts = Cuts::at_quantiles(columns, 255);
        DecisionTree::fit(&cuts.bin(columns), &cuts, target, &[], settings)
    }

    #[test]
    fn one_question_parts_two_classes() {
        let columns = [vec![1.0, 2.0, 3.0, 10.0, 11.0], vec![0.0; 5]];
        let tree = grown(&columns, Target::Classes { count: 2, class: &[0, 0, 0, 1, 1] }, &TreeSettings::default());
        assert_eq!(tree.nodes.len(), 3);
        assert_eq!((tree.nodes[0].column, tree.nodes[0].cut, tree.nodes[0].weight), (Some(0), 6.5, 5.0));
        assert_eq!(tree.values, [0.6, 0.4, 1.0, 0.0, 0.0, 1.0]);
        assert_eq!(tree.answer(tree.leaf(&[&[6.4], &[9.0]], 0)), [1.0, 0.0]);
    }

    #[test]
    fn a_chessboard_is_learnt_though_the_first_question_gains_nothing() {
        let columns = [vec![0.0, 0.0, 1.0, 1.0], vec![0.0, 1.0, 0.0, 1.0]];
        let tree = grown(&columns, Target::Classes { count: 2, class: &[0, 1, 1, 0] }, &TreeSettings::default());
        let views = [columns[0].as_slice(), columns[1].as_slice()];
        let said: Vec<f32> = (0..4).map(|row| tree.answer(tree.leaf(&views, row))[1]).collect();
        assert_eq!(said, [0.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn numbers_are_parted_where_the_variance_falls_most_and_answered_by_their_mean() {
        let columns = [vec![1.0, 2.0, 3.0, 4.0]];
        let settings = TreeSettings { depth: 1, ..TreeSettings::default() };
        let tree = grown(&columns, Target::Numbers(&[1_000_000.0, 1_000_002.0, 1_000_010.0, 1_000_012.0]), &settings);
        assert_eq!((tree.nodes[0].cut, &tree.values[1..]), (2.5, &[1_000_001.0, 1_000_011.0][..]));
    }

    #[test]
    fn leaves_hold_their_least_weight_and_depth_is_kept() {
        let column: Vec<f32> = (0..40_u8).map(f32::from).collect();
        let class: Vec<u8> = (0..40).map(|row| u8::from(row % 3 == 0)).collect();
        let target = Target::Classes { count: 2, class: &class };
        let heavy =
            grown(std::slice::from_ref(&column), target, &TreeSettings { least_leaf: 7.0, ..TreeSettings::default() });
        assert!(heavy.nodes.iter().all(|node| node.weight >= 7.0) && heavy.nodes.len() > 3);
        let flat = grown(&[column], target, &TreeSettings { depth: 2, ..TreeSettings::default() });
        assert!(flat.nodes.len() <= 7);
    }

    #[test]
    fn without_rows_or_columns_there_is_nothing_to_ask() {
        let none = grown(&[], Target::Numbers(&[]), &TreeSettings::default());
        assert_eq!((none.nodes.len(), none.answer(0).len()), (0, 0));
        let rows = Binned { columns: vec![vec![0, 0]] };
        let cuts = Cuts { of_column: vec![vec![]] };
        let target = Target::Classes { count: 2, class: &[0, 1] };
        assert_eq!(DecisionTree::fit(&rows, &cuts, target, &[], &TreeSettings::default()).values, [0.5, 0.5]);
    }
}

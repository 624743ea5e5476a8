//! Many classes by pairs: each pair of classes has its border, and each border has a vote.

use super::kernel::{Kernel, squares};
use super::solver::Problem;
use crate::classifier::{Classifier, likeliest};
use crate::rows::pick;

/// How a machine is trained.
#[derive(Clone, Debug, PartialEq)]
pub struct SvmSettings {
    /// How alike two rows are.
    pub kernel: Kernel,
    /// What a row on the wrong side costs (C), above 0.
    pub cost: f32,
    /// The cost is multiplied by this for rows of each class; empty when all are 1.
    pub class_weight: Vec<f32>,
    /// When to stop; .001 as in libsvm.
    pub tolerance: f32,
    /// Bytes of kernel rows that are kept while training.
    pub cache_bytes: usize,
}

impl Default for SvmSettings {
    /// Straight borders, C = 1; 200 MB for rows of the kernel, as in scikit-learn.
    fn default() -> Self {
        Self { kernel: Kernel::Linear, cost: 1.0, class_weight: Vec::new(), tolerance: 1e-3, cache_bytes: 200 << 20 }
    }
}

/// The border of one pair of classes.
#[derive(Clone, Debug, PartialEq)]
struct Pair {
    /// The class below the border (negative) and above.
    classes: (u8, u8),
    /// Places among the vectors, with their weights.
    weight: Vec<(u32, f32)>,
    bias: f32,
}

/// A trained machine.
#[derive(Clone, Debug, PartialEq)]
pub struct SupportVectors {
    classes: usize,
    kernel: Kernel,
    /// The rows that borders rest on, column by column.
    vectors: Vec<Vec<f32>>,
    pairs: Vec<Pair>,
}

impl SupportVectors {
    /// Trains on scaled columns without missing values (see [`crate::scale::Standard::scaled_and_filled`]). Classes without rows get no votes.
    #[must_use]
    pub fn fit(columns: &[Vec<f32>], class: &[u8], classes: usize, settings: &SvmSettings) -> Self {
        let mut used: Vec<Option<u32>> = vec![None; class.len()];
        let mut kept = Vec::new();
        let mut pairs = Vec::new();
        for (low, high) in all_pairs(classes) {
            let rows: Vec<usize> = (0..class.len()).filter(|row| class[*row] == low || class[*row] == high).collect();
            let side: Vec<f32> = rows.iter().map(|row| if class[*row] == high { 1.0 } else { -1.0 }).collect();
            if side.iter().all(|value| *value > 0.0) || side.iter().all(|value| *value < 0.0) {
                continue;
            }
            let weight_of = |row: &usize| settings.class_weight.get(usize::from(class[*row])).copied().unwrap_or(1.0);
            let cost: Vec<f32> = rows.iter().map(|row| settings.cost * weight_of(row)).collect();
            let own: Vec<Vec<f32>> = columns.iter().map(|column| pick(column, &rows)).collect();
            let problem = Problem {
                columns: &own,
                side: &side,
                cost: &cost,
                kernel: settings.kernel,
                tolerance: settings.tolerance,
                cache_bytes: settings.cache_bytes,
            };
            let border = problem.solve();
            let mut weight = Vec::new();
            for (row, value) in rows.iter().zip(&border.weight).filter(|(_, value)| **value != 0.0) {
                let place = *used[*row].get_or_insert_with(|| {
                    kept.push(*row);
                    u32::try_from(kept.len() - 1).unwrap_or(u32::MAX)
                });
                weight.push((place, *value));
            }
            pairs.push(Pair { classes: (low, high), weight, bias: border.bias });
        }
        let vectors = columns.iter().map(|column| pick(column, &kept)).collect();
        Self { classes, kernel: settings.kernel, vectors, pairs }
    }

    /// On which side of each border a row lies, and how far: positive is the second class of the pair. Pairs stand as (0, 1), (0, 2) ... (1, 2) ...;
    /// one list for each row.
    #[must_use]
    pub fn decisions(&self, columns: &[&[f32]]) -> Vec<Vec<f32>> {
        let rows = columns.first().map_or(0, |column| column.len());
        let count = self.vectors.first().map_or(0, Vec::len);
        let squares = squares(&self.vectors, count);
        let mut likeness = vec![0.0; count];
        let mut own = vec![0.0; columns.len()];
        let mut decide = |row: usize| {
            own.iter_mut().zip(columns).for_each(|(value, column)| *value = column[row]);
            self.kernel.fill(&own, &self.vectors, &squares, &mut likeness);
            let of_pair = |pair: &Pair| {
                pair.weight.iter().map(|(place, weight)| weight * likeness[*place as usize]).sum::<f32>() - pair.bias
            };
            self.pairs.iter().map(of_pair).collect()
        };
        (0..rows).map(&mut decide).collect()
    }

    /// How many rows the borders rest on.
    #[must_use]
    pub fn vectors(&self) -> usize {
        self.vectors.first().map_or(0, Vec::len)
    }
}

impl Classifier for SupportVectors {
    fn classes(&self) -> usize {
        self.classes
    }

    /// Shares of votes, nudged by how far the row lies from the borders so that ranks are fine. They are no frequencies: calibrate them
    /// before they are believed.
    fn probabilities(&self, columns: &[&[f32]]) -> Vec<f32> {
        let shares = |decisions: &Vec<f32>| {
            let mut votes = vec![0.0_f32; self.classes];
            for (pair, decision) in self.pairs.iter().zip(decisions) {
                let high = 1.0 / (1.0 + (-2.0 * decision).exp());
                votes[usize::from(pair.classes.1)] += high;
                votes[usize::from(pair.classes.0)] += 1.0 - high;
            }
            let sum: f32 = votes.iter().sum();
            #[expect(clippy::cast_precision_loss, reason = "a count of classes")]
            let equal = 1.0 / self.classes.max(1) as f32;
            votes.iter().map(|vote| if sum > 0.0 { vote / sum } else { equal }).collect::<Vec<_>>()
        };
        self.decisions(columns).iter().flat_map(shares).collect()
    }

    /// The class with the most votes, the first of several.
    fn predict(&self, columns: &[&[f32]]) -> Vec<u8> {
        let most = |decisions: &Vec<f32>| {
            let mut votes = vec![0.0_f32; self.classes];
            for (pair, decision) in self.pairs.iter().zip(decisions) {
                let winner = if *decision > 0.0 { pair.classes.1 } else { pair.classes.0 };
                votes[usize::from(winner)] += 1.0;
            }
            likeliest(&votes)
        };
        self.decisions(columns).iter().map(most).collect()
    }
}

fn all_pairs(classes: usize) -> impl Iterator<Item = (u8, u8)> {
    let classes = u8::try_from(classes).unwrap_or(u8::MAX);
    (0..classes).flat_map(move |low| (low + 1..classes).map(move |high| (low, high)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classifier::views;

    fn rings() -> (Vec<Vec<f32>>, Vec<u8>) {
        let mut random = crate::SplitMix64::new(3);
        let mut columns = vec![Vec::new(), Vec::new()];
        let mut class = Vec::new();
        for row in 0..240_u16 {
            let ring = u8::try_from(row % 3).unwrap();
            let angle = random.next_unit() * std::f64::consts::TAU;
            let radius = f64::from(ring) + 0.2 * random.next_normal();
            #[expect(clippy::cast_possible_truncation, reason = "test data")]
            for (column, value) in columns.iter_mut().zip([radius * angle.cos(), radius * angle.sin()]) {
                column.push(value as f32);
            }
            class.push(ring);
        }
        (columns, class)
    }

    #[test]
    fn three_rings_are_parted_by_round_borders_and_not_by_straight_ones() {
        let (columns, class) = rings();
        let right = |kernel| {
            let settings = SvmSettings { kernel, ..SvmSettings::default() };
            let machine = SupportVectors::fit(&columns, &class, 3, &settings);
            machine.predict(&views(&columns)).iter().zip(&class).filter(|(said, is)| said == is).count()
        };
        let round = right(Kernel::rbf_scaled(&views(&columns)));
        assert!(round > 220 && right(Kernel::Linear) < 160, "{round}");
    }

    #[test]
    fn shares_sum_to_one_and_a_class_without_rows_gets_none_of_its_own() {
        let columns = [vec![0.0, 1.0, 4.0, 5.0]];
        let machine = SupportVectors::fit(&columns, &[0, 0, 2, 2], 3, &SvmSettings::default());
        let shares = machine.probabilities(&[&[0.5, 4.5]]);
        assert!((shares[..3].iter().sum::<f32>() - 1.0).abs() < 1e-6 && shares[1] == 0.0);
        assert_eq!(machine.predict(&[&[0.5, 4.5]]), [0, 2]);
    }

    #[test]
    fn one_class_alone_has_no_border() {
        let machine = SupportVectors::fit(&[vec![1.0, 2.0]], &[0, 0], 2, &SvmSettings::default());
        assert_eq!((machine.vectors(), machine.probabilities(&[&[1.0]])), (0, vec![0.5, 0.5]));
    }
}

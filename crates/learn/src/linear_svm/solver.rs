//! Which weights part one class from all others? One row after the other is given the share that is best for it, all others held.
//!
//! ```text
//! derivative   G = y w x - 1 + a / (2 C)          a >= 0 is the row's share, w = sum of a y x
//! step         a' = max(0, a - G / (x x + 1 / (2 C)))
//! ```
//!
//! Rows without a share that lie far on their side are left out of the next walks (shrinking); before the end all are looked at again.

use super::LinearSvmSettings;
use crate::SplitMix64;
use crate::sparse::SparseRows;

/// The task of one class; solving it again for another C goes on from where it was.
pub(super) struct Solver<'a> {
    rows: &'a SparseRows,
    /// 1 for rows of the class, -1 for others.
    side: Vec<f32>,
    /// The squared length of each row with its one for the intercept.
    squared: Vec<f32>,
    share: Vec<f32>,
    weight: Vec<f32>,
    intercept: f32,
}

impl<'a> Solver<'a> {
    pub(super) fn new(rows: &'a SparseRows, is_class: impl Fn(usize) -> bool) -> Self {
        let squared = |row| 1.0 + rows.row(row).1.iter().map(|value| value * value).sum::<f32>();
        Self {
            rows,
            side: (0..rows.len()).map(|row| if is_class(row) { 1.0 } else { -1.0 }).collect(),
            squared: (0..rows.len()).map(squared).collect(),
            share: vec![0.0; rows.len()],
            weight: vec![0.0; rows.columns()],
            intercept: 0.0,
        }
    }

    pub(super) fn weight(&self) -> &[f32] {
        &self.weight
    }

    pub(super) fn intercept(&self) -> f32 {
        self.intercept
    }

    /// How far a row lies on the side of the class.
    pub(super) fn score(&self, row: (&[u32], &[f32])) -> f32 {
        let products = row.0.iter().zip(row.1).map(|(place, value)| self.weight[*place as usize] * value);
        self.intercept + products.sum::<f32>()
    }

    /// Walks until no row wants to move; `false` when the walks ran out before.
    #[expect(clippy::cast_possible_truncation, reason = "weights are kept in single precision")]
    pub(super) fn solve(&mut self, settings: &LinearSvmSettings, random: &mut SplitMix64) -> bool {
        let ridge = (0.5 / settings.c) as f32;
        let tolerance = settings.tolerance as f32;
        let mut active: Vec<usize> = (0..self.rows.len()).collect();
        let mut limit = f32::INFINITY;
        for _ in 0..settings.passes {
            random.shuffle(&mut active);
            let (mut most, mut least) = (f32::NEG_INFINITY, f32::INFINITY);
            active.retain(|row| {
                let row = *row;
                let slope = self.side[row] * self.score(self.rows.row(row)) - 1.0 + ridge * self.share[row];
                let is_without = self.share[row] <= 0.0;
                if is_without && slope > limit {
                    return false;
                }
                let projected = if is_without { slope.min(0.0) } else { slope };
                most = most.max(projected);
                least = least.min(projected);
                if projected.abs() > 1e-12 {
                    self.step(row, slope, ridge);
                }
                true
            });
            if most - least <= tolerance {
                if active.len() == self.rows.len() {
                    return true;
                }
                // All rows are looked at once more, whether left out or not.
                active = (0..self.rows.len()).collect();
                limit = f32::INFINITY;
                continue;
            }
            limit = if most > 0.0 { most } else { f32::INFINITY };
        }
        false
    }

    fn step(&mut self, row: usize, slope: f32, ridge: f32) {
        let new = (self.share[row] - slope / (self.squared[row] + ridge)).max(0.0);
        let by = (new - self.share[row]) * self.side[row];
        self.share[row] = new;
        let (places, values) = self.rows.row(row);
        for (place, value) in places.iter().zip(values) {
            self.weight[*place as usize] += by * value;
        }
        self.intercept += by;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> SparseRows {
        let mut rows = SparseRows::new(2);
        for (a, b) in [(0.0, 0.0), (1.0, 0.5), (0.2, 0.9), (1.5, 1.0), (2.0, 2.0), (0.4, 0.1)] {
            rows.push([(0, a), (1, b)]);
        }
        rows
    }

    /// The loss that is to be least.
    fn loss(weight: &[f32], intercept: f32, c: f32) -> f32 {
        let rows = rows();
        let slack = |row: usize| {
            let (places, values) = rows.row(row);
            let score: f32 = intercept
                + places.iter().zip(values).map(|(place, value)| weight[*place as usize] * value).sum::<f32>();
            let side = if [1, 3, 4].contains(&row) { 1.0 } else { -1.0 };
            (1.0_f32 - side * score).max(0.0).powi(2)
        };
        let length = weight.iter().map(|weight| weight * weight).sum::<f32>() + intercept * intercept;
        length / 2.0 + c * (0..rows.len()).map(slack).sum::<f32>()
    }

    #[test]
    fn no_step_aside_makes_the_loss_less_whether_it_began_anew_or_went_on() {
        let rows = rows();
        let mut solver = Solver::new(&rows, |row| [1, 3, 4].contains(&row));
        for c in [0.1, 1.0, 10.0] {
            let settings = LinearSvmSettings { c, tolerance: 1e-5, passes: 100_000, seed: 1 };
            assert!(solver.solve(&settings, &mut SplitMix64::new(1)));
            #[expect(clippy::cast_possible_truncation, reason = "test data")]
            let c = c as f32;
            let at = loss(solver.weight(), solver.intercept(), c);
            for (a, b, intercept) in [
                (0.01, 0.0, 0.0),
                (-0.01, 0.0, 0.0),
                (0.0, 0.01, 0.0),
                (0.0, -0.01, 0.0),
                (0.0, 0.0, 0.01),
                (0.0, 0.0, -0.01),
            ] {
                let aside = loss(&[solver.weight()[0] + a, solver.weight()[1] + b], solver.intercept() + intercept, c);
                assert!(aside > at, "C {c}: {aside} {at}");
            }
        }
    }

    #[test]
    fn too_few_walks_are_told() {
        let rows = rows();
        let mut solver = Solver::new(&rows, |row| row == 1);
        let settings = LinearSvmSettings { tolerance: 1e-6, passes: 1, ..LinearSvmSettings::default() };
        assert!(!solver.solve(&settings, &mut SplitMix64::new(1)));
    }
}

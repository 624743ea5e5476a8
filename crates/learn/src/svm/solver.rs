//! Finds the border between two classes.
//!
//! ```text
//! minimise  1/2 a' Q a - sum a,   Q_ij = y_i y_j K(x_i, x_j),   0 <= a_i <= C_i,   sum y_i a_i = 0
//! ```
//!
//! Two values are changed at a time: i violates the conditions most, j promises the greatest fall of the objective (Fan, Chen and Lin 2005, WSS 2).
//! Rows of the kernel matrix are kept while they fit.

use super::kernel::{Kernel, squares};

/// A problem of two classes.
pub(super) struct Problem<'a> {
    /// Column by column.
    pub(super) columns: &'a [Vec<f32>],
    /// +1 or -1 for each row.
    pub(super) side: &'a [f32],
    /// The most that a row may count, for each row.
    pub(super) cost: &'a [f32],
    pub(super) kernel: Kernel,
    /// Stop when the conditions are violated by less.
    pub(super) tolerance: f32,
    /// Bytes of kernel rows that are kept.
    pub(super) cache_bytes: usize,
}

/// Weights of the rows (with sign) and what is subtracted from their sum.
pub(super) struct Border {
    pub(super) weight: Vec<f32>,
    pub(super) bias: f32,
}

/// Smallest curvature of a pair: below, the kernel is not positive definite to the computer.
const LEAST_CURVATURE: f32 = 1e-12;

impl Problem<'_> {
    /// Solves; ends after a hundred steps for each row and at least a million when the tolerance is not met.
    pub(super) fn solve(&self) -> Border {
        let count = self.side.len();
        let mut cache = Cache::new(self);
        let mut alpha = vec![0.0_f32; count];
        let mut slope = vec![-1.0_f32; count];
        for _ in 0..(count * 100).max(1_000_000) {
            let Some((i, j)) = self.worst_pair(&alpha, &slope, &mut cache) else { break };
            let (change_i, change_j) = self.step(i, j, &mut alpha, &slope, &mut cache);
            for (row, change) in [(i, change_i), (j, change_j)] {
                let factor = change * self.side[row];
                let likeness = cache.row(row, self);
                for ((slope, side), likeness) in slope.iter_mut().zip(self.side).zip(likeness) {
                    *slope += factor * side * likeness;
                }
            }
        }
        let bias = self.bias(&alpha, &slope);
        Border { weight: alpha.iter().zip(self.side).map(|(alpha, side)| alpha * side).collect(), bias }
    }

    fn may_rise(&self, row: usize, alpha: &[f32]) -> bool {
        if self.side[row] > 0.0 { alpha[row] < self.cost[row] } else { alpha[row] > 0.0 }
    }

    fn may_fall(&self, row: usize, alpha: &[f32]) -> bool {
        if self.side[row] > 0.0 { alpha[row] > 0.0 } else { alpha[row] < self.cost[row] }
    }

    /// `None` when no pair violates the conditions by more than the tolerance.
    fn worst_pair(&self, alpha: &[f32], slope: &[f32], cache: &mut Cache) -> Option<(usize, usize)> {
        let (mut first, mut greatest) = (None, f32::NEG_INFINITY);
        for (row, (side, slope)) in self.side.iter().zip(slope).enumerate() {
            let push = -side * slope;
            if push > greatest && self.may_rise(row, alpha) {
                (first, greatest) = (Some(row), push);
            }
        }
        let i = first?;
        let own = cache.of_itself[i];
        let mut least = f32::INFINITY;
        let (mut second, mut best) = (None, f32::INFINITY);
        cache.row(i, self);
        let likeness = cache.kept(i)?;
        for (row, (side, slope)) in self.side.iter().zip(slope).enumerate() {
            if !self.may_fall(row, alpha) {
                continue;
            }
            let push = -side * slope;
            least = least.min(push);
            let gap = greatest - push;
            if gap > 0.0 {
                let curvature = (own + cache.of_itself[row] - 2.0 * likeness[row]).max(LEAST_CURVATURE);
                let fall = -gap * gap / curvature;
                if fall < best {
                    (second, best) = (Some(row), fall);
                }
            }
        }
        (greatest - least >= self.tolerance).then_some(())?;
        Some((i, second?))
    }

    /// Moves a pair to its optimum within the box; by how much each changed.
    fn step(&self, i: usize, j: usize, alpha: &mut [f32], slope: &[f32], cache: &mut Cache) -> (f32, f32) {
        let alike = cache.row(i, self)[j];
        let curvature = (cache.of_itself[i] + cache.of_itself[j] - 2.0 * alike).max(LEAST_CURVATURE);
        let (yi, yj) = (self.side[i], self.side[j]);
        // Along the direction in which y_i a_i grows by t and y_j a_j falls by t.
        let t = (-yi * slope[i] + yj * slope[j]) / curvature;
        let room = |row: usize, y: f32, rises: bool| {
            if (y > 0.0) == rises { self.cost[row] - alpha[row] } else { alpha[row] }
        };
        let t = t.min(room(i, yi, true)).min(room(j, yj, false)).max(0.0);
        let before = (alpha[i], alpha[j]);
        alpha[i] = (alpha[i] + yi * t).clamp(0.0, self.cost[i]);
        alpha[j] = (alpha[j] - yj * t).clamp(0.0, self.cost[j]);
        (alpha[i] - before.0, alpha[j] - before.1)
    }

    /// The mean of y G over rows strictly within the box; else the middle of what the others allow.
    fn bias(&self, alpha: &[f32], slope: &[f32]) -> f32 {
        let (mut sum, mut free) = (0.0_f64, 0.0_f64);
        let (mut low, mut high) = (f32::NEG_INFINITY, f32::INFINITY);
        for (row, (side, slope)) in self.side.iter().zip(slope).enumerate() {
            let value = side * slope;
            if alpha[row] > 0.0 && alpha[row] < self.cost[row] {
                sum += f64::from(value);
                free += 1.0;
            } else if self.may_rise(row, alpha) {
                high = high.min(value);
            } else {
                low = low.max(value);
            }
        }
        #[expect(clippy::cast_possible_truncation, reason = "a bias in single precision, as the weights")]
        let mean = (sum / free) as f32;
        if free > 0.0 {
            mean
        } else if low.is_finite() && high.is_finite() {
            f32::midpoint(low, high)
        } else {
            0.0
        }
    }
}

/// Rows of the kernel matrix; the one that was asked longest ago goes first when there is no more room.
struct Cache {
    squares: Vec<f32>,
    of_itself: Vec<f32>,
    rows: Vec<Option<Vec<f32>>>,
    asked: Vec<u64>,
    now: u64,
    held: usize,
    most: usize,
}

impl Cache {
    fn new(problem: &Problem<'_>) -> Self {
        let count = problem.side.len();
        let squares = squares(problem.columns, count);
        Self {
            of_itself: squares.iter().map(|square| problem.kernel.of_itself(*square)).collect(),
            squares,
            rows: vec![None; count],
            asked: vec![0; count],
            now: 0,
            held: 0,
            most: (problem.cache_bytes / (4 * count.max(1))).max(2),
        }
    }

    fn kept(&self, row: usize) -> Option<&[f32]> {
        self.rows[row].as_deref()
    }

    fn row(&mut self, row: usize, problem: &Problem<'_>) -> &[f32] {
        self.now += 1;
        self.asked[row] = self.now;
        if self.rows[row].is_none() {
            let mut likeness = if self.held < self.most {
                self.held += 1;
                vec![0.0; self.rows.len()]
            } else {
                let oldest =
                    (0..self.rows.len()).filter(|row| self.rows[*row].is_some()).min_by_key(|row| self.asked[*row]);
                oldest.and_then(|oldest| self.rows[oldest].take()).unwrap_or_else(|| vec![0.0; self.rows.len()])
            };
            let own: Vec<f32> = problem.columns.iter().map(|column| column[row]).collect();
            problem.kernel.fill(&own, problem.columns, &self.squares, &mut likeness);
            self.rows[row] = Some(likeness);
        }
        self.rows[row].as_deref().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem<'a>(columns: &'a [Vec<f32>], side: &'a [f32], cost: &'a [f32], cache_bytes: usize) -> Problem<'a> {
        Problem { columns, side, cost, kernel: Kernel::Linear, tolerance: 1e-4, cache_bytes }
    }

    #[test]
    fn the_border_between_two_points_lies_in_the_middle() {
        // w = 1/2, b = -2: the points at 2 and 6 are at -1 and +1. a = 1/8 each.
        let columns = [vec![2.0, 6.0]];
        let border = problem(&columns, &[-1.0, 1.0], &[1.0; 2], 1 << 20).solve();
        assert!((border.weight[1] - 0.125).abs() < 1e-5 && (border.bias - 2.0).abs() < 1e-4, "{}", border.bias);
    }

    #[test]
    fn weights_stay_in_their_box_sum_to_zero_and_do_not_depend_on_the_cache() {
        let columns = [vec![1.0, 2.0, 2.5, 3.0, 4.0, 1.5, 2.2], vec![0.0, 1.0, 0.5, 0.0, 1.0, 0.7, 0.1]];
        let side = [-1.0, -1.0, 1.0, -1.0, 1.0, 1.0, -1.0];
        let [wide, narrow] = [1 << 20, 56].map(|bytes| problem(&columns, &side, &[0.7; 7], bytes).solve().weight);
        assert!(wide.iter().all(|weight| weight.abs() <= 0.7));
        assert!(wide.iter().sum::<f32>().abs() < 1e-5);
        assert!(wide.iter().zip(&narrow).all(|(one, other)| (one - other).abs() < 1e-5));
    }
}

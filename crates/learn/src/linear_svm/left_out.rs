//! What would be said of rows that were left out, for several C? Each class of each fold is solved once from the least C upwards, each going on from the one before.

use super::LinearSvmSettings;
use super::solver::Solver;
use crate::SplitMix64;
use crate::sparse::SparseRows;
use crate::split::Split;

/// What speaks for each class of each row by models that have not seen it: for each C, ascending as in `cs`, `classes` values for each row. Rows
/// that no split judges keep 0. `told` hears how many of `splits x classes` are done.
#[must_use]
pub fn left_out_scores(
    rows: &SparseRows,
    class: &[u16],
    classes: usize,
    splits: &[Split],
    cs: &[f64],
    settings: &LinearSvmSettings,
    told: &mut dyn FnMut(usize),
) -> Vec<Vec<f32>> {
    let mut scores = vec![vec![0.0; rows.len() * classes]; cs.len()];
    for (number, split) in splits.iter().enumerate() {
        let taught = rows.select(&split.train);
        for one in 0..classes {
            let is_class =
                |row: usize| split.train.get(row).and_then(|row| class.get(*row)) == u16::try_from(one).ok().as_ref();
            let mut solver = Solver::new(&taught, is_class);
            let mut random = SplitMix64::keyed(settings.seed, &[one as u64, number as u64]);
            for (c, scores) in cs.iter().zip(&mut scores) {
                solver.solve(&LinearSvmSettings { c: *c, ..*settings }, &mut random);
                for row in &split.test {
                    scores[row * classes + one] = solver.score(rows.row(*row));
                }
            }
            told(number * classes + one + 1);
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_judged_by_models_that_have_not_seen_it() {
        // Each row has a column of its own beside that of its class; two rows carry the wrong label.
        let mut rows = SparseRows::new(42);
        let class: Vec<u16> = (0..40).map(|row| if row < 2 { 1 - row % 2 } else { row % 2 }).collect();
        for row in 0..40_u32 {
            rows.push([(row % 2, 0.7), (2 + row, 0.7)]);
        }
        let splits: Vec<Split> = (0..4).map(|fold| Split::by(40, |row| row / 2 % 4 == fold)).collect();
        let mut last = 0;
        let scores =
            left_out_scores(&rows, &class, 2, &splits, &[0.1, 10.0], &LinearSvmSettings::default(), &mut |done| {
                last = done
            });
        assert_eq!((scores.len(), last), (2, 8));
        for of_c in &scores {
            let is_right = |row: usize| {
                let said = u16::from(of_c[2 * row + 1] > of_c[2 * row]);
                said == class[row]
            };
            // A model that had seen the two would know them by their own columns.
            assert_eq!((0..40).filter(|row| is_right(*row)).count(), 38);
        }
    }
}

//! Which class does a sparse row belong to, when each column pushes for or against it? Support vectors in a straight line, each class against all others.
//!
//! ```text
//! for each class, y = 1 for its rows and -1 for all others:
//! minimise  1/2 |w|^2  +  C sum_i max(0, 1 - y_i w x_i)^2         the column of ones that stands for an intercept is part of x
//! ```
//!
//! Source: Hsieh, Chang, Lin, Keerthi and Sundararajan 2008, "A dual coordinate descent method for large-scale linear SVM" (ICML), algorithm 3 with
//! shrinking. It is the method for texts: many thousand columns, few of them in a row. What speaks for a class is a distance, not a probability;
//! [`crate::calibrate`] makes one of it.
//!
//! | question | file |
//! | --- | --- |
//! | which weights part one class from all others? | `solver.rs` |
//! | what speaks for each class of a row? | [`LinearSvm`], here |
//! | what would be said of rows that were left out, for several C? | [`left_out_scores`], `left_out.rs` |

mod left_out;
mod solver;

pub use left_out::left_out_scores;

use crate::SplitMix64;
use crate::model_file::Tensors;
use crate::sparse::SparseRows;
use solver::Solver;

/// How it is fitted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LinearSvmSettings {
    /// How much a row on the wrong side costs beside large weights, above 0. 1 suits rows of length 1.
    pub c: f64,
    /// Stop when no projected derivative is further than this from any other; 0.1 is the default of LIBLINEAR.
    pub tolerance: f64,
    /// Walks over all rows at most.
    pub passes: u32,
    /// Where chance begins: the order in which rows are visited.
    pub seed: u64,
}

impl Default for LinearSvmSettings {
    fn default() -> Self {
        Self { c: 1.0, tolerance: 0.1, passes: 1_000, seed: 1 }
    }
}

/// A fitted model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LinearSvm {
    classes: usize,
    intercept: Vec<f32>,
    /// For each column one for each class, column by column: a row touches few columns, and all classes of each.
    weight: Vec<f32>,
}

impl LinearSvm {
    /// Fits each class against all others. `told` hears after each class how many are done.
    #[must_use]
    pub fn fit(
        rows: &SparseRows,
        class: &[u16],
        classes: usize,
        settings: &LinearSvmSettings,
        told: &mut dyn FnMut(usize),
    ) -> Self {
        let mut model =
            Self { classes, intercept: vec![0.0; classes], weight: vec![0.0; classes.saturating_mul(rows.columns())] };
        for one in 0..classes {
            let mut solver = Solver::new(rows, |row| class.get(row).is_some_and(|class| usize::from(*class) == one));
            solver.solve(settings, &mut SplitMix64::keyed(settings.seed, &[one as u64]));
            model.intercept[one] = solver.intercept();
            let of_class = model.weight.iter_mut().skip(one).step_by(classes);
            of_class.zip(solver.weight()).for_each(|(kept, found)| *kept = *found);
            told(one + 1);
        }
        model
    }

    /// How many classes there are.
    #[must_use]
    pub fn classes(&self) -> usize {
        self.classes
    }

    /// How far a row lies on the side of each class, added up into `scores`, which has a place for each class. Columns that were never seen say nothing.
    pub fn scores(&self, row: (&[u32], &[f32]), scores: &mut [f32]) {
        scores.copy_from_slice(&self.intercept);
        for (place, value) in row.0.iter().zip(row.1) {
            let from = *place as usize * self.classes;
            let Some(weights) = self.weight.get(from..from + self.classes) else { continue };
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight * value);
        }
    }

    /// What the column pushes for the class, for each unit of the column; `None` when there is no such column or class.
    #[must_use]
    pub fn push(&self, column: u32, class: usize) -> Option<f32> {
        let at = (column as usize).checked_mul(self.classes)?.checked_add(class)?;
        if class < self.classes { self.weight.get(at).copied() } else { None }
    }

    /// Adds what was learnt to a model's numbers, under names that begin with `of`.
    pub fn put(&self, of: &str, tensors: &mut Tensors) {
        tensors.put(&format!("{of}.intercept"), &self.intercept);
        let columns = self.weight.len() / self.classes.max(1);
        tensors.put_matrix(&format!("{of}.weight"), &self.weight, [columns, self.classes]);
    }

    /// The model that was put under `of`, for so many columns and classes; `None` when numbers are lacking, left over or not finite.
    #[must_use]
    pub fn find(tensors: &Tensors, of: &str, columns: usize, classes: usize) -> Option<Self> {
        let intercept = tensors.values(&format!("{of}.intercept"))?;
        let (weight, shape) = tensors.matrix(&format!("{of}.weight"))?;
        let fits = shape == [columns, classes] && intercept.len() == classes;
        fits.then(|| Self { classes, intercept: intercept.to_vec(), weight: weight.to_vec() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(texts: &[&str]) -> SparseRows {
        let mut rows = SparseRows::new(26);
        for text in texts {
            let letters: Vec<u32> = text.bytes().map(|letter| u32::from(letter - b'a')).collect();
            #[expect(clippy::cast_precision_loss, reason = "a handful of letters")]
            let length = (letters.len() as f32).sqrt();
            rows.push(letters.into_iter().map(|letter| (letter, 1.0 / length)));
        }
        rows
    }

    fn said(model: &LinearSvm, rows: &SparseRows) -> Vec<usize> {
        let mut scores = vec![0.0; model.classes()];
        let best = |row| {
            model.scores(rows.row(row), &mut scores);
            (0..scores.len()).max_by(|one, other| scores[*one].total_cmp(&scores[*other])).unwrap()
        };
        (0..rows.len()).map(best).collect()
    }

    #[test]
    fn classes_are_told_by_their_columns_and_come_back_from_a_file() {
        let rows = words(&["abx", "ab", "bay", "cd", "cdx", "dcy", "efx", "ef", "fey"]);
        let class = [0, 0, 0, 1, 1, 1, 2, 2, 2];
        let mut told = Vec::new();
        let model = LinearSvm::fit(&rows, &class, 3, &LinearSvmSettings::default(), &mut |done| told.push(done));
        assert_eq!(said(&model, &words(&["a", "dx", "fy"])), [0, 1, 2]);
        assert_eq!(told, [1, 2, 3]);
        assert!(model.push(0, 0).unwrap() > 0.0 && model.push(0, 1).unwrap() < 0.0);
        assert_eq!((model.push(0, 3), model.push(26, 0)), (None, None));
        let mut tensors = Tensors::default();
        model.put("svm", &mut tensors);
        assert_eq!(LinearSvm::find(&tensors, "svm", 26, 3), Some(model));
        assert_eq!(LinearSvm::find(&tensors, "svm", 25, 3), None);
        assert_eq!(LinearSvm::find(&tensors, "other", 26, 3), None);
    }

    #[test]
    fn the_same_seed_gives_the_same_model() {
        let rows = words(&["ab", "bc", "cd", "da", "ac"]);
        let fit = |seed| {
            let settings = LinearSvmSettings { seed, ..LinearSvmSettings::default() };
            LinearSvm::fit(&rows, &[0, 1, 0, 1, 0], 2, &settings, &mut |_| ())
        };
        assert_eq!(fit(1), fit(1));
    }
}

//! Which class do the most alike rows belong to?
//!
//! Source: Cover and Hart 1967, "Nearest neighbor pattern classification". Alike is the straight distance over scaled columns; each of the `neighbours`
//! nearest rows has one vote. No rows give each class the same share.

use crate::classifier::Classifier;

/// Rows that are remembered, and how many of them are asked.
#[derive(Clone, Debug, PartialEq)]
pub struct NearestNeighbours {
    classes: usize,
    neighbours: usize,
    /// The remembered rows, row by row.
    rows: Vec<f32>,
    class: Vec<u8>,
}

impl NearestNeighbours {
    /// Remembers scaled columns without missing values (see [`crate::scale::Standard::scaled_and_filled`]).
    #[must_use]
    pub fn fit(columns: &[Vec<f32>], class: &[u8], classes: usize, neighbours: usize) -> Self {
        let rows = (0..class.len()).flat_map(|row| columns.iter().map(move |column| column[row])).collect();
        Self { classes, neighbours: neighbours.max(1), rows, class: class.to_vec() }
    }

    fn votes(&self, own: &[f32], distances: &mut Vec<(f32, u8)>) -> Vec<f32> {
        distances.clear();
        let squared = |row: &[f32]| row.iter().zip(own).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
        distances.extend(self.rows.chunks_exact(own.len().max(1)).map(squared).zip(self.class.iter().copied()));
        let asked = self.neighbours.min(distances.len());
        if asked == 0 {
            #[expect(clippy::cast_precision_loss, reason = "a count of classes")]
            return vec![1.0 / self.classes.max(1) as f32; self.classes];
        }
        distances.select_nth_unstable_by(asked - 1, |one, other| one.0.total_cmp(&other.0));
        let mut votes = vec![0.0; self.classes];
        #[expect(clippy::cast_precision_loss, reason = "a count of neighbours")]
        let vote = 1.0 / asked as f32;
        distances[..asked].iter().for_each(|(_, class)| votes[usize::from(*class)] += vote);
        votes
    }
}

impl Classifier for NearestNeighbours {
    fn classes(&self) -> usize {
        self.classes
    }

    fn probabilities(&self, columns: &[&[f32]]) -> Vec<f32> {
        let count = columns.first().map_or(0, |column| column.len());
        let mut own = vec![0.0; columns.len()];
        let mut distances = Vec::with_capacity(self.class.len());
        let mut votes_of = |row: usize| {
            own.iter_mut().zip(columns).for_each(|(value, column)| *value = column[row]);
            self.votes(&own, &mut distances)
        };
        (0..count).flat_map(&mut votes_of).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // sklearn.neighbors.KNeighborsClassifier(3) on x = 0, 1, 2, 10, 11, 12 of classes 0 0 1 1 1 1: at .4 (2/3, 1/3), at 11 (0, 1).
    #[test]
    fn the_nearest_three_vote_as_in_scikit_learn() {
        let model = NearestNeighbours::fit(&[vec![0.0, 1.0, 2.0, 10.0, 11.0, 12.0]], &[0, 0, 1, 1, 1, 1], 2, 3);
        let found = model.probabilities(&[&[0.4, 11.0]]);
        assert!(found.iter().zip([2.0 / 3.0, 1.0 / 3.0, 0.0, 1.0]).all(|(a, b)| (a - b).abs() < 1e-6), "{found:?}");
    }

    #[test]
    fn nothing_remembered_knows_nothing() {
        assert_eq!(NearestNeighbours::fit(&[vec![]], &[], 2, 3).probabilities(&[&[1.0]]), [0.5, 0.5]);
    }
}

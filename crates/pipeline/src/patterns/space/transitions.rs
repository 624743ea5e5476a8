//! From which place to which does the gaze go, and how hard is the next place to guess?
//!
//! Source: K. Krejtz, T. Szmidt, A. T. Duchowski, I. Krejtz, 2014, "Entropy-based statistical analysis of eye movement transitions",
//! ETRA, section 2.
//!
//! ```text
//! p_ij = transitions from i to j / all transitions from i          pi = pi P, the chain's long run
//! H_t  = - sum_i pi_i sum_j p_ij log2 p_ij      high: the next place is hard to guess
//! H_s  = - sum_i pi_i log2 pi_i                 high: attention is spread evenly over the places
//! ```

use attentive_learn::entropy_bits;

/// How often a chain is stepped at most until its long run is found.
const MOST_STEPS: usize = 10_000;

/// Counts of transitions between places that have names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TransitionMatrix {
    /// Names of the places.
    pub labels: Vec<String>,
    /// Counts, row by row: from the row's place to the column's.
    pub counts: Vec<u64>,
}

impl TransitionMatrix {
    /// A matrix without transitions.
    #[must_use]
    pub fn new(labels: Vec<String>) -> Self {
        let counts = vec![0; labels.len() * labels.len()];
        Self { labels, counts }
    }

    /// Counts one transition; places that are not in the matrix are passed over.
    pub fn push(&mut self, from: usize, to: usize) {
        if from < self.labels.len() && to < self.labels.len() {
            self.counts[from * self.labels.len() + to] += 1;
        }
    }

    /// How many transitions.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The share of the transitions from a place that went to each place; `None` when none left it.
    #[must_use]
    pub fn shares(&self, from: usize) -> Option<Vec<f64>> {
        let row = self.row(from)?;
        let whole: u64 = row.iter().sum();
        (whole > 0).then(|| row.iter().map(|count| real(*count) / real(whole)).collect())
    }

    /// H_t in bits; `None` without transitions.
    #[must_use]
    pub fn transition_entropy_bits(&self) -> Option<f64> {
        let long_run = self.long_run()?;
        let bits = long_run
            .iter()
            .enumerate()
            .map(|(from, share)| self.shares(from).and_then(entropy_bits).map_or(0.0, |bits| share * bits));
        Some(bits.sum())
    }

    /// H_s in bits; `None` without transitions.
    #[must_use]
    pub fn stationary_entropy_bits(&self) -> Option<f64> {
        entropy_bits(self.long_run()?)
    }

    /// The share of steps that the chain spends in each place in the long run; `None` without transitions.
    ///
    /// Only places that were part of a transition take part. From a place that was never left, the chain starts again as it began:
    /// the recording ended there, which says nothing of where the gaze would have gone. Half of each step stays, which changes
    /// nothing in the long run and keeps a chain that goes to and fro from swinging for ever.
    #[must_use]
    pub fn long_run(&self) -> Option<Vec<f64>> {
        let (places, total) = (self.labels.len(), self.total());
        if total == 0 {
            return None;
        }
        let start: Vec<f64> =
            (0..places).map(|place| real(self.row(place).unwrap_or_default().iter().sum()) / real(total)).collect();
        let rows: Vec<Vec<f64>> = (0..places).map(|from| self.shares(from).unwrap_or_else(|| start.clone())).collect();
        let mut now = start.clone();
        for _ in 0..MOST_STEPS {
            let mut next: Vec<f64> = now.iter().map(|share| share / 2.0).collect();
            for (share, row) in now.iter().zip(&rows).filter(|(share, _)| **share > 0.0) {
                next.iter_mut().zip(row).for_each(|(next, chance)| *next += share * chance / 2.0);
            }
            let moved: f64 = next.iter().zip(&now).map(|(next, now)| (next - now).abs()).sum();
            now = next;
            if moved < 1e-13 {
                break;
            }
        }
        Some(now)
    }

    fn row(&self, from: usize) -> Option<&[u64]> {
        self.counts.get(from * self.labels.len()..(from + 1) * self.labels.len())
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn real(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn matrix(steps: &[usize], places: usize) -> TransitionMatrix {
        let mut matrix = TransitionMatrix::new((0..places).map(|place| place.to_string()).collect());
        steps.windows(2).for_each(|pair| matrix.push(pair[0], pair[1]));
        matrix
    }

    #[test]
    fn to_and_fro_is_easy_to_guess_and_evenly_spread() {
        let matrix = matrix(&[0, 1, 0, 1, 0, 1, 0], 2);
        assert_eq!(matrix.transition_entropy_bits(), Some(0.0));
        assert!((matrix.stationary_entropy_bits().unwrap() - 1.0).abs() < 1e-9);
    }

    #[test]
    fn a_chain_with_a_known_long_run_finds_it() {
        // P = [[.9 .1] [.5 .5]]: pi = (5/6, 1/6).
        let matrix = TransitionMatrix { labels: vec!["a".into(), "b".into()], counts: vec![9, 1, 5, 5] };
        let long_run = matrix.long_run().unwrap();
        assert!((long_run[0] - 5.0 / 6.0).abs() < 1e-9 && (long_run[1] - 1.0 / 6.0).abs() < 1e-9);
        let expected = 5.0 / 6.0 * 0.468_995_593_589_281_2 + 1.0 / 6.0;
        assert!((matrix.transition_entropy_bits().unwrap() - expected).abs() < 1e-9);
    }

    #[test]
    fn no_transition_has_no_entropy() {
        assert_eq!(matrix(&[1], 3).transition_entropy_bits(), None);
        assert_eq!(matrix(&[], 0).stationary_entropy_bits(), None);
        assert_eq!(matrix(&[0, 9], 3).total(), 0);
    }

    proptest! {
        #[test]
        fn entropies_lie_between_zero_and_the_logarithm_of_the_places(steps in prop::collection::vec(0_usize..5, 2..200)) {
            let matrix = matrix(&steps, 5);
            let most = 5.0_f64.log2() + 1e-9;
            prop_assert!((0.0..=most).contains(&matrix.transition_entropy_bits().unwrap()));
            prop_assert!((0.0..=most).contains(&matrix.stationary_entropy_bits().unwrap()));
        }
    }
}

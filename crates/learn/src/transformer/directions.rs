//! Which weighed directions are worth their place? AdaLoRA (Zhang et al. 2023) with the sensitivity `|l dl|` of a direction, smoothed over steps, as its worth.
//!
//! Their sum over the triplet (both sides of a direction as well) and the pull of both sides towards right angles are left out: a few hundred
//! weights decide here, and sides are drawn nearly at right angles.

use super::additions::LowRank;
use super::{Additions, Gradients};

/// The worth of each direction so far.
#[derive(Debug)]
pub(super) struct Directions {
    low_rank: Vec<LowRank>,
    worth: Vec<Vec<f64>>,
    kept: f64,
}

/// The share of the last worth in the next (the paper's beta 1).
const SMOOTH: f64 = 0.85;

impl Directions {
    pub(super) fn new(added: &Additions, kept: f64) -> Self {
        let low_rank: Vec<LowRank> =
            added.all_low_rank().map(|(_, _, low)| low).filter(|low| low.weights.is_some()).collect();
        let ranks = low_rank.iter().map(|low| vec![0.0; added.tensors()[low.a].shape[0]]);
        Self { worth: ranks.collect(), low_rank, kept }
    }

    pub(super) fn look(&mut self, added: &Additions, slopes: &Gradients) {
        for (low, worth) in self.low_rank.iter().zip(&mut self.worth) {
            let Some(place) = low.weights else { continue };
            for ((worth, weight), slope) in worth.iter_mut().zip(&added.tensors()[place].values).zip(slopes.get(place))
            {
                *worth = SMOOTH * *worth + (1.0 - SMOOTH) * f64::from((weight * slope).abs());
            }
        }
    }

    /// After a fifth of the steps and until four fifths, fewer and fewer directions stay, by the cube of what is left of that time; then the choice stands.
    pub(super) fn prune(&self, added: &mut Additions, done: usize, all: usize) {
        if self.kept >= 1.0 || self.low_rank.is_empty() {
            return;
        }
        let through = (done as f64 / all as f64 - 0.2) / 0.6;
        if through < 0.0 {
            return;
        }
        let left = (1.0 - through.min(1.0)).powi(3);
        let share = self.kept + (1.0 - self.kept) * left;
        let mut worths: Vec<f64> = self.worth.iter().flatten().copied().collect();
        worths.sort_by(|one, other| other.total_cmp(one));
        let stay = ((worths.len() as f64 * share).round() as usize).clamp(1, worths.len());
        let least = worths[stay - 1];
        for (low, worth) in self.low_rank.iter().zip(&self.worth) {
            let Some(place) = low.weights else { continue };
            let weights = &mut added.tensors_mut()[place].values;
            weights.iter_mut().zip(worth).filter(|(_, worth)| **worth < least).for_each(|(weight, _)| *weight = 0.0);
        }
    }
}

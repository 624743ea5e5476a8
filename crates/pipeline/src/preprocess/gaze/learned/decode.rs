//! The likeliest sequence of kinds, when each sample has its probabilities and changing costs something.
//!
//! Viterbi 1967. With p the probabilities, dt the step in milliseconds: minimise -sum of `trust_per_ms` * dt * ln p(kind) + sum of the costs
//! of all changes. Time and not samples counts, so that rate does not matter.

/// Probabilities are not trusted below this: one mistaken sample must not forbid a path.
const FLOOR: f32 = 1e-4;

/// What changing from one kind to another costs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Costs {
    /// How many kinds.
    pub(super) kinds: usize,
    /// Cost from kind to kind, row by row; 0 on the diagonal.
    pub(super) change: Vec<f32>,
    /// How much a millisecond of evidence counts.
    pub(super) trust_per_ms: f32,
}

impl Costs {
    /// Costs from counted changes: `base` for any change, and the surprise of its direction: -ln of its share among changes from the same kind.
    pub(super) fn counted(kinds: usize, counts: &[u32], base: f32, trust_per_ms: f32) -> Self {
        let mut change = vec![0.0; kinds * kinds];
        for (from, row) in counts.chunks_exact(kinds).enumerate() {
            let total: f32 = row.iter().map(|count| *count as f32).sum();
            for (to, count) in row.iter().enumerate().filter(|(to, _)| *to != from) {
                change[from * kinds + to] = base - ((*count as f32 + 0.5) / (total + 0.5 * kinds as f32)).ln();
            }
        }
        Self { kinds, change, trust_per_ms }
    }

    /// The likeliest kinds. `probabilities` holds `kinds` values for each sample.
    pub(super) fn likeliest(&self, probabilities: &[f32], rate_hz: f64) -> Vec<u8> {
        let kinds = self.kinds;
        #[expect(clippy::cast_possible_truncation, reason = "a step in milliseconds")]
        let trust = self.trust_per_ms * (1000.0 / rate_hz) as f32;
        let mut cost = vec![0.0_f32; kinds];
        let mut came_from = Vec::with_capacity(probabilities.len());
        for chances in probabilities.chunks_exact(kinds) {
            let mut next = vec![0.0; kinds];
            for (to, chance) in chances.iter().enumerate() {
                let by = |from: usize| cost[from] + self.change[from * kinds + to];
                let best = (0..kinds).min_by(|a, b| by(*a).total_cmp(&by(*b))).unwrap_or(0);
                next[to] = by(best) - trust * chance.max(FLOOR).ln();
                came_from.push(u8::try_from(best).unwrap_or(0));
            }
            let least = next.iter().copied().fold(f32::INFINITY, f32::min);
            cost.iter_mut().zip(next).for_each(|(cost, next)| *cost = next - least);
        }
        let mut kind = (0..kinds).min_by(|a, b| cost[*a].total_cmp(&cost[*b])).unwrap_or(0);
        let mut path: Vec<u8> = Vec::with_capacity(came_from.len() / kinds.max(1));
        for before in came_from.chunks_exact(kinds.max(1)).rev() {
            path.push(u8::try_from(kind).unwrap_or(0));
            kind = usize::from(before[kind]);
        }
        path.reverse();
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_doubtful_sample_does_not_change_the_kind_and_a_long_run_does() {
        let costs = Costs::counted(2, &[0, 5, 5, 0], 2.0, 0.5);
        let of = |second: &[f32]| second.iter().flat_map(|p| [1.0 - p, *p]).collect::<Vec<f32>>();
        assert_eq!(costs.likeliest(&of(&[0.1, 0.1, 0.6, 0.1, 0.1]), 500.0), [0; 5]);
        assert_eq!(costs.likeliest(&of(&[0.1, 0.1, 0.9, 0.9, 0.9, 0.9]), 500.0), [0, 0, 1, 1, 1, 1]);
    }

    #[test]
    fn a_change_that_never_happens_is_avoided() {
        // From 0 one goes to 1 and never to 2.
        let costs = Costs::counted(3, &[0, 1000, 0, 500, 0, 500, 0, 1000, 0], 0.0, 0.1);
        let path = costs.likeliest(&[0.9, 0.05, 0.05, 0.3, 0.3, 0.4, 0.1, 0.8, 0.1], 1000.0);
        assert_eq!(path, [0, 0, 1]);
    }
}

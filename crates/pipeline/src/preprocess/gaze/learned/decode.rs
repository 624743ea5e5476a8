//! The likeliest sequence of kinds, when each place has its scores and changing costs something.
//!
//! Viterbi 1967. With s the scores of the trees (logarithms of probabilities up to a constant) and dt the time for which a place stands, in
//! milliseconds: minimise sum of `trust_per_ms` * dt * (greatest s - s(kind)) + sum of the costs of all changes. Time and not samples counts, so
//! that rate does not matter.

use attentive_learn::forest::MOST_CLASSES;

/// A kind is never held for less likely than this beside the likeliest (in logarithms, here 1 in 10,000): one mistaken place must not forbid a path.
const FLOOR: f32 = 9.2;

/// What changing from one kind to another costs.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Costs {
    /// How many kinds, at most four.
    pub(super) kinds: usize,
    /// Cost from kind to kind, row by row; 0 on the diagonal.
    pub(super) change: Vec<f32>,
    /// How much a millisecond of evidence counts.
    pub(super) trust_per_ms: f32,
}

/// Decodes run after run without asking for memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Decoder {
    change: [[f32; MOST_CLASSES]; MOST_CLASSES],
    kinds: usize,
    trust_per_ms: f32,
    came_from: Vec<[u8; MOST_CLASSES]>,
    cost: [f32; MOST_CLASSES],
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
}

impl Decoder {
    /// Ready for these costs.
    pub(super) fn new(costs: &Costs) -> Self {
        let kinds = costs.kinds.min(MOST_CLASSES);
        let mut change = [[f32::INFINITY; MOST_CLASSES]; MOST_CLASSES];
        for (row, costs) in change.iter_mut().zip(costs.change.chunks_exact(costs.kinds.max(1))) {
            row.iter_mut().zip(costs).for_each(|(to, from)| *to = *from);
        }
        Self { change, kinds, trust_per_ms: costs.trust_per_ms, ..Self::default() }
    }

    /// Begins a run: with a kind that is known to come before it, or with any.
    pub(super) fn begin(&mut self, before: Option<usize>) {
        self.came_from.clear();
        self.cost = [f32::INFINITY; MOST_CLASSES];
        for kind in 0..self.kinds {
            self.cost[kind] = if before.is_none_or(|before| before == kind) { 0.0 } else { 1e9 };
        }
    }

    /// Takes the scores of the next place, which stands for that time.
    pub(super) fn push(&mut self, scores: &[f32; MOST_CLASSES], millis: f32) {
        let greatest = scores[..self.kinds].iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let trust = self.trust_per_ms * millis;
        let mut next = [f32::INFINITY; MOST_CLASSES];
        let mut came_from = [0_u8; MOST_CLASSES];
        for to in 0..self.kinds {
            let mut best = self.cost[to];
            let mut from = to;
            for (other, cost) in self.cost.iter().enumerate() {
                let by = cost + self.change[other][to];
                if by < best {
                    (best, from) = (by, other);
                }
            }
            next[to] = best + trust * (greatest - scores[to]).min(FLOOR);
            came_from[to] = from as u8;
        }
        let least = next.iter().copied().fold(f32::INFINITY, f32::min);
        next.iter_mut().for_each(|cost| *cost -= least);
        self.cost = next;
        self.came_from.push(came_from);
    }

    /// Ends the run: with a kind that is known to come after it, or with any. Gives the kinds from the last place to the first.
    pub(super) fn end(&self, after: Option<usize>) -> impl Iterator<Item = u8> + '_ {
        let by = |kind: usize| self.cost[kind] + after.map_or(0.0, |after| self.change[kind][after]);
        let mut kind = (0..self.kinds).min_by(|a, b| by(*a).total_cmp(&by(*b))).unwrap_or(0);
        self.came_from.iter().rev().map(move |before| {
            let here = kind as u8;
            kind = usize::from(before[kind]);
            here
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeliest(costs: &Costs, chances: &[[f32; MOST_CLASSES]], ends: Option<usize>) -> Vec<u8> {
        let mut decoder = Decoder::new(costs);
        decoder.begin(ends);
        chances.iter().for_each(|chances| decoder.push(&chances.map(f32::ln), 2.0));
        let mut kinds: Vec<u8> = decoder.end(ends).collect();
        kinds.reverse();
        kinds
    }

    #[test]
    fn one_doubtful_sample_does_not_change_the_kind_and_a_long_run_does() {
        let costs = Costs::counted(2, &[0, 5, 5, 0], 2.0, 0.5);
        let of = |second: &[f32]| second.iter().map(|p| [1.0 - p, *p, 0.0, 0.0]).collect::<Vec<_>>();
        assert_eq!(likeliest(&costs, &of(&[0.1, 0.1, 0.6, 0.1, 0.1]), None), [0; 5]);
        assert_eq!(likeliest(&costs, &of(&[0.1, 0.1, 0.9, 0.9, 0.9, 0.9]), None), [0, 0, 1, 1, 1, 1]);
    }

    #[test]
    fn a_change_that_never_happens_is_avoided() {
        // From 0 one goes to 1 and never to 2.
        let costs = Costs::counted(3, &[0, 1000, 0, 500, 0, 500, 0, 1000, 0], 0.0, 0.05);
        let path = likeliest(&costs, &[[0.9, 0.05, 0.05, 0.0], [0.3, 0.3, 0.4, 0.0], [0.1, 0.8, 0.1, 0.0]], None);
        assert_eq!(path, [0, 0, 1]);
    }

    #[test]
    fn what_is_known_of_the_ends_counts() {
        let costs = Costs::counted(2, &[0, 5, 5, 0], 1.0, 0.1);
        let doubtful = [[0.4, 0.6, 0.0, 0.0]; 3];
        assert_eq!(likeliest(&costs, &doubtful, None), [1; 3]);
        assert_eq!(likeliest(&costs, &doubtful, Some(0)), [0; 3]);
    }
}

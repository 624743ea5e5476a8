//! Which row of tags is likeliest, when some tags follow others more easily than others do? A chain of conditional random fields.
//!
//! Lafferty, McCallum and Pereira 2001. With `e[t][k]` how well tag `k` fits place `t`, and `a[j][k]` how well `k` follows `j` (and `first`, `last` for the ends):
//!
//! ```text
//! score(tags) = first[tags[0]] + sum e[t][tags[t]] + sum a[tags[t-1]][tags[t]] + last[tags[n-1]]
//! p(tags) = exp(score(tags)) / sum over all rows of tags of exp(score)
//! ```
//!
//! The loss is `-ln p`; its gradient by the forward and backward recursions; the likeliest row by Viterbi's (1967). A transition that must not be
//! (such as I-PER after B-LOC) is given [`NEVER`] and stays there.

/// As good as never, and still a number.
pub const NEVER: f32 = -1e4;

/// How well tags follow one another.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    tags: usize,
    /// `first`, then `last`, then row by row how well a tag (column) follows another (row).
    values: Vec<f32>,
}

/// Loss and gradients of one row of tags.
#[derive(Clone, Debug, PartialEq)]
pub struct ChainLoss {
    /// `-ln p`, in nats.
    pub loss: f64,
    /// By each `e[t][k]`, row by row.
    pub of_fits: Vec<f32>,
    /// By each number of the chain, in its order.
    pub of_chain: Vec<f32>,
}

impl Chain {
    /// All transitions alike.
    #[must_use]
    pub fn new(tags: usize) -> Self {
        Self { tags, values: vec![0.0; tags * (tags + 2)] }
    }

    /// A chain of these numbers: `first`, `last`, then row by row; `None` when they are not as many as there must be.
    #[must_use]
    pub fn of(tags: usize, values: &[f32]) -> Option<Self> {
        (values.len() == tags * (tags + 2)).then(|| Self { tags, values: values.to_vec() })
    }

    /// Its numbers: `first`, `last`, then row by row.
    #[must_use]
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    /// This chain weighed by `1 - share` and another by `share`; what either forbids stays so. `None` when they are not of as many tags.
    #[must_use]
    pub fn joined(&self, other: &Self, share: f32) -> Option<Self> {
        let both = |(own, other): (&f32, &f32)| {
            if own.min(*other) <= NEVER { NEVER } else { (1.0 - share) * own + share * other }
        };
        let values = self.values.iter().zip(&other.values).map(both).collect();
        (self.tags == other.tags).then_some(Self { tags: self.tags, values })
    }

    /// Forbids a tag at the begin.
    pub fn forbid_first(&mut self, tag: usize) {
        self.values[tag] = NEVER;
    }

    /// Forbids a tag after another.
    pub fn forbid(&mut self, before: usize, after: usize) {
        let place = self.place(before, after);
        self.values[place] = NEVER;
    }

    fn place(&self, before: usize, after: usize) -> usize {
        (2 + before) * self.tags + after
    }

    fn first(&self, tag: usize) -> f64 {
        f64::from(self.values[tag])
    }

    fn last(&self, tag: usize) -> f64 {
        f64::from(self.values[self.tags + tag])
    }

    fn step(&self, before: usize, after: usize) -> f64 {
        f64::from(self.values[self.place(before, after)])
    }

    /// The likeliest tags; `fits` holds a row of `tags` numbers for each place.
    #[must_use]
    pub fn likeliest(&self, fits: &[f32]) -> Vec<usize> {
        let mut rows = fits.chunks_exact(self.tags);
        let Some(row) = rows.next() else { return Vec::new() };
        let mut best: Vec<f64> = (0..self.tags).map(|tag| self.first(tag) + f64::from(row[tag])).collect();
        let mut from = Vec::new();
        for row in rows {
            let step = |tag: usize| {
                let coming = (0..self.tags).map(|before| (before, best[before] + self.step(before, tag)));
                let (before, score) = coming.max_by(|one, other| one.1.total_cmp(&other.1)).unwrap_or((0, 0.0));
                (before, score + f64::from(row[tag]))
            };
            let (befores, scores): (Vec<usize>, Vec<f64>) = (0..self.tags).map(step).unzip();
            from.push(befores);
            best = scores;
        }
        let ends = (0..self.tags).map(|tag| (tag, best[tag] + self.last(tag)));
        let mut tag = ends.max_by(|one, other| one.1.total_cmp(&other.1)).map_or(0, |(tag, _)| tag);
        let mut tags = vec![tag];
        for befores in from.iter().rev() {
            tag = befores[tag];
            tags.push(tag);
        }
        tags.reverse();
        tags
    }

    /// How likely each tag is at each place, all rows of tags weighed: row by row.
    #[must_use]
    pub fn shares(&self, fits: &[f32]) -> Vec<f32> {
        let (forward, backward, whole) = self.sums(fits);
        forward.iter().zip(&backward).map(|(forward, backward)| (forward + backward - whole).exp() as f32).collect()
    }

    /// All rows of tags weighed, so that one may ask how likely stretches of them are.
    #[must_use]
    pub fn weighed<'a>(&'a self, fits: &'a [f32]) -> Weighed<'a> {
        let (forward, backward, whole) = self.sums(fits);
        Weighed { chain: self, fits, forward, backward, whole }
    }

    /// Loss and gradients of the true tags; `None` when there is no place, or not as many tags as places, or a tag that is not there.
    #[must_use]
    pub fn loss(&self, fits: &[f32], truth: &[usize]) -> Option<ChainLoss> {
        let wide = self.tags;
        let places = fits.len() / wide;
        if places == 0 || truth.len() != places || truth.iter().any(|tag| *tag >= wide) {
            return None;
        }
        let (forward, backward, whole) = self.sums(fits);
        let fit = |place: usize, tag: usize| f64::from(fits[place * wide + tag]);
        let mut score = self.first(truth[0]) + self.last(truth[places - 1]);
        let mut of_chain = vec![0.0_f64; self.values.len()];
        of_chain[truth[0]] -= 1.0;
        of_chain[wide + truth[places - 1]] -= 1.0;
        let mut of_fits: Vec<f32> = forward
            .iter()
            .zip(&backward)
            .map(|(forward, backward)| (forward + backward - whole).exp() as f32)
            .collect();
        for tag in 0..wide {
            of_chain[tag] += f64::from(of_fits[tag]);
            of_chain[wide + tag] += f64::from(of_fits[(places - 1) * wide + tag]);
        }
        for (place, tag) in truth.iter().enumerate() {
            score += fit(place, *tag);
            of_fits[place * wide + tag] -= 1.0;
        }
        for place in 1..places {
            score += self.step(truth[place - 1], truth[place]);
            of_chain[self.place(truth[place - 1], truth[place])] -= 1.0;
            for before in 0..wide {
                let so_far = forward[(place - 1) * wide + before] - whole;
                for after in 0..wide {
                    let share = so_far + self.step(before, after) + fit(place, after) + backward[place * wide + after];
                    of_chain[self.place(before, after)] += share.exp();
                }
            }
        }
        let kept = of_chain.iter().zip(&self.values);
        let of_chain = kept.map(|(of, value)| if *value <= NEVER { 0.0 } else { *of as f32 }).collect();
        Some(ChainLoss { loss: whole - score, of_fits, of_chain })
    }

    /// Logarithms of the sums over all rows of tags that reach a tag, of those that leave it, and of all.
    fn sums(&self, fits: &[f32]) -> (Vec<f64>, Vec<f64>, f64) {
        let wide = self.tags;
        let places = fits.len() / wide;
        let fit = |place: usize, tag: usize| f64::from(fits[place * wide + tag]);
        let (mut forward, mut backward) = (vec![0.0; places * wide], vec![0.0; places * wide]);
        let mut terms = vec![0.0; wide];
        for place in 0..places {
            for tag in 0..wide {
                forward[place * wide + tag] = fit(place, tag)
                    + if place == 0 {
                        self.first(tag)
                    } else {
                        let before = &forward[(place - 1) * wide..place * wide];
                        for (before_tag, term) in terms.iter_mut().enumerate() {
                            *term = before[before_tag] + self.step(before_tag, tag);
                        }
                        logarithm_of_sum(&terms)
                    };
            }
        }
        for place in (0..places).rev() {
            for tag in 0..wide {
                backward[place * wide + tag] = if place + 1 == places {
                    self.last(tag)
                } else {
                    for (after, term) in terms.iter_mut().enumerate() {
                        *term = self.step(tag, after) + fit(place + 1, after) + backward[(place + 1) * wide + after];
                    }
                    logarithm_of_sum(&terms)
                };
            }
        }
        let ends =
            (0..wide).map(|tag| forward.get((places.max(1) - 1) * wide + tag).copied().unwrap_or(0.0) + self.last(tag));
        let whole = logarithm_of_sum(&ends.collect::<Vec<f64>>());
        (forward, backward, whole)
    }
}

/// All rows of tags of one text, weighed.
#[derive(Clone, Debug)]
pub struct Weighed<'a> {
    chain: &'a Chain,
    fits: &'a [f32],
    forward: Vec<f64>,
    backward: Vec<f64>,
    whole: f64,
}

impl Weighed<'_> {
    /// How likely it is, 0 to 1, that the tags from `from` on are these, and that the one behind them, if there is one, is not `never_next`. 0 where they do not lie in the text.
    #[must_use]
    pub fn share(&self, from: usize, tags: &[usize], never_next: Option<usize>) -> f64 {
        let wide = self.chain.tags;
        let places = self.forward.len() / wide.max(1);
        let to = from.saturating_add(tags.len());
        let Some((first, rest)) = tags.split_first() else { return 0.0 };
        if to > places || tags.iter().any(|tag| *tag >= wide) {
            return 0.0;
        }
        let fit = |place: usize, tag: usize| f64::from(self.fits[place * wide + tag]);
        let (mut so_far, mut last) = (self.forward[from * wide + first], *first);
        for (place, tag) in (from + 1..).zip(rest) {
            so_far += self.chain.step(last, *tag) + fit(place, *tag);
            last = *tag;
        }
        let all = so_far + self.backward[(to - 1) * wide + last];
        let going_on = never_next.filter(|next| to < places && *next < wide).map_or(f64::NEG_INFINITY, |next| {
            so_far + self.chain.step(last, next) + fit(to, next) + self.backward[to * wide + next]
        });
        ((all - self.whole).exp() - (going_on - self.whole).exp()).clamp(0.0, 1.0)
    }
}

fn logarithm_of_sum(terms: &[f64]) -> f64 {
    let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    most + terms.iter().map(|term| (term - most).exp()).sum::<f64>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    fn drawn(tags: usize, places: usize, seed: u64) -> (Chain, Vec<f32>) {
        let mut random = SplitMix64::new(seed);
        let mut chain = Chain::new(tags);
        chain.values.iter_mut().for_each(|value| *value = random.next_normal() as f32);
        let fits = (0..tags * places).map(|_| 2.0 * random.next_normal() as f32).collect();
        (chain, fits)
    }

    /// All rows of tags, and their scores by the definition.
    fn all(chain: &Chain, fits: &[f32]) -> Vec<(Vec<usize>, f64)> {
        let places = fits.len() / chain.tags;
        let mut rows = vec![Vec::new()];
        for _ in 0..places {
            rows =
                rows.iter().flat_map(|row| (0..chain.tags).map(move |tag| [row.as_slice(), &[tag]].concat())).collect();
        }
        let score = |row: &[usize]| {
            let fit: f64 = row.iter().enumerate().map(|(place, tag)| f64::from(fits[place * chain.tags + tag])).sum();
            let steps: f64 = row.windows(2).map(|pair| chain.step(pair[0], pair[1])).sum();
            chain.first(row[0]) + fit + steps + chain.last(row[places - 1])
        };
        rows.into_iter().map(|row| (row.clone(), score(&row))).collect()
    }

    #[test]
    fn a_joined_chain_scores_as_both_weighed_and_forbids_what_either_does() {
        let ((one, fits), (other, others)) = (drawn(3, 4, 1), drawn(3, 4, 2));
        let joined = one.joined(&other, 0.25).unwrap();
        let both: Vec<f32> = fits.iter().zip(&others).map(|(fit, other)| 0.75 * fit + 0.25 * other).collect();
        let scores = all(&one, &fits).into_iter().zip(all(&other, &others));
        for ((row, score), ((_, own), (_, others))) in all(&joined, &both).into_iter().zip(scores) {
            assert!((score - (0.75 * own + 0.25 * others)).abs() < 1e-4, "{row:?}");
        }
        let mut forbids = Chain::new(3);
        forbids.forbid(1, 2);
        assert_eq!(one.joined(&forbids, 0.25).unwrap().step(1, 2), f64::from(NEVER));
        assert_eq!(one.joined(&Chain::new(2), 0.5), None);
    }

    #[test]
    fn loss_shares_and_the_likeliest_row_are_those_of_counting_all_rows() {
        for places in 1..5 {
            let (chain, fits) = drawn(3, places, places as u64);
            let all = all(&chain, &fits);
            let whole: f64 = all.iter().map(|(_, score)| score.exp()).sum();
            let best = all.iter().max_by(|one, other| one.1.total_cmp(&other.1)).unwrap();
            assert_eq!(chain.likeliest(&fits), best.0);
            let loss = chain.loss(&fits, &best.0).unwrap();
            assert!((loss.loss - (whole.ln() - best.1)).abs() < 1e-6);
            let shares = chain.shares(&fits);
            for place in 0..places {
                for tag in 0..3 {
                    let with: f64 = all.iter().filter(|(row, _)| row[place] == tag).map(|(_, score)| score.exp()).sum();
                    assert!((f64::from(shares[place * 3 + tag]) - with / whole).abs() < 1e-6);
                }
            }
        }
    }

    #[test]
    fn a_stretch_is_as_likely_as_all_rows_that_hold_it() {
        let (chain, fits) = drawn(3, 5, 4);
        let all = all(&chain, &fits);
        let whole: f64 = all.iter().map(|(_, score)| score.exp()).sum();
        let weighed = chain.weighed(&fits);
        for (from, tags, never) in
            [(0, vec![1], None), (1, vec![1, 2], Some(2)), (3, vec![0, 2], Some(2)), (0, vec![1, 2, 2, 0, 0], None)]
        {
            let to = from + tags.len();
            let holds = |row: &[usize]| row[from..to] == tags && never.is_none_or(|never| row.get(to) != Some(&never));
            let with: f64 = all.iter().filter(|(row, _)| holds(row)).map(|(_, score)| score.exp()).sum();
            assert!((weighed.share(from, &tags, never) - with / whole).abs() < 1e-9, "{from} {tags:?}");
        }
        assert_eq!(
            (weighed.share(4, &[1, 1], None), weighed.share(0, &[7], None), weighed.share(0, &[], None)),
            (0.0, 0.0, 0.0)
        );
        assert_eq!(Chain::new(2).weighed(&[]).share(0, &[0], None), 0.0);
    }

    #[test]
    fn gradients_are_slopes() {
        let (chain, fits) = drawn(3, 4, 9);
        let truth = [2, 0, 0, 1];
        let found = chain.loss(&fits, &truth).unwrap();
        let width = 1e-2;
        for place in 0..fits.len() {
            let at = |by: f32| {
                let mut moved = fits.clone();
                moved[place] += by;
                chain.loss(&moved, &truth).unwrap().loss
            };
            let slope = (at(width) - at(-width)) / (2.0 * f64::from(width));
            assert!((slope - f64::from(found.of_fits[place])).abs() < 1e-3);
        }
        for place in 0..chain.values.len() {
            let at = |by: f32| {
                let mut moved = chain.clone();
                moved.values[place] += by;
                moved.loss(&fits, &truth).unwrap().loss
            };
            let slope = (at(width) - at(-width)) / (2.0 * f64::from(width));
            assert!((slope - f64::from(found.of_chain[place])).abs() < 1e-3, "{place}");
        }
    }

    #[test]
    fn what_is_forbidden_does_not_happen_and_does_not_learn() {
        let mut chain = Chain::new(2);
        chain.forbid_first(1);
        chain.forbid(0, 1);
        assert_eq!(chain.likeliest(&[0.0, 50.0, 0.0, 50.0]), [0, 0]);
        let loss = chain.loss(&[0.0, 5.0, 0.0, 5.0], &[0, 0]).unwrap();
        assert!(loss.loss < 1e-6 && loss.of_chain[1] == 0.0 && loss.of_chain[5] == 0.0);
    }

    #[test]
    fn what_does_not_fit_together_has_no_loss_and_nothing_has_no_tags() {
        let chain = Chain::new(2);
        assert!(chain.loss(&[], &[]).is_none() && chain.loss(&[0.0; 4], &[0]).is_none());
        assert!(chain.loss(&[0.0; 2], &[2]).is_none() && Chain::of(2, &[0.0; 7]).is_none());
        assert!(chain.likeliest(&[]).is_empty() && chain.shares(&[]).is_empty());
    }
}

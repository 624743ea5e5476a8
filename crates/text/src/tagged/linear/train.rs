//! How it is learnt: sentence by sentence down the gradient of `-ln p(tags)` with weights held back evenly (L2), the steps ever smaller (Bottou 2010), and the mean over the last
//! rounds kept (Polyak and Juditsky 1992). Then how readily a word is taken for no part of an entity: the likeliest tags miss more entities than they invent, and entities are what counts
//! (Jansche 2005), so a tenth of the sentences is left out of a first model, to find what serves F1 best.

use attentive_learn::SplitMix64;
use attentive_learn::crf::{Chain, NEVER};
use rustc_hash::FxHashMap;

use super::LinearTagger;
use super::pieces::Line;
use crate::tagged::Sentence;
use crate::tagged::scheme::{Entity, TagSet, entities};
use crate::tagged::split::Splitting;
use crate::tuned::TunedFault;

/// With fewer sentences a tenth of them says nothing: then the likeliest tags stand.
const LEAST_SENTENCES: usize = 200;

/// One part in so many is left out at first.
const PARTS: usize = 10;

/// How much less a word is taken for no part of an entity: steps that are tried, and their size (nats).
const RELUCTANCES: u8 = 12;
const RELUCTANCE_STEP: f32 = 0.25;

/// How tags are learnt.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearTaggerSettings {
    /// Rounds through the sentences.
    pub rounds: usize,
    /// How strongly weights are held back, for all sentences together.
    pub strictness: f64,
    /// The length of the first steps.
    pub rate: f64,
    /// A piece that was met less often is not looked at.
    pub least: u32,
    /// Where chance begins.
    pub seed: u64,
}

impl Default for LinearTaggerSettings {
    fn default() -> Self {
        Self { rounds: 30, strictness: 1.0, rate: 0.2, least: 1, seed: 1 }
    }
}

/// A sentence that is learnt from.
struct Taught {
    /// For each word the places of its pieces.
    pieces: Vec<Vec<u32>>,
    truth: Vec<usize>,
}

impl LinearTagger {
    /// Learns from sentences whose words have tags of the second scheme. `told` hears which share of the work is done, 0 to 1, and the mean loss of a sentence in the round.
    ///
    /// # Errors
    /// When there is no tagged word.
    pub fn train(
        sentences: &[Sentence],
        settings: &LinearTaggerSettings,
        told: &mut dyn FnMut(f64, f64),
    ) -> Result<Self, TunedFault> {
        let whole = whole(sentences.iter())?;
        if whole.len() < LEAST_SENTENCES {
            return Ok(Self::learn(&whole, settings, told));
        }
        let mut order: Vec<&Sentence> = whole.clone();
        SplitMix64::keyed(settings.seed, &[1]).shuffle(&mut order);
        let aside = order.split_off(order.len() - order.len() / PARTS);
        let first = Self::learn(&order, settings, &mut |share, loss| told(share / 2.0, loss));
        let reluctance = first.best_reluctance(&aside);
        drop(first);
        let model = Self::learn(&whole, settings, &mut |share, loss| told(0.5 + share / 2.0, loss));
        Ok(Self { reluctance, ..model })
    }

    /// The same without a first model: the likeliest tags stand.
    ///
    /// # Errors
    /// When there is no tagged word.
    pub(in crate::tagged) fn train_once<'a>(
        sentences: impl Iterator<Item = &'a Sentence>,
        settings: &LinearTaggerSettings,
        told: &mut dyn FnMut(f64, f64),
    ) -> Result<Self, TunedFault> {
        Ok(Self::learn(&whole(sentences)?, settings, told))
    }

    /// The reluctance under which entities of these sentences, which it has not learnt from, are found best.
    fn best_reluctance(&self, aside: &[&Sentence]) -> f32 {
        let truth: Vec<Vec<Entity>> = aside.iter().map(|sentence| entities(&sentence.tags)).collect();
        let lines: Vec<Vec<f32>> = aside.iter().map(|sentence| self.fits(&sentence.words)).collect();
        let tried = (0..=RELUCTANCES).map(|step| {
            let reluctance = f32::from(step) * RELUCTANCE_STEP;
            let (mut said, mut right) = (0, 0);
            for (fits, truth) in lines.iter().zip(&truth) {
                let found = entities(&self.likeliest(fits.clone(), reluctance));
                said += found.len();
                right += found.iter().filter(|entity| truth.contains(entity)).count();
            }
            let there: usize = truth.iter().map(Vec::len).sum();
            (2.0 * right as f64 / (said + there).max(1) as f64, reluctance)
        });
        // Of equal ones the first.
        tried.reduce(|best, next| if next.0 > best.0 { next } else { best }).map_or(0.0, |best| best.1)
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "counts of sentences; weights are kept in single precision"
    )]
    fn learn(whole: &[&Sentence], settings: &LinearTaggerSettings, told: &mut dyn FnMut(f64, f64)) -> Self {
        let tags = TagSet::of_tags(whole.iter().flat_map(|sentence| sentence.tags.iter().map(String::as_str)));
        let wide = tags.tags().len();
        let hashes = hashes(whole, settings.least);
        let taught: Vec<Taught> = whole.iter().map(|sentence| Taught::of(sentence, &tags, &hashes)).collect();
        let mut chain = tags.chain();
        let mut weights = vec![0.0_f32; hashes.len() * wide];
        // Weights are `scale` times what is kept, so that all can be held back at once.
        let mut scale = 1.0_f64;
        let held = settings.strictness / taught.len() as f64;
        let mut mean = Mean::new(weights.len(), chain.values().len());
        let mut order: Vec<usize> = (0..taught.len()).collect();
        let mut random = SplitMix64::keyed(settings.seed, &[0x6c69_6e65]);
        let mut fits = Vec::new();
        let mut steps = 0_u32;
        for round in 0..settings.rounds {
            random.shuffle(&mut order);
            let mut loss = 0.0;
            for sentence in &order {
                let Taught { pieces, truth } = &taught[*sentence];
                let rate = settings.rate / (1.0 + settings.rate * held * f64::from(steps));
                steps = steps.saturating_add(1);
                fits.clear();
                fits.resize(truth.len() * wide, 0.0_f32);
                for (row, pieces) in fits.chunks_exact_mut(wide).zip(pieces) {
                    for piece in pieces {
                        let weights = &weights[*piece as usize * wide..][..wide];
                        row.iter_mut().zip(weights).for_each(|(fit, weight)| *fit += weight);
                    }
                    row.iter_mut().for_each(|fit| *fit *= scale as f32);
                }
                let Some(found) = chain.loss(&fits, truth) else { continue };
                loss += found.loss;
                scale *= 1.0 - rate * held;
                let step = (rate / scale) as f32;
                for (row, pieces) in found.of_fits.chunks_exact(wide).zip(pieces) {
                    for piece in pieces {
                        let weights = &mut weights[*piece as usize * wide..][..wide];
                        weights.iter_mut().zip(row).for_each(|(weight, of)| *weight -= step * of);
                    }
                }
                chain = moved(&chain, wide, &found.of_chain, rate, held);
            }
            weights.iter_mut().for_each(|weight| *weight *= scale as f32);
            scale = 1.0;
            if 2 * (round + 1) > settings.rounds {
                mean.add(&weights, chain.values());
            }
            told((round + 1) as f64 / settings.rounds as f64, loss / taught.len() as f64);
        }
        let (weights, chain_values) = mean.take();
        let chain = Chain::of(wide, &chain_values).unwrap_or(chain);
        let mut sorted: Vec<(u32, u32)> = hashes.into_iter().collect();
        sorted.sort_unstable();
        let rows = sorted.iter().flat_map(|(_, place)| &weights[*place as usize * wide..][..wide]).copied().collect();
        let hashes = sorted.into_iter().map(|(hash, _)| hash).collect();
        let splitting = Splitting::of_words(whole.iter().flat_map(|sentence| &sentence.words).map(String::as_str));
        Self { tags, hashes, weights: rows, chain, reluctance: 0.0, splitting }
    }
}

/// The sentences that have words, each with its tag.
fn whole<'a>(sentences: impl Iterator<Item = &'a Sentence>) -> Result<Vec<&'a Sentence>, TunedFault> {
    let is_whole = |sentence: &&Sentence| !sentence.words.is_empty() && sentence.words.len() == sentence.tags.len();
    let whole: Vec<&Sentence> = sentences.filter(is_whole).collect();
    if whole.is_empty() { Err(TunedFault::NoTexts) } else { Ok(whole) }
}

/// The chain a step further down; what must not be stays so.
#[expect(clippy::cast_possible_truncation, reason = "weights are kept in single precision")]
fn moved(chain: &Chain, wide: usize, slope: &[f32], rate: f64, held: f64) -> Chain {
    let step = |(value, slope): (&f32, &f32)| {
        if *value <= NEVER {
            NEVER
        } else {
            (f64::from(*value) * (1.0 - rate * held) - rate * f64::from(*slope)) as f32
        }
    };
    let values: Vec<f32> = chain.values().iter().zip(slope).map(step).collect();
    Chain::of(wide, &values).unwrap_or_else(|| chain.clone())
}

/// The pieces that were met often enough, each with its place.
fn hashes(sentences: &[&Sentence], least: u32) -> FxHashMap<u32, u32> {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    let mut found = Vec::new();
    for sentence in sentences {
        let line = Line::of(&sentence.words);
        for place in 0..line.len() {
            line.pieces(place, &mut found);
            found.iter().for_each(|hash| *counts.entry(*hash).or_default() += 1);
        }
    }
    let mut kept: Vec<u32> = counts.into_iter().filter(|(_, count)| *count >= least).map(|(hash, _)| hash).collect();
    kept.sort_unstable();
    kept.into_iter().zip(0..).collect()
}

impl Taught {
    fn of(sentence: &Sentence, tags: &TagSet, hashes: &FxHashMap<u32, u32>) -> Self {
        let line = Line::of(&sentence.words);
        let mut found = Vec::new();
        let pieces = (0..line.len()).map(|place| {
            line.pieces(place, &mut found);
            found.iter().filter_map(|hash| hashes.get(hash).copied()).collect()
        });
        let truth = sentence.tags.iter().map(|tag| tags.place(tag).unwrap_or(0)).collect();
        Self { pieces: pieces.collect(), truth }
    }
}

/// The mean of weights over some rounds.
struct Mean {
    weights: Vec<f32>,
    chain: Vec<f32>,
    rounds: f32,
}

impl Mean {
    fn new(weights: usize, chain: usize) -> Self {
        Self { weights: vec![0.0; weights], chain: vec![0.0; chain], rounds: 0.0 }
    }

    fn add(&mut self, weights: &[f32], chain: &[f32]) {
        self.rounds += 1.0;
        let share = 1.0 / self.rounds;
        let near = |mean: &mut f32, value: &f32| *mean += share * (value - *mean);
        self.weights.iter_mut().zip(weights).for_each(|(mean, value)| near(mean, value));
        self.chain.iter_mut().zip(chain).for_each(|(mean, value)| near(mean, value));
    }

    fn take(self) -> (Vec<f32>, Vec<f32>) {
        (self.weights, self.chain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forbidden_stays_so_and_the_loss_falls() {
        let sentence = Sentence {
            words: ["a", "B", "C", "d"].map(str::to_owned).to_vec(),
            tags: ["O", "B-PER", "I-PER", "O"].map(str::to_owned).to_vec(),
        };
        let mut losses = Vec::new();
        // A single sentence pushes less than weights are held back by default.
        let settings = LinearTaggerSettings { rounds: 6, strictness: 1e-3, ..LinearTaggerSettings::default() };
        let model = LinearTagger::train(&[sentence], &settings, &mut |_, loss| losses.push(loss)).unwrap();
        assert!(losses.is_sorted_by(|one, other| one > other), "{losses:?}");
        assert!(model.chain.values().iter().filter(|value| **value <= NEVER).count() >= 2);
    }

    #[test]
    fn where_entities_are_missed_more_than_invented_a_word_is_more_readily_taken_for_one() {
        // Six of ten times "x" is no entity: the likeliest tag never finds it, and entities are found best when it always is.
        let one = |place: usize| Sentence {
            words: vec!["x".to_owned()],
            tags: vec![if place % 10 < 6 { "O" } else { "B-PER" }.to_owned()],
        };
        let sentences: Vec<Sentence> = (0..400).map(one).collect();
        // Some forty pieces of one word move at once, and half of the sentences contradict the others: small steps come to rest.
        let settings = LinearTaggerSettings { rounds: 10, rate: 2e-3, ..LinearTaggerSettings::default() };
        let model = LinearTagger::train(&sentences, &settings, &mut |_, _| ()).unwrap();
        assert!(model.reluctance > 0.0, "{}", model.reluctance);
        assert_eq!(model.tag(&["x"]), ["B-PER"]);
        let few = LinearTagger::train(&sentences[..100], &settings, &mut |_, _| ()).unwrap();
        assert_eq!(few.tag(&["x"]), ["O"], "too few to tell");
    }

    #[test]
    fn without_a_tagged_word_there_is_nothing_to_learn() {
        let train = |sentences: &[Sentence]| {
            LinearTagger::train(sentences, &LinearTaggerSettings::default(), &mut |_, _| ()).map(|_| ())
        };
        assert_eq!(train(&[]), Err(TunedFault::NoTexts));
        let odd = Sentence { words: vec!["a".to_owned()], tags: Vec::new() };
        assert_eq!(train(&[odd]), Err(TunedFault::NoTexts));
    }
}

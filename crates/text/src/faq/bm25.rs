//! Which question shares the most telling words with a message? BM25, brought to a scale that does not depend on the message.
//!
//! ```text
//!              sum over the message's words in the question   rarity * count * (k + 1) / (count + k * (1 - b + b * length / mean length))
//! share  =     ---------------------------------------------------------------------------------------------------------------------------
//!              sum over all of the message's words            rarity
//!
//! rarity =     ln(1 + (questions - questions with it + 1/2) / (questions with it + 1/2))
//! ```
//!
//! A question of mean length that holds each word of the message once has the share 1, one that holds none has 0. The order of questions is that of plain BM25, as the divisor is the
//! same for all. Source: Robertson and Zaragoza 2009; k = 1.2 and b = 0.75 are their and Lucene's defaults, rarity is Lucene's, never below 0.

use rustc_hash::{FxHashMap, FxHashSet};

use super::words::words;

const K: f32 = 1.2;
const B: f32 = 0.75;

/// Questions by their words.
#[derive(Clone, Debug, Default)]
pub struct Bm25 {
    place: FxHashMap<String, usize>,
    /// For each word the questions that hold it, each with what it adds there.
    adds: Vec<Vec<(usize, f32)>>,
    /// For each word.
    rarity: Vec<f32>,
    /// That of a word that no question holds.
    unseen: f32,
    texts: usize,
}

impl Bm25 {
    /// Takes questions apart.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of words and texts")]
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut index = Self::default();
        let mut lengths = Vec::new();
        let mut counts: Vec<Vec<(usize, f32)>> = Vec::new();
        for text in texts {
            let found = words(text);
            lengths.push(found.len() as f32);
            for word in found {
                let next = index.place.len();
                let place = *index.place.entry(word).or_insert(next);
                if place == counts.len() {
                    counts.push(Vec::new());
                }
                match counts[place].last_mut() {
                    Some((text, count)) if *text + 1 == lengths.len() => *count += 1.0,
                    _ => counts[place].push((lengths.len() - 1, 1.0)),
                }
            }
        }
        index.texts = lengths.len();
        let mean = (lengths.iter().sum::<f32>() / lengths.len().max(1) as f32).max(1.0);
        let rarity = |with: usize| (1.0 + ((index.texts - with) as f32 + 0.5) / (with as f32 + 0.5)).ln();
        index.unseen = rarity(0);
        index.rarity = counts.iter().map(|texts| rarity(texts.len())).collect();
        for (texts, rarity) in counts.iter_mut().zip(&index.rarity) {
            for (text, count) in texts {
                *count = rarity * *count * (K + 1.0) / (*count + K * (1.0 - B + B * lengths[*text] / mean));
            }
        }
        index.adds = counts;
        index
    }

    /// The share of each question; all 0 for a message without a word that counts.
    #[must_use]
    pub fn shares(&self, message: &str) -> Vec<f32> {
        let mut shares = vec![0.0; self.texts];
        let mut all = 0.0;
        let mut seen = FxHashSet::default();
        for word in words(message) {
            let place = self.place.get(&word).copied();
            if !seen.insert(word) {
                continue;
            }
            all += place.and_then(|place| self.rarity.get(place)).copied().unwrap_or(self.unseen);
            for (text, adds) in place.and_then(|place| self.adds.get(place)).into_iter().flatten() {
                shares[*text] += adds;
            }
        }
        if all > 0.0 {
            shares.iter_mut().for_each(|share| *share /= all);
        }
        shares
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_those_of_the_formula() {
        let index = Bm25::of(["lost card", "card fee", "open account"]);
        let shares = index.shares("card lost");
        // Each question has two words, so that a word adds its rarity: lost ln(1 + 2.5 / 1.5), card ln(1 + 1.5 / 2.5).
        let (lost, card) = ((1.0_f32 + 2.5 / 1.5).ln(), (1.0_f32 + 1.5 / 2.5).ln());
        let near = |one: f32, other: f32| (one - other).abs() < 1e-6;
        assert!(near(shares[0], 1.0) && near(shares[1], card / (lost + card)) && shares[2] == 0.0, "{shares:?}");
    }

    #[test]
    fn words_that_no_question_holds_lower_the_share_and_do_not_change_the_order() {
        let index = Bm25::of(["lost card", "card fee", "open account"]);
        let (few, more) = (index.shares("lost card"), index.shares("lost card xylophone"));
        assert!(more[0] < few[0] && more[0] > more[1]);
        assert_eq!(index.shares("xylophone"), [0.0; 3]);
        assert_eq!(index.shares("what is it"), [0.0; 3]);
        assert!(Bm25::of([]).shares("card").is_empty());
    }

    #[test]
    fn a_word_said_twice_counts_once_and_one_in_a_short_question_more() {
        let index = Bm25::of(["card", "card fee for each year abroad"]);
        assert_eq!(index.shares("card card"), index.shares("card"));
        assert!(index.shares("card")[0] > index.shares("card")[1]);
    }
}

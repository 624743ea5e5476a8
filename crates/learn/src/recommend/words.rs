//! Which words are in an item's text? Each becomes a place by hashing, so that no list of words has to be known.
//!
//! ```text
//! value = (1 + ln count) (1 + ln((1 + texts) / (1 + texts with it)))      brought to length 1
//! ```
//!
//! Source: Weinberger et al. 2009, "Feature hashing for large scale multitask learning", ICML; Salton and Buckley 1988 for the weights, with the smoothing of scikit-learn. The hash is FNV-1a with 64 bits
//! (Fowler, Noll and Vo), its halves laid over each other. Words are runs of letters and digits, in small letters; where texts have no spaces between words a run of letters counts as one.

use std::collections::BTreeMap;

use crate::sparse::SparseRows;

/// How many places there are, and how rare the words of each.
#[derive(Clone, Debug, PartialEq)]
pub struct HashedWords {
    rarity: Vec<f32>,
}

impl HashedWords {
    /// Learns how rare words are. `places` is how many different words can be told apart, about; at least 1.
    #[must_use]
    pub fn learn<'a>(texts: impl IntoIterator<Item = &'a str>, places: usize) -> Self {
        let mut with = vec![0.0_f32; places.max(1)];
        let mut all = 0.0_f32;
        for text in texts {
            all += 1.0;
            counts(text, with.len()).keys().for_each(|place| with[*place as usize] += 1.0);
        }
        let rarity = with.into_iter().map(|with| 1.0 + ((1.0 + all) / (1.0 + with)).ln()).collect();
        Self { rarity }
    }

    /// The texts as rows of length 1; a text without words is a row without cells.
    #[must_use]
    pub fn rows<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> SparseRows {
        let mut rows = SparseRows::new(self.rarity.len());
        for text in texts {
            let weigh = |(place, count): (u32, f32)| (place, (1.0 + count.ln()) * self.rarity[place as usize]);
            let cells: Vec<(u32, f32)> = counts(text, self.rarity.len()).into_iter().map(weigh).collect();
            let length = cells.iter().map(|cell| cell.1 * cell.1).sum::<f32>().sqrt();
            rows.push(cells.into_iter().map(|(place, value)| (place, value / length)));
        }
        rows
    }

    /// The place of a word; to find the words behind a reason.
    #[must_use]
    pub fn place(&self, word: &str) -> u32 {
        place(&word.to_lowercase(), self.rarity.len())
    }
}

fn counts(text: &str, places: usize) -> BTreeMap<u32, f32> {
    let mut counts = BTreeMap::new();
    let lower = text.to_lowercase();
    for word in lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *counts.entry(place(word, places)).or_insert(0.0) += 1.0;
    }
    counts
}

fn place(word: &str, places: usize) -> u32 {
    let hash = word
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    ((hash ^ (hash >> 32)) % places as u64) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_have_length_one_rare_words_weigh_more_and_new_texts_use_what_was_learnt() {
        let texts = ["river flood", "river card", "River, FLOOD flood!"];
        let words = HashedWords::learn(texts, 1 << 16);
        let rows = words.rows(texts.into_iter().chain([" - ", "river whale"]));
        let value = |row: usize, word: &str| {
            let (places, values) = rows.row(row);
            places.iter().position(|place| *place == words.place(word)).map(|at| values[at])
        };
        assert!(value(1, "card").unwrap() > value(1, "river").unwrap());
        assert!(value(2, "flood").unwrap() > value(0, "Flood").unwrap(), "twice is more");
        let length: f32 = rows.row(2).1.iter().map(|value| value * value).sum();
        assert!((length - 1.0).abs() < 1e-6);
        assert!(rows.row(3).0.is_empty() && value(4, "whale").unwrap() > value(4, "river").unwrap());
    }

    // FNV-1a of "a" with 64 bits is af63dc4c8601ec8c, as its authors publish.
    #[test]
    fn the_hash_is_the_published_one() {
        let hash = 0xaf63_dc4c_8601_ec8c_u64;
        assert_eq!(u64::from(place("a", 1 << 20)), (hash ^ (hash >> 32)) % (1 << 20));
    }
}

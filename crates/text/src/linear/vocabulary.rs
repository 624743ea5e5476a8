//! Which words and pieces count, and how much? Those that were met when it was learnt; the rarer the more.
//!
//! ```text
//! value = (1 + ln count in the text) * (1 + ln((1 + texts) / (1 + texts with it)))
//! ```
//!
//! Words and pieces are each brought to length 1, then both together: else the many pieces would drown the few words. Where part of a text is written without gaps, the words beside it
//! (a name in Latin letters, a comma) count by their part of the letters: else two commas would count as much as a whole Chinese sentence. Source: Salton and Buckley 1988, with
//! the smoothing of scikit-learn.

use attentive_learn::SparseRows;
use rustc_hash::FxHashMap;

use super::pieces::Pieces;

/// The words and pieces that count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocabulary {
    /// Hashes, ascending.
    hashes: Vec<u32>,
    /// How much each counts, above 0.
    rarity: Vec<f32>,
}

impl Vocabulary {
    /// Learns which words and pieces stand in at least `least` of the texts, and how rare each is. When there are more than `most`, those that stand in the
    /// fewest texts are left out.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a weight is kept in single precision")]
    pub fn learn<'a>(texts: impl IntoIterator<Item = &'a str>, least: u32, most: usize) -> Self {
        let mut texts_with: FxHashMap<u32, u32> = FxHashMap::default();
        let mut pieces = Pieces::default();
        let mut count = 0_u32;
        for text in texts {
            count += 1;
            pieces.take(text);
            for list in [&mut pieces.words, &mut pieces.letters] {
                list.dedup();
                list.iter().for_each(|hash| *texts_with.entry(*hash).or_default() += 1);
            }
        }
        let mut least = least;
        while texts_with.values().filter(|texts| **texts >= least).count() > most {
            least += 1;
        }
        let mut kept: Vec<(u32, u32)> = texts_with.into_iter().filter(|(_, texts)| *texts >= least).collect();
        kept.sort_unstable();
        let rarity = |texts: u32| (1.0 + (f64::from(count) + 1.0).ln() - (f64::from(texts) + 1.0).ln()) as f32;
        Self {
            rarity: kept.iter().map(|(_, texts)| rarity(*texts)).collect(),
            hashes: kept.into_iter().map(|(hash, _)| hash).collect(),
        }
    }

    /// What was kept; `None` when both do not fit together.
    pub(super) fn of(hashes: &[u32], rarity: &[f32]) -> Option<Self> {
        let fits = hashes.len() == rarity.len() && hashes.is_sorted_by(|one, other| one < other);
        (fits && rarity.iter().all(|value| *value > 0.0))
            .then(|| Self { hashes: hashes.to_vec(), rarity: rarity.to_vec() })
    }

    pub(super) fn hashes(&self) -> &[u32] {
        &self.hashes
    }

    pub(super) fn rarity(&self) -> &[f32] {
        &self.rarity
    }

    /// How many words and pieces count.
    #[must_use]
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Whether none counts.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// The texts as rows of length 1; a text without anything that counts is a row without cells.
    #[must_use]
    pub fn rows<'a>(&self, texts: impl IntoIterator<Item = &'a str>) -> SparseRows {
        let mut rows = SparseRows::new(self.len());
        let mut pieces = Pieces::default();
        let (mut words, mut letters) = (Vec::new(), Vec::new());
        for text in texts {
            pieces.take(text);
            self.weigh(&pieces.words, &mut words);
            self.weigh(&pieces.letters, &mut letters);
            let of_words = match (words.is_empty(), letters.is_empty()) {
                (true, _) => 0.0,
                (false, true) => 1.0,
                (false, false) => 0.5 * pieces.share_of_words(),
            };
            let (of_words, of_letters) = (f32::sqrt(of_words), f32::sqrt(1.0 - of_words));
            let words = words.iter().map(|(place, value)| (*place, value * of_words));
            rows.push(words.chain(letters.iter().map(|(place, value)| (*place, value * of_letters))));
        }
        rows
    }

    /// The cells of sorted hashes, brought to length 1.
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "counts of pieces")]
    fn weigh(&self, hashes: &[u32], cells: &mut Vec<(u32, f32)>) {
        cells.clear();
        for equal in hashes.chunk_by(|one, other| one == other) {
            let Ok(place) = self.hashes.binary_search(&equal[0]) else { continue };
            cells.push((place as u32, (1.0 + (equal.len() as f32).ln()) * self.rarity[place]));
        }
        let length = cells.iter().map(|cell| cell.1 * cell.1).sum::<f32>().sqrt();
        cells.iter_mut().for_each(|cell| cell.1 /= length);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(row: (&[u32], &[f32])) -> f32 {
        row.1.iter().map(|value| value * value).sum::<f32>().sqrt()
    }

    #[test]
    fn rows_have_length_one_and_rare_words_count_more() {
        let texts = ["the card", "the bank", "the the friend"];
        let vocabulary = Vocabulary::learn(texts, 1, usize::MAX);
        let rows = vocabulary.rows(texts.into_iter().chain(["zzz", "你好"]));
        assert!((0..3).all(|row| (length(rows.row(row)) - 1.0).abs() < 1e-5));
        assert_eq!((rows.row(3).0.len(), rows.row(4).0.len()), (0, 0));
        let rarest = vocabulary.rarity.iter().copied().fold(0.0, f32::max);
        let commonest = vocabulary.rarity.iter().copied().fold(9.0, f32::min);
        // ln(4 / 2) + 1 and ln(4 / 4) + 1.
        assert!((rarest - 1.693_147).abs() < 1e-5 && (commonest - 1.0).abs() < 1e-6, "{rarest} {commonest}");
    }

    #[test]
    fn marks_beside_a_chinese_sentence_count_little() {
        let texts = ["明天,下午,开会", "card, please,", "明天 card"];
        let vocabulary = Vocabulary::learn(texts, 1, usize::MAX);
        let rows = vocabulary.rows(texts);
        assert!((0..3).all(|row| (length(rows.row(row)) - 1.0).abs() < 1e-5));
        let comma = |row: usize| {
            let of_comma = vocabulary.rows([","]).row(0).0[0];
            let (places, values) = rows.row(row);
            places.iter().position(|place| *place == of_comma).map(|at| values[at])
        };
        assert_eq!(comma(0), Some(0.0), "no letter of it is written as a word");
        assert!(comma(1).unwrap() > 0.2, "{:?}", comma(1));
    }

    #[test]
    fn what_stands_in_too_few_texts_does_not_count() {
        let texts = ["aa bb", "aa cc", "aa bb"];
        let of = |least, most| Vocabulary::learn(texts, least, most).len();
        assert!(of(1, usize::MAX) > of(2, usize::MAX) && of(2, usize::MAX) > of(3, usize::MAX));
        assert_eq!(of(1, of(2, usize::MAX)), of(2, usize::MAX), "too many: the rarest go");
        assert!(Vocabulary::learn(texts, 4, usize::MAX).is_empty());
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        assert!(Vocabulary::of(&[1, 2], &[1.0, 1.0]).is_some());
        for (hashes, rarity) in
            [(&[2, 1][..], &[1.0, 1.0][..]), (&[1, 1], &[1.0, 1.0]), (&[1], &[1.0, 1.0]), (&[1, 2], &[1.0, 0.0])]
        {
            assert_eq!(Vocabulary::of(hashes, rarity), None);
        }
    }
}

//! Which text comes first, and why? Each text's strength is a sum over its words, so that what each of them adds is told exactly.
//!
//! ```text
//! rate(word | liked)    = (liked + A m) / (texts liked + A)         the same for disliked; m is how common the word is in the background
//! weight(word)          = ln(rate(liked) / rate(disliked)) x sqrt(the greater of liked and disliked, by the text)
//! strength by words     = cosine(weights, tf-idf of the text)
//! strength              = the mean of that and the cosine of meanings, where an encoder ranks; else that by words
//! ```
//!
//! The background is what was read, where enough was found interesting and enough not; then a text's strength does not depend on what is ranked beside it. Else (nobody says what does not interest him) it is
//! the texts that are to be ranked. Log-odds with an informative prior: Monroe, Colaresi and Quinn 2008; the root keeps words seen once from counting like those of a tenth of all texts. A = 50 and the root were
//! chosen among 24 ways on 120 people of citeulike-a, who are not judged on.

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::INTERESTING;
use super::copies::{NEARLY, sketch};
use super::interests::{Interests, Meaning, OfWord, Ready};
use super::terms::{Term, terms};
use crate::encoder::{EncoderFault, SentenceEncoder};

/// Texts of the background that each side begins with.
const PRIOR: f64 = 50.0;
/// How much of a text a word makes up of which nothing is known.
const RARE: f64 = 0.001;
/// Words that are told for and against a text, at most, each.
const TOLD: usize = 5;
/// What is less than this of a text's strength is not told.
const LEAST_TOLD: f32 = 1e-4;

/// What a word adds to a text's strength.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WordShare {
    /// The word, as it is compared: small letters, no plural `s`.
    pub word: String,
    /// What it adds; below 0 when it speaks against the text.
    pub adds: f32,
}

/// The text that was read of which this is nearly a copy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CopyOf {
    /// Share of words and pairs of words that both have, of all that either has, about.
    pub shared: f32,
    /// Whether that one was interesting.
    pub was_interesting: bool,
}

/// A text in its place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    /// Its place among the texts that came in, from 0.
    pub place: usize,
    /// What it is ranked by, -1 to 1.
    pub strength: f32,
    /// How likely it is interesting, 0 to 1; `None` where that is not known.
    pub probability: Option<f32>,
    /// What its words add together.
    pub by_words: f32,
    /// The words that speak most for it, the strongest first.
    pub words_for: Vec<WordShare>,
    /// The words that speak most against it.
    pub words_against: Vec<WordShare>,
    /// How near it is in meaning to the mean of what was interesting, -1 to 1; `None` without an encoder.
    pub meaning: Option<f32>,
    /// The text of which it is nearly a copy; then it stands behind all that are none.
    pub copy_of: Option<CopyOf>,
}

/// How words count against a background.
struct Weights {
    words: FxHashMap<u32, f32>,
    texts_with: FxHashMap<u32, f64>,
    texts: f64,
}

impl Weights {
    /// `beside` are the texts to be ranked; they are left out of account where what was read is its own background.
    fn of(interests: &Interests, beside: &[Vec<Term>]) -> Self {
        let beside = if interests.is_judged() { &[] } else { beside };
        let counts = interests.counts();
        let mut texts_with: FxHashMap<u32, f64> =
            interests.words.iter().map(|(hash, word)| (*hash, word.texts)).collect();
        let mut shares: FxHashMap<u32, f64> = FxHashMap::default();
        for term in beside.iter().flatten() {
            *texts_with.entry(term.hash).or_default() += 1.0;
            *shares.entry(term.hash).or_default() += f64::from(term.share);
        }
        let [liked, disliked] = interests.weight;
        let background = if beside.is_empty() { liked + disliked } else { as_f64(beside.len()) };
        let weigh = |(hash, word): (&u32, &OfWord)| {
            let there =
                if beside.is_empty() { word.liked + word.disliked } else { shares.get(hash).copied().unwrap_or(0.0) };
            let common = (there + RARE * PRIOR) / (background + PRIOR);
            let rate = |sum: f64, texts: f64| (sum + PRIOR * common) / (texts + PRIOR);
            let by_text = |sum: f64, texts: f64| if texts > 0.0 { (sum / texts).max(0.0) } else { 0.0 };
            let odds = (rate(word.liked, liked) / rate(word.disliked, disliked)).ln();
            let weight = odds * by_text(word.liked, liked).max(by_text(word.disliked, disliked)).sqrt();
            // A word that is rarer in what was liked than elsewhere says nothing where nobody disliked it.
            (*hash, if word.disliked > 0.0 || interests.is_judged() { weight } else { weight.max(0.0) })
        };
        let mut weights: Vec<(u32, f64)> = interests.words.iter().map(weigh).collect();
        // In the order of hashes, so that the sum is always the same.
        weights.sort_unstable_by_key(|(hash, _)| *hash);
        let length = weights.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        let words = weights
            .into_iter()
            .filter(|(_, weight)| *weight != 0.0 && length > 0.0)
            .map(|(hash, weight)| (hash, as_f32(weight / length)))
            .collect();
        Self { words, texts_with, texts: as_f64(counts.liked + counts.disliked + beside.len()) }
    }

    /// What each word adds, in the order of the words.
    fn adds(&self, terms: &[Term]) -> Vec<f32> {
        let rarity = |term: &Term| {
            let with = self.texts_with.get(&term.hash).copied().unwrap_or(0.0);
            as_f32(1.0 + ((1.0 + self.texts) / (1.0 + with)).ln())
        };
        let values: Vec<f32> = terms.iter().map(|term| term.share * rarity(term)).collect();
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        let weight = |term: &Term| self.words.get(&term.hash).copied().unwrap_or(0.0);
        terms.iter().zip(values).map(|(term, value)| weight(term) * value / length).collect()
    }
}

/// Which way meanings lead from what did not interest, or from what there is, to what did.
struct Direction {
    from: Vec<f64>,
    way: Vec<f64>,
    liked: Vec<f64>,
}

impl Direction {
    /// `rows` are those of the texts to be ranked.
    fn of(interests: &Interests, meaning: &Meaning, rows: &[f32]) -> Self {
        let [liked, disliked] = interests.weight;
        let mean = |sum: &[f64], of: f64| sum.iter().map(|sum| sum / of.max(1e-9)).collect::<Vec<f64>>();
        let wide = meaning.liked.len();
        let from = if interests.is_judged() {
            mean(&meaning.disliked, disliked)
        } else {
            // So few texts, that are one or two, are hardly a background.
            let mut sum = meaning.disliked.clone();
            rows.chunks_exact(wide.max(1)).for_each(|row| {
                sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += f64::from(*value));
            });
            mean(&sum, as_f64(rows.len() / wide.max(1)) + disliked + PRIOR)
        };
        let liked = mean(&meaning.liked, liked);
        let way = unit(liked.iter().zip(&from).map(|(liked, from)| liked - from).collect());
        Self { from, way, liked: unit(liked) }
    }

    /// How far along the way a text lies, and how near it is to what was liked; both -1 to 1.
    fn of_row(&self, row: &[f32]) -> (f32, f32) {
        let away = unit(row.iter().zip(&self.from).map(|(value, from)| f64::from(*value) - from).collect());
        let along = away.iter().zip(&self.way).map(|(one, other)| one * other).sum();
        let near = row.iter().zip(&self.liked).map(|(one, other)| f64::from(*one) * other).sum();
        (as_f32(along), as_f32(near))
    }
}

impl Interests {
    /// Puts texts in order, those first that are likeliest to interest; nearly the same ones as were read come last. Without the encoder, or with another one, words alone rank.
    ///
    /// # Errors
    /// When a text cannot be embedded.
    pub fn rank(&self, texts: &[&str], encoder: Option<&SentenceEncoder>) -> Result<Vec<Ranked>, EncoderFault> {
        let encoder = encoder.filter(|encoder| self.encoder() == Some(encoder.sha256().as_str()));
        let rows = encoder.map(|encoder| encoder.embed(texts)).transpose()?;
        let terms: Vec<Vec<Term>> = texts.iter().map(|text| terms(text)).collect();
        let weights = Weights::of(self, &terms);
        let direction = rows.as_ref().zip(self.meaning.as_ref());
        let direction =
            direction.map(|(rows, meaning)| (Direction::of(self, meaning, rows), rows, meaning.liked.len()));
        let sureness = self.sureness().filter(|_| self.is_judged());
        let mut ranked: Vec<Ranked> = Vec::with_capacity(texts.len());
        for (place, (text, terms)) in texts.iter().zip(&terms).enumerate() {
            let adds = weights.adds(terms);
            let by_words: f32 = adds.iter().sum();
            let near =
                direction.as_ref().map(|(direction, rows, wide)| direction.of_row(&rows[place * wide..][..*wide]));
            let strength = near.map_or(by_words, |(along, _)| f32::midpoint(by_words, along));
            let [words_for, words_against] = told(terms, &adds);
            ranked.push(Ranked {
                place,
                strength,
                probability: sureness.map(|sureness| sureness.of(strength)),
                by_words,
                words_for,
                words_against,
                meaning: near.map(|(_, near)| near),
                copy_of: self.copy_of(text),
            });
        }
        ranked.sort_by(|one, other| {
            let is_copy = one.copy_of.is_some().cmp(&other.copy_of.is_some());
            is_copy.then(other.strength.total_cmp(&one.strength)).then(one.place.cmp(&other.place))
        });
        Ok(ranked)
    }

    fn copy_of(&self, text: &str) -> Option<CopyOf> {
        let (known, shared) = self.copies.nearest(&sketch(text)?)?;
        (shared >= NEARLY).then_some(CopyOf { shared, was_interesting: known.interest >= INTERESTING })
    }

    /// How strong each text is where what was read is the background; else as if it were ranked among these.
    pub(super) fn strengths(&self, texts: &[&Ready], by_meaning: bool) -> Vec<f32> {
        let terms: Vec<Vec<Term>> = texts.iter().map(|text| text.terms.clone()).collect();
        let weights = Weights::of(self, &terms);
        let rows: Option<Vec<f32>> =
            texts.iter().map(|text| text.row.clone()).collect::<Option<Vec<_>>>().map(|rows| rows.concat());
        let direction = rows.as_ref().zip(self.meaning.as_ref()).filter(|_| by_meaning);
        let direction = direction.map(|(rows, meaning)| Direction::of(self, meaning, rows));
        let one = |text: &&Ready| {
            let by_words: f32 = weights.adds(&text.terms).iter().sum();
            let near = direction.as_ref().zip(text.row.as_ref()).map(|(direction, row)| direction.of_row(row).0);
            near.map_or(by_words, |along| f32::midpoint(by_words, along))
        };
        texts.iter().map(one).collect()
    }

    /// How strong a text is where what was read is the background.
    pub(super) fn judged_strength(&self, text: &Ready) -> f32 {
        let by_meaning = self.meaning.as_ref().is_some_and(|meaning| meaning.is_used);
        self.strengths(&[text], by_meaning).first().copied().unwrap_or(0.0)
    }
}

/// The words that add most, and those that take away most.
fn told(terms: &[Term], adds: &[f32]) -> [Vec<WordShare>; 2] {
    let mut order: Vec<(&Term, f32)> = terms.iter().zip(adds.iter().copied()).collect();
    order.sort_by(|one, other| other.1.abs().total_cmp(&one.1.abs()).then(one.0.word.cmp(&other.0.word)));
    [1.0, -1.0].map(|sign| {
        let speaks = order.iter().filter(|(_, adds)| adds * sign > LEAST_TOLD).take(TOLD);
        speaks.map(|(term, adds)| WordShare { word: term.word.clone(), adds: *adds }).collect()
    })
}

fn unit(mut values: Vec<f64>) -> Vec<f64> {
    let length = values.iter().map(|value| value * value).sum::<f64>().sqrt();
    if length > 0.0 {
        values.iter_mut().for_each(|value| *value /= length);
    }
    values
}

#[expect(clippy::cast_precision_loss, reason = "a count of texts")]
fn as_f64(count: usize) -> f64 {
    count as f64
}

#[expect(clippy::cast_possible_truncation, reason = "strengths are kept in single precision")]
fn as_f32(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use super::super::ReadText;
    use super::super::interests::tests::read;
    use super::*;

    fn interests(liked: &[&str], disliked: &[&str]) -> Interests {
        let reads: Vec<ReadText> = [(liked, 1.0), (disliked, 0.0)]
            .iter()
            .flat_map(|(texts, interest)| texts.iter().map(|text| read(text, *interest, None)))
            .collect();
        let mut interests = Interests::new(None);
        reads.iter().for_each(|read| interests.say(read, None).unwrap());
        interests
    }

    fn order(interests: &Interests, texts: &[&str]) -> Vec<usize> {
        interests.rank(texts, None).unwrap().into_iter().map(|ranked| ranked.place).collect()
    }

    const RIVERS: [&str; 3] = ["river flood in the valley", "flood warning for the river", "heavy rain, river rises"];

    #[test]
    fn with_interesting_texts_alone_what_is_like_them_comes_first() {
        let interests = interests(&RIVERS, &[]);
        let texts = ["card fees rise", "the flood and the river", "rain on the wedding", "loans for houses"];
        assert_eq!(order(&interests, &texts)[..2], [1, 2]);
        assert_eq!(
            interests.rank(&["river"], None).unwrap()[0].words_for[0].word,
            "river",
            "one text alone is no evidence against itself"
        );
        let nobody = Interests::new(None);
        assert_eq!(order(&nobody, &texts), [0, 1, 2, 3], "nothing known: as they came");
        assert!(interests.rank(&[], None).unwrap().is_empty());
    }

    #[test]
    fn what_words_add_sums_to_what_is_ranked_by_and_some_speak_against() {
        let interests = interests(&RIVERS, &["card fees", "card loans", "card fraud"]);
        let ranked = &interests.rank(&["river card"], None).unwrap()[0];
        assert_eq!((ranked.words_for[0].word.as_str(), ranked.words_against[0].word.as_str()), ("river", "card"));
        let sum: f32 = ranked.words_for.iter().chain(&ranked.words_against).map(|word| word.adds).sum();
        assert!((sum - ranked.by_words).abs() < 1e-6 && ranked.strength == ranked.by_words);
        assert_eq!((ranked.probability, ranked.meaning), (None, None));
    }

    #[test]
    fn nearly_the_same_as_one_that_was_read_comes_last() {
        let long = "river flood warning raised after heavy rain northern valley villages told leave houses tonight before water reaches bridge near old mill";
        let interests = interests(&[long, RIVERS[0], RIVERS[1]], &[]);
        let copy = long.replace("heavy", "much");
        let ranked = interests.rank(&[&copy, "a joke", "river"], None).unwrap();
        assert_eq!(ranked.iter().map(|ranked| ranked.place).collect::<Vec<_>>(), [2, 1, 0]);
        let known = ranked[2].copy_of.as_ref().unwrap();
        assert!(known.was_interesting && known.shared >= NEARLY && ranked[2].strength > ranked[1].strength);
    }

    #[test]
    fn enough_said_on_both_sides_makes_strength_independent_of_what_is_beside() {
        let liked: Vec<String> = (0..12).map(|number| format!("river flood {number}")).collect();
        let disliked: Vec<String> = (0..12).map(|number| format!("card fee {number}")).collect();
        let liked: Vec<&str> = liked.iter().map(String::as_str).collect();
        let disliked: Vec<&str> = disliked.iter().map(String::as_str).collect();
        let interests = interests(&liked, &disliked);
        assert!(interests.is_judged());
        let alone = interests.rank(&["flood card"], None).unwrap()[0].strength;
        let beside = interests.rank(&["flood card", "flood", "flood"], None).unwrap();
        assert_eq!(beside.iter().find(|ranked| ranked.place == 0).unwrap().strength, alone);
    }

    #[test]
    fn meaning_takes_part_with_its_encoder_and_chinese_is_ranked_by_letters() {
        let encoder = crate::encoder::tests::small_sentences();
        let mut interests = Interests::new(Some(&encoder));
        for text in ["b c g", "c b g", "g b c"] {
            interests.say(&read(text, 1.0, None), Some(&encoder)).unwrap();
        }
        let ranked = interests.rank(&["x y z", "g c"], Some(&encoder)).unwrap();
        assert!(ranked[0].place == 1 && ranked[0].meaning.is_some(), "{ranked:?}");
        assert_eq!(interests.rank(&["g c"], None).unwrap()[0].meaning, None);
        let interests = super::tests::interests(&["河水上涨淹没村庄", "暴雨之后河水上涨"], &[]);
        assert_eq!(order(&interests, &["信用卡年费", "昨夜河水上涨"]), [1, 0]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_ranked_with_finite_strength(texts in proptest::collection::vec(".{0,60}", 0..6), liked in ".{0,60}") {
            let interests = interests(&[&liked, "river"], &["card"]);
            let views: Vec<&str> = texts.iter().map(String::as_str).collect();
            let ranked = interests.rank(&views, None).unwrap();
            proptest::prop_assert!(ranked.len() == texts.len() && ranked.iter().all(|ranked| ranked.strength.abs() <= 1.001));
        }
    }
}

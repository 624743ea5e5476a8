//! What interests a person: sums over the words of what was read, liked and not, and a mean of what it meant. Each text adds at once, in any order, and can be taken back.
//!
//! ```text
//! liked[word]    += interest       x share of the word in the text x 2^(-age / half-life)
//! disliked[word] += (1 - interest) x share of the word in the text x 2^(-age / half-life)
//! ```
//!
//! Age is counted from the newest text, which scales all sums alike; so nothing has to be looked at again as time goes by. A text that is said again replaces what was said of it before.

use attentive_types::Timestamp;
use attentive_types::time::DAY;
use rustc_hash::FxHashMap;
use serde::Serialize;

use super::copies::{Copies, Known, WIDE, sketch};
use super::terms::{Term, terms};
use super::trust::{Evidence, Seen};
use super::{FEWEST, INTERESTING, ReadText};
use crate::encoder::{EncoderFault, SentenceEncoder};

/// What is known of a word.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct OfWord {
    pub(super) liked: f64,
    pub(super) disliked: f64,
    /// Texts that hold it, however old.
    pub(super) texts: f64,
}

/// What is known of meanings: sums of rows, liked and not.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Meaning {
    /// SHA-256 of the encoder.
    pub(super) encoder: String,
    pub(super) liked: Vec<f64>,
    pub(super) disliked: Vec<f64>,
    /// Whether it ranks: on what was read it must not be worse than words alone.
    pub(super) is_used: bool,
}

/// How many texts it knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Texts that were interesting.
    pub liked: usize,
    /// Texts that were not.
    pub disliked: usize,
}

/// What interests a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Interests {
    pub(super) words: FxHashMap<u32, OfWord>,
    /// Texts by their weights, liked and not.
    pub(super) weight: [f64; 2],
    pub(super) counts: Counts,
    /// The time of the newest text, from which age counts.
    pub(super) newest: Option<Timestamp>,
    /// After so many days a text counts half; `None` when all count alike.
    pub(super) half_life_days: Option<f32>,
    pub(super) meaning: Option<Meaning>,
    pub(super) copies: Copies,
    pub(super) evidence: Evidence,
}

/// A text, made ready.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Ready {
    pub(super) terms: Vec<Term>,
    pub(super) row: Option<Vec<f32>>,
    pub(super) sketch: Option<[u32; WIDE]>,
    pub(super) interest: f32,
    pub(super) at: Option<Timestamp>,
}

impl Ready {
    pub(super) fn of(read: &ReadText, row: Option<Vec<f32>>) -> Self {
        let interest = read.interest.clamp(0.0, 1.0);
        Self { terms: terms(&read.text), row, sketch: sketch(&read.text), interest, at: read.at }
    }

    pub(super) fn is_interesting(&self) -> bool {
        self.interest >= INTERESTING
    }
}

impl Interests {
    /// Of somebody of whom nothing is known.
    #[must_use]
    pub fn new(encoder: Option<&SentenceEncoder>) -> Self {
        Self::empty(encoder.map(|encoder| (encoder.sha256(), encoder.width())), None)
    }

    pub(super) fn empty(encoder: Option<(String, usize)>, half_life_days: Option<f32>) -> Self {
        let meaning = encoder.map(|(encoder, wide)| Meaning {
            encoder,
            liked: vec![0.0; wide],
            disliked: vec![0.0; wide],
            is_used: true,
        });
        Self { meaning, half_life_days, ..Self::default() }
    }

    /// How many texts it knows.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// After so many days a text counts half; `None` when all count alike.
    #[must_use]
    pub fn half_life_days(&self) -> Option<f32> {
        self.half_life_days
    }

    /// SHA-256 of the encoder that it was learnt with and that ranks; `None` when words alone do.
    #[must_use]
    pub fn encoder(&self) -> Option<&str> {
        self.meaning.as_ref().filter(|meaning| meaning.is_used).map(|meaning| meaning.encoder.as_str())
    }

    /// Whether enough was said on both sides for what was read to be its own background.
    #[must_use]
    pub fn is_judged(&self) -> bool {
        self.counts.liked >= FEWEST && self.counts.disliked >= FEWEST
    }

    /// Learns that a text was interesting or not, at once. What was said of the same text before is taken back. `encoder` is that which it was learnt with; without it the meaning of this text is
    /// not learnt.
    ///
    /// # Errors
    /// When the text cannot be embedded; then nothing was learnt.
    pub fn say(&mut self, read: &ReadText, encoder: Option<&SentenceEncoder>) -> Result<(), EncoderFault> {
        let known = self.meaning.as_ref().map(|meaning| meaning.encoder.as_str());
        let encoder = encoder.filter(|encoder| Some(encoder.sha256().as_str()) == known);
        let row = encoder.map(|encoder| encoder.embed(&[&read.text])).transpose()?;
        let ready = Ready::of(read, row);
        // What would have been thought of it beforehand tells how far thoughts are right.
        let is_new = !ready.sketch.as_ref().is_some_and(|sketch| self.copies.0.iter().any(|k| k.sketch == *sketch));
        if is_new && self.is_judged() {
            let strength = self.judged_strength(&ready);
            self.evidence.add(Seen { strength, is_interesting: ready.is_interesting() });
        }
        self.learn(&ready);
        Ok(())
    }

    /// Of these texts, all different from one another. The newest time is set first, so that no text makes all others older.
    pub(super) fn of<'a>(
        encoder: Option<(String, usize)>,
        half_life_days: Option<f32>,
        ready: impl Iterator<Item = &'a Ready> + Clone,
    ) -> Self {
        let mut interests = Self::empty(encoder, half_life_days);
        interests.newest = half_life_days.and_then(|_| ready.clone().filter_map(|ready| ready.at).max());
        ready.for_each(|ready| interests.add(ready, 1.0));
        interests
    }

    /// Remembers the sketches of these texts.
    pub(super) fn remember<'a>(&mut self, ready: impl Iterator<Item = &'a Ready>) {
        for ready in ready {
            let (interest, at) = (ready.interest, ready.at);
            self.copies.0.extend(ready.sketch.map(|sketch| Known { sketch, interest, at }));
        }
        let too_many = self.copies.0.len().saturating_sub(super::copies::MOST);
        self.copies.0.drain(..too_many);
    }

    /// Adds a text.
    pub(super) fn learn(&mut self, ready: &Ready) {
        if let Some(before) = ready.sketch.as_ref().and_then(|sketch| self.copies.take(sketch)) {
            self.add(&Ready { interest: before.interest, at: before.at, ..ready.clone() }, -1.0);
        }
        self.add(ready, 1.0);
        if let Some(sketch) = ready.sketch {
            self.copies.add(Known { sketch, interest: ready.interest, at: ready.at });
        }
    }

    /// Adds a text, or takes it back with a `sign` of -1.
    fn add(&mut self, ready: &Ready, sign: f64) {
        let weight = sign * self.weight_at(ready.at);
        let interest = f64::from(ready.interest);
        let (liked, disliked) = (weight * interest, weight * (1.0 - interest));
        for term in &ready.terms {
            let word = self.words.entry(term.hash).or_default();
            word.liked += liked * f64::from(term.share);
            word.disliked += disliked * f64::from(term.share);
            word.texts += sign;
            if word.texts < 0.5 {
                self.words.remove(&term.hash);
            }
        }
        if let (Some(meaning), Some(row)) = (&mut self.meaning, &ready.row) {
            let add = |sums: &mut [f64], weight: f64| {
                sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * f64::from(*value));
            };
            add(&mut meaning.liked, liked);
            add(&mut meaning.disliked, disliked);
        }
        self.weight[0] = (self.weight[0] + liked).max(0.0);
        self.weight[1] = (self.weight[1] + disliked).max(0.0);
        let count = if ready.is_interesting() { &mut self.counts.liked } else { &mut self.counts.disliked };
        *count = if sign > 0.0 { *count + 1 } else { count.saturating_sub(1) };
    }

    /// How much a text of this time counts; when it is the newest, all others are made older first.
    #[expect(clippy::cast_precision_loss, reason = "ages are no sharper than that")]
    fn weight_at(&mut self, at: Option<Timestamp>) -> f64 {
        let (Some(half_life), Some(at)) = (self.half_life_days, at) else { return 1.0 };
        let days = |from: Timestamp, to: Timestamp| to.0.saturating_sub(from.0) as f64 / DAY as f64;
        let Some(newest) = self.newest else {
            self.newest = Some(at);
            return 1.0;
        };
        if at > newest {
            self.scale(0.5_f64.powf(days(newest, at) / f64::from(half_life)));
            self.newest = Some(at);
            return 1.0;
        }
        0.5_f64.powf(days(at, newest) / f64::from(half_life))
    }

    fn scale(&mut self, by: f64) {
        for word in self.words.values_mut() {
            word.liked *= by;
            word.disliked *= by;
        }
        self.weight.iter_mut().for_each(|weight| *weight *= by);
        if let Some(meaning) = &mut self.meaning {
            meaning.liked.iter_mut().chain(&mut meaning.disliked).for_each(|value| *value *= by);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(crate) fn read(text: &str, interest: f32, day: Option<i64>) -> ReadText {
        ReadText { text: text.to_owned(), interest, at: day.map(|day| Timestamp(day * DAY)) }
    }

    fn learnt(half_life: Option<f32>, reads: &[ReadText]) -> Interests {
        let mut interests = Interests::empty(None, half_life);
        reads.iter().for_each(|read| interests.say(read, None).unwrap());
        interests
    }

    /// Sums as they would be compared: the same but for rounding.
    fn sums(interests: &Interests) -> Vec<(u32, i64, i64)> {
        let whole = |value: f64| (value * 1e9).round() as i64;
        let mut sums: Vec<_> =
            interests.words.iter().map(|(hash, word)| (*hash, whole(word.liked), whole(word.disliked))).collect();
        sums.sort_unstable();
        sums
    }

    #[test]
    fn the_order_in_which_texts_come_does_not_matter() {
        let reads =
            [read("river flood", 1.0, Some(10)), read("card fee", 0.0, Some(3)), read("flood gate", 0.7, Some(40))];
        let [one, two, three] = reads.clone();
        let other = learnt(Some(30.0), &[three, one, two]);
        assert_eq!(sums(&learnt(Some(30.0), &reads)), sums(&other));
    }

    #[test]
    fn after_a_half_life_a_text_counts_half_and_without_one_all_count_alike() {
        let reads = [read("old", 1.0, Some(0)), read("new", 1.0, Some(30))];
        let weight = |half_life| {
            let found = learnt(half_life, &reads);
            let of = |word: &str| found.words[&terms(word)[0].hash].liked;
            of("old") / of("new")
        };
        assert!((weight(Some(30.0)) - 0.5).abs() < 1e-9 && (weight(None) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn what_is_said_again_of_a_text_replaces_what_was_said_before() {
        let twice = learnt(
            Some(9.0),
            &[read("river flood", 1.0, Some(1)), read("card", 0.0, Some(8)), read("River flood!", 0.0, Some(2))],
        );
        let once = learnt(Some(9.0), &[read("card", 0.0, Some(8)), read("river flood", 0.0, Some(2))]);
        assert_eq!((sums(&twice), twice.counts), (sums(&once), once.counts));
        assert_eq!(once.counts, Counts { liked: 0, disliked: 2 });
    }

    #[test]
    fn meanings_are_learnt_with_their_encoder_alone() {
        let encoder = crate::encoder::tests::small_sentences();
        let mut interests = Interests::new(Some(&encoder));
        interests.say(&read("a b", 1.0, None), Some(&encoder)).unwrap();
        let liked: f64 = interests.meaning.as_ref().unwrap().liked.iter().map(|value| value * value).sum();
        assert!((liked - 1.0).abs() < 1e-3 && interests.encoder() == Some(encoder.sha256().as_str()));
        interests.meaning.as_mut().unwrap().encoder = "other".to_owned();
        let before = interests.meaning.clone();
        interests.say(&read("x y", 1.0, None), Some(&encoder)).unwrap();
        assert_eq!(interests.meaning, before);
    }
}

//! What does the person's own history say of the order, and how fast should it forget? Each text is ranked by what was read before it (or by the other parts, where there are no times), and then looked at.
//!
//! ```text
//! history ──by time──> learn from what came before ──> strength of what came next ──┐
//!         ──no times─> learn from four fifths ──────> strength of the fifth ────────┴─> AUC, curve: how likely interesting
//! ```
//!
//! That wants ten interesting texts and ten others at least; of a person who never says what does not interest there is nothing to be held against, and no probability is told. What is said later,
//! text by text, is thought about beforehand and adds to the evidence.
//!
//! The half-life is the longest of six that told what came next within one standard error as well as the best (Breiman and others 1984, section 3.4.3), so that nothing is forgotten by chance. The figures are those of
//! the chosen one, so they may be a little too good.

use attentive_learn::SplitMix64;
use attentive_learn::split::stratified_folds;

use super::interests::{Interests, Ready};
use super::trust::{Evidence, Seen, TriedBy};
use super::{FEWEST, ReadText};
use crate::encoder::{EncoderFault, SentenceEncoder};

/// Half-lives in days, the longest first; `None` forgets nothing.
const HALF_LIVES: [Option<f32>; 6] = [None, Some(365.0), Some(180.0), Some(90.0), Some(30.0), Some(14.0)];
/// Parts of the later half of a history, each ranked by all before it; without times, parts of all.
const PARTS: usize = 5;
/// Texts that are embedded at once.
const AT_ONCE: usize = 64;
/// Texts of a part that are ranked alone, each against all words that are known.
const MOST_ALONE: usize = 40;

/// The mean of values with its standard error; `None` without two.
fn mean_and_error(values: &[f64]) -> Option<(f64, f64)> {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (count - 1.0);
    (values.len() > 1).then(|| (mean, (variance / count).sqrt()))
}

impl Interests {
    /// Learns a history: with times forward in time, its half-life found; how right the order is found on it, too. `told` hears which share of the work is done, 0 to 1.
    ///
    /// # Errors
    /// When a text cannot be embedded.
    pub fn learn_history(
        reads: &[ReadText],
        encoder: Option<&SentenceEncoder>,
        told: &mut dyn FnMut(f64),
    ) -> Result<Self, EncoderFault> {
        let mut ready = Vec::with_capacity(reads.len());
        for part in reads.chunks(AT_ONCE) {
            let texts: Vec<&str> = part.iter().map(|read| read.text.as_str()).collect();
            let rows = encoder.map(|encoder| encoder.embed(&texts)).transpose()?;
            let wide = encoder.map_or(1, |encoder| encoder.width());
            let row = |place: usize| rows.as_ref().map(|rows| rows[place * wide..][..wide].to_vec());
            ready.extend(part.iter().enumerate().map(|(place, read)| Ready::of(read, row(place))));
            told(0.6 * ready.len() as f64 / reads.len() as f64);
        }
        let encoder = encoder.map(|encoder| (encoder.sha256(), encoder.width()));
        let found = Trial { ready: once_each(ready), encoder }.run(&mut |share| told(0.6 + 0.4 * share));
        told(1.0);
        Ok(found)
    }
}

/// Of texts that are the same the last stays, so that no text is judged by itself. In the order of time where there is one.
fn once_each(ready: Vec<Ready>) -> Vec<Ready> {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut kept: Vec<Ready> =
        ready.into_iter().rev().filter(|ready| ready.sketch.is_none_or(|sketch| seen.insert(sketch))).collect();
    kept.reverse();
    // Texts without a time come first: they are older than whatever has one, for all that is known.
    kept.sort_by_key(|ready| ready.at);
    kept
}

/// A history, ready to be tried.
struct Trial {
    ready: Vec<Ready>,
    encoder: Option<(String, usize)>,
}

impl Trial {
    fn run(self, told: &mut dyn FnMut(f64)) -> Interests {
        let by_meaning = self.encoder.is_some();
        let has_times = !self.ready.is_empty() && self.ready.iter().all(|ready| ready.at.is_some());
        let half_lives: &[Option<f32>] = if has_times { &HALF_LIVES } else { &HALF_LIVES[..1] };
        let mut tried = Vec::new();
        for (number, half_life) in half_lives.iter().enumerate() {
            tried.push((*half_life, self.forward(*half_life, has_times, by_meaning)));
            told((number + 1) as f64 / (half_lives.len() + 1) as f64);
        }
        let values = || tried.iter().filter_map(|(_, (_, value))| *value);
        let best = values().max_by(|one, other| one.0.total_cmp(&other.0));
        let enough = best.map(|(value, error)| value - error);
        let chosen = tried.iter().position(|(_, (_, value))| value.map(|value| value.0) >= enough);
        let (half_life, (mut evidence, _)) = tried.swap_remove(chosen.unwrap_or(0));
        let mut is_used = true;
        if by_meaning {
            let by_words = self.forward(half_life, has_times, false).0;
            if by_words.area() > evidence.area() {
                (is_used, evidence) = (false, by_words);
            }
        }
        let mut interests = Interests::of(self.encoder, half_life, self.ready.iter());
        interests.remember(self.ready.iter());
        interests.evidence = evidence;
        if let Some(meaning) = &mut interests.meaning {
            meaning.is_used = is_used;
        }
        interests
    }

    /// Ranks each part by what may be known before it. What it is worth, with its standard error: the area under the curve, or, with times, the mean strength of interesting ones where there are too few
    /// others; `None` without any part.
    fn forward(&self, half_life: Option<f32>, by_time: bool, by_meaning: bool) -> (Evidence, Option<(f64, f64)>) {
        let by = if by_time { TriedBy::Time } else { TriedBy::Parts };
        let mut evidence = Evidence { seen: Vec::new(), by };
        let mut liked = Vec::new();
        for (train, test) in self.parts(by_time) {
            let known = train.iter().map(|place| &self.ready[*place]);
            let interests = Interests::of(self.encoder.clone(), half_life, known);
            let asked: Vec<&Ready> = test.iter().map(|place| &self.ready[*place]).collect();
            if interests.is_judged() {
                for (ready, strength) in asked.iter().zip(interests.strengths(&asked, by_meaning)) {
                    evidence.add(Seen { strength, is_interesting: ready.is_interesting() });
                }
            } else if by_time && interests.counts().liked >= FEWEST {
                let one = |ready: &&Ready| interests.strengths(&[ready], by_meaning).first().copied().map(f64::from);
                let asked: Vec<&Ready> = asked.into_iter().filter(|ready| ready.is_interesting()).collect();
                liked.extend(asked.iter().step_by(asked.len() / MOST_ALONE + 1).filter_map(one));
            }
        }
        let value = evidence.area().map(|area| (area, evidence.error_of(area))).or_else(|| mean_and_error(&liked));
        (evidence, value)
    }

    /// What is learnt from and what is asked, by place.
    fn parts(&self, by_time: bool) -> Vec<(Vec<usize>, Vec<usize>)> {
        let count = self.ready.len();
        if !by_time {
            let class: Vec<u8> = self.ready.iter().map(|ready| u8::from(ready.is_interesting())).collect();
            let folds = stratified_folds(&class, PARTS, &mut SplitMix64::new(1));
            return folds.into_iter().map(|split| (split.train, split.test)).collect();
        }
        let end = |part: usize| count / 2 + (count - count / 2) * part / PARTS;
        (0..PARTS).map(|part| ((0..end(part)).collect(), (end(part)..end(part + 1)).collect())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::super::interests::tests::read;
    use super::*;

    /// Texts of rivers are interesting, those of cards are not; `noise` of ten are the other way round.
    fn history(count: i64, noise: i64, day: impl Fn(i64) -> Option<i64>) -> Vec<ReadText> {
        (0..count)
            .map(|number| {
                let topic = ["river flood valley", "card fee bank"][(number % 2) as usize];
                let is_odd = (number / 2) % 10 < noise;
                let text = format!("{topic} word{} other{number}", number % 7);
                read(&text, if (number % 2 == 0) == is_odd { 0.0 } else { 1.0 }, day(number))
            })
            .collect()
    }

    fn learnt(reads: &[ReadText]) -> Interests {
        Interests::learn_history(reads, None, &mut |_| ()).unwrap()
    }

    #[test]
    fn a_history_that_holds_tells_how_likely_and_noise_tells_that_it_is_none() {
        let interests = learnt(&history(120, 1, |_| None));
        let trust = interests.trust();
        assert_eq!((trust.state, trust.texts, trust.by), (State::Tried, 120, TriedBy::Parts));
        let [area, low, high] = trust.in_order.unwrap();
        assert!(area > 0.8 && low < area && area < high && trust.first_tenth > trust.any_order, "{trust:?}");
        let [error, base] = trust.brier.unwrap();
        assert!(error < base, "{trust:?}");
        let ranked = interests.rank(&["card fee", "river flood"], None).unwrap();
        assert!(
            ranked[0].place == 1 && ranked[0].probability > Some(0.7) && ranked[1].probability < Some(0.3),
            "{ranked:?}"
        );
        let trust = learnt(&history(120, 5, |_| None)).trust();
        assert_eq!(trust.state, State::NoBetter, "{trust:?}");
    }

    #[test]
    fn too_little_and_one_sided_are_told_and_rank_all_the_same() {
        let few = learnt(&history(12, 0, |_| None));
        assert_eq!(few.trust().state, State::TooLittle);
        let liked: Vec<ReadText> = history(60, 0, |_| None).into_iter().filter(|read| read.interest > 0.5).collect();
        let one_sided = learnt(&liked);
        assert_eq!((one_sided.trust().state, one_sided.trust().in_order), (State::OneSided, None));
        for interests in [few, one_sided] {
            let ranked = interests.rank(&["card fee", "river flood"], None).unwrap();
            assert_eq!((ranked[0].place, ranked[0].probability), (1, None));
        }
    }

    #[test]
    fn a_change_of_interest_is_followed_by_forgetting_and_steadiness_forgets_nothing() {
        let steady = history(200, 1, Some);
        let interests = learnt(&steady);
        assert_eq!((interests.half_life_days(), interests.trust().by), (None, TriedBy::Time));
        let turned: Vec<ReadText> = (0_i64..)
            .zip(history(400, 1, Some))
            .map(|(number, read)| ReadText {
                interest: if number < 240 { 1.0 - read.interest } else { read.interest },
                ..read
            })
            .collect();
        let interests = learnt(&turned);
        assert!(interests.half_life_days().is_some_and(|days| days <= 90.0), "{:?}", interests.half_life_days());
        assert_eq!(interests.rank(&["card fee", "river flood"], None).unwrap()[0].place, 1);
    }

    #[test]
    fn what_is_said_later_adds_to_the_evidence() {
        let mut interests = learnt(&history(120, 1, |_| None));
        interests.say(&read("river flood at noon", 1.0, None), None).unwrap();
        assert_eq!((interests.trust().texts, interests.counts().liked), (121, 61));
        interests.say(&read("river flood at noon", 0.0, None), None).unwrap();
        assert_eq!(
            (interests.trust().texts, interests.counts().liked),
            (121, 60),
            "a text that is known is no evidence"
        );
    }

    #[test]
    fn an_encoder_is_used_unless_words_alone_do_better_and_progress_rises() {
        let encoder = crate::encoder::tests::small_sentences();
        let mut shares = Vec::new();
        let reads = history(60, 1, |_| None);
        let interests = Interests::learn_history(&reads, Some(&encoder), &mut |share| shares.push(share)).unwrap();
        assert!(shares.is_sorted() && shares.last() == Some(&1.0));
        let by_words = learnt(&reads);
        assert!(interests.evidence.area() >= by_words.evidence.area());
        assert_eq!(interests.encoder().is_some(), interests.evidence != by_words.evidence);
    }

    #[test]
    fn nothing_at_all_is_too_little() {
        assert_eq!(learnt(&[]).trust().state, State::TooLittle);
    }
}

//! What interests a person as a file, and back: sums, sketches and evidence, all numbers; no text.

use std::collections::BTreeMap;

use attentive_learn::model_file::{LearntFrom, Manifest, ModelFault, ModelFile, Tensors};
use attentive_types::Timestamp;

use super::copies::{Copies, Known, WIDE};
use super::interests::{Counts, Interests, Meaning, OfWord};
use super::trust::{Evidence, Seen, TriedBy};

/// What it is for, as the manifest has it.
pub const KIND: &str = "reading";

/// What its numbers mean; a change of what counts as a word, of hashes or of sums is a new version.
pub const VERSION: u32 = 1;

/// What the manifest calls the encoder.
const ENCODER: &str = "encoder";
/// What the manifest calls what was read, in `columns` of sums.
const LIKED: &str = "liked";
const DISLIKED: &str = "disliked";
/// A time that is not known.
const NO_TIME: Timestamp = Timestamp(i64::MIN);

impl Interests {
    /// What is remembered as a file.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "sums are kept in single precision, counts are of texts")]
    pub fn to_file(&self, learnt_from: LearntFrom) -> ModelFile {
        let mut tensors = Tensors::default();
        let mut words: Vec<(&u32, &OfWord)> = self.words.iter().collect();
        words.sort_unstable_by_key(|(hash, _)| **hash);
        let of_words = |of: fn(&OfWord) -> f64| words.iter().map(|(_, word)| of(word) as f32).collect::<Vec<f32>>();
        tensors.put_whole("words.hash", &words.iter().map(|(hash, _)| **hash).collect::<Vec<_>>());
        tensors.put("words.liked", &of_words(|word| word.liked));
        tensors.put("words.disliked", &of_words(|word| word.disliked));
        tensors.put("words.texts", &of_words(|word| word.texts));
        tensors.put("weight", &self.weight.map(|weight| weight as f32));
        tensors.put_whole("counts", &[self.counts.liked as u32, self.counts.disliked as u32]);
        tensors.put_whole("newest", &halves(self.newest));
        tensors.put("half_life_days", &[self.half_life_days.unwrap_or(0.0)]);
        let known = &self.copies.0;
        tensors.put_whole("read.sketch", &known.iter().flat_map(|known| known.sketch).collect::<Vec<_>>());
        tensors.put("read.interest", &known.iter().map(|known| known.interest).collect::<Vec<_>>());
        tensors.put_whole("read.at", &known.iter().flat_map(|known| halves(known.at)).collect::<Vec<_>>());
        let seen = &self.evidence.seen;
        tensors.put("seen.strength", &seen.iter().map(|seen| seen.strength).collect::<Vec<_>>());
        let is = seen.iter().map(|seen| u32::from(seen.is_interesting)).collect::<Vec<_>>();
        tensors.put_whole("seen.is_interesting", &is);
        tensors.put_whole("seen.by_time", &[u32::from(self.evidence.by == TriedBy::Time)]);
        let mut made_with = BTreeMap::new();
        if let Some(meaning) = &self.meaning {
            let row = |sums: &[f64]| sums.iter().map(|sum| *sum as f32).collect::<Vec<_>>();
            tensors.put("meaning.liked", &row(&meaning.liked));
            tensors.put("meaning.disliked", &row(&meaning.disliked));
            tensors.put_whole("meaning.is_used", &[u32::from(meaning.is_used)]);
            made_with.insert(ENCODER.to_owned(), meaning.encoder.clone());
        }
        let manifest = Manifest {
            kind: KIND.to_owned(),
            version: VERSION,
            program_version: env!("CARGO_PKG_VERSION").to_owned(),
            columns: [].into(),
            labels: [LIKED, DISLIKED].map(str::to_owned).to_vec(),
            units: [].into(),
            made_with,
            learnt_from,
        };
        ModelFile { manifest, tensors }
    }

    /// What was kept, and what its file says of itself.
    ///
    /// # Errors
    /// When the bytes are no such file, are damaged, or do not fit together.
    pub fn from_bytes(bytes: &[u8]) -> Result<(Self, Manifest), ModelFault> {
        let ModelFile { manifest, tensors } = ModelFile::from_bytes(bytes, KIND, VERSION)?;
        let lacks = |what: &str| ModelFault::Inconsistent { what: what.to_owned() };
        let encoder = manifest.made_with.get(ENCODER);
        let meaning =
            encoder.map(|encoder| meaning(&tensors, encoder).ok_or_else(|| lacks("its meanings"))).transpose()?;
        let [liked, disliked] = <[u32; 2]>::try_from(tensors.whole("counts").unwrap_or_default())
            .map_err(|_| lacks("how many texts it knows"))?;
        let half_life = match tensors.values("half_life_days") {
            Some([days]) if *days >= 0.0 => Some(*days).filter(|days| *days > 0.0),
            _ => return Err(lacks("its half-life")),
        };
        let newest = tensors.whole("newest").and_then(|halves| <[u32; 2]>::try_from(halves).ok());
        let weight = tensors.values("weight").and_then(|weight| <[f32; 2]>::try_from(weight).ok());
        let weight =
            weight.filter(|weight| weight.iter().all(|weight| *weight >= 0.0)).ok_or_else(|| lacks("its weights"))?;
        let interests = Self {
            words: words(&tensors).ok_or_else(|| lacks("its words"))?,
            weight: weight.map(f64::from),
            counts: Counts { liked: liked as usize, disliked: disliked as usize },
            newest: time(newest.ok_or_else(|| lacks("its newest time"))?),
            half_life_days: half_life,
            meaning,
            copies: copies(&tensors).ok_or_else(|| lacks("its sketches"))?,
            evidence: evidence(&tensors).ok_or_else(|| lacks("its evidence"))?,
        };
        Ok((interests, manifest))
    }
}

fn words(tensors: &Tensors) -> Option<rustc_hash::FxHashMap<u32, OfWord>> {
    let (hashes, liked) = (tensors.whole("words.hash")?, tensors.values("words.liked")?);
    let (disliked, texts) = (tensors.values("words.disliked")?, tensors.values("words.texts")?);
    let fits = [liked, disliked, texts].iter().all(|values| values.len() == hashes.len());
    let word = |place: usize| OfWord {
        liked: f64::from(liked[place]),
        disliked: f64::from(disliked[place]),
        texts: f64::from(texts[place]),
    };
    (fits && hashes.is_sorted_by(|one, other| one < other) && texts.iter().all(|texts| *texts > 0.0))
        .then(|| hashes.iter().enumerate().map(|(place, hash)| (*hash, word(place))).collect())
}

fn meaning(tensors: &Tensors, encoder: &str) -> Option<Meaning> {
    let (liked, disliked) = (tensors.values("meaning.liked")?, tensors.values("meaning.disliked")?);
    let [is_used @ (0 | 1)] = tensors.whole("meaning.is_used")? else { return None };
    let row = |sums: &[f32]| sums.iter().copied().map(f64::from).collect::<Vec<_>>();
    (liked.len() == disliked.len() && !liked.is_empty()).then(|| Meaning {
        encoder: encoder.to_owned(),
        liked: row(liked),
        disliked: row(disliked),
        is_used: *is_used == 1,
    })
}

fn copies(tensors: &Tensors) -> Option<Copies> {
    let (sketches, interest) = (tensors.whole("read.sketch")?, tensors.values("read.interest")?);
    let at = tensors.whole("read.at")?;
    if sketches.len() != interest.len() * WIDE || at.len() != interest.len() * 2 {
        return None;
    }
    let known = sketches.chunks_exact(WIDE).zip(interest).zip(at.chunks_exact(2));
    let known = known.map(|((sketch, interest), at)| {
        let (sketch, at) = (<[u32; WIDE]>::try_from(sketch).ok()?, <[u32; 2]>::try_from(at).ok()?);
        Some(Known { sketch, interest: *interest, at: time(at) })
    });
    known.collect::<Option<Vec<_>>>().map(Copies)
}

fn evidence(tensors: &Tensors) -> Option<Evidence> {
    let (strength, is) = (tensors.values("seen.strength")?, tensors.whole("seen.is_interesting")?);
    let by = match tensors.whole("seen.by_time")? {
        [1] => TriedBy::Time,
        [0] => TriedBy::Parts,
        _ => return None,
    };
    let seen = strength.iter().zip(is).map(|(strength, is)| Seen { strength: *strength, is_interesting: *is == 1 });
    (strength.len() == is.len() && is.iter().all(|is| *is <= 1)).then(|| Evidence { seen: seen.collect(), by })
}

/// A time as two numbers.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the bits are taken apart")]
fn halves(at: Option<Timestamp>) -> [u32; 2] {
    let bits = at.unwrap_or(NO_TIME).0 as u64;
    [(bits >> 32) as u32, bits as u32]
}

#[expect(clippy::cast_possible_wrap, reason = "the bits are put together")]
fn time([high, low]: [u32; 2]) -> Option<Timestamp> {
    Some(Timestamp((u64::from(high) << 32 | u64::from(low)) as i64)).filter(|at| *at != NO_TIME)
}

#[cfg(test)]
mod tests {
    use super::super::interests::tests::read;
    use super::*;

    fn learnt(encoder: Option<&crate::encoder::SentenceEncoder>) -> Interests {
        let reads: Vec<_> = (0..80)
            .map(|number| {
                let topic = ["river flood", "card fee"][number % 2];
                let day = Some(i64::try_from(number).unwrap() - 40);
                read(&format!("{topic} word{number}"), if number % 2 == 0 { 1.0 } else { 0.0 }, day)
            })
            .collect();
        Interests::learn_history(&reads, encoder, &mut |_| ()).unwrap()
    }

    #[test]
    fn what_was_kept_ranks_as_before_and_learns_on() {
        let encoder = crate::encoder::tests::small_sentences();
        for encoder in [None, Some(&encoder)] {
            let mut interests = learnt(encoder);
            interests.half_life_days = Some(30.0);
            let bytes = interests.to_file(LearntFrom::default()).to_bytes().unwrap();
            let (mut again, _) = Interests::from_bytes(&bytes).unwrap();
            let texts = ["card river", "flood", "river flood word0", "whale"];
            let (one, other) = (interests.rank(&texts, encoder).unwrap(), again.rank(&texts, encoder).unwrap());
            let strengths = one.iter().zip(&other).all(|(one, other)| (one.strength - other.strength).abs() < 1e-4);
            assert!(
                strengths && one.iter().zip(&other).all(|(one, other)| one.place == other.place),
                "{one:?} {other:?}"
            );
            assert_eq!((again.trust(), again.newest), (interests.trust(), interests.newest));
            again.say(&read("whale", 1.0, Some(50)), encoder).unwrap();
            assert_eq!(again.counts().liked, 41);
        }
    }

    #[test]
    fn no_word_of_what_was_read_is_in_the_file() {
        let bytes = learnt(None).to_file(LearntFrom::default()).to_bytes().unwrap();
        assert!(
            !["river", "flood", "card"]
                .iter()
                .any(|word| bytes.windows(word.len()).any(|part| part == word.as_bytes()))
        );
    }

    #[test]
    fn parts_that_do_not_fit_are_named() {
        let file = learnt(None).to_file(LearntFrom::default());
        let refused = |change: &dyn Fn(&mut ModelFile)| {
            let mut other = file.clone();
            change(&mut other);
            Interests::from_bytes(&other.to_bytes().unwrap()).unwrap_err().to_string()
        };
        assert!(refused(&|file| file.tensors.put("words.liked", &[1.0])).contains("its words"));
        assert!(refused(&|file| file.tensors.put_whole("counts", &[1])).contains("how many texts"));
        assert!(refused(&|file| file.tensors.put("weight", &[-1.0, 0.0])).contains("its weights"));
        assert!(refused(&|file| file.tensors.put("half_life_days", &[-1.0])).contains("half-life"));
        assert!(refused(&|file| file.tensors.put_whole("read.at", &[1])).contains("sketches"));
        assert!(refused(&|file| file.tensors.put_whole("seen.by_time", &[2])).contains("evidence"));
        assert!(refused(&|file| file.tensors.put_whole("newest", &[2])).contains("newest"));
        assert!(
            refused(&|file| drop(file.manifest.made_with.insert(ENCODER.into(), "00".into()))).contains("meanings")
        );
        assert!(refused(&|file| file.manifest.version = 9).contains("version 9"));
        assert!(matches!(Interests::from_bytes(b"text"), Err(ModelFault::NoTensors { .. })));
    }
}

//! Interests with their encoders: read when they are asked, as they are small; encoders stay in memory.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use attentive_server::{KeepReading, Ranking, ReadingError, ReadingLine, machine_now};
use attentive_text::encoder::SentenceEncoder;
use attentive_text::reading::{Interests, ReadText};

use super::kept::Kept;
use crate::commands::{Place, model};
use crate::failure::Failure;

/// The interests of a data folder.
pub struct Keeper {
    place: Place,
    /// By their checksum.
    encoders: Mutex<BTreeMap<String, Arc<SentenceEncoder>>>,
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("data_dir", &self.place.data_dir).finish_non_exhaustive()
    }
}

impl Keeper {
    /// Those of this place.
    pub fn new(place: &Place) -> Self {
        Self { place: place.clone(), encoders: Mutex::default() }
    }

    fn kept(&self) -> Kept {
        Kept::of(&self.place.data_dir)
    }

    /// The encoder that interests were learnt with, under whichever name it has now, or why there is none.
    fn encoder_of(&self, interests: &Interests) -> Result<Option<Arc<SentenceEncoder>>, String> {
        let Some(sum) = interests.encoder() else { return Ok(None) };
        let mut encoders = self.encoders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = encoders.get(sum) {
            return Ok(Some(Arc::clone(known)));
        }
        for name in model::names(&self.place).map_err(|failure| failure.message)? {
            // Another one that is damaged is no reason.
            let Ok(Some((_, encoder))) = model::find(&self.place, Some(&name)) else { continue };
            if encoder.sha256() == sum {
                let encoder = Arc::new(encoder);
                encoders.insert(sum.to_owned(), Arc::clone(&encoder));
                return Ok(Some(encoder));
            }
        }
        Err("the encoder that compared meanings is not there any more; add it again with `attentive model add`, or learn again".to_owned())
    }

    /// Texts in order; `None` when there is nothing of that name.
    pub fn rank_texts(&self, name: &str, texts: &[&str]) -> Result<Option<Ranking>, Failure> {
        let Some((interests, _)) = self.kept().find(name)? else { return Ok(None) };
        let (encoder, lacks) = match self.encoder_of(&interests) {
            Ok(encoder) => (encoder, None),
            Err(why) => (None, Some(why)),
        };
        let ranked = interests
            .rank(texts, encoder.as_deref())
            .map_err(|fault| Failure::input(format!("could not rank the texts: {fault}")))?;
        let mut trust = interests.trust();
        let mut ranked = ranked;
        if lacks.is_some() {
            // Probabilities hold for strengths with meanings.
            ranked.iter_mut().for_each(|ranked| ranked.probability = None);
            trust.brier = None;
        }
        Ok(Some(Ranking { ranked, trust, lacks }))
    }

    /// Learns how interesting a text is, now; `None` when there is nothing of that name.
    pub fn learn_text(&self, name: &str, text: &str, interest: f32) -> Result<Option<ReadingLine>, Failure> {
        let kept = self.kept();
        // Nothing is made where there is nothing.
        if kept.find(name)?.is_none() {
            return Ok(None);
        }
        let turn = kept.turn()?;
        let Some((mut interests, from)) = kept.find(name)? else { return Ok(None) };
        let encoder = self.encoder_of(&interests).ok().flatten();
        let read = ReadText { text: text.to_owned(), interest, at: Some(machine_now()) };
        interests
            .say(&read, encoder.as_deref())
            .map_err(|fault| Failure::input(format!("could not learn the text: {fault}")))?;
        kept.keep(name, &interests, from, &turn)?;
        Ok(Some(line(name, &interests)))
    }

    /// What is kept, by name; what is damaged hides no other.
    pub fn lines(&self) -> Result<Vec<ReadingLine>, Failure> {
        let kept = self.kept();
        let of = |name: String| match kept.find(&name) {
            Ok(found) => found.map(|(interests, _)| line(&name, &interests)),
            Err(failure) => Some(ReadingLine {
                name,
                liked: 0,
                disliked: 0,
                half_life_days: None,
                encoder: None,
                trust: None,
                damaged: Some(failure.message),
            }),
        };
        Ok(kept.names()?.into_iter().filter_map(of).collect())
    }
}

fn line(name: &str, interests: &Interests) -> ReadingLine {
    let counts = interests.counts();
    ReadingLine {
        name: name.to_owned(),
        liked: counts.liked,
        disliked: counts.disliked,
        half_life_days: interests.half_life_days(),
        encoder: interests.encoder().map(str::to_owned),
        trust: Some(interests.trust()),
        damaged: None,
    }
}

fn unusable(failure: Failure) -> ReadingError {
    ReadingError::Unusable(failure.message)
}

impl KeepReading for Keeper {
    fn all(&self) -> Result<Vec<ReadingLine>, String> {
        self.lines().map_err(|failure| failure.message)
    }

    fn rank(&self, name: &str, texts: &[&str]) -> Result<Ranking, ReadingError> {
        self.rank_texts(name, texts).map_err(unusable)?.ok_or(ReadingError::NoSuchName)
    }

    fn say(&self, name: &str, text: &str, interest: f32) -> Result<ReadingLine, ReadingError> {
        self.learn_text(name, text, interest).map_err(unusable)?.ok_or(ReadingError::NoSuchName)
    }
}

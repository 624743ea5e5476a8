//! What every model of tags can be asked, whatever lies inside: a text in, what it names out, with how sure that is.

use attentive_learn::crf::Chain;
use serde::{Deserialize, Serialize};

use super::scheme::{Entity, TagSet, entities};
use super::split::{Piece, Splitting};
use super::{Document, Sentence};
use crate::encoder::EncoderFault;
use crate::label::By;

/// Something that a text names.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// What it is, such as `PER`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its words, as they stand in the text.
    pub text: String,
    /// The first sign in the text, counted from 0.
    pub start: usize,
    /// The sign behind the last.
    pub end: usize,
    /// How likely its kind and both ends are right by the model, 0 to 1.
    pub confidence: f32,
}

/// A fitted model that finds what texts name.
pub trait Tagger: Send + Sync {
    /// Which kind of model it is.
    fn by(&self) -> By;

    /// The tags that it knows.
    fn tag_set(&self) -> &TagSet;

    /// How texts are taken apart, as it was taught.
    fn splitting(&self) -> Splitting;

    /// The entities of each sentence of a document, with how likely each is.
    ///
    /// # Errors
    /// When the encoder cannot read a text.
    fn entities(&self, document: &Document) -> Result<Vec<Vec<(Entity, f32)>>, EncoderFault>;

    /// What a text names, in the order in which it stands there. Behind [`super::LONGEST`] signs nothing is found.
    ///
    /// # Errors
    /// When the encoder cannot read it.
    fn find(&self, text: &str) -> Result<Vec<Found>, EncoderFault> {
        let sentences = self.splitting().sentences(text);
        let document: Document = sentences.iter().map(|sentence| untaught(sentence)).collect();
        let said = self.entities(&document)?;
        let of_sentence = |(pieces, entities): (&Vec<Piece<'_>>, Vec<(Entity, f32)>)| {
            let found = entities.into_iter().filter_map(|(entity, confidence)| {
                let (first, last) = (pieces.get(entity.from)?, pieces.get(entity.to.checked_sub(1)?)?);
                Some(Found {
                    kind: entity.kind,
                    text: text.get(first.at..last.at + last.word.len())?.to_owned(),
                    start: first.start,
                    end: last.end,
                    confidence,
                })
            });
            found.collect::<Vec<_>>()
        };
        Ok(sentences.iter().zip(said).flat_map(of_sentence).collect())
    }
}

fn untaught(pieces: &[Piece<'_>]) -> Sentence {
    Sentence { words: pieces.iter().map(|piece| piece.word.to_owned()).collect(), tags: Vec::new() }
}

/// The entities that these tags spell, each with its share of all rows of tags, which `fits` weigh.
#[expect(clippy::cast_possible_truncation, reason = "a share")]
pub(super) fn weighed(set: &TagSet, chain: &Chain, fits: &[f32], tags: &[&str]) -> Vec<(Entity, f32)> {
    let found = entities(tags);
    if found.is_empty() {
        return Vec::new();
    }
    let weighed = chain.weighed(fits);
    let share = |entity: &Entity| {
        let inside = set.place(&format!("I-{}", entity.kind));
        let row: Vec<usize> = tags[entity.from..entity.to].iter().filter_map(|tag| set.place(tag)).collect();
        weighed.share(entity.from, &row, inside) as f32
    };
    found.into_iter().map(|entity| (share(&entity), entity)).map(|(share, entity)| (entity, share)).collect()
}

//! Tags of words without any weights from elsewhere: what a word is, how it is written and what stands around it, each pushing for or against a tag, and a chain that knows what
//! follows what (Lafferty, McCallum and Pereira 2001).
//!
//! It is what answers for Chinese, sign by sign, and what the encoder is held against for English.
//!
//! | question | file |
//! | --- | --- |
//! | what is looked at of a word? | `pieces.rs` |
//! | how is it learnt? | [`LinearTaggerSettings`], `train.rs` |
//! | how is it kept? | `file.rs` |
//! | which tags get the words of a sentence? | [`LinearTagger`], here |

mod file;
mod pieces;
mod train;

use attentive_learn::crf::Chain;

use super::Document;
use super::scheme::{Entity, TagSet};
use super::split::Splitting;
use super::tagger::{Tagger, weighed};
use crate::encoder::EncoderFault;
use crate::label::By;
use pieces::Line;

pub use file::KIND;
pub use train::LinearTaggerSettings;

/// A fitted model of tags.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearTagger {
    tags: TagSet,
    /// Hashes of pieces, ascending.
    hashes: Vec<u32>,
    /// For each piece how much it pushes for each tag.
    weights: Vec<f32>,
    chain: Chain,
    /// How much less than its weights say a word is taken for no part of an entity, in nats.
    reluctance: f32,
    /// How texts are taken apart, as the sentences were.
    splitting: Splitting,
}

impl LinearTagger {
    /// The tags that it knows.
    #[must_use]
    pub fn tags(&self) -> &TagSet {
        &self.tags
    }

    /// How many pieces it knows.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.hashes.len()
    }

    /// The tag of each word of a sentence.
    #[must_use]
    pub fn tag<S: AsRef<str>>(&self, words: &[S]) -> Vec<&str> {
        self.likeliest(self.fits(words), self.reluctance)
    }

    /// What follows what, and how readily.
    pub(super) fn chain(&self) -> &Chain {
        &self.chain
    }

    /// How well each tag fits each word.
    pub(super) fn fits<S: AsRef<str>>(&self, words: &[S]) -> Vec<f32> {
        let line = Line::of(words);
        let wide = self.tags.tags().len();
        let mut fits = vec![0.0; words.len() * wide];
        let mut found = Vec::new();
        for (place, row) in fits.chunks_exact_mut(wide).enumerate() {
            line.pieces(place, &mut found);
            for at in found.iter().filter_map(|hash| self.hashes.binary_search(hash).ok()) {
                row.iter_mut().zip(&self.weights[at * wide..]).for_each(|(fit, weight)| *fit += weight);
            }
        }
        fits
    }

    /// The likeliest tags, where `O`, which comes first, fits that much less.
    fn likeliest(&self, mut fits: Vec<f32>, reluctance: f32) -> Vec<&str> {
        fits.chunks_exact_mut(self.tags.tags().len())
            .filter_map(|row| row.first_mut())
            .for_each(|of| *of -= reluctance);
        let name = |tag: usize| self.tags.tags().get(tag).map_or("O", String::as_str);
        self.chain.likeliest(&fits).into_iter().map(name).collect()
    }
}

impl Tagger for LinearTagger {
    fn by(&self) -> By {
        By::Linear
    }

    fn tag_set(&self) -> &TagSet {
        &self.tags
    }

    fn splitting(&self) -> Splitting {
        self.splitting
    }

    /// How sure it is comes from the weights as they were learnt, without the reluctance that chooses the tags.
    fn entities(&self, document: &Document) -> Result<Vec<Vec<(Entity, f32)>>, EncoderFault> {
        let each = document.iter().map(|sentence| {
            let fits = self.fits(&sentence.words);
            weighed(&self.tags, &self.chain, &fits, &self.likeliest(fits.clone(), self.reluctance))
        });
        Ok(each.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagged::Sentence;

    fn sentence(words: &str, tags: &str) -> Sentence {
        let parted = |text: &str| text.split(' ').map(str::to_owned).collect();
        Sentence { words: parted(words), tags: parted(tags) }
    }

    #[test]
    fn names_are_found_by_what_they_are_and_where_they_stand() {
        let taught: Vec<Sentence> = ["Bo", "Al", "Cy", "Di", "Ed"]
            .iter()
            .flat_map(|name| {
                [
                    sentence(&format!("we met {name} Smith there"), "O O B-PER I-PER O"),
                    sentence(&format!("we went to {name}town today"), "O O O B-LOC O"),
                    sentence("we saw nothing at all", "O O O O O"),
                ]
            })
            .collect();
        let model = LinearTagger::train(&taught, &LinearTaggerSettings::default(), &mut |_, _| ()).unwrap();
        let said = |words: &str| model.tag(&words.split(' ').collect::<Vec<_>>()).join(" ");
        assert_eq!(said("they met Fu Smith there"), "O O B-PER I-PER O");
        assert_eq!(said("go to Hotown today"), "O O B-LOC O");
        assert_eq!(model.tag::<&str>(&[]), Vec::<&str>::new());
        assert_eq!(said("\0 🙂").split(' ').count(), 2);
    }
}

//! What words are and what stands around them, beside the encoder, and how much that counts.
//!
//! `score(tags) = (1 - share) encoder(tags) + share words(tags)`, tags being what fits and what follows what: two weights for two experts (Heskes 1998).

use attentive_learn::crf::Chain;
use attentive_learn::model_file::{ModelFault, Tensors};

use super::linear::LinearTagger;
use super::scheme::TagSet;
use super::split::Splitting;

/// Their numbers' names in a file begin with this.
const OF: &str = "words/";

/// The model of words, and its share.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Words {
    tagger: LinearTagger,
    /// Above 0, at most 1.
    share: f32,
}

impl Words {
    /// Beside an encoder that knows these tags. `None` where the words know others, or have no share.
    pub(super) fn beside(tags: &TagSet, tagger: LinearTagger, share: f32) -> Option<Self> {
        (share > 0.0 && share <= 1.0 && tagger.tags() == tags).then_some(Self { tagger, share })
    }

    /// What follows what, by both.
    pub(super) fn chain(&self, own: &Chain) -> Chain {
        own.joined(self.tagger.chain(), self.share).unwrap_or_else(|| own.clone())
    }

    /// Joins what the words of a sentence say into what the encoder said of those that it reads.
    pub(super) fn join<S: AsRef<str>>(&self, words: &[S], is_read: &[bool], own: &mut [f32]) {
        let wide = self.tagger.tags().tags().len();
        let fits = self.tagger.fits(words);
        let read = fits.chunks_exact(wide).zip(is_read).filter(|(_, is_read)| **is_read).flat_map(|(row, _)| row);
        own.iter_mut().zip(read).for_each(|(own, words)| *own = (1.0 - self.share) * *own + self.share * words);
    }

    pub(super) fn put(&self, tensors: &mut Tensors) {
        tensors.put(&format!("{OF}share"), &[self.share]);
        self.tagger.put(OF, tensors);
    }

    pub(super) fn find(tensors: &Tensors, tags: &TagSet, splitting: Splitting) -> Result<Option<Self>, ModelFault> {
        let Some(share) = tensors.values(&format!("{OF}share")) else { return Ok(None) };
        let lacks = || ModelFault::Inconsistent { what: "the share of its words".to_owned() };
        let share = *share.first().filter(|share| **share > 0.0 && **share <= 1.0).ok_or_else(lacks)?;
        Ok(Some(Self { tagger: LinearTagger::find(tensors, OF, tags.clone(), splitting)?, share }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tagged::{LinearTaggerSettings, Sentence, Tagger};

    fn tagger() -> LinearTagger {
        let sentence = |words: &str, tags: &str| {
            let parted = |text: &str| text.split(' ').map(str::to_owned).collect();
            Sentence { words: parted(words), tags: parted(tags) }
        };
        let taught = [sentence("we met Bo Smith", "O O B-PER I-PER"), sentence("we saw nothing", "O O O")];
        LinearTagger::train(&taught, &LinearTaggerSettings::default(), &mut |_, _| ()).unwrap()
    }

    #[test]
    fn each_share_weighs_what_fits_and_what_follows_what() {
        let (tagger, words) = (tagger(), ["we", "met", "Al"]);
        let tags = tagger.tags().clone();
        let own_chain = tags.chain();
        let fits = tagger.fits(&words);
        let half = Words::beside(&tags, tagger.clone(), 0.5).unwrap();
        let mut own = vec![2.0; 6];
        half.join(&words, &[true, false, true], &mut own);
        let wide = tags.tags().len();
        let read = [&fits[..wide], &fits[2 * wide..]].concat();
        assert!(own.iter().zip(&read).all(|(joined, words)| (joined - (1.0 + words / 2.0)).abs() < 1e-6));
        let joined = half.chain(&own_chain);
        let forbidden = |chain: &Chain| chain.values().iter().filter(|value| **value <= -1e4).count();
        assert_eq!(forbidden(&joined), forbidden(&own_chain));
        let of_words = |place: usize| tagger.chain().values()[place];
        assert!((joined.values()[wide] - of_words(wide) / 2.0).abs() < 1e-6);
        assert_eq!(Words::beside(&tags, tagger.clone(), 1.0).unwrap().chain(&own_chain).values()[wide], of_words(wide));
    }

    #[test]
    fn words_with_other_tags_or_without_a_share_are_left_away_and_a_damaged_share_is_named() {
        let tagger = tagger();
        let tags = tagger.tags().clone();
        assert_eq!(Words::beside(&TagSet::of_kinds(["LOC"].into_iter()), tagger.clone(), 0.5), None);
        assert!([0.0, -1.0, 1.5, f32::NAN].iter().all(|share| Words::beside(&tags, tagger.clone(), *share).is_none()));
        let words = Words::beside(&tags, tagger, 0.5).unwrap();
        let mut tensors = Tensors::default();
        assert_eq!(Words::find(&tensors, &tags, words.tagger.splitting()).unwrap(), None);
        words.put(&mut tensors);
        assert_eq!(Words::find(&tensors, &tags, words.tagger.splitting()).unwrap(), Some(words.clone()));
        tensors.put("words/share", &[7.0]);
        let refused = Words::find(&tensors, &tags, words.tagger.splitting()).unwrap_err().to_string();
        assert!(refused.contains("share"), "{refused}");
    }
}

//! Words and pieces of words that answer beside the encoder, and how much they count.
//!
//! `p ~ encoder^(1 - share) words^share`, and then the temperature: two weights for two experts (Heskes 1998). The share is the one under which texts left out are likeliest.

use attentive_learn::calibrate::Temperature;
use attentive_learn::model_file::{ModelFault, Tensors};

use super::TunedFault;
use crate::label::Labeller;
use crate::linear::{LinearModel, LinearSettings, TrainFault};

/// Shares that are tried: tenths.
const SHARES: u8 = 10;

/// No probability counts as less: one expert alone cannot rule a label out.
const LEAST: f32 = 1e-6;

/// Their numbers' names in a file begin with this.
const OF: &str = "words/";

/// The model of words, and its share.
#[derive(Clone, Debug)]
pub(super) struct Words {
    model: LinearModel,
    /// Above 0, at most 1.
    pub(super) share: f32,
}

impl Words {
    /// Learns from all texts; beside it the probabilities that it gives for the texts at `places` when it has not learnt from them. `None` where no text has a word.
    ///
    /// # Errors
    /// When there is nothing to tell apart.
    pub(super) fn learn<T: AsRef<str>>(
        texts: &[T],
        class: &[u16],
        labels: &[String],
        outside: Option<usize>,
        places: &[usize],
        seed: u64,
    ) -> Result<Option<(Self, Vec<f32>)>, TunedFault> {
        let settings = LinearSettings { seed, ..LinearSettings::default() };
        let (model, folds) = match LinearModel::train(texts, class, labels, outside, &settings, &mut |_| ()) {
            Ok(learnt) => learnt,
            // Texts without any word are for the encoder alone.
            Err(TrainFault::NoWords) => return Ok(None),
            Err(TrainFault::NoTexts) => return Err(TunedFault::NoTexts),
            Err(TrainFault::OneLabel { label, texts }) => return Err(TunedFault::OneLabel { label, texts }),
        };
        let rows: Vec<&[f32]> = folds.probabilities.chunks_exact(labels.len().max(1)).collect();
        let left_out = places.iter().filter_map(|place| rows.get(*place)).flat_map(|row| row.iter().copied()).collect();
        Ok(Some((Self { model, share: 0.0 }, left_out)))
    }

    /// Finds the share under which the truth is likeliest, once the temperature is found, and joins both into `own`. `None` where the encoder is better alone.
    pub(super) fn share(mut self, words: &[f32], own: &mut Vec<f32>, is: &[u16]) -> Option<Self> {
        let labels = self.model.labels().len().max(1);
        let tried = (0..=SHARES).map(|tenths| {
            let share = f32::from(tenths) / f32::from(SHARES);
            let joint = joined(own, words, labels, share);
            let mut calibrated = joint.clone();
            Temperature::fit(&joint, labels, is).apply(&mut calibrated, labels);
            let truth = calibrated.chunks_exact(labels).zip(is).map(|(row, is)| row.get(usize::from(*is)));
            let likelihood: f64 = truth.map(|p| f64::from(p.copied().unwrap_or(0.0).max(LEAST)).ln()).sum();
            (likelihood, share, joint)
        });
        // Of equal ones the first: the smaller share.
        let best = tried.reduce(|best, next| if next.0 > best.0 { next } else { best })?;
        if best.1 <= 0.0 {
            return None;
        }
        self.share = best.1;
        *own = best.2;
        Some(self)
    }

    /// Joins what the words of texts say into what the encoder said of them.
    pub(super) fn join(&self, texts: &[&str], own: &mut Vec<f32>) {
        *own = joined(own, &self.model.probabilities(texts), self.model.labels().len().max(1), self.share);
    }

    pub(super) fn put(&self, tensors: &mut Tensors) {
        tensors.put(&format!("{OF}share"), &[self.share]);
        self.model.put(OF, tensors);
    }

    pub(super) fn find(tensors: &Tensors, labels: &[String]) -> Result<Option<Self>, ModelFault> {
        let Some(share) = tensors.values(&format!("{OF}share")) else { return Ok(None) };
        let lacks = || ModelFault::Inconsistent { what: "the share of its words".to_owned() };
        let share = *share.first().filter(|share| **share > 0.0 && **share <= 1.0).ok_or_else(lacks)?;
        Ok(Some(Self { model: LinearModel::find(tensors, OF, labels, 0)?, share }))
    }
}

/// Both, row by row.
fn joined(own: &[f32], words: &[f32], labels: usize, share: f32) -> Vec<f32> {
    let mut joint: Vec<f32> = own
        .iter()
        .zip(words)
        .map(|(own, words)| (1.0 - share) * own.max(LEAST).ln() + share * words.max(LEAST).ln())
        .collect();
    crate::soften::soften(&mut joint, labels, 1.0);
    joint
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt() -> (Words, Vec<f32>, Vec<u16>) {
        let texts: Vec<String> = (0..60).map(|row| format!("{} number {row}", ["card", "money"][row % 2])).collect();
        let class: Vec<u16> = (0..60).map(|row| row % 2).collect();
        let labels = ["card".to_owned(), "money".to_owned()];
        let places: Vec<usize> = (0..60).collect();
        let (words, left_out) = Words::learn(&texts, &class, &labels, None, &places, 1).unwrap().unwrap();
        (words, left_out, class)
    }

    #[test]
    fn words_that_know_what_the_encoder_does_not_get_a_share_that_outweighs_it() {
        let (words, left_out, class) = learnt();
        let mut own: Vec<f32> =
            (0..60).flat_map(|row| if row % 3 == 0 { [0.99, 0.01] } else { [0.01, 0.99] }).collect();
        let words = words.share(&left_out, &mut own, &class).unwrap();
        // The encoder's odds are 99 to 1, those of the words a million to one at most: a third of that weight at least.
        assert!(words.share > 0.25, "{}", words.share);
        let right = own.chunks_exact(2).zip(&class).filter(|(row, is)| (row[1] > row[0]) == (**is == 1)).count();
        assert!(right > 57, "{right} of 60");
        let mut said = vec![0.5; 2];
        words.join(&["my card"], &mut said);
        assert!(said[0] > 0.5, "{said:?}");
    }

    #[test]
    fn words_that_know_nothing_more_have_no_share() {
        let (words, _, class) = learnt();
        let mut own: Vec<f32> =
            class.iter().flat_map(|is| if *is == 0 { [0.99, 0.01] } else { [0.01, 0.99] }).collect();
        let (before, lot) = (own.clone(), (0..60).flat_map(|row| if row % 4 < 2 { [0.6, 0.4] } else { [0.4, 0.6] }));
        assert!(words.share(&lot.collect::<Vec<f32>>(), &mut own, &class).is_none());
        assert_eq!(own, before);
    }

    #[test]
    fn texts_without_any_word_are_for_the_encoder_alone_and_other_faults_are_told() {
        let labels = ["a".to_owned(), "b".to_owned()];
        let learn =
            |texts: &[&str], class: &[u16]| Words::learn(texts, class, &labels, None, &[0], 1).map(|of| of.is_some());
        assert_eq!(learn(&["", " ", "", " "], &[0, 1, 0, 1]), Ok(false));
        assert_eq!(learn(&["x", "y"], &[1, 1]), Err(TunedFault::OneLabel { label: "b".to_owned(), texts: 2 }));
        assert_eq!(learn(&[], &[]), Err(TunedFault::NoTexts));
    }

    #[test]
    fn they_come_back_from_a_file_and_a_share_out_of_bounds_is_refused() {
        let (mut words, ..) = learnt();
        words.share = 0.3;
        let mut tensors = Tensors::default();
        let labels = words.model.labels().to_vec();
        assert!(Words::find(&tensors, &labels).unwrap().is_none());
        words.put(&mut tensors);
        let again = Words::find(&tensors, &labels).unwrap().unwrap();
        assert_eq!((again.share, again.model.pieces()), (0.3, words.model.pieces()));
        tensors.put("words/share", &[1.5]);
        assert!(Words::find(&tensors, &labels).is_err());
    }
}

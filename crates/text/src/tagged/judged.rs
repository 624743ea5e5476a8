//! How good are tags on sentences that were not learnt from? Entity by entity: one counts when its kind and both ends are right (Tjong Kim Sang and De Meulder 2003).

use std::collections::BTreeMap;

use attentive_learn::metrics::calibration_error;
use serde::{Deserialize, Serialize};

use super::Document;
use super::scheme::entities;
use super::tagger::Tagger;
use crate::encoder::EncoderFault;

/// Bins of the calibration error.
const BINS: usize = 10;

/// Figures of one kind, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OfKind {
    /// Entities that were found.
    pub found: usize,
    /// Entities that are there.
    pub support: usize,
    /// Entities that are both.
    pub right: usize,
    /// Share of what was found that is there; 0 when nothing was found.
    pub precision: f64,
    /// Share of what is there that was found; 0 when nothing is there.
    pub recall: f64,
    /// Harmonic mean of both; 0 when nothing is right.
    pub f1: f64,
}

/// How good a model of tags is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JudgedTags {
    /// How many sentences.
    pub sentences: usize,
    /// How many words.
    pub words: usize,
    /// Each kind, by its name.
    pub kinds: BTreeMap<String, OfKind>,
    /// All entities together.
    pub all: OfKind,
    /// The mean of F1 over the kinds.
    pub macro_f1: f64,
    /// How far the confidence of what was found is from how often it is right (ten bins); `None` when nothing was found.
    pub calibration_error: Option<f64>,
}

impl OfKind {
    #[expect(clippy::cast_precision_loss, reason = "counts of entities")]
    fn of([found, support, right]: [usize; 3]) -> Self {
        let share = |whole: usize| if whole == 0 { 0.0 } else { right as f64 / whole as f64 };
        let f1 = 2.0 * right as f64 / (found + support).max(1) as f64;
        Self { found, support, right, precision: share(found), recall: share(support), f1 }
    }
}

impl JudgedTags {
    /// Judges a model on documents whose words have tags of the second scheme. `None` without a word.
    ///
    /// # Errors
    /// When the encoder cannot read a text.
    pub fn of(model: &dyn Tagger, documents: &[Document]) -> Result<Option<Self>, EncoderFault> {
        let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
        let (mut confidence, mut is_right) = (Vec::new(), Vec::new());
        let (mut sentences, mut words) = (0, 0);
        for document in documents {
            for (found, sentence) in model.entities(document)?.iter().zip(document) {
                sentences += 1;
                words += sentence.words.len();
                let truth = entities(&sentence.tags);
                for entity in &truth {
                    counts.entry(entity.kind.clone()).or_default()[1] += 1;
                }
                for (entity, sure) in found {
                    let right = truth.contains(entity);
                    let count = counts.entry(entity.kind.clone()).or_default();
                    count[0] += 1;
                    count[2] += usize::from(right);
                    confidence.push(f64::from(*sure));
                    is_right.push(right);
                }
            }
        }
        if words == 0 {
            return Ok(None);
        }
        let sum = counts.values().fold([0; 3], |sum, one| [0, 1, 2].map(|place| sum[place] + one[place]));
        let kinds: BTreeMap<String, OfKind> =
            counts.into_iter().map(|(kind, counts)| (kind, OfKind::of(counts))).collect();
        #[expect(clippy::cast_precision_loss, reason = "a handful of kinds")]
        let macro_f1 = kinds.values().map(|kind| kind.f1).sum::<f64>() / kinds.len().max(1) as f64;
        let calibration_error = calibration_error(&confidence, &is_right, BINS);
        Ok(Some(Self { sentences, words, kinds, all: OfKind::of(sum), macro_f1, calibration_error }))
    }

    /// The figures as a table.
    #[must_use]
    pub fn text(&self) -> String {
        let wide = self.kinds.keys().map(|kind| kind.chars().count()).chain([5]).max().unwrap_or(5);
        let pad = |name: &str| format!("{name}{}", " ".repeat(wide.saturating_sub(name.chars().count())));
        let line = |name: &str, of: &OfKind| {
            let (name, OfKind { precision, recall, f1, support, .. }) = (pad(name), of);
            format!("{name}  {precision:>9.4}  {recall:>9.4}  {f1:>9.4}  {support:>9}\n")
        };
        let mut text = format!("{}  {:>9}  {:>9}  {:>9}  {:>9}\n", pad(""), "precision", "recall", "F1", "support");
        text.extend(self.kinds.iter().map(|(kind, of)| line(kind, of)));
        text + &line("all", &self.all)
    }
}

#[cfg(test)]
mod tests {
    use super::super::scheme::{Entity, TagSet};
    use super::super::{Sentence, Splitting};
    use super::*;
    use crate::label::By;

    /// Takes each word with a capital for a person.
    struct Capitals(TagSet);

    impl Tagger for Capitals {
        fn by(&self) -> By {
            By::Linear
        }

        fn tag_set(&self) -> &TagSet {
            &self.0
        }

        fn splitting(&self) -> Splitting {
            Splitting::Words
        }

        fn entities(&self, document: &Document) -> Result<Vec<Vec<(Entity, f32)>>, EncoderFault> {
            let of = |sentence: &Sentence| {
                let large = sentence.words.iter().enumerate().filter(|(_, word)| word.starts_with(char::is_uppercase));
                large.map(|(from, _)| (Entity { from, to: from + 1, kind: "PER".to_owned() }, 0.75)).collect()
            };
            Ok(document.iter().map(of).collect())
        }
    }

    #[test]
    fn kinds_and_ends_must_be_right_and_sureness_is_held_against_it() {
        let model = Capitals(TagSet::of_kinds(["PER"].into_iter()));
        let sentence = Sentence {
            words: ["Bo", "met", "Al", "in", "Oslo"].map(str::to_owned).to_vec(),
            tags: ["B-PER", "O", "B-PER", "O", "B-LOC"].map(str::to_owned).to_vec(),
        };
        let judged = JudgedTags::of(&model, &[vec![sentence]]).unwrap().unwrap();
        assert_eq!((judged.all.found, judged.all.support, judged.all.right), (3, 3, 2));
        assert_eq!((judged.kinds["LOC"].f1, judged.kinds["PER"].recall), (0.0, 1.0));
        // Three answers are three bins: off by a quarter twice, and by three.
        assert!((judged.calibration_error.unwrap() - (0.25 + 0.25 + 0.75) / 3.0).abs() < 1e-6);
        assert!(judged.text().contains("PER") && judged.text().lines().count() == 4);
        assert_eq!(JudgedTags::of(&model, &[]).unwrap(), None);
    }

    #[test]
    fn what_a_text_names_is_told_with_its_place() {
        let model = Capitals(TagSet::of_kinds(["PER"].into_iter()));
        let found = model.find("你 met Bo.").unwrap();
        assert_eq!((found[0].text.as_str(), found[0].start, found[0].end), ("Bo", 6, 8));
        assert!(model.find("").unwrap().is_empty());
    }
}

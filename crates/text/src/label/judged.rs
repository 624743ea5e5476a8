//! How good is a model on labelled texts that it has not seen?

use std::collections::BTreeMap;

use attentive_learn::metrics::{ClassReport, calibration_error};
use serde::{Deserialize, Serialize};

use super::Labeller;

/// Bins of the calibration error.
const BINS: usize = 10;

/// How good a model is on labelled texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// How many texts.
    pub texts: usize,
    /// Each label and all of them. Where a label stands for the outside, texts that were refused count as given that one; else the likeliest label counts,
    /// however unlikely.
    pub report: ClassReport,
    /// How far the probability of the likeliest label is from how often it is right (expected calibration error, ten bins).
    pub calibration_error: f64,
    /// How well the outside is told from the inside; `None` when no label stands for it.
    pub outside: Option<Outside>,
}

/// How well the outside is told from the inside. Shares of nothing are `None`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outside {
    /// Share of the texts that belong to a label which got it.
    pub in_scope_accuracy: Option<f64>,
    /// Share of the texts that belong to none which were refused.
    pub recall: Option<f64>,
    /// Share of the refused texts that belong to none.
    pub precision: Option<f64>,
}

impl Judged {
    /// Judges a model on texts and their labels; `outside` is the name of the label that stands for "none of the others", which the model may know or not.
    /// Labels that the model does not know are missed. `None` without texts.
    #[must_use]
    pub fn of(model: &dyn Labeller, texts: &[&str], labels: &[&str], outside: Option<&str>) -> Option<Self> {
        let mut names: Vec<String> = model.labels().to_vec();
        let mut place: BTreeMap<String, usize> = names.iter().cloned().zip(0..).collect();
        let mut place_of = |label: &str| {
            *place.entry(label.to_owned()).or_insert_with(|| {
                names.push(label.to_owned());
                names.len() - 1
            })
        };
        let is: Vec<u16> = labels.iter().map(|label| short(place_of(label))).collect();
        let outside = outside.map(|name| short(place_of(name)));
        let probabilities = model.probabilities(texts);
        let rows = || probabilities.chunks_exact(model.labels().len().max(1));
        let scope = model.scope();
        let said: Vec<u16> = match outside {
            Some(outside) => rows().map(|row| scope.inside(row).map_or(outside, short)).collect(),
            None => rows().map(|row| scope.likeliest(row).map_or(u16::MAX, short)).collect(),
        };
        let likeliest: Vec<(u16, f64)> = rows()
            .map(|row| scope.likeliest(row).map_or((u16::MAX, 0.0), |place| (short(place), f64::from(row[place]))))
            .collect();
        let confidence: Vec<f64> = likeliest.iter().map(|answer| answer.1).collect();
        let is_right: Vec<bool> = likeliest.iter().zip(&is).map(|(answer, is)| answer.0 == *is).collect();
        Some(Self {
            texts: said.len(),
            report: ClassReport::of(&said, &is, &names)?,
            calibration_error: calibration_error(&confidence, &is_right, BINS)?,
            outside: outside.map(|outside| Outside::of(&said, &is, outside)),
        })
    }
}

impl Outside {
    #[expect(clippy::cast_precision_loss, reason = "counts of texts")]
    fn of(said: &[u16], is: &[u16], outside: u16) -> Self {
        let share = |of: &dyn Fn(u16, u16) -> bool, part: &dyn Fn(u16, u16) -> bool| {
            let all: Vec<(u16, u16)> =
                said.iter().copied().zip(is.iter().copied()).filter(|(said, is)| of(*said, *is)).collect();
            let counted = all.iter().filter(|(said, is)| part(*said, *is)).count();
            (!all.is_empty()).then(|| counted as f64 / all.len() as f64)
        };
        Self {
            in_scope_accuracy: share(&|_, is| is != outside, &|said, is| said == is),
            recall: share(&|_, is| is == outside, &|said, _| said == outside),
            precision: share(&|said, _| said == outside, &|_, is| is == outside),
        }
    }
}

/// Places of labels are kept in 16 bits.
fn short(place: usize) -> u16 {
    u16::try_from(place).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::{By, Scope};
    use super::*;

    /// Says what the first letter says, and is unsure of what begins with "z".
    struct Letters {
        labels: Vec<String>,
        scope: Scope,
    }

    impl Labeller for Letters {
        fn by(&self) -> By {
            By::Linear
        }

        fn labels(&self) -> &[String] {
            &self.labels
        }

        fn scope(&self) -> &Scope {
            &self.scope
        }

        fn probabilities(&self, texts: &[&str]) -> Vec<f32> {
            texts
                .iter()
                .flat_map(|text| {
                    if text.starts_with('a') {
                        [0.9, 0.1]
                    } else if text.starts_with('b') {
                        [0.1, 0.9]
                    } else {
                        [0.4, 0.6]
                    }
                })
                .collect()
        }
    }

    #[test]
    fn refused_texts_are_of_the_outside_where_a_label_stands_for_it() {
        let model = Letters { labels: vec!["a".into(), "b".into()], scope: Scope { outside: None, least: 0.7 } };
        let texts = ["a1", "a2", "b1", "z1", "z2", "a3"];
        let labels = ["a", "b", "b", "none", "b", "none"];
        let judged = Judged::of(&model, &texts, &labels, Some("none")).unwrap();
        let outside = judged.outside.unwrap();
        assert_eq!((outside.in_scope_accuracy, outside.recall, outside.precision), (Some(0.5), Some(0.5), Some(0.5)));
        assert_eq!(judged.report.accuracy, 0.5);
        // Without such a label the likeliest counts: z2 is right, z1 is not.
        let judged = Judged::of(&model, &texts, &labels, None).unwrap();
        assert_eq!((judged.report.accuracy, judged.outside), (0.5, None));
        assert_eq!(
            judged.report.classes.iter().map(|class| class.label.as_str()).collect::<Vec<_>>(),
            ["a", "b", "none"]
        );
        assert_eq!(Judged::of(&model, &[], &[], None), None);
    }
}

//! How good is each class found, and how good are all on average? The report that articles print.
//!
//! ```text
//! precision = TP / (TP + FP)     recall = TP / (TP + FN)     F1 = 2 TP / (2 TP + FP + FN)
//! micro      over all answers together        macro      the mean of the classes, each alike
//! weighted   the mean of the classes, each by its rows
//! ```
//!
//! Source: Sokolova and Lapalme 2009, "A systematic analysis of performance measures for classification tasks". A class that is never said has precision 0, one
//! that never is has recall 0, as scikit-learn's report has it; classes that neither are nor were said are left out of the means.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::share;

/// Precision, recall and F1, each 0 to 1, and of how many rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// The share of what was said that is so.
    pub precision: f64,
    /// The share of what is so that was said.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
    /// How many rows are of it.
    pub support: usize,
}

/// The figures of a class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OfClass {
    /// What it is called.
    pub label: String,
    /// How good it is found.
    #[serde(flatten)]
    pub figures: Figures,
}

/// The report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassReport {
    /// Share of right answers.
    pub accuracy: f64,
    /// The classes that are or were said, in their order.
    pub classes: Vec<OfClass>,
    /// Over all answers together; where each row has one class and one answer all three are the accuracy.
    pub micro: Figures,
    /// The mean of the classes; `macro` in JSON.
    #[serde(rename = "macro")]
    pub macro_mean: Figures,
    /// The mean of the classes, each by its rows.
    pub weighted: Figures,
}

impl ClassReport {
    /// Compares answers with what is so; `labels` are the names of the classes. `None` without rows.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of rows")]
    pub fn of<C: Copy + Into<usize>>(said: &[C], is: &[C], labels: &[String]) -> Option<Self> {
        let pairs: Vec<(usize, usize)> = said.iter().zip(is).map(|(said, is)| ((*said).into(), (*is).into())).collect();
        let greatest = pairs.iter().map(|pair| pair.0.max(pair.1)).max()?;
        let (mut hits, mut answers, mut support) =
            (vec![0_usize; greatest + 1], vec![0_usize; greatest + 1], vec![0_usize; greatest + 1]);
        for (said, is) in &pairs {
            hits[*is] += usize::from(said == is);
            answers[*said] += 1;
            support[*is] += 1;
        }
        let name = |class: usize| labels.get(class).cloned().unwrap_or_else(|| class.to_string());
        let classes: Vec<OfClass> = (0..=greatest)
            .filter(|class| support[*class] + answers[*class] > 0)
            .map(|class| OfClass {
                label: name(class),
                figures: Figures::of(hits[class], answers[class], support[class]),
            })
            .collect();
        let right = hits.iter().sum::<usize>();
        let mean = |weight: &dyn Fn(&Figures) -> f64| {
            let total: f64 = classes.iter().map(|class| weight(&class.figures)).sum();
            let of = |value: &dyn Fn(&Figures) -> f64| {
                classes.iter().map(|class| weight(&class.figures) * value(&class.figures)).sum::<f64>() / total
            };
            Figures {
                precision: of(&|f| f.precision),
                recall: of(&|f| f.recall),
                f1: of(&|f| f.f1),
                support: pairs.len(),
            }
        };
        Some(Self {
            accuracy: share(right, pairs.len())?,
            micro: Figures::of(right, pairs.len(), pairs.len()),
            macro_mean: mean(&|_| 1.0),
            weighted: mean(&|figures| figures.support as f64),
            classes,
        })
    }

    /// The report as a table of text, three digits.
    #[must_use]
    pub fn text(&self) -> String {
        let means = [("micro", self.micro), ("macro", self.macro_mean), ("weighted", self.weighted)];
        // Names in wide letters take two places each on a terminal.
        let wide = |name: &str| name.chars().map(|letter| if letter as u32 >= 0x1100 { 2 } else { 1 }).sum::<usize>();
        let width = self.classes.iter().map(|class| wide(&class.label)).chain([8]).max().unwrap_or(8);
        let mut text = format!("{}  precision  recall     f1  support\n", " ".repeat(width));
        let mut line = |name: &str, figures: &Figures| {
            let room = " ".repeat(width.saturating_sub(wide(name)));
            let Figures { precision, recall, f1, support } = figures;
            // Writing to text cannot fail.
            let _ = writeln!(text, "{name}{room}  {precision:>9.3}  {recall:>6.3}  {f1:>5.3}  {support:>7}");
        };
        self.classes.iter().for_each(|class| line(&class.label, &class.figures));
        line("", &Figures { support: self.micro.support, ..self.micro });
        means.iter().for_each(|(name, figures)| line(name, figures));
        text
    }
}

impl Figures {
    fn of(hits: usize, answers: usize, support: usize) -> Self {
        Self {
            precision: share(hits, answers).unwrap_or(0.0),
            recall: share(hits, support).unwrap_or(0.0),
            f1: share(2 * hits, answers + support).unwrap_or(0.0),
            support,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // sklearn.metrics.classification_report([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 0, 0], zero_division=0): class 0 precision .5, recall .6667, F1 .5714; class 1
    // .5, .5, .5; class 2 0; accuracy .5; macro .3333, .3889, .3571; weighted .4167, .5, .4524.
    #[test]
    fn it_agrees_with_scikit_learn() {
        let labels = ["a", "b", "c"].map(str::to_owned);
        let report = ClassReport::of(&[0_u8, 0, 1, 1, 0, 0], &[0, 0, 0, 1, 1, 2], &labels).unwrap();
        let near = |figures: Figures, precision: f64, recall: f64, f1: f64| {
            let is_near = |one: f64, other: f64| (one - other).abs() < 1e-3;
            assert!(
                is_near(figures.precision, precision) && is_near(figures.recall, recall) && is_near(figures.f1, f1),
                "{figures:?}"
            );
        };
        near(report.classes[0].figures, 0.5, 0.6667, 0.5714);
        near(report.classes[1].figures, 0.5, 0.5, 0.5);
        near(report.classes[2].figures, 0.0, 0.0, 0.0);
        near(report.micro, 0.5, 0.5, 0.5);
        near(report.macro_mean, 0.3333, 0.3889, 0.3571);
        near(report.weighted, 0.4167, 0.5, 0.4524);
        assert_eq!((report.accuracy, report.weighted.support), (0.5, 6));
        let json = serde_json::to_value(&report).unwrap();
        assert_eq!(
            (json["classes"][1]["label"].as_str(), json["classes"][1]["recall"].as_f64()),
            (Some("b"), Some(0.5))
        );
    }

    #[test]
    fn classes_that_never_come_are_left_out_and_nothing_gives_no_report() {
        let report = ClassReport::of(&[5_u16, 5], &[5, 2], &[]).unwrap();
        assert_eq!(report.classes.iter().map(|class| class.label.as_str()).collect::<Vec<_>>(), ["2", "5"]);
        assert_eq!(report.macro_mean.recall, 0.5);
        assert_eq!(ClassReport::of::<u8>(&[], &[], &[]), None);
    }

    #[test]
    fn names_in_wide_letters_stand_in_line() {
        let labels = ["财经", "sports and all that"].map(str::to_owned);
        let text = ClassReport::of(&[0_u8, 1], &[0, 1], &labels).unwrap().text();
        assert!(text.contains("财经                     1.000   1.000  1.000        1"), "{text}");
        assert!(text.contains("\nsports and all that      1.000"), "{text}");
    }
}

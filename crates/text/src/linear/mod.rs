//! Labels for texts without any weights from elsewhere: words and pieces of words, each pushing for or against a label.
//!
//! ```text
//! text ──pieces──> hashes ──Vocabulary──> sparse row ──LinearSvm──> scores ──temperature──> probabilities
//! ```
//!
//! It learns from a few dozen texts or from a hundred thousand, in seconds, in any language, on any machine; it is what answers when no transformer is there, and what every
//! transformer is held against. It is good where words tell the label, and weak where the same words in another order do, or where a word that
//! was never seen means the same as one that was.
//!
//! | question | file |
//! | --- | --- |
//! | which words and pieces are in a text? | `pieces.rs` |
//! | which of them count, and how much? | [`Vocabulary`], `vocabulary.rs` |
//! | how is it learnt, and how is C chosen? | [`LinearSettings`], `train.rs` |
//! | what does it say of a text? | [`LinearModel`], here |
//! | how is it kept? | `file.rs` |

mod file;
mod pieces;
mod train;
mod vocabulary;

use attentive_learn::linear_svm::LinearSvm;

use crate::label::{By, Labeller, Scope};
use crate::soften::soften;

pub use file::{KIND, VERSION};
pub(crate) use train::Beside;
pub use train::{LinearSettings, OnFolds, TrainFault};
pub use vocabulary::Vocabulary;

/// A fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct LinearModel {
    labels: Vec<String>,
    vocabulary: Vocabulary,
    svm: LinearSvm,
    /// Scores are divided by this before they become probabilities, above 0.
    temperature: f64,
    scope: Scope,
}

impl LinearModel {
    /// How many words and pieces it knows.
    #[must_use]
    pub fn pieces(&self) -> usize {
        self.vocabulary.len()
    }

    /// The probabilities of each label for each text, with a row of numbers beside its words where it was learnt so.
    pub(crate) fn probabilities_beside(&self, texts: &[&str], beside: Option<Beside<'_>>) -> Vec<f32> {
        let rows = self.vocabulary.rows(texts.iter().copied());
        let rows = match beside {
            Some(beside) => beside.join(&rows),
            None => rows,
        };
        let mut probabilities = vec![0.0; texts.len() * self.labels.len()];
        for (row, scores) in probabilities.chunks_exact_mut(self.labels.len().max(1)).enumerate() {
            self.svm.scores(rows.row(row), scores);
        }
        soften(&mut probabilities, self.labels.len(), self.temperature);
        probabilities
    }
}

impl Labeller for LinearModel {
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
        self.probabilities_beside(texts, None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twelve texts of three labels.
    pub(super) fn taught() -> (Vec<String>, Vec<u16>, Vec<String>) {
        let texts = [
            "where is my card",
            "my new card has not come",
            "when will the card arrive",
            "the card is still not here",
            "send money to a friend",
            "transfer money abroad",
            "how do i send a transfer",
            "money to another account",
            "我要换密码",
            "忘记密码怎么办",
            "密码不对",
            "修改登录密码",
        ];
        let class = (0..12).map(|row| row / 4).collect();
        (texts.map(str::to_owned).to_vec(), class, ["card", "transfer", "password"].map(str::to_owned).to_vec())
    }

    #[test]
    fn texts_of_two_scripts_get_their_labels() {
        let (texts, class, labels) = taught();
        let (model, _) =
            LinearModel::train(&texts, &class, &labels, None, &LinearSettings::default(), &mut |_| ()).unwrap();
        let answers = model.label(&["has my card arrived", "i want to transfer money", "密码错了"]);
        let said: Vec<Option<&str>> = answers.iter().map(|answer| answer.label.as_deref()).collect();
        assert_eq!(said, [Some("card"), Some("transfer"), Some("password")], "{answers:?}");
        assert!(answers.iter().all(|answer| answer.by == By::Linear));
        assert!(model.label(&[]).is_empty());
    }

    #[test]
    fn odd_texts_are_answered_and_probabilities_sum_to_one() {
        let (texts, class, labels) = taught();
        let (model, _) =
            LinearModel::train(&texts, &class, &labels, None, &LinearSettings::default(), &mut |_| ()).unwrap();
        let long = "card ".repeat(400_000);
        for text in ["", "\0", "🦀🦀", "zzz qqq", "卡 card мир", long.as_str()] {
            let sum: f32 = model.probabilities(&[text]).iter().sum();
            assert!((sum - 1.0).abs() < 1e-4, "{sum}");
        }
    }
}

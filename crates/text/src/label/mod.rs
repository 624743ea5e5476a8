//! Which label does a text get, how sure is that, and is it any of them at all? What every model of texts can be asked, whatever lies inside.
//!
//! ```text
//! texts ──Labeller──> probabilities ──Scope──> Answer: label or none, how sure, what else may be, who answered
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | which model answered? | [`By`], here |
//! | what is said of one text? | [`Answer`], `answer.rs` |
//! | when is a text none of the labels? | [`Scope`], `scope.rs` |
//! | how good is a model on texts that it has not seen? | [`Judged`], `judged.rs` |

mod answer;
mod judged;
mod scope;

use serde::{Deserialize, Serialize};

pub use answer::{Answer, Why};
pub use judged::{Judged, Outside};
pub use scope::Scope;

/// Which kind of model answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Support vectors over words and letters; needs no weights from elsewhere.
    Linear,
    /// A transformer with weights from elsewhere, tuned to the labels.
    Encoder,
    /// The nearest mean of the rows that a transformer makes of the texts taught.
    Means,
    /// Support vectors over words and letters, with the row that an encoder makes of the text beside them.
    Combined,
}

impl By {
    /// The word for it, as in `by: linear`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Encoder => "encoder",
            Self::Means => "means",
            Self::Combined => "combined",
        }
    }
}

/// A fitted model that labels texts.
pub trait Labeller: Send + Sync {
    /// Which kind of model it is.
    fn by(&self) -> By;

    /// The labels that it knows, one for each place in its probabilities. The one that stands for "none of the others" is among them where it was learnt from.
    fn labels(&self) -> &[String];

    /// When a text is none of the labels.
    fn scope(&self) -> &Scope;

    /// The probability of each label for each text: as many values for each text as there are labels, which sum to 1.
    fn probabilities(&self, texts: &[&str]) -> Vec<f32>;

    /// Labels texts.
    fn label(&self, texts: &[&str]) -> Vec<Answer> {
        let labels = self.labels();
        let rows = self.probabilities(texts);
        rows.chunks_exact(labels.len().max(1)).map(|row| Answer::of(row, labels, self.scope(), self.by())).collect()
    }
}

//! How an encoder is tuned.

use attentive_learn::transformer::{Both, Method, Product, Shape, one_by_one};
use serde::{Deserialize, Serialize};

use super::prompt::Prompt;

/// What of an encoder is tuned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tuning {
    /// All layers; the tables of embeddings stay.
    Full,
    /// Low rank beside each product (LoRA).
    Lora,
    /// Low rank with weighed directions, half of which go while training (AdaLoRA).
    Adalora,
    /// Bottleneck adapters after attention and feed-forward.
    Adapter,
    /// Keys and values before each text.
    Prefix,
    /// Nothing but the head.
    Head,
}

impl Tuning {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Full, Self::Lora, Self::Adalora, Self::Adapter, Self::Prefix, Self::Head];

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Lora => "lora",
            Self::Adalora => "adalora",
            Self::Adapter => "adapter",
            Self::Prefix => "prefix",
            Self::Head => "head",
        }
    }

    /// The one of a word.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tuning| tuning.name() == name)
    }

    /// The small weights that it needs.
    #[must_use]
    pub fn method(self) -> Method {
        let low_rank =
            |rank, is_weighed| Method::LowRank { rank, alpha: 16.0, products: Product::ALL.to_vec(), is_weighed };
        match self {
            Self::Full | Self::Head => Method::None,
            Self::Lora => low_rank(8, false),
            Self::Adalora => low_rank(12, true),
            Self::Adapter => Method::Adapter { width: 48 },
            Self::Prefix => Method::Prefix { length: 16 },
        }
    }

    /// Whether training moves a weight of the encoder itself.
    #[must_use]
    pub fn moves(self, name: &str) -> bool {
        self == Self::Full && !name.starts_with("embeddings.")
    }

    /// The highest rate: as wide encoders take lower ones, by the width; small weights take higher ones than large.
    #[must_use]
    pub fn rate(self, shape: &Shape) -> f32 {
        let full = 1e-4 * (384.0 / shape.hidden as f32).min(1.0);
        match self {
            Self::Full | Self::Head => full,
            Self::Lora | Self::Adalora | Self::Adapter => 10.0 * full,
            Self::Prefix => 50.0 * full,
        }
    }
}

/// How a model of labels is learnt.
#[derive(Clone, Debug)]
pub struct TunedSettings {
    /// What of the encoder is tuned.
    pub tuning: Tuning,
    /// Rounds through the texts; `None` for as many as their number asks for.
    pub rounds: Option<usize>,
    /// Texts of a step; `None` for as many as their number asks for.
    pub batch: Option<usize>,
    /// The highest rate; `None` for that of the tuning.
    pub rate: Option<f32>,
    /// A sentence with a gap that is filled by a word of the label, where the encoder can guess words; without it the row of the whole text tells.
    pub prompt: Option<Prompt>,
    /// Whether words and pieces of words may answer beside the encoder where it is tuned as a whole; small weights beside an encoder stay small, and have none.
    pub with_words: bool,
    /// Whether a first model is learnt from nine tenths, on whose other tenth temperature, limit and the words' share are found. Without it probabilities are not calibrated, and the time is half.
    pub is_calibrated: bool,
    /// Where chance begins.
    pub seed: u64,
    /// How the two halves of a step run; what is learnt does not depend on it.
    pub both: Both,
}

impl Default for TunedSettings {
    fn default() -> Self {
        Self {
            tuning: Tuning::Full,
            rounds: None,
            batch: None,
            rate: None,
            prompt: None,
            with_words: true,
            is_calibrated: true,
            seed: 1,
            both: one_by_one,
        }
    }
}

impl TunedSettings {
    /// Texts of a step among so many: few where texts are few, so that there are enough steps without reading each too often.
    #[must_use]
    pub fn batch_for(&self, texts: usize) -> usize {
        self.batch.unwrap_or(if texts < FEW { 16 } else { 32 })
    }

    /// Rounds through so many texts of `all` (a first model learns from a part of them, by the same recipe): so many that there are enough steps, and more steps where more labels are to be
    /// told apart; but none is read more than ten or twenty times.
    #[must_use]
    pub fn rounds_for(&self, texts: usize, all: usize, labels: usize) -> usize {
        let steps = LEAST_STEPS + STEPS_OF_A_LABEL * labels;
        let (batch, most) = (self.batch_for(all), if all < FEW { 10 } else { 20 });
        self.rounds.unwrap_or_else(|| (steps * batch).div_ceil(texts.max(1)).clamp(3, most))
    }
}

/// Fewer texts than this are few.
const FEW: usize = 1_000;
/// Steps that any task takes, as far as rounds allow.
const LEAST_STEPS: usize = 450;
/// Steps more for each label.
const STEPS_OF_A_LABEL: usize = 14;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_texts_is_learnt_from_by_the_recipe_of_all() {
        let settings = TunedSettings::default();
        assert_eq!([300, 999, 1_000, 9_000].map(|texts| settings.batch_for(texts)), [16, 16, 32, 32]);
        // 492 steps of three labels: 7,872 texts in steps of 16, and 15,744 in steps of 32.
        assert_eq!([300, 999].map(|texts| settings.rounds_for(texts, texts, 3)), [10, 8]);
        assert_eq!(settings.rounds_for(990, 1_100, 3), 16);
        assert_eq!(settings.rounds_for(1_100, 1_100, 3), 15);
        assert_eq!(settings.rounds_for(50_000, 50_000, 3), 3);
        let said = TunedSettings { rounds: Some(7), batch: Some(8), ..settings };
        assert_eq!((said.rounds_for(5, 5, 2), said.batch_for(5)), (7, 8));
    }
}

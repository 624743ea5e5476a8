//! Why a model cannot be tuned or read.

use attentive_learn::model_file::ModelFault;
use attentive_learn::transformer::TransformerFault;
use thiserror::Error;

use super::prompt::PromptFault;
use crate::encoder::EncoderFault;
use crate::linear::TrainFault;

/// Why a model cannot be tuned or read. The text fits after "could not learn: " and "could not use the model: ".
#[derive(Clone, Debug, PartialEq, Error)]
pub enum TunedFault {
    /// No text.
    #[error("there is no text to learn from")]
    NoTexts,
    /// All texts have one label.
    #[error("all {texts} texts have the label {label:?}; there must be two labels at least")]
    OneLabel {
        /// The label.
        label: String,
        /// How many texts.
        texts: usize,
    },
    /// Words beside an encoder.
    #[error(transparent)]
    Words(#[from] TrainFault),
    /// A text or the encoder.
    #[error(transparent)]
    Encoder(#[from] EncoderFault),
    /// A sentence with a gap.
    #[error(transparent)]
    Prompt(#[from] PromptFault),
    /// The file.
    #[error(transparent)]
    File(#[from] ModelFault),
    /// The encoder that it stands upon is another.
    #[error(
        "it was tuned upon the encoder {expected}, and this one is {found}; add that encoder with `attentive model add`"
    )]
    OtherEncoder {
        /// Checksum of the encoder that it was tuned upon.
        expected: String,
        /// Checksum of the one that was given.
        found: String,
    },
}

impl From<TransformerFault> for TunedFault {
    fn from(fault: TransformerFault) -> Self {
        Self::Encoder(fault.into())
    }
}

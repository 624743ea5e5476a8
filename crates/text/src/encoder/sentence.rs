//! Rows for sentences, whichever kind of encoder makes them.

use std::sync::Arc;

use super::{EncoderFault, MultilingualEncoder, TextEncoder};

/// An encoder of one kind or the other. Both make rows for texts; only the transformer can be tuned, and only it tells of single words. Copies share the weights.
#[derive(Clone, Debug)]
pub enum SentenceEncoder {
    /// A transformer.
    Transformer(Arc<TextEncoder>),
    /// The multilingual net of convolutions.
    Multilingual(Arc<MultilingualEncoder>),
}

impl SentenceEncoder {
    /// One row of length one for each text, so that the product of two rows tells how close their texts are; [`Self::width`] numbers a row.
    ///
    /// # Errors
    /// When a text cannot be read.
    pub fn embed(&self, texts: &[&str]) -> Result<Vec<f32>, EncoderFault> {
        match self {
            Self::Transformer(encoder) => encoder.embed(texts),
            Self::Multilingual(encoder) => encoder.embed(texts),
        }
    }

    /// Numbers of a row.
    #[must_use]
    pub fn width(&self) -> usize {
        match self {
            Self::Transformer(encoder) => encoder.weights.shape().hidden,
            Self::Multilingual(encoder) => encoder.width(),
        }
    }

    /// All its numbers.
    #[must_use]
    pub fn numbers(&self) -> usize {
        match self {
            Self::Transformer(encoder) => encoder.weights.tensors().iter().map(|tensor| tensor.values.len()).sum(),
            Self::Multilingual(encoder) => encoder.numbers(),
        }
    }

    /// SHA-256 over its files: what was learnt upon it names it by this.
    #[must_use]
    pub fn sha256(&self) -> String {
        match self {
            Self::Transformer(encoder) => encoder.sha256(),
            Self::Multilingual(encoder) => encoder.sha256(),
        }
    }

    /// The transformer that it is, if it is one.
    #[must_use]
    pub fn transformer(&self) -> Option<&TextEncoder> {
        match self {
            Self::Transformer(encoder) => Some(encoder),
            Self::Multilingual(_) => None,
        }
    }
}

impl From<TextEncoder> for SentenceEncoder {
    fn from(encoder: TextEncoder) -> Self {
        Self::Transformer(Arc::new(encoder))
    }
}

impl From<MultilingualEncoder> for SentenceEncoder {
    fn from(encoder: MultilingualEncoder) -> Self {
        Self::Multilingual(Arc::new(encoder))
    }
}

//! Why an encoder cannot be read or asked.

use attentive_learn::transformer::TransformerFault;
use thiserror::Error;

/// Why an encoder cannot be read or asked. The text fits after "could not read the model: ".
#[derive(Clone, Debug, PartialEq, Error)]
pub enum EncoderFault {
    /// Weights, configuration or tokens.
    #[error(transparent)]
    Transformer(#[from] TransformerFault),
    /// No tokenizer.
    #[error("tokenizer.json cannot be read ({why})")]
    Tokenizer {
        /// Why.
        why: String,
    },
    /// Two models in one folder.
    #[error("the tokenizer knows {tokens} tokens and the weights {vocabulary}; they do not belong together")]
    OtherTokenizer {
        /// Tokens of the tokenizer: one more than its highest.
        tokens: usize,
        /// Rows of the weights' table.
        vocabulary: usize,
    },
    /// A way to pool that is not built.
    #[error("1_Pooling/config.json tells of a way to pool that is not built ({why})")]
    Pooling {
        /// Why.
        why: String,
    },
    /// An ONNX file that is no sentence encoder of the kind that is built.
    #[error("the ONNX file cannot be used ({why})")]
    Onnx {
        /// Why.
        why: String,
    },
    /// A text that the tokenizer chokes on.
    #[error("a text cannot be taken apart into tokens ({why})")]
    Text {
        /// Why.
        why: String,
    },
}

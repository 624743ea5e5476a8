//! Why a transformer cannot be built, asked or trained.

use thiserror::Error;

/// Why a transformer cannot be built, asked or trained. The text fits after "could not read the model: ".
#[derive(Clone, Debug, PartialEq, Error)]
pub enum TransformerFault {
    /// A size that cannot be.
    #[error("its {what} cannot be {found}")]
    Shape {
        /// Which size.
        what: &'static str,
        /// What was found.
        found: String,
    },
    /// A file that cannot be read, or tells of a model that is not built.
    #[error("{why}")]
    File {
        /// Why.
        why: String,
    },
    /// Weights that are not there.
    #[error("the weight {name:?} is lacking")]
    NoWeight {
        /// Its name.
        name: String,
    },
    /// Weights of another size.
    #[error("the weight {name:?} holds {found:?} numbers, and its shape asks for {expected:?}")]
    OtherSize {
        /// Its name.
        name: String,
        /// Rows and columns that there should be.
        expected: [usize; 2],
        /// What there is.
        found: Vec<usize>,
    },
    /// Weights that are no numbers.
    #[error("the weight {name:?} holds a number that is not finite")]
    NotFinite {
        /// Its name.
        name: String,
    },
    /// A token beyond the vocabulary.
    #[error("token {token} is beyond the vocabulary of {vocabulary}; tokenizer and weights do not belong together")]
    TokenBeyond {
        /// The token.
        token: u32,
        /// How many there are.
        vocabulary: usize,
    },
    /// A segment kind beyond those that there are.
    #[error("segment kind {kind} is beyond the {kinds} of the model")]
    KindBeyond {
        /// The kind.
        kind: u8,
        /// How many there are.
        kinds: usize,
    },
    /// A text that is too long; whoever asks cuts it before.
    #[error("a text has {found} tokens, and the model takes {longest}")]
    TooLong {
        /// Tokens that it has.
        found: usize,
        /// Tokens that it may have.
        longest: usize,
    },
    /// A text without a token.
    #[error("text {place} has no token")]
    Empty {
        /// Which text, counted from 0.
        place: usize,
    },
    /// A setting that makes no sense.
    #[error("the setting {name} must be {expected}, and is {found}")]
    Setting {
        /// Which setting.
        name: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it is.
        found: String,
    },
    /// The training left all bounds.
    #[error("the loss left all bounds at step {step}; a lower learning rate may help")]
    Diverged {
        /// At which step, counted from 1.
        step: usize,
    },
}

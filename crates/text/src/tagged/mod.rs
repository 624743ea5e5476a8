//! Which words name a person, a place, an organisation? Words in, a tag for each out, by an encoder that was tuned to them.
//!
//! ```text
//! sentences ──context.rs──> a text of words before, the sentence, words behind ──encoder──> rows of the sentence's words ──chain──> tags ──scheme.rs──> entities
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | what do B-PER and I-PER mean, and what may follow what? | `scheme.rs` |
//! | which words stand around a sentence? | `context.rs` |
//! | how is a word written: small, Capital, ALL CAPITALS, with digits? | `shape.rs` |
//! | how is it learnt, and how asked? | `train.rs` |
//! | and without weights from elsewhere? | [`LinearTagger`], `linear/` |

mod context;
mod linear;
mod scheme;
mod shape;
mod train;

pub use linear::{LinearTagger, LinearTaggerSettings};
pub use scheme::{Entity, TagSet, entities, second_scheme};
pub use train::{TaggedModel, TaggedSettings};

/// A sentence: its words and, where it is taught, the tag of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// The words.
    pub words: Vec<String>,
    /// The tags, as many as words, as `B-PER`, `I-PER` and `O`; empty where they are not known.
    pub tags: Vec<String>,
}

/// Sentences that stand in one document, in their order.
pub type Document = Vec<Sentence>;

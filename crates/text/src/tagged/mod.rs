//! Which words name a person, a place, an organisation? Words in, a tag for each out, by an encoder that was tuned to them, or without one.
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
//! | what do words say beside the encoder? | `words.rs` |
//! | and without weights from elsewhere? | [`LinearTagger`], `linear/` |
//! | which texts and tags are in a file? | [`TaggedTexts`], `read.rs`, `spans.rs` |
//! | where does a word begin and end in a text? | [`Splitting`], `split.rs` |
//! | what does a text name, and how sure is that? | [`Tagger`], `tagger.rs` |
//! | how good is it on other sentences? | [`JudgedTags`], `judged.rs` |
//! | how is it kept? | `file.rs`, `linear/file.rs` |

mod context;
mod file;
mod judged;
mod linear;
mod read;
mod scheme;
mod shape;
mod spans;
mod split;
mod tagger;
mod train;
mod words;

pub use file::KIND;
pub use judged::{JudgedTags, OfKind};
pub use linear::{KIND as LINEAR_KIND, LinearTagger, LinearTaggerSettings};
pub use read::{BadPart, TaggedTexts, TagsFault};
pub use scheme::{Entity, Scheme, TagSet, any_scheme, entities, second_scheme};
pub use split::{LONGEST, Piece, Splitting};
pub use tagger::{Found, Tagger};
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

//! Which of these texts would this person want to read, and why? What was read, with how interesting it was, and new texts in; the texts in order, with reasons, out.
//!
//! ```text
//! table ──read.rs──> texts, interest, time ──Interests──┐ sums by hashed word, a mean of meanings, sketches
//! new texts ── words (tf-idf) ──────────────────────────┼─> strength, word by word ──trials──> how likely interesting
//!           ── meaning (encoder, if there is one) ──────┤
//!           ── sketch ──────────────────────────────────┘ nearly the same as one that was read: to the end
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | which texts with which interest are in this file? | [`ReadHistory`], `read.rs` |
//! | what are a text's words, as numbers? | `terms.rs` |
//! | what is remembered of what was read? | [`Interests`], `interests.rs` |
//! | is it nearly the same as one that was read? | `copies.rs` |
//! | which comes first, and what speaks for it? | [`Ranked`], `rank.rs` |
//! | how was the order on what the person read, and how fast does it forget? | `trials.rs` |
//! | how sure is it, and is it better than chance? | [`Trust`], `trust.rs` |
//! | how is it kept? | `file.rs` |
//!
//! No text is kept: sums over hashed words, from which the texts cannot be put together again. Whoever has the file can test whether a word that he thinks of was in what was read.

mod copies;
mod file;
mod interests;
mod rank;
mod read;
mod terms;
mod trials;
mod trust;

use attentive_types::Timestamp;

pub use file::{KIND, VERSION};
pub use interests::{Counts, Interests};
pub use rank::{CopyOf, Ranked, WordShare};
pub use read::{AskedHistory, HistoryFault, ReadHistory};
pub use trust::{State, TriedBy, Trust};

/// From so many interesting texts on (and, for probabilities, so many others) something can be said of a person: with ten, the interval of any share is still .6 wide.
pub const FEWEST: usize = 10;

/// Interest from which a text counts as interesting where only yes or no is asked.
pub const INTERESTING: f32 = 0.5;

/// A text that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadText {
    /// The text; not blank.
    pub text: String,
    /// How interesting it was, 0 to 1.
    pub interest: f32,
    /// When; `None` where that is not known.
    pub at: Option<Timestamp>,
}

//! Labels of titles, from the store and back: what the person said, the labels that follow, and what goes when something is forgotten.
//!
//! ```text
//! "this is distraction" ─> privacy filters ─> a bucket of ours ─┐
//! settings: classes, the own table ─────────────────────────────┴─> TitleDesk ─> TitleLabels (learnt in memory) ─> answer
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | what was said, and how is it kept and taken back? | `kept.rs` |
//! | which labels follow from it now? | `TitleDesk`, `desk.rs` |
//! | which words go with a stretch of time that is forgotten? | `left_behind.rs` |
//! | how is it told to programs? | `told.rs` |
//!
//! What is learnt lies in memory alone, and is held against the words at each question: a word that is gone, by whatever way, is gone from it.

mod desk;
mod kept;
mod left_behind;
mod told;

pub(crate) use desk::TitleDesk;
pub use desk::labels;
pub(crate) use kept::say_screened;
pub use kept::{CATEGORY_LABELS, KeptWord, Saying, all, say, withdraw};
pub use left_behind::forget_words;
pub use told::answer;

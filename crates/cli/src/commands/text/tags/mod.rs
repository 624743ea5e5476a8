//! Tags of words: learnt from a file, judged on another, kept, asked.
//!
//! ```text
//! TRAIN ─> sentences, tags ─> model ─┬─> judged on TEST (else on a fifth left out) ─> report
//!                                    ├─> models/tags-NAME/, or a file
//!                                    └─> runs/ID/ run.json
//! ```

mod evaluate;
mod learnt;
mod read;
mod tag;
mod train;

pub use evaluate::run as evaluate;
pub use tag::run as tag;
pub use train::run as train;

//! Why this answer, and what does the model look at at all?
//!
//! | question | file |
//! | --- | --- |
//! | by how much did each column move this one answer? exactly, as Shapley values | [`reasons`], [`forest_reasons`], `shapley.rs` |
//! | the same along the way through the trees, a hundred times as quick | [`path_reasons`], `path.rs` |
//! | by how much worse is the model without a column? | [`permutation_importance`], `permutation.rs` |
//! | which rules, in words, does a tree keep? | [`rules`], `rules.rs` |

mod path;
mod permutation;
mod rules;
mod shapley;

pub use path::path_reasons;
pub use permutation::{Importance, permutation_importance};
pub use rules::{Rule, rules};
pub use shapley::{Reasons, forest_reasons, reasons};

/// How the moves of an answer are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Exactly, as Shapley values.
    Shapley,
    /// Along the way through the trees.
    Path,
}

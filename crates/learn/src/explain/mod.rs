//! Why this answer, and what does the model look at at all?
//!
//! | question | file |
//! | --- | --- |
//! | by how much did each column move this one answer? exactly, as Shapley values | [`reasons`], [`forest_reasons`], `shapley.rs` |
//! | the same along the way through the trees, a hundred times as quick | [`path_reasons`], `path.rs` |
//! | by how much worse is the model without a column? | [`permutation_importance`], `permutation.rs` |
//! | the same for people, with its spread over them? | [`importance_over_people`], `over_people.rs` |
//! | which few rules come nearest to a model of many trees? | [`stand_in`], `stand_in.rs` |
//! | which rules, in words, does a tree keep? | [`rules`], `rules.rs` |

mod over_people;
mod path;
mod permutation;
mod rules;
mod shapley;
mod stand_in;

pub use over_people::{PeopleImportance, importance_over_people};
pub use path::path_reasons;
pub use permutation::{Importance, permutation_importance};
pub use rules::{Rule, rules};
pub use shapley::{Reasons, forest_reasons, reasons};
pub use stand_in::{StandIn, stand_in};

/// How the moves of an answer are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Exactly, as Shapley values.
    Shapley,
    /// Along the way through the trees.
    Path,
}

//! Why this answer, and what does the model look at at all?
//!
//! | question | file |
//! | --- | --- |
//! | by how much did each column move this one answer? exactly, as Shapley values | [`reasons`], [`forest_reasons`], `shapley.rs` |
//! | by how much worse is the model without a column? | [`permutation_importance`], `permutation.rs` |
//! | which rules, in words, does a tree keep? | [`rules`], `rules.rs` |

mod permutation;
mod rules;
mod shapley;

pub use permutation::{Importance, permutation_importance};
pub use rules::{Rule, rules};
pub use shapley::{Reasons, forest_reasons, reasons};

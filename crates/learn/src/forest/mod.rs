//! Trees: which class does a row of numbers belong to, when borders are crooked and columns act together?
//!
//! Columns are cut into at most 255 bins first ([`Cuts`]), so that growing a tree is adding up small tables instead of
//! sorting. Data lies column by column. The same rows, settings and seed give the same model on every machine: one thread,
//! one order of adding.
//!
//! | model | good for | not good for |
//! | --- | --- | --- |
//! | [`BoostedClassifier`] | accuracy; very fast answers, as all nodes of a level ask the same question | few rows |
//! | [`SwiftClassifier`] | answers of at most four classes, several times faster | being trained |
//! | [`BoostedMedian`] | a number, when some rows are wild | the mean of what may be |
//! | [`RandomForest`] | few rows, no tuning, answers with a spread | very small models |
//! | [`DecisionTree`] | rules that a person can read | accuracy |
//!
//! A value that is not a number answers every question "is it above the cut?" with no.

mod binned;
mod boosted;
mod boosted_median;
mod cuts;
mod draw;
mod kept;
mod oblivious;
mod random_forest;
mod settings;
mod swift;
mod tree;
mod tree_settings;

pub use binned::Binned;
pub use boosted::BoostedClassifier;
pub use boosted_median::{BoostedMedian, Targets};
pub use cuts::Cuts;
pub use oblivious::ObliviousTree;
pub use random_forest::{ForestSettings, RandomForest};
pub use settings::{BoostingSettings, Labels};
pub use swift::{MOST_CLASSES, SwiftClassifier, TOGETHER};
pub use tree::{DecisionTree, Node};
pub use tree_settings::{ColumnsAsked, Target, TreeSettings};

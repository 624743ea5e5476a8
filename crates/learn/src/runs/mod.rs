//! What was trained, on what, how, and what came of it: the record of a training run, and its curves for TensorBoard.
//!
//! | question | file |
//! | --- | --- |
//! | what is kept of a run? | [`Run`], here |
//! | in which did what differ? | [`differences`], `compare.rs` |
//! | how do other programs read the curves? | [`tensorboard_events`], `tensorboard.rs` |
//!
//! Nothing here touches a disk: records and bytes out, records in.

mod compare;
mod tensorboard;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use compare::{Difference, differences};
pub use tensorboard::tensorboard_events;

/// A training run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// Unique among the runs of a folder: when it began and what it trained.
    pub id: String,
    /// What was trained, such as `gaze-events`.
    pub model: String,
    /// When it began, unix seconds.
    pub began: f64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// The version of the program, and the git revision that it was built from where that is known.
    pub program: String,
    /// SHA-256 over the data that it learnt from.
    pub data_sha256: String,
    /// What the data were, in words.
    pub data: String,
    /// Where chance began.
    pub seed: u64,
    /// All settings by name, as text.
    pub settings: BTreeMap<String, String>,
    /// Final figures by name; the name says the unit.
    pub figures: BTreeMap<String, f64>,
    /// Curves by name.
    pub curves: BTreeMap<String, Vec<Point>>,
}

/// One value of a curve.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Step of the training, such as the number of trees or the epoch.
    pub step: u64,
    /// When, unix seconds.
    pub at: f64,
    /// The value.
    pub value: f64,
}

impl Run {
    /// Adds a value to a curve. Values that are not finite are not kept: JSON has no word for them.
    pub fn add(&mut self, curve: &str, step: u64, at: f64, value: f64) {
        if value.is_finite() && at.is_finite() {
            self.curves.entry(curve.to_owned()).or_default().push(Point { step, at, value });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_comes_back_from_text_and_keeps_no_wild_values() {
        let mut run = Run { id: "a".into(), seed: u64::MAX, ..Run::default() };
        run.add("loss", 1, 10.0, 0.5);
        run.add("loss", 2, 11.0, f64::NAN);
        let text = serde_json::to_string(&run).unwrap();
        assert_eq!(serde_json::from_str::<Run>(&text).unwrap(), run);
        assert_eq!(run.curves["loss"].len(), 1);
    }
}

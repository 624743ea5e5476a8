//! How good are answers? One measure a file, each with its formula; [`over_people()`] says how sure one may be of it.
//!
//! | measure | question | file |
//! | --- | --- | --- |
//! | [`accuracy()`] | what share of the answers is right? | `accuracy.rs` |
//! | [`confusion()`] | which class is taken for which? | `confusion.rs` |
//! | [`kappa()`] | how far do two codings agree beyond chance? | `kappa.rs` |
//! | [`f1()`], [`weighted_f1`] | are the rare ones found, and are those found right? | `f1.rs` |
//! | [`ClassReport`] | how good is each class found, and all on average? | `class_report.rs` |
//! | [`auc()`] | is a positive row ranked above a negative one? | `auc.rs` |
//! | [`calibration_error()`] | do things happen as often as was said? | `calibration_error.rs` |
//! | [`calibration_distance`] | the same, with few rows | `calibration_curve.rs` |
//! | [`brier()`] | how far are probabilities from what happened? | `brier.rs` |
//! | [`mean_absolute_error`], [`underprediction`] | how far is a number off, and on which side? | `numbers.rs` |
//! | [`Judgement`] | all of it together, for a report | `judgement.rs` |
//! | [`concordance`], [`brier_within`] | is what ends sooner ranked higher, and is "within so long" right? | `survival.rs` |
//! | [`SetsJudged`] | do sets of what may be hold the truth, and how large are they? | `sets.rs` |
//! | [`ndcg_at`], [`recall_at`] | does what is wanted stand far up in a list? | `ranking.rs` |
//! | [`over_people()`] | would other people give the same figure? | `over_people.rs` |
//!
//! No rows, or too few kinds of rows, give `None`: a measure that does not exist is not zero.

pub mod accuracy;
pub mod area;
pub mod auc;
pub mod brier;
pub mod calibration_curve;
pub mod calibration_error;
pub mod class_report;
pub mod confusion;
pub mod f1;
pub mod judgement;
pub mod kappa;
pub mod numbers;
pub mod over_people;
pub mod ranking;
pub mod sets;
pub mod survival;

pub use accuracy::accuracy;
pub use area::area;
pub use auc::auc;
pub use brier::brier;
pub use calibration_curve::calibration_distance;
pub use calibration_error::{ReliabilityBin, calibration_error, reliability};
pub use class_report::{ClassReport, Figures, OfClass};
pub use confusion::confusion;
pub use f1::{f1, weighted_f1};
pub use judgement::Judgement;
pub use kappa::kappa;
pub use numbers::{mean_absolute_error, underprediction};
pub use over_people::over_people;
pub use ranking::{ndcg_at, recall_at};
pub use sets::SetsJudged;
pub use survival::{brier_within, concordance};

/// a / b; `None` when b is 0.
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn share(a: usize, b: usize) -> Option<f64> {
    (b > 0).then(|| a as f64 / b as f64)
}

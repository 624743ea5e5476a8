//! Does "80 % sure" mean right in 80 of 100? Bends a model's probabilities until it does, on rows that the model has not learnt from.
//!
//! | way | good for | file |
//! | --- | --- | --- |
//! | [`Temperature`] | few rows, many classes; keeps the answer | `temperature.rs` |
//! | [`Isotonic`] | one probability and some hundred rows; any bend that does not turn back | `isotonic.rs` |
//! | [`Conformal`] | sets of classes that hold the truth as often as asked, and abstaining | `conformal.rs` |

mod conformal;
mod isotonic;
mod temperature;

pub use conformal::{Conformal, coverage_cut};
pub use isotonic::Isotonic;
pub use temperature::Temperature;

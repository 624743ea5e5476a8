//! Is the world still the one that the model learnt from?
//!
//! | question | file |
//! | --- | --- |
//! | do the inputs still lie where they lay? | [`InputDrift`], `inputs.rs` |
//! | does "80 % sure" still mean right in 80 of 100? | [`CalibrationWatch`], `calibration.rs` |

mod calibration;
mod inputs;

pub use calibration::{CalibrationWatch, Miscalibration};
pub use inputs::{ColumnDrift, InputDrift};

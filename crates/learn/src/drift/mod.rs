//! Is the world still the one that the model learnt from?
//!
//! | question | file |
//! | --- | --- |
//! | do the inputs still lie where they lay? | [`InputDrift`], `inputs.rs` |
//! | does "80 % sure" still mean right in 80 of 100? | [`CalibrationWatch`], `calibration.rs` |
//! | does a new person lie farther off than the people it learnt from lie from each other? | [`PeopleDrift`], `people.rs` |

mod calibration;
mod inputs;
mod people;

pub use calibration::{CalibrationWatch, Miscalibration};
pub use inputs::{ColumnDrift, InputDrift};
pub use people::{Drifted, PeopleDrift};

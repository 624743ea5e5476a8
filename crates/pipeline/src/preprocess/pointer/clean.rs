//! Raw pointer samples to possible ones.

use crate::preprocess::{Fault, RowCleaner, RowStream};

pub(super) const NAMES: [&str; 5] = ["x_px", "y_px", "button", "is_down", "scroll"];

/// How pointer samples are cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CleanSettings {
    /// Farthest that a position may lie from the corner of the screen, in pixels. Default 30,000 (this project): eight screens side by
    /// side; remote desktops say 65,535 for "none".
    pub farthest_px: f64,
}

impl Default for CleanSettings {
    fn default() -> Self {
        Self { farthest_px: 30_000.0 }
    }
}

/// Cleans piece by piece; holds nothing back.
pub type CleanStream = RowStream<CleanSettings, 5>;

impl RowCleaner<5> for CleanSettings {
    const CHANNELS: [&'static str; 5] = NAMES;

    fn clean(&self, [x_px, y_px, ..]: &mut [f64; 5], _since_ms: f64) -> Fault {
        let is_known = x_px.is_finite() && y_px.is_finite();
        let farther_px = if is_known { x_px.abs().max(y_px.abs()) } else { f64::NAN };
        let fault = Fault::of(farther_px, 0.0, self.farthest_px);
        if fault != Fault::None {
            (*x_px, *y_px) = (f64::NAN, f64::NAN);
        }
        fault
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::pointer::clean;
    use attentive_types::{Channel, SampleSignal};

    #[test]
    fn the_place_that_is_none_is_missing() {
        let signal = SampleSignal {
            name: "mouse".into(),
            time_nanos: vec![0, 1, 1, 0],
            channels: vec![
                Channel::new("x_px", vec![5.0, 65_535.0, f64::NAN, 5.0]),
                Channel::new("y_px", vec![5.0, 65_535.0, 7.0, 5.0]),
            ],
        };
        let (clean, quality) = clean(&signal, &CleanSettings::default());
        assert_eq!((quality.out_of_range, quality.lost, quality.out_of_order, clean.len()), (1, 1, 1, 3));
        assert_eq!(clean.channel("y_px").unwrap().get(2), None);
        assert_eq!(clean.channel("button").unwrap().get(0), None);
    }
}

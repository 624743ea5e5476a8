//! Raw times of presses to possible ones.

use crate::preprocess::{Fault, RowCleaner, RowStream};

/// How presses are cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CleanSettings {
    /// Longest time that a key is held, in milliseconds. Default 2000 (this project): longer is a key that repeats or is stuck; typing
    /// holds keys for some 50 to 200 (Dhakal et al., 2018, "Observations on typing from 136 million keystrokes").
    pub longest_dwell_ms: f64,
    /// Greatest overlap with the key before, in milliseconds. Default 2000, as the longest dwell.
    pub greatest_overlap_ms: f64,
}

impl Default for CleanSettings {
    fn default() -> Self {
        Self { longest_dwell_ms: 2000.0, greatest_overlap_ms: 2000.0 }
    }
}

/// Cleans piece by piece; holds nothing back.
pub type CleanStream = RowStream<CleanSettings, 3>;

impl RowCleaner<3> for CleanSettings {
    const CHANNELS: [&'static str; 3] = ["dwell_ms", "flight_ms", "interval_ms"];

    fn clean(&self, [dwell, flight, interval]: &mut [f64; 3], since_ms: f64) -> Fault {
        *interval = since_ms;
        let fault = Fault::of(*dwell, 0.0, self.longest_dwell_ms);
        if fault != Fault::None {
            *dwell = f64::NAN;
        }
        if *flight < -self.greatest_overlap_ms {
            *flight = f64::NAN;
        }
        fault
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::keyboard::clean;
    use attentive_types::{Channel, SampleSignal};

    #[test]
    fn a_key_that_is_stuck_has_no_dwell() {
        let signal = SampleSignal {
            name: "keys".into(),
            time_nanos: vec![0, 200_000_000, 150_000_000, 400_000_000],
            channels: vec![
                Channel::new("dwell_ms", vec![90.0, 9000.0, 80.0, f64::NAN]),
                Channel::new("flight_ms", vec![f64::NAN, 110.0, 5.0, -9000.0]),
            ],
        };
        let (clean, quality) = clean(&signal, &CleanSettings::default());
        assert_eq!((quality.samples, quality.out_of_range, quality.lost, quality.out_of_order), (3, 1, 1, 1));
        assert_eq!(clean.channel("dwell_ms").unwrap().get(0), Some(90.0));
        assert_eq!(clean.channel("dwell_ms").unwrap().get(1), None);
        assert_eq!(clean.channel("interval_ms").unwrap().get(2), Some(200.0));
        assert_eq!(clean.channel("flight_ms").unwrap().get(2), None);
    }
}

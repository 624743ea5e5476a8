//! Which samples of skin conductance cannot be the skin's?
//!
//! Source: Kleckner et al., 2018, "Simple, transparent, and flexible automated quality assessment procedures for ambulatory
//! electrodermal activity data", IEEE Transactions on Biomedical Engineering 65(7). Their rules 1, 2 and 4; rule 3 (skin
//! temperature of 30 to 40 degrees) needs another stream.

use crate::preprocess::Fault;

/// The limits. All defaults are those of Kleckner et al., table I.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ArtefactRules {
    /// Least conductance in microsiemens. Default 0.05: less is a sensor that does not touch.
    pub least_us: f64,
    /// Greatest conductance in microsiemens. Default 60.
    pub greatest_us: f64,
    /// Steepest change in microsiemens per second, up or down. Default 10.
    pub steepest_us_per_s: f64,
    /// How near to an artefact a sample is not trusted, in seconds. Default 5.
    pub beside_s: f64,
}

impl Default for ArtefactRules {
    fn default() -> Self {
        Self { least_us: 0.05, greatest_us: 60.0, steepest_us_per_s: 10.0, beside_s: 5.0 }
    }
}

impl ArtefactRules {
    /// The verdict on each sample; what is not a number is [`Fault::Lost`] and does not spoil its neighbours.
    pub(super) fn judge(&self, time_nanos: &[i64], values: &[f64]) -> Vec<Fault> {
        let mut faults: Vec<Fault> =
            values.iter().map(|value| Fault::of(*value, self.least_us, self.greatest_us)).collect();
        for place in 1..values.len() {
            let seconds = time_nanos[place].saturating_sub(time_nanos[place - 1]) as f64 / 1e9;
            let is_steep = (values[place] - values[place - 1]).abs() > self.steepest_us_per_s * seconds;
            if is_steep && faults[place] == Fault::None {
                faults[place] = Fault::TooFast;
            }
        }
        self.spread(time_nanos, &mut faults);
        faults
    }

    fn spread(&self, time_nanos: &[i64], faults: &mut [Fault]) {
        let reach = (self.beside_s * 1e9) as i64;
        let is_artefact = |fault: Fault| matches!(fault, Fault::OutOfRange | Fault::TooFast);
        let mut mark = |places: &mut dyn Iterator<Item = usize>| {
            let mut last: Option<i64> = None;
            for place in places {
                if is_artefact(faults[place]) {
                    last = Some(time_nanos[place]);
                } else if faults[place] == Fault::None
                    && last.is_some_and(|last| time_nanos[place].saturating_sub(last).abs() <= reach)
                {
                    faults[place] = Fault::Beside;
                }
            }
        };
        mark(&mut (0..time_nanos.len()));
        mark(&mut (0..time_nanos.len()).rev());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::SECOND;

    fn judged(values: &[f64]) -> Vec<Fault> {
        let time: Vec<i64> = (0..values.len() as i64).map(|place| place * SECOND).collect();
        ArtefactRules { beside_s: 1.0, ..ArtefactRules::default() }.judge(&time, values)
    }

    #[test]
    fn range_slope_and_neighbourhood_are_judged() {
        use Fault::{Beside, Lost, None, OutOfRange, TooFast};
        assert_eq!(judged(&[2.0, 2.0, 0.0, 2.0, 2.0]), [None, Beside, OutOfRange, Beside, None]);
        assert_eq!(judged(&[2.0, 2.0, 2.0, 14.0, 14.0, 14.0]), [None, None, Beside, TooFast, Beside, None]);
        assert_eq!(judged(&[2.0, f64::NAN, 2.0]), [None, Lost, None]);
    }
}

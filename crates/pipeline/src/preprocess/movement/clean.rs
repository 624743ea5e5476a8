//! Raw acceleration to movement without gravity.

use attentive_learn::dsp::{Band, butterworth, moving_average};
use attentive_types::{Channel, SampleSignal};

use crate::preprocess::{BlockCleaner, BlockStream, Cleaned, Fault, bridge, by_run, sample_quality};

const AXES: [&str; 3] = ["x", "y", "z"];

/// How movement is cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CleanSettings {
    /// Greatest acceleration of one axis in g. Default 16.5: the widest range of usual sensors is 16.
    pub greatest_g: f64,
    /// What changes slower than this is gravity, in hertz (Butterworth, order 3, both ways). Default 0.3: Anguita et al., 2013, "A public
    /// domain dataset for human activity recognition using smartphones", section 2.
    pub gravity_hz: f64,
    /// The body is still where acceleration spreads (standard deviation over all axes) less than this, in g. Default 0.013: van Hees et
    /// al., 2013, "Separating movement and gravity components in an acceleration signal", PLoS ONE 8(4), for a sensor at rest.
    pub still_g: f64,
    /// Over how long the spread is taken, in seconds; three samples at least. Default 1 (this project).
    pub still_s: f64,
    /// Longest gap that is filled, in seconds. Default 0.1 (this project): a few lost samples.
    pub longest_gap_s: f64,
    /// Length of a block in seconds. Default 15.
    pub block_s: f64,
    /// Margin of a block in seconds. Default 10: what happened so long ago has decayed to less than 1e-3.
    pub margin_s: f64,
}

impl Default for CleanSettings {
    fn default() -> Self {
        Self {
            greatest_g: 16.5,
            gravity_hz: 0.3,
            still_g: 0.013,
            still_s: 1.0,
            longest_gap_s: 0.1,
            block_s: 15.0,
            margin_s: 10.0,
        }
    }
}

/// Cleans piece by piece.
pub type CleanStream = BlockStream<CleanSettings>;

impl BlockCleaner for CleanSettings {
    fn block_and_margin_s(&self) -> (f64, f64) {
        (self.block_s, self.margin_s)
    }

    fn clean(&self, block: &SampleSignal, rate_hz: f64) -> Cleaned {
        let time = &block.time_nanos;
        let axes: Vec<(&str, &[f64])> =
            AXES.iter().filter_map(|axis| Some((*axis, block.values(&format!("acceleration_{axis}_g"))?))).collect();
        let mut faults: Vec<Fault> = (0..block.len()).map(|place| self.judge(&axes, place)).collect();
        let mut filled = Vec::new();
        let mut kept: Vec<(&str, Vec<f64>)> = Vec::new();
        for (axis, values) in &axes {
            let mut own = sample_quality::kept(values, &faults);
            bridge(time, &mut own, self.longest_gap_s, |place| filled.push(place));
            kept.push((axis, own));
        }
        filled.into_iter().for_each(|place| faults[place] = Fault::Filled);
        let gravity = butterworth(3, Band::Below(self.gravity_hz), rate_hz);
        let body: Vec<(&str, Vec<f64>)> = kept
            .iter()
            .map(|(axis, values)| {
                let slow = by_run(time, values, rate_hz, |run| match &gravity {
                    Some(filter) => filter.filter_both_ways(run),
                    None => moving_average(run, run.len()),
                });
                (*axis, values.iter().zip(slow).map(|(value, slow)| value - slow).collect())
            })
            .collect();
        let lists = |axes: &[(&str, Vec<f64>)]| axes.iter().map(|(_, values)| values.clone()).collect::<Vec<_>>();
        let (kept, moved) = (lists(&kept), lists(&body));
        let turned: Vec<Vec<f64>> = AXES
            .iter()
            .filter_map(|axis| Some(block.values(&format!("rotation_{axis}_deg_per_s"))?.to_vec()))
            .collect();
        let size = block.len();
        let mut channels = vec![Channel::new("magnitude_g", norms(&kept, size))];
        channels.extend(body.into_iter().map(|(axis, values)| Channel::new(&format!("body_{axis}_g"), values)));
        channels.push(Channel::new("body_g", norms(&moved, size)));
        channels.push(Channel::new("jerk_g_per_s", jerk(time, &kept, rate_hz)));
        channels.push(Channel::new("rotation_deg_per_s", norms(&turned, size)));
        channels.push(Channel::new("still", self.still(&moved, size, rate_hz)));
        Cleaned { channels, faults }
    }
}

impl CleanSettings {
    fn judge(&self, axes: &[(&str, &[f64])], place: usize) -> Fault {
        let mut values = axes.iter().map(|(_, values)| values[place]);
        if axes.is_empty() || values.clone().any(|value| !value.is_finite()) {
            Fault::Lost
        } else if values.any(|value| value.abs() > self.greatest_g) {
            Fault::OutOfRange
        } else {
            Fault::None
        }
    }

    /// 1 where the axes together spread little around a sample, 0 where they spread more, NaN where nothing is known.
    fn still(&self, axes: &[Vec<f64>], size: usize, rate_hz: f64) -> Vec<f64> {
        let width = (self.still_s * rate_hz).round().clamp(3.0, 1e6) as usize | 1;
        let mut variance = vec![if axes.is_empty() { f64::NAN } else { 0.0 }; size];
        for values in axes {
            let squares: Vec<f64> = values.iter().map(|value| value * value).collect();
            let (means, squares) = (moving_average(values, width), moving_average(&squares, width));
            for (place, sum) in variance.iter_mut().enumerate() {
                let own = squares[place] - means[place] * means[place];
                *sum += if values[place].is_finite() { own.max(0.0) } else { f64::NAN };
            }
        }
        let verdict = |own: f64| f64::from(u8::from(own.sqrt() < self.still_g));
        variance.into_iter().map(|own| if own.is_finite() { verdict(own) } else { f64::NAN }).collect()
    }
}

/// Length of the vector of all axes at each sample; NaN where an axis is missing or there is none.
fn norms(axes: &[Vec<f64>], size: usize) -> Vec<f64> {
    let at = |place: usize| axes.iter().map(|values| values[place] * values[place]).sum::<f64>().sqrt();
    (0..size).map(|place| if axes.is_empty() { f64::NAN } else { at(place) }).collect()
}

/// Length of the change of the vector since the sample before, for each second; NaN over a hole.
fn jerk(time: &[i64], axes: &[Vec<f64>], rate_hz: f64) -> Vec<f64> {
    let longest = 2.5 / rate_hz;
    let at = |place: usize| {
        let seconds = time[place].saturating_sub(time[place - 1]) as f64 / 1e9;
        let change = axes.iter().map(|values| (values[place] - values[place - 1]).powi(2)).sum::<f64>().sqrt();
        if seconds <= longest { change / seconds } else { f64::NAN }
    };
    (0..time.len()).map(|place| if place == 0 || axes.is_empty() { f64::NAN } else { at(place) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::movement::clean;
    use attentive_types::time::SECOND;

    #[test]
    fn gravity_is_taken_out_and_rest_is_still() {
        let shake = |place: usize| {
            if place < 1000 { 0.0 } else { 0.5 * (std::f64::consts::TAU * 2.0 * place as f64 / 50.0).sin() }
        };
        let signal = SampleSignal {
            name: "imu".into(),
            time_nanos: (0..2000).map(|place| place * SECOND / 50).collect(),
            channels: vec![
                Channel::new("acceleration_x_g", (0..2000).map(shake).collect()),
                Channel::new("acceleration_y_g", vec![0.6; 2000]),
                Channel::new("acceleration_z_g", vec![0.8; 2000]),
            ],
        };
        let (clean, quality) = clean(&signal, None, &CleanSettings::default());
        assert_eq!(quality.usable_share(), 1.0);
        let at = |name: &str, place: usize| clean.values(name).unwrap()[place];
        assert!((at("magnitude_g", 400) - 1.0).abs() < 1e-9 && at("body_g", 400) < 1e-6);
        assert!((at("body_x_g", 1500) - shake(1500)).abs() < 0.01);
        assert_eq!((at("still", 400), at("still", 1500)), (1.0, 0.0));
        assert!(at("rotation_deg_per_s", 10).is_nan());
    }

    #[test]
    fn junk_and_holes_are_missing() {
        let mut values = vec![0.5; 100];
        (values[10], values[50]) = (4000.0, f64::NAN);
        let signal = SampleSignal {
            name: "imu".into(),
            time_nanos: (0..100).map(|place| place * SECOND / 4).collect(),
            channels: vec![Channel::new("acceleration_x_g", values)],
        };
        let (clean, quality) = clean(&signal, None, &CleanSettings::default());
        assert_eq!((quality.out_of_range, quality.lost), (1, 1));
        assert!(clean.values("body_g").unwrap()[10].is_nan());
    }
}

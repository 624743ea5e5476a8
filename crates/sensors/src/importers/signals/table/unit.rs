//! Units of files turned into ours.

use attentive_types::StreamKind;

/// One of our units: how channel names end, how it is written, and what turns the file's numbers into it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// The end of the channel's name, such as `px`.
    pub suffix: &'static str,
    /// As it is written for people, such as `uS`.
    pub written: &'static str,
    /// The file's number times this,
    pub scale: f64,
    /// plus this is ours.
    pub offset: f64,
}

const fn unit(suffix: &'static str, written: &'static str, scale: f64, offset: f64) -> Unit {
    Unit { suffix, written, scale, offset }
}

/// Standard gravity in metres per second squared.
const GRAVITY: f64 = 9.80665;

impl Unit {
    /// The unit of a channel (`stem`) from what a file writes, in small letters; `None` when it is not known.
    #[must_use]
    pub fn of(kind: StreamKind, stem: &str, written: &str) -> Option<Self> {
        let written = written.trim().trim_end_matches('.');
        Some(match (kind, stem, written) {
            (StreamKind::Gaze, "confidence", _) => unit("", "", 1.0, 0.0),
            (
                StreamKind::Gaze | StreamKind::Pointer,
                "x" | "y",
                "px" | "pix" | "pixel" | "pixels" | "dacs px" | "adcspx" | "mcs px",
            ) => unit("px", "px", 1.0, 0.0),
            (StreamKind::Gaze, _, "deg" | "degrees" | "dva" | "degree" | "°") => unit("deg", "deg", 1.0, 0.0),
            (StreamKind::Gaze, _, "norm" | "normalized" | "normalised" | "0-1" | "mcs norm") => {
                unit("norm", "", 1.0, 0.0)
            }
            (StreamKind::Pupil, _, "mm") => unit("mm", "mm", 1.0, 0.0),
            (StreamKind::Pupil, _, "m") => unit("mm", "mm", 1000.0, 0.0),
            (StreamKind::Pupil, _, "px" | "pixels" | "pixel") => unit("px", "px", 1.0, 0.0),
            (StreamKind::Pupil, _, "au" | "a.u") => unit("au", "", 1.0, 0.0),
            (StreamKind::Ecg, _, "mv") => unit("mv", "mV", 1.0, 0.0),
            (StreamKind::Ecg, _, "uv") => unit("mv", "mV", 0.001, 0.0),
            (StreamKind::Ecg, _, "v") => unit("mv", "mV", 1000.0, 0.0),
            (StreamKind::Ppg, ..) => unit("au", "", 1.0, 0.0),
            (StreamKind::Respiration, ..) => unit("au", "", 1.0, 0.0),
            (StreamKind::Rr | StreamKind::Keyboard, _, "ms" | "msec" | "milliseconds" | "millis") => {
                unit("ms", "ms", 1.0, 0.0)
            }
            (StreamKind::Rr | StreamKind::Keyboard, _, "s" | "sec" | "secs" | "seconds") => {
                unit("ms", "ms", 1000.0, 0.0)
            }
            (StreamKind::HeartRate, ..) => unit("bpm", "bpm", 1.0, 0.0),
            (StreamKind::Eda, _, "us" | "microsiemens" | "usiemens") => unit("us", "uS", 1.0, 0.0),
            (StreamKind::Eda, _, "ns") => unit("us", "uS", 0.001, 0.0),
            (StreamKind::Temperature, _, "c" | "°c" | "celsius" | "degc") => unit("c", "C", 1.0, 0.0),
            (StreamKind::Temperature, _, "k" | "kelvin") => unit("c", "C", 1.0, -273.15),
            (StreamKind::Temperature, _, "f" | "°f" | "fahrenheit") => unit("c", "C", 5.0 / 9.0, -160.0 / 9.0),
            (StreamKind::Eeg, _, "uv" | "") => unit("uv", "uV", 1.0, 0.0),
            (StreamKind::Eeg, _, "mv") => unit("uv", "uV", 1000.0, 0.0),
            (StreamKind::Eeg, _, "v") => unit("uv", "uV", 1e6, 0.0),
            (StreamKind::Movement, stem, _) if stem.starts_with("acceleration") => match written {
                "g" | "gs" => unit("g", "g", 1.0, 0.0),
                "mg" => unit("g", "g", 0.001, 0.0),
                "m/s^2" | "m/s2" | "m/s²" | "ms2" => unit("g", "g", 1.0 / GRAVITY, 0.0),
                "1/64 g" | "1/64g" => unit("g", "g", 1.0 / 64.0, 0.0),
                _ => return None,
            },
            (StreamKind::Movement, _, "deg/s" | "°/s" | "dps" | "degrees/s") => unit("deg_per_s", "deg/s", 1.0, 0.0),
            (StreamKind::Movement, _, "rad/s") => unit("deg_per_s", "deg/s", 180.0 / std::f64::consts::PI, 0.0),
            (StreamKind::Vehicle, "speed", "km/h" | "kmh" | "kph") => unit("km_per_h", "km/h", 1.0, 0.0),
            (StreamKind::Vehicle, "speed", "m/s" | "mps") => unit("km_per_h", "km/h", 3.6, 0.0),
            (StreamKind::Vehicle, "speed", "mph") => unit("km_per_h", "km/h", 1.609_344, 0.0),
            (StreamKind::Vehicle, "lane_offset", "m") => unit("m", "m", 1.0, 0.0),
            (StreamKind::Vehicle, "lane_offset", "cm") => unit("m", "m", 0.01, 0.0),
            (StreamKind::Vehicle, "steering" | "roll" | "pitch" | "yaw", "deg" | "degrees" | "°") => {
                unit("deg", "deg", 1.0, 0.0)
            }
            (StreamKind::Vehicle, "steering" | "roll" | "pitch" | "yaw", "rad" | "radians") => {
                unit("deg", "deg", 180.0 / std::f64::consts::PI, 0.0)
            }
            _ => return None,
        })
    }

    /// The unit that numbers are most likely in when nothing is written, and why; `None` when there is no sensible guess.
    #[must_use]
    pub fn guess(kind: StreamKind, stem: &str, numbers: &[f64]) -> Option<(Self, &'static str)> {
        let mut sizes: Vec<f64> = numbers.iter().map(|number| number.abs()).filter(|size| size.is_finite()).collect();
        sizes.sort_unstable_by(f64::total_cmp);
        let middle = sizes.get(sizes.len() / 2).copied().unwrap_or(0.0);
        let most = sizes.get(sizes.len() * 95 / 100).copied().unwrap_or(0.0);
        let (written, why) = match kind {
            StreamKind::Gaze if stem == "confidence" => ("", ""),
            StreamKind::Gaze if most <= 1.5 => ("norm", "shares of the screen (0 to 1), by their size"),
            StreamKind::Gaze if most <= 45.0 && numbers.iter().any(|number| *number < 0.0) => {
                ("deg", "degrees from the screen's centre, by their size and sign")
            }
            StreamKind::Gaze | StreamKind::Pointer => ("px", "pixels"),
            StreamKind::Pupil if (1.0..=10.0).contains(&middle) && (1.0..=10.0).contains(&most) => {
                ("mm", "millimetres, by their size")
            }
            StreamKind::Pupil => ("au", "units of the device"),
            StreamKind::Ecg => match swing(numbers) {
                // Nine tenths of an ECG lie within some 0.05 to 1 mV of its middle.
                swing if swing > 20.0 => ("uv", "microvolts, by how far they swing"),
                swing if swing > 0.0 && swing < 0.005 => ("v", "volts, by how far they swing"),
                _ => ("mv", "millivolts, by how far they swing"),
            },
            StreamKind::Ppg | StreamKind::Respiration | StreamKind::HeartRate => ("", ""),
            StreamKind::Rr if (0.2..=3.0).contains(&middle) => ("s", "seconds, by their size"),
            StreamKind::Rr if (200.0..=3000.0).contains(&middle) => ("ms", "milliseconds, by their size"),
            StreamKind::Rr => return None,
            StreamKind::Keyboard if middle < 3.0 => ("s", "seconds, by their size"),
            StreamKind::Keyboard => ("ms", "milliseconds, by their size"),
            StreamKind::Eda => ("us", "microsiemens"),
            StreamKind::Temperature if middle > 200.0 => ("k", "kelvin, by their size"),
            StreamKind::Temperature if middle > 60.0 => ("f", "degrees Fahrenheit, by their size"),
            StreamKind::Temperature => ("c", "degrees Celsius"),
            StreamKind::Eeg => ("uv", "microvolts"),
            StreamKind::Movement if stem.starts_with("acceleration") && most > 4.0 => ("m/s2", "m/s^2, by their size"),
            StreamKind::Movement if stem.starts_with("acceleration") => ("g", "g, by their size"),
            StreamKind::Movement => ("deg/s", "degrees per second"),
            StreamKind::Vehicle => match stem {
                "speed" => ("km/h", "km/h"),
                "lane_offset" => ("m", "metres"),
                _ => ("deg", "degrees"),
            },
            StreamKind::Other => return None,
        };
        Self::of(kind, stem, written).map(|unit| (unit, why))
    }
}

/// How far nine tenths of the numbers lie from their middle at most; 0 where there is none.
fn swing(numbers: &[f64]) -> f64 {
    let sorted = |mut numbers: Vec<f64>| {
        numbers.retain(|number| number.is_finite());
        numbers.sort_unstable_by(f64::total_cmp);
        numbers
    };
    let numbers = sorted(numbers.to_vec());
    let Some(middle) = numbers.get(numbers.len() / 2).copied() else { return 0.0 };
    let far = sorted(numbers.iter().map(|number| (number - middle).abs()).collect());
    far[far.len() * 9 / 10]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_of_an_ecg_is_guessed_by_how_far_it_swings() {
        let beats = |scale: f64| {
            (0..100).map(|n| scale * if n % 10 == 0 { 1.0 } else { 0.1 * f64::from(n % 3) }).collect::<Vec<_>>()
        };
        let guess = |numbers: &[f64]| Unit::guess(StreamKind::Ecg, "ecg", numbers).unwrap().0.scale;
        assert_eq!(guess(&beats(1.0)), 1.0);
        assert_eq!(guess(&beats(1000.0)), 0.001);
        assert_eq!(guess(&beats(0.001)), 1000.0);
        assert_eq!(guess(&[0.0; 9]), 1.0);
        assert_eq!(guess(&[]), 1.0);
        let lifted: Vec<f64> = beats(1.0).iter().map(|number| number + 500.0).collect();
        assert_eq!(guess(&lifted), 1.0, "how high it lies does not count");
    }

    #[test]
    fn units_are_turned_into_ours() {
        let convert = |kind, stem, written, value: f64| {
            let unit = Unit::of(kind, stem, written).unwrap();
            (unit.suffix, value * unit.scale + unit.offset)
        };
        let (suffix, celsius) = convert(StreamKind::Temperature, "temperature", "f", 98.6);
        assert!(suffix == "c" && (celsius - 37.0).abs() < 1e-9);
        assert_eq!(convert(StreamKind::Vehicle, "speed", "m/s", 10.0), ("km_per_h", 36.0));
        assert_eq!(convert(StreamKind::Rr, "rr", "s", 0.8), ("ms", 800.0));
        assert_eq!(Unit::of(StreamKind::Ecg, "ecg", "bananas"), None);
    }
}

//! Pupils of one eye or two, cleaned block by block and told as one.

use attentive_learn::median;
use attentive_types::{Channel, SampleSignal};

use super::clean::{PupilSettings, judged};
use crate::preprocess::{BlockCleaner, BlockStream, Cleaned, Fault};

/// How the pupils of a stream are cleaned.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EyesSettings {
    /// How each eye is cleaned. What is too fast is measured in each block.
    pub eye: PupilSettings,
    /// Length of a block in seconds. Default 60 (this project): some hundred movements of the pupil.
    pub block_s: f64,
    /// Margin of a block in seconds. Default 5 (this project): longer than a blink with its edges.
    pub margin_s: f64,
}

impl Default for EyesSettings {
    fn default() -> Self {
        Self { eye: PupilSettings::default(), block_s: 60.0, margin_s: 5.0 }
    }
}

/// Cleans piece by piece.
pub type CleanStream = BlockStream<EyesSettings>;

/// Units of channels, the most telling first.
const UNITS: [&str; 3] = ["mm", "px", "au"];

impl BlockCleaner for EyesSettings {
    fn block_and_margin_s(&self) -> (f64, f64) {
        (self.block_s, self.margin_s)
    }

    fn clean(&self, block: &SampleSignal, rate_hz: f64) -> Cleaned {
        let (name, eyes) = channels(block);
        let cleaned: Vec<(Vec<f64>, Vec<Fault>)> = eyes
            .iter()
            .map(|values| judged(&block.time_nanos, values, rate_hz, &self.eye))
            .map(|(pupil, _, faults)| (pupil.size, faults))
            .collect();
        let (size, faults) = match cleaned.as_slice() {
            [] => (vec![f64::NAN; block.len()], vec![Fault::Lost; block.len()]),
            [one] => one.clone(),
            [left, right, ..] => together(left, right),
        };
        Cleaned { channels: vec![Channel::new(&name, size)], faults }
    }
}

/// The name of what comes out, and the values of both eyes together, of each, or of the one that there is.
fn channels(block: &SampleSignal) -> (String, Vec<&[f64]>) {
    for unit in UNITS {
        let own = |prefix: &str| block.values(&format!("{prefix}pupil_{unit}"));
        let both: Vec<&[f64]> = own("").into_iter().collect();
        let each: Vec<&[f64]> = ["left_", "right_"].into_iter().filter_map(own).collect();
        let found = if both.is_empty() { each } else { both };
        if !found.is_empty() {
            return (format!("pupil_{unit}"), found);
        }
    }
    ("pupil_au".to_owned(), Vec::new())
}

/// The mean of both eyes. Where one is lost the other is shifted by half of their median difference, so that losing an eye makes no jump.
fn together(left: &(Vec<f64>, Vec<Fault>), right: &(Vec<f64>, Vec<Fault>)) -> (Vec<f64>, Vec<Fault>) {
    let pairs = || left.0.iter().copied().zip(right.0.iter().copied());
    let differences: Vec<f64> = pairs().map(|(left, right)| left - right).filter(|own| own.is_finite()).collect();
    let half = median(&differences).unwrap_or(0.0) / 2.0;
    let size = pairs().map(|(left, right)| match (left.is_finite(), right.is_finite()) {
        (true, true) => f64::midpoint(left, right),
        (true, false) => left - half,
        _ => right + half,
    });
    // The moment is of use when one of them is.
    let verdict = |(left, right): (&Fault, &Fault)| match (left, right) {
        (Fault::None, _) | (_, Fault::None) => Fault::None,
        (Fault::Filled, _) | (_, Fault::Filled) => Fault::Filled,
        (left, _) => *left,
    };
    (size.collect(), left.1.iter().zip(&right.1).map(verdict).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::Cleaning;

    fn block(channels: Vec<Channel>) -> SampleSignal {
        let time_nanos = (0..1000).map(|place| place * 10_000_000).collect();
        SampleSignal { name: "eyes".into(), time_nanos, channels }
    }

    fn wide(shift: f64) -> Vec<f64> {
        (0..1000).map(|place| 3.0 + shift + 0.2 * (f64::from(place) / 40.0).sin()).collect()
    }

    #[test]
    fn an_eye_that_is_lost_makes_no_jump() {
        let mut right = wide(-0.4);
        right[300..500].fill(f64::NAN);
        let eyes = block(vec![Channel::new("left_pupil_mm", wide(0.4)), Channel::new("right_pupil_mm", right)]);
        let (clean, quality) = BlockStream::new(EyesSettings::default(), Some(100.0)).whole(&eyes);
        assert_eq!(quality.usable_share(), 1.0);
        let sizes = clean.values("pupil_mm").unwrap();
        assert!(sizes.iter().zip(wide(0.0)).all(|(found, own)| (found - own).abs() < 1e-9));
    }

    #[test]
    fn pieces_and_the_whole_are_the_same() {
        let mut sizes = wide(0.0);
        sizes[200..210].fill(0.0);
        let whole = block(vec![Channel::new("pupil_px", sizes)]);
        let expected = BlockStream::new(EyesSettings { block_s: 2.0, ..EyesSettings::default() }, None).whole(&whole);
        let mut stream = BlockStream::new(EyesSettings { block_s: 2.0, ..EyesSettings::default() }, None);
        let mut out = SampleSignal::default();
        for from in (0..1000).step_by(77) {
            stream.push(&crate::preprocess::blocks::cut(&whole, from..(from + 77).min(1000)), &mut out);
        }
        stream.finish(&mut out);
        assert_eq!((format!("{out:?}"), stream.quality()), (format!("{:?}", expected.0), expected.1));
        assert_eq!(expected.1.filled, 20, "the blink and its edges");
    }

    #[test]
    fn a_stream_without_a_pupil_is_lost() {
        let other = block(vec![Channel::new("x_deg", wide(0.0))]);
        let (clean, quality) = BlockStream::new(EyesSettings::default(), Some(100.0)).whole(&other);
        assert_eq!((clean.len(), quality.lost), (1000, 1000));
    }
}

//! Windows as a net wants them: each channel about 0 with a spread of 1, gaps filled and told, time first.
//!
//! **Missing samples.** A missing sample stands at its channel's mean of the windows learnt from, which is 0 after scaling. Where the windows learnt from have gaps, one
//! more channel tells the share of channels that are missing at that moment, so that the net can learn to distrust it.

use super::Windows;
use crate::Moments;

/// Means and spreads of the channels of the windows learnt from.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Scale {
    pub(super) mean: Vec<f32>,
    /// Standard deviation; 1 where a channel does not vary.
    pub(super) spread: Vec<f32>,
    /// Whether a channel of gaps stands beside the others.
    pub(super) tells_gaps: bool,
}

impl Scale {
    #[expect(clippy::cast_possible_truncation, reason = "nets count in single precision")]
    pub(super) fn of(windows: &Windows) -> Self {
        let present = |values: &Vec<f32>| -> Moments {
            values.iter().filter(|value| !value.is_nan()).map(|value| f64::from(*value)).collect()
        };
        let moments: Vec<Moments> = windows.values.iter().map(present).collect();
        let spread = |moments: &Moments| {
            let deviation = moments.variance().unwrap_or(1.0).sqrt() as f32;
            if deviation.is_normal() { deviation } else { 1.0 }
        };
        Self {
            mean: moments.iter().map(|moments| moments.mean().unwrap_or(0.0) as f32).collect(),
            spread: moments.iter().map(spread).collect(),
            tells_gaps: windows.values.iter().flatten().any(|value| value.is_nan()),
        }
    }

    /// How many channels the net sees.
    pub(super) fn channels(&self) -> usize {
        self.mean.len() + usize::from(self.tells_gaps)
    }
}

/// Windows, scaled: window by window, time by time.
#[derive(Debug)]
pub(super) struct Prepared {
    length: usize,
    channels: usize,
    values: Vec<f32>,
}

impl Prepared {
    #[expect(clippy::cast_precision_loss, reason = "counts of channels")]
    pub(super) fn new(windows: &Windows, scale: &Scale) -> Self {
        let (channels, moments) = (scale.channels(), windows.len() * windows.length);
        let mut values = vec![0.0; moments * channels];
        let share = 1.0 / windows.values.len() as f32;
        for (place, column) in windows.values.iter().enumerate() {
            let (mean, factor) = (scale.mean[place], 1.0 / scale.spread[place]);
            for (value, moment) in column.iter().zip(values.chunks_exact_mut(channels)) {
                if !value.is_nan() {
                    moment[place] = (value - mean) * factor;
                } else if scale.tells_gaps {
                    moment[channels - 1] += share;
                }
            }
        }
        Self { length: windows.length, channels, values }
    }

    /// These windows as `[length, windows, channels]`.
    pub(super) fn batch(&self, places: &[usize]) -> (Vec<f32>, [usize; 3]) {
        let wide = self.channels;
        let mut batch = vec![0.0; self.length * places.len() * wide];
        for (row, place) in places.iter().enumerate() {
            let window = &self.values[place * self.length * wide..(place + 1) * self.length * wide];
            let rows = batch.chunks_exact_mut(wide).skip(row).step_by(places.len());
            rows.zip(window.chunks_exact(wide)).for_each(|(to, from)| to.copy_from_slice(from));
        }
        (batch, [self.length, places.len(), wide])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_stand_at_the_mean_and_are_told() {
        let windows = Windows {
            channels: vec!["a".into(), "b".into()],
            length: 2,
            values: vec![vec![1.0, 3.0, f32::NAN, 2.0], vec![7.0; 4]],
            person: vec![0, 0],
            ..Windows::default()
        };
        let scale = Scale::of(&windows);
        assert_eq!((scale.channels(), &scale.mean[..], scale.spread.clone()), (3, &[2.0, 7.0][..], vec![1.0, 1.0]));
        let (batch, shape) = Prepared::new(&windows, &scale).batch(&[1, 0]);
        assert_eq!(shape, [2, 2, 3]);
        let (first, second) = ([[0.0, 0.0, 0.5], [-1.0, 0.0, 0.0]], [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0]]);
        assert_eq!(batch, [first, second].concat().concat());
    }
}

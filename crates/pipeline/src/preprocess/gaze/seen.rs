//! The usual case, column by column: a stretch in which every eye was seen at every sample. It gives what `decode` gives sample by sample.

use std::ops::Range;

use attentive_types::{GazeSignal, SampleSignal};

use super::channels::EyeChannels;
use super::decode::{Decoder, mean_of_seen, next_difference};

/// Beyond this a position in degrees is left to the careful way.
const FAR_DEG: f64 = 1e6;

/// Below this the mean of two pupils is half of their sum, whatever their unit.
const FAR_PUPIL: f64 = 1e9;

/// The columns of one eye in a stretch.
struct Eye<'a> {
    x: &'a [f64],
    y: &'a [f64],
    pupil: Option<&'a [f64]>,
    confidence: Option<&'a [f64]>,
}

impl<'a> Eye<'a> {
    /// `None` where values are marked as missing.
    fn of(piece: &'a SampleSignal, channels: EyeChannels, places: &Range<usize>) -> Option<Self> {
        let column = |place: usize| {
            let channel = piece.channels.get(place).filter(|channel| channel.is_present.is_empty())?;
            channel.values.get(places.clone())
        };
        let optional = |place: Option<usize>| place.map_or(Some(None), |place| column(place).map(Some));
        Some(Self {
            x: column(channels.x)?,
            y: column(channels.y)?,
            pupil: optional(channels.pupil)?,
            confidence: optional(channels.confidence)?,
        })
    }
}

impl Decoder {
    /// Adds the lines of sight at some places to the end of `out`. Adds nothing and gives `false` where an eye was not seen.
    pub(super) fn decode_seen(
        &mut self,
        piece: &SampleSignal,
        places: Range<usize>,
        has_pupil: bool,
        out: &mut GazeSignal,
    ) -> bool {
        let eyes: Option<Vec<Eye<'_>>> =
            self.channels.eyes.iter().map(|channels| Eye::of(piece, *channels, &places)).collect();
        let Some(eyes) = eyes.filter(|eyes| eyes.iter().all(|eye| self.is_all_seen(eye))) else { return false };
        let begin = out.x_deg.len();
        match eyes.as_slice() {
            [one] => {
                out.x_deg.extend_from_slice(one.x);
                out.y_deg.extend_from_slice(one.y);
            }
            [left, right] => {
                out.x_deg.extend(left.x.iter().zip(right.x).map(|(left, right)| (left + right) / 2.0));
                out.y_deg.extend(left.y.iter().zip(right.y).map(|(left, right)| (left + right) / 2.0));
                self.follow(left, right);
            }
            _ => return false,
        }
        if let Some((x_axis, y_axis)) = self.axes {
            x_axis.to_degrees(&mut out.x_deg[begin..]);
            y_axis.to_degrees(&mut out.y_deg[begin..]);
        }
        if has_pupil {
            add_pupils(&eyes, places.len(), &mut out.pupil);
        }
        true
    }

    /// Whether every sample counts. Without a branch in the loops, so that they are quick.
    fn is_all_seen(&self, eye: &Eye<'_>) -> bool {
        let [left, right, top, bottom] = self.bounds.unwrap_or([-FAR_DEG, FAR_DEG, -FAR_DEG, FAR_DEG]);
        let points = eye.x.iter().zip(eye.y);
        let is_sure = |confidence: &[f64]| {
            !confidence.iter().fold(false, |any, confidence| any | (*confidence < self.min_confidence))
        };
        points.clone().fold(true, |all, (x, y)| all & (*x >= left) & (*x <= right) & (*y >= top) & (*y <= bottom))
            && !(self.zero_is_lost && points.fold(false, |any, (x, y)| any | ((*x == 0.0) & (*y == 0.0))))
            && eye.confidence.is_none_or(is_sure)
    }

    /// Keeps how far apart the eyes are, as sample by sample.
    fn follow(&mut self, left: &Eye<'_>, right: &Eye<'_>) {
        let Some(((left_x, left_y), (right_x, right_y))) =
            left.x.first().zip(left.y.first()).zip(right.x.first().zip(right.y.first()))
        else {
            return;
        };
        let (mut x, mut y) = self.difference.unwrap_or((right_x - left_x, right_y - left_y));
        for (left, right) in left.x.iter().zip(right.x) {
            x = next_difference(x, right - left);
        }
        for (left, right) in left.y.iter().zip(right.y) {
            y = next_difference(y, right - left);
        }
        self.difference = Some((x, y));
    }
}

fn add_pupils(eyes: &[Eye<'_>], count: usize, out: &mut Vec<f64>) {
    let are_seen = |sizes: &[f64]| sizes.iter().fold(true, |all, size| all & (*size > 0.0) & (*size < FAR_PUPIL));
    let size = |size: &f64| if *size > 0.0 && size.is_finite() { *size } else { f64::NAN };
    match eyes {
        [Eye { pupil: Some(left), .. }, Eye { pupil: Some(right), .. }] if are_seen(left) && are_seen(right) => {
            out.extend(left.iter().zip(*right).map(|(left, right)| (left + right) / 2.0));
        }
        [Eye { pupil: Some(left), .. }, Eye { pupil: Some(right), .. }] => {
            out.extend(left.iter().zip(*right).map(|(left, right)| mean_of_seen(size(left), size(right))));
        }
        [Eye { pupil: Some(one), .. }] | [Eye { pupil: Some(one), .. }, _] | [_, Eye { pupil: Some(one), .. }] => {
            out.extend(one.iter().map(size));
        }
        _ => out.resize(out.len() + count, f64::NAN),
    }
}

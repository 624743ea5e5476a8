//! One sample of the device as one line of sight: what is lost, off the screen or unsure becomes missing, two eyes become one.

use std::ops::Range;

use attentive_types::{SampleSignal, Screen};

use super::angle::Axis;
use super::channels::{EyeChannels, GazeChannels, Unit};
use super::clean::CleanSettings;
use super::quality::GazeQuality;

/// How quickly the held difference between the eyes follows: a twentieth at each sample (this project: eyes drift apart within seconds).
const DIFFERENCE_RATE: f64 = 0.05;

/// Turns samples into degrees; remembers how far apart the two eyes were.
#[derive(Clone, Debug)]
pub(super) struct Decoder {
    pub(super) channels: GazeChannels,
    pub(super) axes: Option<(Axis, Axis)>,
    /// Lowest and highest position that counts, on both axes; `None` in degrees.
    pub(super) bounds: Option<[f64; 4]>,
    pub(super) zero_is_lost: bool,
    pub(super) min_confidence: f64,
    /// Right minus left.
    pub(super) difference: Option<(f64, f64)>,
}

/// The columns of one eye in a piece.
#[derive(Clone, Copy)]
struct EyeColumns<'a> {
    x: Column<'a>,
    y: Column<'a>,
    pupil: Option<Column<'a>>,
    confidence: Option<Column<'a>>,
}

/// The values of a channel.
#[derive(Clone, Copy)]
struct Column<'a> {
    values: &'a [f64],
    is_present: &'a [bool],
}

impl Column<'_> {
    /// The value at a place; NaN where it is missing, as `Channel::get` would say.
    #[inline]
    fn at(self, place: usize) -> f64 {
        let is_present = self.is_present.is_empty() || self.is_present.get(place).copied().unwrap_or(false);
        let value = self.values.get(place).copied().unwrap_or(f64::NAN);
        if is_present && value.is_finite() { value } else { f64::NAN }
    }
}

/// One line of sight; NaN is missing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Sight {
    pub(super) x_deg: f64,
    pub(super) y_deg: f64,
    pub(super) pupil: f64,
}

enum Validity {
    Seen(f64, f64),
    Lost,
    OffScreen,
    Unsure,
}

impl Decoder {
    pub(super) fn new(channels: GazeChannels, screen: Option<&Screen>, settings: &CleanSettings) -> Self {
        let bounds = channels.unit.extent(screen).map(|(width, height)| {
            let (wide, high) = (settings.off_screen_share * width, settings.off_screen_share * height);
            [-wide, width + wide, -high, height + high]
        });
        Self {
            axes: channels.unit.axes(screen),
            bounds,
            zero_is_lost: channels.unit != Unit::Deg,
            min_confidence: settings.min_confidence,
            difference: None,
            channels,
        }
    }

    /// Whether a later piece still has the channels where they were.
    pub(super) fn fits(&self, channels: &GazeChannels) -> bool {
        self.channels == *channels
    }

    pub(super) fn has_pupil(&self) -> bool {
        self.channels.eyes.iter().any(|eye| eye.pupil.is_some())
    }

    /// Decodes the samples at some places of a piece, in turn.
    pub(super) fn decode(
        &mut self,
        piece: &SampleSignal,
        places: Range<usize>,
        quality: &mut GazeQuality,
        mut hand_on: impl FnMut(usize, Sight),
    ) {
        let columns: Vec<EyeColumns<'_>> =
            self.channels.eyes.iter().filter_map(|eye| eye_columns(piece, *eye)).collect();
        match columns.as_slice() {
            [one] => places.for_each(|place| {
                let seen = self.seen(one, place, quality);
                hand_on(place, self.sight(seen, one.pupil_at(place)));
            }),
            [left, right, ..] => places.for_each(|place| {
                let seen = self.both(left, right, place, quality);
                hand_on(place, self.sight(seen, mean_of_seen(left.pupil_at(place), right.pupil_at(place))));
            }),
            [] => {}
        }
    }

    fn validity(&self, eye: &EyeColumns<'_>, place: usize) -> Validity {
        let (x, y) = (eye.x.at(place), eye.y.at(place));
        if !(x.is_finite() && y.is_finite()) || (self.zero_is_lost && x == 0.0 && y == 0.0) {
            return Validity::Lost;
        }
        if self.bounds.is_some_and(|[left, right, top, bottom]| x < left || x > right || y < top || y > bottom) {
            return Validity::OffScreen;
        }
        // A missing confidence is no confidence against the sample.
        if eye.confidence.is_some_and(|column| column.at(place) < self.min_confidence) {
            return Validity::Unsure;
        }
        Validity::Seen(x, y)
    }

    fn seen(&self, eye: &EyeColumns<'_>, place: usize, quality: &mut GazeQuality) -> Option<(f64, f64)> {
        match self.validity(eye, place) {
            Validity::Seen(x, y) => return Some((x, y)),
            Validity::Lost => quality.lost += 1,
            Validity::OffScreen => quality.off_screen += 1,
            Validity::Unsure => quality.unsure += 1,
        }
        None
    }

    fn both(
        &mut self,
        left: &EyeColumns<'_>,
        right: &EyeColumns<'_>,
        place: usize,
        quality: &mut GazeQuality,
    ) -> Option<(f64, f64)> {
        match (self.validity(left, place), self.validity(right, place)) {
            (Validity::Seen(left_x, left_y), Validity::Seen(right_x, right_y)) => {
                let (x, y) = self.difference.unwrap_or((right_x - left_x, right_y - left_y));
                self.difference = Some((next_difference(x, right_x - left_x), next_difference(y, right_y - left_y)));
                Some((f64::midpoint(left_x, right_x), f64::midpoint(left_y, right_y)))
            }
            (Validity::Seen(x, y), _) => {
                quality.one_eyed += 1;
                let (between_x, between_y) = self.difference.unwrap_or_default();
                Some((x + between_x / 2.0, y + between_y / 2.0))
            }
            (_, Validity::Seen(x, y)) => {
                quality.one_eyed += 1;
                let (between_x, between_y) = self.difference.unwrap_or_default();
                Some((x - between_x / 2.0, y - between_y / 2.0))
            }
            _ => self.seen(left, place, quality),
        }
    }

    fn sight(&self, seen: Option<(f64, f64)>, pupil: f64) -> Sight {
        let (x_deg, y_deg) = match (seen, self.axes) {
            (None, _) => (f64::NAN, f64::NAN),
            (Some(point), None) => point,
            (Some((x, y)), Some((x_axis, y_axis))) => (x_axis.degrees(x), y_axis.degrees(y)),
        };
        Sight { x_deg, y_deg, pupil }
    }
}

impl EyeColumns<'_> {
    /// Pupil size; NaN where it is missing or not above zero, as devices write it when the lid is closed.
    fn pupil_at(&self, place: usize) -> f64 {
        let size = self.pupil.map_or(f64::NAN, |column| column.at(place));
        if size > 0.0 { size } else { f64::NAN }
    }
}

/// The held difference after one more sample.
pub(super) fn next_difference(held: f64, now: f64) -> f64 {
    held + DIFFERENCE_RATE * (now - held)
}

pub(super) fn mean_of_seen(one: f64, other: f64) -> f64 {
    match (one.is_nan(), other.is_nan()) {
        (false, false) => f64::midpoint(one, other),
        (true, _) => other,
        _ => one,
    }
}

fn eye_columns(piece: &SampleSignal, eye: EyeChannels) -> Option<EyeColumns<'_>> {
    let column = |place: Option<usize>| {
        let channel = piece.channels.get(place?)?;
        Some(Column { values: &channel.values, is_present: &channel.is_present })
    };
    Some(EyeColumns {
        x: column(Some(eye.x))?,
        y: column(Some(eye.y))?,
        pupil: column(eye.pupil),
        confidence: column(eye.confidence),
    })
}

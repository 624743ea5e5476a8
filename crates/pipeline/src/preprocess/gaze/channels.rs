//! Which channels of a signal hold the positions, the pupil and the confidence, by the standard names of `attentive_types::stream`.

use attentive_types::{SampleSignal, Screen};
use thiserror::Error;

use super::angle::{Axis, axes_norm, axes_px};

/// Why a signal cannot be read as gaze.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum GazeError {
    /// No pair of channels holds positions.
    #[error(
        "the signal {stream:?} has no gaze positions: expected x_px and y_px, x_norm and y_norm or x_deg and y_deg, or the same of the left or right eye, found {found:?}"
    )]
    NoPosition {
        /// The stream.
        stream: String,
        /// The channels that it has.
        found: Vec<String>,
    },
    /// Positions are in pixels or shares of a screen of which nothing is known.
    #[error(
        "the signal {stream:?} has positions on a screen, but nobody told the screen's size and the distance of the eyes"
    )]
    NoScreen {
        /// The stream.
        stream: String,
    },
    /// The screen has a measure that is not above zero.
    #[error("the screen of the signal {stream:?} has a measure that is not above zero: {screen:?}")]
    ImpossibleScreen {
        /// The stream.
        stream: String,
        /// The screen as told.
        screen: Screen,
    },
}

/// Which eye to take where a device tracks two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Eyes {
    /// The mean of both. While one is lost, the other is shifted by half of their last difference, so that losing an eye makes no jump.
    #[default]
    Mean,
    /// The left one only.
    Left,
    /// The right one only.
    Right,
}

/// The unit that positions come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Px,
    Norm,
    Deg,
}

impl Unit {
    const ALL: [(Self, &'static str); 3] = [(Self::Px, "px"), (Self::Norm, "norm"), (Self::Deg, "deg")];

    /// How positions turn into degrees; `None` when they are degrees.
    pub(super) fn axes(self, screen: Option<&Screen>) -> Option<(Axis, Axis)> {
        match self {
            Self::Px => screen.map(axes_px),
            Self::Norm => screen.map(axes_norm),
            Self::Deg => None,
        }
    }

    /// Width and height of the screen in this unit; `None` in degrees.
    pub(super) fn extent(self, screen: Option<&Screen>) -> Option<(f64, f64)> {
        match self {
            Self::Px => screen.map(|screen| (screen.width_px, screen.height_px)),
            Self::Norm => Some((1.0, 1.0)),
            Self::Deg => None,
        }
    }
}

/// Places of the channels of one eye, or of both together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct EyeChannels {
    pub(super) x: usize,
    pub(super) y: usize,
    pub(super) pupil: Option<usize>,
    pub(super) confidence: Option<usize>,
}

/// Places of all that is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GazeChannels {
    pub(super) unit: Unit,
    /// One eye or two.
    pub(super) eyes: Vec<EyeChannels>,
}

impl GazeChannels {
    /// Finds them by name: both eyes together first, then each.
    pub(super) fn find(signal: &SampleSignal, eyes: Eyes) -> Result<Self, GazeError> {
        let prefixes: &[&[&str]] = match eyes {
            Eyes::Mean => &[&[""], &["left_", "right_"]],
            Eyes::Left => &[&["left_"], &[""]],
            Eyes::Right => &[&["right_"], &[""]],
        };
        for (unit, ending) in Unit::ALL {
            for group in prefixes {
                let found: Vec<EyeChannels> =
                    group.iter().filter_map(|prefix| eye_channels(signal, prefix, ending)).collect();
                if !found.is_empty() {
                    return Ok(Self { unit, eyes: found });
                }
            }
        }
        Err(GazeError::NoPosition {
            stream: signal.name.clone(),
            found: signal.channels.iter().map(|channel| channel.name.clone()).collect(),
        })
    }
}

fn place(signal: &SampleSignal, name: &str) -> Option<usize> {
    signal.channels.iter().position(|channel| channel.name == name)
}

fn eye_channels(signal: &SampleSignal, prefix: &str, ending: &str) -> Option<EyeChannels> {
    Some(EyeChannels {
        x: place(signal, &format!("{prefix}x_{ending}"))?,
        y: place(signal, &format!("{prefix}y_{ending}"))?,
        pupil: pupil_place(signal, prefix),
        confidence: place(signal, &format!("{prefix}confidence")).or_else(|| place(signal, "confidence")),
    })
}

/// The pupil of that eye; for positions of both eyes together, that of the first eye that has one.
fn pupil_place(signal: &SampleSignal, prefix: &str) -> Option<usize> {
    let own = if prefix.is_empty() { &["", "left_", "right_"][..] } else { std::slice::from_ref(&prefix) };
    own.iter()
        .find_map(|prefix| ["mm", "px", "au"].iter().find_map(|unit| place(signal, &format!("{prefix}pupil_{unit}"))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Channel;

    fn with(names: &[&str]) -> SampleSignal {
        let channels = names.iter().map(|name| Channel::new(name, Vec::new())).collect();
        SampleSignal { name: "gaze".into(), time_nanos: Vec::new(), channels }
    }

    #[test]
    fn both_eyes_together_come_before_each() {
        let signal = with(&["left_x_px", "left_y_px", "x_px", "y_px", "pupil_mm", "confidence"]);
        let found = GazeChannels::find(&signal, Eyes::Mean).unwrap();
        assert_eq!(found.eyes, [EyeChannels { x: 2, y: 3, pupil: Some(4), confidence: Some(5) }]);
        let left = GazeChannels::find(&signal, Eyes::Left).unwrap();
        assert_eq!((left.eyes[0].x, left.eyes[0].y), (0, 1));
    }

    #[test]
    fn two_eyes_are_found_in_any_unit() {
        let signal = with(&["left_x_norm", "left_y_norm", "right_x_norm", "right_y_norm"]);
        let found = GazeChannels::find(&signal, Eyes::Mean).unwrap();
        assert_eq!((found.unit, found.eyes.len()), (Unit::Norm, 2));
    }

    #[test]
    fn no_position_is_an_error_that_says_what_is_there() {
        let error = GazeChannels::find(&with(&["ecg_mv"]), Eyes::Mean).unwrap_err().to_string();
        assert!(error.contains("ecg_mv") && error.contains("x_px"), "{error}");
    }
}

//! Gaze: cleaned positions, and the events that they are made of.

use serde::{Deserialize, Serialize};

use crate::stream::Screen;
use crate::time::{Span, Timestamp};

/// One line of sight over time, in degrees of visual angle. All columns have the same length; missing is NaN.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GazeSignal {
    /// Time of each sample in nanoseconds since 1970, ascending.
    pub time_nanos: Vec<i64>,
    /// Degrees to the right of the screen's centre.
    pub x_deg: Vec<f64>,
    /// Degrees below the screen's centre.
    pub y_deg: Vec<f64>,
    /// Pupil size in the unit of the device; empty when it was not recorded.
    pub pupil: Vec<f64>,
    /// Samples per second: the median step, turned round.
    pub rate_hz: f64,
    /// The screen; `None` when positions came in degrees and nobody told.
    pub screen: Option<Screen>,
}

impl GazeSignal {
    /// How many samples.
    #[must_use]
    pub fn len(&self) -> usize {
        self.time_nanos.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.time_nanos.is_empty()
    }
}

/// What the eyes do for a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GazeEventKind {
    /// Resting on one place.
    Fixation,
    /// A fast jump from one place to another.
    Saccade,
    /// The wobble of the eye just after a saccade (PSO, glissade).
    PostSaccadicOscillation,
    /// Following something that moves.
    SmoothPursuit,
    /// The lids are closed.
    Blink,
    /// None of these, or not to be told.
    Undefined,
}

impl GazeEventKind {
    /// All kinds, in the order of the codes 1 to 6 that hand-coded data use.
    pub const ALL: [Self; 6] = [
        Self::Fixation,
        Self::Saccade,
        Self::PostSaccadicOscillation,
        Self::SmoothPursuit,
        Self::Blink,
        Self::Undefined,
    ];

    /// Its name in files and messages, such as `post-saccadic-oscillation`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Fixation => "fixation",
            Self::Saccade => "saccade",
            Self::PostSaccadicOscillation => "post-saccadic-oscillation",
            Self::SmoothPursuit => "smooth-pursuit",
            Self::Blink => "blink",
            Self::Undefined => "undefined",
        }
    }
}

/// Events of the eyes as columns of the same length, oldest first, without overlaps.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GazeEvents {
    /// Time of the first sample of each event, in nanoseconds since 1970.
    pub start_nanos: Vec<i64>,
    /// Time just after the last sample: of the next sample where it follows at once, else one step later.
    pub end_nanos: Vec<i64>,
    /// What it is.
    pub kind: Vec<GazeEventKind>,
    /// Mean position: degrees to the right of the screen's centre; NaN where nothing was seen.
    pub x_deg: Vec<f64>,
    /// Mean position: degrees below the screen's centre.
    pub y_deg: Vec<f64>,
    /// Distance between the first and the last position, in degrees.
    pub amplitude_deg: Vec<f64>,
    /// Highest speed inside, in degrees per second.
    pub peak_velocity_deg_per_s: Vec<f64>,
    /// Mean speed inside, in degrees per second.
    pub mean_velocity_deg_per_s: Vec<f64>,
    /// Root of the mean squared distance from the mean position, in degrees.
    pub dispersion_deg: Vec<f64>,
}

impl GazeEvents {
    /// How many events.
    #[must_use]
    pub fn len(&self) -> usize {
        self.start_nanos.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start_nanos.is_empty()
    }

    /// The span of the event at a place.
    #[must_use]
    pub fn span(&self, place: usize) -> Span {
        Span::new(Timestamp(self.start_nanos[place]), Timestamp(self.end_nanos[place]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_files() {
        for kind in GazeEventKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
        }
    }
}

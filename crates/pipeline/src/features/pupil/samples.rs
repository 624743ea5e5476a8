//! Windows with known answers.

use attentive_types::time::DAY;
use attentive_types::{Span, Timestamp};

use super::{PupilBaseline, PupilWindow};
use crate::preprocess::pupil::PupilSignal;

/// Ten seconds at 100 Hz in which the pupil grows evenly from 3 to 4, with a small quick wobble.
pub(super) fn growing(day: i64) -> PupilWindow {
    let start = day * DAY;
    let wobble = |place: i64| 0.01 * ((place * 7919) % 13 - 6) as f64 / 6.0;
    PupilWindow {
        span: Span::new(Timestamp(start), Timestamp(start + 10_000_000_000)),
        pupil: PupilSignal {
            time_nanos: (0..1000).map(|place| start + place * 10_000_000).collect(),
            size: (0..1000).map(|place| 3.0 + place as f64 / 1000.0 + wobble(place)).collect(),
            rate_hz: 100.0,
        },
        baseline: Some(PupilBaseline { size: 3.0, until: Timestamp(start) }),
    }
}

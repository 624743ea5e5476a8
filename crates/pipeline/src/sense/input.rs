//! Counts of keys and pointer, as `os.hid.input` buckets tell them. Which key it was is never asked.
//!
//! aw-watcher-input sends `presses`, `clicks`, `deltaX`, `deltaY`, `scrollX` and `scrollY` for each poll; our own sensor adds
//! the length of the pointer's path (`path_px`) and the mean times that keys were held (`dwell_ms_mean`) and lay apart
//! (`flight_ms_mean`). Numbers are kept as integers, so that their sums do not depend on order.

use std::sync::Arc;

use attentive_types::Payload;

use super::fields::{self, NotANumber};

/// What one record counted. Equal touching records are one record, as heartbeats have it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InputCounts {
    /// The bucket that counted: two watchers of one keyboard must not be added up.
    pub source: Arc<str>,
    /// Keys pressed.
    pub presses: i64,
    /// Pointer buttons pressed.
    pub clicks: i64,
    /// Way of the pointer in thousandths of a pixel: its path where known, else |dx| + |dy|.
    pub pointer_millipx: i64,
    /// Scroll steps, both directions and axes together, in thousandths.
    pub scroll_milli: i64,
    /// Mean time that a key was held, in microseconds; `None` when not sent.
    pub key_dwell_micros: Option<i64>,
    /// Mean time from one press to the next, in microseconds; `None` when not sent.
    pub key_flight_micros: Option<i64>,
}

impl InputCounts {
    /// Whether keys or pointer moved at all.
    #[must_use]
    pub fn is_active(&self) -> bool {
        self.presses > 0 || self.clicks > 0 || self.pointer_millipx > 0 || self.scroll_milli > 0
    }
}

/// Reads the counts; `None` when there is none of them, or one is negative, huge or no number.
pub(super) fn read(source: Arc<str>, data: &Payload) -> Option<InputCounts> {
    try_read(source, data).ok().flatten()
}

fn try_read(source: Arc<str>, data: &Payload) -> Result<Option<InputCounts>, NotANumber> {
    let plain = |name| fields::scaled(data, name, 1.0);
    let milli = |name| fields::scaled(data, name, 1000.0);
    let (presses, clicks) = (plain("presses")?, plain("clicks")?);
    let (delta_x, delta_y, path) = (milli("deltaX")?, milli("deltaY")?, milli("path_px")?);
    let (scroll_x, scroll_y) = (milli("scrollX")?, milli("scrollY")?);
    if [presses, clicks, delta_x, delta_y, path, scroll_x, scroll_y].iter().all(Option::is_none) {
        return Ok(None);
    }
    let or_zero = |value: Option<i64>| value.unwrap_or(0);
    Ok(Some(InputCounts {
        source,
        presses: or_zero(presses),
        clicks: or_zero(clicks),
        pointer_millipx: path.unwrap_or_else(|| or_zero(delta_x) + or_zero(delta_y)),
        scroll_milli: or_zero(scroll_x) + or_zero(scroll_y),
        key_dwell_micros: milli("dwell_ms_mean")?,
        key_flight_micros: milli("flight_ms_mean")?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_path_is_taken_where_it_is_known_and_else_the_deltas() {
        let counts = |data: serde_json::Value| read("b".into(), data.as_object().expect("an object")).expect("counts");
        assert_eq!(counts(json!({"deltaX": 3, "deltaY": 4})).pointer_millipx, 7000);
        assert_eq!(counts(json!({"deltaX": 3, "deltaY": 4, "path_px": 5.0})).pointer_millipx, 5000);
        assert!(!counts(json!({"presses": 0})).is_active());
        assert!(counts(json!({"presses": 0, "scrollY": 1})).is_active());
    }
}

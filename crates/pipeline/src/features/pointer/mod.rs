//! Which numbers sum up how a hand moves the pointer in a window? [`PointerWindow`] in, one value with its quality for each feature out.
//!
//! A window without a single sample gives `None` throughout: whether the sensor was on is not known here.

mod clicks;
mod path;
mod speed;
mod strokes;

use super::SignalFeature;
use crate::preprocess::pointer::{PointerEvent, PointerWindow, Press, Stroke};

/// All features of the pointer.
pub const ALL: &[SignalFeature<PointerWindow>] = &[
    path::EFFICIENCY,
    path::CURVATURE,
    path::TURN_ENTROPY,
    path::FLIPS,
    speed::MEAN,
    speed::PEAK,
    speed::ACCELERATION,
    speed::JERK,
    speed::TREND,
    strokes::RATE,
    strokes::LENGTH,
    strokes::DURATION,
    strokes::PAUSE_SHARE,
    strokes::DRAG_SHARE,
    clicks::RATE,
    clicks::DOUBLE_RATE,
    clicks::HOLD,
    clicks::WAIT,
    clicks::SCROLL_RATE,
];

fn strokes(window: &PointerWindow) -> impl Iterator<Item = &Stroke> {
    window.episodes.iter().filter_map(|event| match event {
        PointerEvent::Stroke(stroke) => Some(stroke),
        PointerEvent::Press(_) => None,
    })
}

fn presses(window: &PointerWindow) -> impl Iterator<Item = &Press> {
    window.episodes.iter().filter_map(|event| match event {
        PointerEvent::Press(press) => Some(press),
        PointerEvent::Stroke(_) => None,
    })
}

/// The sum over all strokes of one thing for the sum of another; `None` where that is not above zero.
fn per(window: &PointerWindow, of: impl Fn(&Stroke) -> f64, each: impl Fn(&Stroke) -> f64) -> Option<f64> {
    let (sum, whole): (f64, f64) =
        strokes(window).fold((0.0, 0.0), |(sum, whole), own| (sum + of(own), whole + each(own)));
    (whole > 0.0).then(|| sum / whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::contract::{Windows, check};
    use crate::preprocess::pointer::{CleanSettings, EventRules, clean, events};
    use attentive_types::time::{DAY, SECOND};
    use attentive_types::{Channel, SampleSignal, Span, Timestamp};

    /// Milliseconds, x, y, button, is down, scroll.
    type Row = (i64, f64, f64, f64, f64, f64);

    /// A minute.
    pub(super) fn window(start: i64, rows: &[Row]) -> PointerWindow {
        let column = |name: &str, of: &dyn Fn(&Row) -> f64| Channel::new(name, rows.iter().map(of).collect());
        let signal = SampleSignal {
            name: "mouse".into(),
            time_nanos: rows.iter().map(|row| start + row.0 * 1_000_000).collect(),
            channels: vec![
                column("x_px", &|row| row.1),
                column("y_px", &|row| row.2),
                column("button", &|row| row.3),
                column("is_down", &|row| row.4),
                column("scroll", &|row| row.5),
            ],
        };
        let (clean, _) = clean(&signal, &CleanSettings::default());
        let span = Span::new(Timestamp(start), Timestamp(start + 60 * SECOND));
        PointerWindow::of(span, 0.0, &clean, &events(&clean, &EventRules::default()))
    }

    /// Six times: right by 100 px in a second, down by 100 px in a second, then a double click 200 ms later.
    pub(super) fn six_corners(start: i64) -> PointerWindow {
        let mut rows: Vec<Row> = Vec::new();
        for turn in 0..6_i64 {
            let from = turn * 8000;
            for step in 0..=20 {
                let (across, down) = (f64::from(step.min(10)), f64::from((step - 10).max(0)));
                rows.push((from + i64::from(step) * 100, 10.0 * across, 10.0 * down, 0.0, 0.0, 0.0));
            }
            for (wait, is_down) in [(200, 1.0), (280, 0.0), (400, 1.0), (480, 0.0)] {
                rows.push((from + 2000 + wait, 100.0, 100.0, 1.0, is_down, 0.0));
            }
            rows.push((from + 3000, 100.0, 100.0, 0.0, 0.0, 1.0));
        }
        window(start, &rows)
    }

    #[test]
    fn the_list_keeps_its_contract() {
        let gap = f64::NAN;
        let missing = window(0, &[(0, gap, gap, gap, gap, gap), (100, gap, gap, gap, gap, gap)]);
        check(ALL, &Windows { empty: window(0, &[]), missing, busy: six_corners(0), later: six_corners(20_000 * DAY) });
    }
}

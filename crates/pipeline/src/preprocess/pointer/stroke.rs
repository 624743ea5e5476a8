//! What is a stroke of the pointer like? Its points in, its measures out.
//!
//! ```text
//! v_i = (p_i+1 - p_i) / dt_i     a_i = (v_i+1 - v_i) / mean dt     j_i = (a_i+1 - a_i) / mean dt     turn_i = angle from step i to i+1
//! ```
//!
//! Source: Gamboa and Fred, 2004, "A behavioral biometric system based on human-computer interaction" (velocity, acceleration, jerk,
//! curvature); Freihaut and Göritz, 2021, "Using the computer mouse for stress measurement" (direction flips, path efficiency).

use attentive_types::Span;

/// Turns are counted in eight sectors of 45 degrees from -180 on.
pub const TURN_BINS: usize = 8;

/// A stroke: movement without a pause.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stroke {
    /// From the sample before the first step to the last step.
    pub span: Span,
    /// Length of the way, in pixels.
    pub path_px: f64,
    /// From start to end as the crow flies, in pixels.
    pub straight_px: f64,
    /// Fastest step, in pixels per second.
    pub peak_px_per_s: f64,
    /// Root of the mean squared acceleration in pixels per second squared; `None` with fewer than three points.
    pub acceleration_px_per_s2: Option<f64>,
    /// Root of the mean squared jerk in pixels per second cubed; `None` with fewer than four points.
    pub jerk_px_per_s3: Option<f64>,
    /// Sum of all turns without sign, in degrees.
    pub turned_deg: f64,
    /// How many turns fell into each sector.
    pub turns: [u32; TURN_BINS],
    /// How often the direction along x or y changed its sign.
    pub flips: u32,
    /// Whether a button was down.
    pub is_drag: bool,
}

/// A point of the way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Point {
    pub(super) time_nanos: i64,
    pub(super) x: f64,
    pub(super) y: f64,
}

impl Stroke {
    /// Seconds from start to end.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.span.seconds()
    }

    /// The stroke through points whose times ascend strictly; `None` with fewer than two, or when it leads nowhere.
    pub(super) fn through(points: &[Point], is_drag: bool) -> Option<Self> {
        let (first, last) = (points.first()?, points.last()?);
        let steps: Vec<(f64, f64, f64)> = points
            .windows(2)
            .map(|pair| {
                let seconds = pair[1].time_nanos.saturating_sub(pair[0].time_nanos) as f64 / 1e9;
                (pair[1].x - pair[0].x, pair[1].y - pair[0].y, seconds)
            })
            .collect();
        let path_px: f64 = steps.iter().map(|(x, y, _)| x.hypot(*y)).sum();
        if path_px <= 0.0 {
            return None;
        }
        let speeds: Vec<(f64, f64, f64)> = steps.iter().map(|(x, y, s)| (x / s, y / s, *s)).collect();
        let accelerations = changes(&speeds);
        let moved: Vec<(f64, f64)> =
            steps.iter().filter(|(x, y, _)| x.hypot(*y) > 0.0).map(|(x, y, _)| (*x, *y)).collect();
        let (mut turns, mut turned_deg) = ([0; TURN_BINS], 0.0);
        for pair in moved.windows(2) {
            let ((ax, ay), (bx, by)) = (pair[0], pair[1]);
            let turn = (ax * by - ay * bx).atan2(ax * bx + ay * by).to_degrees();
            turned_deg += turn.abs();
            let bin = ((turn + 180.0) / 360.0 * TURN_BINS as f64).floor().clamp(0.0, TURN_BINS as f64 - 1.0);
            turns[bin as usize] += 1;
        }
        Some(Self {
            span: Span::new(attentive_types::Timestamp(first.time_nanos), attentive_types::Timestamp(last.time_nanos)),
            path_px,
            straight_px: (last.x - first.x).hypot(last.y - first.y),
            peak_px_per_s: speeds.iter().map(|(x, y, _)| x.hypot(*y)).fold(0.0, f64::max),
            acceleration_px_per_s2: rms(&accelerations),
            jerk_px_per_s3: rms(&changes(&accelerations)),
            turned_deg,
            turns,
            flips: flips(steps.iter().map(|step| step.0)) + flips(steps.iter().map(|step| step.1)),
            is_drag,
        })
    }
}

/// Change from each value to the next for each second, with the time between their middles.
fn changes(values: &[(f64, f64, f64)]) -> Vec<(f64, f64, f64)> {
    let change = |pair: &[(f64, f64, f64)]| {
        let seconds = f64::midpoint(pair[0].2, pair[1].2);
        ((pair[1].0 - pair[0].0) / seconds, (pair[1].1 - pair[0].1) / seconds, seconds)
    };
    values.windows(2).map(change).collect()
}

fn rms(values: &[(f64, f64, f64)]) -> Option<f64> {
    let sum: f64 = values.iter().map(|(x, y, _)| x * x + y * y).sum();
    (!values.is_empty()).then(|| (sum / values.len() as f64).sqrt())
}

fn flips(steps: impl Iterator<Item = f64>) -> u32 {
    let (mut last, mut count) = (0.0, 0);
    for step in steps.filter(|step| *step != 0.0) {
        count += u32::from(step * last < 0.0);
        last = step;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stroke(points: &[(f64, f64)]) -> Option<Stroke> {
        let point = |(place, (x, y)): (i64, &(f64, f64))| Point { time_nanos: place * 10_000_000, x: *x, y: *y };
        Stroke::through(&(0..).zip(points).map(point).collect::<Vec<_>>(), false)
    }

    #[test]
    fn a_straight_even_stroke_has_no_jerk_and_no_turn() {
        let even = stroke(&[(0.0, 0.0), (3.0, 4.0), (6.0, 8.0), (9.0, 12.0)]).unwrap();
        assert_eq!((even.path_px, even.straight_px, even.flips), (15.0, 15.0, 0));
        assert!((even.peak_px_per_s - 500.0).abs() < 1e-9);
        assert!(even.jerk_px_per_s3.unwrap() < 1e-6 && even.turned_deg < 1e-6);
        assert_eq!(even.turns, [0, 0, 0, 0, 2, 0, 0, 0]);
    }

    #[test]
    fn a_corner_is_a_turn_of_ninety_and_back_and_forth_a_flip() {
        let corner = stroke(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]).unwrap();
        assert!((corner.turned_deg - 90.0).abs() < 1e-9);
        assert!((corner.straight_px / corner.path_px - 0.5_f64.sqrt()).abs() < 1e-9);
        assert_eq!(stroke(&[(0.0, 0.0), (5.0, 0.0), (2.0, 0.0)]).unwrap().flips, 1);
        assert_eq!(stroke(&[(1.0, 1.0), (1.0, 1.0)]), None);
        assert_eq!(stroke(&[]), None);
    }
}

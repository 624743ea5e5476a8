//! What the windows before were like, for the features that tell a trend.

use std::collections::VecDeque;

use attentive_types::time::{HOUR, nanos_to_seconds};

use super::{key_rate, switch_rate};
use crate::preprocess::Window;

/// A trend looks back this far: our choice, about half of a morning.
const BACK_NANOS: i64 = 2 * HOUR;

/// A trend needs this many windows: half an hour of presence.
const LEAST_WINDOWS: usize = 6;

/// The windows before, as far back as trends look.
#[derive(Clone, Debug, Default)]
pub struct Trail {
    steps: VecDeque<Step>,
}

#[derive(Clone, Copy, Debug)]
struct Step {
    start: i64,
    switch_rate_per_min: Option<f64>,
    key_rate_per_s: Option<f64>,
}

impl Step {
    fn of(window: &Window) -> Self {
        Self {
            start: window.span.start.0,
            switch_rate_per_min: switch_rate::compute(window),
            key_rate_per_s: key_rate::compute(window),
        }
    }
}

impl Trail {
    /// Remembers a window that is done.
    pub fn push(&mut self, window: &Window) {
        let step = Step::of(window);
        while self.steps.pop_front_if(|first| step.start - first.start > BACK_NANOS).is_some() {}
        self.steps.push_back(step);
    }

    /// Change of the switch rate by hour over the last two hours, this window included.
    pub(super) fn switch_rate_slope(&self, window: &Window) -> Option<f64> {
        self.slope(window, |step| step.switch_rate_per_min)
    }

    /// Change of the key rate by hour over the last two hours, this window included.
    pub(super) fn key_rate_slope(&self, window: &Window) -> Option<f64> {
        self.slope(window, |step| step.key_rate_per_s)
    }

    fn slope(&self, window: &Window, value: fn(&Step) -> Option<f64>) -> Option<f64> {
        let now = Step::of(window);
        value(&now)?;
        let hours_ago = |start: i64| nanos_to_seconds(start - now.start) / 3600.0;
        let points: Vec<(f64, f64)> = (self.steps.iter().chain([&now]))
            .filter(|step| now.start - step.start <= BACK_NANOS)
            .filter_map(|step| Some((hours_ago(step.start), value(step)?)))
            .collect();
        if points.len() < LEAST_WINDOWS { None } else { line_slope(&points) }
    }
}

/// The slope of the line of least squares; `None` when all points lie at one place. The interval, which `attentive_learn`
/// would tell too, is not needed here and would cost more than all other features together.
fn line_slope(points: &[(f64, f64)]) -> Option<f64> {
    let count = points.iter().map(|_| 1.0).sum::<f64>();
    let mean_x = points.iter().map(|(x, _)| x).sum::<f64>() / count;
    let mean_y = points.iter().map(|(_, y)| y).sum::<f64>() / count;
    let spread: f64 = points.iter().map(|(x, _)| (x - mean_x).powi(2)).sum();
    let together: f64 = points.iter().map(|(x, y)| (x - mean_x) * (y - mean_y)).sum();
    (spread > 0.0).then(|| together / spread)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_own_slope_and_one_place_has_none() {
        assert!(line_slope(&[(0.0, 1.0), (1.0, 3.0), (2.0, 5.0)]).is_some_and(|slope| (slope - 2.0).abs() < 1e-12));
        assert_eq!(line_slope(&[(1.0, 1.0), (1.0, 3.0)]), None);
    }
}

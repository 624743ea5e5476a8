//! What is strange about the times of a stream.

use attentive_types::time::{HOUR, SECOND};

use super::super::ReadReport;

/// Looks at the times of one stream as they come. It changes none of them.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    last_nanos: Option<i64>,
    steps_nanos: Vec<i64>,
}

impl Watch {
    /// So many steps are kept to tell the rate.
    const MOST_STEPS: usize = 1001;

    /// Looks at one time. `place` is only asked for the first time that something is strange.
    #[inline]
    pub fn see(&mut self, time_nanos: i64, place: impl FnOnce() -> String, report: &mut ReadReport) {
        if let Some(last) = self.last_nanos {
            let step = time_nanos.saturating_sub(last);
            if step <= 0 || step > HOUR {
                let what = match step {
                    0 => "the time stands still",
                    ..0 => "the time steps back",
                    _ => "the time jumps by more than an hour",
                };
                report.notice(place, what);
            } else if self.steps_nanos.len() < Self::MOST_STEPS {
                self.steps_nanos.push(step);
            }
        }
        self.last_nanos = Some(time_nanos);
    }

    /// Samples per second as the times have them: the median step, turned round. `None` before three samples.
    #[must_use]
    pub fn rate_hz(&self) -> Option<f64> {
        let mut steps = self.steps_nanos.clone();
        if steps.len() < 2 {
            return None;
        }
        let middle = steps.len() / 2;
        let (_, median, _) = steps.select_nth_unstable(middle);
        #[expect(clippy::cast_precision_loss, reason = "a step is below an hour")]
        Some(SECOND as f64 / *median as f64)
    }

    /// Says, at the end, when a claimed rate is more than a twentieth off.
    pub fn compare(&self, stream: &str, claimed_hz: Option<f64>, report: &mut ReadReport) {
        let (Some(claimed), Some(found)) = (claimed_hz, self.rate_hz()) else { return };
        if (found / claimed - 1.0).abs() > 0.05 {
            let place = format!("the whole of {stream}");
            report.notice(|| place, &format!("the rate is said to be {claimed:.4} Hz, the times say {found:.4} Hz"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strange_times_are_counted_and_the_rate_is_compared() {
        let (mut watch, mut report) = (Watch::default(), ReadReport::default());
        for (line, millis) in [0, 5, 10, 10, 3, 8, 200_000_000, 200_000_005].into_iter().enumerate() {
            watch.see(millis * 1_000_000, || format!("line {line}"), &mut report);
        }
        watch.compare("gaze", Some(500.0), &mut report);
        let seen: Vec<(&str, &str)> = report.noticed.iter().map(|n| (n.what.as_str(), n.place.as_str())).collect();
        assert_eq!(
            seen[..3],
            [
                ("the time stands still", "line 3"),
                ("the time steps back", "line 4"),
                ("the time jumps by more than an hour", "line 6")
            ]
        );
        assert!(seen[3].0.starts_with("the rate is said to be 500.0000 Hz, the times say 200.0000 Hz"), "{seen:?}");
    }
}

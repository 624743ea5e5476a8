//! When is there a hole in time between two samples?

/// Longest step in milliseconds over which a gaze signal is still one piece: as the longest gap that cleaning fills (Olsen 2012).
const LONGEST_STEP_MS: i64 = 75;

/// The usual step of a signal, and which steps are holes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Gaps {
    /// Usual step in nanoseconds, one at least.
    pub(super) step_nanos: i64,
    longest_nanos: i64,
}

impl Gaps {
    /// Those of a signal of that many samples per second.
    #[expect(clippy::cast_possible_truncation, reason = "a step in nanoseconds fits")]
    pub(super) fn of_rate(rate_hz: f64) -> Self {
        let step_nanos = if rate_hz > 0.0 { ((1e9 / rate_hz).round() as i64).clamp(1, 1_000_000_000_000) } else { 1 };
        // A slow camera may lose a frame, too.
        let longest_nanos = (step_nanos * 5 / 2).max(LONGEST_STEP_MS * 1_000_000);
        Self { step_nanos, longest_nanos }
    }

    /// Whether there is a hole between the times of two samples that follow each other.
    pub(super) fn is_gap(self, earlier_nanos: i64, later_nanos: i64) -> bool {
        later_nanos.saturating_sub(earlier_nanos) > self.longest_nanos
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lost_frame_of_a_slow_camera_is_no_hole() {
        let gaps = Gaps::of_rate(25.0);
        assert!(!gaps.is_gap(0, 80_000_000));
        assert!(gaps.is_gap(0, 120_000_000));
        assert!(Gaps::of_rate(1000.0).is_gap(0, 76_000_000));
        assert_eq!(Gaps::of_rate(f64::NAN).step_nanos, 1);
    }
}

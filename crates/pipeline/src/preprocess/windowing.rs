//! Over which stretches of time is a recording summed up? A recording's span in, windows out.
//!
//! ```text
//! fixed     |____|____|____|      one after another
//! sliding   |____|                a new one every step, so they overlap
//!             |____|
//! aligned      m____|   m____|    around each mark, such as the start of a stimulus
//! ```
//!
//! Windows are whole: what remains at the end and is shorter than a window is left out, and so is a window around a mark that
//! would reach beyond the recording. A live stream asks for the windows that are [`ready`](Windowing::ready).

use attentive_types::{Span, Timestamp};

/// How windows are laid. Lengths are in nanoseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Windowing {
    /// One after another from the start of the recording.
    Fixed {
        /// Length of a window.
        length_nanos: i64,
    },
    /// One at every step from the start of the recording.
    Sliding {
        /// Length of a window.
        length_nanos: i64,
        /// From the start of one to the start of the next.
        step_nanos: i64,
    },
    /// One around each mark.
    Aligned {
        /// From its start to the mark; below zero when it starts after the mark.
        before_nanos: i64,
        /// From the mark to its end.
        after_nanos: i64,
    },
}

impl Windowing {
    /// Whether lengths and steps are above zero.
    #[must_use]
    pub fn is_possible(&self) -> bool {
        match *self {
            Self::Fixed { length_nanos } => length_nanos > 0,
            Self::Sliding { length_nanos, step_nanos } => length_nanos > 0 && step_nanos > 0,
            Self::Aligned { before_nanos, after_nanos } => before_nanos.saturating_add(after_nanos) > 0,
        }
    }

    /// Length of a window in nanoseconds.
    #[must_use]
    pub fn length_nanos(&self) -> i64 {
        match *self {
            Self::Fixed { length_nanos } | Self::Sliding { length_nanos, .. } => length_nanos,
            Self::Aligned { before_nanos, after_nanos } => before_nanos.saturating_add(after_nanos),
        }
    }

    /// From the start of a window to the start of the next; for windows around marks, which hang on these, their length.
    #[must_use]
    pub fn step_nanos(&self) -> i64 {
        match *self {
            Self::Sliding { step_nanos, .. } => step_nanos,
            _ => self.length_nanos(),
        }
    }

    /// The windows of a whole recording, oldest first. `marks` are used by [`Windowing::Aligned`] alone; their order does not matter.
    #[must_use]
    pub fn spans(&self, recording: Span, marks: &[Timestamp]) -> Vec<Span> {
        match *self {
            Self::Aligned { before_nanos, after_nanos } if self.is_possible() => {
                let mut sorted = marks.to_vec();
                sorted.sort_unstable();
                let around = sorted.into_iter().map(|mark| Span::new(mark.plus(-before_nanos), mark.plus(after_nanos)));
                around.filter(|span| span.start >= recording.start && span.end <= recording.end).collect()
            }
            Self::Aligned { .. } => Vec::new(),
            _ => {
                let mut spans = Vec::new();
                while let Some(span) = self.ready(recording.start, spans.len(), recording.end) {
                    spans.push(span);
                }
                spans
            }
        }
    }

    /// The window at a place, counted from the start of the recording, once time has come to its end; `None` before, and always
    /// for [`Windowing::Aligned`], whose windows hang on marks.
    #[must_use]
    pub fn ready(&self, start: Timestamp, place: usize, now: Timestamp) -> Option<Span> {
        if matches!(self, Self::Aligned { .. }) || !self.is_possible() {
            return None;
        }
        let from = start.0.checked_add(self.step_nanos().checked_mul(i64::try_from(place).ok()?)?)?;
        let to = from.checked_add(self.length_nanos())?;
        (to <= now.0).then(|| Span::new(Timestamp(from), Timestamp(to)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::SECOND;
    use proptest::prelude::*;

    fn seconds(start: i64, end: i64) -> Span {
        Span::new(Timestamp(start * SECOND), Timestamp(end * SECOND))
    }

    #[test]
    fn fixed_windows_follow_each_other_and_the_rest_is_left_out() {
        let fixed = Windowing::Fixed { length_nanos: 10 * SECOND };
        assert_eq!(fixed.spans(seconds(5, 34), &[]), [seconds(5, 15), seconds(15, 25)]);
        assert!(fixed.spans(seconds(5, 14), &[]).is_empty());
    }

    #[test]
    fn sliding_windows_begin_at_every_step() {
        let sliding = Windowing::Sliding { length_nanos: 10 * SECOND, step_nanos: 4 * SECOND };
        assert_eq!(sliding.spans(seconds(0, 19), &[]), [seconds(0, 10), seconds(4, 14), seconds(8, 18)]);
    }

    #[test]
    fn aligned_windows_lie_around_their_marks_and_inside_of_the_recording() {
        let aligned = Windowing::Aligned { before_nanos: 2 * SECOND, after_nanos: 3 * SECOND };
        let marks = [30, 10, 1, 98].map(|second| Timestamp(second * SECOND));
        assert_eq!(aligned.spans(seconds(0, 100), &marks), [seconds(8, 13), seconds(28, 33)]);
    }

    #[test]
    fn impossible_windows_are_none() {
        let whole = Span::new(Timestamp::MIN, Timestamp::MAX);
        assert!(Windowing::Fixed { length_nanos: 0 }.spans(whole, &[]).is_empty());
        assert!(Windowing::Sliding { length_nanos: 5, step_nanos: 0 }.spans(whole, &[]).is_empty());
        let backwards = Windowing::Aligned { before_nanos: -5, after_nanos: 5 };
        assert!(backwards.spans(whole, &[Timestamp(0)]).is_empty());
    }

    proptest! {
        #[test]
        fn windows_move_with_the_clock(start in 0_i64..1000, length in 1_i64..50, step in 1_i64..50, shift in 0_i64..100_000) {
            let sliding = Windowing::Sliding { length_nanos: length, step_nanos: step };
            let of = |from: i64| sliding.spans(Span::new(Timestamp(from), Timestamp(from + 300)), &[]);
            let moved: Vec<Span> =
                of(start).into_iter().map(|span| Span::new(span.start + shift, span.end + shift)).collect();
            prop_assert_eq!(moved, of(start + shift));
        }
    }
}

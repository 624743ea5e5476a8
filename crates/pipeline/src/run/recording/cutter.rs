//! Which windows of a stream are complete, while its samples come in?
//!
//! Windows side by side keep one that the recording fills by half, as no other holds its samples. Of windows that overlap only whole ones are
//! kept: what an edge cuts short lies in the next one too, and a curve of means over fewer samples would begin and end with noise.
//!
//! ```text
//! recording     |--------------------------|
//! side by side  |-----kept-----|----kept----...|        |..left out
//! sliding    ...left out...|
//!               |-----kept-----|
//!                    |-----kept-----|
//!                                 ...left out...|
//! ```

use attentive_types::{Span, Timestamp};

use crate::preprocess::Windowing;

/// Hands out windows as time passes. Windows without any sample are passed over, so that a clock that jumps costs nothing.
#[derive(Clone, Debug)]
pub(super) struct Cutter {
    windowing: Windowing,
    origin: i64,
    /// The first sample of this stream, once one is there.
    first: Option<i64>,
    next: i64,
    /// Windows around marks, oldest first.
    aligned: Vec<Span>,
    handed_out: bool,
}

impl Cutter {
    /// Windows counted from an origin that all streams share; `marks` in order of time.
    pub(super) fn new(windowing: Windowing, origin: Timestamp, marks: &[Timestamp]) -> Self {
        let aligned = match windowing {
            Windowing::Aligned { .. } => windowing.spans(Span::new(Timestamp::MIN, Timestamp::MAX), marks),
            _ => Vec::new(),
        };
        Self { windowing, origin: origin.0, first: None, next: i64::MIN, aligned, handed_out: false }
    }

    fn step_nanos(&self) -> i64 {
        match self.windowing {
            Windowing::Fixed { length_nanos } => length_nanos.max(1),
            Windowing::Sliding { step_nanos, .. } => step_nanos.max(1),
            Windowing::Aligned { .. } => 1,
        }
    }

    fn window(&self, place: i64) -> Option<Span> {
        if matches!(self.windowing, Windowing::Aligned { .. }) {
            return usize::try_from(place).ok().and_then(|place| self.aligned.get(place).copied());
        }
        let start = self.origin.checked_add(place.checked_mul(self.step_nanos())?)?;
        Some(Span::new(Timestamp(start), Timestamp(start.checked_add(self.windowing.length_nanos())?)))
    }

    /// The place of the first window that may be handed out, when `oldest` is the time of the oldest sample that is held.
    fn place_from(&self, oldest: i64) -> i64 {
        let place = self.next.max(self.first_after(oldest));
        let Windowing::Sliding { step_nanos, .. } = self.windowing else { return place };
        let begins = self.first.unwrap_or(oldest).min(self.origin).saturating_sub(self.origin);
        // Rounded up: begins is never above zero.
        place.max(begins / step_nanos.max(1))
    }

    /// The place of the first window that ends after a moment.
    fn first_after(&self, nanos: i64) -> i64 {
        if matches!(self.windowing, Windowing::Aligned { .. }) {
            let place = self.aligned.partition_point(|span| span.end.0 <= nanos);
            return i64::try_from(place).unwrap_or(i64::MAX);
        }
        let since = nanos.saturating_sub(self.origin).saturating_sub(self.windowing.length_nanos());
        since.div_euclid(self.step_nanos()).saturating_add(1)
    }

    /// The next window that ends at or before `settled`. `oldest` is the time of the oldest sample that is held: windows that end
    /// before it hold nothing.
    pub(super) fn next_ready(&mut self, oldest: i64, settled: i64) -> Option<Span> {
        self.first.get_or_insert(oldest);
        self.next = self.place_from(oldest);
        let span = self.window(self.next).filter(|span| span.end.0 <= settled)?;
        self.next += 1;
        self.handed_out = true;
        Some(span)
    }

    /// Samples before this moment are in no window to come.
    pub(super) fn needed_from(&self, oldest: i64) -> i64 {
        self.window(self.place_from(oldest)).map_or(i64::MAX, |span| span.start.0)
    }

    /// At the end of the stream: the windows that its end cuts short. One is kept when at least half of it is there, of windows that
    /// overlap when all of it is, but for a hundredth; and when nothing was handed out at all, what there is becomes one window.
    pub(super) fn rest(&mut self, held: Span) -> Vec<Span> {
        if matches!(self.windowing, Windowing::Aligned { .. }) {
            return Vec::new();
        }
        let mut spans = Vec::new();
        self.next = self.place_from(held.start.0);
        let least = |span: Span| match self.windowing {
            Windowing::Sliding { .. } => span.nanos() - span.nanos() / 100,
            _ => span.nanos() / 2,
        };
        while let Some(span) = self.window(self.next).filter(|span| span.start < held.end) {
            if span.intersect(held).is_some_and(|common| common.nanos() >= least(span)) {
                spans.push(span);
            }
            self.next += 1;
        }
        if spans.is_empty() && !self.handed_out && held.nanos() > 0 {
            spans.push(held);
        }
        spans
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: i64, end: i64) -> Span {
        Span::new(Timestamp(start), Timestamp(end))
    }

    fn fixed() -> Cutter {
        Cutter::new(Windowing::Fixed { length_nanos: 10 }, Timestamp(100), &[])
    }

    #[test]
    fn windows_come_when_their_time_is_over() {
        let mut cutter = fixed();
        assert_eq!(cutter.next_ready(103, 109), None);
        assert_eq!(cutter.next_ready(103, 110), Some(span(100, 110)));
        assert_eq!(cutter.needed_from(103), 110);
        assert_eq!(cutter.next_ready(110, 119), None);
        assert_eq!(cutter.rest(span(110, 116)), [span(110, 120)]);
    }

    #[test]
    fn a_jump_of_the_clock_passes_over_windows_without_samples() {
        let mut cutter = fixed();
        assert_eq!(cutter.next_ready(100, 110), Some(span(100, 110)));
        assert_eq!(
            cutter.next_ready(1_000_000_000_003, 1_000_000_000_010),
            Some(span(1_000_000_000_000, 1_000_000_000_010))
        );
    }

    #[test]
    fn a_stream_that_begins_before_the_origin_has_windows_too() {
        assert_eq!(fixed().next_ready(75, 100), Some(span(70, 80)));
    }

    #[test]
    fn a_short_recording_is_one_window_and_a_short_rest_is_left_out() {
        assert_eq!(fixed().rest(span(100, 103)), [span(100, 103)]);
        let mut cutter = fixed();
        cutter.next_ready(100, 110);
        assert_eq!(cutter.rest(span(110, 114)), []);
    }

    #[test]
    fn sliding_windows_lie_whole_inside_the_recording() {
        let sliding = || Cutter::new(Windowing::Sliding { length_nanos: 20, step_nanos: 10 }, Timestamp(100), &[]);
        let mut cutter = sliding();
        let mut found: Vec<Span> = std::iter::from_fn(|| cutter.next_ready(100, 143)).collect();
        found.extend(cutter.rest(span(130, 145)));
        assert_eq!(found, [span(100, 120), span(110, 130), span(120, 140)]);
        assert_eq!(sliding().next_ready(75, 200), Some(span(80, 100)), "the stream begins before the origin");
        assert_eq!(sliding().next_ready(105, 200), Some(span(100, 120)), "the stream begins after the origin");
        assert_eq!(sliding().rest(span(100, 115)), [span(100, 115)], "shorter than a window");
    }

    #[test]
    fn windows_around_marks_come_in_order_and_may_overlap() {
        let aligned = Windowing::Aligned { before_nanos: 5, after_nanos: 5 };
        let mut cutter = Cutter::new(aligned, Timestamp(0), &[Timestamp(103), Timestamp(100)]);
        assert_eq!(cutter.next_ready(90, 200), Some(span(95, 105)));
        assert_eq!(cutter.needed_from(90), 98);
        assert_eq!(cutter.next_ready(90, 200), Some(span(98, 108)));
        assert_eq!(cutter.next_ready(90, 200), None);
        assert_eq!(cutter.rest(span(90, 200)), []);
    }
}

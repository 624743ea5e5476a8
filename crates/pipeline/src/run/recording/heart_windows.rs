//! Windows of the heart, and the features in each: as was chosen, five minutes begun each minute, and the whole recording.
//!
//! Slow rhythms need time: the Task Force (1996) asks for five minutes where people are compared, two for LF, one for HF. A chosen window that is
//! shorter tells what it can, and what it lacks for the rest; the five minutes and the whole stand beside it.

use attentive_types::time::{HOUR, MINUTE, SECOND};
use attentive_types::{Span, Timestamp};

use crate::features::heart::{ALL, HeartWindow};
use crate::preprocess::Windowing;
use crate::preprocess::heart::{HeartQuality, NormalInterval, QualityPiece};

use super::RecordingSettings;
use super::cutter::Cutter;
use super::found::Laid;
use super::sink::Sink;

/// Short-term recordings: Task Force 1996.
const LONG_NANOS: i64 = 5 * MINUTE;
/// From one to the next; this project.
const LONG_STEP_NANOS: i64 = MINUTE;
/// The whole recording is measured up to this length, so that memory is bounded: the Task Force's long recordings last a day.
const WHOLE_NANOS: i64 = 24 * HOUR;

/// Windows that are still open.
#[derive(Debug)]
pub(super) struct HeartWindows {
    cutters: Vec<(Laid, Cutter)>,
    /// Moments in which samples came, a second apart at least: windows without any are passed over.
    seen: Vec<i64>,
    intervals: Vec<NormalInterval>,
    quality: HeartQuality,
    whole: Whole,
}

/// What is kept of the whole recording.
#[derive(Debug, Default)]
struct Whole {
    span: Option<(i64, i64)>,
    intervals: Vec<NormalInterval>,
    index_sum: f64,
    pieces: u32,
}

impl HeartWindows {
    pub(super) fn new(settings: &RecordingSettings, origin: Timestamp) -> Self {
        let mut cutters = vec![(Laid::Chosen, Cutter::new(settings.windowing, origin, &settings.marks))];
        if settings.windowing.length_nanos() < LONG_NANOS {
            let long = Windowing::Sliding { length_nanos: LONG_NANOS, step_nanos: LONG_STEP_NANOS };
            cutters.push((Laid::Long, Cutter::new(long, origin, &[])));
        }
        let (seen, intervals) = (Vec::new(), Vec::new());
        Self { cutters, seen, intervals, quality: HeartQuality::default(), whole: Whole::default() }
    }

    /// Takes the times of samples.
    pub(super) fn see(&mut self, time_nanos: &[i64]) {
        for time in time_nanos {
            if self.seen.last().is_none_or(|last| time.saturating_sub(*last) >= SECOND) {
                self.seen.push(*time);
            }
            self.whole.span = Some((self.whole.span.map_or(*time, |span| span.0), *time));
        }
    }

    /// Takes an interval that may be used.
    pub(super) fn push(&mut self, interval: NormalInterval) {
        self.intervals.push(interval);
        if self.whole.span.is_some_and(|span| interval.end_nanos.saturating_sub(span.0) < WHOLE_NANOS) {
            self.whole.intervals.push(interval);
        }
    }

    /// Takes stretches whose quality is known.
    pub(super) fn judge(&mut self, pieces: Vec<QualityPiece>) {
        for piece in &pieces {
            self.whole.index_sum += piece.index;
            self.whole.pieces += 1;
        }
        self.quality.pieces.extend(pieces);
    }

    /// Measures the windows that end at or before a moment up to which all intervals and quality are known.
    pub(super) fn settle(&mut self, settled: i64, sink: &mut Sink) {
        let first = self.whole.span.map_or(i64::MIN, |span| span.0);
        let mut needed = i64::MAX;
        let mut cutters = std::mem::take(&mut self.cutters);
        for (laid, cutter) in &mut cutters {
            let mut oldest = self.seen.first().copied();
            while let Some(span) = oldest.and_then(|oldest| cutter.next_ready(oldest, settled)) {
                if *laid != Laid::Long || span.start.0 >= first {
                    self.measure(span, *laid, sink);
                }
                let from = cutter.needed_from(oldest.unwrap_or(i64::MIN));
                oldest = self.seen.get(self.seen.partition_point(|time| *time < from)).copied();
            }
            needed = needed.min(oldest.map_or(i64::MAX, |oldest| cutter.needed_from(oldest)));
        }
        self.cutters = cutters;
        self.forget(needed);
    }

    fn forget(&mut self, needed: i64) {
        self.seen.drain(..self.seen.partition_point(|time| *time < needed));
        self.intervals.drain(..self.intervals.partition_point(|interval| interval.end_nanos < needed));
        self.quality.pieces.retain(|piece| piece.end_nanos > needed);
    }

    fn measure(&self, span: Span, laid: Laid, sink: &mut Sink) {
        let index = if self.whole.pieces == 0 { 1.0 } else { self.quality.between(span.start.0, span.end.0) };
        tell(&HeartWindow::new(span, &self.intervals, index), laid, sink);
    }

    /// Ends the stream. Windows of five minutes are whole ones only: what is shorter is told by the others.
    pub(super) fn finish(&mut self, sink: &mut Sink) {
        let Some((first, last)) = self.whole.span else { return };
        let end = self.intervals.last().map_or(last, |interval| interval.end_nanos).max(last).saturating_add(1);
        self.settle(end, sink);
        let rest = self.seen.first().map(|oldest| Span::new(Timestamp(*oldest), Timestamp(end)));
        if let (Some(rest), Some((laid, mut cutter))) = (rest, self.cutters.first().cloned()) {
            for span in cutter.rest(rest) {
                self.measure(span, laid, sink);
            }
        }
        let whole = std::mem::take(&mut self.whole);
        let index = if whole.pieces == 0 { 1.0 } else { whole.index_sum / f64::from(whole.pieces) };
        if end.saturating_sub(first) > WHOLE_NANOS {
            sink.note("features of the whole recording are those of its first 24 hours");
        }
        let span = Span::new(Timestamp(first), Timestamp(end.min(first.saturating_add(WHOLE_NANOS))));
        tell(&HeartWindow::new(span, &whole.intervals, index), Laid::Whole, sink);
    }
}

fn tell(window: &HeartWindow, laid: Laid, sink: &mut Sink) {
    for feature in ALL {
        sink.feature_of(window.span, laid, feature.info, (feature.compute)(window));
    }
}

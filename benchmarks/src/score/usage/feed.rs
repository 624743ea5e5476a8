//! Hands a recording to the stages as time goes on, as live watchers would: what is going on is known up to now, and that nobody was there is told
//! three minutes late.

use attentive_pipeline::run::{LATENESS_NANOS, Pipeline};
use attentive_types::bucket::kinds;
use attentive_types::time::MINUTE;
use attentive_types::{BucketColumns, Span, Timestamp};

/// A watcher of presence says after so long that nobody is there (ActivityWatch's default time-out), for the time since.
const TOLD_AFTER_NANOS: i64 = 3 * MINUTE;

/// Where each bucket stands.
pub struct Feed<'a> {
    recording: &'a [BucketColumns],
    /// For each bucket the first event that was not handed over to its end.
    next: Vec<usize>,
    /// Up to when that event was handed over; `None` when nothing of it was.
    until: Vec<Option<Timestamp>>,
}

impl<'a> Feed<'a> {
    /// Nothing was handed over yet.
    pub fn new(recording: &'a [BucketColumns]) -> Self {
        Self { recording, next: vec![0; recording.len()], until: vec![None; recording.len()] }
    }

    /// Hands over what is known by `now`, and settles what is ten minutes old.
    pub fn go_to(&mut self, now: Timestamp, pipeline: &mut Pipeline) {
        for ((columns, next), until) in self.recording.iter().zip(&mut self.next).zip(&mut self.until) {
            let events = &columns.events;
            for row in *next..events.len() {
                let (span, data) = (events.span(row), events.data(row));
                let is_late =
                    columns.bucket.kind == kinds::AFK && data.get("status").is_none_or(|status| status != "not-afk");
                if span.start.plus(if is_late { TOLD_AFTER_NANOS } else { 0 }) >= now {
                    break;
                }
                // Of what was handed over in part the rest.
                let from = until.unwrap_or(span.start);
                let piece = Span::new(from.min(span.end), span.end.min(now));
                pipeline.push_piece(&columns.bucket, piece, data);
                if span.end > now {
                    *until = Some(piece.end);
                    break;
                }
                (*next, *until) = (row + 1, None);
            }
        }
        pipeline.advance(now.plus(-LATENESS_NANOS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::usage::small;
    use attentive_types::time::{DAY, SECOND};

    #[test]
    fn what_is_handed_over_bit_by_bit_is_what_looking_back_finds() {
        let usage = small();
        let mut pipeline = Pipeline::new(usage.settings.clone());
        let mut feed = Feed::new(&usage.recording);
        let end = usage.judged.end;
        let mut now = usage.judged.start.plus(-2 * DAY);
        while now < end {
            feed.go_to(now, &mut pipeline);
            now = now.plus(97 * SECOND);
        }
        feed.go_to(end.plus(DAY), &mut pipeline);
        let found = pipeline.finish();
        assert_eq!(found.focus_sessions, usage.analysis.focus_sessions);
        assert_eq!(found.visits.len(), usage.analysis.visits.len());
    }
}

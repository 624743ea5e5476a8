//! After how much work is a break followed by more focus than going on?
//!
//! ```text
//! work ──────────────── 70 min ──┐ break of 5 to 45 min ┌── the half hour after the break          has the break
//! work ──────────────── 70 min ──────────────────────────── the half hour after that quarter       goes on
//! ```
//!
//! Both are compared at the same hours, out of equally focused quarters, after work of the same length without a break.

use attentive_types::time::{MINUTE, nanos_to_seconds};
use attentive_types::{PresenceKind, Span, Timestamp};

use super::About;
use super::association::Case;
use super::slot::{Course, Past, SLOT_NANOS};
use crate::recommend::hour_record::BREAK_NANOS;

/// A longer absence is the end of work, or a meal: not what a prompt could suggest.
const LONGEST_BREAK_NANOS: i64 = 45 * MINUTE;
/// Lengths of work without a break that are told apart, in minutes; the last one has no end.
const BANDS_MIN: [u32; 3] = [30, 60, 90];

/// Cases for each length of work.
pub(super) fn of(past: &Past<'_>) -> Vec<(About, Vec<Case>)> {
    let course = Course::of(past);
    let stretches = stretches(past);
    let mut bands: Vec<Vec<Case>> = vec![Vec::new(); BANDS_MIN.len()];
    let mut take = |worked: i64, at: Timestamp, after: Timestamp, has: bool| {
        let Some(band) = band_of(worked) else { return };
        let Some(outcome) = course.after_min(after) else { return };
        let stratum = u32::from(past.clock.hour(at) / 3) * 4 + u32::from(course.before(at));
        bands[band].push(Case { day: past.clock.day_number(at), stratum, has, outcome });
    };
    for (place, stretch) in stretches.iter().enumerate() {
        let mut at = stretch.start.plus(SLOT_NANOS);
        // The last quarter of a stretch is one that goes into the break.
        while at.plus(SLOT_NANOS) <= stretch.end {
            take(at - stretch.start, at, at, false);
            at = at.plus(SLOT_NANOS);
        }
        let next = stretches.get(place + 1).filter(|next| next.start - stretch.end <= LONGEST_BREAK_NANOS);
        if let Some(next) = next {
            take(stretch.nanos(), stretch.end, next.start, true);
        }
    }
    let named = bands.into_iter().enumerate().filter(|(_, cases)| cases.iter().any(|case| case.has));
    named
        .map(|(band, cases)| {
            (About::BreakAfter { from_min: BANDS_MIN[band], to_min: BANDS_MIN.get(band + 1).copied() }, cases)
        })
        .collect()
}

fn band_of(worked: i64) -> Option<usize> {
    let minutes = nanos_to_seconds(worked) / 60.0;
    BANDS_MIN.iter().rposition(|from| minutes >= f64::from(*from))
}

/// Stretches of work without a break of five minutes.
fn stretches(past: &Past<'_>) -> Vec<Span> {
    let mut all: Vec<Span> = Vec::new();
    for present in past.presence.iter().filter(|one| one.kind == PresenceKind::Present) {
        match all.last_mut() {
            Some(last) if present.span.start - last.end < BREAK_NANOS => last.end = last.end.max(present.span.end),
            _ => all.push(present.span),
        }
    }
    all
}

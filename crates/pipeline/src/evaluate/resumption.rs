//! How long does this person take to be back on a thing after focus on it was broken?
//!
//! The time from the end of a focus session to the next stay of two minutes or more on the same thing (as in Iqbal and Horvitz, 2007,
//! who count from leaving a task to the return to focused work on it). A shorter look at it is no return: people who wander among many
//! things pass the old one soon by chance. Who is not back within an hour has turned to something else and is not counted, as there is no way to
//! tell a late return from a new start; so the median speaks of returns, not of breaks.

use attentive_learn::median;
use attentive_types::time::{HOUR, MINUTE, SECOND, nanos_to_seconds};
use attentive_types::{FocusSession, Span, Visit};

/// Fewer returns than this have no median worth telling.
pub const MIN_RETURNS: usize = 5;
/// A return later than this is a new start.
const LONGEST_NANOS: i64 = HOUR;
/// A stay on the thing at least this long is a return (this project's choice).
const RETURN_NANOS: i64 = 2 * MINUTE;
/// Visits of one thing at most this far apart are one stay on it.
const SAME_STAY_NANOS: i64 = 30 * SECOND;

/// Median seconds from leaving the thing of a focus session to being back on it; `None` with fewer than [`MIN_RETURNS`].
#[must_use]
pub fn median_resumption_s(sessions: &[FocusSession], visits: &[Visit]) -> Option<f64> {
    let closed = sessions.iter().filter(|session| !session.is_open);
    let returns: Vec<f64> = closed.filter_map(|session| return_s(session, visits)).collect();
    if returns.len() < MIN_RETURNS { None } else { median(&returns) }
}

fn return_s(session: &FocusSession, visits: &[Visit]) -> Option<f64> {
    let end = session.span.end;
    let first = visits.partition_point(|visit| visit.span.start < end);
    let after = visits.get(first..)?.iter().take_while(|visit| visit.span.start - end <= LONGEST_NANOS + RETURN_NANOS);
    let mut back: Option<Span> = None;
    for visit in after.filter(|visit| is_on(visit, &session.on)) {
        let stay = match back {
            Some(stay) if visit.span.start - stay.end <= SAME_STAY_NANOS => Span::new(stay.start, visit.span.end),
            _ => visit.span,
        };
        if stay.start - end > LONGEST_NANOS {
            return None;
        }
        if stay.nanos() >= RETURN_NANOS {
            return Some(nanos_to_seconds(stay.start - end));
        }
        back = Some(stay);
    }
    None
}

/// Whether a visit is on the thing of a focus session: its category path, or its app where nothing is categorised.
fn is_on(visit: &Visit, on: &str) -> bool {
    *visit.app == *on || visit.category.join(" > ") == on
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::Timestamp;

    fn minutes(from: i64, to: i64) -> Span {
        Span::new(Timestamp(from * MINUTE), Timestamp(to * MINUTE))
    }

    fn visit(from: i64, length: i64, app: &str, category: &str) -> Visit {
        let category = category.split(" > ").map(str::to_owned).collect();
        Visit { span: minutes(from, from + length), app: app.into(), title: "".into(), site: None, category }
    }

    fn session(day: i64, is_open: bool) -> FocusSession {
        let span = minutes(day * 1_440, day * 1_440 + 30);
        FocusSession {
            span,
            on: "Work > Code".into(),
            focused_s: 0.0,
            side_steps: 0,
            broken_by: "Chat".into(),
            is_open,
        }
    }

    #[test]
    fn the_time_from_the_break_to_the_next_visit_on_the_same_thing_is_counted() {
        let mut visits = Vec::new();
        for (day, back) in [4, 5, 6, 7, 8, 200].into_iter().enumerate() {
            let end = i64::try_from(day).unwrap() * 1_440 + 30;
            visits.push(visit(end, 1, "Chat", "Comms"));
            // A look of one minute is no return; two visits of one minute side by side are.
            visits.push(visit(end + 2, 1, "Editor", "Work > Code"));
            visits.extend([0, 1].map(|later| visit(end + back + later, 1, "Editor", "Work > Code")));
        }
        let sessions: Vec<FocusSession> = (0..6).map(|day| session(day, false)).collect();
        // The sixth came back after more than an hour, which is a new start.
        assert_eq!(median_resumption_s(&sessions, &visits), Some(360.0));
        assert_eq!(median_resumption_s(&sessions[..4], &visits), None);
        let open: Vec<FocusSession> = (0..6).map(|day| session(day, true)).collect();
        assert_eq!(median_resumption_s(&open, &visits), None);
    }
}

//! How long are this person's focus sessions?

use attentive_learn::median;
use attentive_types::FocusSession;

/// Fewer sessions than this have no median worth telling.
pub const MIN_SESSIONS: usize = 5;

/// Median length of closed focus sessions in minutes; `None` with fewer than [`MIN_SESSIONS`].
#[must_use]
pub fn median_focus_min(sessions: &[FocusSession]) -> Option<f64> {
    let lengths: Vec<f64> =
        sessions.iter().filter(|session| !session.is_open).map(|session| session.span.seconds() / 60.0).collect();
    if lengths.len() < MIN_SESSIONS { None } else { median(&lengths) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::MINUTE;
    use attentive_types::{Span, Timestamp};

    #[test]
    fn the_open_session_does_not_count_and_four_are_too_few() {
        let session = |minutes: i64, is_open| FocusSession {
            span: Span::new(Timestamp(0), Timestamp(minutes * MINUTE)),
            on: "Work".into(),
            focused_s: 0.0,
            side_steps: 0,
            broken_by: "away".into(),
            is_open,
        };
        let mut sessions: Vec<FocusSession> =
            [10, 20, 30, 40].into_iter().map(|minutes| session(minutes, false)).collect();
        sessions.push(session(500, true));
        assert_eq!(median_focus_min(&sessions), None);
        sessions.push(session(50, false));
        assert_eq!(median_focus_min(&sessions), Some(30.0));
    }
}

//! Stays: how long one app was in front without leaving it. A change of title ends a visit but no stay.

use attentive_types::time::SECOND;
use attentive_types::{Span, Timestamp, Visit};

/// Two visits of one app that are at most this far apart are one stay (this project's choice: less than what counts as leaving).
const SAME_STAY_NANOS: i64 = 30 * SECOND;

/// One app in front without leaving it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay<'a> {
    /// From when to when.
    pub span: Span,
    /// The app's name.
    pub app: &'a str,
}

/// The stays of a stretch of time, oldest first: those that end after `from` and begin by `until`.
#[must_use]
pub fn stays(visits: &[Visit], from: Timestamp, until: Timestamp) -> Vec<Stay<'_>> {
    // Newest first, because a year lies before what is asked for.
    let recent =
        visits.iter().rev().skip_while(|visit| visit.span.start > until).take_while(|visit| visit.span.end > from);
    let mut stays: Vec<Stay<'_>> = Vec::new();
    for visit in recent {
        let app: &str = &visit.app;
        match stays.last_mut() {
            Some(later) if later.app == app && later.span.start - visit.span.end <= SAME_STAY_NANOS => {
                later.span.start = visit.span.start;
            }
            _ => stays.push(Stay { span: visit.span, app }),
        }
    }
    stays.reverse();
    stays
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(app: &str, title: &str, from_s: i64, to_s: i64) -> Visit {
        Visit {
            span: Span::new(Timestamp(from_s * SECOND), Timestamp(to_s * SECOND)),
            app: app.into(),
            title: title.into(),
            site: None,
            category: ["Uncategorized".into()].into(),
        }
    }

    #[test]
    fn a_change_of_title_does_not_end_a_stay_but_a_change_of_app_or_a_gap_does() {
        let visits = [
            visit("a", "one", 0, 60),
            visit("a", "two", 60, 120),
            visit("b", "", 120, 180),
            visit("b", "", 300, 360),
            visit("b", "", 385, 400),
        ];
        let all: Vec<(&str, f64)> =
            stays(&visits, Timestamp::MIN, Timestamp::MAX).iter().map(|stay| (stay.app, stay.span.seconds())).collect();
        assert_eq!(all, [("a", 120.0), ("b", 60.0), ("b", 100.0)]);
    }

    #[test]
    fn only_the_asked_stretch_is_looked_at() {
        let visits = [visit("a", "", 0, 60), visit("b", "", 60, 120), visit("c", "", 120, 180)];
        let some = stays(&visits, Timestamp(60 * SECOND), Timestamp(119 * SECOND));
        assert_eq!(some.iter().map(|stay| stay.app).collect::<Vec<_>>(), ["b"]);
    }
}

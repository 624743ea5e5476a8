//! Sessions at the machine: from coming to leaving, short absences included.

use attentive_types::time::nanos_to_seconds;
use attentive_types::{Session, Span, Timestamp};

use super::stretch::Stretch;

/// Joins stretches into sessions.
#[derive(Clone, Debug)]
pub struct Sessions {
    break_nanos: i64,
    open: Option<Open>,
}

#[derive(Clone, Copy, Debug)]
struct Open {
    start: i64,
    end: i64,
    present_nanos: i64,
    visits: u32,
}

impl Sessions {
    /// An absence of `break_nanos` or longer ends a session.
    #[must_use]
    pub fn new(break_nanos: i64) -> Self {
        Self { break_nanos, open: None }
    }

    /// Takes the next stretch, and whether a visit began with it.
    pub fn push(&mut self, stretch: &Stretch, visit_began: bool, closed: &mut Vec<Session>) {
        let is_over = self.open.is_some_and(|open| {
            let back = if stretch.is_present() { stretch.start } else { stretch.end };
            back - open.end >= self.break_nanos
        });
        if is_over {
            self.close(closed);
        }
        if !stretch.is_present() {
            return;
        }
        let fresh = Open { start: stretch.start, end: stretch.start, present_nanos: 0, visits: 0 };
        let open = self.open.get_or_insert(fresh);
        open.end = stretch.end;
        open.present_nanos += stretch.nanos();
        open.visits += u32::from(visit_began);
    }

    /// Hands out the open session at the end.
    pub fn finish(mut self, closed: &mut Vec<Session>) {
        self.close(closed);
    }

    fn close(&mut self, closed: &mut Vec<Session>) {
        closed.extend(self.open.take().map(|open| Session {
            span: Span::new(Timestamp(open.start), Timestamp(open.end)),
            present_s: nanos_to_seconds(open.present_nanos),
            visits: open.visits,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::{PresenceKind, PresenceSignal};

    fn stretch(start: i64, end: i64, presence: PresenceKind) -> Stretch {
        Stretch { start, end, presence, decided_by: PresenceSignal::Input, is_in_call: false, place: None }
    }

    #[test]
    fn a_short_absence_stays_inside_and_a_long_one_ends_the_session() {
        use PresenceKind::{Away, Present, Unknown};
        let (mut sessions, mut closed) = (Sessions::new(10), Vec::new());
        let way =
            [(0, 5, Present), (5, 14, Away), (14, 20, Present), (20, 26, Away), (26, 30, Unknown), (30, 31, Present)];
        way.iter().for_each(|(start, end, kind)| sessions.push(&stretch(*start, *end, *kind), false, &mut closed));
        sessions.finish(&mut closed);
        let spans: Vec<_> = closed.iter().map(|session| (session.span.start.0, session.span.end.0)).collect();
        assert_eq!(spans, [(0, 20), (30, 31)]);
    }
}

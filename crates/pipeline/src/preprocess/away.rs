//! Stretches away from the machine, from a shortest length on.

use attentive_types::{AwaySpan, PresenceKind, Timestamp};

use super::stretch::Stretch;

/// Joins stretches into spans away. Time that is unknown is not away.
#[derive(Clone, Debug)]
pub struct Aways {
    shortest_nanos: i64,
    open: Option<AwaySpan>,
}

impl Aways {
    /// Lists spans of at least `shortest_nanos`.
    #[must_use]
    pub fn new(shortest_nanos: i64) -> Self {
        Self { shortest_nanos, open: None }
    }

    /// Takes the next stretch. The signal that decided first stands for the whole span.
    pub fn push(&mut self, stretch: &Stretch, closed: &mut Vec<AwaySpan>) {
        if stretch.presence != PresenceKind::Away {
            self.close(closed);
            return;
        }
        match &mut self.open {
            Some(open) => open.span.end = Timestamp(stretch.end),
            None => self.open = Some(AwaySpan { span: stretch.span(), decided_by: stretch.decided_by }),
        }
    }

    /// Hands out the open span at the end.
    pub fn finish(mut self, closed: &mut Vec<AwaySpan>) {
        self.close(closed);
    }

    fn close(&mut self, closed: &mut Vec<AwaySpan>) {
        closed.extend(self.open.take().filter(|away| away.span.nanos() >= self.shortest_nanos));
    }
}

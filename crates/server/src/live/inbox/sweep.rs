//! What waits is looked at about once a second. Much of it is looked at in parts, a part a round, so that whoever asks meanwhile waits for one part alone.

use std::sync::Arc;
use std::time::Instant;

use attentive_types::{Ticket, Timestamp};

use super::TICK;

/// So many are looked at in one round: a few milliseconds.
pub(super) const PART: usize = 200;

/// How far the present sweep has come.
#[derive(Debug, Default)]
pub(super) struct Sweep {
    /// The last that was looked at; `None` between two sweeps.
    at: Option<(Timestamp, String)>,
    /// When the last sweep came to its end.
    ended: Option<Instant>,
}

impl Sweep {
    /// Whether a part is still to be looked at.
    pub(super) fn is_going(&self) -> bool {
        self.at.is_some()
    }

    /// All of it at once, which ends a sweep that is going.
    pub(super) fn whole(&mut self, all: Vec<Arc<Ticket>>) -> Vec<Arc<Ticket>> {
        (self.at, self.ended) = (None, Some(Instant::now()));
        all
    }

    /// The part that is next, of all in the order in which they came; nothing while the last sweep is younger than a tick.
    pub(super) fn next(&mut self, all: &[Arc<Ticket>]) -> Vec<Arc<Ticket>> {
        let is_fresh = self.ended.is_some_and(|ended| ended.elapsed() < TICK);
        let from = match &self.at {
            None if is_fresh => return Vec::new(),
            None => 0,
            Some(at) => all.partition_point(|ticket| place(ticket) <= (at.0, at.1.as_str())),
        };
        let part: Vec<Arc<Ticket>> = all.iter().skip(from).take(PART).cloned().collect();
        if from + part.len() < all.len() {
            self.at = part.last().map(|last| (last.demand.arrived, last.ticket_id().to_owned()));
        } else {
            (self.at, self.ended) = (None, Some(Instant::now()));
        }
        part
    }
}

/// The order in which they came.
fn place(ticket: &Ticket) -> (Timestamp, &str) {
    (ticket.demand.arrived, ticket.ticket_id())
}

#[cfg(test)]
mod tests {
    use attentive_types::{Demand, Urgency, Wish};

    use super::*;

    fn ticket(number: usize) -> Arc<Ticket> {
        let demand = Demand {
            demand_id: format!("t-{number:05}"),
            source: String::new(),
            subject: String::new(),
            urgency: Urgency::Low,
            expected_s: None,
            // Several at one moment.
            arrived: Timestamp((number / 3) as i64),
            deadline: None,
        };
        Arc::new(Ticket::new(demand, Wish::Message, String::new(), "a".to_owned()))
    }

    #[test]
    fn a_sweep_looks_at_each_once_also_when_some_go_and_come_meanwhile() {
        let mut all: Vec<Arc<Ticket>> = (0..1_000).map(ticket).collect();
        let (mut sweep, mut met) = (Sweep::default(), Vec::new());
        loop {
            let part = sweep.next(&all);
            assert!(part.len() <= PART);
            met.extend(part.iter().map(|ticket| ticket.ticket_id().to_owned()));
            if !sweep.is_going() {
                break;
            }
            all.retain(|ticket| !ticket.ticket_id().ends_with('7'));
        }
        met.push(String::new());
        let one_by_one: std::collections::BTreeSet<&String> = met.iter().collect();
        assert_eq!(one_by_one.len(), met.len(), "none twice");
        assert!(all.iter().all(|ticket| met.iter().any(|name| name == ticket.ticket_id())), "none left out");
        assert!(sweep.next(&all).is_empty(), "the next begins a tick later");
    }

    #[test]
    fn one_look_at_all_ends_a_sweep_that_is_going() {
        let mut all: Vec<Arc<Ticket>> = (0..300).map(ticket).collect();
        let mut sweep = Sweep::default();
        assert_eq!(sweep.next(&all).len(), PART);
        assert!(sweep.is_going());
        all.truncate(50);
        assert_eq!(sweep.whole(all).len(), 50);
        assert!(!sweep.is_going(), "the thread may sleep");
    }
}

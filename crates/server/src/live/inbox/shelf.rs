//! What lies in the inbox: all that is open, and the newest that ended.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use attentive_pipeline::guide::is_left_lying;
use attentive_types::{Ticket, TicketStatus, Timestamp};

/// So many that ended are kept at hand; older ones are looked up on the disk.
const ENDED: usize = 500;

/// The tickets at hand.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    tickets: HashMap<String, Arc<Ticket>>,
    /// Names of those that ended, oldest end first.
    ended: VecDeque<String>,
    /// The newest of each asker and key, also when it ended long ago: when it came, and its name.
    by_key: HashMap<(String, String), (Timestamp, String)>,
    /// How many of each asker have not ended.
    open: HashMap<String, usize>,
    open_in_all: usize,
}

impl Shelf {
    /// A shelf with these tickets.
    pub(super) fn of(mut tickets: Vec<Ticket>) -> Self {
        let mut shelf = Self::default();
        tickets.sort_by(|one, other| {
            one.ended.cmp(&other.ended).then_with(|| one.demand.arrived.cmp(&other.demand.arrived))
        });
        for ticket in tickets {
            shelf.put(Arc::new(ticket));
        }
        shelf
    }

    /// Puts a ticket where it now belongs.
    pub(super) fn put(&mut self, ticket: Arc<Ticket>) {
        if let Some(key) = &ticket.key {
            let newest = self.by_key.entry((ticket.asker.clone(), key.clone())).or_default();
            *newest = newest.clone().max((ticket.demand.arrived, ticket.ticket_id().to_owned()));
        }
        let before = self.tickets.insert(ticket.ticket_id().to_owned(), Arc::clone(&ticket));
        let was = before.as_ref().map(|ticket| ticket.status);
        if was.is_some_and(|was| !was.is_ended()) {
            self.open_in_all -= 1;
            if let Some(count) = self.open.get_mut(&ticket.asker) {
                *count -= 1;
                if *count == 0 {
                    self.open.remove(&ticket.asker);
                }
            }
        }
        if !ticket.status.is_ended() {
            self.open_in_all += 1;
            *self.open.entry(ticket.asker.clone()).or_default() += 1;
        }
        if ticket.status.is_ended() && !was.is_some_and(TicketStatus::is_ended) {
            self.ended.push_back(ticket.ticket_id().to_owned());
            if self.ended.len() > ENDED
                && let Some(oldest) = self.ended.pop_front()
            {
                self.tickets.remove(&oldest);
            }
        }
    }

    /// One by its name.
    pub(crate) fn get(&self, ticket_id: &str) -> Option<Arc<Ticket>> {
        self.tickets.get(ticket_id).cloned()
    }

    /// The name of that asker's ticket with that key.
    pub(super) fn by_key(&self, asker: &str, key: &str) -> Option<String> {
        self.by_key.get(&(asker.to_owned(), key.to_owned())).map(|(_, name)| name.clone())
    }

    /// All that waits or was delivered and is not done, in the order in which they came.
    pub(crate) fn open(&self) -> Vec<Arc<Ticket>> {
        let open = self.tickets.values().filter(|ticket| !ticket.status.is_ended());
        sorted(open.cloned().collect())
    }

    /// All about which something is still to be decided, and what presses and may have to be told again, in the order in which they came.
    pub(super) fn to_be_looked_at(&self, now: Timestamp) -> Vec<Arc<Ticket>> {
        let is_wanted = |ticket: &&Arc<Ticket>| ticket.is_unsettled() || is_left_lying(ticket, now);
        sorted(self.tickets.values().filter(is_wanted).cloned().collect())
    }

    /// Those that ended last, newest first.
    pub(crate) fn ended(&self, most: usize) -> Vec<Arc<Ticket>> {
        self.ended.iter().rev().take(most).filter_map(|name| self.get(name)).collect()
    }

    /// How many of an asker have not ended, and how many in all.
    pub(super) fn open_of(&self, asker: &str) -> (usize, usize) {
        (self.open.get(asker).copied().unwrap_or_default(), self.open_in_all)
    }
}

fn sorted(mut tickets: Vec<Arc<Ticket>>) -> Vec<Arc<Ticket>> {
    tickets.sort_by(|one, other| {
        one.demand.arrived.cmp(&other.demand.arrived).then_with(|| one.ticket_id().cmp(other.ticket_id()))
    });
    tickets
}

//! What lies in the inbox: all that is open, and the newest that ended.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use attentive_types::{Ticket, TicketStatus};

/// So many that ended are kept at hand; older ones are looked up on the disk.
const ENDED: usize = 500;

/// The tickets at hand.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    tickets: HashMap<String, Arc<Ticket>>,
    /// Names of those that ended, oldest end first.
    ended: VecDeque<String>,
    /// Names by asker and key, of those that ended long ago as well.
    by_key: HashMap<(String, String), String>,
    /// How many of each asker wait.
    waiting: HashMap<String, usize>,
    waiting_in_all: usize,
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
            self.by_key.insert((ticket.asker.clone(), key.clone()), ticket.ticket_id().to_owned());
        }
        let before = self.tickets.insert(ticket.ticket_id().to_owned(), Arc::clone(&ticket));
        let was = before.as_ref().map(|ticket| ticket.status);
        if was == Some(TicketStatus::Waiting) {
            self.waiting_in_all -= 1;
            if let Some(count) = self.waiting.get_mut(&ticket.asker) {
                *count -= 1;
                if *count == 0 {
                    self.waiting.remove(&ticket.asker);
                }
            }
        }
        if ticket.status == TicketStatus::Waiting {
            self.waiting_in_all += 1;
            *self.waiting.entry(ticket.asker.clone()).or_default() += 1;
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
        self.by_key.get(&(asker.to_owned(), key.to_owned())).cloned()
    }

    /// All that waits or was delivered and is not done, in the order in which they came.
    pub(crate) fn open(&self) -> Vec<Arc<Ticket>> {
        let open = self.tickets.values().filter(|ticket| !ticket.status.is_ended());
        sorted(open.cloned().collect())
    }

    /// Those that ended last, newest first.
    pub(crate) fn ended(&self, most: usize) -> Vec<Arc<Ticket>> {
        self.ended.iter().rev().take(most).filter_map(|name| self.get(name)).collect()
    }

    /// How many of an asker wait, and how many in all.
    pub(super) fn waiting_of(&self, asker: &str) -> (usize, usize) {
        (self.waiting.get(asker).copied().unwrap_or_default(), self.waiting_in_all)
    }
}

fn sorted(mut tickets: Vec<Arc<Ticket>>) -> Vec<Arc<Ticket>> {
    tickets.sort_by(|one, other| {
        one.demand.arrived.cmp(&other.demand.arrived).then_with(|| one.ticket_id().cmp(other.ticket_id()))
    });
    tickets
}

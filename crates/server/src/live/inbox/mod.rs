//! The inbox: everything that asks for the person's attention waits here, is decided about again and again, and comes when it should.
//!
//! ```text
//! doors, sensors ── calls ──> one thread ──> decide (all that waits, at once) ──> one commit ──> replies, shelf, news
//!                                 ^                                                               │
//!                                 └────────────── every second, and when asked ───────────────────┘
//! ```
//!
//! One thread holds the pen, so that nothing is decided twice. It takes all calls that wait at once: fifty assistants that ask at the
//! same moment cost one look at the moment and one commit. What it answers is on the disk before. Who only looks reads the [`Shelf`].

mod again;
mod call;
mod fault;
mod kept;
mod round;
mod shelf;
mod sweep;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use attentive_store::{Store, StoreError};
use attentive_text::demand::{Asked, DemandWords, Understood, understand};
use attentive_types::{Demand, SensedDemand, Ticket, Timestamp, Urgency, Wish};
use tokio::sync::{oneshot, watch};

pub(crate) use call::Deed;
use call::{Act, Call};
pub(crate) use fault::InboxError;
pub(super) use kept::prune;
pub(crate) use shelf::Shelf;
use sweep::Sweep;

use super::Inner;

/// How often what waits is decided about again when nobody asks.
const TICK: Duration = Duration::from_secs(1);
/// So many calls are answered by one commit at most.
const AT_ONCE: usize = 512;
/// Demands of one assistant that may lie open at the same time, and of the person's own programs.
const MOST_OF_ONE: usize = 200;
const MOST_OF_OWN: usize = 2_000;
/// Demands that may lie open in all.
const MOST: usize = 5_000;

/// The inbox as its callers see it.
pub(crate) struct Inbox {
    calls: Sender<Call>,
    taken: Mutex<Option<Receiver<Call>>>,
    shelf: RwLock<Shelf>,
    version: watch::Sender<u64>,
}

impl Inbox {
    /// What the store holds.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn of_store(store: &Store, now: Timestamp) -> Result<Self, StoreError> {
        let (calls, taken) = channel();
        let shelf = RwLock::new(Shelf::of(kept::recent(store, now)?));
        Ok(Self { calls, taken: Mutex::new(Some(taken)), shelf, version: watch::Sender::new(0) })
    }

    /// What lies in it.
    pub(crate) fn look<T>(&self, read: impl FnOnce(&Shelf) -> T) -> T {
        read(&self.shelf.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Turns with every change.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.version.subscribe()
    }

    /// Lets the thread look up, to end or to read again.
    pub(crate) fn wake(&self) {
        let _gone = self.calls.send(Call::Wake);
    }

    /// Lets the thread read the store again, after something was forgotten or imported.
    pub(crate) fn read_again(&self) {
        let _gone = self.calls.send(Call::ReadAgain);
    }

    async fn call(&self, act: Act) -> Result<Arc<Ticket>, InboxError> {
        let (reply, answer) = oneshot::channel();
        self.calls.send(Call::Act { act, reply }).map_err(|_| InboxError::Closed)?;
        answer.await.map_err(|_| InboxError::Closed)?
    }

    /// Takes up new prices, which nobody waits for.
    fn refresh(&self, tickets: Vec<Arc<Ticket>>) {
        let mut shelf = self.shelf.write().unwrap_or_else(PoisonError::into_inner);
        tickets.into_iter().for_each(|ticket| shelf.put(ticket));
    }

    fn change(&self, change: impl FnOnce(&mut Shelf)) {
        change(&mut self.shelf.write().unwrap_or_else(PoisonError::into_inner));
        self.version.send_modify(|version| *version += 1);
    }
}

/// What somebody brings in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Incoming {
    /// What asks for attention; its name is given by the inbox.
    pub(crate) demand: Demand,
    /// What whoever asks would have.
    pub(crate) wish: Wish,
    /// More than the subject; empty when there is no more.
    pub(crate) body: String,
    /// How much whoever asks says that it presses; `None` leaves that to its words.
    pub(crate) urgency: Option<Urgency>,
    /// Whether it is a task, which does not lapse when it is due.
    pub(crate) stays: bool,
    /// What tells it from others of who brings it in; the same again is answered by the ticket that there is.
    pub(crate) key: Option<String>,
    /// Who brings it in.
    pub(crate) asker: String,
}

impl Inner {
    /// Takes a demand and answers with its ticket, decided about and on the disk.
    ///
    /// # Errors
    /// When it says nothing that could be asked for, too many wait, a privacy filter forbids it, or it cannot be stored.
    pub(crate) async fn take_in(self: &Arc<Self>, incoming: Incoming) -> Result<Arc<Ticket>, InboxError> {
        let screened = if self.options.understanding.asks_models() {
            // Reading a model and asking it may take long: not on a thread that serves connections.
            let inner = Arc::clone(self);
            let screened = tokio::task::spawn_blocking(move || inner.screened(incoming)).await;
            screened.map_err(|_| InboxError::Closed)??
        } else {
            self.screened(incoming)?
        };
        self.inbox.call(Act::Add(Box::new(screened))).await
    }

    /// The same for a sensor's thread, which waits.
    ///
    /// # Errors
    /// As [`Inner::take_in`].
    pub(crate) fn take_in_now(&self, seen: SensedDemand, asker: &str) -> Result<(), InboxError> {
        let SensedDemand { source, subject, body, urgency, at } = seen;
        let demand = Demand {
            demand_id: String::new(),
            source,
            subject,
            urgency,
            expected_s: None,
            arrived: at,
            deadline: None,
        };
        let incoming = self.screened(Incoming {
            demand,
            wish: Wish::Message,
            body,
            stays: false,
            key: None,
            urgency: Some(urgency).filter(|said| *said != Urgency::Normal),
            asker: asker.to_owned(),
        })?;
        let (reply, answer) = oneshot::channel();
        self.inbox
            .calls
            .send(Call::Act { act: Act::Add(Box::new(incoming)), reply })
            .map_err(|_| InboxError::Closed)?;
        answer.blocking_recv().map_err(|_| InboxError::Closed)?.map(drop)
    }

    /// Does something with a ticket.
    ///
    /// # Errors
    /// When there is no such ticket, it has ended, the deed does not fit it, or it cannot be stored.
    pub(crate) async fn with_ticket(
        &self,
        ticket_id: &str,
        mut deed: Deed,
        by: &str,
    ) -> Result<Arc<Ticket>, InboxError> {
        if let Deed::Answer(text) | Deed::Report(text) = &mut deed {
            let bucket = kept::bucket_name(&self.options.hostname);
            *text = self.screening.text(&bucket, text).ok_or(InboxError::Filtered)?;
        }
        self.inbox.call(Act::Do { ticket_id: ticket_id.to_owned(), deed, by: by.to_owned() }).await
    }

    /// A ticket by its name, also one that ended long ago.
    ///
    /// # Errors
    /// When there is none, or the store cannot be read.
    pub(crate) fn ticket(&self, ticket_id: &str) -> Result<Arc<Ticket>, InboxError> {
        if let Some(ticket) = self.inbox.look(|shelf| shelf.get(ticket_id)) {
            return Ok(ticket);
        }
        kept::find(&self.store, ticket_id)?.map(Arc::new).ok_or(InboxError::NoSuchTicket)
    }

    /// What may be kept of it, and what its words say: the privacy filters of texts hold here, too, before anything touches the disk.
    fn screened(&self, mut incoming: Incoming) -> Result<(Incoming, Understood), InboxError> {
        call::check(&incoming)?;
        let bucket = kept::bucket_name(&self.options.hostname);
        let screen = |text: &mut String| -> Result<(), InboxError> {
            if !text.is_empty() {
                *text = self.screening.text(&bucket, text).ok_or(InboxError::Filtered)?;
            }
            Ok(())
        };
        for text in [&mut incoming.demand.source, &mut incoming.demand.subject, &mut incoming.body] {
            screen(text)?;
        }
        if let Wish::Question { options, default } = &mut incoming.wish {
            options.iter_mut().chain(default).try_for_each(screen)?;
        }
        // Keys of other programs often hold the subject; here they need only be known again.
        incoming.key = incoming.key.map(|key| {
            // Programs that come in by the same door do not know each other's keys.
            let whole = format!("{}\n{key}", incoming.demand.source);
            self.screening.pseudonym(&whole)
        });
        let local = self.local_time();
        let (demand, body) = (&incoming.demand, &incoming.body);
        let from = Some(demand.source.as_str());
        let asked = Asked { subject: &demand.subject, body, from, now: self.data_clock.now(), clock: &local.clock };
        let models = self.texts.own(&self.options.understanding);
        let mut understood = understand(&asked, DemandWords::own(), &models.view());
        understood.notes.extend(models.notes.iter().cloned());
        // Words alone never pass quiet hours: for that somebody must say that it is urgent.
        incoming.demand.urgency = incoming.urgency.unwrap_or_else(|| understood.urgency.is.min(Urgency::High));
        Ok((incoming, understood))
    }
}

/// Runs until the program ends.
pub(crate) fn run(inner: &Arc<Inner>) {
    let taken = inner.inbox.taken.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(calls) = taken else { return };
    let mut sweep = Sweep::default();
    while !inner.stop.is_set() {
        let first = calls.recv_timeout(if sweep.is_going() { Duration::ZERO } else { TICK });
        let waiting: Vec<Call> = first.into_iter().chain(calls.try_iter()).take(AT_ONCE).collect();
        if inner.stop.is_set() {
            break;
        }
        // Whoever asked in a round that broke is told so, as the answers are dropped; the next round begins from what the disk holds.
        if !is_done(|| round::run(inner, waiting, &mut sweep)) {
            tracing::error!("a round of the inbox broke; it goes on with what was stored");
            sweep = Sweep::default();
            if !is_done(|| round::run(inner, vec![Call::ReadAgain], &mut sweep)) {
                tracing::error!("and so did the next; it is tried again");
                sweep = Sweep::default();
                std::thread::sleep(TICK);
            }
        }
    }
}

/// Whether it came to its end without a panic.
fn is_done(round: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(round)).is_ok()
}

#[cfg(test)]
#[path = "inbox_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "focus_tests.rs"]
mod focus_tests;

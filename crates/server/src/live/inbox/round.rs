//! One round of the inbox: all calls that wait, one look at the moment and at what waits or a part of it, one commit, all answers.

use std::collections::HashMap;
use std::sync::Arc;

use attentive_pipeline::decide::{Fate, FocusMode, Held, Promise, Verdict};
use attentive_text::demand::Understood;
use attentive_types::time::{DAY, HOUR};
use attentive_types::{Ticket, TicketStatus, Timestamp, Urgency, Wish};
use tokio::sync::oneshot;

use super::super::Inner;
use super::super::news::News;
use super::call::{Act, Call, deliver};
use super::shelf::Shelf;
use super::sweep::{self, Sweep};
use super::{InboxError, Incoming, again, kept};

/// Who did what nobody asked for.
const SELF: &str = "attentive";
/// A task asks for attention so long before it is due (this project's choice: the working day before).
const NEAR: i64 = DAY;
/// It presses so long before, as a demand whose words name such a moment.
const PRESSES: i64 = 4 * HOUR;
/// Who brings in what the desktop shows.
const NOTIFICATIONS: &str = "notifications";

type Reply = oneshot::Sender<Result<Arc<Ticket>, InboxError>>;

/// One ticket as this round changes it.
struct Change {
    ticket: Ticket,
    /// Whether it came in this round.
    is_new: bool,
    /// Whether the disk must know of it; a price that moved need not be.
    must_keep: bool,
    /// Whether it was brought before, left lying, and is told once more.
    is_told_again: bool,
    replies: Vec<Reply>,
}

/// All that one round changes.
struct Round<'a> {
    inner: &'a Arc<Inner>,
    now: Timestamp,
    changes: Vec<Change>,
    places: HashMap<String, usize>,
    /// Whether all that is to be looked at is among the changes.
    is_whole: bool,
    /// The focus mode that ends with what this round brings.
    ended_mode: Option<FocusMode>,
}

/// Runs one round.
pub(super) fn run(inner: &Arc<Inner>, calls: Vec<Call>, sweep: &mut Sweep) {
    let now = inner.data_clock.now();
    let mut round = Round { inner, now, changes: Vec::new(), places: HashMap::new(), is_whole: true, ended_mode: None };
    // First, so that nobody's call meets what was forgotten.
    if calls.iter().any(|call| matches!(call, Call::ReadAgain)) {
        round.read_again();
    }
    for call in calls {
        if let Call::Act { act, reply } = call {
            round.act(act, reply);
        }
    }
    round.take_up(sweep);
    round.decide();
    round.keep();
}

impl Round<'_> {
    fn read_again(&self) {
        match kept::recent(&self.inner.store, self.now) {
            Ok(tickets) => self.inner.inbox.change(|shelf| *shelf = Shelf::of(tickets)),
            Err(error) => tracing::warn!("could not read the inbox again: {error}"),
        }
    }

    fn act(&mut self, act: Act, reply: Reply) {
        let done = match act {
            Act::Add(incoming) => self.add(*incoming),
            Act::Do { ticket_id, deed, by } => self.place_of(&ticket_id).and_then(|place| {
                let change = &mut self.changes[place];
                deed.apply(&mut change.ticket, &by, self.now)?;
                change.must_keep = true;
                Ok(place)
            }),
        };
        match done {
            Ok(place) => self.changes[place].replies.push(reply),
            // Whoever asked may be gone.
            Err(error) => drop(reply.send(Err(error))),
        }
    }

    fn add(&mut self, (incoming, understood): (Incoming, Understood)) -> Result<usize, InboxError> {
        let Incoming { mut demand, wish, body, stays, key, asker, urgency: _ } = incoming;
        if let Some(known) = key.as_deref().and_then(|key| self.same(&asker, key)) {
            let place = self.place_of(&known)?;
            if !has_lapsed(&self.changes[place].ticket) {
                return Ok(place);
            }
        }
        let is_own = |change: &&Change| change.is_new && change.ticket.asker == asker;
        self.inner.inbox.room_for(&asker, self.changes.iter().filter(is_own).count() + 1)?;
        demand.arrived = self.now;
        demand.demand_id = kept::name(self.now, self.inner.guide.number());
        let not_json = |error: serde_json::Error| InboxError::Unfit(format!("it could not be written down: {error}"));
        let understood = Some(serde_json::to_value(understood).map_err(not_json)?);
        Ok(self.push(Ticket { stays, key, understood, ..Ticket::new(demand, wish, body, asker) }, true))
    }

    /// The ticket of that asker with that key, among those at hand.
    fn same(&self, asker: &str, key: &str) -> Option<String> {
        let is_same = |ticket: &Ticket| ticket.asker == asker && ticket.key.as_deref() == Some(key);
        let new = self.changes.iter().find(|change| is_same(&change.ticket));
        let new = new.map(|change| change.ticket.ticket_id().to_owned());
        new.or_else(|| self.inner.inbox.look(|shelf| shelf.by_key(asker, key)))
    }

    fn push(&mut self, ticket: Ticket, is_new: bool) -> usize {
        let place = self.changes.len();
        self.places.insert(ticket.ticket_id().to_owned(), place);
        let replies = Vec::new();
        self.changes.push(Change { ticket, is_new, must_keep: is_new, is_told_again: false, replies });
        place
    }

    /// Where a ticket stands among the changes; it is taken up when it is not among them.
    fn place_of(&mut self, ticket_id: &str) -> Result<usize, InboxError> {
        if let Some(place) = self.places.get(ticket_id) {
            return Ok(*place);
        }
        let ticket = self.inner.ticket(ticket_id)?;
        Ok(self.push((*ticket).clone(), false))
    }

    /// Takes up what is to be looked at in this round: all of it while it is little, or while focus mode ends, as all comes together then; else a part.
    fn take_up(&mut self, sweep: &mut Sweep) {
        let all = self.inner.inbox.look(|shelf| shelf.to_be_looked_at(self.now));
        let is_ending = self.inner.focus_mode.ending(self.now).is_some();
        self.is_whole = all.len() <= sweep::PART || is_ending;
        // One that looks at all leaves nothing of a sweep in parts to be done.
        let part = if self.is_whole { sweep.whole(all) } else { sweep.next(&all) };
        self.take(part);
    }

    fn take(&mut self, tickets: Vec<Arc<Ticket>>) {
        for ticket in tickets {
            if !self.places.contains_key(ticket.ticket_id()) {
                self.push((*ticket).clone(), false);
            }
        }
    }

    /// Decides about all that waits, and lets questions that nobody answered end.
    fn decide(&mut self) {
        let now = self.now;
        // What the person put off is not looked at before its time, unless it would then be too late.
        let is_put_off = |ticket: &Ticket| {
            ticket.not_before.is_some_and(|until| now < until) && !is_over(ticket, now) || is_far(ticket, now)
        };
        let waits = |change: &Change| change.ticket.status == TicketStatus::Waiting && !is_put_off(&change.ticket);
        let all_held = |changes: &[Change]| -> Vec<Held> {
            changes.iter().filter(|change| waits(change)).map(|change| held(&change.ticket, now)).collect()
        };
        let mut held = all_held(&self.changes);
        let again = again::Again::of(self.inner, now);
        let is_asked = !held.is_empty() || self.changes.iter().any(|change| again.may_be(&change.ticket));
        // Before the stages look, so that they never see less of its end than is seen here.
        let ending = self.inner.focus_mode.ending(now);
        if is_asked {
            let mut advice = self.inner.advise(now, &held);
            if !self.is_whole && held.iter().zip(&advice.verdicts).any(|(held, verdict)| takes_along(held, verdict)) {
                self.take(self.inner.inbox.look(|shelf| shelf.to_be_looked_at(self.now)));
                self.is_whole = true;
                held = all_held(&self.changes);
                advice = self.inner.advise(now, &held);
            }
            for change in self.changes.iter_mut().filter(|change| again.is_due(&change.ticket, &advice)) {
                again::tell(&mut change.ticket, SELF, now);
                (change.must_keep, change.is_told_again) = (true, true);
            }
            for (change, verdict) in self.changes.iter_mut().filter(|change| waits(change)).zip(advice.verdicts) {
                change.must_keep |= settle(&mut change.ticket, verdict, now);
            }
        }
        // It may have begun to end since all was taken up, and then the next round sees it.
        self.ended_mode = ending.filter(|_| self.is_whole && !self.changes.iter().any(waits));
        for change in &mut self.changes {
            let is_question = matches!(change.ticket.wish, Wish::Question { .. });
            if is_question && is_over(&change.ticket, now) && change.ticket.status == TicketStatus::Delivered {
                change.ticket.step(TicketStatus::Expired, ("expired", SELF), now);
                change.must_keep = true;
            }
        }
    }

    /// Puts all on the disk, then on the shelf, then answers.
    fn keep(self) {
        let Self { inner, mut changes, now, ended_mode, .. } = self;
        drop_forgotten(inner, &mut changes);
        let to_keep: Vec<&Ticket> =
            changes.iter().filter(|change| change.must_keep).map(|change| &change.ticket).collect();
        if let Err(error) = kept::write(&inner.store, &inner.options.hostname, &to_keep) {
            tracing::warn!("could not keep what is in the inbox, so nothing is brought: {error}");
            for reply in changes.into_iter().flat_map(|change| change.replies) {
                drop(reply.send(Err(error.clone().into())));
            }
            return;
        }
        let is_changed = !to_keep.is_empty();
        let (mut brought, mut again) = (Vec::new(), Vec::new());
        let mut answers = Vec::new();
        let mut put = Vec::with_capacity(changes.len());
        for Change { ticket, replies, must_keep, is_new, is_told_again } in changes {
            let ticket = Arc::new(ticket);
            if is_told_again && ticket.status == TicketStatus::Delivered {
                again.push(Arc::clone(&ticket));
            }
            let is_told = must_keep && ticket.delivered == Some(now) && ticket.status == TicketStatus::Delivered;
            // The desktop has just shown it by itself.
            let is_shown = is_new && ticket.asker == NOTIFICATIONS;
            if is_told && !is_shown {
                brought.push(Arc::clone(&ticket));
            }
            answers.extend(replies.into_iter().map(|reply| (reply, Arc::clone(&ticket))));
            put.push(ticket);
        }
        if is_changed {
            inner.inbox.change(|shelf| put.into_iter().for_each(|ticket| shelf.put(ticket)));
            inner.newsroom.tell(News::Inbox);
        } else if !put.is_empty() {
            inner.inbox.refresh(put);
        }
        for (reply, ticket) in answers {
            drop(reply.send(Ok(ticket)));
        }
        if let Some(mode) = ended_mode {
            inner.finish_focus_mode(mode, brought.len());
        }
        inner.bring(&brought);
        inner.remind(&again);
    }
}

/// Leaves out what would be written although it was forgotten since it was read: writing it would bring it back.
fn drop_forgotten(inner: &Inner, changes: &mut Vec<Change>) {
    let is_forgotten = |change: &Change| {
        let is_looked_for = change.must_keep && !change.is_new;
        is_looked_for && matches!(kept::find(&inner.store, change.ticket.ticket_id()), Ok(None))
    };
    for place in (0..changes.len()).rev() {
        if changes.get(place).is_some_and(is_forgotten) {
            for reply in changes.remove(place).replies {
                drop(reply.send(Err(InboxError::NoSuchTicket)));
            }
        }
    }
}

/// Whether it ended without a word of the person: the same again is asked anew.
fn has_lapsed(ticket: &Ticket) -> bool {
    match ticket.status {
        TicketStatus::Expired => true,
        TicketStatus::Refused => ticket.steps.last().is_some_and(|step| step.by == SELF),
        _ => false,
    }
}

/// Whether it is worth nothing any more.
fn is_over(ticket: &Ticket, now: Timestamp) -> bool {
    !ticket.stays && ticket.demand.deadline.is_some_and(|deadline| deadline <= now)
}

/// Whether it is a task that is due later than soon: it lies in the inbox and is planned with, but asks for no attention yet.
fn is_far(ticket: &Ticket, now: Timestamp) -> bool {
    ticket.stays && ticket.demand.deadline.is_some_and(|due| now < due.plus(-NEAR))
}

/// A ticket as the queue knows it.
fn held(ticket: &Ticket, now: Timestamp) -> Held {
    let mut demand = ticket.demand.clone();
    if ticket.stays {
        // It is not worth less after it was due: it presses more.
        let is_due_soon = demand.deadline.take().is_some_and(|due| due.plus(-PRESSES) <= now);
        demand.urgency = if is_due_soon { demand.urgency.max(Urgency::High) } else { demand.urgency };
    }
    let promise = Promise { by: ticket.promised, from: ticket.batch_from };
    // A permission may be asked for by who is gone since: that is no reason to bring others.
    Held { demand, promise, takes_along: ticket.wish != Wish::Permission }
}

/// Whether it is brought and others may come along, so that all must be looked at.
fn takes_along(held: &Held, verdict: &Verdict) -> bool {
    verdict.fate == Fate::Deliver && held.takes_along && held.demand.urgency != Urgency::Urgent
}

/// What follows from a look; whether the disk must know of it.
fn settle(ticket: &mut Ticket, verdict: Verdict, now: Timestamp) -> bool {
    let Verdict { fate, decision } = verdict;
    let is_over = is_over(ticket, now);
    let is_first = ticket.decision.is_none();
    ticket.decision = Some(decision);
    match fate {
        Fate::Deliver => deliver(ticket, SELF, now),
        Fate::Drop if is_over => ticket.step(TicketStatus::Expired, ("expired", SELF), now),
        Fate::Drop => ticket.step(TicketStatus::Refused, ("refused", SELF), now),
        Fate::Hold(promise) => {
            let is_new = (ticket.promised, ticket.batch_from) != (promise.by, promise.from);
            (ticket.promised, ticket.batch_from) = (promise.by, promise.from);
            return is_first || is_new;
        }
    }
    true
}

//! What callers want of the inbox, and whether it can be asked for.

use std::sync::Arc;

use attentive_text::demand::Understood;
use attentive_types::{Ticket, TicketStatus, Timestamp, Wish};
use tokio::sync::oneshot;

use super::{Inbox, InboxError, Incoming};

/// Letters of a source or a subject at most.
const LONGEST_LINE: usize = 1_000;
/// Letters of a body or an answer at most.
pub(super) const LONGEST_TEXT: usize = 20_000;
/// Answers to choose from at most, and letters of each.
const OPTIONS: (usize, usize) = (20, 200);

/// Steps of a ticket after which reports add none.
const MOST_STEPS: usize = 100;

/// One call.
pub(super) enum Call {
    /// Something to be done, and where the answer goes.
    Act {
        /// What.
        act: Act,
        /// Where the answer goes.
        reply: oneshot::Sender<Result<Arc<Ticket>, InboxError>>,
    },
    /// Look up.
    Wake,
    /// The store was changed by others.
    ReadAgain,
}

/// Something to be done.
pub(super) enum Act {
    /// Take a demand in, with what its words say.
    Add(Box<(Incoming, Understood)>),
    /// Do something with a ticket.
    Do {
        /// Its name.
        ticket_id: String,
        /// What.
        deed: Deed,
        /// Who.
        by: String,
    },
}

/// Something to be done with a ticket.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Deed {
    /// Bring it now.
    Deliver,
    /// The person has seen it, and it is done.
    Close,
    /// The person wants nothing of it: a message is done, and whoever asked something is told no.
    Refuse,
    /// The person answers.
    Answer(String),
    /// The person wants it later.
    Snooze(Timestamp),
    /// Whoever asked takes it back.
    Withdraw,
    /// Whoever asked says what came of it.
    Report(String),
}

/// What is wrong with a demand.
pub(super) fn check(incoming: &Incoming) -> Result<(), InboxError> {
    let unfit = |text: String| Err(InboxError::Unfit(text));
    let is_longer = |text: &str, most: usize| text.chars().nth(most).is_some();
    let demand = &incoming.demand;
    for (name, text, most) in [
        ("source", &demand.source, LONGEST_LINE),
        ("subject", &demand.subject, LONGEST_LINE),
        ("body", &incoming.body, LONGEST_TEXT),
        ("key", incoming.key.as_ref().unwrap_or(&String::new()), LONGEST_LINE),
    ] {
        if is_longer(text, most) {
            return unfit(format!("{name}: expected at most {most} characters"));
        }
    }
    let is_odd = |letter: char| letter.is_control() && !matches!(letter, '\n' | '\t' | '\r');
    if [&demand.source, &demand.subject, &incoming.body].into_iter().any(|text| text.contains(is_odd)) {
        // They would reach the terminals of whoever lists the inbox.
        return unfit("source, subject and body: expected text, found control characters".to_owned());
    }
    if demand.subject.trim().is_empty() {
        return unfit("subject: expected what it is about, found nothing".to_owned());
    }
    if demand.expected_s.is_some_and(|seconds| !seconds.is_finite() || seconds < 0.0) {
        return unfit("expected_s: expected seconds, 0 or more".to_owned());
    }
    if let Wish::Question { options, default } = &incoming.wish {
        let (most, longest) = OPTIONS;
        if options.len() > most || options.iter().chain(default).any(|option| is_longer(option, longest)) {
            return unfit(format!("options: expected at most {most} of at most {longest} characters each"));
        }
        let is_twice = |(place, option): (usize, &String)| options[..place].contains(option);
        if options.iter().enumerate().any(is_twice) {
            return unfit("options: expected each once".to_owned());
        }
        if default.as_ref().is_some_and(|default| !options.is_empty() && !options.contains(default)) {
            return unfit("default: expected one of the options".to_owned());
        }
    }
    Ok(())
}

impl Deed {
    /// Does it to a ticket.
    ///
    /// # Errors
    /// When the ticket has ended, or the deed does not fit it.
    pub(super) fn apply(&self, ticket: &mut Ticket, by: &str, now: Timestamp) -> Result<(), InboxError> {
        if let Self::Report(outcome) = self {
            // What came of it is known after its end.
            if ticket.outcome.as_ref() == Some(outcome) {
                return Ok(());
            }
            if ticket.steps.len() >= MOST_STEPS {
                return Err(InboxError::Unfit(format!(
                    "too much was said of this ticket already ({MOST_STEPS} steps)"
                )));
            }
            ticket.outcome = Some(outcome.clone());
            let status = ticket.status;
            ticket.step(status, ("reported", by), now);
            return Ok(());
        }
        if ticket.status.is_ended() {
            return Err(InboxError::Ended(word(ticket.status)));
        }
        match self {
            Self::Deliver if ticket.status == TicketStatus::Delivered => {}
            Self::Deliver => deliver(ticket, by, now),
            // Closing what waits for a permission must not give it.
            Self::Refuse | Self::Close if ticket.wish == Wish::Permission => {
                ticket.step(TicketStatus::Refused, ("refused", by), now);
            }
            Self::Refuse if ticket.wish != Wish::Message => ticket.step(TicketStatus::Refused, ("refused", by), now),
            Self::Refuse | Self::Close => ticket.step(TicketStatus::Closed, ("seen", by), now),
            Self::Answer(answer) => {
                let Wish::Question { options, .. } = &ticket.wish else {
                    // An answered permission would read as one that was given.
                    return Err(InboxError::Unfit("answer: only a question can be answered".to_owned()));
                };
                if !options.is_empty() && !options.contains(answer) {
                    return Err(InboxError::Unfit(format!("answer: expected one of {}", options.join(", "))));
                }
                ticket.answer = Some(answer.clone());
                ticket.step(TicketStatus::Closed, ("answered", by), now);
            }
            Self::Snooze(until) => {
                if *until <= now {
                    return Err(InboxError::Unfit("until: expected a moment that is yet to come".to_owned()));
                }
                ticket.not_before = Some(*until);
                (ticket.promised, ticket.batch_from) = (None, None);
                // It is brought anew, and told anew.
                ticket.delivered = None;
                ticket.step(TicketStatus::Waiting, ("snoozed", by), now);
            }
            Self::Withdraw => ticket.step(TicketStatus::Withdrawn, ("withdrawn", by), now),
            Self::Report(_) => {}
        }
        Ok(())
    }
}

/// Brings a ticket; a permission is given and done.
pub(super) fn deliver(ticket: &mut Ticket, by: &str, now: Timestamp) {
    ticket.step(TicketStatus::Delivered, ("delivered", by), now);
    if ticket.wish == Wish::Permission {
        ticket.step(TicketStatus::Closed, ("given", by), now);
    }
}

fn word(status: TicketStatus) -> &'static str {
    match status {
        TicketStatus::Waiting => "waiting",
        TicketStatus::Delivered => "delivered",
        TicketStatus::Closed => "closed",
        TicketStatus::Withdrawn => "withdrawn",
        TicketStatus::Expired => "expired",
        TicketStatus::Refused => "refused",
    }
}

impl Inbox {
    /// Whether so many more of that asker may lie open.
    pub(super) fn room_for(&self, asker: &str, more: usize) -> Result<(), InboxError> {
        let (own, all) = self.look(|shelf| shelf.open_of(asker));
        let is_own = matches!(asker, "http" | "notifications");
        let most = if is_own { super::MOST_OF_OWN } else { super::MOST_OF_ONE };
        match () {
            () if own + more > most => Err(InboxError::TooMany(own)),
            () if all + more > super::MOST => Err(InboxError::TooMany(all)),
            () => Ok(()),
        }
    }
}

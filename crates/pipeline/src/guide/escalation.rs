//! What was brought and is neither seen nor answered: when is it told once more?
//!
//! Once, and then never again: who passed it over twice has decided. Only to somebody who is at the machine and not in a call, and only what
//! presses.

use attentive_types::time::{HOUR, MINUTE};
use attentive_types::{
    PresenceKind, PresenceSignal, PresenceSpan, State, StateKind, Ticket, TicketStatus, Timestamp, Urgency,
};

/// What is urgent is told once more after so long. This project's choice: long enough to finish a sentence.
pub const AFTER_URGENT_NANOS: i64 = 2 * MINUTE;
/// The same of what should come soon. This project's choice.
pub const AFTER_HIGH_NANOS: i64 = 10 * MINUTE;
/// What was brought longer ago than this is old, and old things are not pressed. This project's choice: a working day.
pub const TOO_OLD_NANOS: i64 = 12 * HOUR;
/// How a ticket's history names it.
pub const TOLD_AGAIN: &str = "told-again";

/// Whether a ticket was brought long enough ago, and was not told again before; what the person does meanwhile is not looked at.
#[must_use]
pub fn is_left_lying(ticket: &Ticket, now: Timestamp) -> bool {
    let after = match ticket.demand.urgency {
        Urgency::Urgent => AFTER_URGENT_NANOS,
        Urgency::High => AFTER_HIGH_NANOS,
        Urgency::Normal | Urgency::Low => return false,
    };
    let lies = ticket.delivered.is_some_and(|at| (after..TOO_OLD_NANOS).contains(&(now - at)));
    let is_new = !ticket.steps.iter().any(|step| step.what == TOLD_AGAIN);
    ticket.status == TicketStatus::Delivered && lies && is_new
}

/// Whether it is told once more now: it was left lying by somebody who is at the machine and not in a call. Unknown presence is none.
#[must_use]
pub fn is_to_be_told_again(
    ticket: &Ticket,
    presence: Option<&PresenceSpan>,
    state: Option<&State>,
    now: Timestamp,
) -> bool {
    let is_there = presence.is_some_and(|span| span.kind == PresenceKind::Present);
    let is_in_call = presence.is_some_and(|span| span.decided_by == PresenceSignal::Call)
        || state.is_some_and(|state| state.kind == Some(StateKind::InCall));
    is_left_lying(ticket, now) && is_there && !is_in_call
}

#[cfg(test)]
mod tests {
    use attentive_types::{Demand, Span, Wish};

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::parse("2026-11-24T10:00:00Z").unwrap().plus(minutes * MINUTE)
    }

    fn brought(urgency: Urgency) -> Ticket {
        let demand = Demand {
            demand_id: "t-1".into(),
            source: "ci".into(),
            subject: "build failed".into(),
            urgency,
            expected_s: None,
            arrived: at(0),
            deadline: None,
        };
        let mut ticket = Ticket::new(demand, Wish::Message, String::new(), "http".into());
        ticket.step(TicketStatus::Delivered, ("delivered", "attentive"), at(0));
        ticket
    }

    fn presence(kind: PresenceKind, decided_by: PresenceSignal) -> PresenceSpan {
        PresenceSpan { span: Span::new(at(-60), at(60)), kind, decided_by }
    }

    fn first_minute(ticket: &Ticket, presence: &PresenceSpan) -> Option<i64> {
        (0..60).find(|minute| is_to_be_told_again(ticket, Some(presence), None, at(*minute)))
    }

    #[test]
    fn what_is_urgent_is_told_again_after_two_minutes_and_what_is_high_after_ten() {
        let here = presence(PresenceKind::Present, PresenceSignal::Input);
        assert_eq!(first_minute(&brought(Urgency::Urgent), &here), Some(2));
        assert_eq!(first_minute(&brought(Urgency::High), &here), Some(10));
        assert_eq!(first_minute(&brought(Urgency::Normal), &here), None);
    }

    #[test]
    fn nobody_is_told_while_away_in_a_call_or_not_known_to_be_there() {
        let ticket = brought(Urgency::Urgent);
        for (kind, by) in [
            (PresenceKind::Away, PresenceSignal::Lock),
            (PresenceKind::Present, PresenceSignal::Call),
            (PresenceKind::Unknown, PresenceSignal::NoSignal),
        ] {
            assert_eq!(first_minute(&ticket, &presence(kind, by)), None, "{kind:?} {by:?}");
        }
        assert!(!is_to_be_told_again(&ticket, None, None, at(5)));
    }

    #[test]
    fn once_and_never_again_and_not_what_is_old_or_done() {
        let here = presence(PresenceKind::Present, PresenceSignal::Input);
        let mut told = brought(Urgency::Urgent);
        told.step(TicketStatus::Delivered, (TOLD_AGAIN, "attentive"), at(2));
        assert_eq!(first_minute(&told, &here), None);
        let mut done = brought(Urgency::Urgent);
        done.step(TicketStatus::Closed, ("seen", "person"), at(1));
        assert_eq!(first_minute(&done, &here), None);
        assert!(!is_to_be_told_again(&brought(Urgency::Urgent), Some(&here), None, at(13 * 60)));
    }
}

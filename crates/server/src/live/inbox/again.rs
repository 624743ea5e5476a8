//! Telling once more what was brought and left lying; when, says `pipeline::guide::escalation`.

use attentive_pipeline::guide::{TOLD_AGAIN, is_left_lying, is_to_be_told_again};
use attentive_pipeline::run::Advice;
use attentive_types::{Ticket, Timestamp, Urgency};

use super::super::Inner;

/// What may be told again at one moment.
pub(super) struct Again {
    now: Timestamp,
    /// `None` when nothing is.
    least: Option<Urgency>,
}

impl Again {
    /// As the person wants it: in focus mode and quiet hours only what is urgent, and nothing where nobody would be told.
    pub(super) fn of(inner: &Inner, now: Timestamp) -> Self {
        let is_quiet = || inner.policy_at(now).broker.is_quiet(now, &inner.local_time().clock);
        let has_a_way = inner.options.notifications || inner.channels.postman.is_some();
        let least = match inner.options.channels.is_telling_again && has_a_way {
            false => None,
            true if inner.is_focus_mode_on(now) || is_quiet() => Some(Urgency::Urgent),
            true => Some(Urgency::High),
        };
        Self { now, least }
    }

    /// Whether it depends on the moment alone; what has no chance need not be asked about.
    pub(super) fn may_be(&self, ticket: &Ticket) -> bool {
        self.least.is_some_and(|least| ticket.demand.urgency >= least) && is_left_lying(ticket, self.now)
    }

    /// Whether it is told again now.
    pub(super) fn is_due(&self, ticket: &Ticket, advice: &Advice) -> bool {
        let (presence, state) = (advice.presence_now.as_ref(), advice.state_now.as_ref());
        self.may_be(ticket) && is_to_be_told_again(ticket, presence, state, self.now)
    }
}

/// Notes in its history that it was told again; where it stands stays.
pub(super) fn tell(ticket: &mut Ticket, by: &str, now: Timestamp) {
    let status = ticket.status;
    ticket.step(status, (TOLD_AGAIN, by), now);
}

//! Tickets: a demand in the inbox, from the moment it comes to its end.

use serde::{Deserialize, Serialize};

use crate::decision::Decision;
use crate::demand::Demand;
use crate::time::Timestamp;

/// What whoever asks would have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "wish")]
pub enum Wish {
    /// That the person sees it.
    #[default]
    Message,
    /// An answer from the person.
    Question {
        /// Answers to choose from; empty for an answer in free words.
        #[serde(default)]
        options: Vec<String>,
        /// What whoever asks takes when no answer comes in time; `None` when it waits for one.
        #[serde(default)]
        default: Option<String>,
    },
    /// To know when it may interrupt by itself.
    Permission,
}

/// Where a ticket stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TicketStatus {
    /// It is held back until a better moment.
    #[default]
    Waiting,
    /// It was brought to the person (of a permission: it was given), who has not closed it.
    Delivered,
    /// The person answered, or has seen it.
    Closed,
    /// Whoever asked took it back.
    Withdrawn,
    /// Its deadline passed before it was of use.
    Expired,
    /// It may never interrupt.
    Refused,
}

impl TicketStatus {
    /// Whether nothing more will happen to it.
    #[must_use]
    pub fn is_ended(self) -> bool {
        !matches!(self, Self::Waiting | Self::Delivered)
    }
}

/// One thing that happened to a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketStep {
    /// When.
    pub at: Timestamp,
    /// What: `asked`, `delivered`, `snoozed`, `answered`, `seen`, `withdrawn`, `expired`, `refused`, `told-again`, `reported`.
    pub what: String,
    /// Who: `attentive`, `person`, or the name of an assistant.
    pub by: String,
}

/// One demand in the inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// What asks for attention. Its `demand_id` is the ticket's name.
    #[serde(flatten)]
    pub demand: Demand,
    /// What whoever asks would have.
    #[serde(flatten)]
    pub wish: Wish,
    /// More than the subject; empty when there is no more.
    #[serde(default)]
    pub body: String,
    /// What its words say: intent, topic, urgency, moments, who waits, names, and who said so; `None` when nobody looked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub understood: Option<serde_json::Value>,
    /// Whether it is a task: what `deadline` names is when it is due, and it does not lapse then.
    #[serde(default, skip_serializing_if = "is_false")]
    pub stays: bool,
    /// What tells it from others of whoever brought it in, so that the same thing twice is one; `None` when they said nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Who brought it in: the name of an assistant, or `http`, `notifications`, `tasks`, `mail`.
    pub asker: String,
    /// Where it stands.
    pub status: TicketStatus,
    /// It is brought no later than this while the person is at the machine; `None` when nothing was promised.
    #[serde(default)]
    pub promised: Option<Timestamp>,
    /// It comes at the first break or ordinary moment from then on, with a batch; `None` when it is in none.
    #[serde(default)]
    pub batch_from: Option<Timestamp>,
    /// The person wants it not before this; `None` when they said nothing.
    #[serde(default)]
    pub not_before: Option<Timestamp>,
    /// What was decided last, with its price and reasons; `None` before the first decision.
    #[serde(default)]
    pub decision: Option<Decision>,
    /// When it was brought; `None` before.
    #[serde(default)]
    pub delivered: Option<Timestamp>,
    /// When it ended; `None` before.
    #[serde(default)]
    pub ended: Option<Timestamp>,
    /// What the person answered; `None` when they did not.
    #[serde(default)]
    pub answer: Option<String>,
    /// What whoever asked says came of it; `None` when they said nothing.
    #[serde(default)]
    pub outcome: Option<String>,
    /// What happened to it, oldest first.
    #[serde(default)]
    pub steps: Vec<TicketStep>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference in")]
fn is_false(value: &bool) -> bool {
    !value
}

impl Ticket {
    /// A new ticket, which waits.
    #[must_use]
    pub fn new(demand: Demand, wish: Wish, body: String, asker: String) -> Self {
        let asked = TicketStep { at: demand.arrived, what: "asked".to_owned(), by: asker.clone() };
        Self {
            demand,
            wish,
            body,
            stays: false,
            key: None,
            understood: None,
            asker,
            status: TicketStatus::Waiting,
            promised: None,
            batch_from: None,
            not_before: None,
            decision: None,
            delivered: None,
            ended: None,
            answer: None,
            outcome: None,
            steps: vec![asked],
        }
    }

    /// Its name.
    #[must_use]
    pub fn ticket_id(&self) -> &str {
        &self.demand.demand_id
    }

    /// Whether something is still to come of it: it waits, or it is a question that nobody has answered, or a task that is not done.
    #[must_use]
    pub fn is_unsettled(&self) -> bool {
        match self.status {
            TicketStatus::Waiting => true,
            TicketStatus::Delivered => self.stays || matches!(self.wish, Wish::Question { .. }),
            _ => false,
        }
    }

    /// Notes what happened to it and where it stands now.
    pub fn step(&mut self, status: TicketStatus, (what, by): (&str, &str), at: Timestamp) {
        self.status = status;
        self.steps.push(TicketStep { at, what: what.to_owned(), by: by.to_owned() });
        match status {
            TicketStatus::Delivered => self.delivered = self.delivered.or(Some(at)),
            _ if status.is_ended() => self.ended = self.ended.or(Some(at)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demand::Urgency;

    #[test]
    fn a_ticket_is_read_as_it_was_written() {
        let demand = Demand {
            demand_id: "t-1".into(),
            source: "ci".into(),
            subject: "build failed".into(),
            urgency: Urgency::High,
            expected_s: Some(60.0),
            arrived: Timestamp(5),
            deadline: None,
        };
        let wish = Wish::Question { options: vec!["retry".into(), "stop".into()], default: Some("stop".into()) };
        let mut ticket = Ticket::new(demand, wish, String::new(), "builder".into());
        ticket.step(TicketStatus::Delivered, ("delivered", "attentive"), Timestamp(9));
        ticket.step(TicketStatus::Closed, ("answered", "person"), Timestamp(12));
        let text = serde_json::to_string(&ticket).unwrap();
        assert!(text.contains(r#""wish":"question""#) && text.contains(r#""demand_id":"t-1""#), "{text}");
        assert_eq!(serde_json::from_str::<Ticket>(&text).unwrap(), ticket);
        assert_eq!((ticket.delivered, ticket.ended), (Some(Timestamp(9)), Some(Timestamp(12))));
    }
}

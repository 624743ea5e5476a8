//! Which tickets are tasks, how long are they, and do they need focus?
//!
//! A task is an open message that comes from a list of tasks, or says by when or how long, or whose words ask for something to be done. Questions and
//! permissions stay in the inbox, and notifications of the desktop are none.

use std::sync::Arc;

use attentive_pipeline::decide::{Task, is_talk, minutes_in_words};
use attentive_types::{Ticket, Timestamp, Wish};
use serde::Serialize;

/// How long a task is taken to be that does not say it, in minutes: half an hour, this project's choice.
pub(super) const ASSUMED_MIN: f64 = 30.0;
/// From so many minutes on work needs focus, unless it is a talk (this project's choice).
const FOCUS_FROM_MIN: f64 = 25.0;
/// What words ask for that is work.
const WORK: [&str; 2] = ["request", "code-review"];

/// One task with how it was understood.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct PlanTask {
    /// What is planned.
    #[serde(flatten)]
    pub(super) task: Task,
    pub(super) subject: String,
    source: String,
    /// Who says how long it takes.
    length_by: LengthBy,
}

/// Who says how long a task takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum LengthBy {
    /// Whoever brought it in.
    Said,
    /// Its words.
    Words,
    /// Nobody.
    Assumed,
}

/// The tasks among open tickets, and those that the person put off beyond the moment from which on it is planned.
pub(super) fn of(open: &[Arc<Ticket>], now: Timestamp, begin: Timestamp) -> (Vec<PlanTask>, Vec<PlanTask>) {
    let (mut tasks, mut put_off) = (Vec::new(), Vec::new());
    for ticket in open.iter().filter(|ticket| is_task(ticket)) {
        match ticket.not_before {
            Some(until) if until > now.max(begin) => put_off.push(task(ticket)),
            _ => tasks.push(task(ticket)),
        }
    }
    (tasks, put_off)
}

fn is_task(ticket: &Ticket) -> bool {
    let demand = &ticket.demand;
    let asks = ticket
        .understood
        .as_ref()
        .and_then(|said| said["intent"]["is"].as_str())
        .is_some_and(|intent| WORK.contains(&intent));
    let is_said = demand.expected_s.is_some() || demand.deadline.is_some();
    ticket.wish == Wish::Message && ticket.asker != "notifications" && (ticket.stays || is_said || asks)
}

fn task(ticket: &Ticket) -> PlanTask {
    let demand = &ticket.demand;
    let said = demand.expected_s.map(|seconds| seconds / 60.0).filter(|minutes| *minutes > 0.0);
    let (minutes, length_by) = match (said, minutes_in_words(&demand.subject)) {
        (Some(minutes), _) => (minutes, LengthBy::Said),
        (None, Some(minutes)) => (minutes, LengthBy::Words),
        (None, None) => (ASSUMED_MIN, LengthBy::Assumed),
    };
    PlanTask {
        task: Task {
            task_id: ticket.ticket_id().to_owned(),
            minutes,
            urgency: demand.urgency,
            deadline: demand.deadline,
            needs_focus: minutes >= FOCUS_FROM_MIN && !is_talk(&demand.subject),
        },
        subject: demand.subject.clone(),
        source: demand.source.clone(),
        length_by,
    }
}

#[cfg(test)]
mod tests {
    use attentive_types::{Demand, Urgency};
    use serde_json::json;

    use super::*;

    fn ticket(source: &str, subject: &str, expected_s: Option<f64>) -> Ticket {
        let demand = Demand {
            demand_id: subject.to_owned(),
            source: source.to_owned(),
            subject: subject.to_owned(),
            urgency: Urgency::Normal,
            expected_s,
            arrived: Timestamp(0),
            deadline: None,
        };
        let stays = source == "todo.txt";
        Ticket { stays, ..Ticket::new(demand, Wish::Message, String::new(), "http".to_owned()) }
    }

    #[test]
    fn what_is_a_task_and_what_is_not() {
        let mut asks = ticket("ana", "please send the slides", None);
        asks.understood = Some(json!({"intent": {"is": "request"}}));
        let mut toast = ticket("todo.txt", "x", None);
        toast.asker = "notifications".to_owned();
        let question = Ticket { wish: Wish::Permission, ..ticket("ci", "deploy?", Some(60.0)) };
        let kinds = [
            (ticket("todo.txt", "buy milk", None), true),
            (ticket("ci", "look at the log", Some(600.0)), true),
            (asks, true),
            (ticket("ci", "build is green", None), false),
            (toast, false),
            (question, false),
        ];
        for (ticket, expected) in kinds {
            assert_eq!(is_task(&ticket), expected, "{}", ticket.demand.subject);
        }
    }

    #[test]
    fn a_length_that_nobody_tells_is_assumed_and_says_so() {
        let of = |subject: &str, said| task(&ticket("todo.txt", subject, said));
        let told = of("report ~2h", Some(600.0));
        assert_eq!((told.task.minutes, told.length_by), (10.0, LengthBy::Said));
        let words = of("report ~2h", None);
        assert_eq!((words.task.minutes, words.length_by, words.task.needs_focus), (120.0, LengthBy::Words, true));
        let assumed = of("call Ana", None);
        assert_eq!(
            (assumed.task.minutes, assumed.length_by, assumed.task.needs_focus),
            (ASSUMED_MIN, LengthBy::Assumed, false)
        );
    }

    #[test]
    fn what_was_put_off_beyond_the_day_is_left_out() {
        let later = Ticket { not_before: Some(Timestamp(900)), ..ticket("todo.txt", "later", None) };
        let sooner = Ticket { not_before: Some(Timestamp(90)), ..ticket("todo.txt", "sooner", None) };
        let (tasks, put_off) = of(&[Arc::new(later), Arc::new(sooner)], Timestamp(1), Timestamp(100));
        assert_eq!((tasks.len(), put_off.len()), (1, 1));
        assert_eq!(put_off[0].subject, "later");
    }
}

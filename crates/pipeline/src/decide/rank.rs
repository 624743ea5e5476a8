//! What is next? Tasks in the order in which doing them now saves most.
//!
//! ```text
//! score = price per minute of waiting / its length  *  exp(- slack / (2 * mean length))  *  hour
//! slack = minutes until it must be begun, not below 0
//! ```
//!
//! Sources: price over length is W. Smith's rule (1956, "Various optimizers for single-stage production"), which is best without deadlines; with them
//! it is the rule of "apparent urgency" (A. Vepsalainen and T. Morton, 1987, "Priority rules for job shops with weighted tardiness costs", Management
//! Science 33; 2 is in the middle of their range). What has no deadline gets one from its urgency: four hours, a day, two days.
//!
//! `hour` is for tasks that need focus: the person's expected share of focus now, over their mean, between one half and two.

use attentive_types::time::nanos_to_seconds;
use attentive_types::{Reason, Timestamp, Urgency};
use serde::Serialize;

use super::reason::{measured, sort_strongest_first, stated};
use super::task::Task;

/// How far ahead slack looks, in mean lengths.
const LOOKS_AHEAD: f64 = 2.0;

/// One task in the order.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranked {
    /// The task.
    pub task_id: String,
    /// What doing it now saves, in minutes of focus for each minute of work, discounted while there is time.
    pub score: f64,
    /// Why, strongest first.
    pub reasons: Vec<Reason>,
}

/// The tasks, what saves most first; equal ones keep their order. `energy` is the expected share of focus now over the person's mean; `None` when
/// it is not known.
///
/// ```
/// use attentive_pipeline::decide::{Task, rank};
/// use attentive_types::{Timestamp, Urgency};
/// let task = |id: &str, minutes, urgency| Task { task_id: id.into(), minutes, urgency, deadline: None, needs_focus: false };
/// let order = rank(&[task("report", 90.0, Urgency::Normal), task("answer", 5.0, Urgency::High)], Timestamp(0), None);
/// assert_eq!(order[0].task_id, "answer");
/// ```
#[must_use]
pub fn rank(tasks: &[Task], now: Timestamp, energy: Option<f64>) -> Vec<Ranked> {
    #[expect(clippy::cast_precision_loss, reason = "a count of tasks")]
    let mean_min = tasks.iter().map(Task::length_min).sum::<f64>() / tasks.len().max(1) as f64;
    let mut all: Vec<Ranked> = tasks.iter().map(|task| ranked(task, now, mean_min, energy)).collect();
    all.sort_by(|one, other| other.score.total_cmp(&one.score));
    all
}

fn ranked(task: &Task, now: Timestamp, mean_min: f64, energy: Option<f64>) -> Ranked {
    let (price, length_min) = (task.price_per_min(), task.length_min());
    let left_min = task.deadline.map(|deadline| nanos_to_seconds(deadline - now) / 60.0);
    let slack_min = (left_min.unwrap_or_else(|| implied_min(task.urgency)) - length_min).max(0.0);
    let hour =
        energy.filter(|energy| energy.is_finite() && task.needs_focus).map_or(1.0, |energy| energy.clamp(0.5, 2.0));
    let presses = (-slack_min / (LOOKS_AHEAD * mean_min.max(1.0))).exp();
    let mut reasons = vec![measured(
        "price",
        format!("each minute of waiting costs {price:.3} min of focus, and it takes {length_min:.0} min"),
        (price, "min/min"),
        price / length_min,
    )];
    match left_min {
        Some(left) if left < 0.0 => reasons.push(stated("overdue", "its deadline has passed", 2.0)),
        Some(_) => {
            let text = format!("it must be begun within {slack_min:.0} min");
            reasons.push(measured("deadline", text, (slack_min, "min"), presses));
        }
        None => {}
    }
    if (hour - 1.0).abs() > 0.1 {
        let text = if hour > 1.0 {
            "it needs focus, and this is a good hour for it"
        } else {
            "it needs focus, and better hours come"
        };
        reasons.push(measured("hour", text, (hour, ""), hour - 1.0));
    }
    sort_strongest_first(&mut reasons);
    Ranked { task_id: task.task_id.clone(), score: price / length_min * presses * hour, reasons }
}

/// Minutes within which something without a deadline is meant to be done.
fn implied_min(urgency: Urgency) -> f64 {
    match urgency {
        Urgency::Low => 2_880.0,
        Urgency::Normal => 1_440.0,
        Urgency::High => 240.0,
        Urgency::Urgent => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::MINUTE;
    use proptest::prelude::*;

    fn task(id: &str, minutes: f64, urgency: Urgency) -> Task {
        Task { task_id: id.into(), minutes, urgency, deadline: None, needs_focus: false }
    }

    fn order(tasks: &[Task], energy: Option<f64>) -> Vec<String> {
        rank(tasks, Timestamp(0), energy).into_iter().map(|one| one.task_id).collect()
    }

    #[test]
    fn the_short_and_the_pressing_come_first() {
        let tasks = [
            task("long", 120.0, Urgency::Normal),
            task("short", 10.0, Urgency::Normal),
            task("high", 60.0, Urgency::High),
        ];
        assert_eq!(order(&tasks, None), ["high", "short", "long"]);
    }

    #[test]
    fn a_near_deadline_lifts_a_task_and_one_that_has_passed_is_named() {
        let due =
            |minutes: i64| Task { deadline: Some(Timestamp(minutes * MINUTE)), ..task("due", 30.0, Urgency::Normal) };
        let other = task("other", 10.0, Urgency::Normal);
        assert_eq!(order(&[other.clone(), due(35)], None), ["due", "other"]);
        assert_eq!(order(&[other.clone(), due(6_000)], None), ["other", "due"]);
        let late = rank(&[due(-5)], Timestamp(0), None);
        assert_eq!(late[0].reasons[0].code, "overdue");
    }

    #[test]
    fn work_that_needs_focus_comes_first_in_a_good_hour_and_later_in_a_poor_one() {
        let deep = Task { needs_focus: true, ..task("deep", 30.0, Urgency::Normal) };
        let tasks = [task("plain", 30.0, Urgency::Normal), deep];
        assert_eq!(order(&tasks, Some(1.6)), ["deep", "plain"]);
        assert_eq!(order(&tasks, Some(0.6)), ["plain", "deep"]);
    }

    proptest! {
        #[test]
        fn scores_are_finite_and_fall(lengths in prop::collection::vec((-5.0..500.0_f64, -600..6_000_i64, 0..4_usize), 0..60)) {
            let urgencies = [Urgency::Low, Urgency::Normal, Urgency::High, Urgency::Urgent];
            let tasks: Vec<Task> = lengths
                .into_iter()
                .map(|(minutes, due, place)| Task { deadline: Some(Timestamp(due * MINUTE)), ..task("t", minutes, urgencies[place]) })
                .collect();
            let all = rank(&tasks, Timestamp(0), Some(1.2));
            prop_assert_eq!(all.len(), tasks.len());
            prop_assert!(all.iter().all(|one| one.score.is_finite() && one.score >= 0.0));
            prop_assert!(all.windows(2).all(|pair| pair[0].score >= pair[1].score));
        }
    }
}

//! The plan of one day: what is next, which task in which hours, what does not fit, and why each of these.
//!
//! ```text
//! tasks ─> rank ─> the first 60 ─> timetable, what is long around it or before it ─> breaks that follow work ─> DayPlan
//!                    └ overdue: no deadline any more, it presses      meetings, the person's own curve by hour
//! ```
//!
//! [`mod@super::timetable`] puts each task into one kind of hour (good, ordinary, poor), and so leaves out what is longer than all hours of each
//! kind. Such tasks are spread over what is free, after the others in the order of the ranking; or before them, where more is saved that way.

use attentive_types::decision::PlannedHour;
use attentive_types::time::{MINUTE, nanos_to_seconds};
use attentive_types::{Reason, Span, Timestamp, Urgency};
use serde::Serialize;

use super::rank::{Ranked, rank};
use super::reason::{measured, sort_strongest_first, stated};
use super::task::Task;
use super::timetable::{Block, BlockKind, Frame, MOST_TASKS, Timetable, timetable};

/// Times of a plan are whole multiples of this.
const STEP_NANOS: i64 = 5 * MINUTE;
/// Free stretches shorter than this are not worked in.
const SHORTEST_PIECE_NANOS: i64 = 10 * MINUTE;
/// So many long tasks are tried before the timetable of the others, at most: each try is another timetable.
const MOST_LONG_FIRST: usize = 3;

/// The plan of one day.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct DayPlan {
    /// From when on it is planned; `None` when the day is over.
    pub from: Option<Timestamp>,
    /// Tasks and breaks in order of time, without overlaps; meetings are none of them.
    pub blocks: Vec<PlannedBlock>,
    /// All tasks, what is next first.
    pub next: Vec<Ranked>,
    /// Tasks that have no place on this day, in the order of `next`.
    pub left_out: Vec<LeftOut>,
}

/// One block with why it is there.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlannedBlock {
    /// When, for what.
    #[serde(flatten)]
    pub block: Block,
    /// Why, strongest first.
    pub reasons: Vec<Reason>,
}

/// A task that has no place, and why.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeftOut {
    /// The task.
    pub task_id: String,
    /// Why: `day-over`, `many-tasks`, `too-late`, `too-long`, `no-room`.
    pub reason: Reason,
}

/// The plan of the working day `frame.day` as of `now`. Days that lie ahead are planned whole.
///
/// ```
/// use attentive_pipeline::decide::{Frame, Task, plan_tasks};
/// use attentive_types::{Span, Timestamp, Urgency, time::HOUR};
/// let task = Task { task_id: "report".into(), minutes: 50.0, urgency: Urgency::Normal, deadline: None, needs_focus: true };
/// let frame = Frame { day: Span::new(Timestamp(0), Timestamp(2 * HOUR)), meetings: vec![], hours: vec![] };
/// let plan = plan_tasks(&[task], &frame, Timestamp(0));
/// assert_eq!(plan.blocks[0].block.task_id.as_deref(), Some("report"));
/// ```
#[must_use]
pub fn plan_tasks(tasks: &[Task], frame: &Frame, now: Timestamp) -> DayPlan {
    let start = rounded_up(now.max(frame.day.start));
    let tasks = &pressing(tasks, start);
    let next = rank(tasks, start, energy_at(&frame.hours, start));
    if start >= frame.day.end {
        let reason = stated("day-over", "the working day is over", 1.0);
        let left_out =
            next.iter().map(|one| LeftOut { task_id: one.task_id.clone(), reason: reason.clone() }).collect();
        return DayPlan { from: None, blocks: Vec::new(), next, left_out };
    }
    let frame = Frame { day: Span::new(start, frame.day.end), ..frame.clone() };
    let ordered = in_order(tasks, &next, start);
    let (first, many) = ordered.split_at(ordered.len().min(MOST_TASKS));
    let Attempt { mut blocks, left_out, .. } = best_attempt(first, &frame);
    keep_breaks_after_work(&mut blocks);
    let still_free = free(&frame, &blocks);
    let whole = free(&frame, &[]);
    let why = |task: Task| LeftOut { task_id: task.task_id.clone(), reason: why_left_out(&task, &whole, &still_free) };
    let mut left_out: Vec<LeftOut> = left_out.into_iter().map(why).collect();
    left_out.extend(many.iter().map(|task| LeftOut { task_id: task.task_id.clone(), reason: too_many(tasks.len()) }));
    let blocks = blocks.into_iter().map(|block| with_reasons(block, tasks, &next, &frame)).collect();
    DayPlan { from: Some(start), blocks, next, left_out }
}

/// One way to place the tasks.
struct Attempt {
    blocks: Vec<Block>,
    left_out: Vec<Task>,
    /// Prices of what has a place, in minutes of focus for each minute of waiting.
    saved: f64,
}

/// The timetable with what is long spread around it, or the timetable around what is long: whichever saves more.
fn best_attempt(tasks: &[Task], frame: &Frame) -> Attempt {
    let found = timetable(tasks, frame);
    let long: Vec<&Task> = tasks.iter().filter(|task| found.left_out.contains(&task.task_id)).collect();
    let mut best = spread_around(tasks, found, frame);
    for first in 1..=long.len().min(MOST_LONG_FIRST) {
        let other = long_first(tasks, &long[..first], frame);
        if other.saved > best.saved {
            best = other;
        }
    }
    best
}

/// A timetable, and then what it left out over what is free.
fn spread_around(tasks: &[Task], found: Timetable, frame: &Frame) -> Attempt {
    let mut blocks: Vec<Block> = found.blocks.into_iter().filter(|block| block.kind != BlockKind::Meeting).collect();
    let (mut left_out, mut saved) = (Vec::new(), 0.0);
    for task in tasks {
        if found.left_out.contains(&task.task_id) {
            let Some(pieces) = spread(task, &free(frame, &blocks)) else {
                left_out.push(task.clone());
                continue;
            };
            blocks.extend(pieces);
            blocks.sort_by_key(|block| block.span.start);
        }
        saved += task.price_per_min();
    }
    Attempt { blocks, left_out, saved }
}

/// These long tasks as early as they can be, and a timetable of the others around them.
fn long_first(tasks: &[Task], long: &[&Task], frame: &Frame) -> Attempt {
    let empty = timetable(&[], frame).blocks;
    let breaks: Vec<Block> = empty.into_iter().filter(|block| block.kind == BlockKind::Break).collect();
    let mut taken = breaks.clone();
    let mut pieces = Vec::new();
    for task in long {
        if let Some(own) = spread(task, &free(frame, &taken)) {
            taken.extend(own.iter().cloned());
            pieces.extend(own);
        }
    }
    let is_placed = |task: &&Task| pieces.iter().any(|piece| piece.task_id.as_deref() == Some(task.task_id.as_str()));
    let saved: f64 = tasks.iter().filter(is_placed).map(Task::price_per_min).sum();
    let rest: Vec<Task> = tasks.iter().filter(|task| !is_placed(task)).cloned().collect();
    let last = pieces.iter().map(|piece| piece.span.end).max().unwrap_or(frame.day.start);
    pieces.extend(breaks.into_iter().filter(|pause| pause.span.end <= last));
    let mut around = frame.clone();
    around.meetings.extend(pieces.iter().map(|piece| piece.span));
    let mut attempt = spread_around(&rest, timetable(&rest, &around), &around);
    attempt.blocks.extend(pieces);
    attempt.blocks.sort_by_key(|block| block.span.start);
    attempt.saved += saved;
    attempt
}

/// The tasks, with what is overdue at least as pressing as what should not wait long.
fn pressing(tasks: &[Task], start: Timestamp) -> Vec<Task> {
    let is_overdue = |task: &Task| task.deadline.is_some_and(|deadline| deadline <= start);
    let pressed = |task: &Task| match is_overdue(task) {
        true => Task { urgency: task.urgency.max(Urgency::High), ..task.clone() },
        false => task.clone(),
    };
    tasks.iter().map(pressed).collect()
}

/// The tasks as the timetable takes them, in the order of the ranking: a deadline that has passed cannot be met.
fn in_order(tasks: &[Task], next: &[Ranked], start: Timestamp) -> Vec<Task> {
    let by_name = |name: &str| tasks.iter().find(|task| task.task_id == name);
    let to_be_met = |task: &Task| Task { deadline: task.deadline.filter(|deadline| *deadline > start), ..task.clone() };
    next.iter().filter_map(|one| by_name(&one.task_id)).map(to_be_met).collect()
}

fn rounded_up(at: Timestamp) -> Timestamp {
    let past = at.0.rem_euclid(STEP_NANOS);
    if past == 0 { at } else { at.plus(STEP_NANOS - past) }
}

/// The expected share of focus at that moment over the mean of the day; `None` when it is not known.
fn energy_at(hours: &[PlannedHour], at: Timestamp) -> Option<f64> {
    let here = hours.iter().find(|hour| hour.span.contains(at))?.expected_focus_share?;
    let mean = mean_share(hours)?;
    (mean > 0.0).then(|| here / mean)
}

fn mean_share(hours: &[PlannedHour]) -> Option<f64> {
    let known: Vec<f64> = hours.iter().filter_map(|hour| hour.expected_focus_share).collect();
    #[expect(clippy::cast_precision_loss, reason = "hours of a day")]
    let count = known.len() as f64;
    (!known.is_empty()).then(|| known.iter().sum::<f64>() / count)
}

/// The stretches of the day that neither a meeting nor a block takes, in order of time.
fn free(frame: &Frame, blocks: &[Block]) -> Vec<Span> {
    let mut taken: Vec<Span> = frame.meetings.iter().copied().chain(blocks.iter().map(|block| block.span)).collect();
    taken.sort();
    let mut stretches = Vec::new();
    let mut now = frame.day.start;
    for span in taken {
        if span.start > now {
            stretches.push(Span::new(now, span.start.min(frame.day.end)));
        }
        now = now.max(span.end);
    }
    if now < frame.day.end {
        stretches.push(Span::new(now, frame.day.end));
    }
    stretches.retain(|stretch| stretch.nanos() >= SHORTEST_PIECE_NANOS);
    stretches
}

/// The task over the first free stretches; `None` when they do not hold it before its deadline.
fn spread(task: &Task, free: &[Span]) -> Option<Vec<Block>> {
    let mut left = length_nanos(task);
    let mut pieces = Vec::new();
    for stretch in free {
        let end = stretch.end.min(stretch.start.plus(left));
        pieces.push(Block {
            span: Span::new(stretch.start, end),
            kind: BlockKind::Task,
            task_id: Some(task.task_id.clone()),
        });
        left -= end - stretch.start;
        if left <= 0 {
            return task.deadline.is_none_or(|deadline| end <= deadline).then_some(pieces);
        }
    }
    None
}

#[expect(clippy::cast_possible_truncation, reason = "a day in minutes fits; more is cut to what no day holds")]
fn length_nanos(task: &Task) -> i64 {
    let minutes = (task.length_min() / 5.0).ceil() * 5.0;
    (minutes.min(1e6) as i64).saturating_mul(MINUTE)
}

/// A break is one when work goes before it and after it.
fn keep_breaks_after_work(blocks: &mut Vec<Block>) {
    let work: Vec<Span> = blocks.iter().filter(|block| block.task_id.is_some()).map(|block| block.span).collect();
    blocks.retain(|block| {
        let follows = work.iter().any(|span| span.end == block.span.start);
        block.kind != BlockKind::Break || (follows && work.iter().any(|span| span.start >= block.span.end))
    });
}

fn minutes(spans: &[Span]) -> f64 {
    nanos_to_seconds(spans.iter().map(|span| span.nanos()).sum()) / 60.0
}

fn too_many(tasks: usize) -> Reason {
    #[expect(clippy::cast_precision_loss, reason = "a count of tasks")]
    let count = tasks as f64;
    let text = format!("there are {tasks} tasks, and the {MOST_TASKS} that press most are planned");
    measured("many-tasks", text, (count, ""), 1.0)
}

/// Why a task has no place: `whole` is free without any task, `left` beside those that have one.
fn why_left_out(task: &Task, whole: &[Span], left: &[Span]) -> Reason {
    let length = task.length_min();
    let until = |spans: &[Span], deadline: Timestamp| -> Vec<Span> {
        spans
            .iter()
            .filter(|span| span.start < deadline)
            .map(|span| Span::new(span.start, span.end.min(deadline)))
            .collect()
    };
    if let Some(deadline) = task.deadline {
        let before = minutes(&until(whole, deadline));
        if before < length {
            let text = format!("it takes {length:.0} min, and {before:.0} min are free before its deadline");
            return measured("too-late", text, (before, "min"), 1.0);
        }
    }
    let all = minutes(whole);
    if all < length {
        let text = format!("it takes {length:.0} min, and {all:.0} min are free on this day");
        return measured("too-long", text, (all, "min"), 1.0);
    }
    let left = task.deadline.map_or_else(|| minutes(left), |deadline| minutes(&until(left, deadline)));
    let text = format!("it takes {length:.0} min, and beside what saves more {left:.0} min are left");
    measured("no-room", text, (left, "min"), 1.0)
}

/// A block with what speaks for the task and for the place.
fn with_reasons(block: Block, tasks: &[Task], next: &[Ranked], frame: &Frame) -> PlannedBlock {
    let Some(name) = &block.task_id else {
        let reasons = vec![stated("break", "a break of ten minutes after an hour and a half of work", 1.0)];
        return PlannedBlock { block, reasons };
    };
    let mut reasons: Vec<Reason> =
        next.iter().find(|one| one.task_id == *name).map_or_else(Vec::new, |one| one.reasons.clone());
    // What the ranking says of this hour is said of the hour of the block below.
    reasons.retain(|reason| reason.code != "hour");
    if let Some(task) = tasks.iter().find(|task| task.task_id == *name) {
        reasons.extend(place_reason(task, block.span, frame));
        if let Some(deadline) =
            task.deadline.filter(|deadline| block.span.end <= *deadline && *deadline < frame.day.end)
        {
            let early = nanos_to_seconds(deadline - block.span.end) / 60.0;
            reasons.push(measured(
                "in-time",
                format!("it ends {early:.0} min before its deadline"),
                (early, "min"),
                0.5,
            ));
        }
    }
    sort_strongest_first(&mut reasons);
    PlannedBlock { block, reasons }
}

fn place_reason(task: &Task, span: Span, frame: &Frame) -> Option<Reason> {
    let Some(hour) = frame.hours.iter().find(|hour| hour.span.contains(span.start)) else {
        return Some(stated("hours-unknown", "which of your hours are good is not known yet", 0.1));
    };
    let (Some(share), Some(mean)) = (hour.expected_focus_share, mean_share(&frame.hours)) else {
        return Some(stated("hours-unknown", "which of your hours are good is not known yet", 0.1));
    };
    let (percent, usual, days) = (share * 100.0, mean * 100.0, hour.days_seen);
    match (task.needs_focus, hour.advice.as_str()) {
        (true, "focus") => {
            let text =
                format!("at this hour {percent:.0} % of your time is focus, usually {usual:.0} % (over {days} days)");
            Some(measured("good-hour-for-it", text, (share, "1"), 1.0))
        }
        (true, _) => {
            let text = format!(
                "it needs focus, and your good hours are taken or over; here {percent:.0} % of your time is focus"
            );
            Some(measured("no-good-hour", text, (share, "1"), 0.4))
        }
        (false, "focus") => Some(stated("good-hour-free", "no task that needs focus wants this good hour", 0.2)),
        (false, _) => {
            Some(stated("keeps-good-hours", "it needs no long focus, so your good hours stay free for what does", 0.3))
        }
    }
}

#[cfg(test)]
#[path = "day_plan_tests.rs"]
mod tests;

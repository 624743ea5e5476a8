//! The day as a timetable: which tasks, in which hours, around meetings and breaks. The best there is, not a good guess.
//!
//! ```text
//! free time = now until the end of the day, less meetings, less a break after 90 min of work
//! kinds     = good hours (for focus), ordinary ones, poor ones (for messages): each a calendar of units of five minutes
//! best[i, g, o, p] = the most that tasks 1 .. i are worth, with g, o, p units of the three calendars used
//!                  = max( best[i-1, g, o, p],                                   task i is left for another day
//!                         best[i-1, g - n, o, p] + worth of i in good hours,     if it is done by its deadline
//!                         ... the same for ordinary and poor hours )
//! ```
//!
//! Tasks go in by deadline. In each calendar a set of tasks can be done in time if and only if it can in that order (J. Jackson, 1955), so that no
//! better plan is missed: the dynamic program of E. Lawler and J. Moore (1969, "A functional equation and its application to resource allocation and
//! sequencing problems", Management Science 16) on three machines. Tasks may pause for a meeting or a break. Within a calendar the chosen tasks are then
//! put in the order of worth over length, as far as deadlines let them.
//!
//! A task is worth its price per minute of waiting times a day, as that is how long it would wait; one that needs focus is worth less in hours in which
//! the person has less of it. Its length and its deadline are rounded to the unit, so the plan is exact for the rounded ones.

use attentive_types::decision::PlannedHour;
use attentive_types::time::{MINUTE, nanos_to_seconds};
use attentive_types::{Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::task::Task;

/// So many tasks are planned at most; the caller hands in the first of [`super::rank()`].
pub const MOST_TASKS: usize = 60;
/// Work at a stretch, and the break after it: a short break every hour or so is advised (UK Health and Safety Executive); we wait as long as prompts do.
const STRETCH_NANOS: i64 = 90 * MINUTE;
const BREAK_NANOS: i64 = 10 * MINUTE;
/// Lengths of a unit; the shortest that makes at most [`MOST_UNITS`] of the free time.
const UNITS_MIN: [i64; 4] = [5, 10, 15, 30];
const MOST_UNITS: usize = 120;
/// A day of waiting, in minutes.
const DAY_MIN: f64 = 1_440.0;
/// By so much less is work that needs no focus worth in the best hours than in the poorest: enough to leave them free.
const SPOILS: f64 = 0.05;

/// What a day holds before tasks are put in.
#[derive(Clone, Debug, PartialEq)]
pub struct Frame {
    /// From when to when one works.
    pub day: Span,
    /// What cannot be moved.
    pub meetings: Vec<Span>,
    /// What the hours are good for, from [`super::plan_day`].
    pub hours: Vec<PlannedHour>,
}

/// What a block of the day is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// A task in the person's good hours: to be kept undisturbed.
    Focus,
    /// A task at another time.
    Task,
    /// A meeting.
    Meeting,
    /// A break.
    Break,
}

/// One block of the day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// From when to when.
    #[serde(flatten)]
    pub span: Span,
    /// What it is for.
    pub kind: BlockKind,
    /// The task; `None` for meetings and breaks.
    pub task_id: Option<String>,
}

/// The plan.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Timetable {
    /// Blocks in order of time, without overlaps; between them is free time.
    pub blocks: Vec<Block>,
    /// Tasks that do not fit into the day, or not before their deadline, in their order.
    pub left_out: Vec<String>,
    /// What the planned tasks are worth together, in minutes of focus; no other plan is worth more.
    pub worth_min: f64,
}

/// The best plan for the tasks; beyond [`MOST_TASKS`] they are left out.
///
/// ```
/// use attentive_pipeline::decide::{Task, timetable::{Frame, timetable}};
/// use attentive_types::{Span, Timestamp, Urgency, time::HOUR};
/// let task = Task { task_id: "report".into(), minutes: 50.0, urgency: Urgency::Normal, deadline: None, needs_focus: false };
/// let frame = Frame { day: Span::new(Timestamp(0), Timestamp(2 * HOUR)), meetings: vec![], hours: vec![] };
/// let plan = timetable(&[task], &frame);
/// assert_eq!(plan.blocks[0].task_id.as_deref(), Some("report"));
/// assert!(plan.left_out.is_empty());
/// ```
#[must_use]
pub fn timetable(tasks: &[Task], frame: &Frame) -> Timetable {
    let calendars = Calendars::of(frame);
    let tasks_in: Vec<&Task> = tasks.iter().take(MOST_TASKS).collect();
    let mut jobs: Vec<Job> = tasks_in.iter().enumerate().map(|(place, task)| calendars.job(place, task)).collect();
    jobs.sort_by(|one, other| one.due.cmp(&other.due).then(other.density().total_cmp(&one.density())));
    let (worth_min, chosen) = best(&jobs, &calendars);
    let mut blocks = calendars.fixed.clone();
    let mut is_in = vec![false; tasks.len()];
    for kind in 0..KINDS {
        let own: Vec<&Job> =
            jobs.iter().zip(&chosen).filter(|(_, on)| **on == Some(kind)).map(|(job, _)| job).collect();
        let mut unit = 0;
        for job in calendars.ordered(own, kind) {
            for start in calendars.units[kind].iter().skip(unit).take(job.units) {
                let block = if kind == GOOD { BlockKind::Focus } else { BlockKind::Task };
                let task_id = tasks_in.get(job.place).map(|task| task.task_id.clone());
                blocks.push(Block { span: Span::new(*start, start.plus(calendars.unit_nanos)), kind: block, task_id });
            }
            unit += job.units;
            is_in[job.place] = true;
        }
    }
    let left_out =
        tasks.iter().zip(&is_in).filter(|(_, is_in)| !**is_in).map(|(task, _)| task.task_id.clone()).collect();
    Timetable { blocks: merged(blocks), left_out, worth_min }
}

const KINDS: usize = 3;
const GOOD: usize = 0;
const ORDINARY: usize = 1;
const POOR: usize = 2;

/// A task as the program sees it.
#[derive(Clone, Debug)]
struct Job {
    place: usize,
    units: usize,
    due: Timestamp,
    worth: [f64; KINDS],
}

impl Job {
    #[expect(clippy::cast_precision_loss, reason = "a count of units")]
    fn density(&self) -> f64 {
        self.worth.iter().copied().fold(0.0, f64::max) / self.units as f64
    }
}

/// The free time of the day in units, by kind of hour, and what is fixed.
#[derive(Debug)]
struct Calendars {
    unit_nanos: i64,
    /// Starts of the free units, ascending.
    units: [Vec<Timestamp>; KINDS],
    /// Expected share of focus, by kind, over the best kind's.
    focus: [f64; KINDS],
    fixed: Vec<Block>,
}

impl Calendars {
    fn of(frame: &Frame) -> Self {
        let minutes = UNITS_MIN.into_iter().find(|minutes| frame.units(minutes * MINUTE) <= MOST_UNITS);
        // A frame of more than sixty hours is planned for its first ones.
        let unit_nanos = minutes.unwrap_or(UNITS_MIN[UNITS_MIN.len() - 1]) * MINUTE;
        let mut calendars =
            Self { unit_nanos, units: Default::default(), focus: frame.focus_by_kind(), fixed: Vec::new() };
        let mut meetings: Vec<Span> = frame.meetings.iter().filter_map(|one| one.intersect(frame.day)).collect();
        meetings.sort_by_key(|meeting| meeting.start);
        let fixed = |span, kind| Block { span, kind, task_id: None };
        let (mut now, mut worked) = (frame.day.start, 0);
        let mut count = 0;
        while now.plus(unit_nanos) <= frame.day.end && count < MOST_UNITS {
            let unit = Span::new(now, now.plus(unit_nanos));
            if let Some(meeting) = meetings.iter().find(|meeting| meeting.intersect(unit).is_some()) {
                // Time between a unit that does not fit and the meeting stays free.
                (now, worked) = (meeting.end, 0);
                continue;
            }
            if worked >= STRETCH_NANOS {
                let end = meetings.iter().map(|one| one.start).find(|start| *start > now).unwrap_or(frame.day.end);
                let pause = Span::new(now, now.plus(BREAK_NANOS).min(end));
                calendars.fixed.push(fixed(pause, BlockKind::Break));
                (now, worked) = (pause.end, 0);
                continue;
            }
            calendars.units[frame.kind_at(now)].push(now);
            (now, worked) = (unit.end, worked + unit_nanos);
            count += 1;
        }
        calendars.fixed.extend(meetings.into_iter().map(|span| fixed(span, BlockKind::Meeting)));
        calendars
    }

    fn job(&self, place: usize, task: &Task) -> Job {
        let units = self.units_of(task.length_min());
        let worth = task.price_per_min() * DAY_MIN;
        let fit = |focus: f64| if task.needs_focus { focus } else { 1.0 - SPOILS * focus };
        Job {
            place,
            units,
            due: task.deadline.unwrap_or(Timestamp::MAX),
            worth: self.focus.map(|focus| worth * fit(focus)),
        }
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held between one and the units of a day"
    )]
    fn units_of(&self, minutes: f64) -> usize {
        let unit_min = nanos_to_seconds(self.unit_nanos) / 60.0;
        (minutes / unit_min - 1e-9).ceil().clamp(1.0, 10_000.0) as usize
    }

    /// When so many units of a kind are over.
    fn end_of(&self, kind: usize, units: usize) -> Option<Timestamp> {
        self.units[kind].get(units.checked_sub(1)?).map(|start| start.plus(self.unit_nanos))
    }

    /// The jobs of one calendar, most worth for its length first, as long as all others are still done by their deadlines.
    fn ordered<'j>(&self, mut left: Vec<&'j Job>, kind: usize) -> Vec<&'j Job> {
        let (mut order, mut used) = (Vec::with_capacity(left.len()), 0);
        while !left.is_empty() {
            // By deadline, all of them are in time, so the first always may go.
            let mut best = 0;
            for place in 1..left.len() {
                if left[place].density() > left[best].density() && self.may_go_first(&left, place, kind, used) {
                    best = place;
                }
            }
            let job = left.remove(best);
            used += job.units;
            order.push(job);
        }
        order
    }

    fn may_go_first(&self, left: &[&Job], first: usize, kind: usize, used: usize) -> bool {
        let others = left.iter().enumerate().filter(|(place, _)| *place != first).map(|(_, job)| job);
        let mut so_far = used;
        std::iter::once(&left[first]).chain(others).all(|job| {
            so_far += job.units;
            self.end_of(kind, so_far).is_some_and(|end| end <= job.due)
        })
    }
}

impl Frame {
    fn units(&self, unit_nanos: i64) -> usize {
        let met: i64 = self.meetings.iter().filter_map(|one| one.intersect(self.day)).map(Span::nanos).sum();
        usize::try_from((self.day.nanos() - met).max(0) / unit_nanos).unwrap_or(usize::MAX)
    }

    fn kind_at(&self, at: Timestamp) -> usize {
        match self.hours.iter().find(|hour| hour.span.contains(at)).map(|hour| hour.advice.as_str()) {
            Some("focus") => GOOD,
            Some("open") => POOR,
            _ => ORDINARY,
        }
    }

    /// Mean expected share of focus of each kind of hour over the greatest; all alike when nothing is known.
    fn focus_by_kind(&self) -> [f64; KINDS] {
        let mut sums = [(0.0, 0.0); KINDS];
        for hour in &self.hours {
            if let Some(share) = hour.expected_focus_share {
                let kind = self.kind_at(hour.span.start);
                sums[kind] = (sums[kind].0 + share, sums[kind].1 + 1.0);
            }
        }
        let means = sums.map(|(sum, count)| (count > 0.0).then(|| sum / count));
        let most = means.into_iter().flatten().fold(0.0, f64::max);
        means.map(|mean| mean.filter(|_| most > 0.0).map_or(1.0, |mean| mean / most))
    }
}

/// The most that the jobs are worth, and the calendar that each goes into. Jobs are in the order of their deadlines.
fn best(jobs: &[Job], calendars: &Calendars) -> (f64, Vec<Option<usize>>) {
    let sizes: [usize; KINDS] = std::array::from_fn(|kind| calendars.units[kind].len() + 1);
    let strides = [sizes[1] * sizes[2], sizes[2], 1];
    let states = sizes.iter().product::<usize>();
    let mut worth = vec![f64::NEG_INFINITY; states];
    worth[0] = 0.0;
    // For each job and state where the job went; KINDS for nowhere.
    let mut went: Vec<Vec<u8>> = Vec::with_capacity(jobs.len());
    for job in jobs {
        let ends: [Vec<bool>; KINDS] = std::array::from_fn(|kind| {
            (0..sizes[kind]).map(|used| calendars.end_of(kind, used).is_some_and(|end| end <= job.due)).collect()
        });
        let (mut next, mut way) = (worth.clone(), vec![3_u8; states]);
        for (kind, name) in [0_u8, 1, 2].into_iter().enumerate() {
            let (stride, size) = (strides[kind], sizes[kind]);
            let shift = job.units.saturating_mul(stride);
            for state in shift..states {
                let used = state / stride % size;
                if used < job.units || !ends[kind][used] {
                    continue;
                }
                let with = worth[state - shift] + job.worth[kind];
                if with > next[state] {
                    (next[state], way[state]) = (with, name);
                }
            }
        }
        worth = next;
        went.push(way);
    }
    let (mut state, mut most) = (0, 0.0);
    for (place, worth) in worth.iter().enumerate() {
        if *worth > most {
            (state, most) = (place, *worth);
        }
    }
    let mut chosen = vec![None; jobs.len()];
    for (place, job) in jobs.iter().enumerate().rev() {
        let kind = usize::from(went[place][state]);
        if kind < KINDS {
            chosen[place] = Some(kind);
            state -= job.units * strides[kind];
        }
    }
    (most, chosen)
}

/// In order of time, neighbours of one task as one.
fn merged(mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.sort_by_key(|block| block.span.start);
    let mut all: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match all.last_mut() {
            Some(last)
                if last.span.end == block.span.start
                    && last.kind == block.kind
                    && last.task_id.is_some()
                    && last.task_id == block.task_id =>
            {
                last.span.end = block.span.end;
            }
            _ => all.push(block),
        }
    }
    all
}

#[cfg(test)]
#[path = "timetable_tests.rs"]
mod tests;

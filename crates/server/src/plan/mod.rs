//! The plan of a day for the person: their tasks, their meetings, their own hours, and what follows from them.
//!
//! | question | file |
//! | --- | --- |
//! | which tickets are tasks, how long are they, do they need focus? | `tasks.rs` |
//! | from when to when is worked on that day? | `working_day.rs` |
//! | what is the plan, and how is it told? | `mod.rs` |

mod tasks;
mod working_day;

use attentive_pipeline::decide::reason::stated;
use attentive_pipeline::decide::{Frame, LeftOut, PlannedBlock, plan_tasks};
use attentive_store::StoreError;
use attentive_types::decision::PlannedHour;
use attentive_types::{Reason, Span, Timestamp};
use serde::Serialize;

use crate::live::{InboxShelf, Inner, date_name};
use crate::meetings::{self, Meeting};
use tasks::PlanTask;
pub(crate) use working_day::Asked;
use working_day::WorkingDay;

/// Days ahead that can be planned.
pub(crate) const MOST_DAYS_AHEAD: i64 = 366;

/// The plan of a day.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Plan {
    date: String,
    timezone: String,
    utc_offset_s: i64,
    now: Timestamp,
    is_today: bool,
    day: WorkingDay,
    /// From when on it is planned; `None` when the working day is over.
    planned_from: Option<Timestamp>,
    hours: Vec<PlannedHour>,
    meetings: Vec<PlannedMeeting>,
    blocks: Vec<PlannedBlock>,
    /// All tasks, what is next first.
    next: Vec<NextTask>,
    left_out: Vec<LeftTask>,
    assumed_min: f64,
}

/// A meeting of the day.
#[derive(Clone, Debug, Serialize)]
struct PlannedMeeting {
    #[serde(flatten)]
    meeting: Meeting,
    /// Whether another one lies over it.
    has_overlap: bool,
}

/// A task with its place in the order.
#[derive(Clone, Debug, Serialize)]
struct NextTask {
    #[serde(flatten)]
    task: PlanTask,
    score: f64,
    reasons: Vec<Reason>,
    /// When it is worked on; empty when it has no place.
    planned: Vec<Span>,
}

/// A task without a place on the day.
#[derive(Clone, Debug, Serialize)]
struct LeftTask {
    task_id: String,
    subject: String,
    reason: Reason,
}

/// Plans a day of the person's.
///
/// # Errors
/// When the store cannot be read.
pub(crate) fn plan(inner: &Inner, day_number: i64, asked: Asked) -> Result<Plan, StoreError> {
    let (local, now) = (inner.local_time(), inner.data_clock.now());
    let span = local.day(day_number);
    let hours = inner.plan(span);
    let day = working_day::of(&inner.profile().hours, &local.clock, span, asked);
    // The working day may reach beyond the person's day, which can begin late in the night.
    let around = Span::new(span.start.min(day.span.start), span.end.max(day.span.end));
    let found = meetings::within(&inner.store, around)?;
    let (tasks, put_off) = tasks::of(&inner.inbox.look(InboxShelf::open), now, day.span.start);
    let frame = Frame { day: day.span, meetings: found.iter().map(Meeting::span).collect(), hours };
    let own: Vec<_> = tasks.iter().map(|task| task.task.clone()).collect();
    let planned = plan_tasks(&own, &frame, now);
    let subject = |name: &str| -> String {
        tasks.iter().find(|task| task.task.task_id == name).map_or_else(String::new, |task| task.subject.clone())
    };
    let no_place = planned.left_out.into_iter().map(|LeftOut { task_id, reason }| LeftTask {
        subject: subject(&task_id),
        task_id,
        reason,
    });
    let left_out = no_place.chain(put_off.into_iter().map(put_off_task)).collect();
    let next = planned.next.into_iter().filter_map(|ranked| {
        let task = tasks.iter().find(|task| task.task.task_id == ranked.task_id)?.clone();
        let own = planned.blocks.iter().filter(|one| one.block.task_id.as_deref() == Some(ranked.task_id.as_str()));
        let spans = own.map(|one| one.block.span).collect();
        Some(NextTask { task, score: ranked.score, reasons: ranked.reasons, planned: spans })
    });
    Ok(Plan {
        date: date_name(day_number),
        timezone: local.zone.clone(),
        utc_offset_s: local.offset_s(span.start),
        now,
        is_today: local.day_number(now) == day_number,
        day,
        planned_from: planned.from,
        next: next.collect(),
        meetings: with_overlaps(found),
        hours: frame.hours,
        blocks: planned.blocks,
        left_out,
        assumed_min: tasks::ASSUMED_MIN,
    })
}

fn put_off_task(task: PlanTask) -> LeftTask {
    let reason = stated("put-off", "you put it off until after this day", 1.0);
    LeftTask { task_id: task.task.task_id, subject: task.subject, reason }
}

fn with_overlaps(meetings: Vec<Meeting>) -> Vec<PlannedMeeting> {
    let overlaps = |one: &Meeting, place: usize| {
        let mut others = meetings.iter().enumerate().filter(|(other, _)| *other != place);
        others.any(|(_, other)| other.span().intersect(one.span()).is_some())
    };
    let marked: Vec<bool> = meetings.iter().enumerate().map(|(place, one)| overlaps(one, place)).collect();
    let pairs = meetings.into_iter().zip(marked);
    pairs.map(|(meeting, has_overlap)| PlannedMeeting { meeting, has_overlap }).collect()
}

//! Days with no task, with five hundred, with what is overdue, with meetings that overlap.

use attentive_types::time::HOUR;
use proptest::prelude::*;

use super::*;

fn at(minute: i64) -> Timestamp {
    Timestamp(minute * MINUTE)
}

fn task(id: &str, minutes: f64) -> Task {
    Task { task_id: id.into(), minutes, urgency: Urgency::Normal, deadline: None, needs_focus: false }
}

fn hours(count: i64) -> Vec<PlannedHour> {
    let kinds = [(0.7, "focus"), (0.4, "ordinary"), (0.1, "open")];
    (0..count)
        .map(|place| {
            let (share, advice) = kinds[usize::try_from(place).unwrap() % 3];
            let span = Span::new(Timestamp(place * HOUR), Timestamp((place + 1) * HOUR));
            PlannedHour { span, expected_focus_share: Some(share), days_seen: 9, advice: advice.into() }
        })
        .collect()
}

fn frame(count: i64) -> Frame {
    Frame { day: Span::new(at(0), at(count * 60)), meetings: vec![], hours: hours(count) }
}

fn code<'p>(plan: &'p DayPlan, id: &str) -> Option<&'p str> {
    plan.left_out.iter().find(|one| one.task_id == id).map(|one| one.reason.code.as_str())
}

#[test]
fn a_day_without_tasks_has_no_blocks_and_no_breaks() {
    let plan = plan_tasks(&[], &frame(8), at(0));
    assert_eq!((plan.blocks.len(), plan.next.len(), plan.left_out.len()), (0, 0, 0));
    assert_eq!(plan.from, Some(at(0)));
}

#[test]
fn what_is_overdue_is_planned_first_and_named() {
    let late = Task { deadline: Some(at(-600)), ..task("late", 30.0) };
    let plan = plan_tasks(&[task("other", 30.0), late], &frame(6), at(0));
    assert_eq!(plan.next[0].task_id, "late");
    let block = plan.blocks.iter().find(|one| one.block.task_id.as_deref() == Some("late")).unwrap();
    assert!(block.reasons.iter().any(|reason| reason.code == "overdue"), "{block:?}");
    assert!(plan.left_out.is_empty());
}

#[test]
fn a_task_longer_than_each_kind_of_hour_is_spread_over_what_is_free() {
    let plan = plan_tasks(&[task("long", 240.0)], &frame(6), at(0));
    assert!(plan.left_out.is_empty(), "{:?}", plan.left_out);
    let worked: i64 =
        plan.blocks.iter().filter(|one| one.block.task_id.is_some()).map(|one| one.block.span.nanos()).sum();
    assert_eq!(worked, 240 * MINUTE);
    assert!(plan.blocks.iter().any(|one| one.block.kind == BlockKind::Break), "{:?}", plan.blocks);
}

#[test]
fn five_hundred_tasks_are_ranked_and_the_first_sixty_are_planned() {
    let many: Vec<Task> = (0..500).map(|id| task(&format!("t{id}"), 10.0)).collect();
    let plan = plan_tasks(&many, &frame(8), at(0));
    assert_eq!(plan.next.len(), 500);
    let planned =
        plan.blocks.iter().filter_map(|one| one.block.task_id.as_deref()).collect::<std::collections::BTreeSet<_>>();
    assert_eq!(planned.len() + plan.left_out.len(), 500);
    assert_eq!(code(&plan, &plan.next[499].task_id), Some("many-tasks"));
}

#[test]
fn each_left_out_task_says_why() {
    let tasks = [
        Task { deadline: Some(at(20)), ..task("late", 60.0) },
        task("huge", 900.0),
        Task { urgency: Urgency::High, ..task("first", 110.0) },
        task("second", 60.0),
    ];
    let plan = plan_tasks(&tasks, &frame(2), at(0));
    assert_eq!(
        (code(&plan, "late"), code(&plan, "huge"), code(&plan, "second")),
        (Some("too-late"), Some("too-long"), Some("no-room"))
    );
    assert_eq!(code(&plan, "first"), None);
    let over = plan_tasks(&tasks, &frame(2), at(121));
    assert_eq!((over.from, code(&over, "second")), (None, Some("day-over")));
}

#[test]
fn the_hour_of_a_block_speaks_for_it() {
    let deep = Task { needs_focus: true, ..task("deep", 60.0) };
    let plan = plan_tasks(&[deep, task("mail", 15.0)], &frame(3), at(0));
    let reasons = |id: &str| -> Vec<&str> {
        let block = plan.blocks.iter().find(|one| one.block.task_id.as_deref() == Some(id)).unwrap();
        block.reasons.iter().map(|reason| reason.code.as_str()).collect()
    };
    assert!(reasons("deep").contains(&"good-hour-for-it") && reasons("mail").contains(&"keeps-good-hours"));
    let blind = Frame { hours: vec![], ..frame(3) };
    let plan = plan_tasks(&[task("mail", 15.0)], &blind, at(0));
    assert!(plan.blocks[0].reasons.iter().any(|reason| reason.code == "hours-unknown"));
}

proptest! {
    #[test]
    fn blocks_never_overlap_each_other_or_a_meeting(
        lengths in prop::collection::vec((1.0..300.0_f64, -300..900_i64, any::<bool>()), 0..40),
        meetings in prop::collection::vec((0..480_i64, 1..120_i64), 0..8),
        now in -60..480_i64,
    ) {
        let tasks: Vec<Task> = lengths.iter().enumerate().map(|(place, (minutes, due, needs_focus))| Task {
            deadline: (due % 2 == 0).then(|| at(*due)), needs_focus: *needs_focus, ..task(&format!("t{place}"), *minutes)
        }).collect();
        let meetings = meetings.into_iter().map(|(from, length)| Span::new(at(from), at(from + length))).collect();
        let frame = Frame { meetings, ..frame(8) };
        let plan = plan_tasks(&tasks, &frame, at(now));
        for pair in plan.blocks.windows(2) {
            prop_assert!(pair[0].block.span.end <= pair[1].block.span.start);
        }
        for one in &plan.blocks {
            prop_assert!(frame.meetings.iter().all(|meeting| meeting.intersect(one.block.span).is_none()));
            prop_assert!(one.block.span.start >= at(now) && one.block.span.end <= frame.day.end);
        }
        let placed: std::collections::BTreeSet<&str> = plan.blocks.iter().filter_map(|one| one.block.task_id.as_deref()).collect();
        prop_assert_eq!(placed.len() + plan.left_out.len(), tasks.len());
    }
}

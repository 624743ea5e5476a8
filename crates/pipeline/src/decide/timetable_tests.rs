//! The plan against all plans there are, and what every plan holds.

use attentive_types::Urgency;
use attentive_types::time::HOUR;
use proptest::prelude::*;

use super::*;

const URGENCIES: [Urgency; 4] = [Urgency::Low, Urgency::Normal, Urgency::High, Urgency::Urgent];

fn task(id: usize, minutes: f64, urgency: Urgency) -> Task {
    Task { task_id: format!("t{id}"), minutes, urgency, deadline: None, needs_focus: false }
}

fn hour(place: i64, share: f64, advice: &str) -> PlannedHour {
    let span = Span::new(Timestamp(place * HOUR), Timestamp((place + 1) * HOUR));
    PlannedHour { span, expected_focus_share: Some(share), days_seen: 9, advice: advice.into() }
}

fn frame(hours: i64) -> Frame {
    let plan = [(0.7, "focus"), (0.4, "ordinary"), (0.1, "open")];
    let hours: Vec<PlannedHour> = (0..hours)
        .map(|place| {
            let (share, advice) = plan[usize::try_from(place).unwrap() % 3];
            hour(place, share, advice)
        })
        .collect();
    let end = hours.last().map_or(Timestamp(0), |hour| hour.span.end);
    Frame { day: Span::new(Timestamp(0), end), meetings: vec![], hours }
}

fn at(minute: i64) -> Timestamp {
    Timestamp(minute * MINUTE)
}

#[test]
fn deep_work_goes_into_good_hours_and_the_rest_into_poor_ones() {
    let deep = Task { needs_focus: true, ..task(0, 60.0, Urgency::Normal) };
    let plan = timetable(&[task(1, 60.0, Urgency::Normal), deep], &frame(3));
    let found: Vec<(Option<&str>, BlockKind, i64)> =
        plan.blocks.iter().map(|block| (block.task_id.as_deref(), block.kind, block.span.start.0 / MINUTE)).collect();
    assert_eq!(found[0], (Some("t0"), BlockKind::Focus, 0));
    assert!(found.contains(&(None, BlockKind::Break, 90)), "{found:?}");
    assert!(found.iter().any(|block| block.0 == Some("t1") && block.2 >= 120), "{found:?}");
}

#[test]
fn a_meeting_is_not_moved_and_work_goes_on_after_it() {
    let mut frame = frame(1);
    frame.meetings = vec![Span::new(at(20), at(40))];
    let plan = timetable(&[task(0, 40.0, Urgency::Normal)], &frame);
    let spans: Vec<(i64, i64)> =
        plan.blocks.iter().map(|block| (block.span.start.0 / MINUTE, block.span.end.0 / MINUTE)).collect();
    assert_eq!(spans, [(0, 20), (20, 40), (40, 60)]);
    assert!(plan.left_out.is_empty());
}

#[test]
fn what_cannot_be_done_in_time_is_left_out_and_what_is_worth_more_is_kept() {
    let due = |id, minute| Task { deadline: Some(at(minute)), ..task(id, 30.0, Urgency::Normal) };
    let plan = timetable(&[due(0, 25), due(1, 30), Task { urgency: Urgency::High, ..due(2, 30) }], &frame(1));
    assert_eq!(plan.left_out, ["t0", "t1"]);
    assert_eq!(timetable(&[], &frame(2)).blocks.len(), 1, "the break alone");
    assert_eq!(timetable(&[task(0, 5.0, Urgency::Low)], &frame(0)).left_out, ["t0"]);
}

/// The most that these tasks are worth, over all ways to give them to calendars and to order them.
fn most_of_all(jobs: &[Job], calendars: &Calendars) -> f64 {
    fn go(left: &[&Job], used: [usize; KINDS], calendars: &Calendars) -> f64 {
        let mut best = 0.0_f64;
        for (place, job) in left.iter().enumerate() {
            let mut rest = left.to_vec();
            rest.remove(place);
            for kind in 0..KINDS {
                let mut used = used;
                used[kind] += job.units;
                if calendars.end_of(kind, used[kind]).is_some_and(|end| end <= job.due) {
                    best = best.max(job.worth[kind] + go(&rest, used, calendars));
                }
            }
        }
        best
    }
    go(&jobs.iter().collect::<Vec<_>>(), [0; KINDS], calendars)
}

fn tasks(most: usize, longest: f64) -> impl Strategy<Value = Vec<Task>> {
    let one = (4.0..longest, 0..4_usize, prop::option::of(10..400_i64), any::<bool>());
    prop::collection::vec(one, 0..most).prop_map(|all| {
        all.into_iter()
            .enumerate()
            .map(|(id, (minutes, urgency, due, needs_focus))| Task {
                deadline: due.map(at),
                needs_focus,
                ..task(id, minutes, URGENCIES[urgency])
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_plan_is_worth_more(tasks in tasks(5, 90.0), hours in 1..4_i64, meeting in prop::option::of(0..150_i64)) {
        let mut frame = frame(hours);
        frame.meetings = meeting.map(|minute| Span::new(at(minute), at(minute + 25))).into_iter().collect();
        let calendars = Calendars::of(&frame);
        let jobs: Vec<Job> = tasks.iter().enumerate().map(|(place, task)| calendars.job(place, task)).collect();
        let (found, most) = (timetable(&tasks, &frame).worth_min, most_of_all(&jobs, &calendars));
        prop_assert!((found - most).abs() < 1e-6, "{found} and {most}");
    }

    #[test]
    fn every_plan_is_sound(
        tasks in tasks(30, 120.0), hours in 0..9_i64, meetings in prop::collection::vec((0..500_i64, 5..90_i64), 0..4),
    ) {
        let mut frame = frame(hours);
        frame.meetings = meetings.into_iter().map(|(start, long)| Span::new(at(start), at(start + long))).collect();
        let plan = timetable(&tasks, &frame);
        let work: Vec<&Block> = plan.blocks.iter().filter(|block| block.task_id.is_some()).collect();
        for block in &work {
            prop_assert!(block.span.start >= frame.day.start && block.span.end <= frame.day.end);
            prop_assert!(frame.meetings.iter().all(|meeting| meeting.intersect(block.span).is_none()));
            let task = tasks.iter().find(|task| block.task_id.as_ref() == Some(&task.task_id)).unwrap();
            prop_assert!(task.deadline.is_none_or(|deadline| block.span.end <= deadline), "{block:?} {task:?}");
        }
        prop_assert!(work.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start));
        for task in &tasks {
            let given: i64 = work.iter().filter(|block| block.task_id.as_ref() == Some(&task.task_id)).map(|block| block.span.nanos()).sum();
            let is_left = plan.left_out.contains(&task.task_id);
            prop_assert_eq!(given == 0, is_left);
            prop_assert!(is_left || nanos_to_seconds(given) / 60.0 >= task.minutes - 1e-6);
        }
    }
}

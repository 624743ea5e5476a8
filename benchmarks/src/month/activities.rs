//! What a synthetic person truly did on one day: the labels.

use attentive_learn::SplitMix64;
use attentive_types::time::{HOUR, MINUTE, SECOND, nanos_to_seconds};
use attentive_types::{Span, Timestamp};

use super::person::{Draws, Person};

/// What was going on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Long on one piece of work.
    Focus,
    /// Mail, chat, small things.
    Shallow,
    /// Something pleasant at the machine.
    Leisure,
    /// A call.
    Meeting,
    /// Not at the machine; between activities nobody is there either.
    Away,
}

/// One activity. Its end is a breakpoint, unless a meeting cut it off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activity {
    /// From when to when.
    pub span: Span,
    /// What.
    pub kind: Kind,
    /// Which of the person's pieces of work, for focus.
    pub project: usize,
}

/// How many pieces of work a person has.
pub const PROJECTS: usize = 4;

/// The activities of the day that begins at `midnight`; none on a weekend. The first day is a Monday.
pub fn of_day(person: &Person, midnight: Timestamp, day: i64) -> Vec<Activity> {
    if day % 7 > 4 {
        return Vec::new();
    }
    let mut random = SplitMix64::keyed(person.seed, &[1, day.unsigned_abs()]);
    let hour = |h: f64| midnight.plus((h * HOUR as f64) as i64);
    let end = hour(person.ends_h + random.next_normal() / 2.0);
    let meetings = meetings(person, midnight, day, &mut random);
    let mut all: Vec<Activity> = Vec::new();
    let mut now = hour(person.begins_h + random.next_normal() / 3.0);
    let (mut has_eaten, mut project) = (false, 0);
    while now < end {
        let next_meeting = meetings.iter().find(|meeting| meeting.end > now);
        if let Some(meeting) = next_meeting.filter(|meeting| meeting.start <= now.plus(2 * MINUTE)) {
            let length = meeting.end - now;
            push(&mut all, &mut now, Kind::Meeting, length, 0);
            continue;
        }
        if !has_eaten && now >= hour(person.lunch_h) {
            has_eaten = true;
            push(&mut all, &mut now, Kind::Away, minutes(random.log_normal(42.0, 0.3)), 0);
            continue;
        }
        let free = next_meeting.map_or(i64::MAX, |meeting| meeting.start - now);
        let clock_h = nanos_to_seconds(now - midnight) / 3600.0;
        let before = all.last().map(|one| one.kind);
        let (kind, length) = follows(person, clock_h, before, free, &mut random);
        if kind == Kind::Focus && random.happens(0.5) {
            project = random.next_place(PROJECTS).unwrap_or(0);
        }
        push(&mut all, &mut now, kind, length.min(free), project);
    }
    all
}

/// What follows, and how long it would last.
fn follows(person: &Person, clock_h: f64, before: Option<Kind>, free: i64, random: &mut SplitMix64) -> (Kind, i64) {
    if before == Some(Kind::Focus) {
        let chance = random.next_unit();
        if chance < 0.35 {
            return (Kind::Away, minutes(random.log_normal(7.0, 0.5).clamp(3.5, 20.0)));
        }
        if chance < 0.5 {
            return (Kind::Leisure, minutes(random.log_normal(6.0, 0.5)));
        }
        return (Kind::Shallow, minutes(random.log_normal(8.0, 0.7)));
    }
    // Nobody begins something long ten minutes before a meeting.
    let chance = person.focus_chance(clock_h) * if free < 10 * MINUTE { 0.2 } else { 1.0 };
    if random.happens(chance) {
        // At good hours it lasts longer, too.
        let median = person.focus_min * (0.6 + 0.5 * person.focus_chance(clock_h));
        return (Kind::Focus, minutes(random.log_normal(median, 0.6).clamp(5.0, 150.0)));
    }
    if random.happens(0.1) {
        return (Kind::Away, minutes(random.log_normal(7.0, 0.5).clamp(3.5, 20.0)));
    }
    (Kind::Shallow, minutes(random.log_normal(8.0, 0.7)))
}

fn push(all: &mut Vec<Activity>, now: &mut Timestamp, kind: Kind, length: i64, project: usize) {
    let span = Span::new(*now, now.plus(length.max(20 * SECOND)));
    *now = span.end;
    all.push(Activity { span, kind, project });
}

/// The day's meetings in order, without overlaps.
fn meetings(person: &Person, midnight: Timestamp, day: i64, random: &mut SplitMix64) -> Vec<Span> {
    let mut weekly = SplitMix64::keyed(person.seed, &[2, (day % 7).unsigned_abs()]);
    let mut starts = Vec::new();
    let at = |random: &mut SplitMix64| {
        let hours = person.begins_h + 1.0 + (person.ends_h - person.begins_h - 2.0) * random.next_unit();
        // On the half hour, as meetings are.
        let start = (hours * 2.0).round() as i64 * 30 * MINUTE;
        (start, if random.happens(0.5) { 30 * MINUTE } else { HOUR })
    };
    if weekly.happens(0.7) {
        starts.push(at(&mut weekly));
    }
    let mut left = random.exponential(1.0);
    while left < person.meetings_per_day {
        starts.push(at(random));
        left += random.exponential(1.0);
    }
    starts.sort_unstable();
    let mut all: Vec<Span> = Vec::new();
    for (start, length) in starts {
        let span = Span::new(midnight.plus(start), midnight.plus(start + length));
        if all.last().is_none_or(|last| last.end <= span.start) {
            all.push(span);
        }
    }
    all
}

fn minutes(minutes: f64) -> i64 {
    (minutes * MINUTE as f64) as i64
}

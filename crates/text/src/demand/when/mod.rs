//! When is it due? A text and the moment at which it came in; the moments that it speaks of out, in English and Chinese, by the person's own wall clock.
//!
//! ```text
//! text ──english.rs, chinese.rs──> days, times of day, waits ("in 20 minutes"), each with its place
//!   neighbours belong together: a day and a time ──calendar.rs──> a moment; "by", "due", "前" before or behind it make it a deadline
//! ```
//!
//! What is not said is chosen as people mean it, and told here: a day without a time lasts until its end; "end of day" and 下班前 are 18:00; an hour from 1 to 7 without am, pm, 上午 and the like is in the
//! afternoon; a weekday is the next one, today among them unless its time is over; a time without a day is today, or tomorrow when it is over; a date without a year is the nearest that is not more than
//! half a year ago. `4/5` is not read, as half of the world means the other one.

mod calendar;
mod chinese;
mod english;

use attentive_types::time::{DAY, HOUR, MINUTE};
use attentive_types::{LocalClock, Timestamp};
use serde::{Deserialize, Serialize};

use calendar::Date;

/// The hour at which a working day ends.
const END_OF_WORK: i64 = 18;

/// A date without a year may lie so many days back.
const LONGEST_AGO: i64 = 183;

/// A moment that a text speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The moment; of a day without a time its end.
    pub at: Timestamp,
    /// The words that say so, in small letters.
    pub words: String,
    /// Whether something is due then, or begins then.
    pub is_deadline: bool,
    /// Whether an hour was told.
    pub has_time: bool,
}

/// A day that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Day {
    /// So many days from today.
    From(i64),
    /// A weekday (0 = Monday), of this week and so many on; `None` for the next one.
    Weekday(i64, Option<i64>),
    /// Of a month, with the year where it is told.
    Date(Option<i64>, i64, i64),
    /// Of this month, or of the next.
    OfMonth(i64),
    /// The last of this month, or so many months on.
    EndOfMonth(i64),
    /// The last of this year.
    EndOfYear,
}

/// A time of day that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Time {
    minutes: i64,
    /// East of UTC, where a zone is told.
    offset_minutes: Option<i64>,
}

/// What a stretch of the text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    Day(Day),
    Time(Time),
    /// So many nanoseconds from now.
    Wait(i64),
    /// A day with its time.
    Both(Day, Time),
    /// A moment with its zone.
    At(Timestamp),
}

/// A stretch of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Told {
    from: usize,
    to: usize,
    says: Says,
}

/// All moments that a plain text (see [`crate::word_lists::plain`]) speaks of, in its order.
pub(super) fn moments(text: &str, now: Timestamp, clock: &LocalClock) -> Vec<Moment> {
    let mut told = english::find(text);
    for more in chinese::find(text) {
        if told.iter().all(|kept: &Told| more.to <= kept.from || kept.to <= more.from) {
            told.push(more);
        }
    }
    told.sort_by_key(|one| one.from);
    let joined = joined(text, &told);
    let moment = |one: &Told| {
        let at = at(one.says, now, clock)?;
        let has_time = !matches!(one.says, Says::Day(_));
        let is_deadline = matches!(one.says, Says::Wait(_)) || is_due(text, one.from, one.to);
        Some(Moment { at, words: text.get(one.from..one.to)?.to_owned(), is_deadline, has_time })
    };
    joined.iter().filter_map(moment).collect()
}

/// Days and times that stand beside each other are one.
fn joined(text: &str, told: &[Told]) -> Vec<Told> {
    let mut found: Vec<Told> = Vec::new();
    for one in told {
        let near = found.last().filter(|last| is_glue(text.get(last.to..one.from).unwrap_or("x")));
        let both = near.and_then(|last| match (last.says, one.says) {
            (Says::Day(day), Says::Time(time)) | (Says::Time(time), Says::Day(day)) => {
                Some((last.from, Says::Both(day, time)))
            }
            _ => None,
        });
        match both {
            Some((from, says)) => {
                found.pop();
                found.push(Told { from, to: one.to, says });
            }
            None => found.push(*one),
        }
    }
    found
}

/// What may stand between a day and its time.
fn is_glue(gap: &str) -> bool {
    gap.len() <= 12
        && gap.split([' ', ',', '(', ')', '-']).all(|word| {
            matches!(
                word,
                "" | "at"
                    | "by"
                    | "on"
                    | "before"
                    | "around"
                    | "about"
                    | "of"
                    | "the"
                    | "t"
                    | "的"
                    | "于"
                    | "from"
                    | "@"
            )
        })
}

/// Whether what stands before or behind a moment says that something is due then.
fn is_due(text: &str, from: usize, to: usize) -> bool {
    const BEFORE: [&str; 34] = [
        "by",
        "before",
        "until",
        "till",
        "til",
        "due",
        "due on",
        "due by",
        "due at",
        "due:",
        "deadline",
        "deadline:",
        "deadline is",
        "no later than",
        "not later than",
        "latest",
        "latest by",
        "expires",
        "expires on",
        "expires at",
        "ends",
        "ends on",
        "ends at",
        "closes",
        "closes on",
        "closes at",
        "starts at",
        "starts",
        "begins at",
        "截止",
        "截至",
        "截止到",
        "最晚",
        "之前",
    ];
    const BEHIND: [&str; 16] = [
        "前",
        "之前",
        "以前",
        "内",
        "之内",
        "以内",
        "截止",
        "为止",
        "deadline",
        "is the deadline",
        "at the latest",
        "latest",
        "到期",
        "最晚",
        "开始",
        "sharp",
    ];
    let before = text.get(..from).unwrap_or_default().trim_end_matches([' ', '(', ',']);
    let before = before.strip_suffix(" the").unwrap_or(before);
    let behind = text.get(to..).unwrap_or_default().trim_start();
    let is_word_end = |cue: &str| {
        before
            .strip_suffix(cue)
            .is_some_and(|rest| !rest.ends_with(|sign: char| sign.is_ascii_alphanumeric()) || !cue.is_ascii())
    };
    let is_word_start = |cue: &str| {
        behind
            .strip_prefix(cue)
            .is_some_and(|rest| !rest.starts_with(|sign: char| sign.is_ascii_alphanumeric()) || !cue.is_ascii())
    };
    // The stretch itself may end a deadline: "eod", 下班前.
    let own = text.get(from..to).unwrap_or_default();
    let ends = ["end of", "eod", "eow", "eom", "cob", "close of business"];
    let is_end = ends.iter().any(|end| own.starts_with(end) || own.ends_with(end)) || own.contains("下班");
    is_end || BEFORE.into_iter().any(is_word_end) || BEHIND.into_iter().any(is_word_start)
}

fn at(says: Says, now: Timestamp, clock: &LocalClock) -> Option<Timestamp> {
    let today = clock.day_number(now);
    match says {
        Says::At(moment) => Some(moment),
        Says::Wait(nanos) => Some(now.plus(nanos)),
        Says::Time(time) => {
            let at = on(today, time, clock);
            Some(if at < now { on(today + 1, time, clock) } else { at })
        }
        Says::Day(day) => Some(clock.day(number(day, today, None)?).end),
        Says::Both(day, time) => {
            let is_over = on(today, time, clock) < now;
            Some(on(number(day, today, Some(is_over))?, time, clock))
        }
    }
}

fn on(day: i64, time: Time, clock: &LocalClock) -> Timestamp {
    let local = day.saturating_mul(DAY).saturating_add(time.minutes * MINUTE);
    match time.offset_minutes {
        Some(offset) => Timestamp(local.saturating_sub(offset * MINUTE)),
        None => clock.moment(local),
    }
}

/// The number of a day; `is_over` says whether the time that goes with it is over today.
fn number(day: Day, today: i64, is_over: Option<bool>) -> Option<i64> {
    // 1970-01-01 was a Thursday.
    let weekday = (today + 3).rem_euclid(7);
    let date = Date::of(today);
    match day {
        Day::From(days) => Some(today + days),
        Day::Weekday(wanted, None) => {
            let ahead = (wanted - weekday).rem_euclid(7);
            Some(today + if ahead == 0 && is_over == Some(true) { 7 } else { ahead })
        }
        Day::Weekday(wanted, Some(weeks)) => Some(today - weekday + wanted + 7 * weeks),
        Day::Date(Some(year), month, day) => Some(Date::new(year, month, day)?.number()),
        Day::Date(None, month, day) => {
            let years = [date.year - 1, date.year, date.year + 1];
            let days = years.into_iter().filter_map(|year| Some(Date::new(year, month, day)?.number()));
            days.filter(|number| *number >= today - LONGEST_AGO).min()
        }
        Day::OfMonth(day) => {
            let this = Date::new(date.year, date.month, day).map(Date::number).filter(|number| *number >= today);
            let (year, month) = if date.month == 12 { (date.year + 1, 1) } else { (date.year, date.month + 1) };
            this.or_else(|| Date::new(year, month, day).map(Date::number))
        }
        Day::EndOfMonth(months) => {
            let month = date.month - 1 + months;
            let first = Date { year: date.year + month.div_euclid(12), month: month.rem_euclid(12) + 1, day: 1 };
            Some(first.end_of_month())
        }
        Day::EndOfYear => Some(Date { year: date.year, month: 12, day: 31 }.number()),
    }
}

/// An hour from 1 to 7 that nobody said to be in the morning is in the afternoon.
fn as_meant(hour: i64) -> i64 {
    if (1..=7).contains(&hour) { hour + 12 } else { hour }
}

/// Nanoseconds of so many of a unit; held below a hundred years.
fn wait(count: f64, unit_nanos: i64) -> Option<i64> {
    let nanos = count * unit_nanos as f64;
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
    (nanos.is_finite() && (0.0..3.2e18).contains(&nanos)).then_some(nanos as i64)
}

const WEEK: i64 = 7 * DAY;
const MINUTES_OF_HOUR: i64 = HOUR / MINUTE;

#[cfg(test)]
mod tests;

//! How many texts were negative, hour by hour, within what was expected, with the alarms.
//!
//! ```text
//!  negative |       .'.                 line: what came
//!  texts    | ::::::|::|::::::::::::    band: nineteen of twenty hours lie within
//!           |-------|--|------------    thin line: what was expected
//!           0:00    alarm      20:00
//! ```

use attentive_text::surge::Hour;
use attentive_types::time::{DAY, HOUR};
use attentive_types::{Span, Timestamp};

use super::drawing::{Anchor, Drawing};
use super::ink::Ink;
use super::scale::{Scale, label, time_ticks, time_unit};

const WIDTH: f64 = 1040.0;
const HEIGHT: f64 = 260.0;
const LEFT: f64 = 74.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = HEIGHT - 38.0;
/// More hours than these are drawn as days.
const MOST_HOURS: usize = 21 * 24;

/// An alarm: from when to when, and its number.
pub struct Marked {
    pub span: Span,
    pub number: u64,
}

/// Draws it. `dispersion` is how many times as much hours vary as texts drawn one by one.
pub fn draw(title: &str, hours: &[Hour], dispersion: f64, alarms: &[Marked]) -> Drawing {
    let (steps, length) = if hours.len() > MOST_HOURS { (by_day(hours), DAY) } else { (hours.to_vec(), HOUR) };
    let mut drawing = Drawing::new(WIDTH, HEIGHT, title);
    drawing.heading([LEFT, 20.0], title);
    drawing.rect([LEFT, TOP, WIDTH - LEFT - RIGHT, BOTTOM - TOP], Ink::Panel, 1.0);
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else { return drawing };
    let span = Span::new(first.start, last.start.plus(length));
    let across = Scale::new(0.0, span.nanos().max(1) as f64, LEFT, WIDTH - RIGHT);
    let x_of = |at: Timestamp| across.at((at - span.start).clamp(0, span.nanos()) as f64);
    let high = steps.iter().fold(1.0_f64, |high, hour| high.max(hour.negative).max(hour.band(dispersion).1));
    let scale = Scale::roomy(0.0, high, BOTTOM, TOP);
    let y_of = |value: f64| scale.at(value).clamp(TOP, BOTTOM);
    let ticks = scale.ticks(4.0);
    let step = ticks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    for tick in ticks.into_iter().filter(|tick| *tick >= 0.0) {
        let y = y_of(tick);
        drawing.line([LEFT, y], [WIDTH - RIGHT, y], Ink::Grid, 0.7);
        drawing.text([LEFT - 6.0, y + 3.5], Anchor::End, 10.5, Ink::Muted, label(tick, step));
    }
    let unit = if length == DAY { "negative texts a day" } else { "negative texts an hour" };
    drawing.turned([16.0, f64::midpoint(TOP, BOTTOM)], 11.5, Ink::Text, unit);
    for (nanos, word) in time_ticks(span, span.start.0, 10.0) {
        let x = x_of(Timestamp(nanos));
        drawing.line([x, TOP], [x, BOTTOM], Ink::Grid, 0.5);
        drawing.text([x, BOTTOM + 15.0], Anchor::Middle, 10.5, Ink::Muted, word);
    }
    drawing.text([WIDTH - RIGHT, BOTTOM + 31.0], Anchor::End, 10.5, Ink::Muted, time_unit(span));
    for alarm in alarms {
        let (from, to) = (x_of(alarm.span.start), x_of(alarm.span.end));
        drawing.rect([from, TOP, (to - from).max(1.5), BOTTOM - TOP], Ink::Series(1), 0.25);
        drawing.text([from, TOP - 3.0], Anchor::Start, 9.5, Ink::Series(1), alarm.number.to_string());
    }
    // Where nothing came for a time, the lines are broken.
    for whole in steps.chunk_by(|one, other| other.start - one.start <= length) {
        let middle = |hour: &Hour| x_of(hour.start.plus(length / 2));
        let upper = whole.iter().map(|hour| [middle(hour), y_of(hour.band(dispersion).1)]);
        let lower = whole.iter().rev().map(|hour| [middle(hour), y_of(hour.band(dispersion).0)]);
        drawing.area(upper.chain(lower).collect(), Ink::Series(0), 0.18);
        drawing.path(whole.iter().map(|hour| [middle(hour), y_of(hour.expected)]).collect(), Ink::Series(0), 0.8);
        let came: Vec<[f64; 2]> = whole.iter().map(|hour| [middle(hour), y_of(hour.negative)]).collect();
        if let [only] = came.as_slice() {
            drawing.disc(*only, 1.8, Ink::Text, 1.0);
        }
        drawing.path(came, Ink::Text, 1.2);
    }
    drawing
}

/// Hours as days of 24 hours from the first hour on.
fn by_day(hours: &[Hour]) -> Vec<Hour> {
    let Some(first) = hours.first() else { return Vec::new() };
    let day = |hour: &Hour| (hour.start - first.start).div_euclid(DAY);
    let sum = |part: &[Hour]| {
        let start = first.start.plus(part.first().map_or(0, day).saturating_mul(DAY));
        part.iter().fold(Hour { start, texts: 0, negative: 0.0, expected: 0.0, variance: 0.0 }, |sum, hour| Hour {
            texts: sum.texts + hour.texts,
            negative: sum.negative + hour.negative,
            expected: sum.expected + hour.expected,
            variance: sum.variance + hour.variance,
            ..sum
        })
    };
    hours.chunk_by(|one, other| day(one) == day(other)).map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::drawing::Mark;

    fn hour(number: i64, negative: f64) -> Hour {
        Hour { start: Timestamp(number * HOUR), texts: 20, negative, expected: 2.5, variance: 2.2 }
    }

    #[test]
    fn what_came_is_one_line_broken_where_nothing_came_and_each_alarm_has_its_number() {
        let hours: Vec<Hour> = (0..10).chain(14..24).map(|number| hour(number, 2.0)).collect();
        let span = Span::new(Timestamp(3 * HOUR), Timestamp(5 * HOUR));
        let drawing = draw("Negative", &hours, 1.0, &[Marked { span, number: 7 }]);
        let areas = drawing.marks.iter().filter(|mark| matches!(mark, Mark::Area { .. })).count();
        let has = |word: &str| drawing.marks.iter().any(|mark| matches!(mark, Mark::Text { text, .. } if text == word));
        assert_eq!((areas, has("7"), has("negative texts an hour")), (2, true, true));
        assert!(draw("Nothing", &[], 1.0, &[]).marks.len() < 4);
    }

    #[test]
    fn many_weeks_are_drawn_as_days_that_sum_up() {
        let hours: Vec<Hour> = (0..24 * 40).map(|number| hour(number, 2.0)).collect();
        let days = by_day(&hours);
        assert_eq!((days.len(), days[1].texts, days[1].negative), (40, 480, 48.0));
    }
}

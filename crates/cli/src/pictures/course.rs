//! The course of a feature over the windows of a recording, with the shifts of its level.
//!
//! ```text
//!  SDNN (ms) |      : .'.'            points and line: windows; broken where windows lack
//!            | ---  :=====            thick: the middle of each stretch
//!            |. .'.':                 dashed: a shift; a band where it lies in a gap
//!            0:00  10:00  20:00
//! ```

use attentive_pipeline::patterns::changes::{Change, Course};
use attentive_types::Span;

use super::drawing::{Anchor, Drawing};
use super::ink::Ink;
use super::scale::{Scale, label, time_ticks, time_unit};

const WIDTH: f64 = 1040.0;
const HEIGHT: f64 = 190.0;
const LEFT: f64 = 74.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 34.0;
const BOTTOM: f64 = HEIGHT - 38.0;

/// Draws it. `unit` stands beside the axis; times count from `origin_nanos`.
pub fn draw(title: &str, unit: &str, course: &Course, shifts: &[&Change], origin_nanos: i64) -> Drawing {
    let mut drawing = Drawing::new(WIDTH, HEIGHT, title);
    drawing.heading([LEFT, 20.0], title);
    drawing.rect([LEFT, TOP, WIDTH - LEFT - RIGHT, BOTTOM - TOP], Ink::Panel, 1.0);
    let points: Vec<(Span, f64)> = course.points().collect();
    let (Some((first, _)), Some((last, _))) = (points.first(), points.last()) else { return drawing };
    let span = Span::new(first.start, last.end);
    let across = Scale::new(0.0, span.nanos().max(1) as f64, LEFT, WIDTH - RIGHT);
    let x_of = |nanos: i64| across.at(nanos.saturating_sub(span.start.0) as f64);
    let middle = |span: &Span| span.start.0.midpoint(span.end.0);
    let (low, high) = points
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, value)| (low.min(*value), high.max(*value)));
    let scale = Scale::roomy(low, high, BOTTOM, TOP);
    let ticks = scale.ticks(4.0);
    let step = ticks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    for tick in ticks {
        let y = scale.at(tick);
        drawing.line([LEFT, y], [WIDTH - RIGHT, y], Ink::Grid, 0.7);
        drawing.text([LEFT - 6.0, y + 3.5], Anchor::End, 10.5, Ink::Muted, label(tick, step));
    }
    drawing.turned([16.0, f64::midpoint(TOP, BOTTOM)], 11.5, Ink::Text, unit);
    for (nanos, word) in time_ticks(span, origin_nanos, 10.0) {
        let x = x_of(nanos);
        drawing.line([x, TOP], [x, BOTTOM], Ink::Grid, 0.5);
        drawing.text([x, BOTTOM + 15.0], Anchor::Middle, 10.5, Ink::Muted, word);
    }
    drawing.text([WIDTH - RIGHT, BOTTOM + 31.0], Anchor::End, 10.5, Ink::Muted, time_unit(span));
    for shift in shifts {
        let (from, to) = (x_of(shift.between.start.0), x_of(shift.between.end.0));
        drawing.rect([from, TOP, to - from, BOTTOM - TOP], Ink::Series(1), 0.15);
        let x = f64::midpoint(from, to);
        drawing.dashed([x, TOP], [x, BOTTOM], Ink::Series(1), 1.4);
    }
    // A window that lacks breaks the line: the next begins later than half a window after the last ended.
    let is_next =
        |one: &(Span, f64), other: &(Span, f64)| other.0.start.0.saturating_sub(one.0.end.0) <= one.0.nanos() / 2;
    for whole in points.chunk_by(is_next) {
        let line: Vec<[f64; 2]> = whole.iter().map(|(span, value)| [x_of(middle(span)), scale.at(*value)]).collect();
        line.iter().for_each(|point| drawing.disc(*point, 1.6, Ink::Series(0), 0.8));
        drawing.path(line, Ink::Series(0), 1.0);
    }
    for stretch in course.stretches(shifts.iter().copied()) {
        let y = scale.at(stretch.level);
        drawing.line([x_of(stretch.span.start.0), y], [x_of(stretch.span.end.0), y], Ink::Series(2), 2.4);
    }
    drawing
}

#[cfg(test)]
mod tests {
    use attentive_types::Timestamp;
    use attentive_types::time::SECOND;

    use super::*;
    use crate::pictures::drawing::Mark;

    #[test]
    fn shifts_are_dashed_levels_thick_and_gaps_break_the_line() {
        let window = |place: i64| Span::new(Timestamp(place * 30 * SECOND), Timestamp((place + 1) * 30 * SECOND));
        let mut course = Course::default();
        (0..60).filter(|place| !(20..25).contains(place)).for_each(|place| {
            course
                .push(window(place), f64::from(u8::try_from(place % 3).unwrap()) + if place < 40 { 0.0 } else { 9.0 });
        });
        let change = Change {
            course: 0,
            between: Span::new(window(40).start, window(40).start),
            before: 1.0,
            after: 10.0,
            higher_after: 1.0,
            p: 0.001,
        };
        let drawing = draw("x", "ms", &course, &[&change], 0);
        let paths = |wanted: &dyn Fn(Ink, bool) -> bool| {
            let is = |mark: &&Mark| matches!(mark, Mark::Path { ink, is_dashed, .. } if wanted(*ink, *is_dashed));
            drawing.marks.iter().filter(is).count()
        };
        assert_eq!(paths(&|_, is_dashed| is_dashed), 1);
        assert_eq!((paths(&|ink, _| ink == Ink::Series(0)), paths(&|ink, _| ink == Ink::Series(2))), (2, 2));
        assert!(draw("x", "ms", &Course::default(), &[], 0).marks.len() > 1);
    }
}

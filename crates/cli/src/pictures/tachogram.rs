//! The intervals between beats over time, with those marked whose beats were put in or moved.

use attentive_pipeline::run::recording::Marks;
use attentive_types::{Span, Timestamp};

use super::drawing::{Anchor, Drawing};
use super::ink::Ink;
use super::scale::{Scale, label, time_ticks, time_unit};

const WIDTH: f64 = 1040.0;
const LEFT: f64 = 74.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 46.0;
const HEIGHT: f64 = 190.0;
/// More points than this hide each other: the line is then the mean of neighbours, and corrected beats are drawn one by one.
const MOST_POINTS: usize = 4_000;

/// Draws them; times count from the first.
pub fn draw(beats: &Marks) -> Drawing {
    let title = "Intervals between beats";
    let mut drawing = Drawing::new(WIDTH, TOP + HEIGHT + 44.0, title);
    drawing.heading([LEFT, 20.0], title);
    drawing.rect([LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT], Ink::Panel, 1.0);
    let (Some(first), Some(last)) = (beats.time_nanos.first(), beats.time_nanos.last()) else { return drawing };
    let span = Span::new(Timestamp(*first), Timestamp((*last).max(first.saturating_add(1))));
    let across = Scale::new(0.0, span.nanos() as f64, LEFT, WIDTH - RIGHT);
    let known = || beats.intervals_ms.iter().copied().filter(|value| value.is_finite());
    let (low, high) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |all, own| (all.0.min(own), all.1.max(own)));
    let up = Scale::roomy(low, high, TOP + HEIGHT, TOP);
    draw_axes(&mut drawing, &across, &up, span);
    let x_of = |place: usize| across.at(beats.time_nanos[place].saturating_sub(*first) as f64);
    draw_line(&mut drawing, beats, &x_of, &up);
    let mut corrected = 0_usize;
    for (place, interval) in beats.intervals_ms.iter().enumerate() {
        if interval.is_finite() && beats.is_as_found.get(place) == Some(&false) {
            corrected += 1;
            if corrected <= MOST_POINTS {
                drawing.disc([x_of(place), up.at(*interval)], 2.6, Ink::Series(6), 0.9);
            }
        }
    }
    if corrected > 0 {
        drawing.disc([LEFT + 6.0, TOP - 10.0], 3.0, Ink::Series(6), 1.0);
        drawing.text([LEFT + 14.0, TOP - 6.0], Anchor::Start, 11.0, Ink::Text, format!("corrected ({corrected})"));
    }
    drawing
}

/// The line, broken where intervals are missing.
fn draw_line(drawing: &mut Drawing, beats: &Marks, x_of: &dyn Fn(usize) -> f64, up: &Scale) {
    let every = beats.intervals_ms.len().div_ceil(MOST_POINTS).max(1);
    let mut points: Vec<[f64; 2]> = Vec::new();
    let mut end = |points: &mut Vec<[f64; 2]>| {
        if points.len() > 1 {
            drawing.path(std::mem::take(points), Ink::Series(1), 1.1);
        }
        points.clear();
    };
    for from in (0..beats.intervals_ms.len()).step_by(every) {
        let part = &beats.intervals_ms[from..(from + every).min(beats.intervals_ms.len())];
        let mean = part.iter().sum::<f64>() / part.len() as f64;
        if mean.is_finite() { points.push([x_of(from), up.at(mean)]) } else { end(&mut points) }
    }
    end(&mut points);
}

fn draw_axes(drawing: &mut Drawing, across: &Scale, up: &Scale, span: Span) {
    let ticks = up.ticks(5.0);
    let step = ticks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    for tick in ticks {
        let y = up.at(tick);
        drawing.line([across.first, y], [across.last, y], Ink::Grid, 0.6);
        drawing.text([across.first - 6.0, y + 3.5], Anchor::End, 10.5, Ink::Muted, label(tick, step));
    }
    drawing.turned([14.0, TOP + HEIGHT / 2.0], 11.5, Ink::Text, "interval (ms)");
    for (nanos, word) in time_ticks(span, span.start.0, 10.0) {
        let x = across.at(nanos.saturating_sub(span.start.0) as f64);
        drawing.line([x, TOP], [x, TOP + HEIGHT], Ink::Grid, 0.5);
        drawing.text([x, TOP + HEIGHT + 15.0], Anchor::Middle, 10.5, Ink::Muted, word);
    }
    drawing.text([WIDTH - RIGHT, TOP + HEIGHT + 31.0], Anchor::End, 10.5, Ink::Muted, time_unit(span));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::drawing::Mark;

    fn beats(intervals_ms: &[f64], corrected: &[usize]) -> Marks {
        let mut time = 0;
        let next = |length: &f64| {
            time += if length.is_finite() { (length * 1e6) as i64 } else { 1_000_000_000 };
            time
        };
        let time_nanos = intervals_ms.iter().map(next).collect();
        let is_as_found = (0..intervals_ms.len()).map(|place| !corrected.contains(&place)).collect();
        Marks { intervals_ms: intervals_ms.to_vec(), time_nanos, is_as_found }
    }

    /// Not a line of the grid.
    fn is_line(mark: &Mark) -> bool {
        matches!(mark, Mark::Path { ink: Ink::Series(1), .. })
    }

    fn count(drawing: &Drawing, wanted: fn(&Mark) -> bool) -> usize {
        drawing.marks.iter().filter(|mark| wanted(mark)).count()
    }

    #[test]
    fn corrected_beats_are_marked_and_a_gap_breaks_the_line() {
        let drawing = draw(&beats(&[800.0, 810.0, 790.0, f64::NAN, 800.0, 820.0], &[2]));
        assert_eq!(count(&drawing, is_line), 2);
        assert_eq!(count(&drawing, |mark| matches!(mark, Mark::Disc { .. })), 2, "the beat and the legend");
    }

    #[test]
    fn nothing_and_a_day_are_drawn_too() {
        assert_eq!(count(&draw(&Marks::default()), is_line), 0);
        let day = draw(&beats(&vec![800.0; 100_000], &[]));
        let points = |mark: &Mark| match mark {
            Mark::Path { points, .. } if is_line(mark) => points.len(),
            _ => 0,
        };
        assert!(day.marks.iter().map(points).sum::<usize>() <= MOST_POINTS);
    }
}

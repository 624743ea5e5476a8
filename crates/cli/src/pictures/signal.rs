//! A signal over time with the events that were found in it: panels below each other on one time axis.
//!
//! ```text
//!  x deg  |~~~\___/~~|__|~~      bands: events that last, coloured by kind
//!  y deg  |__/~~~~\__|__|__      points: events of a moment, drawn at their value
//!         0:00   0:05   0:10
//! ```

use attentive_pipeline::preprocess::Envelope;
use attentive_types::Span;

use super::drawing::{Anchor, Drawing};
use super::ink::{self, Ink};
use super::scale::{Scale, label, time_ticks, time_unit};

/// One line of a panel.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its name in the legend; empty when the panel has one line.
    pub name: String,
    /// What it is drawn in.
    pub ink: Ink,
    /// Its lows and highs.
    pub envelope: Envelope,
}

/// An event of a moment.
#[derive(Clone, Copy, Debug)]
pub struct Point {
    /// When.
    pub nanos: i64,
    /// At which value.
    pub value: f64,
    /// What it is; the name in the legend and the key of its colour.
    pub kind: &'static str,
}

/// One panel.
#[derive(Clone, Debug, Default)]
pub struct Panel {
    /// What stands beside its axis, with the unit, such as `x (deg)`.
    pub label: String,
    /// Its lines.
    pub lines: Vec<Line>,
    /// Its points.
    pub points: Vec<Point>,
    /// Whether y grows downwards, as on a screen.
    pub is_downwards: bool,
}

/// An event that lasts, drawn over all panels.
#[derive(Clone, Debug)]
pub struct Band {
    /// From when to when.
    pub span: Span,
    /// What it is; the name in the legend and the key of its colour.
    pub kind: String,
}

/// A whole picture.
#[derive(Clone, Debug)]
pub struct SignalPicture {
    /// Its heading.
    pub title: String,
    /// The time that it shows.
    pub span: Span,
    /// What the times on the axis count from.
    pub origin_nanos: i64,
    /// The panels, the first on top.
    pub panels: Vec<Panel>,
    /// Events that last.
    pub bands: Vec<Band>,
    /// Where a line is broken: a stretch without values longer than this.
    pub gap_nanos: i64,
}

const WIDTH: f64 = 1040.0;
const LEFT: f64 = 74.0;
const RIGHT: f64 = 16.0;
const PANEL_HEIGHT: f64 = 132.0;
const BETWEEN: f64 = 12.0;
/// Bands below the width of half a pixel are passed over, and as many as that are drawn at most.
const MOST_BANDS: usize = 2_000;

/// Draws it.
pub fn draw(picture: &SignalPicture) -> Drawing {
    let panels = picture.panels.len().max(1);
    let top = 56.0;
    let height = top + panels_height(panels) + 40.0;
    let mut drawing = Drawing::new(WIDTH, height, picture.title.clone());
    drawing.heading([LEFT, 20.0], picture.title.clone());
    draw_legend(&mut drawing, picture);
    let across = Scale::new(0.0, picture.span.nanos().max(1) as f64, LEFT, WIDTH - RIGHT);
    let x_of = |nanos: i64| across.at(nanos.saturating_sub(picture.span.start.0) as f64);
    for (place, panel) in picture.panels.iter().enumerate() {
        let upper = top + place as f64 * (PANEL_HEIGHT + BETWEEN);
        drawing.rect([LEFT, upper, WIDTH - LEFT - RIGHT, PANEL_HEIGHT], Ink::Panel, 1.0);
        draw_bands(&mut drawing, picture, &x_of, upper);
        draw_panel(&mut drawing, picture, panel, &x_of, upper);
    }
    draw_time_axis(&mut drawing, picture, &x_of, top, top + panels_height(panels));
    drawing
}

fn panels_height(panels: usize) -> f64 {
    panels as f64 * (PANEL_HEIGHT + BETWEEN) - BETWEEN
}

fn draw_legend(drawing: &mut Drawing, picture: &SignalPicture) {
    let mut entries: Vec<(String, Ink)> = Vec::new();
    for line in picture.panels.iter().flat_map(|panel| &panel.lines).filter(|line| !line.name.is_empty()) {
        entries.push((line.name.clone(), line.ink));
    }
    let points = picture.panels.iter().flat_map(|panel| &panel.points);
    entries.extend(points.map(|point| (point.kind.to_owned(), ink::of_event(point.kind))));
    entries.extend(picture.bands.iter().map(|band| (band.kind.clone(), ink::of_event(&band.kind))));
    let mut x = LEFT;
    let mut seen: Vec<String> = Vec::new();
    for (name, ink) in entries {
        if seen.contains(&name) {
            continue;
        }
        drawing.rect([x, 33.0, 12.0, 10.0], ink, 0.8);
        drawing.text([x + 17.0, 42.0], Anchor::Start, 11.0, Ink::Muted, name.clone());
        x += 34.0 + 6.2 * name.chars().count() as f64;
        seen.push(name);
    }
}

fn draw_bands(drawing: &mut Drawing, picture: &SignalPicture, x_of: &impl Fn(i64) -> f64, upper: f64) {
    let inside = picture.bands.iter().filter_map(|band| Some((band, band.span.intersect(picture.span)?)));
    for (band, span) in inside.take(MOST_BANDS) {
        let (from, to) = (x_of(span.start.0), x_of(span.end.0));
        if to - from > 0.5 {
            drawing.rect([from, upper, to - from, PANEL_HEIGHT], ink::of_event(&band.kind), 0.2);
            // Events that follow each other directly are told apart by a small break.
            drawing.rect([from, upper, (to - from - 1.0).max(0.5), 3.0], ink::of_event(&band.kind), 1.0);
        }
    }
}

fn draw_panel(drawing: &mut Drawing, picture: &SignalPicture, panel: &Panel, x_of: &impl Fn(i64) -> f64, upper: f64) {
    let ranges = panel.lines.iter().filter_map(|line| line.envelope.usual_range());
    let values = panel.points.iter().map(|point| (point.value, point.value));
    let (low, high) =
        ranges.chain(values).fold((f64::INFINITY, f64::NEG_INFINITY), |all, own| (all.0.min(own.0), all.1.max(own.1)));
    let (first, last) = if panel.is_downwards { (upper, upper + PANEL_HEIGHT) } else { (upper + PANEL_HEIGHT, upper) };
    let scale = Scale::roomy(low, high, first, last);
    let ticks = scale.ticks(4.0);
    let step = ticks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    for tick in ticks {
        let y = scale.at(tick);
        drawing.line([LEFT, y], [WIDTH - RIGHT, y], Ink::Grid, 0.7);
        drawing.text([LEFT - 6.0, y + 3.5], Anchor::End, 10.5, Ink::Muted, label(tick, step));
    }
    drawing.turned([16.0, upper + PANEL_HEIGHT / 2.0], 11.5, Ink::Text, panel.label.clone());
    if !low.is_finite() {
        let middle = [(LEFT + WIDTH - RIGHT) / 2.0, upper + PANEL_HEIGHT / 2.0];
        drawing.text(middle, Anchor::Middle, 12.0, Ink::Muted, "nothing was measured here");
    }
    for line in &panel.lines {
        draw_line(drawing, picture, line, &scale, x_of, (upper, upper + PANEL_HEIGHT));
    }
    for point in panel.points.iter().filter(|point| picture.span.contains(attentive_types::Timestamp(point.nanos))) {
        drawing.disc([x_of(point.nanos), scale.at(point.value)], 2.8, ink::of_event(point.kind), 0.95);
    }
}

/// Lows and highs as one line that goes up and down; broken where nothing was measured, and held inside of its panel.
fn draw_line(
    drawing: &mut Drawing,
    picture: &SignalPicture,
    line: &Line,
    scale: &Scale,
    x_of: &impl Fn(i64) -> f64,
    (upper, lower): (f64, f64),
) {
    let gap_nanos = picture.gap_nanos.max(2 * line.envelope.bin_nanos()).max(3 * usual_step(&line.envelope));
    let y_of = |value: f64| scale.at(value).clamp(upper, lower);
    let (mut points, mut last_nanos, mut was_low): (Vec<[f64; 2]>, Option<i64>, bool) = (Vec::new(), None, false);
    let inside = |nanos: i64| nanos >= picture.span.start.0 && nanos <= picture.span.end.0;
    for (nanos, low, high) in line.envelope.stretches().filter(|(nanos, ..)| inside(*nanos)) {
        if last_nanos.is_some_and(|last| nanos.saturating_sub(last) > gap_nanos) {
            finish_line(drawing, std::mem::take(&mut points), line.ink);
        }
        let x = x_of(nanos);
        if low == high {
            points.push([x, y_of(low)]);
        } else {
            // Begin where the line stands already, so that it does not cross each stretch twice.
            let (one, other) = if was_low { (low, high) } else { (high, low) };
            points.extend([[x, y_of(one)], [x, y_of(other)]]);
            was_low = !was_low;
        }
        last_nanos = Some(nanos);
    }
    finish_line(drawing, points, line.ink);
}

/// The median distance of a line's values: one that has a value for each breath has no gap between two of them.
fn usual_step(envelope: &Envelope) -> i64 {
    let times: Vec<i64> = envelope.stretches().map(|(nanos, ..)| nanos).collect();
    let mut steps: Vec<i64> = times.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    let middle = steps.len() / 2;
    if steps.is_empty() { 0 } else { *steps.select_nth_unstable(middle).1 }
}

fn finish_line(drawing: &mut Drawing, points: Vec<[f64; 2]>, ink: Ink) {
    match points.as_slice() {
        [] => {}
        [alone] => drawing.disc(*alone, 1.2, ink, 1.0),
        _ => drawing.path(points, ink, 1.1),
    }
}

fn draw_time_axis(drawing: &mut Drawing, picture: &SignalPicture, x_of: &impl Fn(i64) -> f64, top: f64, bottom: f64) {
    for (nanos, word) in time_ticks(picture.span, picture.origin_nanos, 10.0) {
        let x = x_of(nanos);
        drawing.line([x, top], [x, bottom], Ink::Grid, 0.5);
        drawing.text([x, bottom + 15.0], Anchor::Middle, 10.5, Ink::Muted, word);
    }
    let unit = time_unit(picture.span);
    drawing.text([WIDTH - RIGHT, bottom + 31.0], Anchor::End, 10.5, Ink::Muted, unit);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::drawing::Mark;
    use crate::pictures::svg;
    use attentive_types::Timestamp;
    use attentive_types::time::{HOUR, SECOND};

    fn picture(values: impl Fn(i64) -> f64, samples: i64, step_nanos: i64) -> SignalPicture {
        let mut envelope = Envelope::new(1600);
        (0..samples).for_each(|place| envelope.push_one(place * step_nanos, values(place)));
        let line = Line { name: String::new(), ink: Ink::Series(0), envelope };
        SignalPicture {
            title: "x".into(),
            span: Span::new(Timestamp(0), Timestamp(samples * step_nanos)),
            origin_nanos: 0,
            panels: vec![Panel { label: "x (deg)".into(), lines: vec![line], ..Panel::default() }],
            bands: vec![Band { span: Span::new(Timestamp(0), Timestamp(SECOND)), kind: "fixation".into() }],
            gap_nanos: 3 * step_nanos,
        }
    }

    fn lines(drawing: &Drawing) -> usize {
        drawing.marks.iter().filter(|mark| matches!(mark, Mark::Path { ink: Ink::Series(0), .. })).count()
    }

    #[test]
    fn an_hour_of_a_thousand_hertz_is_a_small_picture() {
        let hour = picture(|place| (place as f64 / 5000.0).sin(), HOUR / 1_000_000, 1_000_000);
        let text = svg::inline(&draw(&hour));
        assert!(text.len() < 80_000, "{} bytes", text.len());
        assert!(text.contains("0:30:00") || text.contains("30:00"), "the hour has words on its axis");
    }

    #[test]
    fn a_gap_breaks_the_line() {
        let whole = picture(|_| 1.0, 100, 10_000_000);
        let broken = picture(|place| if (40..60).contains(&place) { f64::NAN } else { 1.0 }, 100, 10_000_000);
        assert_eq!((lines(&draw(&whole)), lines(&draw(&broken))), (1, 2));
    }

    #[test]
    fn a_signal_without_values_says_so() {
        let nothing = svg::inline(&draw(&picture(|_| f64::NAN, 100, 10_000_000)));
        assert!(nothing.contains("nothing was measured here"));
    }
}

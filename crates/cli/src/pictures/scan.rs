//! The scan path: fixations as discs, larger when longer, joined in the order in which they came.

use attentive_pipeline::patterns::space::{AreaOfInterest, HeatMap, ScanPath};

use super::drawing::{Anchor, Drawing};
use super::heat::{Ground, draw_areas, screen_frame};
use super::ink::Ink;

/// How many fixations are numbered; more would hide each other.
const NUMBERED: usize = 20;

/// Draws the path in the same frame as the heat map.
pub fn draw(
    title: &str,
    path: &ScanPath,
    map: &HeatMap,
    unit: &str,
    ground: Option<&Ground>,
    areas: &[AreaOfInterest],
) -> Drawing {
    let (mut drawing, frame) = screen_frame(title, map, unit, ground);
    let inside = |x: f64, y: f64| {
        (frame.across.first..=frame.across.last).contains(&x) && (frame.down.first..=frame.down.last).contains(&y)
    };
    let places: Vec<[f64; 2]> =
        path.steps.iter().map(|step| [frame.across.at(step.x_deg), frame.down.at(step.y_deg)]).collect();
    for pair in places.windows(2).filter(|pair| inside(pair[0][0], pair[0][1]) && inside(pair[1][0], pair[1][1])) {
        drawing.line(pair[0], pair[1], Ink::Series(0), 1.0);
    }
    for (step, place) in path.steps.iter().zip(&places).filter(|(_, place)| inside(place[0], place[1])) {
        let radius = (4.0 + 14.0 * step.span.seconds().sqrt()).min(30.0);
        drawing.disc(*place, radius, Ink::Series(1), 0.35);
    }
    for (number, place) in places.iter().enumerate().take(NUMBERED).filter(|(_, place)| inside(place[0], place[1])) {
        let middle = [place[0], place[1] + 3.5];
        drawing.text(middle, Anchor::Middle, 10.0, Ink::Text, (number + 1).to_string());
    }
    draw_areas(&mut drawing, &frame, areas, Ink::Muted);
    draw_legend(&mut drawing, path, frame.across.last + 22.0, frame.down.first);
    drawing
}

fn draw_legend(drawing: &mut Drawing, path: &ScanPath, x: f64, top: f64) {
    drawing.text([x, top + 10.0], Anchor::Start, 10.5, Ink::Text, "fixation of");
    for (row, (seconds, word)) in [(0.1_f64, "0.1 s"), (0.4, "0.4 s"), (1.0, "1 s")].into_iter().enumerate() {
        let y = top + 36.0 + 34.0 * row as f64;
        drawing.disc([x + 16.0, y], 4.0 + 14.0 * seconds.sqrt(), Ink::Series(1), 0.35);
        drawing.text([x + 42.0, y + 3.5], Anchor::Start, 10.5, Ink::Muted, word);
    }
    let shown = format!("{} of {}", path.steps.len(), path.fixations);
    drawing.text([x, top + 150.0], Anchor::Start, 10.5, Ink::Muted, shown);
    drawing.text([x, top + 164.0], Anchor::Start, 10.5, Ink::Muted, "are drawn");
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_pipeline::patterns::space::{Extent, HeatMapStream, SIGMA_DEG};
    use attentive_types::time::SECOND;
    use attentive_types::{Span, Timestamp};

    #[test]
    fn a_path_numbers_its_first_looks_and_says_how_many_are_not_drawn() {
        let map = HeatMapStream::new(Extent::centred(40.0, 30.0), 4, 3).unwrap().finish(SIGMA_DEG);
        let mut path = ScanPath::new(2);
        for (second, x_deg) in [(0, 0.0), (1, 5.0), (2, 9.0)] {
            path.push(Span::new(Timestamp(second * SECOND), Timestamp((second + 1) * SECOND)), x_deg, 0.0);
        }
        let text = crate::pictures::svg::inline(&draw("path", &path, &map, "deg", None, &[]));
        assert!(text.contains(">1<") && text.contains(">2<") && text.contains("2 of 3"));
    }
}

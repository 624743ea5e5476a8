//! A square table of counts, coloured by the share of the row that they are: transitions between areas, what was taken for what.

use super::colour_map::heat;
use super::drawing::{Anchor, Drawing};
use super::ink::Ink;

const CELL: f64 = 56.0;
const LEFT: f64 = 170.0;
const TOP: f64 = 86.0;

/// Draws `counts` (row by row of a square of as many rows as there are labels) with what rows and columns are; long names are cut, the table of the report has
/// them whole.
pub fn draw(title: &str, labels: &[String], counts: &[u64], [rows, columns]: [&str; 2]) -> Drawing {
    let places = labels.len();
    let side = CELL * places as f64;
    let mut drawing = Drawing::new((LEFT + side + 24.0).max(520.0), TOP + side + 24.0, title);
    drawing.heading([16.0, 22.0], title);
    drawing.text([LEFT, 46.0], Anchor::Start, 11.5, Ink::Muted, columns);
    drawing.text([LEFT - 12.0, TOP - 10.0], Anchor::End, 11.5, Ink::Muted, rows);
    for (row, name) in labels.iter().enumerate() {
        let middle = CELL * (row as f64 + 0.5);
        drawing.text([LEFT - 12.0, TOP + middle + 4.0], Anchor::End, 11.5, Ink::Text, cut(name, 20));
        drawing.text([LEFT + middle, TOP - 10.0], Anchor::Middle, 11.0, Ink::Text, cut(name, 8));
        let own = counts.get(row * places..(row + 1) * places).unwrap_or_default();
        let all: u64 = own.iter().sum();
        for (column, count) in own.iter().copied().enumerate() {
            let share = if all == 0 { 0.0 } else { count as f64 / all as f64 };
            let (x, y) = (LEFT + CELL * column as f64, TOP + CELL * row as f64);
            let ground = if count == 0 { Ink::Panel } else { Ink::Fixed(heat(share)) };
            drawing.rect([x + 1.0, y + 1.0, CELL - 2.0, CELL - 2.0], ground, 1.0);
            let ink = match (count, share > 0.5) {
                (0, _) => Ink::Muted,
                (_, true) => Ink::Fixed([20, 20, 24]),
                (_, false) => Ink::Fixed([255, 255, 255]),
            };
            drawing.text([x + CELL / 2.0, y + CELL / 2.0 + 4.0], Anchor::Middle, 12.0, ink, count.to_string());
        }
    }
    drawing
}

fn cut(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters {
        return name.to_owned();
    }
    name.chars().take(letters.saturating_sub(1)).chain(['\u{2026}']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_count_stands_in_its_cell() {
        let labels = ["menu".to_owned(), "a very long name of an area".to_owned()];
        let text = crate::pictures::svg::inline(&draw("transitions", &labels, &[0, 7, 3, 0], ["from", "to"]));
        assert!(text.contains(">7<") && text.contains(">3<") && text.contains("a very long name of\u{2026}"));
    }
}

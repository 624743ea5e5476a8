//! What was said, and what came: the reliability diagram of a model's confidence.

use attentive_learn::metrics::ReliabilityBin;

use super::drawing::{Anchor, Drawing};
use super::ink::Ink;
use super::scale::Scale;

const SIDE: f64 = 300.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 44.0;

/// Draws a disc for each group of rows of about the same confidence, as large as it has rows, beside the diagonal on which what is said comes.
pub fn draw(title: &str, bins: &[ReliabilityBin]) -> Drawing {
    let mut drawing = Drawing::new(LEFT + SIDE + 28.0, TOP + SIDE + 58.0, title);
    let across = Scale::new(0.0, 1.0, LEFT, LEFT + SIDE);
    let up = Scale::new(0.0, 1.0, TOP + SIDE, TOP);
    drawing.heading([16.0, 22.0], title);
    drawing.rect([LEFT, TOP, SIDE, SIDE], Ink::Panel, 1.0);
    for tick in 0..=5 {
        let value = f64::from(tick) / 5.0;
        drawing.line([across.at(value), TOP], [across.at(value), TOP + SIDE], Ink::Grid, 1.0);
        drawing.line([LEFT, up.at(value)], [LEFT + SIDE, up.at(value)], Ink::Grid, 1.0);
        let label = format!("{:.0} %", 100.0 * value);
        drawing.text([across.at(value), TOP + SIDE + 18.0], Anchor::Middle, 11.0, Ink::Muted, label.clone());
        drawing.text([LEFT - 8.0, up.at(value) + 4.0], Anchor::End, 11.0, Ink::Muted, label);
    }
    drawing.dashed([LEFT, TOP + SIDE], [LEFT + SIDE, TOP], Ink::Muted, 1.2);
    let most = bins.iter().map(|bin| bin.rows).max().unwrap_or(1).max(1) as f64;
    drawing.path(bins.iter().map(|bin| [across.at(bin.said), up.at(bin.came)]).collect(), Ink::Series(0), 1.5);
    for bin in bins {
        let radius = 3.0 + 6.0 * (bin.rows as f64 / most).sqrt();
        drawing.disc([across.at(bin.said), up.at(bin.came)], radius, Ink::Series(0), 0.85);
    }
    drawing.text([LEFT + SIDE / 2.0, TOP + SIDE + 40.0], Anchor::Middle, 12.0, Ink::Text, "how sure it said it was");
    drawing.turned([18.0, TOP + SIDE / 2.0], 12.0, Ink::Text, "how often it was right");
    drawing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::drawing::Mark;

    #[test]
    fn what_comes_as_it_was_said_lies_on_the_diagonal() {
        let bin = |said, came| ReliabilityBin { rows: 9, said, came };
        let drawing = draw("sure?", &[bin(0.5, 0.5), bin(0.9, 0.6)]);
        let discs: Vec<(f64, f64)> = (drawing.marks.iter())
            .filter_map(|mark| match mark {
                Mark::Disc { x, y, .. } => Some((x - LEFT, TOP + SIDE - y)),
                _ => None,
            })
            .collect();
        assert!((discs[0].0 - discs[0].1).abs() < 1e-9, "{discs:?}");
        assert!(discs[1].1 < discs[1].0, "too sure lies below: {discs:?}");
        assert!(draw("nothing", &[]).marks.len() > 10);
    }
}

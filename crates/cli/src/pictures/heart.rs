//! The heart's pictures: beat after beat over time, each beat against the one before, and the spectrum of their rhythm.

use super::drawing::{Anchor, Drawing};
use super::ink::Ink;
use super::scale::{Scale, label};

const SIDE: f64 = 340.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 40.0;
/// More points than this hide each other: every n-th is drawn.
const MOST_POINTS: usize = 3_000;

/// Bands of heart rate variability with their borders in hertz: Task Force of the ESC and the NASPE, 1996, Circulation 93, section
/// on frequency domain methods.
const RHYTHM_BANDS: [(&str, f64, f64, u8); 3] = [("VLF", 0.0033, 0.04, 7), ("LF", 0.04, 0.15, 0), ("HF", 0.15, 0.4, 2)];

/// Each interval between beats against the next, in milliseconds (a Poincare plot); the line is where both are the same.
pub fn draw_poincare(intervals_ms: &[f64]) -> Drawing {
    let title = "Each beat against the next";
    let mut drawing = Drawing::new(LEFT + SIDE + 20.0, TOP + SIDE + 50.0, title);
    drawing.heading([LEFT, 22.0], title);
    drawing.rect([LEFT, TOP, SIDE, SIDE], Ink::Panel, 1.0);
    let known = || intervals_ms.iter().copied().filter(|value| value.is_finite());
    let (low, high) = known().fold((f64::INFINITY, f64::NEG_INFINITY), |all, own| (all.0.min(own), all.1.max(own)));
    let across = Scale::roomy(low, high, LEFT, LEFT + SIDE);
    let up = Scale::roomy(low, high, TOP + SIDE, TOP);
    draw_axis_ticks(&mut drawing, &across, &up);
    drawing.dashed([across.first, up.first], [across.last, up.last], Ink::Muted, 1.0);
    let pairs: Vec<&[f64]> =
        intervals_ms.windows(2).filter(|pair| pair.iter().all(|value| value.is_finite())).collect();
    let every = pairs.len().div_ceil(MOST_POINTS).max(1);
    for pair in pairs.iter().step_by(every) {
        drawing.disc([across.at(pair[0]), up.at(pair[1])], 2.2, Ink::Series(1), 0.45);
    }
    axis_names(&mut drawing, "interval (ms)", "next interval (ms)");
    drawing
}

/// Power over frequency, with the bands of slow and fast rhythm.
pub fn draw_spectrum(frequency_hz: &[f64], power_ms2_per_hz: &[f64]) -> Drawing {
    let title = "Rhythm of the intervals";
    let wide = 620.0;
    let mut drawing = Drawing::new(LEFT + wide + 20.0, TOP + SIDE + 50.0, title);
    drawing.heading([LEFT, 22.0], title);
    drawing.rect([LEFT, TOP, wide, SIDE], Ink::Panel, 1.0);
    let across = Scale::new(0.0, 0.5, LEFT, LEFT + wide);
    let inside: Vec<(f64, f64)> = frequency_hz
        .iter()
        .copied()
        .zip(power_ms2_per_hz.iter().copied())
        .filter(|(hertz, power)| (0.0..=0.5).contains(hertz) && power.is_finite())
        .collect();
    let highest = inside.iter().map(|(_, power)| *power).fold(0.0, f64::max);
    let up = Scale::new(0.0, highest * 1.06, TOP + SIDE, TOP);
    draw_axis_ticks(&mut drawing, &across, &up);
    for (name, from, to, series) in RHYTHM_BANDS {
        let under: Vec<[f64; 2]> = inside
            .iter()
            .filter(|(hertz, _)| (from..=to).contains(hertz))
            .map(|(hertz, power)| [across.at(*hertz), up.at(*power)])
            .collect();
        let (Some(first), Some(last)) = (under.first().copied(), under.last().copied()) else { continue };
        let closed = under.into_iter().chain([[last[0], up.first], [first[0], up.first]]).collect();
        drawing.area(closed, Ink::Series(series), 0.3);
        drawing.text([across.at((from + to) / 2.0), TOP + 14.0], Anchor::Middle, 11.0, Ink::Series(series), name);
    }
    drawing.path(inside.iter().map(|(hertz, power)| [across.at(*hertz), up.at(*power)]).collect(), Ink::Series(1), 1.4);
    axis_names(&mut drawing, "frequency (Hz)", "power (ms\u{b2}/Hz)");
    drawing
}

fn draw_axis_ticks(drawing: &mut Drawing, across: &Scale, up: &Scale) {
    let ticks = across.ticks(6.0);
    let step = ticks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    for tick in ticks {
        let x = across.at(tick);
        drawing.line([x, up.first], [x, up.last], Ink::Grid, 0.6);
        drawing.text([x, up.first + 16.0], Anchor::Middle, 10.5, Ink::Muted, label(tick, step));
    }
    let ticks = up.ticks(6.0);
    let step = ticks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    for tick in ticks {
        let y = up.at(tick);
        drawing.line([across.first, y], [across.last, y], Ink::Grid, 0.6);
        drawing.text([across.first - 6.0, y + 3.5], Anchor::End, 10.5, Ink::Muted, label(tick, step));
    }
}

fn axis_names(drawing: &mut Drawing, across: &str, up: &str) {
    let middle = (LEFT + drawing.width - 20.0) / 2.0;
    drawing.text([middle, TOP + SIDE + 36.0], Anchor::Middle, 11.5, Ink::Text, across);
    drawing.turned([14.0, TOP + SIDE / 2.0], 11.5, Ink::Text, up);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pictures::drawing::Mark;

    fn discs(drawing: &Drawing) -> usize {
        drawing.marks.iter().filter(|mark| matches!(mark, Mark::Disc { .. })).count()
    }

    #[test]
    fn each_pair_of_beats_is_a_point_and_a_missing_one_breaks_two() {
        assert_eq!(discs(&draw_poincare(&[800.0, 820.0, 790.0, 810.0])), 3);
        assert_eq!(discs(&draw_poincare(&[800.0, f64::NAN, 790.0, 810.0])), 1);
        assert!(discs(&draw_poincare(&vec![800.0; 100_000])) <= MOST_POINTS);
        assert_eq!(discs(&draw_poincare(&[])), 0);
    }

    #[test]
    fn a_spectrum_names_its_bands() {
        let hertz: Vec<f64> = (0..100).map(|step| f64::from(step) * 0.005).collect();
        let power: Vec<f64> = hertz.iter().map(|hertz| 1.0 / (0.01 + hertz)).collect();
        let text = crate::pictures::svg::inline(&draw_spectrum(&hertz, &power));
        assert!(["VLF", ">LF<", ">HF<"].iter().all(|band| text.contains(band)));
        assert!(crate::pictures::svg::inline(&draw_spectrum(&[], &[])).ends_with("</svg>"));
    }
}

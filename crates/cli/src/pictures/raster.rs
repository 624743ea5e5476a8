//! A drawing as pixels: smooth lines, areas, discs and words, on light paper, at twice the size so that it stays sharp.

use super::drawing::{Anchor, Drawing, Mark};
use super::ink::{Ink, Paper};
use super::letters;
use super::png;

/// Pixels of the file for one of the drawing.
const SCALE: f64 = 2.0;
/// Lines across one row of pixels when areas are filled.
const SUBROWS: u32 = 4;
/// Larger drawings are not painted.
const MOST_PIXELS: f64 = 40e6;

/// The drawing as a PNG file; empty when it is too large.
pub fn png_of(drawing: &Drawing) -> Vec<u8> {
    let (width, height) = (drawing.width * SCALE, drawing.height * SCALE);
    if !(width >= 1.0 && height >= 1.0 && width * height <= MOST_PIXELS) {
        return Vec::new();
    }
    let mut canvas = Canvas::new(whole(width.ceil()), whole(height.ceil()));
    drawing.marks.iter().for_each(|mark| paint(&mut canvas, mark));
    let rgba: Vec<u8> = canvas.rgb.iter().flat_map(|[red, green, blue]| [*red, *green, *blue, 255]).collect();
    png::encode(canvas.columns, canvas.rows, &rgba)
}

struct Canvas {
    columns: usize,
    rows: usize,
    rgb: Vec<[u8; 3]>,
}

fn paint(canvas: &mut Canvas, mark: &Mark) {
    match mark {
        Mark::Rect { x, y, width, height, ink, opacity } => {
            canvas.rect([*x, *y, *width, *height].map(|value| value * SCALE), rgb(*ink), *opacity);
        }
        Mark::Path { points, ink, width, opacity, is_dashed } => {
            let scaled: Vec<[f64; 2]> = points.iter().map(|point| point.map(|value| value * SCALE)).collect();
            let half = (width * SCALE / 2.0).max(0.35);
            for pair in scaled.windows(2) {
                let dashes = if *is_dashed { dashes(pair[0], pair[1]) } else { vec![[pair[0], pair[1]]] };
                dashes.into_iter().for_each(|[from, to]| canvas.segment(from, to, half, rgb(*ink), *opacity));
            }
        }
        Mark::Area { points, ink, opacity } => {
            let scaled: Vec<[f64; 2]> = points.iter().map(|point| point.map(|value| value * SCALE)).collect();
            canvas.area(&scaled, rgb(*ink), *opacity);
        }
        Mark::Disc { x, y, radius, ink, opacity } => {
            let middle = [x * SCALE, y * SCALE];
            canvas.segment(middle, middle, radius * SCALE, rgb(*ink), *opacity);
        }
        Mark::Text { x, y, size, anchor, ink, text, is_bold, is_turned } => {
            let style = Words { size: *size, anchor: *anchor, ink: *ink, is_bold: *is_bold, is_turned: *is_turned };
            write(canvas, [*x, *y], text, &style);
        }
        Mark::Pixels { x, y, width, height, columns, rows, rgba } => {
            canvas.pixels([*x, *y, *width, *height].map(|value| value * SCALE), (*columns, *rows, rgba));
        }
        Mark::Image { x, y, width, height, bytes, .. } => {
            if let Ok((columns, rows, rgba)) = png::decode(bytes) {
                canvas.pixels([*x, *y, *width, *height].map(|value| value * SCALE), (columns, rows, &rgba));
            }
        }
    }
}

fn rgb(ink: Ink) -> [u8; 3] {
    ink.rgb(Paper::Light)
}

fn dashes(from: [f64; 2], to: [f64; 2]) -> Vec<[[f64; 2]; 2]> {
    let length = (to[0] - from[0]).hypot(to[1] - from[1]);
    let at = |way: f64| {
        let share = (way / length.max(1e-9)).min(1.0);
        [from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]
    };
    (0..10_000)
        .map(|dash| f64::from(dash) * 7.0 * SCALE)
        .take_while(|way| *way < length)
        .map(|way| [at(way), at(way + 4.0 * SCALE)])
        .collect()
}

struct Words {
    size: f64,
    anchor: Anchor,
    ink: Ink,
    is_bold: bool,
    is_turned: bool,
}

fn write(canvas: &mut Canvas, [x, y]: [f64; 2], text: &str, style: &Words) {
    // Capitals are as high as seven tenths of the size of common fonts, and six units of ours.
    let unit = style.size * 0.7 / 6.0;
    let length: f64 = text.chars().map(letters::advance).sum::<f64>() * unit;
    let mut pen = match style.anchor {
        Anchor::Start => 0.0,
        Anchor::Middle => -length / 2.0,
        Anchor::End => -length,
    };
    let half = style.size * if style.is_bold { 0.085 } else { 0.055 } * SCALE;
    for letter in text.chars() {
        let (left, _) = letters::edges(letter);
        for stroke in letters::strokes(letter) {
            let placed: Vec<[f64; 2]> = stroke
                .iter()
                .map(|place| {
                    let (along, down) = (pen + (place[0] - left) * unit, (place[1] - 6.0) * unit);
                    let [at_x, at_y] = if style.is_turned { [x + down, y - along] } else { [x + along, y + down] };
                    [at_x * SCALE, at_y * SCALE]
                })
                .collect();
            placed.windows(2).for_each(|pair| canvas.segment(pair[0], pair[1], half, rgb(style.ink), 1.0));
        }
        pen += letters::advance(letter) * unit;
    }
}

impl Canvas {
    fn new(columns: usize, rows: usize) -> Self {
        Self { columns, rows, rgb: vec![rgb(Ink::Paper); columns * rows] }
    }

    fn blend(&mut self, column: usize, row: usize, over: [u8; 3], opacity: f64) {
        let pixel = &mut self.rgb[row * self.columns + column];
        for (own, over) in pixel.iter_mut().zip(over) {
            *own = byte(f64::from(*own) + (f64::from(over) - f64::from(*own)) * opacity.clamp(0.0, 1.0));
        }
    }

    fn columns_of(&self, from: f64, to: f64) -> std::ops::Range<usize> {
        whole(from.floor().max(0.0))..whole(to.ceil().clamp(0.0, self.columns as f64))
    }

    fn rows_of(&self, from: f64, to: f64) -> std::ops::Range<usize> {
        whole(from.floor().max(0.0))..whole(to.ceil().clamp(0.0, self.rows as f64))
    }

    fn rect(&mut self, [x, y, width, height]: [f64; 4], over: [u8; 3], opacity: f64) {
        let covered = |place: usize, from: f64, to: f64| {
            ((place as f64 + 1.0).min(to) - (place as f64).max(from)).clamp(0.0, 1.0)
        };
        for row in self.rows_of(y, y + height) {
            for column in self.columns_of(x, x + width) {
                let share = covered(column, x, x + width) * covered(row, y, y + height);
                self.blend(column, row, over, share * opacity);
            }
        }
    }

    /// A line with round ends; from a place to itself it is a disc.
    fn segment(&mut self, from: [f64; 2], to: [f64; 2], half: f64, over: [u8; 3], opacity: f64) {
        let (dx, dy) = (to[0] - from[0], to[1] - from[1]);
        let squared = dx * dx + dy * dy;
        let reach = half + 1.0;
        for row in self.rows_of(from[1].min(to[1]) - reach, from[1].max(to[1]) + reach) {
            for column in self.columns_of(from[0].min(to[0]) - reach, from[0].max(to[0]) + reach) {
                let (x, y) = (column as f64 + 0.5 - from[0], row as f64 + 0.5 - from[1]);
                let along = if squared > 0.0 { ((x * dx + y * dy) / squared).clamp(0.0, 1.0) } else { 0.0 };
                let away = (x - along * dx).hypot(y - along * dy);
                let share = (half + 0.5 - away).clamp(0.0, 1.0).min(2.0 * half);
                if share > 0.0 {
                    self.blend(column, row, over, share * opacity);
                }
            }
        }
    }

    /// Filled by the even-odd rule, each row of pixels cut by four lines.
    fn area(&mut self, corners: &[[f64; 2]], over: [u8; 3], opacity: f64) {
        let top = corners.iter().map(|corner| corner[1]).fold(f64::INFINITY, f64::min);
        let bottom = corners.iter().map(|corner| corner[1]).fold(f64::NEG_INFINITY, f64::max);
        for row in self.rows_of(top, bottom) {
            let mut shares = vec![0.0; self.columns];
            for subrow in 0..SUBROWS {
                let y = row as f64 + (f64::from(subrow) + 0.5) / f64::from(SUBROWS);
                let sides = corners.iter().zip(corners.iter().cycle().skip(1));
                let mut crossings: Vec<f64> = sides
                    .filter(|(from, to)| (from[1] > y) != (to[1] > y))
                    .map(|(from, to)| from[0] + (y - from[1]) / (to[1] - from[1]) * (to[0] - from[0]))
                    .collect();
                crossings.sort_by(f64::total_cmp);
                for pair in crossings.chunks_exact(2) {
                    for column in self.columns_of(pair[0], pair[1]) {
                        let inside = (column as f64 + 1.0).min(pair[1]) - (column as f64).max(pair[0]);
                        shares[column] += inside.clamp(0.0, 1.0) / f64::from(SUBROWS);
                    }
                }
            }
            for (column, share) in shares.into_iter().enumerate().filter(|(_, share)| *share > 0.0) {
                self.blend(column, row, over, share * opacity);
            }
        }
    }

    fn pixels(&mut self, [x, y, width, height]: [f64; 4], (columns, rows, rgba): (usize, usize, &[u8])) {
        if columns == 0 || rows == 0 {
            return;
        }
        for row in self.rows_of(y, y + height) {
            for column in self.columns_of(x, x + width) {
                let across = ((column as f64 + 0.5 - x) / width * columns as f64).clamp(0.0, (columns - 1) as f64);
                let down = ((row as f64 + 0.5 - y) / height * rows as f64).clamp(0.0, (rows - 1) as f64);
                let from = (whole(down) * columns + whole(across)) * 4;
                if let Some([red, green, blue, opacity]) =
                    rgba.get(from..from + 4).and_then(|pixel| pixel.first_chunk())
                {
                    self.blend(column, row, [*red, *green, *blue], f64::from(*opacity) / 255.0);
                }
            }
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "callers hold it at zero or above")]
fn whole(value: f64) -> usize {
    value as usize
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 255")]
fn byte(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(draw: impl Fn(&mut Drawing)) -> (usize, Vec<u8>) {
        let mut drawing = Drawing::new(20.0, 10.0, "test");
        draw(&mut drawing);
        let (columns, rows, rgba) = png::decode(&png_of(&drawing)).unwrap();
        assert_eq!((columns, rows), (40, 20));
        (columns, rgba)
    }

    fn at((columns, rgba): &(usize, Vec<u8>), x: usize, y: usize) -> [u8; 3] {
        let from = (y * columns + x) * 4;
        [rgba[from], rgba[from + 1], rgba[from + 2]]
    }

    #[test]
    fn marks_lie_where_they_were_put() {
        let red = Ink::Fixed([255, 0, 0]);
        let rect = painted(|drawing| drawing.rect([5.0, 2.0, 5.0, 5.0], red, 1.0));
        assert_eq!(
            (at(&rect, 10, 4), at(&rect, 9, 4), at(&rect, 19, 13), at(&rect, 20, 13)),
            ([255, 0, 0], [255; 3], [255, 0, 0], [255; 3])
        );
        let disc = painted(|drawing| drawing.disc([10.0, 5.0], 3.0, red, 0.5));
        assert_eq!((at(&disc, 20, 10), at(&disc, 20, 18)), ([255, 128, 128], [255; 3]));
        let area = painted(|drawing| drawing.area(vec![[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]], red, 1.0));
        assert_eq!((at(&area, 2, 2), at(&area, 19, 19)), ([255, 0, 0], [255; 3]));
        let line = painted(|drawing| drawing.line([0.0, 5.0], [20.0, 5.0], red, 1.0));
        assert_eq!((at(&line, 20, 9), at(&line, 20, 3)), ([255, 0, 0], [255; 3]));
    }

    #[test]
    fn words_leave_ink_and_marks_outside_do_no_harm() {
        let words = painted(|drawing| drawing.text([2.0, 8.0], Anchor::Start, 8.0, Ink::Text, "Hg"));
        let inked = words.1.chunks(4).filter(|pixel| pixel[0] < 128).count();
        assert!(inked > 20, "{inked}");
        painted(|drawing| {
            drawing.disc([1e9, -1e9], 5.0, Ink::Text, 1.0);
            drawing.line([-1e3, f64::NAN], [1e3, 5.0], Ink::Text, 1.0);
        });
        assert!(png_of(&Drawing::new(1e9, 1e9, "too large")).is_empty());
    }
}

//! The heat map: pixels alone for a PNG, and the whole picture with axes and a legend, if wanted over what was looked at.

use attentive_pipeline::patterns::space::{AreaOfInterest, HeatMap, Shape};

use super::colour_map::heat;
use super::drawing::{Anchor, Drawing, Mark};
use super::ink::Ink;
use super::png;
use super::scale::{Scale, label};

/// Of the highest density: below, an image under the map shines through unchanged.
const SHOWN_FROM: f64 = 0.04;

/// What lies under a map or a path: a picture file of what was on the screen.
#[derive(Clone, Debug)]
pub struct Ground {
    pub media_type: &'static str,
    pub bytes: Vec<u8>,
}

/// Colour and opacity of each cell. Over an image, what was hardly looked at is clear.
pub fn pixels(map: &HeatMap, is_over_image: bool) -> Vec<u8> {
    let highest = map.highest();
    let mut rgba = Vec::with_capacity(map.density.len() * 4);
    for density in &map.density {
        let share = if highest > 0.0 { density / highest } else { 0.0 };
        let [red, green, blue] = heat(share);
        let opacity = if is_over_image { over_image(share) } else { 255 };
        rgba.extend([red, green, blue, opacity]);
    }
    rgba
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 0 and 255")]
fn over_image(share: f64) -> u8 {
    if share < SHOWN_FROM { 0 } else { (255.0 * (0.35 + 0.45 * share.sqrt())).clamp(0.0, 255.0) as u8 }
}

/// Width of the map as a file of its own, in pixels.
const PNG_WIDTH: usize = 1280;

/// The map alone as a PNG of a screen's size, over the image when that is a PNG; over another image it is see-through.
pub fn png_of(map: &HeatMap, ground: Option<&Ground>) -> Vec<u8> {
    let columns = PNG_WIDTH;
    let rows = (columns as f64 * map.extent.height_deg / map.extent.width_deg).clamp(1.0, 4096.0).round();
    let highest = map.highest();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held between 1 and 4096")]
    let rows = rows as usize;
    let under = ground.and_then(|ground| png::decode(&ground.bytes).ok());
    let mut rgba = Vec::with_capacity(columns * rows * 4);
    for row in 0..rows {
        for column in 0..columns {
            let place = [(column as f64 + 0.5) / columns as f64, (row as f64 + 0.5) / rows as f64];
            let share = if highest > 0.0 { between_cells(map, place) / highest } else { 0.0 };
            let opacity = if ground.is_some() { over_image(share) } else { 255 };
            match &under {
                Some(image) => rgba.extend(mixed(heat(share), opacity, pixel_at(image, place))),
                None => rgba.extend([heat(share).as_slice(), &[opacity]].concat()),
            }
        }
    }
    png::encode(columns, rows, &rgba)
}

/// The density between the middles of four cells, at a place given as shares of width and height.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held inside of the grid")]
fn between_cells(map: &HeatMap, [across, down]: [f64; 2]) -> f64 {
    let x = (across * map.columns as f64 - 0.5).clamp(0.0, (map.columns - 1) as f64);
    let y = (down * map.rows as f64 - 0.5).clamp(0.0, (map.rows - 1) as f64);
    let (left, top) = (x as usize, y as usize);
    let (right, bottom) = ((left + 1).min(map.columns - 1), (top + 1).min(map.rows - 1));
    let (x, y) = (x - left as f64, y - top as f64);
    let at = |column: usize, row: usize| map.density[row * map.columns + column];
    let upper = at(left, top) * (1.0 - x) + at(right, top) * x;
    let lower = at(left, bottom) * (1.0 - x) + at(right, bottom) * x;
    upper * (1.0 - y) + lower * y
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "held inside of the image")]
fn pixel_at((columns, rows, rgba): &(usize, usize, Vec<u8>), [across, down]: [f64; 2]) -> [u8; 3] {
    let column = ((across * *columns as f64) as usize).min(columns.saturating_sub(1));
    let row = ((down * *rows as f64) as usize).min(rows.saturating_sub(1));
    let from = (row * columns + column) * 4;
    rgba.get(from..from + 3).map_or([0; 3], |pixel| [pixel[0], pixel[1], pixel[2]])
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of bytes is a byte")]
fn mixed(over: [u8; 3], opacity: u8, under: [u8; 3]) -> [u8; 4] {
    let share = f64::from(opacity) / 255.0;
    let mix = |place: usize| (f64::from(over[place]) * share + f64::from(under[place]) * (1.0 - share)).round() as u8;
    [mix(0), mix(1), mix(2), 255]
}

/// The frame that maps and paths of the screen share: title, axes in the map's unit, room for a legend at the right.
pub struct ScreenFrame {
    pub across: Scale,
    pub down: Scale,
}

const LEFT: f64 = 64.0;
const TOP: f64 = 40.0;
const PLOT_WIDTH: f64 = 760.0;
const ROOM_RIGHT: f64 = 132.0;

/// Begins a drawing in the frame of the screen.
pub fn screen_frame(title: &str, map: &HeatMap, unit: &str, ground: Option<&Ground>) -> (Drawing, ScreenFrame) {
    let extent = map.extent;
    let height = (PLOT_WIDTH * extent.height_deg / extent.width_deg).clamp(120.0, 1000.0);
    let mut drawing = Drawing::new(LEFT + PLOT_WIDTH + ROOM_RIGHT, TOP + height + 50.0, title);
    drawing.heading([LEFT, 22.0], title);
    drawing.rect([LEFT, TOP, PLOT_WIDTH, height], Ink::Panel, 1.0);
    if let Some(Ground { media_type, bytes }) = ground {
        let (media_type, bytes) = (*media_type, bytes.clone());
        drawing.marks.push(Mark::Image { x: LEFT, y: TOP, width: PLOT_WIDTH, height, media_type, bytes });
    }
    let across = Scale::new(extent.left_deg, extent.left_deg + extent.width_deg, LEFT, LEFT + PLOT_WIDTH);
    let down = Scale::new(extent.top_deg, extent.top_deg + extent.height_deg, TOP, TOP + height);
    draw_axes(&mut drawing, &across, &down, unit);
    (drawing, ScreenFrame { across, down })
}

fn draw_axes(drawing: &mut Drawing, across: &Scale, down: &Scale, unit: &str) {
    let ticks = across.ticks(8.0);
    let step = ticks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    for tick in ticks {
        let x = across.at(tick);
        drawing.line([x, down.last], [x, down.last + 4.0], Ink::Muted, 1.0);
        drawing.text([x, down.last + 17.0], Anchor::Middle, 10.5, Ink::Muted, label(tick, step));
    }
    let ticks = down.ticks(6.0);
    let step = ticks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    for tick in ticks {
        let y = down.at(tick);
        drawing.line([LEFT - 4.0, y], [LEFT, y], Ink::Muted, 1.0);
        drawing.text([LEFT - 7.0, y + 3.5], Anchor::End, 10.5, Ink::Muted, label(tick, step));
    }
    let middle = (across.first + across.last) / 2.0;
    drawing.text([middle, down.last + 36.0], Anchor::Middle, 11.5, Ink::Text, format!("to the right ({unit})"));
    drawing.turned([16.0, (down.first + down.last) / 2.0], 11.5, Ink::Text, format!("downwards ({unit})"));
}

/// The whole picture.
pub fn draw(title: &str, map: &HeatMap, unit: &str, ground: Option<&Ground>, areas: &[AreaOfInterest]) -> Drawing {
    let (mut drawing, frame) = screen_frame(title, map, unit, ground);
    let (width, height) = (frame.across.last - frame.across.first, frame.down.last - frame.down.first);
    let rgba = pixels(map, ground.is_some());
    drawing.marks.push(Mark::Pixels { x: LEFT, y: TOP, width, height, columns: map.columns, rows: map.rows, rgba });
    draw_areas(&mut drawing, &frame, areas, Ink::Fixed([255, 255, 255]));
    draw_legend(&mut drawing, map, unit, frame.across.last + 22.0, height);
    drawing
}

fn draw_legend(drawing: &mut Drawing, map: &HeatMap, unit: &str, x: f64, height: f64) {
    const STEPS: usize = 64;
    let tall = height.min(220.0);
    let rgba: Vec<u8> = (0..STEPS)
        .rev()
        .flat_map(|step| {
            let [red, green, blue] = heat(step as f64 / (STEPS - 1) as f64);
            [red, green, blue, 255]
        })
        .collect();
    let y = TOP + 22.0;
    drawing.marks.push(Mark::Pixels { x, y, width: 14.0, height: tall - 22.0, columns: 1, rows: STEPS, rgba });
    let scale = Scale::new(0.0, map.highest(), y + tall - 22.0, y);
    let ticks = scale.ticks(5.0);
    let step = ticks.windows(2).next().map_or(1.0, |pair| pair[1] - pair[0]);
    for tick in ticks {
        drawing.text([x + 20.0, scale.at(tick) + 3.5], Anchor::Start, 10.5, Ink::Muted, label(tick, step));
    }
    drawing.text([x, TOP + 10.0], Anchor::Start, 10.5, Ink::Text, format!("seconds / {unit}\u{b2}"));
}

/// The outlines of areas with their names.
pub fn draw_areas(drawing: &mut Drawing, frame: &ScreenFrame, areas: &[AreaOfInterest], ink: Ink) {
    for area in areas {
        let outline: Vec<[f64; 2]> =
            outline(&area.shape).into_iter().map(|[x, y]| [frame.across.at(x), frame.down.at(y)]).collect();
        let Some(highest) = outline.iter().copied().min_by(|left, right| left[1].total_cmp(&right[1])) else {
            continue;
        };
        drawing.path(outline, ink, 1.5);
        drawing.text([highest[0] + 4.0, highest[1] + 14.0], Anchor::Start, 11.5, ink, area.name.clone());
    }
}

/// The outline as corners, closed.
fn outline(shape: &Shape) -> Vec<[f64; 2]> {
    match shape {
        Shape::Rectangle { left_deg, top_deg, width_deg, height_deg } => {
            let (right, bottom) = (left_deg + width_deg, top_deg + height_deg);
            vec![[*left_deg, *top_deg], [right, *top_deg], [right, bottom], [*left_deg, bottom], [*left_deg, *top_deg]]
        }
        Shape::Ellipse { x_deg, y_deg, radius_x_deg, radius_y_deg } => (0..=48)
            .map(|step| {
                let turn = std::f64::consts::TAU * f64::from(step) / 48.0;
                [x_deg + radius_x_deg * turn.cos(), y_deg + radius_y_deg * turn.sin()]
            })
            .collect(),
        Shape::Polygon { corners_deg } => corners_deg.iter().chain(corners_deg.first()).copied().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_pipeline::patterns::space::{Extent, HeatMapStream, SIGMA_DEG};

    fn map() -> HeatMap {
        let mut stream = HeatMapStream::new(Extent::centred(40.0, 30.0), 80, 60).unwrap();
        stream.push(5.0, -5.0, 2.0);
        stream.finish(SIGMA_DEG)
    }

    #[test]
    fn the_hottest_cell_is_the_brightest_and_an_image_shines_through_where_nobody_looked() {
        let map = map();
        let hottest = (0..map.density.len()).max_by(|l, r| map.density[*l].total_cmp(&map.density[*r])).unwrap();
        let alone = pixels(&map, false);
        assert_eq!(alone[hottest * 4..hottest * 4 + 3], heat(1.0));
        assert_eq!(alone[3], 255);
        let over = pixels(&map, true);
        assert_eq!(over[3], 0);
        assert!(over[hottest * 4 + 3] > 150);
    }

    #[test]
    fn a_map_over_a_picture_keeps_the_picture_where_nobody_looked() {
        let ground = Ground { media_type: "image/png", bytes: png::encode(1, 1, &[10, 200, 30, 255]) };
        let (columns, rows, rgba) = png::decode(&png_of(&map(), Some(&ground))).unwrap();
        assert_eq!((columns, rows), (1280, 960));
        assert_eq!(rgba[..4], [10, 200, 30, 255]);
        let (_, _, alone) = png::decode(&png_of(&map(), None)).unwrap();
        assert_eq!(alone[..3], heat(0.0));
    }

    #[test]
    fn nothing_looked_at_is_a_map_all_dark() {
        let empty = HeatMapStream::new(Extent::centred(4.0, 3.0), 4, 3).unwrap().finish(SIGMA_DEG);
        assert!(pixels(&empty, false).chunks(4).all(|pixel| pixel[..3] == heat(0.0)));
        let area = AreaOfInterest {
            name: "face".into(),
            shape: Shape::Ellipse { x_deg: 0.0, y_deg: 0.0, radius_x_deg: 1.0, radius_y_deg: 1.0 },
        };
        let text = crate::pictures::svg::inline(&draw("map", &empty, "deg", None, &[area]));
        assert!(text.contains(">face<") && text.contains("seconds / deg"));
    }
}

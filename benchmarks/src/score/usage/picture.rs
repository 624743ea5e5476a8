//! The picture of `score broker`: delay to the right, interruptions of focus upwards, a panel for each source of usage. Nearer to the lower left
//! corner is better; the two curves are what batches and chance reach at any delay.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Context;

/// One policy on one source; names that begin with `~` are points of a curve.
pub struct Point {
    pub source: &'static str,
    pub name: String,
    pub delay_min: f64,
    pub interruptions_per_h: f64,
}

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 380.0;
const LEFT: f64 = 52.0;
const TOP: f64 = 56.0;
const INNER: [f64; 2] = [380.0, 260.0];
const SHORT: [(&str, &str); 7] = [
    ("broker", "#1b7f5c"),
    ("deliver at once", "#555555"),
    ("hourly", "#9a6b00"),
    ("three a day", "#9a6b00"),
    ("batches, equal delay", "#9a6b00"),
    ("random, equal delay", "#7a4fa3"),
    ("told by labels", "#2f6db3"),
];

/// Writes the picture as SVG.
pub fn draw(points: &[Point], file: &Path) -> anyhow::Result<()> {
    std::fs::write(file, svg(points)).with_context(|| format!("could not write {}", file.display()))
}

fn svg(points: &[Point]) -> String {
    let mut text = String::new();
    let _ = write!(
        text,
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{w}" height="{HEIGHT}" viewBox="0 0 {w} {HEIGHT}" font-family="sans-serif" font-size="11"><title>Interruptions of focus by mean delay, for each policy</title><rect width="{w}" height="{HEIGHT}" fill="#ffffff"/>"##,
        w = 2.0 * WIDTH
    );
    for (place, (source, title)) in [
        ("export", "Real export: 17 h of one person, synthetic demands"),
        ("synthetic", "Synthetic months, synthetic demands"),
    ]
    .into_iter()
    .enumerate()
    {
        let own: Vec<&Point> = points.iter().filter(|point| point.source == source).collect();
        panel(&mut text, place as f64 * WIDTH, title, &own);
    }
    text.push_str("</svg>\n");
    text
}

fn panel(text: &mut String, x0: f64, title: &str, points: &[&Point]) {
    let most = |of: fn(&Point) -> f64, least: f64| points.iter().map(|point| of(point)).fold(least, f64::max) * 1.08;
    let delays: Vec<&&Point> = points.iter().filter(|point| point.name != "three a day").collect();
    let far = delays.iter().map(|point| point.delay_min).fold(1.0, f64::max) * 1.08;
    let high = most(|point| point.interruptions_per_h, 0.5);
    let at = |point: &Point| {
        let [width, height] = INNER;
        let x = x0 + LEFT + (point.delay_min / far).min(1.0) * width;
        [x, TOP + height - point.interruptions_per_h / high * height]
    };
    let (left, bottom) = (x0 + LEFT, TOP + INNER[1]);
    let _ = write!(
        text,
        r##"<text x="{left}" y="24" font-size="13" font-weight="bold">{title}</text><text x="{left}" y="42" fill="#555">interruptions of focus, per hour of focus</text><path d="M{left} {TOP}V{bottom}H{right}" fill="none" stroke="#999"/>"##,
        right = left + INNER[0]
    );
    for step in 0..=4 {
        let share = f64::from(step) / 4.0;
        let (x, y) = (left + share * INNER[0], bottom - share * INNER[1]);
        let _ = write!(
            text,
            r##"<text x="{x:.1}" y="{below:.1}" text-anchor="middle" fill="#555">{:.0}</text><text x="{near:.1}" y="{y:.1}" text-anchor="end" fill="#555">{:.1}</text>"##,
            share * far,
            share * high,
            below = bottom + 16.0,
            near = left - 6.0
        );
    }
    let _ = write!(
        text,
        r##"<text x="{:.1}" y="{:.1}" text-anchor="middle" fill="#555">mean delay, min</text>"##,
        left + INNER[0] / 2.0,
        bottom + 34.0
    );
    for (curve, ink) in [("~batches", "#9a6b00"), ("~random", "#7a4fa3")] {
        let mut way: Vec<[f64; 2]> = points.iter().filter(|point| point.name == curve).map(|point| at(point)).collect();
        way.sort_by(|one, other| one[0].total_cmp(&other[0]));
        let way: Vec<String> = way.iter().map(|[x, y]| format!("{x:.1},{y:.1}")).collect();
        let _ = write!(
            text,
            r##"<polyline points="{}" fill="none" stroke="{ink}" stroke-dasharray="4 3" opacity=".7"/>"##,
            way.join(" ")
        );
    }
    let mut taken: Vec<f64> = Vec::new();
    for (name, ink) in SHORT {
        let Some(point) = points.iter().find(|point| point.name == name) else { continue };
        let [x, y] = at(point);
        let mut label = y + 4.0;
        // Labels that would lie upon each other are moved down.
        while taken.iter().any(|other| (other - label).abs() < 12.0) {
            label += 12.0;
        }
        taken.push(label);
        let is_far = x > left + INNER[0] * 0.6;
        let (anchor, shift) = if is_far { ("end", -8.0) } else { ("start", 8.0) };
        let more = if point.delay_min > far { format!(" ({:.0} min)", point.delay_min) } else { String::new() };
        let _ = write!(
            text,
            r##"<circle cx="{x:.1}" cy="{y:.1}" r="{r}" fill="{ink}"/><text x="{tx:.1}" y="{label:.1}" text-anchor="{anchor}" fill="{ink}">{name}{more}</text>"##,
            r = if name == "broker" { 6 } else { 4 },
            tx = x + shift
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_policy_has_its_point_and_nothing_lies_outside() {
        let point = |source, name: &str, delay_min, interruptions_per_h| Point {
            source,
            name: name.to_owned(),
            delay_min,
            interruptions_per_h,
        };
        let points = [
            point("export", "broker", 10.0, 1.0),
            point("synthetic", "broker", 10.0, 1.0),
            point("synthetic", "three a day", 900.0, 0.2),
            point("synthetic", "~batches", 10.0, 2.0),
            point("synthetic", "~batches", 5.0, 3.0),
        ];
        let picture = svg(&points);
        assert_eq!(picture.matches("<circle").count(), 3);
        assert!(picture.contains("three a day (900 min)"));
        let xs = picture.split("cx=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
        assert!(xs.into_iter().all(|x| x < 2.0 * WIDTH));
    }
}

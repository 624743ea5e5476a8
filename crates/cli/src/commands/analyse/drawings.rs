//! Which pictures show a stream.

use attentive_pipeline::patterns::space::AreaOfInterest;
use attentive_pipeline::preprocess::Envelope;
use attentive_pipeline::run::recording::{Excerpt, FeatureSummary, Space, StreamAnalysis, Track};
use attentive_types::{SampleSignal, Span, StreamKind, Timestamp};

use crate::pictures::drawing::Drawing;
use crate::pictures::heat::Ground;
use crate::pictures::ink::Ink;
use crate::pictures::signal::{Band, Line, Panel, Point, SignalPicture};
use crate::pictures::{heart, heat, scan, signal, square, tachogram};

/// Lines that share a panel at most.
const LINES_IN_PANEL: usize = 4;

/// A picture with the words below it.
#[derive(Debug)]
pub struct Shown {
    /// Short name for a file, such as `excerpt`.
    pub slug: &'static str,
    pub caption: String,
    pub drawing: Drawing,
}

/// The pictures of a stream, the most telling first.
pub fn of_stream(stream: &StreamAnalysis, interest: &[AreaOfInterest], ground: Option<&Ground>) -> Vec<Shown> {
    let mut shown = Vec::new();
    let origin = stream.excerpt.as_ref().and_then(|_| first_moment(stream));
    if let (Some(excerpt), Some(origin)) = (&stream.excerpt, origin) {
        shown.extend(excerpt_picture(stream, excerpt, origin));
    }
    // The whole of a short recording is its closer look.
    let is_long = stream.excerpt.as_ref().is_none_or(|excerpt| !is_whole(stream, excerpt));
    shown.extend(origin.filter(|_| is_long || shown.is_empty()).and_then(|origin| overview_picture(stream, origin)));
    if let Some(space) = &stream.space {
        shown.extend(space_pictures(space, interest, ground));
    }
    if let Some(beats) = stream.beats.as_ref().filter(|beats| beats.intervals_ms.len() > 2) {
        shown.push(Shown {
            slug: "tachogram",
            caption: "Interval after interval. Points are those whose beats were put in or moved, because they were missed, misplaced or ectopic."
                .into(),
            drawing: tachogram::draw(beats),
        });
        let caption = "Each interval between beats against the next. A narrow cloud along the line is a calm, even heart; points far off \
                       are ectopic or missed beats.";
        shown.push(Shown {
            slug: "poincare",
            caption: caption.into(),
            drawing: heart::draw_poincare(&beats.intervals_ms),
        });
        let (frequency_hz, power) = beats.spectrum();
        if !power.is_empty() {
            shown.push(Shown {
                slug: "spectrum",
                caption: "Power of the intervals over frequency, first ten minutes: slow rhythms (VLF, LF) and breathing (HF).".into(),
                drawing: heart::draw_spectrum(&frequency_hz, &power),
            });
        }
    }
    shown
}

/// Whether a closer look shows all samples, and no line of its own is drawn over the whole recording.
fn is_whole(stream: &StreamAnalysis, excerpt: &Excerpt) -> bool {
    excerpt.samples.len() as u64 >= stream.clock.samples && stream.tracks.len() <= excerpt.samples.channels.len()
}

fn first_moment(stream: &StreamAnalysis) -> Option<i64> {
    stream.tracks.iter().filter_map(|track| track.envelope.span()).map(|span| span.start.0).min()
}

/// Some seconds with the events in them.
fn excerpt_picture(stream: &StreamAnalysis, excerpt: &Excerpt, origin_nanos: i64) -> Option<Shown> {
    let samples = &excerpt.samples;
    let step = stream.clock.rate_hz.map_or(0.0, |rate| 1e9 / rate);
    #[expect(clippy::cast_possible_truncation, reason = "a step of a recording is far below 292 years")]
    let step_nanos = step as i64;
    let (first, last) = (*samples.time_nanos.first()?, *samples.time_nanos.last()?);
    let span = Span::new(Timestamp(first), Timestamp(last.saturating_add(step_nanos.max(1))));
    let lines = samples.channels.iter().map(|channel| {
        let mut envelope = Envelope::new(1_600);
        envelope.push(&samples.time_nanos, &channel.values);
        (channel.name.clone(), envelope)
    });
    let mut panels = panels(stream.info.kind, lines.collect());
    let (points, bands) = events_of(excerpt, samples);
    if let Some(panel) = panels.first_mut() {
        panel.points = points;
    }
    let seconds = span.seconds();
    let caption = format!(
        "{seconds:.1} s of it with the events that were found. {:.0} % of its values were there.",
        100.0 * excerpt.usable_share
    );
    let picture = SignalPicture {
        title: format!("{}: a closer look", stream.info.name),
        span,
        origin_nanos,
        panels,
        bands,
        gap_nanos: step_nanos.saturating_mul(3),
    };
    Some(Shown { slug: "excerpt", caption, drawing: signal::draw(&picture) })
}

/// Moments are points at the value of the first channel, all else are bands.
fn events_of(excerpt: &Excerpt, samples: &SampleSignal) -> (Vec<Point>, Vec<Band>) {
    let (mut points, mut bands) = (Vec::new(), Vec::new());
    let first = samples.channels.first();
    for (place, (kind, span)) in excerpt.events.kind.iter().zip(&excerpt.events.span).enumerate() {
        if span.nanos() > 0 {
            bands.push(Band { span: *span, kind: (*kind).to_owned() });
            continue;
        }
        let at = samples.time_nanos.partition_point(|time| *time < span.start.0);
        let drawn = first.and_then(|channel| channel.get(at));
        if let Some(value) = drawn.or_else(|| excerpt.events.value("value", place)) {
            points.push(Point { nanos: span.start.0, value, kind });
        }
    }
    (points, bands)
}

/// The whole recording.
fn overview_picture(stream: &StreamAnalysis, origin_nanos: i64) -> Option<Shown> {
    let spans: Vec<Span> = stream.tracks.iter().filter_map(|track| track.envelope.span()).collect();
    let start = spans.iter().map(|span| span.start).min()?;
    let end = spans.iter().map(|span| span.end).max()?;
    let lines = stream.tracks.iter().map(|track: &Track| (track.name.clone(), track.envelope.clone())).collect();
    let step = stream.clock.rate_hz.map_or(0.0, |rate| 3e9 / rate);
    #[expect(clippy::cast_possible_truncation, reason = "a step of a recording is far below 292 years")]
    let gap_nanos = step as i64;
    let picture = SignalPicture {
        title: format!("{}: the whole recording", stream.info.name),
        span: Span::new(start, end),
        origin_nanos,
        panels: panels(stream.info.kind, lines),
        bands: Vec::new(),
        gap_nanos,
    };
    let caption =
        "All of it: the lowest and the highest value of each moment. Where the line is broken, nothing was measured.";
    Some(Shown { slug: "overview", caption: caption.into(), drawing: signal::draw(&picture) })
}

/// Lines of one unit share a panel, but not x and y of the gaze.
fn panels(kind: StreamKind, lines: Vec<(String, Envelope)>) -> Vec<Panel> {
    let mut panels: Vec<(String, Panel)> = Vec::new();
    let is_apart = matches!(kind, StreamKind::Gaze | StreamKind::Eeg | StreamKind::Pointer);
    for (name, envelope) in lines {
        let (what, unit) = words_of(&name);
        let own =
            panels.iter().position(|(own, panel)| !is_apart && *own == unit && panel.lines.len() < LINES_IN_PANEL);
        let place = own.unwrap_or_else(|| {
            let is_downwards = is_apart && kind != StreamKind::Eeg && name.starts_with("y_");
            panels.push((unit.clone(), Panel { is_downwards, ..Panel::default() }));
            panels.len() - 1
        });
        let panel = &mut panels[place].1;
        let ink = Ink::Series(u8::try_from(panel.lines.len()).unwrap_or(0) * 2 % 7);
        panel.label = if panel.lines.is_empty() { format!("{what} ({unit})") } else { unit.clone() };
        panel.lines.push(Line { name: what, ink, envelope });
    }
    for (_, panel) in &mut panels {
        if let [alone] = panel.lines.as_mut_slice() {
            alone.name = String::new();
        }
    }
    panels.into_iter().map(|(_, panel)| panel).collect()
}

/// A channel's name in words, and its unit as people write it: `acceleration_x_g` is `acceleration x` in `g`.
pub fn words_of(name: &str) -> (String, String) {
    const UNITS: [(&str, &str); 22] = [
        ("_deg_per_s", "\u{b0}/s"),
        ("_km_per_h", "km/h"),
        ("_m_per_s", "m/s"),
        ("_px_per_s", "px/s"),
        ("_per_min", "1/min"),
        ("_per_s", "1/s"),
        ("_bpm", "1/min"),
        ("_norm", "of screen"),
        ("_share", "share"),
        ("_deg", "\u{b0}"),
        ("_px", "px"),
        ("_mv", "mV"),
        ("_uv", "\u{b5}V"),
        ("_us", "\u{b5}S"),
        ("_mm", "mm"),
        ("_ms", "ms"),
        ("_db", "dB"),
        ("_au", "a.u."),
        ("_c", "\u{b0}C"),
        ("_g", "g"),
        ("_m", "m"),
        ("_s", "s"),
    ];
    let found = UNITS.into_iter().find_map(|(ending, unit)| Some((name.strip_suffix(ending)?, unit)));
    let (what, unit) = found.unwrap_or((name, "unit unknown"));
    (what.replace('_', " "), unit.to_owned())
}

fn space_pictures(space: &Space, interest: &[AreaOfInterest], ground: Option<&Ground>) -> Vec<Shown> {
    let unit = "\u{b0}";
    let mut shown = Vec::new();
    let outside = match space.map.outside_s {
        seconds if seconds > 0.005 => format!(" {seconds:.1} s of looks lay outside of it."),
        _ => String::new(),
    };
    shown.push(Shown {
        slug: "heatmap",
        caption: format!(
            "How long each place was fixated: {:.1} s in all, smoothed by a Gaussian of {} {unit}.{outside}",
            space.map.inside_s, space.map.sigma_deg
        ),
        drawing: heat::draw("Where the eyes rested", &space.map, unit, ground, interest),
    });
    shown.push(Shown {
        slug: "scanpath",
        caption: "Fixations in order, larger when longer; the first twenty are numbered.".into(),
        drawing: scan::draw("In which order", &space.path, &space.map, unit, ground, interest),
    });
    if space.transitions.total() > 0 {
        shown.push(Shown {
            slug: "transitions",
            caption: "How often the gaze went from one area to another; brighter is a larger share of what left that row's area.".into(),
            drawing: square::draw(
                "From which area to which",
                &space.transitions.labels,
                &space.transitions.counts,
                ["from", "to"],
            ),
        });
    }
    shown
}

/// The values of a feature over time, small enough for a cell of a table.
pub fn spark(feature: &FeatureSummary) -> Option<Drawing> {
    let (low, high) = feature.trend.range()?;
    let span = feature.trend.span()?;
    let mut drawing = Drawing::new(120.0, 26.0, format!("{} over time", feature.info.name));
    let x_of = |nanos: i64| 2.0 + 116.0 * (nanos - span.start.0) as f64 / (span.nanos().max(1)) as f64;
    let y_of = |value: f64| if high > low { 23.0 - 20.0 * (value - low) / (high - low) } else { 13.0 };
    let points: Vec<[f64; 2]> =
        feature.trend.stretches().map(|(nanos, low, high)| [x_of(nanos), y_of(f64::midpoint(low, high))]).collect();
    match points.as_slice() {
        [] => return None,
        [alone] => drawing.disc(*alone, 2.0, Ink::Series(0), 1.0),
        _ => drawing.path(points, Ink::Series(0), 1.3),
    }
    Some(drawing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_channels_become_words_and_units() {
        let words = |name| {
            let (what, unit) = words_of(name);
            format!("{what} ({unit})")
        };
        assert_eq!(words("acceleration_x_g"), "acceleration x (g)");
        assert_eq!(words("rotation_x_deg_per_s"), "rotation x (\u{b0}/s)");
        assert_eq!(words("eda_us"), "eda (\u{b5}S)");
        assert_eq!(words("marker"), "marker (unit unknown)");
    }

    #[test]
    fn channels_of_one_unit_share_a_panel_but_the_two_axes_of_gaze_do_not() {
        let lines =
            |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), Envelope::new(10))).collect::<Vec<_>>();
        let movement =
            panels(StreamKind::Movement, lines(&["acceleration_x_g", "acceleration_y_g", "rotation_x_deg_per_s"]));
        assert_eq!(movement.iter().map(|panel| panel.lines.len()).collect::<Vec<_>>(), [2, 1]);
        let gaze = panels(StreamKind::Gaze, lines(&["x_deg", "y_deg"]));
        assert_eq!(gaze.iter().map(|panel| panel.is_downwards).collect::<Vec<_>>(), [false, true]);
    }
}

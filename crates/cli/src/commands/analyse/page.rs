//! The report as one page that needs nothing else: styles and pictures are inside, and nothing is fetched.

use std::fmt::Write as _;

use attentive_pipeline::run::recording::{FeatureSummary, Laid, RecordingAnalysis, Space, StreamAnalysis};
use attentive_types::Timestamp;
use attentive_types::time::DAY;

use super::changes;
use super::clocks::FileClock;
use super::drawings::{self, Shown};
use super::heart;
use super::read::FileRead;
use super::words::{count_of, figure, length_words, percent};
use crate::pictures::ink;
use crate::pictures::svg::{self, escaped};

/// Everything that the page tells.
pub struct Page<'a> {
    pub files: &'a [FileRead],
    pub analysis: &'a RecordingAnalysis,
    /// The pictures of each stream.
    pub pictures: &'a [Vec<Shown>],
    /// What was guessed for the whole recording, as sentences.
    pub guessed: &'a [String],
    /// The clocks of further files beside that of the first.
    pub clocks: &'a [FileClock],
    /// How windows lie, in words.
    pub windows: &'a str,
    /// The length of a window.
    pub window_nanos: i64,
    /// Names of the files beside it.
    pub written: &'a [String],
}

/// Writes it.
pub fn write(page: &Page<'_>) -> String {
    let mut html = String::with_capacity(1 << 20);
    let title = title(page.files);
    // The policy forbids every request, so that even a name from a file that slipped through could fetch nothing.
    let _ = write!(
        html,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src 'unsafe-inline'\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title><style>{}{}</style></head><body>",
        include_str!("page.css"),
        svg::styles()
    );
    write_head(&mut html, page, &title);
    write_said(&mut html, page);
    write_clocks(&mut html, page.clocks);
    write_quality(&mut html, page.analysis);
    for (place, stream) in page.analysis.streams.iter().enumerate() {
        write_stream(&mut html, place, stream, page.pictures.get(place).map_or(&[], Vec::as_slice));
    }
    changes::write(&mut html, page.analysis, page.window_nanos);
    write_marks(&mut html, page.analysis);
    write_foot(&mut html, page);
    html.push_str("</body></html>\n");
    html
}

fn title(files: &[FileRead]) -> String {
    let names: Vec<String> = files
        .iter()
        .map(|file| {
            file.path
                .file_name()
                .map_or_else(|| file.path.display().to_string(), |name| name.to_string_lossy().into_owned())
        })
        .collect();
    escaped(&names.join(", "))
}

fn write_head(html: &mut String, page: &Page<'_>, title: &str) {
    let formats: Vec<&str> = page.files.iter().map(|file| file.format).collect();
    let _ = write!(html, "<header><h1>{title}</h1><p class=\"lead\">{}", escaped(&formats.join(", ")));
    let streams = &page.analysis.streams;
    let start = streams.iter().filter_map(first_nanos).min();
    if let Some(start) = start.filter(|start| *start > DAY) {
        let _ = write!(html, ", begun {}", escaped(&Timestamp(start).to_string()));
    }
    let _ = write!(html, ". {}</p>", escaped(page.windows));
    html.push_str("<div class=\"cards\">");
    let longest = streams.iter().map(|stream| stream.clock.duration_s).fold(0.0, f64::max);
    card(html, &length_words(longest), "recorded");
    card(html, &streams.len().to_string(), if streams.len() == 1 { "stream" } else { "streams" });
    card(html, &count_of(streams.iter().map(|stream| stream.clock.samples).sum()), "samples");
    let events: u64 = streams.iter().flat_map(|stream| &stream.events).map(|event| event.count).sum();
    card(html, &count_of(events), "events found");
    let skipped: u64 = page.files.iter().map(|file| file.report.skipped).sum();
    card(html, &count_of(skipped), "records skipped");
    html.push_str("</div>");
    if streams.len() > 1 {
        html.push_str("<nav>");
        for (place, stream) in streams.iter().enumerate() {
            let _ = write!(html, "<a href=\"#s{place}\">{}</a>", escaped(&stream.info.name));
        }
        html.push_str("</nav>");
    }
    html.push_str("</header>");
}

fn first_nanos(stream: &StreamAnalysis) -> Option<i64> {
    stream.tracks.iter().filter_map(|track| track.envelope.span()).map(|span| span.start.0).min()
}

fn card(html: &mut String, number: &str, words: &str) {
    let _ = write!(html, "<div class=\"card\"><b>{}</b><span>{}</span></div>", escaped(number), escaped(words));
}

/// What was guessed, noticed and skipped: before any result.
fn write_said(html: &mut String, page: &Page<'_>) {
    let mut guessed: Vec<String> = page.guessed.to_vec();
    guessed.extend(page.files.iter().flat_map(|file| file.guessed.iter().cloned()));
    if !guessed.is_empty() {
        html.push_str("<div class=\"said\"><h3>What was guessed</h3><ul>");
        guessed.iter().for_each(|sentence| item(html, sentence));
        html.push_str("</ul></div>");
    }
    let mut noticed: Vec<String> = Vec::new();
    for file in page.files {
        noticed.extend(file.broke_off.iter().map(|why| format!("the file could not be read to its end: {why}")));
        let report = &file.report;
        noticed.extend(
            report.noticed.iter().map(|own| format!("{} ({} times, first at {})", own.what, own.count, own.place)),
        );
        noticed.extend(report.why.iter().map(|skipped| format!("skipped, {}: {}", skipped.place, skipped.why)));
        if report.skipped > report.why.len() as u64 {
            noticed.push(format!("{} records were skipped in all", report.skipped));
        }
    }
    if !noticed.is_empty() {
        html.push_str("<div class=\"said\"><h3>What was noticed and skipped</h3><ul>");
        noticed.iter().for_each(|sentence| item(html, sentence));
        html.push_str("</ul></div>");
    }
}

fn item(html: &mut String, sentence: &str) {
    let _ = write!(html, "<li>{}</li>", escaped(sentence));
}

fn write_clocks(html: &mut String, clocks: &[FileClock]) {
    if clocks.is_empty() {
        return;
    }
    html.push_str("<h2>One clock</h2><p>All times are those of the first file.</p><ul>");
    clocks.iter().for_each(|clock| item(html, &clock.sentence()));
    html.push_str("</ul>");
}

fn write_quality(html: &mut String, analysis: &RecordingAnalysis) {
    html.push_str(
        "<h2>How good the recording is</h2><div class=\"scroll\"><table><thead><tr><th>stream</th><th>measures</th><th class=\"n\">length</th>\
         <th class=\"n\">samples</th><th class=\"n\">rate</th><th class=\"n\">jitter</th><th class=\"n\">gaps</th><th>usable</th>\
         <th class=\"n\">out of order</th></tr></thead><tbody>",
    );
    for stream in &analysis.streams {
        let clock = &stream.clock;
        let rate = clock.rate_hz.map_or_else(none, |rate| format!("{} Hz", figure(rate)));
        let jitter = clock.jitter_ms.map_or_else(none, |jitter| format!("{} ms", figure(jitter)));
        let gaps = if clock.gaps == 0 {
            "none".to_owned()
        } else {
            format!("{} ({})", count_of(clock.gaps), length_words(clock.gap_s))
        };
        let _ = write!(
            html,
            "<tr><td class=\"name\">{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{rate}</td>\
             <td class=\"n\">{jitter}</td><td class=\"n\">{gaps}</td><td>{}</td><td class=\"n\">{}</td></tr>",
            escaped(&stream.info.name),
            stream.info.kind.name(),
            length_words(clock.duration_s),
            count_of(clock.samples),
            stream.usable_share.map_or_else(none, bar),
            count_of(clock.backward + clock.repeated),
        );
    }
    html.push_str("</tbody></table></div>");
}

pub(super) fn none() -> String {
    "<span class=\"none\">-</span>".to_owned()
}

pub(super) fn bar(share: f64) -> String {
    let wide = svg::number(100.0 * share.clamp(0.0, 1.0));
    format!("<span class=\"bar\"><i style=\"width:{wide}%\"></i></span>{}", percent(share))
}

fn write_stream(html: &mut String, place: usize, stream: &StreamAnalysis, pictures: &[Shown]) {
    let (name, kind) = (escaped(&stream.info.name), stream.info.kind.name());
    let _ = write!(html, "<section><h2 id=\"s{place}\">{name}<span class=\"kind\">{kind}</span></h2>");
    if !stream.notes.is_empty() {
        html.push_str("<ul>");
        stream.notes.iter().for_each(|note| item(html, note));
        html.push_str("</ul>");
    }
    write_events(html, stream);
    for shown in pictures {
        let picture = svg::inline(&shown.drawing);
        let _ = write!(html, "<figure>{picture}<figcaption>{}</figcaption></figure>", escaped(&shown.caption));
    }
    if let Some(space) = &stream.space {
        write_space(html, space);
    }
    heart::write(html, stream);
    let chosen: Vec<&FeatureSummary> = stream.features.iter().filter(|own| own.laid == Laid::Chosen).collect();
    write_features(html, &chosen);
    html.push_str("</section>");
}

fn write_events(html: &mut String, stream: &StreamAnalysis) {
    if stream.events.is_empty() {
        return;
    }
    html.push_str(
        "<h3>Events</h3><div class=\"scroll\"><table><thead><tr><th>event</th><th class=\"n\">count</th><th class=\"n\">per minute</th>\
         <th class=\"n\">mean duration</th><th class=\"n\">time in all</th><th>share of the recording</th></tr></thead><tbody>",
    );
    for event in &stream.events {
        let minutes = stream.clock.duration_s / 60.0;
        let rate = if minutes > 0.0 { figure(event.count as f64 / minutes) } else { none() };
        let lasts = event.total_s > 0.0;
        let duration = if lasts { format!("{} ms", figure(event.mean_ms)) } else { none() };
        let total = if lasts { length_words(event.total_s) } else { none() };
        let share = if lasts { bar(event.total_s / stream.clock.duration_s) } else { none() };
        let _ = write!(
            html,
            "<tr><td class=\"name\">{}<span class=\"small\">{}</span></td><td class=\"n\">{}</td><td class=\"n\">{rate}</td><td class=\"n\">{duration}</td>\
             <td class=\"n\">{total}</td><td>{share}</td></tr>",
            escaped(event.kind),
            ink::meaning_of(event.kind).unwrap_or_default(),
            count_of(event.count)
        );
    }
    html.push_str("</tbody></table></div>");
}

fn write_space(html: &mut String, space: &Space) {
    let unit = "\u{b0}";
    html.push_str("<h3>Spread and hot spots</h3><ul>");
    if let (Some(bcea), Some(hull)) = (space.spread.bcea_deg2, space.spread.hull_deg2) {
        item(
            html,
            &format!(
                "68.2 % of {} fixations lie in an ellipse of {} {unit}\u{b2} (BCEA); the hull around all of them has {} {unit}\u{b2}",
                count_of(space.spread.places),
                figure(bcea),
                figure(hull)
            ),
        );
    }
    item(
        html,
        &format!(
            "the scan path over {} fixations is {} {unit} long",
            count_of(space.path.fixations),
            figure(space.path.length_deg)
        ),
    );
    for peak in space.map.peaks(3) {
        let [x, y, density] = [peak.x_deg, peak.y_deg, peak.density].map(figure);
        item(html, &format!("hot spot at {x} {unit} to the right and {y} {unit} down: {density} s per {unit}\u{b2}"));
    }
    if let (Some(next), Some(even)) =
        (space.transitions.transition_entropy_bits(), space.transitions.stationary_entropy_bits())
    {
        item(
            html,
            &format!(
                "transitions between areas: entropy {} bit; of where they spend their time: {} bit",
                figure(next),
                figure(even)
            ),
        );
    }
    html.push_str("</ul>");
    if space.areas.is_empty() {
        return;
    }
    html.push_str(
        "<h3>Areas of interest</h3><div class=\"scroll\"><table><thead><tr><th>area</th><th class=\"n\">dwell</th><th>share of fixation time</th>\
         <th class=\"n\">fixations</th><th class=\"n\">visits</th><th class=\"n\">mean visit</th><th class=\"n\">first fixation after</th></tr></thead><tbody>",
    );
    for area in &space.areas {
        let seconds = |value: Option<f64>| value.map_or_else(none, |value| format!("{} s", figure(value)));
        let _ = write!(
            html,
            "<tr><td class=\"name\">{}</td><td class=\"n\">{} s</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escaped(&area.name),
            figure(area.dwell_s),
            area.dwell_share.map_or_else(none, bar),
            count_of(area.fixations),
            count_of(area.visits),
            seconds(area.mean_visit_s),
            seconds(area.first_fixation_s)
        );
    }
    html.push_str("</tbody></table></div>");
}

fn write_features(html: &mut String, features: &[&FeatureSummary]) {
    if features.is_empty() {
        return;
    }
    html.push_str(
        "<h3>Features</h3><div class=\"scroll\"><table><thead><tr><th>feature</th><th class=\"n\">mean</th><th class=\"n\">sd</th>\
         <th class=\"n\">lowest</th><th class=\"n\">highest</th><th>unit</th><th class=\"n\">windows</th><th>quality</th><th>over time</th></tr></thead><tbody>",
    );
    for feature in features {
        let told = |value: Option<f64>| value.map_or_else(none, figure);
        let spark = drawings::spark(feature).map_or_else(none, |drawing| svg::inline(&drawing));
        let _ = write!(
            html,
            "<tr><td class=\"name\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>\
             <td>{}</td><td class=\"n\">{} of {}</td><td>{}</td><td>{spark}</td></tr>",
            escaped(feature.info.name),
            told(feature.values.mean()),
            told(feature.values.deviation()),
            told(feature.lowest),
            told(feature.highest),
            escaped(feature.info.unit),
            count_of(feature.values.count()),
            count_of(feature.windows),
            bar(feature.quality),
        );
    }
    html.push_str("</tbody></table></div><details><summary>How each is computed, and who defined it</summary><div class=\"scroll\"><table><tbody>");
    for feature in features {
        let info = feature.info;
        let [name, formula, source] = [info.name, info.formula, info.source].map(escaped);
        let _ = write!(
            html,
            "<tr><td class=\"name\">{name}</td><td class=\"small\">{formula}</td><td class=\"small\">{source}</td></tr>"
        );
    }
    html.push_str("</tbody></table></div></details>");
}

fn write_marks(html: &mut String, analysis: &RecordingAnalysis) {
    if analysis.labels.is_empty() {
        return;
    }
    html.push_str("<h2>The recording's own marks</h2><p>Windows can be laid around any of these with <code>--around LABEL</code>.</p><ul>");
    for (label, count) in analysis.labels.iter().take(40) {
        let label = if label.is_empty() { "(no label)" } else { label };
        item(html, &format!("{label}: {}", count_of(*count)));
    }
    if analysis.labels.len() > 40 {
        item(html, &format!("and {} more labels", analysis.labels.len() - 40));
    }
    html.push_str("</ul>");
}

fn write_foot(html: &mut String, page: &Page<'_>) {
    html.push_str("<footer><p>Beside this page: ");
    let files: Vec<String> = page.written.iter().map(|name| format!("<code>{}</code>", escaped(name))).collect();
    let _ = write!(
        html,
        "{}.</p><p>Quality stands beside every feature: the share of its windows with usable data. What could not be told is missing, never zero. \
         Made by Attentive {} on the machine where the recording lies; this page fetches nothing.</p></footer>",
        files.join(", "),
        env!("CARGO_PKG_VERSION")
    );
}

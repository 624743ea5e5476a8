//! When did it change? Shifts of the level of any feature: a part of the page with few pictures, a table of all, and the same for programs.

use std::fmt::Write as _;

use attentive_pipeline::patterns::changes::{Change, Stretch};
use attentive_pipeline::run::recording::{FeatureSummary, RecordingAnalysis, StreamAnalysis};
use attentive_types::Table;
use attentive_types::table::Column;
use attentive_types::time::nanos_to_seconds;
use serde_json::{Value, json};

use super::words::{count_of, figure, percent};
use crate::pictures::course;
use crate::pictures::scale::since;
use crate::pictures::svg::{self, escaped};

/// Pictures on the page, the surest first.
const PICTURES: usize = 4;
/// Moments on the page, those of most features first.
const MOMENTS: usize = 5;
/// Features that a moment names.
const NAMED: usize = 6;
/// Rows of the table on the page; the file has all.
const ROWS: usize = 12;

/// A feature with its stream.
type Followed<'a> = (&'a StreamAnalysis, &'a FeatureSummary);

/// The name of the table.
pub const FILE: &str = "changes.csv";

fn name_of((stream, feature): Followed<'_>) -> String {
    format!("{}: {}", stream.info.name, feature.info.name)
}

/// What the times on the page count from: the first value that was measured.
fn origin(analysis: &RecordingAnalysis) -> i64 {
    let spans = analysis.streams.iter().flat_map(|stream| &stream.tracks).filter_map(|track| track.envelope.span());
    spans.map(|span| span.start.0).min().unwrap_or(0)
}

/// When, in words; a gap from its beginning to its end.
fn when(change: &Change, origin: i64) -> String {
    let at = |nanos: i64| since(nanos_to_seconds(nanos.saturating_sub(origin)));
    let (start, end) = (change.between.start.0, change.between.end.0);
    if start == end { at(start) } else { format!("between {} and {}", at(start), at(end)) }
}

/// The stretch of the highest level and that of the lowest.
fn hottest(feature: &FeatureSummary, shifts: &[&Change]) -> Option<(Stretch, Stretch)> {
    let stretches = feature.course.stretches(shifts.iter().copied());
    let by_level = |one: &&Stretch, other: &&Stretch| one.level.total_cmp(&other.level);
    Some((*stretches.iter().max_by(by_level)?, *stretches.iter().min_by(by_level)?))
}

/// The part of the page.
pub fn write(html: &mut String, analysis: &RecordingAnalysis, window_nanos: i64) {
    let changes = &analysis.changes;
    html.push_str("<h2>When did it change?</h2>");
    if let Some(why) = changes.why_not() {
        let _ = write!(html, "<p>{}.</p>", escaped(&why));
        return;
    }
    let followed: Vec<Followed<'_>> = analysis.followed().collect();
    let mut with: Vec<usize> = changes.all.iter().map(|change| change.course).collect();
    with.sort_unstable();
    with.dedup();
    let _ = write!(
        html,
        "<p>{} shifts of the level in {} of {} features, over windows that do not overlap. Of twenty recordings in which nothing changes one would show any; slow drifts \
         are told as steps.</p>",
        count_of(changes.all.len() as u64),
        with.len(),
        changes.looked_at
    );
    if changes.all.is_empty() {
        return;
    }
    let origin = origin(analysis);
    html.push_str("<h3>Hot moments</h3><ul>");
    for moment in changes.moments(2 * window_nanos).iter().take(MOMENTS) {
        let mut names: Vec<String> = Vec::new();
        for change in &moment.changes {
            let name = name_of(followed[changes.all[*change].course]);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let at = |nanos: i64| since(nanos_to_seconds(nanos.saturating_sub(origin)));
        let (start, end) = (at(moment.span.start.0), at(moment.span.end.0));
        let time = if start == end { start } else { format!("{start} to {end}") };
        let more = names.len().saturating_sub(NAMED);
        let count = names.len();
        names.truncate(NAMED);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let features = if count == 1 { "feature" } else { "features" };
        let _ = write!(html, "<li>{time}: {count} {features} ({}{more})</li>", escaped(&names.join(", ")));
    }
    html.push_str("</ul>");
    for course in surest_courses(&changes.all) {
        write_picture(html, followed[course], &shifts_of(&changes.all, course), origin);
    }
    write_table(html, &changes.all, &followed, origin);
}

fn shifts_of(all: &[Change], course: usize) -> Vec<&Change> {
    all.iter().filter(|change| change.course == course).collect()
}

/// The courses of the surest shifts, each once.
fn surest_courses(all: &[Change]) -> Vec<usize> {
    let mut courses: Vec<usize> = Vec::new();
    for change in all {
        if !courses.contains(&change.course) {
            courses.push(change.course);
        }
    }
    courses.truncate(PICTURES);
    courses
}

fn write_picture(html: &mut String, of: Followed<'_>, shifts: &[&Change], origin: i64) {
    let info = &of.1.info;
    let drawing = course::draw(&name_of(of), info.unit, &of.1.course, shifts, origin);
    let at = |nanos: i64| since(nanos_to_seconds(nanos.saturating_sub(origin)));
    let words = |stretch: &Stretch| {
        let (start, end) = (at(stretch.span.start.0), at(stretch.span.end.0));
        format!("{} {} from {start} to {end}", figure(stretch.level), info.unit)
    };
    let hot = hottest(of.1, shifts);
    let told =
        hot.map_or_else(String::new, |(high, low)| format!("Highest: {}; lowest: {}.", words(&high), words(&low)));
    let _ = write!(html, "<figure>{}<figcaption>{}</figcaption></figure>", svg::inline(&drawing), escaped(&told));
}

fn write_table(html: &mut String, all: &[Change], followed: &[Followed<'_>], origin: i64) {
    html.push_str(
        "<div class=\"scroll\"><table><thead><tr><th>feature</th><th>when</th><th class=\"n\">before</th><th class=\"n\">after</th><th>unit</th>\
         <th class=\"n\">higher after</th><th class=\"n\">p</th></tr></thead><tbody>",
    );
    for change in all.iter().take(ROWS) {
        let of = followed[change.course];
        let _ = write!(
            html,
            "<tr><td class=\"name\">{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
            escaped(&name_of(of)),
            when(change, origin),
            figure(change.before),
            figure(change.after),
            escaped(of.1.info.unit),
            percent(change.higher_after),
            figure(change.p),
        );
    }
    html.push_str("</tbody></table></div>");
    let more = all.len().saturating_sub(ROWS);
    let rest =
        if more > 0 { format!(" {} more are in <code>{FILE}</code>.", count_of(more as u64)) } else { String::new() };
    let _ = write!(
        html,
        "<p>Higher after: of all pairs of a window before and one after, those of which that after is higher. p: the chance of such a shift in any feature, were there none.{rest}</p>"
    );
}

/// All shifts as rows, the surest first. Times are nanoseconds since 1970.
pub fn table(analysis: &RecordingAnalysis) -> Table {
    let followed: Vec<Followed<'_>> = analysis.followed().collect();
    let all = &analysis.changes.all;
    let texts = |of: fn(Followed<'_>) -> String| all.iter().map(|change| of(followed[change.course])).collect();
    let numbers = |of: fn(&Change) -> f64| all.iter().map(of).collect();
    Table {
        columns: vec![
            Column::texts("stream", texts(|(stream, _)| stream.info.name.clone())),
            Column::texts("feature", texts(|(_, feature)| feature.info.name.to_owned())),
            Column::texts("unit", texts(|(_, feature)| feature.info.unit.to_owned())),
            Column::moments("from_nanos", all.iter().map(|change| change.between.start.0).collect()),
            Column::moments("to_nanos", all.iter().map(|change| change.between.end.0).collect()),
            Column::numbers("before", "", numbers(|change| change.before)),
            Column::numbers("after", "", numbers(|change| change.after)),
            Column::numbers("higher_after_share", "1", numbers(|change| change.higher_after)),
            Column::numbers("p", "1", numbers(|change| change.p)),
        ],
    }
}

/// The same for programs.
pub fn json(analysis: &RecordingAnalysis) -> Value {
    let followed: Vec<Followed<'_>> = analysis.followed().collect();
    let changes = &analysis.changes;
    let all: Vec<Value> = changes
        .all
        .iter()
        .map(|change| {
            let (stream, feature) = followed[change.course];
            json!({
                "stream": stream.info.name,
                "feature": feature.info.name,
                "unit": feature.info.unit,
                "from_nanos": change.between.start.0,
                "to_nanos": change.between.end.0,
                "before": change.before,
                "after": change.after,
                "higher_after_share": change.higher_after,
                "p": change.p,
            })
        })
        .collect();
    let hot: Vec<Value> = surest_courses(&changes.all)
        .into_iter()
        .filter_map(|course| {
            let (stream, feature) = followed[course];
            let (high, low) = hottest(feature, &shifts_of(&changes.all, course))?;
            let told = |stretch: Stretch| {
                json!({"from_nanos": stretch.span.start.0, "to_nanos": stretch.span.end.0, "level": stretch.level, "windows": stretch.windows})
            };
            Some(json!({"stream": stream.info.name, "feature": feature.info.name, "unit": feature.info.unit, "highest": told(high), "lowest": told(low)}))
        })
        .collect();
    json!({"looked_at": changes.looked_at, "not_available": changes.why_not(), "all": all, "hot": hot})
}

/// What is said on the terminal: how many, and the moment of most of them.
pub fn line(analysis: &RecordingAnalysis, window_nanos: i64) -> String {
    let changes = &analysis.changes;
    if let Some(why) = changes.why_not() {
        return format!("changes of level: {why}");
    }
    let moment = changes.moments(2 * window_nanos).into_iter().next();
    let most = moment.map_or_else(String::new, |moment| {
        let at = since(nanos_to_seconds(moment.span.start.0.saturating_sub(origin(analysis))));
        format!("; most of them, {}, about {at} after the start", moment.changes.len())
    });
    format!("changes of level: {} in {} features{most}", changes.all.len(), changes.looked_at)
}

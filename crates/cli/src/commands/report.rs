//! `attentive report`: where attention went.

use std::sync::Arc;

use attentive_pipeline::patterns::TitleNames;
use attentive_pipeline::run::{Analysis, LATENESS_NANOS, Settings, analyse};
use attentive_server::{LocalTime, date_name, machine_now};
use attentive_store::{Range, Store};
use attentive_text::rules::CategoryRules;
use attentive_types::time::HOUR;
use attentive_types::{BucketColumns, ContentKind, Hotspot, LocalClock, Span};
use serde_json::{Value, json};

use super::Place;
use super::text::kept;
use super::train::trained_desk_states;
use crate::args::{PeriodArgs, ReportArgs};
use crate::failure::{Failure, Outcome};
use crate::{clock, progress};

/// Rows of each list.
const ROWS: usize = 10;
/// Width of the longest bar, in characters.
const BAR: f64 = 30.0;

/// Prints the report of a day or a week, as words and bars or as JSON.
pub fn run(place: &Place, args: &ReportArgs) -> Outcome {
    let store = place.open_store_to_read()?;
    let local = clock::local_time(Some(&store))?;
    let (name, span) = asked_span(&args.period, &local)?;
    let names = match &args.names {
        Some(name) => TitleNames::with_tagger(kept::find_tags(place, Some(name))?.0.into()),
        None => TitleNames::default(),
    };
    let spinner = progress::spinner("looking");
    let learned = trained_desk_states(&place.data_dir)?.map(|(model, _)| Arc::new(model));
    let settings = Settings { clock: local.clock.clone(), rules: rules(&store)?, learned, ..Settings::default() };
    let analysis = analyse(&recording(&store, span)?, &settings).slice(span);
    let hotspots = analysis.hotspots_by(&names);
    spinner.finish_and_clear();
    if args.json {
        say!("{}", serde_json::to_string_pretty(&as_json(&name, span, &analysis, &hotspots))?);
    } else {
        print(&name, &analysis, &hotspots, &local.clock);
    }
    Ok(())
}

/// The name and the span of the day or the week that was asked for; today when neither was.
pub fn asked_span(period: &PeriodArgs, local: &LocalTime) -> Result<(String, Span), Failure> {
    match (period.day.as_deref(), period.week.as_deref()) {
        (_, Some(week)) => {
            let (monday, span) = clock::week_of(clock::parse_day(week, local)?, local);
            Ok((format!("Week of {monday}"), span))
        }
        (day, None) => {
            let number = clock::parse_day(day.unwrap_or("today"), local)?;
            Ok((date_name(number), local.day(number)))
        }
    }
}

/// The person's own category rules where they have set some, else the built-in ones.
pub fn rules(store: &Store) -> Result<Arc<CategoryRules>, Failure> {
    let Some(own) = store.setting("classes")? else { return Ok(Arc::new(CategoryRules::defaults())) };
    let rules = CategoryRules::parse(&own).map_err(|error| {
        Failure::new(
            crate::exit_codes::CONFIG,
            format!("the category rules in the setting \"classes\" cannot be used: {error}"),
        )
    })?;
    Ok(Arc::new(rules))
}

/// All buckets, with an hour to each side so that what reaches in is cut rightly.
pub fn recording(store: &Store, span: Span) -> Result<Vec<BucketColumns>, Failure> {
    let range = Range { start: Some(span.start.plus(-HOUR)), end: Some(span.end.plus(HOUR)) };
    let mut recording = Vec::new();
    for bucket in store.buckets()? {
        let events = store.columns(&bucket.id, range)?;
        recording.push(BucketColumns { bucket, events });
    }
    Ok(recording)
}

fn as_json(name: &str, span: Span, analysis: &Analysis, hotspots: &[Hotspot]) -> Value {
    json!({
        "name": name,
        "span": span,
        "summary": analysis.summary(),
        "visits": analysis.visits,
        "presence": analysis.presence,
        "sessions": analysis.sessions,
        "states": analysis.states,
        "focus_sessions": analysis.focus_sessions,
        "hotspots": hotspots,
        "features": analysis.features,
        "quality": analysis.quality,
    })
}

fn print(name: &str, analysis: &Analysis, hotspots: &[Hotspot], local: &LocalClock) {
    let summary = analysis.summary();
    say!("{name}");
    if analysis.visits.is_empty() && summary.present_s == 0.0 {
        say!("  nothing was sensed then; `attentive start` senses, `attentive import` brings in what others sensed");
        return;
    }
    say!(
        "  {} at the machine, {} of it in {} focus session{}",
        clock::duration(summary.present_s),
        clock::duration(summary.focused_s),
        summary.focus_sessions,
        if summary.focus_sessions == 1 { "" } else { "s" }
    );
    if let (Some(rate), Some(bits)) = (summary.switch_rate_per_min, summary.fragmentation_bits) {
        say!("  {} switches between programs, {rate:.2} a minute; fragmentation {bits:.2} bits", summary.switches);
    }
    for (kind, title) in [
        (ContentKind::Category, "Categories"),
        (ContentKind::App, "Programs"),
        (ContentKind::Site, "Sites"),
        (ContentKind::Project, "Projects"),
        (ContentKind::Collaborator, "People in mail, chat, meetings and reviews"),
        (ContentKind::Organisation, "Organisations"),
    ] {
        print_hotspots(hotspots, kind, title);
    }
    if !analysis.focus_sessions.is_empty() {
        say!("\nFocus sessions");
    }
    for session in &analysis.focus_sessions {
        let (start, end) = (clock::time_of_day(session.span.start, local), clock::time_of_day(session.span.end, local));
        let until = match session.is_open {
            true if machine_now() - session.span.end <= LATENESS_NANOS => "still going on".to_owned(),
            true => "then nothing was sensed".to_owned(),
            false => format!("broken by {}", session.broken_by),
        };
        say!("  {start} to {end}  {:>14}  {} ({until})", clock::duration(session.focused_s), session.on);
    }
}

fn print_hotspots(all: &[Hotspot], kind: ContentKind, title: &str) {
    let hotspots: Vec<_> = all.iter().filter(|spot| spot.kind == kind).take(ROWS).collect();
    let Some(longest) = hotspots.first().map(|spot| spot.present_s.max(1.0)) else { return };
    say!("\n{title}");
    for spot in hotspots {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the bar's width")]
        let bar = "█".repeat((spot.present_s / longest * BAR).round() as usize);
        say!("  {:<32} {:>14}  {bar}", shortened(&spot.name, 32), clock::duration(spot.present_s));
    }
}

/// The beginning of a text that is too wide.
pub fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    text.chars().take(width - 1).chain(std::iter::once('…')).collect()
}

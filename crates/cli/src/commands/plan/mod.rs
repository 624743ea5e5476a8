//! `attentive plan`: what is next, and when on that day. The running server plans; here it is asked and told.

pub mod args;

use attentive_server::{LocalTime, date_name, machine_now};
use attentive_types::Timestamp;
use serde_json::Value;

use super::Place;
use super::inbox::door::Door;
use crate::clock;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use args::PlanArgs;

/// Tasks of a list that are told one by one.
const ROWS: usize = 10;

/// Asks and prints.
pub fn run(place: &Place, args: &PlanArgs) -> Outcome {
    let local = clock::local_time(None)?;
    let mut query = Vec::new();
    if let Some(date) = &args.date {
        query.push(format!("date={}", date_of(date, &local)?));
    }
    for (name, time) in [("from", &args.from), ("to", &args.to)] {
        if let Some(time) = time {
            query.push(format!("{name}={}", checked_time(time)?));
        }
    }
    let plan = Door::of(place, None)?.get(&format!("/api/attentive/plan?{}", query.join("&")))?;
    if args.json {
        say!("{}", serde_json::to_string_pretty(&plan)?);
        return Ok(());
    }
    print(&plan, &local);
    Ok(())
}

fn date_of(text: &str, local: &LocalTime) -> Result<String, Failure> {
    if text == "tomorrow" {
        return Ok(date_name(local.day_number(machine_now()) + 1));
    }
    Ok(date_name(clock::parse_day(text, local)?))
}

/// A time goes into an address, so only signs of a time may.
fn checked_time(text: &str) -> Result<&str, Failure> {
    let is_time = !text.is_empty() && text.chars().all(|sign| sign.is_ascii_digit() || sign == ':');
    let wrong = || Failure::new(exit_codes::USAGE, format!("expected a time of day such as 09:00, found {text:?}"));
    is_time.then_some(text).ok_or_else(wrong)
}

fn print(plan: &Value, local: &LocalTime) {
    let time = |value: &Value| {
        value
            .as_str()
            .and_then(|text| Timestamp::parse(text).ok())
            .map_or_else(String::new, |moment| clock::time_of_day(moment, &local.clock).chars().take(5).collect())
    };
    let why = match (plan["day"]["by"].as_str(), plan["day"]["days"].as_u64()) {
        (Some("own"), Some(days)) => format!("as on {days} days before"),
        (Some("asked"), _) => "as you asked".to_owned(),
        _ => "assumed: too few days were seen".to_owned(),
    };
    say!("{}: work from {} to {} ({why})", text(&plan["date"]), time(&plan["day"]["start"]), time(&plan["day"]["end"]));
    let next = list(&plan["next"]);
    let subject = |name: &Value| -> String {
        next.iter()
            .find(|task| task["task_id"] == *name)
            .map_or_else(String::new, |task| text(&task["subject"]).to_owned())
    };
    if next.is_empty() {
        say!(
            "  no tasks: bring some in with `attentive inbox import todo.txt`, or `attentive inbox send 'Slides' --takes 90m`"
        );
    }
    if plan["planned_from"].is_null() {
        say!("  the working day is over; ask for another with --date tomorrow, or for a later end with --to 22:00");
    }
    for row in rows(plan) {
        let reason = text(&row["reasons"][0]["text"]);
        let (kind, what) = match row["kind"].as_str() {
            Some(kind @ ("focus" | "task")) => (kind, subject(&row["task_id"])),
            Some("break") => ("break", String::new()),
            _ => ("meeting", text(&row["title"]).to_owned()),
        };
        let overlap = if row["has_overlap"] == true { " (another lies over it)" } else { "" };
        say!("  {} to {}  {kind:<8} {what}{overlap}", time(&row["start"]), time(&row["end"]));
        if row["task_id"].is_string() && !reason.is_empty() {
            say!("                            {reason}");
        }
    }
    if !next.is_empty() {
        say!("\nWhat is next");
    }
    for task in next.iter().take(ROWS) {
        let minutes = task["minutes"].as_f64().unwrap_or_default();
        let assumed = if task["length_by"] == "assumed" { " assumed" } else { "" };
        say!("  {} ({minutes:.0} min{assumed})", text(&task["subject"]));
        say!("      {}", text(&task["reasons"][0]["text"]));
    }
    tell_more(next.len());
    let left_out = list(&plan["left_out"]);
    if !left_out.is_empty() {
        say!("\nDoes not fit");
    }
    for one in left_out.iter().take(ROWS) {
        say!("  {}: {}", text(&one["subject"]), text(&one["reason"]["text"]));
    }
    tell_more(left_out.len());
}

/// Blocks and meetings in order of time.
fn rows(plan: &Value) -> Vec<&Value> {
    let mut rows: Vec<&Value> = list(&plan["blocks"]).iter().chain(list(&plan["meetings"])).collect();
    rows.sort_by_key(|row| row["start"].as_str().and_then(|text| Timestamp::parse(text).ok()));
    rows
}

fn tell_more(count: usize) {
    if count > ROWS {
        say!("  and {} more", count - ROWS);
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

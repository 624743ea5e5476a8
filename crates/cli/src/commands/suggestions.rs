//! `attentive suggestions`: what of your own things goes with more or less focus afterwards. The running server weighs; here it is asked and told.

use serde_json::Value;

use super::Place;
use super::inbox::door::Door;
use crate::args::SuggestionsArgs;
use crate::failure::Outcome;

/// Lines of what is not sure, and of what lacks days.
const ROWS: usize = 8;

/// Asks and prints.
pub fn run(place: &Place, args: &SuggestionsArgs) -> Outcome {
    let told = Door::of(place, None)?.get("/api/attentive/suggestions")?;
    if args.json {
        say!("{}", serde_json::to_string_pretty(&told)?);
        return Ok(());
    }
    print(&told);
    Ok(())
}

fn print(told: &Value) {
    let (days, looks) = (&told["days"], &told["looks"]);
    say!("What goes with focus: {days} days of the last {} weeks, {looks} things that could be weighed", told["weeks"]);
    say!("  it goes together; what causes it, only a trial can say");
    let lacks = told["lacks_days"].as_f64().unwrap_or_default();
    if lacks > 0.0 {
        say!("\nNot enough yet: {lacks:.0} days more at least; come back when `attentive start` has run on them");
    }
    let found = list(&told["found"]);
    if found.is_empty() && lacks <= 0.0 {
        say!("\nNothing sure so far.");
    }
    for (title, is_more) in [("With more focus", true), ("With less focus", false)] {
        let own: Vec<&Value> =
            found.iter().filter(|one| (one["effect_min"]["value"].as_f64() > Some(0.0)) == is_more).collect();
        if !own.is_empty() {
            say!("\n{title}");
        }
        for one in own {
            say!("  {}", text(&one["text"]));
            if let Some(kind) = one["trial"].as_str() {
                say!("      to know whether it is the cause: `attentive helped` shows the trial of {kind}");
            }
        }
    }
    lines("Looked at, and not sure", list(&told["unsure"]), |one| text(&one["text"]).to_owned());
    lines("Not enough yet", list(&told["lacking"]), |one| format!("{}: {}", text(&one["name"]), text(&one["text"])));
    let absent: Vec<&str> =
        list(&told["streams"]).iter().filter(|one| one["is_there"] == false).map(|one| text(&one["what"])).collect();
    if !absent.is_empty() {
        say!("\nNo stream tells of: {} (see `attentive suggestions --help`)", absent.join(", "));
    }
}

fn lines(title: &str, all: &[Value], line: impl Fn(&Value) -> String) {
    if all.is_empty() {
        return;
    }
    say!("\n{title}");
    all.iter().take(ROWS).for_each(|one| say!("  {}", line(one)));
    if all.len() > ROWS {
        say!("  and {} more", all.len() - ROWS);
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

//! `attentive query`: ActivityWatch's query language from the terminal.

use std::io::Read;

use attentive_query::Engine;
use attentive_types::Span;

use super::Place;
use crate::args::QueryArgs;
use crate::clock;
use crate::failure::Outcome;

/// Prints the answer as JSON.
pub fn run(place: &Place, args: &QueryArgs) -> Outcome {
    let text = query_text(&args.query)?;
    let store = place.open_store_to_read()?;
    let local = clock::local_time(Some(&store))?;
    let start = match &args.start {
        Some(text) => clock::parse_moment(text)?,
        None => local.day(local.day_number(attentive_server::machine_now())).start,
    };
    let end = match &args.end {
        Some(text) => clock::parse_moment(text)?,
        None => start.plus(attentive_types::time::DAY),
    };
    let engine = Engine::new(store);
    let answer = engine.run(&text, Span::new(start, end), "cli")?;
    say!("{}", serde_json::to_string_pretty(&answer)?);
    Ok(())
}

fn query_text(asked: &str) -> std::io::Result<String> {
    if asked == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    if std::path::Path::new(asked).is_file() { std::fs::read_to_string(asked) } else { Ok(asked.to_owned()) }
}

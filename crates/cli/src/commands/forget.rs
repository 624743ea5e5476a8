//! `attentive forget`: erases a stretch of time for good.

use std::io::{BufRead, IsTerminal, Write};

use attentive_pipeline::patterns::learned;
use attentive_server::titles;
use attentive_store::{Range, Store};

use super::Place;
use super::train::kept;
use crate::args::ForgetArgs;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use crate::{clock, progress};

/// Erases, after asking.
pub fn run(place: &Place, args: &ForgetArgs) -> Outcome {
    let range = asked_range(args)?;
    let store = place.open_store()?;
    let events = count(&store, range, args.bucket.as_deref())?;
    if !args.yes && !confirmed(events)? {
        tell!("nothing was erased");
        return Ok(());
    }
    let spinner = progress::spinner("erasing, and clearing the space on the disk");
    // Before the rest, so that the traces of both go at once.
    titles::forget_words(&store, range, args.bucket.as_deref())?;
    let report = store.forget(range, args.bucket.as_deref())?;
    store.audit("cli", "forget", &format!("{} events, {} samples", report.events, report.samples))?;
    spinner.finish_and_clear();
    store.close()?;
    // What was learnt from it goes, too; the server learns anew from what remains.
    if kept::remove(&place.data_dir, learned::KIND)? {
        tell!("removed the model of your states, which may have been learnt from it");
    }
    tell!(
        "erased {} events, {} samples and {} distinct texts for good",
        report.events,
        report.samples,
        report.payloads
    );
    Ok(())
}

fn asked_range(args: &ForgetArgs) -> Result<Range, Failure> {
    let moment = |text: &Option<String>| text.as_deref().map(clock::parse_moment).transpose();
    let range = Range { start: moment(&args.from)?, end: moment(&args.to)? };
    match (range.start, range.end) {
        (Some(start), Some(end)) if end <= start => Err(Failure::new(
            exit_codes::USAGE,
            format!("--to ({end}) is not after --from ({start}); nothing was erased"),
        )),
        _ => Ok(range),
    }
}

fn count(store: &Store, range: Range, bucket: Option<&str>) -> Result<u64, Failure> {
    let buckets = match bucket {
        Some(id) => vec![id.to_owned()],
        None => store.buckets()?.into_iter().map(|bucket| bucket.id).collect(),
    };
    let mut events = 0;
    for id in buckets {
        events += store.count(&id, range)?;
    }
    Ok(events)
}

fn confirmed(events: u64) -> Result<bool, Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new(exit_codes::USAGE, "nobody is there to confirm; add --yes to erase without asking"));
    }
    let mut out = std::io::stdout();
    write!(out, "Erase {events} events for good? This cannot be undone. Type yes: ")?;
    out.flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim() == "yes")
}

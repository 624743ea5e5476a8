//! `attentive assistants` and `attentive mcp`: who may ask, and the way in for programs that speak the Model Context Protocol.

pub mod args;
mod mcp;

use std::collections::BTreeSet;

use attentive_server::assistants::{Assistants, Scope, scopes_of};

use super::Place;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use args::{AssistantsArgs, AssistantsWhat};

pub use mcp::run as mcp;

/// Does what was asked.
pub fn run(place: &Place, args: &AssistantsArgs) -> Outcome {
    match &args.what {
        None => list(place, args.json),
        Some(AssistantsWhat::Add { name, scope }) => {
            let scopes = if scope.is_empty() { Scope::DEFAULT.into() } else { read(scope)? };
            let store = place.open_store()?;
            let token = Assistants::add(&store, name, scopes)
                .map_err(|error| Failure::new(exit_codes::USAGE, error.to_string()))?;
            store.close()?;
            // Beside the answer, so that a script that takes it has the token alone.
            eprintln!("{} may come in. Its token, shown this once:", name.trim());
            say!("{token}");
            Ok(())
        }
        Some(AssistantsWhat::Remove { name }) => {
            let store = place.open_store()?;
            let was_there = Assistants::remove(&store, name)?;
            store.close()?;
            if was_there {
                tell!("{name} is out: its token opens nothing any more");
                return Ok(());
            }
            Err(Failure::new(
                exit_codes::USAGE,
                format!("there is no assistant {name:?}; `attentive assistants` lists them"),
            ))
        }
        Some(AssistantsWhat::Unnamed { scope, .. }) => {
            let scopes = read(scope)?;
            let store = place.open_store()?;
            Assistants::allow_unnamed(&store, scopes.clone())?;
            store.close()?;
            tell!("callers without a token may {}", words(&scopes));
            Ok(())
        }
    }
}

fn read(names: &[String]) -> Result<BTreeSet<Scope>, Failure> {
    scopes_of(names).map_err(|error| Failure::new(exit_codes::USAGE, error))
}

fn words(scopes: &BTreeSet<Scope>) -> String {
    if scopes.is_empty() {
        return "nothing".to_owned();
    }
    scopes.iter().map(|scope| scope.name()).collect::<Vec<_>>().join(", ")
}

fn list(place: &Place, as_json: bool) -> Outcome {
    let known = if place.database().exists() {
        Assistants::of_store(&place.open_store_to_read()?)?
    } else {
        Assistants::default()
    };
    if as_json {
        let named: Vec<_> = known
            .named
            .iter()
            .map(|one| serde_json::json!({ "name": one.name, "scopes": one.scopes, "since": one.since }))
            .collect();
        say!("{}", serde_json::to_string_pretty(&serde_json::json!({ "named": named, "unnamed": known.unnamed }))?);
        return Ok(());
    }
    for one in &known.named {
        say!("{:<24} {}  (since {})", one.name, words(&one.scopes), one.since);
    }
    say!("{:<24} {}", "without a token", words(&known.unnamed));
    Ok(())
}

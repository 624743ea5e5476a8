//! `attentive support ask`: messages in, for each a draft, answers that may be it, or the advice to ask a person.

use std::io::stdin;

use attentive_text::faq::{Kind, Outcome as Said};
use attentive_text::label::Answer;
use serde_json::json;

use super::args::AskFaqArgs;
use super::keeper::{Keeper, Ready};
use super::kept::Faqs;
use crate::commands::Place;
use crate::commands::text::lines::next_line;
use crate::failure::{Failure, Outcome};

/// Asks.
pub fn run(place: &Place, args: &AskFaqArgs) -> Outcome {
    let faqs = Faqs::of(&place.data_dir);
    let name = args.faq.clone().map_or_else(|| faqs.only(), Ok)?;
    // Tells what there is when there is none of that name.
    faqs.about(&name)?;
    let ready = Keeper::new(place).find(&name)?.ok_or_else(|| Failure::input(format!("no FAQ is named {name}")))?;
    if let Some(lacks) = &ready.lacks {
        eprintln!("answered by words alone: {lacks}");
    }
    if !args.messages.is_empty() {
        return args.messages.iter().try_for_each(|message| answer(&ready, message, args.json));
    }
    let mut input = stdin().lock();
    let mut line = Vec::new();
    for number in 1_u64.. {
        if !next_line(&mut input, &mut line)
            .map_err(|error| Failure::input(format!("could not read on after line {}: {error}", number - 1)))?
        {
            break;
        }
        match std::str::from_utf8(&line) {
            Ok(message) => answer(&ready, message, args.json)?,
            // Lines in and lines out stay side by side.
            Err(_) if args.json => {
                say!("{}", json!({ "outcome": "person", "draft": null, "why": "not_utf8", "line": number }));
            }
            Err(_) => say!("ask a person: line {number} is no UTF-8\n"),
        }
    }
    Ok(())
}

fn answer(ready: &Ready, message: &str, as_json: bool) -> Outcome {
    let said = ready.ask(message).map_err(|why| Failure::input(format!("could not ask the FAQ: {why}")))?;
    if as_json {
        let mut value = json!(said);
        value["text"] = json!(message);
        say!("{value}");
    } else {
        tell(&said);
    }
    Ok(())
}

fn tell(said: &Said) {
    match (said.outcome, &said.draft) {
        (Kind::Answer, Some(draft)) => say!("draft, to be looked over:\n  {}", indented(draft)),
        (Kind::Candidates, _) => say!("may be one of these:"),
        _ => say!("ask a person"),
    }
    say!("why: {}; found by {}", said.why, said.by.name());
    for (what, label) in [("about", &said.class), ("intent", &said.intent)] {
        if let Some(label) = label {
            say!("{what}: {}", in_words(label));
        }
    }
    if said.outcome != Kind::Person {
        for (number, candidate) in said.candidates.iter().enumerate() {
            let class = candidate.class.as_ref().map_or_else(String::new, |class| format!(" [{class}]"));
            say!("{}. {:.2} {}{class}", number + 1, candidate.score, indented(&candidate.question));
            if said.outcome == Kind::Candidates {
                say!("   {}", indented(&candidate.answer));
            }
        }
    }
    say!("");
}

fn in_words(label: &Answer) -> String {
    let sure = format!("{:.0} %", 100.0 * label.probability);
    match (&label.label, label.others.first()) {
        (Some(name), _) => format!("{name} ({sure}, by {})", label.by.name()),
        (None, Some((name, _))) => {
            format!("none of the labels for sure; the likeliest is {name} ({sure}, by {})", label.by.name())
        }
        (None, None) => format!("none of the labels (by {})", label.by.name()),
    }
}

fn indented(text: &str) -> String {
    text.lines().map(str::trim).collect::<Vec<_>>().join("\n   ")
}

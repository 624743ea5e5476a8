//! `attentive reading rank`: texts in, the same in order out, each with why.

use std::fs::File;
use std::io::BufReader;

use attentive_text::labelled::{AskedTimed, BadRecord, Flaw, TimedTexts};
use serde_json::json;

use super::args::RankArgs;
use super::keeper::Keeper;
use super::kept::Kept;
use super::tell;
use crate::commands::Place;
use crate::failure::{Failure, Outcome};

/// Texts at once: each is held against all that was read.
const MOST_TEXTS: usize = 100_000;
/// How many bad records are told one by one.
const MOST_TOLD: usize = 20;

/// Ranks.
pub fn run(place: &Place, args: &RankArgs) -> Outcome {
    let kept = Kept::of(&place.data_dir);
    let name = args.name.clone().map_or_else(|| kept.only(), Ok)?;
    let texts = read(args)?;
    let views: Vec<&str> = texts.iter().map(String::as_str).collect();
    let ranking = Keeper::new(place).rank_texts(&name, &views)?.ok_or_else(|| kept.none(&name))?;
    if let Some(lacks) = &ranking.lacks {
        eprintln!("ranked by words alone: {lacks}");
    }
    // In JSON each line is a text.
    if args.json {
        eprintln!("{}", tell::trust(&ranking.trust));
    } else {
        say!("{}\n", tell::trust(&ranking.trust));
    }
    let most = args.top.unwrap_or(usize::MAX);
    for (number, ranked) in ranking.ranked.iter().take(most).enumerate() {
        let text = views.get(ranked.place).copied().unwrap_or_default();
        if args.json {
            let mut value = json!(ranked);
            value["text"] = json!(text);
            say!("{value}");
        } else {
            tell::ranked(number + 1, text, ranked);
        }
    }
    Ok(())
}

fn read(args: &RankArgs) -> Result<Vec<String>, Failure> {
    let refused = |why: &dyn std::fmt::Display| {
        Failure::input(format!("could not read the texts: {why}: {}", args.file.display()))
    };
    let input = BufReader::with_capacity(1 << 16, File::open(&args.file).map_err(|error| refused(&error))?);
    let asked = AskedTimed { text: args.text_column.clone(), ..AskedTimed::default() };
    let found = TimedTexts::open(input, &asked).map_err(|fault| refused(&fault))?;
    eprintln!("{}: {}", args.file.display(), found.in_words());
    let (mut texts, mut bad) = (Vec::new(), 0_usize);
    for text in found {
        match text {
            Ok(text) => texts.push(text.text),
            Err(BadRecord { line, flaw: Flaw::Unreadable { why } }) => {
                return Err(refused(&format!("it cannot be read on after line {line}: {why}")));
            }
            Err(left_out) => {
                bad += 1;
                if bad <= MOST_TOLD {
                    eprintln!("  left out: {left_out}");
                }
            }
        }
        if texts.len() > MOST_TEXTS {
            return Err(refused(&format!("it holds more than {MOST_TEXTS} texts; part it")));
        }
    }
    if bad > MOST_TOLD {
        eprintln!("  and {} more", bad - MOST_TOLD);
    }
    if texts.is_empty() {
        return Err(refused(&"there is no text in it"));
    }
    Ok(texts)
}

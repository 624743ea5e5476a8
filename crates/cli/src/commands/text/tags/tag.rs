//! `attentive text tag`: texts in, what they name out, as a table or a line of JSON for each.

use attentive_text::labelled::Labels;
use attentive_text::tagged::{Found, LONGEST, Tagger};
use serde_json::json;

use crate::commands::Place;
use crate::commands::text::args::TagTextArgs;
use crate::commands::text::{kept, lines, read};
use crate::failure::{Failure, Outcome};

/// Tags.
pub fn run(place: &Place, args: &TagTextArgs) -> Outcome {
    let (model, _) = kept::find_tags(place, args.with.as_deref())?;
    let mut teller = Teller { model: model.as_ref(), as_json: args.json, number: 0 };
    if !args.json {
        say!("{:>5}  {:<12}  {:>6}  {:>6}  {:>10}  text", "of", "type", "start", "end", "confidence");
    }
    if let Some(file) = &args.file {
        let found = read::texts(file, &args.columns, Labels::Ignored)?;
        return found.texts.iter().try_for_each(|text| teller.tell(text));
    }
    if !args.texts.is_empty() {
        return args.texts.iter().try_for_each(|text| teller.tell(text));
    }
    lines::each(&mut |line| match line {
        Ok(text) => teller.tell(text),
        Err(number) => {
            teller.unreadable(number);
            Ok(())
        }
    })
}

struct Teller<'a> {
    model: &'a dyn Tagger,
    as_json: bool,
    /// The text that is told, from 1.
    number: u64,
}

impl Teller<'_> {
    fn tell(&mut self, text: &str) -> Outcome {
        self.number += 1;
        let found = self.model.find(text).map_err(|fault| Failure::input(format!("could not tag: {fault}")))?;
        let is_cut = text.chars().nth(LONGEST).is_some();
        if is_cut {
            eprintln!("text {}: only its first {LONGEST} signs were looked at", self.number);
        }
        if self.as_json {
            let mut value = json!({ "text": text, "entities": found, "by": self.model.by() });
            if is_cut {
                value["cut_at"] = json!(LONGEST);
            }
            say!("{value}");
        } else {
            for Found { kind, text, start, end, confidence } in found {
                // A name may go over a line end.
                let text = text.replace(['\n', '\r', '\t'], " ");
                say!("{:>5}  {kind:<12}  {start:>6}  {end:>6}  {confidence:>10.3}  {text}", self.number);
            }
        }
        Ok(())
    }

    /// Lines in and lines out stay side by side.
    fn unreadable(&mut self, line: u64) {
        self.number += 1;
        if self.as_json {
            say!("{}", json!({ "entities": null, "why": "not_utf8", "line": line }));
        } else {
            eprintln!("line {line} is not UTF-8 and was left out");
        }
    }
}

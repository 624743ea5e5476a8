//! How much time went to focus, neutral and distraction, and on which titles.

use std::sync::Arc;

use attentive_pipeline::patterns::titles::{TitleGroup, TitleLabels, TitleTotals};
use attentive_pipeline::run::{Settings, analyse};
use attentive_server::titles;
use attentive_types::{LabelledBy, TitleLabel};

use super::args::ListArgs;
use crate::commands::report::{asked_span, recording, rules, shortened};
use crate::commands::{Place, model};
use crate::failure::Outcome;
use crate::{clock, progress};

/// Width of the bar, in characters.
const BAR: f64 = 48.0;
/// Letters of a title that are shown.
const SHOWN: usize = 56;

/// Prints them, as words or as JSON.
pub fn run(place: &Place, args: &ListArgs) -> Outcome {
    let store = place.open_store_to_read()?;
    let local = clock::local_time(Some(&store))?;
    let (name, span) = asked_span(&args.period, &local)?;
    let spinner = progress::spinner("looking");
    let settings = Settings { clock: local.clock.clone(), rules: rules(&store)?, ..Settings::default() };
    let analysis = analyse(&recording(&store, span)?, &settings).slice(span);
    let named = Some(place.config.understanding.titles.as_str()).filter(|name| !name.is_empty());
    // Without it titles are compared by their words alone, as the server does.
    let encoder = named.and_then(|name| match model::find(place, Some(name)) {
        Ok(found) => found,
        Err(failure) => {
            eprintln!("titles are compared by their words alone: {}", failure.message);
            None
        }
    });
    let labels = Arc::new(titles::labels(&store, encoder.as_ref().map(|(_, encoder)| encoder))?);
    let totals = TitleTotals::of(&analysis.visits, &labels);
    spinner.finish_and_clear();
    if args.json {
        let answer = titles::answer(span, &totals, &labels, &titles::all(&store)?, args.top);
        say!("{}", serde_json::to_string_pretty(&answer)?);
        return Ok(());
    }
    say!("{name}");
    if totals.groups.is_empty() {
        say!("  nothing was in front then; `attentive start` senses, `attentive import` brings in what others sensed");
    } else {
        print_sums(&totals);
        print_titles(&totals.groups, args.top);
    }
    say!("\n{}", learned(&labels));
    Ok(())
}

fn print_sums(totals: &TitleTotals) {
    let all = totals.by_label_s.iter().sum::<f64>().max(1e-9);
    let signs = ['█', '▒', '░'];
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and the bar's width")]
    let bar: String = signs
        .iter()
        .zip(totals.by_label_s)
        .map(|(sign, seconds)| sign.to_string().repeat((seconds / all * BAR).round() as usize))
        .collect();
    say!("  {bar}");
    for (label, sign) in TitleLabel::ALL.into_iter().zip(signs) {
        let seconds = totals.by_label_s[label.place()];
        say!("  {sign} {:<12} {:>14}  {:>3.0} %", label.name(), clock::duration(seconds), 100.0 * seconds / all);
    }
    if totals.unknown_s > 0.0 {
        say!("  of neutral, {} is of what no rule knows", clock::duration(totals.unknown_s));
    }
    let parts = [("your own word", totals.by_correction_s), ("what was learnt from it", totals.by_learned_s)];
    for (whose, seconds) in parts.into_iter().filter(|(_, seconds)| *seconds > 0.0) {
        say!("  {} by {whose}", clock::duration(seconds));
    }
}

fn print_titles(groups: &[TitleGroup], top: usize) {
    say!("\nTitles");
    for group in groups.iter().take(top) {
        let said = &group.labelled;
        let title = if group.title.is_empty() { "(no title)" } else { &group.title };
        let thing = shortened(&format!("{}: {title}", group.app), SHOWN);
        let sure = said.confidence.map_or_else(String::new, |sure| format!(" {:.0} %", 100.0 * sure));
        let by = match said.by {
            LabelledBy::Correction => "your word",
            LabelledBy::Learned => "learned",
            LabelledBy::Rule => "rule",
        };
        say!("  {:<12} {:>14}  {thing}", said.label.name(), clock::duration(group.present_s));
        say!("  {:<28} {by}{sure}: {}", "", said.reason.text);
    }
    if groups.len() > top {
        say!("  and {} more; --top shows more of them", groups.len() - top);
    }
}

fn learned(labels: &TitleLabels) -> String {
    let words = labels.words().all().len();
    match labels.learned() {
        Ok(learned) => {
            let tried = learned.tried();
            format!(
                "Learnt from {words} of your words; of {} that were left out in turn it answered {}, {} of them rightly.",
                tried.words, tried.answered, tried.right
            )
        }
        Err(why) => format!("Nothing is learnt from your words yet: {why}."),
    }
}

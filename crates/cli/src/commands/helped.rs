//! `attentive helped`: what did prompts do for you? The report on your own small trials.

use attentive_pipeline::evaluate::helped::{ArmTable, HelpedKind};
use attentive_pipeline::evaluate::{Helped, helped};
use attentive_server::{machine_now, stored_outcomes};
use attentive_types::LocalClock;
use attentive_types::time::{DAY, HOUR};

use super::Place;
use crate::args::HelpedArgs;
use crate::clock;
use crate::failure::Outcome;

/// Prints the report, as words or as JSON.
pub fn run(place: &Place, args: &HelpedArgs) -> Outcome {
    let store = place.open_store_to_read()?;
    let report = helped(&stored_outcomes(&store)?, machine_now());
    if args.json {
        say!("{}", serde_json::to_string_pretty(&report)?);
        return Ok(());
    }
    let local = clock::local_time(Some(&store))?;
    let Some(since) = report.since else {
        say!(
            "no prompt has an outcome yet; prompts come up while `attentive start` runs, and some are held back to compare with"
        );
        return Ok(());
    };
    say!("What helped you, since {}", attentive_server::date_name(local.clock.day_number(since)));
    say!("  minutes of focus in the half hour after a prompt, shown against held back; 95 % intervals");
    report.kinds.iter().for_each(|kind| print(kind, &report, &local.clock));
    Ok(())
}

fn print(kind: &HelpedKind, report: &Helped, clock: &LocalClock) {
    let effect = &kind.effect;
    say!("\n{}: {}", effect.kind.name(), effect.verdict);
    let drawn = kind.delivered.drawn + kind.held_back.drawn;
    if drawn == 0 {
        say!("  never came up");
        return;
    }
    say!(
        "  {:<12} {:>6} {:>10} {:>6} {:>8} {:>9} {:>9}",
        "",
        "drawn",
        "this week",
        "known",
        "unknown",
        "mean min",
        "deviation"
    );
    say!("  {}", arm("shown", &kind.delivered));
    say!("  {}", arm("held back", &kind.held_back));
    match (effect.gain_min, effect.interval_min) {
        (Some(gain), Some((low, high))) => {
            say!("  gain {gain:+.1} min, {low:+.1} to {high:+.1} however often one looks")
        }
        _ => say!("  a gain is told from {} known outcomes in each arm on", report.least_per_arm),
    }
    if let (Some(gain), Some((low, high))) = (effect.fixed_gain_min, effect.fixed_interval_min) {
        say!(
            "  gain {gain:+.1} min, {low:+.1} to {high:+.1} for one look at a day fixed beforehand (hour and last outcome taken out)"
        );
    }
    let worth = report.worthwhile_min;
    if effect.is_retired {
        say!(
            "  retired: {:.0} to 1 speaks against a gain of {worth:.0} min, which would be worth an interruption",
            effect.odds_against
        );
    } else {
        let odds = report.retired_at_odds;
        say!(
            "  comes up: {:.1} to 1 speaks against a gain of {worth:.0} min; at {odds:.0} to 1 it retires",
            effect.odds_against
        );
    }
    if let Some(((best, most), (worst, least))) = best_and_worst(&effect.worth_by_hour) {
        let local = |hour: i64| clock.hour(report.at.plus(hour * HOUR - report.at.0.rem_euclid(DAY)));
        say!(
            "  most likely worth it ({worth:.0} min on the mean) about {:02}:00 ({:.0} %), least about {:02}:00 ({:.0} %), of the hours at which it came up",
            local(best),
            100.0 * most,
            local(worst),
            100.0 * least
        );
    }
    let probabilities: Vec<String> =
        kind.probabilities.iter().map(|(probability, count)| format!("{probability:.2} in {count}")).collect();
    say!(
        "  drawn with probability {}: {:.1} deliveries expected, {} made",
        probabilities.join(", "),
        kind.checks.expected_delivered,
        kind.delivered.drawn
    );
    if let Some((difference, low, high)) = kind.checks.before_difference_min {
        say!("  before the draw the arms differed by {difference:+.1} min ({low:+.1} to {high:+.1})");
    }
    kind.doubts.iter().for_each(|doubt| say!("  doubt: {}", doubt_in_words(doubt)));
}

/// The hours of UTC at which prompts are likeliest and least likely worth their interruption, each with how likely.
fn best_and_worst(worth: &[Option<f64>]) -> Option<((i64, f64), (i64, f64))> {
    let hours = || (0..).zip(worth).filter_map(|(hour, worth)| Some((hour, (*worth)?)));
    let best = hours().max_by(|one, other| one.1.total_cmp(&other.1))?;
    Some((best, hours().min_by(|one, other| one.1.total_cmp(&other.1))?))
}

fn arm(name: &str, table: &ArmTable) -> String {
    let figure = |value: Option<f64>| value.map_or("-".to_owned(), |value| format!("{value:.1}"));
    format!(
        "{name:<12} {:>6} {:>10} {:>6} {:>8} {:>9} {:>9}",
        table.drawn,
        table.this_week,
        table.known,
        table.unknown,
        figure(table.mean_min),
        figure(table.deviation_min)
    )
}

fn doubt_in_words(doubt: &str) -> &str {
    match doubt {
        "draws-uneven" => "deliveries do not fit the probabilities that were drawn with",
        "outcomes-lack-unevenly" => "outcomes lack more often in one arm than in the other",
        "arms-differed-before" => "the arms differed before the prompt",
        "without-chance" => "some prompts were always or never shown; they teach nothing",
        other => other,
    }
}

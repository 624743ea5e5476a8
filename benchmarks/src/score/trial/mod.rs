//! `score trial`: people with known effects are prompted, and the product's own trial is asked what the prompts did.
//!
//! Each replication is a person of a scenario ([`people`]): hour by hour, with moods that last, hours when nothing is known, and times when one cannot prompt. Their
//! outcomes go one by one into `evaluate::Trial`, from which `pipeline::evaluate::effects` and `guide::is_retired` are made; now and then these two are asked as
//! well and must say the same.
//!
//! | row | what it is |
//! | --- | --- |
//! | `bias` | mean of the effect by weighted and centred least squares at the 150th known outcome, less the true one; low and high are its 95 % interval for the simulation |
//! | `coverage_fixed` | share of replications whose interval then holds the true mean effect; aim 93 to 97 %; `_60` and `_300` at other outcomes; the baseline is the share of Welch's interval |
//! | `coverage_anytime` | share whose always-valid interval held the true mean effect at *every* outcome, from the first on at which it is told (fifteen known in each arm); aim 95 % |
//! | `width_fixed`, `width_anytime` | mean width at the 150th known outcome, minutes |
//! | `said_helps`, `said_harms` | share that was ever called so |
//! | `false_retirement` | where every effect is worth its while: share that ever retired; aim below 5 % |
//! | `shown`, `brought` | share of the known occasions on which it was delivered and had not retired, and minutes that this gained, less the three that make it worthwhile, on the mean over all known occasions |
//! | `retired`, `deliveries` | elsewhere: share that retired, and the median deliveries until then (infinite when more than half never did) |
//!
//! In `adapts: ...` the chance of delivery follows what the trial has learnt, as the setting `prompts.adapts` has it; people of the same kind without it stand beside.
//!
//! `several people` are ten with effects of their own: `coverage_fixed` is that of the pooled effect over people, all else is over single persons.

mod people;
mod play;

use std::path::Path;

use anyhow::ensure;
use attentive_learn::{Moments, wilson_interval};

use self::people::{SCENARIOS, Scenario};
use self::play::{Played, play};
use crate::report::{Report, Row};
use crate::score::Extent;
use crate::score::unseen::each_quietly;

const LEVEL: f64 = 0.95;

/// Scores.
pub fn run(holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Report> {
    ensure!(holdout.is_none(), "not available: these people are simulated, so there are none to keep aside");
    let replications = if extent == Extent::Slice { 40 } else { 2_000 };
    let mut report =
        Report::new("trial", format!("simulated people with known effects, {replications} replications a scenario"));
    for scenario in &SCENARIOS {
        let seeds: Vec<u64> = (0..replications).collect();
        let played = each_quietly(&seeds, |seed| play(scenario, *seed))?;
        report.rows.extend(rows(scenario, &played));
    }
    Ok(report)
}

fn rows(scenario: &Scenario, played: &[Played]) -> Vec<Row> {
    let mut rows = Vec::new();
    let name = scenario.name;
    let persons: Vec<_> = played.iter().flat_map(|played| &played.persons).collect();
    let errors: Moments = played.iter().filter_map(|played| played.error_fixed).collect();
    if let (Some(mean), Some(error)) = (errors.mean(), errors.standard_error()) {
        let ends = Row {
            low: Some(mean - 1.96 * error),
            high: Some(mean + 1.96 * error),
            ..Row::new(name, "bias", mean, "min")
        };
        rows.push(ends.beside(0.0));
    }
    for (place, metric) in ["coverage_fixed_60", "coverage_fixed", "coverage_fixed_300"].into_iter().enumerate() {
        let held = played.iter().filter_map(|played| played.held_fixed[place]);
        let welch = played.iter().filter_map(|played| played.held_welch[place]);
        rows.extend(share(name, metric, held).map(|row| Row { baseline: mean_of(welch), ..row.beside(LEVEL) }));
    }
    rows.extend(
        share(name, "coverage_anytime", persons.iter().map(|one| one.held_always)).map(|row| row.beside(LEVEL)),
    );
    let mean = |of: &dyn Fn(&play::Person) -> Option<f64>| {
        persons.iter().filter_map(|one| of(one)).collect::<Moments>().mean()
    };
    for (metric, found) in
        [("width_fixed", mean(&|one| one.width_fixed)), ("width_anytime", mean(&|one| one.width_anytime))]
    {
        rows.extend(found.map(|width| Row::new(name, metric, width, "min")));
    }
    rows.extend(mean(&|one| one.shown).map(|shown| Row::new(name, "shown", shown, "")));
    rows.extend(mean(&|one| one.brought).map(|brought| Row::new(name, "brought", brought, "min")));
    rows.extend(share(name, "said_helps", persons.iter().map(|one| one.said_helps)));
    rows.extend(share(name, "said_harms", persons.iter().map(|one| one.said_harms)));
    let (worth, not): (Vec<&play::Person>, Vec<&play::Person>) =
        persons.iter().copied().partition(|one| one.is_worthwhile);
    let retired =
        |of: &[&play::Person]| of.iter().map(|one| one.deliveries_to_retirement.is_some()).collect::<Vec<_>>();
    rows.extend(share(name, "false_retirement", retired(&worth).into_iter()).map(|row| row.beside(0.05)));
    rows.extend(share(name, "retired", retired(&not).into_iter()));
    let mut deliveries: Vec<f64> =
        not.iter().map(|one| one.deliveries_to_retirement.map_or(f64::INFINITY, f64::from)).collect();
    deliveries.sort_by(f64::total_cmp);
    let at = |share: f64| deliveries.get((share * deliveries.len() as f64) as usize).copied();
    rows.extend(at(0.5).map(|middle| Row {
        low: at(0.05),
        high: at(0.95),
        ..Row::new(name, "deliveries", middle, "")
    }));
    rows
}

fn share(case: &str, metric: &str, held: impl Iterator<Item = bool>) -> Option<Row> {
    let (mut hits, mut all) = (0, 0);
    held.for_each(|is| {
        hits += u32::from(is);
        all += 1;
    });
    let found = wilson_interval(hits, all, LEVEL)?;
    Some(Row { low: Some(found.low), high: Some(found.high), ..Row::new(case, metric, found.value, "") })
}

fn mean_of(held: impl Iterator<Item = bool>) -> Option<f64> {
    held.map(|is| f64::from(u8::from(is))).collect::<Moments>().mean()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_adapts_is_shown_more_where_it_helps() {
        let shown = |name: &str| {
            let scenario = SCENARIOS.iter().find(|scenario| scenario.name == name).unwrap();
            let played: Vec<Played> = (0..2).map(|seed| play(scenario, seed).unwrap()).collect();
            rows(scenario, &played).iter().find(|row| row.metric == "shown").unwrap().value
        };
        assert!(shown("adapts: helpful") > shown("helpful") + 0.15);
    }

    #[test]
    fn every_scenario_plays_and_six_replications_are_not_far_off() {
        for scenario in &SCENARIOS {
            let played: Vec<Played> = (0..6).map(|seed| play(scenario, seed).unwrap()).collect();
            let rows = rows(scenario, &played);
            let of = |metric: &str| rows.iter().find(|row| row.metric == metric).map(|row| row.value);
            assert!(of("coverage_anytime") >= Some(0.5), "{}: {rows:?}", scenario.name);
            assert!(of("coverage_fixed") >= Some(0.5), "{}: {rows:?}", scenario.name);
            assert!(of("bias").is_some_and(|bias| bias.abs() < 3.0), "{}: {rows:?}", scenario.name);
            assert!(of("retired").is_some() || of("false_retirement").is_some());
        }
    }
}

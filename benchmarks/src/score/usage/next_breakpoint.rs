//! `score next-breakpoint`: does the model know how soon the present thing will be left? Forward in time on the real export and on synthetic months.
//!
//! Every five minutes at which something is in front, each model has learnt from all visits up to the day's beginning (on the export: up to the last
//! half hour) and says P(left within t). What came is the moment at which looking back over the whole finds the thing left; what goes on when the
//! recording ends is lost from sight.
//!
//! | case | what it is |
//! | --- | --- |
//! | `... mean` | the person's mean: one rate, from the mean time that was left at such moments of the past |
//! | `... kaplan-meier` | the curve of the lengths of past spells, given the age |
//! | `... by age` | a rate by age with a prior |
//! | `... signs` | the same with factors by signs: what the broker uses |
//!
//! | metric | what it is |
//! | --- | --- |
//! | `concordance` | of two moments, is the one with the higher P(left within 15 min) left sooner? .5 is blind |
//! | `brier` | mean squared distance over t of 1 to 30 min (integrated Brier score) |
//! | `off_5min`, `off_15min`, `off_30min` | mean distance of P(left within so long) from the curve of what came: calibration |
//! | `labels_concordance` | synthetic alone: the same pairs, at moments within a true focus, against its true end |
//!
//! Values are means over the persons, low and high the least and the greatest; baseline is the person's mean.

use std::path::Path;

use attentive_learn::metrics::{brier_within, calibration_distance, concordance};
use attentive_learn::{KaplanMeier, Lifetime};
use attentive_pipeline::decide::{Breakpoints, Spell, SpellNow, spells};
use attentive_types::time::{DAY, HOUR, MINUTE, nanos_to_seconds};
use attentive_types::{Span, Timestamp, Visit};

use super::Usage;
use crate::month::Kind;
use crate::report::{Report, Row};
use crate::score::Extent;
use crate::score::unseen::each;

const LOOK_EVERY: i64 = 5 * MINUTE;
const MODELS: [&str; 4] = ["mean", "kaplan-meier", "by age", "signs"];
const METRICS: [(&str, &str); 6] = [
    ("concordance", ""),
    ("brier", ""),
    ("off_5min", ""),
    ("off_15min", ""),
    ("off_30min", ""),
    ("labels_concordance", ""),
];
/// Times ahead in minutes that are judged.
const AHEAD_MIN: [f64; 30] = {
    let mut all = [0.0; 30];
    let mut place = 0;
    let mut minute = 1.0;
    while place < 30 {
        all[place] = minute;
        minute += 1.0;
        place += 1;
    }
    all
};

pub fn run(name: &str, data: &Path, seeds: &[u64], extent: Extent) -> anyhow::Result<Report> {
    let usages = Usage::all(data, seeds, extent)?;
    let judged = each(&usages, |usage| Ok((usage.source, judge(usage))))?;
    let months = judged.len() - 1;
    let mut report = Report::new(
        name,
        format!("usage-activitywatch-export (17 h of one person: too little to claim much), {months} synthetic months"),
    );
    for source in ["export", "synthetic"] {
        let persons: Vec<&[[Option<f64>; METRICS.len()]; MODELS.len()]> =
            judged.iter().filter(|one| one.0 == source).map(|one| &one.1).collect();
        for (model, model_name) in MODELS.iter().enumerate() {
            for (metric, (metric_name, unit)) in METRICS.iter().enumerate() {
                let of = |model: usize| persons.iter().filter_map(|person| person[model][metric]).collect::<Vec<f64>>();
                let values = of(model);
                if values.is_empty() {
                    continue;
                }
                let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
                let row = Row::of_runs(&format!("{source} {model_name}"), metric_name, &values, unit);
                report.rows.push(Row { value: mean(&values), baseline: Some(mean(&of(0))), ..row });
            }
        }
    }
    Ok(report)
}

/// What each model said at the looks, and what came.
#[derive(Default)]
struct Said {
    /// For each model and look, P(still there) at each time ahead.
    lasts: [Vec<[f64; AHEAD_MIN.len()]>; MODELS.len()],
    came: Vec<Lifetime>,
    /// For looks within a true focus: the place of the look, and the time to its true end.
    labels: Vec<(usize, Lifetime)>,
}

fn judge(usage: &Usage) -> [[Option<f64>; METRICS.len()]; MODELS.len()] {
    let said = look(usage);
    std::array::from_fn(|model| metrics(&said, model))
}

fn metrics(said: &Said, model: usize) -> [Option<f64>; METRICS.len()] {
    let lasts = &said.lasts[model];
    let column = |ahead: usize| lasts.iter().map(|row| row[ahead]).collect::<Vec<f64>>();
    let risk: Vec<f64> = column(14).iter().map(|lasts| -lasts).collect();
    let briers: Vec<f64> = AHEAD_MIN
        .iter()
        .enumerate()
        .filter_map(|(place, ahead)| brier_within(&column(place), &said.came, *ahead))
        .collect();
    let off = |ahead: usize| {
        let known = |life: &Lifetime| life.has_ended || life.length > AHEAD_MIN[ahead];
        let rows = column(ahead).into_iter().zip(&said.came).filter(|(_, life)| known(life));
        let (left, is): (Vec<f64>, Vec<bool>) =
            rows.map(|(lasts, life)| (1.0 - lasts, life.length <= AHEAD_MIN[ahead])).unzip();
        calibration_distance(&left, &is)
    };
    let (label_risk, labels): (Vec<f64>, Vec<Lifetime>) =
        said.labels.iter().map(|(place, life)| (risk[*place], *life)).unzip();
    [
        concordance(&risk, &said.came),
        (!briers.is_empty()).then(|| briers.iter().sum::<f64>() / briers.len() as f64),
        off(4),
        off(14),
        off(29),
        concordance(&label_risk, &labels),
    ]
}

fn look(usage: &Usage) -> Said {
    let visits = &usage.analysis.visits;
    let whole = spells(visits);
    let relearn = if usage.source == "export" { HOUR / 2 } else { DAY };
    let clock = &usage.settings.clock;
    let (mut said, mut learnt_at) = (Said::default(), Timestamp::MIN);
    let mut models: Option<Models> = None;
    let mut now = usage.judged.start;
    while now < usage.judged.end {
        if now - learnt_at >= relearn {
            learnt_at = now;
            models = Some(Models::learn(&until(visits, now), clock));
        }
        // Twelve hours are what the product looks back upon.
        let recent = visits.partition_point(|visit| visit.span.end <= now.plus(-12 * HOUR));
        let known = until(&visits[recent..], now);
        if let (Some(spell), Some(models)) = (SpellNow::of(&known, now, clock), &models) {
            let place = said.came.len();
            said.came.push(came(&whole, spell.since, now, usage.judged.end));
            for (lasts, model) in said.lasts.iter_mut().zip(models.all(&spell, now)) {
                lasts.push(model);
            }
            let in_focus = usage.activities.iter().find(|one| one.kind == Kind::Focus && one.span.contains(now));
            said.labels.extend(in_focus.map(|one| (place, life(now, one.span.end, true))));
        }
        now = now.plus(LOOK_EVERY);
    }
    said
}

/// Visits as they were known at a moment.
fn until(visits: &[Visit], now: Timestamp) -> Vec<Visit> {
    let begun = visits.iter().take_while(|visit| visit.span.start < now);
    begun.map(|visit| Visit { span: Span::new(visit.span.start, visit.span.end.min(now)), ..visit.clone() }).collect()
}

/// How long the spell that began then was still to last.
fn came(whole: &[Spell<'_>], since: Timestamp, now: Timestamp, end: Timestamp) -> Lifetime {
    let place = whole.partition_point(|spell| spell.span.start <= since).saturating_sub(1);
    match whole.get(place) {
        Some(spell) => life(now, spell.span.end.min(end), place + 1 < whole.len() && spell.span.end < end),
        None => life(now, now, false),
    }
}

fn life(now: Timestamp, end: Timestamp, has_ended: bool) -> Lifetime {
    // What was left a moment ago, and is not known to be, is left at once.
    Lifetime { length: nanos_to_seconds((end - now).max(0)) / 60.0, has_ended }
}

struct Models {
    mean_left_min: f64,
    curve: KaplanMeier,
    by_age: Breakpoints,
    signs: Breakpoints,
}

impl Models {
    fn learn(visits: &[Visit], clock: &attentive_types::LocalClock) -> Self {
        let all = spells(visits);
        let ended = all.len().saturating_sub(1);
        let lives: Vec<Lifetime> = (all.iter().enumerate())
            .map(|(place, spell)| Lifetime { length: spell.minutes(), has_ended: place < ended })
            .collect();
        // At moments five minutes apart, long spells are met in proportion to their length: half of it is left on average.
        let (squares, sum) = lives
            .iter()
            .fold((0.0, 0.0), |(squares, sum), life| (squares + life.length * life.length, sum + life.length));
        Self {
            mean_left_min: if sum > 0.0 { (squares / sum / 2.0).max(0.5) } else { 10.0 },
            curve: KaplanMeier::fit(&lives),
            by_age: Breakpoints::by_age(visits),
            signs: Breakpoints::learn(visits, clock),
        }
    }

    fn all(&self, spell: &SpellNow, now: Timestamp) -> [[f64; AHEAD_MIN.len()]; MODELS.len()] {
        let age_min = spell.age_min(now);
        let (by_age, signs) = (self.by_age.outlook(age_min, None), self.signs.outlook(age_min, Some(&spell.signs)));
        let mean = |ahead: f64| (-ahead / self.mean_left_min).exp();
        [
            AHEAD_MIN.map(mean),
            AHEAD_MIN.map(|ahead| self.curve.survival_given(age_min, ahead).unwrap_or_else(|| mean(ahead))),
            AHEAD_MIN.map(|ahead| by_age.survival(ahead)),
            AHEAD_MIN.map(|ahead| signs.survival(ahead)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::usage::small;

    #[test]
    fn each_model_is_judged_and_signs_order_moments_better_than_the_mean() {
        let judged = judge(&small());
        for (model, metrics) in MODELS.iter().zip(&judged) {
            assert!(
                metrics.iter().all(|value| value.is_some_and(|value| (0.0..=1.0).contains(&value))),
                "{model} {metrics:?}"
            );
        }
        assert!(judged[3][0] > judged[0][0], "{judged:?}");
    }

    #[test]
    fn what_is_known_at_a_moment_ends_there() {
        let usage = small();
        let now = usage.judged.start.plus(10 * HOUR);
        let known = until(&usage.analysis.visits, now);
        assert!(known.iter().all(|visit| visit.span.end <= now) && !known.is_empty());
    }
}

//! `score broker-tuned-on`: the broker with other weights, on synthetic persons that no other score looks at.
//!
//! Two weeks of each person, the second judged. Each row is one weight changed, the others as in the product. Beside interruptions of focus stands, as
//! reference, what batches at the same mean delay give: below it a weight earns its delay.

use std::path::Path;

use attentive_pipeline::decide::{BrokerPolicy, Weights};

use super::Usage;
use super::policies::{Judged, Policy, matched};
use super::replay::replay;
use crate::month::demands;
use crate::report::{Report, Row};
use crate::score::Extent;
use crate::score::unseen::each;

const DAYS: i64 = 14;

fn variants() -> Vec<(&'static str, Weights)> {
    let own = Weights::default();
    vec![
        ("as in the product", own),
        ("no company", Weights { rides: false, ..own }),
        ("no foresight", Weights { foresees_focus: false, ..own }),
        ("turns after 3 min", Weights { worth_leaving_min: 3.0, ..own }),
        ("turns after 8 min", Weights { worth_leaving_min: 8.0, ..own }),
        ("break after 0 min", Weights { break_after_min: 0.0, ..own }),
        ("break after 15 min", Weights { break_after_min: 15.0, ..own }),
        ("no promised break", Weights { break_after_min: f64::INFINITY, ..own }),
        ("breakpoint share .1", Weights { breakpoint_share: 0.1, ..own }),
        ("breakpoint share .5", Weights { breakpoint_share: 0.5, ..own }),
        ("negligible .5 min", Weights { negligible_min: 0.5, ..own }),
        ("negligible 2 min", Weights { negligible_min: 2.0, ..own }),
        ("haste x 1/4", Weights { haste: 0.25, ..own }),
        ("haste x 4", Weights { haste: 4.0, ..own }),
        ("patience x 2", Weights { patience: 2.0, ..own }),
        ("patience x 1/2", Weights { patience: 0.5, ..own }),
        ("grace 10 min", Weights { batch_grace_min: 10.0, ..own }),
        ("grace 55 min", Weights { batch_grace_min: 55.0, ..own }),
    ]
}

pub fn run(name: &str, _data: &Path, seeds: &[u64], extent: Extent) -> anyhow::Result<Report> {
    let (seeds, days) = if extent == Extent::Slice { (&seeds[..1], 4) } else { (seeds, DAYS) };
    let mut usages: Vec<Usage> = seeds.iter().map(|seed| Usage::synthetic(*seed, days)).collect();
    usages
        .iter_mut()
        .for_each(|usage| usage.judged.start = usage.judged.end.plus(-(days / 2) * attentive_types::time::DAY));
    let variants = if extent == Extent::Slice { vec![variants()[0]] } else { variants() };
    let judged =
        each(&usages, |usage| Ok(variants.iter().map(|(_, weights)| judge(usage, weights)).collect::<Vec<_>>()))?;
    let mut report = Report::new(name, format!("{} synthetic persons of {days} days; synthetic demands", seeds.len()));
    for (place, (variant, _)) in variants.iter().enumerate() {
        let own: Vec<(Judged, Judged)> = judged.iter().map(|person| person[place]).collect();
        let mean = |of: &dyn Fn(&(Judged, Judged)) -> f64| own.iter().map(of).sum::<f64>() / own.len() as f64;
        let case = format!("synthetic {variant}");
        let interruptions = mean(&|one| one.0.focus_interruptions_per_h);
        let batches = mean(&|one| one.1.focus_interruptions_per_h);
        report.rows.push(Row::new(&case, "focus_interruptions_per_h", interruptions, "1/h").beside(batches));
        report.rows.push(Row::new(&case, "delay_mean_s", mean(&|one| one.0.delay_mean_s), "s"));
        report.rows.push(Row::new(&case, "delay_p95_s", mean(&|one| one.0.delay_p95_s), "s"));
        report.rows.push(Row::new(&case, "missed_share", mean(&|one| one.0.missed_share), ""));
    }
    Ok(report)
}

/// What came of the broker by those weights, and of batches at its delay.
fn judge(usage: &Usage, weights: &Weights) -> (Judged, Judged) {
    let demands = demands::within(usage.judged, usage.demand_hours, usage.seed);
    let policy = BrokerPolicy { quiet_hours: None, ..BrokerPolicy::default() };
    let broker = Judged::of(usage, &demands, &replay(usage, &demands, &policy, weights));
    let batches = matched(usage, &demands, broker.waiting_mean_s, Policy::Every);
    (broker, Judged::of(usage, &demands, &batches.apply(usage, &demands)))
}

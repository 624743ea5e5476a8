//! `score off-policy`: are our estimators those of PyPI `obp`, and do their intervals hold a value that is known?
//!
//! 1. Two judgements on `open-bandit-small`, 10,000 rounds each: what the uniform policy would have earned, from the log of the policy that learnt (`bts`); and what a
//!    policy that shows items as often as `bts` did would have earned, from the log of the uniform one (`random`). Guessed rewards come from the log that is
//!    *not* judged: the click rate of each item, drawn towards the common one, times what the user's own affinity adds.
//! 2. The same columns go to `obp`, in a Python environment that is made for it. It is installed without its dependencies, of which torch, seaborn and
//!    matplotlib serve other parts; only `obp.ope.estimators` and `obp.utils` are loaded.
//! 3. Logs are simulated from a policy and rewards that are known: how often do 95 % intervals hold the known value?
//!
//! | row | what it is |
//! | --- | --- |
//! | an estimator, `difference_to_obp` | the greater of the two differences; the aim is 1e-9 |
//! | an estimator, `coverage` | the share of simulated logs whose interval holds the value; low and high are Wilson's for the simulation; the baseline is the bootstrap's share on a tenth of the logs |
//! | an estimator and a judgement, `value` | clicks a round with the 95 % interval; the baseline is what the policy that ran earned, the reference what the judged one earned in its own log |
//! | a judgement, `effective_rounds` | what the log is worth for it |
//!
//! With a folder kept aside its logs are judged, and guesses come from the first folder. A slice judges 500 rounds, simulates 60 logs and asks no peer.

mod logs;
mod simulated;

use std::path::Path;

use anyhow::{Context, bail};
use attentive_learn::off_policy::{Estimator, Interval, Limits, Refusal, Weights, judge};
use serde_json::Value;

use self::logs::Judged;
use crate::peer;
use crate::report::{Report, Row};
use crate::score::Extent;

/// Versions of what the peer needs.
const PEER_NEEDS: [&str; 3] = ["numpy", "pandas", "scikit-learn"];
const PEER: &str = "obp==0.4.1";
const SCRIPT: &str = include_str!("../off_policy_peer.py");
const LEVEL: f64 = 0.95;
/// Draws of the bootstrap on the real logs.
const DRAWS: u32 = 1_000;

/// Scores.
pub fn run(data: &Path, holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Report> {
    let most = if extent == Extent::Slice { 500 } else { usize::MAX };
    let judged = logs::read(data, holdout.unwrap_or(data), most)?;
    let mut report =
        Report::new("off-policy", "open-bandit-small, two judgements; simulated logs; beside PyPI obp 0.4.1");
    if extent == Extent::Whole {
        report.rows.extend(differences(&judged)?);
    }
    let simulations = if extent == Extent::Slice { 60 } else { 2_000 };
    report.rows.extend(simulated::coverage(simulations)?);
    for one in &judged {
        report.rows.extend(values(one)?);
    }
    Ok(report)
}

fn values(judged: &Judged) -> anyhow::Result<Vec<Row>> {
    let log = judged.log();
    log.check().with_context(|| judged.name.clone())?;
    let effective = Row::new(&judged.name, "effective_rounds", Weights::of(&log).effective, "rounds");
    let mut rows = vec![Row { baseline: Some(log.rounds() as f64), ..effective }];
    for estimator in Estimator::ALL {
        let interval = Interval::Bootstrap { draws: DRAWS, seed: 1 };
        match judge(&log, estimator, interval, LEVEL, &Limits::default()) {
            Ok(found) => rows.push(Row {
                low: Some(found.value.low),
                high: Some(found.value.high),
                baseline: Some(found.logged),
                reference: Some(judged.own_earned),
                ..Row::new(&format!("{}, {}", estimator.name(), judged.name), "value", found.value.value, "clicks")
            }),
            // A refusal is an answer, and told as one.
            Err(why @ (Refusal::TooFewEffective { .. } | Refusal::Unsupported { .. } | Refusal::WeightsOff { .. })) => {
                eprintln!("{}, {}: refused, {why}", estimator.name(), judged.name);
                rows.push(Row::new(&format!("{}, {}", estimator.name(), judged.name), "refused", 1.0, ""));
            }
            Err(fault) => return Err(fault).with_context(|| judged.name.clone()),
        }
    }
    Ok(rows)
}

fn differences(judged: &[Judged]) -> anyhow::Result<Vec<Row>> {
    let python = peer::python_without_dependencies(&PEER_NEEDS, PEER)?;
    let (mut limit, mut strength) = (f64::NAN, f64::NAN);
    for estimator in Estimator::ALL {
        match estimator {
            Estimator::Switch { limit: own } => limit = own,
            Estimator::Shrunken { strength: own } => strength = own,
            _ => {}
        }
    }
    let mut greatest = [0.0_f64; Estimator::ALL.len()];
    for one in judged {
        let file = tempfile::NamedTempFile::new()?;
        std::fs::write(file.path(), one.bytes())?;
        let log = one.log();
        let arguments = [
            file.path().to_string_lossy().into_owned(),
            log.rounds().to_string(),
            log.actions.to_string(),
            limit.to_string(),
            strength.to_string(),
        ];
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let said: Value = serde_json::from_str(&peer::script(&python, SCRIPT, &arguments)?)?;
        for (place, estimator) in Estimator::ALL.into_iter().enumerate() {
            let theirs =
                said[estimator.name()].as_f64().with_context(|| format!("obp gave no {}", estimator.name()))?;
            let values = estimator.values(&log);
            let ours = values.iter().sum::<f64>() / values.len() as f64;
            if !(ours - theirs).is_finite() {
                bail!("{} is no number: {ours} beside {theirs}", estimator.name());
            }
            greatest[place] = greatest[place].max((ours - theirs).abs());
        }
    }
    let row = |(estimator, greatest): (Estimator, f64)| {
        Row::new(estimator.name(), "difference_to_obp", greatest, "clicks").beside(1e-9)
    };
    Ok(Estimator::ALL.into_iter().zip(greatest).map(row).collect())
}

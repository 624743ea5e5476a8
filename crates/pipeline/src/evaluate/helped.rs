//! What helped you? The report on all trials, with what a sceptic asks for: how it was drawn, what is not known, what was before.
//!
//! ```text
//! outcomes ──> per kind: two arms side by side, the probabilities that were drawn with, three checks, the effect
//! ```
//!
//! The checks look for what would make a comparison unfair: more or fewer deliveries than the probabilities say (the draw was not what it claims to be), outcomes
//! that lack more often in one arm (they lack for a reason), and arms that differed before the prompt. Each has a 5 % chance of crying wolf.

use attentive_learn::normal::normal_cdf;
use attentive_learn::wcls::{Groups, Occasion, weighted_centred};
use attentive_learn::{Estimate, Moments};
use attentive_types::time::DAY;
use attentive_types::{Answer, Arm, Effect, Outcome, PromptKind, Timestamp};
use serde::{Deserialize, Serialize};

use super::effect::in_order;
use super::trial::{LEVEL, MIN_PER_ARM, RETIRED_AT_ODDS, Trial, WORTHWHILE_MIN, known_min};

/// Days of "this week".
const WEEK_DAYS: i64 = 7;
/// A check below this chance is told.
const LEAST_CHANCE: f64 = 0.05;

/// The report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Helped {
    /// When it was made.
    pub at: Timestamp,
    /// The first prompt behind it; `None` without any.
    pub since: Option<Timestamp>,
    /// Minutes of focus in half an hour that a prompt must gain to be worth its interruption.
    pub worthwhile_min: f64,
    /// Known outcomes that each arm must have before anything is said.
    pub least_per_arm: u64,
    /// The odds at which a kind retires.
    pub retired_at_odds: f64,
    /// All kinds on trial, in their order.
    pub kinds: Vec<HelpedKind>,
}

/// One kind.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HelpedKind {
    /// What came of it.
    pub effect: Effect,
    /// Where it was shown.
    pub delivered: ArmTable,
    /// Where it was held back.
    pub held_back: ArmTable,
    /// The probabilities of delivery that were drawn with, least first, each with how often.
    pub probabilities: Vec<(f64, u32)>,
    /// The checks.
    pub checks: Checks,
    /// What speaks against the comparison: `draws-uneven`, `outcomes-lack-unevenly`, `arms-differed-before`, `without-chance`.
    pub doubts: Vec<String>,
}

/// One arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ArmTable {
    /// How often it was drawn.
    pub drawn: u32,
    /// How often in the last seven days.
    pub this_week: u32,
    /// Drawn, and the outcome is known.
    pub known: u32,
    /// Drawn, and the outcome is not known: too little was sensed.
    pub unknown: u32,
    /// Mean minutes of focus; `None` without outcomes.
    pub mean_min: Option<f64>,
    /// Their standard deviation; `None` with fewer than two.
    pub deviation_min: Option<f64>,
    /// How often "will do" was said; 0 where it was held back.
    pub accepted: u32,
}

/// Checks of the comparison.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Checks {
    /// How many deliveries the probabilities let one expect.
    pub expected_delivered: f64,
    /// The chance of being so far from that or further; `None` where nothing was left to chance.
    pub chance_of_draws: Option<f64>,
    /// Share of unknown outcomes, delivered less held back, with its 95 % interval; `None` without both arms.
    pub unknown_difference: Option<(f64, f64, f64)>,
    /// Minutes of focus after the prompt *before* this one, delivered less held back, with its 95 % interval: what cannot be an effect. `None` while
    /// there are fewer than two in an arm.
    pub before_difference_min: Option<(f64, f64, f64)>,
}

/// The report at a moment. Outcomes in any order; one that is there twice counts once, and those after the moment do not count.
#[must_use]
pub fn helped(outcomes: &[Outcome], now: Timestamp) -> Helped {
    let mut sorted = in_order(outcomes);
    sorted.retain(|outcome| outcome.at <= now);
    let on_trial = PromptKind::ALL.into_iter().filter(|kind| *kind != PromptKind::AskFocus);
    Helped {
        at: now,
        since: sorted.iter().find(|outcome| outcome.kind != PromptKind::AskFocus).map(|outcome| outcome.at),
        worthwhile_min: WORTHWHILE_MIN,
        least_per_arm: MIN_PER_ARM,
        retired_at_odds: RETIRED_AT_ODDS,
        kinds: on_trial.map(|kind| helped_kind(kind, &sorted, now)).collect(),
    }
}

fn helped_kind(kind: PromptKind, sorted: &[&Outcome], now: Timestamp) -> HelpedKind {
    let own: Vec<&Outcome> = sorted.iter().copied().filter(|outcome| outcome.kind == kind).collect();
    let (delivered, held_back) = (arm_table(&own, Arm::Deliver, now), arm_table(&own, Arm::HoldBack, now));
    let checks = Checks {
        expected_delivered: own.iter().map(|outcome| outcome.deliver_probability).sum(),
        chance_of_draws: chance_of_draws(&own),
        unknown_difference: by_chance(&own, |outcome, _| Some(f64::from(u8::from(known_min(outcome).is_none()))))
            .map(ends),
        before_difference_min: by_chance(&own, |_, before| before).map(ends),
    };
    let is_off = |difference: Option<(f64, f64, f64)>| difference.is_some_and(|(_, low, high)| low > 0.0 || high < 0.0);
    let is_sure = |outcome: &&Outcome| !(outcome.deliver_probability > 0.0 && outcome.deliver_probability < 1.0);
    let doubts = [
        ("draws-uneven", checks.chance_of_draws.is_some_and(|chance| chance < LEAST_CHANCE)),
        ("outcomes-lack-unevenly", is_off(checks.unknown_difference)),
        ("arms-differed-before", is_off(checks.before_difference_min)),
        ("without-chance", own.iter().any(is_sure)),
    ];
    HelpedKind {
        effect: Trial::of(kind, &own).effect(),
        delivered,
        held_back,
        probabilities: probabilities(&own),
        checks,
        doubts: doubts.into_iter().filter(|(_, is)| *is).map(|(name, _)| name.to_owned()).collect(),
    }
}

fn arm_table(own: &[&Outcome], arm: Arm, now: Timestamp) -> ArmTable {
    let drawn = || own.iter().filter(|outcome| outcome.arm == arm);
    let count =
        |is: &dyn Fn(&&&Outcome) -> bool| u32::try_from(drawn().filter(|one| is(one)).count()).unwrap_or(u32::MAX);
    let minutes: Moments = drawn().filter_map(|outcome| known_min(outcome)).collect();
    ArmTable {
        drawn: count(&|_| true),
        this_week: count(&|outcome| now - outcome.at < WEEK_DAYS * DAY),
        known: count(&|outcome| known_min(outcome).is_some()),
        unknown: count(&|outcome| known_min(outcome).is_none()),
        mean_min: minutes.mean(),
        deviation_min: minutes.deviation(),
        accepted: count(&|outcome| outcome.answer == Some(Answer::Accepted)),
    }
}

/// By the normal distribution with half a delivery's grace, as sums of unlike draws have no simple law of their own.
fn chance_of_draws(own: &[&Outcome]) -> Option<f64> {
    let (mut distance, mut variance) = (0.0, 0.0);
    for outcome in own {
        let probability = outcome.deliver_probability;
        distance += f64::from(u8::from(outcome.arm == Arm::Deliver)) - probability;
        variance += probability * (1.0 - probability);
    }
    let grace = (distance.abs() - 0.5).max(0.0);
    (variance > 0.0).then(|| 2.0 * normal_cdf(-grace / variance.sqrt()))
}

/// By how much deliveries differ from what was held back in something that cannot be their doing, where chance decided and by its probabilities: a time
/// in which all was delivered must not look like an arm that differs. `value` is handed the outcome and the last known minutes before it.
fn by_chance(own: &[&Outcome], value: impl Fn(&Outcome, Option<f64>) -> Option<f64>) -> Option<Estimate> {
    let mut last = None;
    let mut occasions = Vec::with_capacity(own.len());
    for outcome in own {
        let probability = outcome.deliver_probability;
        let found = value(outcome, last);
        last = known_min(outcome).or(last);
        let (Some(found), true) = (found, probability > 0.0 && probability < 1.0) else { continue };
        occasions.push(Occasion {
            person: 0,
            is_available: true,
            is_treated: outcome.arm == Arm::Deliver,
            probability,
            outcome: Some(found),
            controls: Vec::new(),
            moderators: Vec::new(),
        });
    }
    let treated = occasions.iter().filter(|occasion| occasion.is_treated).count();
    if treated < 2 || occasions.len() - treated < 2 {
        return None;
    }
    weighted_centred(&occasions, Groups::Occasions { lag: 0 }, LEVEL).ok()?.effects.first().copied()
}

fn probabilities(own: &[&Outcome]) -> Vec<(f64, u32)> {
    let mut sorted: Vec<f64> = own.iter().map(|outcome| outcome.deliver_probability).collect();
    sorted.sort_by(f64::total_cmp);
    let count = |same: &[f64]| Some((*same.first()?, u32::try_from(same.len()).unwrap_or(u32::MAX)));
    sorted.chunk_by(|one, other| one == other).filter_map(count).collect()
}

fn ends(found: Estimate) -> (f64, f64, f64) {
    (found.value, found.low, found.high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::SplitMix64;

    fn outcomes(count: i64, probability: f64, lacking: impl Fn(Arm) -> f64) -> Vec<Outcome> {
        drawn(17, count, probability, lacking)
    }

    fn drawn(seed: u64, count: i64, probability: f64, lacking: impl Fn(Arm) -> f64) -> Vec<Outcome> {
        let mut chance = SplitMix64::new(seed);
        (0..count)
            .map(|number| {
                let arm = if chance.next_unit() < probability { Arm::Deliver } else { Arm::HoldBack };
                let minutes = 10.0 + 10.0 * chance.next_unit();
                Outcome {
                    prompt_id: number.to_string(),
                    kind: PromptKind::TakeBreak,
                    arm,
                    deliver_probability: probability,
                    at: Timestamp(number * DAY / 2),
                    focus_min: (chance.next_unit() >= lacking(arm)).then_some(minutes),
                    answer: (arm == Arm::Deliver && number % 3 == 0).then_some(Answer::Accepted),
                }
            })
            .collect()
    }

    fn own(report: &Helped) -> &HelpedKind {
        report.kinds.iter().find(|kind| kind.effect.kind == PromptKind::TakeBreak).unwrap()
    }

    #[test]
    fn the_table_counts_what_was_drawn_and_what_is_known() {
        let all = outcomes(120, 0.4, |_| 0.1);
        let report = helped(&all, Timestamp(60 * DAY));
        let found = own(&report);
        let (with, without) = (&found.delivered, &found.held_back);
        assert_eq!(with.drawn + without.drawn, 120);
        assert_eq!((with.known + with.unknown, without.known + without.unknown), (with.drawn, without.drawn));
        assert_eq!((found.effect.delivered, found.effect.held_back), (with.known, without.known));
        assert_eq!(found.probabilities, [(0.4, 120)]);
        assert_eq!(with.this_week + without.this_week, 13);
        assert!((found.checks.expected_delivered - 48.0).abs() < 1e-9);
        assert!(with.accepted > 5 && without.accepted == 0);
        assert_eq!((report.since, report.kinds.len()), (Some(Timestamp(0)), 4));
    }

    #[test]
    fn each_check_of_a_fair_trial_raises_a_false_alarm_about_once_in_twenty() {
        let mut alarms = std::collections::BTreeMap::<String, u32>::new();
        for seed in 0..200 {
            let report = helped(&drawn(seed, 120, 0.4, |_| 0.1), Timestamp(60 * DAY));
            own(&report).doubts.iter().for_each(|doubt| *alarms.entry(doubt.clone()).or_default() += 1);
        }
        // Ten of 200 are meant; more than 18 are passed by chance once in 200.
        assert!(alarms.values().all(|count| *count <= 18), "{alarms:?}");
        assert!(alarms.len() == 3, "{alarms:?}");
    }

    #[test]
    fn draws_that_do_not_fit_their_probability_are_told() {
        let mut all = outcomes(120, 0.5, |_| 0.0);
        all.iter_mut().for_each(|outcome| outcome.deliver_probability = 0.8);
        assert_eq!(own(&helped(&all, Timestamp(60 * DAY))).doubts, ["draws-uneven"]);
    }

    #[test]
    fn outcomes_that_lack_in_one_arm_are_told() {
        let all = outcomes(120, 0.5, |arm| if arm == Arm::Deliver { 0.5 } else { 0.05 });
        assert_eq!(own(&helped(&all, Timestamp(60 * DAY))).doubts, ["outcomes-lack-unevenly"]);
    }

    #[test]
    fn without_prompts_the_report_says_that_it_is_too_early() {
        let report = helped(&[], Timestamp(0));
        assert!(report.since.is_none() && own(&report).effect.verdict == "too early to say");
        let always = helped(&outcomes(30, 1.0, |_| 0.0), Timestamp(60 * DAY));
        assert_eq!(own(&always).doubts, ["without-chance"]);
        assert_eq!(own(&always).checks.chance_of_draws, None);
    }

    #[test]
    fn what_comes_later_does_not_count() {
        let all = outcomes(100, 0.5, |_| 0.1);
        assert_eq!(helped(&all, Timestamp(20 * DAY)), helped(&all[..41], Timestamp(20 * DAY)));
    }
}

//! The trial of one kind of prompt in one person, one outcome at a time.
//!
//! ```text
//! before each draw: hour of the day, focus after the last prompt of the kind ──> what is expected with the prompt, and without
//! after it:         arm, its probability, minutes of focus
//!        │
//!        ├──> gain with an interval that holds however often one looks      attentive_learn::sequence     verdict
//!        ├──> the same by weighted and centred least squares, once          attentive_learn::wcls         reports
//!        ├──> bets that it gains less than is worth its interruption        attentive_learn::betting      retirement
//!        └──> what each arm brings at which hour                            attentive_learn::bandit       the next draw's chance, where the person wants that
//! ```
//!
//! What is expected is learnt from the outcomes before alone, so it cannot make an effect where there is none; it takes out what the person would have done
//! anyway, and so makes the first three quicker.

use attentive_learn::bandit::{LinearBelief, LinearThompson};
use attentive_learn::betting::{Bets, Evidence};
use attentive_learn::wcls::{Groups, Occasion, weighted_centred};
use attentive_learn::{Assignment, Estimate, TrialSequence};
use attentive_types::time::{DAY, HOUR};
use attentive_types::{Arm, Effect, Outcome, PromptKind, Timestamp};

/// Fewer known outcomes than this in either arm, and it is too early to say (this project's choice; the simulations of the sequence
/// look from twenty occasions on, and both arms need some).
pub const MIN_PER_ARM: u64 = 15;
/// A kind that gains less than this, in minutes of focus in half an hour, is not worth its interruption: a tenth of the half hour (this project's choice;
/// `docs/decisions/0023-trials.md` says what other choices cost).
pub const WORTHWHILE_MIN: f64 = 3.0;
/// A kind retires when so many to one speaks against it: a worthwhile one does with a chance of at most 1 in 20, ever.
pub const RETIRED_AT_ODDS: f64 = 20.0;
/// The promise of the intervals.
pub const LEVEL: f64 = 0.95;
/// Occasions at which the interval that may be looked at every day shall be narrowest: a few months of one kind.
const NARROWEST_AT: f64 = 100.0;
/// Minutes of focus in half an hour to start from; about the usual third.
const FIRST_GUESS_MIN: f64 = 10.0;
/// Deviation of minutes of focus to start from; that of an even spread over half an hour is 8.7.
const FIRST_DEVIATION_MIN: f64 = 10.0;
/// The worth of the first guess, in outcomes.
const GUESS_WEIGHT: f64 = 2.0;
/// After so many occasions more evidence is gathered afresh, since habit may have worn an effect away: about a month of one kind.
const RESTART: u32 = 50;
/// What minutes of focus are counted in where the two arms are told apart, so that they spread by about one.
const TENS_MIN: f64 = 10.0;
/// Arms of the bandit.
const HELD_BACK: usize = 0;
const DELIVERED: usize = 1;
/// Minutes that an outcome may have.
const RANGE_MIN: (f64, f64) = (0.0, 30.0);

/// A trial as it grows.
#[derive(Clone, Debug)]
pub struct Trial {
    kind: PromptKind,
    known: [u32; 2],
    sequence: TrialSequence,
    evidence: Evidence,
    belief: LinearBelief,
    arms: LinearThompson,
    /// Hours of UTC that known outcomes speak of.
    hours: [bool; 24],
    last_min: Option<f64>,
    occasions: Vec<Occasion>,
}

impl Trial {
    /// A trial without outcomes.
    #[must_use]
    pub fn new(kind: PromptKind) -> Self {
        let bets =
            Bets { worth: WORTHWHILE_MIN, range: RANGE_MIN, first_deviation: FIRST_DEVIATION_MIN, restart: RESTART };
        Self {
            kind,
            known: [0; 2],
            sequence: TrialSequence::new(LEVEL, NARROWEST_AT, FIRST_GUESS_MIN),
            evidence: Evidence::new(bets),
            // The level, the hour (two), the last outcome, and the prompt.
            belief: LinearBelief::new(&[FIRST_GUESS_MIN, 0.0, 0.0, 0.0, 0.0], GUESS_WEIGHT),
            // The level and the hour (two), so that it can be told hour by hour; the floor of chances is the guide's.
            arms: LinearThompson::new(2, 3, FIRST_DEVIATION_MIN / TENS_MIN, 0.0),
            hours: [false; 24],
            last_min: None,
            occasions: Vec::new(),
        }
    }

    /// The trial of a kind from outcomes in the order of time, those of other kinds among them.
    #[must_use]
    pub fn of(kind: PromptKind, outcomes: &[&Outcome]) -> Self {
        let mut trial = Self::new(kind);
        outcomes.iter().filter(|outcome| outcome.kind == kind).for_each(|outcome| trial.push(outcome));
        trial
    }

    /// Takes the next outcome of its kind, in the order of time. One that is not known, or that no half hour can have, teaches nothing.
    pub fn push(&mut self, outcome: &Outcome) {
        let is_treated = outcome.arm == Arm::Deliver;
        let Some(focus_min) = known_min(outcome) else { return };
        self.known[usize::from(!is_treated)] += 1;
        let controls = controls(outcome.at, self.last_min);
        let probability = outcome.deliver_probability;
        let assignment = Assignment { is_treated, probability, outcome: focus_min };
        let expected = self.expected(&controls, probability);
        if self.sequence.push_expecting(assignment, expected) {
            self.evidence.push(assignment, expected);
            let features = features(&controls, f64::from(u8::from(is_treated)) - probability);
            self.belief.learn(&features, focus_min);
            let (arm, price) = if is_treated { (DELIVERED, WORTHWHILE_MIN) } else { (HELD_BACK, 0.0) };
            if let Some(is_met) = self.hours.get_mut(hour(outcome.at)) {
                *is_met = true;
            }
            self.arms.learn(arm, &features[..3], (focus_min - FIRST_GUESS_MIN - price) / TENS_MIN);
            self.occasions.push(Occasion {
                person: 0,
                // A prompt comes up only where one could be shown: availability was looked at before the draw.
                is_available: true,
                is_treated,
                probability,
                outcome: Some(focus_min),
                controls: controls.to_vec(),
                moderators: Vec::new(),
            });
        }
        self.last_min = Some(focus_min);
    }

    /// Whether there is enough in both arms to say anything.
    #[must_use]
    pub fn is_ripe(&self) -> bool {
        self.sequence.treated() >= MIN_PER_ARM && self.sequence.untreated() >= MIN_PER_ARM
    }

    /// The gain with an interval that holds however often one looks; `None` while it is too early to say.
    #[must_use]
    pub fn gain(&self) -> Option<Estimate> {
        self.sequence.effect().filter(|_| self.is_ripe())
    }

    /// The gain by weighted and centred least squares, for a look at a moment that was fixed beforehand; `None` while it is too early to say.
    #[must_use]
    pub fn fixed_gain(&self) -> Option<Estimate> {
        if !self.is_ripe() {
            return None;
        }
        // An outcome ends at most an hour after its prompt, and prompts of one kind lie an hour apart at the least: none overlap.
        let groups = Groups::Occasions { lag: 0 };
        weighted_centred(&self.occasions, groups, LEVEL).ok()?.effects.first().copied()
    }

    /// Whether this kind is surely not worth its interruption.
    #[must_use]
    pub fn is_retired(&self) -> bool {
        self.evidence.greatest() >= RETIRED_AT_ODDS
    }

    /// How likely prompts at this hour gain on the mean what makes them worth their interruption; `None` while it is too early to say, and at hours that no known outcome speaks of.
    #[must_use]
    pub fn worth(&self, at: Timestamp) -> Option<f64> {
        if !self.is_ripe() || !self.hours.get(hour(at)).is_some_and(|is_met| *is_met) {
            return None;
        }
        let features = features(&controls(at, None), 0.0);
        self.arms.chances(&features[..3])?.chances.get(DELIVERED).copied()
    }

    fn worth_by_hour(&self) -> Vec<Option<f64>> {
        let hours = if self.is_ripe() { 0..24 } else { 0..0 };
        hours.map(|hour| self.worth(Timestamp(hour * HOUR + HOUR / 2))).collect()
    }

    /// Occasions on which it was delivered, and on which it was held back, with a known outcome.
    #[must_use]
    pub fn known(&self) -> (u32, u32) {
        (self.known[0], self.known[1])
    }

    /// All of it.
    #[must_use]
    pub fn effect(&self) -> Effect {
        let (gain, fixed) = (self.gain(), self.fixed_gain());
        let ends = |found: Estimate| (found.low, found.high);
        Effect {
            kind: self.kind,
            delivered: self.known[0],
            held_back: self.known[1],
            gain_min: gain.map(|found| found.value),
            interval_min: gain.map(ends),
            fixed_gain_min: fixed.map(|found| found.value),
            fixed_interval_min: fixed.map(ends),
            odds_against: self.evidence.greatest(),
            is_retired: self.is_retired(),
            worth_by_hour: self.worth_by_hour(),
            verdict: self.verdict(gain).to_owned(),
        }
    }

    fn verdict(&self, gain: Option<Estimate>) -> &'static str {
        match gain {
            _ if self.kind == PromptKind::AskFocus => "not on trial",
            Some(found) if found.is_below_zero() => "harms",
            _ if self.is_retired() => "not worthwhile",
            Some(found) if found.is_above_zero() => "helps",
            Some(_) => "does nothing sure",
            None => "too early to say",
        }
    }

    /// Minutes expected with the prompt, and without.
    fn expected(&self, controls: &[f64; 3], probability: f64) -> (f64, f64) {
        let of = |treated: f64| {
            let expected = self.belief.expected(&features(controls, treated - probability));
            expected.unwrap_or(FIRST_GUESS_MIN).clamp(RANGE_MIN.0, RANGE_MIN.1)
        };
        (of(1.0), of(0.0))
    }
}

/// Minutes of focus after a prompt, where they are known and can be.
pub(super) fn known_min(outcome: &Outcome) -> Option<f64> {
    outcome.focus_min.filter(|minutes| (RANGE_MIN.0..=RANGE_MIN.1).contains(minutes))
}

/// What is known before the draw: where in the day it is, on a circle (which zone's hour does not matter), and the focus after the last prompt of the kind, from
/// the usual, in tens of minutes.
fn controls(at: Timestamp, last_min: Option<f64>) -> [f64; 3] {
    #[expect(clippy::cast_precision_loss, reason = "a day in nanoseconds fits exactly")]
    let hours = at.0.rem_euclid(DAY) as f64 / HOUR as f64;
    let turn = hours / 24.0 * 2.0 * std::f64::consts::PI;
    [turn.sin(), turn.cos(), last_min.map_or(0.0, |minutes| (minutes - FIRST_GUESS_MIN) / 10.0)]
}

/// The hour of UTC, 0 to 23.
fn hour(at: Timestamp) -> usize {
    usize::try_from(at.0.rem_euclid(DAY) / HOUR).unwrap_or(0)
}

fn features(controls: &[f64; 3], treated: f64) -> [f64; 5] {
    [1.0, controls[0], controls[1], controls[2], treated]
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_learn::SplitMix64;

    /// Two prompts a day, in a person who focuses in the morning; `gain` on delivery.
    fn outcomes(count: i64, gain: f64, seed: u64) -> Vec<Outcome> {
        let mut chance = SplitMix64::new(seed);
        (0..count)
            .map(|number| {
                let is_delivered = chance.next_unit() < 0.5;
                let base = if number % 2 == 0 { 16.0 } else { 5.0 } + 4.0 * chance.next_unit();
                Outcome {
                    prompt_id: number.to_string(),
                    kind: PromptKind::StartFocus,
                    arm: if is_delivered { Arm::Deliver } else { Arm::HoldBack },
                    deliver_probability: 0.5,
                    at: Timestamp(number / 2 * DAY + if number % 2 == 0 { 9 } else { 15 } * HOUR),
                    focus_min: Some(base + if is_delivered { gain } else { 0.0 }),
                    answer: None,
                }
            })
            .collect()
    }

    fn trial(outcomes: &[Outcome]) -> Trial {
        Trial::of(PromptKind::StartFocus, &outcomes.iter().collect::<Vec<_>>())
    }

    #[test]
    fn a_rhythm_of_the_day_is_taken_out_of_both_intervals() {
        let found = trial(&outcomes(120, 2.0, 1)).effect();
        let (low, high) = found.interval_min.unwrap();
        let (fixed_low, fixed_high) = found.fixed_interval_min.unwrap();
        // Outcomes spread by 5.7 minutes over the day and by 1.2 within an hour.
        assert!(low < 2.0 && 2.0 < high && high - low < 3.5, "{found:?}");
        assert!(fixed_low < 2.0 && 2.0 < fixed_high && fixed_high - fixed_low < 1.2, "{found:?}");
        assert_eq!(found.verdict, "helps");
    }

    #[test]
    fn what_gains_nothing_retires_and_what_gains_more_than_is_worthwhile_does_not() {
        let useless = trial(&outcomes(300, 0.0, 2)).effect();
        assert!(useless.is_retired && useless.odds_against >= RETIRED_AT_ODDS, "{useless:?}");
        assert_eq!(useless.verdict, "not worthwhile");
        let helpful = trial(&outcomes(300, 6.0, 3)).effect();
        assert!(!helpful.is_retired && helpful.verdict == "helps", "{helpful:?}");
    }

    #[test]
    fn the_hour_at_which_a_prompt_is_worth_it_is_learnt() {
        // In the morning it gains eight minutes, in the afternoon it costs four.
        let mut all = outcomes(400, 0.0, 5);
        for outcome in all.iter_mut().filter(|outcome| outcome.arm == Arm::Deliver) {
            let gain = if outcome.at.0.rem_euclid(DAY) < 12 * HOUR { 8.0 } else { -4.0 };
            outcome.focus_min = outcome.focus_min.map(|minutes| minutes + gain);
        }
        let worth = trial(&all).effect().worth_by_hour;
        assert_eq!(worth.len(), 24);
        assert!(worth[9] > Some(0.95) && worth[15] < Some(0.05) && worth[15].is_some(), "{worth:?}");
        assert_eq!(worth.iter().flatten().count(), 2, "nothing is said of hours at which none came up");
        assert!(trial(&all[..20]).effect().worth_by_hour.is_empty(), "too early to say");
    }

    #[test]
    fn minutes_that_no_half_hour_can_have_teach_nothing() {
        let mut wrong = outcomes(40, 2.0, 4);
        let fine = trial(&wrong).effect();
        let mut odd = wrong[0].clone();
        odd.focus_min = Some(400.0);
        wrong.insert(3, odd);
        assert_eq!(trial(&wrong).effect(), fine);
    }
}

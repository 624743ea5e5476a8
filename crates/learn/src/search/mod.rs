//! Which settings are best on people left out?
//!
//! ```text
//! Plan, told trials ──next──> Ask ──(train, judge)──> Outcome ──tell──> told trials ...
//! ```
//!
//! [`Search::next`] depends on nothing but the plan and what was told. So a search that was broken off goes on where it stopped, with the same trials as one
//! that was not: read its record and ask on.
//!
//! | question | file |
//! | --- | --- |
//! | between what may a setting lie? | `space.rs` |
//! | which settings next, by chance? | `random.rs` |
//! | which settings next, from what was told? | `tpe.rs` |
//! | who goes on with more trees? | `halving.rs` |
//!
//! The best of many trials looks better than it is, as chance helped to choose it (Cawley and Talbot 2010): its score is told together with how many there were.

mod halving;
mod random;
mod space;
mod tpe;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use halving::{Round, rounds};
pub use space::{Settings, Space, Value, Values, fault, rounded};

/// Digits of a score that are kept, so that it comes back from text as it was.
const SCORE_DIGITS: usize = 9;

/// How settings are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By chance.
    Random,
    /// Ten by chance, then where earlier ones were good.
    Tpe,
    /// By chance, with little at first; the best third goes on with three times as much.
    Halving,
}

/// What a good score is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// The less the better, such as an error.
    Least,
    /// The more the better, such as an accuracy.
    Greatest,
}

/// What is searched, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// How settings are chosen.
    pub method: Method,
    /// How many settings are tried; with halving that many in the first round.
    pub trials: u32,
    /// Where chance begins.
    pub seed: u64,
    /// What is scored, with its unit, such as `median_px on people left out`.
    pub score: String,
    /// What a good score is.
    pub goal: Goal,
    /// What may be set.
    pub space: Space,
}

/// What came of a trial.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was judged.
    Done {
        /// The score over all people, finite.
        score: f64,
        /// The score of each person left out, by name.
        people: BTreeMap<String, f64>,
    },
    /// It failed.
    Failed {
        /// Why, in words.
        why: String,
    },
}

/// What is to be tried next.
#[derive(Clone, Debug, PartialEq)]
pub struct Ask {
    /// Counted from 1.
    pub number: u32,
    /// With which settings.
    pub settings: Settings,
    /// Which share of trees, epochs or rows may be spent, above 0, at most 1.
    pub budget: f64,
    /// The round of halving, counted from 0; 0 for other methods.
    pub round: u32,
}

/// A trial that ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// Counted from 1.
    pub number: u32,
    /// With which settings.
    pub settings: Settings,
    /// Which share of the full budget it had, above 0, at most 1.
    pub budget: f64,
    /// The round of halving, counted from 0; 0 for other methods.
    #[serde(default)]
    pub round: u32,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// What came of it.
    pub outcome: Outcome,
}

/// A search: what was planned and what was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Search {
    /// What was planned.
    pub plan: Plan,
    /// The trials that ended, in their order.
    pub trials: Vec<Trial>,
}

impl Trial {
    /// The score; `None` for a trial that failed.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        match &self.outcome {
            Outcome::Done { score, .. } => Some(*score),
            Outcome::Failed { .. } => None,
        }
    }

    /// Why it failed; `None` for one that was judged.
    #[must_use]
    pub fn why(&self) -> Option<&str> {
        match &self.outcome {
            Outcome::Done { .. } => None,
            Outcome::Failed { why } => Some(why),
        }
    }

    /// The least and the greatest score of one person; `None` when nobody was judged.
    #[must_use]
    pub fn spread(&self) -> Option<(f64, f64)> {
        let Outcome::Done { people, .. } = &self.outcome else { return None };
        let least = people.values().copied().min_by(f64::total_cmp)?;
        Some((least, people.values().copied().max_by(f64::total_cmp)?))
    }
}

impl Plan {
    /// How often a model is trained and judged, if none fails.
    #[must_use]
    pub fn evaluations(&self) -> u32 {
        match self.method {
            Method::Random | Method::Tpe => self.trials,
            Method::Halving => rounds(self.trials).iter().map(|round| round.settings).sum(),
        }
    }

    /// What the search spends, in trainings with the full budget, if none fails.
    #[must_use]
    pub fn budget(&self) -> f64 {
        match self.method {
            Method::Random | Method::Tpe => f64::from(self.trials),
            Method::Halving => rounds(self.trials).iter().map(|round| f64::from(round.settings) * round.budget).sum(),
        }
    }

    /// The score as a loss: the less the better. A trial that failed is worse than all.
    fn loss(&self, trial: &Trial) -> f64 {
        match (trial.score(), self.goal) {
            (None, _) => f64::INFINITY,
            (Some(score), Goal::Least) => score,
            (Some(score), Goal::Greatest) => -score,
        }
    }
}

impl Search {
    /// A search that has not begun.
    #[must_use]
    pub fn new(plan: Plan) -> Self {
        Self { plan, trials: Vec::new() }
    }

    /// What is to be tried next; `None` when the search is over.
    #[must_use]
    pub fn next(&self) -> Option<Ask> {
        let number = u32::try_from(self.trials.len()).ok()? + 1;
        let Plan { method, trials, seed, space, .. } = &self.plan;
        let ask = |settings, budget, round| Some(Ask { number, settings, budget, round });
        match method {
            Method::Halving => {
                let (round, place, budget) = self.round_of(number)?;
                if round == 0 {
                    return ask(random::settings(space, *seed, number), budget, 0);
                }
                ask(self.best_of(round - 1).get(place)?.settings.clone(), budget, u32::try_from(round).ok()?)
            }
            _ if number > *trials => None,
            Method::Random => ask(random::settings(space, *seed, number), 1.0, 0),
            Method::Tpe => {
                let told: Vec<(&Settings, f64)> =
                    self.trials.iter().map(|trial| (&trial.settings, self.plan.loss(trial))).collect();
                ask(tpe::settings(space, *seed, number, &told), 1.0, 0)
            }
        }
    }

    /// Which round of halving a trial belongs to, its place there, and the round's budget. Rounds are shorter when fewer than a third of the one before were judged.
    fn round_of(&self, number: u32) -> Option<(usize, usize, f64)> {
        let mut place = number as usize - 1;
        for (at, round) in rounds(self.plan.trials).iter().enumerate() {
            let before = if at == 0 { usize::MAX } else { self.best_of(at - 1).len() };
            let size = before.min(round.settings as usize);
            if place < size {
                return Some((at, place, round.budget));
            }
            place -= size;
        }
        None
    }

    /// The trials of a round that were judged, the best first, the earlier of two that are even.
    fn best_of(&self, round: usize) -> Vec<&Trial> {
        let mut judged: Vec<&Trial> =
            self.trials.iter().filter(|trial| trial.round as usize == round && trial.score().is_some()).collect();
        judged.sort_by(|one, other| self.plan.loss(one).total_cmp(&self.plan.loss(other)));
        judged
    }

    /// Takes in what came of what was asked. A score that is not finite is a failure; of a good one nine digits are kept.
    pub fn tell(&mut self, ask: Ask, found: Result<(f64, BTreeMap<String, f64>), String>, seconds: f64) {
        let outcome = match found {
            Ok((score, people)) if score.is_finite() => {
                let people = people.into_iter().filter(|(_, score)| score.is_finite());
                let people = people.map(|(name, score)| (name, rounded(score, SCORE_DIGITS))).collect();
                Outcome::Done { score: rounded(score, SCORE_DIGITS), people }
            }
            Ok((score, _)) => Outcome::Failed { why: format!("the score is no number: {score}") },
            Err(why) => Outcome::Failed { why },
        };
        let Ask { number, settings, budget, round } = ask;
        self.trials.push(Trial { number, settings, budget, round, seconds: (seconds * 1e3).round() / 1e3, outcome });
    }

    /// The best trial that had the full budget, the earlier of two that are even; `None` when none was judged.
    #[must_use]
    pub fn best(&self) -> Option<&Trial> {
        let judged = self.trials.iter().filter(|trial| trial.budget >= 1.0 && trial.score().is_some());
        judged.min_by(|one, other| self.plan.loss(one).total_cmp(&self.plan.loss(other)))
    }

    /// How many trials failed.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.trials.iter().filter(|trial| trial.score().is_none()).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(method: Method, trials: u32, seed: u64) -> Plan {
        let float = |low, high, is_log| Values::Float { low, high, is_log };
        let space = [
            ("rate".to_owned(), float(0.001, 1.0, true)),
            ("share".to_owned(), float(0.0, 1.0, false)),
            ("other_share".to_owned(), float(0.0, 1.0, false)),
            ("depth".to_owned(), Values::Integer { low: 1, high: 10, is_log: false }),
            ("kind".to_owned(), Values::Choice { of: ["a", "b", "c"].map(String::from).into() }),
        ];
        Plan { method, trials, seed, score: "error".into(), goal: Goal::Least, space: space.into() }
    }

    /// A bowl: least at rate .03, shares .8 and .3, depth 6, kind b, where it is 0.
    fn bowl(settings: &Settings) -> f64 {
        let at = |name: &str| settings[name].number().unwrap();
        let kind = if settings["kind"] == Value::Choice("b".into()) { 0.0 } else { 0.3 };
        (at("rate") / 0.03).ln().powi(2) / 10.0
            + 4.0 * (at("share") - 0.8).powi(2)
            + 4.0 * (at("other_share") - 0.3).powi(2)
            + ((at("depth") - 6.0) / 5.0).powi(2)
            + kind
    }

    fn searched(plan: Plan, score: impl Fn(&Ask) -> Result<f64, String>) -> Search {
        go_on(Search::new(plan), usize::MAX, score)
    }

    fn go_on(mut search: Search, most: usize, score: impl Fn(&Ask) -> Result<f64, String>) -> Search {
        for _ in 0..most {
            let Some(ask) = search.next() else { break };
            let found = score(&ask).map(|score| (score, [("one".to_owned(), score)].into()));
            search.tell(ask, found, 0.0);
        }
        search
    }

    #[test]
    fn parzen_estimators_find_better_than_chance_with_as_many_trials() {
        let best = |method, seed| {
            searched(plan(method, 60, seed), |ask| Ok(bowl(&ask.settings))).best().unwrap().score().unwrap()
        };
        let pairs: Vec<(f64, f64)> =
            (0..20).map(|seed| (best(Method::Tpe, seed), best(Method::Random, seed))).collect();
        let wins = pairs.iter().filter(|(tpe, random)| tpe < random).count();
        let mean = |of: fn(&(f64, f64)) -> f64| pairs.iter().map(of).sum::<f64>() / pairs.len() as f64;
        let (tpe, random) = (mean(|pair| pair.0), mean(|pair| pair.1));
        eprintln!("best of 60, mean over 20 seeds: estimators {tpe:.4}, chance {random:.4}, better in {wins}");
        assert!(wins >= 15 && tpe < 0.6 * random, "estimators {tpe}, chance {random}, better in {wins} of 20");
    }

    #[test]
    fn a_search_that_is_broken_off_and_read_back_makes_the_same_trials() {
        let score = |ask: &Ask| if ask.number % 7 == 3 { Err("no".to_owned()) } else { Ok(bowl(&ask.settings) / 3.0) };
        for method in [Method::Random, Method::Tpe, Method::Halving] {
            let whole = searched(plan(method, 27, 5), score);
            for broken_at in [0, 1, 9, 11, 20, 26] {
                let kept = serde_json::to_string(&go_on(Search::new(plan(method, 27, 5)), broken_at, score)).unwrap();
                let back: Search = serde_json::from_str(&kept).unwrap();
                assert_eq!(go_on(back, usize::MAX, score), whole, "{method:?}, broken off after {broken_at}");
            }
        }
    }

    #[test]
    fn halving_spends_what_it_says_and_the_best_go_on() {
        let plan = plan(Method::Halving, 27, 2);
        let search = searched(plan.clone(), |ask| Ok(bowl(&ask.settings)));
        assert_eq!(search.trials.len(), plan.evaluations() as usize);
        assert_eq!(plan.evaluations(), 27 + 9 + 3 + 1);
        let spent: f64 = search.trials.iter().map(|trial| trial.budget).sum();
        assert!((spent - plan.budget()).abs() < 1e-12 && (spent - 4.0).abs() < 1e-4, "{spent}");
        let best = search.best().unwrap();
        assert_eq!((best.budget, best.round), (1.0, 3));
        let least = search.trials.iter().filter_map(Trial::score).min_by(f64::total_cmp);
        assert_eq!(best.score(), least, "the order is the same at each budget, so the best comes through");
        // Of those that fail nobody goes on, and less is spent.
        let search = searched(plan, |ask| if ask.number > 2 && ask.round == 0 { Err("no".into()) } else { Ok(1.0) });
        assert_eq!(
            search.trials.iter().map(|trial| trial.round).filter(|round| *round > 0).collect::<Vec<_>>(),
            [1, 1, 2, 2, 3]
        );
    }

    #[test]
    fn what_fails_is_kept_with_its_reason_and_never_the_best() {
        let score = |ask: &Ask| match ask.number {
            1 => Ok(f64::NAN),
            2 => Err("too few people".to_owned()),
            3 => Ok(f64::INFINITY),
            _ => Ok(bowl(&ask.settings)),
        };
        let search = searched(plan(Method::Tpe, 15, 1), score);
        assert_eq!((search.trials.len(), search.failed()), (15, 3));
        assert_eq!(search.trials[0].why(), Some("the score is no number: NaN"));
        assert_eq!(search.trials[1].why(), Some("too few people"));
        assert!(search.best().unwrap().number > 3);
        assert_eq!(search.best().unwrap().spread().map(|(least, greatest)| least == greatest), Some(true));
        let none = searched(plan(Method::Halving, 9, 1), |_| Err("no".into()));
        assert_eq!((none.trials.len(), none.best()), (9, None));
    }

    #[test]
    fn the_greatest_is_sought_where_more_is_better() {
        let mut plan = plan(Method::Tpe, 30, 1);
        plan.goal = Goal::Greatest;
        let search = searched(plan, |ask| Ok(-bowl(&ask.settings)));
        let greatest = search.trials.iter().filter_map(Trial::score).max_by(f64::total_cmp);
        assert_eq!(search.best().unwrap().score(), greatest);
    }
}

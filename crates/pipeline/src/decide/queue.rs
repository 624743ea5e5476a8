//! The queue: everything that waits, looked at together at every change of the moment. What comes now, what goes on waiting, until when?
//!
//! ```text
//! what waits + what it was promised ──┐
//! moment, policy ─────────────────────┴─> look ──> deliver (with what rides along) / hold, by when / drop
//! ```
//!
//! [`decide`] answers for one demand and forgets. The queue adds what needs a memory or more than one demand:
//!
//! - **A promise is kept.** "Within an hour" counts from the first time it was said: the limit of a demand only ever comes nearer.
//! - **What waits comes at the next break**: when the person turned from something that lasted [`Weights::break_after_min`] minutes. What is of low urgency and
//!   in a batch waits for that.
//! - **A batch waits for the end of a thing.** From its hour on it comes at the first breakpoint or ordinary moment, and after
//!   [`Weights::batch_grace_min`] minutes in any case.
//! - **What is delivered takes others along.** The interruption is paid for, so what waits for a better moment comes with it; only what is urgent
//!   comes alone.
//! - **When focus mode ends, all that waited comes together.**
//! - Nobody is shown anything while away but what is urgent or comes from who may always, and nothing that was promised breaks quiet hours or focus mode.
//!
//! The caller keeps each [`Held`] with its promise, looks again when something arrives, when the moment changes and when [`next_look`] says so.
//!
//! [`decide`]: super::decide

use attentive_types::time::{MINUTE, seconds_to_nanos};
use attentive_types::{Decision, Demand, Timestamp, Timing, Urgency};
use serde::{Deserialize, Serialize};

use super::broker::{Basis, Weighing, weigh};
use super::moment::Moment;
use super::policy::BrokerPolicy;
use super::reason::{RULE_WEIGHT, stated};
use super::weights::Weights;

/// What a demand was promised so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// It comes by then in any case, unless nobody is there or hours are quiet; `None` until it was said.
    pub by: Option<Timestamp>,
    /// It comes at the first breakpoint or ordinary moment from then on; `None` when it is in no batch.
    pub from: Option<Timestamp>,
}

/// A demand that waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Held {
    /// The demand.
    pub demand: Demand,
    /// What it was promised.
    pub promise: Promise,
    /// Whether others come along when it is delivered.
    pub takes_along: bool,
}

impl From<Demand> for Held {
    fn from(demand: Demand) -> Self {
        Self { demand, promise: Promise::default(), takes_along: true }
    }
}

/// What becomes of a demand at this look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It is brought now.
    Deliver,
    /// It waits on, with this promise.
    Hold(Promise),
    /// It is not brought at all; the decision says why.
    Drop,
}

/// One demand at one look.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// What becomes of it.
    pub fate: Fate,
    /// The decision behind it with its costs and reasons; its timing says `Now` for all that is delivered.
    pub decision: Decision,
}

/// Looks at all that waits, in its order.
#[must_use]
pub fn look(held: &[Held], moment: &Moment<'_>, policy: &BrokerPolicy) -> Vec<Verdict> {
    look_with(held, moment, policy, &Weights::default())
}

/// The same by other weights.
#[must_use]
pub fn look_with(held: &[Held], moment: &Moment<'_>, policy: &BrokerPolicy, weights: &Weights) -> Vec<Verdict> {
    let weighed: Vec<(Fate, Weighing)> = held
        .iter()
        .map(|held| {
            let weighing = weigh(&held.demand, moment, policy, weights);
            (fate(&weighing, held, moment, weights), weighing)
        })
        .collect();
    let takes_along = |(held, (fate, _)): (&Held, &(Fate, Weighing))| {
        *fate == Fate::Deliver && held.takes_along && held.demand.urgency != Urgency::Urgent
    };
    let can_ride =
        weights.rides && !moment.is_away() && !moment.is_in_call() && !policy.is_quiet(moment.now, moment.clock);
    let rides = can_ride && held.iter().zip(&weighed).any(takes_along);
    let company = match policy.focus {
        Some(hold) if hold.has_ended(moment, weights) => Company::Digest,
        _ if rides => Company::Rides,
        _ => Company::None,
    };
    weighed.into_iter().map(|(fate, weighing)| verdict(fate, weighing, company)).collect()
}

/// With what a demand may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Company {
    /// With nothing.
    None,
    /// With something that is brought now anyway.
    Rides,
    /// With all that waited for the end of focus mode.
    Digest,
}

/// When to look again at the latest: the nearest moment that was promised; `None` when nothing waits for one.
#[must_use]
pub fn next_look(held: &[Held], now: Timestamp) -> Option<Timestamp> {
    let promised = held.iter().flat_map(|held| [held.promise.by, held.promise.from]).flatten();
    promised.filter(|at| *at > now).min()
}

/// What becomes of one demand by itself.
fn fate(weighing: &Weighing, held: &Held, moment: &Moment<'_>, weights: &Weights) -> Fate {
    let (before, now) = (held.promise, moment.now);
    let grace = seconds_to_nanos(weights.batch_grace_min * 60.0).unwrap_or(30 * MINUTE);
    let said = match weighing.decision.timing {
        Timing::Now => return Fate::Deliver,
        Timing::Never => return Fate::Drop,
        Timing::NextBreakpoint { no_later_than } => Promise { by: Some(no_later_than), from: None },
        Timing::Batch { at } if weighing.basis == Basis::Cost => Promise { by: Some(at.plus(grace)), from: Some(at) },
        Timing::Batch { at } => Promise { by: Some(at), from: None },
    };
    // While nobody is there or hours are quiet, promises rest: they are neither kept nor changed.
    if matches!(weighing.basis, Basis::Away | Basis::Rule) {
        return Fate::Hold(before);
    }
    let promise = Promise { by: earlier(before.by, said.by), from: earlier(before.from, said.from) };
    // It waited for a break, and here it is, whatever would now seem cheaper. What is of low urgency may wait for its batch.
    let waits_for_a_break = before.by.is_some() && (before.from.is_none() || held.demand.urgency >= Urgency::Normal);
    if waits_for_a_break && weighing.basis == Basis::Cost && moment.has_left_something(weights) {
        return Fate::Deliver;
    }
    let is_past = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
    let is_ordinary = weighing.basis == Basis::Cost
        && weighing.decision.cost_now_min.is_some_and(|cost| cost <= weighing.usual_cost_min);
    if is_past(promise.by) || (is_past(promise.from) && is_ordinary) {
        return Fate::Deliver;
    }
    Fate::Hold(promise)
}

fn earlier(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}

fn verdict(fate: Fate, weighing: Weighing, company: Company) -> Verdict {
    let Weighing { mut decision, basis, .. } = weighing;
    let fate = match fate {
        Fate::Hold(_) | Fate::Deliver if company == Company::Digest && basis == Basis::Cost => {
            let text = "your focus mode is over, and what waited comes together";
            decision.reasons.insert(0, stated("focus-mode-over", text, RULE_WEIGHT));
            Fate::Deliver
        }
        Fate::Hold(_) if company == Company::Rides && basis == Basis::Cost => {
            let text = "something else is brought now, and it comes along";
            decision.reasons.insert(0, stated("rides-along", text, RULE_WEIGHT));
            Fate::Deliver
        }
        Fate::Deliver if decision.timing != Timing::Now => {
            let text = "it was promised for the next break or for now at the latest";
            decision.reasons.insert(0, stated("promised", text, RULE_WEIGHT));
            Fate::Deliver
        }
        fate => fate,
    };
    if fate == Fate::Deliver {
        decision.timing = Timing::Now;
    }
    Verdict { fate, decision }
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;

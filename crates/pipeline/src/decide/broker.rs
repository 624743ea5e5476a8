//! The broker: one demand and one moment in, one decision with its costs and reasons out.
//!
//! Asked again at every change of the moment (the caller keeps what waits), it gives the same answer for the same facts.

use attentive_types::time::{HOUR, MINUTE, SECOND, nanos_to_seconds, seconds_to_nanos};
use attentive_types::{Decision, Demand, Reason, Timestamp, Timing, Urgency};

use super::focus_mode::FocusPhase;
use super::focus_probability::{USUAL_SHARE, focus_probability};
use super::moment::Moment;
use super::outlook::Outlook;
use super::policy::BrokerPolicy;
use super::reason::{RULE_WEIGHT, measured, sort_strongest_first, stated};
use super::resumption::resumption_min;
use super::waiting::{LOW_WORTH_MIN, Wait, WaitingCosts, longest_wait_min};
use super::weights::Weights;

/// How long a demand without a deadline is held for somebody who is away: till the next working session at the latest.
const HOLD_NANOS: i64 = 12 * HOUR;
/// Out of focus mode a demand comes so long before its last useful moment, at which it would be too late for it.
const LEAD_NANOS: i64 = MINUTE;

/// What to do with one demand at one moment. The same demand with more urgency never waits longer.
#[must_use]
pub fn decide(demand: &Demand, moment: &Moment<'_>, policy: &BrokerPolicy) -> Decision {
    weigh(demand, moment, policy, &Weights::default()).decision
}

/// What a decision rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// What the person wrote down, or what needs no weighing.
    Rule,
    /// Nobody is there.
    Away,
    /// A call is on.
    Call,
    /// Costs.
    Cost,
}

/// A decision with what the queue needs to know of it.
#[derive(Clone, Debug)]
pub(super) struct Weighing {
    pub(super) decision: Decision,
    pub(super) basis: Basis,
    /// Cost of interrupting at an ordinary moment of this hour, in minutes of focus.
    pub(super) usual_cost_min: f64,
}

/// Decides, and tells what it rests on.
pub(super) fn weigh(demand: &Demand, moment: &Moment<'_>, policy: &BrokerPolicy, weights: &Weights) -> Weighing {
    let outlook = moment.outlook();
    let weighed = Weighed::new(demand, moment, policy, (&outlook, weights));
    let ruled = weighed.by_rule().or_else(|| weighed.by_focus_mode()).map(|ruled| (ruled, Basis::Rule));
    let ruled = ruled.or_else(|| weighed.by_presence());
    let ((timing, reason), basis) = ruled.unwrap_or_else(|| (weighed.by_cost(), Basis::Cost));
    let usual_cost_min = weighed.costs.usual_cost_min;
    let mut reasons = weighed.reasons;
    reasons.insert(0, reason);
    sort_strongest_first(&mut reasons);
    let decision = Decision {
        demand_id: demand.demand_id.clone(),
        timing,
        cost_now_min: Some(weighed.cost_now_min),
        cost_wait_min: weighed.cheapest_wait.map(|(_, cost)| cost),
        reasons,
    };
    Weighing { decision, basis, usual_cost_min }
}

/// A demand with all that is weighed about it.
struct Weighed<'a> {
    demand: &'a Demand,
    moment: &'a Moment<'a>,
    policy: &'a BrokerPolicy,
    /// The last useful moment to bring it: the deadline less the time that it takes, never in the past.
    latest: Option<Timestamp>,
    costs: WaitingCosts<'a>,
    cost_now_min: f64,
    cheapest_wait: Option<(Wait, f64)>,
    reasons: Vec<Reason>,
}

impl<'a> Weighed<'a> {
    fn new(
        demand: &'a Demand,
        moment: &'a Moment<'a>,
        policy: &'a BrokerPolicy,
        (outlook, weights): (&'a Outlook, &'a Weights),
    ) -> Self {
        let (probability, mut reasons) = focus_probability(moment, weights);
        let (back_min, resumption) = resumption_min(moment);
        let whole_cost_min = if moment.is_away() { 0.0 } else { probability * back_min };
        let is_at_breakpoint = moment.is_at_breakpoint(weights);
        let cost_now_min = whole_cost_min * if is_at_breakpoint { weights.breakpoint_share } else { 1.0 };
        let latest = demand.deadline.map(|deadline| {
            let needed = demand.expected_s.filter(|s| *s > 0.0).and_then(seconds_to_nanos).unwrap_or(0);
            deadline.plus(-needed).max(moment.now)
        });
        let minutes_to = |at: Timestamp| nanos_to_seconds((at - moment.now).max(0)) / 60.0;
        let batch = policy.next_batch(moment.now, moment.clock);
        // Nothing may be promised for a moment that will be quiet.
        let quiet_from = policy.quiet_hours.map(|quiet| quiet.start_after(moment.now, moment.clock).plus(-SECOND));
        let ends = [latest, quiet_from.filter(|quiet| batch.is_none_or(|batch| batch > *quiet))];
        let costs = WaitingCosts {
            weights,
            outlook,
            whole_cost_min,
            usual_cost_min: moment.usual_focus_share.unwrap_or(USUAL_SHARE) * back_min,
            latest_min: ends.into_iter().flatten().map(minutes_to).fold(f64::INFINITY, f64::min),
            batch_min: batch.map(minutes_to),
        };
        let cheapest_wait = costs.cheapest(demand.urgency);
        reasons.push(resumption);
        reasons.push(cost_reason(probability, back_min, cost_now_min));
        if is_at_breakpoint {
            let text = "you just turned from one thing to another, when an interruption costs least";
            reasons.push(stated("at-breakpoint", text, 1.0));
        } else {
            reasons.extend(breakpoint_reason(moment, outlook));
        }
        reasons.push(urgency_reason(demand.urgency));
        if let Some(latest) = latest {
            let minutes = minutes_to(latest);
            let text = format!("it must come within {minutes:.0} min to be of use");
            reasons.push(measured("deadline", text, (minutes, "min"), 60.0 / (60.0 + minutes)));
        }
        Self { demand, moment, policy, latest, costs, cost_now_min, cheapest_wait, reasons }
    }

    /// What the person wrote down, and what needs no weighing.
    fn by_rule(&self) -> Option<(Timing, Reason)> {
        let (now, source) = (self.moment.now, &self.demand.source);
        if self.demand.deadline.is_some_and(|deadline| deadline <= now) {
            return Some((Timing::Never, stated("expired", "its deadline has passed", -RULE_WEIGHT)));
        }
        if self.policy.is_never(source) {
            return Some((
                Timing::Never,
                stated("never-list", "you said that this source may never interrupt", -RULE_WEIGHT),
            ));
        }
        if self.policy.is_always(source) {
            return Some((
                Timing::Now,
                stated("always-list", "you said that this source may always interrupt", RULE_WEIGHT),
            ));
        }
        if self.demand.urgency == Urgency::Urgent {
            return Some((Timing::Now, stated("urgent", "it is urgent, and what is urgent passes", RULE_WEIGHT)));
        }
        let quiet = self.policy.quiet_hours.filter(|quiet| quiet.contains(now, self.moment.clock))?;
        let end = quiet.end_after(now, self.moment.clock);
        if self.latest.is_some_and(|latest| latest < end) {
            let text = "these are quiet hours, and its deadline passes before they end";
            return Some((Timing::Never, stated("quiet-hours", text, -RULE_WEIGHT)));
        }
        let minutes = self.minutes_to(end);
        let text = format!("these are quiet hours for another {minutes:.0} min");
        Some((Timing::Batch { at: end }, measured("quiet-hours", text, (minutes, "min"), -RULE_WEIGHT)))
    }

    /// Focus mode holds back what may wait, and what may not wait until its end comes at its last useful moment.
    fn by_focus_mode(&self) -> Option<(Timing, Reason)> {
        let hold = self.policy.focus.filter(|hold| !hold.has_ended(self.moment, self.costs.weights))?;
        let now = self.moment.now;
        let latest = self.latest.map(|latest| latest.plus(-LEAD_NANOS).max(now)).filter(|latest| *latest < hold.until);
        let minutes = self.minutes_to(latest.unwrap_or(hold.until));
        match (latest, hold.phase) {
            // Nobody is there to be shown it, so it is kept as for anybody who is away.
            (Some(latest), _) if latest <= now && self.moment.is_away() => None,
            (Some(latest), _) if latest <= now => {
                let text = "you are in focus mode, and its deadline would pass before the mode ends";
                Some((Timing::Now, stated("focus-mode-deadline", text, RULE_WEIGHT)))
            }
            (Some(latest), _) => {
                let text = format!("you are in focus mode, and for its deadline it comes in {minutes:.0} min");
                let reason = measured("focus-mode-until-deadline", text, (minutes, "min"), -RULE_WEIGHT);
                Some((Timing::NextBreakpoint { no_later_than: latest }, reason))
            }
            (None, FocusPhase::On) => {
                let text = format!("you are in focus mode for another {minutes:.0} min");
                let reason = measured("focus-mode", text, (minutes, "min"), -RULE_WEIGHT);
                Some((Timing::Batch { at: hold.until }, reason))
            }
            (None, _) => {
                let text = format!("your focus mode is over, and it comes at your next break, within {minutes:.0} min");
                let reason = measured("focus-mode-ending", text, (minutes, "min"), -RULE_WEIGHT);
                Some((Timing::NextBreakpoint { no_later_than: hold.until }, reason))
            }
        }
    }

    /// Away: coming back is the breakpoint. In a call: not into the call.
    fn by_presence(&self) -> Option<((Timing, Reason), Basis)> {
        let weight = RULE_WEIGHT / 2.0;
        if self.moment.is_away() {
            let at = self.latest.unwrap_or_else(|| self.moment.now.plus(HOLD_NANOS));
            let timing = Timing::NextBreakpoint { no_later_than: self.outside_quiet(at) };
            let reason = stated("away", "nobody is at the machine, so it is held until you are back", -weight);
            return Some(((timing, reason), Basis::Away));
        }
        if self.moment.is_in_call() {
            let longest = seconds_to_nanos(longest_wait_min(self.demand.urgency) * self.costs.weights.patience * 60.0)
                .unwrap_or(0);
            let batch = self.policy.next_batch(self.moment.now, self.moment.clock);
            let ends = [Some(self.moment.now.plus(longest)), batch, self.latest];
            let at = ends.into_iter().flatten().min().unwrap_or(self.moment.now);
            let timing = Timing::Batch { at: self.outside_quiet(at) };
            let reason = stated("in-call", "you are in a call, so it is kept for a batch", -weight);
            return Some(((timing, reason), Basis::Call));
        }
        None
    }

    /// Now against the cheapest way to wait.
    fn by_cost(&self) -> (Timing, Reason) {
        let now_min = self.cost_now_min;
        if now_min < self.costs.weights.negligible_min {
            let text = format!("interrupting now costs hardly any focus ({now_min:.1} min)");
            return (Timing::Now, measured("cheap-now", text, (now_min, "min"), RULE_WEIGHT / 10.0));
        }
        let cheapest = self.cheapest_wait.filter(|(_, cost)| *cost < now_min);
        let best_min = cheapest.map_or(now_min, |(_, cost)| cost);
        if self.demand.urgency == Urgency::Low && self.latest.is_some() && best_min > LOW_WORTH_MIN {
            let text = format!("before its deadline it would cost {best_min:.1} min of focus, more than it is worth");
            return (Timing::Never, measured("not-worth-it", text, (best_min, "min"), -RULE_WEIGHT / 10.0));
        }
        let Some((way, wait_min)) = cheapest else {
            let text = format!("waiting costs no less than interrupting now ({now_min:.1} min of focus)");
            return (Timing::Now, measured("waiting-costs-more", text, (now_min, "min"), RULE_WEIGHT / 10.0));
        };
        let saved = now_min - wait_min;
        let text = format!("waiting is expected to save {saved:.1} min of focus");
        let reason = measured("waiting-saves", text, (saved, "min"), -RULE_WEIGHT / 10.0);
        match way {
            Wait::Breakpoint { within_min } => {
                (Timing::NextBreakpoint { no_later_than: self.after(within_min) }, reason)
            }
            Wait::Batch { .. } => match self.policy.next_batch(self.moment.now, self.moment.clock) {
                Some(at) => (Timing::Batch { at }, reason),
                None => (Timing::Now, reason),
            },
        }
    }

    /// Never into quiet hours: before they begin, or, when it may wait that long, when they end.
    fn outside_quiet(&self, at: Timestamp) -> Timestamp {
        let Some(quiet) = self.policy.quiet_hours.filter(|quiet| quiet.contains(at, self.moment.clock)) else {
            return at;
        };
        let end = quiet.end_after(at, self.moment.clock);
        if self.latest.is_none_or(|latest| latest >= end) && self.moment.is_away() {
            return end;
        }
        let begin = quiet.start_after(self.moment.now, self.moment.clock).plus(-SECOND);
        begin.min(at).max(self.moment.now)
    }

    fn after(&self, minutes: f64) -> Timestamp {
        // Rounding must not pass the deadline.
        let at = self.moment.now.plus(seconds_to_nanos(minutes * 60.0).unwrap_or(MINUTE));
        self.latest.map_or(at, |latest| at.min(latest))
    }

    fn minutes_to(&self, at: Timestamp) -> f64 {
        nanos_to_seconds((at - self.moment.now).max(0)) / 60.0
    }
}

fn cost_reason(probability: f64, back_min: f64, cost_now_min: f64) -> Reason {
    let text = format!(
        "interrupting now is expected to cost {cost_now_min:.1} min of focus ({probability:.2} probability of focus times \
         {back_min:.1} min to be back)"
    );
    measured("cost-now", text, (cost_now_min, "min"), -cost_now_min)
}

fn breakpoint_reason(moment: &Moment<'_>, outlook: &Outlook) -> Option<Reason> {
    let left = outlook.median_left_min()?;
    let (elapsed_min, seen) = (moment.elapsed_min(), moment.breakpoints.seen());
    let text = format!(
        "after {elapsed_min:.0} min on one thing you usually leave it within another {left:.1} min ({seen} of your own seen)"
    );
    Some(measured("next-breakpoint", text, (left, "min"), -1.0 / (1.0 + left)))
}

fn urgency_reason(urgency: Urgency) -> Reason {
    let (code, text, weight) = match urgency {
        Urgency::Low => ("urgency-low", "it can wait for the end of the day", -0.5),
        Urgency::Normal => ("urgency-normal", "it can wait for a breakpoint", -0.1),
        Urgency::High => ("urgency-high", "it should not wait long", 1.0),
        Urgency::Urgent => ("urgency-urgent", "it must not wait", 2.0),
    };
    stated(code, text, weight)
}

#[cfg(test)]
#[path = "broker_tests.rs"]
mod tests;

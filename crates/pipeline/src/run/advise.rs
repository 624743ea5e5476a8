//! Advice: one moment, with the person's past and wishes, through decide, recommend, guide and evaluate.
//!
//! ```text
//! Analysis + Profile + Policy + what waits + what was prompted ──> advise ──> decisions, plan, suggestions, a prompt, outcomes
//! ```
//!
//! The caller keeps the state: it delivers or holds back the prompt, keeps it among the records, stores the outcomes, and learns
//! the profile anew from time to time ([`super::profile::learn_profile`]). Time and draws are handed in, so a replay gives the
//! same advice.

use attentive_types::decision::PlannedHour;
use attentive_types::time::{HOUR, MINUTE, SECOND};
use attentive_types::{
    Decision, Demand, FocusSession, LocalClock, Outcome, PresenceKind, PresenceSpan, Profile, Prompt, Span, State,
    Suggestion, Timestamp, Urgency,
};
use serde::{Deserialize, Serialize};

use super::Analysis;
use super::habits::{Habits, between};
use crate::decide::{BrokerPolicy, FocusShares, Moment, Stay, decide, plan_day, stays};
use crate::evaluate::{Sensed, outcome_of};
use crate::guide::{Choice, PromptLimits, PromptRecord, QuestionSettings, choose_prompt};
use crate::recommend::{Finding, Occasion, suggest};

/// What was sensed last holds for this long when nothing newer came; after that the moment is not known.
const FRESH_NANOS: i64 = 5 * MINUTE;
/// Silence at the end counts only after this long: watchers of presence, ours and ActivityWatch's, tell after 180 s that nobody is
/// there, and it takes them some seconds to say so.
const TOLD_LATE_NANOS: i64 = 200 * SECOND;
/// How far back one looks for what is going on.
const RECENT_NANOS: i64 = 12 * HOUR;

/// What the person wrote down: it beats every model.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Who may interrupt, quiet hours (for prompts as well), and when batches are brought.
    pub broker: BrokerPolicy,
    /// How often prompts come up and with which chance they are delivered.
    pub limits: PromptLimits,
    /// When to ask.
    pub questions: QuestionSettings,
}

/// One moment and all that advice rests on.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// When it is.
    pub now: Timestamp,
    /// The person's wall clock.
    pub clock: &'a LocalClock,
    /// What was made of the recording up to now; the more weeks, the more is known.
    pub analysis: &'a Analysis,
    /// What was learnt of the person.
    pub profile: &'a Profile,
    /// What asks for attention and waits.
    pub demands: &'a [Demand],
    /// What the person wrote down.
    pub policy: &'a Policy,
    /// Prompts of the past, delivered and held back: at least those of the last two days and those without a stored outcome.
    pub prompts: &'a [PromptRecord],
    /// Ids of prompts whose outcome is stored already.
    pub settled: &'a [String],
    /// A number of this installation, made once at random and kept: the moments of questions come from it.
    pub seed: u64,
    /// Two fresh uniform draws in [0, 1).
    pub draws: [f64; 2],
}

/// What follows for this moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The state now; `None` when nothing was sensed lately.
    pub state_now: Option<State>,
    /// Presence now; `None` when nothing was sensed lately.
    pub presence_now: Option<PresenceSpan>,
    /// What would be said to an ordinary demand that came now.
    pub interrupt: Decision,
    /// What to do with each demand, in their order.
    pub decisions: Vec<Decision>,
    /// What the hours of this local day are good for.
    pub plan: Vec<PlannedHour>,
    /// What goes with more or less focus for this person, largest difference first.
    pub findings: Vec<Finding>,
    /// What might help now, largest expected gain first.
    pub suggestions: Vec<Suggestion>,
    /// The prompt that comes up now, delivered or held back; `None` when none does.
    pub prompt: Option<Prompt>,
    /// Outcomes of earlier prompts that have settled and are not stored yet.
    pub outcomes: Vec<Outcome>,
}

/// The advice for one moment, with habits learnt on the way. Who asks often calls [`advise_with`].
#[must_use]
pub fn advise(situation: &Situation<'_>) -> Advice {
    advise_with(situation, &Habits::learn(situation.analysis, situation.clock, situation.now))
}

/// The advice for one moment, with habits that were learnt before, at best some minutes ago.
#[must_use]
pub fn advise_with(situation: &Situation<'_>, habits: &Habits) -> Advice {
    let (now, clock, analysis, profile) = (situation.now, situation.clock, situation.analysis, situation.profile);
    let recent = Recent::of(analysis, now);
    let shares = FocusShares::learn(&profile.hours, profile.days_seen);
    let moment = Moment {
        now,
        clock,
        state: recent.states.last().filter(|state| is_fresh(state.span, now)),
        presence: recent.presence.last().filter(|presence| is_fresh(presence.span, now)),
        open_focus: recent.focus_sessions.last().filter(|focus| focus.is_open && is_fresh(focus.span, now)),
        stay_since: recent.stays.last().filter(|stay| is_fresh(stay.span, now)).map(|stay| stay.span.start),
        usual_focus_share: shares.expected(clock.weekday(now), clock.hour(now)).map(|expected| expected.share),
        resumption_s: profile.median_resumption_s,
        breakpoints: &habits.breakpoints,
    };
    let suggestions = suggest(&Occasion {
        moment: &moment,
        shares: &shares,
        findings: &habits.findings,
        breakers: &profile.breakers,
        presence: recent.presence,
        states: recent.states,
        stays: &recent.stays,
    });
    let prompt = choose_prompt(&Choice {
        moment: &moment,
        suggestions: &suggestions,
        records: situation.prompts,
        preferences: &profile.preferences,
        effects: &profile.effects,
        quiet_hours: situation.policy.broker.quiet_hours,
        limits: &situation.policy.limits,
        questions: &situation.policy.questions,
        seed: situation.seed,
        draws: situation.draws,
    });
    let broker = &situation.policy.broker;
    Advice {
        interrupt: decide(&ordinary_demand(now), &moment, broker),
        decisions: situation.demands.iter().map(|demand| decide(demand, &moment, broker)).collect(),
        plan: plan_day(now, &shares, clock),
        outcomes: settled_outcomes(situation),
        state_now: moment.state.cloned(),
        presence_now: moment.presence.cloned(),
        findings: habits.findings.clone(),
        suggestions,
        prompt,
    }
}

/// The demand that stands for "may anything interrupt now?"
#[must_use]
fn ordinary_demand(now: Timestamp) -> Demand {
    Demand {
        demand_id: "ordinary".into(),
        source: "anyone".into(),
        subject: String::new(),
        urgency: Urgency::Normal,
        expected_s: None,
        arrived: now,
        deadline: None,
    }
}

/// Outcomes of prompts that have none stored yet and whose window has settled.
fn settled_outcomes(situation: &Situation<'_>) -> Vec<Outcome> {
    let sensed = Sensed { focus_sessions: &situation.analysis.focus_sessions, presence: &situation.analysis.presence };
    let is_new = |record: &&PromptRecord| !situation.settled.contains(&record.prompt.prompt_id);
    situation.prompts.iter().filter(is_new).filter_map(|record| outcome_of(record, &sensed, situation.now)).collect()
}

/// The last hours of an analysis up to now.
struct Recent<'a> {
    presence: &'a [PresenceSpan],
    focus_sessions: &'a [FocusSession],
    stays: Vec<Stay<'a>>,
    states: &'a [State],
}

impl<'a> Recent<'a> {
    fn of(analysis: &'a Analysis, now: Timestamp) -> Self {
        let from = now.plus(-RECENT_NANOS);
        let (presence, states) = (&analysis.presence, &analysis.states);
        Self {
            presence: without_late(between(presence, from, now, |presence| presence.span), now, |presence| {
                (presence.span, presence.kind == PresenceKind::Unknown)
            }),
            focus_sessions: between(&analysis.focus_sessions, from, now, |focus| focus.span),
            stays: stays(&analysis.visits, from, now),
            states: without_late(between(states, from, now, |state| state.span), now, |state| {
                (state.span, state.kind.is_none())
            }),
        }
    }
}

/// Without the end that says nothing yet: a watcher of presence tells only after minutes that nobody is there, and a window
/// of features that has just begun holds too little. Until then the last word holds.
fn without_late<T>(items: &[T], now: Timestamp, silent: impl Fn(&T) -> (Span, bool)) -> &[T] {
    let is_late = |item: &&T| {
        let (span, is_silent) = silent(item);
        is_silent && now - span.start <= TOLD_LATE_NANOS
    };
    let late = items.iter().rev().take_while(is_late).count();
    let (told, _) = items.split_at(items.len() - late);
    if told.last().is_some_and(|last| !silent(last).1) { told } else { items }
}

fn is_fresh(span: Span, now: Timestamp) -> bool {
    span.start <= now && now - span.end <= FRESH_NANOS
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Seconds from when to when, and whether it says nothing.
    type Item = (i64, i64, bool);

    fn told(items: &[Item], now_s: i64) -> usize {
        let silent = |item: &Item| (Span::new(Timestamp(item.0 * SECOND), Timestamp(item.1 * SECOND)), item.2);
        without_late(items, Timestamp(now_s * SECOND), silent).len()
    }

    #[test]
    fn the_last_word_holds_until_silence_has_lasted() {
        let items = [(0, 1000, false), (1000, 1100, true)];
        assert_eq!(told(&items, 1100), 1);
        assert_eq!(told(&items, 1201), 2);
    }

    #[test]
    fn silence_alone_stays_silence() {
        assert_eq!(told(&[(1000, 1010, true)], 1010), 1);
        assert_eq!(told(&[], 1010), 0);
    }
}

//! Advice: one moment, with the person's past and wishes, through decide, recommend, guide and evaluate.
//!
//! ```text
//! Analysis + Profile + Policy + what waits + what was prompted ──> advise ──> verdicts, plan, suggestions, a prompt, outcomes
//! ```
//!
//! The caller keeps the state: it delivers or holds back the prompt, keeps it among the records, stores the outcomes, and learns
//! the profile anew from time to time ([`super::profile::learn_profile`]). Time and draws are handed in, so a replay gives the
//! same advice.

use attentive_types::decision::PlannedHour;
use attentive_types::{
    Decision, Demand, LocalClock, Outcome, PresenceSpan, Profile, Prompt, State, Suggestion, Timestamp, Urgency,
};
use serde::{Deserialize, Serialize};

use super::Analysis;
use super::habits::Habits;
use super::present::Present;
use crate::decide::{BrokerPolicy, FocusShares, Held, Verdict, decide, look, plan_day, stays};
use crate::evaluate::{Sensed, outcome_of};
use crate::guide::{Choice, PromptLimits, PromptRecord, QuestionSettings, choose_prompt};
use crate::recommend::{Finding, Occasion, suggest};

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
    /// What asks for attention and waits, with what each was promised.
    pub demands: &'a [Held],
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
    /// What becomes of each demand, in their order.
    pub verdicts: Vec<Verdict>,
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
    let present = Present::of(analysis, now, clock);
    let shares = FocusShares::learn(&profile.hours, profile.days_seen);
    let moment = present.moment(&shares, profile, habits);
    let stays = stays(present.visits, Timestamp::MIN, now);
    let suggestions = suggest(&Occasion {
        moment: &moment,
        shares: &shares,
        findings: &habits.findings,
        breakers: &profile.breakers,
        presence: present.presence,
        states: present.states,
        stays: &stays,
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
        verdicts: look(situation.demands, &moment, broker),
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

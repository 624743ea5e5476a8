//! Which prompt comes up now, if any? At most one, by all the rules of this stage; the draws are handed in.

use std::collections::BTreeMap;

use attentive_types::{Arm, Effect, Prompt, PromptKind, PromptPreference, Reason, Suggestion};

use super::availability::availability;
use super::chance::deliver_chance;
use super::limits::PromptLimits;
use super::preferences::lets;
use super::question::QuestionSettings;
use super::record::PromptRecord;
use super::retire::is_retired;
use crate::decide::Moment;
use crate::decide::quiet_hours::QuietHours;
use crate::decide::reason::{measured, stated};

/// All that the choice is made from.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'a> {
    /// The facts of this moment.
    pub moment: &'a Moment<'a>,
    /// What might help now.
    pub suggestions: &'a [Suggestion],
    /// Prompts of the past, at least of the last two days, in any order, held-back ones among them.
    pub records: &'a [PromptRecord],
    /// Wishes by kind.
    pub preferences: &'a BTreeMap<PromptKind, PromptPreference>,
    /// What prompts did so far.
    pub effects: &'a [Effect],
    /// When nothing comes; `None` for never quiet.
    pub quiet_hours: Option<QuietHours>,
    /// How often and with which chance.
    pub limits: &'a PromptLimits,
    /// The question's settings.
    pub questions: &'a QuestionSettings,
    /// A number of this installation, from which the moments of questions come.
    pub seed: u64,
    /// Two fresh uniform draws in [0, 1): for the arm, and for which suggestion.
    pub draws: [f64; 2],
}

/// The prompt that comes up now; `None` when nothing may or nothing is due. The caller keeps it, delivered or held back, and hands
/// it back among the records.
#[must_use]
pub fn choose_prompt(choice: &Choice<'_>) -> Option<Prompt> {
    let (now, clock) = (choice.moment.now, choice.moment.clock);
    let is_quiet = choice.quiet_hours.is_some_and(|quiet| quiet.contains(now, clock));
    if is_quiet || !choice.limits.let_one_more(choice.records, now, clock) {
        return None;
    }
    choice.question().or_else(|| choice.suggestion())
}

impl Choice<'_> {
    fn question(&self) -> Option<Prompt> {
        let (now, clock) = (self.moment.now, self.moment.clock);
        let is_due = self.questions.is_due(self.records, now, clock, self.seed);
        if !is_due || !self.may_come(PromptKind::AskFocus) {
            return None;
        }
        let text = format!("a question at a random moment, at most {} a day", self.questions.per_day);
        let reasons = vec![stated("random-moment", text, 1.0)];
        Some(self.prompt(PromptKind::AskFocus, String::new(), Arm::Deliver, 1.0, reasons))
    }

    fn suggestion(&self) -> Option<Prompt> {
        let may_come = |suggestion: &&Suggestion| {
            let kind = suggestion.kind;
            let is_rare_enough = self.limits.let_kind(self.records, kind, self.moment.now);
            kind != PromptKind::AskFocus && is_rare_enough && self.may_come(kind)
        };
        let open: Vec<&Suggestion> = self.suggestions.iter().filter(may_come).collect();
        if !self.limits.is_on || open.is_empty() {
            return None;
        }
        // One of those that may come, each as likely: the loudest kind must not starve the trials of the others.
        let chosen = open.get(place(self.draws[1], open.len()))?;
        let probability = deliver_chance(self.limits, self.effects, chosen.kind, self.moment.now);
        let arm = if self.draws[0] < probability { Arm::Deliver } else { Arm::HoldBack };
        let mut reasons = chosen.reasons.clone();
        let text =
            format!("as a small trial it is delivered with probability {probability:.2} and otherwise held back");
        reasons.push(measured("trial", text, (probability, ""), 0.0));
        Some(self.prompt(chosen.kind, chosen.subject.clone(), arm, probability, reasons))
    }

    /// Wishes, trials and this very moment let a prompt of that kind come.
    fn may_come(&self, kind: PromptKind) -> bool {
        lets(self.preferences.get(&kind), self.moment.now)
            && !is_retired(self.effects, kind)
            && availability(self.moment, kind).is_ok()
    }

    fn prompt(
        &self,
        kind: PromptKind,
        subject: String,
        arm: Arm,
        deliver_probability: f64,
        reasons: Vec<Reason>,
    ) -> Prompt {
        let at = self.moment.now;
        Prompt { prompt_id: format!("{}-{}", kind.name(), at.0), kind, subject, at, arm, deliver_probability, reasons }
    }
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place among at most five kinds; what is not a number becomes 0"
)]
fn place(draw: f64, count: usize) -> usize {
    ((draw.clamp(0.0, 1.0) * count as f64) as usize).min(count.saturating_sub(1))
}

#[cfg(test)]
pub(crate) fn question_record(at: attentive_types::Timestamp) -> PromptRecord {
    let prompt = Prompt {
        prompt_id: at.0.to_string(),
        kind: PromptKind::AskFocus,
        subject: String::new(),
        at,
        arm: Arm::Deliver,
        deliver_probability: 1.0,
        reasons: vec![],
    };
    PromptRecord { prompt, answer: None, answered_at: None }
}

#[cfg(test)]
#[path = "choose_tests.rs"]
mod tests;

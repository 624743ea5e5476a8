//! Prompts, what the person answered, and what followed: on the disk first, then in memory.
//!
//! ```text
//! Prompt  -> attentive-prompts_<host>    before it is shown
//! Answer  -> attentive-answers_<host>    when a button is pressed
//! Outcome -> attentive-outcomes_<host>   half an hour later
//! ```
//!
//! There are a handful a day, so all of them are held; the store is the truth, and after a forget they are read again.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use attentive_pipeline::guide::PromptRecord;
use attentive_store::{Range, Store, StoreError};
use attentive_types::bucket::kinds;
use attentive_types::time::{DAY, MINUTE};
use attentive_types::{Answer, Arm, Event, Outcome, Prompt, Span, Timestamp};
use serde::{Deserialize, Serialize};

use super::names::{self, streams};
use super::own_buckets;

/// A prompt that nobody answered is taken off the screen after this long: as long as what followed it is watched.
const OPEN_NANOS: i64 = 30 * MINUTE;

/// What the person said to one prompt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Answered {
    /// The prompt.
    pub(crate) prompt_id: String,
    /// What was said.
    pub(crate) answer: Answer,
    /// Where: `dashboard`, `notification`, `cli`.
    pub(crate) via: String,
}

/// Everything about prompts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    prompts: Vec<Arc<Prompt>>,
    answers: HashMap<String, (Answer, Timestamp)>,
    outcomes: Vec<Outcome>,
}

impl Ledger {
    /// All that the store holds, of this machine and of imports. A record that cannot be understood is skipped and counted in the log.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(crate) fn of_store(store: &Store) -> Result<Self, StoreError> {
        let prompts: Vec<(Timestamp, Prompt)> = read_all(store, kinds::PROMPT)?;
        let outcomes: Vec<(Timestamp, Outcome)> = read_all(store, kinds::OUTCOME)?;
        let answers: Vec<(Timestamp, Answered)> = read_all(store, names::ANSWER_KIND)?;
        let mut ledger = Self {
            prompts: prompts.into_iter().map(|(_, prompt)| Arc::new(prompt)).collect(),
            outcomes: outcomes.into_iter().map(|(_, outcome)| outcome).collect(),
            answers: answers.into_iter().map(|(at, answered)| (answered.prompt_id, (answered.answer, at))).collect(),
        };
        ledger.prompts.sort_by_key(|prompt| prompt.at);
        ledger.outcomes.sort_by_key(|outcome| outcome.at);
        Ok(ledger)
    }

    /// Stores a prompt; only then is it known here. An error means that it must not be shown.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub(crate) fn add_prompt(
        &mut self,
        store: &Store,
        hostname: &str,
        prompt: Prompt,
    ) -> Result<Arc<Prompt>, StoreError> {
        write(store, hostname, (streams::PROMPTS, kinds::PROMPT), prompt.at, &prompt)?;
        let prompt = Arc::new(prompt);
        self.prompts.push(Arc::clone(&prompt));
        Ok(prompt)
    }

    /// Stores what followed a prompt. The first outcome of a prompt counts.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub(crate) fn add_outcome(&mut self, store: &Store, hostname: &str, outcome: Outcome) -> Result<(), StoreError> {
        if self.outcomes.iter().any(|known| known.prompt_id == outcome.prompt_id) {
            return Ok(());
        }
        write(store, hostname, (streams::OUTCOMES, kinds::OUTCOME), outcome.at, &outcome)?;
        self.outcomes.push(outcome);
        Ok(())
    }

    /// Stores an answer; a later one replaces it.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub(crate) fn add_answer(
        &mut self,
        store: &Store,
        hostname: &str,
        answered: Answered,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        if self.answer(&answered.prompt_id) == Some(answered.answer) {
            return Ok(());
        }
        write(store, hostname, (streams::ANSWERS, names::ANSWER_KIND), now, &answered)?;
        self.answers.insert(answered.prompt_id, (answered.answer, now));
        Ok(())
    }

    /// The prompt of that name.
    pub(crate) fn prompt(&self, prompt_id: &str) -> Option<&Arc<Prompt>> {
        self.prompts.iter().rev().find(|prompt| prompt.prompt_id == prompt_id)
    }

    /// What was said to it; `None` when nothing was.
    pub(crate) fn answer(&self, prompt_id: &str) -> Option<Answer> {
        self.answers.get(prompt_id).map(|(answer, _)| *answer)
    }

    /// What followed it; `None` before that is known.
    pub(crate) fn outcome(&self, prompt_id: &str) -> Option<&Outcome> {
        self.outcomes.iter().rev().find(|outcome| outcome.prompt_id == prompt_id)
    }

    /// All prompts, oldest first.
    pub(crate) fn prompts(&self) -> &[Arc<Prompt>] {
        &self.prompts
    }

    /// What waits for an answer on the screen, newest first.
    pub(crate) fn open(&self, now: Timestamp) -> Vec<Arc<Prompt>> {
        let is_open = |prompt: &&Arc<Prompt>| {
            let age_nanos = now - prompt.at;
            prompt.arm == Arm::Deliver
                && self.answer(&prompt.prompt_id).is_none()
                && (0..OPEN_NANOS).contains(&age_nanos)
        };
        self.prompts.iter().rev().filter(is_open).cloned().collect()
    }

    /// What a new prompt is weighed against and what an outcome may be due for, oldest first: the last two days, and earlier ones
    /// of the last month whose outcome is not known.
    pub(crate) fn to_be_weighed(&self, now: Timestamp) -> Vec<PromptRecord> {
        let known = self.with_outcome();
        let is_weighed = |prompt: &&Arc<Prompt>| {
            let age_nanos = now - prompt.at;
            age_nanos <= 2 * DAY || (age_nanos <= 31 * DAY && !known.contains(prompt.prompt_id.as_str()))
        };
        let record = |prompt: &Arc<Prompt>| {
            let answered = self.answers.get(&prompt.prompt_id).copied();
            let (answer, answered_at) = (answered.map(|(answer, _)| answer), answered.map(|(_, at)| at));
            PromptRecord { prompt: (**prompt).clone(), answer, answered_at }
        };
        self.prompts.iter().filter(is_weighed).map(record).collect()
    }

    /// The prompts of a span, oldest first.
    pub(crate) fn within(&self, span: Span) -> Vec<Prompt> {
        self.prompts.iter().filter(|prompt| span.contains(prompt.at)).map(|prompt| (**prompt).clone()).collect()
    }

    /// Outcomes with the answers that came after they were written down.
    pub(crate) fn outcomes_with_answers(&self) -> Vec<Outcome> {
        let with_answer = |outcome: &Outcome| {
            let later = self.answer(&outcome.prompt_id);
            Outcome { answer: outcome.answer.or(later), ..outcome.clone() }
        };
        self.outcomes.iter().map(with_answer).collect()
    }

    /// Names of prompts whose outcome is known.
    pub(crate) fn with_outcome(&self) -> HashSet<&str> {
        self.outcomes.iter().map(|outcome| outcome.prompt_id.as_str()).collect()
    }
}

/// What followed every prompt that a store holds, with the answers to it.
///
/// # Errors
/// When the store cannot be read.
pub fn stored_outcomes(store: &Store) -> Result<Vec<Outcome>, StoreError> {
    Ok(Ledger::of_store(store)?.outcomes_with_answers())
}

/// Every record of one type with its time, oldest first within each bucket.
fn read_all<T: for<'de> Deserialize<'de>>(store: &Store, kind: &str) -> Result<Vec<(Timestamp, T)>, StoreError> {
    let mut records = Vec::new();
    let mut bad: usize = 0;
    for bucket in store.buckets()?.into_iter().filter(|bucket| bucket.kind == kind) {
        let mut events = store.events(&bucket.id, Range::default(), None)?;
        events.reverse();
        for event in events {
            match serde_json::from_value(serde_json::Value::Object(event.data)) {
                Ok(record) => records.push((event.timestamp, record)),
                Err(_) => bad += 1,
            }
        }
    }
    if bad > 0 {
        tracing::warn!("skipped {bad} records of type {kind}: they cannot be understood");
    }
    Ok(records)
}

fn write<T: Serialize>(
    store: &Store,
    hostname: &str,
    (stream, kind): (&str, &str),
    at: Timestamp,
    record: &T,
) -> Result<Event, StoreError> {
    let data = own_buckets::facts(record)?;
    let bucket = own_buckets::bucket(&names::own(stream, hostname), kind, hostname, at);
    own_buckets::insert(store, bucket, Event { id: None, timestamp: at, duration_nanos: 0, data })
}

#[cfg(test)]
mod tests {
    use attentive_types::PromptKind;

    use super::*;
    use crate::scratch::store;

    fn prompt(name: &str, at: i64, arm: Arm) -> Prompt {
        Prompt {
            prompt_id: name.to_owned(),
            kind: PromptKind::TakeBreak,
            subject: String::new(),
            at: Timestamp(at),
            arm,
            deliver_probability: 0.5,
            reasons: Vec::new(),
        }
    }

    fn outcome_of(prompt: &Prompt) -> Outcome {
        Outcome {
            prompt_id: prompt.prompt_id.clone(),
            kind: prompt.kind,
            arm: prompt.arm,
            deliver_probability: prompt.deliver_probability,
            at: prompt.at,
            focus_min: Some(12.5),
            answer: None,
        }
    }

    #[test]
    fn what_was_written_is_read_again_after_a_restart() {
        let (_folder, store) = store();
        let mut ledger = Ledger::of_store(&store).unwrap();
        let shown = ledger.add_prompt(&store, "h", prompt("p-1", 10, Arm::Deliver)).unwrap();
        ledger.add_prompt(&store, "h", prompt("p-2", 20, Arm::HoldBack)).unwrap();
        let answered = Answered { prompt_id: "p-1".into(), answer: Answer::Rated(4), via: "dashboard".into() };
        ledger.add_answer(&store, "h", answered, Timestamp(15)).unwrap();
        ledger.add_outcome(&store, "h", outcome_of(&shown)).unwrap();
        ledger.add_outcome(&store, "h", outcome_of(&shown)).unwrap();
        let again = Ledger::of_store(&store).unwrap();
        assert_eq!(again.prompts(), ledger.prompts());
        assert_eq!(again.outcomes_with_answers().len(), 1);
        assert_eq!(again.outcomes_with_answers()[0].answer, Some(Answer::Rated(4)));
        assert_eq!(again.with_outcome().into_iter().collect::<Vec<_>>(), ["p-1"]);
        let record = again.to_be_weighed(Timestamp(20)).into_iter().next().unwrap();
        assert_eq!((record.answer, record.answered_at), (Some(Answer::Rated(4)), Some(Timestamp(15))));
        let much_later: Vec<String> =
            again.to_be_weighed(Timestamp(3 * DAY)).iter().map(|record| record.prompt.prompt_id.clone()).collect();
        assert_eq!(much_later, ["p-2"], "its outcome is still to be found");
    }

    #[test]
    fn only_what_was_delivered_and_not_answered_is_open_and_not_for_ever() {
        let (_folder, store) = store();
        let mut ledger = Ledger::default();
        for (name, arm) in [("shown", Arm::Deliver), ("held", Arm::HoldBack), ("answered", Arm::Deliver)] {
            ledger.add_prompt(&store, "h", prompt(name, 0, arm)).unwrap();
        }
        let answered = Answered { prompt_id: "answered".into(), answer: Answer::NotNow, via: "cli".into() };
        ledger.add_answer(&store, "h", answered, Timestamp(1)).unwrap();
        let open: Vec<String> = ledger.open(Timestamp(1)).iter().map(|prompt| prompt.prompt_id.clone()).collect();
        assert_eq!(open, ["shown"]);
        assert!(ledger.open(Timestamp(OPEN_NANOS)).is_empty());
    }

    #[test]
    fn a_record_that_cannot_be_understood_costs_only_itself() {
        let (_folder, store) = store();
        let mut ledger = Ledger::default();
        ledger.add_prompt(&store, "h", prompt("p-1", 10, Arm::Deliver)).unwrap();
        store.insert_events("attentive-prompts_h", vec![Event::default()]).unwrap();
        assert_eq!(Ledger::of_store(&store).unwrap().prompts().len(), 1);
    }
}

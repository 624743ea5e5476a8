//! The guide: every ten seconds it asks the stages whether something should be said, and it takes what the person answers.
//!
//! A prompt is stored before it is shown, so that its trial is whole: what cannot be stored is not shown. While sensing is paused
//! or focus mode is on, nothing is said.

use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use attentive_pipeline::guide::{Language, digest, reminder, wish_after};
use attentive_store::{Store, StoreError};
use attentive_types::bucket::kinds;
use attentive_types::{Answer, Arm, Event, Outcome, Payload, Prompt, PromptKind, Ticket, Urgency};
use serde_json::{Value, json};

use super::chance::Chance;
use super::channels::{DesktopKeeper, Posted};
use super::ledger::{Answered, Ledger};
use super::names::{self, streams};
use super::news::News;
use super::notify::{Desktop, Loudness};
use super::preferences::{self, Preferences};
use super::{Inner, Live, clock, keys, own_buckets};

/// How often it asks.
const TICK: Duration = Duration::from_secs(10);

/// What the guide keeps.
pub(crate) struct Guide {
    chance: Mutex<Chance>,
    ledger: RwLock<Ledger>,
    preferences: RwLock<Preferences>,
    desktop: Desktop,
    /// This installation's number, from which the moments of questions come.
    seed: u64,
}

/// Why an answer to a prompt was not taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AnswerError {
    /// There is no such prompt, or it was held back and never shown.
    #[error("there is no such prompt")]
    NoSuchPrompt,
    /// The answer does not fit the prompt.
    #[error("{0}")]
    Unfit(&'static str),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Guide {
    /// What the store holds of prompts and wishes.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn of_store(store: &Store, keeper: Arc<DesktopKeeper>) -> Result<Self, StoreError> {
        let mut chance = Chance::of_machine(&store.device_id(), clock::machine_now());
        Ok(Self {
            seed: seed(store, &mut chance)?,
            chance: Mutex::new(chance),
            ledger: RwLock::new(Ledger::of_store(store)?),
            preferences: RwLock::new(preferences::read(store)?),
            desktop: Desktop::new(keeper),
        })
    }

    /// Two fresh draws.
    pub(crate) fn draws(&self) -> [f64; 2] {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        [chance.draw(), chance.draw()]
    }

    /// This installation's number.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// A number that no name has yet.
    pub(crate) fn number(&self) -> u64 {
        self.chance.lock().unwrap_or_else(PoisonError::into_inner).number()
    }

    fn name(&self, prefix: &str) -> String {
        self.chance.lock().unwrap_or_else(PoisonError::into_inner).name(prefix)
    }

    /// The prompts as they are known.
    pub(crate) fn with_ledger<T>(&self, read: impl FnOnce(&Ledger) -> T) -> T {
        read(&self.ledger.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The person's wishes.
    pub(crate) fn preferences(&self) -> Preferences {
        self.preferences.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes the wishes from the setting again.
    ///
    /// # Errors
    /// When the setting cannot be read; the wishes stay.
    pub(crate) fn read_preferences_again(&self, store: &Store) -> Result<(), StoreError> {
        let mut wishes = self.preferences.write().unwrap_or_else(PoisonError::into_inner);
        *wishes = preferences::read(store)?;
        Ok(())
    }

    /// Reads prompts, answers and outcomes again, after something was forgotten or imported.
    ///
    /// # Errors
    /// When the store cannot be read; what was known stays.
    pub(crate) fn read_again(&self, store: &Store) -> Result<(), StoreError> {
        // The lock is held while reading, so that no prompt that is stored meanwhile is missed.
        let mut ledger = self.ledger.write().unwrap_or_else(PoisonError::into_inner);
        *ledger = Ledger::of_store(store)?;
        Ok(())
    }
}

/// The number that the store holds, drawn when there is none. With another one, questions would come at other moments.
fn seed(store: &Store, chance: &mut Chance) -> Result<u64, StoreError> {
    if let Some(seed) = store.setting(keys::SEED)?.as_ref().and_then(Value::as_u64) {
        return Ok(seed);
    }
    let seed = chance.number();
    store.set_setting(keys::SEED, seed.into())?;
    Ok(seed)
}

/// Runs until the program ends.
pub(crate) fn run(inner: &Arc<Inner>) {
    while !inner.stop.wait(TICK) {
        match inner.tick() {
            Ok(()) | Err(StoreError::Closed) => {}
            Err(error) => tracing::warn!("could not keep what the guide has to say, so it says nothing: {error}"),
        }
    }
}

impl Inner {
    /// One look: outcomes of earlier prompts, and perhaps a new one.
    pub(crate) fn tick(self: &Arc<Self>) -> Result<(), StoreError> {
        let now = self.data_clock.now();
        let advice = self.advise(now, &[]);
        let has_outcomes = !advice.outcomes.is_empty();
        for outcome in advice.outcomes {
            self.keep_outcome(outcome)?;
        }
        if has_outcomes {
            self.analysis.learn(self);
        }
        let is_silent = self.pause.until(clock::machine_now()).is_some() || self.is_focus_mode_on(now);
        match advice.prompt {
            Some(prompt) if !is_silent => self.deliver(prompt),
            _ => Ok(()),
        }
    }

    /// The prompts as they are known.
    pub(crate) fn ledger<T>(&self, read: impl FnOnce(&Ledger) -> T) -> T {
        self.guide.with_ledger(read)
    }

    /// The person's wishes.
    pub(crate) fn preferences(&self) -> Preferences {
        self.guide.preferences()
    }

    /// How often and when prompts may come up, as the dashboard shows it.
    pub(crate) fn limits(&self) -> Value {
        let policy = self.policy();
        json!({
            "per_hour": policy.limits.per_hour,
            "per_day": policy.limits.per_day,
            "quiet_hours": policy.broker.quiet_hours,
            "questions_per_day": policy.questions.per_day,
            "deliver_probability": policy.limits.probability(),
            "adapts": policy.limits.adapts,
        })
    }

    /// Stores a prompt, then shows it if it is on that side of its trial.
    pub(crate) fn deliver(self: &Arc<Self>, mut prompt: Prompt) -> Result<(), StoreError> {
        let is_taken = self.guide.with_ledger(|ledger| ledger.prompt(&prompt.prompt_id).is_some());
        if is_taken || prompt.prompt_id.is_empty() {
            prompt.prompt_id = self.guide.name("prompt");
        }
        let stored = {
            let mut ledger = self.guide.ledger.write().unwrap_or_else(PoisonError::into_inner);
            ledger.add_prompt(&self.store, &self.options.hostname, prompt)?
        };
        if stored.arm == Arm::HoldBack {
            return Ok(());
        }
        self.newsroom.tell(News::Prompt(Arc::clone(&stored)));
        if self.options.notifications {
            self.notify(&stored)?;
        }
        Ok(())
    }

    /// Tells what the inbox just brought, on the desktop (one by its words, several as a digest) and to the webhook.
    pub(crate) fn bring(&self, tickets: &[Arc<Ticket>]) {
        // What the desktop holds back because of us must not hold back what is urgent.
        let is_pressing = has_urgent(tickets) && self.channels.desktop.is_holding();
        self.tell(tickets, false, if is_pressing { Loudness::Pressing } else { Loudness::Ordinary });
    }

    /// Tells once more what was brought and left lying, louder where it is urgent.
    pub(crate) fn remind(&self, tickets: &[Arc<Ticket>]) {
        let loudness = if has_urgent(tickets) { Loudness::Pressing } else { Loudness::Ordinary };
        self.tell(tickets, true, loudness);
    }

    fn tell(&self, tickets: &[Arc<Ticket>], is_again: bool, loudness: Loudness) {
        if let Some(postman) = &self.channels.postman {
            tickets.iter().for_each(|ticket| postman.hand_over(Posted { ticket: Arc::clone(ticket), is_again }));
        }
        if tickets.is_empty() || !self.options.notifications {
            return;
        }
        let locale = self.store.setting(keys::LOCALE).ok().flatten();
        let language = Language::from_locale(locale.as_ref().and_then(Value::as_str).unwrap_or_default());
        let lines: Vec<(&str, &str)> =
            tickets.iter().map(|ticket| (ticket.demand.source.as_str(), ticket.demand.subject.as_str())).collect();
        let words = if is_again { reminder(&lines, language) } else { digest(&lines, language) };
        if !self.guide.desktop.tell(words, loudness) {
            tracing::info!(
                "no desktop notification for what the inbox brought: others still wait; the dashboard shows it"
            );
        }
    }

    fn notify(self: &Arc<Self>, prompt: &Arc<Prompt>) -> Result<(), StoreError> {
        let locale = self.store.setting(keys::LOCALE)?;
        let language = Language::from_locale(locale.as_ref().and_then(Value::as_str).unwrap_or_default());
        let inner = Arc::clone(self);
        let prompt_id = prompt.prompt_id.clone();
        let answered = move |answer| {
            if let Err(error) = inner.answer(&prompt_id, answer, "notification") {
                tracing::warn!("could not keep an answer to a notification: {error}");
            }
        };
        if !self.guide.desktop.show(prompt, language, answered) {
            tracing::info!("no desktop notification for this prompt: others still wait; the dashboard shows it");
        }
        Ok(())
    }

    fn keep_outcome(&self, outcome: Outcome) -> Result<(), StoreError> {
        let mut ledger = self.guide.ledger.write().unwrap_or_else(PoisonError::into_inner);
        let answer = outcome.answer.or(ledger.answer(&outcome.prompt_id));
        ledger.add_outcome(&self.store, &self.options.hostname, Outcome { answer, ..outcome })
    }

    /// Takes what the person said to a prompt: it is kept, heeded, and a rating is also a self-report.
    pub(crate) fn answer(&self, prompt_id: &str, answer: Answer, via: &str) -> Result<(), AnswerError> {
        let prompt = self.guide.with_ledger(|ledger| ledger.prompt(prompt_id).cloned());
        let prompt = prompt.filter(|prompt| prompt.arm == Arm::Deliver).ok_or(AnswerError::NoSuchPrompt)?;
        fits(prompt.kind, answer).map_err(AnswerError::Unfit)?;
        let now = self.data_clock.now();
        let answered = Answered { prompt_id: prompt_id.to_owned(), answer, via: via.to_owned() };
        let is_repeated = {
            let mut ledger = self.guide.ledger.write().unwrap_or_else(PoisonError::into_inner);
            let is_repeated = ledger.answer(prompt_id) == Some(answer);
            ledger.add_answer(&self.store, &self.options.hostname, answered, now)?;
            is_repeated
        };
        if is_repeated {
            return Ok(());
        }
        if let Answer::Rated(rated) = answer {
            self.self_report(rated, via)?;
        }
        self.change_preferences(|wishes| {
            let before = wishes.get(&prompt.kind).cloned().unwrap_or_default();
            wishes.insert(prompt.kind, wish_after(&before, answer, now));
        })?;
        Ok(())
    }

    /// Changes the wishes on the disk and then here.
    fn change_preferences(&self, change: impl FnOnce(&mut Preferences)) -> Result<(), StoreError> {
        let mut wishes = self.guide.preferences.write().unwrap_or_else(PoisonError::into_inner);
        let mut changed = wishes.clone();
        change(&mut changed);
        if changed != *wishes {
            preferences::write(&self.store, &changed)?;
            *wishes = changed;
        }
        Ok(())
    }

    fn self_report(&self, answer: u8, via: &str) -> Result<(), StoreError> {
        let (hostname, now) = (&self.options.hostname, self.data_clock.now());
        let bucket =
            own_buckets::bucket(&names::own(streams::SELF_REPORT, hostname), kinds::SELF_REPORT, hostname, now);
        let mut data = Payload::new();
        data.insert("question".to_owned(), "focus".into());
        data.insert("answer".to_owned(), answer.into());
        data.insert("via".to_owned(), via.into());
        own_buckets::insert(&self.store, bucket, Event { id: None, timestamp: now, duration_nanos: 0, data })
            .map(|_| ())
    }
}

fn has_urgent(tickets: &[Arc<Ticket>]) -> bool {
    tickets.iter().any(|ticket| ticket.demand.urgency == Urgency::Urgent)
}

/// Whether an answer can be given to a kind of prompt; the message says why not.
fn fits(kind: PromptKind, answer: Answer) -> Result<(), &'static str> {
    match answer {
        Answer::Rated(rated) if !(1..=5).contains(&rated) => Err("rated: expected 1 (scattered) to 5 (focused)"),
        Answer::Rated(_) if kind != PromptKind::AskFocus => {
            Err("only a question can be rated; expected accepted, snoozed, not-now or never-again")
        }
        Answer::Ignored => Err("expected accepted, snoozed, not-now, never-again or a rating"),
        _ => Ok(()),
    }
}

impl Live {
    /// Takes what the person said to a prompt.
    pub(crate) fn answer(&self, prompt_id: &str, answer: Answer, via: &str) -> Result<(), AnswerError> {
        self.inner.answer(prompt_id, answer, via)
    }

    /// Stores how focused the person says they were just now, 1 to 5.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub(crate) fn self_report(&self, answer: u8, via: &str) -> Result<(), StoreError> {
        self.inner.self_report(answer, via)
    }

    /// Sets whether a kind of prompt may ever come up again; allowing it also ends its waiting time.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub(crate) fn prefer(&self, kind: PromptKind, is_never: bool) -> Result<(), StoreError> {
        self.inner.change_preferences(|wishes| {
            let wish = wishes.entry(kind).or_default();
            wish.is_never = is_never;
            wish.not_before = None;
        })
    }

    /// A name for a demand that came without one.
    pub(crate) fn demand_name(&self) -> String {
        self.inner.guide.name("demand")
    }
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use attentive_store::{OpenOptions, Range};
    use attentive_types::Timestamp;

    use super::super::{LiveOptions, PromptOptions};
    use super::*;

    fn live() -> (tempfile::TempDir, Live) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        let live = Live::start(store, LiveOptions { hostname: "h".to_owned(), ..LiveOptions::default() }).unwrap();
        (folder, live)
    }

    fn prompt(name: &str, kind: PromptKind, arm: Arm) -> Prompt {
        Prompt {
            prompt_id: name.to_owned(),
            kind,
            subject: String::new(),
            at: clock::machine_now(),
            arm,
            deliver_probability: 0.5,
            reasons: Vec::new(),
        }
    }

    #[test]
    fn a_prompt_is_on_the_disk_before_it_is_told_and_a_held_back_one_is_never_told() {
        let (_folder, live) = live();
        let mut listener = live.listen();
        live.inner.deliver(prompt("held", PromptKind::TakeBreak, Arm::HoldBack)).unwrap();
        live.inner.deliver(prompt("shown", PromptKind::TakeBreak, Arm::Deliver)).unwrap();
        assert_eq!(live.inner.store.count("attentive-prompts_h", Range::default()).unwrap(), 2);
        match listener.news.try_recv() {
            Ok(News::Prompt(prompt)) => assert_eq!(prompt.prompt_id, "shown"),
            other => panic!("expected the prompt, found {other:?}"),
        }
        assert!(listener.news.try_recv().is_err());
    }

    #[test]
    fn what_cannot_be_stored_is_not_told() {
        let (_folder, live) = live();
        let mut listener = live.listen();
        live.inner.store.clone().close().unwrap();
        assert!(live.inner.deliver(prompt("p", PromptKind::TakeBreak, Arm::Deliver)).is_err());
        assert!(listener.news.try_recv().is_err());
        assert!(live.inner.ledger(|ledger| ledger.prompts().is_empty()));
    }

    #[test]
    fn two_prompts_never_share_a_name() {
        let (_folder, live) = live();
        for _ in 0..2 {
            live.inner.deliver(prompt("p", PromptKind::TakeBreak, Arm::Deliver)).unwrap();
        }
        let names: Vec<String> =
            live.inner.ledger(|ledger| ledger.prompts().iter().map(|prompt| prompt.prompt_id.clone()).collect());
        assert_eq!(names[0], "p");
        assert_ne!(names[1], "p");
    }

    #[test]
    fn an_answer_is_kept_heeded_and_a_rating_is_a_self_report() {
        let (_folder, live) = live();
        live.inner.deliver(prompt("q", PromptKind::AskFocus, Arm::Deliver)).unwrap();
        live.inner.deliver(prompt("b", PromptKind::TakeBreak, Arm::Deliver)).unwrap();
        live.answer("q", Answer::Rated(4), "notification").unwrap();
        live.answer("q", Answer::Rated(4), "notification").unwrap();
        live.answer("b", Answer::NeverAgain, "dashboard").unwrap();
        assert_eq!(
            live.inner.store.count("attentive-selfreport_h", Range::default()).unwrap(),
            1,
            "said twice, meant once"
        );
        assert!(live.inner.preferences()[&PromptKind::TakeBreak].is_never);
        live.prefer(PromptKind::TakeBreak, false).unwrap();
        assert!(!live.inner.preferences()[&PromptKind::TakeBreak].is_never);
        assert!(matches!(live.answer("x", Answer::Accepted, "cli"), Err(AnswerError::NoSuchPrompt)));
        assert!(matches!(live.answer("b", Answer::Rated(3), "cli"), Err(AnswerError::Unfit(_))));
    }

    #[test]
    fn the_seed_is_drawn_once() {
        let (_folder, live) = live();
        let again = seed(&live.inner.store, &mut Chance::of_machine("d", Timestamp(0))).unwrap();
        assert_eq!(again, live.inner.guide.seed());
    }

    #[test]
    fn a_long_stretch_brings_a_prompt_once_and_none_while_paused() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        own_buckets::two_hours_at_one_window(&store);
        let prompts = PromptOptions {
            quiet_hours: None,
            questions_per_day: 0,
            deliver_probability: 1.0,
            ..PromptOptions::default()
        };
        let live =
            Live::start(store, LiveOptions { hostname: "h".to_owned(), prompts, ..LiveOptions::default() }).unwrap();
        let began = Instant::now();
        while !live.is_caught_up() {
            assert!(began.elapsed() < Duration::from_secs(20), "not caught up");
            std::thread::sleep(Duration::from_millis(10));
        }
        let mut listener = live.listen();
        live.pause_for(5).unwrap();
        live.inner.tick().unwrap();
        assert!(live.inner.ledger(|ledger| ledger.prompts().is_empty()), "nothing is said while paused");
        live.resume().unwrap();
        live.inner.tick().unwrap();
        live.inner.tick().unwrap();
        let names = live.inner.ledger(|ledger| ledger.prompts().iter().map(|prompt| prompt.kind).collect::<Vec<_>>());
        assert_eq!(names, [PromptKind::TakeBreak], "one an hour");
        let told =
            std::iter::from_fn(|| listener.news.try_recv().ok()).filter(|news| matches!(news, News::Prompt(_))).count();
        assert_eq!(told, 1);
    }
}

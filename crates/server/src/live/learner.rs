//! The thread that learns the person's own model of states from what they say, in the background.
//!
//! ```text
//! corrections, self-reports ─> enough new ones? ─> learn ─┬─> kept on the disk, used from now on
//!                                                         └─> not yet: why, with figures
//! ```
//!
//! What was learnt from words that are erased goes with them ([`Inner::forget_states`]) and is learnt anew from what remains. It learns when five windows have a word of the person that it had not heard
//! last time, and when one that it was taught by was changed or taken back by whatever way. It rests a hundred times as long as it worked, so that it takes a hundredth of one core at most.
//! Where the world has moved away from the model ([`Look`]) it is set aside until it could be learnt anew, and the transparent one answers.
//! A model that the command line kept or removed meanwhile is taken up or let go at the next look.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, Instant};

use attentive_pipeline::patterns::learned::{Drift, LearnedStates, Learnt, Look, Miscalibration, Words};
use attentive_types::Timestamp;
use serde::Serialize;

use super::{Inner, LocalTime, clock, date_name};

/// How often it looks whether there is something new.
const TICK: Duration = Duration::from_secs(60);
/// Words that it had not heard last time before it learns anew.
const NEW_WORDS: usize = 5;
/// It rests so many times as long as it worked.
const REST: u32 = 100;

/// Where the person's own model lies; who starts the server says.
pub trait KeepStates: fmt::Debug + Send + Sync {
    /// The model that is kept, and how many windows it was learnt from; `None` when there is none.
    ///
    /// # Errors
    /// With what is wrong with the kept one, in words for people.
    fn find(&self) -> Result<Option<(LearnedStates, usize)>, String>;

    /// What tells the kept model from any other, quickly; `None` when there is none.
    ///
    /// # Errors
    /// With why that cannot be told, in words for people.
    fn stamp(&self) -> Result<Option<String>, String>;

    /// Keeps a new one. `began` is when the work began.
    ///
    /// # Errors
    /// With why it could not be kept, in words for people.
    fn keep(&self, learnt: &Learnt, began: Timestamp) -> Result<(), String>;

    /// Removes the one that is kept, as what it was learnt from was erased.
    ///
    /// # Errors
    /// With why it could not be removed, in words for people.
    fn remove(&self) -> Result<(), String>;
}

/// What is known of the model.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Said {
    /// Which model answers: `transparent` or `learned`.
    pub(crate) by: &'static str,
    /// How many windows the learned one was learnt from; 0 without one.
    pub(crate) windows: usize,
    /// The states that it knows.
    pub(crate) kinds: Vec<&'static str>,
    /// Whether its confidence is right about as often as it says.
    pub(crate) is_calibrated: bool,
    /// How many windows have the person's word now.
    pub(crate) labelled: usize,
    /// Why there is none, or why the last attempt did not replace it; `None` when all is well.
    pub(crate) why_not: Option<String>,
    /// How the world has moved away from the learned one; `None` where it has not.
    pub(crate) drift: Option<SaidDrift>,
}

/// How the world has moved away from the learned model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct SaidDrift {
    /// `too-bold`, `too-cautious` or `inputs`.
    what: &'static str,
    /// The day on which that began.
    since: String,
    /// Whether the model is set aside, so that the transparent one answers.
    is_aside: bool,
    /// Answers of the person since then that it was held against; 0 for `inputs`.
    answers: usize,
    /// How sure it was of them on average, 0 to 1; `None` for `inputs`.
    said: Option<f64>,
    /// The share that was right; `None` for `inputs`.
    right: Option<f64>,
    /// Newer days that were held against those that it was taught by; 0 for the others.
    days: usize,
    /// The features that moved; none for the others.
    features: Vec<&'static str>,
}

impl SaidDrift {
    fn of(drift: &Drift, local: &LocalTime) -> Self {
        let is_aside = drift.sets_aside();
        let own = Self {
            what: "inputs",
            since: String::new(),
            is_aside,
            answers: 0,
            said: None,
            right: None,
            days: 0,
            features: Vec::new(),
        };
        match drift {
            Drift::Calibration { how, since, answers, said, right } => Self {
                what: if *how == Miscalibration::TooBold { "too-bold" } else { "too-cautious" },
                since: date_name(local.day_number(*since)),
                answers: *answers,
                said: Some(*said),
                right: Some(*right),
                ..own
            },
            Drift::Inputs { features, days, since } => {
                Self { since: date_name(*since), days: *days, features: features.clone(), ..own }
            }
        }
    }
}

/// The model that is used, and what the thread remembers.
#[derive(Debug, Default)]
pub(crate) struct Learner {
    model: RwLock<Option<Arc<LearnedStates>>>,
    /// Whether it is kept, but does not answer.
    is_aside: AtomicBool,
    said: Mutex<Said>,
    /// What the person had said when it was last tried.
    tried: Mutex<Words>,
    /// Which kept model is used, or was last looked at.
    stamp: Mutex<Option<String>>,
    /// How often something was erased: what is learnt meanwhile is thrown away.
    erased: AtomicUsize,
    /// Whether what the model was learnt from is gone in part, so that it goes when no new one can be learnt.
    is_stale: AtomicBool,
}

impl Learner {
    /// With the model that is kept, if there is one. One that cannot be used is said, and the transparent model answers.
    pub(crate) fn new(keeper: Option<&Arc<dyn KeepStates>>) -> Self {
        let learner = Self::default();
        learner.say(|said| *said = Said { by: "transparent", ..Said::default() });
        let Some(keeper) = keeper else { return learner };
        // Asked for first: what is kept in between is taken up at the next look.
        let found = keeper.stamp().and_then(|stamp| Ok((stamp, keeper.find()?)));
        match found {
            Ok((stamp, Some((model, windows)))) => {
                *locked(&learner.stamp) = stamp;
                learner.use_from_now_on(model, windows);
            }
            Ok((_, None)) => {}
            Err(why) => learner.complain(why),
        }
        learner
    }

    /// The model that answers; `None` when the transparent one does.
    pub(crate) fn model(&self) -> Option<Arc<LearnedStates>> {
        if self.is_aside.load(Ordering::Acquire) { None } else { self.kept() }
    }

    /// The model that is kept, whether it answers or not.
    fn kept(&self) -> Option<Arc<LearnedStates>> {
        self.model.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is known of it.
    pub(crate) fn said(&self) -> Said {
        locked(&self.said).clone()
    }

    fn say(&self, change: impl FnOnce(&mut Said)) {
        change(&mut locked(&self.said));
    }

    /// Says what is wrong, and logs it once.
    fn complain(&self, why: String) {
        if self.said().why_not.as_ref() != Some(&why) {
            tracing::warn!("{why}");
            self.say(|said| said.why_not = Some(why));
        }
    }

    /// Answers with this one, which has heard what it was taught by.
    fn use_from_now_on(&self, model: LearnedStates, windows: usize) {
        locked(&self.tried).clone_from(model.words());
        self.is_stale.store(false, Ordering::Release);
        self.is_aside.store(false, Ordering::Release);
        self.say(|said| {
            said.by = "learned";
            said.drift = None;
            said.windows = windows;
            said.kinds = model.kinds().iter().map(|kind| kind.name()).collect();
            said.is_calibrated = model.is_calibrated();
            said.why_not = None;
        });
        *self.model.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(model));
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs until the program ends; at once at its end when nothing can be kept.
pub(crate) fn run(inner: &Arc<Inner>) {
    let Some(keeper) = inner.options.states.clone() else { return };
    let mut not_before = Instant::now();
    while !inner.stop.wait(TICK) {
        inner.take_up_states(keeper.as_ref());
        if Instant::now() >= not_before {
            let began = Instant::now();
            inner.learn_states(keeper.as_ref());
            not_before = Instant::now() + began.elapsed() * REST;
        }
    }
}

impl Inner {
    /// Takes up a model that something else kept, such as the command line, and lets go of one that something else removed.
    pub(crate) fn take_up_states(&self, keeper: &dyn KeepStates) {
        let erased = self.learner.erased.load(Ordering::Acquire);
        let stamp = match keeper.stamp() {
            Ok(stamp) => stamp,
            Err(why) => return self.learner.complain(why),
        };
        if *locked(&self.learner.stamp) == stamp {
            return;
        }
        if stamp.is_none() {
            *locked(&self.learner.stamp) = None;
            self.let_go_of_states();
            return self.rewritten();
        }
        match keeper.find() {
            Ok(Some((model, windows))) if self.learner.erased.load(Ordering::Acquire) == erased => {
                *locked(&self.learner.stamp) = stamp;
                self.learner.use_from_now_on(model, windows);
                tracing::info!("took up a model of states that was learnt from {windows} windows elsewhere");
                self.rewritten();
            }
            // Removed while we looked: the next look says so.
            Ok(_) => {}
            Err(why) => self.learner.complain(why),
        }
    }

    /// Learns when enough is new since it was last tried, once all that the store holds was read.
    pub(crate) fn learn_states(&self, keeper: &dyn KeepStates) {
        let began = clock::machine_now();
        // What was erased may still stand in an analysis that is behind.
        let erased = self.learner.erased.load(Ordering::Acquire);
        if !self.is_caught_up() {
            return;
        }
        let local = self.local_time();
        let kept = self.learner.kept();
        let tried = locked(&self.learner.tried).clone();
        let (features, look) = self.everything(|found| {
            let (features, reports) = (&found.features, &found.self_reports);
            let look = Look::at(kept.as_deref(), features, &found.corrections, reports, &local.days);
            let is_stale = look.is_stale || self.learner.is_stale.load(Ordering::Acquire);
            self.learner.is_stale.store(is_stale, Ordering::Release);
            let is_moved = look.drift.is_some() && self.learner.said().drift.is_none();
            let is_enough = is_stale || is_moved || look.words.not_in(&tried) >= NEW_WORDS;
            (is_enough.then(|| features.clone()), look)
        });
        if self.learner.erased.load(Ordering::Acquire) != erased {
            return;
        }
        self.learner.say(|said| said.labelled = look.said);
        self.heed(look.drift.as_ref(), &local);
        let Some(features) = features else { return };
        let learnt = look.learn(&features);
        let is_outdated = || self.learner.erased.load(Ordering::Acquire) != erased;
        if is_outdated() {
            return;
        }
        let why = match learnt {
            Ok(learnt) => match keeper.keep(&learnt, began) {
                Ok(()) if is_outdated() => keeper.remove().err(),
                Ok(()) => {
                    match keeper.stamp() {
                        Ok(stamp) => *locked(&self.learner.stamp) = stamp,
                        Err(why) => tracing::warn!("{why}"),
                    }
                    self.use_states(learnt);
                    None
                }
                Err(why) => Some(why),
            },
            Err(why) => {
                let failed =
                    if self.learner.is_stale.load(Ordering::Acquire) { self.forget_states().err() } else { None };
                *locked(&self.learner.tried) = look.words;
                Some(failed.unwrap_or_else(|| why.to_string()))
            }
        };
        if let Some(why) = why {
            tracing::info!("no new model of states: {why}");
            self.learner.say(|said| (said.labelled, said.why_not) = (look.said, Some(why)));
        }
    }

    /// Says how the world has moved, and sets the model aside where it may not answer any more, or has it answer again.
    fn heed(&self, drift: Option<&Drift>, local: &LocalTime) {
        let is_aside = drift.is_some_and(Drift::sets_aside);
        let by = if self.learner.kept().is_none() || is_aside { "transparent" } else { "learned" };
        self.learner.say(|said| {
            said.drift = drift.map(|drift| SaidDrift::of(drift, local));
            said.by = by;
        });
        if self.learner.is_aside.swap(is_aside, Ordering::AcqRel) != is_aside {
            tracing::info!("the learned model of states {}", if is_aside { "is set aside" } else { "answers again" });
            self.rewritten();
        }
    }

    /// Uses what was learnt from now on.
    fn use_states(&self, learnt: Learnt) {
        let windows = learnt.lessons.len();
        let what = format!("from your word on {windows} windows, at {}", clock::machine_now());
        if let Err(error) = self.store.audit("attentive", "learn states", &what) {
            tracing::warn!("could not write into the audit that states were learnt: {error}");
        }
        self.learner.use_from_now_on(learnt.model, windows);
        self.rewritten();
    }

    /// The oldest was removed, as the person wishes: the model is learnt anew from what remains, and removed when that is too little.
    pub(crate) fn learn_states_anew(&self) {
        self.learner.erased.fetch_add(1, Ordering::AcqRel);
        self.learner.is_stale.store(true, Ordering::Release);
    }

    /// Something was erased: the model that may have been learnt from it is removed, and the transparent one answers until there is another.
    ///
    /// # Errors
    /// With why the kept one could not be removed, in words for people.
    pub(crate) fn forget_states(&self) -> Result<(), String> {
        let Some(keeper) = &self.options.states else { return Ok(()) };
        self.learner.erased.fetch_add(1, Ordering::AcqRel);
        self.let_go_of_states();
        let removed = keeper.remove();
        match &removed {
            Ok(()) => *locked(&self.learner.stamp) = None,
            Err(why) => self.learner.say(|said| said.why_not = Some(why.clone())),
        }
        removed
    }

    /// The transparent model answers, and all that was said may be learnt from anew.
    fn let_go_of_states(&self) {
        self.learner.is_stale.store(false, Ordering::Release);
        self.learner.is_aside.store(false, Ordering::Release);
        *locked(&self.learner.tried) = Words::default();
        *self.learner.model.write().unwrap_or_else(PoisonError::into_inner) = None;
        self.learner.say(|said| *said = Said { by: "transparent", ..Said::default() });
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

    use attentive_learn::model_file::{LearntFrom, ModelFault};
    use attentive_store::{OpenOptions, Range, Store};
    use attentive_types::bucket::kinds;
    use attentive_types::time::{DAY, HOUR, MINUTE, SECOND};
    use attentive_types::{Event, Payload, Span, Timestamp};
    use serde_json::json;

    use super::*;
    use crate::live::own_buckets::bucket;
    use crate::live::{Live, LiveOptions};

    /// Keeps a model as the disk would, remembers how many windows each was learnt from (0: removed), or refuses.
    #[derive(Debug, Default)]
    struct Shelf {
        windows: Mutex<Vec<usize>>,
        kept: Mutex<Option<(Vec<u8>, usize)>>,
        is_full: bool,
    }

    impl KeepStates for Shelf {
        fn find(&self) -> Result<Option<(LearnedStates, usize)>, String> {
            if self.is_full {
                return Err("the kept model is damaged".to_owned());
            }
            let kept = self.kept.lock().unwrap().clone();
            let read = |(bytes, windows): (Vec<u8>, usize)| Ok((LearnedStates::from_bytes(&bytes)?.0, windows));
            kept.map(read).transpose().map_err(|fault: ModelFault| fault.to_string())
        }

        fn stamp(&self) -> Result<Option<String>, String> {
            let hash = |(bytes, _): &(Vec<u8>, usize)| BuildHasherDefault::<DefaultHasher>::default().hash_one(bytes);
            Ok(self.kept.lock().unwrap().as_ref().map(hash).map(|hash| hash.to_string()))
        }

        fn keep(&self, learnt: &Learnt, began: Timestamp) -> Result<(), String> {
            assert!(began < clock::machine_now());
            if self.is_full {
                return Err("the disk is full".to_owned());
            }
            self.windows.lock().unwrap().push(learnt.lessons.len());
            let bytes = learnt.model.to_file(LearntFrom::default()).unwrap().to_bytes().unwrap();
            *self.kept.lock().unwrap() = Some((bytes, learnt.lessons.len()));
            Ok(())
        }

        fn remove(&self) -> Result<(), String> {
            self.windows.lock().unwrap().push(0);
            *self.kept.lock().unwrap() = None;
            Ok(())
        }
    }

    /// Days of an hour each, told at once: in every second window the person switches twice a minute, and says that they are focused then and scattered else.
    fn told(days: i64) -> Vec<(&'static str, &'static str, Vec<Event>)> {
        let event = |start: i64, nanos: i64, data: serde_json::Value| Event {
            id: None,
            timestamp: Timestamp(start),
            duration_nanos: nanos,
            data: data.as_object().cloned().unwrap_or_else(Payload::new),
        };
        let (mut windows, mut presence, mut corrections) = (Vec::new(), Vec::new(), Vec::new());
        for day in 0..days {
            let start = 20_000 * DAY + day * DAY + 10 * HOUR;
            presence.push(event(start, HOUR, json!({ "status": "not-afk" })));
            for window in 0..12 {
                let from = start + window * 5 * MINUTE;
                let is_switching = (window + day) % 2 == 0;
                let step = if is_switching { 30 * SECOND } else { 5 * MINUTE };
                for piece in 0..5 * MINUTE / step {
                    let app = if piece % 2 == 0 { "Editor" } else { "Browser" };
                    windows.push(event(from + piece * step, step, json!({ "app": app, "title": "x" })));
                }
                let state = if is_switching { "focused" } else { "scattered" };
                corrections.push(event(from, 5 * MINUTE, json!({ "state": state })));
            }
        }
        vec![
            ("aw-watcher-window_h", kinds::WINDOW, windows),
            ("aw-watcher-afk_h", kinds::AFK, presence),
            ("attentive-corrections_h", kinds::CORRECTION, corrections),
        ]
    }

    fn live(days: i64, shelf: &Arc<Shelf>) -> (tempfile::TempDir, Live) {
        live_with(told(days), shelf)
    }

    fn live_with(told: Vec<(&'static str, &'static str, Vec<Event>)>, shelf: &Arc<Shelf>) -> (tempfile::TempDir, Live) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        for (id, kind, events) in told {
            store.create_bucket(bucket(id, kind, "h", Timestamp(0))).unwrap();
            store.insert_events(id, events).unwrap();
        }
        let states: Option<Arc<dyn KeepStates>> = Some(Arc::clone(shelf) as Arc<dyn KeepStates>);
        let live =
            Live::start(store, LiveOptions { hostname: "h".to_owned(), states, ..LiveOptions::default() }).unwrap();
        caught_up(&live);
        (folder, live)
    }

    fn caught_up(live: &Live) {
        let began = Instant::now();
        while !live.is_caught_up() {
            assert!(began.elapsed() < Duration::from_secs(30), "not read");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn it_learns_keeps_and_answers_from_then_on_and_not_again_without_news() {
        let shelf = Arc::new(Shelf::default());
        let (_folder, live) = live(10, &shelf);
        assert_eq!(live.inner().learner.said().by, "transparent");
        live.inner().learn_states(shelf.as_ref());
        let said = live.inner().learner.said();
        assert_eq!((said.by, said.windows, said.labelled, said.why_not), ("learned", 120, 120, None));
        assert_eq!(said.kinds, ["focused", "scattered"]);
        live.inner().learn_states(shelf.as_ref());
        assert_eq!(*shelf.windows.lock().unwrap(), [120], "nothing is new");
        caught_up(&live);
        // Erasing the last day's words takes the model along; it is learnt anew from the other days and answers for that day.
        let last = 20_000 * DAY + 9 * DAY;
        let day = Span::new(Timestamp(last), Timestamp(last + DAY));
        live.forget(day, Some("attentive-corrections_h")).unwrap();
        assert_eq!(live.inner().learner.said().by, "transparent");
        caught_up(&live);
        live.inner().learn_states(shelf.as_ref());
        assert_eq!(*shelf.windows.lock().unwrap(), [120, 0, 108]);
        caught_up(&live);
        let states = live.inner().span(day).unwrap().states;
        assert!(states.iter().any(|state| state.by == "learned"), "{states:#?}");
    }

    #[test]
    fn what_retention_removes_is_learnt_anew_and_gone_when_too_little_remains() {
        let shelf = Arc::new(Shelf::default());
        let (_folder, live) = live(10, &shelf);
        live.inner().learn_states(shelf.as_ref());
        caught_up(&live);
        live.inner().learn_states_anew();
        assert_eq!(live.inner().learner.said().by, "learned", "until there is a new one");
        live.inner().learn_states(shelf.as_ref());
        assert_eq!(*shelf.windows.lock().unwrap(), [120, 120]);
        caught_up(&live);
        let all = Range { start: None, end: Some(Timestamp(20_000 * DAY + 10 * DAY)) };
        live.inner().store.forget(all, Some("attentive-corrections_h")).unwrap();
        live.inner().rewritten();
        caught_up(&live);
        live.inner().learn_states_anew();
        live.inner().learn_states(shelf.as_ref());
        let said = live.inner().learner.said();
        assert_eq!((said.by, said.labelled), ("transparent", 0), "less than five windows, too");
        assert_eq!(*shelf.windows.lock().unwrap(), [120, 120, 0]);
    }

    /// The words that are stored, newest first.
    fn words(live: &Live) -> Vec<Event> {
        live.inner().store.events("attentive-corrections_h", Range { start: None, end: None }, None).unwrap()
    }

    #[test]
    fn a_word_that_was_changed_or_deleted_is_learnt_anew_although_others_came_meanwhile() {
        let shelf = Arc::new(Shelf::default());
        let (_folder, live) = live(10, &shelf);
        let store = &live.inner().store;
        live.inner().learn_states(shelf.as_ref());
        caught_up(&live);
        // Another correction of the same window, given later: as many words, and one of them new.
        let mut word = words(&live).remove(0);
        let turned = if word.data["state"] == "focused" { "scattered" } else { "focused" };
        word.data.insert("state".to_owned(), json!(turned));
        word.data.insert("given_at".to_owned(), json!("2100-01-01T00:00:00Z"));
        let changed = Event { id: None, ..word };
        store.insert_events("attentive-corrections_h", vec![changed]).unwrap();
        live.inner().rewritten();
        caught_up(&live);
        live.inner().learn_states(shelf.as_ref());
        assert_eq!(*shelf.windows.lock().unwrap(), [120, 120]);
        assert_eq!(live.inner().learner.said().by, "learned");
        caught_up(&live);
        live.inner().learn_states(shelf.as_ref());
        assert_eq!(shelf.windows.lock().unwrap().len(), 2, "once");
        // A word is deleted as ActivityWatch's API does it, and another window has one instead.
        let oldest = words(&live).pop().and_then(|word| word.id).unwrap();
        assert!(store.delete_event("attentive-corrections_h", oldest).unwrap());
        let mut other = told(11).swap_remove(2).2.swap_remove(125);
        other.id = None;
        let [mut seen, mut present] = [told(11).swap_remove(0).2, told(11).swap_remove(1).2];
        seen.retain(|event| event.timestamp >= other.timestamp);
        present.retain(|event| event.timestamp.plus(event.duration_nanos) > other.timestamp);
        store.insert_events("aw-watcher-window_h", seen).unwrap();
        store.insert_events("aw-watcher-afk_h", present).unwrap();
        store.insert_events("attentive-corrections_h", vec![other]).unwrap();
        live.inner().rewritten();
        caught_up(&live);
        live.inner().learn_states(shelf.as_ref());
        assert_eq!(*shelf.windows.lock().unwrap(), [120, 120, 120]);
    }

    #[test]
    fn what_another_program_kept_is_taken_up_and_what_it_removed_is_let_go() {
        let (shelf, elsewhere) = (Arc::new(Shelf::default()), Arc::new(Shelf::default()));
        let (_other, teacher) = live(10, &elsewhere);
        teacher.inner().learn_states(elsewhere.as_ref());
        let (_folder, live) = live(10, &shelf);
        assert_eq!(live.inner().learner.said().by, "transparent");
        (*shelf.kept.lock().unwrap()).clone_from(&elsewhere.kept.lock().unwrap());
        live.inner().take_up_states(shelf.as_ref());
        let said = live.inner().learner.said();
        assert_eq!((said.by, said.windows), ("learned", 120));
        caught_up(&live);
        let day = Span::new(Timestamp(20_000 * DAY), Timestamp(20_001 * DAY));
        assert!(live.inner().everything(|found| found.slice(day).corrections.len()) > 0);
        live.inner().learn_states(shelf.as_ref());
        assert!(shelf.windows.lock().unwrap().is_empty(), "it was taught by all that was said");
        *shelf.kept.lock().unwrap() = None;
        live.inner().take_up_states(shelf.as_ref());
        assert!(live.inner().learner.model().is_none());
        assert_eq!(live.inner().learner.said().by, "transparent");
    }

    /// As [`told`], with answers in place of corrections; from the eleventh day on the person means the other thing.
    fn answered(days: i64) -> Vec<(&'static str, &'static str, Vec<Event>)> {
        let mut told = told(days);
        let (_, _, words) = told.pop().unwrap();
        let answer = |word: Event| {
            let is_turned = word.timestamp.0 >= 20_010 * DAY;
            let answer = if (word.data["state"] == "focused") == is_turned { 1 } else { 5 };
            let data = json!({ "answer": answer, "via": "dashboard" });
            Event {
                timestamp: word.timestamp.plus(2 * MINUTE),
                duration_nanos: 0,
                data: data.as_object().unwrap().clone(),
                id: None,
            }
        };
        let answers = words.into_iter().map(answer).collect();
        told.push(("attentive-self-reports_h", kinds::SELF_REPORT, answers));
        told
    }

    #[test]
    fn a_model_that_is_not_right_any_more_is_set_aside_and_learnt_anew_from_the_days_since() {
        let shelf = Arc::new(Shelf::default());
        let (_folder, live) = live_with(answered(10), &shelf);
        live.inner().learn_states(shelf.as_ref());
        caught_up(&live);
        assert_eq!((live.inner().learner.said().by, live.inner().learner.said().drift), ("learned", None));
        let add = |days: std::ops::Range<i64>| {
            for (id, _, events) in answered(days.end) {
                let is_new = |event: &Event| event.timestamp.0 >= (20_000 + days.start) * DAY;
                live.inner().store.insert_events(id, events.into_iter().filter(is_new).collect()).unwrap();
            }
            live.inner().rewritten();
            caught_up(&live);
            live.inner().learn_states(shelf.as_ref());
            caught_up(&live);
        };
        add(10..12);
        let said = live.inner().learner.said();
        let drift = said.drift.unwrap();
        assert_eq!(
            (said.by, drift.what, drift.is_aside, drift.since.as_str()),
            ("transparent", "too-bold", true, "2024-10-14")
        );
        assert!(drift.right.unwrap() < 0.2 && drift.said.unwrap() > 0.8, "{drift:?}");
        assert!(said.why_not.unwrap().contains("on 2 days"), "too little was said since");
        let newer = Span::new(Timestamp(20_010 * DAY), Timestamp(20_012 * DAY));
        assert!(live.inner().span(newer).unwrap().states.iter().all(|state| state.by == "transparent"));
        assert_eq!(*shelf.windows.lock().unwrap(), [120], "it is kept, as it goes on being held against what you say");
        add(12..20);
        let said = live.inner().learner.said();
        assert_eq!((said.by, said.drift, said.windows), ("learned", None, 120), "from the ten newer days alone");
        assert_eq!(*shelf.windows.lock().unwrap(), [120, 120]);
        assert!(live.inner().span(newer).unwrap().states.iter().any(|state| state.by == "learned"));
    }

    #[test]
    fn what_is_erased_while_the_analysis_is_behind_is_not_learnt_from() {
        let shelf = Arc::new(Shelf::default());
        let (_folder, live) = live(10, &shelf);
        // Without its threads it stays behind.
        live.close();
        live.inner().rewritten();
        live.inner().learn_states(shelf.as_ref());
        assert!(shelf.windows.lock().unwrap().is_empty(), "it learnt from what was not read again");
        assert_eq!(live.inner().learner.said().by, "transparent");
    }

    #[test]
    fn too_little_and_a_full_disk_are_told_and_the_transparent_model_goes_on() {
        let shelf = Arc::new(Shelf { is_full: true, ..Shelf::default() });
        let (_folder, little) = live(2, &shelf);
        assert!(little.inner().learner.said().why_not.unwrap().contains("damaged"));
        little.inner().learn_states(shelf.as_ref());
        let why = little.inner().learner.said().why_not.unwrap();
        assert!(why.contains("24 windows of five minutes have your word"), "{why}");
        let (_other, enough) = live(10, &shelf);
        enough.inner().learn_states(shelf.as_ref());
        let said = enough.inner().learner.said();
        assert_eq!((said.by, said.why_not.as_deref()), ("transparent", Some("the disk is full")));
    }
}

//! The thread that learns the person's own model of states from what they say, in the background.
//!
//! ```text
//! corrections, self-reports ─> enough new ones? ─> learn ─┬─> kept on the disk, used from now on
//!                                                         └─> not yet: why, with figures
//! ```
//!
//! What was learnt from words that are erased goes with them ([`Inner::forget_states`]) and is learnt anew from what remains. It learns when five windows more have the person's word than last time, and rests a hundred times as long as it worked, so that it takes a hundredth of
//! one core at most.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use attentive_pipeline::patterns::learned::{LearnedStates, Learnt, Lessons, learn};
use serde::Serialize;

use super::{Inner, clock};

/// How often it looks whether there is something new.
const TICK: Duration = Duration::from_secs(60);
/// Labelled windows more than last time before it learns anew.
const NEW_WINDOWS: usize = 5;
/// It rests so many times as long as it worked.
const REST: u32 = 100;

/// Where the person's own model lies; who starts the server says.
pub trait KeepStates: fmt::Debug + Send + Sync {
    /// The model that is kept, and how many windows it was learnt from; `None` when there is none.
    ///
    /// # Errors
    /// With what is wrong with the kept one, in words for people.
    fn find(&self) -> Result<Option<(LearnedStates, usize)>, String>;

    /// Keeps a new one.
    ///
    /// # Errors
    /// With why it could not be kept, in words for people.
    fn keep(&self, learnt: &Learnt) -> Result<(), String>;

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
}

/// The model that is used, and what the thread remembers.
#[derive(Debug, Default)]
pub(crate) struct Learner {
    model: RwLock<Option<Arc<LearnedStates>>>,
    said: Mutex<Said>,
    /// How many windows had the person's word when it was last tried.
    tried: AtomicUsize,
    /// How often something was erased: what is learnt meanwhile is thrown away.
    erased: AtomicUsize,
    /// Whether what the model was learnt from is gone in part, so that it goes when no new one can be learnt.
    is_stale: AtomicBool,
}

impl Learner {
    /// With the model that is kept, if there is one. One that cannot be used is said, and the transparent model answers.
    pub(crate) fn new(keeper: Option<&Arc<dyn KeepStates>>) -> Self {
        let learner = Self::default();
        let mut said = Said { by: "transparent", ..Said::default() };
        match keeper.map_or(Ok(None), |keeper| keeper.find()) {
            Ok(Some((model, windows))) => {
                learner.say(|own| *own = said);
                learner.use_from_now_on(model, windows);
                return learner;
            }
            Ok(None) => {}
            Err(why) => {
                tracing::warn!("{why}");
                said.why_not = Some(why);
            }
        }
        learner.say(|own| *own = said);
        learner
    }

    /// The model that answers; `None` when the transparent one does.
    pub(crate) fn model(&self) -> Option<Arc<LearnedStates>> {
        self.model.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What is known of it.
    pub(crate) fn said(&self) -> Said {
        self.said.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn say(&self, change: impl FnOnce(&mut Said)) {
        change(&mut self.said.lock().unwrap_or_else(PoisonError::into_inner));
    }

    fn use_from_now_on(&self, model: LearnedStates, windows: usize) {
        self.say(|said| {
            said.by = "learned";
            said.windows = windows;
            said.kinds = model.kinds().iter().map(|kind| kind.name()).collect();
            said.is_calibrated = model.is_calibrated();
            said.why_not = None;
        });
        *self.model.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(model));
    }
}

/// Runs until the program ends; at once at its end when nothing can be kept.
pub(crate) fn run(inner: &Arc<Inner>) {
    let Some(keeper) = inner.options.states.clone() else { return };
    inner.learner.tried.store(inner.learner.said().windows, Ordering::Release);
    let mut not_before = Instant::now();
    while !inner.stop.wait(TICK) {
        if Instant::now() >= not_before {
            let began = Instant::now();
            inner.learn_states(keeper.as_ref());
            not_before = Instant::now() + began.elapsed() * REST;
        }
    }
}

impl Inner {
    /// Learns when enough is new since it was last tried, once all that the store holds was read.
    pub(crate) fn learn_states(&self, keeper: &dyn KeepStates) {
        // What was erased may still stand in an analysis that is behind.
        let erased = self.learner.erased.load(Ordering::Acquire);
        if !self.is_caught_up() {
            return;
        }
        let tried = self.learner.tried.load(Ordering::Acquire);
        let known = self.learner.said();
        let (features, lessons) = self.everything(|found| {
            let lessons = Lessons::find(&found.features, &found.corrections, &found.self_reports);
            // Fewer words than it was learnt from: some were taken back.
            let is_stale = self.learner.is_stale.load(Ordering::Acquire) || lessons.len() < known.windows;
            self.learner.is_stale.store(is_stale, Ordering::Release);
            let is_enough = is_stale || lessons.len() >= tried + NEW_WINDOWS;
            (is_enough.then(|| found.features.clone()), lessons)
        });
        self.learner.say(|said| said.labelled = lessons.len());
        let Some(features) = features else { return };
        let learnt = learn(&features, &lessons);
        let is_outdated = || self.learner.erased.load(Ordering::Acquire) != erased;
        if is_outdated() {
            return;
        }
        let why = match learnt {
            Ok(learnt) => match keeper.keep(&learnt) {
                Ok(()) if is_outdated() => keeper.remove().err(),
                Ok(()) => {
                    self.learner.tried.store(lessons.len(), Ordering::Release);
                    self.use_states(learnt);
                    None
                }
                Err(why) => Some(why),
            },
            Err(why) => {
                let failed =
                    if self.learner.is_stale.load(Ordering::Acquire) { self.forget_states().err() } else { None };
                self.learner.tried.store(lessons.len(), Ordering::Release);
                Some(failed.unwrap_or_else(|| why.to_string()))
            }
        };
        if let Some(why) = why {
            tracing::info!("no new model of states: {why}");
            self.learner.say(|said| (said.labelled, said.why_not) = (lessons.len(), Some(why)));
        }
    }

    /// Uses what was learnt from now on.
    fn use_states(&self, learnt: Learnt) {
        let windows = learnt.lessons.len();
        let what = format!("from your word on {windows} windows, at {}", clock::machine_now());
        if let Err(error) = self.store.audit("attentive", "learn states", &what) {
            tracing::warn!("could not write into the audit that states were learnt: {error}");
        }
        self.learner.is_stale.store(false, Ordering::Release);
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
        self.learner.is_stale.store(false, Ordering::Release);
        self.learner.tried.store(0, Ordering::Release);
        *self.learner.model.write().unwrap_or_else(PoisonError::into_inner) = None;
        let removed = keeper.remove();
        let why_not = removed.as_ref().err().cloned();
        self.learner.say(|said| *said = Said { by: "transparent", why_not, ..Said::default() });
        removed
    }
}

#[cfg(test)]
mod tests {
    use attentive_store::{OpenOptions, Range, Store};
    use attentive_types::bucket::kinds;
    use attentive_types::time::{DAY, HOUR, MINUTE, SECOND};
    use attentive_types::{Event, Payload, Span, Timestamp};
    use serde_json::json;

    use super::*;
    use crate::live::own_buckets::bucket;
    use crate::live::{Live, LiveOptions};

    /// Keeps how many windows it was handed, or refuses.
    #[derive(Debug, Default)]
    struct Shelf {
        windows: Mutex<Vec<usize>>,
        is_full: bool,
    }

    impl KeepStates for Shelf {
        fn find(&self) -> Result<Option<(LearnedStates, usize)>, String> {
            if self.is_full { Err("the kept model is damaged".to_owned()) } else { Ok(None) }
        }

        fn keep(&self, learnt: &Learnt) -> Result<(), String> {
            if self.is_full {
                return Err("the disk is full".to_owned());
            }
            self.windows.lock().unwrap().push(learnt.lessons.len());
            Ok(())
        }

        fn remove(&self) -> Result<(), String> {
            self.windows.lock().unwrap().push(0);
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
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(OpenOptions::new(folder.path().join("a.db"))).unwrap();
        for (id, kind, events) in told(days) {
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

//! The thread that learns the person's own model of states from what they say, in the background.
//!
//! ```text
//! corrections, self-reports ─> enough new ones? ─> learn ─┬─> kept on the disk, used from now on
//!                                                         └─> not yet: why, with figures
//! ```
//!
//! It learns when five windows more have the person's word than last time, and rests a hundred times as long as it worked, so that it takes a hundredth of
//! one core at most.

use std::fmt;
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
    let mut tried = inner.learner.said().windows;
    let mut not_before = Instant::now();
    while !inner.stop.wait(TICK) {
        if Instant::now() >= not_before {
            let began = Instant::now();
            tried = inner.learn_states(keeper.as_ref(), tried);
            not_before = Instant::now() + began.elapsed() * REST;
        }
    }
}

impl Inner {
    /// Learns when enough is new since `tried` windows, and says how many were tried last.
    pub(crate) fn learn_states(&self, keeper: &dyn KeepStates, tried: usize) -> usize {
        let (features, lessons) = self.everything(|found| {
            let lessons = Lessons::find(&found.features, &found.corrections, &found.self_reports);
            let is_enough = lessons.len() >= tried + NEW_WINDOWS;
            (is_enough.then(|| found.features.clone()), lessons)
        });
        self.learner.say(|said| said.labelled = lessons.len());
        let Some(features) = features else { return tried };
        match learn(&features, &lessons) {
            Ok(learnt) => match keeper.keep(&learnt) {
                Ok(()) => {
                    let windows = learnt.lessons.len();
                    let audited = self.store.audit(
                        "attentive",
                        "learn states",
                        &format!("from your word on {windows} windows, at {}", clock::machine_now()),
                    );
                    if let Err(error) = audited {
                        tracing::warn!("could not write into the audit that states were learnt: {error}");
                    }
                    self.learner.use_from_now_on(learnt.model, windows);
                    self.rewritten();
                }
                Err(why) => {
                    tracing::warn!("{why}");
                    self.learner.say(|said| said.why_not = Some(why));
                }
            },
            Err(why) => self.learner.say(|said| said.why_not = Some(why.to_string())),
        }
        lessons.len()
    }
}

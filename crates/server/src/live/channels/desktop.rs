//! Do not disturb: asking the desktop to hold back the notifications of all programs, and letting it go again, whatever happens.
//!
//! ```text
//! Free ── wanted ──> asked ──> Held ── no longer wanted, or the program ends ──> Free, or Stuck: let go again a minute later
//!                      ├─────> NotOffered: said once; asked again when it is wanted anew
//!                      └─────> Failed: asked again a minute later
//! ```
//!
//! Some desktops let go by themselves when this program is gone. Those that do not (dunst) are noted in the store before they are asked, so that
//! the next start lets go after a crash.

use std::sync::{Arc, Mutex, PoisonError};

use attentive_store::{Store, StoreError};
use attentive_types::Timestamp;
use attentive_types::time::MINUTE;
use serde::Serialize;

use super::super::keys;

/// What the desktop is told of why.
const REASON: &str = "Attentive: focus";
/// How long until a desktop that failed is asked again.
const AGAIN_NANOS: i64 = MINUTE;

/// How a desktop holds notifications back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holding {
    /// By which way, such as `Inhibit` or `dunst`.
    pub by: &'static str,
    /// Whether it goes on when this program ends without letting go.
    pub outlives_program: bool,
}

/// Why a desktop does not hold back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HoldError {
    /// It has no way to be asked.
    #[error("not available: this desktop's notification service cannot be asked to hold back")]
    NotOffered,
    /// It was asked and did not do it.
    #[error("{0}")]
    Failed(String),
}

/// Asks a desktop. Calls may wait for seconds and come from several threads.
pub trait HoldDesktop: std::fmt::Debug + Send + Sync {
    /// Asks it to hold back the notifications of all programs.
    ///
    /// # Errors
    /// When it cannot be asked, or fails.
    fn hold(&self, reason: &str) -> Result<Holding, HoldError>;

    /// Lets go of what [`HoldDesktop::hold`] asked for; does nothing when nothing is held.
    ///
    /// # Errors
    /// When the desktop does not answer.
    fn release(&self) -> Result<(), HoldError>;

    /// Lets go of what an earlier run of this program may have left behind.
    ///
    /// # Errors
    /// When the desktop does not answer.
    fn release_leftover(&self) -> Result<(), HoldError>;

    /// Whether the person has set do-not-disturb themselves; `None` when the desktop does not tell.
    fn is_held_by_person(&self) -> Option<bool>;
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Standing {
    Free,
    Held(Holding),
    /// It is held, should not be, and could not be let go.
    Stuck {
        holding: Holding,
        why: String,
        at: Timestamp,
    },
    NotOffered,
    Failed {
        why: String,
        at: Timestamp,
    },
}

/// Keeps the desktop as it should be.
#[derive(Debug)]
pub(crate) struct DesktopKeeper {
    is_wanted: bool,
    desktop: Option<Arc<dyn HoldDesktop>>,
    standing: Mutex<(Standing, bool)>,
}

/// How it stands, for whoever asks.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(crate) struct DesktopTold {
    /// `not-asked`, `free`, `held`, `not-available`, `failed`.
    status: &'static str,
    /// By which way it is held; `None` when it is not.
    by: Option<&'static str>,
    /// What is in the way, in words; `None` when nothing is.
    why: Option<String>,
}

impl DesktopKeeper {
    /// One that asks that desktop if it is wanted.
    pub(crate) fn new(is_wanted: bool, desktop: Option<Arc<dyn HoldDesktop>>) -> Self {
        Self { is_wanted, desktop, standing: Mutex::new((Standing::Free, false)) }
    }

    /// Whether the person asked for it.
    pub(crate) fn is_wanted(&self) -> bool {
        self.is_wanted
    }

    /// Whether the desktop holds back because of us.
    pub(crate) fn is_holding(&self) -> bool {
        let standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        matches!(standing.0, Standing::Held(_) | Standing::Stuck { .. })
    }

    /// Whether the person set do-not-disturb themselves; asks the desktop, which may take seconds.
    pub(crate) fn is_held_by_person(&self) -> bool {
        self.desktop.as_ref().is_some_and(|desktop| desktop.is_held_by_person() == Some(true))
    }

    /// How it stands.
    pub(crate) fn told(&self) -> DesktopTold {
        let told = |status, by, why| DesktopTold { status, by, why };
        if !self.is_wanted {
            return told("not-asked", None, None);
        }
        match &self.standing.lock().unwrap_or_else(PoisonError::into_inner).0 {
            Standing::Free => told("free", None, None),
            Standing::Held(holding) => told("held", Some(holding.by), None),
            Standing::NotOffered => told("not-available", None, Some(HoldError::NotOffered.to_string())),
            Standing::Stuck { holding, why, .. } => told("failed", Some(holding.by), Some(why.clone())),
            Standing::Failed { why, .. } => told("failed", None, Some(why.clone())),
        }
    }

    /// Lets go of what a run that ended without order left behind.
    pub(crate) fn tidy_up(&self, store: &Store) {
        let Some(desktop) = self.desktop.as_ref().filter(|_| is_noted(store)) else { return };
        match desktop.release_leftover() {
            Ok(()) => note(store, false),
            Err(why) => tracing::warn!("could not let the desktop show notifications again: {why}"),
        }
    }

    /// Asks or lets go, if what is wanted changed.
    pub(crate) fn keep(&self, is_focus: bool, now: Timestamp, store: &Store) {
        if !self.is_wanted {
            return;
        }
        let (before, was_focus) = self.standing.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let after = match &before {
            Standing::Held(holding) if !is_focus => self.let_go(*holding, now, store),
            Standing::Stuck { holding, .. } if is_focus => Standing::Held(*holding),
            Standing::Stuck { holding, at, .. } if (now - *at).abs() >= AGAIN_NANOS => {
                self.let_go(*holding, now, store)
            }
            Standing::Free if is_focus => self.ask(now, store),
            Standing::NotOffered if is_focus && !was_focus => self.ask(now, store),
            Standing::Failed { at, .. } if is_focus && (now - *at).abs() >= AGAIN_NANOS => self.ask(now, store),
            Standing::Failed { .. } if !is_focus => Standing::Free,
            _ => before.clone(),
        };
        if after != before {
            tell_log(&before, &after);
        }
        *self.standing.lock().unwrap_or_else(PoisonError::into_inner) = (after, is_focus);
    }

    fn ask(&self, now: Timestamp, store: &Store) -> Standing {
        let Some(desktop) = &self.desktop else { return Standing::NotOffered };
        // What may still be paused because of us would be taken for the person's own wish.
        if is_noted(store)
            && let Err(why) = desktop.release_leftover()
        {
            return Standing::Failed { why: why.to_string(), at: now };
        }
        // Before it is asked: what is asked and not noted would outlive a crash.
        note(store, true);
        match desktop.hold(REASON) {
            Ok(holding) => {
                if !holding.outlives_program {
                    note(store, false);
                }
                Standing::Held(holding)
            }
            Err(HoldError::NotOffered) => {
                note(store, false);
                Standing::NotOffered
            }
            // It may have done it without saying so: the note stays.
            Err(HoldError::Failed(why)) => Standing::Failed { why, at: now },
        }
    }

    fn let_go(&self, holding: Holding, now: Timestamp, store: &Store) -> Standing {
        match self.desktop.as_ref().map(|desktop| desktop.release()) {
            Some(Err(why)) => Standing::Stuck { holding, why: why.to_string(), at: now },
            Some(Ok(())) | None => {
                note(store, false);
                Standing::Free
            }
        }
    }
}

/// Whether it is noted that a desktop may be held; a setting that cannot be read counts as a note.
fn is_noted(store: &Store) -> bool {
    store.setting(keys::DESKTOP_HELD).map_or(true, |mark| mark.is_some())
}

/// Notes that a desktop is held which would stay so without us.
fn note(store: &Store, is_held: bool) {
    let noted = match is_held {
        true => store.set_setting(keys::DESKTOP_HELD, true.into()),
        false => store.delete_setting(keys::DESKTOP_HELD).map(drop),
    };
    match noted {
        Ok(()) | Err(StoreError::Closed) => {}
        Err(error) => tracing::warn!("could not note whether the desktop holds notifications back: {error}"),
    }
}

fn tell_log(before: &Standing, after: &Standing) {
    match after {
        Standing::Held(holding) => tracing::info!("the desktop holds notifications back (by {})", holding.by),
        Standing::Free if matches!(before, Standing::Held(_) | Standing::Stuck { .. }) => {
            tracing::info!("the desktop shows notifications again")
        }
        Standing::Free => {}
        Standing::Stuck { why, .. } => tracing::warn!("could not let the desktop show notifications again: {why}"),
        Standing::NotOffered => tracing::warn!("do-not-disturb is {}", HoldError::NotOffered),
        Standing::Failed { why, .. } => tracing::warn!("the desktop does not hold notifications back: {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::store;

    /// A desktop that does as it is told.
    #[derive(Debug)]
    struct Desktop {
        answer: Mutex<Result<Holding, HoldError>>,
        /// What `release` and `release_leftover` answer.
        lets_go: Mutex<Result<(), HoldError>>,
        calls: Mutex<Vec<&'static str>>,
    }

    impl Desktop {
        fn new(answer: Result<Holding, HoldError>) -> Arc<Self> {
            Arc::new(Self { answer: Mutex::new(answer), lets_go: Mutex::new(Ok(())), calls: Mutex::default() })
        }

        fn call(&self, name: &'static str) {
            self.calls.lock().unwrap().push(name);
        }
    }

    impl HoldDesktop for Desktop {
        fn hold(&self, _: &str) -> Result<Holding, HoldError> {
            self.call("hold");
            self.answer.lock().unwrap().clone()
        }

        fn release(&self) -> Result<(), HoldError> {
            self.call("release");
            self.lets_go.lock().unwrap().clone()
        }

        fn release_leftover(&self) -> Result<(), HoldError> {
            self.call("leftover");
            self.lets_go.lock().unwrap().clone()
        }

        fn is_held_by_person(&self) -> Option<bool> {
            None
        }
    }

    const DUNST: Holding = Holding { by: "dunst", outlives_program: true };

    #[test]
    fn it_is_asked_once_and_let_go_once_and_noted_meanwhile() {
        let (_folder, store) = store();
        let desktop = Desktop::new(Ok(DUNST));
        let keeper = DesktopKeeper::new(true, Some(desktop.clone()));
        for is_focus in [false, true, true] {
            keeper.keep(is_focus, Timestamp(0), &store);
        }
        assert!(keeper.is_holding() && store.setting(keys::DESKTOP_HELD).unwrap().is_some());
        assert_eq!(keeper.told(), DesktopTold { status: "held", by: Some("dunst"), why: None });
        for _ in 0..2 {
            keeper.keep(false, Timestamp(1), &store);
        }
        assert_eq!(*desktop.calls.lock().unwrap(), ["hold", "release"]);
        assert!(store.setting(keys::DESKTOP_HELD).unwrap().is_none());
    }

    #[test]
    fn what_a_crash_left_behind_is_let_go_at_the_next_start() {
        let (_folder, store) = store();
        let desktop = Desktop::new(Ok(DUNST));
        DesktopKeeper::new(true, Some(desktop.clone())).keep(true, Timestamp(0), &store);
        let again = DesktopKeeper::new(true, Some(desktop.clone()));
        again.tidy_up(&store);
        again.tidy_up(&store);
        assert_eq!(*desktop.calls.lock().unwrap(), ["hold", "leftover"]);
    }

    #[test]
    fn one_that_could_not_be_let_go_is_let_go_later_and_the_note_stays_until_then() {
        let (_folder, store) = store();
        let desktop = Desktop::new(Ok(DUNST));
        let keeper = DesktopKeeper::new(true, Some(desktop.clone()));
        keeper.keep(true, Timestamp(0), &store);
        *desktop.lets_go.lock().unwrap() = Err(HoldError::Failed("no answer".to_owned()));
        for second in [1, 2] {
            keeper.keep(false, Timestamp(second), &store);
            assert!(keeper.is_holding() && is_noted(&store));
        }
        *desktop.lets_go.lock().unwrap() = Ok(());
        keeper.keep(false, Timestamp(2 * AGAIN_NANOS), &store);
        assert!(!keeper.is_holding() && !is_noted(&store));
        assert_eq!(*desktop.calls.lock().unwrap(), ["hold", "release", "release"]);
    }

    #[test]
    fn what_was_asked_without_an_answer_is_let_go_before_it_is_asked_again() {
        let (_folder, store) = store();
        let desktop = Desktop::new(Err(HoldError::Failed("no answer".to_owned())));
        let keeper = DesktopKeeper::new(true, Some(desktop.clone()));
        keeper.keep(true, Timestamp(0), &store);
        assert!(is_noted(&store), "it may have done it");
        *desktop.answer.lock().unwrap() = Ok(DUNST);
        keeper.keep(true, Timestamp(2 * AGAIN_NANOS), &store);
        assert!(keeper.is_holding());
        assert_eq!(*desktop.calls.lock().unwrap(), ["hold", "leftover", "hold"]);
    }

    #[test]
    fn one_that_cannot_is_asked_again_only_when_it_is_wanted_anew_and_says_so() {
        let (_folder, store) = store();
        let desktop = Desktop::new(Err(HoldError::NotOffered));
        let keeper = DesktopKeeper::new(true, Some(desktop.clone()));
        for is_focus in [true, true, false, true] {
            keeper.keep(is_focus, Timestamp(0), &store);
        }
        assert_eq!(*desktop.calls.lock().unwrap(), ["hold", "hold"]);
        let told = keeper.told();
        assert_eq!(told.status, "not-available");
        assert!(told.why.unwrap().contains("cannot be asked to hold back"));
        assert!(store.setting(keys::DESKTOP_HELD).unwrap().is_none());
    }

    #[test]
    fn one_that_failed_is_asked_again_a_minute_later() {
        let (_folder, store) = store();
        let desktop = Desktop::new(Err(HoldError::Failed("no answer".to_owned())));
        let keeper = DesktopKeeper::new(true, Some(desktop.clone()));
        for second in [0, 30, 61] {
            keeper.keep(true, Timestamp(second * 1_000_000_000), &store);
        }
        assert_eq!(*desktop.calls.lock().unwrap(), ["hold", "leftover", "hold"]);
        *desktop.answer.lock().unwrap() = Ok(Holding { outlives_program: false, ..DUNST });
        keeper.keep(true, Timestamp(3 * AGAIN_NANOS), &store);
        assert!(keeper.is_holding());
        assert!(store.setting(keys::DESKTOP_HELD).unwrap().is_none(), "it lets go by itself");
    }

    #[test]
    fn nobody_is_asked_unless_the_person_wants_it() {
        let (_folder, store) = store();
        let desktop = Desktop::new(Ok(DUNST));
        let keeper = DesktopKeeper::new(false, Some(desktop.clone()));
        keeper.keep(true, Timestamp(0), &store);
        assert!(desktop.calls.lock().unwrap().is_empty());
        assert_eq!(keeper.told().status, "not-asked");
    }
}

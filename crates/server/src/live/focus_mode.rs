//! Focus mode, switched on by the person: kept as a setting, so that a restart keeps it, and measured by two clocks, of which nobody can set one.
//!
//! What it holds back is decided by `pipeline::decide::focus_mode`; the inbox ends it when all that waited was brought.

use std::sync::{PoisonError, RwLock};
use std::time::Instant;

use attentive_pipeline::decide::{FocusHold, FocusMode, FocusPhase};
use attentive_store::{Store, StoreError};
use attentive_types::{TicketStatus, Timestamp};
use serde::Serialize;

use super::channels::DesktopTold;
use super::news::News;
use super::{Inner, keys};

/// Who did it, when it came through a door.
const PERSON: &str = "person";

/// A mode, and how long it has run.
#[derive(Clone, Copy, Debug)]
struct Running {
    mode: FocusMode,
    taken_up: Instant,
    /// How long it had run when it was taken up, by the clock on the wall.
    run_before_nanos: i64,
}

/// The mode that is on, if one is.
#[derive(Debug, Default)]
pub(crate) struct FocusKeeper {
    running: RwLock<Option<Running>>,
}

/// Focus mode as it is told to whoever asks.
#[derive(Debug, Serialize)]
pub(crate) struct FocusTold {
    /// Where it stands; `None` when it is off.
    phase: Option<FocusPhase>,
    /// Since when.
    since: Option<Timestamp>,
    /// Until when what may wait is held; in `ending` the latest moment at which it comes.
    until: Option<Timestamp>,
    /// Whether it lasts until it is switched off.
    is_open_ended: bool,
    /// How many things wait.
    waiting: usize,
    /// What the desktop was asked.
    do_not_disturb: DesktopTold,
}

impl Running {
    fn of(mode: FocusMode, now: Timestamp) -> Self {
        Self { mode, taken_up: Instant::now(), run_before_nanos: (now - mode.since).max(0) }
    }

    fn hold(&self, now: Timestamp) -> FocusHold {
        let here = i64::try_from(self.taken_up.elapsed().as_nanos()).unwrap_or(i64::MAX);
        self.mode.hold(now, self.run_before_nanos.saturating_add(here))
    }
}

impl FocusKeeper {
    /// What the setting says.
    ///
    /// # Errors
    /// When the setting cannot be read.
    pub(crate) fn of_store(store: &Store, now: Timestamp) -> Result<Self, StoreError> {
        Ok(Self { running: RwLock::new(read(store, now)?) })
    }

    /// Takes the mode from the setting again.
    ///
    /// # Errors
    /// When the setting cannot be read; then what held goes on.
    pub(crate) fn read_again(&self, store: &Store, now: Timestamp) -> Result<(), StoreError> {
        let mut running = self.running.write().unwrap_or_else(PoisonError::into_inner);
        *running = read(store, now)?;
        Ok(())
    }

    fn running(&self) -> Option<Running> {
        *self.running.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// What it means now; `None` when it is off.
    pub(crate) fn hold(&self, now: Timestamp) -> Option<FocusHold> {
        self.running().map(|running| running.hold(now))
    }

    /// The mode whose time has run out or that was switched off, until [`Inner::finish_focus_mode`].
    pub(crate) fn ending(&self, now: Timestamp) -> Option<FocusMode> {
        self.running().filter(|running| running.hold(now).phase != FocusPhase::On).map(|running| running.mode)
    }

    /// Changes the mode on the disk and then here.
    fn change(
        &self,
        store: &Store,
        now: Timestamp,
        change: impl FnOnce(Option<FocusMode>) -> Option<FocusMode>,
    ) -> Result<(), StoreError> {
        let mut running = self.running.write().unwrap_or_else(PoisonError::into_inner);
        let before = running.map(|running| running.mode);
        let after = change(before);
        match after {
            _ if before == after => return Ok(()),
            Some(mode) => {
                let value = serde_json::to_value(mode).map_err(|error| StoreError::Invalid {
                    what: format!("the focus mode cannot be written as JSON: {error}"),
                })?;
                store.set_setting(keys::FOCUS_MODE, value)?;
            }
            None => store.delete_setting(keys::FOCUS_MODE).map(drop)?,
        }
        // One that goes on keeps the clock that nobody can set.
        *running = match (after, *running) {
            (Some(mode), Some(known)) if known.mode.since == mode.since => Some(Running { mode, ..known }),
            (Some(mode), _) => Some(Running::of(mode, now)),
            (None, _) => None,
        };
        Ok(())
    }
}

/// The mode of the setting. One that cannot be understood counts as none and is reported in the log.
fn read(store: &Store, now: Timestamp) -> Result<Option<Running>, StoreError> {
    let Some(setting) = store.setting(keys::FOCUS_MODE)? else { return Ok(None) };
    let mode: Option<FocusMode> = serde_json::from_value(setting)
        .map_err(|error| tracing::warn!("could not read the setting {}: {error}; focus mode is off", keys::FOCUS_MODE))
        .ok();
    Ok(mode.map(|mode| Running::of(mode.resumed(now), now)))
}

impl Inner {
    /// Switches focus mode on for so many minutes, or until it is switched off; one that is on begins anew.
    ///
    /// # Errors
    /// When it cannot be kept; then nothing changes.
    pub(crate) fn begin_focus_mode(&self, minutes: Option<u32>) -> Result<(), StoreError> {
        let now = self.data_clock.now();
        let mode = FocusMode::begin(now, minutes);
        self.focus_mode.change(&self.store, now, |_| Some(mode))?;
        let how_long =
            minutes.map_or("until it is switched off".to_owned(), |minutes| format!("for {minutes} minutes"));
        self.note("focus mode", &format!("{how_long}, until {} at the latest", mode.until));
        self.inbox.wake();
        self.newsroom.tell(News::Inbox);
        Ok(())
    }

    /// Switches it off: what waited comes together.
    ///
    /// # Errors
    /// When it cannot be kept; then it goes on.
    pub(crate) fn end_focus_mode(&self) -> Result<(), StoreError> {
        let now = self.data_clock.now();
        let is_on = self.focus_mode.running().is_some_and(|running| running.mode.ended.is_none());
        self.focus_mode
            .change(&self.store, now, |mode| mode.map(|mode| FocusMode { ended: mode.ended.or(Some(now)), ..mode }))?;
        if is_on {
            self.note("focus mode off", "");
        }
        self.inbox.wake();
        self.newsroom.tell(News::Inbox);
        Ok(())
    }

    /// Writes into the audit what was done; it holds in any case.
    fn note(&self, what: &str, detail: &str) {
        if let Err(error) = self.store.audit(PERSON, what, detail) {
            tracing::warn!("could not write {what} into the audit: {error}");
        }
    }

    /// Notes that all that waited for the end of that mode was brought. One that was switched on meanwhile goes on.
    pub(crate) fn finish_focus_mode(&self, ended: FocusMode, brought: usize) {
        let mut is_it = false;
        let finished = self.focus_mode.change(&self.store, self.data_clock.now(), |mode| {
            is_it = mode == Some(ended);
            mode.filter(|mode| *mode != ended)
        });
        if !is_it {
            return;
        }
        let detail = format!("since {}; {brought} brought at its end", ended.since);
        match finished.and_then(|()| self.store.audit("attentive", "focus mode ended", &detail)) {
            Ok(()) => tracing::info!("focus mode ended, {brought} things that waited were brought"),
            Err(error) => tracing::warn!("could not keep that focus mode ended: {error}"),
        }
        self.newsroom.tell(News::Inbox);
    }

    /// Whether focus mode holds back now, its last minutes until a break included.
    pub(crate) fn is_focus_mode_on(&self, now: Timestamp) -> bool {
        self.focus_mode.hold(now).is_some_and(|hold| hold.phase != FocusPhase::Over)
    }

    /// Focus mode as it is told.
    pub(crate) fn focus_told(&self) -> FocusTold {
        let now = self.data_clock.now();
        let running = self.focus_mode.running();
        let hold = running.map(|running| running.hold(now));
        let open = self.inbox.look(super::inbox::Shelf::open);
        FocusTold {
            phase: hold.map(|hold| hold.phase),
            since: running.map(|running| running.mode.since),
            until: hold.map(|hold| hold.until),
            is_open_ended: running.is_some_and(|running| running.mode.is_open_ended),
            waiting: open.iter().filter(|ticket| ticket.status == TicketStatus::Waiting).count(),
            do_not_disturb: self.channels.desktop.told(),
        }
    }
}

#[cfg(test)]
mod tests {
    use attentive_types::time::MINUTE;

    use super::*;
    use crate::scratch::store;

    fn at(minutes: i64) -> Timestamp {
        Timestamp(1_800_000_000_000_000_000).plus(minutes * MINUTE)
    }

    #[test]
    fn it_survives_a_restart_with_what_is_left_of_it() {
        let (_folder, store) = store();
        let keeper = FocusKeeper::of_store(&store, at(0)).unwrap();
        assert!(keeper.hold(at(0)).is_none());
        keeper.change(&store, at(0), |_| Some(FocusMode::begin(at(0), Some(25)))).unwrap();
        let again = FocusKeeper::of_store(&store, at(20)).unwrap();
        let hold = again.hold(at(20)).unwrap();
        assert_eq!(hold.phase, FocusPhase::On);
        let left = hold.until - at(20);
        assert!((4 * MINUTE..=5 * MINUTE).contains(&left), "{left}");
        // The clock was set back by a day while the program did not run.
        let back = FocusKeeper::of_store(&store, at(-24 * 60)).unwrap();
        assert_eq!(back.hold(at(-24 * 60)).unwrap().phase, FocusPhase::Over);
        assert!(back.ending(at(-24 * 60)).is_some());
    }

    #[test]
    fn switched_off_it_is_over_and_gone_when_it_was_finished() {
        let (_folder, store) = store();
        let keeper = FocusKeeper::of_store(&store, at(0)).unwrap();
        keeper.change(&store, at(0), |_| Some(FocusMode::begin(at(0), None))).unwrap();
        assert!(keeper.ending(at(1)).is_none());
        keeper.change(&store, at(1), |mode| mode.map(|mode| FocusMode { ended: Some(at(1)), ..mode })).unwrap();
        assert_eq!(FocusKeeper::of_store(&store, at(1)).unwrap().hold(at(1)).unwrap().phase, FocusPhase::Over);
        keeper.change(&store, at(1), |_| None).unwrap();
        assert!(store.setting(keys::FOCUS_MODE).unwrap().is_none());
        store.set_setting(keys::FOCUS_MODE, "nonsense".into()).unwrap();
        keeper.read_again(&store, at(2)).unwrap();
        assert!(keeper.hold(at(2)).is_none());
    }
}

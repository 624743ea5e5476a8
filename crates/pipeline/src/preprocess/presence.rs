//! Was the person there, and which signal says so? A short list of rules over all signals, first match decides.
//!
//! | # | what is known at the moment | presence | decided by |
//! | --- | --- | --- | --- |
//! | 1 | the person paused sensing | unknown | pause |
//! | 2 | the machine slept | away | suspend |
//! | 3 | the screen was locked, or a lock screen is in front | away | lock |
//! | 4 | keys or pointer moved, silences up to 3 min bridged | present | input |
//! | 5 | a call is on | present | call |
//! | 6 | a watcher says present | present | idle-timer |
//! | 7 | the focused tab plays sound, at most 2 h after the last sign of a person | present | media |
//! | 8 | a watcher says away | away | idle-timer |
//! | 9 | a sensor of keys and pointer is on, and they lie still | away | input |
//! | 10 | windows change, at most 5 min apart | present | window-change |
//! | 11 | nothing of all this | unknown | no-signal |
//!
//! What the machine knows for sure comes first. Then what only a person does (4, 5), what a watcher concluded from the same
//! hands with a time-out of its own (6, 8), between them what goes on without hands (7), and last what a program may do by
//! itself (10).

use attentive_types::{PresenceKind, PresenceSignal, PresenceSpan, Span, Timestamp};

use super::stretch::Stretch;
use crate::sense::{IdleStatus, LockStatus};

/// What is known at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The person paused sensing.
    pub is_paused: bool,
    /// Lock and suspend; open when no sensor told.
    pub lock: LockStatus,
    /// A lock screen is in front.
    pub is_lock_screen: bool,
    /// Keys or pointer moved; `None` when no sensor of them is on.
    pub input_moves: Option<bool>,
    /// A call is on.
    pub is_in_call: bool,
    /// The focused tab plays sound, and a person was seen not long ago.
    pub hears_media: bool,
    /// A watcher's word; `None` when there is none.
    pub idle: Option<IdleStatus>,
    /// Windows change often enough.
    pub windows_change: bool,
}

impl Default for Evidence {
    fn default() -> Self {
        Self {
            is_paused: false,
            lock: LockStatus::Open,
            is_lock_screen: false,
            input_moves: None,
            is_in_call: false,
            hears_media: false,
            idle: None,
            windows_change: false,
        }
    }
}

/// Decides by the table above.
#[must_use]
pub fn decide(evidence: &Evidence) -> (PresenceKind, PresenceSignal) {
    use PresenceKind::{Away, Present, Unknown};
    match evidence {
        Evidence { is_paused: true, .. } => (Unknown, PresenceSignal::Pause),
        Evidence { lock: LockStatus::Suspended, .. } => (Away, PresenceSignal::Suspend),
        Evidence { lock: LockStatus::Locked, .. } | Evidence { is_lock_screen: true, .. } => {
            (Away, PresenceSignal::Lock)
        }
        Evidence { input_moves: Some(true), .. } => (Present, PresenceSignal::Input),
        Evidence { is_in_call: true, .. } => (Present, PresenceSignal::Call),
        Evidence { idle: Some(IdleStatus::Present), .. } => (Present, PresenceSignal::IdleTimer),
        Evidence { hears_media: true, .. } => (Present, PresenceSignal::Media),
        Evidence { idle: Some(IdleStatus::Away), .. } => (Away, PresenceSignal::IdleTimer),
        Evidence { input_moves: Some(false), .. } => (Away, PresenceSignal::Input),
        Evidence { windows_change: true, .. } => (Present, PresenceSignal::WindowChange),
        _ => (Unknown, PresenceSignal::NoSignal),
    }
}

/// Joins stretches into spans of one presence and one signal.
#[derive(Clone, Debug, Default)]
pub struct Presences {
    open: Option<PresenceSpan>,
}

impl Presences {
    /// Takes the next stretch. True when a span began with it.
    pub fn push(&mut self, stretch: &Stretch, closed: &mut Vec<PresenceSpan>) -> bool {
        match &mut self.open {
            Some(open) if open.kind == stretch.presence && open.decided_by == stretch.decided_by => {
                open.span.end = Timestamp(stretch.end);
                false
            }
            _ => {
                closed.extend(self.open.take());
                let span = Span::new(Timestamp(stretch.start), Timestamp(stretch.end));
                self.open = Some(PresenceSpan { span, kind: stretch.presence, decided_by: stretch.decided_by });
                true
            }
        }
    }

    /// Hands out the open span at the end.
    pub fn finish(self, closed: &mut Vec<PresenceSpan>) {
        closed.extend(self.open);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::PresenceKind::{Away, Present, Unknown};

    #[test]
    fn nothing_known_is_unknown_and_not_away() {
        assert_eq!(decide(&Evidence::default()), (Unknown, PresenceSignal::NoSignal));
    }

    #[test]
    fn hands_on_the_keys_outweigh_an_idle_watcher_and_a_lock_outweighs_hands() {
        let typing = Evidence { input_moves: Some(true), idle: Some(IdleStatus::Away), ..Evidence::default() };
        assert_eq!(decide(&typing), (Present, PresenceSignal::Input));
        let locked = Evidence { lock: LockStatus::Locked, ..typing };
        assert_eq!(decide(&locked), (Away, PresenceSignal::Lock));
    }

    #[test]
    fn still_hands_in_a_call_are_present_and_without_one_away() {
        let still = Evidence { input_moves: Some(false), windows_change: true, ..Evidence::default() };
        assert_eq!(decide(&still), (Away, PresenceSignal::Input));
        assert_eq!(decide(&Evidence { is_in_call: true, ..still }), (Present, PresenceSignal::Call));
        assert_eq!(decide(&Evidence { hears_media: true, ..still }), (Present, PresenceSignal::Media));
    }

    #[test]
    fn a_pause_hides_everything() {
        let paused = Evidence { is_paused: true, input_moves: Some(true), ..Evidence::default() };
        assert_eq!(decide(&paused), (Unknown, PresenceSignal::Pause));
    }
}

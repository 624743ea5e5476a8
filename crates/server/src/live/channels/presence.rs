//! Presence for others: one of four words, and until when. Never a title, never a reason.
//!
//! The person says by which word each of their states is told; a colleague, a lamp on the door or a status bar learns no more.

use attentive_store::{Store, StoreError};
use attentive_types::{PresenceKind, PresenceSignal, PresenceSpan, State, StateKind, Timestamp};
use serde::{Deserialize, Serialize};

use super::super::{Inner, keys};

/// What others are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum PresenceWord {
    /// May be spoken to.
    Free,
    /// Better not.
    Busy,
    /// Not at the machine.
    Away,
    /// Nothing is told.
    Unknown,
}

/// By which word each state is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PresenceWords {
    focus_mode: PresenceWord,
    focused: PresenceWord,
    shifting: PresenceWord,
    scattered: PresenceWord,
    resting: PresenceWord,
    in_call: PresenceWord,
    away: PresenceWord,
    /// Where nothing is sensed, or the model cannot tell.
    unknown: PresenceWord,
}

impl Default for PresenceWords {
    /// Busy where an interruption costs most: in focus and in calls.
    fn default() -> Self {
        use PresenceWord::{Away, Busy, Free, Unknown};
        Self {
            focus_mode: Busy,
            focused: Busy,
            shifting: Free,
            scattered: Free,
            resting: Free,
            in_call: Busy,
            away: Away,
            unknown: Unknown,
        }
    }
}

/// All that others are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PresenceTold {
    presence: PresenceWord,
    /// Until when that holds; `None` when it is not known.
    until: Option<Timestamp>,
}

impl PresenceTold {
    /// What is told when nobody looks any more.
    pub(super) fn unknown() -> Self {
        Self { presence: PresenceWord::Unknown, until: None }
    }
}

impl PresenceWords {
    /// The words that the store holds. A setting that cannot be understood counts as none and is reported in the log.
    ///
    /// # Errors
    /// When the setting cannot be read.
    pub(crate) fn of_store(store: &Store) -> Result<Self, StoreError> {
        let Some(setting) = store.setting(keys::PRESENCE)? else { return Ok(Self::default()) };
        Ok(serde_json::from_value(setting).unwrap_or_else(|error| {
            tracing::warn!("could not read the setting {}: {error}; the usual words are told", keys::PRESENCE);
            Self::default()
        }))
    }

    /// Keeps the words.
    ///
    /// # Errors
    /// When they cannot be written.
    pub(crate) fn keep(&self, store: &Store) -> Result<(), StoreError> {
        let value = serde_json::to_value(self)
            .map_err(|error| StoreError::Invalid { what: format!("the words cannot be written as JSON: {error}") })?;
        store.set_setting(keys::PRESENCE, value)
    }

    /// What is told of a moment. `focus_until` is the end of focus mode, `None` when it is off. Away counts before focus mode, and that before states.
    fn told(
        &self,
        presence: Option<&PresenceSpan>,
        state: Option<&State>,
        focus_until: Option<Timestamp>,
    ) -> PresenceTold {
        let kind = state.and_then(|state| state.kind);
        let is_away = match presence.map(|span| span.kind) {
            Some(PresenceKind::Away) => true,
            Some(PresenceKind::Present) => false,
            Some(PresenceKind::Unknown) | None => kind == Some(StateKind::Away),
        };
        let is_in_call = presence.is_some_and(|span| span.decided_by == PresenceSignal::Call);
        let word = match kind {
            _ if is_away => self.away,
            _ if focus_until.is_some() => self.focus_mode,
            _ if is_in_call => self.in_call,
            Some(StateKind::Focused) => self.focused,
            Some(StateKind::Shifting) => self.shifting,
            Some(StateKind::Scattered) => self.scattered,
            Some(StateKind::Resting) => self.resting,
            Some(StateKind::InCall) => self.in_call,
            Some(StateKind::Away) | None => self.unknown,
        };
        PresenceTold { presence: word, until: focus_until.filter(|_| !is_away) }
    }
}

impl Inner {
    /// What others are told now. When the words cannot be read, nothing is.
    pub(crate) fn presence_for_others(&self) -> PresenceTold {
        let now = self.data_clock.now();
        let words = match PresenceWords::of_store(&self.store) {
            Ok(words) => words,
            Err(StoreError::Closed) => return PresenceTold::unknown(),
            Err(error) => {
                tracing::warn!("could not read what others are told, so they are told nothing: {error}");
                return PresenceTold::unknown();
            }
        };
        let advice = self.advise(now, &[]);
        let focus = self.focus_mode.hold(now).filter(|_| self.is_focus_mode_on(now));
        words.told(advice.presence_now.as_ref(), advice.state_now.as_ref(), focus.map(|hold| hold.until))
    }
}

#[cfg(test)]
mod tests {
    use attentive_types::Span;

    use super::*;
    use crate::scratch::store;

    const SPAN: Span = Span { start: Timestamp(0), end: Timestamp(9) };

    fn state(kind: Option<StateKind>) -> State {
        State { span: SPAN, kind, confidence: None, is_calibrated: false, by: String::new(), reasons: Vec::new() }
    }

    fn presence(kind: PresenceKind, decided_by: PresenceSignal) -> PresenceSpan {
        PresenceSpan { span: SPAN, kind, decided_by }
    }

    fn word(kind: Option<StateKind>, focus_until: Option<Timestamp>) -> PresenceWord {
        let here = presence(PresenceKind::Present, PresenceSignal::Input);
        PresenceWords::default().told(Some(&here), Some(&state(kind)), focus_until).presence
    }

    #[test]
    fn each_state_has_its_word_and_focus_mode_beats_it() {
        use PresenceWord::{Busy, Free, Unknown};
        for (kind, expected) in [
            (Some(StateKind::Focused), Busy),
            (Some(StateKind::InCall), Busy),
            (Some(StateKind::Shifting), Free),
            (Some(StateKind::Resting), Free),
            (None, Unknown),
        ] {
            assert_eq!(word(kind, None), expected, "{kind:?}");
            assert_eq!(word(kind, Some(Timestamp(5))), Busy);
        }
    }

    #[test]
    fn who_is_away_is_away_and_the_end_of_focus_mode_is_told_only_to_who_is_there() {
        let words = PresenceWords::default();
        let left = presence(PresenceKind::Away, PresenceSignal::Lock);
        let told = words.told(Some(&left), Some(&state(Some(StateKind::Focused))), Some(Timestamp(5)));
        assert_eq!(told, PresenceTold { presence: PresenceWord::Away, until: None });
        assert_eq!(words.told(None, None, Some(Timestamp(5))).until, Some(Timestamp(5)));
        assert_eq!(words.told(None, None, None), PresenceTold::unknown());
    }

    #[test]
    fn nothing_but_the_word_and_the_moment_is_told() {
        let told = serde_json::to_string(&PresenceTold { presence: PresenceWord::Busy, until: Some(Timestamp(0)) });
        assert_eq!(told.unwrap(), r#"{"presence":"busy","until":"1970-01-01T00:00:00Z"}"#);
    }

    #[test]
    fn words_of_ones_own_are_kept_and_unknown_states_are_refused() {
        let (_folder, store) = store();
        let words: PresenceWords = serde_json::from_str(r#"{"shifting":"busy","in-call":"unknown"}"#).unwrap();
        words.keep(&store).unwrap();
        assert_eq!(PresenceWords::of_store(&store).unwrap(), words);
        assert!(serde_json::from_str::<PresenceWords>(r#"{"dreaming":"busy"}"#).is_err());
        store.set_setting(keys::PRESENCE, 7.into()).unwrap();
        assert_eq!(PresenceWords::of_store(&store).unwrap(), PresenceWords::default());
    }
}

//! The settings that this part reads and writes.

/// Privacy filters, in ActivityWatch's shape and under its name.
pub(crate) const PRIVACY_FILTERS: &str = "privacy_filters";
/// Category rules, in ActivityWatch's shape and under its name.
pub(crate) const CLASSES: &str = "classes";
/// When the person's day begins, `HH:MM`; ActivityWatch's name.
pub(crate) const START_OF_DAY: &str = "startOfDay";
/// The language of the screens; ActivityWatch's name.
pub(crate) const LOCALE: &str = "locale";
/// Until when sensing is paused: `{"until": "..."}`.
pub(crate) const PAUSE: &str = "attentive.pause";
/// How long what was sensed is kept: `{"samples_days": 30, "events_days": null}`.
pub(crate) const RETENTION: &str = "attentive.retention";
/// Wishes by kind of prompt.
pub(crate) const PREFERENCES: &str = "attentive.preferences";
/// Who may always and who may never interrupt: `{"always_from": [], "never_from": []}`.
pub(crate) const SOURCES: &str = "attentive.sources";
/// Focus mode while it is on: `{"since": "...", "until": "...", "is_open_ended": false, "ended": null}`.
pub(crate) const FOCUS_MODE: &str = "attentive.focus_mode";
/// By which word others are told each state: `{"focused": "busy", ...}`.
pub(crate) const PRESENCE: &str = "attentive.presence";
/// There while the desktop is held and would stay so without us.
pub(crate) const DESKTOP_HELD: &str = "attentive.desktop_held";
/// A number drawn once, from which the moments of questions come.
pub(crate) const SEED: &str = "attentive.seed";
/// The key behind pseudonyms. Whoever has it can test guesses, so it is never shown.
pub(crate) const PSEUDONYM_KEY: &str = "attentive.pseudonym_key";

/// Whether a setting must not be shown or written through the doors.
pub(crate) fn is_secret(key: &str) -> bool {
    key == PSEUDONYM_KEY || key == crate::assistants::ASSISTANTS
}

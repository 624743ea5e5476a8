//! Cuts all tracks at all borders and decides each stretch: who was there, and what was in front.

use attentive_types::{PresenceKind, PresenceSignal};

use super::lanes::{Lanes, tab_track, tracks};
use super::places::Places;
use super::presence::{Evidence, decide};
use super::stretch::Stretch;
use super::window::Windows;
use crate::sense::{IdleStatus, LockStatus, ON, Sense};

/// Where the sweep stands.
#[derive(Clone, Debug)]
pub struct Sweep {
    media_nanos: i64,
    cursor: Option<i64>,
    /// Until when the last sure sign of a person was seen; sound counts for a while after it.
    last_sign: Option<i64>,
}

impl Sweep {
    /// Before the first stretch. Sound counts as presence for `media_nanos` after the last sure sign of a person.
    #[must_use]
    pub fn new(media_nanos: i64) -> Self {
        Self { media_nanos, cursor: None, last_sign: None }
    }

    /// The next settled stretch; `None` when there is no more for now.
    pub fn next(&mut self, lanes: &mut Lanes, sense: &Sense, places: &mut Places) -> Option<Stretch> {
        let (first, last) = lanes.heard()?;
        let limit = lanes.settled().min(last);
        let start = *self.cursor.get_or_insert(first);
        if start >= limit {
            return None;
        }
        let mut end = limit;
        for track in &mut lanes.tracks {
            if track.until <= start {
                track.seek(start);
            }
            end = end.min(track.until);
        }
        let label = |place: usize| lanes.tracks[place].label;
        let window = label(tracks::WINDOW);
        let meaning = window.map(|window| places.window(window, sense));
        let sources = meaning.and_then(|meaning| meaning.browser).map_or(&[][..], |browser| browser.tab_sources());
        let tab = sources.iter().find_map(|browser| label(tab_track(*browser)));
        let hears = tab.and_then(|tab| sense.tabs.get(tab)).is_some_and(|tab| tab.is_audible);
        let sound_ends = self.last_sign.unwrap_or(start).saturating_add(self.media_nanos);
        if hears && sound_ends > start {
            self.last_sign.get_or_insert(start);
            end = end.min(sound_ends);
        }
        let is_moved = label(tracks::INPUT).is_some();
        let evidence = Evidence {
            is_paused: label(tracks::PAUSE).is_some(),
            lock: label(tracks::LOCK).map_or(LockStatus::Open, LockStatus::of_label),
            is_lock_screen: meaning.is_some_and(|meaning| meaning.is_lock_screen),
            input_moves: (is_moved || label(tracks::INPUT_HEARD).is_some()).then_some(is_moved),
            is_in_call: label(tracks::CALL) == Some(ON),
            hears_media: hears && sound_ends > start,
            idle: label(tracks::IDLE).map(IdleStatus::of_label),
            windows_change: label(tracks::CHANGE).is_some(),
        };
        let (presence, decided_by) = decide(&evidence);
        let is_present = presence == PresenceKind::Present;
        if is_present && decided_by != PresenceSignal::Media {
            self.last_sign = Some(end);
        }
        self.cursor = Some(end);
        let place = window.filter(|_| is_present).map(|window| places.place(window, tab, sense));
        Some(Stretch { start, end, presence, decided_by, is_in_call: is_present && evidence.is_in_call, place })
    }
}

impl Lanes {
    /// Hands the records of input to the windows.
    pub fn hand_over_records(&mut self, windows: &mut Windows) {
        windows.take_records(&mut self.records);
    }

    /// Forgets what the sweep has read.
    pub fn compact(&mut self) {
        self.tracks.iter_mut().for_each(super::track::Track::compact);
    }
}

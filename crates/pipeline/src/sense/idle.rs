//! A watcher's word on presence, as `afkstatus` buckets tell it: `status` is `afk` or `not-afk`.

use attentive_types::Payload;

use super::fields;

/// What the watcher said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum IdleStatus {
    /// Away from the keyboard.
    Away = 0,
    /// At the keyboard.
    Present = 1,
}

impl IdleStatus {
    /// The status behind a label.
    #[must_use]
    pub fn of_label(label: u32) -> Self {
        if label == Self::Present as u32 { Self::Present } else { Self::Away }
    }
}

/// Reads the status; `None` for any other word (`hibernating` of old watchers counts as away).
pub(super) fn read(data: &Payload) -> Option<IdleStatus> {
    match fields::text(data, "status")? {
        "not-afk" => Some(IdleStatus::Present),
        "afk" | "hibernating" => Some(IdleStatus::Away),
        _ => None,
    }
}

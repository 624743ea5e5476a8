//! Lock and suspend, as `attentive.lock` buckets tell it. A status without length holds until the next one.

use attentive_types::Payload;

use super::fields;

/// What was said of the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum LockStatus {
    /// In use: unlocked or resumed.
    Open = 0,
    /// The screen was locked.
    Locked = 1,
    /// The machine slept.
    Suspended = 2,
}

impl LockStatus {
    /// The status behind a label.
    #[must_use]
    pub fn of_label(label: u32) -> Self {
        match label {
            1 => Self::Locked,
            2 => Self::Suspended,
            _ => Self::Open,
        }
    }
}

/// Reads the status; `None` for any other word.
pub(super) fn read(data: &Payload) -> Option<LockStatus> {
    match fields::text(data, "status")? {
        "locked" => Some(LockStatus::Locked),
        "suspended" => Some(LockStatus::Suspended),
        "unlocked" | "resumed" => Some(LockStatus::Open),
        _ => None,
    }
}

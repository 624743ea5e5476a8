//! Hot spots: where in time and content attention gathers.

use serde::{Deserialize, Serialize};

use crate::time::Timestamp;

/// What a content hot spot is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ContentKind {
    /// A program.
    App,
    /// A site.
    Site,
    /// A category.
    Category,
    /// Somebody whom a title of a mail, a chat, a meeting or a page of review names.
    Collaborator,
    /// Somebody whom any other title names.
    Person,
    /// A firm, an office, a school that a title names.
    Organisation,
    /// What a title says one works on: a ticket, a repository, a project.
    Project,
}

/// One thing that attention gathered on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hotspot {
    /// What it is.
    pub kind: ContentKind,
    /// Its name; a category's path is joined by ` > `.
    pub name: String,
    /// Time present on it, in seconds.
    pub present_s: f64,
    /// Of that, time inside focus sessions, in seconds.
    pub focused_s: f64,
    /// How many visits.
    pub visits: u32,
    /// Share of all time present, 0 to 1.
    pub share: f64,
    /// When attention was last on it; `None` in answers of before it was told.
    #[serde(default)]
    pub last_seen: Option<Timestamp>,
}

/// One cell of the hour x weekday map, in local time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HourOfWeek {
    /// 0 = Monday to 6 = Sunday.
    pub weekday: u8,
    /// Hour of the local day, 0 to 23.
    pub hour: u8,
    /// On how many local days the person was present in this hour.
    #[serde(default)]
    pub days: u32,
    /// Time present, in seconds, over all weeks.
    pub present_s: f64,
    /// Of that, time inside focus sessions, in seconds.
    pub focused_s: f64,
    /// Switches between apps.
    pub switches: u32,
    /// Entropy of time over apps in this hour, mean over its windows, in bits; `None` without data.
    pub fragmentation_bits: Option<f64>,
}

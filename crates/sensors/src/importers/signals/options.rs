//! What a person may tell about a recording that the file does not say.

use attentive_types::{Screen, Timestamp};

use super::table::ColumnMap;

/// What a person tells about a recording. What is told goes before what the file says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// What the columns of a table hold; `None` when their names tell.
    pub map: Option<ColumnMap>,
    /// The screen that positions lie on; `None` when the file or the default decides.
    pub screen: Option<Screen>,
    /// When the recording's time 0 was, for files that tell no date; `None` means 1970-01-01, which is then said.
    pub start: Option<Timestamp>,
}

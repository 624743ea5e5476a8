//! How a store is opened.

use std::path::PathBuf;
use std::time::Duration;

/// Where the file is and how to treat it.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The database file; it is made when it is not there.
    pub path: PathBuf,
    /// Read only: nothing is made, changed or checked, and every write answers `ReadOnly`.
    pub is_read_only: bool,
    /// Walk the person's tables before anything is trusted, also when the file was closed in order. Default: only when it was not.
    pub is_always_checked: bool,
    /// How long to wait for another program's lock before answering `Locked`. Default: 5 seconds.
    pub busy_timeout: Duration,
    /// The size in bytes that the database may reach before it answers `Full`; `None`: as large as the disk.
    pub max_bytes: Option<u64>,
    /// Memory for columns that are kept for the next reader, in bytes. Default: 64 MiB, about seven years of one person.
    pub cache_bytes: usize,
}

impl OpenOptions {
    /// The file at that path, with the defaults.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            is_read_only: false,
            is_always_checked: false,
            busy_timeout: Duration::from_secs(5),
            max_bytes: None,
            cache_bytes: 64 << 20,
        }
    }

    /// The same, checked whatever the last program left behind.
    #[must_use]
    pub fn checked(mut self) -> Self {
        self.is_always_checked = true;
        self
    }

    /// The same, for reading only.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.is_read_only = true;
        self
    }
}

//! What can go wrong with the person's data, in plain words: what happened, what it means, what to do.
//!
//! Every text is a fragment that fits after "could not ...: ". A path stands last, so that it is easy to leave out.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the store could not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// There is no bucket of that name.
    #[error("there is no bucket named {0}")]
    NoSuchBucket(String),
    /// What was handed in cannot be kept as it is.
    #[error("{what}; nothing was stored")]
    Invalid {
        /// What was expected and what was found.
        what: String,
    },
    /// Another program holds the write lock for longer than the busy timeout.
    #[error("the database is locked by another program; close that program or try again in a moment")]
    Locked,
    /// The disk, or the size that was allowed, is full.
    #[error("the disk is full; what was acknowledged is safe, this was not stored: free some space and try again")]
    Full,
    /// The file is damaged.
    #[error(
        "the database is damaged ({detail}); nothing was deleted: copy the file to a safe place, save what is \
         readable with `sqlite3 FILE .recover`, or move it away to begin anew: {}",
        path.display()
    )]
    Broken {
        /// What was found.
        detail: String,
        /// The file.
        path: PathBuf,
    },
    /// The file is not one of ours: another program's database, no database at all, or an encrypted one.
    #[error(
        "the file is not a database of this program ({detail}); it was left alone: choose another file than {}",
        path.display()
    )]
    NotOurs {
        /// What was found instead.
        detail: String,
        /// The file.
        path: PathBuf,
    },
    /// The file was written by a newer version of the program.
    #[error(
        "the database has schema version {found} and this program knows versions up to {known}; it was left alone: \
         use the newer program"
    )]
    NewerVersion {
        /// The version in the file.
        found: i64,
        /// The newest version that this program knows.
        known: i64,
    },
    /// The store was opened for reading only, or the file or its folder is write-protected.
    #[error("the database can only be read: it was opened that way, or its file or folder is write-protected")]
    ReadOnly,
    /// The store was closed.
    #[error("the database was closed")]
    Closed,
    /// The file or its folder could not be used.
    #[error("{what} ({kind}): {}", path.display())]
    Io {
        /// What was tried, and what to do.
        what: String,
        /// What the system said.
        kind: std::io::ErrorKind,
        /// The file or folder.
        path: PathBuf,
    },
    /// The database refused for another reason.
    #[error("the database refused to {what}: {detail}")]
    Sql {
        /// What was tried.
        what: String,
        /// What the database said.
        detail: String,
    },
}

impl StoreError {
    /// Damage, found by us rather than by the database.
    pub(crate) fn broken(detail: impl Into<String>) -> Self {
        Self::Broken { detail: detail.into(), path: PathBuf::new() }
    }

    /// The same error with the path of the file, where the text has one and it is not known yet.
    pub(crate) fn at(mut self, file: &Path) -> Self {
        if let Self::Broken { path, .. } | Self::NotOurs { path, .. } | Self::Io { path, .. } = &mut self
            && path.as_os_str().is_empty()
        {
            *path = file.to_owned();
        }
        self
    }
}

/// Turns an answer of the database into ours, with what was being done.
pub(crate) trait During<T> {
    /// `what` completes "the database refused to ...".
    fn during(self, what: &'static str) -> Result<T, StoreError>;
}

impl<T> During<T> for Result<T, rusqlite::Error> {
    fn during(self, what: &'static str) -> Result<T, StoreError> {
        self.map_err(|error| translate(what, &error))
    }
}

fn translate(what: &'static str, error: &rusqlite::Error) -> StoreError {
    let io = |what: &str, kind| StoreError::Io { what: what.to_owned(), kind, path: PathBuf::new() };
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked,
        Some(ErrorCode::DiskFull) => StoreError::Full,
        Some(ErrorCode::DatabaseCorrupt) => StoreError::broken(error.to_string()),
        Some(ErrorCode::NotADatabase) => {
            StoreError::NotOurs { detail: "it is no database, or it is encrypted".to_owned(), path: PathBuf::new() }
        }
        Some(ErrorCode::ReadOnly) => StoreError::ReadOnly,
        Some(ErrorCode::CannotOpen) => io(
            "the database file cannot be opened; check that it and its folder may be read and written",
            std::io::ErrorKind::Other,
        ),
        Some(ErrorCode::PermissionDenied) => {
            io("the database file may not be used; check who owns it", std::io::ErrorKind::PermissionDenied)
        }
        Some(ErrorCode::SystemIoFailure) => {
            io("the disk failed while reading or writing the database; check the disk", std::io::ErrorKind::Other)
        }
        _ => StoreError::Sql { what: what.to_owned(), detail: error.to_string() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_stands_last_and_is_filled_in_once() {
        let error = StoreError::broken("page 3").at(Path::new("/data/a.db")).at(Path::new("/other"));
        assert!(error.to_string().ends_with(": /data/a.db"), "{error}");
    }

    #[test]
    fn a_full_disk_is_told_apart_from_other_refusals() {
        let full = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_FULL), None);
        assert_eq!(translate("write", &full), StoreError::Full);
        assert!(matches!(translate("write", &rusqlite::Error::InvalidQuery), StoreError::Sql { .. }));
    }
}

//! Where the file lies: makes the folder and the file where they are missing, readable by their owner only.
//!
//! An existing database file is never opened here: closing a second handle would drop the locks that the database
//! library holds on it in this process.

use std::fs::{DirBuilder, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::error::StoreError;

/// Makes sure that there is a file at that path.
pub(crate) fn prepare(path: &Path) -> Result<(), StoreError> {
    if path.is_dir() {
        return Err(folder(path));
    }
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        make_folder(parent)?;
    }
    match private().write(true).create_new(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(io("the database file cannot be made; check that its folder may be written", &error, path)),
    }
}

/// Refuses a path where no file can be read.
pub(crate) fn require(path: &Path) -> Result<(), StoreError> {
    match path.metadata() {
        Ok(facts) if facts.is_dir() => Err(folder(path)),
        Ok(_) => Ok(()),
        Err(error) => Err(io("there is no database to read", &error, path)),
    }
}

/// A file beside the database, such as its lock.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Options that make new files readable by their owner only.
pub(crate) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

pub(crate) fn io(what: &str, error: &std::io::Error, path: &Path) -> StoreError {
    if error.kind() == ErrorKind::StorageFull {
        return StoreError::Full;
    }
    StoreError::Io { what: what.to_owned(), kind: error.kind(), path: path.to_owned() }
}

fn folder(path: &Path) -> StoreError {
    let what = "this is a folder where a database file is needed; name a file inside it".to_owned();
    StoreError::Io { what, kind: ErrorKind::IsADirectory, path: path.to_owned() }
}

fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| io("the folder of the database cannot be made", &error, folder))
}

//! Who else has the file open for writing. Several programs may; the last one out marks the file as cleanly closed.
//!
//! An empty file beside the database (`-open`) carries a lock: shared by all who hold it open, exclusive for a moment
//! by one who wants to know whether they are alone. The system drops the lock when a program dies.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::place;
use crate::error::StoreError;

/// This program's hold on the database; dropping it lets go.
pub(crate) struct Holder {
    file: File,
}

impl Holder {
    /// Takes hold. The second answer is whether nobody else had the file open.
    pub(crate) fn take(database: &Path) -> Result<(Self, bool), StoreError> {
        let path = place::beside(database, "-open");
        let wrong = |error| place::io("the file that says who has the database open cannot be used", &error, &path);
        let file = place::private().write(true).create(true).truncate(false).open(&path).map_err(wrong)?;
        let is_alone = is_locked_alone(&file).map_err(wrong)?;
        if is_alone {
            file.unlock().map_err(wrong)?;
        }
        file.lock_shared().map_err(wrong)?;
        Ok((Self { file }, is_alone))
    }

    /// Whether nobody else has the file open now. In doubt the answer is no, which costs one check at the next start.
    pub(crate) fn is_last(&self) -> bool {
        self.file.unlock().is_ok() && is_locked_alone(&self.file).unwrap_or(false)
    }
}

fn is_locked_alone(file: &File) -> Result<bool, std::io::Error> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_alone_and_the_second_is_not() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.db");
        let (first, is_alone) = Holder::take(&path).expect("a hold");
        assert!(is_alone);
        let (second, is_alone) = Holder::take(&path).expect("a second hold");
        assert!(!is_alone);
        assert!(!second.is_last());
        drop(second);
        assert!(first.is_last());
    }
}

//! Presence as a file, for status bars and lamps: written when it changes, whole or not at all.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::presence::PresenceTold;

/// The file, and what it holds.
#[derive(Debug)]
pub(super) struct PresenceFile {
    path: PathBuf,
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    /// What was written last; `None` before.
    written: Option<PresenceTold>,
    /// Why it could not be written last; `None` when it could.
    failure: Option<String>,
}

impl PresenceFile {
    /// That file.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, kept: Mutex::default() }
    }

    /// Writes what is told, if that is new. A failure is said once in the log, and tried again with the next look.
    pub(super) fn keep(&self, told: PresenceTold) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.written == Some(told) {
            return;
        }
        match write(&self.path, told) {
            Ok(()) => *kept = Kept { written: Some(told), failure: None },
            Err(error) => {
                let why = error.to_string();
                if kept.failure.as_ref() != Some(&why) {
                    tracing::warn!("could not write the presence file: {why}: {}", self.path.display());
                }
                kept.failure = Some(why);
            }
        }
    }

    /// How it stands, as JSON.
    pub(super) fn told(&self) -> Value {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        json!({ "path": self.path, "failure": kept.failure })
    }
}

/// Writes a file beside it and puts that in its place, so that nobody reads half of it.
fn write(path: &Path, told: PresenceTold) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let line = serde_json::to_string(&told).map_err(std::io::Error::other)?;
    std::fs::write(&beside, line + "\n")?;
    std::fs::rename(&beside, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_written_on_change_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("presence.json");
        let file = PresenceFile::new(path.clone());
        file.keep(PresenceTold::unknown());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{\"presence\":\"unknown\",\"until\":null}\n");
        std::fs::remove_file(&path).unwrap();
        file.keep(PresenceTold::unknown());
        assert!(!path.exists(), "nothing changed");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
        assert_eq!(file.told()["failure"], Value::Null);
    }

    #[test]
    fn a_folder_that_is_not_there_is_told() {
        let file = PresenceFile::new("/nonexistent/presence.json".into());
        file.keep(PresenceTold::unknown());
        assert!(file.told()["failure"].as_str().unwrap().contains("No such file"), "{}", file.told());
    }
}

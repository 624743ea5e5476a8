//! Where records of training runs lie: a folder for each, beside the database. Bytes in, bytes out; what they say is `learn`'s matter.
//!
//! ```text
//! runs/2026-11-28T14-05-33-gaze-events/   run.json, events.out.tfevents.1764338733.attentive
//! ```

use std::fs;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

/// The file of a run's record.
const RECORD: &str = "run.json";
/// Runs of one name that are told apart by a number.
const MOST_OF_ONE_NAME: u32 = 1_000;

/// The folder of all runs.
#[derive(Clone, Debug)]
pub struct RunFolder {
    path: PathBuf,
}

/// What lies in the folder of one run.
#[derive(Debug)]
pub struct RunRecord {
    /// The folder's name.
    pub name: String,
    /// The record; `None` where there is none, as the run was cut off. An error is the disk's.
    pub bytes: Option<Result<Vec<u8>>>,
}

impl RunFolder {
    /// That of a data folder; it need not be there.
    #[must_use]
    pub fn of(data_dir: &Path) -> Self {
        Self { path: data_dir.join("runs") }
    }

    /// Where it lies.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// All runs in the order of their names; none when there is no folder. A record that cannot be read hides no other.
    ///
    /// # Errors
    /// When the folder cannot be listed.
    pub fn records(&self) -> Result<Vec<RunRecord>> {
        let entries = match fs::read_dir(&self.path) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut records = Vec::new();
        for entry in entries {
            let entry = entry?;
            if entry.path().is_dir() {
                let bytes = read(&entry.path().join(RECORD)).transpose();
                records.push(RunRecord { name: entry.file_name().to_string_lossy().into_owned(), bytes });
            }
        }
        records.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(records)
    }

    /// Makes a folder for a run that begins, under that name or that name with a number behind it, and says which.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn begin(&self, name: &str) -> Result<String> {
        fs::create_dir_all(&self.path)?;
        for again in 0..MOST_OF_ONE_NAME {
            let own = if again == 0 { name.to_owned() } else { format!("{name}-{again}") };
            match fs::create_dir(self.path.join(&own)) {
                Ok(()) => return Ok(own),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(Error::other("too many runs began in this second"))
    }

    /// Keeps the record of a run that has a folder. One that was there is replaced at once and whole.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, name: &str, record: &[u8]) -> Result<PathBuf> {
        let own = self.path.join(name);
        let new = own.join(format!("{RECORD}.new"));
        let mut file = fs::File::create(&new)?;
        std::io::Write::write_all(&mut file, record)?;
        file.sync_all()?;
        fs::rename(new, own.join(RECORD))?;
        Ok(own)
    }

    /// Keeps another file beside the record.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep_beside(&self, name: &str, file: &str, bytes: &[u8]) -> Result<()> {
        fs::write(self.path.join(name).join(file), bytes)
    }
}

fn read(file: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(file) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_of_one_name_are_kept_apart_and_a_folder_without_a_record_is_told() {
        let home = tempfile::tempdir().unwrap();
        let runs = RunFolder::of(home.path());
        assert!(runs.records().unwrap().is_empty());
        let (one, other) = (runs.begin("a").unwrap(), runs.begin("a").unwrap());
        assert_eq!((one.as_str(), other.as_str()), ("a", "a-1"));
        runs.keep(&one, b"first").unwrap();
        runs.keep(&one, b"second").unwrap();
        runs.keep_beside(&one, "events", b"e").unwrap();
        fs::write(runs.path().join("a file"), "").unwrap();
        fs::create_dir_all(runs.path().join("b").join(RECORD)).unwrap();
        let found: Vec<(String, Option<Option<Vec<u8>>>)> =
            runs.records().unwrap().into_iter().map(|it| (it.name, it.bytes.map(Result::ok))).collect();
        let expected = [("a", Some(Some(b"second".to_vec()))), ("a-1", None), ("b", Some(None))];
        assert_eq!(found, expected.map(|(name, bytes)| (name.to_owned(), bytes)));
    }
}

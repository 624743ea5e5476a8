//! What interests a person, in the data folder: `reading/NAME.safetensors`, sums and no texts. One writer at a time: what is said in a terminal and on the page at once is both learnt.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use attentive_learn::model_file::LearntFrom;
use attentive_text::reading::Interests;

use crate::exit_codes;
use crate::failure::Failure;
use crate::paths;

const ENDING: &str = ".safetensors";

/// The interests of a data folder.
#[derive(Clone, Debug)]
pub struct Kept {
    folder: PathBuf,
    data_dir: PathBuf,
}

/// While it lives nobody else writes.
pub struct Turn(#[expect(dead_code, reason = "the lock goes with the file")] File);

impl Kept {
    /// Those of this data folder.
    pub fn of(data_dir: &Path) -> Self {
        Self { folder: data_dir.join("reading"), data_dir: data_dir.to_owned() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}{ENDING}"))
    }

    /// Waits until nobody else writes.
    pub fn turn(&self) -> Result<Turn, Failure> {
        paths::make_private(&self.data_dir)?;
        let path = self.folder.join(".turn");
        let open = || {
            fs::create_dir_all(&self.folder)?;
            let file = File::options().create(true).append(true).open(&path)?;
            file.lock()?;
            Ok(Turn(file))
        };
        open().map_err(|error: std::io::Error| not_kept(&error, &path))
    }

    /// Keeps interests, whole or not at all; what has the same name is replaced.
    pub fn keep(&self, name: &str, interests: &Interests, from: LearntFrom, _: &Turn) -> Result<PathBuf, Failure> {
        check_name(name)?;
        let place = self.file(name);
        let bytes = interests.to_file(from).to_bytes().map_err(|fault| not_kept(&fault, &place))?;
        let new = self.folder.join(format!(".{name}.new"));
        let write = || {
            let mut file = File::create(&new)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&new, &place)?;
            #[cfg(unix)]
            File::open(&self.folder)?.sync_all()?;
            Ok(())
        };
        write().map_err(|error: std::io::Error| not_kept(&error, &place))?;
        Ok(place)
    }

    /// The names of all, in their order.
    pub fn names(&self) -> Result<Vec<String>, Failure> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => {
                return Err(Failure::input(format!("could not list interests: {error}: {}", self.folder.display())));
            }
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok()?.strip_suffix(ENDING).map(str::to_owned))
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        Ok(names)
    }

    /// What is kept under a name, and what it was learnt from; `None` when there is none.
    pub fn find(&self, name: &str) -> Result<Option<(Interests, LearntFrom)>, Failure> {
        if check_name(name).is_err() {
            return Ok(None);
        }
        let file = self.file(name);
        let damaged = |why: &dyn std::fmt::Display| {
            Failure::input(format!("could not use the interests: {why}; learn them again: {}", file.display()))
        };
        match fs::read(&file) {
            Ok(bytes) => {
                let (interests, manifest) = Interests::from_bytes(&bytes).map_err(|fault| damaged(&fault))?;
                Ok(Some((interests, manifest.learnt_from)))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(damaged(&error)),
        }
    }

    /// That there is none, with what there is.
    pub fn none(&self, name: &str) -> Failure {
        let there = match self.names() {
            Err(failure) => return failure,
            Ok(names) if names.is_empty() => "there are none yet".to_owned(),
            Ok(names) => format!("there are {}", names.join(", ")),
        };
        Failure::input(format!(
            "no interests are named {name}; {there}; `attentive reading learn HISTORY --name {name}` learns them"
        ))
    }

    /// The only one there is.
    pub fn only(&self) -> Result<String, Failure> {
        match self.names()?.as_slice() {
            [name] => Ok(name.clone()),
            [] => Err(Failure::input(
                "no interests were learnt yet; `attentive reading learn HISTORY --name NAME` learns them",
            )),
            several => {
                Err(Failure::new(exit_codes::USAGE, format!("say which with --name NAME: {}", several.join(", "))))
            }
        }
    }

    /// Removes what is kept under a name.
    pub fn remove(&self, name: &str) -> Result<(), Failure> {
        check_name(name)?;
        let file = self.file(name);
        // What is damaged can be removed, too.
        if !file.is_file() {
            return Err(self.none(name));
        }
        let _turn = self.turn()?;
        fs::remove_file(&file).map_err(|error| {
            Failure::new(exit_codes::STORE, format!("could not remove the interests: {error}: {}", file.display()))
        })
    }
}

fn not_kept(why: &dyn std::fmt::Display, path: &Path) -> Failure {
    Failure::new(exit_codes::STORE, format!("could not keep the interests: {why}: {}", path.display()))
}

/// Refuses a name that cannot be a file's.
pub fn check_name(name: &str) -> Result<(), Failure> {
    let is_plain = !name.is_empty() && name.chars().all(|sign| sign.is_alphanumeric() || "-_".contains(sign));
    if is_plain && name.len() <= 100 {
        return Ok(());
    }
    Err(Failure::new(
        exit_codes::USAGE,
        format!("a name of interests holds letters, digits, - and _: {name:?}; name them with --name NAME"),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_out_of_no_folder() {
        for name in ["", "..", "a/b", ".hidden", "a b"] {
            assert!(check_name(name).is_err() && Kept::of(Path::new("/")).find(name).unwrap().is_none(), "{name}");
        }
        assert!(check_name("阅读-2").is_ok());
    }
}

//! FAQs in the data folder: `faqs/NAME/` with the questions and answers, what was made of them, the model of their classes, and `about.json`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use attentive_learn::model_file::LearntFrom;
use attentive_text::faq::{Entry, Faq, Shelf};
use attentive_text::linear::LinearModel;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::exit_codes;
use crate::failure::Failure;
use crate::paths;

const ENTRIES: &str = "faq.jsonl";
const MADE: &str = "made.safetensors";
const CLASSES: &str = "classes.safetensors";
const ABOUT: &str = "about.json";

/// What is told of a kept FAQ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// What it is called here.
    pub name: String,
    /// The file that it came from, without its folder.
    pub from: String,
    /// How many questions.
    pub questions: usize,
    /// How many different answers.
    pub answers: usize,
    /// Its classes.
    pub classes: Vec<String>,
    /// The encoder that finds answers by meaning, by its name here; `None` when words alone do.
    pub encoder: Option<String>,
    /// The kept model of labels that tells intents.
    pub labels: Option<String>,
    /// Checksum of each file.
    pub sha256: BTreeMap<String, String>,
}

/// The FAQs of a data folder.
#[derive(Clone, Debug)]
pub struct Faqs {
    folder: PathBuf,
    data_dir: PathBuf,
}

impl Faqs {
    /// Those of this data folder.
    pub fn of(data_dir: &Path) -> Self {
        Self { folder: data_dir.join("faqs"), data_dir: data_dir.to_owned() }
    }

    /// Keeps a FAQ, whole or not at all; one of the same name is replaced.
    pub fn keep(&self, about: &About, shelf: &Shelf) -> Result<PathBuf, Failure> {
        check_name(&about.name)?;
        paths::make_private(&self.data_dir)?;
        let folder = self.folder.join(&about.name);
        let failed = |why: &dyn std::fmt::Display| {
            Failure::new(exit_codes::STORE, format!("could not keep the FAQ: {why}: {}", folder.display()))
        };
        let mut entries = Vec::new();
        for entry in shelf.faq().entries() {
            serde_json::to_writer(&mut entries, entry)?;
            entries.push(b'\n');
        }
        let from = LearntFrom {
            data_sha256: sum(&entries),
            files: 1,
            samples: shelf.faq().entries().len(),
            ..LearntFrom::default()
        };
        let made = shelf.to_file(from.clone()).to_bytes().map_err(|fault| failed(&fault))?;
        let mut files = vec![(ENTRIES, entries), (MADE, made)];
        if let Some(classes) = shelf.classes() {
            files.push((CLASSES, classes.to_file(from).to_bytes().map_err(|fault| failed(&fault))?));
        }
        let sha256 = files.iter().map(|(file, bytes)| ((*file).to_owned(), sum(bytes))).collect();
        files.push((ABOUT, serde_json::to_vec_pretty(&About { sha256, ..about.clone() })?));
        self.replace(&about.name, &files).map_err(|error| failed(&error))?;
        Ok(folder)
    }

    /// Writes a folder beside, makes it durable, and puts it in place of the old one.
    fn replace(&self, name: &str, files: &[(&str, Vec<u8>)]) -> std::io::Result<()> {
        let beside = |what: &str| self.folder.join(format!(".{name}.{what}"));
        let (new, old, place) = (beside("new"), beside("old"), self.folder.join(name));
        for left in [&new, &old] {
            if left.exists() {
                fs::remove_dir_all(left)?;
            }
        }
        fs::create_dir_all(&new)?;
        for (file, bytes) in files {
            let mut file = File::create(new.join(file))?;
            file.write_all(bytes)?;
            file.sync_all()?;
        }
        if place.exists() {
            fs::rename(&place, &old)?;
        }
        fs::rename(&new, &place)?;
        if old.exists() {
            fs::remove_dir_all(&old)?;
        }
        #[cfg(unix)]
        File::open(&self.folder)?.sync_all()?;
        Ok(())
    }

    /// The names of all, in their order.
    pub fn names(&self) -> Result<Vec<String>, Failure> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => {
                return Err(Failure::input(format!("could not list the FAQs: {error}: {}", self.folder.display())));
            }
        };
        let mut names: Vec<String> = entries
            .flatten()
            .filter_map(|entry| entry.file_name().into_string().ok())
            .filter(|name| !name.starts_with('.'))
            .collect();
        names.sort();
        Ok(names)
    }

    /// What is told of one.
    pub fn about(&self, name: &str) -> Result<About, Failure> {
        check_name(name)?;
        let file = self.folder.join(name).join(ABOUT);
        let bytes = match fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(self.none(name)?),
            Err(error) => return Err(damaged(&error, &file)),
        };
        serde_json::from_slice(&bytes).map_err(|error| damaged(&error, &file))
    }

    fn none(&self, name: &str) -> Result<Failure, Failure> {
        let there = match self.names()?.as_slice() {
            [] => "there is none yet".to_owned(),
            names => format!("there are {}", names.join(", ")),
        };
        Ok(Failure::input(format!(
            "no FAQ is named {name}; {there}; `attentive support add FILE --name {name}` adds it"
        )))
    }

    /// The FAQ of a name, ready to be asked; files that changed since it was added are refused.
    pub fn read(&self, name: &str) -> Result<(About, Shelf), Failure> {
        let about = self.about(name)?;
        let folder = self.folder.join(name);
        let read = |file: &str| {
            let path = folder.join(file);
            let bytes = fs::read(&path).map_err(|error| damaged(&error, &path))?;
            match about.sha256.get(file) {
                Some(known) if *known == sum(&bytes) => Ok(bytes),
                _ => Err(damaged(&"its checksum is not the one that it was added with", &path)),
            }
        };
        let entries = read(ENTRIES)?;
        let lines = entries.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let entries: Vec<Entry> = lines
            .map(serde_json::from_slice)
            .collect::<Result<_, _>>()
            .map_err(|error| damaged(&error, &folder.join(ENTRIES)))?;
        let classes = about.sha256.contains_key(CLASSES).then(|| read(CLASSES)).transpose()?;
        let classes = classes.map(|bytes| LinearModel::from_bytes(&bytes)).transpose();
        let classes = classes.map_err(|fault| damaged(&fault, &folder.join(CLASSES)))?.map(|(model, _)| model);
        let (shelf, _) = Shelf::from_bytes(&read(MADE)?, Faq::of(entries), classes)
            .map_err(|fault| damaged(&fault, &folder.join(MADE)))?;
        Ok((about, shelf))
    }

    /// What tells a kept FAQ from any other: SHA-256 of what is told of it; `None` when there is none.
    pub fn stamp(&self, name: &str) -> Result<Option<String>, Failure> {
        if check_name(name).is_err() {
            return Ok(None);
        }
        let file = self.folder.join(name).join(ABOUT);
        match fs::read(&file) {
            Ok(bytes) => Ok(Some(sum(&bytes))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(damaged(&error, &file)),
        }
    }

    /// The only one there is.
    pub fn only(&self) -> Result<String, Failure> {
        match self.names()?.as_slice() {
            [name] => Ok(name.clone()),
            [] => Err(Failure::input("no FAQ was added yet; `attentive support add FILE --name NAME` adds one")),
            several => {
                Err(Failure::new(exit_codes::USAGE, format!("say which FAQ with --faq NAME: {}", several.join(", "))))
            }
        }
    }

    /// Removes one.
    pub fn remove(&self, name: &str) -> Result<(), Failure> {
        check_name(name)?;
        let folder = self.folder.join(name);
        // A damaged one can be removed, too.
        if !folder.is_dir() {
            return Err(self.none(name)?);
        }
        fs::remove_dir_all(&folder).map_err(|error| {
            Failure::new(exit_codes::STORE, format!("could not remove the FAQ: {error}: {}", folder.display()))
        })
    }
}

fn damaged(why: &dyn std::fmt::Display, path: &Path) -> Failure {
    Failure::input(format!("could not use the FAQ: {why}; add it again: {}", path.display()))
}

/// Refuses a name that cannot be a folder's.
pub fn check_name(name: &str) -> Result<(), Failure> {
    let is_plain = !name.is_empty() && name.chars().all(|sign| sign.is_alphanumeric() || "-_".contains(sign));
    if is_plain && name.len() <= 100 {
        return Ok(());
    }
    Err(Failure::new(
        exit_codes::USAGE,
        format!("a name of a FAQ holds letters, digits, - and _: {name:?}; name it with --name NAME"),
    ))
}

fn sum(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_out_of_no_folder() {
        for name in ["", "..", "a/b", ".hidden", "a b"] {
            assert!(check_name(name).is_err(), "{name}");
        }
        assert!(check_name("客服-2").is_ok());
        assert_eq!(Faqs::of(Path::new("/nowhere")).stamp("../x").unwrap(), None);
    }
}

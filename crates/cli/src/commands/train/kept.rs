//! Models on the person's disk: one folder for each kind, with the model, its manifest for reading, and its card.

use std::fs;
use std::path::{Path, PathBuf};

use attentive_learn::model_file::{Card, Manifest, ModelFile};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::exit_codes;
use crate::failure::Failure;
use crate::paths;

pub const MODEL: &str = "model.safetensors";
pub const MANIFEST: &str = "manifest.json";
pub const CARD: &str = "MODEL_CARD.md";

/// The manifest that lies in the model, and which file that is.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Beside {
    /// SHA-256 of the model file.
    model_sha256: String,
    manifest: Manifest,
}

/// Where the model of a kind lies.
pub fn folder(data_dir: &Path, kind: &str) -> PathBuf {
    data_dir.join("models").join(kind)
}

/// Keeps a model in the place of its kind and says where.
pub fn keep(data_dir: &Path, file: &ModelFile, card: &Card<'_>) -> Result<PathBuf, Failure> {
    keep_as(data_dir, &file.manifest.kind, file, card)
}

/// Keeps a model under a name, for kinds of which there may be several, and says where.
pub fn keep_as(data_dir: &Path, name: &str, file: &ModelFile, card: &Card<'_>) -> Result<PathBuf, Failure> {
    paths::make_private(data_dir)?;
    let folder = folder(data_dir, name);
    let refused = |why: &dyn std::fmt::Display| {
        Failure::new(exit_codes::STORE, format!("could not keep the model: {why}: {}", folder.display()))
    };
    let bytes = file.to_bytes().map_err(|fault| refused(&fault))?;
    write(&folder, &bytes, file, card).map_err(|error| refused(&error))?;
    Ok(folder)
}

/// The manifest goes last, so that a model that was cut off half-way does not fit it.
fn write(folder: &Path, bytes: &[u8], file: &ModelFile, card: &Card<'_>) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let put = |name: &str, content: &[u8]| {
        let new = folder.join(new(name));
        fs::write(&new, content)?;
        fs::rename(new, folder.join(name))
    };
    put(MODEL, bytes)?;
    put(CARD, card.text(&file.manifest).as_bytes())?;
    let beside = Beside { model_sha256: hex(&Sha256::digest(bytes)), manifest: file.manifest.clone() };
    put(MANIFEST, &serde_json::to_vec_pretty(&beside)?)
}

/// The name of a file that is being written.
fn new(name: &str) -> String {
    format!("{name}.new")
}

/// What `read` makes of the kept model of a kind; `None` when there is none. A damaged or foreign one is an error that says why and what to do.
pub fn find<M, F: std::fmt::Display>(
    data_dir: &Path,
    kind: &str,
    read: impl FnOnce(&[u8]) -> Result<(M, Manifest), F>,
) -> Result<Option<(M, Manifest)>, Failure> {
    find_as(data_dir, kind, &format!("train again with `attentive train {kind}`"), read)
}

/// The same for a model that was kept under a name; `again` says how it is made anew.
pub fn find_as<M, F: std::fmt::Display>(
    data_dir: &Path,
    name: &str,
    again: &str,
    read: impl FnOnce(&[u8]) -> Result<(M, Manifest), F>,
) -> Result<Option<(M, Manifest)>, Failure> {
    let folder = folder(data_dir, name);
    let refused = |why: &dyn std::fmt::Display| {
        let folder = folder.display();
        Failure::input(format!("could not use the trained model: {why}; {again}, or remove {folder}"))
    };
    let beside = match fs::read(folder.join(MANIFEST)) {
        Ok(beside) => beside,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(refused(&error)),
    };
    let beside: Beside = serde_json::from_slice(&beside).map_err(|error| refused(&format!("its manifest: {error}")))?;
    let bytes = fs::read(folder.join(MODEL)).map_err(|error| refused(&error))?;
    let (model, manifest) = read(&bytes).map_err(|fault| refused(&fault))?;
    let is_own = beside == Beside { model_sha256: hex(&Sha256::digest(&bytes)), manifest: manifest.clone() };
    if is_own { Ok(Some((model, manifest))) } else { Err(refused(&"it is not the file that its manifest speaks of")) }
}

/// What tells the kept model of a kind from any other, without reading it: SHA-256 of its manifest; `None` when there is none.
pub fn stamp(data_dir: &Path, kind: &str) -> Result<Option<String>, Failure> {
    let manifest = folder(data_dir, kind).join(MANIFEST);
    match fs::read(&manifest) {
        Ok(bytes) => Ok(Some(hex(&Sha256::digest(bytes)))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(Failure::input(format!("could not look for the trained model: {error}: {}", manifest.display())))
        }
    }
}

/// Removes the kept model of a kind with what a cut-off try to keep one left, if there is any, and says whether there was.
pub fn remove(data_dir: &Path, kind: &str) -> Result<bool, Failure> {
    let folder = folder(data_dir, kind);
    // The manifest goes first: without it there is no model.
    let mut was_there = false;
    let names = [MANIFEST, MODEL, CARD].into_iter().flat_map(|name| [name.to_owned(), new(name)]);
    for name in names {
        match fs::remove_file(folder.join(name)) {
            Ok(()) => was_there = true,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                let message = format!("could not remove the model: {error}: {}", folder.display());
                return Err(Failure::new(exit_codes::STORE, message));
            }
        }
    }
    Ok(was_there)
}

/// SHA-256 over names and contents of files, in their order.
#[derive(Default)]
pub struct DataHash(Sha256);

impl DataHash {
    /// Adds a file.
    pub fn add(&mut self, file: &Path) -> Result<(), Failure> {
        self.0.update(file.file_name().unwrap_or_default().as_encoded_bytes());
        let read = fs::read(file);
        self.0.update(read.map_err(|error| Failure::input(format!("could not read: {error}: {}", file.display())))?);
        Ok(())
    }

    /// Adds a text that lies in no file.
    pub fn add_text(&mut self, text: &str) {
        self.0.update(text.len().to_le_bytes());
        self.0.update(text);
    }

    pub fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_cut_off_try_left_is_removed_too() {
        let home = tempfile::tempdir().unwrap();
        let folder = folder(home.path(), "desk-states");
        fs::create_dir_all(&folder).unwrap();
        // Cut off before the model had its name: it may hold what was learnt from words that are erased now.
        fs::write(folder.join("model.safetensors.new"), b"half a model").unwrap();
        assert!(remove(home.path(), "desk-states").unwrap());
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        assert!(!remove(home.path(), "desk-states").unwrap());
    }

    #[test]
    fn a_stamp_is_another_with_each_manifest() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(stamp(home.path(), "desk-states").unwrap(), None);
        let folder = folder(home.path(), "desk-states");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(MANIFEST), b"one").unwrap();
        let one = stamp(home.path(), "desk-states").unwrap();
        fs::write(folder.join(MANIFEST), b"two").unwrap();
        assert!(one.is_some() && one != stamp(home.path(), "desk-states").unwrap());
    }
}

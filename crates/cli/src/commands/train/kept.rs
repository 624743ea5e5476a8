//! Models on the person's disk: one folder for each kind, with the model, its manifest for reading, and its card.
//!
//! ```text
//! models/KIND/   model-0123456789ab.safetensors   named after its own SHA-256
//!                MODEL_CARD.md
//!                manifest.json                    names the model file, and comes last
//! ```
//!
//! The manifest decides: whoever kills the program, or the machine, while a model is replaced leaves the old one or the new one, whole. Models of before that have the
//! name `model.safetensors` and a manifest that names no file.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use attentive_learn::model_file::{Card, Manifest, ModelFile};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use super::data_hash::DataHash;
use super::data_hash::hex;
use crate::exit_codes;
use crate::failure::Failure;
use crate::paths;

pub const MANIFEST: &str = "manifest.json";
pub const CARD: &str = "MODEL_CARD.md";

/// The model file of a manifest that names none.
const OLD_MODEL: &str = "model.safetensors";

/// What all names of model files begin with, and end with.
const MODEL: (&str, &str) = ("model", ".safetensors");

/// Signs of a sum in the name of a model file.
const SIGNS: usize = 12;

/// Looks for a model whose file went while it was read, as another took its place.
const TRIES: usize = 5;

/// The manifest that lies in the model, and which file that is.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Beside {
    /// The name of the model file; manifests of before do not tell it.
    #[serde(default = "old_model")]
    model_file: String,
    /// SHA-256 of the model file.
    model_sha256: String,
    manifest: Manifest,
}

fn old_model() -> String {
    OLD_MODEL.to_owned()
}

impl Beside {
    fn of(bytes: &[u8], manifest: Manifest) -> Self {
        let model_sha256 = hex(&Sha256::digest(bytes));
        let model_file = format!("{}-{}{}", MODEL.0, &model_sha256[..SIGNS], MODEL.1);
        Self { model_file, model_sha256, manifest }
    }

    /// Where its model lies; `None` for a name that would lead out of the folder.
    fn model(&self, folder: &Path) -> Option<PathBuf> {
        is_model(&self.model_file).then(|| folder.join(&self.model_file))
    }
}

/// Whether that is a name of a model file.
fn is_model(name: &str) -> bool {
    let is_bare = Path::new(name).file_name().is_some_and(|file| file == name);
    is_bare && name.starts_with(MODEL.0) && name.ends_with(MODEL.1)
}

/// Where the model of a kind lies.
pub fn folder(data_dir: &Path, kind: &str) -> PathBuf {
    data_dir.join("models").join(kind)
}

/// Sees that a model and the record of a run can be kept, before it takes minutes to learn one.
pub fn check(data_dir: &Path, kind: &str) -> Result<(), Failure> {
    paths::make_private(data_dir)?;
    let (own, models) = (folder(data_dir, kind), folder(data_dir, ""));
    let models = if own.exists() { own } else { models };
    for folder in [models, attentive_store::RunFolder::of(data_dir).path().to_owned()] {
        let probe = folder.join(format!(".{}.new", std::process::id()));
        let made = fs::create_dir_all(&folder).and_then(|()| File::create(&probe));
        made.and_then(|_| fs::remove_file(&probe)).map_err(|error| {
            let why = format!("nothing was learnt, as it could not be kept: {error}: {}", folder.display());
            Failure::new(exit_codes::STORE, why)
        })?;
    }
    Ok(())
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

/// All is on the disk under other names before anything is renamed; the manifest is renamed last and names the model. Then the model that was there goes.
fn write(folder: &Path, bytes: &[u8], file: &ModelFile, card: &Card<'_>) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    let _alone = alone(folder)?;
    let beside = Beside::of(bytes, file.manifest.clone());
    let card = card.text(&file.manifest);
    let manifest = serde_json::to_vec_pretty(&beside)?;
    let all = [(beside.model_file.as_str(), bytes), (CARD, card.as_bytes()), (MANIFEST, &manifest)];
    for (name, content) in all {
        let mut new = File::create(folder.join(new(name)))?;
        new.write_all(content)?;
        new.sync_all()?;
    }
    for (name, _) in all {
        if name == MANIFEST {
            sync(folder)?;
        }
        fs::rename(folder.join(new(name)), folder.join(name))?;
    }
    sync(folder)?;
    for name in models(folder)?.iter().filter(|name| **name != beside.model_file) {
        remove_file(&folder.join(name))?;
    }
    Ok(())
}

/// The name of a file that is being written.
fn new(name: &str) -> String {
    format!("{name}.new")
}

/// The model files that lie in a folder, also those that were not written to their end.
fn models(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if is_model(name.strip_suffix(".new").unwrap_or(&name)) {
            found.push(name);
        }
    }
    Ok(found)
}

/// Waits until nobody else keeps or removes a model there, and holds others off for as long as what it gives is held: a server that learns and a command may meet.
fn alone(folder: &Path) -> std::io::Result<Option<File>> {
    if !cfg!(unix) {
        return Ok(None);
    }
    let held = File::open(folder)?;
    match held.lock() {
        // Some shares of a network know no locks.
        Err(error) if error.kind() == ErrorKind::Unsupported => Ok(None),
        locked => locked.map(|()| Some(held)),
    }
}

/// Sees that what was renamed in a folder is so after the power went, too.
fn sync(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Removes a file and says whether it was there.
fn remove_file(path: &Path) -> std::io::Result<bool> {
    match fs::remove_file(path) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
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
    let Some((beside, bytes)) = look(&folder).map_err(|error| refused(&error))? else { return Ok(None) };
    let (model, manifest) = read(&bytes).map_err(|fault| refused(&fault))?;
    let is_own = beside.model_sha256 == hex(&Sha256::digest(&bytes)) && beside.manifest == manifest;
    if is_own { Ok(Some((model, manifest))) } else { Err(refused(&"it is not the file that its manifest speaks of")) }
}

/// What the manifest says, and the bytes of the model that it names; `None` where there is no model.
fn look(folder: &Path) -> std::io::Result<Option<(Beside, Vec<u8>)>> {
    for again in 1.. {
        let beside = match fs::read(folder.join(MANIFEST)) {
            Ok(beside) => beside,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let is_there = |name: &String| !name.ends_with(".new");
                let left = models(folder).unwrap_or_default().into_iter().find(is_there);
                return left.map_or(Ok(None), |name| {
                    Err(Error::other(format!("{MANIFEST} is gone, which says what {name} is and that it is whole")))
                });
            }
            Err(error) => return Err(error),
        };
        let beside: Beside =
            serde_json::from_slice(&beside).map_err(|error| Error::other(format!("its manifest: {error}")))?;
        let model = beside.model(folder);
        let model = model.ok_or_else(|| Error::other("its manifest names a file that is no model of this folder"))?;
        match fs::read(&model) {
            Ok(bytes) => return Ok(Some((beside, bytes))),
            // Another model may have taken its place in between.
            Err(error) if error.kind() == ErrorKind::NotFound && again < TRIES => {}
            Err(error) => return Err(Error::other(format!("its file {}: {error}", beside.model_file))),
        }
    }
    Ok(None)
}

/// What tells the kept model of a kind from any other, without reading it: SHA-256 of its manifest; `None` when there is none.
pub fn stamp(data_dir: &Path, kind: &str) -> Result<Option<String>, Failure> {
    let manifest = folder(data_dir, kind).join(MANIFEST);
    match fs::read(&manifest) {
        Ok(bytes) => Ok(Some(hex(&Sha256::digest(bytes)))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => {
            Err(Failure::input(format!("could not look for the trained model: {error}: {}", manifest.display())))
        }
    }
}

/// Removes the kept model of a kind with what a cut-off try to keep one left, if there is any, and says whether there was.
pub fn remove(data_dir: &Path, kind: &str) -> Result<bool, Failure> {
    let folder = folder(data_dir, kind);
    if !folder.exists() {
        return Ok(false);
    }
    // The manifest goes first: without it there is no model.
    let all = || -> std::io::Result<bool> {
        let _alone = alone(&folder)?;
        let mut names = vec![MANIFEST.to_owned(), new(MANIFEST)];
        names.extend(models(&folder)?);
        names.extend([CARD.to_owned(), new(CARD)]);
        let mut was_there = false;
        for name in names {
            was_there |= remove_file(&folder.join(name))?;
        }
        sync(&folder)?;
        Ok(was_there)
    };
    all().map_err(|error| {
        Failure::new(exit_codes::STORE, format!("could not remove the model: {error}: {}", folder.display()))
    })
}

/// The file of the model that is kept in a folder.
#[cfg(test)]
pub fn model_in(folder: &Path) -> PathBuf {
    look(folder).unwrap().unwrap().0.model(folder).unwrap()
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: &str = "desk-states";

    fn model(seed: u64) -> ModelFile {
        let from = attentive_learn::model_file::LearntFrom { seed, ..Default::default() };
        let manifest = Manifest { kind: KIND.to_owned(), learnt_from: from, ..Manifest::default() };
        ModelFile { manifest, tensors: attentive_learn::model_file::Tensors::default() }
    }

    fn card() -> Card<'static> {
        Card { title: "a", does: "b", data: "c", how: "d", how_good: "e", weak: "f", terms: "g" }
    }

    fn seed(home: &Path) -> Result<Option<u64>, Failure> {
        let found = find(home, KIND, |bytes| ModelFile::from_bytes(bytes, KIND, 0).map(|file| ((), file.manifest)))?;
        Ok(found.map(|(_, manifest)| manifest.learnt_from.seed))
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_kill_at_any_moment_leaves_the_old_model_or_the_new_one() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(seed(home.path()).unwrap(), None);
        keep(home.path(), &model(1), &card()).unwrap();
        let folder = folder(home.path(), KIND);
        let old = names(&folder);
        assert_eq!((seed(home.path()).unwrap(), old.len()), (Some(1), 3));
        // What a second model leaves when it is cut off: files that are being written, then a model that nothing names.
        let other = tempfile::tempdir().unwrap();
        let from = keep(other.path(), &model(2), &card()).unwrap();
        let own = model_in(&from).file_name().unwrap().to_owned();
        fs::write(folder.join("manifest.json.new"), b"{").unwrap();
        fs::copy(from.join(&own), folder.join(format!("{}.new", own.display()))).unwrap();
        fs::copy(from.join(&own), folder.join(&own)).unwrap();
        fs::copy(from.join(CARD), folder.join(CARD)).unwrap();
        assert_eq!(seed(home.path()).unwrap(), Some(1));
        fs::copy(from.join(MANIFEST), folder.join(MANIFEST)).unwrap();
        assert_eq!(seed(home.path()).unwrap(), Some(2), "the manifest decides");
        keep(home.path(), &model(3), &card()).unwrap();
        assert_eq!((seed(home.path()).unwrap(), names(&folder).len()), (Some(3), 3), "and what is old is gone");
    }

    #[test]
    fn a_model_of_before_is_read_and_replaced() {
        let home = tempfile::tempdir().unwrap();
        let folder = keep(home.path(), &model(1), &card()).unwrap();
        let own = model_in(&folder);
        let text = fs::read_to_string(folder.join(MANIFEST)).unwrap();
        let line = format!("  \"model_file\": {:?},\n", own.file_name().unwrap());
        assert!(text.contains(&line), "{text}");
        fs::write(folder.join(MANIFEST), text.replace(&line, "")).unwrap();
        fs::rename(&own, folder.join(OLD_MODEL)).unwrap();
        assert_eq!(seed(home.path()).unwrap(), Some(1));
        keep(home.path(), &model(2), &card()).unwrap();
        assert!(seed(home.path()).unwrap() == Some(2) && !folder.join(OLD_MODEL).exists());
    }

    #[test]
    fn a_model_without_its_manifest_and_a_manifest_that_leads_away_are_told() {
        let home = tempfile::tempdir().unwrap();
        let folder = keep(home.path(), &model(1), &card()).unwrap();
        let text = fs::read_to_string(folder.join(MANIFEST)).unwrap();
        let own = model_in(&folder);
        let away = text.replace(&*own.file_name().unwrap().to_string_lossy(), "model/../../x.safetensors");
        fs::write(folder.join(MANIFEST), away).unwrap();
        assert!(seed(home.path()).unwrap_err().message.contains("no model of this folder"));
        fs::remove_file(folder.join(MANIFEST)).unwrap();
        let gone = seed(home.path()).unwrap_err().message;
        assert!(
            gone.contains("manifest.json is gone") && gone.contains("train again with `attentive train desk-"),
            "{gone}"
        );
        fs::rename(&own, folder.join(new(OLD_MODEL))).unwrap();
        assert_eq!(seed(home.path()).unwrap(), None, "one that was never written to its end is none");
    }

    #[test]
    fn a_place_where_nothing_can_be_kept_is_told_before() {
        let home = tempfile::tempdir().unwrap();
        check(home.path(), KIND).unwrap();
        assert_eq!(names(&home.path().join("models")), <[&str; 0]>::default());
        fs::remove_dir(home.path().join("models")).unwrap();
        fs::write(home.path().join("models"), "a file").unwrap();
        let refused = check(home.path(), KIND).unwrap_err();
        assert!(
            refused.code == exit_codes::STORE && refused.message.contains("nothing was learnt"),
            "{}",
            refused.message
        );
        let file = check(&home.path().join("models"), KIND).unwrap_err().message;
        assert!(file.contains("the data folder is a file"), "{file}");
    }

    #[test]
    fn what_a_cut_off_try_left_is_removed_too() {
        let home = tempfile::tempdir().unwrap();
        let folder = folder(home.path(), "desk-states");
        fs::create_dir_all(&folder).unwrap();
        // Cut off before the model had its name: it may hold what was learnt from words that are erased now.
        for name in
            ["model.safetensors.new", "model-0123456789ab.safetensors.new", "manifest.json.new", "model-1.safetensors"]
        {
            fs::write(folder.join(name), b"half a model").unwrap();
        }
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

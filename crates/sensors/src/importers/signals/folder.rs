//! Files that belong together: those of a folder, of an archive, or in memory.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::archive::Archive;

/// Where the files of one recording lie. A clone is the same place.
#[derive(Clone, Debug)]
pub(super) enum Folder {
    /// On the disk.
    Disk(PathBuf),
    /// In a zip archive.
    Archive(Arc<Archive>),
    /// In memory.
    Memory(Arc<BTreeMap<String, Arc<[u8]>>>),
}

/// A file of a folder that is open.
pub(super) struct Found {
    /// What messages call it.
    pub shown: String,
    /// Its path, when it lies on the disk.
    pub path: Option<PathBuf>,
    /// How many bytes it gives, packed where the file itself is.
    pub length: u64,
    /// Its bytes.
    pub bytes: Box<dyn Read + Send>,
}

impl Folder {
    /// At most so many names are looked at.
    const MOST_NAMES: usize = 10_000;

    /// The names of its files, sorted.
    pub(super) fn names(&self) -> io::Result<Vec<String>> {
        let mut names: Vec<String> = match self {
            Self::Disk(path) => {
                let mut names = Vec::new();
                for entry in std::fs::read_dir(path)?.take(Self::MOST_NAMES) {
                    names.extend(entry?.file_name().into_string());
                }
                names
            }
            Self::Archive(archive) => archive.names().map(str::to_owned).collect(),
            Self::Memory(files) => files.keys().cloned().collect(),
        };
        names.sort_unstable();
        Ok(names)
    }

    /// Opens a file; `None` when there is none of that name. A name that would lead out of the folder is none.
    pub(super) fn open(&self, name: &str) -> Option<io::Result<Found>> {
        if Path::new(name).file_name().is_none_or(|file| file != name) {
            return None;
        }
        match self {
            Self::Disk(folder) => {
                let path = folder.join(name);
                path.is_file().then(|| {
                    let file = File::open(&path)?;
                    let length = file.metadata().map_or(0, |meta| meta.len());
                    let shown = path.display().to_string();
                    Ok(Found { shown, path: Some(path), length, bytes: Box::new(file) })
                })
            }
            Self::Archive(archive) => {
                let (length, bytes) = archive.open(name)?;
                let shown = format!("{}: {name}", archive.shown());
                Some(bytes.map(|bytes| Found { shown, path: None, length, bytes }))
            }
            Self::Memory(files) => files.get(name).map(|bytes| {
                let length = bytes.len() as u64;
                let bytes: Box<dyn Read + Send> = Box::new(Cursor::new(Arc::clone(bytes)));
                Ok(Found { shown: name.to_owned(), path: None, length, bytes })
            }),
        }
    }
}

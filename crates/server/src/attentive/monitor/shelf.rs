//! Which streams are there, and where do they lie? One file for each, in the folder `monitor` beside the database.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use attentive_store::Store;

use super::stream::{Spec, Stream};
use crate::error::ApiError;

/// Streams at most.
const MOST: usize = 50;
/// The longest name, in bytes.
const LONGEST: usize = 100;

/// Refuses a name that no file can have.
pub(super) fn check_name(name: &str) -> Result<(), ApiError> {
    let is_plain = !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter));
    if is_plain && name.len() <= LONGEST {
        return Ok(());
    }
    Err(ApiError::bad_request("the name of a stream holds letters, digits, - and _"))
}

/// The streams.
pub(crate) struct Shelf {
    store: Store,
    /// `None` until they were read.
    streams: Mutex<Option<BTreeMap<String, Arc<Stream>>>>,
}

impl Shelf {
    /// Streams that lie beside this database.
    pub(crate) fn new(store: Store) -> Self {
        Self { store, streams: Mutex::new(None) }
    }

    /// Where they lie.
    pub(super) fn folder(&self) -> Result<PathBuf, ApiError> {
        Ok(self.store.info()?.path.parent().unwrap_or(Path::new(".")).join("monitor"))
    }

    /// The stream of a name; made when it is told how it is to be watched.
    pub(super) fn open(&self, name: &str, spec: Option<Spec>) -> Result<Arc<Stream>, ApiError> {
        self.with(|streams| {
            if let Some(stream) = streams.get(name) {
                stream.is_as(spec.as_ref())?;
                return Ok(Arc::clone(stream));
            }
            let spec = spec.ok_or_else(|| {
                ApiError::unprocessable(format!(
                    "there is no stream {name:?} yet; say how it is watched: \"watch\": {{\"model\": NAME, \"negative\": LABEL}}"
                ))
            })?;
            if streams.len() >= MOST {
                return Err(ApiError::unprocessable(format!("there are {MOST} streams already; remove one first")));
            }
            let file = self.folder()?.join(format!("{name}.json"));
            let stream = Arc::new(Stream::new(name, file, spec));
            streams.insert(name.to_owned(), Arc::clone(&stream));
            Ok(stream)
        })
    }

    /// All of them, by name.
    pub(super) fn all(&self) -> Result<Vec<Arc<Stream>>, ApiError> {
        self.with(|streams| Ok(streams.values().cloned().collect()))
    }

    /// Forgets one.
    pub(super) fn remove(&self, name: &str) -> Result<(), ApiError> {
        self.with(|streams| {
            let stream =
                streams.get(name).ok_or_else(|| ApiError::not_found(format!("there is no stream {name:?}")))?;
            stream.forget()?;
            streams.remove(name);
            Ok(())
        })
    }

    /// Keeps all that was not kept yet.
    pub(crate) fn keep(&self) {
        let streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        for stream in streams.iter().flat_map(BTreeMap::values) {
            if let Err(error) = stream.keep() {
                tracing::warn!("what a stream of texts had learnt was not kept: {}", error.message);
            }
        }
    }

    fn with<T>(
        &self,
        work: impl FnOnce(&mut BTreeMap<String, Arc<Stream>>) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if streams.is_none() {
            *streams = Some(self.read()?);
        }
        work(streams.get_or_insert_default())
    }

    /// The streams that were kept. One that is damaged hides no other; its file stays until its stream begins anew.
    fn read(&self) -> Result<BTreeMap<String, Arc<Stream>>, ApiError> {
        let folder = self.folder()?;
        let refused = |error: std::io::Error| {
            ApiError::internal(format!("could not list the streams of texts: {error}: {}", folder.display()))
        };
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(BTreeMap::new()),
            Err(error) => return Err(refused(error)),
        };
        let mut streams = BTreeMap::new();
        for entry in entries {
            let path = entry.map_err(refused)?.path();
            let Some(name) = path.file_name().and_then(|name| name.to_str()?.strip_suffix(".json")) else { continue };
            match Stream::read(name, &path) {
                Ok(stream) => {
                    streams.insert(name.to_owned(), Arc::new(stream));
                }
                Err(why) => tracing::warn!("a stream of texts begins anew: {why}: {}", path.display()),
            }
        }
        Ok(streams)
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        self.keep();
    }
}

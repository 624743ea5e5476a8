//! Where bytes come from: a file, a folder or a pipe, packed or not.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::super::{ImportError, not_text};
use super::head::Head;

/// How much of a source has been read; shared with whoever shows it.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    read: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
}

impl Progress {
    /// Bytes read so far, packed where the source is packed.
    #[must_use]
    pub fn bytes_read(&self) -> u64 {
        self.read.load(Ordering::Relaxed)
    }

    /// Bytes of all files that were opened so far; `None` for a pipe.
    #[must_use]
    pub fn bytes_total(&self) -> Option<u64> {
        Some(self.total.load(Ordering::Relaxed)).filter(|total| *total > 0)
    }
}

/// A file, a folder or a pipe. Reading it gives the unpacked bytes from the beginning; of a folder there are none.
pub struct Source {
    name: String,
    path: Option<PathBuf>,
    names_in_folder: Option<Vec<String>>,
    progress: Progress,
    head: Vec<u8>,
    head_taken: usize,
    is_whole: bool,
    /// What failed while the head was read; said when the head is used up.
    failed: Option<io::Error>,
    rest: Box<dyn Read + Send>,
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("name", &self.name).field("is_folder", &self.names_in_folder.is_some()).finish()
    }
}

impl Source {
    /// Opens a file or a folder.
    ///
    /// # Errors
    /// When it cannot be read or is empty.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        Self::open_with(path, Progress::default())
    }

    /// Takes anything that can be read; `name` is only for messages.
    ///
    /// # Errors
    /// When it fails at once or is empty.
    pub fn of_reader(reader: impl Read + Send + 'static, name: &str) -> Result<Self, ImportError> {
        Self::begin(Box::new(reader), name.to_owned(), None, Progress::default())
    }

    fn open_with(path: &Path, progress: Progress) -> Result<Self, ImportError> {
        let name = path.display().to_string();
        let io = |source| ImportError::Io { source, path: name.clone() };
        if path.is_dir() {
            let mut source = Self::bare(Box::new(io::empty()), name.clone(), Some(path.to_owned()), progress);
            source.names_in_folder = Some(names_in(path).map_err(io)?);
            return Ok(source);
        }
        let file = File::open(path).map_err(io)?;
        if let Ok(meta) = file.metadata() {
            progress.total.fetch_add(meta.len(), Ordering::Relaxed);
        }
        Self::begin(Box::new(file), name, Some(path.to_owned()), progress)
    }

    fn bare(rest: Box<dyn Read + Send>, name: String, path: Option<PathBuf>, progress: Progress) -> Self {
        Self {
            name,
            path,
            names_in_folder: None,
            progress,
            head: Vec::new(),
            head_taken: 0,
            is_whole: true,
            failed: None,
            rest,
        }
    }

    fn begin(
        reader: Box<dyn Read + Send>,
        name: String,
        path: Option<PathBuf>,
        progress: Progress,
    ) -> Result<Self, ImportError> {
        let counted = Counted { inner: reader, progress: progress.clone() };
        let mut source = Self::bare(Box::new(counted), name, path, progress);
        source.fill_head();
        if source.head.starts_with(b"\x1f\x8b") {
            source.unpack();
        }
        match source.failed.take_if(|_| source.head.is_empty()) {
            Some(failed) => Err(source.io(failed)),
            None if source.head.iter().all(u8::is_ascii_whitespace) && source.is_whole && source.failed.is_none() => {
                Err(ImportError::Empty { path: source.name })
            }
            None => Ok(source),
        }
    }

    /// Puts gzip between the bytes read so far and this source.
    fn unpack(&mut self) {
        let head = std::mem::take(&mut self.head);
        let failed = self.failed.take();
        let rest = std::mem::replace(&mut self.rest, Box::new(io::empty()));
        let packed = io::Cursor::new(head).chain(Failing(failed)).chain(rest);
        self.rest = Box::new(MultiGzDecoder::new(io::BufReader::with_capacity(1 << 16, packed)));
        self.fill_head();
    }

    fn fill_head(&mut self) {
        let mut head = Vec::new();
        self.is_whole = false;
        let mut part = [0; 8192];
        while head.len() < Head::MOST_BYTES {
            let room = (Head::MOST_BYTES - head.len()).min(part.len());
            match self.rest.read(&mut part[..room]) {
                Ok(0) => {
                    self.is_whole = true;
                    break;
                }
                Ok(count) => head.extend_from_slice(part.get(..count).unwrap_or_default()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = Some(error);
                    break;
                }
            }
        }
        self.head = head;
    }

    /// Its beginning.
    #[must_use]
    pub fn head(&self) -> Head<'_> {
        Head {
            bytes: &self.head,
            is_whole: self.is_whole,
            names_in_folder: self.names_in_folder.as_deref(),
            path: self.path.as_deref(),
        }
    }

    /// What messages call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it lies; `None` for a pipe.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// How much of it was read.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// The folder itself, or the folder in which the file lies; `None` for a pipe.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match (&self.path, &self.names_in_folder) {
            (Some(path), Some(_)) => Some(path),
            (Some(path), None) => path.parent(),
            (None, _) => None,
        }
    }

    /// Opens a file of the same folder, by its name or its name and `.gz`; `None` when there is none. Its bytes count for
    /// the same progress. A name that would lead out of the folder is none.
    ///
    /// # Errors
    /// When the file is there and cannot be read or is empty.
    pub fn beside(&self, name: &str) -> Result<Option<Self>, ImportError> {
        let Some(folder) = self.folder() else { return Ok(None) };
        if Path::new(name).file_name().is_none_or(|file| file != name) {
            return Ok(None);
        }
        let found = [folder.join(name), folder.join(format!("{name}.gz"))].into_iter().find(|path| path.is_file());
        found.map(|path| Self::open_with(&path, self.progress.clone())).transpose()
    }

    /// The error of a recording that is refused, or cannot be read on, at a place.
    #[must_use]
    pub fn fault(&self, place: impl fmt::Display, why: impl Into<String>) -> ImportError {
        ImportError::Recording { place: place.to_string(), why: why.into(), path: self.name.clone() }
    }

    /// The error of a source that cannot be read.
    #[must_use]
    pub fn io(&self, source: io::Error) -> ImportError {
        io_error(source, &self.name)
    }

    /// The error of a source that no format claims.
    #[must_use]
    pub fn unknown(&self) -> ImportError {
        let found = match (&self.names_in_folder, not_text(&self.head)) {
            (Some(_), _) => "this folder is no recording that is known; give one of its files",
            (None, Some(found)) => found,
            (None, None) => {
                "this text is no recording that is known; say its columns in a map (docs/reference/recordings.md)"
            }
        };
        let known = super::RECORDING_FORMATS.iter().map(|format| format.name).collect::<Vec<_>>().join(", ");
        ImportError::Unknown { found, known, path: self.name.clone() }
    }
}

/// What the system, or gzip, says of a source that cannot be read.
pub(super) fn io_error(source: io::Error, name: &str) -> ImportError {
    ImportError::Io { source, path: name.to_owned() }
}

impl Read for Source {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let waiting = self.head.get(self.head_taken..).unwrap_or_default();
        if !waiting.is_empty() {
            let count = waiting.len().min(to.len());
            to[..count].copy_from_slice(&waiting[..count]);
            self.head_taken += count;
            if self.head_taken == self.head.len() {
                (self.head, self.head_taken) = (Vec::new(), 0);
            }
            return Ok(count);
        }
        match self.failed.take() {
            Some(failed) => Err(failed),
            None => self.rest.read(to),
        }
    }
}

/// The names in a folder, sorted; at most ten thousand.
fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)?.take(10_000) {
        names.extend(entry?.file_name().into_string());
    }
    names.sort_unstable();
    Ok(names)
}

/// Counts what passes.
struct Counted {
    inner: Box<dyn Read + Send>,
    progress: Progress,
}

impl Read for Counted {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(to)?;
        self.progress.read.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

/// Fails once, where something failed before.
struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gz.write_all(bytes).unwrap();
        gz.finish().unwrap()
    }

    fn all(mut source: Source) -> (Vec<u8>, bool) {
        let mut bytes = Vec::new();
        let ok = source.read_to_end(&mut bytes).is_ok();
        (bytes, ok)
    }

    #[test]
    fn packed_and_plain_bytes_are_the_same() {
        let bytes: Vec<u8> = (0..200_000_u32).flat_map(|n| format!("{n}\n").into_bytes()).collect();
        let gz = packed(&bytes);
        assert_eq!(all(Source::of_reader(io::Cursor::new(bytes.clone()), "f").unwrap()), (bytes.clone(), true));
        assert_eq!(all(Source::of_reader(io::Cursor::new(gz.clone()), "f").unwrap()), (bytes.clone(), true));
        let half = Source::of_reader(io::Cursor::new(gz[..gz.len() / 2].to_vec()), "f").unwrap();
        let (read, ok) = all(half);
        assert!(!ok && bytes.starts_with(&read) && !read.is_empty());
    }

    #[test]
    fn empty_sources_are_said_to_be() {
        for bytes in [b"".to_vec(), b" \n".to_vec(), packed(b"")] {
            let error = Source::of_reader(io::Cursor::new(bytes), "f").unwrap_err();
            assert!(matches!(error, ImportError::Empty { .. }), "{error}");
        }
        let error = Source::of_reader(io::Cursor::new(packed(b"abc")[..10].to_vec()), "f").unwrap_err();
        assert!(matches!(error, ImportError::Io { .. }), "{error}");
    }

    #[test]
    fn what_lies_beside_is_found_and_nothing_outside() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.hea"), "head").unwrap();
        std::fs::write(folder.path().join("a.dat.gz"), packed(b"data")).unwrap();
        let source = Source::open(&folder.path().join("a.hea")).unwrap();
        assert_eq!(all(source.beside("a.dat").unwrap().unwrap()), (b"data".to_vec(), true));
        assert!(source.beside("b.dat").unwrap().is_none());
        assert!(source.beside("../a.hea").unwrap().is_none());
        let whole = Source::open(folder.path()).unwrap();
        assert!(whole.head().has_file("a.dat"));
        assert_eq!(source.progress().bytes_total(), Some(4 + packed(b"data").len() as u64));
    }
}

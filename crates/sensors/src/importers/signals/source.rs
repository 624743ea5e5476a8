//! Where bytes come from: a file, a folder, an archive or a pipe, packed or not.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use flate2::read::MultiGzDecoder;

use super::super::{ImportError, not_text, refuse_pipe};
use super::archive::{self, Archive};
use super::bounded;
use super::folder::{Folder, Found};
use super::head::Head;
use super::utf16::{self, Utf16};

/// How much of a source has been read; shared with whoever shows it.
#[derive(Clone, Debug, Default)]
pub struct Progress {
    read: Arc<AtomicU64>,
    total: Arc<AtomicU64>,
}

impl Progress {
    /// Bytes read so far, packed where a file is packed by itself.
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

/// A file, a folder, an archive or a pipe. Reading it gives the unpacked bytes from the beginning, text of UTF-16 as UTF-8; of a
/// folder, and of an archive of several files, there are none.
pub struct Source {
    name: String,
    path: Option<PathBuf>,
    /// The name of the file alone; empty for a folder or a pipe.
    file_name: String,
    /// Itself, or where it lies; `None` for a pipe.
    folder: Option<Folder>,
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
    /// So much of an archive that comes through a pipe is kept in memory, and no more.
    const MOST_IN_MEMORY: u64 = 256 << 20;

    /// Opens a file, a folder or an archive.
    ///
    /// # Errors
    /// When it cannot be read, is empty, or is a pipe or a device.
    pub fn open(path: &Path) -> Result<Self, ImportError> {
        refuse_pipe(path)?;
        let shown = path.display().to_string();
        let io = |source| ImportError::Io { source, path: shown.clone() };
        if path.is_dir() {
            return Self::of_folder(Folder::Disk(path.to_owned()), shown.clone(), Progress::default()).map_err(io);
        }
        let file = File::open(path).map_err(io)?;
        let length = file.metadata().map_or(0, |meta| meta.len());
        let found = Found { shown, path: Some(path.to_owned()), length, bytes: Box::new(file) };
        let folder = path.parent().map(|folder| Folder::Disk(folder.to_owned()));
        Self::of_found(found, folder, Progress::default())?.unpacked()
    }

    /// Takes anything that can be read; `name` is only for messages.
    ///
    /// # Errors
    /// When it fails at once or is empty.
    pub fn of_reader(reader: impl Read + Send + 'static, name: &str) -> Result<Self, ImportError> {
        let found = Found { shown: name.to_owned(), path: None, length: 0, bytes: Box::new(reader) };
        Self::of_found(found, None, Progress::default())?.unpacked()
    }

    /// Takes files that are in memory as a folder; `name` is only for messages.
    ///
    /// # Errors
    /// When there is no file.
    pub fn of_files(files: impl IntoIterator<Item = (String, Vec<u8>)>, name: &str) -> Result<Self, ImportError> {
        let files: BTreeMap<String, Arc<[u8]>> = files.into_iter().map(|(name, bytes)| (name, bytes.into())).collect();
        if files.is_empty() {
            return Err(ImportError::Empty { path: name.to_owned() });
        }
        let folder = Folder::Memory(Arc::new(files));
        let io = |source| ImportError::Io { source, path: name.to_owned() };
        Self::of_folder(folder, name.to_owned(), Progress::default()).map_err(io)
    }

    fn of_folder(folder: Folder, name: String, progress: Progress) -> io::Result<Self> {
        let names = folder.names()?;
        let path = if let Folder::Disk(path) = &folder { Some(path.clone()) } else { None };
        let mut source = Self::bare(Box::new(io::empty()), name, path, progress);
        (source.names_in_folder, source.folder) = (Some(names), Some(folder));
        Ok(source)
    }

    fn bare(rest: Box<dyn Read + Send>, name: String, path: Option<PathBuf>, progress: Progress) -> Self {
        Self {
            name,
            path,
            file_name: String::new(),
            folder: None,
            names_in_folder: None,
            progress,
            head: Vec::new(),
            head_taken: 0,
            is_whole: true,
            failed: None,
            rest,
        }
    }

    /// The bytes as they lie.
    fn as_it_lies(found: Found, folder: Option<Folder>, progress: Progress) -> Self {
        progress.total.fetch_add(found.length, Ordering::Relaxed);
        let counted = Counted { inner: found.bytes, progress: progress.clone() };
        let mut source = Self::bare(Box::new(counted), found.shown, found.path, progress);
        let file_name = source.path.as_deref().and_then(Path::file_name);
        source.file_name = file_name.map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        source.folder = folder;
        source.fill_head();
        source
    }

    /// The bytes without gzip, text of UTF-16 as UTF-8.
    fn of_found(found: Found, folder: Option<Folder>, progress: Progress) -> Result<Self, ImportError> {
        let mut source = Self::as_it_lies(found, folder, progress);
        if source.head.starts_with(b"\x1f\x8b") {
            source.put_between(|packed| {
                let unpack = |packed| MultiGzDecoder::new(io::BufReader::with_capacity(1 << 16, packed));
                Box::new(bounded::bounded(packed, unpack))
            });
        }
        if let Some(encoding) = utf16::encoding(&source.head) {
            source.put_between(|bytes| Box::new(Utf16::new(bytes, encoding)));
        }
        source.not_empty()
    }

    fn not_empty(mut self) -> Result<Self, ImportError> {
        match self.failed.take_if(|_| self.head.is_empty()) {
            Some(failed) => Err(self.io(failed)),
            None if self.head.iter().all(u8::is_ascii_whitespace) && self.is_whole && self.failed.is_none() => {
                Err(ImportError::Empty { path: self.name })
            }
            None => Ok(self),
        }
    }

    /// An archive as the folder that it is, or as the one file that is in it; anything else as it is.
    fn unpacked(mut self) -> Result<Self, ImportError> {
        if !matches!(self.head.as_slice(), [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..]) {
            return Ok(self);
        }
        let stored = match &self.path {
            Some(path) => archive::Stored::File(path.clone()),
            None => {
                let mut bytes = Vec::new();
                let read = (&mut self).take(Self::MOST_IN_MEMORY + 1).read_to_end(&mut bytes);
                read.map_err(|error| self.io(error))?;
                if bytes.len() as u64 > Self::MOST_IN_MEMORY {
                    return Err(self.fault("the archive", "it is large and comes through a pipe; give it as a file"));
                }
                archive::Stored::Memory(bytes.into())
            }
        };
        let archive = Archive::open_list(stored, &self.name).map_err(|why| self.fault("the archive", why))?;
        if archive.names().any(|name| name == "[Content_Types].xml") {
            return Err(self.fault(
                "the file",
                "this is a document or a spreadsheet of an office program; export the table as CSV",
            ));
        }
        let folder = Folder::Archive(Arc::new(archive));
        let one = folder.names().map_err(|error| self.io(error))?;
        // What is counted are the bytes of its files, which are not packed.
        let whole = Self::of_folder(folder, self.name.clone(), Progress::default()).map_err(|error| self.io(error))?;
        match one.as_slice() {
            [one] => Ok(whole.beside(one)?.unwrap_or(whole)),
            _ => Ok(whole),
        }
    }

    /// Puts something that unpacks or decodes between the bytes read so far and this source.
    fn put_between(&mut self, make: impl FnOnce(Box<dyn Read + Send>) -> Box<dyn Read + Send>) {
        let head = std::mem::take(&mut self.head);
        let failed = self.failed.take();
        let rest = std::mem::replace(&mut self.rest, Box::new(io::empty()));
        self.rest = make(Box::new(io::Cursor::new(head).chain(Failing(failed)).chain(rest)));
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

    /// Where it lies on the disk; `None` for a pipe and for a file of an archive.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The name of the file alone, without `.gz`; empty for a folder or a pipe.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.file_name.strip_suffix(".gz").unwrap_or(&self.file_name)
    }

    /// How much of it was read.
    #[must_use]
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    /// Opens a file of the same folder or archive, by its name or its name and `.gz`; `None` when there is none. Its bytes count
    /// for the same progress. A name that would lead out of the folder is none.
    ///
    /// # Errors
    /// When the file is there and cannot be read or is empty.
    pub fn beside(&self, name: &str) -> Result<Option<Self>, ImportError> {
        self.find(name, Self::of_found)
    }

    /// The same for a file of plain numbers, which may begin like a packed file or a text and is neither: unpacked only when its
    /// name says so.
    ///
    /// # Errors
    /// As [`Source::beside`].
    pub fn beside_as_it_lies(&self, name: &str) -> Result<Option<Self>, ImportError> {
        self.find(name, |found, folder, progress| {
            if found.shown.ends_with(".gz") && !name.ends_with(".gz") {
                return Self::of_found(found, folder, progress);
            }
            Self::as_it_lies(found, folder, progress).not_empty()
        })
    }

    fn find(
        &self,
        name: &str,
        open: impl FnOnce(Found, Option<Folder>, Progress) -> Result<Self, ImportError>,
    ) -> Result<Option<Self>, ImportError> {
        let Some(folder) = &self.folder else { return Ok(None) };
        let packed = format!("{name}.gz");
        let Some(found) = folder.open(name).or_else(|| folder.open(&packed)) else { return Ok(None) };
        let found = found.map_err(|source| ImportError::Io { source, path: format!("{}: {name}", self.name) })?;
        let mut source = open(found, Some(folder.clone()), self.progress.clone())?;
        name.clone_into(&mut source.file_name);
        Ok(Some(source))
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
            (Some(_), _) if matches!(self.folder, Some(Folder::Archive(_))) => {
                "the files of this archive are no recording that is known; unpack it and give one of them"
            }
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

    #[test]
    #[cfg(target_os = "linux")]
    fn a_pipe_or_a_device_is_refused_at_once() {
        use std::os::fd::AsRawFd;
        // Nobody writes into the pipe: reading it would wait for ever.
        let (reader, _writer) = std::io::pipe().unwrap();
        let pipe = PathBuf::from(format!("/proc/self/fd/{}", reader.as_raw_fd()));
        for path in [pipe.as_path(), Path::new("/dev/zero")] {
            let said = format!(
                "this is a pipe or a device, which can be read only once; write it to a file first: {}",
                path.display()
            );
            assert_eq!(Source::open(path).unwrap_err().to_string(), said);
            assert_eq!(crate::importers::read(path).unwrap_err().to_string(), said);
        }
    }
}

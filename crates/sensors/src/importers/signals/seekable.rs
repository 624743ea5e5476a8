//! Sources that can be read at any place: for formats whose end must be known before their beginning can be understood.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use super::Source;
use crate::importers::ImportError;

/// Where bytes that can be read at any place are.
pub(super) enum Stored {
    /// In a file of that length.
    File(File, u64),
    /// In memory.
    Memory(Vec<u8>),
}

impl Stored {
    /// So much of a pipe or a packed file is kept in memory, and no more.
    const MOST_IN_MEMORY: u64 = 256 << 20;

    /// A plain file as it lies; what is packed or comes through a pipe is taken into memory as long as it is small.
    pub(super) fn of(source: &mut Source) -> Result<Self, ImportError> {
        if let Some(file) = source.path().and_then(plain) {
            let length = file.metadata().map_err(|error| source.io(error))?.len();
            return Ok(Self::File(file, length));
        }
        let mut bytes = Vec::new();
        let read = (&mut *source).take(Self::MOST_IN_MEMORY + 1).read_to_end(&mut bytes);
        read.map_err(|error| source.io(error))?;
        if bytes.len() as u64 > Self::MOST_IN_MEMORY {
            return Err(
                source.fault("the file", "it is large and packed or comes through a pipe; give it unpacked, as a file")
            );
        }
        Ok(Self::Memory(bytes))
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        match self {
            Self::File(_, length) => *length,
            Self::Memory(bytes) => bytes.len() as u64,
        }
    }
}

/// Bytes that can be read at any place.
pub(super) struct Seekable {
    inner: BufReader<Box<dyn ReadSeek>>,
    length: u64,
    at: u64,
}

trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

impl Seekable {
    /// The bytes of a source.
    pub(super) fn new(source: &mut Source) -> Result<Self, ImportError> {
        let stored = Stored::of(source)?;
        let length = stored.length();
        let inner: Box<dyn ReadSeek> = match stored {
            Stored::File(file, _) => Box::new(file),
            Stored::Memory(bytes) => Box::new(io::Cursor::new(bytes)),
        };
        Ok(Self { inner: BufReader::with_capacity(1 << 17, inner), length, at: 0 })
    }

    /// How many bytes there are.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// The place at which is read next.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// Goes to a place, at most to the end.
    pub(super) fn go_to(&mut self, place: u64) -> io::Result<()> {
        let place = place.min(self.length);
        match i64::try_from(i128::from(place) - i128::from(self.at)) {
            Ok(step) => self.inner.seek_relative(step)?,
            Err(_) => _ = self.inner.seek(SeekFrom::Start(place))?,
        }
        self.at = place;
        Ok(())
    }

    /// The next bytes; an error of the kind `UnexpectedEof` when there are not so many.
    pub(super) fn array<const N: usize>(&mut self) -> io::Result<[u8; N]> {
        let mut bytes = [0; N];
        self.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// So many bytes; memory grows only with what is there.
    pub(super) fn bytes(&mut self, count: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        if (self.take(count).read_to_end(&mut bytes)? as u64) < count {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(bytes)
    }
}

impl Read for Seekable {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(to)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// A file that is not packed.
fn plain(path: &std::path::Path) -> Option<File> {
    let mut file = File::open(path).ok().filter(|file| file.metadata().is_ok_and(|meta| meta.is_file()))?;
    let mut magic = [0; 2];
    let is_packed = file.read_exact(&mut magic).is_ok() && magic == [0x1f, 0x8b];
    file.seek(SeekFrom::Start(0)).ok().filter(|_| !is_packed).map(|_| file)
}

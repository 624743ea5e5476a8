//! Zip archives as folders: what phones and wristbands hand out. Only what is asked for is unpacked, as it is read.
//!
//! Of an archive that holds several folders, the uppermost that holds files counts: `apple_health_export/export.xml` is
//! `export.xml`. Files are stored or packed by deflate; others, and locked ones, are refused when they are asked for.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::sync::Arc;

use flate2::CrcReader;
use flate2::read::DeflateDecoder;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::bounded;

/// Where the bytes of an archive lie.
#[derive(Clone, Debug)]
pub(super) enum Stored {
    /// On the disk.
    File(PathBuf),
    /// In memory.
    Memory(Arc<[u8]>),
}

/// A zip archive that is open.
pub(super) struct Archive {
    stored: Stored,
    shown: String,
    entries: Vec<Entry>,
}

/// One file in it.
#[derive(Clone, Debug)]
struct Entry {
    /// Its name without its folder.
    name: String,
    begin: u64,
    packed: u64,
    unpacked: u64,
    checksum: u32,
    method: CompressionMethod,
    is_locked: bool,
}

trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive").field("shown", &self.shown).field("entries", &self.entries.len()).finish()
    }
}

impl Archive {
    /// More files are no recording of one person.
    const MOST_FILES: usize = 10_000;

    /// Reads the list of its files; `shown` is what messages call it. The error says what is wrong and what to do.
    pub(super) fn open_list(stored: Stored, shown: &str) -> Result<Self, String> {
        let damaged =
            |why: &dyn fmt::Display| format!("the archive ends too early or is damaged ({why}); copy it again");
        let reader = stored.reader().map_err(|error| damaged(&error))?;
        let mut zip = ZipArchive::new(reader).map_err(|error| match error {
            ZipError::Io(error) => damaged(&error),
            other => damaged(&other),
        })?;
        if zip.len() > Self::MOST_FILES {
            return Err(format!("an archive of {} files is no recording; unpack it and give one of them", zip.len()));
        }
        let mut entries: Vec<(String, Entry)> = Vec::new();
        for place in 0..zip.len() {
            let file = zip.by_index_raw(place).map_err(|error| damaged(&error))?;
            let path = file.name().map_err(|error| damaged(&error))?.replace('\\', "/");
            let (folder, name) = path.rsplit_once('/').unwrap_or(("", path.as_str()));
            // Folders have no name behind the last stroke; `__MACOSX` holds no data, nor do files that begin with a dot.
            if name.is_empty() || name.starts_with('.') || folder.split('/').any(|part| part == "__MACOSX") {
                continue;
            }
            let Some(begin) = file.data_start() else { continue };
            let entry = Entry {
                name: name.to_owned(),
                begin,
                packed: file.compressed_size(),
                unpacked: file.size(),
                checksum: file.crc32(),
                method: file.compression(),
                is_locked: file.encrypted(),
            };
            entries.push((folder.to_owned(), entry));
        }
        let depth = |folder: &str| if folder.is_empty() { 0 } else { folder.split('/').count() };
        let Some(uppermost) = entries.iter().map(|(folder, _)| depth(folder)).min() else {
            return Err("the archive holds no file".to_owned());
        };
        entries.retain(|(folder, _)| depth(folder) == uppermost);
        let is_one = entries.iter().all(|(folder, _)| *folder == entries[0].0);
        if !is_one {
            return Err("the archive holds several folders; unpack it and give one of them".to_owned());
        }
        let entries = entries.into_iter().map(|(_, entry)| entry).collect();
        Ok(Self { stored, shown: shown.to_owned(), entries })
    }

    /// What messages call it.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// The names of its files.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// A file, how long it is and its bytes, unpacked as they are read; `None` when there is none of that name.
    pub(super) fn open(&self, name: &str) -> Option<(u64, io::Result<Box<dyn Read + Send>>)> {
        let entry = self.entries.iter().find(|entry| entry.name == name)?;
        Some((entry.unpacked, self.unpacked(entry)))
    }

    fn unpacked(&self, entry: &Entry) -> io::Result<Box<dyn Read + Send>> {
        let refuse = |why: String| Err(io::Error::new(io::ErrorKind::InvalidData, why));
        if entry.is_locked {
            return refuse("it is locked with a password; unpack it first".to_owned());
        }
        bounded::check(entry.packed, entry.unpacked)?;
        let mut reader = self.stored.reader()?;
        reader.seek(SeekFrom::Start(entry.begin))?;
        let packed = BufReader::with_capacity(1 << 16, reader.take(entry.packed));
        let inner: Box<dyn Read + Send> = match entry.method {
            CompressionMethod::Stored => Box::new(packed),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(packed)),
            other => return refuse(format!("it is packed by {other:?}, which cannot be read; unpack it first")),
        };
        Ok(Box::new(Checked { inner: CrcReader::new(inner), left: entry.unpacked, checksum: entry.checksum }))
    }
}

impl Stored {
    fn reader(&self) -> io::Result<Box<dyn ReadSeek>> {
        Ok(match self {
            Self::File(path) => Box::new(BufReader::new(File::open(path)?)),
            Self::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }
}

/// A file of an archive that must be as long as the archive says, and have its checksum.
struct Checked {
    inner: CrcReader<Box<dyn Read + Send>>,
    left: u64,
    checksum: u32,
}

impl Read for Checked {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if to.is_empty() {
            return Ok(0);
        }
        let count = self.inner.read(to)?;
        let wrong = |why: &str| Err(io::Error::new(io::ErrorKind::InvalidData, why.to_owned()));
        if count == 0 && self.left > 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the archive ends inside it"));
        }
        let Some(left) = self.left.checked_sub(count as u64) else {
            return wrong("it unpacks to more than the archive says");
        };
        self.left = left;
        if count == 0 && self.inner.crc().sum() != self.checksum {
            return wrong("its checksum differs; the archive is damaged, copy it again");
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::SimpleFileOptions;

    fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn open(bytes: &[u8]) -> Result<Archive, String> {
        Archive::open_list(Stored::Memory(bytes.into()), "a.zip")
    }

    fn read(archive: &Archive, name: &str) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        archive.open(name).unwrap().1?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    #[test]
    fn the_uppermost_folder_that_holds_files_counts() {
        let zip = archive(&[("a/export.xml", b"<x/>"), ("a/routes/1.gpx", b"g"), ("__MACOSX/a/._export.xml", b"m")]);
        let found = open(&zip).unwrap();
        assert_eq!(found.names().collect::<Vec<_>>(), ["export.xml"]);
        assert_eq!(read(&found, "export.xml").unwrap(), b"<x/>");
        let two = open(&archive(&[("a/EDA.csv", b"1"), ("b/EDA.csv", b"2")])).unwrap_err();
        assert_eq!(two, "the archive holds several folders; unpack it and give one of them");
        assert_eq!(open(&archive(&[])).unwrap_err(), "the archive holds no file");
    }

    #[test]
    fn damage_is_an_error_wherever_it_lies() {
        let zip = archive(&[("EDA.csv", "1700000000\n4\n0.5\n".repeat(2000).as_bytes())]);
        assert!(open(&zip[..zip.len() / 2]).unwrap_err().starts_with("the archive ends too early or is damaged"));
        let whole = read(&open(&zip).unwrap(), "EDA.csv").unwrap();
        let mut failures = 0;
        for place in 0..zip.len() {
            let mut bytes = zip.clone();
            bytes[place] ^= 0x55;
            let found = open(&bytes).map_err(|why| why.len()).and_then(|archive| {
                let name = archive.names().next().unwrap().to_owned();
                read(&archive, &name).map_err(|error| error.to_string().len())
            });
            match found {
                // Names and dates may change; what is handed out without an error is the file's own.
                Ok(bytes) => assert!(bytes == whole, "byte {place}"),
                Err(_) => failures += 1,
            }
        }
        assert!(failures > 20, "{failures}");
    }
}

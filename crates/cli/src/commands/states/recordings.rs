//! Which recordings was a model learnt from? Each is known again by what its files hold, wherever it lies, whatever it is called, and whether packed or not.
//!
//! ```text
//! recording ─> its files, unpacked ─> a sum and a count of bytes for each ─> Parts
//! ```
//!
//! Files may come to a recording, go from it, or be packed anew. So two recordings are one when the files that both have hold half of the bytes of either. A file that
//! lies in many recordings, such as what was shown to all, belongs to the study and tells of none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use attentive_learn::model_file::Tensors;
use attentive_sensors::importers::ImportError;
use attentive_sensors::importers::signals::Source;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// What a file holds, in short.
type Sha256Sum = [u8; 32];

/// The parts in a model's numbers. Files of before there were parts have one sum for each recording under another name.
const NAME: &str = "recording parts";

/// Words of a part: the number of its recording, its bytes (two words), its sum.
const WORDS: usize = 11;

/// A file belongs to the study when so many recordings hold it, and half of all.
const LEAST_OF_STUDY: usize = 3;

/// What a recording holds: the sum of each of its files, with how many bytes it has, unpacked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts(BTreeMap<Sha256Sum, u64>);

/// Recordings that are known again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    recordings: Vec<Parts>,
    /// Files that belong to the study.
    of_study: BTreeSet<Sha256Sum>,
}

impl Parts {
    /// Those of a file, of a folder, or of an archive. Of a file that breaks off what comes before counts, as it does when it is analysed.
    pub fn of(recording: &Path) -> Result<Self, Failure> {
        let mut source = Source::open(recording).map_err(Failure::input)?;
        let mut parts = Self::default();
        let Some(names) = source.head().names_in_folder.map(<[String]>::to_vec) else {
            parts.add(&mut source, recording)?;
            return Ok(parts);
        };
        for name in names {
            match source.beside(&name) {
                Ok(Some(mut part)) => parts.add(&mut part, &recording.join(&name))?,
                // A folder, or an empty file.
                Ok(None) | Err(ImportError::Empty { .. }) => {}
                Err(error) => return Err(Failure::input(error)),
            }
        }
        Ok(parts)
    }

    fn add(&mut self, part: &mut Source, path: &Path) -> Result<(), Failure> {
        let (mut hash, mut count, mut bytes) = (Sha256::new(), 0, vec![0; 1 << 16]);
        loop {
            match part.read(&mut bytes) {
                Ok(0) => break,
                Ok(read) => {
                    hash.update(bytes.get(..read).unwrap_or_default());
                    count += read as u64;
                }
                Err(error) => match error.kind() {
                    ErrorKind::Interrupted => {}
                    ErrorKind::InvalidData | ErrorKind::InvalidInput | ErrorKind::UnexpectedEof => break,
                    _ => return Err(unreadable(path, &error)),
                },
            }
        }
        if count > 0 {
            self.0.insert(hash.finalize().into(), count);
        }
        Ok(())
    }

    /// The bytes of the files that `is_wanted`.
    fn bytes(&self, is_wanted: impl Fn(&Sha256Sum) -> bool) -> u64 {
        self.0.iter().filter(|(sum, _)| is_wanted(sum)).map(|(_, bytes)| bytes).sum()
    }
}

impl Known {
    fn of(recordings: Vec<Parts>) -> Self {
        let mut count: BTreeMap<Sha256Sum, usize> = BTreeMap::new();
        recordings.iter().flat_map(|parts| parts.0.keys()).for_each(|sum| *count.entry(*sum).or_default() += 1);
        let is_of_study = |held: usize| held >= LEAST_OF_STUDY && 2 * held >= recordings.len();
        let of_study = count.into_iter().filter(|(_, held)| is_of_study(*held)).map(|(sum, _)| sum).collect();
        Self { recordings, of_study }
    }

    /// Whether a recording is one of these.
    pub fn holds(&self, asked: &Parts) -> bool {
        self.recordings.iter().any(|own| self.are_one(own, asked))
    }

    fn are_one(&self, one: &Parts, other: &Parts) -> bool {
        let is_own = |sum: &Sha256Sum| !self.of_study.contains(sum);
        let both = one.bytes(|sum| is_own(sum) && other.0.contains_key(sum));
        one == other || both > 0 && (2 * both >= one.bytes(is_own) || 2 * both >= other.bytes(is_own))
    }
}

/// The parts of all. One recording under two names would stand on both sides when people are left out, and make noise look like knowledge.
///
/// # Errors
/// When two of them are one, with both names, or one cannot be read.
pub fn different(recordings: &[PathBuf]) -> Result<Known, Failure> {
    let parts = recordings.iter().map(|recording| Parts::of(recording)).collect::<Result<Vec<_>, _>>()?;
    let known = Known::of(parts);
    for (place, one) in known.recordings.iter().enumerate() {
        let again = known.recordings[..place].iter().position(|other| known.are_one(other, one));
        if let Some(other) = again {
            return Err(Failure::input(format!(
                "the same recording is there twice: {} and {} (half of the bytes of one lie in the other, too); name one of them alone",
                recordings[other].display(),
                recordings[place].display()
            )));
        }
    }
    Ok(known)
}

/// The files that lie in a folder of one recording, in the order of their names.
pub fn files_of(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let listed =
        fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>());
    let mut parts = listed.map_err(|error| unreadable(folder, &error))?;
    parts.retain(|part| part.is_file());
    parts.sort_unstable();
    Ok(parts)
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::input(format!("could not read: {error}: {}", path.display()))
}

/// Puts recordings into a model's numbers.
#[expect(clippy::cast_possible_truncation, reason = "recordings are few; halves of a count of bytes")]
pub fn put(known: &Known, tensors: &mut Tensors) {
    let mut words = Vec::new();
    for (number, parts) in known.recordings.iter().enumerate() {
        for (sum, bytes) in &parts.0 {
            words.extend([number as u32, *bytes as u32, (*bytes >> 32) as u32]);
            words.extend(sum.as_chunks::<4>().0.iter().map(|word| u32::from_le_bytes(*word)));
        }
    }
    tensors.put_whole(NAME, &words);
}

/// The recordings in a model's numbers; `None` where there are none, or not whole ones.
pub fn find(tensors: &Tensors) -> Option<Known> {
    let (parts, rest) = tensors.whole(NAME)?.as_chunks::<WORDS>();
    if parts.is_empty() || !rest.is_empty() {
        return None;
    }
    let mut recordings: BTreeMap<u32, Parts> = BTreeMap::new();
    for [number, low, high, words @ ..] in parts {
        let mut sum = Sha256Sum::default();
        sum.as_chunks_mut::<4>().0.iter_mut().zip(words).for_each(|(bytes, word)| *bytes = word.to_le_bytes());
        recordings.entry(*number).or_default().0.insert(sum, u64::from(*low) | u64::from(*high) << 32);
    }
    Some(Known::of(recordings.into_values().collect()))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    /// Makes a recording of files with that many bytes of each letter.
    fn recording(folder: &Path, files: &[(&str, char, usize)]) -> Parts {
        fs::create_dir_all(folder).unwrap();
        for (name, letter, count) in files {
            fs::write(folder.join(name), letter.to_string().repeat(*count)).unwrap();
        }
        Parts::of(folder).unwrap()
    }

    fn pack(file: &Path) {
        let to = fs::File::create(format!("{}.gz", file.display())).unwrap();
        let mut packed = flate2::write::GzEncoder::new(to, flate2::Compression::fast());
        packed.write_all(&fs::read(file).unwrap()).unwrap();
        packed.finish().unwrap();
        fs::remove_file(file).unwrap();
    }

    #[test]
    fn a_copy_under_another_name_is_known_again_and_a_changed_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.csv"), "rr_ms\n800\n").unwrap();
        fs::write(at("copy.csv"), "rr_ms\n800\n").unwrap();
        fs::write(at("other.csv"), "rr_ms\n801\n").unwrap();
        let known = Known::of(vec![Parts::of(&at("a.csv")).unwrap()]);
        assert!(known.holds(&Parts::of(&at("copy.csv")).unwrap()));
        assert!(!known.holds(&Parts::of(&at("other.csv")).unwrap()));
        pack(&at("copy.csv"));
        assert!(known.holds(&Parts::of(&at("copy.csv.gz")).unwrap()), "packed");
        assert!(Parts::of(&at("nowhere")).unwrap_err().message.contains("nowhere"));
    }

    #[test]
    fn a_folder_is_known_again_after_files_came_went_were_renamed_or_packed_and_by_what_is_its_own_alone() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        let info = ("info.txt", 'i', 20);
        let files = [("EDA.csv", 'e', 500), ("BVP.csv", 'b', 900), info];
        let known = Known::of(vec![
            recording(&at("one"), &files),
            recording(&at("two"), &[("EDA.csv", 'f', 500), ("BVP.csv", 'c', 900), info]),
        ]);
        let holds = |name: &str, files: &[(&str, char, usize)]| known.holds(&recording(&at(name), files));
        assert!(holds("more", &[&files[..], &[("notes.txt", 'n', 100), ("empty.txt", 'x', 0)]].concat()));
        assert!(holds("far more", &[&files[..], &[("video", 'v', 9_000)]].concat()), "all of the known one lies in it");
        assert!(holds("less", &files[..1]), "all of it lies in the known one");
        assert!(holds("names", &[("a", 'e', 500), ("b", 'b', 900)]));
        assert!(!holds("another", &[("EDA.csv", 'g', 500), ("BVP.csv", 'h', 900), info]), "the same info file");
        assert!(!holds("nothing", &[("empty.txt", 'x', 0)]));
        recording(&at("packed"), &files);
        pack(&at("packed").join("BVP.csv"));
        assert_eq!(Parts::of(&at("packed")).unwrap(), known.recordings[0]);
        let mut archive = zip::ZipWriter::new(fs::File::create(at("e4.zip")).unwrap());
        for (name, letter, count) in files {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(letter.to_string().repeat(count).as_bytes()).unwrap();
        }
        archive.finish().unwrap();
        assert_eq!(Parts::of(&at("e4.zip")).unwrap(), known.recordings[0]);
        fs::create_dir(at("packed").join("a folder")).unwrap();
        assert_eq!(Parts::of(&at("packed")).unwrap(), known.recordings[0]);
    }

    #[test]
    fn what_was_shown_to_all_makes_no_two_recordings_one() {
        let home = tempfile::tempdir().unwrap();
        let film = ("film.mp4", 'm', 5_000);
        let names = ["a", "b", "c"].map(|name| home.path().join(name));
        names.iter().zip(['a', 'b', 'c']).for_each(|(at, own)| {
            recording(at, &[film, ("ecg.csv", own, 100)]);
        });
        let known = different(&names).unwrap();
        assert!(!known.holds(&recording(&home.path().join("d"), &[film, ("ecg.csv", 'd', 100)])));
        let again = recording(&home.path().join("e"), &[film, ("ecg.csv", 'b', 100), ("notes.txt", 'n', 10)]);
        assert!(known.holds(&again));
        let twice = different(&[&names[..], &[home.path().join("e")]].concat()).unwrap_err();
        assert!(twice.message.contains("there twice") && twice.message.contains("/e (half"), "{}", twice.message);
    }

    #[test]
    fn recordings_come_back_from_a_models_numbers_and_halves_are_none() {
        let parts = |sums: &[(u8, u64)]| Parts(sums.iter().map(|(sum, bytes)| ([*sum; 32], *bytes)).collect());
        let known = Known::of(vec![parts(&[(7, 1 << 40), (255, 3)]), parts(&[(9, 5)])]);
        let mut tensors = Tensors::default();
        put(&known, &mut tensors);
        assert_eq!(find(&tensors), Some(known));
        tensors.put_whole(NAME, &[1; 12]);
        assert_eq!(find(&tensors), None);
        assert_eq!(find(&Tensors::default()), None);
        tensors.put_whole("recordings", &[1; 16]);
        tensors.put_whole(NAME, &[]);
        assert_eq!(find(&tensors), None, "sums of an earlier version");
    }
}

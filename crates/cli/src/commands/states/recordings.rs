//! Which recordings was a model learnt from? Each is known again by what it holds, wherever it lies and whatever it is called.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use attentive_learn::model_file::Tensors;
use sha2::{Digest, Sha256};

use crate::failure::Failure;

/// What a recording holds, in short.
pub type Sha256Sum = [u8; 32];

/// The sums in a model's numbers.
const NAME: &str = "recordings";

/// Words of a sum.
const WORDS: usize = 8;

/// SHA-256 of a recording: of the file, or of the sums of all files of a folder, in their order, so that names do not matter.
pub fn sum(recording: &Path) -> Result<Sha256Sum, Failure> {
    let of_file = |file: &Path| -> Result<Sha256Sum, Failure> {
        let bytes = fs::read(file).map_err(|error| unreadable(file, &error))?;
        Ok(Sha256::digest(bytes).into())
    };
    if !recording.is_dir() {
        return of_file(recording);
    }
    let mut sums = files_of(recording)?.iter().map(|file| of_file(file)).collect::<Result<Vec<_>, _>>()?;
    sums.sort_unstable();
    Ok(Sha256::digest(sums.concat()).into())
}

/// The sums of all. One recording under two names would stand on both sides when people are left out, and make noise look like knowledge.
///
/// # Errors
/// When two of them hold the same, with both names, or one cannot be read.
pub fn different(recordings: &[PathBuf]) -> Result<BTreeSet<Sha256Sum>, Failure> {
    let mut known: BTreeMap<Sha256Sum, &Path> = BTreeMap::new();
    for recording in recordings {
        if let Some(other) = known.insert(sum(recording)?, recording) {
            return Err(Failure::input(format!(
                "the same recording is there twice: {} and {}; name one of them alone",
                other.display(),
                recording.display()
            )));
        }
    }
    Ok(known.into_keys().collect())
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

/// Puts sums into a model's numbers.
pub fn put(sums: &BTreeSet<Sha256Sum>, tensors: &mut Tensors) {
    let words: Vec<u32> =
        sums.iter().flat_map(|sum| sum.as_chunks::<4>().0).map(|word| u32::from_le_bytes(*word)).collect();
    tensors.put_whole(NAME, &words);
}

/// The sums in a model's numbers; `None` where there are none, or not whole ones.
pub fn find(tensors: &Tensors) -> Option<BTreeSet<Sha256Sum>> {
    let (sums, rest) = tensors.whole(NAME)?.as_chunks::<WORDS>();
    let of = |words: &[u32; WORDS]| {
        let mut sum = Sha256Sum::default();
        sum.as_chunks_mut::<4>().0.iter_mut().zip(words).for_each(|(bytes, word)| *bytes = word.to_le_bytes());
        sum
    };
    (!sums.is_empty() && rest.is_empty()).then(|| sums.iter().map(of).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_under_another_name_is_known_again_and_a_changed_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a.csv"), "rr_ms\n800\n").unwrap();
        fs::write(at("copy.csv"), "rr_ms\n800\n").unwrap();
        fs::write(at("other.csv"), "rr_ms\n801\n").unwrap();
        assert_eq!(sum(&at("a.csv")).unwrap(), sum(&at("copy.csv")).unwrap());
        assert_ne!(sum(&at("a.csv")).unwrap(), sum(&at("other.csv")).unwrap());
        for (name, parts) in [("e4", ["EDA.csv", "tags.csv"]), ("again", ["x.csv", "b.csv"])] {
            fs::create_dir(at(name)).unwrap();
            parts.iter().zip(["1", "2"]).for_each(|(part, text)| fs::write(at(name).join(part), text).unwrap());
        }
        assert_eq!(sum(&at("e4")).unwrap(), sum(&at("again")).unwrap());
        fs::write(at("again").join("more.csv"), "3").unwrap();
        assert_ne!(sum(&at("e4")).unwrap(), sum(&at("again")).unwrap());
        assert!(sum(&at("nowhere")).unwrap_err().message.contains("nowhere"));
    }

    #[test]
    fn sums_come_back_from_a_models_numbers_and_halves_are_none() {
        let sums: BTreeSet<Sha256Sum> = [[7; 32], [255; 32]].into();
        let mut tensors = Tensors::default();
        put(&sums, &mut tensors);
        assert_eq!(find(&tensors), Some(sums));
        tensors.put_whole(NAME, &[1; 9]);
        assert_eq!(find(&tensors), None);
        assert_eq!(find(&Tensors::default()), None);
    }
}

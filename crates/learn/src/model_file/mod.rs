//! A model as bytes, and back: named rows and matrices of numbers and a manifest that says what they are.
//!
//! ```text
//! 8 bytes   length of the header                                       the layout of safetensors,
//! header    name, type and place of each row; our manifest             which other programs read, too
//! numbers   little endian
//! ```
//!
//! The [`Manifest`] keeps the kind of model and its version, the columns by name, labels, units and what it was learnt from. A
//! SHA-256 over manifest and numbers tells accidents. What is damaged, foreign, of another kind or of another version is refused with the reason
//! ([`ModelFault`]). A [`Card`] tells the same to people. Nothing here touches a disk: bytes in, bytes out.

mod card;
mod fault;
mod manifest;
mod tensors;

use safetensors::SafeTensors;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use card::Card;
pub use fault::ModelFault;
pub use manifest::{LearntFrom, Manifest};
pub use tensors::Tensors;

/// Where the manifest lies in the header. The number changes with the manifest's own layout.
const KEY: &str = "attentive model 1";

/// A model that can be kept.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelFile {
    /// What it is.
    pub manifest: Manifest,
    /// Its numbers.
    pub tensors: Tensors,
}

/// The one entry of the header that is ours. There is but one, as the order of several is not kept.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sealed {
    manifest: Manifest,
    sha256: String,
}

impl ModelFile {
    /// The bytes, the same on every machine.
    ///
    /// # Errors
    /// When they cannot be written, which takes more names than a header may hold.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelFault> {
        let unwritable = |why: String| ModelFault::Unwritable { why };
        let sealed = Sealed { manifest: self.manifest.clone(), sha256: self.sha256()? };
        let sealed = serde_json::to_string(&sealed).map_err(|error| unwritable(error.to_string()))?;
        let header = [(KEY.to_owned(), sealed)].into_iter().collect();
        safetensors::serialize(self.tensors.views(), Some(header)).map_err(|error| unwritable(error.to_string()))
    }

    /// The model of these bytes, which must be of this kind and version.
    ///
    /// # Errors
    /// When they are no model, are damaged, or hold another kind or version; the error says which.
    pub fn from_bytes(bytes: &[u8], kind: &str, version: u32) -> Result<Self, ModelFault> {
        let (file, sha256) = unsealed(bytes)?;
        if file.sha256()? != sha256 {
            return Err(ModelFault::Damaged);
        }
        let found = &file.manifest;
        if found.kind != kind {
            return Err(ModelFault::OtherKind { expected: kind.to_owned(), found: found.kind.clone() });
        }
        if found.version != version {
            return Err(ModelFault::OtherVersion { expected: version, found: found.version });
        }
        Ok(file)
    }

    /// The same file with its checksum put right: for tests that want to reach what lies behind it.
    ///
    /// # Errors
    /// When it is no file of a model.
    pub fn resealed(bytes: &[u8]) -> Result<Vec<u8>, ModelFault> {
        unsealed(bytes)?.0.to_bytes()
    }

    /// SHA-256 over the manifest and each row: name, type, count (of a matrix rows and columns), numbers.
    fn sha256(&self) -> Result<String, ModelFault> {
        let manifest =
            serde_json::to_vec(&self.manifest).map_err(|error| ModelFault::Unwritable { why: error.to_string() })?;
        let mut hash = Sha256::new();
        hash.update((manifest.len() as u64).to_le_bytes());
        hash.update(manifest);
        self.tensors.digest(&mut hash);
        Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// What lies in the bytes, and the checksum that they claim.
fn unsealed(bytes: &[u8]) -> Result<(ModelFile, String), ModelFault> {
    let no_tensors = |error: safetensors::SafeTensorError| ModelFault::NoTensors { why: error.to_string() };
    let (_, header) = SafeTensors::read_metadata(bytes).map_err(no_tensors)?;
    let sealed = header.metadata().as_ref().and_then(|entries| entries.get(KEY)).ok_or(ModelFault::Foreign)?;
    let sealed: Sealed = serde_json::from_str(sealed).map_err(|_| ModelFault::Damaged)?;
    let tensors = Tensors::of(&SafeTensors::deserialize(bytes).map_err(no_tensors)?)?;
    Ok((ModelFile { manifest: sealed.manifest, tensors }, sealed.sha256))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> ModelFile {
        let mut tensors = Tensors::default();
        tensors.put("slope", &[1.5, -2.0]);
        tensors.put_whole("depth", &[7, 8, 9]);
        tensors.put_matrix("pairs", &[1.0, 2.0, 3.0, 4.0], [2, 2]);
        ModelFile { manifest: manifest::tests::manifest(), tensors }
    }

    #[test]
    fn a_model_comes_back_and_its_bytes_are_always_the_same() {
        let bytes = file().to_bytes().unwrap();
        assert_eq!(ModelFile::from_bytes(&bytes, "scales", 3).unwrap(), file());
        assert_eq!(bytes, file().to_bytes().unwrap());
        assert_eq!(bytes, ModelFile::resealed(&bytes).unwrap());
    }

    #[test]
    fn each_bit_that_turns_is_found() {
        let bytes = file().to_bytes().unwrap();
        for place in 0..bytes.len() {
            for bit in 0..8 {
                let mut other = bytes.clone();
                other[place] ^= 1 << bit;
                let found = ModelFile::from_bytes(&other, "scales", 3);
                // A blank in the header may turn into another blank.
                assert!(found.is_err() || found == Ok(file()), "bit {bit} of {place}");
            }
        }
        for length in 0..bytes.len() {
            assert!(ModelFile::from_bytes(&bytes[..length], "scales", 3).is_err(), "{length}");
        }
    }

    #[test]
    fn what_is_foreign_of_another_kind_or_version_is_told() {
        let bytes = file().to_bytes().unwrap();
        let fault = |bytes: &[u8], kind, version| ModelFile::from_bytes(bytes, kind, version).unwrap_err();
        assert!(matches!(fault(b"junk", "scales", 3), ModelFault::NoTensors { .. }));
        let other = ModelFault::OtherKind { expected: "weights".into(), found: "scales".into() };
        assert_eq!(fault(&bytes, "weights", 3), other);
        assert_eq!(fault(&bytes, "scales", 4), ModelFault::OtherVersion { expected: 4, found: 3 });
        // Tensors of another program, whole, but without our manifest.
        let foreign = safetensors::serialize(file().tensors.views(), None).unwrap();
        assert_eq!(fault(&foreign, "scales", 3), ModelFault::Foreign);
        let last = bytes.len() - 1;
        let mut other = bytes;
        other[last] ^= 1;
        assert_eq!(fault(&other, "scales", 3), ModelFault::Damaged);
    }
}

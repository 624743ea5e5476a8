//! The encoders in the data folder: `encoders/NAME/` with the files as they came and `origin.json`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use attentive_text::encoder::{EncoderFault, Files, MultilingualEncoder, SentenceEncoder, TextEncoder};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::commands::Place;
use crate::exit_codes;
use crate::failure::Failure;
use crate::paths;

pub const CONFIG: &str = "config.json";
pub const TOKENIZER: &str = "tokenizer.json";
pub const WEIGHTS: &str = "model.safetensors";
pub const POOLING: &str = "1_Pooling/config.json";
pub const GRAPH: &str = "model.onnx";
const KEPT_POOLING: &str = "pooling.json";
const ORIGIN: &str = "origin.json";

/// The files of an encoder before they are kept.
#[derive(Debug)]
pub struct Parts {
    /// Its files.
    pub kind: Kind,
    /// The licence, where one is named.
    pub terms: Option<String>,
    /// Where it came from, in words.
    pub from: String,
}

/// The files of either kind of encoder.
#[derive(Debug)]
pub enum Kind {
    /// A transformer, as the widespread libraries lay it.
    Transformer { config: Vec<u8>, tokenizer: Vec<u8>, weights: Vec<u8>, pooling: Option<Vec<u8>> },
    /// The multilingual sentence encoder: one ONNX file.
    Multilingual(Vec<u8>),
}

impl Kind {
    /// The files, by the names that they are kept under.
    fn files(&self) -> Vec<(&'static str, &[u8])> {
        match self {
            Self::Transformer { config, tokenizer, weights, pooling } => {
                let mut files: Vec<(_, &[u8])> = vec![(CONFIG, config), (TOKENIZER, tokenizer), (WEIGHTS, weights)];
                files.extend(pooling.as_deref().map(|pooling| (KEPT_POOLING, pooling)));
                files
            }
            Self::Multilingual(graph) => vec![(GRAPH, graph)],
        }
    }

    /// The encoder that they are.
    pub fn encoder(&self) -> Result<SentenceEncoder, EncoderFault> {
        match self {
            Self::Transformer { config, tokenizer, weights, pooling } => {
                TextEncoder::read(Files { config, tokenizer, weights, pooling: pooling.as_deref() }).map(Into::into)
            }
            Self::Multilingual(graph) => MultilingualEncoder::read(graph).map(Into::into),
        }
    }
}

/// Where an encoder came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// What it is called here.
    pub name: String,
    /// Where it came from, in words.
    pub from: String,
    /// The licence, where one is named.
    pub terms: Option<String>,
    /// Layers; 0 for the multilingual net, which is none of layers.
    pub layers: usize,
    /// Numbers of a row.
    pub width: usize,
    /// All its numbers.
    pub numbers: usize,
    /// Checksum of each file.
    pub sha256: BTreeMap<String, String>,
}

impl Origin {
    /// Whether it is the multilingual net, which is not tuned.
    pub fn is_multilingual(&self) -> bool {
        self.sha256.contains_key(GRAPH)
    }
}

/// Encoders that were read, by their folder, with what was told of them then: who asks again shares the weights.
static READ: Mutex<BTreeMap<PathBuf, (Origin, SentenceEncoder)>> = Mutex::new(BTreeMap::new());

/// The encoders of a data folder.
#[derive(Debug)]
pub struct Encoders {
    data_dir: PathBuf,
}

impl Encoders {
    /// Those of this data folder.
    pub fn of(data_dir: &Path) -> Self {
        Self { data_dir: data_dir.to_owned() }
    }

    fn folder(&self, name: &str) -> PathBuf {
        self.data_dir.join("encoders").join(name)
    }

    /// An empty folder for what is fetched.
    pub fn scratch(&self) -> Result<PathBuf, Failure> {
        paths::make_private(&self.data_dir)?;
        let folder = self.folder(".fetched");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// Copies the files, all or none; one of the same name is replaced.
    pub fn keep(&self, name: &str, parts: &Parts, encoder: &SentenceEncoder) -> Result<PathBuf, Failure> {
        check_name(name)?;
        paths::make_private(&self.data_dir)?;
        let folder = self.folder(name);
        let new = self.folder(&format!(".{name}.new"));
        let failed = |error: std::io::Error| {
            Failure::new(exit_codes::STORE, format!("could not keep the encoder: {error}: {}", folder.display()))
        };
        if new.exists() {
            fs::remove_dir_all(&new).map_err(failed)?;
        }
        fs::create_dir_all(&new).map_err(failed)?;
        let files = parts.kind.files();
        for (file, bytes) in &files {
            fs::write(new.join(file), bytes).map_err(failed)?;
        }
        let origin = Origin {
            name: name.to_owned(),
            from: parts.from.clone(),
            terms: parts.terms.clone(),
            layers: encoder.transformer().map_or(0, |encoder| encoder.weights.shape().layers),
            width: encoder.width(),
            numbers: encoder.numbers(),
            sha256: files.iter().map(|(file, bytes)| ((*file).to_owned(), hex(&Sha256::digest(bytes)))).collect(),
        };
        fs::write(new.join(ORIGIN), serde_json::to_vec_pretty(&origin)?).map_err(failed)?;
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(failed)?;
        }
        fs::rename(&new, &folder).map_err(failed)?;
        Ok(folder)
    }

    /// All of them, by name.
    pub fn all(&self) -> Result<Vec<Origin>, Failure> {
        let entries = match fs::read_dir(self.folder("")) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let names = entries.flatten().filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names.filter(|name| !name.starts_with('.')).collect();
        names.sort();
        names.iter().map(|name| self.origin(name)).collect()
    }

    /// Where one came from.
    pub fn origin(&self, name: &str) -> Result<Origin, Failure> {
        check_name(name)?;
        let file = self.folder(name).join(ORIGIN);
        let bytes = fs::read(&file).map_err(|error| {
            if error.kind() == std::io::ErrorKind::NotFound {
                Failure::input(format!("no encoder is named {name}; `attentive model list` shows those that there are"))
            } else {
                Failure::input(format!("could not read the encoder: {error}: {}", file.display()))
            }
        })?;
        serde_json::from_slice(&bytes).map_err(|error| {
            Failure::input(format!("could not read the encoder: {error}; add it again: {}", file.display()))
        })
    }

    /// The encoder itself; files that changed since they were added are refused.
    pub fn read(&self, name: &str) -> Result<SentenceEncoder, Failure> {
        let origin = self.origin(name)?;
        let folder = self.folder(name);
        if let Some((known, encoder)) = READ.lock().unwrap_or_else(PoisonError::into_inner).get(&folder)
            && *known == origin
        {
            return Ok(encoder.clone());
        }
        let read = |file: &str| {
            let refused = |why: &dyn std::fmt::Display| {
                Failure::input(format!(
                    "could not read the encoder: {why}; add it again: {}",
                    folder.join(file).display()
                ))
            };
            let bytes = fs::read(folder.join(file)).map_err(|error| refused(&error))?;
            match origin.sha256.get(file) {
                Some(sum) if *sum == hex(&Sha256::digest(&bytes)) => Ok(bytes),
                _ => Err(refused(&"it is damaged: its checksum is not the one that it was added with")),
            }
        };
        let kind = if origin.sha256.contains_key(GRAPH) {
            Kind::Multilingual(read(GRAPH)?)
        } else {
            let pooling = origin.sha256.contains_key(KEPT_POOLING).then(|| read(KEPT_POOLING)).transpose()?;
            Kind::Transformer { config: read(CONFIG)?, tokenizer: read(TOKENIZER)?, weights: read(WEIGHTS)?, pooling }
        };
        let encoder = kind
            .encoder()
            .map_err(|fault| Failure::input(format!("could not read the encoder: {fault}: {}", folder.display())))?;
        READ.lock().unwrap_or_else(PoisonError::into_inner).insert(folder, (origin, encoder.clone()));
        Ok(encoder)
    }

    /// Removes one.
    pub fn remove(&self, name: &str) -> Result<(), Failure> {
        self.origin(name)?;
        let folder = self.folder(name);
        fs::remove_dir_all(&folder).map_err(|error| {
            Failure::new(exit_codes::STORE, format!("could not remove the encoder: {error}: {}", folder.display()))
        })
    }
}

/// The encoder of a name, or the only one; `None` when none was added and none was asked for.
pub fn find(place: &Place, name: Option<&str>) -> Result<Option<(String, SentenceEncoder)>, Failure> {
    let encoders = Encoders::of(&place.data_dir);
    let name = match name {
        Some(name) => name.to_owned(),
        None => match encoders.all()?.as_slice() {
            [] => return Ok(None),
            [only] => only.name.clone(),
            several => {
                let names: Vec<&str> = several.iter().map(|origin| origin.name.as_str()).collect();
                return Err(Failure::new(
                    exit_codes::USAGE,
                    format!("say which encoder with --encoder NAME: {}", names.join(", ")),
                ));
            }
        },
    };
    Ok(Some((name.clone(), encoders.read(&name)?)))
}

/// The encoder that fits texts of which this share of the letters is written without gaps between words: the only one there is; of the multilingual one and a small one for English the one that
/// fits. Of any others the person says which.
pub fn find_for(place: &Place, without_gaps: f64) -> Result<Option<(String, SentenceEncoder)>, Failure> {
    let all = Encoders::of(&place.data_dir).all()?;
    let (multilingual, others): (Vec<&Origin>, Vec<&Origin>) = all.iter().partition(|origin| origin.is_multilingual());
    let knows_english = |origin: &&Origin| origin.name.to_lowercase().starts_with("minilm");
    match (multilingual.as_slice(), others.as_slice()) {
        ([many], [english]) if knows_english(english) => {
            find(place, Some(if without_gaps > 0.5 { &many.name } else { &english.name }))
        }
        _ => find(place, None),
    }
}

/// The encoder of a name, or the only one that can be tuned; `None` when none of these was added and none was asked for.
pub fn find_transformer(place: &Place, name: Option<&str>) -> Result<Option<(String, TextEncoder)>, Failure> {
    let found = match name {
        Some(name) => find(place, Some(name))?,
        None => {
            let all = Encoders::of(&place.data_dir).all()?;
            match all.iter().filter(|origin| !origin.is_multilingual()).collect::<Vec<_>>().as_slice() {
                [] => None,
                [only] => find(place, Some(&only.name))?,
                _ => find(place, None)?,
            }
        }
    };
    match found {
        None => Ok(None),
        Some((name, SentenceEncoder::Transformer(encoder))) => Ok(Some((name, Arc::unwrap_or_clone(encoder)))),
        Some((name, SentenceEncoder::Multilingual(_))) => Err(Failure::new(
            exit_codes::USAGE,
            format!(
                "the encoder {name} makes rows of whole texts and is not tuned: for this, add one that can be, such as minilm-l6, and name it with --encoder"
            ),
        )),
    }
}

/// What tells the encoders that there are from others: SHA-256 over what is told of each.
pub fn stamp(place: &Place) -> Result<String, Failure> {
    Ok(hex(&Sha256::digest(serde_json::to_vec(&Encoders::of(&place.data_dir).all()?)?)))
}

/// The names of all encoders.
pub fn names(place: &Place) -> Result<Vec<String>, Failure> {
    Ok(Encoders::of(&place.data_dir).all()?.into_iter().map(|origin| origin.name).collect())
}

fn check_name(name: &str) -> Result<(), Failure> {
    let is_plain = !name.is_empty()
        && name.len() <= 100
        && !name.starts_with('.')
        && name.chars().all(|sign| sign.is_alphanumeric() || "-_.".contains(sign));
    if is_plain {
        return Ok(());
    }
    Err(Failure::new(exit_codes::USAGE, format!("a name of an encoder holds letters, digits, - _ and . : {name:?}")))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

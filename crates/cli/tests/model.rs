//! Encoders: added, listed, refused, removed. The encoder here has learnt nothing (`fixtures/encoder`).

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

mod support;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::Value;

use self::support::attentive;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    attentive(folder).env("HF_HOME", folder.join("hub-home")).current_dir(folder).args(arguments).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

const FILES: [&str; 3] = ["config.json", "tokenizer.json", "model.safetensors"];

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/encoder")
}

/// The small encoder in a folder of its own.
fn copied(to: &Path) {
    fs::create_dir_all(to).unwrap();
    for file in FILES {
        fs::copy(fixture().join(file), to.join(file)).unwrap();
    }
}

fn listed(folder: &Path) -> Vec<String> {
    let output = run(folder, &["model", "list", "--json"]);
    let all: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    all.iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn an_encoder_comes_from_a_folder_a_package_or_the_hub_and_goes() {
    let folder = folder();
    let home = folder.path();
    assert!(said(&run(home, &["model", "list"])).contains("no encoder was added yet"));
    copied(&home.join("small"));
    let added = run(home, &["model", "add", "small"]);
    assert!(added.status.success() && said(&added).contains("1 layers of 16 numbers"), "{}", said(&added));
    let mut wheel = zip::ZipWriter::new(fs::File::create(home.join("pack_age-1.0-py3-none-any.whl")).unwrap());
    for file in FILES {
        wheel.start_file(format!("pack/model/{file}"), zip::write::SimpleFileOptions::default()).unwrap();
        wheel.write_all(&fs::read(fixture().join(file)).unwrap()).unwrap();
    }
    wheel.start_file("pack/model/README.md", zip::write::SimpleFileOptions::default()).unwrap();
    wheel.write_all(b"---\nlanguage: en\nlicense: apache-2.0\n---\n# Small\n").unwrap();
    wheel.finish().unwrap();
    assert!(run(home, &["model", "add", "pack_age-1.0-py3-none-any.whl"]).status.success());
    copied(&home.join("hub-home/hub/models--who--tiny/snapshots/abc"));
    assert!(run(home, &["model", "add", "who/tiny", "--name", "hubs"]).status.success());
    assert_eq!(listed(home), ["hubs", "pack_age-1.0", "small"]);
    let card = said(&run(home, &["model", "card", "pack_age-1.0"]));
    assert!(card.contains("terms: apache-2.0") && card.contains("longest text: 40 tokens"), "{card}");
    assert!(run(home, &["model", "remove", "small"]).status.success());
    assert_eq!(listed(home), ["hubs", "pack_age-1.0"]);
    assert!(!home.join("data/encoders/small").exists());
}

#[test]
fn what_is_no_encoder_is_refused_and_leaves_nothing_behind() {
    let folder = folder();
    let home = folder.path();
    let refused = |arguments: &[&str], words: &str| {
        let output = run(home, arguments);
        assert!(matches!(output.status.code(), Some(2 | 4)) && said(&output).contains(words), "{}", said(&output));
    };
    refused(&["model", "add", "nothing-here"], "known names: minilm-l6");
    refused(&["model", "add", "who/nothing"], "hf download");
    fs::create_dir_all(home.join("empty")).unwrap();
    refused(&["model", "add", "empty"], "config.json is lacking");
    copied(&home.join("old"));
    fs::rename(home.join("old/model.safetensors"), home.join("old/pytorch_model.bin")).unwrap();
    refused(&["model", "add", "old"], "save the model as safetensors");
    copied(&home.join("cut"));
    let bytes = fs::read(home.join("cut/model.safetensors")).unwrap();
    fs::write(home.join("cut/model.safetensors"), &bytes[..bytes.len() / 2]).unwrap();
    refused(&["model", "add", "cut"], "damaged");
    fs::write(home.join("junk.whl"), b"no zip").unwrap();
    refused(&["model", "add", "junk.whl"], "no zip file");
    copied(&home.join("good"));
    refused(&["model", "add", "good", "--name", "../out"], "letters");
    refused(&["model", "card", "../x"], "letters");
    assert!(listed(home).is_empty());
}

#[test]
fn an_encoder_that_changed_on_the_disk_is_refused() {
    let folder = folder();
    let home = folder.path();
    copied(&home.join("small"));
    assert!(run(home, &["model", "add", "small"]).status.success());
    let file = home.join("data/encoders/small/model.safetensors");
    let mut bytes = fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    fs::write(&file, bytes).unwrap();
    let card = run(home, &["model", "card", "small"]);
    assert!(!card.status.success() && said(&card).contains("add it again"), "{}", said(&card));
}

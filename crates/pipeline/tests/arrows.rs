//! The arrows, enforced: a stage looks only to its left, `run.rs` alone knows all, and each heavy or dangerous dependency is
//! named in one crate only. This test reads the sources, so that a new file or crate is checked by being there.
#![allow(clippy::disallowed_methods, reason = "it reads the sources of the workspace")]

use std::fs;
use std::path::{Path, PathBuf};

const STAGES: [&str; 8] = ["sense", "preprocess", "features", "patterns", "decide", "recommend", "guide", "evaluate"];

/// Our crates, and which of our crates each may name. `types` may be named by all.
const ARROWS: [(&str, &[&str]); 9] = [
    ("types", &[]),
    ("learn", &[]),
    ("text", &["learn"]),
    ("pipeline", &["text", "learn"]),
    ("store", &[]),
    ("query", &["store", "text"]),
    ("sensors", &[]),
    ("server", &["pipeline", "query", "store", "text", "learn"]),
    ("cli", &["server", "sensors", "pipeline", "query", "store", "text", "learn"]),
];

/// Dependencies that only some crates may name, by the beginning of their names.
const KEPT: [(&str, &[&str]); 21] = [
    ("rusqlite", &["store"]),
    ("libsqlite3", &["store"]),
    ("axum", &["server"]),
    ("hyper", &["server"]),
    ("tower", &["server"]),
    ("tokio", &["server", "cli"]),
    ("x11rb", &["sensors"]),
    ("wayland", &["sensors"]),
    ("zbus", &["sensors"]),
    ("notify-rust", &["server"]),
    ("rmcp", &["server"]),
    ("burn", &["learn"]),
    ("candle", &["learn"]),
    ("tract", &["learn"]),
    ("ort", &["learn"]),
    ("linfa", &["learn"]),
    ("safetensors", &["learn"]),
    ("datafusion", &["query"]),
    ("reqwest", &[]),
    ("ureq", &[]),
    ("openssl", &[]),
];

/// Parts of the standard library that touch clock, disk or network: not in the sources of the pure crates.
const IMPURE: [&str; 9] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::thread",
    "std::time::SystemTime",
    "std::time::Instant",
    "SystemTime::now",
    "Instant::now",
];

const PURE: [&str; 4] = ["types", "learn", "text", "pipeline"];

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the folder of the crates").to_owned()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("could not list {}: {error}", folder.display()));
    let mut files = Vec::new();
    for path in entries.map(|entry| entry.expect("an entry").path()) {
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The source without comments, so that a doc may speak of any stage.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("could not read {}: {error}", path.display()));
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// All parts of paths that begin at the crate or climb out of a folder, such as `decide` in `use crate::{decide, sense}`.
fn named_modules(code: &str) -> Vec<String> {
    let mut named = Vec::new();
    for start in ["crate::", "super::super::", "attentive_pipeline::"] {
        for (place, _) in code.match_indices(start) {
            let rest = &code[place + start.len()..];
            let names = match rest.strip_prefix('{') {
                Some(list) => top_level(list),
                None => vec![rest.to_owned()],
            };
            named.extend(names.iter().map(|name| first_word(name)));
        }
    }
    named
}

/// The entries of a list in braces, each up to its own braces.
fn top_level(list: &str) -> Vec<String> {
    let (mut entries, mut depth) = (vec![String::new()], 0_i32);
    for letter in list.chars() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                entries.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = entries.last_mut() {
            last.push(letter);
        }
    }
    entries
}

fn first_word(text: &str) -> String {
    text.trim().chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect()
}

#[test]
fn a_stage_names_only_the_stages_to_its_left() {
    let source = crates().join("pipeline/src");
    let mut looked_at = 0;
    for (place, stage) in STAGES.iter().enumerate() {
        for file in rust_files(&source.join(stage)) {
            looked_at += 1;
            for name in named_modules(&code(&file)) {
                let other = STAGES.iter().position(|stage| *stage == name);
                assert!(name != "run", "{} names `run`, which knows all stages", file.display());
                assert!(
                    other.is_none_or(|other| other <= place),
                    "{} is of the stage `{stage}` and names `{name}`, which lies to its right",
                    file.display()
                );
            }
        }
    }
    assert!(looked_at > 40, "only {looked_at} files were found; has the folder moved?");
}

#[test]
fn run_alone_names_all_stages() {
    let source = crates().join("pipeline/src");
    let run: Vec<PathBuf> =
        [vec![source.join("run.rs")], rust_files(&source.join("run"))].into_iter().flatten().collect();
    let named: Vec<String> = run.iter().flat_map(|file| named_modules(&code(file))).collect();
    for stage in STAGES {
        assert!(named.iter().any(|name| name == stage), "nothing in `run` names `{stage}`");
    }
    for file in rust_files(&source).into_iter().filter(|file| !run.contains(file)) {
        let named = named_modules(&code(&file));
        let all = STAGES.iter().all(|stage| named.iter().any(|name| name == stage));
        assert!(!all, "{} names all stages, as only `run` may", file.display());
    }
}

#[test]
fn pure_crates_touch_no_clock_disk_or_network() {
    for name in PURE {
        for file in rust_files(&crates().join(name).join("src")) {
            let code = code(&file);
            // Tests may time themselves.
            let code = code.split("#[cfg(test)]").next().unwrap_or(&code);
            for word in IMPURE {
                assert!(!code.contains(word), "{} uses `{word}`, but `{name}` is pure", file.display());
            }
        }
    }
}

/// Names in the tables of a manifest that are built into the crate; what only its tests use is left out.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut is_inside = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(table) = line.strip_prefix('[') {
            let table = table.trim_end_matches(']');
            let is_test = table.contains("dev-dependencies");
            is_inside = !is_test && table.ends_with("dependencies");
            if let Some((before, own)) = table.rsplit_once("dependencies.").filter(|_| !is_test) {
                names.extend(Some(own.to_owned()).filter(|_| before.is_empty() || before.ends_with(['.', '-'])));
            }
        } else if is_inside && !line.starts_with('#') && line.contains('=') {
            names.extend(line.split(['=', '.', ' ']).next().map(str::to_owned));
        }
    }
    names
}

fn manifests() -> Vec<(String, Vec<String>)> {
    let folders = fs::read_dir(crates()).expect("the folder of the crates");
    let mut manifests: Vec<(String, Vec<String>)> = folders
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("Cargo.toml").exists())
        .map(|path| {
            let name = path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned();
            (name, dependencies(&fs::read_to_string(path.join("Cargo.toml")).expect("a manifest")))
        })
        .collect();
    manifests.sort();
    manifests
}

#[test]
fn crates_name_only_crates_to_their_right_in_the_picture() {
    let manifests = manifests();
    assert_eq!(manifests.len(), ARROWS.len(), "a crate was added or taken away: say here what it may name");
    for (name, dependencies) in manifests {
        let allowed = ARROWS.iter().find(|(own, _)| *own == name).map(|(_, allowed)| *allowed);
        let allowed = allowed.unwrap_or_else(|| panic!("say here what `{name}` may name"));
        for own in dependencies.iter().filter_map(|dependency| dependency.strip_prefix("attentive-")) {
            assert!(own == "types" || allowed.contains(&own), "`{name}` names `{own}`, against the arrows");
        }
    }
}

#[test]
fn heavy_and_dangerous_dependencies_are_named_in_one_crate_only() {
    for (name, dependencies) in manifests() {
        for dependency in dependencies {
            let is_kept = |kept: &str| dependency == kept || dependency.starts_with(&format!("{kept}-"));
            for (kept, allowed) in KEPT.iter().filter(|(kept, _)| is_kept(kept)) {
                assert!(
                    allowed.contains(&name.as_str()),
                    "`{name}` names `{dependency}`; `{kept}` belongs to {allowed:?}"
                );
            }
        }
    }
}

#[test]
fn the_readers_of_this_test_see_what_they_should() {
    let named = named_modules(
        "use crate::{decide::{a, b}, sense};\nlet x = crate::guide::word; use super::super::features::ALL;",
    );
    assert_eq!(named, ["decide", "sense", "guide", "features"]);
    let manifest = "[dependencies]\n# axum = \"1\"\nattentive-types.workspace = true\nrusqlite = { version = \"1\" }\n\
        [target.'cfg(unix)'.dependencies.zbus]\nversion = \"5\"\n[dev-dependencies]\ntokio = \"1\"\n[features]\nx = []";
    assert_eq!(dependencies(manifest), ["attentive-types", "rusqlite", "zbus"]);
}

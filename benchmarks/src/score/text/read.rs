//! The files of the data sets.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use attentive_text::labelled::{Asked, LabelledTexts, Labels};

use super::Texts;

/// Any table or lines of JSON, as `attentive text train` reads them.
pub fn labelled(file: &Path) -> anyhow::Result<Texts> {
    let told = || format!("could not read {}", file.display());
    let input = BufReader::new(File::open(file).with_context(told)?);
    let found = LabelledTexts::read(input, &Asked::default(), Labels::Wanted).with_context(told)?;
    if found.bad > 0 {
        eprintln!("{}: {} records left out: {}", file.display(), found.bad, found.bad_in_words().join("; "));
    }
    let LabelledTexts { texts, class, labels, .. } = found;
    Ok(texts.into_iter().zip(class).map(|(text, class)| (text, labels[usize::from(class)].clone())).collect())
}

/// The lists of texts and intents of a file of clinc150, by the name of the list.
pub fn clinc(file: &Path) -> anyhow::Result<BTreeMap<String, Texts>> {
    let bytes = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    serde_json::from_slice(&bytes).with_context(|| format!("{} is no file of clinc150", file.display()))
}

/// The texts of the test lists, those of no intent among them, of the first file of clinc150 kept aside that has some.
pub fn clinc_aside(holdout: &Path) -> anyhow::Result<Option<Texts>> {
    let Ok(files) = std::fs::read_dir(holdout.join("clinc150")) else { return Ok(None) };
    let mut paths: Vec<PathBuf> = files.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "json")) {
        // Other files lie beside, such as the domains.
        let Ok(lists) = clinc(path) else { continue };
        let texts: Texts =
            lists.into_iter().filter(|(name, _)| name.ends_with("test")).flat_map(|(_, texts)| texts).collect();
        if !texts.is_empty() {
            return Ok(Some(texts));
        }
    }
    Ok(None)
}

/// `sentence@label`, in Latin-1, parted by CR LF.
pub fn phrasebank(file: &Path) -> anyhow::Result<Texts> {
    let bytes = std::fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let lines = text.split("\r\n").filter(|line| !line.trim().is_empty());
    let parted = lines.map(|line| {
        let (text, label) = line.rsplit_once('@').with_context(|| format!("a line without a label: {line:?}"))?;
        Ok((text.trim().to_owned(), label.trim().to_owned()))
    });
    let texts: Texts = parted.collect::<anyhow::Result<_>>()?;
    ensure!(!texts.is_empty(), "{} holds no sentence", file.display());
    Ok(texts)
}

/// The file in the folder kept aside, if it is there.
pub fn aside(holdout: &Path, set: &str, file: &str) -> Option<PathBuf> {
    let file = holdout.join(set).join(file);
    file.is_file().then_some(file)
}

//! Files of texts: read, and what was left out told.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use attentive_text::labelled::{Asked, LabelledTexts, Labels};

use super::args::ColumnArgs;
use crate::failure::Failure;

/// Reads a file, and says what was read as what and what was left out.
pub fn texts(file: &Path, columns: &ColumnArgs, labels: Labels) -> Result<LabelledTexts, Failure> {
    let refused =
        |why: &dyn std::fmt::Display| Failure::input(format!("could not read texts: {why}: {}", file.display()));
    let input = BufReader::new(File::open(file).map_err(|error| refused(&error))?);
    let asked = Asked { text: columns.text_column.clone(), label: columns.label_column.clone() };
    let found = LabelledTexts::read(input, &asked, labels).map_err(|fault| refused(&fault))?;
    // Standard output is for answers.
    let labels = if found.labels.is_empty() { String::new() } else { format!(", {} labels", found.labels.len()) };
    eprintln!("{}: {} texts{labels} ({})", file.display(), found.texts.len(), found.read_as);
    if found.bad > 0 {
        eprintln!("  {} records were left out:", found.bad);
        found.bad_in_words().iter().for_each(|line| eprintln!("    {line}"));
    }
    Ok(found)
}

/// The label of each text.
pub fn labels(texts: &LabelledTexts) -> Vec<&str> {
    texts.class.iter().filter_map(|class| texts.labels.get(usize::from(*class))).map(String::as_str).collect()
}

/// Views of the texts.
pub fn views(texts: &LabelledTexts) -> Vec<&str> {
    texts.texts.iter().map(String::as_str).collect()
}

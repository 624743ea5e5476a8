//! Files of tagged words: read, and what was left out told.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use attentive_text::tagged::{Document, TaggedTexts};

use crate::failure::Failure;

/// Reads a file, and says what was read as what and what was left out.
pub fn tagged(file: &Path) -> Result<TaggedTexts, Failure> {
    let refused =
        |why: &dyn std::fmt::Display| Failure::input(format!("could not read tags: {why}: {}", file.display()));
    let input = BufReader::new(File::open(file).map_err(|error| refused(&error))?);
    let found = TaggedTexts::read(input).map_err(|fault| refused(&fault))?;
    // Standard output is for answers.
    eprintln!(
        "{}: {} sentences, {} words ({})",
        file.display(),
        found.sentences(),
        words(&found.documents),
        found.read_as
    );
    if found.bad > 0 {
        eprintln!("  {} sentences were left out:", found.bad);
        found.told.iter().for_each(|part| eprintln!("    {part}"));
    }
    if found.uneven > 0 {
        eprintln!(
            "  {} entities begin or end within a word, or lie in others: they were stretched to whole words, or left out",
            found.uneven
        );
    }
    Ok(found)
}

/// How many words.
pub fn words(documents: &[Document]) -> usize {
    documents.iter().flatten().map(|sentence| sentence.words.len()).sum()
}

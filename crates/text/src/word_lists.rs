//! Lists of words that a person can read and change: sections of phrases, each with a weight if it has one.
//!
//! ```text
//! # a note
//! [intent question]
//! could you tell | how do i | 怎么
//! 3: any idea | 请问          the weight of this line's phrases; 1 where none is told
//! ```
//!
//! Phrases are compared in small letters, narrow, with single gaps. What begins or ends with a letter of a writing with gaps is a whole word there.

use std::collections::BTreeMap;

use thiserror::Error;

use crate::letters::{is_joined, is_unparted, narrow};

/// Why lists cannot be read. The text fits after "could not read the words: ".
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WordsFault {
    /// A phrase before the first section.
    #[error("line {line}: words before the first [section]")]
    NoSection {
        /// The line, from 1.
        line: usize,
    },
    /// A heading that does not close.
    #[error("line {line}: a [section] does not close")]
    OpenHeading {
        /// The line, from 1.
        line: usize,
    },
    /// A section that nothing reads.
    #[error("there is no use for the section [{found}]; there are {known}")]
    UnknownSection {
        /// Its name.
        found: String,
        /// Those that there are.
        known: String,
    },
    /// A section that must be there.
    #[error("the section [{name}] is lacking")]
    NoSuchSection {
        /// Its name.
        name: String,
    },
}

/// A phrase and its weight.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) words: String,
    pub(crate) weight: u32,
}

/// Sections by their names.
pub(crate) type Sections = BTreeMap<String, Vec<Phrase>>;

/// Reads sections.
pub(crate) fn parse(text: &str) -> Result<Sections, WordsFault> {
    let mut sections = Sections::new();
    let mut section: Option<&mut Vec<Phrase>> = None;
    for (line, number) in text.lines().zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(heading) = line.strip_prefix('[') {
            let name = heading.strip_suffix(']').ok_or(WordsFault::OpenHeading { line: number })?;
            section = Some(sections.entry(name.trim().to_owned()).or_default());
            continue;
        }
        let section = section.as_mut().ok_or(WordsFault::NoSection { line: number })?;
        let weighed = line.split_once(':').and_then(|(weight, rest)| Some((weight.trim().parse().ok()?, rest)));
        let (weight, phrases) = weighed.unwrap_or((1, line));
        let phrases = phrases.split('|').map(plain).filter(|words| !words.is_empty());
        section.extend(phrases.map(|words| Phrase { words, weight }));
    }
    Ok(sections)
}

/// A text as it is compared: narrow, in small letters, with single gaps and straight quotes.
pub(crate) fn plain(text: &str) -> String {
    let mut found = String::with_capacity(text.len());
    for sign in text.chars().map(narrow).filter(|sign| !is_joined(*sign)) {
        match sign {
            sign if sign.is_whitespace() || sign.is_control() => {
                if !found.ends_with(' ') {
                    found.push(' ');
                }
            }
            '’' | '‘' => found.push('\''),
            '“' | '”' => found.push('"'),
            sign => found.extend(sign.to_lowercase()),
        }
    }
    found.trim().to_owned()
}

/// Where a phrase stands in a plain text, each time; whole words where its ends are letters of a writing with gaps.
pub(crate) fn places<'a>(text: &'a str, phrase: &'a str) -> impl Iterator<Item = usize> + 'a {
    let parts = |sign: Option<char>| sign.is_some_and(|sign| sign.is_alphanumeric() && !is_unparted(sign));
    let (first, last) = (parts(phrase.chars().next()), parts(phrase.chars().next_back()));
    text.match_indices(phrase).map(|(at, _)| at).filter(move |at| {
        let before = text[..*at].chars().next_back();
        let behind = text[*at + phrase.len()..].chars().next();
        !(first && parts(before) || last && parts(behind))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_weights_and_notes_are_read() {
        let sections = parse("# note\n[a]\nOne  Two | 三\n2: x\n[b]\n").unwrap();
        let phrase = |words: &str, weight| Phrase { words: words.to_owned(), weight };
        assert_eq!(sections["a"], [phrase("one two", 1), phrase("三", 1), phrase("x", 2)]);
        assert!(sections["b"].is_empty());
        assert_eq!(parse("x"), Err(WordsFault::NoSection { line: 1 }));
        assert_eq!(parse("[a"), Err(WordsFault::OpenHeading { line: 1 }));
    }

    #[test]
    fn latin_words_are_whole_and_chinese_ones_are_found_anywhere() {
        let found = |text: &str, phrase: &str| places(&plain(text), phrase).count();
        assert_eq!((found("ASAP, please: asap", "asap"), found("wasapi", "asap")), (2, 0));
        assert_eq!((found("请尽快回复", "尽快"), found("请asap回复", "asap")), (1, 1));
        assert_eq!(plain("  Ａ\u{301}B\n\tc’s "), "ab c's");
    }
}

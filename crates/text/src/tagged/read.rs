//! Which sentences are in this file, and which tag has each word? Columns as CoNLL has them, or lines of JSON with texts and places, in; documents out.
//!
//! ```text
//! Anna    NNP  B-PER          a word a line, its tag in the last column, a blank line behind each sentence, -DOCSTART- before each document
//! {"text": "Anna is here", "entities": [{"type": "PER", "start": 0, "end": 4}]}          spans.rs
//! ```
//!
//! A line that cannot be used costs its sentence, which is counted and told; a file of which most is bad is refused.

use std::collections::BTreeSet;
use std::fmt;
use std::io::BufRead;

use serde_json::{Map, Value};
use thiserror::Error;

use super::scheme::{Scheme, any_scheme, lettered};
use super::spans::{Spanned, spanned};
use super::split::Splitting;
use super::{Document, Sentence};
use crate::labelled::parts::{Records, open};
use crate::labelled::{Fault, Format};

/// Bytes of a file at most: more does not fit beside what is learnt from it.
const MOST_BYTES: usize = 256 << 20;

/// Kinds of entities at most.
const MOST_KINDS: usize = 200;

/// Bad parts that are told one by one.
const MOST_TOLD: usize = 20;

/// A sentence or text that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPart {
    /// The line, from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for BadPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// Why a file of tagged words cannot be used. The text fits after "could not read tags: ".
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TagsFault {
    /// It is no text, or in another encoding.
    #[error(transparent)]
    File(#[from] Fault),
    /// Most of it is bad.
    #[error(
        "{bad} of {all} of its sentences cannot be used; the first: {first}; a word a line is wanted with its tag in the last column (parted by tabs or blanks) and a blank line behind each sentence, or lines of JSON with text and entities"
    )]
    MostlyBad {
        /// Bad sentences or texts.
        bad: usize,
        /// All of them.
        all: usize,
        /// What is wrong with the first.
        first: String,
    },
    /// No word of it is part of an entity.
    #[error("none of its {words} words is part of an entity; all tags are O")]
    NoEntity {
        /// How many words.
        words: usize,
    },
    /// The last column holds other things than tags.
    #[error("there are more than {most} kinds of entities, so the last column is hardly one of tags")]
    TooManyKinds {
        /// Kinds at most.
        most: usize,
    },
}

/// Sentences whose words have tags of the second scheme.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TaggedTexts {
    /// The sentences, by document.
    pub documents: Vec<Document>,
    /// How words were parted.
    pub splitting: Splitting,
    /// What was read, in words.
    pub read_as: String,
    /// How many sentences or texts were left out.
    pub bad: usize,
    /// The first of them.
    pub told: Vec<BadPart>,
    /// Entities whose ends lie within words, or that lie in others, and were stretched or left out.
    pub uneven: usize,
}

impl TaggedTexts {
    /// Reads tagged words.
    ///
    /// # Errors
    /// When it is no text, no such file, or most of it cannot be used; the error says where and what to do.
    pub fn read(input: impl BufRead) -> Result<Self, TagsFault> {
        let (input, _) = open(input)?;
        let mut records = Records::new(input, Format::Lines);
        let mut lines = Lines::default();
        let mut bytes = 0;
        let mut reader: Option<Reader> = None;
        loop {
            lines.number += 1;
            let unreadable = |error: std::io::Error| Fault::Unreadable { line: lines.number, why: error.to_string() };
            let Some(line) = records.next_line().map_err(unreadable)? else { break };
            let line = match &line {
                None => Err("longer than a megabyte".to_owned()),
                Some(line) => std::str::from_utf8(line).map_err(|_| "bytes that are no UTF-8".to_owned()),
            };
            bytes += line.as_ref().map_or(0, |line| line.len());
            if bytes > MOST_BYTES {
                return Err(Fault::TooMuch { most_megabytes: MOST_BYTES >> 20 }.into());
            }
            let reader = match (&mut reader, &line) {
                (Some(reader), _) => reader,
                (None, Ok(line)) if line.trim().is_empty() || is_note(line) => continue,
                (none, _) => none.insert(Reader::of(line.as_deref().unwrap_or_default())),
            };
            match reader {
                Reader::Columns(columns) => columns.take(line, &mut lines),
                Reader::Json(texts) => match line {
                    Ok(line) if line.trim().is_empty() => {}
                    line => match line.and_then(spanned) {
                        Ok(text) => texts.push(text),
                        Err(why) => lines.bad(why),
                    },
                },
            }
        }
        let found = match reader {
            None => return Err(Fault::Empty.into()),
            Some(Reader::Columns(columns)) => columns.finish(&mut lines),
            Some(Reader::Json(texts)) => of_texts(&texts),
        };
        found.checked(lines)
    }

    /// How many sentences there are.
    #[must_use]
    pub fn sentences(&self) -> usize {
        self.documents.iter().map(Vec::len).sum()
    }

    fn checked(mut self, lines: Lines) -> Result<Self, TagsFault> {
        (self.bad, self.told) = (lines.bad, lines.told);
        let good = self.documents.iter().filter(|document| !document.is_empty()).count().max(self.sentences());
        if self.bad > good {
            let first = self.told.first().map(BadPart::to_string).unwrap_or_default();
            return Err(TagsFault::MostlyBad { bad: self.bad, all: self.bad + good, first });
        }
        let tags = || self.documents.iter().flatten().flat_map(|sentence| &sentence.tags);
        let kinds: BTreeSet<&str> = tags().filter_map(|tag| Some(lettered(tag)?.1)).collect();
        match kinds.len() {
            0 => Err(TagsFault::NoEntity { words: tags().count() }),
            kinds if kinds > MOST_KINDS => Err(TagsFault::TooManyKinds { most: MOST_KINDS }),
            _ => Ok(self),
        }
    }
}

/// Where one is, and what was bad.
#[derive(Default)]
struct Lines {
    number: u64,
    bad: usize,
    told: Vec<BadPart>,
}

impl Lines {
    fn bad(&mut self, why: String) {
        self.bad_at(self.number, why);
    }

    fn bad_at(&mut self, line: u64, why: String) {
        self.bad += 1;
        if self.told.len() < MOST_TOLD {
            self.told.push(BadPart { line, why });
        }
    }
}

enum Reader {
    Columns(Columns),
    Json(Vec<Spanned>),
}

impl Reader {
    /// By the first line that is not blank. A word may be a brace.
    fn of(line: &str) -> Self {
        if serde_json::from_str::<Map<String, Value>>(line).is_ok() {
            return Self::Json(Vec::new());
        }
        Self::Columns(Columns { has_tabs: line.contains('\t'), ..Columns::default() })
    }
}

fn of_texts(texts: &[Spanned]) -> TaggedTexts {
    let splitting = Splitting::of_texts(texts.iter().map(|text| text.text.as_str()));
    let mut found =
        TaggedTexts { splitting, read_as: "lines of JSON with places".to_owned(), ..TaggedTexts::default() };
    for text in texts {
        let (document, uneven) = text.document(splitting);
        found.uneven += uneven;
        found.documents.push(document);
    }
    found
}

/// Whether a line is a note, and no word `#` with its tag.
fn is_note(line: &str) -> bool {
    let tag = line.split_whitespace().next_back().unwrap_or_default();
    line.starts_with('#') && tag != "O" && lettered(tag).is_none()
}

/// A file of columns while it is read.
#[derive(Default)]
struct Columns {
    has_tabs: bool,
    /// Cells of a line, as the first has them.
    cells: Option<usize>,
    documents: Vec<Vec<(Vec<String>, Vec<String>)>>,
    has_documents: bool,
    words: Vec<String>,
    tags: Vec<String>,
    /// What is wrong with the sentence that is being read, and on which line.
    wrong: Option<(u64, String)>,
}

impl Columns {
    fn take(&mut self, line: Result<&str, String>, lines: &mut Lines) {
        let line = match line {
            Ok(line) => line.trim_end_matches(['\r', '\n']),
            Err(why) => return self.wrong_at(lines.number, why),
        };
        if line.trim().is_empty() {
            return self.end(lines);
        }
        let cells: Vec<&str> =
            if self.has_tabs { line.split('\t').map(str::trim).collect() } else { line.split_whitespace().collect() };
        if cells.first() == Some(&"-DOCSTART-") {
            self.end(lines);
            self.has_documents = true;
            self.documents.push(Vec::new());
            return;
        }
        // Notes stand before a sentence.
        if self.words.is_empty() && is_note(line) {
            return;
        }
        let wanted = *self.cells.get_or_insert(cells.len());
        if cells.len() != wanted || wanted < 2 {
            let wanted = wanted.max(2);
            return self.wrong_at(lines.number, format!("{} columns where {wanted} are wanted", cells.len()));
        }
        let (Some(word), Some(tag)) = (cells.first(), cells.last()) else { return };
        match lettered(tag) {
            None if *tag != "O" => {
                let shown: String = tag.chars().take(40).collect();
                self.wrong_at(lines.number, format!("{shown:?} is no tag (O, or B-KIND, I-KIND, E-KIND, S-KIND)"));
            }
            // A gap is no word.
            None if word.is_empty() => {}
            _ if word.is_empty() => self.wrong_at(lines.number, "a tag without a word".to_owned()),
            _ => {
                self.words.push((*word).to_owned());
                self.tags.push((*tag).to_owned());
            }
        }
    }

    fn wrong_at(&mut self, line: u64, why: String) {
        self.wrong.get_or_insert((line, why));
    }

    /// A sentence is over.
    fn end(&mut self, lines: &mut Lines) {
        let (words, tags) = (std::mem::take(&mut self.words), std::mem::take(&mut self.tags));
        if let Some((line, why)) = self.wrong.take() {
            return lines.bad_at(line, why);
        }
        if words.is_empty() {
            return;
        }
        match self.documents.last_mut().filter(|_| self.has_documents) {
            Some(document) => document.push((words, tags)),
            None => self.documents.push(vec![(words, tags)]),
        }
    }

    fn finish(mut self, lines: &mut Lines) -> TaggedTexts {
        self.end(lines);
        let tags: Vec<Vec<&str>> =
            self.documents.iter().flatten().map(|(_, tags)| tags.iter().map(String::as_str).collect()).collect();
        let scheme = Scheme::of(&tags);
        let sentence = |(words, tags): (Vec<String>, Vec<String>)| {
            let tags = any_scheme(&tags, scheme);
            Sentence { words, tags }
        };
        let documents: Vec<Document> =
            self.documents.into_iter().map(|document| document.into_iter().map(sentence).collect()).collect();
        let words = documents.iter().flatten().flat_map(|sentence| &sentence.words).map(String::as_str);
        let splitting = Splitting::of_words(words);
        let parted = if self.has_tabs { "tabs" } else { "blanks" };
        let read_as = format!("{} columns parted by {parted}, tags of {}", self.cells.unwrap_or(0), scheme.name());
        TaggedTexts { documents, splitting, read_as, ..TaggedTexts::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<TaggedTexts, TagsFault> {
        TaggedTexts::read(text.as_bytes())
    }

    #[test]
    fn columns_of_all_schemes_are_read() {
        let found = read("-DOCSTART- -X- O\n\nEU NNP I-ORG\nrejects VBZ O\n\nBonn NNP I-LOC\n").unwrap();
        assert_eq!((found.documents.len(), found.documents[0].len()), (1, 2));
        assert_eq!(found.documents[0][0].tags, ["B-ORG", "O"]);
        assert!(found.read_as.contains("3 columns parted by blanks, tags of IOB1"), "{}", found.read_as);
        let found = read("# a note of this file\nAnna\tB-PER\r\nSmith\tE-PER\r\n\r\nIBM\tS-ORG\r\n\tO\r\n").unwrap();
        assert_eq!(
            (found.documents.len(), &found.documents[0][0].tags[..]),
            (2, &["B-PER".to_owned(), "I-PER".to_owned()][..])
        );
        assert!(found.read_as.contains("BIOES"));
        let found = read("中 B-ORG\n国 I-ORG\n的 O\n").unwrap();
        assert_eq!((found.splitting, found.bad), (Splitting::Signs, 0));
    }

    #[test]
    fn lines_of_json_with_places_are_read() {
        let found =
            read("{\"text\": \"在北京\", \"label\": {\"LOC\": {\"北京\": [[1, 2]]}}}\n{\"text\": 5}\n").unwrap();
        assert_eq!((found.splitting, found.bad, found.told[0].line), (Splitting::Signs, 1, 2));
        assert_eq!(found.documents[0][0].tags, ["O", "B-LOC", "I-LOC"]);
        // A word may be a brace.
        assert_eq!(read("{ O\nBo B-PER\n").unwrap().documents[0][0].words, ["{", "Bo"]);
    }

    #[test]
    fn a_bad_line_costs_its_sentence() {
        let found = read("a O\nBo B-PER\n\nc O d\n\nDi B-PER\n").unwrap();
        assert_eq!((found.sentences(), found.bad), (2, 1));
        assert_eq!(found.told[0].to_string(), "line 4: 3 columns where 2 are wanted");
    }

    #[test]
    fn files_that_are_something_else_are_refused_with_what_is_wanted() {
        let why = |text: &str| read(text).unwrap_err().to_string();
        assert!(why("").contains("nothing in it"));
        assert!(why("text,label\na card,x\nb bank,y\n").contains("1 columns where 2"));
        assert!(why("a NN\nb NN\n").contains("\"NN\" is no tag"));
        assert!(why("a O\n\nb O\n").contains("all tags are O"));
        assert!(why("word\nword\n").contains("1 columns where 2"));
        assert!(why("PK\u{3}\u{4}\u{0}\u{0}\u{0}\u{0}").contains("no text"));
        let many: String = (0..300).map(|kind| format!("w B-K{kind}\n\n")).collect();
        assert!(why(&many).contains("kinds"));
        assert!(why("[{\"text\": \"a\"}]\n").contains("JSON"));
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_make_it_panic_and_tags_are_as_many_as_words(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            if let Ok(found) = TaggedTexts::read(bytes.as_slice()) {
                for sentence in found.documents.iter().flatten() {
                    proptest::prop_assert_eq!(sentence.words.len(), sentence.tags.len());
                }
            }
        }

        #[test]
        fn neither_do_lines_of_words_and_tags(text in "([a-c]{0,2}[ \t](O|B-X|I-X|E-Y|S|)[ \t]?\n?){0,12}") {
            if let Ok(found) = TaggedTexts::read(text.as_bytes()) {
                proptest::prop_assert!(found.sentences() > 0);
            }
        }
    }
}

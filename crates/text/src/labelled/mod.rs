//! Which texts are in this file, and which label has each? Any table (CSV, TSV, semicolons) or lines of JSON in, texts with labels out.
//!
//! ```text
//! bytes ──records.rs──> records with their lines ──layout.rs──> which cell is what ──> LabelledTexts
//!                          └─ bad ones are counted, with line and reason, and cost nothing but themselves
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | where does a record end, and what are its cells? | `records.rs` |
//! | is it a table or lines of JSON, and what parts the cells? | `format.rs` |
//! | which column is the text, which the label, is there a header? | `layout.rs` |
//! | is it text at all, and in which encoding? | `encoding.rs` |
//! | when did each text come, one after the other? | [`TimedTexts`], `timed.rs` |
//! | what is wrong with a file, what with a record? | `fault.rs` |
//!
//! The file is read as a stream: memory holds the texts that are kept and one record more.

mod encoding;
mod fault;
mod format;
mod layout;
mod records;
mod timed;

use std::collections::VecDeque;
use std::io::BufRead;

use rustc_hash::FxHashMap;

pub use fault::{BadRecord, Fault, Flaw};
pub use format::Format;
pub use layout::Asked;
pub use timed::{AskedTimed, TimedText, TimedTexts};

/// Parts of the reader for other kinds of files.
pub(crate) mod parts {
    pub(crate) use super::format::open;
    pub(crate) use super::records::{Cells, Record, Records};
}

use layout::{Layout, pick};
use records::{Record, Records};

/// How many records are looked at before it is said which column is what.
const LOOK_AHEAD: usize = 500;

/// How many bad records are told one by one.
const MOST_TOLD: usize = 20;

/// Bytes of all texts together at most: more does not fit beside what is learnt from them.
const MOST_BYTES: usize = 1 << 30;

/// Labels at most.
const MOST_LABELS: usize = 2_000;

/// Texts and their labels.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelledTexts {
    /// The texts.
    pub texts: Vec<String>,
    /// The place of each text's label in `labels`; empty when the file has no labels and none were asked for.
    pub class: Vec<u16>,
    /// The labels, in the order of their bytes.
    pub labels: Vec<String>,
    /// What was read, in words: the format and the columns.
    pub read_as: String,
    /// How many records were left out.
    pub bad: usize,
    /// The first of them.
    pub told: Vec<BadRecord>,
}

/// Whether a file must have labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Labels {
    /// Each text has one.
    Wanted,
    /// There are texts alone, or labels are not looked at.
    Ignored,
}

impl LabelledTexts {
    /// Reads texts and labels.
    ///
    /// # Errors
    /// When it is no text, no such file, or no record of it can be used; the error says where and what to do.
    pub fn read(input: impl BufRead, asked: &Asked, labels: Labels) -> Result<Self, Fault> {
        let (input, format) = format::open(input)?;
        let mut records = Records::new(input, format);
        let mut ahead = VecDeque::new();
        let mut found = Self::default();
        while ahead.len() < LOOK_AHEAD {
            match records.next() {
                None => break,
                Some(Ok(record)) => ahead.push_back(record),
                Some(Err(bad)) => found.left_out(bad)?,
            }
        }
        let start: &[Record] = ahead.make_contiguous();
        let Some(first) = start.first() else {
            return Err(if found.bad > 0 {
                Fault::NothingUsable { bad: found.bad, first: found.first_flaw() }
            } else {
                Fault::Empty
            });
        };
        let layout = Layout::find(first, start, asked, labels)?;
        found.read_as = format!("{}, {}", format.name(), layout.in_words());
        if layout.has_header {
            ahead.pop_front();
        }
        let mut known: FxHashMap<String, u16> = FxHashMap::default();
        let mut bytes = 0;
        let mut next = || ahead.pop_front().map(Ok).or_else(|| records.next());
        while let Some(record) = next() {
            match record.and_then(|record| found.take(&record, &layout, &mut known, labels)) {
                Ok(length) => bytes += length,
                Err(bad) => found.left_out(bad)?,
            }
            if bytes > MOST_BYTES {
                return Err(Fault::TooMuch { most_megabytes: MOST_BYTES >> 20 });
            }
            if known.len() > MOST_LABELS {
                return Err(Fault::TooManyLabels {
                    texts: found.texts.len(),
                    most: MOST_LABELS,
                    column: layout.label_in_words(),
                });
            }
        }
        if found.texts.is_empty() {
            return Err(if found.bad > 0 {
                Fault::NothingUsable { bad: found.bad, first: found.first_flaw() }
            } else {
                Fault::Empty
            });
        }
        found.sort_labels(known);
        Ok(found)
    }

    /// The place of a label.
    #[must_use]
    pub fn place_of(&self, label: &str) -> Option<usize> {
        self.labels.iter().position(|known| known == label)
    }

    /// The bad records in words, one line each; empty when there are none.
    #[must_use]
    pub fn bad_in_words(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.told.iter().map(ToString::to_string).collect();
        if self.bad > self.told.len() {
            lines.push(format!("and {} more", self.bad - self.told.len()));
        }
        lines
    }

    fn take(
        &mut self,
        record: &Record,
        layout: &Layout,
        known: &mut FxHashMap<String, u16>,
        labels: Labels,
    ) -> Result<usize, BadRecord> {
        let bad = |flaw| BadRecord { line: record.line, flaw };
        let text = pick(record, &layout.text).map_err(bad)?;
        if text.trim().is_empty() {
            return Err(bad(Flaw::NoText));
        }
        if text.contains('\0') {
            return Err(bad(Flaw::NulByte));
        }
        if labels == Labels::Wanted {
            let label = pick(record, &layout.label).map_err(bad)?;
            let label = label.trim();
            if label.is_empty() {
                return Err(bad(Flaw::NoLabel));
            }
            let next = u16::try_from(known.len()).unwrap_or(u16::MAX);
            let class = known.get(label).copied().unwrap_or_else(|| {
                known.insert(label.to_owned(), next);
                next
            });
            self.class.push(class);
        }
        let length = text.len();
        self.texts.push(text);
        Ok(length)
    }

    fn left_out(&mut self, bad: BadRecord) -> Result<(), Fault> {
        if let Flaw::Unreadable { why } = &bad.flaw {
            return Err(Fault::Unreadable { line: bad.line, why: why.clone() });
        }
        self.bad += 1;
        // Records that were looked at ahead are taken after bad ones behind them.
        let place = self.told.partition_point(|other| other.line <= bad.line);
        self.told.insert(place, bad);
        self.told.truncate(MOST_TOLD);
        Ok(())
    }

    fn first_flaw(&self) -> String {
        self.told.first().map(ToString::to_string).unwrap_or_default()
    }

    /// Labels in their order, whatever order they came in.
    fn sort_labels(&mut self, known: FxHashMap<String, u16>) {
        let mut sorted: Vec<(String, u16)> = known.into_iter().collect();
        sorted.sort_unstable();
        let mut place = vec![0; sorted.len()];
        for (new, (_, old)) in sorted.iter().enumerate() {
            place[usize::from(*old)] = u16::try_from(new).unwrap_or(u16::MAX);
        }
        self.class.iter_mut().for_each(|class| *class = place[usize::from(*class)]);
        self.labels = sorted.into_iter().map(|(label, _)| label).collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<LabelledTexts, Fault> {
        LabelledTexts::read(bytes, &Asked::default(), Labels::Wanted)
    }

    fn pairs(bytes: &[u8]) -> Vec<(String, String)> {
        let found = read(bytes).unwrap();
        found
            .texts
            .iter()
            .zip(&found.class)
            .map(|(text, class)| (text.clone(), found.labels[usize::from(*class)].clone()))
            .collect()
    }

    fn pair(text: &str, label: &str) -> (String, String) {
        (text.to_owned(), label.to_owned())
    }

    #[test]
    fn tables_and_lines_of_json_give_the_same_texts() {
        let expected = [pair("Is it, \"now\", here?", "b"), pair("我的卡\n在哪", "a")];
        for file in [
            &b"text,category\n\"Is it, \"\"now\"\", here?\",b\n\"\xe6\x88\x91\xe7\x9a\x84\xe5\x8d\xa1\n\xe5\x9c\xa8\xe5\x93\xaa\",a\n"[..],
            b"\xef\xbb\xbfid;Label;Sentence\r\n1;b;\"Is it, \"\"now\"\", here?\"\r\n\r\n2;a;\"\xe6\x88\x91\xe7\x9a\x84\xe5\x8d\xa1\n\xe5\x9c\xa8\xe5\x93\xaa\"",
            "{\"label\":\"b\",\"text\":\"Is it, \\\"now\\\", here?\",\"id\":3}\n\n{\"text\":\"我的卡\\n在哪\",\"label\":\"a\"}".as_bytes(),
        ] {
            assert_eq!(pairs(file), expected, "{}", String::from_utf8_lossy(file));
        }
    }

    #[test]
    fn a_bad_record_costs_that_record_and_is_told_with_its_line() {
        let long = "x".repeat(10_000_000);
        let file = [
            b"text,label\nok,a\n,a\nno label, \nonly one\nbroken \xff,a\nnul\0,b\n".as_slice(),
            format!("{long},a\n\"opened,b\nfine,b\n").as_bytes(),
        ]
        .concat();
        let found = read(&file).unwrap();
        assert_eq!(found.texts, ["ok", "fine"]);
        let told: Vec<(u64, &Flaw)> = found.told.iter().map(|bad| (bad.line, &bad.flaw)).collect();
        assert_eq!(
            told,
            [
                (3, &Flaw::NoText),
                (4, &Flaw::NoLabel),
                (5, &Flaw::TooFewCells { cells: 1, wanted: 2 }),
                (6, &Flaw::NotUtf8),
                (7, &Flaw::NulByte),
                (8, &Flaw::TooLong { most: records::LONGEST }),
                (9, &Flaw::OpenQuote),
            ]
        );
        assert_eq!((found.bad, found.bad_in_words().len()), (7, 7));
    }

    #[test]
    fn labels_are_in_their_order_and_numbers_and_truths_are_labels_too() {
        let found = read(b"{\"label\":9,\"sentence\":\"x\"}\n{\"label\":true,\"sentence\":\"y\"}\n{\"label\":\"10\",\"sentence\":\"z\"}\n{\"label\":null,\"sentence\":\"z\"}\nno\n").unwrap();
        assert_eq!(
            (found.labels, found.class, found.bad),
            (["10", "9", "true"].map(str::to_owned).to_vec(), vec![1, 2, 0], 2)
        );
    }

    #[test]
    fn files_without_anything_usable_are_refused_in_words() {
        for (file, word) in [
            (&b""[..], "nothing"),
            (b"\n\n\n", "nothing"),
            (b"text,label\n", "nothing"),
            (b"text,label\n,\n,\n", "line 2"),
            (b"\xff\xfet\0e\0x\0t\0", "UTF-16"),
            (b"[{\"text\":\"a\"}]", "one object"),
            (b"\x00\x01\x02\x03", "no text"),
            (b"PK\x03\x04\0\0\0\0", "no text"),
        ] {
            let fault = read(file).unwrap_err().to_string();
            assert!(fault.contains(word), "{fault}");
        }
        let ids: String = (0..2_010).map(|id| format!("text {id},{id}\n")).collect();
        let fault = read(format!("text,label\n{ids}").as_bytes()).unwrap_err().to_string();
        assert!(fault.contains("2000 different labels") && fault.contains("--label-column"), "{fault}");
    }

    #[test]
    fn texts_alone_are_read_when_labels_are_not_wanted() {
        let read = |file: &[u8]| LabelledTexts::read(file, &Asked::default(), Labels::Ignored).unwrap().texts;
        assert_eq!(read(b"text,label\na,\nb,x\n"), ["a", "b"]);
        assert_eq!(read(b"{\"text\":\"a\"}\n"), ["a"]);
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), head in 0_usize..4) {
            let heads: [&[u8]; 4] = [b"", b"text,label\n", b"{\"text\":\"a\",\"label\":1}\n", b"a\tb\n"];
            let _ = read(&[heads[head], &bytes].concat());
        }
    }
}

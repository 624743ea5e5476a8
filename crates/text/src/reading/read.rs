//! Which texts with which interest are in this file? Any table (CSV, TSV, semicolons) or lines of JSON in, texts out; bad records are counted, with line and reason.
//!
//! Where nothing says how interesting texts were, all were: it is a list of what was read.

use std::io::BufRead;

use attentive_types::Timestamp;
use thiserror::Error;

use super::ReadText;
use crate::labelled::{AskedTimed, BadRecord, Fault, Flaw, TimedText, TimedTexts};

/// What says that a text was interesting; in the order of their bytes.
const YES: [&str; 14] = [
    "interested",
    "interesting",
    "like",
    "liked",
    "read",
    "t",
    "true",
    "y",
    "yes",
    "喜欢",
    "感兴趣",
    "已读",
    "是",
    "有",
];
/// What says that it was not.
const NO: [&str; 16] = [
    "dislike",
    "disliked",
    "f",
    "false",
    "ignored",
    "n",
    "no",
    "not interested",
    "skip",
    "skipped",
    "uninteresting",
    "不喜欢",
    "不感兴趣",
    "否",
    "忽略",
    "跳过",
];

/// How many bad records are told one by one.
const MOST_TOLD: usize = 20;
/// Texts at most.
const MOST_TEXTS: usize = 200_000;
/// Bytes of all texts together at most.
const MOST_BYTES: usize = 256 << 20;
/// A number of this size or more is in milliseconds: as seconds it would lie after the year 5000.
const MILLIS_FROM: f64 = 1e11;

/// Which columns are asked for, by name or by number from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedHistory {
    /// The text: one or several, in their order.
    pub text: Vec<String>,
    /// How interesting it was.
    pub interest: Option<String>,
    /// When it was read.
    pub time: Option<String>,
}

/// What was read of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadHistory {
    /// The texts.
    pub reads: Vec<ReadText>,
    /// What was read as what, in words.
    pub read_as: String,
    /// Whether texts say how interesting they were.
    pub has_interest: bool,
    /// How many records were left out.
    pub bad: usize,
    /// The first of them, in words.
    pub told: Vec<String>,
}

/// Why a file is no history.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum HistoryFault {
    /// As for any file of texts.
    #[error(transparent)]
    File(#[from] Fault),
    /// More than can be learnt from.
    #[error(
        "it holds more than {MOST_TEXTS} texts or 256 MB; take the newest, such as with: tail -n 100000 FILE > NEW"
    )]
    TooMuch,
}

impl ReadHistory {
    /// Reads what was read, with how interesting it was and when, where that is said.
    ///
    /// # Errors
    /// When it is no such file, or no record of it can be used; the error says where and what to do.
    pub fn read(input: impl BufRead, asked: &AskedHistory) -> Result<Self, HistoryFault> {
        let (text, time, interest) = (asked.text.clone(), asked.time.clone(), asked.interest.clone());
        let texts = TimedTexts::open(input, &AskedTimed { text, time, interest, topic: None })?;
        let (has_interest, has_times) = (texts.has_interest(), texts.has_times());
        let mut found = Self { read_as: texts.in_words(), has_interest, ..Self::default() };
        let mut bytes = 0;
        for text in texts {
            match text.and_then(|text| read_text(text, has_interest, has_times)) {
                Err(bad) => found.left_out(&bad)?,
                Ok(read) => {
                    bytes += read.text.len();
                    found.reads.push(read);
                }
            }
            if found.reads.len() > MOST_TEXTS || bytes > MOST_BYTES {
                return Err(HistoryFault::TooMuch);
            }
        }
        match (found.reads.is_empty(), found.told.first()) {
            (false, _) => Ok(found),
            (true, None) => Err(Fault::Empty.into()),
            (true, Some(first)) => Err(Fault::NothingUsable { bad: found.bad, first: first.clone() }.into()),
        }
    }

    fn left_out(&mut self, bad: &BadRecord) -> Result<(), Fault> {
        if let Flaw::Unreadable { why } = &bad.flaw {
            return Err(Fault::Unreadable { line: bad.line, why: why.clone() });
        }
        self.bad += 1;
        if self.told.len() < MOST_TOLD {
            self.told.push(bad.to_string());
        }
        Ok(())
    }
}

fn read_text(text: TimedText, has_interest: bool, has_times: bool) -> Result<ReadText, BadRecord> {
    let bad = |flaw| BadRecord { line: text.line, flaw };
    let interest = if has_interest {
        text.interest.as_deref().and_then(interest_of).ok_or_else(|| bad(Flaw::NoInterest))?
    } else {
        1.0
    };
    let at = match (has_times, &text.time) {
        (true, time) => Some(time.as_deref().and_then(moment_of).ok_or_else(|| bad(Flaw::NoTime))?),
        (false, _) => None,
    };
    Ok(ReadText { text: text.text, interest, at })
}

/// Interest as files and people write it.
fn interest_of(said: &str) -> Option<f32> {
    let said = said.to_lowercase();
    if YES.contains(&said.as_str()) {
        return Some(1.0);
    }
    if NO.contains(&said.as_str()) {
        return Some(0.0);
    }
    said.parse::<f32>().ok().filter(|number| (0.0..=1.0).contains(number))
}

/// A moment as files write it: RFC 3339, the same without an offset (UTC), a day, seconds or milliseconds since 1970.
fn moment_of(said: &str) -> Option<Timestamp> {
    if let Ok(number) = said.parse::<f64>() {
        return Timestamp::from_unix_seconds(if number.abs() >= MILLIS_FROM { number / 1_000.0 } else { number });
    }
    Timestamp::parse_or_utc(said).or_else(|_| Timestamp::parse(&format!("{said}T00:00:00Z"))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> Result<ReadHistory, HistoryFault> {
        ReadHistory::read(file.as_bytes(), &AskedHistory::default())
    }

    #[test]
    fn tables_and_lines_of_json_give_the_same_history() {
        let expected = [("Rivers, rising", 1.0, 86_400), ("Card fees", 0.0, 172_800), ("So so", 0.25, 0)].map(
            |(text, interest, at)| ReadText {
                text: text.to_owned(),
                interest,
                at: Timestamp::from_unix_seconds(f64::from(at)),
            },
        );
        for file in [
            "text,interest,time\n\"Rivers, rising\",yes,1970-01-02T00:00:00Z\nCard fees,skipped,1970-01-03\nSo so,0.25,0\n",
            "\u{feff}date;title;liked\n86400;Rivers, rising;TRUE\n1970-01-03 00:00:00;Card fees;0\n0;So so;0.25\n",
            "{\"text\":\"Rivers, rising\",\"interest\":true,\"time\":86400}\n{\"text\":\"Card fees\",\"interest\":\"no\",\"time\":\"1970-01-03\"}\n{\"text\":\"So so\",\"interest\":0.25,\"time\":0}\n",
        ] {
            let found = read(file).unwrap();
            assert_eq!((found.reads.as_slice(), found.has_interest, found.bad), (&expected[..], true, 0), "{file}");
        }
        assert_eq!(read("文本,感兴趣\n河水上涨,是\n卡费,否\n").unwrap().reads[1].interest, 0.0);
    }

    #[test]
    fn without_a_column_for_it_all_was_interesting() {
        for file in ["Rivers, rising\nFloods\n", "title\nRivers\nFloods\n"] {
            let found = read(file).unwrap();
            assert!(
                !found.has_interest && found.reads.iter().all(|read| read.interest == 1.0 && read.at.is_none()),
                "{file}"
            );
        }
    }

    #[test]
    fn a_bad_record_costs_that_record_and_is_told_with_its_line() {
        let found =
            read("text,interest,time\nok,yes,1\nmaybe,perhaps,1\nfive,5,1\nwhen,no,noon\n,yes,1\nblank,,1\nfine,0,2\n")
                .unwrap();
        assert_eq!((found.reads.len(), found.bad), (2, 5));
        let lines = [(3, "from 0 to 1"), (4, "from 0 to 1"), (5, "no moment"), (6, "no text"), (7, "from 0 to 1")];
        for (told, (line, words)) in found.told.iter().zip(lines) {
            assert!(told.starts_with(&format!("line {line}: ")) && told.contains(words), "{told}");
        }
    }

    #[test]
    fn files_that_are_none_are_refused_in_words_and_columns_can_be_named() {
        for (file, word) in [
            ("", "nothing in it"),
            ("text,interest\na,perhaps\n", "line 2"),
            ("interest,a,b\n1,x,y\n", "--text-column"),
        ] {
            let fault = read(file).unwrap_err().to_string();
            assert!(fault.contains(word), "{file:?}: {fault}");
        }
        let asked = AskedHistory { text: vec!["b".into()], interest: Some("a".into()), time: None };
        let found = ReadHistory::read("a,b\nno,x y\n".as_bytes(), &asked).unwrap();
        assert_eq!((found.reads[0].text.as_str(), found.reads[0].interest), ("x y", 0.0));
        let asked = AskedHistory { interest: Some("mood".into()), ..asked };
        assert!(
            ReadHistory::read("a,b\nno,x\n".as_bytes(), &asked).unwrap_err().to_string().contains("no column \"mood\"")
        );
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), head in 0_usize..2) {
            let heads: [&[u8]; 2] = [b"", b"text,interest,time\n"];
            let _ = ReadHistory::read([heads[head], &bytes].concat().as_slice(), &AskedHistory::default());
        }
    }
}

//! Which questions and answers are in this file? Any table (CSV, TSV, semicolons) or lines of JSON in, entries out; bad records are counted, with line and reason.

use std::io::BufRead;

use serde_json::Value;
use thiserror::Error;

use super::{Entry, Faq, MOST_ENTRIES};
use crate::labelled::parts::{Cells, Record, Records, open};
use crate::labelled::{BadRecord, Fault, Flaw};

/// Names of columns that hold the question, the likeliest first.
const QUESTIONS: [&str; 9] = ["question", "questions", "query", "q", "message", "问题", "提问", "标准问", "问"];
/// Names of columns that hold the answer.
const ANSWERS: [&str; 10] = ["answer", "answers", "reply", "response", "a", "solution", "答案", "回答", "回复", "答"];
/// Names of columns that hold the class.
const CLASSES: [&str; 10] = ["class", "category", "intent", "label", "topic", "tag", "section", "类别", "分类", "标签"];

/// How many bad records are told one by one.
const MOST_TOLD: usize = 20;
/// Bytes of all texts together at most.
const MOST_BYTES: usize = 256 << 20;

/// Which columns are asked for, by name or by number from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedColumns {
    /// The question.
    pub question: Option<String>,
    /// The answer.
    pub answer: Option<String>,
    /// The class.
    pub class: Option<String>,
}

/// What was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadFaq {
    /// The questions and answers.
    pub faq: Faq,
    /// What was read as what, in words.
    pub read_as: String,
    /// Records that said once more what one before had said.
    pub repeated: usize,
    /// How many records were left out.
    pub bad: usize,
    /// The first of them, in words.
    pub told: Vec<String>,
}

/// Why a file is no FAQ.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum FaqFault {
    /// As for any file of texts.
    #[error(transparent)]
    File(#[from] Fault),
    /// No column for the question or the answer.
    #[error(
        "it is not clear which column is the {what}; the columns are {columns}; name it with --{what}-column NAME (or its number, from 1)"
    )]
    WhichColumn {
        /// `question` or `answer`.
        what: &'static str,
        /// The names, or the cells of the first line.
        columns: String,
    },
    /// The same column for two things.
    #[error("the column {column:?} cannot be the {one} and the {other} at once")]
    SameColumn {
        /// The column.
        column: String,
        /// What it was asked to be.
        one: &'static str,
        /// What it was asked to be, too.
        other: &'static str,
    },
    /// More than can be answered from.
    #[error("it holds more than {MOST_ENTRIES} questions or 256 MB of text; part it into several FAQs")]
    TooMuch,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
struct Column {
    name: String,
    /// From 0; not looked at where records have keys.
    place: usize,
}

/// Which column is what.
#[derive(Debug)]
struct Columns {
    question: Column,
    answer: Column,
    class: Option<Column>,
    has_header: bool,
}

impl ReadFaq {
    /// Reads questions and answers.
    ///
    /// # Errors
    /// When it is no such file, or no record of it can be used; the error says where and what to do.
    pub fn read(input: impl BufRead, asked: &AskedColumns) -> Result<Self, FaqFault> {
        let (input, format) = open(input)?;
        let mut records = Records::new(input, format);
        let mut found = Self::default();
        let first = loop {
            match records.next() {
                None => return Err(found.nothing().into()),
                Some(Err(bad)) => found.left_out(&bad)?,
                Some(Ok(record)) => break record,
            }
        };
        let columns = Columns::find(&first, asked)?;
        let mut ahead = (!columns.has_header).then_some(Ok(first));
        let mut entries = Vec::new();
        let mut bytes = 0;
        while let Some(record) = ahead.take().or_else(|| records.next()) {
            match record.and_then(|record| entry(&record, &columns)) {
                Err(bad) => found.left_out(&bad)?,
                Ok(entry) => {
                    bytes += entry.question.len() + entry.answer.len();
                    entries.push(entry);
                }
            }
            if entries.len() > MOST_ENTRIES || bytes > MOST_BYTES {
                return Err(FaqFault::TooMuch);
            }
        }
        if entries.is_empty() {
            return Err(found.nothing().into());
        }
        let read = entries.len();
        found.faq = Faq::of(entries);
        found.repeated = read - found.faq.entries().len();
        found.read_as = format!("{}, {}", format.name(), columns.in_words());
        Ok(found)
    }

    fn nothing(&self) -> Fault {
        match self.told.first() {
            None => Fault::Empty,
            Some(first) => Fault::NothingUsable { bad: self.bad, first: first.clone() },
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

impl Columns {
    fn find(first: &Record, asked: &AskedColumns) -> Result<Self, FaqFault> {
        let names: Vec<String> = match &first.cells {
            Cells::ByKey(map) => map.keys().cloned().collect(),
            Cells::InOrder(cells) => cells.iter().map(|cell| cell.trim().to_owned()).collect(),
        };
        let known = |list: &[&str]| {
            let find = |wanted: &&str| names.iter().position(|name| name.to_lowercase() == *wanted);
            list.iter().find_map(find).map(|place| Column { name: names[place].clone(), place })
        };
        let wanted = [&asked.question, &asked.answer, &asked.class];
        let is_asked_by_name = wanted.into_iter().flatten().any(|asked| names.contains(asked));
        let is_header = is_asked_by_name || (known(&QUESTIONS).is_some() && known(&ANSWERS).is_some());
        let has_keys = matches!(first.cells, Cells::ByKey(_));
        let find = |asked: &Option<String>, list: &[&str]| match asked {
            Some(asked) => by_name(&names, asked, is_header || has_keys).map(Some),
            None => Ok(known(list).filter(|_| is_header || has_keys)),
        };
        let which = |what: &'static str| FaqFault::WhichColumn { what, columns: told(&names) };
        let question = find(&asked.question, &QUESTIONS)?.ok_or_else(|| which("question"))?;
        let answer = find(&asked.answer, &ANSWERS)?.ok_or_else(|| which("answer"))?;
        let class = find(&asked.class, &CLASSES)?;
        let same = |one: &'static str, other: &'static str, column: &Column| FaqFault::SameColumn {
            column: column.name.clone(),
            one,
            other,
        };
        if question == answer {
            return Err(same("question", "answer", &question));
        }
        match &class {
            Some(class) if asked.class.is_some() && *class == question => Err(same("class", "question", class)),
            Some(class) if asked.class.is_some() && *class == answer => Err(same("class", "answer", class)),
            _ => Ok(()),
        }?;
        let class = class.filter(|class| *class != question && *class != answer);
        Ok(Self { question, answer, class, has_header: is_header && !has_keys })
    }

    fn in_words(&self) -> String {
        let class = self.class.as_ref().map_or_else(String::new, |class| format!(", class {:?}", class.name));
        format!("question {:?}, answer {:?}{class}", self.question.name, self.answer.name)
    }
}

/// A column by its name, or by its number from 1.
fn by_name(names: &[String], asked: &str, has_names: bool) -> Result<Column, Fault> {
    let number = asked.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let place =
        names.iter().position(|name| has_names && name == asked).or(number.filter(|place| *place < names.len()));
    let column = |place: usize| Column {
        name: names.get(place).filter(|_| has_names).cloned().unwrap_or_else(|| (place + 1).to_string()),
        place,
    };
    place.map(column).ok_or_else(|| Fault::NoColumn { asked: asked.to_owned(), columns: told(names) })
}

/// At most ten names, each at most thirty letters long: the first line may be a text.
fn told(names: &[String]) -> String {
    let short = |name: &String| format!("{:?}", name.chars().take(30).collect::<String>());
    let listed: Vec<String> = names.iter().take(10).map(short).collect();
    format!("{}{}", listed.join(", "), if names.len() > 10 { ", ..." } else { "" })
}

fn entry(record: &Record, columns: &Columns) -> Result<Entry, BadRecord> {
    let bad = |flaw| BadRecord { line: record.line, flaw };
    let question = cell(record, &columns.question).map_err(bad)?;
    let answer = cell(record, &columns.answer).map_err(bad)?;
    if question.is_empty() {
        return Err(bad(Flaw::NoText));
    }
    if answer.is_empty() {
        return Err(bad(Flaw::NoAnswer));
    }
    // A record without a class is still an answer.
    let class = columns.class.as_ref().and_then(|column| cell(record, column).ok()).filter(|class| !class.is_empty());
    if [&question, &answer].into_iter().chain(&class).any(|text| text.contains('\0')) {
        return Err(bad(Flaw::NulByte));
    }
    Ok(Entry { question, answer, class })
}

fn cell(record: &Record, column: &Column) -> Result<String, Flaw> {
    let text = match &record.cells {
        Cells::InOrder(cells) => {
            let wanted = column.place + 1;
            cells.get(column.place).cloned().ok_or(Flaw::TooFewCells { cells: cells.len(), wanted })?
        }
        Cells::ByKey(map) => match map.get(&column.name) {
            Some(Value::String(text)) => text.clone(),
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
            _ => return Err(Flaw::NoKey { key: column.name.clone() }),
        },
    };
    Ok(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(file: &str) -> Result<ReadFaq, FaqFault> {
        ReadFaq::read(file.as_bytes(), &AskedColumns::default())
    }

    fn asked(question: &str, answer: &str, class: &str) -> AskedColumns {
        let some = |name: &str| Some(name.to_owned()).filter(|name| !name.is_empty());
        AskedColumns { question: some(question), answer: some(answer), class: some(class) }
    }

    #[test]
    fn tables_and_lines_of_json_give_the_same_entries() {
        let expected = Entry { question: "a, b?".into(), answer: "yes\nno".into(), class: Some("x".into()) };
        for file in [
            "Question,Answer,Class\n\"a, b?\",\"yes\nno\",x\n",
            "\u{feff}id;category;reply;query\n1;x;\"yes\nno\";a, b?\n",
            "{\"question\":\"a, b?\",\"answer\":\"yes\\nno\",\"intent\":\"x\"}\n",
        ] {
            let found = read(file).unwrap();
            assert_eq!(found.faq.entries(), std::slice::from_ref(&expected), "{file}");
        }
        assert_eq!(read("问题,答案\n卡丢了,请致电\n").unwrap().faq.entries()[0].answer, "请致电");
        let found = read("question,answer\na,b\na,b\n").unwrap();
        assert_eq!((found.repeated, found.read_as.as_str()), (1, "CSV, question \"question\", answer \"answer\""));
    }

    #[test]
    fn a_bad_record_costs_that_record_and_is_told_with_its_line() {
        let found =
            read("question,answer,class\nok,yes,x\n,yes,x\nno answer, ,x\nonly\nnul\0,b,x\nfine,yes,\n").unwrap();
        assert_eq!(found.faq.entries().len(), 2);
        assert_eq!(
            found.told,
            ["line 3: no text", "line 4: no answer", "line 5: 1 cells where 2 are wanted", "line 6: a NUL byte"]
        );
        assert_eq!(found.faq.entries()[1].class, None);
    }

    #[test]
    fn files_that_are_none_are_refused_in_words() {
        for (file, word) in [
            ("", "nothing"),
            ("question,answer\n", "nothing"),
            ("question,answer\n,\n", "line 2"),
            ("title,body\na,b\n", "--question-column"),
            ("question,body\na,b\n", "--question-column"),
            ("[{\"question\":\"a\"}]", "one object"),
            ("{\"question\":\"a\"}\n", "--answer-column"),
        ] {
            let fault = read(file).unwrap_err().to_string();
            assert!(fault.contains(word), "{file:?}: {fault}");
        }
    }

    #[test]
    fn columns_are_taken_as_asked_for() {
        let file = "title,body,kind\na,b,c\n";
        let found = ReadFaq::read(file.as_bytes(), &asked("title", "body", "kind")).unwrap();
        assert_eq!(found.faq.entries()[0].class.as_deref(), Some("c"));
        let found = ReadFaq::read("a?,b\nc?,d\n".as_bytes(), &asked("1", "2", "")).unwrap();
        assert_eq!((found.faq.entries().len(), found.read_as.as_str()), (2, "CSV, question \"1\", answer \"2\""));
        let fault = ReadFaq::read(file.as_bytes(), &asked("title", "words", "")).unwrap_err().to_string();
        assert!(fault.contains("no column \"words\"") && fault.contains("\"kind\""), "{fault}");
        let fault = ReadFaq::read(file.as_bytes(), &asked("title", "title", "")).unwrap_err().to_string();
        assert!(fault.contains("at once"), "{fault}");
    }

    proptest::proptest! {
        #[test]
        fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200), head in 0_usize..3) {
            let heads: [&[u8]; 3] = [b"", b"question,answer\n", b"{\"question\":\"a\",\"answer\":1}\n"];
            let _ = ReadFaq::read([heads[head], &bytes].concat().as_slice(), &AskedColumns::default());
        }
    }
}

//! Texts one after the other, each with when it came and what it is about where that is known: from a file, or from a source that goes on.
//!
//! Nothing waits for more than the first line: what a source has written is taken as soon as its line ends.

use std::io::BufRead;

use super::layout::{Column, Layout, by_name, is_header, known, pick, told};
use super::records::{Cells, Record, Records};
use super::{Asked, BadRecord, Fault, Flaw, Format, encoding};

/// Names of columns that hold the time, the likeliest first.
const TIMES: [&str; 13] = [
    "time",
    "timestamp",
    "datetime",
    "date",
    "created_at",
    "published_at",
    "published",
    "created",
    "when",
    "ts",
    "时间",
    "日期",
    "发布时间",
];
/// Names of columns that hold the topic, the likeliest first.
const TOPICS: [&str; 8] = ["topic", "category", "section", "channel", "product", "主题", "类别", "栏目"];
/// Names of columns that hold how interesting a text was.
const INTERESTS: [&str; 12] = [
    "interest",
    "interesting",
    "is_interesting",
    "liked",
    "like",
    "read",
    "relevant",
    "rating",
    "感兴趣",
    "兴趣",
    "喜欢",
    "已读",
];

/// Which columns are asked for: names, or numbers from 1.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedTimed {
    /// The text: one or several, in their order.
    pub text: Vec<String>,
    /// The time.
    pub time: Option<String>,
    /// The topic.
    pub topic: Option<String>,
    /// How interesting a text was.
    pub interest: Option<String>,
}

/// A text with when it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimedText {
    /// The line that it stands on, from 1.
    pub line: u64,
    /// The text; not blank.
    pub text: String,
    /// When it came, as it stands there; `None` where that is not said.
    pub time: Option<String>,
    /// What it is about; `None` where that is not said.
    pub topic: Option<String>,
    /// How interesting it was, as it stands there; `None` where that is not said.
    pub interest: Option<String>,
}

/// Texts one after the other.
pub struct TimedTexts<R> {
    records: Records<R>,
    text: Vec<Column>,
    time: Vec<Column>,
    topic: Vec<Column>,
    interest: Vec<Column>,
    format: Format,
}

impl<R: BufRead> TimedTexts<R> {
    /// Tells the columns from the first line. A source whose first line is neither JSON nor a header has a text on each line.
    ///
    /// # Errors
    /// When it is empty or no text, or a column is lacking.
    pub fn open(mut input: R, asked: &AskedTimed) -> Result<Self, Fault> {
        let unreadable = |error: std::io::Error| Fault::Unreadable { line: 0, why: error.to_string() };
        if input.fill_buf().map_err(unreadable)?.starts_with(b"\xef\xbb\xbf") {
            input.consume(3);
        }
        let start = input.fill_buf().map_err(unreadable)?;
        encoding::check(start)?;
        let format = Format::of(start)?;
        let first = first_of(start, format)?;
        let names: Vec<String> = match &first.cells {
            Cells::ByKey(map) => map.keys().cloned().collect(),
            Cells::InOrder(cells) => cells.iter().map(|cell| cell.trim().to_owned()).collect(),
        };
        let is_json = format == Format::JsonLines;
        let as_labelled = Asked { text: asked.text.clone(), label: asked.time.clone().or_else(|| asked.topic.clone()) };
        let is_known = |list: &[&str]| names.len() > 1 && known(&names, list).is_some();
        let is_asked = |asked: &Option<String>| asked.as_ref().is_some_and(|asked| names.contains(asked));
        let is_header = !is_json
            && (is_header(&names, &as_labelled)
                || is_known(&TIMES)
                || is_known(&INTERESTS)
                || is_asked(&asked.interest));
        if !is_json && !is_header && *asked == AskedTimed::default() {
            let records = Records::new(input, Format::Lines);
            let (time, topic, interest) = (Vec::new(), Vec::new(), Vec::new());
            return Ok(Self { records, text: vec![Column::whole()], time, topic, interest, format: Format::Lines });
        }
        let numbered: Vec<String> = (1..=names.len()).map(|number| number.to_string()).collect();
        let names = if is_json || is_header { names } else { numbered };
        let find = |asked: &Option<String>, list: &[&str]| match asked {
            Some(name) => by_name(&names, name).map(|column| vec![column]),
            None => Ok(known(&names, list).into_iter().collect::<Vec<Column>>()),
        };
        let (time, topic) = (find(&asked.time, &TIMES)?, find(&asked.topic, &TOPICS)?);
        let interest = find(&asked.interest, &INTERESTS)?;
        let text = if asked.text.is_empty() {
            Layout::texts(&names).ok_or_else(|| Fault::WhichColumn { what: "text", columns: told(&names) })?
        } else {
            asked.text.iter().map(|name| by_name(&names, name)).collect::<Result<_, _>>()?
        };
        let mut records = Records::new(input, format);
        if is_header {
            // It was looked at already.
            let _ = records.next();
        }
        Ok(Self { records, text, time, topic, interest, format })
    }

    /// Whether texts say when they came.
    #[must_use]
    pub fn has_times(&self) -> bool {
        !self.time.is_empty()
    }

    /// Whether texts say what they are about.
    #[must_use]
    pub fn has_topics(&self) -> bool {
        !self.topic.is_empty()
    }

    /// Whether texts say how interesting they were.
    #[must_use]
    pub fn has_interest(&self) -> bool {
        !self.interest.is_empty()
    }

    /// What is read as what.
    #[must_use]
    pub fn in_words(&self) -> String {
        let names = |columns: &[Column]| columns.iter().map(Column::name).collect::<Vec<_>>().join(" + ");
        let mut words = format!("{}, text {:?}", self.format.name(), names(&self.text));
        for (what, columns) in [("time", &self.time), ("topic", &self.topic), ("interest", &self.interest)] {
            if !columns.is_empty() {
                words.push_str(&format!(", {what} {:?}", names(columns)));
            }
        }
        words
    }

    fn text_of(&self, record: &Record) -> Result<TimedText, BadRecord> {
        let bad = |flaw| BadRecord { line: record.line, flaw };
        let text = pick(record, &self.text).map_err(bad)?;
        if text.trim().is_empty() {
            return Err(bad(Flaw::NoText));
        }
        if text.contains('\0') {
            return Err(bad(Flaw::NulByte));
        }
        let said = |columns: &[Column]| {
            let said = if columns.is_empty() { None } else { pick(record, columns).ok() };
            said.map(|said| said.trim().to_owned()).filter(|said| !said.is_empty())
        };
        let (time, topic, interest) = (said(&self.time), said(&self.topic), said(&self.interest));
        Ok(TimedText { line: record.line, text, time, topic, interest })
    }
}

impl<R: BufRead> Iterator for TimedTexts<R> {
    type Item = Result<TimedText, BadRecord>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = self.records.next()?;
        Some(record.and_then(|record| self.text_of(&record)))
    }
}

/// The first record of what was read so far that is one.
fn first_of(start: &[u8], format: Format) -> Result<Record, Fault> {
    let mut records = Records::new(start, format);
    let mut why: Option<BadRecord> = None;
    let mut bad = 0;
    loop {
        match records.next() {
            Some(Ok(record)) => return Ok(record),
            Some(Err(found)) => {
                bad += 1;
                why.get_or_insert(found);
            }
            None => break,
        }
    }
    Err(why.map_or(Fault::Empty, |why| Fault::NothingUsable { bad, first: why.to_string() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (String, Option<String>, Option<String>);

    fn read(file: &str, asked: &AskedTimed) -> Result<(Vec<Row>, String), Fault> {
        let texts = TimedTexts::open(file.as_bytes(), asked)?;
        let words = texts.in_words();
        Ok((texts.map_while(Result::ok).map(|text| (text.text, text.time, text.topic)).collect(), words))
    }

    fn row(text: &str, time: Option<&str>, topic: Option<&str>) -> Row {
        (text.to_owned(), time.map(str::to_owned), topic.map(str::to_owned))
    }

    #[test]
    fn tables_and_lines_of_json_say_when_and_about_what() {
        let expected =
            [row("Sales, down", Some("2026-11-24T09:30:00Z"), Some("shop")), row("all is well", Some("5"), None)];
        for file in [
            "time,text,topic\n2026-11-24T09:30:00Z,\"Sales, down\",shop\n5,all is well,\n",
            "\u{feff}Date;Headline;Category\n2026-11-24T09:30:00Z;Sales, down;shop\n5;all is well;\n",
            "{\"ts\":\"2026-11-24T09:30:00Z\",\"text\":\"Sales, down\",\"topic\":\"shop\"}\n{\"ts\":5,\"text\":\"all is well\"}\n",
        ] {
            let (found, words) = read(file, &AskedTimed::default()).unwrap();
            assert_eq!(found, expected, "{words}");
        }
    }

    #[test]
    fn a_source_that_names_nothing_has_a_text_on_each_line() {
        let (found, words) = read("Sales, down; again\nall is well\n", &AskedTimed::default()).unwrap();
        assert_eq!(found, [row("Sales, down; again", None, None), row("all is well", None, None)]);
        assert!(words.contains("lines"), "{words}");
    }

    #[test]
    fn columns_are_taken_by_number_and_lacking_ones_told() {
        let asked = AskedTimed { text: vec!["2".into()], time: Some("1".into()), ..AskedTimed::default() };
        let (found, _) = read("7,a text\n8,another\n", &asked).unwrap();
        assert_eq!(found, [row("a text", Some("7"), None), row("another", Some("8"), None)]);
        let asked = AskedTimed { text: vec!["mood".into()], ..AskedTimed::default() };
        assert!(read("time,text\n1,a\n", &asked).unwrap_err().to_string().contains("\"mood\""));
        assert_eq!(read("", &AskedTimed::default()).unwrap_err(), Fault::Empty);
        assert!(read("time,a,b\n1,2,3\n", &AskedTimed::default()).unwrap_err().to_string().contains("--text-column"));
    }

    #[test]
    fn bad_lines_cost_only_themselves() {
        let file =
            b"{\"text\":\"a\"}\nno json\n{\"text\":\" \"}\n{\"text\":\"\xff\"}\n{\"other\":1}\n{\"text\":\"b\"}\n";
        let texts: Vec<_> = TimedTexts::open(&file[..], &AskedTimed::default()).unwrap().collect();
        let good: Vec<u64> = texts.iter().flatten().map(|text| text.line).collect();
        assert_eq!((texts.len(), good), (6, vec![1, 6]));
    }
}

//! Which column is the text, which the label, and is there a header? By the names that people give them, or as asked.

use serde_json::Value;

use super::records::{Cells, Record};
use super::{Fault, Flaw, Labels};

/// Names of columns that hold the text, the likeliest first.
const TEXTS: [&str; 19] = [
    "text",
    "sentence",
    "utterance",
    "query",
    "question",
    "review",
    "message",
    "content",
    "comment",
    "tweet",
    "document",
    "description",
    "headline",
    "body",
    "title",
    "文本",
    "内容",
    "句子",
    "标题",
];
/// Names of columns that hold the label, the likeliest first.
const LABELS: [&str; 15] = [
    "label",
    "intent",
    "category",
    "class",
    "tag",
    "target",
    "sentiment",
    "topic",
    "type",
    "polarity",
    "label_text",
    "labels",
    "标签",
    "类别",
    "分类",
];

/// Below the names of a title and a body both are the text.
const BOTH: [&str; 2] = ["title", "body"];

/// Which columns are asked for: names, or numbers from 1; several for a text are joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The text: one or several, in their order.
    pub text: Vec<String>,
    /// The label.
    pub label: Option<String>,
}

/// Which cell is what.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    pub(super) text: Vec<Column>,
    /// One, or none when labels are not looked at.
    pub(super) label: Vec<Column>,
    pub(super) has_header: bool,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Column {
    name: String,
    /// From 0; not looked at where records have keys.
    place: usize,
}

impl Column {
    /// A line as a whole.
    pub(super) fn whole() -> Self {
        Self { name: "line".to_owned(), place: 0 }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }
}

/// The columns of a record, joined by a line end.
pub(super) fn pick(record: &Record, columns: &[Column]) -> Result<String, Flaw> {
    let mut joined = String::new();
    for (number, column) in columns.iter().enumerate() {
        if number > 0 {
            joined.push('\n');
        }
        match &record.cells {
            Cells::InOrder(cells) => {
                let wanted = column.place + 1;
                joined.push_str(cells.get(column.place).ok_or(Flaw::TooFewCells { cells: cells.len(), wanted })?);
            }
            Cells::ByKey(map) => match map.get(&column.name) {
                Some(Value::String(text)) => joined.push_str(text),
                Some(value @ (Value::Number(_) | Value::Bool(_))) => joined.push_str(&value.to_string()),
                // A missing title or body leaves the other.
                Some(Value::Null) | None if columns.len() > 1 => {}
                _ => return Err(Flaw::NoKey { key: column.name.clone() }),
            },
        }
    }
    Ok(joined)
}

impl Layout {
    /// Tells the columns from the first record and those that follow it.
    pub(super) fn find(first: &Record, start: &[Record], asked: &Asked, labels: Labels) -> Result<Self, Fault> {
        match &first.cells {
            Cells::ByKey(map) => {
                let names: Vec<String> = map.keys().cloned().collect();
                Ok(Self { has_header: false, ..Self::named(&names, asked, labels)? })
            }
            Cells::InOrder(cells) => {
                let names: Vec<String> = cells.iter().map(|cell| cell.trim().to_owned()).collect();
                if is_header(&names, asked) {
                    Self::named(&names, asked, labels)
                } else {
                    Self::unnamed(&names, start, asked, labels)
                }
            }
        }
    }

    fn named(names: &[String], asked: &Asked, labels: Labels) -> Result<Self, Fault> {
        let known = |list: &[&str]| known(names, list);
        let ask = |name: &String| by_name(names, name);
        let label = match (&asked.label, labels) {
            (_, Labels::Ignored) => known(&LABELS).into_iter().collect(),
            (Some(name), Labels::Wanted) => vec![ask(name)?],
            (None, Labels::Wanted) => {
                vec![known(&LABELS).or_else(|| rest(names, &known(&TEXTS))).ok_or_else(|| which("label", names))?]
            }
        };
        let text = if asked.text.is_empty() {
            let other = || rest(names, &label.first().cloned()).map(|column| vec![column]);
            Self::texts(names).or_else(other).ok_or_else(|| which("text", names))?
        } else {
            asked.text.iter().map(ask).collect::<Result<_, _>>()?
        };
        let label = if labels == Labels::Ignored { Vec::new() } else { label };
        Ok(Self { text, label, has_header: true })
    }

    /// The columns of the text by their names: one, or a title and a body.
    pub(super) fn texts(names: &[String]) -> Option<Vec<Column>> {
        let both: Vec<Column> = BOTH.iter().filter_map(|name| known(names, &[name])).collect();
        match known(names, &TEXTS[..13]) {
            Some(plain) => Some(vec![plain]),
            None if both.len() == 2 => Some(both),
            None => known(names, &TEXTS).map(|column| vec![column]),
        }
    }

    /// Without a header: two columns, of which the label has the fewer different values, or as asked by number.
    fn unnamed(first: &[String], start: &[Record], asked: &Asked, labels: Labels) -> Result<Self, Fault> {
        let names: Vec<String> = (1..=first.len()).map(|number| number.to_string()).collect();
        let ask = |name: &String| by_name(&names, name);
        let asked_text: Vec<Column> = asked.text.iter().map(ask).collect::<Result<_, _>>()?;
        let asked_label = asked.label.as_ref().map(ask).transpose()?;
        let kinds = |place: usize| {
            let mut values: Vec<&str> = start
                .iter()
                .filter_map(|record| if let Cells::InOrder(cells) = &record.cells { cells.get(place) } else { None })
                .map(|cell| cell.trim())
                .collect();
            let length: usize = values.iter().map(|value| value.len()).sum();
            values.sort_unstable();
            values.dedup();
            (values.len(), length)
        };
        let text = match (asked_text.is_empty(), &asked_label, names.len()) {
            (false, ..) => asked_text,
            (true, _, 1) => vec![column(&names, 0)],
            (true, Some(label), 2) => vec![column(&names, 1 - label.place)],
            (true, None, 2) => vec![column(&names, usize::from(kinds(1) > kinds(0)))],
            _ => return Err(which("text", first)),
        };
        let label = match (labels, asked_label, names.len()) {
            (Labels::Ignored, ..) => Vec::new(),
            (_, Some(label), _) => vec![label],
            (_, None, 2) if text.len() == 1 => vec![column(&names, 1 - text[0].place)],
            _ => return Err(which("label", first)),
        };
        let has_header = label.first().is_some_and(|label| looks_like_names(first, label.place, start));
        Ok(Self { text, label, has_header })
    }

    /// The columns in words.
    pub(super) fn in_words(&self) -> String {
        let text: Vec<&str> = self.text.iter().map(|column| column.name.as_str()).collect();
        // Where records have keys nobody misses a header.
        let is_numbered = self.text.iter().all(|column| column.name == (column.place + 1).to_string());
        let header = match (is_numbered, self.has_header) {
            (true, false) => "no header, columns by number: ",
            (true, true) => "first line taken for a header, columns by number: ",
            _ => "",
        };
        if self.label.is_empty() {
            return format!("{header}text {:?}", text.join(" + "));
        }
        format!("{header}text {:?}, label {}", text.join(" + "), self.label_in_words())
    }

    pub(super) fn label_in_words(&self) -> String {
        self.label.first().map(|column| format!("{:?}", column.name)).unwrap_or_default()
    }
}

/// Whether the first record names columns.
pub(super) fn is_header(names: &[String], asked: &Asked) -> bool {
    let is_known = |list: &[&str]| names.iter().any(|name| list.contains(&name.to_lowercase().as_str()));
    let is_asked = asked.text.iter().chain(&asked.label).any(|asked| names.contains(asked));
    // Two names, or one beside a single other column; a text alone may well be "text".
    is_asked
        || (is_known(&TEXTS) && is_known(&LABELS))
        || (names.len() <= 2 && (is_known(&TEXTS) || is_known(&LABELS[..3])))
}

/// Whether the first record, whose words are not known to be names of columns, is a header all the same: single words, above many records of few labels of which none
/// is called so.
fn looks_like_names(first: &[String], label: usize, start: &[Record]) -> bool {
    let is_name = |cell: &String| !cell.is_empty() && cell.len() <= 30 && !cell.contains(char::is_whitespace);
    let mut labels: Vec<&str> = start
        .iter()
        .skip(1)
        .filter_map(|record| if let Cells::InOrder(cells) = &record.cells { cells.get(label) } else { None })
        .map(|cell| cell.trim())
        .collect();
    let count = labels.len();
    labels.sort_unstable();
    labels.dedup();
    let is_new = first.get(label).is_some_and(|name| labels.binary_search(&name.as_str()).is_err());
    count >= 20 && labels.len() * 3 <= count && is_new && first.iter().all(is_name)
}

/// The other of two columns.
fn rest(names: &[String], taken: &Option<Column>) -> Option<Column> {
    let taken = taken.as_ref()?;
    (names.len() == 2).then(|| column(names, 1 - taken.place))
}

/// The column of the first of these names that there is, in whichever case.
pub(super) fn known(names: &[String], list: &[&str]) -> Option<Column> {
    let find = |wanted: &&str| names.iter().position(|name| name.to_lowercase() == *wanted);
    list.iter().find_map(find).map(|place| column(names, place))
}

fn column(names: &[String], place: usize) -> Column {
    Column { name: names.get(place).cloned().unwrap_or_default(), place }
}

pub(super) fn by_name(names: &[String], asked: &str) -> Result<Column, Fault> {
    let by_number =
        || asked.parse::<usize>().ok().and_then(|number| number.checked_sub(1)).filter(|place| *place < names.len());
    let place = names.iter().position(|name| name == asked).or_else(by_number);
    place
        .map(|place| column(names, place))
        .ok_or_else(|| Fault::NoColumn { asked: asked.to_owned(), columns: told(names) })
}

fn which(what: &'static str, names: &[String]) -> Fault {
    Fault::WhichColumn { what, columns: told(names) }
}

/// At most ten names, each at most thirty letters long: the first line may be a text.
pub(super) fn told(names: &[String]) -> String {
    let short = |name: &String| format!("{:?}", name.chars().take(30).collect::<String>());
    let listed: Vec<String> = names.iter().take(10).map(short).collect();
    format!("{}{}", listed.join(", "), if names.len() > 10 { ", ..." } else { "" })
}

#[cfg(test)]
mod tests {
    use super::super::LabelledTexts;
    use super::*;

    fn read(file: &str, text: &[&str], label: Option<&str>) -> Result<LabelledTexts, Fault> {
        let asked =
            Asked { text: text.iter().map(|name| (*name).to_owned()).collect(), label: label.map(str::to_owned) };
        LabelledTexts::read(file.as_bytes(), &asked, Labels::Wanted)
    }

    #[test]
    fn columns_are_found_by_their_names() {
        for (file, read_as) in [
            ("Sentence\tTag\na\tx\n", "TSV, text \"Sentence\", label \"Tag\""),
            ("label,review\n1,good\n", "CSV, text \"review\", label \"label\""),
            ("repo,created_at,label,title,body\nr,2,bug,t,b\n", "CSV, text \"title + body\", label \"label\""),
            ("wording,intent\na,x\n", "CSV, text \"wording\", label \"intent\""),
            ("{\"id\":1,\"label\":\"x\",\"sentence\":\"a\"}\n", "lines of JSON, text \"sentence\", label \"label\""),
        ] {
            assert_eq!(read(file, &[], None).unwrap().read_as, read_as);
        }
    }

    #[test]
    fn without_a_header_the_label_is_what_comes_again() {
        let found = read("where is my card,card\nis my card here,card\nsend money,pay\n", &[], None).unwrap();
        assert_eq!((found.texts.len(), found.labels), (3, vec!["card".to_owned(), "pay".to_owned()]));
        let found = read("8\tfirst title\n5\tsecond\n8\tthird\n", &[], None).unwrap();
        assert_eq!((found.texts[0].as_str(), found.labels.len()), ("first title", 2));
    }

    #[test]
    fn what_was_asked_for_goes_first_and_a_lacking_one_is_told() {
        let file = "text,label,mood\na,1,up\nb,2,down\n";
        assert_eq!(read(file, &[], Some("mood")).unwrap().labels, ["down", "up"]);
        assert_eq!(read(file, &["mood", "text"], None).unwrap().texts[0], "up\na");
        let fault = read(file, &["words"], None).unwrap_err().to_string();
        assert!(fault.contains("no column \"words\"") && fault.contains("\"mood\""), "{fault}");
        assert_eq!(read("a,b,x\nc,d,y\n", &["2"], Some("3")).unwrap().texts, ["b", "d"]);
        let fault = read("a,b,x\nc,d,y\n", &[], None).unwrap_err().to_string();
        assert!(fault.contains("--text-column"), "{fault}");
        assert!(read("a,b,x\n", &["4"], Some("3")).is_err());
    }

    #[test]
    fn a_header_of_unknown_words_is_known_by_what_stands_below() {
        let rows: String = (0..30).map(|row| format!("text number {row},{}\n", ["up", "down"][row % 2])).collect();
        let found = read(&format!("wording,mood\n{rows}"), &[], None).unwrap();
        assert_eq!((found.texts.len(), found.labels.len()), (30, 2), "{}", found.read_as);
        let found = read(&format!("again,up\n{rows}"), &[], None).unwrap();
        assert_eq!((found.texts.len(), found.labels.len()), (31, 2), "{}", found.read_as);
    }

    #[test]
    fn a_single_column_has_no_label() {
        let fault = read("just a text\nand another\n", &[], None).unwrap_err().to_string();
        assert!(fault.contains("which column is the label"), "{fault}");
    }
}

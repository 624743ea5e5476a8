//! What people said of recordings: `labels.csv` beside them.
//!
//! ```text
//! file,label,person,start_s,end_s
//! p01/drive.edf,drowsy,p01,0,600
//! ```
//!
//! `file` is a file or folder below the folder of the data. `person` may lack: then each recording is one person's own. `start_s` and `end_s` count seconds from the
//! recording's first sample, none of them below 0; where they lack, the label holds for all of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The columns that there may be.
const COLUMNS: [&str; 5] = ["file", "label", "person", "start_s", "end_s"];

/// The name of the file when none is told.
pub const NAME: &str = "labels.csv";

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    pub file: PathBuf,
    pub label: String,
    pub person: String,
    /// In seconds from the recording's first sample.
    pub from_s: f64,
    pub to_s: f64,
    /// The line that says so, from 1; `None` where a mark does.
    pub line: Option<u64>,
}

/// All lines, and whether people were named.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Labels {
    pub all: Vec<Label>,
    pub has_people: bool,
    /// What was left out, as sentences.
    pub said: Vec<String>,
}

impl Labels {
    /// Reads them from a folder of data.
    pub fn read(data: &Path) -> Result<Self, Failure> {
        let path = data.join(NAME);
        let bytes = std::fs::read(&path).map_err(|error| {
            Failure::input(format!(
                "could not read the labels: {error}: {} (a table with the columns file and label, and if you like person, start_s, end_s); where marks in the \
                 recordings begin the states, name them with --mark",
                path.display()
            ))
        })?;
        Self::parse(&bytes, data).map_err(|why| unusable(&why, &path))
    }

    /// Whether a folder of data has a table that names labels.
    pub fn are_told(data: &Path) -> bool {
        std::fs::read(data.join(NAME)).is_ok_and(|bytes| {
            let mut table = table_of(&bytes);
            table.headers().is_ok_and(|header| header.iter().any(|name| name.eq_ignore_ascii_case("label")))
        })
    }

    /// The recordings of a table that names no labels, and whose they are; `None` where there is no table.
    pub fn people(data: &Path) -> Result<Option<Vec<(PathBuf, String)>>, Failure> {
        let path = data.join(NAME);
        match std::fs::read(&path) {
            Ok(bytes) => Self::parse_people(&bytes, data).map(Some).map_err(|why| unusable(&why, &path)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unusable(&error.to_string(), &path)),
        }
    }

    fn parse_people(bytes: &[u8], data: &Path) -> Result<Vec<(PathBuf, String)>, String> {
        let mut table = table_of(bytes);
        let header = table.headers().map_err(|error| error.to_string())?.clone();
        refuse_twice(&header)?;
        let column = |name: &str| header.iter().position(|own| own.eq_ignore_ascii_case(name));
        let (Some(file), Some(person), 2) = (column("file"), column("person"), header.len()) else {
            return Err(format!(
                "line 1: where marks begin the states, it has the columns file and person alone; there are: {}",
                header.iter().collect::<Vec<_>>().join(", ")
            ));
        };
        let mut found: Vec<(PathBuf, String)> = Vec::new();
        for row in table.records() {
            let row = row.map_err(|error| error.to_string())?;
            let line = row.position().map_or(0, csv::Position::line);
            let [file, person] = [file, person].map(|column| row.get(column).unwrap_or_default());
            if file.is_empty() || person.is_empty() {
                return Err(format!("line {line}: the file or the person is empty"));
            }
            let path = recording(data, file).map_err(|why| format!("line {line}: {why}"))?;
            if found.iter().any(|(own, _)| *own == path) {
                return Err(format!("line {line}: the recording is there twice: {file}"));
            }
            found.push((path, person.to_owned()));
        }
        if found.is_empty() { Err("it has a header and no line".to_owned()) } else { Ok(found) }
    }

    fn parse(bytes: &[u8], data: &Path) -> Result<Self, String> {
        let mut table = table_of(bytes);
        let header = table.headers().map_err(|error| error.to_string())?.clone();
        refuse_twice(&header)?;
        let column = |name: &str| header.iter().position(|own| own.eq_ignore_ascii_case(name));
        let needed = |name: &str| {
            column(name).ok_or_else(|| {
                format!(
                    "line 1: the column {name:?} is lacking; there are: {}",
                    header.iter().collect::<Vec<_>>().join(", ")
                )
            })
        };
        let (file, label) = (needed("file")?, needed("label")?);
        let (person, start, end) = (column("person"), column("start_s"), column("end_s"));
        let is_known = |name: &&str| COLUMNS.iter().any(|known| known.eq_ignore_ascii_case(name));
        if let Some(unknown) = header.iter().find(|name| !is_known(name)) {
            return Err(format!("line 1: the column {unknown:?} is not known; the columns are {}", COLUMNS.join(", ")));
        }
        let mut labels = Self { has_people: person.is_some(), ..Self::default() };
        for row in table.records() {
            let row = row.map_err(|error| error.to_string())?;
            let line = row.position().map_or(0, csv::Position::line);
            let cell = |column: usize| row.get(column).unwrap_or_default();
            let seconds = |column: Option<usize>, otherwise: f64| match column.map(cell).filter(|text| !text.is_empty())
            {
                None => Ok(otherwise),
                Some(text) => text
                    .parse::<f64>()
                    .ok()
                    .filter(|value| value.is_finite())
                    .ok_or_else(|| format!("line {line}: expected seconds, found {text:?}")),
            };
            let (from_s, to_s) = (seconds(start, 0.0)?, seconds(end, f64::INFINITY)?);
            if from_s >= to_s {
                return Err(format!("line {line}: the label ends at {to_s} s, not after it begins at {from_s} s"));
            }
            if from_s < 0.0 {
                return Err(format!(
                    "line {line}: the label begins at {from_s} s, before the recording does; seconds count from its first sample"
                ));
            }
            if cell(file).is_empty() || cell(label).is_empty() || person.is_some_and(|column| cell(column).is_empty()) {
                return Err(format!("line {line}: the file, the label or the person is empty"));
            }
            let path = recording(data, cell(file)).map_err(|why| format!("line {line}: {why}"))?;
            let person = person.map_or_else(|| path.display().to_string(), |column| cell(column).to_owned());
            let own = Label { file: path, label: cell(label).to_owned(), person, from_s, to_s, line: Some(line) };
            labels.refuse_against(&own).map_err(|why| format!("line {line}: {why}"))?;
            labels.all.push(own);
        }
        if labels.all.is_empty() {
            return Err("it has a header and no line".to_owned());
        }
        Ok(labels)
    }

    /// Two lines may not say different things of one moment, nor of whose a recording is.
    fn refuse_against(&self, own: &Label) -> Result<(), String> {
        let Some(other) = self.all.iter().rev().find(|other| {
            let overlaps = other.from_s < own.to_s && own.from_s < other.to_s;
            other.file == own.file && (other.person != own.person || overlaps && other.label != own.label)
        }) else {
            return Ok(());
        };
        Err(if other.person == own.person {
            format!("{:?} overlaps with {:?} of the same recording", own.label, other.label)
        } else {
            format!("the recording is said to be of {:?} and of {:?}", own.person, other.person)
        })
    }

    /// The recordings, each once, in the order of their first line.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut seen = BTreeSet::new();
        self.all.iter().filter(|label| seen.insert(&label.file)).map(|label| label.file.clone()).collect()
    }

    /// The labels' names, in the order of the alphabet.
    pub fn names(&self) -> Vec<String> {
        let names: BTreeSet<&String> = self.all.iter().map(|label| &label.label).collect();
        names.into_iter().cloned().collect()
    }

    /// What was said of a stretch of a recording: the label and the person of the line that fills half of it or more.
    pub fn of(&self, file: &Path, from_s: f64, to_s: f64) -> Option<&Label> {
        self.all.iter().find(|label| label.file == file && label.fills(from_s, to_s))
    }
}

impl Label {
    /// Whether it fills half of a stretch of its recording or more.
    pub fn fills(&self, from_s: f64, to_s: f64) -> bool {
        self.to_s.min(to_s) - self.from_s.max(from_s) >= 0.5 * (to_s - from_s)
    }
}

fn table_of(bytes: &[u8]) -> csv::Reader<&[u8]> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes)
}

/// A column that is named twice would be read from the first of the two, whatever was meant.
fn refuse_twice(header: &csv::StringRecord) -> Result<(), String> {
    let mut names = header.iter().enumerate();
    let is_again = |(place, name): &(usize, &str)| header.iter().take(*place).any(|own| own.eq_ignore_ascii_case(name));
    names.find(is_again).map_or(Ok(()), |(_, name)| Err(format!("line 1: the column {name:?} is there twice")))
}

/// One recording is one, however its path is written.
fn recording(data: &Path, file: &str) -> Result<PathBuf, String> {
    let path = data.join(file);
    path.canonicalize().map_err(|_| format!("there is no such recording: {}", path.display()))
}

fn unusable(why: &str, path: &Path) -> Failure {
    Failure::input(format!("could not read the labels: {why}: {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_and_each_fault_says_its_line() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), "x").unwrap();
        let read = |text: &str| Labels::parse(text.as_bytes(), folder.path());
        let found = read("\u{feff}File, label, start_s, end_s\na.csv, calm, , 30\na.csv, busy, 30, 90\n").unwrap();
        assert!(!found.has_people && found.files().len() == 1 && found.names() == ["busy", "calm"]);
        let file = folder.path().join("a.csv").canonicalize().unwrap();
        let said = |from, to| found.of(&file, from, to).map(|label| label.label.as_str());
        assert_eq!((said(0.0, 30.0), said(20.0, 40.0), said(80.0, 110.0)), (Some("calm"), Some("calm"), None));
        for (text, why) in [
            ("file\na.csv\n", "the column \"label\" is lacking; there are: file"),
            ("file,label\nb.csv,calm\n", "line 2: there is no such recording"),
            ("file,label,start_s,end_s\na.csv,calm,x,1\n", "line 2: expected seconds, found \"x\""),
            ("file,label,start_s,end_s\na.csv,calm,5,1\n", "line 2: the label ends at 1 s"),
            (
                "file,label,start_s,end_s\na.csv,calm,-5,1\n",
                "line 2: the label begins at -5 s, before the recording does",
            ),
            ("file,label,Label\na.csv,calm,busy\n", "line 1: the column \"Label\" is there twice"),
            ("file,label\na.csv,\n", "line 2: the file, the label or the person is empty"),
            ("file,label\n", "a header and no line"),
            ("file,label,start\na.csv,calm,5\n", "the column \"start\" is not known"),
            ("file,label,person\na.csv,calm,\n", "line 2: the file, the label or the person is empty"),
            (
                "file,label,person\na.csv,calm,x\na.csv,calm,y\n",
                "line 3: the recording is said to be of \"y\" and of \"x\"",
            ),
            ("file,label,end_s\na.csv,calm,9\n./a.csv,busy,7\n", "line 3: \"busy\" overlaps with \"calm\""),
        ] {
            let fault = read(text).unwrap_err();
            assert!(fault.contains(why), "{fault}");
        }
        assert!(Labels::parse(b"file,label\n\xff\xfe,x\n", folder.path()).is_err());
    }
    #[test]
    fn where_marks_begin_the_states_the_table_says_whose_recordings_there_are() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.csv"), "x").unwrap();
        let read = |text: &str| Labels::parse_people(text.as_bytes(), folder.path());
        let file = folder.path().join("a.csv").canonicalize().unwrap();
        assert_eq!(read("person,File\nP1,a.csv\n").unwrap(), [(file, "P1".to_owned())]);
        for (text, why) in [
            ("file,person,label\na.csv,P1,x\n", "the columns file and person alone; there are: file, person, label"),
            ("file\na.csv\n", "file and person alone"),
            ("file,person,person\na.csv,P,Q\n", "line 1: the column \"person\" is there twice"),
            ("file,person\na.csv,\n", "line 2: the file or the person is empty"),
            ("file,person\nb.csv,P\n", "line 2: there is no such recording"),
            ("file,person\na.csv,P\n./a.csv,Q\n", "line 3: the recording is there twice"),
            ("file,person\n", "a header and no line"),
        ] {
            let fault = read(text).unwrap_err();
            assert!(fault.contains(why), "{fault}");
        }
        assert_eq!(Labels::people(folder.path()).unwrap(), None);
        assert!(!Labels::are_told(folder.path()));
        std::fs::write(folder.path().join(NAME), "file,label\n").unwrap();
        assert!(Labels::are_told(folder.path()) && Labels::people(folder.path()).is_err());
    }
}

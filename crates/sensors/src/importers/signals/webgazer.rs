//! Gaze as JSON, as pages with WebGazer keep it: objects with a time and x, y, or one object of columns.
//!
//! ```text
//! [{"calibrationData": [{"timestamp": 26943, "x": 500.2, "y": 500.1, "label": "saccade"}, ...], ...}]
//! [{"timestamp": {"0": 107511, ...}, "x": {"0": ...}, "y": {...}, "hardXMean": {...}, "hardYMean": {...}, "labelMax": {...}}]
//! ```
//!
//! Every object with a time and x, y is a sample, wherever it stands; the list that it stands in gives a mark. Columns
//! must be held in memory, so there may be [`MOST_IN_COLUMNS`] values; objects may be any number.

use attentive_types::time::seconds_to_nanos;
use attentive_types::{Annotation, ChannelInfo, ClockKind, Span, StreamInfo, StreamKind, Timestamp};

use super::super::ImportError;
use super::json::{Token, Tokens};
use super::output::{Output, Stepping, Steps};
use super::table::start_nanos;
use super::{Assumptions, Head, Opened, Options, RecordingFormat, Source, Watch};

/// This format's place in the list.
pub const FORMAT: RecordingFormat = RecordingFormat { name: "WebGazer JSON", claims, open };

/// How many values columns may hold.
pub const MOST_IN_COLUMNS: usize = 10_000_000;

/// Times from 1973 on count from 1970; those before, from the beginning of the recording.
const OLDEST_DATE_NANOS: i64 = 100_000_000_000_000_000;

const TIMES: [&str; 4] = ["timestamp", "time", "t", "elapsedTime"];
/// Columns that are read, besides time.
const COLUMNS: [&str; 4] = ["x", "y", "hardXMean", "hardYMean"];
const LABELS: [&str; 2] = ["label", "labelMax"];

fn claims(head: &Head<'_>) -> bool {
    let begins = |text: &[u8]| matches!(text.trim_ascii_start().first(), Some(b'{' | b'['));
    if head.names_in_folder.is_some() || !begins(head.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head.bytes)) {
        return false;
    }
    let has = |name: &str| memchr::memmem::find(head.bytes, format!("\"{name}\"").as_bytes()).is_some();
    let has_time = TIMES.iter().any(|name| has(name));
    let has_columns = memchr::memmem::find(head.bytes.get(..200).unwrap_or(head.bytes), b"\"timestamp\":{").is_some();
    has_columns || (has_time && has("x") && has("y") && !has("buckets") && !has("attentive_recording"))
}

/// What is known of one open bracket.
#[derive(Debug, Default)]
struct Level {
    /// The name of the field that it is the value of.
    name: String,
    is_object: bool,
    /// The field whose value comes next.
    key: String,
    time: Option<f64>,
    x: Option<f64>,
    y: Option<f64>,
    label: String,
    /// Of a list of samples: when the first and the last were.
    lasts: Option<(i64, i64)>,
}

/// One column of an object of columns.
#[derive(Debug, Default)]
struct Column {
    name: String,
    numbers: Vec<f64>,
    words: Vec<String>,
}

struct WebGazer {
    tokens: Tokens,
    levels: Vec<Level>,
    columns: Vec<Column>,
    held: usize,
    start_nanos: i64,
    watch: Watch,
    run: Option<(String, i64, i64)>,
}

fn open(source: Source, options: &Options) -> Opened {
    let mut assumptions = Assumptions::default();
    let start_nanos = start_nanos(options, &mut assumptions);
    assumptions.say("times are taken as milliseconds, and positions as pixels of the screen");
    let nothing = source.fault("end of file", "there is no object with a time, x and y");
    let channel =
        |name: &str, own: &str| ChannelInfo { name: name.to_owned(), unit: "px".to_owned(), own_name: own.to_owned() };
    let stream = |name: &str, x: &str, y: &str| StreamInfo {
        name: name.to_owned(),
        kind: StreamKind::Gaze,
        nominal_rate_hz: None,
        channels: vec![channel("x_px", x), channel("y_px", y)],
        screen: options.screen.or_else(|| options.map.as_ref().and_then(|map| map.screen)),
    };
    let mut streams = vec![stream("gaze", "x", "y")];
    // The eye tracker that ran beside, where there is one; named when the file shows it.
    if memchr::memmem::find(source.head().bytes, b"\"hardXMean\"").is_some() || is_of_columns(&source.head()) {
        streams.push(stream("gaze-hardware", "hardXMean", "hardYMean"));
    }
    let steps = WebGazer {
        tokens: Tokens::new(source),
        levels: Vec::new(),
        columns: Vec::new(),
        held: 0,
        start_nanos,
        watch: Watch::default(),
        run: None,
    };
    let mut reader = Stepping::new(steps, Output::new(streams, assumptions));
    reader.look_ahead(usize::MAX, |found| found.report.read > 0)?;
    if reader.output().report.read == 0 {
        return Err(nothing);
    }
    Ok(Box::new(reader))
}

fn is_of_columns(head: &Head<'_>) -> bool {
    memchr::memmem::find(head.bytes.get(..200).unwrap_or(head.bytes), b"\"timestamp\":{").is_some()
}

impl Steps for WebGazer {
    /// Reads one word.
    fn step(&mut self, to: &mut Output) -> Result<(), ImportError> {
        let next = self.tokens.next_token();
        let has_more =
            next.and_then(|token| token.map(|token| self.token(token, to)).transpose().map(|done| done.is_some()));
        if !matches!(has_more, Ok(true)) {
            self.end_last_run("gaze", to);
        }
        if !has_more? {
            to.end();
        }
        Ok(())
    }
}

impl WebGazer {
    fn token(&mut self, token: Token, to: &mut Output) -> Result<(), ImportError> {
        match token {
            Token::Key(key) => {
                if let Some(level) = self.levels.last_mut() {
                    level.key = key;
                }
            }
            Token::Object | Token::List => {
                let name = self.levels.last().map(|level| level.key.clone()).unwrap_or_default();
                let is_column = TIMES.contains(&name.as_str())
                    || COLUMNS.contains(&name.as_str())
                    || LABELS.contains(&name.as_str());
                if is_column && self.levels.last().is_some_and(|level| level.is_object) {
                    self.columns.push(Column { name: name.clone(), ..Column::default() });
                }
                self.levels.push(Level { name, is_object: token == Token::Object, ..Level::default() });
            }
            Token::End => self.close(to),
            Token::Number(number) => self.scalar(Some(number), None)?,
            Token::Text(text) => self.scalar(None, Some(text))?,
            Token::Nothing => self.scalar(None, None)?,
        }
        Ok(())
    }

    fn scalar(&mut self, number: Option<f64>, text: Option<String>) -> Result<(), ImportError> {
        let Some(level) = self.levels.last_mut() else { return Ok(()) };
        let in_column = self.columns.last_mut().filter(|column| column.name == level.name);
        if let Some(column) = in_column {
            self.held += 1;
            if self.held > MOST_IN_COLUMNS {
                return Err(self
                    .tokens
                    .fault("columns of more than ten million values; save one object for each sample instead"));
            }
            if LABELS.contains(&column.name.as_str()) {
                column.words.push(text.unwrap_or_default());
            } else {
                column.numbers.push(number.unwrap_or(f64::NAN));
            }
            return Ok(());
        }
        let key = level.key.as_str();
        match (key, text) {
            ("x", _) => level.x = Some(number.unwrap_or(f64::NAN)),
            ("y", _) => level.y = Some(number.unwrap_or(f64::NAN)),
            (key, None) if TIMES.contains(&key) => level.time = number,
            (key, Some(text)) if LABELS.contains(&key) => level.label = text,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, to: &mut Output) {
        let Some(level) = self.levels.pop() else { return };
        if let (Some(x), Some(y), true) = (level.x, level.y, level.is_object) {
            let time = level.time.and_then(|time| self.nanos(time));
            match time {
                Some(time) => {
                    self.take(time, &[(x, y)], [&level.label, "gaze"], to);
                    if let Some(list) = self.levels.last_mut() {
                        let first = list.lasts.map_or(time, |(first, _)| first);
                        list.lasts = Some((first, time));
                    }
                }
                None => {
                    let place = format!("byte {}", self.tokens.offset());
                    to.report.skip(|| place, "an object with x and y has no time");
                }
            }
        }
        if let (Some((first, last)), false, false) = (level.lasts, level.name.is_empty(), level.is_object) {
            let span = Span::new(Timestamp(first), Timestamp(last));
            to.mark(Annotation { stream: String::new(), span, label: level.name.clone() });
        }
        // Columns end with the object that holds them.
        if level.is_object && !self.columns.is_empty() && !self.columns.iter().any(|column| column.name == level.name) {
            self.take_columns(to);
        }
    }

    fn nanos(&self, millis: f64) -> Option<i64> {
        let nanos = seconds_to_nanos(millis / 1000.0)?;
        // Since 1970 already, or since the beginning of the recording.
        if nanos.abs() < OLDEST_DATE_NANOS { nanos.checked_add(self.start_nanos) } else { Some(nanos) }
    }

    /// Takes a sample. `label` is the word of its mark, and the stream that the mark belongs to.
    fn take(&mut self, time: i64, points: &[(f64, f64)], label: [&str; 2], to: &mut Output) {
        if to.report.read == 0 && self.start_nanos == 0 && time >= OLDEST_DATE_NANOS {
            to.clock = ClockKind::Dated;
        }
        let place = || format!("byte {}", self.tokens.offset());
        self.watch.see(time, place, &mut to.report);
        to.report.read += 1;
        for (stream, (x, y)) in (0..to.streams().len()).zip(points) {
            to.row(stream, time, &[*x, *y], place);
        }
        match &mut self.run {
            Some((word, _, last)) if *word == label[0] => *last = time,
            _ => {
                self.end_run(time, label[1], to);
                self.run = Some((label[0].to_owned(), time, time));
            }
        }
    }

    fn end_run(&mut self, end: i64, stream: &str, to: &mut Output) {
        if let Some((word, start, _)) = self.run.take()
            && !matches!(word.as_str(), "" | "Unclassified" | "errorRate")
        {
            let span = Span::new(Timestamp(start), Timestamp(end));
            to.mark(Annotation { stream: stream.to_owned(), span, label: word.to_lowercase() });
        }
    }

    /// Turns columns into samples.
    fn take_columns(&mut self, to: &mut Output) {
        let columns = std::mem::take(&mut self.columns);
        self.held = 0;
        let column = |name: &str| columns.iter().find(|column| column.name == name);
        let Some(times) = TIMES.iter().find_map(|name| column(name)) else { return };
        let number =
            |name: &str, row: usize| column(name).and_then(|c| c.numbers.get(row)).copied().unwrap_or(f64::NAN);
        let longest = columns.iter().map(|column| column.numbers.len()).max().unwrap_or(0);
        let words = LABELS.iter().find_map(|name| column(name));
        let labelled = if column("labelMax").is_some() { "gaze-hardware" } else { "gaze" };
        for row in 0..longest {
            let Some(time) = times.numbers.get(row).and_then(|time| self.nanos(*time)) else {
                to.report.skip(|| format!("row {row} of the columns"), "it has no time");
                continue;
            };
            let points = [(number("x", row), number("y", row)), (number("hardXMean", row), number("hardYMean", row))];
            let label = words.and_then(|column| column.words.get(row)).map_or("", String::as_str);
            self.take(time, &points, [label, labelled], to);
        }
        self.end_last_run(labelled, to);
    }

    fn end_last_run(&mut self, stream: &str, to: &mut Output) {
        if let Some((_, _, last)) = self.run {
            self.end_run(last, stream, to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{WholeRecording, open_recording_from};
    use super::*;

    fn read(text: &str) -> WholeRecording {
        let source = std::io::Cursor::new(text.as_bytes().to_vec());
        open_recording_from(source, "f.json", &Options::default()).unwrap().whole().unwrap()
    }

    #[test]
    fn samples_are_found_where_they_stand() {
        let whole = read(
            r#"[{"_id":"a","timestamp":1603966989940,"calibrationData":[{"timestamp":100,"x":1.5,"y":2,"label":"saccade"},
            {"timestamp":160,"x":null,"y":3,"label":"fixation"},{"x":1,"y":1}],"metadata":{"age":"22"},
            "readingPageData":[{"timestamp":220,"x":5,"y":6,"label":""}]}]"#,
        );
        assert_eq!(whole.format, "WebGazer JSON");
        let gaze = whole.signal("gaze").unwrap();
        assert_eq!(gaze.time_nanos, [100_000_000, 160_000_000, 220_000_000]);
        assert_eq!((gaze.channels[0].get(0), gaze.channels[0].get(1)), (Some(1.5), None));
        let labels: Vec<&str> = whole.annotations.iter().map(|mark| mark.label.as_str()).collect();
        assert_eq!(labels, ["saccade", "calibrationData", "fixation", "readingPageData"]);
        assert_eq!((whole.report.read, whole.report.skipped), (3, 1));
    }

    #[test]
    fn columns_become_two_streams() {
        let whole = read(
            r#"[{"timestamp":{"0":10,"1":20,"2":30},"x":{"0":1,"1":2,"2":3},"y":{"0":4,"1":5,"2":6},
            "hardXMean":{"0":7,"1":8,"2":null},"hardYMean":{"0":1,"1":1,"2":1},"labelMax":{"0":"Fixation","1":"Fixation","2":"Saccade"}}]"#,
        );
        assert_eq!(whole.signal("gaze").unwrap().values("y_px"), Some(&[4.0, 5.0, 6.0][..]));
        let hardware = whole.signal("gaze-hardware").unwrap();
        assert_eq!((hardware.channels[0].get(1), hardware.channels[0].get(2)), (Some(8.0), None));
        assert_eq!((whole.annotations[0].label.as_str(), whole.annotations[0].span.nanos()), ("fixation", 20_000_000));
    }
}

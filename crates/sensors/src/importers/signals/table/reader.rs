//! Reads a table by its plan.

use attentive_types::time::seconds_to_nanos;
use attentive_types::{Annotation, Span, StreamInfo, StreamKind, Timestamp};

use super::super::super::{ImportError, ReadReport, fields};
use super::super::output::{Output, Stepping, Steps};
use super::super::watch::Watch;
use super::super::{Assumptions, Lines, Source};
use super::dialect::{Dialect, is_blank, is_comment, is_missing, unquoted};
use super::header::names_marks;
use super::number::Decimal;
use super::plan::{ChannelPlan, LabelPlan, Plan, StreamPlan, TimeRule};

/// Reads a table by its plan, row by row.
#[derive(Debug)]
pub struct TableReader {
    lines: Lines,
    plan: Plan,
    wants: Vec<Want>,
    watches: Vec<Watch>,
    row: Row,
    labels: Vec<Run>,
    beats_nanos: i64,
    /// The slot of the times between beats.
    beats: usize,
    /// Rows so far, those that were left out among them: a row that is broken took its time too.
    rows_seen: u64,
}

/// What is wanted of a column.
#[derive(Debug)]
enum Want {
    Nothing,
    Time,
    Value(usize),
    Values(Vec<usize>),
    Word(usize),
}

/// One row while it is read: values by slot (the channels of all streams, one after the other), words by place.
#[derive(Debug, Default)]
struct Row {
    time: Option<Decimal>,
    time_text: Vec<u8>,
    values: Vec<f64>,
    how: Vec<ChannelPlan>,
    words: Vec<Vec<u8>>,
    cells: usize,
    bad: Option<Bad>,
}

/// A cell that could not be read.
#[derive(Debug)]
enum Bad {
    /// A word in the column of that slot.
    Word(usize),
    TooBig,
}

/// A word that lasts.
#[derive(Debug, Default)]
struct Run {
    word: Vec<u8>,
    start_nanos: i64,
    last_nanos: i64,
    step_nanos: i64,
}

impl TableReader {
    /// A reader; the source must be at its beginning.
    pub(in super::super) fn open(source: Source, plan: Plan, assumptions: Assumptions) -> Stepping<Self> {
        let streams: Vec<StreamInfo> = plan.streams.iter().map(|stream| stream.info.clone()).collect();
        let watches = streams.iter().map(|_| Watch::default()).collect();
        let how: Vec<ChannelPlan> = plan.streams.iter().flat_map(|stream| stream.channels.clone()).collect();
        let (wants, words) = wants(&plan);
        let row = Row { values: vec![f64::NAN; how.len()], how, words: vec![Vec::new(); words], ..Row::default() };
        let labels = plan.labels.iter().map(|_| Run::default()).collect();
        let beats_nanos = if let TimeRule::Beats { start_nanos } = plan.time { start_nanos } else { 0 };
        let clock = plan.time.clock();
        let lines = Lines::new(source);
        let beats = beats_slot(&plan);
        let reader = Self { lines, plan, wants, watches, row, labels, beats_nanos, beats, rows_seen: 0 };
        Stepping::new(reader, Output::new(streams, assumptions).with_clock(clock))
    }
}

impl Steps for TableReader {
    /// Reads one line.
    fn step(&mut self, to: &mut Output) -> Result<(), ImportError> {
        match self.line(to) {
            Ok(true) => {}
            Ok(false) => {
                self.end(to);
                to.end();
            }
            // The words that last end where the lines do.
            Err(error) => {
                self.end(to);
                return Err(error);
            }
        }
        Ok(())
    }
}

impl TableReader {
    /// Reads one line; whether there was one.
    fn line(&mut self, to: &mut Output) -> Result<bool, ImportError> {
        let Self { lines, plan, wants, row, rows_seen, .. } = self;
        let report = &mut to.report;
        let Some(line) = lines.next_line()? else { return Ok(false) };
        if is_blank(line) || is_comment(line) {
            return Ok(true);
        }
        row.read(line, plan, wants);
        let number = lines.number();
        if number < plan.first_row {
            return Ok(true);
        }
        *rows_seen += 1;
        let place = || format!("line {number}");
        if row.cells < wants.len() {
            let why = format!("expected {} cells, found {}; the line is cut off or broken", plan.width, row.cells);
            report.skip(place, why);
            return Ok(true);
        }
        if row.cells > plan.width {
            report.notice(place, "a row has more cells than the header has names");
        }
        match row.bad.take() {
            Some(Bad::Word(slot)) => report.notice(place, &word_among_numbers(plan, slot)),
            Some(Bad::TooBig) => report.notice(place, "a number beyond all measure, taken as missing"),
            None => {}
        }
        let Some(time_nanos) = self.time(number, report) else { return Ok(true) };
        self.take(time_nanos, number, to);
        Ok(true)
    }

    /// When the row was; `None` when it cannot be told, which is then reported.
    fn time(&mut self, line: usize, report: &mut ReadReport) -> Option<i64> {
        let place = || format!("line {line}");
        match self.plan.time {
            TimeRule::Number { power, start_nanos, .. } => {
                let time = self.row.time.and_then(|time| time.scaled(power)).and_then(|t| t.checked_add(start_nanos));
                if time.is_none() {
                    report.skip(place, "expected a time, found something else or a time beyond all clocks");
                }
                time
            }
            TimeRule::Text { .. } => {
                let text = String::from_utf8_lossy(&self.row.time_text);
                let time = fields::moment(&text.trim().replacen(' ', "T", 1)).map(|time| time.0);
                if time.is_none() {
                    report.skip(place, "expected a time such as 2026-11-24T09:30:00Z");
                }
                time
            }
            TimeRule::Even { rate_hz, start_nanos } => {
                let seconds = f64_of(self.rows_seen - 1) / rate_hz;
                seconds_to_nanos(seconds).and_then(|nanos| start_nanos.checked_add(nanos))
            }
            TimeRule::Beats { .. } => {
                let value = self.row.values.get(self.beats).zip(self.row.how.get(self.beats));
                let millis = value.map(|(value, how)| how.ours(*value));
                let interval = millis.filter(|millis| *millis > 0.0);
                let step = interval.and_then(|millis| seconds_to_nanos(millis / 1000.0));
                let time = step.and_then(|step| self.beats_nanos.checked_add(step));
                match time {
                    Some(time) => self.beats_nanos = time,
                    None => report.skip(place, "expected a time between beats above 0"),
                }
                time
            }
        }
    }

    /// Hands the row to its streams.
    fn take(&mut self, time_nanos: i64, line: usize, to: &mut Output) {
        to.report.read += 1;
        let at = || format!("line {line}");
        let mut first = 0;
        for (place, (stream, watch)) in self.plan.streams.iter().zip(&mut self.watches).enumerate() {
            let values = &mut self.row.values[first..first + stream.channels.len()];
            first += stream.channels.len();
            let belongs = stream.only.is_none_or(|(column, word)| {
                let place = word_place(&self.plan, column);
                place.and_then(|place| self.row.words.get(place)).is_some_and(|found| found == word.as_bytes())
            });
            if !belongs {
                continue;
            }
            watch.see(time_nanos, at, &mut to.report);
            for (x, y) in &stream.lost_at_origin {
                if values[*x] == 0.0 && values[*y] == 0.0 {
                    (values[*x], values[*y]) = (f64::NAN, f64::NAN);
                    to.report.notice(at, "gaze at exactly (0, 0), taken as lost");
                }
            }
            for (value, plan) in values.iter_mut().zip(&stream.channels) {
                *value = plan.ours(*value);
            }
            to.row(place, time_nanos, values, at);
        }
        self.label(time_nanos, to);
    }

    /// Follows the columns of words.
    fn label(&mut self, time_nanos: i64, to: &mut Output) {
        for (place, plan) in self.plan.labels.iter().enumerate() {
            let (run, word) = (&mut self.labels[place], &self.row.words[place]);
            if run.word != *word {
                run.end(plan, time_nanos, to);
                run.word.clone_from(word);
                run.start_nanos = time_nanos;
            } else {
                run.step_nanos = time_nanos.saturating_sub(run.last_nanos).max(0);
            }
            run.last_nanos = time_nanos;
        }
    }

    /// Ends the words that last, and looks at the rates.
    fn end(&mut self, to: &mut Output) {
        for (run, plan) in self.labels.iter_mut().zip(&self.plan.labels) {
            let end = run.last_nanos.saturating_add(run.step_nanos);
            run.end(plan, end, to);
        }
        if matches!(self.plan.time, TimeRule::Number { .. } | TimeRule::Text { .. }) {
            for (stream, watch) in self.plan.streams.iter().zip(&self.watches) {
                watch.compare(&stream.info.name, stream.info.nominal_rate_hz, &mut to.report);
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of rows stays below 2^53")]
fn f64_of(count: u64) -> f64 {
    count as f64
}

impl Run {
    /// Ends the word that lasts, if there is one that is worth a mark.
    fn end(&self, plan: &LabelPlan, end_nanos: i64, to: &mut Output) {
        let label = String::from_utf8_lossy(&self.word);
        if self.word.is_empty() || is_missing(&self.word) || plan.silent.iter().any(|word| *word == label) {
            return;
        }
        let span = Span::new(Timestamp(self.start_nanos), Timestamp(end_nanos));
        let label = if plan.is_small { label.to_lowercase() } else { label.into_owned() };
        to.mark(Annotation { stream: plan.stream.clone(), span, label });
    }
}

/// Which words the plan needs: those of labels, then those that say to which stream a row belongs.
fn word_columns(plan: &Plan) -> impl Iterator<Item = usize> + use<'_> {
    let only = plan.streams.iter().filter_map(|stream| stream.only).map(|(column, _)| column);
    plan.labels.iter().map(|label| label.column).chain(only)
}

fn word_place(plan: &Plan, column: usize) -> Option<usize> {
    word_columns(plan).position(|found| found == column)
}

/// What is said of a word in a column of numbers.
fn word_among_numbers(plan: &Plan, slot: usize) -> String {
    let info = plan.streams.iter().flat_map(|stream| &stream.info.channels).nth(slot);
    match info.map(|info| &info.own_name).filter(|name| names_marks(name)) {
        Some(name) => format!(
            "a word in the column {name:?}, which begins with numbers, taken as missing; if its words are marks, say label = {name:?} in a map"
        ),
        None => "a cell that is no number, taken as missing".to_owned(),
    }
}

/// Where a row's time between beats stands among its values.
fn beats_slot(plan: &Plan) -> usize {
    let is_beats = |stream: &StreamPlan| stream.info.kind == StreamKind::Rr;
    let before = plan.streams.iter().take_while(|stream| !is_beats(stream));
    before.map(|stream| stream.channels.len()).sum()
}

/// What is wanted of each column up to the last that is, and how many words.
fn wants(plan: &Plan) -> (Vec<Want>, usize) {
    let mut wants: Vec<Want> = Vec::new();
    let mut want = |column: usize, new: Want| {
        while wants.len() <= column {
            wants.push(Want::Nothing);
        }
        wants[column] = match (std::mem::replace(&mut wants[column], Want::Nothing), new) {
            (Want::Value(one), Want::Value(other)) => Want::Values(vec![one, other]),
            (Want::Values(mut slots), Want::Value(other)) => {
                slots.push(other);
                Want::Values(slots)
            }
            // A column is one thing: what was wanted first stays.
            (Want::Nothing, new) => new,
            (old, _) => old,
        };
    };
    if let TimeRule::Number { column, .. } | TimeRule::Text { column } = plan.time {
        want(column, Want::Time);
    }
    let channels = plan.streams.iter().flat_map(|stream| &stream.channels);
    for (slot, channel) in channels.enumerate() {
        want(channel.column, Want::Value(slot));
    }
    let mut words = 0;
    for column in word_columns(plan) {
        want(column, Want::Word(words));
        words += 1;
    }
    (wants, words)
}

impl Row {
    /// Reads the cells of a line.
    #[inline]
    fn read(&mut self, line: &[u8], plan: &Plan, wants: &[Want]) {
        let dialect = plan.dialect;
        (self.cells, self.bad, self.time) = (0, None, None);
        let mut rest = Some(line);
        for want in wants {
            let Some(cells) = rest else { return };
            self.cells += 1;
            rest = match want {
                Want::Value(slot) if !dialect.decimal_comma => self.value(cells, *slot, plan),
                Want::Nothing => dialect.cell(cells).1,
                _ => self.other(cells, want, plan),
            };
        }
        while let Some(cells) = rest {
            self.cells += 1;
            rest = dialect.cell(cells).1;
        }
    }

    /// A cell that is most likely a plain number: read in place, without looking for its end first.
    #[inline]
    fn value<'a>(&mut self, cells: &'a [u8], slot: usize, plan: &Plan) -> Option<&'a [u8]> {
        if let Some((decimal, count)) = Decimal::scan(cells)
            && cells.get(count).is_none_or(|next| *next == plan.dialect.separator)
            && let Some(value) = decimal.value(&cells[..count])
        {
            self.values[slot] = seen(value, self.how.get(slot));
            return cells.get(count + 1..);
        }
        let (cell, after) = plan.dialect.cell(cells);
        self.slow_value(cell, slot, plan);
        after
    }

    /// A cell of any kind.
    fn other<'a>(&mut self, cells: &'a [u8], want: &Want, plan: &Plan) -> Option<&'a [u8]> {
        let (cell, after) = plan.dialect.cell(cells);
        match want {
            Want::Nothing => {}
            Want::Value(slot) => self.slow_value(cell, *slot, plan),
            Want::Values(slots) => slots.iter().for_each(|slot| self.slow_value(cell, *slot, plan)),
            Want::Word(place) => {
                let word = unquoted(cell);
                if self.words[*place] != *word {
                    self.words[*place] = word.into_owned();
                }
            }
            Want::Time if matches!(plan.time, TimeRule::Text { .. }) => {
                self.time_text.clear();
                self.time_text.extend_from_slice(&unquoted(cell));
            }
            Want::Time => {
                self.time = with_point(plan.dialect, &unquoted(cell), |cell| {
                    Decimal::scan(cell).filter(|(_, count)| *count == cell.len()).map(|(decimal, _)| decimal)
                });
            }
        }
        after
    }

    fn slow_value(&mut self, cell: &[u8], slot: usize, plan: &Plan) {
        let cell = unquoted(cell);
        let how = self.how.get(slot);
        let value = with_point(plan.dialect, &cell, super::number::number);
        let word = || how?.words.iter().find(|(word, _)| word.as_bytes() == &*cell).map(|(_, value)| *value);
        self.values[slot] = match value.or_else(word) {
            Some(value) => seen(value, how),
            None if is_missing(&cell) => f64::NAN,
            None => {
                let is_big = matches!(Decimal::scan(&cell), Some((_, count)) if count == cell.len());
                self.bad = Some(if is_big { Bad::TooBig } else { Bad::Word(slot) });
                f64::NAN
            }
        };
    }
}

/// A cell with its decimal comma turned into a point.
fn with_point<T>(dialect: Dialect, cell: &[u8], read: impl FnOnce(&[u8]) -> T) -> T {
    match memchr::memchr(b',', cell).filter(|_| dialect.decimal_comma) {
        Some(place) => {
            let mut cell = cell.to_vec();
            cell[place] = b'.';
            read(&cell)
        }
        None => read(cell),
    }
}

#[inline]
fn seen(value: f64, how: Option<&ChannelPlan>) -> f64 {
    match how {
        Some(how) if how.missing.contains(&value) => f64::NAN,
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::super::map::ColumnMap;
    use crate::importers::signals::{Options, WholeRecording, open_recording_from};

    fn read(text: &str, map: Option<&str>) -> WholeRecording {
        let map = map.map(|map| ColumnMap::parse(map).unwrap());
        let options = Options { map, ..Options::default() };
        open_recording_from(std::io::Cursor::new(text.to_owned()), "f", &options).unwrap().whole().unwrap()
    }

    #[test]
    fn beats_without_a_time_stand_where_the_intervals_end_in_any_unit() {
        let map = "[stream.a]\nkind = \"other\"\nz = \"z\"\n[stream.rr]\nrr = \"iv\"\nunit = \"s\"\n";
        for (text, map) in [
            ("rr\n0.8\n0.75\n0.85\n", None),
            ("rr_s\n0.8\n0.75\n0.85\n", None),
            ("rr_ms\n800\n750\n850\n", None),
            ("iv,z\n0.8,1\n0.75,1\n0.85,1\n", Some(map)),
        ] {
            let whole = read(text, map);
            let rr = whole.signal("rr").unwrap();
            assert_eq!(rr.time_nanos, [800_000_000, 1_550_000_000, 2_400_000_000], "{text}");
            assert_eq!(rr.channel("rr_ms").unwrap().get(1), Some(750.0), "{text}");
        }
    }

    #[test]
    fn a_row_that_is_cut_off_took_its_time_all_the_same() {
        let map = "[stream.ecg]\nrate_hz = 4\nch = \"ecg_mv\"\nunit = \"mV\"\n";
        let whole = read("n,ecg_mv\n0,0.1\n1\n2\n3,0.2\n", Some(map));
        assert_eq!(whole.signal("ecg").unwrap().time_nanos, [0, 750_000_000]);
        assert_eq!(whole.report.skipped, 2);
    }

    #[test]
    fn marks_that_come_late_are_found_and_words_among_numbers_are_told() {
        let rows = |of: &dyn Fn(usize) -> &'static str| {
            (0..1200).map(|row| format!("{},0.5,{}\n", f64::from(row as u32) / 250.0, of(row))).collect::<String>()
        };
        let late = rows(&|row| if (700..702).contains(&row) { "stimulus on" } else { "" });
        let whole = read(&format!("time_s,ecg_mv,event\n{late}"), None);
        let marks: Vec<(&str, i64)> =
            whole.annotations.iter().map(|mark| (mark.label.as_str(), mark.span.start.0)).collect();
        assert_eq!(marks, [("stimulus on", 2_800_000_000)]);
        let late = rows(&|row| if row == 700 { "stimulus on" } else { "3" });
        let whole = read(&format!("time_s,ecg_mv,trigger\n{late}"), None);
        let noticed: Vec<(&str, u64, &str)> = whole
            .report
            .noticed
            .iter()
            .map(|noticed| (noticed.what.as_str(), noticed.count, noticed.place.as_str()))
            .collect();
        let what = "a word in the column \"trigger\", which begins with numbers, taken as missing; if its words are marks, say label = \"trigger\" in a map";
        assert_eq!(noticed, [(what, 1, "line 702")]);
    }
}

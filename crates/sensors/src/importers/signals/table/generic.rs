//! A table of an unknown maker: what its columns hold is told by their names, and by a map where one is given.

use attentive_types::{ChannelInfo, StreamKind};

use super::super::super::{ImportError, fields};
use super::super::{Assumptions, Head, Options, RecordingFormat, Source};
use super::dialect::{Sketch, is_blank, is_comment};
use super::draft::Draft;
use super::header::{Meaning, Role, names_marks};
use super::map::{plan_by, sketch_by};
use super::plan::{ChannelPlan, Plan, TimeRule};
use super::reader::TableReader;

/// This format's place in the list.
pub const FORMAT: RecordingFormat = RecordingFormat { name: "table (CSV, TSV)", claims, open };

fn claims(head: &Head<'_>) -> bool {
    Sketch::of(head).is_some_and(|sketch| {
        let is_known =
            |name: &String| !name.is_empty() && Meaning::of(name).is_some_and(|meaning| meaning.role != Role::Index);
        sketch.is_numeric() || sketch.names.iter().any(is_known)
    })
}

fn open(source: Source, options: &Options) -> super::super::Opened {
    let no_table = || source.fault("line 1", "this is no table of numbers");
    let sketch = Sketch::of(&source.head()).ok_or_else(no_table)?;
    let (plan, assumptions) = match &options.map {
        Some(map) => {
            let sketch = sketch_by(map, sketch);
            plan_by(map, &sketch, &source, options)?
        }
        None => plan_by_names(&sketch, &source, options)?,
    };
    Ok(Box::new(TableReader::open(source, plan, assumptions)))
}

/// Where to read on.
const SAY: &str = "say its columns in a map (docs/reference/recordings.md)";

/// The plan that the names of the columns make.
fn plan_by_names(sketch: &Sketch, source: &Source, options: &Options) -> Result<(Plan, Assumptions), ImportError> {
    refuse_what_cannot_be_read(sketch, source)?;
    refuse_people(sketch, source)?;
    let mut draft = Draft::new(sketch, options);
    draft.rows = sketch.rows_in(source);
    if sketch.lines_before > 0 {
        draft.assumptions.say(format!("{} lines before the table were left out", sketch.lines_before));
    }
    let meanings: Vec<Option<Meaning>> = match sketch.names.as_slice() {
        [] => headless(sketch, source)?,
        names => names.iter().map(|name| Meaning::of(name)).collect(),
    };
    let time = meanings.iter().position(|meaning| matches!(meaning, Some(meaning) if meaning.role == Role::Time));
    let mut left_out = Vec::new();
    for (column, meaning) in meanings.iter().enumerate() {
        if Some(column) != time && !add(&mut draft, column, meaning.as_ref()) {
            left_out.push(draft.name(column));
        }
    }
    if !left_out.is_empty() {
        draft.assumptions.say(format!("columns left out, being words or a count: {}", left_out.join(", ")));
    }
    let time = match (time, draft.streams()) {
        (Some(column), [_, ..]) => {
            let written = meanings[column].as_ref().map(|meaning| meaning.unit.clone()).unwrap_or_default();
            refuse_what_is_no_time(sketch, column, source)?;
            draft.time(column, &written, options).map_err(|why| source.fault("header", why))?
        }
        (None, [stream]) if stream.info.kind == StreamKind::Rr => {
            draft.assumptions.say("there is no time: each beat is put where the intervals before it end");
            TimeRule::Beats { start_nanos: draft.start(options) }
        }
        (None, [_, ..]) => {
            let why = format!("the table has no column of time that is known; {SAY}, with time = its name or rate_hz");
            return Err(source.fault("header", why));
        }
        (_, []) => return Err(source.fault("header", format!("the table has no column of numbers; {SAY}"))),
    };
    Ok(draft.plan(time))
}

/// Adds one column; whether it was of use.
fn add(draft: &mut Draft<'_>, column: usize, meaning: Option<&Meaning>) -> bool {
    let name = draft.name(column);
    let is_text = draft.sketch.is_text(column) && draft.sketch.numbers(column).is_empty();
    // Marks are rare: the first may stand behind all rows that are looked at.
    if names_marks(&name) && draft.sketch.numbers(column).is_empty() {
        draft.label(column, "", &[]);
        return true;
    }
    if are_triggers(draft, column, meaning) {
        draft.assumptions.say(format!("{name:?}: whole numbers, mostly 0, taken as marks; each lasts as long as its number stays the same, 0 is none"));
        draft.label(column, "", NO_TRIGGER);
        return true;
    }
    match meaning {
        Some(Meaning { role: Role::Index, .. }) => false,
        Some(meaning) if !is_text => {
            let Role::Channel(kind, stem) = meaning.role else { return other(draft, column) };
            let stream = kind.name();
            draft.meant(column, stream, kind, stem, meaning) || other(draft, column)
        }
        _ if is_text => false,
        _ => match Meaning::electrode(&name) {
            Some(electrode) => {
                let meaning = Meaning { role: Role::Index, side: "", number: None, unit: String::new() };
                let info = ChannelInfo { name: format!("{electrode}_uv"), unit: "uV".to_owned(), own_name: name };
                draft.assumptions.say("electrodes: taken as microvolts");
                draft.channel("eeg", StreamKind::Eeg, info, ChannelPlan::plain(column));
                meaning.side.is_empty()
            }
            None => other(draft, column),
        },
    }
}

/// How a line of triggers at rest is written.
const NO_TRIGGER: &[&str] = &["0", "0.0", "0.00", "0.000", "0.000000"];

/// Whether a column holds the codes of a line of triggers, as EEG and physiology amplifiers write them: named so, whole numbers, most of them 0. What is
/// a label of each sample, such as the event that a coder saw, is none.
fn are_triggers(draft: &Draft<'_>, column: usize, meaning: Option<&Meaning>) -> bool {
    let numbers = draft.sketch.numbers(column);
    let at_rest = numbers.iter().filter(|number| **number == 0.0).count();
    meaning.is_none_or(|meaning| meaning.role != Role::Label)
        && names_marks(&draft.name(column))
        && numbers.iter().all(|number| number.fract() == 0.0)
        && at_rest * 2 > numbers.len()
}

/// Adds a column of numbers without a meaning of its own. A code of what happens stays with the gaze that it is about.
fn other(draft: &mut Draft<'_>, column: usize) -> bool {
    let own_name = draft.name(column);
    let info = ChannelInfo { name: own_name.clone(), unit: String::new(), own_name };
    let is_label = matches!(Meaning::of(&info.name), Some(meaning) if meaning.role == Role::Label);
    let gaze = draft.streams().iter().find(|stream| stream.info.kind == StreamKind::Gaze);
    let (stream, kind) = match gaze.or(draft.streams().first()) {
        Some(stream) if is_label => (stream.info.name.clone(), stream.info.kind),
        _ => ("other".to_owned(), StreamKind::Other),
    };
    draft.channel(&stream, kind, info, ChannelPlan::plain(column));
    true
}

/// What the columns of a table without a header can be: only one column of times between beats is known by its numbers.
fn headless(sketch: &Sketch, source: &Source) -> Result<Vec<Option<Meaning>>, ImportError> {
    let numbers = sketch.numbers(0);
    let is_rr = |number: &&f64| (250.0..=2500.0).contains(*number);
    if sketch.width == 1 && numbers.iter().filter(is_rr).count() * 20 >= numbers.len() * 19 && !numbers.is_empty() {
        let role = Role::Channel(StreamKind::Rr, "rr");
        return Ok(vec![Some(Meaning { role, side: "", number: None, unit: String::new() })]);
    }
    Err(source.fault("line 1", format!("the table has no header; {SAY}")))
}

/// Refuses a table with one row for each person: what stands in it was measured once, not one moment after another.
fn refuse_people(sketch: &Sketch, source: &Source) -> Result<(), ImportError> {
    const PEOPLE: [&str; 6] = ["participant", "subject", "person", "respondent", "proband", "patient"];
    let names_people = |name: &String| {
        let name = name.to_lowercase();
        let bare = name.trim_end_matches(|letter: char| !letter.is_alphabetic());
        let bare = ["id", "code", "number", "no", "nr"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
        PEOPLE.contains(&bare.trim_end_matches(|letter: char| !letter.is_alphabetic()))
    };
    let Some(column) = sketch.names.iter().position(names_people) else { return Ok(()) };
    let mut people: Vec<&str> = sketch.rows.iter().filter_map(|row| row.get(column)).map(String::as_str).collect();
    let rows = people.len();
    people.sort_unstable();
    people.dedup();
    if rows < 3 || people.len() < rows {
        return Ok(());
    }
    let why = format!(
        "column {:?} names another person in each row: this is a table of people, one row each, and no recording; give the \
         recordings themselves, one file for each person",
        sketch.names[column]
    );
    Err(source.fault("header", why))
}

/// Refuses a column of times that do not go on: rows of people, of trials, or of something else than moments.
fn refuse_what_is_no_time(sketch: &Sketch, column: usize, source: &Source) -> Result<(), ImportError> {
    let mut times = sketch.numbers(column);
    if times.is_empty() {
        let cells = sketch.rows.iter().filter_map(|row| row.get(column));
        let moment = |cell: &String| fields::moment(&cell.trim().replacen(' ', "T", 1));
        #[expect(clippy::cast_precision_loss, reason = "steps are compared by their size alone")]
        times.extend(cells.filter_map(moment).map(|time| time.0 as f64));
    }
    let steps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).filter(|step| step.is_finite()).collect();
    let (back, still) =
        (steps.iter().filter(|step| **step < 0.0).count(), steps.iter().filter(|step| **step == 0.0).count());
    let (way, path) = (steps.iter().sum::<f64>(), steps.iter().map(|step| step.abs()).sum::<f64>());
    // Samples overtake each other, two sensors may be written in turn, and a clock may be set back, but time goes on on the whole.
    // A position on a screen leaps too, and may end far from where it began; but it seldom comes to where it has never been.
    let mut latest = f64::NEG_INFINITY;
    let mut is_new = |time: f64| {
        let before = latest;
        latest = latest.max(time);
        time > before
    };
    let new = times.iter().filter(|time| is_new(**time)).count();
    let wanders =
        back > 1 && (back * 10 > steps.len() && way < 0.2 * path || back * 5 > steps.len() && new * 5 < times.len());
    if steps.len() < 2 || !(wanders || still == steps.len()) {
        return Ok(());
    }
    let what = if wanders {
        format!("step back in {back} of the first {} rows", times.len())
    } else {
        format!("are the same in the first {} rows", times.len())
    };
    let why = format!(
        "the times in {:?} {what}, so that its rows are no moments one after another; a table of people or of trials is no recording. \
         If another column holds the time, {SAY}, with time = its name, or give the samples per second as rate_hz",
        sketch.names.get(column).map_or("the first column", String::as_str)
    );
    Err(source.fault("header", why))
}

fn refuse_what_cannot_be_read(sketch: &Sketch, source: &Source) -> Result<(), ImportError> {
    refuse_another_header(sketch, source)?;
    if sketch.rows.is_empty() {
        return Err(source.fault("line 1", "the table has a header and no rows; record or export it again"));
    }
    Ok(())
}

/// Refuses a first line of names, and rows of another number of cells: nobody can tell which name belongs to which cell.
fn refuse_another_header(sketch: &Sketch, source: &Source) -> Result<(), ImportError> {
    let head = source.head();
    let header = head.lines().and_then(|mut lines| lines.find(|line| !is_blank(line) && !is_comment(line)));
    let names = header.map(|line| sketch.dialect.cells(line)).unwrap_or_default();
    let (count, width) = (names.len(), sketch.width);
    let is_name = |name: &String| sketch.dialect.number(name).is_none();
    if sketch.lines_before != 1 || !sketch.names.is_empty() || count < 2 || count == width || !names.iter().all(is_name)
    {
        return Ok(());
    }
    let found = format!("the header has {count} names and the rows have {width} cells");
    let is_whole = |cell: &String| cell.trim_start_matches('-').bytes().all(|byte| byte.is_ascii_digit());
    let why = if sketch.dialect.separator == b','
        && (width == count * 2 || width + 1 == count * 2)
        && sketch.rows.iter().flatten().all(|cell| !cell.is_empty() && is_whole(cell))
    {
        "the numbers seem to have decimal commas in a table parted by commas; export it again with points, or parted by semicolons \
         or tabs"
    } else if width == count + 1 && sketch.rows.iter().all(|row| row.last().is_some_and(String::is_empty)) {
        "each row ends with a separator too many; take it away, or end the header with one, too"
    } else if width == count + 1 {
        "the first cell seems to be the name of the row, as R writes it; write the table with row.names = FALSE, or give that column a \
         name, too"
    } else {
        "give each column one name, or take the first line away and say the columns in a map (docs/reference/recordings.md)"
    };
    Err(source.fault("line 1", format!("{found}: {why}")))
}

#[cfg(test)]
mod tests {
    use crate::importers::signals::{Options, open_recording_from};

    fn table(header: &str, row: impl Fn(usize) -> String) -> String {
        std::iter::once(header.to_owned()).chain((0..200).map(row)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn a_position_taken_for_the_time_is_refused() {
        // Fixations that tremble, one further to the right than the other.
        let x = |row: usize| 100.0 + 150.0 * (row / 40) as f64 + ((row * 7) % 5) as f64;
        let swapped = table("time_s,x_px,y_px", |row| format!("{},{},300", x(row), row as f64 / 100.0));
        let error = open_recording_from(std::io::Cursor::new(swapped), "f", &Options::default()).unwrap_err();
        assert!(error.to_string().contains("step back in"), "{error}");
        let right = table("time_s,x_px,y_px", |row| format!("{},{},300", row as f64 / 100.0, x(row)));
        assert!(open_recording_from(std::io::Cursor::new(right), "f", &Options::default()).is_ok());
    }

    #[test]
    fn codes_of_triggers_are_marks_and_codes_of_each_sample_stay_with_them() {
        let text = table("time_s,ecg_mv,trigger,stim_level", |row| {
            format!("{},0.1,{},{}", row as f64 / 100.0, if (50..60).contains(&row) { 7 } else { 0 }, 1 + row % 3)
        });
        let read = open_recording_from(std::io::Cursor::new(text), "f", &Options::default()).unwrap().whole().unwrap();
        let marks: Vec<(&str, f64)> =
            read.annotations.iter().map(|mark| (mark.label.as_str(), mark.span.seconds())).collect();
        assert_eq!(marks.len(), 1);
        assert!(marks[0].0 == "7" && (marks[0].1 - 0.1).abs() < 1e-6, "{marks:?}");
        assert!(read.assumptions.sentences().iter().any(|said| said.contains("\"trigger\"")));
        assert!(read.signal("other").unwrap().values("stim_level").is_some());
    }

    #[test]
    fn a_header_of_another_width_than_its_rows_says_what_is_there() {
        for (text, said) in [
            (
                "time_s,ecg_mv\n0.0,0,\n0.004,1,\n",
                "line 1: the header has 2 names and the rows have 3 cells: each row ends with",
            ),
            (
                "time_s,ecg_mv\n\"1\",0.0,0\n\"2\",0.004,1\n",
                "2 names and the rows have 3 cells: the first cell seems to be the name",
            ),
            (
                "time_s,ecg_mv\n0,0,0,1\n0,004,1,2\n",
                "2 names and the rows have 4 cells: the numbers seem to have decimal commas",
            ),
            ("time_s,ecg_mv,eda\n0.0,0\n0.004,1\n", "3 names and the rows have 2 cells: give each column one name"),
            (
                "time_s,ecg_mv\n0.0,0,7,8,9\n0.004,1,7,8,9\n",
                "2 names and the rows have 5 cells: give each column one name",
            ),
        ] {
            let error = open_recording_from(std::io::Cursor::new(text), "f", &Options::default()).unwrap_err();
            assert!(error.to_string().contains(said), "{error}");
        }
    }
}

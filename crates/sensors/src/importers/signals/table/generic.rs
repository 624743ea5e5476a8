//! A table of an unknown maker: what its columns hold is told by their names, and by a map where one is given.

use attentive_types::{ChannelInfo, StreamKind};

use super::super::super::ImportError;
use super::super::{Assumptions, Head, Options, RecordingFormat, Source};
use super::dialect::Sketch;
use super::draft::Draft;
use super::header::{Meaning, Role};
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
    let mut draft = Draft::new(sketch, options);
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
            draft.time(column, &written, options)
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
    match meaning {
        Some(Meaning { role: Role::Index, .. }) => false,
        Some(Meaning { role: Role::Label, .. }) if is_text => {
            draft.label(column, "", &[]);
            true
        }
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

fn refuse_what_cannot_be_read(sketch: &Sketch, source: &Source) -> Result<(), ImportError> {
    let header = source.head().lines().and_then(|mut lines| lines.next()).map(|line| sketch.dialect.cells(line));
    if let Some(header) = header
        && sketch.lines_before == 1
        && sketch.dialect.separator == b','
        && header.len() > 1
        && (sketch.width == header.len() * 2 || sketch.width + 1 == header.len() * 2)
    {
        let why = "rows have twice as many cells as the header has names: the numbers seem to have decimal commas in a table \
                   parted by commas; export it again with points, or parted by semicolons or tabs";
        return Err(source.fault("line 2", why));
    }
    if sketch.rows.is_empty() {
        return Err(source.fault("line 1", "the table has a header and no rows; record or export it again"));
    }
    Ok(())
}

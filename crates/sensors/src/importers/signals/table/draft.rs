//! A plan while it is made: by the names of a header, by a map, or by what a format is known to hold.

use attentive_types::{ChannelInfo, Screen, StreamInfo, StreamKind};

use super::super::{Assumptions, Options};
use super::dialect::Sketch;
use super::header::{Meaning, Role};
use super::plan::{ChannelPlan, LabelPlan, Plan, StreamPlan, TimeRule};
use super::time_unit::{Clues, TimeGuess, time_power};
use super::unit::Unit;

/// A plan while it is made.
#[derive(Debug)]
pub struct Draft<'a> {
    /// What the table looks like.
    pub sketch: &'a Sketch,
    /// What was guessed.
    pub assumptions: Assumptions,
    /// About how many rows there are in all; `None` where it cannot be told.
    pub rows: Option<f64>,
    streams: Vec<StreamPlan>,
    labels: Vec<LabelPlan>,
    screen: Option<Screen>,
    /// Columns that are the axes of one acceleration, and so have one unit.
    accelerations: Vec<Vec<usize>>,
}

/// A column that a format is known to have.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// Its name in the file; letter case does not count.
    pub own_name: &'static str,
    /// The stream that it belongs to.
    pub stream: &'static str,
    /// What that stream measures.
    pub kind: StreamKind,
    /// Our name of the channel.
    pub channel: &'static str,
    /// Our unit, as it is written.
    pub unit: &'static str,
    /// The file's number times this,
    pub scale: f64,
    /// plus this is ours.
    pub offset: f64,
}

impl Known {
    /// A column whose numbers are taken as they are.
    #[must_use]
    pub const fn plain(
        own_name: &'static str,
        kind: StreamKind,
        stream: &'static str,
        channel: &'static str,
        unit: &'static str,
    ) -> Self {
        Self { own_name, stream, kind, channel, unit, scale: 1.0, offset: 0.0 }
    }
}

impl<'a> Draft<'a> {
    /// Nothing planned yet.
    #[must_use]
    pub fn new(sketch: &'a Sketch, options: &Options) -> Self {
        let screen = options.screen.or_else(|| options.map.as_ref().and_then(|map| map.screen));
        let meanings = sketch.names.iter().map(|name| Meaning::of(name)).enumerate();
        let accelerations = accelerations(meanings.filter_map(|(column, meaning)| Some((column, meaning?))));
        Self {
            sketch,
            assumptions: Assumptions::default(),
            rows: None,
            streams: Vec::new(),
            labels: Vec::new(),
            screen,
            accelerations,
        }
    }

    /// Says what columns mean whose names do not tell: those of one acceleration have one unit.
    pub fn mean_together(&mut self, columns: impl IntoIterator<Item = (usize, Meaning)>) {
        self.accelerations.splice(0..0, accelerations(columns));
    }

    /// Adds a channel to the stream of that name, which is made when it is new.
    pub fn channel(&mut self, stream: &str, kind: StreamKind, info: ChannelInfo, plan: ChannelPlan) {
        let place = match self.streams.iter().position(|found| found.info.name == stream) {
            Some(place) => place,
            None => {
                let screen = self.screen.filter(|_| matches!(kind, StreamKind::Gaze | StreamKind::Pointer));
                let info =
                    StreamInfo { name: stream.to_owned(), kind, nominal_rate_hz: None, channels: Vec::new(), screen };
                self.streams.push(StreamPlan { info, channels: Vec::new(), only: None, lost_at_origin: Vec::new() });
                self.streams.len() - 1
            }
        };
        let stream = &mut self.streams[place];
        let mut name = info.name.clone();
        let mut number = 2;
        while stream.info.channels.iter().any(|channel| channel.name == name) {
            name = numbered(&info.name, number);
            number += 1;
        }
        stream.info.channels.push(ChannelInfo { name, ..info });
        stream.channels.push(plan);
    }

    /// Adds the columns that a format is known to have, as far as the table has them; how many it has.
    pub fn known(&mut self, columns: &[Known]) -> usize {
        let mut found = 0;
        for known in columns {
            let Some(column) = self.sketch.column(known.own_name) else { continue };
            let info = ChannelInfo {
                name: known.channel.to_owned(),
                unit: known.unit.to_owned(),
                own_name: self.sketch.names[column].clone(),
            };
            self.channel(known.stream, known.kind, info, ChannelPlan::scaled(column, known.scale, known.offset));
            found += 1;
        }
        found
    }

    /// Adds a channel by what its name (or the map's) means. `written` is the unit that is known; empty when it is to be
    /// guessed from the numbers. Whether it has a sensible meaning.
    pub fn meant(&mut self, column: usize, stream: &str, kind: StreamKind, stem: &str, meaning: &Meaning) -> bool {
        let numbers = self.numbers_like(column, kind);
        let own_name = self.name(column);
        let unit = Unit::of(kind, stem, &meaning.unit).or_else(|| {
            let (unit, why) = Unit::guess(kind, stem, &numbers)?;
            if !why.is_empty() {
                self.assumptions.say(format!("{own_name}: taken as {why}"));
            }
            Some(unit)
        });
        let Some(unit) = unit else { return false };
        let number = meaning.number.map(|number| format!("_{number}")).unwrap_or_default();
        let end = if unit.suffix.is_empty() { String::new() } else { format!("_{}", unit.suffix) };
        let side = meaning.side;
        let name = format!("{side}{stem}{number}{end}");
        let mut plan = ChannelPlan::scaled(column, unit.scale, unit.offset);
        if kind == StreamKind::Pupil {
            // No pupil is 0 wide: trackers write 0 when they see none.
            plan.missing = vec![0.0];
        }
        self.channel(stream, kind, ChannelInfo { name, unit: unit.written.to_owned(), own_name }, plan);
        true
    }

    /// The numbers that tell the unit of a column: for eyes those of all columns of the kind, which have one unit; for acceleration
    /// its length over all axes, as an axis that lies flat feels next to nothing.
    fn numbers_like(&self, column: usize, kind: StreamKind) -> Vec<f64> {
        if let Some(axes) = self.accelerations.iter().find(|axes| axes.contains(&column)) {
            return self.lengths(axes);
        }
        if !matches!(kind, StreamKind::Gaze | StreamKind::Pupil) {
            return self.sketch.numbers(column);
        }
        let is_like = |name: &String| matches!(Meaning::of(name), Some(Meaning { role: Role::Channel(found, stem), .. }) if found == kind && stem != "confidence");
        let like = self.sketch.names.iter().enumerate().filter(|(place, name)| *place != column && is_like(name));
        let columns = std::iter::once(column).chain(like.map(|(place, _)| place));
        columns.flat_map(|column| self.sketch.numbers(column)).collect()
    }

    /// The lengths of the vectors that columns are the axes of, in the first rows.
    fn lengths(&self, axes: &[usize]) -> Vec<f64> {
        let number = |row: &Vec<String>, axis: &usize| self.sketch.dialect.number(row.get(*axis)?);
        let length = |row: &Vec<String>| {
            let squares = axes.iter().map(|axis| number(row, axis).map(|value| value * value));
            squares.sum::<Option<f64>>().map(f64::sqrt)
        };
        self.sketch.rows.iter().filter_map(length).collect()
    }

    /// What messages call a column.
    #[must_use]
    pub fn name(&self, column: usize) -> String {
        match self.sketch.names.get(column) {
            Some(name) if !name.is_empty() => name.clone(),
            _ => format!("column {}", column + 1),
        }
    }

    /// Adds a column of words.
    pub fn label(&mut self, column: usize, stream: &str, silent: &'static [&'static str]) {
        self.labels.push(LabelPlan { column, stream: stream.to_owned(), silent, is_small: false });
    }

    /// Turns the words of the columns of words so far into small letters.
    pub fn small_labels(&mut self) {
        for label in &mut self.labels {
            label.is_small = true;
        }
    }

    /// The stream of that name, if it was planned.
    pub fn stream(&mut self, name: &str) -> Option<&mut StreamPlan> {
        self.streams.iter_mut().find(|stream| stream.info.name == name)
    }

    /// The streams so far.
    #[must_use]
    pub fn streams(&self) -> &[StreamPlan] {
        &self.streams
    }

    /// Times out of a column, in a unit that is written, or guessed when it is not. All streams must be planned, as what they measure
    /// helps to guess.
    ///
    /// # Errors
    /// When two units are as likely; says which, and what to do.
    pub fn time(&mut self, column: usize, written: &str, options: &Options) -> Result<TimeRule, String> {
        let is_number = self
            .sketch
            .rows
            .iter()
            .any(|row| row.get(column).is_some_and(|cell| self.sketch.dialect.number(cell).is_some()));
        if self.sketch.is_text(column) && !is_number || written == "text" {
            return Ok(TimeRule::Text { column });
        }
        let numbers = self.sketch.numbers(column);
        let name = self.name(column);
        let kinds: Vec<StreamKind> = self.streams.iter().map(|stream| stream.info.kind).collect();
        let guess = || TimeGuess::of(Clues { times: &numbers, kinds: &kinds, count: self.rows });
        let power = match time_power(written).map_or_else(guess, |power| TimeGuess::Likely(power, "")) {
            TimeGuess::Likely(power, "") => power,
            TimeGuess::Likely(power, why) => {
                self.assumptions.say(format!("{name}: taken as {why}"));
                power
            }
            TimeGuess::Days => {
                return Err(format!(
                    "the times of {name:?} seem to be days since 1900, as a spreadsheet keeps dates; write them as \
                     2026-11-24T09:30:00.000, or as seconds from the first row on, and export again"
                ));
            }
            TimeGuess::Torn(units) => {
                return Err(format!(
                    "the times of {name:?} may be {units}, and nothing in the table tells which; say it in a map \
                     (docs/reference/recordings.md), or write the unit into the column's name"
                ));
            }
        };
        let first_nanos = numbers.first().copied().unwrap_or(0.0) * 10_f64.powi(power);
        // Before 1973: no clock of today, so the times count from some beginning.
        let is_dated = first_nanos.abs() >= 1e17;
        let start_nanos = if is_dated { 0 } else { self.start(options) };
        Ok(TimeRule::Number { column, power, start_nanos, is_dated })
    }

    /// Where time 0 of a recording without a date is put.
    pub fn start(&mut self, options: &Options) -> i64 {
        start_nanos(options, &mut self.assumptions)
    }

    /// The plan.
    #[must_use]
    pub fn plan(mut self, time: TimeRule) -> (Plan, Assumptions) {
        for stream in &mut self.streams {
            if stream.info.kind == StreamKind::Gaze {
                stream.lost_at_origin = origin_pairs(&stream.info);
            }
            if let TimeRule::Even { rate_hz, .. } = time {
                stream.info.nominal_rate_hz.get_or_insert(rate_hz);
            }
        }
        let Sketch { dialect, first_row, width, .. } = *self.sketch;
        let plan = Plan { dialect, first_row, width, time, streams: self.streams, labels: self.labels };
        (plan, self.assumptions)
    }
}

/// Which columns are the axes of one acceleration: of the same side and number, and each axis once.
fn accelerations(columns: impl IntoIterator<Item = (usize, Meaning)>) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<(usize, Meaning)>> = Vec::new();
    for (column, meaning) in columns {
        if !matches!(meaning.role, Role::Channel(StreamKind::Movement, stem) if stem.starts_with("acceleration")) {
            continue;
        }
        let lacks_it = |axes: &&mut Vec<(usize, Meaning)>| {
            let is_beside = |other: &Meaning| (other.side, other.number) == (meaning.side, meaning.number);
            axes.iter().all(|(_, other)| is_beside(other) && other.role != meaning.role)
        };
        match found.iter_mut().find(lacks_it) {
            Some(axes) => axes.push((column, meaning)),
            None => found.push(vec![(column, meaning)]),
        }
    }
    found.into_iter().map(|axes| axes.into_iter().map(|(column, _)| column).collect()).collect()
}

/// Where time 0 of a recording without a date is put, which is said when nobody told.
pub fn start_nanos(options: &Options, assumptions: &mut Assumptions) -> i64 {
    options.start.map_or_else(
        || {
            assumptions.say("the file tells no date: its time 0 is taken as 1970-01-01T00:00:00Z");
            0
        },
        |start| start.0,
    )
}

/// Even steps from the start of a recording without a time column.
#[must_use]
pub(super) fn even(rate_hz: f64, start_nanos: i64) -> TimeRule {
    TimeRule::Even { rate_hz, start_nanos }
}

/// `ecg_mv` and 2 make `ecg_2_mv`; a name without a unit gets the number at its end.
fn numbered(name: &str, number: u32) -> String {
    match name.rsplit_once('_') {
        Some((stem, unit)) if !unit.is_empty() => format!("{stem}_{number}_{unit}"),
        _ => format!("{name}_{number}"),
    }
}

/// Which channels are the x and the y of one eye, in pixels or shares: (0, 0) is a corner there, where nobody looks.
fn origin_pairs(info: &StreamInfo) -> Vec<(usize, usize)> {
    let place = |name: &str| info.channels.iter().position(|channel| channel.name == name);
    let mut pairs = Vec::new();
    for side in ["", "left_", "right_"] {
        for unit in ["px", "norm"] {
            let pair = (place(&format!("{side}x_{unit}")), place(&format!("{side}y_{unit}")));
            if let (Some(x), Some(y)) = pair {
                pairs.push((x, y));
            }
        }
    }
    pairs
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

    fn movement(text: &str, map: Option<&str>) -> Vec<(String, f64)> {
        let whole = read(text, map);
        let channels = &whole.signal("movement").unwrap().channels;
        channels.iter().map(|channel| (channel.name.clone(), (channel.values[0] * 1000.0).round())).collect()
    }

    #[test]
    fn all_axes_of_an_acceleration_have_the_unit_that_its_length_tells() {
        let rows = "0.00,0.98,0,9.80665\n0.02,0.98,0,9.80665\n0.04,0.98,0,9.80665\n";
        let map = "[stream.movement]\ntime = 1\nacc_x = 2\nacc_y = 3\nacc_z = 4\n";
        for (header, map) in [("time_s,acc_x,acc_y,acc_z\n", None), ("a,b,c,d\n", Some(map))] {
            let found = movement(&format!("{header}{rows}"), map);
            let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["acceleration_x_g", "acceleration_y_g", "acceleration_z_g"], "{header}");
            assert_eq!(
                found.iter().map(|(_, milli_g)| *milli_g).collect::<Vec<f64>>(),
                [100.0, 0.0, 1000.0],
                "{header}"
            );
        }
    }

    #[test]
    fn two_sensors_side_by_side_may_have_two_units() {
        let text = "time_s,left_acc_x,left_acc_z,right_acc_x,right_acc_z\n0.00,0,1,0,9.80665\n0.02,0,1,0,9.80665\n";
        assert!(
            movement(text, None)
                .iter()
                .all(|(name, milli_g)| *milli_g == if name.contains("_z") { 1000.0 } else { 0.0 })
        );
    }
}

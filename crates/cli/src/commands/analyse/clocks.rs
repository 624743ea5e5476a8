//! Several files, one clock: by how much must each file's times be moved to be those of the first?
//!
//! ```text
//! --align            by marks that both have, else by a channel that both have
//! --align=marks      the k-th mark of a label here is the k-th there
//! --align=2.5s       so much is added to all times of the other files; -2.5s takes away
//! --align=CHANNEL    where the channel is most alike; `movement` is the length of the acceleration
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use attentive_pipeline::preprocess::clock::{Cells, ClockMap, ClockPiece, LEAST_WHOLE, common_channel, common_marks};
use attentive_sensors::importers::{Options, Piece};
use attentive_types::time::nanos_to_seconds;
use attentive_types::{SampleSignal, Timestamp};
use serde_json::{Value, json};

use super::choices::parse_duration;
use super::read::{self, Bar};
use super::words::{count_of, figure, length_words};
use crate::exit_codes;
use crate::failure::Failure;

/// Cells of a channel in one second: finer than any movement of a body, coarse enough for a day.
const CELLS_PER_SECOND: f64 = 20.0;

/// The length of the acceleration, whichever way the device was turned.
const MOVEMENT: &str = "movement";

/// How the files are laid on one clock.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Alignment {
    /// By what there is.
    Any,
    /// By common marks.
    Marks,
    /// By so many nanoseconds.
    Offset(i64),
    /// By a channel of that name.
    Channel(String),
}

impl Alignment {
    /// What the command line says.
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let is_number =
            |text: &str| text.trim_start_matches(['-', '+']).starts_with(|letter: char| letter.is_ascii_digit());
        match text {
            "any" => Ok(Self::Any),
            "marks" => Ok(Self::Marks),
            _ if is_number(text) => {
                let size = parse_duration(text.trim_start_matches(['-', '+']))
                    .map_err(|why| Failure::new(exit_codes::USAGE, format!("--align: {why}")))?;
                Ok(Self::Offset(if text.starts_with('-') { -size } else { size }))
            }
            _ => Ok(Self::Channel(text.to_owned())),
        }
    }
}

/// The clock of one file beside that of the first.
#[derive(Clone, Debug)]
pub struct FileClock {
    /// The file's name.
    pub file: String,
    /// How it was found, as a part of a sentence.
    pub how: String,
    /// How many pairs of moments it rests on; 0 for a given offset.
    pub pairs: usize,
    pub map: ClockMap,
}

impl FileClock {
    /// The stretch that holds most of the pairs; there is one in all but strange recordings.
    fn piece(&self) -> Option<&ClockPiece> {
        self.map.pieces.first()
    }

    /// What a person reads of it.
    pub fn sentence(&self) -> String {
        let Some(piece) = self.piece() else { return format!("{}: its times are taken as they are", self.file) };
        let offset = offset_words(piece.offset_nanos);
        if self.pairs == 0 {
            return format!("{}: {offset} added, {}", self.file, self.how);
        }
        let mut text = format!("{}: {offset} added at the middle, {}", self.file, self.how);
        if self.pairs > 1 {
            text += &format!(
                "; its clock drifts by {} ppm, what remains beside the line is {} ms",
                figure(piece.drift_ppm),
                figure(piece.residual_ms)
            );
        } else {
            text += "; one pair tells no drift";
        }
        if self.map.resets() > 0 {
            text += &format!(
                ". Its clock was set anew {} times, or marks of the two do not belong together: look at the times before you trust them",
                self.map.resets()
            );
        }
        text
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let piece = self.piece();
        json!({
            "file": self.file,
            "how": self.how,
            "pairs": self.pairs,
            "offset_s": piece.map(|piece| nanos_to_seconds(piece.offset_nanos)),
            "drift_ppm": piece.map(|piece| piece.drift_ppm),
            "residual_ms": piece.map(|piece| piece.residual_ms),
            "resets": self.map.resets(),
        })
    }

    /// Moves the times of samples.
    pub fn move_samples(&self, samples: &mut SampleSignal) {
        samples.time_nanos.iter_mut().for_each(|time| *time = self.map.reference_nanos(*time));
    }

    /// Moves a moment.
    pub fn moved(&self, moment: Timestamp) -> Timestamp {
        Timestamp(self.map.reference_nanos(moment.0))
    }
}

fn offset_words(nanos: i64) -> String {
    let seconds = nanos_to_seconds(nanos);
    let sign = if nanos < 0 { "-" } else { "" };
    format!(
        "{sign}{}",
        if seconds.abs() < 60.0 { format!("{:.3} s", seconds.abs()) } else { length_words(seconds.abs()) }
    )
}

/// Finds the clocks of all files but the first. `None` in the first place: its times are the truth.
pub fn find(
    alignment: &Alignment,
    files: &[impl AsRef<Path>],
    options: &Options,
) -> Result<Vec<Option<FileClock>>, Failure> {
    if files.len() < 2 {
        let why = "--align lays several files on the clock of the first; name two or more";
        return Err(Failure::new(exit_codes::USAGE, why));
    }
    let name = |file: &Path| {
        file.file_name().map_or_else(|| file.display().to_string(), |name| name.to_string_lossy().into_owned())
    };
    let mut clocks = vec![None];
    if let Alignment::Offset(offset_nanos) = alignment {
        let piece = ClockPiece {
            from_nanos: i64::MIN,
            origin_nanos: 0,
            offset_nanos: *offset_nanos,
            drift_ppm: 0.0,
            residual_ms: 0.0,
        };
        clocks.extend(files.iter().skip(1).map(|file| {
            let (how, map) = ("as --align says".to_owned(), ClockMap { pieces: vec![piece] });
            Some(FileClock { file: name(file.as_ref()), how, pairs: 0, map })
        }));
        return Ok(clocks);
    }
    let reference = Looked::at(files[0].as_ref(), options)?;
    for file in files.iter().skip(1) {
        let own = Looked::at(file.as_ref(), options)?;
        let found = match alignment {
            Alignment::Marks => by_marks(&own, &reference),
            Alignment::Channel(channel) => by_channel(&own, &reference, channel),
            _ => by_anything(&own, &reference),
        };
        let (map, pairs, how) = found.map_err(|why| {
            let (own, first) = (name(file.as_ref()), name(files[0].as_ref()));
            Failure::input(format!("could not lay {own} on the clock of {first}: {why}"))
        })?;
        clocks.push(Some(FileClock { file: name(file.as_ref()), how, pairs, map }));
    }
    Ok(clocks)
}

/// A map, on how many pairs it rests, and how it was found.
type Clock = Result<(ClockMap, usize, String), String>;

fn by_anything(own: &Looked, reference: &Looked) -> Clock {
    let marks = match by_marks(own, reference) {
        Ok(found) => return Ok(found),
        Err(why) => why,
    };
    let common: Vec<&String> = own.channels.keys().filter(|name| reference.channels.contains_key(*name)).collect();
    let first = common.iter().find(|name| **name == MOVEMENT).or_else(|| common.first());
    match first {
        Some(channel) => by_channel(own, reference, channel).map_err(|why| format!("{marks}; {why}")),
        None => Err(format!("{marks}; and they have no channel in common. Tell the offset, such as --align=2.5s")),
    }
}

fn by_marks(own: &Looked, reference: &Looked) -> Clock {
    let found = common_marks(&own.marks, &reference.marks);
    if found.pairs.is_empty() {
        let uneven =
            found.uneven.iter().take(5).map(|(label, own, other)| format!("{label:?} {own} and {other} times"));
        let uneven: Vec<String> = uneven.collect();
        return Err(match uneven.as_slice() {
            [] => "they have no marks in common".to_owned(),
            told => format!("no mark stands equally often in both ({})", told.join(", ")),
        });
    }
    let labels: Vec<String> = found.used.iter().take(3).map(|label| format!("{label:?}")).collect();
    let more = if found.used.len() > 3 { format!(" and {} more labels", found.used.len() - 3) } else { String::new() };
    let count = found.pairs.len();
    let how = format!("by {} common marks ({}{more})", count_of(count as u64), labels.join(", "));
    Ok((ClockMap::fit(&found.pairs), count, how))
}

fn by_channel(own: &Looked, reference: &Looked, channel: &str) -> Clock {
    let (Some(device), Some(truth)) = (own.channels.get(channel), reference.channels.get(channel)) else {
        let common: Vec<&str> =
            own.channels.keys().filter(|name| reference.channels.contains_key(*name)).map(String::as_str).collect();
        let known = if common.is_empty() { "none".to_owned() } else { common.join(", ") };
        return Err(format!("{channel:?} is not a channel of both; channels that both have: {known}"));
    };
    let found = common_channel(device, truth).ok_or_else(|| format!("{channel:?} is too short or does not change"))?;
    let alike = format!("{:.2}", found.correlation);
    if found.pairs.is_empty() {
        return Err(format!(
            "{channel:?} is not alike in both at any delay (highest correlation {alike}, believed from {LEAST_WHOLE} on). Tell the offset, such as --align=2.5s"
        ));
    }
    let how = format!(
        "by the likeness of {channel:?} (correlation {alike}; {} of {} stretches alike enough)",
        found.pairs.len(),
        found.blocks.max(1)
    );
    Ok((ClockMap::fit(&found.pairs), found.pairs.len(), how))
}

/// A first look at a file: its marks, and its channels as means of short cells.
struct Looked {
    marks: Vec<(String, Timestamp)>,
    channels: BTreeMap<String, Cells>,
}

impl Looked {
    fn at(path: &Path, options: &Options) -> Result<Self, Failure> {
        let mut recording = read::open(path, options)?;
        let bar = Bar::new(path, "looking through");
        let mut own = Self { marks: Vec::new(), channels: BTreeMap::new() };
        // A file that breaks off says so when it is analysed; here, what came before counts.
        while let Ok(Some(piece)) = recording.next_piece() {
            match piece {
                Piece::Annotations(marks) => {
                    own.marks.extend(marks.into_iter().map(|mark| (mark.label, mark.span.start)))
                }
                Piece::Samples(samples) => own.take(&samples),
            }
            bar.show(recording.progress());
        }
        Ok(own)
    }

    fn take(&mut self, samples: &SampleSignal) {
        for channel in &samples.channels {
            self.cells(&channel.name).push(&samples.time_nanos, &channel.values);
        }
        let axis = |name: &str| samples.values(name);
        let axes = (axis("acceleration_x_g"), axis("acceleration_y_g"), axis("acceleration_z_g"));
        if let (Some(x), Some(y), Some(z)) = axes {
            let length: Vec<f64> = x.iter().zip(y).zip(z).map(|((x, y), z)| x.hypot(*y).hypot(*z)).collect();
            self.cells(MOVEMENT).push(&samples.time_nanos, &length);
        }
    }

    fn cells(&mut self, name: &str) -> &mut Cells {
        if !self.channels.contains_key(name) {
            self.channels.insert(name.to_owned(), Cells::new(CELLS_PER_SECOND));
        }
        self.channels.entry(name.to_owned()).or_insert_with(|| Cells::new(CELLS_PER_SECOND))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::SECOND;

    #[test]
    fn what_is_no_time_is_the_name_of_a_channel() {
        assert_eq!(Alignment::parse("-2.5s").unwrap(), Alignment::Offset(-5 * SECOND / 2));
        assert_eq!(Alignment::parse("500ms").unwrap(), Alignment::Offset(SECOND / 2));
        assert_eq!(Alignment::parse("marks").unwrap(), Alignment::Marks);
        assert_eq!(Alignment::parse("eda_us").unwrap(), Alignment::Channel("eda_us".to_owned()));
        assert!(Alignment::parse("3 weeks").is_err());
    }

    #[test]
    fn a_clock_says_what_it_rests_on() {
        let pairs: Vec<(i64, i64)> = (0..10).map(|place| (place * SECOND, place * SECOND + 3 * SECOND)).collect();
        let clock =
            FileClock { file: "b".into(), how: "by 10 common marks".into(), pairs: 10, map: ClockMap::fit(&pairs) };
        assert!(
            clock
                .sentence()
                .starts_with("b: 3.000 s added at the middle, by 10 common marks; its clock drifts by 0 ppm")
        );
        assert_eq!(clock.moved(Timestamp(SECOND)), Timestamp(4 * SECOND));
    }
}

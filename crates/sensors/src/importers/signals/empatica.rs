//! Empatica E4: a folder or a zip archive of small files, or one of them. The first line of each is its start, the second its rate.
//!
//! ```text
//! BVP.csv, HR.csv, EDA.csv, TEMP.csv    1644227574.00 / 64.000000 / value / value ...
//! ACC.csv                               start, start, start / 32, 32, 32 / x, y, z in 1/64 g
//! IBI.csv                               start, IBI / seconds since the start, seconds since the beat before
//! tags.csv                              one time a line: when the button was pressed
//! ```
//!
//! Source: the `info.txt` that the device's program puts beside the files.

use attentive_types::{Annotation, ChannelInfo, Span, StreamInfo, StreamKind, Timestamp};

use super::super::{ImportError, ReadReport};
use super::chain::Chain;
use super::table::{ChannelPlan, Decimal, Dialect, Plan, StreamPlan, TableReader, TimeRule, number};
use super::{Assumptions, Head, Lines, MOST_ROWS, Opened, Options, Piece, RecordingFormat, RecordingReader, Source};

/// This format's place in the list.
pub const FORMAT: RecordingFormat = RecordingFormat { name: "Empatica E4", claims, open };

const SEPARATED: Dialect = Dialect { separator: b',', decimal_comma: false };

/// What a file holds, by its name: stream, kind, and for each column channel, unit and scale.
type Part = (&'static str, &'static str, StreamKind, &'static [(&'static str, &'static str, f64)]);

const PARTS: &[Part] = &[
    ("BVP", "ppg", StreamKind::Ppg, &[("ppg_au", "", 1.0)]),
    ("EDA", "eda", StreamKind::Eda, &[("eda_us", "uS", 1.0)]),
    ("TEMP", "temperature", StreamKind::Temperature, &[("temperature_c", "C", 1.0)]),
    ("HR", "heart-rate", StreamKind::HeartRate, &[("heart_rate_bpm", "bpm", 1.0)]),
    (
        "ACC",
        "movement",
        StreamKind::Movement,
        &[
            ("acceleration_x_g", "g", 1.0 / 64.0),
            ("acceleration_y_g", "g", 1.0 / 64.0),
            ("acceleration_z_g", "g", 1.0 / 64.0),
        ],
    ),
    ("IBI", "rr", StreamKind::Rr, &[("rr_ms", "ms", 1000.0)]),
];

fn claims(head: &Head<'_>) -> bool {
    if let Some(names) = head.names_in_folder {
        let known = PARTS.iter().filter(|(file, ..)| head.has_file(&format!("{file}.csv"))).count();
        let tables = names.iter().filter(|name| name.contains(".csv") && !name.starts_with("tags")).count();
        // Another table beside a single one that is known may be another maker's.
        return known >= 2 || (known == 1 && tables == 1);
    }
    start_and_rate(head).is_some()
}

/// The start in seconds as it is written, and the rate (`None` for beats); `None` when the head is no such file.
fn start_and_rate(head: &Head<'_>) -> Option<(Decimal, Option<f64>)> {
    let mut lines = head.lines()?.map(|line| SEPARATED.cells(line));
    let (first, second, third) = (lines.next()?, lines.next()?, lines.next()?);
    let (start, _) = Decimal::scan(first[0].as_bytes())?;
    if !(1e9..5e9).contains(&number(first[0].as_bytes())?) {
        return None;
    }
    if first.get(1).is_some_and(|name| name == "IBI") {
        return second.iter().all(|cell| number(cell.as_bytes()).is_some()).then_some((start, None));
    }
    let rate_hz = number(second[0].as_bytes()).filter(|rate| *rate > 0.0 && *rate <= 10_000.0)?;
    let is_same = |cells: &[String]| cells.iter().all(|cell| *cell == cells[0]);
    let is_so = is_same(&first) && is_same(&second) && first.len() == second.len() && second.len() == third.len();
    (is_so && third.iter().all(|cell| number(cell.as_bytes()).is_some())).then_some((start, Some(rate_hz)))
}

fn open(source: Source, _: &Options) -> Opened {
    if source.head().names_in_folder.is_none() {
        return open_part(source);
    }
    let mut parts = Vec::new();
    for (file, ..) in PARTS {
        let name = format!("{file}.csv");
        match source.beside(&name) {
            Ok(None) => {}
            Ok(Some(part)) => parts.push((name, open_part(part))),
            Err(error) => parts.push((name, Err(error))),
        }
    }
    // Some sets add the person's name: tags_S02.csv.
    let names = source.head().names_in_folder.unwrap_or_default();
    if let Some(name) = names.iter().find(|name| name.starts_with("tags") && name.ends_with(".csv"))
        && let Ok(Some(tags)) = source.beside(name)
    {
        parts.push((name.clone(), Ok(Box::new(TagReader { lines: Lines::new(tags), report: ReadReport::default() }))));
    }
    Ok(Box::new(Chain::open(parts, source.fault("folder", "none of its files can be read"))?))
}

/// Opens one file.
fn open_part(source: Source) -> Opened {
    let wrong = || {
        let why =
            "expected the start in seconds since 1970, in the second line the rate, then numbers; export it again";
        source.fault("line 1", why)
    };
    let (start, rate_hz) = start_and_rate(&source.head()).ok_or_else(wrong)?;
    let start_nanos = start.scaled(9).ok_or_else(wrong)?;
    let mut assumptions = Assumptions::default();
    let file = source.file_name().to_uppercase();
    let part = PARTS.iter().find(|(name, ..)| file.split('.').next() == Some(name));
    let columns =
        if rate_hz.is_none() { 2 } else { source.head().first_line().map_or(1, |line| SEPARATED.cells(line).len()) };
    let (name, kind, channels) = match part {
        _ if rate_hz.is_none() => ("rr", StreamKind::Rr, PARTS[5].3.to_vec()),
        Some((_, stream, kind, channels)) if channels.len() == columns => (*stream, *kind, channels.to_vec()),
        _ => {
            assumptions.say(match part {
                Some((name, _, _, channels)) => {
                    format!("what was measured is not known: {name}.csv has {} columns, not {columns}", channels.len())
                }
                None => "what was measured is told by the file's name, and this name (such as EDA.csv) is not known"
                    .to_owned(),
            });
            let names = ["value_1", "value_2", "value_3", "value_4"];
            ("other", StreamKind::Other, names.iter().take(columns).map(|name| (*name, "", 1.0)).collect())
        }
    };
    let first_column = usize::from(rate_hz.is_none());
    let channel = |(own, (name, unit, _)): (usize, &(&str, &str, f64))| ChannelInfo {
        name: (*name).to_owned(),
        unit: (*unit).to_owned(),
        own_name: format!("column {}", own + 1 + first_column),
    };
    let info = StreamInfo {
        name: name.to_owned(),
        kind,
        nominal_rate_hz: rate_hz,
        channels: channels.iter().enumerate().map(channel).collect(),
        screen: None,
    };
    let plans = channels.iter().enumerate();
    let channels = plans.map(|(place, (_, _, scale))| ChannelPlan::scaled(place + first_column, *scale, 0.0)).collect();
    let plan = Plan {
        dialect: SEPARATED,
        first_row: if rate_hz.is_none() { 2 } else { 3 },
        width: columns,
        time: match rate_hz {
            Some(rate_hz) => TimeRule::Even { rate_hz, start_nanos },
            None => TimeRule::Number { column: 0, power: 9, start_nanos, is_dated: false },
        },
        streams: vec![StreamPlan { info, channels, only: None, lost_at_origin: Vec::new() }],
        labels: Vec::new(),
    };
    Ok(Box::new(TableReader::open(source, plan, assumptions)))
}

/// Reads the times at which the button was pressed.
struct TagReader {
    lines: Lines,
    report: ReadReport,
}

impl RecordingReader for TagReader {
    fn streams(&self) -> &[StreamInfo] {
        &[]
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, ImportError> {
        let mut marks = Vec::new();
        while marks.len() < MOST_ROWS {
            let Some(line) = self.lines.next_line()? else { break };
            let line = line.trim_ascii();
            if line.is_empty() {
                continue;
            }
            let time =
                Decimal::scan(line).filter(|(_, count)| *count == line.len()).and_then(|(time, _)| time.scaled(9));
            let number = self.lines.number();
            match time.map(Timestamp) {
                Some(time) => {
                    self.report.read += 1;
                    marks.push(Annotation {
                        stream: String::new(),
                        span: Span::new(time, time),
                        label: "tag".to_owned(),
                    });
                }
                None => self.report.skip(|| format!("line {number}"), "expected seconds since 1970"),
            }
        }
        Ok(if marks.is_empty() { None } else { Some(Piece::Annotations(marks)) })
    }

    fn report(&self) -> &ReadReport {
        &self.report
    }

    fn assumptions(&self) -> &Assumptions {
        const NONE: &Assumptions = &Assumptions::none();
        NONE
    }
}

#[cfg(test)]
mod tests {
    use super::super::{open_recording, open_recording_from};
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("EDA.csv", "1700000000.000000\n4.000000\n0.5\n0.6\n0.7\n"),
            ("ACC.csv", "1700000000.0, 1700000000.0, 1700000000.0\n32.0, 32.0, 32.0\n64,0,-32\n64,1,-32\n"),
            ("IBI.csv", "1700000000.000000, IBI\n1.5,0.75\n2.25,0.75\n"),
            ("HR.csv", ""),
            ("tags_S01.csv", "1700000001.5\nx\n"),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        folder
    }

    #[test]
    fn a_folder_gives_a_stream_for_each_file_and_says_which_file_is_empty() {
        let folder = folder();
        let whole = open_recording(folder.path(), &Options::default()).unwrap().whole().unwrap();
        assert_eq!(whole.format, "Empatica E4");
        let eda = whole.signal("eda").unwrap();
        assert_eq!(eda.time_nanos[2] - 1_700_000_000_000_000_000, 500_000_000);
        assert_eq!(eda.values("eda_us"), Some(&[0.5, 0.6, 0.7][..]));
        assert_eq!(whole.signal("movement").unwrap().values("acceleration_z_g"), Some(&[-0.5, -0.5][..]));
        let beats = whole.signal("rr").unwrap();
        assert_eq!(
            (beats.time_nanos[0] % 1_000_000_000_000, beats.values("rr_ms").unwrap()[0]),
            (1_500_000_000, 750.0)
        );
        assert_eq!(whole.annotations.len(), 1);
        let why: Vec<String> = whole.report.why.iter().map(|s| format!("{}: {}", s.place, s.why)).collect();
        assert_eq!(why, ["HR.csv: it is empty", "tags_S01.csv, line 2: expected seconds since 1970"]);
    }

    #[test]
    fn a_folder_with_one_file_is_read_and_one_among_other_tables_is_not() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("EDA.csv"), "1700000000.0\n4.0\n0.5\n0.6\n").unwrap();
        std::fs::write(folder.path().join("info.txt"), "what each file holds").unwrap();
        let whole = open_recording(folder.path(), &Options::default()).unwrap().whole().unwrap();
        assert_eq!(whole.signal("eda").unwrap().len(), 2);
        std::fs::write(folder.path().join("people.csv"), "name,age\na,30\n").unwrap();
        assert!(open_recording(folder.path(), &Options::default()).is_err());
    }

    #[test]
    fn a_file_of_unknown_name_keeps_its_numbers() {
        let bytes = std::io::Cursor::new(b"1700000000.0\n4.0\n0.5\n0.6\n".to_vec());
        let whole = open_recording_from(bytes, "pipe", &Options::default()).unwrap().whole().unwrap();
        assert_eq!(whole.signal("other").unwrap().values("value_1"), Some(&[0.5, 0.6][..]));
        assert_eq!(whole.assumptions.sentences().len(), 1);
    }

    #[test]
    fn of_two_files_that_would_be_one_stream_the_second_is_left_out_and_named() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("ACC.csv", "1700000000.0\n64.0\n0.5\n0.6\n"),
            ("EDA.csv", "1700000000.0, IBI\n1.5,0.75\n2.25,0.75\n"),
            ("IBI.csv", "1700000000.0, 1700000000.0, 1700000000.0\n32.0, 32.0, 32.0\n0,2,62\n0,2,62\n"),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let whole = open_recording(folder.path(), &Options::default()).unwrap().whole().unwrap();
        let streams: Vec<(&str, usize)> = whole.streams.iter().map(|s| (s.name.as_str(), s.channels.len())).collect();
        assert_eq!(streams, [("rr", 1), ("other", 1)]);
        assert_eq!(whole.signal("other").unwrap().values("value_1"), Some(&[0.5, 0.6][..]));
        let why: Vec<String> = whole.report.why.iter().map(|s| format!("{}: {}", s.place, s.why)).collect();
        let left_out = "IBI.csv: the whole file: ACC.csv gives the stream \"other\" already; read this file by itself";
        assert_eq!((whole.report.skipped, &why[..]), (1, &[left_out.to_owned()][..]));
        let said = "ACC.csv: what was measured is not known: ACC.csv has 3 columns, not 1";
        assert_eq!(whole.assumptions.sentences(), [said]);
    }
}

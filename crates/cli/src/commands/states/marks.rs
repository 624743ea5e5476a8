//! Labels from the marks that lie in recordings: triggers, annotations, marker streams, presses of a button.
//!
//! ```text
//! --mark 'task on=work' --mark 'pause=rest' --end-mark stop
//!
//! task on          pause        stop      task on
//! |---- work ------|--- rest ---|         |---- work ---- ... to the end of the recording
//! ```
//!
//! A mark begins its state; the state lasts until the next mark that is named, or to the end. A mark that lasts for five seconds or more holds for that length at most;
//! a shorter one is a press, such as the pulse of a trigger.
//! `MARK#2=STATE` means the second such mark of a recording alone, for devices whose marks all bear one name. Marks that are not named change nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use attentive_sensors::importers::{Options, Piece};
use attentive_types::time::{SECOND, nanos_to_seconds};
use attentive_types::{Annotation, Timestamp};

use super::labels::{Label, Labels, NAME};
use crate::args::MarkArgs;
use crate::commands::analyse::read::open;
use crate::exit_codes;
use crate::failure::Failure;

/// Which marks begin which state, and which end it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkMap(BTreeMap<Mark, Option<String>>);

/// A mark by its name; `number` counts from 1 those of that name in a recording, `None` means all of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    name: String,
    number: Option<usize>,
}

/// A mark that lasts shorter than this is a moment: pulses of triggers last some samples, which may be a second each.
const LEAST_LENGTH_NANOS: i64 = 5 * SECOND;

/// Marks that are listed when none fits.
const LISTED: usize = 20;

impl Mark {
    fn parse(text: &str) -> Self {
        let numbered = text.rsplit_once('#').and_then(|(name, number)| Some((name, number.parse().ok()?)));
        match numbered {
            Some((name, number)) if number > 0 && !name.is_empty() => {
                Self { name: name.to_owned(), number: Some(number) }
            }
            _ => Self { name: text.to_owned(), number: None },
        }
    }
}

impl std::fmt::Display for Mark {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.number {
            Some(number) => write!(f, "{}#{number}", self.name),
            None => f.write_str(&self.name),
        }
    }
}

impl MarkMap {
    /// That of the command line; `None` where no mark begins a state.
    pub fn told(args: &MarkArgs) -> Result<Option<Self>, Failure> {
        let usage = |why: String| Failure::new(exit_codes::USAGE, why);
        let mut map = Self::default();
        for text in &args.mark {
            let pair = text.rsplit_once('=').map(|(mark, state)| (mark.trim(), state.trim()));
            let Some((mark, state)) = pair.filter(|(mark, state)| !mark.is_empty() && !state.is_empty()) else {
                return Err(usage(format!("--mark: expected MARK=STATE, such as 'task on=work', found {text:?}")));
            };
            map.put(mark, Some(state)).map_err(usage)?;
        }
        for mark in &args.end_mark {
            map.put(mark.trim(), None).map_err(usage)?;
        }
        Ok((!map.0.is_empty()).then_some(map))
    }

    fn put(&mut self, mark: &str, state: Option<&str>) -> Result<(), String> {
        let before = self.0.insert(Mark::parse(mark), state.map(str::to_owned));
        if before.is_some() { Err(format!("--mark, --end-mark: the mark {mark:?} is named twice")) } else { Ok(()) }
    }

    /// As lines for a manifest; a line without a state ends one.
    pub fn text(&self) -> String {
        let lines = self.0.iter().map(|(mark, state)| format!("{mark}={}", state.as_deref().unwrap_or_default()));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// From such lines; `None` where they are none.
    pub fn of_text(text: &str) -> Option<Self> {
        let mut map = Self::default();
        for line in text.lines() {
            let (mark, state) = line.rsplit_once('=')?;
            map.put(mark, Some(state).filter(|state| !state.is_empty())).ok()?;
        }
        (!map.0.is_empty()).then_some(map)
    }

    /// What is meant by the mark of that name which is the `number`th in its recording, and by which entry; the number counts above the name alone.
    fn meaning(&self, name: &str, number: usize) -> Option<(&Mark, Option<&str>)> {
        let of = |number| self.0.get_key_value(&Mark { name: name.to_owned(), number });
        of(Some(number)).or_else(|| of(None)).map(|(mark, state)| (mark, state.as_deref()))
    }

    /// The states of one recording as their names with start and end, in order of time; an end that is not known is `None`. `met` takes the entries that were used.
    fn stretches(&self, marks: &[Annotation], met: &mut BTreeSet<Mark>) -> Vec<(String, Timestamp, Option<Timestamp>)> {
        let mut order: Vec<&Annotation> = marks.iter().collect();
        order.sort_by_key(|mark| mark.span.start);
        let mut count: BTreeMap<&str, usize> = BTreeMap::new();
        let mut found: Vec<(String, Timestamp, Option<Timestamp>)> = Vec::new();
        for mark in order {
            let name = mark.label.trim();
            let number = count.entry(name).or_default();
            *number += 1;
            let Some((entry, state)) = self.meaning(name, *number) else { continue };
            met.insert(entry.clone());
            let start = mark.span.start;
            if let Some((_, _, end)) = found.last_mut() {
                *end = Some(end.map_or(start, |end| end.min(start)));
            }
            if let Some(state) = state {
                let own_end = Some(mark.span.end).filter(|_| mark.span.nanos() >= LEAST_LENGTH_NANOS);
                found.push((state.to_owned(), start, own_end));
            }
        }
        found.retain(|(_, start, end)| end.is_none_or(|end| end > *start));
        found
    }

    /// Labels of the recordings in a folder: those of `labels.csv`, which then says whose they are, or all that lie there, each a person's own.
    pub fn labels(&self, data: &Path, options: &Options) -> Result<Labels, Failure> {
        let mut labels = Labels::default();
        let recordings = match Labels::people(data)? {
            Some(recordings) => {
                labels.has_people = true;
                recordings
            }
            None => all_below(data, options, &mut labels.said)?,
        };
        let (mut met, mut seen) = (BTreeSet::new(), BTreeMap::new());
        for (file, person) in recordings {
            let (marks, origin) = look(&file, options)?;
            let names: BTreeSet<&str> = marks.iter().map(|mark| mark.label.trim()).collect();
            names.iter().for_each(|name| *seen.entry((*name).to_owned()).or_insert(0_usize) += 1);
            let stretches = self.stretches(&marks, &mut met);
            let Some(origin) = origin.filter(|_| !stretches.is_empty()) else {
                labels.said.push(format!("no mark begins a state in it, so it is left out: {}", file.display()));
                continue;
            };
            let seconds = |moment: Timestamp| nanos_to_seconds(moment.0.saturating_sub(origin.0));
            labels.all.extend(stretches.into_iter().map(|(label, start, end)| Label {
                file: file.clone(),
                label,
                person: person.clone(),
                from_s: seconds(start),
                to_s: end.map_or(f64::INFINITY, seconds),
                line: None,
            }));
        }
        if let Some(unmet) = self.0.keys().find(|mark| !met.contains(*mark)) {
            let listed: Vec<String> =
                seen.iter().take(LISTED).map(|(name, count)| format!("{name:?} ({count})")).collect();
            let found = if listed.is_empty() {
                "the recordings have no marks at all".to_owned()
            } else {
                let more = seen.len().saturating_sub(LISTED);
                let more = if more > 0 { format!(", and {more} more") } else { String::new() };
                format!("marks that were found (in how many recordings): {}{more}", listed.join(", "))
            };
            return Err(Failure::input(format!("no recording has a mark {:?}; {found}", unmet.to_string())));
        }
        Ok(labels)
    }
}

/// All recordings that lie in a folder, each with itself for a person; what is none is told.
fn all_below(data: &Path, options: &Options, said: &mut Vec<String>) -> Result<Vec<(PathBuf, String)>, Failure> {
    let unreadable = |error: std::io::Error| Failure::input(format!("could not read: {error}: {}", data.display()));
    let entries = std::fs::read_dir(data).map_err(unreadable)?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, _>>().map_err(unreadable)?;
    paths.sort_unstable();
    let mut found = Vec::new();
    for path in paths {
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if is_hidden || path.ends_with(NAME) {
            continue;
        }
        let path = path.canonicalize().map_err(unreadable)?;
        match open(&path, options) {
            Ok(_) => found.push((path.clone(), path.display().to_string())),
            Err(why) => said.push(format!("left out, no recording: {}", why.message)),
        }
    }
    if found.is_empty() {
        return Err(Failure::input(format!("there is no recording in the folder of the data: {}", data.display())));
    }
    Ok(found)
}

/// A first look: all marks, and the moment of the first sample that comes, from which windows are counted.
fn look(file: &Path, options: &Options) -> Result<(Vec<Annotation>, Option<Timestamp>), Failure> {
    let mut recording = open(file, options)?;
    let (mut marks, mut origin) = (Vec::new(), None);
    // A recording that breaks off says so when it is read; here, what came before counts.
    while let Ok(Some(piece)) = recording.next_piece() {
        match piece {
            Piece::Annotations(more) => marks.extend(more),
            Piece::Samples(samples) => origin = origin.or(samples.time_nanos.first().copied().map(Timestamp)),
        }
    }
    Ok((marks, origin))
}

#[cfg(test)]
mod tests {
    use attentive_types::Span;

    use super::*;

    fn told(mark: &[&str], end_mark: &[&str]) -> Result<MarkMap, Failure> {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        MarkMap::told(&MarkArgs { mark: owned(mark), end_mark: owned(end_mark) }).map(Option::unwrap)
    }

    fn marks(all: &[(&str, i64, i64)]) -> Vec<Annotation> {
        let of = |(label, start, end): &(&str, i64, i64)| Annotation {
            stream: String::new(),
            span: Span::new(Timestamp(*start * SECOND), Timestamp(*end * SECOND)),
            label: (*label).to_owned(),
        };
        all.iter().map(of).collect()
    }

    fn found(map: &MarkMap, all: &[(&str, i64, i64)]) -> Vec<(String, i64, Option<i64>)> {
        let stretches = map.stretches(&marks(all), &mut BTreeSet::new());
        let seconds = |moment: Timestamp| moment.0 / SECOND;
        stretches.into_iter().map(|(state, start, end)| (state, seconds(start), end.map(seconds))).collect()
    }

    fn stretch(state: &str, start: i64, end: Option<i64>) -> (String, i64, Option<i64>) {
        (state.to_owned(), start, end)
    }

    #[test]
    fn a_state_lasts_to_the_next_named_mark_or_to_the_end() {
        let map = told(&["task on=work", "pause=rest"], &["stop"]).unwrap();
        let all = [("pause", 40, 40), ("task on", 10, 10), ("blink", 20, 20), ("stop", 70, 70), ("task on", 90, 90)];
        let expected = [stretch("work", 10, Some(40)), stretch("rest", 40, Some(70)), stretch("work", 90, None)];
        assert_eq!(found(&map, &all), expected);
    }

    #[test]
    fn a_mark_with_a_length_holds_that_long_and_no_longer_than_to_the_next() {
        let map = told(&["a=x", "b=y"], &[]).unwrap();
        assert_eq!(found(&map, &[("a", 0, 30), ("b", 50, 50)]), [stretch("x", 0, Some(30)), stretch("y", 50, None)]);
        assert_eq!(
            found(&map, &[("a", 0, 90), ("b", 50, 60)]),
            [stretch("x", 0, Some(50)), stretch("y", 50, Some(60))]
        );
        let mut pulses = marks(&[("a", 0, 0), ("b", 50, 50)]);
        pulses.iter_mut().for_each(|pulse| pulse.span.end.0 += SECOND / 10);
        let ends = map.stretches(&pulses, &mut BTreeSet::new());
        assert_eq!(ends.iter().map(|(_, _, end)| *end).collect::<Vec<_>>(), [Some(Timestamp(50 * SECOND)), None]);
    }

    #[test]
    fn marks_of_one_name_are_told_apart_by_their_number() {
        let map = told(&["tag#1=rest", "tag#2=stress", "tag#4=stress"], &["tag"]).unwrap();
        let all: Vec<(&str, i64, i64)> = (1..=5).map(|place| ("tag", 10 * place, 10 * place)).collect();
        let expected =
            [stretch("rest", 10, Some(20)), stretch("stress", 20, Some(30)), stretch("stress", 40, Some(50))];
        assert_eq!(found(&map, &all), expected);
        assert_eq!(Mark::parse("no#x"), Mark { name: "no#x".into(), number: None });
        assert_eq!(MarkMap::of_text(&map.text()), Some(map), "as a manifest keeps it");
    }

    #[test]
    fn what_is_no_map_is_refused() {
        for (mark, end, why) in [
            ("work", vec![], "expected MARK=STATE"),
            ("=work", vec![], "expected MARK=STATE"),
            ("on=", vec![], "expected MARK=STATE"),
            ("on=work", vec!["on"], "named twice"),
        ] {
            let fault = told(&[mark], &end).unwrap_err();
            assert!(fault.message.contains(why) && fault.code == exit_codes::USAGE, "{}", fault.message);
        }
        assert_eq!(MarkMap::told(&MarkArgs::default()).unwrap(), None);
        assert_eq!((MarkMap::of_text(""), MarkMap::of_text("nothing")), (None, None));
    }
}

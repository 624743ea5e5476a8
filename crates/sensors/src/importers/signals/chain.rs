//! Recordings that lie in several files: one after the other.

use std::collections::VecDeque;

use attentive_types::{ClockKind, StreamInfo};

use super::super::{ImportError, Noticed, ReadReport};
use super::{Assumptions, Opened, Piece, RecordingReader};

/// Several readers as one. A part that fails costs that part, and is reported; so does one that gives a stream which an earlier part
/// gives: under one name there is one stream, with one set of channels.
pub(super) struct Chain {
    parts: VecDeque<(String, Box<dyn RecordingReader>)>,
    streams: Vec<StreamInfo>,
    /// What the times of each stream count from.
    clocks: Vec<ClockKind>,
    /// Of the parts that are done.
    done: ReadReport,
    /// Of the parts that are done, and of the one that is being read.
    report: ReadReport,
    assumptions: Assumptions,
}

impl Chain {
    /// Opens each part by its name.
    ///
    /// # Errors
    /// The first part's, when none can be opened.
    pub(super) fn open(parts: Vec<(String, Opened)>, none: ImportError) -> Result<Self, ImportError> {
        let mut chain = Self {
            parts: VecDeque::new(),
            streams: Vec::new(),
            clocks: Vec::new(),
            done: ReadReport::default(),
            report: ReadReport::default(),
            assumptions: Assumptions::default(),
        };
        let mut first_error = None;
        for (name, part) in parts {
            match part {
                Ok(reader) => match chain.clash(reader.as_ref()) {
                    Some(why) => chain.done.skip(|| name, why),
                    None => {
                        chain.streams.extend_from_slice(reader.streams());
                        chain.clocks.extend(reader.streams().iter().map(|stream| reader.clock_of(&stream.name)));
                        chain.parts.push_back((name, reader));
                    }
                },
                Err(error) => {
                    chain.done.skip(|| name, without_path(&error));
                    first_error.get_or_insert(error);
                }
            }
        }
        if chain.parts.is_empty() {
            return Err(first_error.unwrap_or(none));
        }
        chain.look();
        Ok(chain)
    }

    /// Why a part cannot be taken beside those that are there.
    fn clash(&self, part: &dyn RecordingReader) -> Option<String> {
        let gives = |reader: &dyn RecordingReader, name: &str| reader.streams().iter().any(|own| own.name == name);
        part.streams().iter().find_map(|stream| {
            let (first, _) = self.parts.iter().find(|(_, reader)| gives(reader.as_ref(), &stream.name))?;
            Some(format!(
                "the whole file: {first} gives the stream {:?} already; read this file by itself",
                stream.name
            ))
        })
    }

    /// Brings report and assumptions up to date.
    fn look(&mut self) {
        self.report = self.done.clone();
        if let Some((name, reader)) = self.parts.front() {
            add(&mut self.report, name, reader.report());
        }
        for (name, reader) in &self.parts {
            for sentence in reader.assumptions().sentences() {
                self.assumptions.say(format!("{name}: {sentence}"));
            }
        }
    }

    fn drop_first(&mut self) {
        if let Some((name, reader)) = self.parts.pop_front() {
            add(&mut self.done, &name, reader.report());
        }
    }
}

impl RecordingReader for Chain {
    fn streams(&self) -> &[StreamInfo] {
        &self.streams
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, ImportError> {
        while let Some((name, reader)) = self.parts.front_mut() {
            match reader.next_piece() {
                Ok(Some(piece)) => {
                    self.look();
                    return Ok(Some(piece));
                }
                Ok(None) => self.drop_first(),
                Err(error) => {
                    let name = name.clone();
                    self.drop_first();
                    self.done.skip(|| name, format!("the rest of the file: {}", without_path(&error)));
                }
            }
        }
        self.look();
        Ok(None)
    }

    fn clock_of(&self, stream: &str) -> ClockKind {
        let own = self.streams.iter().zip(&self.clocks).find(|(info, _)| info.name == stream);
        own.map_or(ClockKind::Elapsed, |(_, clock)| *clock)
    }

    fn report(&self) -> &ReadReport {
        &self.report
    }

    fn assumptions(&self) -> &Assumptions {
        &self.assumptions
    }
}

/// What an error says, without the path: the part's name is said already.
fn without_path(error: &ImportError) -> String {
    match error {
        ImportError::Recording { place, why, .. } => format!("{place}: {why}"),
        ImportError::Io { source, .. } => format!("it cannot be read ({source})"),
        ImportError::Empty { .. } => "it is empty".to_owned(),
        ImportError::NoFile { .. } => "it is a pipe or a device".to_owned(),
        ImportError::Unknown { found, .. } => (*found).to_owned(),
        ImportError::Broken { place, why, .. } => format!("{place}: {why}"),
    }
}

/// Adds the report of a part.
fn add(to: &mut ReadReport, name: &str, part: &ReadReport) {
    to.read += part.read;
    let kept = part.why.len() as u64;
    for skipped in &part.why {
        to.skip(|| format!("{name}, {}", skipped.place), skipped.why.clone());
    }
    to.skipped += part.skipped.saturating_sub(kept);
    for noticed in &part.noticed {
        match to.noticed.iter_mut().find(|found| found.what == noticed.what) {
            Some(found) => found.count += noticed.count,
            None => to.noticed.push(Noticed { place: format!("{name}, {}", noticed.place), ..noticed.clone() }),
        }
    }
}

//! Where texts come from: a file that is replayed, or standard input as it comes.

use std::fs::File;
use std::io::{BufRead, BufReader, stdin};

use attentive_server::machine_now;
use attentive_text::labelled::{BadRecord, TimedText, TimedTexts};
use attentive_types::Timestamp;

use super::args::MonitorArgs;
use crate::clock::parse_moment;
use crate::failure::Failure;

/// Texts of a file that are scored at once.
const AT_ONCE: usize = 64;
/// Bad records that are told one by one.
const MOST_TOLD: usize = 20;
/// Numbers from here on count milliseconds: as seconds they would lie beyond the year 5000.
const MILLIS_FROM: f64 = 1e11;

/// A text that can be watched.
pub struct Incoming {
    pub at: Timestamp,
    pub text: String,
    pub topic: Option<String>,
}

/// The source.
pub struct Source {
    texts: TimedTexts<Box<dyn BufRead>>,
    is_live: bool,
    /// Records that could not be used.
    pub bad: usize,
}

impl Source {
    /// Opens it and says what is read as what.
    pub fn open(args: &MonitorArgs) -> Result<Self, Failure> {
        let name = args.file.as_ref().map_or_else(|| "standard input".to_owned(), |file| file.display().to_string());
        let refused = |why: &dyn std::fmt::Display| Failure::input(format!("could not read texts: {why}: {name}"));
        let input: Box<dyn BufRead> = match &args.file {
            Some(file) => {
                Box::new(BufReader::with_capacity(1 << 16, File::open(file).map_err(|error| refused(&error))?))
            }
            None => Box::new(stdin().lock()),
        };
        let texts = TimedTexts::open(input, &args.columns()).map_err(|fault| refused(&fault))?;
        let is_live = args.file.is_none();
        if !is_live && !texts.has_times() {
            return Err(refused(
                &"it is not clear which column is the time; name it with --time-column NAME (or its number, from 1)",
            ));
        }
        // Standard output is for alarms.
        eprintln!("{name}: {}", texts.in_words());
        Ok(Self { texts, is_live, bad: 0 })
    }

    /// Whether texts come as they are written.
    pub fn is_live(&self) -> bool {
        self.is_live
    }

    /// The next texts: one that has just come, or several of a file; none at the end.
    pub fn next_texts(&mut self) -> Vec<Incoming> {
        let most = if self.is_live { 1 } else { AT_ONCE };
        let mut found = Vec::with_capacity(most);
        while found.len() < most {
            match self.texts.next() {
                None => break,
                Some(Ok(text)) => match self.moment(&text) {
                    Some(at) => found.push(Incoming { at, text: text.text, topic: text.topic }),
                    None => {
                        let said = text.time.as_deref().unwrap_or("nothing").chars().take(40).collect::<String>();
                        self.left_out(&format!("line {}: expected a time, found {said:?}", text.line));
                    }
                },
                Some(Err(bad)) => {
                    let is_end =
                        matches!(&bad, BadRecord { flaw: attentive_text::labelled::Flaw::Unreadable { .. }, .. });
                    self.left_out(&bad.to_string());
                    if is_end {
                        break;
                    }
                }
            }
        }
        found
    }

    fn moment(&self, text: &TimedText) -> Option<Timestamp> {
        match &text.time {
            Some(time) => moment_of(time),
            None => self.is_live.then(machine_now),
        }
    }

    fn left_out(&mut self, why: &str) {
        self.bad += 1;
        if self.bad <= MOST_TOLD {
            eprintln!("  left out: {why}");
        }
    }
}

/// A moment as files write it.
fn moment_of(text: &str) -> Option<Timestamp> {
    if let Ok(number) = text.parse::<f64>() {
        return Timestamp::from_unix_seconds(if number.abs() >= MILLIS_FROM { number / 1_000.0 } else { number });
    }
    parse_moment(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_files_write_them() {
        let at = Timestamp::parse("2026-11-24T09:30:00Z").unwrap();
        for text in ["2026-11-24T09:30:00Z", "2026-11-24T10:30:00+01:00", "1795512600", "1795512600000", "1795512600.0"]
        {
            assert_eq!(moment_of(text), Some(at), "{text}");
        }
        assert!(moment_of("2026-11-24 09:30:00").is_some() && moment_of("2026-11-24").is_some());
        for text in ["noon", "", "NaN", "1e300"] {
            assert_eq!(moment_of(text), None, "{text}");
        }
    }
}

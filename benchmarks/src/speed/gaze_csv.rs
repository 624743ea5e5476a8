//! An hour of two eyes at 1,000 Hz as the text that a device would have written, made while it is read: no file of gigabytes.

use std::io::{self, Read, Write};
use std::time::Instant;

use anyhow::Context;
use attentive_pipeline::features::gaze::{GazeWindow, GazeWindows};
use attentive_pipeline::patterns::space::{Extent, HeatMapStream};
use attentive_pipeline::preprocess::gaze::{CleanSettings, GazeMethod, GazeStream};
use attentive_sensors::importers::signals::{Options, Piece, open_recording_from};
use attentive_types::{GazeSignal, SampleSignal, StreamKind};

use super::gaze::{NANOS_PER_MINUTE, measure};
use crate::machine;
use crate::report::{Report, Row};
use crate::synthetic_gaze::SCREEN;

/// A minute of rows, again and again with later times.
pub struct CsvGaze {
    /// All of a row but its time.
    rows: Vec<Vec<u8>>,
    total: usize,
    next: usize,
    line: Vec<u8>,
    given: usize,
}

impl CsvGaze {
    pub fn new(minute: &SampleSignal, minutes: usize) -> Self {
        let mut line = b"time_ms".to_vec();
        for channel in &minute.channels {
            line.push(b',');
            line.extend_from_slice(channel.name.as_bytes());
        }
        line.push(b'\n');
        let row = |place: usize| {
            let values: Vec<String> =
                minute.channels.iter().map(|channel| format!(",{:.3}", channel.values[place])).collect();
            format!("{}\n", values.concat()).into_bytes()
        };
        let rows: Vec<Vec<u8>> = (0..minute.len()).map(row).collect();
        Self { total: rows.len() * minutes, rows, next: 0, line, given: 0 }
    }

    fn write_next_line(&mut self) -> io::Result<()> {
        self.line.clear();
        self.given = 0;
        if self.next < self.total {
            write!(self.line, "{}", self.next)?;
            self.line.extend_from_slice(&self.rows[self.next % self.rows.len()]);
            self.next += 1;
        }
        Ok(())
    }
}

impl Read for CsvGaze {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < out.len() {
            if self.given == self.line.len() {
                self.write_next_line()?;
                if self.line.is_empty() {
                    break;
                }
            }
            let part = (self.line.len() - self.given).min(out.len() - filled);
            out[filled..filled + part].copy_from_slice(&self.line[self.given..self.given + part]);
            self.given += part;
            filled += part;
        }
        Ok(filled)
    }
}

/// Import, cleaning, events, features of each minute, heat map. Making the text is part of the time, and is given beside it.
pub fn add_csv(report: &mut Report, name: &str, minute: &SampleSignal, minutes: usize) -> anyhow::Result<()> {
    let case = format!("{name} of CSV: import, clean, events, features, heat map");
    let begun = Instant::now();
    let bytes = io::copy(&mut CsvGaze::new(minute, minutes), &mut io::sink())?;
    let making_s = begun.elapsed().as_secs_f64();
    let reader = CsvGaze::new(minute, minutes);
    let begun = Instant::now();
    let options = Options { screen: Some(SCREEN), ..Options::default() };
    let mut recording = open_recording_from(reader, "gaze.csv", &options)?;
    let info = recording.streams().iter().find(|stream| stream.kind == StreamKind::Gaze).cloned();
    let info = info.context("no gaze was found in the CSV")?;
    let mut stream = GazeStream::new(&info, CleanSettings::default(), GazeMethod::default());
    let mut windows = GazeWindows::new(NANOS_PER_MINUTE);
    let mut heat = HeatMapStream::new(Extent::centred(44.0, 26.0), 220, 130).context("no heat map")?;
    let (mut rows, mut events_found, mut windows_found, mut values) = (0, 0, 0, 0);
    let mut count = |window: &GazeWindow| measure(window, &mut windows_found, &mut values);
    while let Some(piece) = recording.next_piece()? {
        let Piece::Samples(piece) = piece else { continue };
        if piece.name != info.name {
            continue;
        }
        rows += piece.len();
        let mut samples = GazeSignal::default();
        let events = stream.push_with(&piece, |seen| samples = seen)?;
        windows.push(&samples, &events, &mut count);
        heat.push_fixations(&events);
        events_found += events.len();
    }
    let mut samples = GazeSignal::default();
    let events = stream.finish_with(|seen| samples = seen);
    windows.push(&samples, &events, &mut count);
    windows.finish(&mut count);
    heat.push_fixations(&events);
    events_found += events.len();
    let peaks = heat.finish(1.0).peaks(10).len();
    let seconds = begun.elapsed().as_secs_f64();
    anyhow::ensure!(rows == minute.len() * minutes, "{rows} rows of {} were imported", minute.len() * minutes);
    anyhow::ensure!(windows_found >= minutes && peaks > 0, "{name} of CSV: features or heat map are missing");
    report.rows.push(Row::new(&case, "wall", seconds, "s").beside(3.0 * minutes as f64 / 60.0));
    report.rows.push(Row::new(&case, "of which making the text", making_s, "s"));
    report.rows.push(Row::new(&case, "rate", bytes as f64 / 1e6 / seconds, "MB/s"));
    report.rows.push(Row::new(&case, "events", events_found as f64, "1"));
    let (_, peak) = machine::memory_mb(std::process::id()).context("no figures of this process")?;
    report.rows.push(Row::new(&case, "memory peak", peak, "MB").beside(300.0));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synthetic_gaze::SyntheticGaze;

    #[test]
    fn the_text_has_a_head_and_a_row_for_each_sample_with_times_that_go_on() {
        let minute = SyntheticGaze::new(1, 1000.0, 3).binocular();
        let mut text = String::new();
        CsvGaze::new(&minute, 3).read_to_string(&mut text).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines.len(), 3001);
        assert!(lines[0].starts_with("time_ms,left_x_px,left_y_px,right_x_px"));
        assert!(lines[2500].starts_with("2499,"));
        assert_eq!(lines[1].split(',').skip(1).collect::<Vec<_>>(), lines[1001].split(',').skip(1).collect::<Vec<_>>());
    }
}

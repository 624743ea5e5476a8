//! What the windows of recordings measure: one row for each window, one column for each feature of each stream.

use std::collections::BTreeMap;
use std::path::PathBuf;

use attentive_learn::Rows;
use attentive_pipeline::run::recording::{Found, Laid, RecordingRun, RecordingSettings};
use attentive_types::time::nanos_to_seconds;
use attentive_types::{Span, StreamKind};

use super::labels::Labels;
use super::making::Setup;
use crate::commands::analyse::read::{self, Way};
use crate::commands::analyse::with_guesses;
use crate::failure::Failure;

/// Rows of windows, and where each is from. Each recording counts as a person until labels say whose it is.
#[derive(Debug, Default)]
pub struct Windows {
    pub rows: Rows,
    /// The place of the recording.
    pub file: Vec<usize>,
    /// In seconds from the recording's first sample.
    pub from_s: Vec<f64>,
    pub to_s: Vec<f64>,
    /// What was guessed and left out, as sentences.
    pub said: Vec<String>,
    /// Whether one of the recordings tells where eyes look.
    pub has_eyes: bool,
}

/// One recording's values by window, then by column.
#[derive(Default)]
struct Collected {
    of_window: BTreeMap<Span, BTreeMap<String, f64>>,
}

impl Windows {
    /// Measures recordings.
    pub fn read(setup: &Setup, files: &[PathBuf]) -> Result<Self, Failure> {
        let choices = &setup.choices;
        let mut windows = Self::default();
        let mut columns: BTreeMap<String, Vec<f32>> = BTreeMap::new();
        for (number, file) in files.iter().enumerate() {
            let (options, guessed) = with_guesses(setup.options.clone(), std::slice::from_ref(file))?;
            windows.said.extend(guessed.into_iter().map(|said| format!("{}: {said}", file.display())));
            let settings = RecordingSettings {
                windowing: choices.windowing,
                marks: Vec::new(),
                screen: options.screen,
                gaze_method: choices.gaze_method.clone(),
                areas: Vec::new(),
            };
            let mut run = RecordingRun::new(settings);
            let mut collected = Collected::default();
            let read = read::read(file, &options, Way::default(), &mut run, |run, found| {
                let names: Vec<String> = run.streams().map(|info| info.name.clone()).collect();
                collected.take(&found, &names);
                Ok(())
            })?;
            windows.said.extend(read.broke_off.map(|why| format!("reading broke off, what came before counts: {why}")));
            let names: Vec<String> = run.streams().map(|info| info.name.clone()).collect();
            windows.has_eyes |= run.streams().any(|info| info.kind == StreamKind::Gaze);
            let origin = run.origin();
            let (rest, _) = run.finish();
            collected.take(&rest, &names);
            windows.add(number, origin.map_or(0, |origin| origin.0), collected, &mut columns);
        }
        let rows = windows.file.len();
        for (name, mut column) in columns {
            column.resize(rows, f32::NAN);
            windows.rows.names.push(name);
            windows.rows.columns.push(column);
        }
        Ok(windows)
    }

    #[expect(clippy::cast_possible_truncation, reason = "models look at single precision; recordings are few")]
    fn add(&mut self, number: usize, origin: i64, collected: Collected, columns: &mut BTreeMap<String, Vec<f32>>) {
        let since = |moment: i64| nanos_to_seconds(moment.saturating_sub(origin));
        for (window, values) in collected.of_window {
            let row = self.file.len();
            for (name, value) in values {
                let column = columns.entry(name).or_default();
                column.resize(row, f32::NAN);
                column.push(value as f32);
            }
            self.file.push(number);
            self.from_s.push(since(window.start.0));
            self.to_s.push(since(window.end.0));
            self.rows.person.push(number as u32);
            self.rows.time.push(since(window.start.0));
        }
    }

    /// The windows in which one of these columns has a value; the others cannot be told.
    pub fn with_values(&self, columns: &[String]) -> Vec<bool> {
        let asked: Vec<&Vec<f32>> = self
            .rows
            .names
            .iter()
            .zip(&self.rows.columns)
            .filter(|(name, _)| columns.contains(name))
            .map(|(_, column)| column)
            .collect();
        (0..self.file.len()).map(|row| asked.iter().any(|column| column[row].is_finite())).collect()
    }

    /// Says whose the recordings are, so that a person's own range is that of all their windows.
    #[expect(clippy::cast_possible_truncation, reason = "people are few")]
    pub fn name_people(&mut self, labels: &Labels, files: &[PathBuf]) {
        let mut people: Vec<&str> = labels.all.iter().map(|label| label.person.as_str()).collect();
        people.sort_unstable();
        people.dedup();
        let person_of = |file: &PathBuf| {
            let own = labels.all.iter().find(|label| label.file == *file);
            own.and_then(|own| people.binary_search(&own.person.as_str()).ok()).unwrap_or(0) as u32
        };
        let of_file: Vec<u32> = files.iter().map(person_of).collect();
        self.rows.person = self.file.iter().map(|file| of_file[*file]).collect();
    }

    /// The windows that have a label, as places and classes; windows of other labels than `names`, or without a value in `columns`, are left out.
    #[expect(clippy::cast_possible_truncation, reason = "labels are at most a few dozen, see the training")]
    pub fn said(
        &self,
        labels: &Labels,
        files: &[PathBuf],
        names: &[String],
        columns: &[String],
    ) -> (Vec<usize>, Vec<u8>) {
        let can_be_told = self.with_values(columns);
        let class = |row: usize| {
            let said = labels.of(&files[self.file[row]], self.from_s[row], self.to_s[row])?;
            names.iter().position(|name| *name == said.label).map(|place| (row, place as u8))
        };
        (0..self.file.len()).filter(|row| can_be_told[*row]).filter_map(class).unzip()
    }
}

impl Collected {
    /// Takes features of the chosen windows; what is missing is a column without a value there.
    fn take(&mut self, found: &Found, names: &[String]) {
        let features = &found.features;
        for place in 0..features.len() {
            if features.laid[place] != Laid::Chosen {
                continue;
            }
            let stream = names.get(features.stream[place]).map_or("", String::as_str);
            let name = format!("{stream}: {}", features.info[place].name);
            let value = features.measured[place].value.unwrap_or(f64::NAN);
            self.of_window.entry(features.window[place]).or_default().insert(name, value);
        }
    }
}

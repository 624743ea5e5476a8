//! The folder of results: tables that grow while the recording is read, then pictures and the page.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use attentive_pipeline::run::recording::{Found, RecordingAnalysis, Space};
use attentive_sensors::exporters::{TableFormat, TableWriter};
use attentive_types::Table;
use attentive_types::table::Column;

use super::drawings::Shown;
use super::{changes, tables};
use crate::failure::{Failure, Outcome};
use crate::pictures::heat::{self, Ground};
use crate::pictures::{raster, svg};

/// A table that is written in all formats at once.
struct Growing {
    writers: Vec<Box<dyn TableWriter>>,
    is_begun: bool,
}

/// The folder, and what was written into it.
pub struct Writing {
    folder: PathBuf,
    events: Growing,
    features: Growing,
    written: Vec<String>,
}

impl Writing {
    /// Makes the folder and begins the tables.
    pub fn begin(folder: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder).map_err(|error| {
            Failure::input(format!("could not make the folder of results: {error}: {}", folder.display()))
        })?;
        let mut written = Vec::new();
        let mut begin = |name: &str| -> Result<Growing, Failure> {
            let mut writers = Vec::new();
            for (ending, format) in [("parquet", TableFormat::Parquet), ("csv", TableFormat::Csv)] {
                let name = format!("{name}.{ending}");
                let path = folder.join(&name);
                let file = File::create(&path).map_err(|error| failed(&path, &error))?;
                writers.push(format.writer(BufWriter::new(file)));
                written.push(name);
            }
            Ok(Growing { writers, is_begun: false })
        };
        let (events, features) = (begin("events")?, begin("features")?);
        Ok(Self { folder: folder.to_owned(), events, features, written })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Names of the files so far.
    pub fn written(&self) -> &[String] {
        &self.written
    }

    /// Adds what was found. `names` are those of the streams by place.
    pub fn push(&mut self, found: &Found, names: &[String]) -> Outcome {
        if !found.events.is_empty() {
            self.events.push(&tables::events(found, names), &self.folder)?;
        }
        if !found.features.is_empty() {
            self.features.push(&tables::features(found, names), &self.folder)?;
        }
        Ok(())
    }

    /// Ends the tables; those without rows have their columns all the same.
    pub fn finish_tables(&mut self) -> Outcome {
        let nothing = Found::default();
        if !self.events.is_begun {
            self.events.push(&tables::events(&nothing, &[]), &self.folder)?;
        }
        if !self.features.is_begun {
            self.features.push(&tables::features(&nothing, &[]), &self.folder)?;
        }
        for table in [&mut self.events, &mut self.features] {
            for writer in table.writers.drain(..) {
                writer.finish().map_err(|error| failed(&self.folder, &error))?;
            }
        }
        Ok(())
    }

    /// Writes the pictures of all streams as files, and maps and areas also as numbers.
    pub fn pictures(
        &mut self,
        analysis: &RecordingAnalysis,
        pictures: &[Vec<Shown>],
        ground: Option<&Ground>,
    ) -> Outcome {
        let many = analysis.streams.iter().filter(|stream| stream.space.is_some()).count() > 1;
        for (stream, shown) in analysis.streams.iter().zip(pictures) {
            let name = file_name(&stream.info.name);
            for picture in shown {
                let is_of_space = matches!(picture.slug, "heatmap" | "scanpath" | "transitions");
                let own =
                    if is_of_space && !many { picture.slug.to_owned() } else { format!("{name}-{}", picture.slug) };
                self.text(&format!("{own}.svg"), &svg::file(&picture.drawing))?;
                self.bytes(&format!("{own}.png"), &raster::png_of(&picture.drawing))?;
            }
            if let Some(space) = &stream.space {
                let end = if many { format!("-{name}") } else { String::new() };
                // Without axes and legend, as large as the screen is wide, to be laid over other things.
                self.bytes(&format!("heatmap-plain{end}.png"), &heat::png_of(&space.map, ground))?;
                self.table(&format!("heatmap{end}.csv"), &map_table(space))?;
                self.table(&format!("scanpath{end}.csv"), &path_table(space))?;
                if !space.areas.is_empty() {
                    self.table(&format!("areas{end}.csv"), &areas_table(space))?;
                    self.table(&format!("transitions{end}.csv"), &transitions_table(space))?;
                }
            }
        }
        Ok(())
    }

    /// Writes the shifts of all features as a table, which may have no rows.
    pub fn changes(&mut self, analysis: &RecordingAnalysis) -> Outcome {
        self.table(changes::FILE, &changes::table(analysis))
    }

    /// Writes a text file.
    pub fn text(&mut self, name: &str, text: &str) -> Outcome {
        self.bytes(name, text.as_bytes())
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) -> Outcome {
        let path = self.folder.join(name);
        std::fs::write(&path, bytes).map_err(|error| failed(&path, &error))?;
        self.written.push(name.to_owned());
        Ok(())
    }

    fn table(&mut self, name: &str, table: &Table) -> Outcome {
        let path = self.folder.join(name);
        let file = File::create(&path).map_err(|error| failed(&path, &error))?;
        let mut writer = TableFormat::Csv.writer(BufWriter::new(file));
        writer.push(table).and_then(|()| writer.finish()).map_err(|error| failed(&path, &error))?;
        self.written.push(name.to_owned());
        Ok(())
    }
}

impl Growing {
    fn push(&mut self, table: &Table, folder: &Path) -> Outcome {
        self.is_begun = true;
        self.writers.iter_mut().try_for_each(|writer| writer.push(table)).map_err(|error| failed(folder, &error))
    }
}

fn failed(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::new(crate::exit_codes::FAILED, format!("could not write the results: {error}: {}", path.display()))
}

/// A stream's name as a part of a file's name: letters, digits and hyphens.
pub fn file_name(stream: &str) -> String {
    let letters: String = stream
        .chars()
        .take(60)
        .map(|letter| if letter.is_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    let parts: Vec<&str> = letters.split('-').filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { "stream".to_owned() } else { parts.join("-") }
}

fn map_table(space: &Space) -> Table {
    let map = &space.map;
    let centres: Vec<(f64, f64)> = (0..map.density.len()).map(|place| map.centre(place)).collect();
    Table {
        columns: vec![
            Column::numbers("x_deg", "deg", centres.iter().map(|centre| centre.0).collect()),
            Column::numbers("y_deg", "deg", centres.iter().map(|centre| centre.1).collect()),
            Column::numbers("density_s_per_deg2", "s/deg^2", map.density.clone()),
        ],
    }
}

fn path_table(space: &Space) -> Table {
    let steps = &space.path.steps;
    Table {
        columns: vec![
            Column::moments("start_nanos", steps.iter().map(|step| step.span.start.0).collect()),
            Column::moments("end_nanos", steps.iter().map(|step| step.span.end.0).collect()),
            Column::numbers("x_deg", "deg", steps.iter().map(|step| step.x_deg).collect()),
            Column::numbers("y_deg", "deg", steps.iter().map(|step| step.y_deg).collect()),
        ],
    }
}

fn areas_table(space: &Space) -> Table {
    let numbers =
        |value: fn(&attentive_pipeline::patterns::space::AreaDwell) -> f64| space.areas.iter().map(value).collect();
    let missing = f64::NAN;
    Table {
        columns: vec![
            Column::texts("area", space.areas.iter().map(|area| area.name.clone()).collect()),
            Column::numbers("dwell_s", "s", numbers(|area| area.dwell_s)),
            Column::numbers(
                "dwell_share",
                "1",
                space.areas.iter().map(|area| area.dwell_share.unwrap_or(missing)).collect(),
            ),
            Column::numbers("fixations", "", numbers(|area| area.fixations as f64)),
            Column::numbers("visits", "", numbers(|area| area.visits as f64)),
            Column::numbers(
                "mean_visit_s",
                "s",
                space.areas.iter().map(|area| area.mean_visit_s.unwrap_or(missing)).collect(),
            ),
            Column::numbers(
                "first_fixation_s",
                "s",
                space.areas.iter().map(|area| area.first_fixation_s.unwrap_or(missing)).collect(),
            ),
        ],
    }
}

fn transitions_table(space: &Space) -> Table {
    let matrix = &space.transitions;
    let places = matrix.labels.len();
    let pairs: Vec<(usize, usize)> = (0..places * places).map(|place| (place / places, place % places)).collect();
    Table {
        columns: vec![
            Column::texts("from_area", pairs.iter().map(|pair| matrix.labels[pair.0].clone()).collect()),
            Column::texts("to_area", pairs.iter().map(|pair| matrix.labels[pair.1].clone()).collect()),
            Column::numbers("transitions", "", matrix.counts.iter().map(|count| *count as f64).collect()),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_streams_become_safe_names_of_files() {
        assert_eq!(file_name("S02: EDA / left"), "s02-eda-left");
        assert_eq!(file_name("../../etc"), "etc");
        assert_eq!(file_name("\u{0}/"), "stream");
    }
}

//! Turns a recording of any known format into one Parquet or CSV file for each stream, in bounded memory.
//!
//! `cargo run -p attentive-sensors --example recording_to_tables -- FILE FOLDER [parquet|csv]`

use std::collections::BTreeMap;
use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

use attentive_sensors::exporters::{TableFormat, TableWriter};
use attentive_sensors::importers::{Options, Piece, open_recording};
use attentive_types::Table;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, folder, rest @ ..] = arguments.as_slice() else {
        return Err("expected FILE FOLDER [parquet|csv]".into());
    };
    let ending = rest.first().map_or("parquet", String::as_str);
    let format = TableFormat::of_path(Path::new(&format!("a.{ending}"))).ok_or("expected parquet or csv")?;
    std::fs::create_dir_all(folder)?;

    let mut recording = open_recording(Path::new(file), &Options::default())?;
    eprintln!("{}", recording.format());
    let mut writers: BTreeMap<String, Box<dyn TableWriter>> = BTreeMap::new();
    while let Some(piece) = recording.next_piece()? {
        let (name, table) = match piece {
            Piece::Annotations(marks) => ("annotations".to_owned(), Table::from(marks.as_slice())),
            Piece::Samples(samples) => {
                let stream = recording.streams().iter().find(|stream| stream.name == samples.name);
                let channels = stream.map_or(&[][..], |stream| stream.channels.as_slice());
                (samples.name.clone(), Table::of_samples(&samples, channels))
            }
        };
        if !writers.contains_key(&name) {
            let path = PathBuf::from(folder).join(format!("{}.{ending}", name.replace(['/', '\\'], "_")));
            writers.insert(name.clone(), format.writer(File::create(path)?));
        }
        if let Some(writer) = writers.get_mut(&name) {
            writer.push(&table)?;
        }
    }
    for writer in writers.into_values() {
        writer.finish()?;
    }
    let report = recording.report();
    eprintln!("read {}, skipped {}", report.read, report.skipped);
    report.why.iter().for_each(|skipped| eprintln!("skipped at {}: {}", skipped.place, skipped.why));
    report
        .noticed
        .iter()
        .for_each(|noticed| eprintln!("noticed {} times: {} ({})", noticed.count, noticed.what, noticed.place));
    recording.assumptions().sentences().iter().for_each(|sentence| eprintln!("assumed: {sentence}"));
    Ok(())
}

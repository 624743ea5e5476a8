//! Files of many formats with the same wave in them, written here so that nothing is downloaded and what they hold is known.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use attentive_sensors::exporters::{ParquetWriter, TableWriter};
use attentive_types::{Column, Table};

/// Channels of the recordings of the body.
pub const CHANNELS: usize = 8;

/// Samples per second of every file.
pub const RATE_HZ: usize = 500;

/// A file that was written.
pub struct Made {
    /// The format, as the report calls it.
    pub format: &'static str,
    pub path: PathBuf,
    /// Bytes of all of its parts.
    pub bytes: u64,
    /// The sum of the first channel, in our unit.
    pub sum: f64,
}

/// The step of a converter at a place: whole numbers from -1,000 to 1,000 that repeat late.
pub fn step(row: usize, channel: usize) -> i16 {
    ((row * 7_919 + channel * 104_729) % 2_001) as i16 - 1_000
}

/// Writes one file of each format.
pub fn write_all(folder: &Path, seconds: usize) -> anyhow::Result<Vec<Made>> {
    let rows = seconds * RATE_HZ;
    let steps: f64 = (0..rows).map(|row| f64::from(step(row, 0))).sum();
    let made = |format, name: &str, parts: &[&str], sum: f64| -> anyhow::Result<Made> {
        let parts = parts.iter().map(|part| Ok(folder.join(part).metadata()?.len()));
        Ok(Made { format, path: folder.join(name), bytes: parts.sum::<io::Result<u64>>()?, sum })
    };
    let writer = |name: &str| Ok::<_, io::Error>(BufWriter::with_capacity(1 << 16, File::create(folder.join(name))?));
    csv(writer("gaze.csv")?, rows)?;
    tobii(writer("tobii.tsv")?, rows)?;
    eyelink(writer("eyelink.asc")?, rows)?;
    edf(writer("eeg.edf")?, seconds)?;
    wfdb(writer("heart.hea")?, writer("heart.dat")?, rows)?;
    xdf(writer("lsl.xdf")?, rows)?;
    parquet(writer("eeg.parquet")?, rows)?;
    let gaze = rows as f64 * 960.0 + steps / 10.0;
    Ok(vec![
        made("CSV of gaze", "gaze.csv", &["gaze.csv"], gaze)?,
        made("Tobii TSV", "tobii.tsv", &["tobii.tsv"], gaze)?,
        made("EyeLink ASC", "eyelink.asc", &["eyelink.asc"], gaze)?,
        made("EDF", "eeg.edf", &["eeg.edf"], steps)?,
        made("WFDB", "heart.hea", &["heart.hea", "heart.dat"], steps / 200.0)?,
        made("XDF", "lsl.xdf", &["lsl.xdf"], steps)?,
        made("Parquet", "eeg.parquet", &["eeg.parquet"], steps)?,
    ])
}

/// Gaze at a row: x, y in pixels and the pupil in millimetres.
fn gaze(row: usize) -> [f64; 3] {
    [
        960.0 + f64::from(step(row, 0)) / 10.0,
        540.0 + f64::from(step(row, 1)) / 10.0,
        3.0 + f64::from(step(row, 2)) / 5_000.0,
    ]
}

fn csv(mut to: impl Write, rows: usize) -> io::Result<()> {
    writeln!(to, "time_ms,x_px,y_px,pupil_mm")?;
    for row in 0..rows {
        let [x, y, pupil] = gaze(row);
        writeln!(to, "{},{x:.1},{y:.1},{pupil:.4}", row * 1_000 / RATE_HZ)?;
    }
    to.flush()
}

fn tobii(mut to: impl Write, rows: usize) -> io::Result<()> {
    writeln!(
        to,
        "Recording timestamp [μs]\tSensor\tGaze point X [DACS px]\tGaze point Y [DACS px]\tPupil diameter left [mm]\tEye movement type"
    )?;
    for row in 0..rows {
        let [x, y, pupil] = gaze(row);
        let kind = if row / 100 % 4 == 3 { "Saccade" } else { "Fixation" };
        writeln!(to, "{}\tEye Tracker\t{x:.1}\t{y:.1}\t{pupil:.4}\t{kind}", row * 1_000_000 / RATE_HZ)?;
    }
    to.flush()
}

fn eyelink(mut to: impl Write, rows: usize) -> io::Result<()> {
    writeln!(to, "** CONVERTED FROM synthetic.edf\n\nMSG\t0 GAZE_COORDS 0.00 0.00 1919.00 1079.00")?;
    writeln!(to, "START\t0 \tLEFT\tSAMPLES\tEVENTS\nSAMPLES\tGAZE\tLEFT\tRATE\t 500.00\tTRACKING\tCR\tFILTER\t2")?;
    for row in 0..rows {
        let [x, y, pupil] = gaze(row);
        writeln!(to, "{}\t{x:7.1}\t{y:7.1}\t{:7.1}\t...", row * 1_000 / RATE_HZ, pupil * 300.0)?;
    }
    writeln!(to, "END\t{} \tSAMPLES\tEVENTS", rows * 1_000 / RATE_HZ)?;
    to.flush()
}

/// Records of one second.
fn edf(mut to: impl Write, seconds: usize) -> io::Result<()> {
    write!(to, "{:<8}{:<80}{:<80}{:<8}{:<8}", "0", "X X X X", "Startdate 24-NOV-2026 X X X", "24.11.26", "09.30.00")?;
    write!(to, "{:<8}{:<44}{seconds:<8}{:<8}{CHANNELS:<4}", 256 * (CHANNELS + 1), "", "1")?;
    let mut field = |width: usize, value: &dyn Fn(usize) -> String| -> io::Result<()> {
        (0..CHANNELS).try_for_each(|channel| write!(to, "{:<width$}", value(channel)))
    };
    field(16, &|channel| format!("EEG {}", ELECTRODES[channel]))?;
    field(80, &|_| String::new())?;
    field(8, &|_| "uV".to_owned())?;
    for limit in ["-1000", "1000", "-1000", "1000"] {
        field(8, &|_| limit.to_owned())?;
    }
    field(80, &|_| String::new())?;
    field(8, &|_| RATE_HZ.to_string())?;
    field(32, &|_| String::new())?;
    for second in 0..seconds {
        for channel in 0..CHANNELS {
            for row in second * RATE_HZ..(second + 1) * RATE_HZ {
                to.write_all(&step(row, channel).to_le_bytes())?;
            }
        }
    }
    to.flush()
}

const ELECTRODES: [&str; CHANNELS] = ["Fp1", "Fp2", "C3", "C4", "P3", "P4", "O1", "O2"];

fn wfdb(mut header: impl Write, mut to: impl Write, rows: usize) -> io::Result<()> {
    writeln!(header, "heart {CHANNELS} {RATE_HZ} {rows}")?;
    for channel in 0..CHANNELS {
        writeln!(header, "heart.dat 16 200/mV 16 0 {} 0 0 ECG lead {channel}", step(0, channel))?;
    }
    header.flush()?;
    for row in 0..rows {
        for channel in 0..CHANNELS {
            to.write_all(&step(row, channel).to_le_bytes())?;
        }
    }
    to.flush()
}

fn xdf(mut to: impl Write, rows: usize) -> io::Result<()> {
    const ROWS: usize = 64;
    let chunk = |to: &mut dyn Write, tag: u16, content: &[u8]| -> io::Result<()> {
        to.write_all(&[4])?;
        to.write_all(&u32::try_from(content.len() + 2).map_err(io::Error::other)?.to_le_bytes())?;
        to.write_all(&tag.to_le_bytes())?;
        to.write_all(content)
    };
    let of_stream = |text: String| [&1_u32.to_le_bytes()[..], text.as_bytes()].concat();
    to.write_all(b"XDF:")?;
    chunk(&mut to, 1, b"<?xml version=\"1.0\"?><info><version>1.0</version></info>")?;
    let labels: String = ELECTRODES
        .iter()
        .map(|name| format!("<channel><label>{name}</label><unit>microvolts</unit><type>EEG</type></channel>"))
        .collect();
    let info = format!(
        "<?xml version=\"1.0\"?><info><name>amp</name><type>EEG</type><channel_count>{CHANNELS}</channel_count><nominal_srate>{RATE_HZ}</nominal_srate>\
         <channel_format>float32</channel_format><created_at>0</created_at><desc><channels>{labels}</channels></desc></info>"
    );
    chunk(&mut to, 2, &of_stream(info))?;
    let mut content = Vec::new();
    for first in (0..rows).step_by(ROWS) {
        let last = (first + ROWS).min(rows);
        content.clear();
        content.extend(1_u32.to_le_bytes());
        content.push(4);
        content.extend(u32::try_from(last - first).map_err(io::Error::other)?.to_le_bytes());
        for row in first..last {
            content.push(8);
            content.extend((row as f64 / RATE_HZ as f64).to_le_bytes());
            content.extend((0..CHANNELS).flat_map(|channel| f32::from(step(row, channel)).to_le_bytes()));
        }
        chunk(&mut to, 3, &content)?;
    }
    let end = (rows - 1) as f64 / RATE_HZ as f64;
    let info = format!(
        "<?xml version=\"1.0\"?><info><first_timestamp>0</first_timestamp><last_timestamp>{end}</last_timestamp><sample_count>{rows}</sample_count></info>"
    );
    chunk(&mut to, 6, &of_stream(info))?;
    to.flush()
}

fn parquet(to: impl Write + Send, rows: usize) -> anyhow::Result<()> {
    const ROWS: usize = 65_536;
    let mut writer = Box::new(ParquetWriter::new(to));
    for first in (0..rows).step_by(ROWS) {
        let places = || first..(first + ROWS).min(rows);
        let times = places().map(|row| (row * (1_000_000_000 / RATE_HZ)) as i64).collect();
        let mut columns = vec![Column::moments("time_nanos", times)];
        for (channel, name) in ELECTRODES.iter().enumerate() {
            let values = places().map(|row| f64::from(step(row, channel))).collect();
            columns.push(Column::numbers(&format!("{}_uv", name.to_lowercase()), "uV", values));
        }
        writer.push(&Table { columns })?;
    }
    writer.finish()?;
    Ok(())
}

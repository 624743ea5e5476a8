//! Pupil Core's and Pupil Cloud's (Neon, Invisible) exports: a folder of CSV files, or one of them.
//!
//! ```text
//! Core   gaze_positions.csv  pupil_positions.csv  blinks.csv  fixations.csv    seconds of the program's own clock
//! Cloud  gaze.csv  3d_eye_states.csv  blinks.csv  fixations.csv  saccades.csv  nanoseconds since 1970
//! ```
//!
//! Positions lie on the picture of the scene camera, not on a screen. Core counts y upwards; here it is turned downwards.
//! Source: the export pages of the maker's documentation.

use attentive_types::StreamKind;

use super::chain::Chain;
use super::spans::{SpanPlan, SpanReader};
use super::table::{Draft, Known, Sketch, TableReader, start_nanos};
use super::{Assumptions, Head, Opened, Options, RecordingFormat, Source};

/// This format's place in the list.
pub const FORMAT: RecordingFormat = RecordingFormat { name: "Pupil Labs export", claims, open };

const FILES: [&str; 7] = [
    "gaze_positions.csv",
    "pupil_positions.csv",
    "gaze.csv",
    "3d_eye_states.csv",
    "blinks.csv",
    "fixations.csv",
    "saccades.csv",
];

const GAZE: StreamKind = StreamKind::Gaze;
const PUPIL: StreamKind = StreamKind::Pupil;

const CORE_GAZE: &[Known] = &[
    Known::plain("norm_pos_x", GAZE, "gaze", "x_norm", ""),
    Known { scale: -1.0, offset: 1.0, ..Known::plain("norm_pos_y", GAZE, "gaze", "y_norm", "") },
    Known::plain("confidence", GAZE, "gaze", "confidence", ""),
];
const CORE_RIGHT: &[Known] = &[
    Known::plain("diameter_3d", PUPIL, "pupil-right", "right_pupil_mm", "mm"),
    Known::plain("diameter", PUPIL, "pupil-right", "right_pupil_px", "px"),
    Known::plain("confidence", PUPIL, "pupil-right", "confidence", ""),
];
const CORE_LEFT: &[Known] = &[
    Known::plain("diameter_3d", PUPIL, "pupil-left", "left_pupil_mm", "mm"),
    Known::plain("diameter", PUPIL, "pupil-left", "left_pupil_px", "px"),
    Known::plain("confidence", PUPIL, "pupil-left", "confidence", ""),
];
const CLOUD_GAZE: &[Known] = &[
    Known::plain("gaze x [px]", GAZE, "gaze", "x_px", "px"),
    Known::plain("gaze y [px]", GAZE, "gaze", "y_px", "px"),
    Known::plain("azimuth [deg]", GAZE, "gaze", "x_deg", "deg"),
    Known { scale: -1.0, ..Known::plain("elevation [deg]", GAZE, "gaze", "y_deg", "deg") },
    Known::plain("worn", GAZE, "gaze", "worn", ""),
];
const CLOUD_EYES: &[Known] = &[
    Known::plain("pupil diameter left [mm]", PUPIL, "pupil", "left_pupil_mm", "mm"),
    Known::plain("pupil diameter right [mm]", PUPIL, "pupil", "right_pupil_mm", "mm"),
    Known::plain("eyelid aperture left [mm]", PUPIL, "pupil", "left_eyelid_aperture_mm", "mm"),
    Known::plain("eyelid aperture right [mm]", PUPIL, "pupil", "right_eyelid_aperture_mm", "mm"),
];

/// The tables that are known.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Table {
    CoreGaze,
    CorePupil,
    CloudGaze,
    CloudEyes,
    /// Stretches: columns of start and end, ten to which power nanoseconds, and what each is.
    Spans(&'static str, &'static str, i32, &'static str),
}

impl Table {
    fn of(sketch: &Sketch) -> Option<Self> {
        let has = |name: &str| sketch.column(name).is_some();
        if has("gaze_timestamp") && has("norm_pos_x") {
            Some(Self::CoreGaze)
        } else if has("pupil_timestamp") && has("eye_id") {
            Some(Self::CorePupil)
        } else if has("timestamp [ns]") && has("gaze x [px]") {
            Some(Self::CloudGaze)
        } else if has("timestamp [ns]") && has("pupil diameter left [mm]") {
            Some(Self::CloudEyes)
        } else if has("start timestamp [ns]") && has("end timestamp [ns]") {
            let label = if has("blink id") {
                "blink"
            } else if has("saccade id") {
                "saccade"
            } else if has("fixation id") {
                "fixation"
            } else {
                "event"
            };
            Some(Self::Spans("start timestamp [ns]", "end timestamp [ns]", 0, label))
        } else if has("start_timestamp") && has("end_timestamp") && has("start_frame_index") {
            Some(Self::Spans("start_timestamp", "end_timestamp", 9, "blink"))
        } else {
            None
        }
    }
}

fn claims(head: &Head<'_>) -> bool {
    if head.names_in_folder.is_some() {
        return FILES[..3].iter().any(|name| head.has_file(name));
    }
    Sketch::of(head).as_ref().and_then(Table::of).is_some()
}

fn open(source: Source, options: &Options) -> Opened {
    if source.head().names_in_folder.is_none() {
        return open_part(source, options);
    }
    let mut parts = Vec::new();
    for name in FILES {
        match source.beside(name) {
            Ok(None) => {}
            Ok(Some(part)) => parts.push((name.to_owned(), open_part(part, options))),
            Err(error) => parts.push((name.to_owned(), Err(error))),
        }
    }
    Ok(Box::new(Chain::open(parts, source.fault("folder", "none of its files can be read"))?))
}

fn open_part(source: Source, options: &Options) -> Opened {
    let unknown = || source.fault("line 1", "the header has not the columns of this export");
    let sketch = Sketch::of(&source.head()).ok_or_else(unknown)?;
    let table = Table::of(&sketch).ok_or_else(unknown)?;
    let mut draft = Draft::new(&sketch, options);
    let on_camera = "positions lie on the picture of the scene camera, not on a screen";
    let (time, unit) = match table {
        Table::CoreGaze => {
            draft.known(CORE_GAZE);
            draft.assumptions.say(on_camera);
            ("gaze_timestamp", "s")
        }
        Table::CorePupil => {
            let eye = sketch.column("eye_id").ok_or_else(unknown)?;
            for (columns, name, word) in [(CORE_RIGHT, "pupil-right", "0"), (CORE_LEFT, "pupil-left", "1")] {
                draft.known(columns);
                if let Some(stream) = draft.stream(name) {
                    stream.only = Some((eye, word));
                }
            }
            ("pupil_timestamp", "s")
        }
        Table::CloudGaze => {
            draft.known(CLOUD_GAZE);
            draft.assumptions.say(on_camera);
            ("timestamp [ns]", "ns")
        }
        Table::CloudEyes => {
            draft.known(CLOUD_EYES);
            ("timestamp [ns]", "ns")
        }
        Table::Spans(start, end, power, label) => {
            let mut assumptions = Assumptions::default();
            let plan = SpanPlan {
                dialect: sketch.dialect,
                first_row: sketch.first_row,
                start: sketch.column(start).ok_or_else(unknown)?,
                end: sketch.column(end).ok_or_else(unknown)?,
                power,
                start_nanos: if power == 9 { start_nanos(options, &mut assumptions) } else { 0 },
                label,
                stream: "gaze",
            };
            return Ok(Box::new(SpanReader::new(source, plan, assumptions)));
        }
    };
    for stream in ["pupil-right", "pupil-left", "pupil"] {
        for (channel, plan) in
            draft.stream(stream).into_iter().flat_map(|stream| stream.info.channels.iter().zip(&mut stream.channels))
        {
            if channel.name.contains("pupil") {
                plan.missing = vec![0.0];
            }
        }
    }
    let time = sketch.column(time).ok_or_else(unknown)?;
    let time = draft.time(time, unit, options).map_err(|why| source.fault("header", why))?;
    let (plan, assumptions) = draft.plan(time);
    Ok(Box::new(TableReader::open(source, plan, assumptions)))
}

#[cfg(test)]
mod tests {
    use super::super::open_recording;
    use super::*;

    #[test]
    fn a_core_export_gives_gaze_both_pupils_and_blinks() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            (
                "gaze_positions.csv",
                "gaze_timestamp,world_index,confidence,norm_pos_x,norm_pos_y,base_data\n10.5,0,0.9,0.25,0.75,10.5-0 10.5-1\n\
                 10.505,0,0.8,0.26,0.74,10.505-0\n",
            ),
            (
                "pupil_positions.csv",
                "pupil_timestamp,world_index,eye_id,confidence,norm_pos_x,norm_pos_y,diameter,method,diameter_3d\n\
                 10.5,0,0,0.9,0.5,0.5,40.0,pye3d 0.3.0 real-time,3.5\n10.5,0,1,0.7,0.5,0.5,42.0,2d c++,\n",
            ),
            ("blinks.csv", "id,start_timestamp,duration,end_timestamp,start_frame_index\n1,11.0,0.25,11.25,30\n"),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let whole = open_recording(folder.path(), &Options::default()).unwrap().whole().unwrap();
        assert_eq!(whole.format, "Pupil Labs export");
        assert_eq!(whole.signal("gaze").unwrap().values("y_norm"), Some(&[0.25, 0.26][..]));
        assert_eq!(whole.signal("pupil-right").unwrap().values("right_pupil_mm"), Some(&[3.5][..]));
        assert_eq!(whole.signal("pupil-left").unwrap().channel("left_pupil_mm").unwrap().get(0), None);
        assert_eq!(whole.annotations[0].span.seconds(), 0.25);
        assert_eq!((whole.report.read, whole.report.skipped, whole.report.noticed.len()), (5, 0, 0));
        assert!(whole.assumptions.sentences().iter().any(|said| said.contains("scene camera")));
    }

    #[test]
    fn cloud_times_are_exact() {
        let folder = tempfile::tempdir().unwrap();
        let text = "section id,recording id,timestamp [ns],gaze x [px],gaze y [px],worn,azimuth [deg],elevation [deg]\n\
                    a,b,1700000000123456789,800.5,600.25,1.0,1.5,-2.0\n";
        let path = folder.path().join("gaze.csv");
        std::fs::write(&path, text).unwrap();
        let whole = open_recording(&path, &Options::default()).unwrap().whole().unwrap();
        let gaze = whole.signal("gaze").unwrap();
        assert_eq!(gaze.time_nanos, [1_700_000_000_123_456_789]);
        assert_eq!((gaze.values("x_px"), gaze.values("y_deg")), (Some(&[800.5][..]), Some(&[2.0][..])));
    }
}

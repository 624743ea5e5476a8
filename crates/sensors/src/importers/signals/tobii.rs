//! Tobii Pro Lab's (and Studio's) data export: one wide table parted by tabs, a row for each sample of any sensor.
//!
//! ```text
//! Recording timestamp [us]  Sensor       Event  Gaze point X [DACS px]  ...  Pupil diameter left [mm]  Eye movement type
//! 16667                     Eye Tracker         960                          3.21                      Fixation
//! ```
//!
//! Rows of other sensors (mouse, EEG) do not feed the gaze. Marks: runs of `Eye movement type`, and `Event`.

use attentive_types::{Screen, StreamKind};

use super::table::{Draft, Meaning, Role, Sketch, TableReader};
use super::{Head, Opened, Options, RecordingFormat, Source, screens};

/// This format's place in the list.
pub const FORMAT: RecordingFormat = RecordingFormat { name: "Tobii Pro Lab TSV", claims, open };

/// Units of gaze on the display; others (millimetres, shares of a medium) say the same twice.
const ON_DISPLAY: [&str; 5] = ["", "dacs px", "dacspx", "adcspx", "px"];

fn starting(sketch: &Sketch, beginnings: &[&str]) -> Option<usize> {
    sketch.names.iter().position(|name| {
        let name = name.to_lowercase();
        beginnings.iter().any(|beginning| name.starts_with(beginning))
    })
}

fn time_column(sketch: &Sketch) -> Option<usize> {
    starting(sketch, &["recording timestamp", "recordingtimestamp"])
}

fn claims(head: &Head<'_>) -> bool {
    Sketch::of(head).is_some_and(|sketch| {
        time_column(&sketch).is_some() && starting(&sketch, &["gaze point", "gazepoint"]).is_some()
    })
}

fn open(source: Source, options: &Options) -> Opened {
    let wrong = || source.fault("line 1", "expected a header with Recording timestamp and Gaze point X");
    let sketch = Sketch::of(&source.head()).ok_or_else(wrong)?;
    let time = time_column(&sketch).ok_or_else(wrong)?;
    if sketch.rows.is_empty() {
        return Err(source.fault("line 1", "the table has a header and no rows; export it again"));
    }
    let mut draft = Draft::new(&sketch, options);
    let mut left_out = 0;
    for (column, name) in sketch.names.iter().enumerate() {
        let meaning = Meaning::of(name);
        let Some(Meaning { role: Role::Channel(kind, stem), unit, .. }) = &meaning else { continue };
        let Some(mut meaning) = meaning.clone() else { continue };
        let lower = name.to_lowercase();
        let taken = match kind {
            StreamKind::Gaze
                if *stem != "confidence" && lower.starts_with("gaze") && ON_DISPLAY.contains(&unit.as_str()) =>
            {
                "px".clone_into(&mut meaning.unit);
                draft.meant(column, "gaze", *kind, stem, &meaning)
            }
            StreamKind::Pupil if !lower.contains("filtered") => {
                "mm".clone_into(&mut meaning.unit);
                draft.meant(column, "pupil", *kind, stem, &meaning)
            }
            _ => false,
        };
        left_out += usize::from(!taken);
    }
    if draft.stream("gaze").is_none() {
        return Err(
            source.fault("header", "there is no column of gaze in pixels of the display (Gaze point X); export it too")
        );
    }
    if left_out > 0 {
        draft.assumptions.say("of the table's columns, those of gaze in pixels, pupils and events are read");
    }
    if let Some(sensor) = sketch.column("Sensor") {
        for name in ["gaze", "pupil"] {
            if let Some(stream) = draft.stream(name) {
                stream.only = Some((sensor, "Eye Tracker"));
            }
        }
    }
    if let Some(screen) = options.screen.or_else(|| screen(&sketch, &mut draft))
        && let Some(gaze) = draft.stream("gaze")
    {
        gaze.info.screen = Some(screen);
    }
    if let Some(movement) = starting(&sketch, &["eye movement type", "gazeeventtype"])
        .filter(|c| !sketch.names[*c].to_lowercase().contains("index"))
    {
        draft.label(movement, "gaze", &["Unclassified"]);
        draft.small_labels();
    }
    if let Some(event) = sketch.column("Event") {
        draft.label(event, "", &[]);
    }
    let unit = Meaning::of(&sketch.names[time]).map(|meaning| meaning.unit).unwrap_or_default();
    let time = draft.time(time, &unit, options).map_err(|why| source.fault("header", why))?;
    let (plan, assumptions) = draft.plan(time);
    Ok(Box::new(TableReader::open(source, plan, assumptions)))
}

/// The screen, from the resolution that each row repeats.
fn screen(sketch: &Sketch, draft: &mut Draft<'_>) -> Option<Screen> {
    let number = |name: &str| sketch.numbers(starting(sketch, &[name])?).first().copied();
    let (width, height) = (number("recording resolution width")?, number("recording resolution height")?);
    screens::guess(width, height, &mut draft.assumptions)
}

#[cfg(test)]
mod tests {
    use super::super::open_recording_from;
    use super::*;

    #[test]
    fn rows_of_other_sensors_give_no_gaze() {
        let text = "Recording timestamp [μs]\tSensor\tEvent\tRecording resolution width\tRecording resolution height\tGaze point X [DACS px]\t\
                    Gaze point Y [DACS px]\tGaze point left X [DACS mm]\tPupil diameter left [mm]\tEye movement type\tGaze event duration [ms]\n\
                    0\tEye Tracker\t\t1920\t1080\t960,5\t540\t1\t3,25\tFixation\t33\n\
                    5000\tMouse\tMouseEvent\t1920\t1080\t\t\t\t\t\t\n\
                    16667\tEye Tracker\t\t1920\t1080\t961,5\t541\t1\t3,5\tFixation\t33\n\
                    33333\tEye Tracker\t\t1920\t1080\t\t\t\t\tEyesNotFound\t33\n";
        let source = std::io::Cursor::new(text.as_bytes().to_vec());
        let whole = open_recording_from(source, "f", &Options::default()).unwrap().whole().unwrap();
        assert_eq!(whole.format, "Tobii Pro Lab TSV");
        let gaze = whole.signal("gaze").unwrap();
        assert_eq!(gaze.time_nanos, [0, 16_667_000, 33_333_000]);
        assert_eq!(gaze.values("x_px").unwrap()[..2], [960.5, 961.5]);
        assert_eq!((gaze.channels.len(), gaze.channels[0].get(2)), (2, None));
        assert_eq!(whole.signal("pupil").unwrap().values("left_pupil_mm").unwrap()[1], 3.5);
        assert_eq!(whole.streams[0].screen.map(|screen| screen.width_px), Some(1920.0));
        let labels: Vec<&str> = whole.annotations.iter().map(|mark| mark.label.as_str()).collect();
        assert!(labels.contains(&"fixation") && labels.contains(&"MouseEvent"), "{labels:?}");
    }
}

//! Gaze by a webcam (WebGazer) beside an eye tracker (Tobii Pro X3-120) on the same people at the same moment: the "golden dataset" of Adsata,
//! one file of columns for each person, `combinedDataP9.json` and so on.

use std::path::{Path, PathBuf};

use super::CodedError;
use crate::importers::{self, Options};

/// One person's recording.
#[derive(Clone, Debug, PartialEq)]
pub struct WebcamGaze {
    /// Who was recorded, such as `P9`: the end of the file's name.
    pub person: String,
    /// Times in nanoseconds since the recording began, ascending.
    pub time_nanos: Vec<i64>,
    /// Where the webcam saw the gaze, in pixels of the screen, x and y; missing is NaN.
    pub seen_px: [Vec<f64>; 2],
    /// Where the eye tracker saw it, in the same way.
    pub truth_px: [Vec<f64>; 2],
}

/// All recordings in a folder such as `gaze-webgazer-tobii/CombinedData`, sorted. Empty when there is none.
///
/// # Errors
/// When the folder cannot be listed; one that is absent counts as empty.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, CodedError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let io = |source| CodedError::Io { source, path: folder.display().to_string() };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with("combinedData") && name.ends_with(".json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Reads one recording.
///
/// # Errors
/// When it cannot be read, or lacks the webcam or the eye tracker.
pub fn read(path: &Path) -> Result<WebcamGaze, CodedError> {
    let whole = importers::open_recording(path, &Options::default()).and_then(|recording| recording.whole())?;
    let lacking = |what: &'static str| CodedError::Lacking { what, path: path.display().to_string() };
    let axes = |stream: &str, what| {
        let signal = whole.signal(stream).ok_or_else(|| lacking(what))?;
        let axis = |name: &str| signal.values(name).map(<[f64]>::to_vec).ok_or_else(|| lacking(what));
        Ok::<_, CodedError>((&signal.time_nanos, [axis("x_px")?, axis("y_px")?]))
    };
    let (time_nanos, seen) = axes("gaze", "positions of a webcam")?;
    let (tracker_nanos, truth) = axes("gaze-hardware", "positions of an eye tracker")?;
    if time_nanos.is_empty() || time_nanos != tracker_nanos {
        return Err(lacking("samples of both devices"));
    }
    let mut order: Vec<usize> = (0..time_nanos.len()).collect();
    order.sort_by_key(|row| time_nanos[*row]);
    let sorted = |axes: [Vec<f64>; 2]| axes.map(|axis| order.iter().map(|row| axis[*row]).collect());
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Ok(WebcamGaze {
        person: name.strip_prefix("combinedData").unwrap_or(&name).to_owned(),
        seen_px: sorted(seen),
        truth_px: sorted(truth),
        time_nanos: order.iter().map(|row| time_nanos[*row]).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_devices_are_read_in_the_order_of_time() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("combinedDataP3.json");
        std::fs::write(
            &file,
            r#"[{"timestamp":{"0":20,"1":10},"x":{"0":2,"1":1},"y":{"0":4,"1":3},"hardXMean":{"0":6,"1":null},
            "hardYMean":{"0":8,"1":7},"labelMax":{"0":"Fixation","1":"Fixation"}}]"#,
        )
        .unwrap();
        assert_eq!(files(folder.path()).unwrap(), [file.as_path()]);
        let found = read(&file).unwrap();
        assert_eq!((found.person.as_str(), &found.time_nanos[..]), ("P3", &[10_000_000, 20_000_000][..]));
        assert_eq!(found.seen_px, [vec![1.0, 2.0], vec![3.0, 4.0]]);
        assert!(found.truth_px[0][0].is_nan() && found.truth_px[1] == [7.0, 8.0]);
    }

    #[test]
    fn a_file_without_the_eye_tracker_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("combinedDataP4.json");
        std::fs::write(&file, r#"[{"readingPageData":[{"timestamp":220,"x":5,"y":6}]}]"#).unwrap();
        let refused = read(&file).unwrap_err().to_string();
        assert!(refused.contains("eye tracker"), "{refused}");
        assert_eq!(files(&folder.path().join("absent")).unwrap(), Vec::<PathBuf>::new());
    }
}

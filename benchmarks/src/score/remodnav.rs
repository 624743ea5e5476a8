//! REMoDNaV (Dar, Wagner and Hanke 2021) from PyPI, with its published settings, run on the files that we score.

use anyhow::Context;
use attentive_sensors::coded::CodedGaze;
use attentive_types::GazeEventKind;

use crate::peer;

/// Newer scipy refuses the gaps that REMoDNaV smooths over.
const PACKAGES: [&str; 3] = ["remodnav==1.1.2", "scipy==1.14.1", "numpy<2.3"];

/// What it said, and how fast.
pub struct Answer {
    /// A kind for each sample of each recording.
    pub kinds: Vec<Vec<GazeEventKind>>,
    /// Samples for each second of processor time, smoothing and classifying together.
    pub samples_per_s: f64,
}

/// Runs it over recordings of these rates.
pub fn run(recordings: &[(&CodedGaze, f64)]) -> anyhow::Result<Answer> {
    let python = peer::python(&PACKAGES)?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("gaze.json");
    let finite = |name: &str, coded: &CodedGaze| -> Vec<Option<f64>> {
        let values = coded.signal.values(name).unwrap_or_default();
        values.iter().map(|value| Some(*value).filter(|value| value.is_finite())).collect()
    };
    let given: Vec<_> = recordings
        .iter()
        .map(|(coded, rate_hz)| serde_json::json!({"rate": rate_hz, "x": finite("x_px", coded), "y": finite("y_px", coded)}))
        .collect();
    std::fs::write(&file, serde_json::to_vec(&given)?)?;
    let output = peer::script(&python, SCRIPT, &[&file.to_string_lossy()])?;
    let answer: serde_json::Value = serde_json::from_str(output.lines().last().context("REMoDNaV printed nothing")?)?;
    let codes: Vec<Vec<u8>> = serde_json::from_value(answer["codes"].clone())?;
    let kind = |code: u8| {
        GazeEventKind::ALL.get(usize::from(code).wrapping_sub(1)).copied().unwrap_or(GazeEventKind::Undefined)
    };
    Ok(Answer {
        kinds: codes.into_iter().map(|codes| codes.into_iter().map(kind).collect()).collect(),
        samples_per_s: answer["samples_per_s"].as_f64().context("no samples_per_s")?,
    })
}

/// Degrees for each pixel as REMoDNaV's own examples compute them from the screen.
const SCRIPT: &str = r#"
import json, logging, sys, time, warnings
from math import atan2, degrees
import numpy as np
warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
from remodnav.clf import EyegazeClassifier
px2deg = degrees(atan2(0.5 * 0.38, 0.67)) / (0.5 * 1024)
code = {"FIXA": 1, "SACC": 2, "ISAC": 2, "HPSO": 3, "IHPS": 3, "LPSO": 3, "ILPS": 3, "PURS": 4}
codes, spent, samples = [], 0.0, 0
for gaze in json.load(open(sys.argv[1])):
    axes = [np.array([np.nan if v is None else v for v in gaze[axis]]) for axis in "xy"]
    data = np.rec.fromarrays(axes, names=["x", "y"])
    rate = gaze["rate"]
    begun = time.process_time()
    classifier = EyegazeClassifier(px2deg=px2deg, sampling_rate=rate)
    events = classifier(classifier.preproc(data))
    spent += time.process_time() - begun
    samples += len(data)
    found = np.full(len(data), 6)
    for event in events:
        found[int(event["start_time"] * rate):int(event["end_time"] * rate)] = code[event["label"]]
    codes.append(found.tolist())
print(json.dumps({"codes": codes, "samples_per_s": samples / spent}))
"#;

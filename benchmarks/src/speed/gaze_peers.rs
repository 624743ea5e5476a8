//! pymovements and REMoDNaV from PyPI on the same positions.

use anyhow::Context;
use attentive_types::GazeSignal;
use serde_json::Value;

use crate::peer;

/// What the peers took, the least of three runs, and what they found.
pub struct Peers {
    /// pymovements: positions to velocities, on bare arrays.
    pub velocity_ms: f64,
    /// pymovements: velocities to fixations, on bare arrays.
    pub ivt_ms: f64,
    /// pymovements: positions to fixations with their properties, by its `Gaze` object.
    pub whole_ms: f64,
    /// First and last time of each fixation in nanoseconds.
    pub fixations: Vec<(i64, i64)>,
    /// REMoDNaV: positions to events.
    pub remodnav_ms: f64,
    /// How many saccades it found.
    pub remodnav_saccades: f64,
}

/// Runs both.
pub fn peers(gaze: &GazeSignal) -> anyhow::Result<Peers> {
    let python = peer::python(&["pymovements==0.28.0", "remodnav==1.1.2"])?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("positions");
    let bytes: Vec<u8> = gaze.x_deg.iter().chain(&gaze.y_deg).flat_map(|value| value.to_le_bytes()).collect();
    std::fs::write(&file, bytes)?;
    let output = peer::script(&python, SCRIPT, &[&file.to_string_lossy(), &gaze.rate_hz.to_string()])?;
    let answer: Value = serde_json::from_str(output.lines().last().context("the peer printed nothing")?)?;
    let figure = |name: &str| answer[name].as_f64().with_context(|| format!("the peer gave no {name}"));
    let fixations = answer["fixations"].as_array().context("the peer gave no fixations")?;
    let time = |value: &Value| value.as_i64().map(|millis| millis * 1_000_000);
    Ok(Peers {
        velocity_ms: figure("velocity_ms")?,
        ivt_ms: figure("ivt_ms")?,
        whole_ms: figure("whole_ms")?,
        fixations: fixations.iter().filter_map(|run| Some((time(&run[0])?, time(&run[1])?))).collect(),
        remodnav_ms: figure("remodnav_ms")?,
        remodnav_saccades: figure("remodnav_saccades")?,
    })
}

/// Wall or processor time, whichever is less: in favour of the peers where they use several threads or wait.
const SCRIPT: &str = r#"
import json, logging, sys, time, warnings
warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)
import numpy as np
import pymovements as pm
from pymovements.events.detection import ivt
from pymovements.transforms.numpy import pos2vel
from remodnav.clf import EyegazeClassifier
positions = np.fromfile(sys.argv[1]).reshape(2, -1)
rate = float(sys.argv[2])
times = np.arange(positions.shape[1]) * int(round(1000 / rate))
window = 2 * int(round(0.02 * rate / 2)) + 1
def least(work, runs=3):
    best = None
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        found = work()
        spent = min(time.perf_counter() - wall, time.process_time() - cpu) * 1e3
        best = (spent, found) if best is None or spent < best[0] else best
    return best
rows = np.ascontiguousarray(positions.T)
velocity_ms, velocities = least(lambda: pos2vel(rows, sampling_rate=rate, method="savitzky_golay", window_length=window, polyorder=2))
ivt_ms, events = least(lambda: ivt(velocities, timesteps=times, minimum_duration=60, velocity_threshold=30.0))
def whole():
    gaze = pm.gaze.from_numpy(position=positions, time=times, experiment=pm.Experiment(sampling_rate=rate))
    gaze.pos2vel("savitzky_golay", window_length=window, degree=2)
    gaze.detect("ivt", minimum_duration=60, velocity_threshold=30.0)
    for measure in ["amplitude", "dispersion", "peak_velocity", ("location", {"position_column": "position"})]:
        gaze.compute_event_properties(measure)
    return gaze
whole_ms, _ = least(whole, 1)
def remodnav():
    detector = EyegazeClassifier(px2deg=1.0, sampling_rate=rate)
    return detector(detector.preproc(np.rec.fromarrays([positions[0], positions[1]], names=["x", "y"])))
remodnav_ms, found = least(remodnav)
frame = events.frame
print(json.dumps({
    "velocity_ms": velocity_ms, "ivt_ms": ivt_ms, "whole_ms": whole_ms, "remodnav_ms": remodnav_ms,
    "remodnav_saccades": sum(1 for event in found if event["label"] in ("SACC", "ISAC")),
    "fixations": [list(map(int, run)) for run in zip(frame["onset"].to_list(), frame["offset"].to_list())],
}))
"#;

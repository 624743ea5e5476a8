//! Golden numbers: what NeuroKit2 0.3.0, NumPy and SciPy 1.17.1 give on 450 intervals of our own, made by `scripts/golden/hrv.py`.
//!
//! The tolerance is 1e-6 of the value: the file's digits, and ends that are kept in whole nanoseconds. NeuroKit2's own powers are
//! not comparable (it resamples at 100 Hz by a quadratic spline, takes another length of piece for each band and normalises), so the
//! reference for powers is SciPy's `welch` on SciPy's spline with our settings. DFA is taken with boxes that do not overlap, as in Peng
//! 1995; NeuroKit2's default overlaps them. Its TINN looks for both feet together and differs by up to a bin or two, so it is not held here.
#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use attentive_pipeline::features::heart::{ALL, HeartWindow};
use serde_json::Value;

#[test]
fn features_of_the_heart_agree_with_the_references() {
    let golden: Value = serde_json::from_str(include_str!("golden/hrv.json")).unwrap();
    let lengths: Vec<f64> = golden["lengths_ms"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
    let window = HeartWindow::of_lengths(0, &lengths);
    let mut held = 0;
    for feature in ALL {
        let name = feature.info.name;
        let Some(theirs) = golden[name].as_f64() else { continue };
        let ours = (feature.compute)(&window).value.unwrap();
        assert!((ours - theirs).abs() <= 1e-6 * theirs.abs().max(1e-3), "{name}: {ours} and {theirs}");
        held += 1;
    }
    assert_eq!(held, golden.as_object().unwrap().len() - 1, "a number of the file belongs to no feature");
}

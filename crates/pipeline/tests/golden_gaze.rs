//! Gaze and pupils beside pymovements, SciPy and PyWavelets, on synthetic gaze of our own (`scripts/golden/gaze.py`).
#![allow(clippy::unwrap_used, reason = "a test that cannot read its numbers has failed")]

use attentive_pipeline::features::pupil::{ALL as PUPIL, PupilWindow};
use attentive_pipeline::preprocess::gaze::{
    DispersionSettings, GazeMethod, MicrosaccadeSettings, Smoothing, VELOCITY_WINDOW_MS, VelocitySettings, detect,
    engbert_kliegl, microsaccades, px_to_degrees, slow_runs, velocity,
};
use attentive_pipeline::preprocess::pupil::PupilSignal;
use attentive_types::{GazeEventKind, GazeSignal, Screen, Span, Timestamp};
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/gaze.json")).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|own| own.as_f64().unwrap()).collect()
}

fn gaze(golden: &Value) -> GazeSignal {
    let x_deg = numbers(&golden["x_deg"]);
    GazeSignal {
        time_nanos: (0..x_deg.len() as i64).map(|place| place * 2_000_000).collect(),
        y_deg: numbers(&golden["y_deg"]),
        x_deg,
        rate_hz: golden["rate_hz"].as_f64().unwrap(),
        ..GazeSignal::default()
    }
}

/// The greatest difference, leaving out some values at both ends, where each program continues in its own way.
fn apart(ours: &[f64], theirs: &[f64], edge: usize) -> f64 {
    assert_eq!(ours.len(), theirs.len());
    let inner = edge..ours.len() - edge;
    ours[inner.clone()].iter().zip(&theirs[inner]).map(|(own, other)| (own - other).abs()).fold(0.0, f64::max)
}

#[test]
fn pixels_are_the_degrees_of_pymovements() {
    let golden = golden();
    let screen = Screen { width_px: 1024.0, height_px: 768.0, width_m: 0.38, height_m: 0.3, distance_m: 0.67 };
    let (x_deg, y_deg) = (numbers(&golden["pixels_deg"][0]), numbers(&golden["pixels_deg"][1]));
    for (place, point) in golden["pixels"].as_array().unwrap().iter().enumerate() {
        let point = numbers(point);
        let (x, y) = px_to_degrees(&screen, point[0], point[1]);
        assert!((x - x_deg[place]).abs() < 1e-7 && (y - y_deg[place]).abs() < 1e-7, "{point:?}: {x} {y}");
    }
}

#[test]
fn velocities_are_those_of_scipy_and_pymovements() {
    let golden = golden();
    let gaze = gaze(&golden);
    let found = velocity(&gaze, VELOCITY_WINDOW_MS);
    assert!(apart(&found.x_deg_per_s, &numbers(&golden["velocity_x"]), 5) < 1e-5);
    assert!(apart(&found.y_deg_per_s, &numbers(&golden["velocity_y"]), 5) < 1e-5);
    assert!(apart(&engbert_kliegl(&gaze.x_deg, 500.0), &numbers(&golden["five_point_x"]), 2) < 1e-5);
}

#[test]
fn smoothing_is_that_of_scipy() {
    let golden = golden();
    let gaze = gaze(&golden);
    let median = Smoothing::Median { reach: 2 }.apply(&gaze.x_deg);
    assert!(apart(&median, &numbers(&golden["median_x"]), 2) < 1e-7);
    let parabola = Smoothing::SavitzkyGolay { reach: 3 }.apply(&gaze.x_deg);
    assert!(apart(&parabola, &numbers(&golden["parabola_x"]), 3) < 1e-7);
}

/// First and last time of each fixation in milliseconds.
fn fixations(gaze: &GazeSignal, method: &GazeMethod) -> Vec<(i64, i64)> {
    let events = detect(gaze, method);
    (0..events.len())
        .filter(|place| events.kind[*place] == GazeEventKind::Fixation)
        .map(|place| (events.start_nanos[place] / 1_000_000, events.end_nanos[place] / 1_000_000 - 2))
        .collect()
}

fn theirs(golden: &Value, name: &str) -> Vec<(i64, i64)> {
    let pair = |run: &Value| (run[0].as_i64().unwrap(), run[1].as_i64().unwrap());
    golden[name].as_array().unwrap().iter().map(pair).collect()
}

#[test]
fn fixations_by_velocity_are_those_of_pymovements() {
    let golden = golden();
    let gaze = gaze(&golden);
    let settings = VelocitySettings { threshold_deg_per_s: 30.0, min_fixation_ms: 60.0 };
    let expected = theirs(&golden, "ivt_ms");
    assert_eq!(fixations(&gaze, &GazeMethod::Velocity(settings)), expected);
    let speeds = velocity(&gaze, VELOCITY_WINDOW_MS);
    let runs = slow_runs(&settings, &gaze.time_nanos, &speeds.x_deg_per_s, &speeds.y_deg_per_s);
    let runs: Vec<(i64, i64)> = runs.iter().map(|run| (2 * run.start as i64, 2 * run.end as i64 - 2)).collect();
    assert_eq!(runs, expected);
}

/// pymovements keeps the sample that first leaves the fixation as its last, and starts looking again after it; Salvucci and Goldberg end
/// the fixation before it, and so do we. So ours end one sample earlier, and the next may begin one earlier.
#[test]
fn fixations_by_dispersion_are_those_of_pymovements_but_for_one_sample() {
    let golden = golden();
    let settings = DispersionSettings { threshold_deg: 1.0, min_fixation_ms: 100.0 };
    let ours = fixations(&gaze(&golden), &GazeMethod::Dispersion(settings));
    let theirs = theirs(&golden, "idt_ms");
    assert_eq!(ours.len(), theirs.len(), "{ours:?} {theirs:?}");
    for (own, other) in ours.iter().zip(&theirs) {
        assert!((own.0 - other.0).abs() <= 2 && (own.1 - other.1).abs() <= 2, "{own:?} {other:?}");
    }
}

/// Without a greatest amplitude, microsaccades are all that is quick.
#[test]
fn quick_jumps_are_those_of_pymovements() {
    let golden = golden();
    let settings = MicrosaccadeSettings { max_amplitude_deg: f64::INFINITY, ..MicrosaccadeSettings::default() };
    let found = microsaccades(&gaze(&golden), &settings);
    let runs: Vec<(i64, i64)> =
        found.iter().map(|own| (2 * own.places.start as i64, 2 * own.places.end as i64 - 2)).collect();
    assert_eq!(runs, theirs(&golden, "quick_ms"));
}

#[test]
fn pupillary_activity_is_that_of_the_papers_listings() {
    let golden = golden();
    let size = numbers(&golden["pupil"]);
    let rate_hz = golden["pupil_rate_hz"].as_f64().unwrap();
    let end = size.len() as i64 * 10_000_000;
    let window = PupilWindow {
        span: Span::new(Timestamp(0), Timestamp(end)),
        pupil: PupilSignal {
            time_nanos: (0..size.len() as i64).map(|place| place * 10_000_000).collect(),
            size,
            rate_hz,
        },
        baseline: None,
    };
    for (name, key) in [
        ("index_of_pupillary_activity_per_s", "ipa_per_s"),
        ("low_high_index_of_pupillary_activity_per_s", "lhipa_per_s"),
    ] {
        let feature = PUPIL.iter().find(|feature| feature.info.name == name).unwrap();
        let (own, other) = ((feature.compute)(&window).value.unwrap(), golden[key].as_f64().unwrap());
        assert!((own - other).abs() < 1e-9, "{name}: {own} {other}");
        assert!(other > 0.0, "{name} says nothing here");
    }
}

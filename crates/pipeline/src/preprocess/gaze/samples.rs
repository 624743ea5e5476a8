//! Gaze with known answers, for tests.

use attentive_types::GazeSignal;

/// Gaze at a rate: each part moves evenly to its place within that many samples. Starts at 0.
pub(super) fn steps(rate_hz: i64, parts: &[(usize, f64)]) -> GazeSignal {
    let (mut x_deg, mut from) = (Vec::new(), 0.0);
    for (samples, to) in parts {
        x_deg.extend((1..=*samples).map(|place| from + (to - from) * place as f64 / *samples as f64));
        from = *to;
    }
    GazeSignal {
        time_nanos: (0..x_deg.len()).map(|place| place as i64 * 1_000_000_000 / rate_hz).collect(),
        y_deg: x_deg.iter().map(|x| x / 2.0).collect(),
        x_deg,
        rate_hz: rate_hz as f64,
        ..GazeSignal::default()
    }
}

/// The same, with nothing seen between two places.
pub(super) fn with_gap(mut gaze: GazeSignal, from: usize, to: usize) -> GazeSignal {
    gaze.x_deg[from..to].fill(f64::NAN);
    gaze.y_deg[from..to].fill(f64::NAN);
    gaze
}

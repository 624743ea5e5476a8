//! Windows with known answers.

use attentive_types::time::DAY;
use attentive_types::{GazeEventKind, GazeEvents, GazeSignal, Span, Timestamp};

use super::{GazeBaseline, GazeWindow};

const MS: i64 = 1_000_000;

fn event(
    events: &mut GazeEvents,
    kind: GazeEventKind,
    from_ms: i64,
    to_ms: i64,
    at: (f64, f64),
    amplitude: f64,
    peak: f64,
) {
    events.start_nanos.push(from_ms * MS);
    events.end_nanos.push(to_ms * MS);
    events.kind.push(kind);
    events.x_deg.push(at.0);
    events.y_deg.push(at.1);
    events.amplitude_deg.push(amplitude);
    events.peak_velocity_deg_per_s.push(peak);
    events.mean_velocity_deg_per_s.push(peak / 2.0);
    events.dispersion_deg.push(0.1);
}

fn shifted(mut events: GazeEvents, start: i64) -> GazeEvents {
    events.start_nanos.iter_mut().chain(&mut events.end_nanos).for_each(|time| *time += start);
    events
}

/// Two seconds at 500 Hz, to and fro between two points 4 degrees apart: fixations of 200, 300, 400 and 500 ms, saccades of 40 ms
/// between them, then a blink of 200 ms and the rest undefined but seen.
pub(super) fn looking(day: i64) -> GazeWindow {
    let start = day * DAY;
    let mut events = GazeEvents::default();
    let mut now = 0;
    for (place, length) in [200, 300, 400, 500].into_iter().enumerate() {
        let x = 4.0 * (place % 2) as f64 + 2.0;
        event(&mut events, GazeEventKind::Fixation, now, now + length, (x, 1.0), 0.0, 5.0);
        now += length;
        if place < 3 {
            event(&mut events, GazeEventKind::Saccade, now, now + 40, (4.0, 1.0), 4.0, 200.0);
            now += 40;
        }
    }
    event(&mut events, GazeEventKind::Blink, now, now + 200, (f64::NAN, f64::NAN), f64::NAN, f64::NAN);
    event(&mut events, GazeEventKind::Undefined, now + 200, 2000, (2.0, 1.0), 0.0, 5.0);
    let time_nanos: Vec<i64> = (0..1000).map(|place| place * 2 * MS).collect();
    let at = |time: i64| {
        let place = events.end_nanos.partition_point(|end| *end <= time);
        (events.x_deg[place], events.y_deg[place])
    };
    let (x_deg, y_deg) = time_nanos.iter().map(|time| at(*time)).unzip();
    let gaze = GazeSignal {
        time_nanos: time_nanos.iter().map(|time| time + start).collect(),
        x_deg,
        y_deg,
        rate_hz: 500.0,
        ..GazeSignal::default()
    };
    let usual = GazeBaseline { fixation_ms: 250.0, fixation_sd_ms: 100.0, amplitude_deg: 5.0, amplitude_sd_deg: 2.0 };
    let span = Span::new(Timestamp(start), Timestamp(start + 2000 * MS));
    GazeWindow::new(span, gaze, shifted(events, start), Some(usual))
}

/// A window with one saccade each second, of these amplitudes, and a fixation that grows by a tenth of a second between them.
pub(super) fn with_saccades(amplitudes: &[f64], peak: impl Fn(f64) -> f64) -> GazeWindow {
    let mut events = GazeEvents::default();
    for (place, amplitude) in amplitudes.iter().enumerate() {
        let second = place as i64 * 1000;
        event(&mut events, GazeEventKind::Saccade, second, second + 40, (0.0, 0.0), *amplitude, peak(*amplitude));
        let length = 200 + 100 * (place as i64 % 8);
        event(
            &mut events,
            GazeEventKind::Fixation,
            second + 40,
            second + 40 + length,
            (6.0 * place as f64, 0.0),
            0.0,
            5.0,
        );
    }
    let samples = 500 * amplitudes.len();
    let gaze = GazeSignal {
        time_nanos: (0..samples as i64).map(|place| place * 2 * MS).collect(),
        x_deg: vec![0.0; samples],
        y_deg: vec![0.0; samples],
        rate_hz: 500.0,
        ..GazeSignal::default()
    };
    let span = Span::new(Timestamp(0), Timestamp(amplitudes.len() as i64 * 1000 * MS));
    let usual = GazeBaseline::of(&events);
    GazeWindow::new(span, gaze, events, usual)
}

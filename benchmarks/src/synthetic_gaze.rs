//! Gaze that was never looked: fixations and saccades of known number, with the noise of a good tracker.

use attentive_learn::SplitMix64;
use attentive_types::{Channel, GazeEventKind, GazeSignal, SampleSignal, Screen, StreamInfo, StreamKind};

/// The screen in front of the synthetic eyes.
pub const SCREEN: Screen =
    Screen { width_px: 1920.0, height_px: 1080.0, width_m: 0.53, height_m: 0.3, distance_m: 0.65 };

/// Gaze in degrees, and how many saccades are in it.
pub struct SyntheticGaze {
    pub gaze: GazeSignal,
    /// What happens at each sample.
    pub kinds: Vec<GazeEventKind>,
    pub saccades: usize,
}

impl SyntheticGaze {
    /// Fixations of 0.2 to 0.5 s, saccades of 0.5 to 20 degrees that last 21 ms and 2.2 ms for each degree (Carpenter 1988) along the
    /// curve of least jerk, noise of 0.01 degrees.
    pub fn new(seconds: usize, rate_hz: f64, seed: u64) -> Self {
        let samples = (seconds as f64 * rate_hz) as usize;
        let mut chance = SplitMix64::new(seed);
        let (mut x_deg, mut y_deg) = (Vec::with_capacity(samples), Vec::with_capacity(samples));
        let mut kinds = Vec::with_capacity(samples);
        let (mut x, mut y, mut saccades) = (0.0_f64, 0.0_f64, 0);
        while x_deg.len() < samples {
            for _ in 0..((0.2 + 0.3 * share(&mut chance)) * rate_hz) as usize {
                x_deg.push(x + noise(&mut chance));
                y_deg.push(y + noise(&mut chance));
            }
            kinds.resize(x_deg.len(), GazeEventKind::Fixation);
            let (to_x, to_y) = (20.0 * share(&mut chance) - 10.0, 12.0 * share(&mut chance) - 6.0);
            let amplitude = (to_x - x).hypot(to_y - y);
            if amplitude < 0.5 {
                continue;
            }
            let length = ((0.021 + 0.0022 * amplitude) * rate_hz).ceil() as usize;
            // One that the end cuts off is none.
            saccades += usize::from(x_deg.len() + length < samples);
            for place in 1..=length {
                let t = place as f64 / length as f64;
                let way = t * t * t * (10.0 - 15.0 * t + 6.0 * t * t);
                x_deg.push(x + (to_x - x) * way + noise(&mut chance));
                y_deg.push(y + (to_y - y) * way + noise(&mut chance));
            }
            (x, y) = (to_x, to_y);
            kinds.resize(x_deg.len(), GazeEventKind::Saccade);
        }
        kinds.resize(samples, GazeEventKind::Fixation);
        x_deg.truncate(samples);
        y_deg.truncate(samples);
        let step_nanos = (1e9 / rate_hz).round() as i64;
        let time_nanos = (0..samples as i64).map(|place| place * step_nanos).collect();
        Self { gaze: GazeSignal { time_nanos, x_deg, y_deg, rate_hz, ..GazeSignal::default() }, kinds, saccades }
    }

    /// The same as a tracker of two eyes gives it: pixels, the eyes a little apart, pupils.
    pub fn binocular(&self) -> SampleSignal {
        let mut columns = vec![Vec::new(); 6];
        for (x, y) in self.gaze.x_deg.iter().zip(&self.gaze.y_deg) {
            let (x, y) = attentive_pipeline::preprocess::gaze::degrees_to_px(&SCREEN, *x, *y);
            for (column, value) in columns.iter_mut().zip([x - 4.0, y, x + 4.0, y + 1.0, 3.1 + 0.001 * y, 3.2]) {
                column.push((value * 1000.0).round() / 1000.0);
            }
        }
        let names = ["left_x_px", "left_y_px", "right_x_px", "right_y_px", "left_pupil_mm", "right_pupil_mm"];
        SampleSignal {
            name: "gaze".to_owned(),
            time_nanos: self.gaze.time_nanos.clone(),
            channels: names.into_iter().zip(columns).map(|(name, values)| Channel::new(name, values)).collect(),
        }
    }
}

/// What a recording says of it.
pub fn info() -> StreamInfo {
    StreamInfo {
        name: "gaze".to_owned(),
        kind: StreamKind::Gaze,
        nominal_rate_hz: None,
        channels: Vec::new(),
        screen: Some(SCREEN),
    }
}

fn share(chance: &mut SplitMix64) -> f64 {
    chance.next_unit()
}

fn noise(chance: &mut SplitMix64) -> f64 {
    0.01 * chance.next_normal()
}

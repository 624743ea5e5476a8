//! Which numbers sum up how a person drives in a window? [`VehicleWindow`] in, one value with its quality for each feature out.

mod angles;
mod lane;
mod speed;
mod steering;

use super::SignalFeature;
use crate::preprocess::vehicle::VehicleWindow;

/// All features of driving.
pub const ALL: &[SignalFeature<VehicleWindow>] = &[
    speed::MEAN,
    speed::DEVIATION,
    speed::TREND,
    speed::ACCELERATION,
    speed::JERK,
    speed::BRAKES,
    speed::ACCELERATIONS,
    steering::DEVIATION,
    steering::REVERSALS,
    lane::MEAN,
    lane::DEVIATION,
    angles::ROLL,
    angles::PITCH,
    angles::YAW_RATE,
];

fn deviation(window: &VehicleWindow, channel: &str) -> Option<f64> {
    attentive_learn::Moments::of(window.values(channel)).deviation()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::contract::{Windows, check};
    use crate::preprocess::vehicle::{CleanSettings, EventRules, clean, events};
    use attentive_types::time::{DAY, SECOND};
    use attentive_types::{Channel, SampleSignal, Span, Timestamp};

    /// Two minutes at 10 Hz: every channel is `value` times something.
    pub(super) fn window(start: i64, value: impl Fn(f64) -> f64) -> VehicleWindow {
        let waves: Vec<f64> = (0..1200).map(|place| value(f64::from(place) / 10.0)).collect();
        let channel = |name: &str, base: f64, size: f64| {
            Channel::new(name, waves.iter().map(|wave| base + size * wave).collect())
        };
        let signal = SampleSignal {
            name: "car".into(),
            time_nanos: (0..1200).map(|place| start + place * SECOND / 10).collect(),
            channels: vec![
                channel("speed_km_per_h", 80.0, 36.0),
                channel("steering_deg", 0.0, 5.0),
                channel("lane_offset_m", 0.1, 0.2),
                channel("roll_deg", 0.0, 1.0),
                channel("pitch_deg", 0.0, 2.0),
                channel("yaw_deg", 100.0, 3.0),
            ],
        };
        let (clean, _) = clean(&signal, Some(10.0), &CleanSettings::default());
        let span = Span::new(Timestamp(start), Timestamp(start + 120 * SECOND));
        VehicleWindow::of(span, 10.0, &clean, &events(&clean, &EventRules::default()))
    }

    /// A wave of 20 s.
    pub(super) fn wave(time: f64) -> f64 {
        (std::f64::consts::TAU * time / 20.0).sin()
    }

    #[test]
    fn the_list_keeps_its_contract() {
        let missing = || window(0, |_| f64::NAN);
        let empty = VehicleWindow { clean: SampleSignal::default(), ..missing() };
        check(ALL, &Windows { empty, missing: missing(), busy: window(0, wave), later: window(20_000 * DAY, wave) });
    }
}

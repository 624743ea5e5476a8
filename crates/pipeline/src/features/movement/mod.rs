//! Which numbers sum up how the body moves in a window? [`MovementWindow`] in, one value with its quality for each feature out.

mod amount;
mod rhythm;
mod stillness;

use super::SignalFeature;
use crate::preprocess::movement::MovementWindow;

/// All features of movement.
pub const ALL: &[SignalFeature<MovementWindow>] = &[
    amount::ENMO,
    amount::MAD,
    amount::ENERGY,
    amount::JERK,
    amount::COUNT_LIKE,
    amount::ROTATION,
    amount::TREND,
    rhythm::DOMINANT,
    rhythm::ZERO_CROSSINGS,
    stillness::SHARE,
    stillness::RATE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::contract::{Windows, check};
    use crate::preprocess::movement::{CleanSettings, EventRules, clean, events};
    use attentive_types::time::{DAY, SECOND};
    use attentive_types::{Channel, SampleSignal, Span, Timestamp};

    /// A minute at 50 Hz; gravity lies on z, `value` is added on x.
    pub(super) fn window(start: i64, value: impl Fn(f64) -> f64) -> MovementWindow {
        let along: Vec<f64> = (0..3000).map(|place| value(f64::from(place) / 50.0)).collect();
        let upward = along.iter().map(|value| if value.is_finite() { 1.0 } else { f64::NAN }).collect();
        let signal = SampleSignal {
            name: "imu".into(),
            time_nanos: (0..3000).map(|place| start + place * SECOND / 50).collect(),
            channels: vec![
                Channel::new("rotation_x_deg_per_s", along.iter().map(|value| 10.0 * value).collect()),
                Channel::new("acceleration_x_g", along),
                Channel::new("acceleration_z_g", upward),
            ],
        };
        let (clean, _) = clean(&signal, Some(50.0), &CleanSettings::default());
        let span = Span::new(Timestamp(start), Timestamp(start + 60 * SECOND));
        MovementWindow::of(span, 50.0, &clean, &events(&clean, &EventRules::default()))
    }

    /// Shaken at 3 Hz with 0.4 g.
    pub(super) fn shaken(time: f64) -> f64 {
        0.4 * (std::f64::consts::TAU * 3.0 * time).sin()
    }

    #[test]
    fn the_list_keeps_its_contract() {
        let missing = || window(0, |_| f64::NAN);
        let empty = MovementWindow { clean: SampleSignal::default(), ..missing() };
        check(
            ALL,
            &Windows { empty, missing: missing(), busy: window(0, shaken), later: window(20_000 * DAY, shaken) },
        );
    }
}

//! Which numbers sum up breathing in a window? [`BreathWindow`] in, one value with its quality for each feature out.

mod pace;
mod shape;
mod variability;

use super::SignalFeature;
use crate::preprocess::breath::BreathWindow;

/// All features of breathing.
pub const ALL: &[SignalFeature<BreathWindow>] = &[
    pace::RATE,
    pace::RATE_TREND,
    variability::SDBB,
    variability::RMSSD,
    variability::CV,
    shape::HEIGHT,
    shape::HEIGHT_CV,
    shape::IN_SHARE,
    shape::IN_OUT,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::contract::{Windows, check};
    use crate::preprocess::breath::{CleanSettings, EventRules, clean, events};
    use attentive_types::time::{DAY, SECOND};
    use attentive_types::{Channel, SampleSignal, Span, Timestamp};

    /// Two minutes at 10 Hz.
    pub(super) fn window(start: i64, value: impl Fn(f64) -> f64) -> BreathWindow {
        let seconds: Vec<f64> = (0..1200).map(|place| f64::from(place) / 10.0).collect();
        let signal = SampleSignal {
            name: "belt".into(),
            time_nanos: seconds.iter().map(|time| start + (time * SECOND as f64) as i64).collect(),
            channels: vec![Channel::new("respiration_au", seconds.iter().map(|time| value(*time)).collect())],
        };
        let (clean, _) = clean(&signal, Some(10.0), &CleanSettings::default());
        let found = events(&clean, &EventRules::default());
        BreathWindow::of(Span::new(Timestamp(start), Timestamp(start + 120 * SECOND)), 10.0, &clean, &found)
    }

    /// In for 1.5 s, out for 2.5 s.
    pub(super) fn busy(time: f64) -> f64 {
        let at = time % 4.0;
        let part = if at < 1.5 { at / 1.5 } else { 1.0 + (at - 1.5) / 2.5 };
        -(std::f64::consts::PI * part).cos()
    }

    #[test]
    fn the_list_keeps_its_contract() {
        let missing = || window(0, |_| f64::NAN);
        let empty = BreathWindow { clean: SampleSignal::default(), ..missing() };
        check(ALL, &Windows { empty, missing: missing(), busy: window(0, busy), later: window(20_000 * DAY, busy) });
    }
}

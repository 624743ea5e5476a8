//! Which numbers sum up what the skin did in a window? [`SkinWindow`] in, one value with its quality for each feature out.
//!
//! Position: the level. Frequency: responses. Trend: where the level goes.

mod level;
mod phasic;
mod responses;

use super::SignalFeature;
use crate::preprocess::skin::SkinWindow;

/// All features of the skin.
pub const ALL: &[SignalFeature<SkinWindow>] = &[
    level::TONIC_MEAN,
    level::TONIC_SLOPE,
    phasic::AREA,
    phasic::DEVIATION,
    responses::RATE,
    responses::AMPLITUDE,
    responses::AMPLITUDE_SUM,
    responses::RISE,
    responses::HALF_RECOVERY,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::contract::{Windows, check};
    use crate::preprocess::skin::{CleanSettings, EventRules, clean, events};
    use attentive_types::time::{DAY, SECOND};
    use attentive_types::{Channel, SampleSignal, Span, Timestamp};

    /// Three minutes at 8 Hz: a level that rises by 1 uS each minute, and a response every 20 s.
    pub(super) fn window(start: i64, value: impl Fn(f64) -> f64) -> SkinWindow {
        let seconds: Vec<f64> = (0..180 * 8).map(|place| f64::from(place) / 8.0).collect();
        let signal = SampleSignal {
            name: "eda".into(),
            time_nanos: seconds.iter().map(|time| start + (time * SECOND as f64) as i64).collect(),
            channels: vec![Channel::new("eda_us", seconds.iter().map(|time| value(*time)).collect())],
        };
        let (clean, _) = clean(&signal, None, &CleanSettings::default());
        let found = events(&clean, &EventRules::default());
        SkinWindow::of(Span::new(Timestamp(start), Timestamp(start + 180 * SECOND)), 8.0, &clean, &found)
    }

    pub(super) fn busy(time: f64) -> f64 {
        let since = time % 20.0;
        5.0 + time / 60.0 + (-since / 2.0).exp() - (-since / 0.75).exp()
    }

    #[test]
    fn the_list_keeps_its_contract() {
        let empty =
            SkinWindow { span: Span::new(Timestamp(0), Timestamp(SECOND)), rate_hz: 8.0, ..window(0, |_| f64::NAN) };
        check(
            ALL,
            &Windows {
                empty: SkinWindow { clean: SampleSignal::default(), ..empty },
                missing: window(0, |_| f64::NAN),
                busy: window(0, busy),
                later: window(20_000 * DAY, busy),
            },
        );
    }
}

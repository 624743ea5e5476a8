//! Which numbers sum up how a person types in a window? [`KeyboardWindow`] in, one value with its quality for each feature out.
//!
//! A window without a single press gives `None` throughout: whether the sensor was on is not known here.

mod bursts;
mod holds;
mod pace;

use super::SignalFeature;
use crate::preprocess::keyboard::KeyboardWindow;

/// All features of typing.
pub const ALL: &[SignalFeature<KeyboardWindow>] = &[
    pace::RATE,
    pace::INTERVAL,
    pace::INTERVAL_CV,
    pace::INTERVAL_TREND,
    holds::DWELL,
    holds::DWELL_CV,
    holds::FLIGHT,
    holds::FLIGHT_SD,
    holds::ROLLOVER,
    bursts::RATE,
    bursts::LENGTH,
    bursts::SPEED,
    bursts::PAUSE_RATE,
    bursts::PAUSE_SHARE,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::contract::{Windows, check};
    use crate::preprocess::keyboard::{CleanSettings, EventRules, clean, events};
    use attentive_types::time::{DAY, SECOND};
    use attentive_types::{Channel, SampleSignal, Span, Timestamp};

    /// A minute; presses at these milliseconds, held for these, after these flights.
    pub(super) fn window(start: i64, presses: &[(i64, f64, f64)]) -> KeyboardWindow {
        let signal = SampleSignal {
            name: "keys".into(),
            time_nanos: presses.iter().map(|press| start + press.0 * 1_000_000).collect(),
            channels: vec![
                Channel::new("dwell_ms", presses.iter().map(|press| press.1).collect()),
                Channel::new("flight_ms", presses.iter().map(|press| press.2).collect()),
            ],
        };
        let (clean, _) = clean(&signal, &CleanSettings::default());
        let span = Span::new(Timestamp(start), Timestamp(start + 60 * SECOND));
        KeyboardWindow::of(span, 0.0, &clean, &events(&clean, &EventRules::default()))
    }

    /// Three bursts of five presses each, 200 ms apart, with 10 s between their first presses; the third press of each overlaps.
    pub(super) fn three_bursts(start: i64) -> KeyboardWindow {
        let press = |place: i64| {
            let (burst, own) = (place / 5, place % 5);
            let dwell = if own == 1 { 220.0 } else { 100.0 };
            (1000 + burst * 10_000 + own * 200, dwell, if own == 2 { -20.0 } else { 100.0 })
        };
        window(start, &(0..15).map(press).collect::<Vec<_>>())
    }

    #[test]
    fn the_list_keeps_its_contract() {
        let missing = window(0, &[(0, f64::NAN, f64::NAN), (100, f64::NAN, f64::NAN)]);
        check(
            ALL,
            &Windows { empty: window(0, &[]), missing, busy: three_bursts(0), later: three_bursts(20_000 * DAY) },
        );
    }
}

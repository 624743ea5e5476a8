//! Which numbers sum up the skin's warmth in a window? [`TemperatureWindow`] in, one value with its quality for each feature out.

use attentive_learn::{Moments, WeightedPoint, weighted_slope};
use attentive_types::FeatureInfo;

use super::{FeatureClass, SignalFeature};
use crate::preprocess::temperature::TemperatureWindow;

const SOURCE: &str = "Vinkers et al., 2013, The effect of stress on core and peripheral body temperature in humans";

/// All features of temperature.
pub const ALL: &[SignalFeature<TemperatureWindow>] = &[MEAN, DEVIATION, SLOPE];

const MEAN: SignalFeature<TemperatureWindow> = SignalFeature {
    info: FeatureInfo { name: "temperature_mean_c", unit: "C", formula: "mean over the window", source: SOURCE },
    class: FeatureClass::Position,
    compute: |window| window.measured(Moments::of(window.values("temperature_c")).mean()),
};

const DEVIATION: SignalFeature<TemperatureWindow> = SignalFeature {
    info: FeatureInfo {
        name: "temperature_sd_c",
        unit: "C",
        formula: "standard deviation over the window",
        source: SOURCE,
    },
    class: FeatureClass::Frequency,
    compute: |window| window.measured(Moments::of(window.values("temperature_c")).deviation()),
};

const SLOPE: SignalFeature<TemperatureWindow> = SignalFeature {
    info: FeatureInfo {
        name: "temperature_slope_c_per_min",
        unit: "C/min",
        formula: "slope of least squares over time",
        source: SOURCE,
    },
    class: FeatureClass::Trend,
    compute: |window| {
        let points = window.seconds().into_iter().zip(window.values("temperature_c"));
        let points: Vec<WeightedPoint> =
            points.map(|(seconds, value)| WeightedPoint { x: seconds / 60.0, y: *value, weight: 1.0 }).collect();
        window.measured(weighted_slope(&points, 0.95).map(|line| line.slope.value))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::contract::{Windows, check};
    use crate::preprocess::temperature::{CleanSettings, clean, events};
    use attentive_types::time::{DAY, SECOND};
    use attentive_types::{Channel, SampleSignal, Span, Timestamp};

    /// Two minutes at 4 Hz.
    fn window(start: i64, value: impl Fn(f64) -> f64) -> TemperatureWindow {
        let values = (0..480).map(|place| value(f64::from(place) / 4.0)).collect();
        let signal = SampleSignal {
            name: "t".into(),
            time_nanos: (0..480).map(|place| start + place * SECOND / 4).collect(),
            channels: vec![Channel::new("temperature_c", values)],
        };
        let (clean, _) = clean(&signal, None, &CleanSettings::default());
        let span = Span::new(Timestamp(start), Timestamp(start + 120 * SECOND));
        TemperatureWindow::of(span, 4.0, &clean, &events(&clean))
    }

    #[test]
    fn a_tenth_of_a_degree_each_minute_is_the_slope() {
        let window = window(0, |time| 33.0 + time / 600.0);
        assert!(((SLOPE.compute)(&window).value.unwrap() - 0.1).abs() < 1e-3);
        assert!(((MEAN.compute)(&window).value.unwrap() - 33.1).abs() < 1e-3);
        assert!(((DEVIATION.compute)(&window).value.unwrap() - 0.0577).abs() < 1e-3);
    }

    #[test]
    fn the_list_keeps_its_contract() {
        let missing = || window(0, |_| f64::NAN);
        let empty = TemperatureWindow { clean: SampleSignal::default(), episodes: Vec::new(), ..missing() };
        let busy = |time: f64| 33.0 + 0.01 * time.sin();
        check(ALL, &Windows { empty, missing: missing(), busy: window(0, busy), later: window(20_000 * DAY, busy) });
    }
}

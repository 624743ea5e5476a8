//! In how much of the time did keys or pointer move?

use attentive_types::FeatureInfo;
use attentive_types::time::SECOND;

use super::{Feature, FeatureClass, rates, real};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "input_share",
        unit: "1",
        formula: "parts of 30 s with any key, click, move or scroll / parts with the person present; None without a sensor of input",
        source: "this project: tells working hands from watching and slow reading",
    },
    class: FeatureClass::Position,
    compute: |window, _| {
        rates::present_s(window)?;
        let input = window.input.as_ref()?;
        let is_present = |nanos: &i64| *nanos >= 15 * SECOND;
        let bins = || input.active_bins.iter().zip(&window.present_bins).filter(|(_, present)| is_present(present));
        let (active, all) = (bins().filter(|(count, _)| **count > 0).count(), bins().count());
        (all > 0).then(|| real(i64::try_from(active).unwrap_or(0)) / real(i64::try_from(all).unwrap_or(1)))
    },
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn five_of_ten_parts_are_a_half() {
        assert!((FEATURE.compute)(&busy(0), &Trail::default()).is_some_and(|value| (value - 0.5_f64).abs() < 1e-9));
    }

    #[test]
    fn without_a_sensor_it_is_missing() {
        let mut window = busy(0);
        window.input = None;
        assert_eq!((FEATURE.compute)(&window, &Trail::default()), None);
    }
}

//! Does the person type faster or slower?

use attentive_types::FeatureInfo;

use super::{Feature, FeatureClass};

/// The feature.
pub(super) const FEATURE: Feature = Feature {
    info: FeatureInfo {
        name: "key_rate_trend_per_s_per_h",
        unit: "1/s/h",
        formula: "slope of least squares of key_rate_per_s over the windows of the last 2 h, this one included; None with fewer than 6",
        source: "Gauss, 1821 (least squares); as a sign of tiring: this project",
    },
    class: FeatureClass::Trend,
    compute: |window, trail| trail.key_rate_slope(window),
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Trail;
    use crate::features::samples::busy;

    #[test]
    fn an_even_rate_has_no_trend_and_one_window_alone_has_none() {
        let mut trail = Trail::default();
        assert_eq!((FEATURE.compute)(&busy(0), &trail), None);
        for place in 0..6_i64 {
            let mut window = busy(0);
            let shift = place * window.span.nanos();
            window.span = attentive_types::Span::new(window.span.start + shift, window.span.end + shift);
            trail.push(&window);
        }
        let mut last = busy(0);
        last.span =
            attentive_types::Span::new(last.span.start + 6 * last.span.nanos(), last.span.end + 6 * last.span.nanos());
        assert!((FEATURE.compute)(&last, &trail).is_some_and(|slope| slope.abs() < 1e-9));
    }
}

//! Does the person look around, or look at something? Long fixations before short saccades are focal, short ones before long are ambient.

use attentive_types::{FeatureInfo, GazeEventKind};

use super::window::length_s;
use super::{FeatureClass, GazeWindow, SignalFeature};

pub(super) const COEFFICIENT: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "ambient_focal_k_sd",
        unit: "sd",
        formula: "mean over fixations of (length - mean length) / its sd - (amplitude of the saccade that follows - mean amplitude) / its sd, means and sds of the baseline; above 0 focal, below 0 ambient; None without a baseline",
        source: "Krejtz and others, 2016, Discerning ambient/focal attention with coefficient K",
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(coefficient(window)),
};

#[expect(clippy::cast_precision_loss, reason = "counts of events are small")]
fn coefficient(window: &GazeWindow) -> Option<f64> {
    let (base, events) = (window.baseline?, &window.events);
    let next_saccade = |place: usize| {
        (place + 1..events.len())
            .take_while(|next| events.kind[*next] != GazeEventKind::Fixation)
            .find(|next| events.kind[*next] == GazeEventKind::Saccade)
    };
    let terms: Vec<f64> = window
        .begun(GazeEventKind::Fixation)
        .filter_map(|place| Some((place, next_saccade(place)?)))
        .map(|(fixation, saccade)| {
            let length_ms = length_s(events, fixation) * 1e3;
            (length_ms - base.fixation_ms) / base.fixation_sd_ms
                - (events.amplitude_deg[saccade] - base.amplitude_deg) / base.amplitude_sd_deg
        })
        .filter(|term| term.is_finite())
        .collect();
    (!terms.is_empty()).then(|| terms.iter().sum::<f64>() / terms.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::super::GazeBaseline;
    use super::super::samples::looking;
    use super::*;

    fn with_baseline(baseline: Option<GazeBaseline>) -> GazeWindow {
        let mut window = looking(0);
        window.baseline = baseline;
        window
    }

    #[test]
    fn longer_than_usual_before_shorter_than_usual_is_focal() {
        let base = GazeBaseline { fixation_ms: 200.0, fixation_sd_ms: 50.0, amplitude_deg: 6.0, amplitude_sd_deg: 2.0 };
        let window = with_baseline(Some(base));
        // Fixations of 200, 300 and 400 ms are 0, 2 and 4 sd longer, saccades of 4 degrees 1 sd shorter.
        assert!((COEFFICIENT.compute)(&window).value.is_some_and(|k| (k - 3.0).abs() < 1e-9));
        assert_eq!((COEFFICIENT.compute)(&with_baseline(None)).value, None);
    }
}

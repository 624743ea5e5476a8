//! How steady is the tracker? The step from sample to sample while the eye rests.

use attentive_types::{FeatureInfo, GazeEventKind::Fixation};

use super::{FeatureClass, GazeWindow, SignalFeature};

pub(super) const RMS_S2S: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "precision_rms_s2s_deg",
        unit: "deg",
        formula: "sqrt(mean of squared distances between successive samples inside fixations)",
        source: "Holmqvist and others, 2012, Eye tracker data quality: what it is and how to measure it",
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(rms_s2s(window)),
};

#[expect(clippy::cast_precision_loss, reason = "counts of samples are far below 2^53")]
fn rms_s2s(window: &GazeWindow) -> Option<f64> {
    let (gaze, events) = (&window.gaze, &window.events);
    let (mut squares, mut count) = (0.0, 0_usize);
    for place in (0..events.len()).filter(|place| events.kind[*place] == Fixation) {
        let from = gaze.time_nanos.partition_point(|time| *time < events.start_nanos[place]);
        let to = gaze.time_nanos.partition_point(|time| *time < events.end_nanos[place]);
        let (x, y) = (&gaze.x_deg[from..to.max(from)], &gaze.y_deg[from..to.max(from)]);
        for (x, y) in x.windows(2).zip(y.windows(2)) {
            let square = (x[1] - x[0]).powi(2) + (y[1] - y[0]).powi(2);
            if square.is_finite() {
                squares += square;
                count += 1;
            }
        }
    }
    (count > 0).then(|| (squares / count as f64).sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::samples::looking;
    use super::*;

    #[test]
    fn a_wobble_of_a_tenth_of_a_degree_at_each_step_is_found() {
        let mut window = looking(0);
        window.gaze.x_deg.iter_mut().enumerate().for_each(|(place, x)| *x += 0.1 * (place % 2) as f64);
        assert!((RMS_S2S.compute)(&window).value.is_some_and(|found| (found - 0.1).abs() < 1e-9));
    }
}

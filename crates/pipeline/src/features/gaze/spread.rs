//! How widely does gaze wander over the scene?

use std::collections::BTreeMap;

use attentive_learn::entropy_bits;
use attentive_types::{FeatureInfo, GazeEventKind::Fixation};

use super::{FeatureClass, GazeWindow, SignalFeature};

pub(super) const DISPERSION: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "gaze_dispersion_deg",
        unit: "deg",
        formula: "root of the mean squared distance of all samples from their mean: sqrt(var x + var y)",
        source: "Blignaut and Wium, 2014, Eye-tracking data quality as affected by ethnicity and experimental design",
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(dispersion(&window.gaze.x_deg, &window.gaze.y_deg)),
};

#[expect(clippy::cast_precision_loss, reason = "counts of samples are far below 2^53")]
fn dispersion(x: &[f64], y: &[f64]) -> Option<f64> {
    let points = || x.iter().zip(y).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let count = points().count() as f64;
    if count < 2.0 {
        return None;
    }
    let (sum_x, sum_y) = points().fold((0.0, 0.0), |sum, (x, y)| (sum.0 + x, sum.1 + y));
    let (mean_x, mean_y) = (sum_x / count, sum_y / count);
    let squares: f64 = points().map(|(x, y)| (x - mean_x).powi(2) + (y - mean_y).powi(2)).sum();
    Some((squares / count).sqrt())
}

pub(super) const PATH: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "scan_path_length_deg",
        unit: "deg",
        formula: "sum of the distances from each fixation that begins in the window to the next; None with fewer than two",
        source: "Goldberg and Kotval, 1999, Computer interface evaluation using eye movements",
    },
    class: FeatureClass::Position,
    compute: |window| {
        let places: Vec<usize> = window.begun(Fixation).collect();
        let events = &window.events;
        let distance = |pair: &[usize]| {
            (events.x_deg[pair[1]] - events.x_deg[pair[0]]).hypot(events.y_deg[pair[1]] - events.y_deg[pair[0]])
        };
        window.measured((places.len() > 1).then(|| places.windows(2).map(distance).sum()))
    },
};

/// Side of a cell of the grid in degrees: about what is seen sharply at once (this project; the measure depends on it, so it is fixed).
const CELL_DEG: f64 = 5.0;

/// The cell of the grid that a point lies in; none when the point is missing.
#[expect(clippy::cast_possible_truncation, reason = "angles are below 180 degrees")]
fn cell(x_deg: f64, y_deg: f64) -> Option<(i32, i32)> {
    let is_seen = x_deg.is_finite() && y_deg.is_finite();
    is_seen.then(|| ((x_deg / CELL_DEG).floor() as i32, (y_deg / CELL_DEG).floor() as i32))
}

fn cells(window: &GazeWindow) -> Vec<(i32, i32)> {
    let events = &window.events;
    window.begun(Fixation).filter_map(|place| cell(events.x_deg[place], events.y_deg[place])).collect()
}

pub(super) const STATIONARY_ENTROPY: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "gaze_stationary_entropy_bits",
        unit: "bit",
        formula: "-sum p log2 p over cells of 5 x 5 degrees, p = share of the fixations that begin in the window and lie in the cell; None with fewer than two fixations",
        source: "Krejtz and others, 2014, Entropy-based statistical analysis of eye movement transitions; Shiferaw, Downey and Crewther, 2019",
    },
    class: FeatureClass::Position,
    compute: |window| {
        let cells = cells(window);
        let mut counts = BTreeMap::new();
        cells.iter().for_each(|cell| *counts.entry(*cell).or_insert(0.0) += 1.0);
        window.measured(entropy_bits(counts.into_values()).filter(|_| cells.len() > 1))
    },
};

pub(super) const TRANSITION_ENTROPY: SignalFeature<GazeWindow> = SignalFeature {
    info: FeatureInfo {
        name: "gaze_transition_entropy_bits",
        unit: "bit",
        formula: "-sum_i p_i sum_j p_ij log2 p_ij over cells of 5 x 5 degrees, p_ij = share of the ways out of cell i that lead to cell j (staying counts), p_i = share of all ways that leave from i; None with fewer than three fixations",
        source: "Krejtz and others, 2014, Entropy-based statistical analysis of eye movement transitions; Shiferaw, Downey and Crewther, 2019",
    },
    class: FeatureClass::Position,
    compute: |window| {
        let cells = cells(window);
        let mut ways: BTreeMap<(i32, i32), BTreeMap<(i32, i32), f64>> = BTreeMap::new();
        for pair in cells.windows(2) {
            *ways.entry(pair[0]).or_default().entry(pair[1]).or_insert(0.0) += 1.0;
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of fixations are small")]
        let all = cells.len().saturating_sub(1) as f64;
        let of_cell = |out: &BTreeMap<(i32, i32), f64>| {
            let share = out.values().sum::<f64>() / all;
            share * entropy_bits(out.values().copied()).unwrap_or(0.0)
        };
        window.measured((cells.len() > 2).then(|| ways.values().map(of_cell).sum()))
    },
};

#[cfg(test)]
mod tests {
    use super::super::samples::looking;
    use super::*;

    #[test]
    fn to_and_fro_between_two_places_is_one_bit_and_no_surprise() {
        let window = looking(0);
        let value = |feature: SignalFeature<GazeWindow>| (feature.compute)(&window).value.unwrap();
        assert!((value(STATIONARY_ENTROPY) - 1.0).abs() < 1e-9);
        assert!(value(TRANSITION_ENTROPY).abs() < 1e-9);
        assert!((value(PATH) - 3.0 * 4.0).abs() < 1e-9);
    }

    #[test]
    fn samples_on_two_points_lie_half_their_distance_from_the_middle() {
        assert!(dispersion(&[0.0, 4.0, f64::NAN], &[0.0, 0.0, 1.0]).is_some_and(|found| (found - 2.0).abs() < 1e-12));
        assert_eq!(dispersion(&[1.0], &[1.0]), None);
    }
}

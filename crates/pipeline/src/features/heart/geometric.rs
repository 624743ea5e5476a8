//! What shape has the histogram of the intervals? Bins of 1/128 s, as the Task Force has them.

use attentive_types::FeatureInfo;

use super::{FeatureClass, HeartWindow, SignalFeature};

const TASK_FORCE: &str =
    "Task Force of the ESC and NASPE, 1996, Heart rate variability: standards of measurement, figure 2";
const BIN_MS: f64 = 1000.0 / 128.0;

pub(super) const HTI: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "hrv_triangular_index",
        unit: "1",
        formula: "number of intervals / height of the histogram's greatest bin of 7.8125 ms; at least 120 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Position,
    compute: |window| {
        window.measured(120.0, || {
            let most = *histogram(window).iter().max()?;
            Some(window.lengths_ms.len() as f64 / f64::from(most))
        })
    },
};

pub(super) const TINN: SignalFeature<HeartWindow> = SignalFeature {
    info: FeatureInfo {
        name: "tinn_ms",
        unit: "ms",
        formula: "base of the triangle of least squares whose tip is the histogram's greatest bin; at least 120 s of intervals",
        source: TASK_FORCE,
    },
    class: FeatureClass::Position,
    compute: |window| window.measured(120.0, || base_ms(&histogram(window))),
};

/// Counts from the bin that begins at zero on.
fn histogram(window: &HeartWindow) -> Vec<u32> {
    let longest = window.lengths_ms.iter().copied().fold(0.0, f64::max);
    let mut counts = vec![0; (longest / BIN_MS) as usize + 1];
    for length in &window.lengths_ms {
        counts[(length / BIN_MS) as usize] += 1;
    }
    counts
}

/// The two flanks are apart from each other, so each is looked for alone: the squares that a foot leaves are those on its flank and of
/// all bins outside.
fn base_ms(counts: &[u32]) -> Option<f64> {
    let most = *counts.iter().max()?;
    let tip = counts.iter().position(|count| *count == most)?;
    let flank = |bins: Vec<f64>| {
        // `bins` go outward from the tip; the flank falls from the tip to zero at `foot`.
        let error = |foot: usize| -> f64 {
            let line = |place: usize| f64::from(most) * (1.0 - place as f64 / foot as f64).max(0.0);
            bins.iter().enumerate().map(|(place, count)| (count - line(place)).powi(2)).sum()
        };
        (1..=bins.len()).min_by(|left, right| error(*left).total_cmp(&error(*right))).unwrap_or(1)
    };
    let left = flank(counts[..=tip].iter().rev().map(|count| f64::from(*count)).collect());
    let right = flank(counts[tip..].iter().map(|count| f64::from(*count)).collect());
    Some((left + right) as f64 * BIN_MS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangle_has_its_own_base() {
        let mut counts = vec![0; 100];
        counts.extend([0, 2, 4, 6, 8, 6, 4, 2, 0]);
        assert!((base_ms(&counts).unwrap() - 8.0 * BIN_MS).abs() < 1e-9);
        assert_eq!(base_ms(&[]), None);
    }

    #[test]
    fn equal_intervals_fill_one_bin() {
        let value = (HTI.compute)(&HeartWindow::of_lengths(0, &[1000.0; 200])).value;
        assert_eq!(value, Some(1.0));
    }
}

//! What lies around a sample of calibrated webcam gaze: the columns that the refinement asks. All are medians, means, spreads and differences of calibrated
//! positions near the sample's time, in pixels; a missing one is NaN.

use attentive_types::time::SECOND;

use super::{Calibration, Positions};

/// Steps before and after the sample at which the position is looked up.
const STEP_NANOS: i64 = SECOND / 10;

/// How many steps to each side.
const STEPS: i64 = 6;

/// Half widths of the running medians, in seconds: a word or two, a line, a paragraph.
const MEDIANS_S: [i64; 3] = [1, 4, 10];

/// Over how many steps the movement is told.
const MOVES: [usize; 4] = [1, 2, 3, 6];

/// How far the columns may look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// Only back: for live use.
    Back,
    /// To both sides: for recordings.
    Both,
}

/// Names of the columns, in their order.
pub(super) fn names(sight: Sight) -> Vec<String> {
    let mut names = Vec::new();
    for axis in ["x", "y"] {
        for what in ["position", "mean", "near_mean", "spread", "near_spread", "median"] {
            names.push(format!("{axis}_{what}_px"));
        }
        for steps in MOVES {
            let millis = steps * 100;
            names.push(format!("{axis}_since_{millis}ms_px"));
            names.extend((sight == Sight::Both).then(|| format!("{axis}_until_{millis}ms_px")));
        }
    }
    let medians = MEDIANS_S.iter().flat_map(|half| ["x", "y"].map(|axis| format!("{axis}_median_{half}s_px")));
    names.extend(medians);
    names
}

/// The columns for the samples at `times`.
pub(super) fn columns(seen: Positions<'_>, own: &Calibration, times: &[i64], sight: Sight) -> Vec<Vec<f32>> {
    let offsets: Vec<i64> = match sight {
        Sight::Both => (-STEPS..=STEPS).map(|step| step * STEP_NANOS).collect(),
        Sight::Back => (-2 * STEPS..=0).map(|step| step * STEP_NANOS).collect(),
    };
    let mut columns: Vec<Vec<f32>> = Vec::new();
    let mut row = Vec::new();
    let medians: Vec<Medians> = MEDIANS_S.iter().map(|half| Medians::new(seen, own, half * SECOND, sight)).collect();
    for &time in times {
        row.clear();
        let there: Vec<Option<(f64, f64)>> =
            offsets.iter().map(|offset| own.at(seen, time.saturating_add(*offset))).collect();
        for axis in [|place: (f64, f64)| place.0, |place: (f64, f64)| place.1] {
            let values: Vec<f64> = there.iter().map(|place| place.map_or(f64::NAN, axis)).collect();
            describe(&values, sight, &mut row);
        }
        for medians in &medians {
            let (x, y) = medians.at(time);
            row.extend([x, y]);
        }
        if columns.is_empty() {
            columns = vec![Vec::with_capacity(times.len()); row.len()];
        }
        #[expect(clippy::cast_possible_truncation, reason = "trees ask in single precision")]
        columns.iter_mut().zip(&row).for_each(|(column, value)| column.push(*value as f32));
    }
    columns
}

/// One axis: where it is, the mean and spread near and further around, and how it moves.
fn describe(values: &[f64], sight: Sight, row: &mut Vec<f64>) {
    let here = match sight {
        Sight::Both => values.len() / 2,
        Sight::Back => values.len() - 1,
    };
    let near = |steps: usize| &values[here.saturating_sub(steps)..(here + steps + 1).min(values.len())];
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    row.push(values[here]);
    row.push(mean(values));
    row.push(mean(near(2)));
    row.push(spread(values));
    row.push(spread(near(1)));
    row.push(sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN));
    for steps in MOVES {
        let before = here.checked_sub(steps).and_then(|place| values.get(place));
        row.push(before.map_or(f64::NAN, |before| values[here] - before));
        if sight == Sight::Both {
            row.push(values.get(here + steps).map_or(f64::NAN, |after| after - values[here]));
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a dozen values")]
fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn spread(values: &[f64]) -> f64 {
    let middle = mean(values);
    let squares: Vec<f64> = values.iter().map(|value| (value - middle).powi(2)).collect();
    mean(&squares).sqrt()
}

/// Running medians of the calibrated positions.
struct Medians {
    times: Vec<i64>,
    x: Vec<f64>,
    y: Vec<f64>,
    half: i64,
    sight: Sight,
}

impl Medians {
    fn new(seen: Positions<'_>, own: &Calibration, half: i64, sight: Sight) -> Self {
        let mut medians = Self { times: Vec::new(), x: Vec::new(), y: Vec::new(), half, sight };
        for &time in seen.time_nanos {
            // A sample that came late belongs to the time before.
            let time = time.saturating_sub(own.lag_nanos);
            if let Some((x, y)) = own.at(seen, time) {
                medians.times.push(time);
                medians.x.push(x);
                medians.y.push(y);
            }
        }
        medians
    }

    fn at(&self, time: i64) -> (f64, f64) {
        let until = match self.sight {
            Sight::Both => time.saturating_add(self.half),
            Sight::Back => time,
        };
        let from = self.times.partition_point(|own| *own < time.saturating_sub(self.half));
        let to = self.times.partition_point(|own| *own <= until).max(from);
        (median(&self.x[from..to]), median(&self.y[from..to]))
    }
}

fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    let middle = values.len() / 2;
    if values.is_empty() { f64::NAN } else { *values.select_nth_unstable_by(middle, f64::total_cmp).1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn straight() -> (Vec<i64>, Vec<f64>, Calibration) {
        let times: Vec<i64> = (0..400).map(|place| place * (SECOND / 20)).collect();
        let own = Calibration { lag_nanos: 0, x: [0.0, 500.0, 0.0], y: [0.0, 0.0, 500.0] };
        (times, vec![300.0; 400], own)
    }

    #[test]
    fn a_still_eye_has_one_position_no_spread_and_no_movement() {
        let (times, still, own) = straight();
        let seen = Positions { time_nanos: &times, x_px: &still, y_px: &still };
        for sight in [Sight::Both, Sight::Back] {
            let columns = columns(seen, &own, &times[200..203], sight);
            assert_eq!(columns.len(), names(sight).len());
            assert!(columns.iter().all(|column| column.len() == 3));
            assert!(columns.iter().flatten().all(|value| (*value - 300.0).abs() < 1e-3 || value.abs() < 1e-3));
        }
    }

    #[test]
    fn looking_back_sees_nothing_of_what_comes() {
        let (times, mut still, own) = straight();
        let seen = |values: &[f64]| {
            columns(Positions { time_nanos: &times, x_px: values, y_px: values }, &own, &times[200..201], Sight::Back)
        };
        let before = seen(&still);
        still[201..].fill(900.0);
        assert_eq!(before, seen(&still));
    }
}

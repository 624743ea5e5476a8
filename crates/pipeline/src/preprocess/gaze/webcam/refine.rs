//! What webcams get wrong for everyone: they squeeze the more the faster the eye moves, they lag behind a jump, they fall back to the middle. Two
//! boosted trees for the absolute error, one for each axis, learn from other people what to add to the straight map.

use std::ops::Range;

use attentive_learn::forest::{Binned, BoostedMedian, BoostingSettings, Cuts, Targets};

pub use super::around::Sight;
use super::around::columns;
use super::{Calibration, Positions, Truth};

/// One other person's recording, calibrated the way in which a new person's will be.
#[derive(Clone, Debug)]
pub struct Student<'a> {
    /// What the webcam said.
    pub seen: Positions<'a>,
    /// Where the eyes were.
    pub truth: Truth<'a>,
    /// The person's calibration from a stretch of the recording.
    pub calibration: Calibration,
    /// That stretch: its samples made the calibration and do not teach.
    pub calibrated_nanos: Range<i64>,
}

/// What was learnt from other people.
#[derive(Clone, Debug, PartialEq)]
pub struct Refiner {
    pub(super) x: BoostedMedian,
    pub(super) y: BoostedMedian,
    pub(super) sight: Sight,
}

/// Where chance begins.
pub const SEED: u64 = 1;

/// Small steps and weak trees, as few people teach: 120 trees, depth 3 and a rate of .05 are near the settings of Friedman 2001 for noisy data; a leaf must
/// hold about a second's samples of several people (L2 in units of mean weight).
pub const BOOSTING: BoostingSettings = BoostingSettings {
    trees: 120,
    depth: 3,
    learning_rate: 0.05,
    l2: 50.0,
    row_share: 0.5,
    column_share: 0.4,
    seed: SEED,
};

impl Refiner {
    /// Learns from other people, each counting the same however long their recording. `None` when nobody teaches anything.
    #[must_use]
    pub fn fit(students: &[Student<'_>], sight: Sight, boosting: &BoostingSettings) -> Option<Self> {
        let mut table: Vec<Vec<f32>> = Vec::new();
        let (mut rest_x, mut rest_y, mut weight) = (Vec::new(), Vec::new(), Vec::new());
        for student in students {
            let lessons = lessons(student);
            let times: Vec<i64> = lessons.iter().map(|lesson| lesson.0).collect();
            let own = columns(student.seen, &student.calibration, &times, sight);
            if table.is_empty() {
                table = vec![Vec::new(); own.len()];
            }
            table.iter_mut().zip(own).for_each(|(all, own)| all.extend(own));
            rest_x.extend(lessons.iter().map(|lesson| lesson.1));
            rest_y.extend(lessons.iter().map(|lesson| lesson.2));
            #[expect(clippy::cast_precision_loss, reason = "a count of samples")]
            weight.extend(lessons.iter().map(|_| 1.0 / lessons.len() as f32));
        }
        #[expect(clippy::cast_precision_loss, reason = "a count of samples")]
        let mean = weight.iter().sum::<f32>() / weight.len().max(1) as f32;
        weight.iter_mut().for_each(|weight| *weight /= mean);
        let cuts = Cuts::at_quantiles(&table, 64);
        let rows: Binned = cuts.bin(&table);
        let fit = |value: &[f32]| BoostedMedian::fit(&rows, &cuts, Targets { value, weight: &weight }, boosting);
        (!weight.is_empty()).then(|| Self { x: fit(&rest_x), y: fit(&rest_y), sight })
    }

    /// Better positions at these times; `None` where the webcam saw nothing.
    #[must_use]
    pub fn positions(&self, seen: Positions<'_>, calibration: &Calibration, times: &[i64]) -> Vec<Option<(f64, f64)>> {
        let columns = columns(seen, calibration, times, self.sight);
        let columns: Vec<&[f32]> = columns.iter().map(Vec::as_slice).collect();
        let (add_x, add_y) = (self.x.answers(&columns), self.y.answers(&columns));
        let add = add_x.into_iter().zip(add_y).map(|(x, y)| (f64::from(x), f64::from(y)));
        let straight = times.iter().map(|time| calibration.at(seen, *time));
        straight.zip(add).map(|(straight, add)| straight.map(|(x, y)| (x + add.0, y + add.1))).collect()
    }
}

/// Time, and by how much the straight map is wrong in both axes.
#[expect(clippy::cast_possible_truncation, reason = "trees answer in single precision")]
fn lessons(student: &Student<'_>) -> Vec<(i64, f32, f32)> {
    let rows = student.seen.time_nanos.iter().zip(student.truth.x_px).zip(student.truth.y_px);
    let known =
        rows.filter(|((time, x), y)| !student.calibrated_nanos.contains(*time) && x.is_finite() && y.is_finite());
    known
        .filter_map(|((time, x), y)| {
            let straight = student.calibration.at(student.seen, *time)?;
            Some((*time, (x - straight.0) as f32, (y - straight.1) as f32))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use attentive_types::time::SECOND;

    #[test]
    fn an_error_that_all_people_share_is_taken_out() {
        let times: Vec<i64> = (0..2_000).map(|place| place * (SECOND / 20)).collect();
        let seen: Vec<f64> = (0..2_000_i32).map(|place| f64::from((place / 20 * 377) % 1_000)).collect();
        // All webcams show the right half of the screen 200 px too far left.
        let truth: Vec<f64> = seen.iter().map(|x| if *x > 500.0 { x + 200.0 } else { *x }).collect();
        let calibration = Calibration { lag_nanos: 0, x: [0.0, 500.0, 0.0], y: [0.0, 0.0, 500.0] };
        let positions = Positions { time_nanos: &times, x_px: &seen, y_px: &seen };
        let student = Student {
            seen: positions,
            truth: Truth { x_px: &truth, y_px: &seen },
            calibration,
            calibrated_nanos: 0..0,
        };
        let refiner = Refiner::fit(&[student.clone(), student], Sight::Both, &BOOSTING).unwrap();
        let better = refiner.positions(positions, &calibration, &times);
        let error = |place: usize| better[place].map_or(f64::NAN, |(x, y)| (x - truth[place]).hypot(y - seen[place]));
        let mut errors: Vec<f64> = (0..2_000).map(error).collect();
        errors.sort_by(f64::total_cmp);
        assert!(errors[1_000] < 10.0, "median {}", errors[1_000]);
        assert_eq!(Refiner::fit(&[], Sight::Both, &BOOSTING), None);
    }
}

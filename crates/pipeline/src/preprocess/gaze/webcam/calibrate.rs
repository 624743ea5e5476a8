//! By how much is this webcam late, and how does it squeeze and shift?
//!
//! For each delay from 0 to 2 s in steps of 50 ms, `truth(t) = a + b x(t + delay) + c y(t + delay)` is fitted for both axes; the delay with the
//! least mean distance wins. The fit is a ridge that draws (a, b, c) towards those of other people, weighted again eight times by 1 / distance
//! (iteratively reweighted least squares towards the least mean distance; Huber 1981), so that glances that the webcam missed count little.
//! What is fitted, how strongly it is drawn and why: this project, measured on people left out one by one (`score webcam-gaze`).

use attentive_types::time::SECOND;

use super::{Positions, Truth};

/// The longest delay that is looked for: the slowest computer in the data that we know lags by 1.3 s.
pub const LONGEST_LAG_NANOS: i64 = 2 * SECOND;
const LAG_STEP_NANOS: i64 = SECOND / 20;

/// Pixels that make one unit of the fit, so that its three numbers are of one size.
const UNIT_PX: f64 = 500.0;

/// A distance below which a sample counts fully, in pixels: about 1 degree at a desk.
const NEAR_PX: f64 = 40.0;

/// A straight map of positions, and the delay.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibration {
    /// How late the webcam is, in nanoseconds.
    pub lag_nanos: i64,
    /// Offset in pixels, and pixels for 500 px of webcam x and y, of the horizontal position.
    pub x: [f64; 3],
    /// The same of the vertical position.
    pub y: [f64; 3],
}

/// What is believed before the calibration, and how firmly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prior {
    /// Expected numbers of the horizontal position, as in [`Calibration::x`].
    pub x: [f64; 3],
    /// Expected numbers of the vertical position.
    pub y: [f64; 3],
    /// How many samples the belief in each of the three numbers is worth.
    pub worth: [f64; 3],
}

impl Prior {
    /// Nothing known of other people: the webcam is right, weakly believed.
    #[must_use]
    pub fn plain() -> Self {
        Self { x: [0.0, UNIT_PX, 0.0], y: [0.0, 0.0, UNIT_PX], worth: [1.0; 3] }
    }

    /// The mean of other people's maps, each fitted to a whole recording. Belief in the offset is worth 100 samples (6 s at 16 Hz), in the
    /// slopes 300; `None` without people.
    #[must_use]
    pub fn of(others: &[Calibration]) -> Option<Self> {
        #[expect(clippy::cast_precision_loss, reason = "a count of people")]
        let count = others.len() as f64;
        let mean = |numbers: fn(&Calibration) -> [f64; 3]| {
            let mut sum = [0.0; 3];
            for own in others {
                sum.iter_mut().zip(numbers(own)).for_each(|(sum, own)| *sum += own / count);
            }
            sum
        };
        (!others.is_empty()).then(|| Self { x: mean(|own| own.x), y: mean(|own| own.y), worth: [100.0, 300.0, 300.0] })
    }
}

impl Calibration {
    /// Where the eyes were at a time, by the straight map and without the delay; `None` where the webcam saw nothing then.
    #[must_use]
    pub fn at(&self, seen: Positions<'_>, time: i64) -> Option<(f64, f64)> {
        let (x, y) = seen.at(time.saturating_add(self.lag_nanos))?;
        Some(self.straight(x, y))
    }

    /// The straight map alone: pixels of the webcam in, pixels of the screen out.
    #[must_use]
    pub fn straight(&self, x: f64, y: f64) -> (f64, f64) {
        let apply = |own: [f64; 3]| own[0] + own[1] * x / UNIT_PX + own[2] * y / UNIT_PX;
        (apply(self.x), apply(self.y))
    }
}

/// Whether a recording holds enough for a calibration: 20 samples of which both are known.
#[must_use]
pub fn is_usable(seen: Positions<'_>, truth: Truth<'_>) -> bool {
    known(seen, truth).take(20).count() == 20
}

fn known<'a>(seen: Positions<'a>, truth: Truth<'a>) -> impl Iterator<Item = (i64, f64, f64)> {
    let rows = seen.time_nanos.iter().zip(truth.x_px).zip(truth.y_px);
    rows.map(|((time, x), y)| (*time, *x, *y)).filter(|(_, x, y)| x.is_finite() && y.is_finite())
}

/// Fits delay and map to the stretch in which the truth is known. Delays are tried up to `longest_lag_nanos`; with 0 none is assumed.
/// `None` with fewer than 20 known samples.
#[must_use]
pub fn calibrate(seen: Positions<'_>, truth: Truth<'_>, prior: &Prior, longest_lag_nanos: i64) -> Option<Calibration> {
    let known: Vec<(i64, f64, f64)> = known(seen, truth).collect();
    let mut best: Option<(f64, Calibration)> = None;
    let mut lag_nanos = 0;
    while lag_nanos <= longest_lag_nanos.clamp(0, LONGEST_LAG_NANOS) {
        let rows: Vec<Row> = known.iter().filter_map(|&(time, x, y)| row(seen, time + lag_nanos, x, y)).collect();
        if rows.len() >= 20
            && let Some((distance, x, y)) = fit(&rows, prior)
            && best.is_none_or(|best| distance < best.0)
        {
            best = Some((distance, Calibration { lag_nanos, x, y }));
        }
        lag_nanos += LAG_STEP_NANOS;
    }
    best.map(|best| best.1)
}

/// One, webcam x and y in units; the true x and y.
struct Row {
    input: [f64; 3],
    truth: (f64, f64),
}

fn row(seen: Positions<'_>, time: i64, x: f64, y: f64) -> Option<Row> {
    let (seen_x, seen_y) = seen.at(time)?;
    Some(Row { input: [1.0, seen_x / UNIT_PX, seen_y / UNIT_PX], truth: (x, y) })
}

/// Mean distance in pixels, and the numbers of both axes.
fn fit(rows: &[Row], prior: &Prior) -> Option<(f64, [f64; 3], [f64; 3])> {
    // Offsets are compared at the middle of the person's own positions, where offset and slope do not stand in for one another.
    #[expect(clippy::cast_precision_loss, reason = "a count of samples")]
    let count = rows.len() as f64;
    let middle = |place: usize| rows.iter().map(|row| row.input[place]).sum::<f64>() / count;
    let centre = [0.0, middle(1), middle(2)];
    let mut weight = vec![1.0; rows.len()];
    let mut found = (prior.x, prior.y);
    let mut distance = f64::INFINITY;
    for _ in 0..8 {
        let solve =
            |believed: [f64; 3], truth: fn(&Row) -> f64| solve(rows, &weight, centre, believed, prior.worth, truth);
        found = (solve(prior.x, |row| row.truth.0)?, solve(prior.y, |row| row.truth.1)?);
        let apart: Vec<f64> = rows.iter().map(|row| apart(row, &found)).collect();
        distance = apart.iter().sum::<f64>() / count;
        weight = apart.iter().map(|apart| 1.0 / apart.max(NEAR_PX)).collect();
        let mean = weight.iter().sum::<f64>() / count;
        weight.iter_mut().for_each(|weight| *weight = (*weight / mean).min(3.0));
    }
    distance.is_finite().then_some((distance, found.0, found.1))
}

fn apart(row: &Row, found: &([f64; 3], [f64; 3])) -> f64 {
    let apply = |own: [f64; 3]| own.iter().zip(row.input).map(|(own, input)| own * input).sum::<f64>();
    (apply(found.0) - row.truth.0).hypot(apply(found.1) - row.truth.1)
}

/// Ridge towards `believed`, with the inputs taken from `centre`; the answer is in plain inputs again.
fn solve(
    rows: &[Row],
    weight: &[f64],
    centre: [f64; 3],
    believed: [f64; 3],
    worth: [f64; 3],
    truth: fn(&Row) -> f64,
) -> Option<[f64; 3]> {
    let believed = [believed[0] + believed[1] * centre[1] + believed[2] * centre[2], believed[1], believed[2]];
    let mut square = [[0.0; 3]; 3];
    let mut right = [0.0; 3];
    for place in 0..3 {
        square[place][place] = worth[place];
        right[place] = worth[place] * believed[place];
    }
    for (row, weight) in rows.iter().zip(weight) {
        let input = [1.0, row.input[1] - centre[1], row.input[2] - centre[2]];
        for place in 0..3 {
            right[place] += weight * input[place] * truth(row);
            for other in 0..3 {
                square[place][other] += weight * input[place] * input[other];
            }
        }
    }
    let own = solve_three(square, right)?;
    Some([own[0] - own[1] * centre[1] - own[2] * centre[2], own[1], own[2]])
}

/// Cramer's rule; `None` when the matrix is singular.
fn solve_three(square: [[f64; 3]; 3], right: [f64; 3]) -> Option<[f64; 3]> {
    let determinant = |m: [[f64; 3]; 3]| {
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1]) - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
            + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    };
    let whole = determinant(square);
    let part = |column: usize| {
        let mut own = square;
        own.iter_mut().zip(right).for_each(|(row, right)| row[column] = right);
        determinant(own) / whole
    };
    let found = [part(0), part(1), part(2)];
    found.iter().all(|value| value.is_finite()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A webcam that squeezes to 80 %, shifts by (100, -50) px and is 300 ms late, on eyes that jump every second.
    fn squeezed() -> (Vec<i64>, [Vec<f64>; 2], [Vec<f64>; 2]) {
        let times: Vec<i64> = (0..600).map(|place| place * (SECOND / 20)).collect();
        let eyes = |time: i64| {
            let second = time.div_euclid(SECOND);
            #[expect(clippy::cast_precision_loss, reason = "small")]
            let place = |factor: i64, range: i64| (second * factor).rem_euclid(range) as f64;
            (place(617, 1_900), place(431, 1_000))
        };
        let truth: Vec<(f64, f64)> = times.iter().map(|time| eyes(*time)).collect();
        let seen: Vec<(f64, f64)> = times.iter().map(|time| eyes(*time - 3 * SECOND / 10)).collect();
        let seen: Vec<(f64, f64)> = seen.iter().map(|(x, y)| ((x - 100.0) * 0.8, (y + 50.0) * 0.8)).collect();
        let split = |pairs: &[(f64, f64)]| {
            [pairs.iter().map(|pair| pair.0).collect(), pairs.iter().map(|pair| pair.1).collect()]
        };
        (times, split(&seen), split(&truth))
    }

    #[test]
    fn delay_shift_and_squeeze_are_found() {
        let (times, seen, truth) = squeezed();
        let seen = Positions { time_nanos: &times, x_px: &seen[0], y_px: &seen[1] };
        let truth = Truth { x_px: &truth[0], y_px: &truth[1] };
        let found = calibrate(seen, truth, &Prior::plain(), LONGEST_LAG_NANOS).unwrap();
        assert_eq!(found.lag_nanos, 3 * SECOND / 10);
        assert!((found.x[1] - UNIT_PX / 0.8).abs() < 5.0 && (found.x[0] - 100.0).abs() < 5.0, "{found:?}");
        assert!((found.y[2] - UNIT_PX / 0.8).abs() < 5.0 && (found.y[0] + 50.0).abs() < 5.0, "{found:?}");
        let (x, y) = found.at(seen, times[210]).unwrap();
        assert!((x - truth.x_px[210]).hypot(y - truth.y_px[210]) < 10.0);
    }

    #[test]
    fn too_few_known_samples_give_no_calibration() {
        let times: Vec<i64> = (0..19).collect();
        let known = [1.0; 19];
        let seen = Positions { time_nanos: &times, x_px: &known, y_px: &known };
        let truth = Truth { x_px: &known, y_px: &known };
        assert_eq!(calibrate(seen, truth, &Prior::plain(), 0), None);
        assert!(!is_usable(seen, truth));
    }

    #[test]
    fn with_little_seen_the_map_of_other_people_holds() {
        let others = [Calibration { lag_nanos: 0, x: [10.0, 400.0, 0.0], y: [20.0, 0.0, 300.0] }];
        let prior = Prior::of(&others).unwrap();
        let times: Vec<i64> = (0..20).map(|place| place * (SECOND / 20)).collect();
        let (still, truth) = ([500.0; 20], [410.0; 20]);
        let seen = Positions { time_nanos: &times, x_px: &still, y_px: &still };
        let found = calibrate(seen, Truth { x_px: &truth, y_px: &[320.0; 20] }, &prior, 0).unwrap();
        assert!((found.x[1] - 400.0).abs() < 1e-6 && (found.y[2] - 300.0).abs() < 1e-6, "{found:?}");
        assert_eq!(Prior::of(&[]), None);
    }
}

//! What is to be said of a window of gaze from a head-mounted tracker whose scale and place nobody knows.
//!
//! Where the gaze lay is left out: it tells how the tracker sat on the head. Lengths stand as logarithms, so that a wrong scale moves them all by the same amount.
//! Steps are from one sample to the next; a jump is a run of steps longer than a limit, a rest what lies between two jumps.

use attentive_learn::Moments;
use attentive_learn::entropy::entropy_bits;
use attentive_learn::quantile::{median, quantile, quantile_of_sorted};

use super::gather::Features;

/// Samples a second.
pub const RATE_HZ: f64 = 30.0;
/// Added before logarithms are taken, of the scene's width.
const LEAST: f64 = 1e-5;
/// Samples by which a coordinate is held against itself.
const LAGS: [usize; 7] = [1, 3, 9, 30, 60, 150, 300];
/// Limits of the histogram of step lengths, of the scene's width.
const STEP_LIMITS: [f64; 9] = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128];
/// Steps over which it is asked how straight the gaze went.
const STRAIGHT: usize = 6;
/// Width of the cells that are counted, of the scene's width.
const CELL: f64 = 0.04;

/// The features of positions in order of time.
pub fn features(x: &[f64], y: &[f64]) -> Features {
    let mut found = Features::default();
    for (name, values) in [("x", x), ("y", y)] {
        of_axis(name, values, &mut found);
    }
    let spread = |values| quantile(values, 0.95).unwrap_or(f64::NAN) - quantile(values, 0.05).unwrap_or(f64::NAN);
    let (wide, high) = (spread(x), spread(y));
    found.add("ln wide by high", (wide + LEAST).ln() - (high + LEAST).ln());
    found.add("x with y", together(x, y));
    let steps: Vec<(f64, f64)> = x.windows(2).zip(y.windows(2)).map(|(x, y)| (x[1] - x[0], y[1] - y[0])).collect();
    let lengths: Vec<f64> = steps.iter().map(|(x, y)| x.hypot(*y)).collect();
    let across: Vec<f64> = steps.iter().map(|(x, _)| x.abs()).collect();
    let upright: Vec<f64> = steps.iter().map(|(_, y)| y.abs()).collect();
    for p in [0.75, 0.97] {
        let at = |values| (quantile(values, p).unwrap_or(f64::NAN) + LEAST).ln();
        found.add(format!("ln steps across by up, {p}"), at(&across) - at(&upright));
    }
    let mut share = [0.0; STEP_LIMITS.len() + 1];
    lengths.iter().for_each(|length| {
        share[STEP_LIMITS.partition_point(|limit| limit <= length)] += 1.0 / lengths.len() as f64;
    });
    for (place, share) in share.into_iter().enumerate() {
        found.add(format!("share of steps {place}"), share);
    }
    let own_limit = (6.0 * median(&lengths).unwrap_or(f64::NAN)).max(0.005);
    of_jumps("jumps", x, y, &lengths, 0.02, &mut found);
    of_jumps("own jumps", x, y, &lengths, own_limit, &mut found);
    of_paths(x, y, &lengths, &mut found);
    of_cells(x, y, (wide, high), &mut found);
    found
}

fn of_axis(name: &str, values: &[f64], found: &mut Features) {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let at = |p| quantile_of_sorted(&sorted, p).unwrap_or(f64::NAN);
    let wide = at(0.95) - at(0.05);
    found.add(format!("{name} ln wide"), (wide + LEAST).ln());
    found.add(format!("{name} ln middle half"), (at(0.75) - at(0.25) + LEAST).ln());
    found.add(format!("{name} lean"), (at(0.95) + at(0.05) - 2.0 * at(0.5)) / (wide + LEAST));
    found.add(format!("{name} ln deviation"), (deviation(values) + LEAST).ln());
    for lag in LAGS {
        found.add(format!("{name} with itself {lag} later"), together_lagged(values, lag));
    }
    let steps: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let sizes: Vec<f64> = steps.iter().map(|step| step.abs()).collect();
    spread_of(&format!("{name} step"), &sizes, &[0.1, 0.25, 0.5, 0.75, 0.9, 0.97], found);
    let signed: f64 = steps.iter().map(|step| step.signum() * step.abs().sqrt()).sum();
    found.add(format!("{name} steps one way"), signed / (sizes.iter().map(|size| size.sqrt()).sum::<f64>() + LEAST));
    let seconds: Vec<&[f64]> = values.chunks_exact(RATE_HZ as usize).collect();
    let within: Vec<f64> = seconds.iter().map(|second| deviation(second)).collect();
    spread_of(&format!("{name} deviation in a second"), &within, &[0.1, 0.5, 0.9], found);
    let middles: Vec<f64> = seconds.iter().map(|second| mean(second)).collect();
    let drift: Vec<f64> = middles.windows(2).map(|pair| (pair[1] - pair[0]).abs()).collect();
    found.add(format!("{name} ln drift in a second"), (mean(&drift) + LEAST).ln());
}

/// Jumps of at least `limit` a step: how many, how long, which way; and the rests between them.
fn of_jumps(name: &str, x: &[f64], y: &[f64], lengths: &[f64], limit: f64, found: &mut Features) {
    let jumps = runs(lengths, limit);
    found.add(format!("{name} per second"), jumps.len() as f64 * RATE_HZ / x.len() as f64);
    let ways: Vec<(f64, f64)> = jumps.iter().map(|(from, to)| (x[*to] - x[*from], y[*to] - y[*from])).collect();
    let far: Vec<f64> = ways.iter().map(|(x, y)| x.hypot(*y)).collect();
    spread_of(&format!("{name} length"), &far, &[0.25, 0.5, 0.75, 0.95], found);
    let angles: Vec<f64> = ways.iter().map(|(x, y)| y.atan2(*x)).collect();
    let eighth = std::f64::consts::FRAC_PI_4;
    for way in 0..8 {
        let is_so = |angle: &f64| ((angle / eighth).round() as i64).rem_euclid(8) == way;
        found.add(format!("{name} share {} degrees", way * 45), share(&angles, is_so));
    }
    found.add(format!("{name} share across"), share(&ways, |(x, y)| x.abs() > 2.0 * y.abs()));
    found.add(format!("{name} share up or down"), share(&ways, |(x, y)| y.abs() > 2.0 * x.abs()));
    let long = quantile(&far, 0.8).unwrap_or(f64::NAN);
    let (big, small): (Vec<_>, Vec<_>) = ways.iter().zip(&far).partition(|(_, far)| **far > long);
    found.add(format!("{name} share of long ones left"), share(&big, |((x, _), _)| *x < 0.0));
    found.add(format!("{name} share of short ones right"), share(&small, |((x, _), _)| *x > 0.0));
    let pairs: Vec<_> = ways.windows(2).collect();
    found.add(format!("{name} share on the same side"), share(&pairs, |pair| (pair[0].0 > 0.0) == (pair[1].0 > 0.0)));
    let longest = ways.iter().map(|(x, _)| x.abs()).fold(0.0, f64::max);
    let is_return = |pair: &&[(f64, f64)]| pair[0].0 > 0.0 && pair[1].0 < -0.2 * longest;
    found.add(format!("{name} share of returns"), share(&pairs, is_return));
    let turns: Vec<f64> = angles.windows(2).map(|pair| (pair[1] - pair[0]).cos()).collect();
    found.add(format!("{name} turn"), mean(&turns));
    found.add(format!("{name} share back"), share(&turns, |turn| *turn < -0.7));
    found.add(format!("{name} share straight on"), share(&turns, |turn| *turn > 0.7));
    let took: Vec<f64> = jumps.iter().map(|(from, to)| (to - from) as f64 / RATE_HZ).collect();
    found.add(format!("{name} seconds"), mean(&took));
    let rests: Vec<(usize, usize)> = jumps.windows(2).map(|pair| (pair[0].1, pair[1].0)).collect();
    let seconds: Vec<f64> = rests.iter().map(|(from, to)| (to - from) as f64 / RATE_HZ).collect();
    for p in [0.1, 0.25, 0.5, 0.75, 0.9] {
        found.add(format!("{name} rest ln s {p}"), (quantile(&seconds, p).unwrap_or(f64::NAN) + 0.01).ln());
    }
    found.add(format!("{name} share of long rests"), share(&seconds, |seconds| *seconds > 0.5));
    let long_enough: Vec<&(usize, usize)> = rests.iter().filter(|(from, to)| to - from > 3).collect();
    let noise: Vec<f64> =
        long_enough.iter().map(|(from, to)| deviation(&x[*from..*to]) + deviation(&y[*from..*to])).collect();
    found.add(format!("{name} rest ln noise"), (median(&noise).unwrap_or(f64::NAN) + LEAST).ln());
    let drift = |(from, to): &&(usize, usize)| {
        let way: f64 = lengths[*from..*to].iter().sum();
        (x[*to] - x[*from]).hypot(y[*to] - y[*from]) / (way + LEAST)
    };
    found.add(format!("{name} rest straightness"), mean(&long_enough.iter().map(drift).collect::<Vec<f64>>()));
}

/// How straight the gaze went over a few steps: following something is straight and slow.
fn of_paths(x: &[f64], y: &[f64], lengths: &[f64], found: &mut Features) {
    let paths = lengths.windows(STRAIGHT).enumerate().map(|(from, steps)| {
        let way: f64 = steps.iter().sum();
        let to = from + STRAIGHT;
        (way, (x[to] - x[from]).hypot(y[to] - y[from]) / (way + LEAST))
    });
    let paths: Vec<(f64, f64)> = paths.collect();
    found.add("straightness", mean(&paths.iter().map(|(_, straight)| *straight).collect::<Vec<_>>()));
    found.add("share straight", share(&paths, |(_, straight)| *straight > 0.8));
    let slow: Vec<f64> = paths.iter().filter(|(way, _)| *way < 0.06).map(|(_, straight)| *straight).collect();
    found.add("straightness of the slow", mean(&slow));
}

/// How many places were looked at: cells of the scene, and cells of the window's own spread.
fn of_cells(x: &[f64], y: &[f64], (wide, high): (f64, f64), found: &mut Features) {
    let cells: Vec<(i64, i64)> =
        x.iter().zip(y).map(|(x, y)| ((x / CELL).floor() as i64, (y / CELL).floor() as i64)).collect();
    let pairs: Vec<_> = cells.windows(2).collect();
    found.add("share of steps to another cell", share(&pairs, |pair| pair[0] != pair[1]));
    let visits = counts(&cells);
    found.add("cells", visits.len() as f64);
    found.add("spread over cells bits", entropy_bits(visits).unwrap_or(f64::NAN));
    let (middle_x, middle_y) = (median(x).unwrap_or(f64::NAN), median(y).unwrap_or(f64::NAN));
    let eighth = |value: f64, middle: f64, spread: f64| {
        (((value - middle) / (spread + LEAST)).clamp(-0.99, 0.99) * 4.0).floor() as i64
    };
    let own: Vec<(i64, i64)> =
        x.iter().zip(y).map(|(x, y)| (eighth(*x, middle_x, wide), eighth(*y, middle_y, high))).collect();
    found.add("own spread over cells bits", entropy_bits(counts(&own)).unwrap_or(f64::NAN));
    for (name, of) in
        [("x", own.iter().map(|cell| cell.0).collect::<Vec<_>>()), ("y", own.iter().map(|c| c.1).collect())]
    {
        found.add(format!("own spread over cells of {name} bits"), entropy_bits(counts(&of)).unwrap_or(f64::NAN));
    }
    let second = RATE_HZ as usize;
    let within: Vec<f64> =
        x.chunks_exact(second).zip(y.chunks_exact(second)).map(|(x, y)| deviation(x).hypot(deviation(y))).collect();
    let usual = median(&within).unwrap_or(f64::NAN);
    found.add("share of still seconds", share(&within, |within| *within < 0.4 * usual));
    let logs: Vec<f64> = within.iter().map(|within| (within + LEAST).ln()).collect();
    found.add("unevenness of seconds", deviation(&logs));
}

/// First and last sample of each run of steps longer than `limit`.
fn runs(lengths: &[f64], limit: f64) -> Vec<(usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (place, _) in lengths.iter().enumerate().filter(|(_, length)| **length > limit) {
        match runs.last_mut() {
            Some(last) if last.1 == place => last.1 = place + 1,
            _ => runs.push((place, place + 1)),
        }
    }
    runs
}

fn spread_of(name: &str, values: &[f64], at: &[f64], found: &mut Features) {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    for p in at {
        found.add(format!("{name} ln {p}"), (quantile_of_sorted(&sorted, *p).unwrap_or(f64::NAN) + LEAST).ln());
    }
}

fn counts<T: Ord>(values: &[T]) -> Vec<f64> {
    let mut of: std::collections::BTreeMap<&T, f64> = std::collections::BTreeMap::new();
    values.iter().for_each(|value| *of.entry(value).or_default() += 1.0);
    of.into_values().collect()
}

fn share<T>(values: &[T], is_so: impl Fn(&T) -> bool) -> f64 {
    values.iter().filter(|value| is_so(value)).count() as f64 / values.len() as f64
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn deviation(values: &[f64]) -> f64 {
    values.iter().copied().collect::<Moments>().variance().map_or(f64::NAN, f64::sqrt)
}

fn together(a: &[f64], b: &[f64]) -> f64 {
    let (middle_a, middle_b) = (mean(a), mean(b));
    let product: f64 = a.iter().zip(b).map(|(a, b)| (a - middle_a) * (b - middle_b)).sum();
    product / (a.len().saturating_sub(1) as f64 * deviation(a) * deviation(b) + 1e-12)
}

fn together_lagged(values: &[f64], lag: usize) -> f64 {
    let middle = mean(values);
    let product: f64 = values.iter().zip(values.iter().skip(lag)).map(|(a, b)| (a - middle) * (b - middle)).sum();
    product / (values.len().saturating_sub(lag) as f64 * deviation(values).powi(2) + 1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(found: &Features, name: &str) -> f64 {
        found.0.iter().find(|(known, _)| known == name).unwrap().1
    }

    /// Ten lines read: eight rests of ten samples each, then a jump back to the left.
    fn reading() -> (Vec<f64>, Vec<f64>) {
        let sample = |place: usize| (place / 10 % 8, place / 80);
        let x = (0..800).map(|place| 0.2 + 0.05 * sample(place).0 as f64 + 1e-4 * (place % 3) as f64).collect();
        (x, (0..800).map(|place| 0.3 + 0.021 * sample(place).1 as f64).collect())
    }

    #[test]
    fn reading_jumps_right_and_comes_back_left() {
        let (x, y) = reading();
        let found = features(&x, &y);
        assert!((value(&found, "jumps per second") - 79.0 * RATE_HZ / 800.0).abs() < 1e-9);
        assert!((value(&found, "jumps share 0 degrees") - 70.0 / 79.0).abs() < 1e-9);
        assert!((value(&found, "jumps share of returns") - 9.0 / 78.0).abs() < 1e-9);
        assert_eq!(value(&found, "jumps share of short ones right"), 1.0);
        assert!((value(&found, "jumps rest ln s 0.5") - (0.3_f64 + 0.01).ln()).abs() < 1e-9);
    }

    #[test]
    fn where_the_gaze_lay_is_not_told_but_by_the_grid() {
        let (x, y) = reading();
        let moved: Vec<f64> = x.iter().map(|x| x + 0.4).collect();
        for ((name, here), (_, there)) in features(&x, &y).0.iter().zip(&features(&moved, &y).0) {
            let is_grid = name.contains("cell") && !name.contains("own");
            assert!(is_grid || (here - there).abs() < 1e-6 || (here.is_nan() && there.is_nan()), "{name}");
        }
    }

    #[test]
    fn a_gaze_that_never_moves_has_the_same_columns() {
        let (x, y) = reading();
        let still = features(&[0.5; 900], &[0.5; 900]);
        assert!(still.0.iter().map(|(name, _)| name).eq(features(&x, &y).0.iter().map(|(name, _)| name)));
    }
}

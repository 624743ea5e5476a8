//! What the first model sees of each sample: how the eye moves around it, from 4 milliseconds to most of a second.
//!
//! The ideas are those of Zemblys, Niehorster, Komogortsev and Holmqvist 2018 ("Using machine learning to detect events in eye-tracking data",
//! Behavior Research Methods 50): speed, spread, and how before and after differ, at several scales, and leave the borders to the
//! trees. All windows are in milliseconds and all values in degrees, so that rate and screen do not matter; nothing depends on where on the screen the eye is
//! or on the direction in which it moves.

use super::table::Table;
use super::trace::{Fit, Trace};

/// How far a row looks to either side, in milliseconds.
pub(super) const REACH_MILLIS: f64 = 1000.0;

/// Slower than this is not a saccade, in degrees per second: Nystrom and Holmqvist 2010 find saccade thresholds between 30 and 50.
const SLOW_DEG_PER_S: f64 = 35.0;

/// One row for each sample of the trace.
pub(super) fn table(trace: &Trace) -> Table {
    let mut table = Table::default();
    let fine = trace.fits(6.0);
    let speed: Vec<f64> = fine.iter().map(Fit::speed).collect();
    scales(trace, &fine, &mut table);
    profile(trace, &speed, &mut table);
    peaks(trace, &speed, &mut table);
    along(trace, &fine, &speed, &mut table);
    means(trace, &mut table);
    drift(trace, &mut table);
    missing(trace, &mut table);
    table
}

/// Speed, scatter and turning at several scales.
fn scales(trace: &Trace, fine: &[Fit], table: &mut Table) {
    for millis in [4.0, 12.0, 24.0, 50.0, 100.0, 200.0] {
        let fits = trace.fits(millis);
        let lag = trace.samples(millis);
        table.add(format!("speed_{millis}ms_deg_per_s"), fits.iter().map(Fit::speed));
        if millis >= 12.0 {
            table.add(format!("residual_{millis}ms_deg"), fits.iter().map(|fit| fit.residual_deg));
            table.add(format!("spread_{millis}ms_deg"), fits.iter().map(|fit| fit.spread_deg));
        }
        if millis <= 100.0 {
            let pair = |place: usize| (&fits[place.saturating_sub(lag)], &fits[(place + lag).min(fits.len() - 1)]);
            table
                .add(format!("turn_{millis}ms_cos"), (0..fits.len()).map(|place| cosine(pair(place).0, pair(place).1)));
            table.add(
                format!("speed_change_{millis}ms_deg_per_s"),
                (0..fits.len()).map(|place| pair(place).1.speed() - pair(place).0.speed()),
            );
            table.add(
                format!("velocity_change_{millis}ms_deg_per_s"),
                (0..fits.len()).map(|place| {
                    let (before, after) = pair(place);
                    (after.vx - before.vx).hypot(after.vy - before.vy)
                }),
            );
        }
        if (24.0..=100.0).contains(&millis) {
            for (side, name) in [(-1, "before"), (1, "after")] {
                let at = |place: usize| &fits[shifted(place, side * lag as isize, fits.len())];
                table.add(format!("speed_{name}_{millis}ms_deg_per_s"), (0..fits.len()).map(|place| at(place).speed()));
                table.add(format!("spread_{name}_{millis}ms_deg"), (0..fits.len()).map(|place| at(place).spread_deg));
            }
        }
    }
    table.add("residual_6ms_deg", fine.iter().map(|fit| fit.residual_deg));
}

/// The speed around the sample, one column for each lag.
fn profile(trace: &Trace, speed: &[f64], table: &mut Table) {
    for millis in [
        -120.0, -80.0, -56.0, -40.0, -28.0, -20.0, -14.0, -8.0, 0.0, 8.0, 14.0, 20.0, 28.0, 40.0, 56.0, 80.0, 120.0_f64,
    ] {
        let lag = trace.samples(millis.abs()) as isize * millis.signum() as isize * isize::from(millis != 0.0);
        let values = (0..speed.len()).map(|place| speed[shifted(place, lag, speed.len())]);
        table.add(format!("speed_at_{millis}ms_deg_per_s"), values);
    }
}

/// The highest and lowest speed before and after, and how long ago and how soon it is high.
fn peaks(trace: &Trace, speed: &[f64], table: &mut Table) {
    for millis in [24.0, 50.0, 100.0, 200.0, 400.0] {
        let window = trace.samples(millis);
        let before = greatest_of_last(speed, window);
        let mut turned: Vec<f64> = speed.iter().rev().copied().collect();
        turned = greatest_of_last(&turned, window);
        turned.reverse();
        table.add(format!("peak_before_{millis}ms_deg_per_s"), before);
        table.add(format!("peak_after_{millis}ms_deg_per_s"), turned);
    }
    for millis in [16.0, 40.0] {
        let window = trace.samples(millis);
        let slow: Vec<f64> = speed.iter().map(|speed| -speed).collect();
        let turned: Vec<f64> = slow.iter().rev().copied().collect();
        table.add(format!("lull_before_{millis}ms_deg_per_s"), greatest_of_last(&slow, window).into_iter().map(|v| -v));
        table.add(
            format!("lull_after_{millis}ms_deg_per_s"),
            greatest_of_last(&turned, window).into_iter().rev().map(|v| -v),
        );
    }
    for border in [SLOW_DEG_PER_S, 80.0] {
        let fast: Vec<bool> = speed.iter().map(|speed| *speed > border).collect();
        table.add(format!("since_{border}_deg_per_s_ms"), since(&fast, trace.rate_hz));
        table.add(format!("until_{border}_deg_per_s_ms"), until(&fast, trace.rate_hz));
    }
}

/// Movement along the direction of the fastest moment shortly before and after: the wobble after a saccade goes back.
fn along(trace: &Trace, fine: &[Fit], speed: &[f64], table: &mut Table) {
    let window = trace.samples(60.0);
    for (name, side) in [("before", -1_isize), ("after", 1)] {
        let mut forward = Vec::with_capacity(speed.len());
        let mut across = Vec::with_capacity(speed.len());
        let mut offset = Vec::with_capacity(speed.len());
        let mut ago = Vec::with_capacity(speed.len());
        let fastest = fastest_of_last(speed, window, side > 0);
        for (place, fastest) in fastest.into_iter().enumerate() {
            let lead = &fine[fastest];
            let length = lead.speed().max(1e-9);
            let (ux, uy) = (lead.vx / length, lead.vy / length);
            forward.push(fine[place].vx * ux + fine[place].vy * uy);
            across.push((fine[place].vy * ux - fine[place].vx * uy).abs());
            // Where the eye rests away from that moment.
            let (here, far) = (place as isize, trace.samples(100.0) as isize);
            let rest = if side < 0 { trace.mean(here, here + far) } else { trace.mean(here - far, here + 1) };
            offset.push((trace.x[place] - rest.0) * ux + (trace.y[place] - rest.1) * uy);
            ago.push(fastest.abs_diff(place) as f64 / trace.rate_hz * 1000.0);
        }
        table.add(format!("along_peak_{name}_deg_per_s"), forward);
        table.add(format!("across_peak_{name}_deg_per_s"), across);
        table.add(format!("offset_peak_{name}_deg"), offset);
        table.add(format!("lag_peak_{name}_ms"), ago);
    }
}

/// How far apart the places before and after are, and how far the sample is from each.
fn means(trace: &Trace, table: &mut Table) {
    let places = || 0..trace.len();
    for millis in [10.0, 20.0, 50.0, 100.0, 200.0, 400.0] {
        let window = trace.samples(millis) as isize;
        let before = |place: usize| trace.mean(place as isize - window, place as isize);
        let after = |place: usize| trace.mean(place as isize + 1, place as isize + 1 + window);
        table.add(format!("step_{millis}ms_deg"), places().map(|place| distance(before(place), after(place))));
        if (20.0..=200.0).contains(&millis) {
            let here = |place: usize| (trace.x[place], trace.y[place]);
            table
                .add(format!("from_before_{millis}ms_deg"), places().map(|place| distance(before(place), here(place))));
            table.add(format!("from_after_{millis}ms_deg"), places().map(|place| distance(after(place), here(place))));
        }
    }
    for (from, to) in [(20.0, 60.0), (50.0, 150.0)] {
        let (near, far) = (trace.samples(from) as isize, trace.samples(to) as isize);
        let here = |place: usize| (trace.x[place], trace.y[place]);
        let before = |place: usize| trace.mean(place as isize - far, place as isize - near);
        let after = |place: usize| trace.mean(place as isize + near, place as isize + far);
        table.add(format!("from_{from}_{to}ms_before_deg"), places().map(|place| distance(before(place), here(place))));
        table.add(format!("from_{from}_{to}ms_after_deg"), places().map(|place| distance(after(place), here(place))));
    }
}

/// Slow movement with jumps left out: resting or following? And how noisy is it here?
fn drift(trace: &Trace, table: &mut Table) {
    let fits = trace.fits(12.0);
    let is_slow: Vec<bool> =
        fits.iter().zip(&trace.is_seen).map(|(fit, seen)| *seen && fit.speed() < SLOW_DEG_PER_S).collect();
    let kept =
        |of: fn(&Fit) -> f64| running(fits.iter().zip(&is_slow).map(|(fit, slow)| if *slow { of(fit) } else { 0.0 }));
    let (vx, vy, path) = (kept(|fit| fit.vx), kept(|fit| fit.vy), kept(Fit::speed));
    let (noise, square) = (kept(|fit| fit.residual_deg), kept(|fit| fit.vx * fit.vx + fit.vy * fit.vy));
    let count = running(is_slow.iter().map(|slow| f64::from(u8::from(*slow))));
    let window = |place: usize, from: isize, to: isize| {
        let end = trace.len() as isize;
        let (from, to) = ((place as isize + from).clamp(0, end) as usize, (place as isize + to).clamp(0, end) as usize);
        (from, to, (count[to] - count[from]).max(1.0))
    };
    for millis in [50.0, 100.0, 200.0, 400.0, 1000.0] {
        let half = trace.samples(millis) as isize;
        for (name, from, to) in [("", -half, half + 1), ("before_", -half, 1), ("after_", 0, half + 1)] {
            if !(name.is_empty() || millis == 100.0 || millis == 400.0) {
                continue;
            }
            let net = |place: usize| {
                let (from, to, count) = window(place, from, to);
                ((vx[to] - vx[from]) / count).hypot((vy[to] - vy[from]) / count)
            };
            let straight = |place: usize| {
                let (from, to, count) = window(place, from, to);
                net(place) / ((path[to] - path[from]) / count).max(1e-9)
            };
            table.add(format!("drift_{name}{millis}ms_deg_per_s"), (0..trace.len()).map(net));
            table.add(format!("drift_straight_{name}{millis}ms"), (0..trace.len()).map(straight));
        }
    }
    for millis in [200.0, 1000.0] {
        let half = trace.samples(millis) as isize;
        let mean = |sums: &[f64], place: usize| {
            let (from, to, count) = window(place, -half, half + 1);
            (sums[to] - sums[from]) / count
        };
        let share = |place: usize| {
            let (from, to, count) = window(place, -half, half + 1);
            count / (to - from).max(1) as f64
        };
        table.add(format!("noise_{millis}ms_deg"), (0..trace.len()).map(|place| mean(&noise, place)));
        table.add(
            format!("slow_rms_{millis}ms_deg_per_s"),
            (0..trace.len()).map(|place| mean(&square, place).max(0.0).sqrt()),
        );
        table.add(format!("slow_share_{millis}ms"), (0..trace.len()).map(share));
    }
}

/// Where nothing was seen.
fn missing(trace: &Trace, table: &mut Table) {
    let is_lost: Vec<bool> = trace.is_seen.iter().map(|seen| !seen).collect();
    let lost = running(is_lost.iter().map(|lost| f64::from(u8::from(*lost))));
    table.add("since_lost_ms", since(&is_lost, trace.rate_hz));
    table.add("until_lost_ms", until(&is_lost, trace.rate_hz));
    for millis in [50.0, 300.0] {
        let half = trace.samples(millis);
        let share = |place: usize| {
            let (from, to) = (place.saturating_sub(half), (place + half + 1).min(trace.len()));
            (lost[to] - lost[from]) / (to - from) as f64
        };
        table.add(format!("lost_share_{millis}ms"), (0..trace.len()).map(share));
    }
}

fn cosine(a: &Fit, b: &Fit) -> f64 {
    let lengths = a.speed() * b.speed();
    if lengths > 1e-9 { (a.vx * b.vx + a.vy * b.vy) / lengths } else { 0.0 }
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// A place moved by a lag, kept inside.
pub(super) fn shifted(place: usize, lag: isize, length: usize) -> usize {
    place.saturating_add_signed(lag).min(length.saturating_sub(1))
}

/// Running sums: place i holds the sum of all before i.
pub(super) fn running(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let mut sum = 0.0;
    std::iter::once(0.0)
        .chain(values.map(|value| {
            sum += value;
            sum
        }))
        .collect()
}

/// Milliseconds since it last held, at most the reach.
pub(super) fn since(holds: &[bool], rate_hz: f64) -> Vec<f64> {
    let mut last = f64::INFINITY;
    let step = 1000.0 / rate_hz;
    let next = |holds: &bool| {
        last = if *holds { 0.0 } else { last + step };
        last.min(REACH_MILLIS)
    };
    holds.iter().map(next).collect()
}

/// Milliseconds until it holds next, at most the reach.
pub(super) fn until(holds: &[bool], rate_hz: f64) -> Vec<f64> {
    let turned: Vec<bool> = holds.iter().rev().copied().collect();
    let mut until = since(&turned, rate_hz);
    until.reverse();
    until
}

/// The greatest of each value and the `window` before it.
fn greatest_of_last(values: &[f64], window: usize) -> Vec<f64> {
    fastest_of_last(values, window, false).into_iter().map(|place| values[place]).collect()
}

/// Where the greatest of each value and the `window` before it (or after it, when turned) lies. A queue of falling values (van Herk's
/// problem): each place enters and leaves once.
fn fastest_of_last(values: &[f64], window: usize, is_turned: bool) -> Vec<usize> {
    let length = values.len();
    let real = |place: usize| if is_turned { length - 1 - place } else { place };
    let mut queue = std::collections::VecDeque::<usize>::new();
    let mut found = vec![0; length];
    for place in 0..length {
        while queue.back().is_some_and(|back| values[real(*back)] <= values[real(place)]) {
            queue.pop_back();
        }
        queue.push_back(place);
        if queue.front().is_some_and(|front| place - front > window) {
            queue.pop_front();
        }
        found[real(place)] = queue.front().map_or(place, |front| real(*front));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greatest_of_the_last_is_found_both_ways() {
        let values = [1.0, 5.0, 2.0, 3.0, 4.0, 0.0];
        assert_eq!(greatest_of_last(&values, 1), [1.0, 5.0, 5.0, 3.0, 4.0, 4.0]);
        assert_eq!(fastest_of_last(&values, 2, true), [1, 1, 4, 4, 4, 5]);
    }

    #[test]
    fn times_since_and_until_count_in_milliseconds() {
        let holds = [false, true, false, false, true, false];
        assert_eq!(since(&holds, 500.0), [1000.0, 0.0, 2.0, 4.0, 0.0, 2.0]);
        assert_eq!(until(&holds, 500.0), [2.0, 0.0, 4.0, 2.0, 0.0, 1000.0]);
    }

    #[test]
    fn names_are_unique_and_values_finite_even_when_nothing_was_seen() {
        for (x, y) in
            [(vec![f64::NAN; 50], vec![f64::NAN; 50]), (vec![1.0; 1], vec![1.0; 1]), (vec![2.0; 700], vec![1.0; 700])]
        {
            let table = table(&Trace::new(&x, &y, 500.0));
            let mut names = table.names.clone();
            names.sort();
            names.dedup();
            assert_eq!(names.len(), table.names.len());
            for (name, column) in table.names.iter().zip(&table.columns) {
                assert!(column.len() == x.len() && column.iter().all(|value| value.is_finite()), "{name}");
            }
        }
    }
}

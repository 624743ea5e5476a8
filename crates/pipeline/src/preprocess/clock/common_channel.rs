//! Two clocks that measured the same thing: two wristbands on one arm, a chest belt and a phone on one body. The same channel of both in, pairs
//! of times out for [`ClockMap::fit`](super::ClockMap::fit).
//!
//! ```text
//! samples ──> cells of even length (means)  ──> less the mean around  ──> one delay for all   (Fourier transform)
//!                                                                     └─> a delay for each block near that one, to a part of a cell
//! r(lag) = sum d_i r_(i+lag) / sqrt(sum d_i^2 sum r_(i+lag)^2)         both sums over cells that both have
//! ```
//!
//! Pearson's correlation over the common cells, computed for all delays at once by the transform (Padfield, 2012, "Masked object registration in
//! the Fourier domain", in one dimension and with the mean taken out beforehand); the peak between cells is that of the parabola through three.

use attentive_learn::dsp::{moving_average, real_fft, real_ifft};
use attentive_types::time::SECOND;

/// The delay of the whole is believed from this correlation on (this project's choice).
pub const LEAST_WHOLE: f64 = 0.3;

/// The delay of one block is believed from this correlation on (this project's choice).
pub const LEAST_BLOCK: f64 = 0.6;

/// Cells that are kept at most: 25 hours at 20 a second. A clock that jumps would else ask for all memory.
const MOST_CELLS: usize = 1_800_000;

/// What slower changes than this are taken out: the level of a sensor, drift, posture.
const LEVEL_SECONDS: f64 = 20.0;

/// Means of a channel over cells of even length; holds cells, never samples.
#[derive(Clone, Debug)]
pub struct Cells {
    cell_nanos: i64,
    first_nanos: Option<i64>,
    sums: Vec<f64>,
    counts: Vec<u32>,
    left_out: u64,
}

impl Cells {
    /// No samples yet; `rate_hz` cells make a second.
    #[must_use]
    pub fn new(rate_hz: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            reason = "held between 1 ns and an hour"
        )]
        let cell_nanos = (SECOND as f64 / rate_hz).clamp(1.0, 3_600.0 * SECOND as f64) as i64;
        Self { cell_nanos, first_nanos: None, sums: Vec::new(), counts: Vec::new(), left_out: 0 }
    }

    /// Takes samples; what is missing, lies before the first one or far behind the last is passed over.
    pub fn push(&mut self, time_nanos: &[i64], values: &[f64]) {
        for (time, value) in time_nanos.iter().zip(values).filter(|(_, value)| value.is_finite()) {
            let first = *self.first_nanos.get_or_insert(*time);
            let place = usize::try_from(time.saturating_sub(first).div_euclid(self.cell_nanos));
            let Some(place) = place.ok().filter(|place| *place < MOST_CELLS) else {
                self.left_out += 1;
                continue;
            };
            if place >= self.sums.len() {
                self.sums.resize(place + 1, 0.0);
                self.counts.resize(place + 1, 0);
            }
            self.sums[place] += value;
            self.counts[place] += 1;
        }
    }

    /// How many samples were passed over.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// The middle of a cell, in nanoseconds; a place between two cells is allowed.
    #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "saturates; cells are few")]
    fn middle(&self, place: f64) -> i64 {
        let since = (place + 0.5) * self.cell_nanos as f64;
        self.first_nanos.unwrap_or(0).saturating_add(since.round() as i64)
    }

    /// The means less the mean around each, 0 where there is none; and where there is one.
    fn flat(&self) -> Flat {
        let mean = |(sum, count): (&f64, &u32)| if *count > 0 { sum / f64::from(*count) } else { f64::NAN };
        let means: Vec<f64> = self.sums.iter().zip(&self.counts).map(mean).collect();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a few hundred cells"
        )]
        let width = ((LEVEL_SECONDS * SECOND as f64 / self.cell_nanos as f64) as usize).max(8);
        let level = moving_average(&means, width);
        let flat = |(mean, level): (&f64, &f64)| if mean.is_finite() { mean - level } else { 0.0 };
        Flat {
            values: means.iter().zip(&level).map(flat).collect(),
            mask: means.iter().map(|mean| f64::from(u8::from(mean.is_finite()))).collect(),
        }
    }
}

/// A signal without its level, and 1 where it was measured.
struct Flat {
    values: Vec<f64>,
    mask: Vec<f64>,
}

/// How two channels were laid over each other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CommonChannel {
    /// (device, reference) in nanoseconds, one for each block that is alike, in the order of the device.
    pub pairs: Vec<(i64, i64)>,
    /// Correlation of the whole at its best delay, up to 1.
    pub correlation: f64,
    /// How many blocks were looked at.
    pub blocks: usize,
}

/// Finds the delays between two channels. `None` when they have fewer than 16 cells in common at every delay.
///
/// With a correlation below [`LEAST_WHOLE`] there are no pairs: the two did not measure the same. Both must have been made for the same rate.
#[must_use]
pub fn common_channel(device: &Cells, reference: &Cells) -> Option<CommonChannel> {
    let (own, other) = (device.flat(), reference.flat());
    let (lag, correlation) = best_whole(&own, &other)?;
    let mut found = CommonChannel { pairs: Vec::new(), correlation, blocks: 0 };
    if correlation < LEAST_WHOLE {
        return Some(found);
    }
    let block = block_cells(device.cell_nanos, own.values.len());
    // Two crystals differ by some ten parts in a million; 300 is far more than any that is sold.
    let room = 4 + (SECOND / device.cell_nanos).max(1) + i64::try_from(own.values.len()).ok()? * 3 / 20_000;
    let mut near = vec![lag];
    for start in (0..own.values.len()).step_by(block / 2).take_while(|start| start + block <= own.values.len()) {
        found.blocks += 1;
        let about = middle_of(&near);
        let Some((lag, alike)) = best_block(&own, &other, start..start + block, about - room..=about + room) else {
            continue;
        };
        if alike < LEAST_BLOCK {
            continue;
        }
        #[expect(clippy::cast_precision_loss, reason = "cells are few")]
        let middle = (start + block / 2) as f64 - 0.5;
        found.pairs.push((device.middle(middle), reference.middle(middle + lag)));
        #[expect(clippy::cast_possible_truncation, reason = "a number of cells")]
        near.push(lag.round() as i64);
        if near.len() > 5 {
            near.remove(0);
        }
    }
    if found.pairs.is_empty() {
        #[expect(clippy::cast_precision_loss, reason = "cells are few")]
        found.pairs.push((device.middle(0.0), reference.middle(lag as f64)));
    }
    Some(found)
}

/// A block is a minute, less in short recordings, and never less than 16 cells.
fn block_cells(cell_nanos: i64, cells: usize) -> usize {
    let minute = usize::try_from(60 * SECOND / cell_nanos).unwrap_or(usize::MAX);
    minute.min(cells / 4).max(16)
}

fn middle_of(lags: &[i64]) -> i64 {
    let mut sorted = lags.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

/// The delay at which the whole is most alike, and how alike; at least half of the shorter one must be covered.
fn best_whole(own: &Flat, other: &Flat) -> Option<(i64, f64)> {
    let (here, there) = (own.values.len(), other.values.len());
    let size = (here + there).next_power_of_two();
    let squares = |flat: &Flat| flat.values.iter().map(|value| value * value).collect::<Vec<f64>>();
    let product = correlated(&own.values, &other.values, size);
    let own_energy = correlated(&squares(own), &other.mask, size);
    let other_energy = correlated(&own.mask, &squares(other), size);
    let common = correlated(&own.mask, &other.mask, size);
    let seen = |mask: &[f64]| mask.iter().sum::<f64>();
    let least = (seen(&own.mask).min(seen(&other.mask)) / 2.0).max(16.0);
    let place = |lag: i64| usize::try_from(lag.rem_euclid(i64::try_from(size).unwrap_or(i64::MAX))).unwrap_or(0);
    let lags = 1 - i64::try_from(here).ok()?..i64::try_from(there).ok()?;
    let alike = lags.filter(|lag| common[place(*lag)] >= least - 0.5).filter_map(|lag| {
        let energy = own_energy[place(lag)].max(0.0) * other_energy[place(lag)].max(0.0);
        (energy > 0.0).then(|| (lag, product[place(lag)] / energy.sqrt()))
    });
    alike.max_by(|left, right| left.1.total_cmp(&right.1))
}

/// `sum own_i other_(i+lag)` at the place `lag mod size`.
fn correlated(own: &[f64], other: &[f64], size: usize) -> Vec<f64> {
    let padded = |values: &[f64]| {
        let mut padded = values.to_vec();
        padded.resize(size, 0.0);
        real_fft(&padded)
    };
    let product: Vec<_> = padded(own).iter().zip(padded(other)).map(|(own, other)| own.conj() * other).collect();
    real_ifft(&product, size)
}

/// The delay of one block, to a part of a cell, and how alike it is there.
fn best_block(
    own: &Flat,
    other: &Flat,
    cells: std::ops::Range<usize>,
    lags: std::ops::RangeInclusive<i64>,
) -> Option<(f64, f64)> {
    let least = cells.len() / 2;
    let at = |lag: i64| alike(own, other, cells.clone(), lag, least);
    let (lag, best) = lags.filter_map(|lag| Some((lag, at(lag)?))).max_by(|left, right| left.1.total_cmp(&right.1))?;
    #[expect(clippy::cast_precision_loss, reason = "a number of cells")]
    let whole = lag as f64;
    let (Some(before), Some(after)) = (at(lag - 1), at(lag + 1)) else { return Some((whole, best)) };
    let bend = before - 2.0 * best + after;
    let part = if bend < 0.0 { (0.5 * (before - after) / bend).clamp(-0.5, 0.5) } else { 0.0 };
    Some((whole + part, best))
}

fn alike(own: &Flat, other: &Flat, cells: std::ops::Range<usize>, lag: i64, least: usize) -> Option<f64> {
    let (mut product, mut own_energy, mut other_energy, mut common) = (0.0, 0.0, 0.0, 0);
    for here in cells {
        let there = usize::try_from(i64::try_from(here).ok()?.checked_add(lag)?).ok();
        let Some(there) = there.filter(|there| *there < other.values.len()) else { continue };
        if own.mask[here] > 0.0 && other.mask[there] > 0.0 {
            product += own.values[here] * other.values[there];
            own_energy += own.values[here].powi(2);
            other_energy += other.values[there].powi(2);
            common += 1;
        }
    }
    let energy = own_energy * other_energy;
    (common >= least && energy > 0.0).then(|| product / energy.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::preprocess::clock::ClockMap;
    use attentive_learn::SplitMix64;

    /// Movement that never repeats: steps between random levels, sampled at `rate_hz` by a clock that is `offset` behind and runs `drift_ppm` slow.
    fn movement(
        seed: u64,
        seconds: f64,
        rate_hz: f64,
        offset_s: f64,
        drift_ppm: f64,
        noise: f64,
    ) -> (Vec<i64>, Vec<f64>) {
        let mut chance = SplitMix64::new(seed);
        let levels: Vec<f64> = (0..4_000).map(|_| chance.next_unit()).collect();
        let mut own = SplitMix64::new(seed + rate_hz.to_bits() + 1);
        let value = |moment: f64| {
            let place = (moment / 0.7).max(0.0);
            let (step, part) = (place.floor(), place.fract());
            let level = |step: f64| levels[step as usize % levels.len()];
            level(step) + (level(step + 1.0) - level(step)) * part
        };
        let count = (seconds * rate_hz) as usize;
        let moment = |place: usize| place as f64 / rate_hz;
        let times =
            (0..count).map(|place| (((moment(place)) * (1.0 - drift_ppm / 1e6) - offset_s) * 1e9) as i64).collect();
        let values = (0..count).map(|place| value(moment(place)) + noise * (own.next_unit() - 0.5)).collect();
        (times, values)
    }

    fn cells((times, values): &(Vec<i64>, Vec<f64>)) -> Cells {
        let mut cells = Cells::new(20.0);
        cells.push(times, values);
        cells
    }

    #[test]
    fn an_offset_and_a_drift_are_found_to_a_hundredth_of_a_second() {
        let reference = cells(&movement(1, 1_800.0, 32.0, 0.0, 0.0, 0.2));
        let device = cells(&movement(1, 1_800.0, 50.0, 7.3, 80.0, 0.2));
        let found = common_channel(&device, &reference).unwrap();
        assert!(found.correlation > 0.5 && found.pairs.len() > 40, "{found:?}");
        let map = ClockMap::fit(&found.pairs);
        assert_eq!(map.resets(), 0);
        assert!((map.pieces[0].drift_ppm - 80.0).abs() < 10.0, "{:?}", map.pieces);
        let error = (map.reference_nanos(-7_300_000_000) as f64 / 1e9).abs();
        assert!(error < 0.02, "{error}");
        assert!(map.pieces[0].residual_ms < 20.0, "{:?}", map.pieces);
    }

    #[test]
    fn a_device_that_was_on_for_a_part_of_the_time_is_found_inside() {
        let whole = movement(2, 1_200.0, 20.0, 0.0, 0.0, 0.1);
        let part = (
            whole.0[6_000..12_000].iter().map(|time| time - 300_000_000_000).collect(),
            whole.1[6_000..12_000].to_vec(),
        );
        let found = common_channel(&cells(&part), &cells(&whole)).unwrap();
        let map = ClockMap::fit(&found.pairs);
        assert!((map.reference_nanos(0) - 300_000_000_000).abs() < 20_000_000, "{found:?}");
    }

    #[test]
    fn unlike_channels_give_no_pairs_and_say_how_unlike_they_are() {
        let (one, other) =
            (cells(&movement(3, 1_200.0, 20.0, 0.0, 0.0, 0.1)), cells(&movement(4, 1_200.0, 20.0, 0.0, 0.0, 0.1)));
        let found = common_channel(&one, &other).unwrap();
        assert!(found.correlation < LEAST_WHOLE && found.pairs.is_empty(), "{found:?}");
    }

    #[test]
    fn too_little_or_nothing_has_no_answer() {
        let empty = Cells::new(20.0);
        assert_eq!(common_channel(&empty, &empty), None);
        let mut still = Cells::new(20.0);
        still.push(&[0, 1_000_000_000, i64::MAX, i64::MIN], &[1.0, 1.0, 1.0, 1.0]);
        assert_eq!(common_channel(&still, &still), None);
        assert_eq!(still.left_out(), 2);
    }
}

//! The time of a device's sample on the reference clock. Pairs of times, told at the same moments by both clocks, in; a piecewise straight map out.
//!
//! Model: in one stretch, `reference = device + offset + drift * (device - origin)`. The drift is the Theil-Sen slope (Theil 1950, Sen 1968: the
//! median over slopes of pairs, here of each pair with the one half a stretch later, Siegel-like in robustness at linear cost) and the offset
//! the median of what remains, so that single late answers of the network do not bend the line. A stretch ends where the offset changes
//! by more than [`RESET_NANOS`] from one pair to the next: the device's clock was set anew (what LSL's reader calls a clock reset).

use attentive_types::time::SECOND;

/// A change of the offset between two neighbouring pairs by more than this begins a new piece: far more than any network's delay, far
/// less than any setting of a clock (5 s is also the default of LSL's own reader, pyxdf).
pub const RESET_NANOS: i64 = 5 * SECOND;

/// One stretch in which both clocks ran evenly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClockPiece {
    /// Device time from which on it holds.
    pub from_nanos: i64,
    /// Device time at which the offset below is exact.
    pub origin_nanos: i64,
    /// What is added to the device's time at the origin, in nanoseconds.
    pub offset_nanos: i64,
    /// How much faster (above 0) the reference clock runs, in parts per million.
    pub drift_ppm: f64,
    /// Root of the mean squared distance of the pairs from the line, in milliseconds.
    pub residual_ms: f64,
}

/// Device time to reference time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClockMap {
    /// The pieces by device time; none means that the times are taken as they are.
    pub pieces: Vec<ClockPiece>,
}

#[expect(clippy::cast_precision_loss, reason = "differences inside one stretch are far below 2^53 ns = 104 days")]
fn real(nanos: i64) -> f64 {
    nanos as f64
}

#[expect(clippy::cast_possible_truncation, reason = "saturates, which is what is wanted")]
fn whole(nanos: f64) -> i64 {
    nanos.round() as i64
}

fn median(values: &mut [f64]) -> f64 {
    let middle = values.len() / 2;
    if values.is_empty() { 0.0 } else { *values.select_nth_unstable_by(middle, f64::total_cmp).1 }
}

impl ClockMap {
    /// Fits the map to pairs of (device, reference) nanoseconds, in the order in which they were taken.
    #[must_use]
    pub fn fit(pairs: &[(i64, i64)]) -> Self {
        let offset = |pair: &(i64, i64)| pair.1.saturating_sub(pair.0);
        let mut pieces = Vec::new();
        let mut start = 0;
        for end in 1..=pairs.len() {
            let is_end = end == pairs.len() || {
                let change = offset(&pairs[end]).saturating_sub(offset(&pairs[end - 1]));
                change.saturating_abs() > RESET_NANOS || pairs[end].0 < pairs[end - 1].0
            };
            if is_end {
                pieces.extend(piece(&pairs[start..end]));
                start = end;
            }
        }
        pieces.sort_by_key(|piece: &ClockPiece| piece.from_nanos);
        Self { pieces }
    }

    /// The reference time of a device time.
    #[must_use]
    pub fn reference_nanos(&self, device_nanos: i64) -> i64 {
        let after = self.pieces.partition_point(|piece| piece.from_nanos <= device_nanos);
        let Some(piece) = self.pieces.get(after.saturating_sub(1)) else { return device_nanos };
        let drift = real(device_nanos.saturating_sub(piece.origin_nanos)) * piece.drift_ppm / 1e6;
        device_nanos.saturating_add(piece.offset_nanos).saturating_add(whole(drift))
    }

    /// How often the device's clock was set anew.
    #[must_use]
    pub fn resets(&self) -> usize {
        self.pieces.len().saturating_sub(1)
    }
}

/// The line through the pairs of one stretch; `None` without any.
fn piece(pairs: &[(i64, i64)]) -> Option<ClockPiece> {
    let &(from_nanos, _) = pairs.first()?;
    let origin_nanos = pairs[pairs.len() / 2].0;
    let base = pairs[0].1.saturating_sub(pairs[0].0);
    let point = |&(device, reference): &(i64, i64)| {
        (real(device.saturating_sub(origin_nanos)), real(reference.saturating_sub(device).saturating_sub(base)))
    };
    let points: Vec<(f64, f64)> = pairs.iter().map(point).collect();
    let half = points.len() / 2;
    let mut slopes: Vec<f64> = points
        .iter()
        .zip(points.iter().skip(half.max(1)))
        .filter(|(one, other)| other.0 > one.0)
        .map(|(one, other)| (other.1 - one.1) / (other.0 - one.0))
        .collect();
    let slope = median(&mut slopes);
    let mut rest: Vec<f64> = points.iter().map(|(device, offset)| offset - slope * device).collect();
    let level = median(&mut rest);
    let squares: f64 = rest.iter().map(|value| (value - level).powi(2)).sum();
    #[expect(clippy::cast_precision_loss, reason = "a count of pairs")]
    let residual_ms = (squares / rest.len() as f64).sqrt() / 1e6;
    Some(ClockPiece {
        from_nanos,
        origin_nanos,
        offset_nanos: base.saturating_add(whole(level)),
        drift_ppm: slope * 1e6,
        residual_ms,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(count: i64, offset: i64, drift_ppm: i64) -> Vec<(i64, i64)> {
        (0..count)
            .map(|place| place * 5 * SECOND)
            .map(|device| (device, device + offset + device / 1_000_000 * drift_ppm))
            .collect()
    }

    #[test]
    fn without_pairs_times_stay_as_they_are() {
        assert_eq!(ClockMap::fit(&[]).reference_nanos(7), 7);
    }

    #[test]
    fn one_pair_gives_an_offset() {
        assert_eq!(ClockMap::fit(&[(100, 150)]).reference_nanos(0), 50);
    }

    #[test]
    fn offset_and_drift_are_found() {
        let map = ClockMap::fit(&pairs(100, 3 * SECOND, 50));
        assert_eq!(map.resets(), 0);
        assert!((map.pieces[0].drift_ppm - 50.0).abs() < 1e-6, "{map:?}");
        assert_eq!(map.reference_nanos(1_000 * SECOND), 1_003 * SECOND + 50_000_000);
    }

    #[test]
    fn a_few_late_answers_do_not_bend_the_line() {
        let mut told = pairs(100, SECOND, 20);
        for place in [3, 30, 31, 77] {
            told[place].1 += 400_000_000;
        }
        let map = ClockMap::fit(&told);
        assert!((map.pieces[0].drift_ppm - 20.0).abs() < 0.5, "{map:?}");
        assert!((map.reference_nanos(0) - SECOND).abs() < 100_000);
    }

    #[test]
    fn a_clock_that_was_set_anew_gets_a_second_piece() {
        let mut told = pairs(40, 0, 0);
        for pair in &mut told[20..] {
            pair.1 += 3_600 * SECOND;
        }
        let map = ClockMap::fit(&told);
        assert_eq!(map.resets(), 1);
        assert_eq!(map.reference_nanos(10 * SECOND), 10 * SECOND);
        assert_eq!(map.reference_nanos(150 * SECOND), 3_750 * SECOND);
    }

    proptest::proptest! {
        #[test]
        fn no_pairs_stop_the_program(told: Vec<(i64, i64)>, at: i64) {
            let _ = ClockMap::fit(&told).reference_nanos(at);
        }
    }
}

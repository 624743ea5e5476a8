//! Irregular samples on a regular grid. Between two samples that are near enough the value is interpolated linearly; where they are further
//! apart than `longest_gap_nanos` the gap stays a gap. Nothing is filtered: to go to a much lower rate, low-pass first.

use attentive_types::time::SECOND;
use attentive_types::{Channel, SampleSignal};

/// A signal on a regular grid, and what became of the samples.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Resampled {
    /// The signal: its first sample lies at the first sample of the source.
    pub signal: SampleSignal,
    /// How many places of the grid lie in a gap and are missing in every channel.
    pub missing: u64,
    /// How many samples of the source lie between two places of the grid without being neighbour of either.
    pub unused: u64,
}

/// The longest grid that is made: 100 hours at 1,000 per second. A wrong time would else ask for all memory.
const MOST_SAMPLES: i64 = 360_000_000;

/// Puts a signal onto a grid of `rate_hz`. Times must rise (see [`super::Mender`]). `None` when the rate is not above zero, or the grid would
/// have more than 360 million places.
#[must_use]
pub fn to_regular(signal: &SampleSignal, rate_hz: f64, longest_gap_nanos: i64) -> Option<Resampled> {
    let (Some(&first), Some(&last)) = (signal.time_nanos.first(), signal.time_nanos.last()) else {
        return (rate_hz > 0.0).then(Resampled::default);
    };
    #[expect(clippy::cast_precision_loss, reason = "nanoseconds of a second")]
    let step = SECOND as f64 / rate_hz;
    if !step.is_finite() || step < 1.0 {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "bounded below")]
    let length = last.checked_sub(first)? as f64;
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the check")]
    let count = (length / step + 1e-6).floor() as i64 + 1;
    if count > MOST_SAMPLES {
        return None;
    }
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "bounded by the check")]
    let time_nanos: Vec<i64> = (0..count).map(|place| first + (place as f64 * step).round() as i64).collect();
    let neighbours = neighbours(&signal.time_nanos, &time_nanos, longest_gap_nanos);
    let mut used = vec![false; signal.len()];
    for neighbour in neighbours.iter().flatten() {
        used[neighbour.left] = true;
        used[neighbour.right] = true;
    }
    let channels = signal.channels.iter().map(|channel| interpolated(channel, &neighbours)).collect();
    let missing = neighbours.iter().filter(|neighbour| neighbour.is_none()).count() as u64;
    let unused = used.iter().filter(|used| !**used).count() as u64;
    Some(Resampled { signal: SampleSignal { name: signal.name.clone(), time_nanos, channels }, missing, unused })
}

/// The samples beside one place of the grid, and how far between them it lies: 0 at the left one, 1 at the right one.
#[derive(Clone, Copy, Debug)]
struct Neighbours {
    left: usize,
    right: usize,
    share: f64,
}

fn neighbours(times: &[i64], grid: &[i64], longest_gap: i64) -> Vec<Option<Neighbours>> {
    let mut right = 0;
    grid.iter()
        .map(|&at| {
            while right < times.len() && times[right] < at {
                right += 1;
            }
            if times.get(right) == Some(&at) {
                return Some(Neighbours { left: right, right, share: 0.0 });
            }
            let left = right.checked_sub(1)?;
            let (before, after) = (times[left], *times.get(right)?);
            #[expect(clippy::cast_precision_loss, reason = "shorter than the longest gap")]
            let share = (at - before) as f64 / (after - before) as f64;
            (after - before <= longest_gap).then_some(Neighbours { left, right, share })
        })
        .collect()
}

fn interpolated(channel: &Channel, neighbours: &[Option<Neighbours>]) -> Channel {
    let value = |neighbour: &Option<Neighbours>| {
        let Neighbours { left, right, share } = (*neighbour)?;
        let (before, after) = (channel.get(left)?, channel.get(right)?);
        Some(before + share * (after - before))
    };
    Channel::new(&channel.name, neighbours.iter().map(|neighbour| value(neighbour).unwrap_or(f64::NAN)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signal(times: &[i64], values: &[f64]) -> SampleSignal {
        SampleSignal {
            name: "s".to_owned(),
            time_nanos: times.to_vec(),
            channels: vec![Channel::new("v", values.to_vec())],
        }
    }

    const MS: i64 = 1_000_000;

    #[test]
    fn a_straight_line_stays_one() {
        let source = signal(&[0, 3 * MS, 4 * MS, 10 * MS], &[0.0, 3.0, 4.0, 10.0]);
        let made = to_regular(&source, 500.0, 100 * MS).unwrap();
        assert_eq!(made.signal.time_nanos, [0, 2 * MS, 4 * MS, 6 * MS, 8 * MS, 10 * MS]);
        for (place, value) in made.signal.channels[0].values.iter().enumerate() {
            assert!((value - 2.0 * place as f64).abs() < 1e-12);
        }
        assert_eq!((made.missing, made.unused), (0, 0));
    }

    #[test]
    fn a_gap_stays_a_gap_and_a_missing_value_is_not_invented() {
        let source = signal(&[0, MS, 50 * MS, 51 * MS, 52 * MS], &[1.0, 1.0, 1.0, f64::NAN, 1.0]);
        let made = to_regular(&source, 1000.0, 10 * MS).unwrap();
        assert_eq!(made.missing, 48);
        let values = &made.signal.channels[0].values;
        assert!(values[2..50].iter().all(|value| value.is_nan()) && values[51].is_nan());
        assert_eq!((values[0], values[50], values[52]), (1.0, 1.0, 1.0));
    }

    #[test]
    fn samples_that_no_place_needs_are_counted() {
        let source = signal(&[0, MS, 2 * MS, 3 * MS, 4 * MS, 5 * MS], &[0.0; 6]);
        let made = to_regular(&source, 200.0, MS * 100).unwrap();
        assert_eq!((made.signal.len(), made.unused), (2, 4));
    }

    #[test]
    fn impossible_rates_and_endless_grids_are_refused() {
        let source = signal(&[0, i64::MAX], &[0.0, 1.0]);
        for rate in [0.0, -1.0, f64::NAN, f64::INFINITY, 1000.0] {
            assert_eq!(to_regular(&source, rate, MS), None, "{rate}");
        }
        assert_eq!(to_regular(&SampleSignal::default(), 10.0, MS), Some(Resampled::default()));
    }
}

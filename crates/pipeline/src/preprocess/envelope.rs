//! How does a signal of any length look, in the width of a picture? Samples in, lows and highs of some hundred stretches out.
//!
//! ```text
//! samples   . .:.' '. :. ...    millions
//! bins      |lo hi|lo hi|..|    at most so many; when time runs out of them, neighbours are joined and each is twice as long
//! ```
//!
//! The lows and highs of a stretch are exact, so that no spike is lost, and memory does not grow with the recording.

use attentive_types::{Span, Timestamp};

/// One stretch of an envelope.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bin {
    low: f64,
    high: f64,
}

const EMPTY: Bin = Bin { low: f64::INFINITY, high: f64::NEG_INFINITY };

/// The lows and highs of one channel.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope {
    start_nanos: Option<i64>,
    /// Length of a bin as a power of two, so that no sample costs a division.
    bin_power: u32,
    bins: Vec<Bin>,
    most_bins: usize,
}

impl Envelope {
    /// An empty envelope of at most so many bins, at least two.
    #[must_use]
    pub fn new(most_bins: usize) -> Self {
        Self { start_nanos: None, bin_power: 10, bins: Vec::new(), most_bins: most_bins.max(2) }
    }

    /// Adds samples; times that lie before the first sample and values that are missing are passed over.
    pub fn push(&mut self, time_nanos: &[i64], values: &[f64]) {
        for (time, value) in time_nanos.iter().zip(values) {
            self.push_one(*time, *value);
        }
    }

    /// Adds one sample.
    pub fn push_one(&mut self, time_nanos: i64, value: f64) {
        let start = *self.start_nanos.get_or_insert(time_nanos);
        let since = time_nanos.wrapping_sub(start);
        if time_nanos < start || since < 0 || !value.is_finite() {
            return;
        }
        while since >> self.bin_power >= i64::try_from(self.most_bins).unwrap_or(i64::MAX) {
            self.join_neighbours();
        }
        let place = usize::try_from(since >> self.bin_power).unwrap_or(0);
        if place >= self.bins.len() {
            self.bins.resize(place + 1, EMPTY);
        }
        let bin = &mut self.bins[place];
        bin.low = bin.low.min(value);
        bin.high = bin.high.max(value);
    }

    fn join_neighbours(&mut self) {
        let joined = |pair: &[Bin]| {
            pair.iter().fold(EMPTY, |whole, bin| Bin { low: whole.low.min(bin.low), high: whole.high.max(bin.high) })
        };
        self.bins = self.bins.chunks(2).map(joined).collect();
        self.bin_power += 1;
    }

    /// Length of a stretch in nanoseconds.
    #[must_use]
    pub fn bin_nanos(&self) -> i64 {
        1_i64 << self.bin_power.min(62)
    }

    /// From the first sample to the end of the last stretch; `None` without samples.
    #[must_use]
    pub fn span(&self) -> Option<Span> {
        let start = Timestamp(self.start_nanos?);
        let bins = i64::try_from(self.bins.len()).unwrap_or(i64::MAX);
        Some(Span::new(start, start.plus(bins.saturating_mul(self.bin_nanos()))))
    }

    /// The middle of each stretch that holds values, with the lowest and the highest value in it, oldest first.
    pub fn stretches(&self) -> impl Iterator<Item = (i64, f64, f64)> {
        let start = self.start_nanos.unwrap_or(0);
        let bin_nanos = self.bin_nanos();
        self.bins.iter().enumerate().filter(|(_, bin)| bin.low <= bin.high).map(move |(place, bin)| {
            let since =
                i64::try_from(place).unwrap_or(i64::MAX).saturating_mul(bin_nanos).saturating_add(bin_nanos / 2);
            (start.saturating_add(since), bin.low, bin.high)
        })
    }

    /// The lowest and the highest value; `None` without values.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        let whole = self
            .bins
            .iter()
            .fold(EMPTY, |whole, bin| Bin { low: whole.low.min(bin.low), high: whole.high.max(bin.high) });
        (whole.low <= whole.high).then_some((whole.low, whole.high))
    }

    /// The range without the outermost hundredth of the lows and of the highs, so that one spike does not flatten the picture; `None`
    /// without values.
    #[must_use]
    pub fn usual_range(&self) -> Option<(f64, f64)> {
        let mut lows: Vec<f64> = self.stretches().map(|(_, low, _)| low).collect();
        let mut highs: Vec<f64> = self.stretches().map(|(_, _, high)| high).collect();
        lows.sort_by(f64::total_cmp);
        highs.sort_by(f64::total_cmp);
        let aside = lows.len() / 100;
        Some((*lows.get(aside)?, *highs.get(highs.len().checked_sub(1 + aside)?)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_spike_in_a_long_recording_is_kept() {
        let mut envelope = Envelope::new(100);
        let times: Vec<i64> = (0..1_000_000).map(|place| place * 1_000_000).collect();
        let mut values = vec![0.0; times.len()];
        values[777_777] = 9.0;
        envelope.push(&times, &values);
        let stretches: Vec<_> = envelope.stretches().collect();
        assert!((50..=100).contains(&stretches.len()));
        let spike = stretches.iter().find(|(_, _, high)| *high == 9.0).unwrap();
        assert!((spike.0 - 777_777_000_000).abs() <= envelope.bin_nanos());
        assert_eq!(envelope.range(), Some((0.0, 9.0)));
        assert_eq!(Envelope::new(10).range(), None);
    }

    #[test]
    fn gaps_and_missing_values_stay_empty() {
        let mut envelope = Envelope::new(10);
        envelope.push(&[0, 1_000_000, 9_000_000], &[1.0, f64::NAN, 2.0]);
        assert_eq!(envelope.stretches().count(), 2);
        envelope.push_one(-5, 100.0);
        envelope.push_one(i64::MAX, 3.0);
        assert_eq!(envelope.range(), Some((1.0, 3.0)), "a clock that jumps is survived");
    }

    proptest! {
        #[test]
        fn pieces_do_not_matter(values in prop::collection::vec(-1e3..1e3_f64, 1..500), cut in 0_usize..500) {
            let times: Vec<i64> = (0_i64..).map(|place| place * 3_000_000).take(values.len()).collect();
            let cut = cut.min(values.len());
            let (mut whole, mut pieces) = (Envelope::new(50), Envelope::new(50));
            whole.push(&times, &values);
            pieces.push(&times[..cut], &values[..cut]);
            pieces.push(&times[cut..], &values[cut..]);
            prop_assert_eq!(whole, pieces);
        }
    }
}

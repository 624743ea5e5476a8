//! Blocks: a recording is worked on in pieces of the same length that see a little to either side.

use super::trace::samples;

/// Length of a block in milliseconds.
pub(in super::super) const BLOCK_MILLIS: f64 = 4000.0;

/// Rates outside cannot be read by windows of milliseconds: below, a saccade lies between two samples.
const RATES_HZ: std::ops::RangeInclusive<f64> = 25.0..=20_000.0;

/// One block: the samples `from..to` are answered, `seen_from..seen_to` are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) seen_from: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) seen_to: usize,
}

/// How a recording of this rate is cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cutter {
    pub(super) rate_hz: f64,
    length: usize,
    margin: usize,
}

impl Cutter {
    /// `None` for a rate that cannot be read.
    pub(super) fn new(rate_hz: f64, margin_millis: f64) -> Option<Self> {
        RATES_HZ.contains(&rate_hz).then(|| Self {
            rate_hz,
            length: samples(rate_hz, BLOCK_MILLIS),
            margin: samples(rate_hz, margin_millis),
        })
    }

    /// The blocks of `count` samples, one after another.
    pub(super) fn blocks(self, count: usize) -> impl Iterator<Item = Block> {
        (0..count).step_by(self.length).map(move |from| {
            let to = (from + self.length).min(count);
            Block { seen_from: from.saturating_sub(self.margin), from, to, seen_to: (to + self.margin).min(count) }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_cover_all_and_see_a_second_more() {
        let blocks: Vec<Block> = Cutter::new(500.0, 1000.0).unwrap().blocks(4500).collect();
        assert_eq!(blocks[0], Block { seen_from: 0, from: 0, to: 2000, seen_to: 2500 });
        assert_eq!(blocks[1], Block { seen_from: 1500, from: 2000, to: 4000, seen_to: 4500 });
        assert_eq!(blocks[2], Block { seen_from: 3500, from: 4000, to: 4500, seen_to: 4500 });
    }

    #[test]
    fn rates_of_junk_are_refused() {
        for rate in [0.0, f64::NAN, f64::INFINITY, -500.0, 1.0] {
            assert_eq!(Cutter::new(rate, 1000.0), None);
        }
    }
}

//! Blocks: a recording is worked on in pieces of the same length that see a little to either side. Of a fast tracker a few samples are one.

use super::trace::samples;

/// Length of a block in milliseconds.
const BLOCK_MILLIS: f64 = 4000.0;

/// How far a block sees beyond its ends, in milliseconds.
const MARGIN_MILLIS: f64 = 1000.0;

/// Samples per second that can be read. Windows of milliseconds cannot read others: below, a saccade lies between two samples.
pub const READABLE_HZ: std::ops::RangeInclusive<f64> = 25.0..=20_000.0;

/// The rate at which experts coded what is learnt from: above one and a half of it, the mean of a few samples stands for them.
const READ_HZ: f64 = 500.0;

/// One block: the samples `from..to` are answered, `seen_from..seen_to` are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Block {
    pub(in super::super) seen_from: usize,
    pub(in super::super) from: usize,
    pub(in super::super) to: usize,
    pub(in super::super) seen_to: usize,
}

/// How a recording of this rate is cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in super::super) struct Cutter {
    pub(super) rate_hz: f64,
    /// How many samples are read as one.
    pub(super) every: usize,
    /// Length of a block in samples.
    pub(in super::super) length: usize,
    /// How far it sees beyond its ends.
    pub(in super::super) margin: usize,
}

impl Cutter {
    /// For any rate; one that cannot be read is cut into blocks too.
    pub(in super::super) fn new(rate_hz: f64) -> Self {
        let rate = if READABLE_HZ.contains(&rate_hz) { rate_hz } else { READ_HZ };
        let every = samples(rate, 1000.0 / READ_HZ);
        let whole = |millis: f64| samples(rate, millis).next_multiple_of(every);
        Self { rate_hz, every, length: whole(BLOCK_MILLIS), margin: whole(MARGIN_MILLIS) }
    }

    /// Whether recordings of this rate can be read.
    pub(super) fn is_readable(&self) -> bool {
        READABLE_HZ.contains(&self.rate_hz)
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
        let blocks: Vec<Block> = Cutter::new(500.0).blocks(4500).collect();
        assert_eq!(blocks[0], Block { seen_from: 0, from: 0, to: 2000, seen_to: 2500 });
        assert_eq!(blocks[1], Block { seen_from: 1500, from: 2000, to: 4000, seen_to: 4500 });
        assert_eq!(blocks[2], Block { seen_from: 3500, from: 4000, to: 4500, seen_to: 4500 });
    }

    #[test]
    fn rates_of_junk_are_refused() {
        for rate in [0.0, f64::NAN, f64::INFINITY, -500.0, 1.0] {
            assert!(!Cutter::new(rate).is_readable());
        }
    }

    #[test]
    fn fast_trackers_are_read_at_the_rate_of_the_experts() {
        assert_eq!(
            [200.0, 500.0, 600.0, 1000.0, 1250.0, 2000.0].map(|rate| Cutter::new(rate).every),
            [1, 1, 1, 2, 3, 4]
        );
        let odd = Cutter::new(1249.0);
        assert_eq!((odd.length % odd.every, odd.margin % odd.every), (0, 0));
    }
}

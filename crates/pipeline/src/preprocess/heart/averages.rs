//! Where is energy gathered? A short moving average, as long as the event, above a long one, as long as a beat.
//!
//! Source: Elgendi, Jonkman and De Boer, 2010, "Frequency bands effects on QRS detection" (BIOSIGNALS), and Elgendi et al., 2013,
//! "Systolic peak detection in acceleration photoplethysmograms", PLoS ONE 8(10): blocks of interest where
//! `MA_event > MA_beat + share * mean`. The mean of the whole signal is a running mean here (time constant 8 s), so that it can stream.

/// A stretch in which the short average lies above the long one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Block {
    /// Its first sample.
    pub start: usize,
    /// The sample after its last.
    pub end: usize,
    /// Where the short average is greatest.
    pub peak_place: usize,
    /// How great it is there.
    pub peak: f64,
}

/// Sums are made anew after this many samples, so that rounding does not gather.
const RENEW_EVERY: usize = 4096;

/// The two averages over a stream of energies. Each is centred, so a sample is judged `reach` samples after it came.
#[derive(Clone, Debug)]
pub(super) struct TwoAverages {
    short_half: usize,
    long_half: usize,
    offset_share: f64,
    mean_weight: f64,
    mean: f64,
    /// The last energies, as a ring whose size is a power of two.
    ring: Vec<f64>,
    coming: usize,
    short_sum: f64,
    long_sum: f64,
    open: Option<Block>,
}

impl TwoAverages {
    pub(super) fn new(short_s: f64, long_s: f64, offset_share: f64, rate_hz: f64) -> Self {
        let half = |seconds: f64| ((seconds * rate_hz / 2.0).round() as usize).max(1);
        let (short_half, long_half) = (half(short_s), half(long_s).max(half(short_s) + 1));
        Self {
            short_half,
            long_half,
            offset_share,
            mean_weight: 1.0 / (8.0 * rate_hz),
            mean: 0.0,
            ring: vec![0.0; (2 * long_half + 2).next_power_of_two()],
            coming: 0,
            short_sum: 0.0,
            long_sum: 0.0,
            open: None,
        }
    }

    /// How many samples later a sample is judged.
    pub(super) fn reach(&self) -> usize {
        self.long_half
    }

    /// The next energy; gives a block when one has just ended.
    #[inline]
    pub(super) fn push(&mut self, energy: f64) -> Option<Block> {
        let mask = self.ring.len() - 1;
        let coming = self.coming;
        self.coming += 1;
        let (long_len, short_len) = (2 * self.long_half + 1, 2 * self.short_half + 1);
        self.long_sum += energy - if coming >= long_len { self.ring[(coming - long_len) & mask] } else { 0.0 };
        // The running mean begins as the plain mean of what has come.
        self.mean += (energy - self.mean) * self.mean_weight.max(1.0 / (coming as f64 + 1.0));
        self.ring[coming & mask] = energy;
        let ahead = self.long_half - self.short_half;
        if coming >= ahead {
            let entering = coming - ahead;
            self.short_sum += self.ring[entering & mask];
            if entering >= short_len {
                self.short_sum -= self.ring[(entering - short_len) & mask];
            }
        }
        if coming.is_multiple_of(RENEW_EVERY) {
            self.renew();
        }
        let centre = coming.checked_sub(self.long_half)?;
        // At the start the windows hold less.
        let short_count = short_len.min(centre + self.short_half + 1) as f64;
        let long_count = long_len.min(coming + 1) as f64;
        let short = self.short_sum / short_count;
        let is_above = short > self.long_sum / long_count + self.offset_share * self.mean;
        self.follow(centre, short, is_above)
    }

    fn renew(&mut self) {
        let mask = self.ring.len() - 1;
        let sum = |from: usize, to: usize| (from..=to).map(|place| self.ring[place & mask]).sum::<f64>();
        let last = self.coming - 1;
        let long = sum((last + 1).saturating_sub(2 * self.long_half + 1), last);
        let ahead = self.long_half - self.short_half;
        let short = last.checked_sub(ahead).map_or(0.0, |to| sum((to + 1).saturating_sub(2 * self.short_half + 1), to));
        (self.long_sum, self.short_sum) = (long, short);
    }

    fn follow(&mut self, centre: usize, short: f64, is_above: bool) -> Option<Block> {
        match (&mut self.open, is_above) {
            (None, true) => {
                self.open = Some(Block { start: centre, end: centre + 1, peak_place: centre, peak: short });
                None
            }
            // A block longer than the long average is cut, so that nothing waits for ever.
            (Some(open), true) if centre - open.start <= 2 * self.long_half => {
                open.end = centre + 1;
                if short > open.peak {
                    (open.peak, open.peak_place) = (short, centre);
                }
                None
            }
            (Some(_), _) => self.open.take(),
            (None, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_is_a_block_around_it() {
        let mut averages = TwoAverages::new(0.1, 0.6, 0.08, 100.0);
        let energy = |place: usize| if (300..306).contains(&place) { 1.0 } else { 0.01 };
        let blocks: Vec<Block> = (0..600).filter_map(|place| averages.push(energy(place))).collect();
        let block = blocks.iter().find(|block| block.peak > 0.3).unwrap();
        assert!(block.start <= 300 && block.end >= 305 && block.end - block.start < 30, "{block:?}");
        assert!(block.peak_place.abs_diff(302) <= 3, "{block:?}");
    }
}

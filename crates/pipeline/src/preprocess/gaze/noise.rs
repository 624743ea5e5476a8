//! How fast do eyes seem to move while they rest? The distribution of speeds, and thresholds that follow from it.

/// Width of a bin in degrees per second.
const BIN_DEG_PER_S: f64 = 0.25;

/// Bins up to 300 degrees per second; what is faster is a saccade in any noise.
const BINS: usize = 1200;

/// A normal distribution's standard deviation is this often its median absolute deviation.
const SD_PER_MAD: f64 = 1.4826;

/// Counts of speeds that fade: each new block halves what was before.
#[derive(Clone, Debug)]
pub(super) struct SpeedNoise {
    counts: Vec<u32>,
}

/// Median and spread of the speeds below a threshold, in degrees per second.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rest {
    pub(super) median: f64,
    pub(super) sd: f64,
}

impl SpeedNoise {
    pub(super) fn new() -> Self {
        Self { counts: vec![0; BINS] }
    }

    /// Halves what was counted, and counts the speeds of a new block; NaN is left out.
    pub(super) fn count(&mut self, speeds: &[f64]) {
        self.counts.iter_mut().for_each(|count| *count /= 2);
        for speed in speeds {
            let bin = speed / BIN_DEG_PER_S;
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked to be inside the bins"
            )]
            if bin >= 0.0 && bin < BINS as f64 {
                self.counts[bin as usize] = self.counts[bin as usize].saturating_add(1);
            }
        }
    }

    /// The threshold that no resting speed passes, by iteration as Nyström and Holmqvist (2010) do: `median + factor x sd` of the speeds
    /// below the threshold before, until it moves by less than a degree per second. Median and median absolute deviation take the place of
    /// their mean and standard deviation, as Dar, Wagner and Hanke (2021) showed to be steadier. `None` when nothing was seen.
    pub(super) fn threshold(&self, start: f64, factor: f64) -> Option<(f64, Rest)> {
        let mut threshold = start;
        let mut rest = self.rest(threshold)?;
        for _ in 0..30 {
            let next = rest.median + factor * rest.sd;
            let is_settled = (next - threshold).abs() < 1.0;
            threshold = next;
            match self.rest(threshold) {
                Some(found) if !is_settled => rest = found,
                _ => break,
            }
        }
        Some((threshold, rest))
    }

    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "counts and bins are small"
    )]
    fn rest(&self, below: f64) -> Option<Rest> {
        let end = ((below / BIN_DEG_PER_S).ceil().max(0.0) as usize).min(BINS);
        let below = &self.counts[..end];
        let total: u64 = below.iter().map(|count| u64::from(*count)).sum();
        if total == 0 {
            return None;
        }
        let half = total as f64 / 2.0;
        let (mut sum, mut median) = (0.0, 0.0);
        for (bin, count) in below.iter().enumerate() {
            let count = f64::from(*count);
            if sum + count >= half {
                median = bin as f64 + (half - sum) / count;
                break;
            }
            sum += count;
        }
        // Counts within a distance of the median, grown by one bin on both sides at a time.
        let middle = (median as usize).min(end - 1);
        let (mut low, mut high, mut within) = (middle, middle, f64::from(below[middle]));
        while within < half && (low > 0 || high + 1 < end) {
            if low > 0 {
                low -= 1;
                within += f64::from(below[low]);
            }
            if high + 1 < end {
                high += 1;
                within += f64::from(below[high]);
            }
        }
        let deviation = (high as f64 + 1.0 - median).max(median - low as f64) - 0.5;
        Some(Rest { median: median * BIN_DEG_PER_S, sd: SD_PER_MAD * deviation.max(0.5) * BIN_DEG_PER_S })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_threshold_lies_between_rest_and_saccades() {
        let mut noise = SpeedNoise::new();
        let speeds: Vec<f64> =
            (0..1000).map(|place| if place % 20 == 0 { 250.0 } else { 4.0 + f64::from(place % 7) }).collect();
        noise.count(&speeds);
        let (threshold, rest) = noise.threshold(200.0, 6.0).unwrap();
        assert!((rest.median - 7.0).abs() < 0.5, "{rest:?}");
        assert!(threshold > 10.0 && threshold < 40.0, "{threshold}");
    }

    #[test]
    fn nothing_seen_is_no_threshold() {
        let mut noise = SpeedNoise::new();
        noise.count(&[f64::NAN, 1e9]);
        assert_eq!(noise.threshold(100.0, 6.0), None);
    }

    #[test]
    fn what_was_fades() {
        let mut noise = SpeedNoise::new();
        noise.count(&[50.0; 100]);
        for _ in 0..8 {
            noise.count(&[5.0; 100]);
        }
        assert!(noise.threshold(100.0, 6.0).unwrap().1.median < 6.0);
    }
}

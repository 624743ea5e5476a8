//! How much two codings of the same samples agree.

/// Cohen's kappa of one code against all others, over samples.
/// Not a number when neither has the code.
pub fn kappa<T: PartialEq>(one: &[T], other: &[T], code: &T) -> f64 {
    attentive_learn::metrics::kappa(one, other, code).unwrap_or(f64::NAN)
}

/// Share of samples on which two codings differ.
pub fn misclassified<T: PartialEq>(one: &[T], other: &[T]) -> f64 {
    one.iter().zip(other).filter(|(a, b)| a != b).count() as f64 / one.len().min(other.len()) as f64
}

/// Counts for an F1 over events.
#[derive(Clone, Copy, Debug, Default)]
pub struct EventTally {
    matched: usize,
    events: usize,
}

impl EventTally {
    /// Adds one recording. An event is found when an event of the same code in the other coding shares more than half of their union; there can be only one.
    pub fn add<T: PartialEq>(&mut self, one: &[T], other: &[T], code: &T) {
        let (ours, theirs) = (runs(one, code), runs(other, code));
        self.events += ours.len() + theirs.len();
        let matches = |a: &(usize, usize), b: &(usize, usize)| {
            let shared = a.1.min(b.1).saturating_sub(a.0.max(b.0));
            2 * shared > a.1.max(b.1) - a.0.min(b.0)
        };
        self.matched += ours.iter().filter(|a| theirs.iter().any(|b| matches(a, b))).count();
    }

    /// 2 * found / (events of both); not a number when there is none.
    pub fn f1(&self) -> f64 {
        2.0 * self.matched as f64 / self.events as f64
    }
}

/// First place and place after the last of each unbroken run of a code.
fn runs<T: PartialEq>(codes: &[T], code: &T) -> Vec<(usize, usize)> {
    let mut from = 0;
    let mut runs = Vec::new();
    for run in codes.chunk_by(|a, b| a == b) {
        if run[0] == *code {
            runs.push((from, from + run.len()));
        }
        from += run.len();
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of the textbooks: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no is kappa 0.4.
    #[test]
    fn kappa_of_the_textbook() {
        let pairs = [(1, 1, 20), (1, 0, 5), (0, 1, 10), (0, 0, 15)];
        let spread = |of: fn(&(u8, u8, usize)) -> u8| -> Vec<u8> {
            pairs.iter().flat_map(|pair| std::iter::repeat_n(of(pair), pair.2)).collect()
        };
        let (one, other) = (spread(|pair| pair.0), spread(|pair| pair.1));
        assert!((kappa(&one, &other, &1) - 0.4).abs() < 1e-12);
        assert!((misclassified(&one, &other) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn an_event_counts_when_more_than_half_of_the_union_is_shared() {
        let mut tally = EventTally::default();
        tally.add(&[0, 1, 1, 1, 0, 1, 0, 0], &[0, 1, 1, 0, 0, 0, 0, 1], &1);
        // Of two and two events one pair matches: 2 of 3 samples.
        assert!((tally.f1() - 0.5).abs() < 1e-12);
    }
}

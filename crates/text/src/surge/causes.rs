//! Which texts caused it? Those that spoke most for the surge since it began.

use serde::{Deserialize, Serialize};

/// Texts that are kept.
const MOST: usize = 10;

/// A text that spoke for a surge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cause<T> {
    /// How likely it is negative, 0 to 1.
    pub negative: f64,
    /// The text, or what stands for it.
    pub text: T,
}

/// The texts that spoke most.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Causes<T>(Vec<Cause<T>>);

impl<T> Default for Causes<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Causes<T> {
    /// Remembers a text if it is among those that speak most; the earlier of two alike goes first.
    pub(super) fn add(&mut self, negative: f64, text: impl FnOnce() -> T) {
        let place = self.0.partition_point(|known| known.negative >= negative);
        if place < MOST {
            self.0.truncate(MOST - 1);
            self.0.insert(place, Cause { negative, text: text() });
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }

    /// Those that are likelier negative than is expected, the likeliest first.
    pub(super) fn take(&mut self, share: f64) -> Vec<Cause<T>> {
        let mut all = std::mem::take(&mut self.0);
        all.retain(|cause| cause.negative > share);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_negative_stay_the_earlier_first() {
        let mut causes = Causes::default();
        for number in 0..1_000_u32 {
            causes.add(f64::from(number % 100) / 100.0, || number);
        }
        let kept: Vec<u32> = causes.take(0.5).into_iter().map(|cause| cause.text).collect();
        assert_eq!(kept, [99, 199, 299, 399, 499, 599, 699, 799, 899, 999]);
        causes.add(0.1, || 1);
        assert!(causes.take(0.5).is_empty());
    }
}

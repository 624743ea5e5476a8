//! What is the mean, and how much do values vary? Welford's running sums.
//!
//! Source: B. P. Welford, 1962, "Note on a method for calculating corrected sums of squares and products",
//! Technometrics 4(3). Merging: Chan, Golub and LeVeque, 1979, "Updating formulae and a pairwise algorithm".
//!
//! ```text
//! mean_n = mean_{n-1} + (x - mean_{n-1}) / n
//! m2_n   = m2_{n-1} + (x - mean_{n-1}) (x - mean_n)        variance = m2 / (n - 1)
//! ```

/// Count, mean and spread of the values seen so far, in constant memory.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    count: u64,
    mean: f64,
    m2: f64,
}

impl Moments {
    /// Of all values of a slice.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        values.iter().copied().collect()
    }

    /// Takes one more value. Values that are not finite are passed over.
    pub fn push(&mut self, value: f64) {
        if !value.is_finite() {
            return;
        }
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / self.size();
        self.m2 += before * (value - self.mean);
    }

    /// Both together, as if all values had been pushed into one.
    #[must_use]
    pub fn merged(&self, other: &Self) -> Self {
        let count = self.count + other.count;
        if count == 0 {
            return Self::default();
        }
        let whole = as_float(count);
        let apart = other.mean - self.mean;
        Self {
            count,
            mean: self.mean + apart * other.size() / whole,
            m2: self.m2 + other.m2 + apart * apart * self.size() * other.size() / whole,
        }
    }

    /// How many values.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// How many values, as a float.
    #[must_use]
    pub fn size(&self) -> f64 {
        as_float(self.count)
    }

    /// The mean; `None` without values.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then_some(self.mean)
    }

    /// The sample variance (divided by n - 1); `None` with fewer than two values.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| (self.m2 / (self.size() - 1.0)).max(0.0))
    }

    /// The sample standard deviation; `None` with fewer than two values.
    #[must_use]
    pub fn deviation(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// Standard error of the mean; `None` with fewer than two values.
    #[must_use]
    pub fn standard_error(&self) -> Option<f64> {
        self.variance().map(|variance| (variance / self.size()).sqrt())
    }
}

impl FromIterator<f64> for Moments {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut moments = Self::default();
        values.into_iter().for_each(|value| moments.push(value));
        moments
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
fn as_float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn two_four_four_four_five_five_seven_nine_have_mean_five() {
        let moments = Moments::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        assert_eq!(moments.mean(), Some(5.0));
        assert!((moments.variance().unwrap() - 32.0 / 7.0).abs() < 1e-12);
    }

    #[test]
    fn a_large_offset_does_not_eat_the_variance() {
        let moments: Moments = [1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0].into_iter().collect();
        assert!((moments.variance().unwrap() - 30.0).abs() < 1e-6);
    }

    #[test]
    fn no_value_is_no_mean_and_one_value_is_no_variance() {
        assert_eq!(Moments::default().mean(), None);
        assert_eq!(Moments::of(&[3.0]).variance(), None);
        assert_eq!(Moments::of(&[3.0, f64::NAN]).count(), 1);
    }

    proptest! {
        #[test]
        fn merging_parts_is_the_same_as_pushing_all(
            left in prop::collection::vec(-1e3..1e3_f64, 0..40),
            right in prop::collection::vec(-1e3..1e3_f64, 2..40),
        ) {
            let merged = Moments::of(&left).merged(&Moments::of(&right));
            let all: Moments = left.iter().chain(&right).copied().collect();
            prop_assert_eq!(merged.count(), all.count());
            prop_assert!((merged.mean().unwrap() - all.mean().unwrap()).abs() < 1e-9);
            prop_assert!((merged.variance().unwrap() - all.variance().unwrap()).abs() < 1e-6);
        }
    }
}

//! An estimate with its interval: what every comparison here hands out.

/// A number with the interval that it may lie in.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Estimate {
    /// The best single guess.
    pub value: f64,
    /// Lower end of the interval, never above `high`.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// From a guess and the half-width of a symmetric interval.
    #[must_use]
    pub fn around(value: f64, radius: f64) -> Self {
        Self { value, low: value - radius, high: value + radius }
    }

    /// Whether the whole interval lies above zero.
    #[must_use]
    pub fn is_above_zero(&self) -> bool {
        self.low > 0.0
    }

    /// Whether the whole interval lies below zero.
    #[must_use]
    pub fn is_below_zero(&self) -> bool {
        self.high < 0.0
    }

    /// Whether the interval holds a value.
    #[must_use]
    pub fn holds(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The same in another unit or with another sign.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        let (one, other) = (self.low * factor, self.high * factor);
        Self { value: self.value * factor, low: one.min(other), high: one.max(other) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_factor_keeps_the_ends_in_order() {
        let turned = Estimate::around(2.0, 1.0).times(-3.0);
        assert_eq!(turned, Estimate { value: -6.0, low: -9.0, high: -3.0 });
        assert!(turned.is_below_zero() && !turned.is_above_zero() && turned.holds(-4.0));
    }
}

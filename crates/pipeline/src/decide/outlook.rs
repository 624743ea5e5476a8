//! How soon will the present spell end? One curve: the probability that it is still going on, by minutes from now.

/// The curve, as points between which the rate of ending is constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Outlook {
    /// Minutes from now, ascending from 0.
    at_min: Vec<f64>,
    /// For each of these the endings expected up to then; the probability of still going on is the exponential of minus this.
    expected: Vec<f64>,
}

impl Outlook {
    /// From how many endings are expected within each of some following stretches, as `(minutes, endings)`. Beyond the last one its rate holds on.
    #[must_use]
    pub fn of_stretches(stretches: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let (mut at_min, mut expected) = (vec![0.0], vec![0.0]);
        let (mut time, mut sum) = (0.0, 0.0);
        for (minutes, endings) in stretches.into_iter().filter(|stretch| stretch.0 > 0.0) {
            time += minutes;
            sum += endings.max(0.0);
            at_min.push(time);
            expected.push(sum);
        }
        Self { at_min, expected }
    }

    /// P(still going on after so many minutes).
    #[must_use]
    pub fn survival(&self, minutes: f64) -> f64 {
        (-self.expected_until(minutes)).exp()
    }

    /// The mean of min(minutes until it ends, `limit_min`).
    #[must_use]
    pub fn mean_left_within(&self, limit_min: f64) -> f64 {
        let limit = limit_min.max(0.0);
        let inner = self.at_min.iter().copied().filter(|at| *at < limit);
        let mut points: Vec<f64> = inner.collect();
        points.push(limit);
        let mut sum = 0.0;
        for pair in points.windows(2) {
            let &[from, to] = pair else { continue };
            let (before, after) = (self.expected_until(from), self.expected_until(to));
            let (length, endings) = (to - from, after - before);
            // The integral of exp(-rate t); without endings it stays as it is.
            let share = if endings > 1e-9 { -(-endings).exp_m1() / endings } else { 1.0 - endings / 2.0 };
            sum += (-before).exp() * share * length;
        }
        sum
    }

    /// After how many minutes it has ended with probability one half; `None` when the curve never falls so low.
    #[must_use]
    pub fn median_left_min(&self) -> Option<f64> {
        let needed = std::f64::consts::LN_2;
        let place = self.expected.partition_point(|expected| *expected < needed);
        let (from, rate) = match self.at_min.get(place) {
            Some(_) => (place.checked_sub(1)?, self.rate(place)),
            None => (self.at_min.len().checked_sub(1)?, self.rate(self.at_min.len().checked_sub(1)?)),
        };
        (rate > 0.0).then(|| self.at_min[from] + (needed - self.expected[from]) / rate)
    }

    fn expected_until(&self, minutes: f64) -> f64 {
        let minutes = minutes.max(0.0);
        let place = self.at_min.partition_point(|at| *at <= minutes);
        let from = place.saturating_sub(1);
        let (Some(at), Some(expected)) = (self.at_min.get(from), self.expected.get(from)) else { return 0.0 };
        let rate = self.rate(place.min(self.at_min.len().saturating_sub(1)));
        expected + if minutes > *at { (minutes - at) * rate } else { 0.0 }
    }

    /// Endings a minute before the point of that place.
    fn rate(&self, place: usize) -> f64 {
        let Some(before) = place.checked_sub(1) else { return 0.0 };
        match (self.at_min.get(before), self.at_min.get(place)) {
            (Some(from), Some(to)) => (self.expected[place] - self.expected[before]) / (to - from),
            _ => 0.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_rate_is_an_exponential_also_beyond_the_last_point() {
        let outlook = Outlook::of_stretches([(1.0, 0.1), (4.0, 0.4), (5.0, 0.5)]);
        for minutes in [0.0, 0.5, 3.0, 10.0, 40.0] {
            assert!((outlook.survival(minutes) - (-0.1_f64 * minutes).exp()).abs() < 1e-12, "{minutes}");
            let mean = (1.0 - (-0.1_f64 * minutes).exp()) / 0.1;
            assert!((outlook.mean_left_within(minutes) - mean).abs() < 1e-9, "{minutes}");
        }
        assert!((outlook.median_left_min().unwrap() - std::f64::consts::LN_2 / 0.1).abs() < 1e-9);
    }

    #[test]
    fn what_never_ends_has_no_median_and_an_empty_curve_says_that_nothing_ends() {
        assert_eq!(Outlook::of_stretches([(5.0, 0.0)]).median_left_min(), None);
        let empty = Outlook::of_stretches([]);
        assert!((empty.survival(9.0) - 1.0).abs() < 1e-12 && (empty.mean_left_within(9.0) - 9.0).abs() < 1e-12);
        assert_eq!(empty.median_left_min(), None);
    }

    #[test]
    fn the_rates_of_stretches_hold_within_them() {
        let outlook = Outlook::of_stretches([(2.0, 2.0), (2.0, 0.0), (1.0, 1.0)]);
        assert!((outlook.survival(1.0) - (-1.0_f64).exp()).abs() < 1e-12);
        assert!((outlook.survival(3.9) - (-2.0_f64).exp()).abs() < 1e-12);
        assert!((outlook.survival(6.0) - (-4.0_f64).exp()).abs() < 1e-12);
    }
}

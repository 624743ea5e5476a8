//! By how much do two groups differ? The mean with its interval, and Welch's difference of means.
//!
//! Source: B. L. Welch, 1947, "The generalization of Student's problem when several different population variances are
//! involved", Biometrika 34; degrees of freedom by F. E. Satterthwaite, 1946.
//!
//! ```text
//! s^2 = s1^2/n1 + s2^2/n2,   v = s^4 / ((s1^2/n1)^2/(n1-1) + (s2^2/n2)^2/(n2-1)),   m1 - m2 -+ t(v) s
//! ```

use crate::estimate::Estimate;
use crate::moments::Moments;
use crate::student::two_sided_factor;

/// The mean with Student's interval at `level`, such as .95. `None` with fewer than two values.
#[must_use]
pub fn mean_interval(values: &Moments, level: f64) -> Option<Estimate> {
    let radius = two_sided_factor(level, values.size() - 1.0)? * values.standard_error()?;
    Some(Estimate::around(values.mean()?, radius))
}

/// Mean of `with` less mean of `without`, with Welch's interval at `level`. `None` when either has fewer than two values.
/// Two groups without any spread give an interval of no width.
#[must_use]
pub fn welch_difference(with: &Moments, without: &Moments, level: f64) -> Option<Estimate> {
    let value = with.mean()? - without.mean()?;
    let own = with.variance()? / with.size();
    let other = without.variance()? / without.size();
    let squared = own + other;
    if squared <= 0.0 {
        return Some(Estimate::around(value, 0.0));
    }
    let freedom = squared * squared / (own * own / (with.size() - 1.0) + other * other / (without.size() - 1.0));
    Some(Estimate::around(value, two_sided_factor(level, freedom)? * squared.sqrt()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn welch_agrees_with_the_formula_worked_by_hand() {
        let first = Moments::of(&[1.0, 2.0, 3.0, 4.0]);
        let second = Moments::of(&[2.0, 4.0, 6.0, 8.0]);
        // variances 5/3 and 20/3; s^2 = 25/12; v = (25/12)^2 / ((5/12)^2/3 + (20/12)^2/3) = 625*3/(25+400) = 4.41176
        let found = welch_difference(&first, &second, 0.95).unwrap();
        let radius = crate::student::student_quantile(0.975, 1_875.0 / 425.0).unwrap() * (25.0_f64 / 12.0).sqrt();
        assert!((found.value + 2.5).abs() < 1e-12);
        assert!((found.high - (-2.5 + radius)).abs() < 1e-9);
    }

    #[test]
    fn one_value_has_no_interval() {
        assert_eq!(mean_interval(&Moments::of(&[1.0]), 0.95), None);
        assert_eq!(welch_difference(&Moments::of(&[1.0]), &Moments::of(&[1.0, 2.0]), 0.95), None);
    }

    #[test]
    fn intervals_of_two_unlike_groups_hold_the_truth_about_as_often_as_they_say() {
        let mut generator = SplitMix64::new(11);
        let mut held = 0;
        for _ in 0..2_000 {
            let with: Moments = (0..6).map(|_| 5.0 + 4.0 * generator.next_normal()).collect();
            let without: Moments = (0..15).map(|_| 3.0 + generator.next_normal()).collect();
            held += u32::from(welch_difference(&with, &without, 0.95).unwrap().holds(2.0));
        }
        // Binomial spread of 2,000 draws at .95 is .005.
        assert!((1_860..=1_940).contains(&held), "held {held} of 2000");
    }

    #[test]
    fn the_interval_of_a_mean_holds_it_about_as_often_as_it_says() {
        let mut generator = SplitMix64::new(12);
        let held = (0..2_000)
            .filter(|_| {
                let values: Moments = (0..5).map(|_| 1.0 + generator.next_normal()).collect();
                mean_interval(&values, 0.9).unwrap().holds(1.0)
            })
            .count();
        assert!((1_760..=1_840).contains(&held), "held {held} of 2000");
    }
}

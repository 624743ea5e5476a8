//! The usual step of a clock, also of one that loses many samples. Steps in, one step out.
//!
//! ```text
//! | | . | | . | | .     every third sample is lost: steps of 1, 2, 1, 2; their middle one may be either
//! ```

use super::even::EVEN_SHARE;

/// The usual step of these steps, all above 0, which are sorted; `None` where there are none. It is the middle one, unless there is a shorter one
/// that nearly all are whole multiples of: then samples in between were lost.
pub(super) fn usual(steps: &mut [i64]) -> Option<i64> {
    steps.sort_unstable();
    let middle = steps.get(steps.len() / 2).copied()?;
    Some(shared(steps, middle).unwrap_or(middle))
}

/// The step that the sorted steps are multiples of, where some of them are the step itself and the middle one, or many, are not.
#[expect(clippy::cast_precision_loss, reason = "steps of a clock are far below 2^53 ns = 104 days")]
fn shared(steps: &[i64], middle: i64) -> Option<i64> {
    let short = steps[steps.len() / 10];
    let ratio = |step: i64| step as f64 / short as f64;
    let alike = steps.iter().filter(|step| (ratio(**step) - 1.0).abs() <= EVEN_SHARE).count();
    let whole = steps.iter().filter(|step| {
        let own = ratio(**step);
        own.round() >= 1.0 && (own - own.round()).abs() <= EVEN_SHARE
    });
    // Steps of one and two milliseconds may as well be an odd rate, rounded to milliseconds.
    let is_rounded = is_power_of_ten(short) && steps.iter().all(|step| step % short == 0);
    let is_shared = !is_rounded && alike * 5 >= steps.len() && whole.count() * 20 >= steps.len() * 19;
    let own = &steps[..steps.partition_point(|step| ratio(*step) <= 1.0 + EVEN_SHARE)];
    is_shared.then(|| if ratio(middle) <= 1.0 + EVEN_SHARE { middle } else { own[own.len() / 2] })
}

fn is_power_of_ten(mut number: i64) -> bool {
    while number > 9 && number % 10 == 0 {
        number /= 10;
    }
    number == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_loses_samples_keeps_its_step() {
        assert_eq!(usual(&mut [4, 8, 4, 8, 8].repeat(20)), Some(4));
        assert_eq!(usual(&mut [4, 4, 8, 12, 4].repeat(20)), Some(4));
        assert_eq!(usual(&mut []), None);
    }

    #[test]
    fn a_rate_that_was_rounded_and_odd_moments_have_the_middle_step() {
        assert_eq!(usual(&mut [1_000_000, 2_000_000, 2_000_000].repeat(20)), Some(2_000_000));
        assert_eq!(usual(&mut (50..150).collect::<Vec<i64>>()), Some(100));
    }
}

//! What share of the answers is right?

use super::share;

/// Right answers by all answers; `None` without any.
#[must_use]
pub fn accuracy(said: &[u8], is: &[u8]) -> Option<f64> {
    share(said.iter().zip(is).filter(|(said, is)| said == is).count(), said.len().min(is.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_of_three_are_right() {
        assert_eq!(accuracy(&[0, 1, 2], &[0, 1, 1]), Some(2.0 / 3.0));
        assert_eq!(accuracy(&[], &[]), None);
    }
}

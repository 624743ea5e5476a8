//! What share lasts longer than so long? The curve of Kaplan and Meier, which knows of what has not ended yet.
//!
//! ```text
//! S(t) = product over the lengths at which something ended, up to t, of (1 - ended / still there)
//! ```
//!
//! Source: E. Kaplan and P. Meier, 1958, "Nonparametric estimation from incomplete observations", JASA 53.

use crate::Lifetime;

/// The curve.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KaplanMeier {
    /// Lengths at which something ended, ascending, and the share that lasts longer.
    steps: Vec<(f64, f64)>,
}

impl KaplanMeier {
    /// The curve of these lives; lengths that are no numbers or below zero are left out. What was lost from sight at a length was still there at it.
    #[must_use]
    pub fn fit(lifetimes: &[Lifetime]) -> Self {
        let sound = |life: &&Lifetime| life.length.is_finite() && life.length >= 0.0;
        let mut lives: Vec<Lifetime> = lifetimes.iter().filter(sound).copied().collect();
        lives.sort_by(|one, other| one.length.total_cmp(&other.length));
        let (mut steps, mut share) = (Vec::new(), 1.0);
        let mut rest = lives.as_slice();
        while let Some(first) = rest.first() {
            let same = rest.partition_point(|life| life.length <= first.length);
            let ended = rest.iter().take(same).filter(|life| life.has_ended).count();
            if ended > 0 {
                #[expect(clippy::cast_precision_loss, reason = "counts of lives")]
                let lost = ended as f64 / rest.len() as f64;
                share *= 1.0 - lost;
                steps.push((first.length, share));
            }
            rest = &rest[same..];
        }
        Self { steps }
    }

    /// The share that lasts longer than `length`; after the last ending the curve stays where it is.
    #[must_use]
    pub fn survival(&self, length: f64) -> f64 {
        let passed = self.steps.partition_point(|step| step.0 <= length);
        passed.checked_sub(1).and_then(|place| self.steps.get(place)).map_or(1.0, |step| step.1)
    }

    /// The share that lasts at least as long as `length`: the curve just before it.
    #[must_use]
    pub fn survival_before(&self, length: f64) -> f64 {
        let passed = self.steps.partition_point(|step| step.0 < length);
        passed.checked_sub(1).and_then(|place| self.steps.get(place)).map_or(1.0, |step| step.1)
    }

    /// P(lasts `further` more), given that it has lasted `age`; `None` when nothing that was seen lasted so long.
    #[must_use]
    pub fn survival_given(&self, age: f64, further: f64) -> Option<f64> {
        let here = self.survival(age);
        (here > 0.0).then(|| self.survival(age + further) / here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn life(length: f64, has_ended: bool) -> Lifetime {
        Lifetime { length, has_ended }
    }

    #[test]
    fn what_was_lost_from_sight_counts_until_it_was() {
        // 5 there: 4/5 after 1; of 3 that are left at 3 one ends: 4/5 * 2/3; the last ends at 5.
        let lives = [life(1.0, true), life(2.0, false), life(3.0, true), life(4.0, false), life(5.0, true)];
        let curve = KaplanMeier::fit(&lives);
        for (length, share) in
            [(0.5, 1.0), (1.0, 0.8), (2.9, 0.8), (3.0, 0.8 * 2.0 / 3.0), (4.9, 0.8 * 2.0 / 3.0), (9.0, 0.0)]
        {
            assert!((curve.survival(length) - share).abs() < 1e-12, "{length}");
        }
        assert!((curve.survival_before(3.0) - 0.8).abs() < 1e-12);
        assert!((curve.survival_given(1.0, 2.0).unwrap() - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(curve.survival_given(5.0, 1.0), None);
    }

    #[test]
    fn without_lives_nothing_has_ended() {
        assert!((KaplanMeier::fit(&[]).survival(10.0) - 1.0).abs() < 1e-12);
    }
}

//! Is "it will end within so many minutes" right? Two measures for what is still going on when one stops looking.
//!
//! - [`concordance`]: of two, does that with the higher risk end first? F. Harrell and others, 1982, "Evaluating the yield of medical tests", JAMA
//!   247. Pairs count when the shorter one ended; equal risks count half. One half is blind, one is perfect.
//! - [`brier_within`]: the mean squared distance of P(lasts longer than `t`) from what came. E. Graf and others, 1999, "Assessment and comparison of
//!   prognostic classification schemes for survival data", Statistics in Medicine 18: who was lost from sight before `t` counts nothing, the others
//!   count as much more as they had less chance to be seen so long.

use crate::{KaplanMeier, Lifetime};

/// The share of pairs in which the higher risk ended first. `risk` and `lives` have one value each; `None` when no pair can be told apart.
#[must_use]
pub fn concordance(risk: &[f64], lives: &[Lifetime]) -> Option<f64> {
    let rows: Vec<(f64, Lifetime)> = risk.iter().copied().zip(lives.iter().copied()).collect();
    let (mut right, mut pairs) = (0.0, 0.0);
    for (place, (risk, life)) in rows.iter().enumerate() {
        for (other_risk, other) in &rows[place + 1..] {
            let (short, long, by) = match life.length.total_cmp(&other.length) {
                std::cmp::Ordering::Less => (life, other, risk - other_risk),
                std::cmp::Ordering::Greater => (other, life, other_risk - risk),
                // Both of one length: one that ended before one that was lost from sight there.
                std::cmp::Ordering::Equal if life.has_ended && !other.has_ended => (life, other, risk - other_risk),
                std::cmp::Ordering::Equal if other.has_ended && !life.has_ended => (other, life, other_risk - risk),
                std::cmp::Ordering::Equal => continue,
            };
            if short.has_ended && long.length >= short.length {
                pairs += 1.0;
                right += if by > 0.0 {
                    1.0
                } else if by < 0.0 {
                    0.0
                } else {
                    0.5
                };
            }
        }
    }
    (pairs > 0.0).then(|| right / pairs)
}

/// The mean squared distance, at time `within`, of `lasts` (for each life P(lasts longer than `within`)) from what came. `None` when nothing was
/// seen that long.
#[must_use]
pub fn brier_within(lasts: &[f64], lives: &[Lifetime], within: f64) -> Option<f64> {
    let lost: Vec<Lifetime> = lives.iter().map(|life| Lifetime { has_ended: !life.has_ended, ..*life }).collect();
    let seen = KaplanMeier::fit(&lost);
    let (mut sum, mut weight_sum) = (0.0, 0.0);
    for (lasts, life) in lasts.iter().zip(lives) {
        let (came, weight) = if life.length > within {
            (1.0, 1.0 / seen.survival(within))
        } else if life.has_ended {
            (0.0, 1.0 / seen.survival_before(life.length))
        } else {
            continue;
        };
        sum += weight * (lasts - came).powi(2);
        weight_sum += weight;
    }
    (weight_sum > 0.0 && sum.is_finite()).then(|| sum / weight_sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    fn life(length: f64, has_ended: bool) -> Lifetime {
        Lifetime { length, has_ended }
    }

    #[test]
    fn pairs_count_when_the_shorter_one_ended() {
        let lives = [life(1.0, true), life(2.0, false), life(3.0, true)];
        // 1 before 2, and 1 before 3, but 2 was lost from sight before 3.
        assert_eq!(concordance(&[3.0, 2.0, 1.0], &lives), Some(1.0));
        assert_eq!(concordance(&[2.0, 3.0, 1.0], &lives), Some(0.5));
        assert_eq!(concordance(&[1.0, 1.0, 1.0], &lives), Some(0.5));
        assert_eq!(concordance(&[1.0, 1.0], &[life(1.0, false), life(2.0, false)]), None);
    }

    #[test]
    fn with_lives_lost_from_sight_the_distance_is_what_it_would_be_with_all_in_sight() {
        let mut random = SplitMix64::new(5);
        let (mut whole, mut cut, mut lasts) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..20_000 {
            let rate = if random.next_unit() < 0.5 { 0.1 } else { 0.4 };
            let length = -(1.0 - random.next_unit()).ln() / rate;
            let sight = -(1.0 - random.next_unit()).ln() / 0.1;
            whole.push(life(length, true));
            cut.push(life(length.min(sight), length <= sight));
            lasts.push((-rate * 5.0_f64).exp());
        }
        let (all, some) = (brier_within(&lasts, &whole, 5.0).unwrap(), brier_within(&lasts, &cut, 5.0).unwrap());
        assert!((all - some).abs() < 0.01, "{all} {some}");
        let blind = brier_within(&vec![0.5; 20_000], &cut, 5.0).unwrap();
        assert!((blind - 0.25).abs() < 1e-9 && some < 0.2);
    }
}

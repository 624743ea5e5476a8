//! How much two codings of the same samples agree, beyond what chance alone would give?

/// Cohen's kappa (1960) of one code against all others, over samples: (agreement - agreement by chance) / (1 - agreement by chance). `None` when neither has
/// the code, or both have nothing else.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of samples")]
pub fn kappa<T: PartialEq>(one: &[T], other: &[T], code: &T) -> Option<f64> {
    let count = one.len().min(other.len()) as f64;
    let share = |of: &mut dyn Iterator<Item = bool>| of.filter(|holds| *holds).count() as f64 / count;
    let observed = share(&mut one.iter().zip(other).map(|(a, b)| (a == code) == (b == code)));
    let (a, b) = (share(&mut one.iter().map(|a| a == code)), share(&mut other.iter().map(|b| b == code)));
    let chance = a * b + (1.0 - a) * (1.0 - b);
    let kappa = (observed - chance) / (1.0 - chance);
    kappa.is_finite().then_some(kappa)
}

#[cfg(test)]
mod tests {
    use super::*;

    // The example of Cohen 1960 in two classes: 20 + 15 of 50 agree, .70 observed, .50 by chance.
    #[test]
    fn agreement_beyond_chance_is_counted() {
        let pairs = [((1, 1), 20), ((1, 0), 5), ((0, 1), 10), ((0, 0), 15)];
        let all: Vec<(i32, i32)> = pairs.iter().flat_map(|(pair, times)| vec![*pair; *times]).collect();
        let (one, other): (Vec<i32>, Vec<i32>) = all.into_iter().unzip();
        assert!((kappa(&one, &other, &1).unwrap() - 0.4).abs() < 1e-12);
        assert_eq!(kappa(&one, &one, &0), Some(1.0));
        assert_eq!((kappa(&one, &other, &7), kappa::<i32>(&[], &[], &1), kappa(&[1], &[1], &1)), (None, None, None));
    }
}

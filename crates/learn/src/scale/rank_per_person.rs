//! Each person's numbers by their place among that person's own, without any label.

use std::collections::BTreeMap;

/// The column as the share of the person's values that lie below (equal ones count half), minus a half: -0.5 to 0.5, the person's middle is 0.
/// How far apart values lie is lost, and with it what a single wild value would do. Missing stays missing.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
pub fn rank_per_person(column: &[f32], person: &[u32]) -> Vec<f32> {
    let mut values_of: BTreeMap<u32, Vec<f32>> = BTreeMap::new();
    for (value, person) in column.iter().zip(person).filter(|(value, _)| value.is_finite()) {
        values_of.entry(*person).or_default().push(*value);
    }
    values_of.values_mut().for_each(|values| values.sort_unstable_by(f32::total_cmp));
    let rank = |(value, person): (&f32, &u32)| {
        let values = values_of.get(person).filter(|_| value.is_finite())?;
        let below = values.partition_point(|other| other < value);
        let up_to = values.partition_point(|other| other <= value);
        Some((below + up_to) as f32 / (2 * values.len()) as f32 - 0.5)
    };
    column.iter().zip(person).map(|row| rank(row).unwrap_or(f32::NAN)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_persons_order_is_kept_and_distances_are_not() {
        let column = [1.0, 2.0, 9.0, 300.0, 100.0, 101.0, f32::NAN];
        let ranks = rank_per_person(&column, &[0, 0, 0, 1, 1, 1, 1]);
        assert!(ranks[1].abs() < 1e-6 && ranks[0] < 0.0 && ranks[6].is_nan(), "{ranks:?}");
        assert_eq!((ranks[0], ranks[2]), (ranks[4], ranks[3]));
    }

    #[test]
    fn equal_values_share_their_place_and_what_is_not_finite_is_missing() {
        assert_eq!(rank_per_person(&[7.0, 7.0], &[3, 3]), [0.0, 0.0]);
        assert!(rank_per_person(&[f32::INFINITY], &[0])[0].is_nan());
    }
}

//! Each person's numbers against that person's own middle and range, without any label.

use std::collections::BTreeMap;

use crate::quantile::quantile;

/// Half of the distance between the quartiles of a normal distribution, in standard deviations.
const QUARTILE: f64 = 0.674_489_75;

/// The column as (value - median of the person) / robust spread of the person: half of the distance between the quartiles, by 0.6745. Where
/// that is 0 the distance itself is kept. Missing stays missing.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "columns are kept in single precision")]
pub fn per_person(column: &[f32], person: &[u32]) -> Vec<f32> {
    let mut values_of: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
    for (value, person) in column.iter().zip(person) {
        values_of.entry(*person).or_default().push(f64::from(*value));
    }
    let range = |values: Vec<f64>| {
        let [low, middle, high] = [0.25, 0.5, 0.75].map(|p| quantile(&values, p).unwrap_or(0.0));
        let spread = (high - low) / 2.0 / QUARTILE;
        (middle, if spread > 1e-9 { spread } else { 1.0 })
    };
    let range_of: BTreeMap<u32, (f64, f64)> =
        values_of.into_iter().map(|(person, values)| (person, range(values))).collect();
    let scaled = |(value, person): (&f32, &u32)| {
        let (middle, spread) = range_of.get(person).copied().unwrap_or((0.0, 1.0));
        ((f64::from(*value) - middle) / spread) as f32
    };
    column.iter().zip(person).map(scaled).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_of_different_ranges_become_alike() {
        let column = [1.0, 2.0, 3.0, 100.0, 200.0, 300.0, f32::NAN];
        let scaled = per_person(&column, &[0, 0, 0, 1, 1, 1, 1]);
        assert!((scaled[0] - scaled[3]).abs() < 1e-4 && scaled[1] == 0.0 && scaled[6].is_nan(), "{scaled:?}");
    }
}

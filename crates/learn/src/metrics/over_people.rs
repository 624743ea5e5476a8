//! Would other people give the same figure? The bootstrap over whole people.
//!
//! Rows of one person are alike, so rows must not be drawn one by one: people are drawn with replacement, each with all their rows (the
//! cluster bootstrap, Davison and Hinkley 1997, section 3.8).

use std::collections::BTreeMap;

use crate::estimate::Estimate;
use crate::quantile::quantile;
use crate::random::SplitMix64;

/// How many times people are drawn: enough for the second digit of the ends.
const DRAWS: u32 = 1_000;

/// A measure over rows, with the interval of `level` over people. The measure is given the places of the rows to look at, each as often as its
/// person was drawn; draws for which it is `None` are passed over. `None` where it has no value for all rows.
pub fn over_people(
    person: &[u32],
    measure: impl Fn(&[usize]) -> Option<f64>,
    level: f64,
    random: &mut SplitMix64,
) -> Option<Estimate> {
    let mut rows_of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, person) in person.iter().enumerate() {
        rows_of.entry(*person).or_default().push(place);
    }
    let people: Vec<Vec<usize>> = rows_of.into_values().collect();
    let value = measure(&(0..person.len()).collect::<Vec<_>>())?;
    let mut found = Vec::new();
    let mut rows = Vec::with_capacity(person.len());
    for _ in 0..DRAWS {
        rows.clear();
        for _ in 0..people.len() {
            rows.extend(random.next_place(people.len()).and_then(|place| people.get(place)).into_iter().flatten());
        }
        found.extend(measure(&rows));
    }
    let tail = (1.0 - level) / 2.0;
    Some(Estimate { value, low: quantile(&found, tail)?, high: quantile(&found, 1.0 - tail)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::accuracy;
    use crate::rows::pick;

    #[test]
    fn rows_that_a_person_repeats_do_not_make_the_figure_surer() {
        // Ten people, half of whom are right: the interval is that of ten, however many rows each has.
        let width = |copies: u32| {
            let person: Vec<u32> = (0..10 * copies).map(|row| row % 10).collect();
            let said: Vec<u8> = person.iter().map(|person| u8::from(*person < 5)).collect();
            let is = vec![1; said.len()];
            let measure = |rows: &[usize]| accuracy(&pick(&said, rows), &pick(&is, rows));
            let found = over_people(&person, measure, 0.9, &mut SplitMix64::new(2)).unwrap();
            assert_eq!(found.value, 0.5);
            found.high - found.low
        };
        assert!(width(1) > 0.3 && (width(1) - width(20)).abs() < 1e-9);
    }

    #[test]
    fn without_rows_there_is_no_figure() {
        assert_eq!(over_people(&[], |rows| accuracy(&pick(&[], rows), &[]), 0.9, &mut SplitMix64::new(2)), None);
    }
}

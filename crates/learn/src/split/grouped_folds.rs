//! People are dealt into folds; each fold is judged by a model that learnt from the other folds.

use std::collections::BTreeMap;

use super::Split;
use crate::SplitMix64;

/// At most `folds` splits, fewer when there are fewer people. People with many rows are dealt first, each to the fold with the fewest
/// rows yet, so that folds are about as large; chance decides among people with as many rows.
#[must_use]
pub fn grouped_folds(person: &[u32], folds: usize, random: &mut SplitMix64) -> Vec<Split> {
    let mut rows_of: BTreeMap<u32, usize> = BTreeMap::new();
    for person in person {
        *rows_of.entry(*person).or_default() += 1;
    }
    let mut people: Vec<(usize, u64, u32)> =
        rows_of.into_iter().map(|(person, rows)| (rows, random.next_u64(), person)).collect();
    people.sort_unstable_by(|one, other| other.cmp(one));
    let mut size = vec![0; folds.clamp(1, people.len().max(1))];
    let mut fold_of: BTreeMap<u32, usize> = BTreeMap::new();
    for (rows, _, person) in people {
        let smallest = (0..size.len()).min_by_key(|fold| size[*fold]).unwrap_or(0);
        size[smallest] += rows;
        fold_of.insert(person, smallest);
    }
    let split = |fold| Split::by(person.len(), |place| fold_of.get(&person[place]) == Some(&fold));
    (0..size.len()).map(split).filter(|split| !split.test.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_are_about_as_large_and_keep_people_whole() {
        let person: Vec<u32> = (0..100).map(|row| row % 10).collect();
        let splits = grouped_folds(&person, 5, &mut SplitMix64::new(1));
        assert_eq!(splits.iter().map(|split| split.test.len()).collect::<Vec<_>>(), [20; 5]);
    }

    #[test]
    fn there_are_never_more_folds_than_people() {
        assert_eq!(grouped_folds(&[7, 7, 8], 5, &mut SplitMix64::new(1)).len(), 2);
    }
}

//! Do sets of what may be hold the truth as often as they promise, and how much do they leave open?

use serde::{Deserialize, Serialize};

use super::{over_people, share};
use crate::{Estimate, SplitMix64};

/// The level of the interval.
const LEVEL: f64 = 0.95;

/// How good sets of classes are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetsJudged {
    /// The share of the sets that hold the truth, with its 95 % interval over people.
    pub held: Estimate,
    /// That share for the person for whom it is least.
    pub least_of_a_person: f64,
    /// How many classes a set holds on average.
    pub classes: f64,
    /// How many people the rows are of.
    pub people: usize,
}

impl SetsJudged {
    /// Judges a set of classes for each row. `None` without rows.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "counts of rows and classes")]
    pub fn of(sets: &[Vec<usize>], class: &[u8], person: &[u32], random: &mut SplitMix64) -> Option<Self> {
        let holds: Vec<bool> = sets.iter().zip(class).map(|(set, class)| set.contains(&usize::from(*class))).collect();
        let held = |rows: &[usize]| share(rows.iter().filter(|row| holds[**row]).count(), rows.len());
        let mut people = person.to_vec();
        people.sort_unstable();
        people.dedup();
        let of_person = |own: u32| {
            let rows: Vec<usize> = (0..holds.len()).filter(|row| person[*row] == own).collect();
            held(&rows)
        };
        Some(Self {
            held: over_people(person, held, LEVEL, random)?,
            people: people.len(),
            least_of_a_person: people.into_iter().filter_map(of_person).min_by(f64::total_cmp)?,
            classes: sets.iter().map(Vec::len).sum::<usize>() as f64 / sets.len().max(1) as f64,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_counted_over_rows_and_for_the_worst_person() {
        let sets = [vec![0], vec![0, 1], vec![1], vec![1]];
        let found = SetsJudged::of(&sets, &[0, 1, 0, 1], &[0, 0, 1, 1], &mut SplitMix64::new(1)).unwrap();
        assert_eq!((found.held.value, found.least_of_a_person, found.classes, found.people), (0.75, 0.5, 1.25, 2));
        assert_eq!(SetsJudged::of(&[], &[], &[], &mut SplitMix64::new(1)), None);
    }
}

//! People put aside, who say when to stop: the net is judged on them after each round and never learns from them.

use std::collections::BTreeSet;

use super::NetFault;
use crate::SplitMix64;

/// When the training stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Aside {
    /// This share of the people, one at least, is put aside; the training stops when the loss on them has not fallen for so many rounds, and the best weights are kept.
    People {
        /// Share of the people, between 0 and 1.
        share: f64,
        /// Rounds without a fall.
        patience: usize,
    },
    /// Nobody: it runs through all rounds, and the last weights are kept.
    Nobody,
}

impl Default for Aside {
    fn default() -> Self {
        Self::People { share: 0.2, patience: 8 }
    }
}

impl Aside {
    pub(super) fn patience(self) -> usize {
        match self {
            Self::People { patience, .. } => patience,
            Self::Nobody => usize::MAX,
        }
    }

    /// Rows to learn from and rows put aside.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of people"
    )]
    pub(super) fn split(self, person: &[u32], seed: u64) -> Result<(Vec<usize>, Vec<usize>), NetFault> {
        let Self::People { share, .. } = self else {
            return Ok(((0..person.len()).collect(), Vec::new()));
        };
        if !(share > 0.0 && share < 1.0) {
            return Err(NetFault::Setting { name: "share", expected: "between 0 and 1", found: share.to_string() });
        }
        let mut people: Vec<u32> = person.iter().copied().collect::<BTreeSet<u32>>().into_iter().collect();
        if people.len() < 2 {
            return Err(NetFault::TooFewPeople { found: people.len() });
        }
        SplitMix64::keyed(seed, &[0x6173]).shuffle(&mut people);
        let count = ((people.len() as f64 * share).round() as usize).clamp(1, people.len() - 1);
        let chosen: BTreeSet<u32> = people.into_iter().take(count).collect();
        Ok((0..person.len()).partition(|row| !chosen.contains(&person[*row])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_people_are_put_aside_the_same_ones_for_the_same_seed() {
        let person: Vec<u32> = (0..50).map(|row| row % 10).collect();
        let aside = Aside::People { share: 0.3, patience: 1 };
        let (train, test) = aside.split(&person, 4).unwrap();
        assert_eq!((train.len(), test.len()), (35, 15));
        assert!(train.iter().all(|row| test.iter().all(|other| person[*row] != person[*other])));
        assert_eq!(aside.split(&person, 4).unwrap(), (train.clone(), test));
        assert_ne!(aside.split(&person, 5).unwrap().0, train);
    }

    #[test]
    fn one_person_cannot_be_put_aside() {
        assert_eq!(Aside::default().split(&[7, 7], 1), Err(NetFault::TooFewPeople { found: 1 }));
        assert_eq!(Aside::Nobody.split(&[7, 7], 1), Ok((vec![0, 1], vec![])));
        let odd = Aside::People { share: f64::NAN, patience: 1 };
        assert!(matches!(odd.split(&[1, 2], 1), Err(NetFault::Setting { .. })));
    }
}

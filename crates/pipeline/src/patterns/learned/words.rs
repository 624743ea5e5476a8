//! Which words was a model taught by? Kept as a number for each, so that one that was changed or taken back is noticed, however many others came meanwhile.
//!
//! The number is FNV-1a of 64 bits (Fowler, Noll and Vo 1991) over the window's start and the state that was said.

use std::collections::BTreeSet;

use attentive_types::{Span, StateKind, Timestamp};

use super::Lessons;

const FNV_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

/// What was said of which windows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words(BTreeSet<u64>);

impl Words {
    /// Those of lessons over these windows.
    #[must_use]
    pub fn of(windows: &[Span], lessons: &Lessons) -> Self {
        let said = lessons.window.iter().zip(&lessons.kind);
        Self(said.filter_map(|(window, kind)| Some(number(windows.get(*window)?.start, *kind))).collect())
    }

    /// Whether one of them says this of the window that begins then.
    #[must_use]
    pub fn hold(&self, start: Timestamp, kind: StateKind) -> bool {
        self.0.contains(&number(start, kind))
    }

    /// How many of these the others lack.
    #[must_use]
    pub fn not_in(&self, others: &Self) -> usize {
        self.0.difference(&others.0).count()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Their numbers, ascending.
    pub fn numbers(&self) -> impl Iterator<Item = u64> {
        self.0.iter().copied()
    }

    /// For a file that holds whole numbers of 32 bits: the upper and the lower half of each.
    pub(super) fn halves(&self) -> Vec<u32> {
        #[expect(clippy::cast_possible_truncation, reason = "halves")]
        let halves = |number: u64| [(number >> 32) as u32, number as u32];
        self.0.iter().copied().flat_map(halves).collect()
    }

    /// From these; `None` when half a number is left over.
    pub(super) fn of_halves(halves: &[u32]) -> Option<Self> {
        let (pairs, rest) = halves.as_chunks::<2>();
        let number = |[upper, lower]: &[u32; 2]| u64::from(*upper) << 32 | u64::from(*lower);
        rest.is_empty().then(|| Self(pairs.iter().map(number).collect()))
    }
}

fn number(start: Timestamp, kind: StateKind) -> u64 {
    let bytes = start.0.to_le_bytes().into_iter().chain(kind.name().bytes());
    bytes.fold(FNV_BASIS, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FNV_PRIME))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(kinds: &[StateKind]) -> Words {
        let windows: Vec<Span> = (0..4).map(|place| Span::new(Timestamp(place), Timestamp(place + 1))).collect();
        let window = (0..kinds.len()).collect();
        Words::of(&windows, &Lessons { window, kind: kinds.to_vec(), ..Lessons::default() })
    }

    #[test]
    fn a_word_that_was_changed_is_missed_although_others_came() {
        use StateKind::{Focused, Scattered, Shifting};
        let (before, after) = (said(&[Focused, Scattered]), said(&[Focused, Shifting, Scattered, Focused]));
        assert_eq!((before.not_in(&after), after.not_in(&before)), (1, 3));
        assert_eq!(before.not_in(&said(&[Focused, Scattered, Focused])), 0);
        assert!(before.hold(Timestamp(1), Scattered) && !before.hold(Timestamp(1), Focused));
    }

    #[test]
    fn what_was_kept_is_the_same_and_half_a_number_is_refused() {
        let words = said(&[StateKind::Focused, StateKind::Scattered]);
        assert_eq!(Words::of_halves(&words.halves()), Some(words.clone()));
        assert_eq!(Words::of_halves(&words.halves()[1..]), None);
    }
}

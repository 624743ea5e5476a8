//! Each person is judged by a model that learnt from all others.

use std::collections::BTreeSet;

use super::Split;

/// One split for each person, in the order of their numbers.
#[must_use]
pub fn leave_one_person_out(person: &[u32]) -> Vec<Split> {
    let people: BTreeSet<u32> = person.iter().copied().collect();
    people.into_iter().map(|left_out| Split::by(person.len(), |place| person[place] == left_out)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_person_is_left_out_once() {
        let splits = leave_one_person_out(&[4, 9, 4]);
        assert_eq!(splits[0], Split { train: vec![1], test: vec![0, 2] });
        assert_eq!(splits[1], Split { train: vec![0, 2], test: vec![1] });
        assert!(leave_one_person_out(&[]).is_empty());
    }
}

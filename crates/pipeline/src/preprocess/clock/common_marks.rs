//! Two clocks that saw the same marks: triggers that were sent to both devices, a button that both recorded. Marks of both in, pairs of times out
//! for [`ClockMap::fit`](super::ClockMap::fit).
//!
//! Marks of one label belong together in their order, the first with the first, when both clocks have as many of them. A label that one
//! of the two has more often is left out: nobody can tell which of them is missing.

use std::collections::BTreeMap;

use attentive_types::Timestamp;

/// Pairs of the same moment on two clocks, and which labels gave none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CommonMarks {
    /// (device, reference) in nanoseconds, in the order of the device.
    pub pairs: Vec<(i64, i64)>,
    /// Labels that gave pairs, in the order of the alphabet.
    pub used: Vec<String>,
    /// Labels that both have, one of them more often: how often the device and the reference have it.
    pub uneven: Vec<(String, usize, usize)>,
}

/// Pairs the marks of a device with those of the reference, each a label and its moment in any order.
#[must_use]
pub fn common_marks(device: &[(String, Timestamp)], reference: &[(String, Timestamp)]) -> CommonMarks {
    let (device, mut reference) = (by_label(device), by_label(reference));
    let mut found = CommonMarks::default();
    for (label, own) in device {
        let Some(others) = reference.remove(label) else { continue };
        if own.len() == others.len() {
            found.pairs.extend(own.into_iter().zip(others));
            found.used.push(label.to_owned());
        } else {
            found.uneven.push((label.to_owned(), own.len(), others.len()));
        }
    }
    found.pairs.sort_unstable();
    found
}

fn by_label(marks: &[(String, Timestamp)]) -> BTreeMap<&str, Vec<i64>> {
    let mut moments: BTreeMap<&str, Vec<i64>> = BTreeMap::new();
    for (label, moment) in marks {
        moments.entry(label).or_default().push(moment.0);
    }
    moments.values_mut().for_each(|own| own.sort_unstable());
    moments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(told: &[(&str, i64)]) -> Vec<(String, Timestamp)> {
        told.iter().map(|(label, nanos)| ((*label).to_owned(), Timestamp(*nanos))).collect()
    }

    #[test]
    fn the_first_belongs_to_the_first_and_a_label_of_one_side_is_passed_over() {
        let found = common_marks(
            &marks(&[("go", 20), ("go", 10), ("own", 1)]),
            &marks(&[("go", 110), ("go", 120), ("other", 7)]),
        );
        assert_eq!(found.pairs, [(10, 110), (20, 120)]);
        assert_eq!((found.used, found.uneven), (vec!["go".to_owned()], vec![]));
    }

    #[test]
    fn a_label_that_one_side_has_more_often_is_told_and_not_used() {
        let found = common_marks(&marks(&[("go", 1), ("stop", 2)]), &marks(&[("go", 5), ("go", 6), ("stop", 7)]));
        assert_eq!(found.pairs, [(2, 7)]);
        assert_eq!(found.uneven, [("go".to_owned(), 1, 2)]);
    }
}

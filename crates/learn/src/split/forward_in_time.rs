//! Each person's past is learnt from, and their future is judged.

use std::collections::BTreeMap;

use super::Split;

/// The first `share` (0 to 1) of each person's rows in time to learn from, the rest to be judged on. Rows of the same moment keep their
/// order; moments that are not numbers come last. A person's count is rounded down, so one row alone is judged.
#[must_use]
pub fn forward_in_time(person: &[u32], time: &[f64], share: f64) -> Split {
    let mut rows_of: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, person) in person.iter().enumerate() {
        rows_of.entry(*person).or_default().push(place);
    }
    let mut is_test = vec![false; person.len()];
    for rows in rows_of.values_mut() {
        rows.sort_by(|one, other| moment(time, *one).total_cmp(&moment(time, *other)));
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a share of a count"
        )]
        let past = (rows.len() as f64 * share.clamp(0.0, 1.0)).floor() as usize;
        rows.iter().skip(past).for_each(|place| is_test[*place] = true);
    }
    Split::by(person.len(), |place| is_test[place])
}

fn moment(time: &[f64], place: usize) -> f64 {
    time.get(place).copied().filter(|time| time.is_finite()).unwrap_or(f64::INFINITY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_future_of_each_person_is_judged() {
        let split = forward_in_time(&[1, 2, 1, 2, 1, 1], &[9.0, 1.0, 2.0, 5.0, 3.0, f64::NAN], 0.5);
        assert_eq!(split, Split { train: vec![1, 2, 4], test: vec![0, 3, 5] });
    }
}

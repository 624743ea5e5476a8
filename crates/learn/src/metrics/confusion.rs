//! Which class is taken for which?

/// Counts of rows, row by row of a square of `classes`: `counts[is * classes + said]`. Classes beyond are passed over.
#[must_use]
pub fn confusion(said: &[u8], is: &[u8], classes: usize) -> Vec<u32> {
    let mut counts = vec![0; classes * classes];
    for (said, is) in said.iter().zip(is).map(|(said, is)| (usize::from(*said), usize::from(*is))) {
        if said < classes && is < classes {
            counts[is * classes + said] += 1;
        }
    }
    counts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lies_in_rows_and_what_was_said_in_columns() {
        assert_eq!(confusion(&[0, 1, 1, 9], &[0, 0, 1, 0], 2), [1, 1, 0, 1]);
    }
}

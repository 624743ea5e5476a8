//! How a word is written. Encoders that know no capitals lose what tells a name; a mark beside each token gives it back.

/// How many shapes there are, with 0 for tokens that are no word.
pub(super) const SHAPES: usize = 9;

/// The shape of a word, 1 to 8.
pub(super) fn shape(word: &str) -> u16 {
    let has = |of: fn(char) -> bool| word.chars().any(of);
    let (small, large, digit) = (has(char::is_lowercase), has(char::is_uppercase), has(char::is_numeric));
    let begins_large = word.chars().next().is_some_and(char::is_uppercase);
    let others_large = word.chars().skip(1).any(char::is_uppercase);
    match (small, large, digit) {
        (false, false, false) if !has(char::is_alphabetic) => 1,
        (false, false, true) => 2,
        (_, _, true) => 3,
        (false, true, false) if word.chars().count() == 1 => 4,
        (false, true, false) => 5,
        (true, true, false) if begins_large && !others_large => 6,
        (true, true, false) => 7,
        _ => 8,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_written_alike_have_one_shape() {
        let shapes = ["...", "1996", "B2B", "A", "EU", "Paris", "McDonald", "word", "中"].map(shape);
        assert_eq!(shapes, [1, 2, 3, 4, 5, 6, 7, 8, 8]);
        assert!(shapes.iter().all(|shape| usize::from(*shape) < SHAPES));
    }
}

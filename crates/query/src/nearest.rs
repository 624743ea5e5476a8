//! Which known name did they mean? A name in, the nearest known one out.

/// The known name that is nearest; `None` when none is near enough to be meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // A third of the letters may be wrong, and at most three. Long texts are no misspelt names.
    let most = (name.chars().count() / 3).min(3);
    if name.len() > 64 {
        return None;
    }
    let near = known.into_iter().map(|candidate| (distance(name, candidate), candidate));
    near.filter(|(distance, _)| (1..=most).contains(distance)).min().map(|(_, candidate)| candidate.to_owned())
}

/// How many letters must be put in, taken out or exchanged (Levenshtein, 1966).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut left = line + 1;
        let mut diagonal = std::mem::replace(&mut row[0], left);
        for (cell, wanted) in row.iter_mut().skip(1).zip(&other) {
            let exchanged = diagonal + usize::from(letter != *wanted);
            diagonal = *cell;
            left = exchanged.min(left + 1).min(diagonal + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_those_of_the_textbook() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
    }

    #[test]
    fn only_near_names_are_meant() {
        let known = ["flood", "concat", "categorize"];
        assert_eq!(nearest("floood", known).as_deref(), Some("flood"));
        assert_eq!(nearest("categorise", known).as_deref(), Some("categorize"));
        assert_eq!(nearest("xyz", known), None);
        assert_eq!(nearest("", known), None);
    }
}

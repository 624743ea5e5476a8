//! The words that stand around a sentence in its document: a name that is told once in full is then told in short.

use std::ops::Range;

use super::Document;

/// Places of a document's words that are read for one sentence: the sentence itself, and as many words before and behind as there is room for, in turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Around {
    /// All words that are read, counted through the document.
    pub(super) all: Range<usize>,
    /// The words of the sentence among them.
    pub(super) own: Range<usize>,
}

/// Where the words of each sentence lie in their document.
pub(super) fn places(document: &Document) -> Vec<Range<usize>> {
    let mut from = 0;
    let each = document.iter().map(|sentence| {
        let own = from..from + sentence.words.len();
        from = own.end;
        own
    });
    each.collect()
}

/// What is read for a sentence of a document of so many words, with `room` words at most beside its own.
pub(super) fn around(own: Range<usize>, whole: usize, room: usize) -> Around {
    // What one side has no use for, the other gets.
    let (before, behind) = (own.start, whole - own.end);
    let first = before.min((room / 2).max(room.saturating_sub(behind)));
    let last = behind.min(room - first);
    Around { all: own.start - first..own.end + last, own }
}

/// Stretches of whole sentences that together have at most so many words (a single sentence may have more), so that each is the other's context.
pub(super) fn stretches(document: &Document, most: usize) -> Vec<Around> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for own in places(document).into_iter().filter(|own| !own.is_empty()) {
        match found.last_mut().filter(|last| own.end - last.start <= most) {
            Some(last) => last.end = own.end,
            None => found.push(own),
        }
    }
    found.into_iter().map(|own| Around { all: own.clone(), own }).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Sentence;
    use super::*;

    #[test]
    fn room_that_one_side_does_not_need_goes_to_the_other() {
        let sentence = |words| Sentence { words: vec!["w".to_owned(); words], tags: Vec::new() };
        let document = vec![sentence(3), sentence(2), sentence(20)];
        let found: Vec<Around> = places(&document).into_iter().map(|own| around(own, 25, 6)).collect();
        assert_eq!(found[0], Around { all: 0..9, own: 0..3 });
        assert_eq!(found[1], Around { all: 0..8, own: 3..5 });
        assert_eq!(found[2], Around { all: 0..25, own: 5..25 });
        assert_eq!(around(3..5, 5, 0), Around { all: 3..5, own: 3..5 });
        assert!(places(&Vec::new()).is_empty());
        let stretches: Vec<_> = stretches(&document, 6).into_iter().map(|around| around.own).collect();
        assert_eq!(stretches, [0..5, 5..25]);
    }
}

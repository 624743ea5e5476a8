//! Texts as rows of tokens that lie one behind the other, without filling: a batch costs as much as it has tokens.

use std::ops::Range;

use super::{Shape, TransformerFault};

/// Some texts, packed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    tokens: Vec<u32>,
    kinds: Vec<u8>,
    marks: Vec<u16>,
    ends: Vec<usize>,
}

impl Batch {
    /// No text.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text of one kind.
    pub fn push(&mut self, tokens: &[u32]) {
        self.push_whole(tokens, &[], &[]);
    }

    /// Adds a text whose tokens are of the kinds named and bear the marks named; what is left empty is 0 for all tokens.
    pub fn push_whole(&mut self, tokens: &[u32], kinds: &[u8], marks: &[u16]) {
        self.tokens.extend_from_slice(tokens);
        self.kinds.extend(kinds.iter().copied().chain(std::iter::repeat(0)).take(tokens.len()));
        self.marks.extend(marks.iter().copied().chain(std::iter::repeat(0)).take(tokens.len()));
        self.ends.push(self.tokens.len());
    }

    /// How many texts.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All tokens, text after text.
    #[must_use]
    pub fn tokens(&self) -> &[u32] {
        &self.tokens
    }

    pub(super) fn kinds(&self) -> &[u8] {
        &self.kinds
    }

    pub(super) fn marks(&self) -> &[u16] {
        &self.marks
    }

    /// Where each text lies among all tokens.
    pub fn texts(&self) -> impl ExactSizeIterator<Item = Range<usize>> + '_ {
        (0..self.ends.len()).map(|text| self.text(text))
    }

    /// Where one text lies among all tokens.
    #[must_use]
    pub fn text(&self, text: usize) -> Range<usize> {
        let from = text.checked_sub(1).map_or(0, |before| self.ends[before]);
        from..self.ends[text]
    }

    /// The same texts in several batches of at most so many tokens (a single text may have more).
    pub(super) fn parts(&self, most: usize) -> impl Iterator<Item = Self> + '_ {
        let mut next = 0;
        std::iter::from_fn(move || {
            let mut part = Self::new();
            while next < self.len() {
                let text = self.text(next);
                if !part.is_empty() && part.tokens.len() + text.len() > most {
                    break;
                }
                part.push_whole(&self.tokens[text.clone()], &self.kinds[text.clone()], &self.marks[text]);
                next += 1;
            }
            (!part.is_empty()).then_some(part)
        })
    }

    /// Looks whether a transformer of this shape can read it.
    ///
    /// # Errors
    /// When a text is empty or too long, or a token or kind is not known.
    pub fn check(&self, shape: &Shape) -> Result<(), TransformerFault> {
        for (place, text) in self.texts().enumerate() {
            if text.is_empty() {
                return Err(TransformerFault::Empty { place });
            }
            if text.len() > shape.longest() {
                return Err(TransformerFault::TooLong { found: text.len(), longest: shape.longest() });
            }
        }
        if let Some(token) = self.tokens.iter().find(|token| **token as usize >= shape.vocabulary) {
            return Err(TransformerFault::TokenBeyond { token: *token, vocabulary: shape.vocabulary });
        }
        match self.kinds.iter().find(|kind| usize::from(**kind) >= shape.kinds.max(1)) {
            Some(kind) => Err(TransformerFault::KindBeyond { kind: *kind, kinds: shape.kinds }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_hold_all_texts_in_their_order_with_their_kinds_and_marks() {
        let mut batch = Batch::new();
        batch.push_whole(&[1, 2], &[0, 1], &[5, 6]);
        batch.push(&[3; 7]);
        batch.push(&[4]);
        batch.push(&[5, 6]);
        let parts: Vec<Batch> = batch.parts(3).collect();
        assert_eq!(parts.iter().map(Batch::len).collect::<Vec<_>>(), [1, 1, 2]);
        assert_eq!(parts.iter().flat_map(|part| part.tokens.clone()).collect::<Vec<_>>(), batch.tokens);
        assert_eq!((parts[0].kinds(), parts[0].marks()), (&[0, 1][..], &[5, 6][..]));
        assert_eq!(batch.parts(100).collect::<Vec<_>>(), [batch.clone()]);
        assert!(Batch::new().parts(3).next().is_none());
    }
}

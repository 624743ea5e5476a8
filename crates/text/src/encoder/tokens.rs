//! Texts to tokens, as the weights were trained.

use attentive_learn::transformer::{Shape, Text};
use tokenizers::{EncodeInput, Encoding, InputSequence, Tokenizer};

use super::EncoderFault;

/// The tokenizer of an encoder.
#[derive(Clone, Debug)]
pub struct Tokens {
    tokenizer: Tokenizer,
    longest: usize,
}

/// A text of given words, and where each word begins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WordsOfText {
    /// Its tokens.
    pub text: Text,
    /// For each word the place of its first token; `None` where the tokenizer made nothing of it, or the text was cut before.
    pub begins: Vec<Option<usize>>,
}

/// Signs of a text that are looked at, at most: no encoder reads further, and a line of megabytes must not cost minutes.
const LONGEST: usize = 100_000;

impl Tokens {
    /// The tokenizer of a `tokenizer.json`, for weights of this shape.
    ///
    /// # Errors
    /// When it cannot be read, or knows tokens that the weights do not.
    pub fn read(bytes: &[u8], shape: &Shape) -> Result<Self, EncoderFault> {
        let mut tokenizer =
            Tokenizer::from_bytes(bytes).map_err(|error| EncoderFault::Tokenizer { why: error.to_string() })?;
        // Texts are packed, and cut here: files of some models fill each text up to 128 tokens.
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(|error| EncoderFault::Tokenizer { why: error.to_string() })?;
        let highest = tokenizer.get_vocab(true).values().copied().max();
        let tokens = highest.map_or(0, |highest| highest as usize + 1);
        if tokens == 0 || tokens > shape.vocabulary {
            return Err(EncoderFault::OtherTokenizer { tokens, vocabulary: shape.vocabulary });
        }
        Ok(Self { tokenizer, longest: shape.longest() })
    }

    /// The tokens of a text with those that mark its begin and end; cut where the model's places end.
    ///
    /// # Errors
    /// When the tokenizer chokes on it.
    pub fn text(&self, text: &str) -> Result<Text, EncoderFault> {
        self.text_within(text, self.longest)
    }

    /// The same, of so many tokens at most.
    ///
    /// # Errors
    /// When the tokenizer chokes on it.
    pub fn text_within(&self, text: &str, longest: usize) -> Result<Text, EncoderFault> {
        let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(place, _)| place);
        Ok(self.cut(&self.encoded(EncodeInput::Single(text[..end].into()))?, self.longest.min(longest.max(2))))
    }

    /// Two texts as one, the second as another kind of segment.
    ///
    /// # Errors
    /// When the tokenizer chokes on them.
    pub fn pair(&self, first: &str, second: &str) -> Result<Text, EncoderFault> {
        Ok(self.cut(&self.encoded(EncodeInput::Dual(first.into(), second.into()))?, self.longest))
    }

    /// The tokens of given words.
    ///
    /// # Errors
    /// When the tokenizer chokes on them.
    pub fn words(&self, words: &[&str]) -> Result<WordsOfText, EncoderFault> {
        let encoding = self.encoded(EncodeInput::Single(InputSequence::from(words.to_vec())))?;
        let text = self.cut(&encoding, self.longest);
        let mut begins = vec![None; words.len()];
        for (place, word) in encoding.get_word_ids().iter().enumerate().take(text.tokens.len()) {
            if let Some(begin) = word.and_then(|word| begins.get_mut(word as usize)) {
                begin.get_or_insert(place);
            }
        }
        Ok(WordsOfText { text, begins })
    }

    /// The word that stands for a hidden one, as it is written in texts, and its token.
    #[must_use]
    pub fn mask(&self) -> Option<(&'static str, u32)> {
        ["[MASK]", "<mask>"].into_iter().find_map(|word| Some((word, self.tokenizer.token_to_id(word)?)))
    }

    /// The token of a word that is one alone, in running text; `None` for what is taken apart into several, or is not known.
    #[must_use]
    pub fn single(&self, word: &str) -> Option<u32> {
        let unknown = ["[UNK]", "<unk>"].into_iter().find_map(|word| self.tokenizer.token_to_id(word));
        [format!(" {word}"), word.to_owned()].into_iter().find_map(|word| {
            let found = self.tokenizer.encode(word, false).ok()?;
            match found.get_ids() {
                [token] if Some(*token) != unknown => Some(*token),
                _ => None,
            }
        })
    }

    fn encoded(&self, input: EncodeInput<'_>) -> Result<Encoding, EncoderFault> {
        self.tokenizer.encode(input, true).map_err(|error| EncoderFault::Text { why: error.to_string() })
    }

    /// The first tokens, with the last (which marks the end) kept; at least one token, for a text of which nothing is left.
    fn cut(&self, encoding: &Encoding, longest: usize) -> Text {
        let (mut tokens, mut kinds) = (encoding.get_ids().to_vec(), encoding.get_type_ids().to_vec());
        if tokens.len() > longest {
            let last = tokens.len() - 1;
            tokens.swap(longest - 1, last);
            kinds.swap(longest - 1, last);
            tokens.truncate(longest);
            kinds.truncate(longest);
        }
        if tokens.is_empty() {
            tokens.push(0);
        }
        Text { tokens, kinds: kinds.iter().map(|kind| u8::try_from(*kind).unwrap_or(0)).collect(), marks: Vec::new() }
    }
}

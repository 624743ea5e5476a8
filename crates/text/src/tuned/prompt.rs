//! A text as a sentence with a gap, and the words that may fill it: each stands for a label (PET, Schick and Schuetze 2021).

use attentive_learn::transformer::{Cloze, Text};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::encoder::{EncoderFault, TextEncoder, Tokens};

/// Signs of a text that are looked at, at most: more than its tokens can hold.
const MOST_SIGNS: usize = 16 * super::LONGEST;

/// Where the text goes, and where the gap is.
const TEXT: &str = "{text}";
const GAP: &str = "{gap}";

/// A sentence with a gap, and what may fill it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// A sentence with `{text}` and `{gap}`.
    pub pattern: String,
    /// The words of each label, in the order of the labels.
    pub words: Vec<Vec<String>>,
}

/// Why a prompt cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum PromptFault {
    /// The pattern has no place for one of both.
    #[error("the sentence {pattern:?} must hold {{text}} and {{gap}} once each, as in \"{{text}} It was {{gap}}.\"")]
    Pattern {
        /// The pattern.
        pattern: String,
    },
    /// The encoder cannot guess words.
    #[error(
        "the folder of this encoder has no head that guesses hidden words, or its tokenizer no word for them; a model that was trained for that (such as bert-base) has both"
    )]
    NoHead,
    /// The head is there and cannot be used.
    #[error("the head of this encoder that guesses hidden words cannot be used ({why})")]
    BadHead {
        /// Why.
        why: String,
    },
    /// A word is none of the encoder's.
    #[error(
        "the word {word:?} of the label {label:?} is not one token of this encoder; name others, as in {label}=WORD,WORD"
    )]
    Word {
        /// The label.
        label: String,
        /// The word.
        word: String,
    },
}

impl Prompt {
    /// The head that it needs upon an encoder.
    pub(super) fn head(&self, base: &TextEncoder, labels: &[String]) -> Result<Cloze, PromptFault> {
        let once = |part: &str| self.pattern.matches(part).count() == 1;
        if !(once(TEXT) && once(GAP)) {
            return Err(PromptFault::Pattern { pattern: self.pattern.clone() });
        }
        let masked = base.masked.as_ref().map_err(|fault| PromptFault::BadHead { why: fault.to_string() })?;
        let (Some(masked), Some(_)) = (masked, base.tokens.mask()) else { return Err(PromptFault::NoHead) };
        let token = |label: &String, word: &String| {
            let refused = || PromptFault::Word { label: label.clone(), word: word.clone() };
            base.tokens.single(word).ok_or_else(refused)
        };
        let of_label = |(label, words): (&String, &Vec<String>)| {
            if words.is_empty() {
                return Err(PromptFault::Word { label: label.clone(), word: String::new() });
            }
            words.iter().map(|word| token(label, word)).collect::<Result<Vec<u32>, _>>()
        };
        let tokens = labels.iter().zip(&self.words).map(of_label).collect::<Result<Vec<_>, _>>()?;
        if tokens.len() != labels.len() {
            let label = labels.get(tokens.len()).cloned().unwrap_or_default();
            return Err(PromptFault::Word { label, word: String::new() });
        }
        Cloze::of(masked, &base.weights, &tokens).ok_or(PromptFault::NoHead)
    }

    /// A text in the sentence, and the place of its gap. A long text is cut where the gap would be lost else.
    pub(super) fn text(&self, tokens: &Tokens, text: &str) -> Result<(Text, usize), EncoderFault> {
        let lost = || EncoderFault::Text { why: "no gap is left of it".to_owned() };
        let (written, mask) = tokens.mask().ok_or_else(lost)?;
        // A text that spells the mark out must not make a second gap.
        let end = text.char_indices().nth(MOST_SIGNS).map_or(text.len(), |(place, _)| place);
        let plain = text[..end].replace(written, " ");
        let mut cut = plain.as_str();
        loop {
            let sentence = self.pattern.replace(GAP, written).replace(TEXT, cut);
            let read = tokens.text_within(&sentence, super::LONGEST)?;
            if let Some(gap) = read.tokens.iter().position(|token| *token == mask) {
                return Ok((read, gap));
            }
            if cut.is_empty() {
                return Err(lost());
            }
            let kept = cut.chars().count() * 3 / 4;
            cut = cut.char_indices().nth(kept).map_or("", |(end, _)| &cut[..end]);
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use attentive_learn::SplitMix64;
    use attentive_learn::transformer::MaskedHead;

    use super::*;
    use crate::encoder::tests::small;

    /// The encoder of the fixtures with a head that has learnt nothing.
    pub(crate) fn guessing() -> TextEncoder {
        let mut encoder = small();
        let head = MaskedHead::drawn(encoder.weights.shape(), &mut SplitMix64::new(3));
        encoder.masked = Ok(Some(Arc::new(head)));
        encoder
    }

    pub(crate) fn prompt(words: &[&str]) -> Prompt {
        Prompt {
            pattern: "{text} is {gap} .".to_owned(),
            words: words.iter().map(|word| vec![(*word).to_owned()]).collect(),
        }
    }

    #[test]
    fn the_gap_stays_however_long_the_text_is() {
        let encoder = guessing();
        let (_, mask) = encoder.tokens.mask().expect("the fixture has one");
        let long = "a b c ".repeat(400);
        for text in ["a b", "", long.as_str(), "a [MASK] b"] {
            let (read, gap) = prompt(&["a"]).text(&encoder.tokens, text).unwrap();
            assert_eq!(read.tokens.iter().filter(|token| **token == mask).count(), 1, "{text:.20}");
            assert_eq!(read.tokens[gap], mask);
        }
    }

    #[test]
    fn what_cannot_be_asked_is_refused_in_words() {
        let labels = ["one", "two"].map(str::to_owned);
        let told = |prompt: &Prompt, encoder: &TextEncoder| prompt.head(encoder, &labels).unwrap_err().to_string();
        assert!(prompt(&["a", "b"]).head(&guessing(), &labels).is_ok());
        assert!(told(&prompt(&["a", "b"]), &small()).contains("no head"));
        assert!(told(&Prompt { pattern: "{text}".to_owned(), ..prompt(&["a", "b"]) }, &guessing()).contains("{gap}"));
        assert!(told(&prompt(&["a", "several words here"]), &guessing()).contains("several words"));
        assert!(told(&prompt(&["a"]), &guessing()).contains("two"));
    }
}

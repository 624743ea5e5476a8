//! Texts to tokens by SentencePiece: its file is read here, and the crate `tokenizers` does the work.
//!
//! Format: `sentencepiece_model.proto` of the SentencePiece project; only what is read is declared. Built is the unigram kind (Kudo 2018).

use std::panic::{AssertUnwindSafe, catch_unwind};

use prost::Message;
use tokenizers::models::unigram::Unigram;
use tokenizers::normalizers::Precompiled;
use tokenizers::{Model, NormalizedString, Normalizer};

use super::super::EncoderFault;

#[derive(Clone, PartialEq, Message)]
pub(super) struct PieceModel {
    #[prost(message, repeated, tag = "1")]
    pub(super) pieces: Vec<Piece>,
    #[prost(message, optional, tag = "2")]
    pub(super) trainer: Option<Trainer>,
    #[prost(message, optional, tag = "3")]
    pub(super) normalizer: Option<Spelling>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Piece {
    #[prost(string, tag = "1")]
    pub(super) piece: String,
    #[prost(float, tag = "2")]
    pub(super) score: f32,
    #[prost(int32, optional, tag = "3")]
    pub(super) kind: Option<i32>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Trainer {
    #[prost(int32, optional, tag = "3")]
    pub(super) model_type: Option<i32>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Spelling {
    #[prost(bytes = "vec", tag = "2")]
    pub(super) charsmap: Vec<u8>,
}

/// Kinds of pieces; all others, such as marks of begin and end, no text may spell out.
pub(super) const NORMAL: i32 = 1;
pub(super) const UNKNOWN: i32 = 2;
#[cfg(test)]
pub(super) const CONTROL: i32 = 3;
/// The unigram kind of model.
const UNIGRAM: i32 = 1;

/// Signs of a text that are looked at, at most.
const LONGEST: usize = 20_000;
/// Tokens of a text at most: a sentence encoder reads sentences.
const MOST_TOKENS: usize = 512;

/// The tokenizer.
#[derive(Clone, Debug)]
pub(super) struct Pieces {
    unigram: Unigram,
    spelling: Option<Precompiled>,
    begin: Option<u32>,
    end: Option<u32>,
    unknown: u32,
}

impl Pieces {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, EncoderFault> {
        let refused = |why: String| EncoderFault::Tokenizer { why };
        let model =
            PieceModel::decode(bytes).map_err(|error| refused(format!("its pieces of words are damaged: {error}")))?;
        let kind = model.trainer.and_then(|trainer| trainer.model_type).unwrap_or(UNIGRAM);
        if kind != UNIGRAM {
            return Err(refused(format!("its pieces of words are of kind {kind}, and only the unigram kind is built")));
        }
        let place = |wanted: &dyn Fn(&Piece) -> bool| model.pieces.iter().position(wanted);
        let named = |name: &str| place(&|piece| piece.piece == name).and_then(|place| u32::try_from(place).ok());
        let unknown = place(&|piece| piece.kind == Some(UNKNOWN));
        let unknown = unknown.ok_or_else(|| refused("it has no piece for what is unknown".to_owned()))?;
        let is_normal = |piece: &&Piece| piece.kind.unwrap_or(NORMAL) == NORMAL;
        let normal = model.pieces.iter().filter(is_normal).map(|piece| f64::from(piece.score));
        let least = normal.reduce(f64::min).filter(|least| least.is_finite());
        let least = least.ok_or_else(|| refused("it has no pieces of words, or scores that are none".to_owned()))?;
        // Marks that no text may spell out match nothing; what is unknown is held against the rarest piece, so they may be no rarer.
        let spelt = |(at, piece): (usize, &Piece)| match piece.kind.unwrap_or(NORMAL) {
            NORMAL => (piece.piece.clone(), f64::from(piece.score)),
            _ => (format!("\u{0}{at}"), least),
        };
        let unigram = Unigram::from(model.pieces.iter().enumerate().map(spelt).collect(), Some(unknown), false)
            .map_err(|error| refused(error.to_string()))?;
        let spelling = model.normalizer.filter(|spelling| !spelling.charsmap.is_empty());
        if spelling.as_ref().is_some_and(|spelling| !has_whole_trie(&spelling.charsmap)) {
            return Err(refused("its rules of spelling are damaged".to_owned()));
        }
        let spelling = spelling
            .map(|spelling| Precompiled::from(&spelling.charsmap))
            .transpose()
            .map_err(|error| refused(format!("its rules of spelling are damaged: {error:?}")))?;
        let unknown = u32::try_from(unknown).map_err(|error| refused(error.to_string()))?;
        Ok(Self { unigram, spelling, begin: named("<s>"), end: named("</s>"), unknown })
    }

    /// How many pieces it knows.
    pub(super) fn len(&self) -> usize {
        self.unigram.get_vocab_size()
    }

    /// The tokens of a text, framed by those that mark its begin and end.
    pub(super) fn tokens(&self, text: &str) -> Result<Vec<u32>, EncoderFault> {
        let fault = |why: String| EncoderFault::Text { why };
        let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(place, _)| place);
        let mut spelt = NormalizedString::from(&text[..end]);
        if let Some(spelling) = &self.spelling {
            // The crate walks the rules without looking where they lead.
            let walked = catch_unwind(AssertUnwindSafe(|| spelling.normalize(&mut spelt)));
            let walked = walked.map_err(|_| fault("its rules of spelling are damaged".to_owned()))?;
            walked.map_err(|error| fault(error.to_string()))?;
        }
        let mut tokens = Vec::with_capacity(MOST_TOKENS.min(text.len() + 2));
        tokens.extend(self.begin);
        for word in spelt.get().split_whitespace() {
            if tokens.len() >= MOST_TOKENS {
                break;
            }
            let found = self.unigram.tokenize(&format!("\u{2581}{word}")).map_err(|error| fault(error.to_string()))?;
            tokens
                .extend(found.iter().map(|token| if token.value.starts_with('\0') { self.unknown } else { token.id }));
        }
        tokens.truncate(MOST_TOKENS);
        tokens.extend(self.end);
        Ok(tokens)
    }
}

/// Whether the size that rules of spelling begin with fits them.
fn has_whole_trie(rules: &[u8]) -> bool {
    let Some((size, rest)) = rules.split_first_chunk::<4>() else { return false };
    let size = usize::try_from(u32::from_le_bytes(*size)).unwrap_or(usize::MAX);
    (4..=rest.len()).contains(&size) && size.is_multiple_of(4)
}

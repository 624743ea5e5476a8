//! What does a text mean? A transformer encoder with the tokenizer that belongs to it, as the widespread libraries lay both on disk ([`TextEncoder`]), or the multilingual net of
//! convolutions ([`MultilingualEncoder`]); [`SentenceEncoder`] is either, for all who want rows for texts and no more.
//!
//! Bytes come in ([`Files`]); nothing here touches a disk. Tokenizer and weights are held against one another, so that a folder put together from two models
//! is refused and does not answer nonsense.

mod fault;
pub(crate) mod multilingual;
mod sentence;
mod tokens;

use std::sync::Arc;

use attentive_learn::transformer::{
    Additions, Batch, Closeness, Encoder, MaskedHead, Pooling, Read, Text, TransformerFault, Weights, hub,
};
use sha2::{Digest, Sha256};

pub use fault::EncoderFault;
pub use multilingual::MultilingualEncoder;
pub use sentence::SentenceEncoder;
pub use tokens::{Tokens, WordsOfText};

/// The files of a model folder.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// `config.json`.
    pub config: &'a [u8],
    /// `tokenizer.json`.
    pub tokenizer: &'a [u8],
    /// `model.safetensors`.
    pub weights: &'a [u8],
    /// `1_Pooling/config.json`, where the folder is one of a sentence encoder.
    pub pooling: Option<&'a [u8]>,
}

/// An encoder and its tokenizer.
#[derive(Clone, Debug)]
pub struct TextEncoder {
    /// Its weights.
    pub weights: Weights,
    /// Its tokenizer.
    pub tokens: Tokens,
    /// How a text becomes one row.
    pub pooling: Pooling,
    /// The head that guesses hidden words, where its folder has one; or why the one that it has cannot be used, which hinders nothing else.
    pub masked: Result<Option<Arc<MaskedHead>>, TransformerFault>,
    sha256: String,
}

/// Tokens that are worked on at once: enough for the processor, few enough for its memory.
const AT_ONCE: usize = 1_024;

impl TextEncoder {
    /// The encoder of a folder.
    ///
    /// # Errors
    /// When a file is damaged, tells of what is not built, or files do not belong together.
    pub fn read(files: Files<'_>) -> Result<Self, EncoderFault> {
        let weights = hub::read(files.config, files.weights)?;
        let tokens = Tokens::read(files.tokenizer, weights.shape())?;
        let masked = hub::read_masked(files.config, files.weights).map(|head| head.map(Arc::new));
        let pooling = files.pooling.map_or(Ok(Pooling::Mean), pooling_of)?;
        let mut hash = Sha256::new();
        for part in [files.config, files.tokenizer, files.weights, files.pooling.unwrap_or_default()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        let sha256 = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { weights, tokens, pooling, masked, sha256 })
    }

    /// The same with other weights of the same shape; what its head guesses is that of the first, so it has none.
    #[must_use]
    pub(crate) fn with_weights(&self, weights: Weights) -> Self {
        let (tokens, sha256) = (self.tokens.clone(), self.sha256.clone());
        Self { weights, tokens, pooling: self.pooling, masked: Ok(None), sha256 }
    }

    /// SHA-256 over its files: what was tuned upon it names it by this.
    #[must_use]
    pub fn sha256(&self) -> String {
        self.sha256.clone()
    }

    /// One row of length one for each text, so that the product of two rows tells how close their texts are; `hidden` numbers a row.
    ///
    /// # Errors
    /// When a text cannot be read.
    pub fn embed(&self, texts: &[&str]) -> Result<Vec<f32>, EncoderFault> {
        let none = Additions::none();
        let encoder = Encoder::new(&self.weights, &none);
        let wide = self.weights.shape().hidden;
        let texts: Vec<Text> = texts.iter().map(|text| self.tokens.text(text)).collect::<Result<_, _>>()?;
        let mut rows = Vec::with_capacity(texts.len() * wide);
        for batch in batches(&texts) {
            let read = encoder.forward(&batch)?;
            let pooled = self.pooling.pool(Read { batch: &batch, rows: &read, wide });
            rows.extend(Closeness::unit(pooled, wide).0);
        }
        Ok(rows)
    }
}

/// Texts in their order, some at once.
pub fn batches(texts: &[Text]) -> impl Iterator<Item = Batch> + '_ {
    let mut rest = texts;
    std::iter::from_fn(move || {
        let mut batch = Batch::new();
        while let Some((text, behind)) = rest.split_first() {
            if !batch.is_empty() && batch.tokens().len() + text.tokens.len() > AT_ONCE {
                break;
            }
            batch.push_whole(&text.tokens, &text.kinds, &text.marks);
            rest = behind;
        }
        (!batch.is_empty()).then_some(batch)
    })
}

fn pooling_of(config: &[u8]) -> Result<Pooling, EncoderFault> {
    let config: serde_json::Value =
        serde_json::from_slice(config).map_err(|error| EncoderFault::Pooling { why: error.to_string() })?;
    let is = |name: &str| config.get(name).and_then(serde_json::Value::as_bool).unwrap_or(false);
    match (is("pooling_mode_mean_tokens"), is("pooling_mode_cls_token")) {
        (true, false) => Ok(Pooling::Mean),
        (false, true) => Ok(Pooling::First),
        _ => Err(EncoderFault::Pooling { why: "built are the mean over tokens and the first token".to_owned() }),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const CONFIG: &[u8] = include_bytes!("../../../../fixtures/encoder/config.json");
    const TOKENIZER: &[u8] = include_bytes!("../../../../fixtures/encoder/tokenizer.json");
    const WEIGHTS: &[u8] = include_bytes!("../../../../fixtures/encoder/model.safetensors");

    const FILES: Files<'_> = Files { config: CONFIG, tokenizer: TOKENIZER, weights: WEIGHTS, pooling: None };

    /// An encoder that has learnt nothing, small enough for tests.
    pub(crate) fn small() -> TextEncoder {
        TextEncoder::read(FILES).unwrap()
    }

    /// The same, for all who want rows of texts.
    pub(crate) fn small_sentences() -> SentenceEncoder {
        small().into()
    }

    #[test]
    fn rows_have_length_one_and_do_not_depend_on_what_else_is_asked() {
        let encoder = small();
        let long = "word ".repeat(500);
        let texts = ["where is my card?", "我想听音乐", "", "\u{0}\u{fffd} 🙂", &long];
        let rows = encoder.embed(&texts).unwrap();
        for (text, row) in texts.iter().zip(rows.chunks_exact(16)) {
            assert!((row.iter().map(|value| value * value).sum::<f32>() - 1.0).abs() < 1e-4, "{text}");
            let alone = encoder.embed(&[text]).unwrap();
            assert!(row.iter().zip(alone).all(|(among, alone)| (among - alone).abs() < 1e-4), "{text}");
        }
        assert!(rows[..16].iter().zip(&rows[16..32]).any(|(one, other)| (one - other).abs() > 0.05));
        assert!(encoder.embed(&[]).unwrap().is_empty());
    }

    #[test]
    fn long_texts_are_cut_and_keep_the_token_that_ends_them() {
        let encoder = small();
        let tokens = encoder.tokens.text(&"word ".repeat(500)).unwrap().tokens;
        assert_eq!((tokens.len(), tokens[0], tokens[39]), (40, 2, 3));
        let pair = encoder.tokens.pair("ab", "c").unwrap();
        assert_eq!((pair.tokens.len(), pair.kinds), (6, vec![0, 0, 0, 0, 1, 1]));
    }

    #[test]
    fn words_know_where_they_begin() {
        let words = small().tokens.words(&["I", "pay", "", "now"]).unwrap();
        assert_eq!(words.begins, [Some(1), Some(2), None, Some(5)]);
        assert_eq!(words.text.tokens.len(), 9);
        let many = vec!["word"; 50];
        assert_eq!(small().tokens.words(&many).unwrap().begins[9..11], [Some(37), None]);
    }

    #[test]
    fn files_that_do_not_belong_together_are_refused() {
        let told = |files: Files<'_>| TextEncoder::read(files).unwrap_err().to_string();
        let more =
            String::from_utf8(TOKENIZER.to_vec()).unwrap().replacen("\"[PAD]\": 0", "\"[PAD]\": 0, \"far\": 900", 1);
        assert!(told(Files { tokenizer: more.as_bytes(), ..FILES }).contains("901"));
        assert!(told(Files { tokenizer: b"{}", ..FILES }).contains("tokenizer.json"));
        assert!(told(Files { weights: &WEIGHTS[..9_000], ..FILES }).contains("damaged"));
        assert!(told(Files { pooling: Some(b"{\"pooling_mode_max_tokens\": true}"), ..FILES }).contains("not built"));
        let first = TextEncoder::read(Files { pooling: Some(b"{\"pooling_mode_cls_token\": true}"), ..FILES }).unwrap();
        assert_eq!(first.pooling, Pooling::First);
        assert_ne!(first.sha256(), small().sha256());
    }
}

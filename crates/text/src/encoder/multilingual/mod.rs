//! The multilingual sentence encoder (sixteen languages, Chinese and English among them): rows for sentences, quick, and not tuned.
//!
//! ```text
//! ONNX file ──onnx.rs──> weights ──> NgramNet (`learn`)
//!         └──────────> SentencePiece model ──pieces.rs──> tokens of a text ──> NgramNet ──> a row of length 1
//! ```
//!
//! The file that packages carry is a converted and quantised graph of hundreds of steps. It is not run step by step: what it computes is built (`attentive_learn::ngram_net`), its weights
//! are found by their names, and all that does not fit is refused.

mod onnx;
mod pieces;

use attentive_learn::ngram_net::NgramNet;
use sha2::{Digest, Sha256};

use super::EncoderFault;
use onnx::Onnx;
use pieces::Pieces;

/// Tokens that are read at once: enough for the processor, few enough for its nearest memory.
const AT_ONCE: usize = 256;

/// A sentence encoder of convolutions with the tokenizer that belongs to it.
#[derive(Clone, Debug)]
pub struct MultilingualEncoder {
    net: NgramNet,
    pieces: Pieces,
    sha256: String,
}

impl MultilingualEncoder {
    /// The encoder of an ONNX file.
    ///
    /// # Errors
    /// When the file is damaged, or holds another kind of model.
    pub fn read(bytes: &[u8]) -> Result<Self, EncoderFault> {
        let onnx = Onnx::read(bytes)?;
        let pieces = Pieces::read(&onnx.tokenizer)?;
        let net =
            NgramNet::read(|name| onnx.stored(name)).map_err(|fault| EncoderFault::Onnx { why: fault.to_string() })?;
        if pieces.len() > net.tokens() {
            return Err(EncoderFault::OtherTokenizer { tokens: pieces.len(), vocabulary: net.tokens() });
        }
        let sha256 = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { net, pieces, sha256 })
    }

    /// SHA-256 of its file.
    #[must_use]
    pub fn sha256(&self) -> String {
        self.sha256.clone()
    }

    /// Numbers of a row.
    #[must_use]
    pub fn width(&self) -> usize {
        self.net.width()
    }

    /// All its numbers.
    #[must_use]
    pub fn numbers(&self) -> usize {
        self.net.numbers()
    }

    /// How many pieces of words it knows.
    #[must_use]
    pub fn tokens(&self) -> usize {
        self.pieces.len()
    }

    /// One row of length one for each text.
    ///
    /// # Errors
    /// When a text cannot be read.
    pub fn embed(&self, texts: &[&str]) -> Result<Vec<f32>, EncoderFault> {
        let mut rows = Vec::with_capacity(texts.len() * self.width());
        let mut waiting: Vec<Vec<u32>> = Vec::new();
        for (place, text) in texts.iter().enumerate() {
            waiting.push(self.pieces.tokens(text)?);
            if place + 1 == texts.len() || waiting.iter().map(Vec::len).sum::<usize>() >= AT_ONCE {
                let read = self.net.rows(&waiting);
                if read.iter().any(|value| !value.is_finite()) {
                    return Err(EncoderFault::Text { why: "the encoder makes numbers of it that are none".to_owned() });
                }
                rows.extend(read);
                waiting.clear();
            }
        }
        Ok(rows)
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use prost::Message;

    use super::onnx::{Attribute, FLOAT, Graph, INT8, Model, Node, Tensor, UINT8};
    use super::pieces::{CONTROL, NORMAL, Piece, PieceModel, Trainer, UNKNOWN};
    use super::*;

    /// Words that the small encoder knows.
    const WORDS: [&str; 9] = ["\u{2581}card", "\u{2581}", "卡", "我的", "\u{2581}where", "a", "r", "?", "里"];

    fn pieces() -> PieceModel {
        let of = |piece: &str, kind| Piece { piece: piece.to_owned(), score: 0.0, kind: Some(kind) };
        let mut pieces = vec![of("<unk>", UNKNOWN), of("<s>", CONTROL), of("</s>", CONTROL)];
        pieces.extend(WORDS.iter().map(|word| Piece { score: -3.0 - word.len() as f32 * 0.1, ..of(word, NORMAL) }));
        PieceModel { pieces, trainer: Some(Trainer { model_type: Some(1) }), normalizer: None }
    }

    /// Numbers that look drawn, the same each time.
    fn drawn(name: &str, count: usize) -> Vec<f32> {
        let seed = name.bytes().fold(1_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)));
        let mut random = attentive_learn::SplitMix64::new(seed);
        (0..count).map(|_| random.next_unit() as f32 - 0.5).collect()
    }

    fn plain(name: &str, sides: &[usize]) -> Tensor {
        let values = drawn(name, sides.iter().product());
        Tensor {
            dims: sides.iter().map(|side| *side as i64).collect(),
            data_type: FLOAT,
            raw_data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
            name: name.to_owned(),
            ..Tensor::default()
        }
    }

    fn eight(name: &str, sides: &[usize], kind: i32) -> [Tensor; 3] {
        let count = sides.iter().product();
        let raw_data = drawn(name, count).iter().map(|value| (value * 250.0) as i8 as u8).collect();
        let values = Tensor { data_type: kind, raw_data, ..plain(&format!("{name}_quantized"), sides) };
        let scale = Tensor { float_data: vec![0.01], ..plain(&format!("{name}_scale"), &[]) };
        let zero = if kind == UINT8 { 128 } else { 0 };
        let zero = Tensor { data_type: kind, int32_data: vec![zero], ..plain(&format!("{name}_zero_point"), &[]) };
        [values, scale, Tensor { raw_data: Vec::new(), ..zero }]
    }

    /// The file of an encoder that has learnt nothing: 12 tokens, 6 numbers a token, rows of 4.
    pub(crate) fn file() -> Vec<u8> {
        let mut initializer = Vec::new();
        for shard in 1..=3 {
            initializer.extend(eight(&format!("Func/StatefulPartitionedCall/input/_{shard}:0"), &[4, 6], UINT8));
        }
        let within = |name: &str| format!("StatefulPartitionedCall/EncoderDNN/{name}:0");
        for order in [2, 3, 5] {
            let order_name = |name: &str| within(&format!("CNN_layers/ngram_order_{order}/{name}"));
            initializer.extend(eight(&order_name("input_size_projection/dense/kernel"), &[6, 4], INT8));
            for name in ["input_size_projection/dense/bias", "LayerNorm/gamma", "LayerNorm/beta"] {
                initializer.push(plain(&order_name(name), &[4]));
            }
            for layer in [format!("Ngram-{order}-Conv"), format!("Ngram-{order}-Conv_1")] {
                initializer.push(plain(&order_name(&format!("{layer}/bias")), &[1, 4]));
                initializer.extend(eight(&order_name(&format!("{layer}/weights")), &[4 * order, 4], INT8));
            }
        }
        for name in ["CNN_layers/LayerNorm/gamma", "CNN_layers/LayerNorm/beta"] {
            initializer.push(plain(&within(name), &[1, 18]));
        }
        initializer.extend(eight(&within("CNN_layers/dense/kernel"), &[18, 6], INT8));
        initializer.push(plain(&within("CNN_layers/dense/bias"), &[6]));
        for (name, sides) in [
            ("ResidualHidden_0/dense", [6, 5]),
            ("ResidualHidden_1/dense", [5, 5]),
            ("ResidualHidden_1/AdjustDepth/projection", [6, 5]),
            ("ResidualHidden_2/dense", [5, 4]),
            ("ResidualHidden_3/dense", [4, 4]),
            ("ResidualHidden_3/AdjustDepth/projection", [5, 4]),
        ] {
            initializer.extend(eight(&within(&format!("DNN/{name}/kernel")), &sides, INT8));
        }
        let carried = Attribute { name: "model".to_owned(), s: pieces().encode_to_vec() };
        let step = Node { op_type: "SentencepieceTokenizer".to_owned(), attribute: vec![carried] };
        Model { graph: Some(Graph { node: vec![step], initializer }) }.encode_to_vec()
    }

    pub(crate) fn small() -> MultilingualEncoder {
        MultilingualEncoder::read(&file()).unwrap()
    }

    #[test]
    fn texts_of_any_script_get_rows_of_length_one() {
        let encoder = small();
        let long = "card 我的卡 ".repeat(5_000);
        let texts = ["where card ?", "我的卡", "我的卡里", "", "🦀\u{0}zzz", long.as_str()];
        let rows = encoder.embed(&texts).unwrap();
        assert_eq!(rows.len(), texts.len() * encoder.width());
        for (text, row) in texts.iter().zip(rows.chunks_exact(encoder.width())) {
            let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
            assert!((length - 1.0).abs() < 1e-4, "{length} {text:.20}");
        }
        assert_ne!(rows[..4], rows[4..8]);
        assert_ne!(rows[4..8], rows[8..12], "the last sign counts");
    }

    #[test]
    fn a_text_is_taken_apart_at_its_likeliest_pieces_and_framed() {
        let tokens = |text: &str| small().pieces.tokens(text).unwrap();
        let place = |word: &str| 3 + WORDS.iter().position(|other| *other == word).unwrap() as u32;
        assert_eq!(tokens("card"), [1, place("\u{2581}card"), 2]);
        assert_eq!(tokens(" 我的卡"), [1, place("\u{2581}"), place("我的"), place("卡"), 2]);
        assert_eq!(tokens(""), [1, 2]);
        assert_eq!(tokens("<s>")[1..], [place("\u{2581}"), 0, 2], "marks cannot be spelt out");
        assert_eq!(tokens(&"card ".repeat(2_000)).len(), 513);
    }

    #[test]
    fn what_is_no_such_encoder_is_refused_in_words() {
        let told = |bytes: &[u8]| MultilingualEncoder::read(bytes).unwrap_err().to_string();
        assert!(told(b"not a file").contains("ONNX"));
        assert!(told(b"").contains("no graph"));
        let mut other = Model::decode(file().as_slice()).unwrap();
        other.graph.as_mut().unwrap().node.clear();
        assert!(told(&other.encode_to_vec()).contains("SentencePiece"));
        let mut other = Model::decode(file().as_slice()).unwrap();
        other.graph.as_mut().unwrap().initializer.retain(|tensor| !tensor.name.contains("ResidualHidden_2"));
        assert!(told(&other.encode_to_vec()).contains("ResidualHidden_2"));
        // Rules of spelling that lead nowhere are refused at once, or when a text meets them; nothing breaks.
        for charsmap in
            [vec![0; 4], vec![255; 4], vec![4, 0, 0, 0, 9, 9, 9, 9, 7], [vec![8, 0, 0, 0], vec![255; 8]].concat()]
        {
            let charsmap_said = format!("{charsmap:?}");
            let model = PieceModel { normalizer: Some(pieces::Spelling { charsmap }), ..pieces() };
            let mut other = Model::decode(file().as_slice()).unwrap();
            other.graph.as_mut().unwrap().node[0].attribute[0].s = model.encode_to_vec();
            let read =
                MultilingualEncoder::read(&other.encode_to_vec()).and_then(|encoder| encoder.embed(&["card 卡 ?"]));
            assert!(read.is_err_and(|fault| fault.to_string().contains("rules of spelling")), "{charsmap_said}");
        }
        let whole = file();
        for cut in [whole.len() / 3, whole.len() - 7] {
            told(&whole[..cut]);
        }
    }
}

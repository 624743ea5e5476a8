//! Encoders as the widespread libraries lay them on disk: a `config.json` and a `model.safetensors`.
//!
//! Known layouts: BERT (and MiniLM, ELECTRA of one width), RoBERTa (and XLM-R, CamemBERT), DistilBERT. Numbers may be of 32 or 16 bits (either kind). What is
//! not an encoder of these, or has places that are not counted from the begin, is refused with the reason. Bytes come in; nothing here touches a disk.

use safetensors::{Dtype, SafeTensors};
use serde_json::{Map, Value};

use super::{Curve, MaskedHead, Shape, Tensor, TransformerFault, Weights};

/// The size that a `config.json` tells of.
///
/// # Errors
/// When it is no such file, or tells of a model that is not built here.
pub fn shape_of_config(config: &[u8]) -> Result<Shape, TransformerFault> {
    let config = Config::read(config)?;
    let family = config.family()?;
    let is_distil = family == Family::DistilBert;
    let [layers, hidden, heads, intermediate, dropout, attention_dropout] = if is_distil {
        ["n_layers", "dim", "n_heads", "hidden_dim", "dropout", "attention_dropout"]
    } else {
        [
            "num_hidden_layers",
            "hidden_size",
            "num_attention_heads",
            "intermediate_size",
            "hidden_dropout_prob",
            "attention_probs_dropout_prob",
        ]
    };
    if let Some(kind) = config.text("position_embedding_type")
        && kind != "absolute"
    {
        return Err(fault(format!("its places are {kind:?}, and only \"absolute\" ones are built")));
    }
    let hidden = config.count(hidden)?;
    if let Some(narrow) = config.0.get("embedding_size").and_then(Value::as_u64)
        && narrow != hidden as u64
    {
        return Err(fault(format!("its embeddings are {narrow} wide and its layers {hidden}, which is not built")));
    }
    let first_position = if family == Family::Roberta { config.count("pad_token_id").unwrap_or(1) + 1 } else { 0 };
    let shape = Shape {
        layers: config.count(layers)?,
        hidden,
        heads: config.count(heads)?,
        intermediate: config.count(intermediate)?,
        vocabulary: config.count("vocab_size")?,
        positions: config.count("max_position_embeddings")?,
        first_position,
        kinds: if is_distil { 0 } else { config.count("type_vocab_size").unwrap_or(0) },
        epsilon: config.number("layer_norm_eps").unwrap_or(1e-12) as f32,
        curve: config.curve(if is_distil { "activation" } else { "hidden_act" })?,
        dropout: config.number(dropout).unwrap_or(0.1) as f32,
        attention_dropout: config.number(attention_dropout).unwrap_or(0.1) as f32,
    };
    shape.check()?;
    Ok(shape)
}

/// An encoder from both files. Weights beyond the encoder (a pooler, a head) are left where they are.
///
/// # Errors
/// When a file is damaged or foreign, a weight is lacking or of another size, or a number is not finite.
pub fn read(config: &[u8], weights: &[u8]) -> Result<Weights, TransformerFault> {
    let shape = shape_of_config(config)?;
    let is_distil = Config::read(config)?.family()? == Family::DistilBert;
    let file = SafeTensors::deserialize(weights)
        .map_err(|error| fault(format!("the file of weights is damaged or no safetensors file ({error})")))?;
    let words = "embeddings.word_embeddings.weight";
    let prefix = file.names().into_iter().find_map(|name| name.strip_suffix(words)).map(str::to_owned);
    let Some(prefix) = prefix else { return Err(TransformerFault::NoWeight { name: words.to_owned() }) };
    Weights::read(shape, |name, sides| {
        if sides[0] == 0 {
            return Ok(Vec::new());
        }
        let foreign = if is_distil { distil_name(name) } else { name.to_owned() };
        let old = foreign.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta");
        let tensor = file
            .tensor(&format!("{prefix}{foreign}"))
            .or_else(|_| file.tensor(&format!("{prefix}{old}")))
            .map_err(|_| TransformerFault::NoWeight { name: format!("{prefix}{foreign}") })?;
        let found = tensor.shape();
        let fits = found == sides.as_slice() || (sides[0] == 1 && found == [sides[1]]);
        if !fits {
            return Err(TransformerFault::OtherSize { name: foreign, expected: sides, found: found.to_vec() });
        }
        numbers(tensor.dtype(), tensor.data())
            .ok_or_else(|| fault(format!("the weight {foreign:?} holds numbers of type {}", tensor.dtype())))
    })
}

/// The head that guesses hidden words, where the folder has one.
///
/// # Errors
/// When a file is damaged, or the head is there in part or of another size.
pub fn read_masked(config: &[u8], weights: &[u8]) -> Result<Option<MaskedHead>, TransformerFault> {
    let shape = shape_of_config(config)?;
    let file = SafeTensors::deserialize(weights)
        .map_err(|error| fault(format!("the file of weights is damaged or no safetensors file ({error})")))?;
    // Dense, norm, bias of the words, rows of the words where they are not those of the embeddings.
    let [dense, norm, bias, words] = match Config::read(config)?.family()? {
        Family::Bert => [
            "cls.predictions.transform.dense",
            "cls.predictions.transform.LayerNorm",
            "cls.predictions.bias",
            "cls.predictions.decoder.weight",
        ],
        Family::Roberta => ["lm_head.dense", "lm_head.layer_norm", "lm_head.bias", "lm_head.decoder.weight"],
        Family::DistilBert => ["vocab_transform", "vocab_layer_norm", "vocab_projector.bias", "vocab_projector.weight"],
    };
    if file.tensor(&format!("{dense}.weight")).is_err() {
        return Ok(None);
    }
    let read = |name: &str, sides: &[usize]| {
        let tensor = file.tensor(name).map_err(|_| TransformerFault::NoWeight { name: name.to_owned() })?;
        if tensor.shape() != sides {
            let expected = [sides.first().copied().unwrap_or(1), sides.get(1).copied().unwrap_or(1)];
            return Err(TransformerFault::OtherSize {
                name: name.to_owned(),
                expected,
                found: tensor.shape().to_vec(),
            });
        }
        let values = numbers(tensor.dtype(), tensor.data())
            .ok_or_else(|| fault(format!("the weight {name:?} holds numbers of type {}", tensor.dtype())))?;
        if values.iter().all(|value| value.is_finite()) {
            Ok(values)
        } else {
            Err(fault(format!("the weight {name:?} holds a number that is none")))
        }
    };
    let (wide, all) = (shape.hidden, shape.vocabulary);
    // Old files of BERT call the two of the norm gamma and beta.
    let of_norm = |ours: &str, old: &str| {
        read(&format!("{norm}.{ours}"), &[wide])
            .or_else(|error| read(&format!("{norm}.{old}"), &[wide]).map_err(|_| error))
    };
    let transform = [
        Tensor::new("cloze.dense.weight", [wide, wide], read(&format!("{dense}.weight"), &[wide, wide])?),
        Tensor::new("cloze.dense.bias", [1, wide], read(&format!("{dense}.bias"), &[wide])?),
        Tensor::new("cloze.norm.weight", [1, wide], of_norm("weight", "gamma")?),
        Tensor::new("cloze.norm.bias", [1, wide], of_norm("bias", "beta")?),
    ];
    let words = file.tensor(words).is_ok().then(|| read(words, &[all, wide])).transpose()?;
    Ok(Some(MaskedHead { transform, words, bias: read(bias, &[all])?, curve: shape.curve, epsilon: shape.epsilon }))
}

/// Our name of a weight as DistilBERT has it.
fn distil_name(name: &str) -> String {
    name.replace("encoder.layer.", "transformer.layer.")
        .replace("attention.self.query", "attention.q_lin")
        .replace("attention.self.key", "attention.k_lin")
        .replace("attention.self.value", "attention.v_lin")
        .replace("attention.output.dense", "attention.out_lin")
        .replace("attention.output.LayerNorm", "sa_layer_norm")
        .replace("intermediate.dense", "ffn.lin1")
        .replace("output.dense", "ffn.lin2")
        .replace("output.LayerNorm", "output_layer_norm")
}

fn numbers(kind: Dtype, bytes: &[u8]) -> Option<Vec<f32>> {
    match kind {
        Dtype::F32 => Some(bytes.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect()),
        Dtype::BF16 => {
            let wide = |two: &[u8; 2]| f32::from_bits(u32::from(u16::from_le_bytes(*two)) << 16);
            Some(bytes.as_chunks::<2>().0.iter().map(wide).collect())
        }
        Dtype::F16 => Some(bytes.as_chunks::<2>().0.iter().map(|two| half(u16::from_le_bytes(*two))).collect()),
        _ => None,
    }
}

/// A number of 16 bits (IEEE 754 binary16): sign, 5 bits of exponent, 10 of fraction.
fn half(bits: u16) -> f32 {
    let (sign, exponent, fraction) = (u32::from(bits >> 15), i32::from(bits >> 10 & 0x1f), f32::from(bits & 0x3ff));
    let size = match exponent {
        0 => fraction * 2.0_f32.powi(-24),
        0x1f if fraction == 0.0 => f32::INFINITY,
        0x1f => f32::NAN,
        _ => (1.0 + fraction / 1_024.0) * 2.0_f32.powi(exponent - 15),
    };
    if sign == 1 { -size } else { size }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Bert,
    Roberta,
    DistilBert,
}

#[derive(Debug)]
struct Config(Map<String, Value>);

impl Config {
    fn read(bytes: &[u8]) -> Result<Self, TransformerFault> {
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(entries)) => Ok(Self(entries)),
            Ok(_) => Err(fault("config.json holds no list of settings".to_owned())),
            Err(error) => Err(fault(format!("config.json cannot be read ({error})"))),
        }
    }

    fn family(&self) -> Result<Family, TransformerFault> {
        match self.text("model_type") {
            Some("bert" | "electra") => Ok(Family::Bert),
            Some("roberta" | "xlm-roberta" | "camembert") => Ok(Family::Roberta),
            Some("distilbert") => Ok(Family::DistilBert),
            Some(other) => Err(fault(format!(
                "config.json tells of {other:?}; built are bert, electra, roberta, xlm-roberta, camembert, distilbert"
            ))),
            None => Err(fault("config.json does not tell its model_type".to_owned())),
        }
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name).and_then(Value::as_str)
    }

    fn number(&self, name: &str) -> Option<f64> {
        self.0.get(name).and_then(Value::as_f64)
    }

    fn count(&self, name: &str) -> Result<usize, TransformerFault> {
        let found = self.0.get(name).and_then(Value::as_u64).and_then(|count| usize::try_from(count).ok());
        found.ok_or_else(|| fault(format!("config.json lacks {name}, or it is no whole number")))
    }

    fn curve(&self, name: &str) -> Result<Curve, TransformerFault> {
        match self.text(name) {
            Some("gelu") | None => Ok(Curve::Gelu),
            Some("gelu_new" | "gelu_pytorch_tanh" | "gelu_fast") => Ok(Curve::GeluTanh),
            Some("relu") => Ok(Curve::Relu),
            Some(other) => Err(fault(format!("its curve is {other:?}; built are gelu, gelu_new and relu"))),
        }
    }
}

fn fault(why: String) -> TransformerFault {
    TransformerFault::File { why }
}

#[cfg(test)]
mod tests {
    use safetensors::tensor::TensorView;

    use super::*;
    use crate::SplitMix64;
    use crate::transformer::{Additions, Batch, Encoder};

    const BERT: &str = r#"{"model_type": "bert", "num_hidden_layers": 1, "hidden_size": 4, "num_attention_heads": 2,
        "intermediate_size": 6, "vocab_size": 7, "max_position_embeddings": 5, "type_vocab_size": 2, "hidden_act": "gelu"}"#;
    const DISTIL: &str = r#"{"model_type": "distilbert", "n_layers": 1, "dim": 4, "n_heads": 2, "hidden_dim": 6,
        "vocab_size": 7, "max_position_embeddings": 5, "activation": "gelu"}"#;

    /// The file that such a library would write, its names through `name`.
    fn file(weights: &Weights, name: impl Fn(&str) -> String) -> Vec<u8> {
        let tensors: Vec<(String, Vec<usize>, Vec<u8>)> = weights
            .tensors()
            .iter()
            .filter(|tensor| tensor.shape[0] > 0)
            .map(|tensor| {
                let shape = if tensor.shape[0] == 1 { vec![tensor.shape[1]] } else { tensor.shape.to_vec() };
                (name(&tensor.name), shape, tensor.values.iter().flat_map(|value| value.to_le_bytes()).collect())
            })
            .collect();
        let views = tensors
            .iter()
            .map(|(name, shape, bytes)| (name, TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap()));
        safetensors::serialize(views, None).unwrap()
    }

    #[test]
    fn a_head_that_guesses_words_is_found_in_each_layout_and_a_torn_one_is_refused() {
        let weights = Weights::drawn(shape_of_config(BERT.as_bytes()).unwrap(), &mut SplitMix64::new(1)).unwrap();
        let head = |names: [&str; 4], wide: usize| {
            let mut values: Vec<(String, Vec<usize>)> = vec![
                (format!("{}.weight", names[0]), vec![wide, wide]),
                (format!("{}.bias", names[0]), vec![wide]),
                (format!("{}.weight", names[1]), vec![wide]),
                (format!("{}.bias", names[1]), vec![wide]),
                (names[2].to_owned(), vec![7]),
            ];
            if !names[3].is_empty() {
                values.push((names[3].to_owned(), vec![7, wide]));
            }
            values
        };
        let with = |config: &str, more: Vec<(String, Vec<usize>)>| {
            let bytes: Vec<Vec<u8>> = more
                .iter()
                .map(|(_, sides)| {
                    (0..sides.iter().product()).flat_map(|place: usize| (place as f32).to_le_bytes()).collect()
                })
                .collect();
            let views = more.iter().zip(&bytes).map(|((name, sides), bytes)| {
                (name.clone(), TensorView::new(Dtype::F32, sides.clone(), bytes).unwrap())
            });
            read_masked(config.as_bytes(), &safetensors::serialize(views, None).unwrap())
        };
        let bert =
            ["cls.predictions.transform.dense", "cls.predictions.transform.LayerNorm", "cls.predictions.bias", ""];
        let distil = ["vocab_transform", "vocab_layer_norm", "vocab_projector.bias", "vocab_projector.weight"];
        let found = with(BERT, head(bert, 4)).unwrap().unwrap();
        assert!(found.words.is_none() && found.bias[6] == 6.0 && found.transform[0].values[15] == 15.0);
        let own = with(DISTIL, head(distil, 4)).unwrap().unwrap();
        assert_eq!(own.words.map(|words| words.len()), Some(28));
        assert_eq!(read_masked(BERT.as_bytes(), &file(&weights, str::to_owned)), Ok(None));
        assert!(with(BERT, head(bert, 3)).unwrap_err().to_string().contains("dense"));
        let mut torn = head(bert, 4);
        torn.pop();
        assert!(with(BERT, torn).unwrap_err().to_string().contains("predictions.bias"));
    }

    #[test]
    fn each_layout_gives_the_same_encoder() {
        let drawn = |config: &str| {
            Weights::drawn(shape_of_config(config.as_bytes()).unwrap(), &mut SplitMix64::new(1)).unwrap()
        };
        let bert = drawn(BERT);
        let old = |name: &str| {
            format!("bert.{name}")
                .replace("LayerNorm.weight", "LayerNorm.gamma")
                .replace("LayerNorm.bias", "LayerNorm.beta")
        };
        for bytes in [file(&bert, str::to_owned), file(&bert, |name| format!("bert.{name}")), file(&bert, old)] {
            assert_eq!(read(BERT.as_bytes(), &bytes).unwrap(), bert);
        }
        let distil = drawn(DISTIL);
        assert_eq!(distil.shape().kinds, 0);
        let bytes = file(&distil, |name| format!("distilbert.{}", distil_name(name)));
        assert!(
            SafeTensors::deserialize(&bytes)
                .unwrap()
                .tensor("distilbert.transformer.layer.0.sa_layer_norm.bias")
                .is_ok()
        );
        assert_eq!(read(DISTIL.as_bytes(), &bytes).unwrap(), distil);
        let roberta = BERT
            .replace("\"bert\"", "\"roberta\", \"pad_token_id\": 1")
            .replace("\"type_vocab_size\": 2", "\"type_vocab_size\": 1");
        let shape = shape_of_config(roberta.as_bytes()).unwrap();
        assert_eq!((shape.first_position, shape.longest()), (2, 3));
    }

    #[test]
    fn what_is_damaged_or_foreign_is_refused_with_the_reason() {
        let weights = Weights::drawn(shape_of_config(BERT.as_bytes()).unwrap(), &mut SplitMix64::new(1)).unwrap();
        let bytes = file(&weights, str::to_owned);
        let told = |config: &str, bytes: &[u8]| read(config.as_bytes(), bytes).unwrap_err().to_string();
        assert!(told(BERT, &bytes[..bytes.len() - 4]).contains("damaged"));
        assert!(told(BERT, b"PK\x03\x04 a zip").contains("no safetensors file"));
        assert!(told("{", &bytes).contains("config.json cannot be read"));
        assert!(told(&BERT.replace("bert", "gpt2"), &bytes).contains("tells of \"gpt2\""));
        assert!(told(&BERT.replace("\"gelu\"", "\"silu\""), &bytes).contains("silu"));
        assert!(
            told(&BERT.replace("\"num_attention_heads\": 2", "\"num_attention_heads\": 3"), &bytes).contains("heads")
        );
        assert!(told(&BERT.replace("\"vocab_size\": 7", "\"vocab_size\": 8"), &bytes).contains("[8, 4]"));
        assert!(
            told(&BERT.replace("\"num_hidden_layers\": 1", "\"num_hidden_layers\": 2"), &bytes)
                .contains("encoder.layer.1")
        );
        let mut broken = weights.clone();
        broken.tensors_mut()[3].values[0] = f32::NAN;
        assert!(told(BERT, &file(&broken, str::to_owned)).contains("not finite"));
        let relative = BERT.replace("\"hidden_act\"", "\"position_embedding_type\": \"relative_key\", \"hidden_act\"");
        assert!(told(&relative, &bytes).contains("absolute"));
    }

    #[test]
    fn numbers_of_16_bits_are_read() {
        // 1.5, -2, 2^-24 (the smallest), 65504 (the largest), infinity
        let halves = [0x3e00_u16, 0xc000, 0x0001, 0x7bff, 0x7c00];
        let bytes: Vec<u8> = halves.iter().flat_map(|half| half.to_le_bytes()).collect();
        assert_eq!(numbers(Dtype::F16, &bytes).unwrap(), [1.5, -2.0, 2.0_f32.powi(-24), 65_504.0, f32::INFINITY]);
        assert_eq!(numbers(Dtype::BF16, &0xc040_u16.to_le_bytes()).unwrap(), [-3.0]);
        assert_eq!(numbers(Dtype::I64, &bytes), None);
    }

    #[test]
    fn an_encoder_without_kinds_reads_texts() {
        let weights = Weights::drawn(shape_of_config(DISTIL.as_bytes()).unwrap(), &mut SplitMix64::new(1)).unwrap();
        let mut batch = Batch::new();
        batch.push(&[1, 2]);
        assert_eq!(Encoder::new(&weights, &Additions::none()).forward(&batch).unwrap().len(), 8);
    }
}

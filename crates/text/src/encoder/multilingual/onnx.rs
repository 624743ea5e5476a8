//! The parts of an ONNX file that are needed: its weights by name, and the tokenizer that one of its steps carries.
//!
//! Only the few fields that are read are declared; all else is passed over. Format: `onnx.proto` of the ONNX project.

use attentive_learn::ngram_net::{Quantised, Stored};
use prost::Message;
use rustc_hash::FxHashMap;

use super::super::EncoderFault;

#[derive(Clone, PartialEq, Message)]
pub(super) struct Model {
    #[prost(message, optional, tag = "7")]
    pub(super) graph: Option<Graph>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Graph {
    #[prost(message, repeated, tag = "1")]
    pub(super) node: Vec<Node>,
    #[prost(message, repeated, tag = "5")]
    pub(super) initializer: Vec<Tensor>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Node {
    #[prost(string, tag = "4")]
    pub(super) op_type: String,
    #[prost(message, repeated, tag = "5")]
    pub(super) attribute: Vec<Attribute>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Attribute {
    #[prost(string, tag = "1")]
    pub(super) name: String,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) s: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct Tensor {
    #[prost(int64, repeated, tag = "1")]
    pub(super) dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    pub(super) data_type: i32,
    #[prost(float, repeated, tag = "4")]
    pub(super) float_data: Vec<f32>,
    #[prost(int32, repeated, tag = "5")]
    pub(super) int32_data: Vec<i32>,
    #[prost(string, tag = "8")]
    pub(super) name: String,
    #[prost(bytes = "vec", tag = "9")]
    pub(super) raw_data: Vec<u8>,
}

/// Kinds of numbers, as ONNX counts them.
pub(super) const FLOAT: i32 = 1;
pub(super) const UINT8: i32 = 2;
pub(super) const INT8: i32 = 3;

/// Before the names of all weights of the net.
const WITHIN: &str = "StatefulPartitionedCall/EncoderDNN/";
/// Before the number of each part of the table of tokens, which is counted from 1.
const TABLE: &str = "Func/StatefulPartitionedCall/input/_";
/// The step that takes texts apart.
const TOKENIZER: &str = "SentencepieceTokenizer";

/// What was found in a file.
#[derive(Debug)]
pub(super) struct Onnx {
    tensors: FxHashMap<String, Tensor>,
    /// The model of the tokenizer.
    pub(super) tokenizer: Vec<u8>,
}

impl Onnx {
    pub(super) fn read(bytes: &[u8]) -> Result<Self, EncoderFault> {
        let model = Model::decode(bytes)
            .map_err(|error| EncoderFault::Onnx { why: format!("the file is damaged or no ONNX file ({error})") })?;
        let graph = model.graph.ok_or_else(|| EncoderFault::Onnx { why: "it holds no graph".to_owned() })?;
        let step = graph.node.into_iter().find(|node| node.op_type == TOKENIZER);
        let carried = step.and_then(|step| step.attribute.into_iter().find(|attribute| attribute.name == "model"));
        let Some(carried) = carried else {
            return Err(EncoderFault::Onnx {
                why: "built is the multilingual sentence encoder of convolutions that takes texts apart by SentencePiece, and it holds no such step; save other models as safetensors".to_owned(),
            });
        };
        let tensors = graph.initializer.into_iter().map(|tensor| (tensor.name.clone(), tensor)).collect();
        Ok(Self { tensors, tokenizer: carried.s })
    }

    /// A weight by the name that the net knows it by.
    pub(super) fn stored(&self, name: &str) -> Option<Stored> {
        let name = match name.strip_prefix("table/").and_then(|place| place.parse::<usize>().ok()) {
            Some(place) => format!("{TABLE}{}:0", place + 1),
            None => format!("{WITHIN}{name}:0"),
        };
        // Where a name has no output behind it, the converter had folded it.
        let found = |ending: &str| {
            self.tensors
                .get(&format!("{name}{ending}"))
                .or_else(|| self.tensors.get(&format!("{}{ending}", name.strip_suffix(":0").unwrap_or(&name))))
        };
        if let Some(plain) = found("") {
            return Some(Stored::Plain(plain.floats()?, plain.sides()?));
        }
        let (values, scale, zero) = (found("_quantized")?, found("_scale")?, found("_zero_point")?);
        let eight =
            Quantised { values: values.eight()?, zero: *zero.eight()?.first()?, scale: *scale.floats()?.first()? };
        Some(Stored::Eight(eight, values.sides()?))
    }
}

impl Tensor {
    fn sides(&self) -> Option<Vec<usize>> {
        self.dims.iter().map(|side| usize::try_from(*side).ok()).collect()
    }

    fn floats(&self) -> Option<Vec<f32>> {
        if self.data_type != FLOAT {
            return None;
        }
        let raw = || self.raw_data.as_chunks::<4>().0.iter().map(|four| f32::from_le_bytes(*four)).collect();
        Some(if self.float_data.is_empty() { raw() } else { self.float_data.clone() })
    }

    /// Numbers of eight bits, signed ones moved up by 128.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the format keeps bytes in wider numbers"
    )]
    fn eight(&self) -> Option<Vec<u8>> {
        let moved = match self.data_type {
            UINT8 => 0,
            INT8 => 128,
            _ => return None,
        };
        let lifted = |byte: u8| byte.wrapping_add(moved);
        Some(if self.int32_data.is_empty() {
            self.raw_data.iter().map(|byte| lifted(*byte)).collect()
        } else {
            self.int32_data.iter().map(|value| lifted(*value as u8)).collect()
        })
    }
}

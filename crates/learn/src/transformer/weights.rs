//! The weights of an encoder, by name and by place.

use super::{Shape, Tensor, TransformerFault};
use crate::SplitMix64;

/// The six products of a layer, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// What a token asks.
    Query,
    /// What a token is asked by.
    Key,
    /// What a token tells.
    Value,
    /// What became of attention.
    Out,
    /// To the wide middle of the feed-forward part.
    Up,
    /// And back.
    Down,
}

impl Product {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Query, Self::Key, Self::Value, Self::Out, Self::Up, Self::Down];

    /// Outer and inner side: rows and columns of its weight.
    #[must_use]
    pub fn sides(self, shape: &Shape) -> [usize; 2] {
        match self {
            Self::Up => [shape.intermediate, shape.hidden],
            Self::Down => [shape.hidden, shape.intermediate],
            Self::Query | Self::Key | Self::Value | Self::Out => [shape.hidden, shape.hidden],
        }
    }

    /// Its name below a layer, as the widespread libraries have it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Query => "attention.self.query",
            Self::Key => "attention.self.key",
            Self::Value => "attention.self.value",
            Self::Out => "attention.output.dense",
            Self::Up => "intermediate.dense",
            Self::Down => "output.dense",
        }
    }
}

pub(super) const WORDS: usize = 0;
pub(super) const PLACES: usize = 1;
pub(super) const KINDS: usize = 2;
/// Weight, and bias behind it.
pub(super) const FIRST_NORM: usize = 3;
const BEFORE_LAYERS: usize = 5;
/// Six products and two normalisations, each weight and bias.
const OF_LAYER: usize = 16;

/// Where the weight of a product lies; its bias is behind it.
pub(super) fn product(layer: usize, product: Product) -> usize {
    BEFORE_LAYERS + layer * OF_LAYER + 2 * product as usize
}

/// Where the weight of the normalisation after attention lies; its bias is behind it.
pub(super) fn middle_norm(layer: usize) -> usize {
    BEFORE_LAYERS + layer * OF_LAYER + 12
}

/// The same after the feed-forward part.
pub(super) fn last_norm(layer: usize) -> usize {
    middle_norm(layer) + 2
}

/// The weights of an encoder.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    shape: Shape,
    tensors: Vec<Tensor>,
}

impl Weights {
    /// Asks for each weight by its name and size, in order.
    ///
    /// # Errors
    /// When the shape cannot be, or what is given has another size or is not finite, or nothing is given.
    pub fn read(
        shape: Shape,
        mut give: impl FnMut(&str, [usize; 2]) -> Result<Vec<f32>, TransformerFault>,
    ) -> Result<Self, TransformerFault> {
        shape.check()?;
        let mut tensors = Vec::new();
        for (name, sides) in layout(&shape) {
            let values = give(&name, sides)?;
            if values.len() != sides[0] * sides[1] {
                return Err(TransformerFault::OtherSize { name, expected: sides, found: vec![values.len()] });
            }
            let tensor = Tensor::new(name, sides, values);
            tensor.check()?;
            tensors.push(tensor);
        }
        Ok(Self { shape, tensors })
    }

    /// An encoder that has learnt nothing: normal numbers of width .02, as BERT begins.
    ///
    /// # Errors
    /// When the shape cannot be.
    pub fn drawn(shape: Shape, random: &mut SplitMix64) -> Result<Self, TransformerFault> {
        Self::read(shape, |name, sides| {
            let count = sides[0] * sides[1];
            Ok(match name {
                name if name.ends_with("LayerNorm.weight") => vec![1.0; count],
                name if name.ends_with("bias") => vec![0.0; count],
                _ => (0..count).map(|_| (0.02 * random.next_normal()) as f32).collect(),
            })
        })
    }

    /// Its size.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// All weights.
    #[must_use]
    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    /// All weights, to train them.
    pub fn tensors_mut(&mut self) -> &mut [Tensor] {
        &mut self.tensors
    }

    /// Says which weights training moves, by their name.
    pub fn train_only(&mut self, is_trained: impl Fn(&str) -> bool) {
        self.tensors.iter_mut().for_each(|tensor| tensor.is_trained = is_trained(&tensor.name));
    }

    pub(super) fn values(&self, place: usize) -> &[f32] {
        &self.tensors[place].values
    }
}

/// Names and sizes in their order.
fn layout(shape: &Shape) -> Vec<(String, [usize; 2])> {
    let wide = shape.hidden;
    let mut layout = vec![
        ("embeddings.word_embeddings.weight".to_owned(), [shape.vocabulary, wide]),
        ("embeddings.position_embeddings.weight".to_owned(), [shape.positions, wide]),
        ("embeddings.token_type_embeddings.weight".to_owned(), [shape.kinds, wide]),
        ("embeddings.LayerNorm.weight".to_owned(), [1, wide]),
        ("embeddings.LayerNorm.bias".to_owned(), [1, wide]),
    ];
    for layer in 0..shape.layers {
        for product in Product::ALL {
            let sides = product.sides(shape);
            let name = format!("encoder.layer.{layer}.{}", product.name());
            layout.push((format!("{name}.weight"), sides));
            layout.push((format!("{name}.bias"), [1, sides[0]]));
        }
        for part in ["attention.output", "output"] {
            for what in ["weight", "bias"] {
                layout.push((format!("encoder.layer.{layer}.{part}.LayerNorm.{what}"), [1, wide]));
            }
        }
    }
    layout
}

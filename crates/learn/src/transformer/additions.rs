//! Small weights that are trained beside an encoder which stays as it is.
//!
//! - Low rank (LoRA, Hu et al. 2022): a product `W x` becomes `W x + s B A x`, with `A` of few rows; `B` begins at 0, so that nothing changes at first.
//! - Low rank with weighed directions (AdaLoRA, Zhang et al. 2023): `s B diag(l) A x`; directions that matter little are taken away while training.
//! - Bottleneck adapters (Houlsby et al. 2019): after attention and after the feed-forward part, `o + U relu(D o + d) + u`.
//! - Prefixes (Li and Liang 2021): keys and values that stand before those of each text, in each layer.
//! - Marks: a row to add to the embedding of each token that bears a mark, such as the shape of its word.

use super::matmul::{Matrix, Out, multiply};
use super::rows::{add_rows, repeated};
use super::weights::Product;
use super::{Gradients, Shape, Tensor};
use crate::SplitMix64;

/// Which small weights stand beside the encoder.
#[derive(Clone, Debug, PartialEq)]
pub enum Method {
    /// None: the encoder itself is trained, or nothing but the head.
    None,
    /// Low rank on each product named.
    LowRank {
        /// Rows of `A`.
        rank: usize,
        /// `s` times `rank`.
        alpha: f32,
        /// Which products.
        products: Vec<Product>,
        /// Whether directions are weighed, so that some can be taken away.
        is_weighed: bool,
    },
    /// Adapters with so many numbers in the middle.
    Adapter {
        /// Numbers in the middle.
        width: usize,
    },
    /// So many rows of keys and values before each text.
    Prefix {
        /// Rows.
        length: usize,
    },
}

/// Where the parts of a low-rank product lie among the additions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LowRank {
    pub(super) a: usize,
    pub(super) b: usize,
    pub(super) weights: Option<usize>,
}

/// The additions of one layer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct OfLayer {
    low_rank: [Option<LowRank>; 6],
    /// Four weights from here, after attention and after the feed-forward part.
    adapters: Option<[usize; 2]>,
    /// Keys; values are behind them.
    prefix: Option<usize>,
}

/// The small weights of all layers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Additions {
    tensors: Vec<Tensor>,
    layers: Vec<OfLayer>,
    marks: Option<usize>,
    scale: f32,
}

impl Additions {
    /// None at all.
    #[must_use]
    pub fn none() -> Self {
        Self::default()
    }

    /// Those of a method, so drawn that the encoder answers as before (a prefix alone changes answers from the start).
    #[must_use]
    pub fn drawn(method: &Method, shape: &Shape, marks: usize, random: &mut SplitMix64) -> Self {
        let mut added = Self { scale: 1.0, ..Self::default() };
        for layer in 0..shape.layers {
            let of_layer = added.draw_layer(method, shape, layer, random);
            added.layers.push(of_layer);
        }
        if marks > 0 {
            added.marks = Some(added.put(Tensor::filled("marks.weight", [marks, shape.hidden], 0.0)));
        }
        added
    }

    fn draw_layer(&mut self, method: &Method, shape: &Shape, layer: usize, random: &mut SplitMix64) -> OfLayer {
        let mut of_layer = OfLayer::default();
        let wide = shape.hidden;
        match method {
            Method::None => {}
            Method::LowRank { rank, alpha, products, is_weighed } => {
                self.scale = alpha / *rank as f32;
                for product in products {
                    let [outer, inner] = product.sides(shape);
                    let name = |part: &str| format!("layer.{layer}.{}.{part}", product.name());
                    let width = 1.0 / (inner as f64).sqrt();
                    let a = self.put(Tensor::drawn(name("low_rank_a"), [*rank, inner], width, random));
                    // With weighed directions the weights begin at 0 and both sides are drawn; without, B begins at 0.
                    let (b, weights) = if *is_weighed {
                        let b = self.put(Tensor::drawn(name("low_rank_b"), [outer, *rank], width, random));
                        (b, Some(self.put(Tensor::filled(name("low_rank_weights"), [1, *rank], 0.0))))
                    } else {
                        (self.put(Tensor::filled(name("low_rank_b"), [outer, *rank], 0.0)), None)
                    };
                    of_layer.low_rank[*product as usize] = Some(LowRank { a, b, weights });
                }
            }
            Method::Adapter { width } => {
                let mut adapter = |part: &str| {
                    let name = |what: &str| format!("layer.{layer}.{part}.adapter.{what}");
                    let first = self.put(Tensor::drawn(name("down.weight"), [*width, wide], 0.02, random));
                    self.put(Tensor::filled(name("down.bias"), [1, *width], 0.0));
                    self.put(Tensor::filled(name("up.weight"), [wide, *width], 0.0));
                    self.put(Tensor::filled(name("up.bias"), [1, wide], 0.0));
                    first
                };
                of_layer.adapters = Some([adapter("attention"), adapter("output")]);
            }
            Method::Prefix { length } => {
                let name = |what: &str| format!("layer.{layer}.prefix.{what}");
                let keys = self.put(Tensor::drawn(name("keys"), [*length, wide], 0.5, random));
                self.put(Tensor::filled(name("values"), [*length, wide], 0.0));
                of_layer.prefix = Some(keys);
            }
        }
        of_layer
    }

    fn put(&mut self, tensor: Tensor) -> usize {
        self.tensors.push(tensor);
        self.tensors.len() - 1
    }

    /// All small weights.
    #[must_use]
    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    /// All small weights, to train or to read them.
    pub fn tensors_mut(&mut self) -> &mut [Tensor] {
        &mut self.tensors
    }

    /// The table of marks.
    pub(super) fn marks(&self) -> Option<usize> {
        self.marks
    }

    pub(super) fn low_rank(&self, layer: usize, product: Product) -> Option<LowRank> {
        self.layers.get(layer).and_then(|of_layer| of_layer.low_rank[product as usize])
    }

    /// Each low-rank product that there is.
    pub(super) fn all_low_rank(&self) -> impl Iterator<Item = (usize, Product, LowRank)> + '_ {
        (0..self.layers.len()).flat_map(move |layer| {
            Product::ALL.into_iter().filter_map(move |product| Some((layer, product, self.low_rank(layer, product)?)))
        })
    }

    /// Keys and values that stand before each text.
    pub(super) fn prefix(&self, layer: usize) -> Option<[&[f32]; 2]> {
        let keys = self.layers.get(layer)?.prefix?;
        Some([&self.tensors[keys].values, &self.tensors[keys + 1].values])
    }

    /// Takes up the gradient of what stands before each text.
    pub(super) fn take_prefix(&self, layer: usize, of: [Vec<f32>; 2], gradients: &mut Gradients) {
        let Some(keys) = self.layers.get(layer).and_then(|of_layer| of_layer.prefix) else { return };
        for (place, of) in of.iter().enumerate() {
            if let Some(to) = gradients.to_add(keys + place) {
                super::rows::add(to, of);
            }
        }
    }

    /// `out += s B A x` for each row of `x`.
    pub(super) fn add_low_rank(&self, low: LowRank, x: &[f32], out: &mut [f32]) {
        let (a, b) = (&self.tensors[low.a], &self.tensors[low.b]);
        let ([rank, inner], [outer, _]) = (a.shape, b.shape);
        let (_, weighed) = self.narrow(low, x);
        let product = Out { values: out, row_step: outer, adds: true };
        multiply(
            product,
            Matrix::new(&weighed, x.len() / inner, rank),
            Matrix::new(&b.values, outer, rank).turned(),
            self.scale,
        );
    }

    /// `A x`, and the same with weighed directions.
    fn narrow(&self, low: LowRank, x: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let a = &self.tensors[low.a];
        let [rank, inner] = a.shape;
        let rows = x.len() / inner;
        let mut narrow = vec![0.0; rows * rank];
        let product = Out { values: &mut narrow, row_step: rank, adds: false };
        multiply(product, Matrix::new(x, rows, inner), Matrix::new(&a.values, rank, inner).turned(), 1.0);
        let mut weighed = narrow.clone();
        self.weigh(low, &mut weighed, rank);
        (narrow, weighed)
    }

    fn weigh(&self, low: LowRank, rows: &mut [f32], rank: usize) {
        if let Some(weights) = low.weights {
            let weights = &self.tensors[weights].values;
            for row in rows.chunks_exact_mut(rank) {
                row.iter_mut().zip(weights).for_each(|(value, weight)| *value *= weight);
            }
        }
    }

    /// The way back through [`Self::add_low_rank`]: takes up the gradients of its parts, and adds to that of `x`.
    pub(super) fn low_rank_back(
        &self,
        low: LowRank,
        x: &[f32],
        gradient: &[f32],
        of_x: &mut [f32],
        gradients: &mut Gradients,
    ) {
        let (a, b) = (&self.tensors[low.a], &self.tensors[low.b]);
        let ([rank, inner], [outer, _]) = (a.shape, b.shape);
        let rows = x.len() / inner;
        let (narrow, weighed) = self.narrow(low, x);
        let gradient = Matrix::new(gradient, rows, outer);
        if let Some(of_b) = gradients.to_add(low.b) {
            let out = Out { values: of_b, row_step: rank, adds: true };
            multiply(out, gradient.turned(), Matrix::new(&weighed, rows, rank), self.scale);
        }
        let mut of_narrow = vec![0.0; rows * rank];
        let out = Out { values: &mut of_narrow, row_step: rank, adds: false };
        multiply(out, gradient, Matrix::new(&b.values, outer, rank), self.scale);
        if let Some(of_weights) = low.weights.and_then(|weights| gradients.to_add(weights)) {
            for (of, narrow) in of_narrow.chunks_exact(rank).zip(narrow.chunks_exact(rank)) {
                of_weights.iter_mut().zip(of.iter().zip(narrow)).for_each(|(to, (of, narrow))| *to += of * narrow);
            }
        }
        self.weigh(low, &mut of_narrow, rank);
        let of_narrow = Matrix::new(&of_narrow, rows, rank);
        if let Some(of_a) = gradients.to_add(low.a) {
            let out = Out { values: of_a, row_step: inner, adds: true };
            multiply(out, of_narrow.turned(), Matrix::new(x, rows, inner), 1.0);
        }
        let out = Out { values: of_x, row_step: inner, adds: true };
        multiply(out, of_narrow, Matrix::new(&a.values, rank, inner), 1.0);
    }

    /// `s B diag(l) A`, outer by inner: what a low-rank product adds to the weight that it stands beside.
    pub(super) fn whole(&self, low: LowRank, onto: &mut [f32]) {
        let (a, b) = (&self.tensors[low.a], &self.tensors[low.b]);
        let ([rank, inner], [outer, _]) = (a.shape, b.shape);
        let mut weighed = b.values.clone();
        self.weigh(low, &mut weighed, rank);
        let out = Out { values: onto, row_step: inner, adds: true };
        multiply(out, Matrix::new(&weighed, outer, rank), Matrix::new(&a.values, rank, inner), self.scale);
    }

    /// Lets an adapter work on rows, in place. What is given back is needed on the way back; `None` where there is no adapter.
    pub(super) fn adapt(&self, layer: usize, after: usize, rows: &mut [f32]) -> Option<Adapted> {
        let first = self.layers.get(layer)?.adapters?[after];
        let [down, down_bias, up, up_bias] = std::array::from_fn(|place| &self.tensors[first + place]);
        let [width, wide] = down.shape;
        let count = rows.len() / wide;
        let before = rows.to_vec();
        let mut middle = repeated(&down_bias.values, count);
        let out = Out { values: &mut middle, row_step: width, adds: true };
        multiply(out, Matrix::new(&before, count, wide), Matrix::new(&down.values, width, wide).turned(), 1.0);
        middle.iter_mut().for_each(|value| *value = value.max(0.0));
        for row in rows.chunks_exact_mut(wide) {
            super::rows::add(row, &up_bias.values);
        }
        let out = Out { values: rows, row_step: wide, adds: true };
        multiply(out, Matrix::new(&middle, count, width), Matrix::new(&up.values, wide, width).turned(), 1.0);
        Some(Adapted { first, before, middle })
    }

    /// The way back: `gradient` of the adapted rows becomes that of the rows before.
    pub(super) fn adapt_back(&self, adapted: &Adapted, gradient: &mut [f32], gradients: &mut Gradients) {
        let Adapted { first, before, middle } = adapted;
        let [width, wide] = self.tensors[*first].shape;
        let count = gradient.len() / wide;
        let mut of_middle = vec![0.0; count * width];
        let after = Matrix::new(gradient, count, wide);
        let out = Out { values: &mut of_middle, row_step: width, adds: false };
        multiply(out, after, Matrix::new(&self.tensors[first + 2].values, wide, width), 1.0);
        if let Some(of_up) = gradients.to_add(first + 2) {
            let out = Out { values: of_up, row_step: width, adds: true };
            multiply(out, after.turned(), Matrix::new(middle, count, width), 1.0);
        }
        if let Some(of_bias) = gradients.to_add(first + 3) {
            add_rows(gradient, of_bias);
        }
        of_middle.iter_mut().zip(middle).for_each(|(of, middle)| *of = if *middle > 0.0 { *of } else { 0.0 });
        if let Some(of_down) = gradients.to_add(*first) {
            let out = Out { values: of_down, row_step: wide, adds: true };
            multiply(out, Matrix::new(&of_middle, count, width).turned(), Matrix::new(before, count, wide), 1.0);
        }
        if let Some(of_bias) = gradients.to_add(first + 1) {
            add_rows(&of_middle, of_bias);
        }
        let out = Out { values: gradient, row_step: wide, adds: true };
        let of_middle = Matrix::new(&of_middle, count, width);
        multiply(out, of_middle, Matrix::new(&self.tensors[*first].values, width, wide), 1.0);
    }
}

/// What an adapter keeps for the way back.
#[derive(Clone, Debug)]
pub(super) struct Adapted {
    first: usize,
    before: Vec<f32>,
    middle: Vec<f32>,
}

//! Every stretch of the window looks at every other: order over any distance, but it takes more windows to learn from than the others do.
//!
//! Vaswani et al. 2017, norms before each part (Xiong et al. 2020), learnt places, mean over time at the end. A patch of samples is one token, so that long windows stay cheap:
//! the cost grows with the square of their number.

use burn::tensor::Tensor;
use burn::tensor::activation::{gelu, softmax};

use super::{Body, RECTIFIED, Shape, mean};
use crate::nets::ops::{Reach, linear, unfold};
use crate::nets::weights::{Bound, Plan};

/// The feed-forward part is so many times as wide as the tokens.
const WIDER: usize = 2;
/// Keeps the norm of a row of equal numbers finite.
const FLOOR: f32 = 1e-5;

/// A small transformer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transformer {
    /// Width of a token; divisible by `heads`.
    pub width: usize,
    /// Heads of attention.
    pub heads: usize,
    /// How many layers.
    pub layers: usize,
    /// Samples of a token.
    pub patch: usize,
}

impl Default for Transformer {
    fn default() -> Self {
        Self { width: 32, heads: 4, layers: 2, patch: 4 }
    }
}

impl Transformer {
    fn reach(&self) -> Reach {
        Reach { kernel: self.patch, apart: 1, stride: self.patch, before: 0 }
    }

    /// `[tokens, rows, width]` as `[rows * heads, tokens, width / heads]`.
    fn by_head(&self, x: Tensor<3>) -> Tensor<3> {
        let [tokens, rows, width] = x.dims();
        let each = width / self.heads;
        x.reshape([tokens, rows * self.heads, each]).swap_dims(0, 1)
    }

    fn attend(&self, weights: &Bound, layer: usize, x: Tensor<3>) -> Tensor<3> {
        let [tokens, rows, width] = x.dims();
        let of = |name: &str, bias: Tensor<2>| {
            self.by_head(linear(x.clone(), weights.get(&format!("layer{layer}.{name}.weight")), bias))
        };
        let bias = |name: &str| weights.get(&format!("layer{layer}.{name}.bias"));
        // A bias of the keys would move all scores of a query alike, which softmax does not see: no gradient could reach it.
        let none = Tensor::zeros([1, width], &x.device());
        let (query, key, value) = (of("query", bias("query")), of("key", none), of("value", bias("value")));
        let each = width / self.heads;
        let scores = query.matmul(key.swap_dims(1, 2)) / root(each);
        let seen = softmax(scores, 2).matmul(value).swap_dims(0, 1).reshape([tokens, rows, width]);
        let (weight, bias) = (format!("layer{layer}.out.weight"), format!("layer{layer}.out.bias"));
        linear(seen, weights.get(&weight), weights.get(&bias))
    }
}

#[expect(clippy::cast_precision_loss, reason = "a width")]
fn root(width: usize) -> f32 {
    (width as f32).sqrt()
}

/// Each token about 0 with a spread of 1, then scaled and moved as learnt.
fn norm(weights: &Bound, name: &str, x: Tensor<3>) -> Tensor<3> {
    let centred = x.clone() - x.mean_dim(2);
    let spread = (centred.clone().powf_scalar(2.0).mean_dim(2) + FLOOR).sqrt();
    let scale = weights.get(&format!("{name}.scale")).unsqueeze::<3>();
    centred / spread * scale + weights.get(&format!("{name}.move")).unsqueeze::<3>()
}

impl Body for Transformer {
    fn names(&self) -> &'static [&'static str] {
        &["width", "heads", "layers", "patch"]
    }

    fn numbers(&self) -> Vec<usize> {
        vec![self.width, self.heads, self.layers, self.patch]
    }

    fn needs(&self) -> usize {
        self.patch
    }

    fn plan(&self, shape: Shape, plan: &mut Plan) -> usize {
        let width = self.width;
        let layer = |plan: &mut Plan, name: &str, shape: [usize; 2], gain: f32| {
            plan.matrix(&format!("{name}.weight"), shape, gain);
            plan.row(&format!("{name}.bias"), shape[1], 0.0);
        };
        let normed = |plan: &mut Plan, name: &str| {
            plan.row(&format!("{name}.scale"), width, 1.0);
            plan.row(&format!("{name}.move"), width, 0.0);
        };
        layer(plan, "entry", [self.patch * shape.channels, width], 1.0);
        plan.matrix("places", [self.reach().rows_of(shape.steps), width], 0.5);
        for number in 0..self.layers {
            let name = |part: &str| format!("layer{number}.{part}");
            normed(plan, &name("before"));
            for part in ["query", "value", "out"] {
                layer(plan, &name(part), [width, width], 1.0);
            }
            plan.matrix(&name("key.weight"), [width, width], 1.0);
            normed(plan, &name("between"));
            layer(plan, &name("wide"), [width, WIDER * width], RECTIFIED);
            layer(plan, &name("narrow"), [WIDER * width, width], 1.0);
        }
        normed(plan, "exit");
        width
    }

    fn features(&self, weights: &Bound, x: Tensor<3>) -> Tensor<2> {
        let places = weights.get("places");
        let [tokens, width] = places.dims();
        let entered = linear(unfold(x, self.reach()), weights.get("entry.weight"), weights.get("entry.bias"));
        let mut x = entered + places.reshape([tokens, 1, width]);
        for layer in 0..self.layers {
            let name = |part: &str| format!("layer{layer}.{part}");
            let get = |part: &str| weights.get(&name(part));
            x = x.clone() + self.attend(weights, layer, norm(weights, &name("before"), x));
            let wide = gelu(linear(norm(weights, &name("between"), x.clone()), get("wide.weight"), get("wide.bias")));
            x = x + linear(wide, get("narrow.weight"), get("narrow.bias"));
        }
        mean(norm(weights, "exit", x))
    }
}

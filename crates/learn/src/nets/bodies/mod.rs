//! Bodies of nets: what turns a window into features. The head, one layer from features to classes, is the same for all.
//!
//! A body plans its weights by name for windows of a shape, and computes features with them. Time comes first in its input: `[steps, rows, channels]`.

mod cnn;
mod cnn_lstm;
mod gru;
mod lstm;
mod mlp;
mod temporal;
mod transformer;

use burn::tensor::Tensor;

pub use cnn::Cnn;
pub use cnn_lstm::CnnLstm;
pub use gru::Gru;
pub use lstm::Lstm;
pub use mlp::Mlp;
pub use temporal::Temporal;
pub use transformer::Transformer;

use super::weights::{Bound, Plan};

/// The shape of one window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) steps: usize,
    pub(super) channels: usize,
}

/// What all bodies can do.
pub(super) trait Body {
    /// Names of the settings, in the order of `numbers`.
    fn names(&self) -> &'static [&'static str];

    /// The settings.
    fn numbers(&self) -> Vec<usize>;

    /// How many samples a window must hold at least.
    fn needs(&self) -> usize {
        1
    }

    /// Plans the weights and says how many features come out.
    fn plan(&self, shape: Shape, plan: &mut Plan) -> usize;

    /// Features `[rows, features]` of windows `[steps, rows, channels]`.
    fn features(&self, weights: &Bound, x: Tensor<3>) -> Tensor<2>;
}

/// Gain of weights before a rectifier, which lets half of the variance through (He et al. 2015).
const RECTIFIED: f32 = std::f32::consts::SQRT_2;

/// The last time step.
fn last(x: Tensor<3>) -> Tensor<2> {
    let [steps, rows, wide] = x.dims();
    x.narrow(0, steps - 1, 1).reshape([rows, wide])
}

/// The mean over time.
fn mean(x: Tensor<3>) -> Tensor<2> {
    let [_, rows, wide] = x.dims();
    x.mean_dim(0).reshape([rows, wide])
}

/// The greatest over time.
fn greatest(x: Tensor<3>) -> Tensor<2> {
    let [_, rows, wide] = x.dims();
    x.max_dim(0).reshape([rows, wide])
}

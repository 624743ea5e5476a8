//! Layers over the whole window at once: each sample has weights of its own, so what matters must come at about the same moment in each window.

use burn::tensor::Tensor;
use burn::tensor::activation::relu;

use super::{Body, RECTIFIED, Shape};
use crate::nets::weights::{Bound, Plan};

/// A multilayer perceptron.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mlp {
    /// Width of each layer.
    pub hidden: usize,
    /// How many layers before the head.
    pub layers: usize,
}

impl Default for Mlp {
    fn default() -> Self {
        Self { hidden: 64, layers: 2 }
    }
}

impl Body for Mlp {
    fn names(&self) -> &'static [&'static str] {
        &["hidden", "layers"]
    }

    fn numbers(&self) -> Vec<usize> {
        vec![self.hidden, self.layers]
    }

    fn plan(&self, shape: Shape, plan: &mut Plan) -> usize {
        let mut inner = shape.steps * shape.channels;
        for layer in 0..self.layers {
            plan.matrix(&format!("layer{layer}.weight"), [inner, self.hidden], RECTIFIED);
            plan.row(&format!("layer{layer}.bias"), self.hidden, 0.0);
            inner = self.hidden;
        }
        inner
    }

    fn features(&self, weights: &Bound, x: Tensor<3>) -> Tensor<2> {
        let [steps, rows, channels] = x.dims();
        let mut x = x.swap_dims(0, 1).reshape([rows, steps * channels]);
        for layer in 0..self.layers {
            let weight = weights.get(&format!("layer{layer}.weight"));
            x = relu(x.matmul(weight) + weights.get(&format!("layer{layer}.bias")));
        }
        x
    }
}

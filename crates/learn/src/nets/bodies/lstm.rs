//! A memory that reads the window step by step; its last state is the feature. Good for order over long stretches, slow to train.

use burn::tensor::Tensor;

use super::{Body, Shape, last};
use crate::nets::ops::{linear, lstm};
use crate::nets::weights::{Bound, Plan};

/// A long short-term memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lstm {
    /// Width of the memory.
    pub hidden: usize,
}

impl Default for Lstm {
    fn default() -> Self {
        Self { hidden: 32 }
    }
}

/// Plans the weights of one such layer.
pub(super) fn plan_layer(inner: usize, hidden: usize, plan: &mut Plan) {
    plan.matrix("lstm.weight", [inner, 4 * hidden], 1.0);
    // Gates in the order input, forget, cell, output.
    plan.gates("lstm.bias", 4 * hidden, hidden..2 * hidden);
    plan.matrix("lstm.recurrent", [hidden, 4 * hidden], 1.0);
}

/// The states of one such layer; the product with the input is made for all time steps at once.
pub(super) fn layer(weights: &Bound, x: Tensor<3>) -> Tensor<3> {
    lstm(linear(x, weights.get("lstm.weight"), weights.get("lstm.bias")), weights.get("lstm.recurrent"))
}

impl Body for Lstm {
    fn names(&self) -> &'static [&'static str] {
        &["hidden"]
    }

    fn numbers(&self) -> Vec<usize> {
        vec![self.hidden]
    }

    fn plan(&self, shape: Shape, plan: &mut Plan) -> usize {
        plan_layer(shape.channels, self.hidden, plan);
        self.hidden
    }

    fn features(&self, weights: &Bound, x: Tensor<3>) -> Tensor<2> {
        last(layer(weights, x))
    }
}

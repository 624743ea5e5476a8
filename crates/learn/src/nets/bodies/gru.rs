//! A memory with three gates instead of four: a quarter fewer weights than [`Lstm`](super::Lstm), and mostly as good.

use burn::tensor::Tensor;

use super::{Body, Shape, last};
use crate::nets::ops::{gru, linear};
use crate::nets::weights::{Bound, Plan};

/// A gated recurrent unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gru {
    /// Width of the memory.
    pub hidden: usize,
}

impl Default for Gru {
    fn default() -> Self {
        Self { hidden: 32 }
    }
}

impl Body for Gru {
    fn names(&self) -> &'static [&'static str] {
        &["hidden"]
    }

    fn numbers(&self) -> Vec<usize> {
        vec![self.hidden]
    }

    fn plan(&self, shape: Shape, plan: &mut Plan) -> usize {
        plan.matrix("gru.weight", [shape.channels, 3 * self.hidden], 1.0);
        // Gates in the order reset, update, new; an open update gate keeps what was before.
        plan.gates("gru.bias", 3 * self.hidden, self.hidden..2 * self.hidden);
        plan.matrix("gru.recurrent", [self.hidden, 3 * self.hidden], 1.0);
        plan.row("gru.new.bias", self.hidden, 0.0);
        self.hidden
    }

    fn features(&self, weights: &Bound, x: Tensor<3>) -> Tensor<2> {
        let gates = linear(x, weights.get("gru.weight"), weights.get("gru.bias"));
        last(gru(gates, weights.get("gru.recurrent"), weights.get("gru.new.bias")))
    }
}

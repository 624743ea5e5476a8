//! A convolution that finds small shapes, then a memory for their order. A stride before the memory makes it as many times quicker.

use burn::tensor::Tensor;
use burn::tensor::activation::relu;

use super::{Body, RECTIFIED, Shape, last, lstm};
use crate::nets::ops::{Reach, linear, unfold};
use crate::nets::weights::{Bound, Plan};

/// A convolution before a long short-term memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CnnLstm {
    /// Features of the convolution.
    pub filters: usize,
    /// Samples that a feature looks at.
    pub kernel: usize,
    /// The convolution looks anew after so many samples.
    pub stride: usize,
    /// Width of the memory.
    pub hidden: usize,
}

impl Default for CnnLstm {
    fn default() -> Self {
        Self { filters: 32, kernel: 5, stride: 2, hidden: 32 }
    }
}

impl Body for CnnLstm {
    fn names(&self) -> &'static [&'static str] {
        &["filters", "kernel", "stride", "hidden"]
    }

    fn numbers(&self) -> Vec<usize> {
        vec![self.filters, self.kernel, self.stride, self.hidden]
    }

    fn needs(&self) -> usize {
        self.kernel
    }

    fn plan(&self, shape: Shape, plan: &mut Plan) -> usize {
        plan.matrix("conv.weight", [self.kernel * shape.channels, self.filters], RECTIFIED);
        plan.row("conv.bias", self.filters, 0.0);
        lstm::plan_layer(self.filters, self.hidden, plan);
        self.hidden
    }

    fn features(&self, weights: &Bound, x: Tensor<3>) -> Tensor<2> {
        let reach = Reach { kernel: self.kernel, apart: 1, stride: self.stride, before: 0 };
        let x = relu(linear(unfold(x, reach), weights.get("conv.weight"), weights.get("conv.bias")));
        last(lstm::layer(weights, x))
    }
}

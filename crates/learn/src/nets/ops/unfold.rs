//! Stretches of time steps as rows: the convolution is then one product of them with the kernels.
//!
//! ```text
//! time   0 1 2 3 4        kernel 3, every step      rows  0 1 2
//!        a b c d e   ──>                                  a b c
//!                                                         b c d
//!                                                         c d e
//! ```
//!
//! Backward, each row's gradient is added to the steps that it was made of.

use burn::backend::Flex;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::tensor::Tensor;

use super::{Recording, tensor, values};

/// Which steps a convolution looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::nets) struct Reach {
    /// How many steps it looks at.
    pub(in crate::nets) kernel: usize,
    /// How far from each other they are, in steps.
    pub(in crate::nets) apart: usize,
    /// It looks anew after so many steps.
    pub(in crate::nets) stride: usize,
    /// Steps of zeros before the first.
    pub(in crate::nets) before: usize,
}

impl Reach {
    /// How many rows come of so many steps; 0 when they are too few.
    pub(in crate::nets) fn rows_of(self, steps: usize) -> usize {
        (steps + self.before).checked_sub(self.span()).map_or(0, |left| left / self.stride.max(1) + 1)
    }

    /// From its first to its last step.
    pub(in crate::nets) fn span(self) -> usize {
        self.apart * self.kernel.saturating_sub(1) + 1
    }

    /// For each row that comes out and each place of the kernel: the step that is there, if it is no zero.
    fn sources(self, steps: usize) -> impl Iterator<Item = (usize, usize, usize)> {
        (0..self.rows_of(steps)).flat_map(move |out| {
            (0..self.kernel).filter_map(move |place| {
                let source = (out * self.stride + place * self.apart).checked_sub(self.before)?;
                Some((out, place, source))
            })
        })
    }
}

#[derive(Clone, Copy, Debug)]
struct Shape {
    steps: usize,
    rows: usize,
    channels: usize,
    reach: Reach,
}

/// `[steps, rows, channels]` becomes `[reach.rows_of(steps), rows, kernel * channels]`, oldest step first.
pub(in crate::nets) fn unfold(x: Tensor<3>, reach: Reach) -> Tensor<3> {
    let [steps, rows, channels] = x.dims();
    let shape = Shape { steps, rows, channels, reach };
    if !x.device().is_autodiff() {
        let input = x.try_into_primitive::<Flex>().expect("nets live on one backend");
        return Tensor::from_primitive::<Flex>(tensor(gather(&values(&input), shape), shape.unfolded()));
    }
    let input = x.try_into_primitive::<Recording>().expect("nets live on one backend");
    let output = tensor(gather(&values(input.primitive()), shape), shape.unfolded());
    let output = match Fold.prepare::<NoCheckpointing>([input.node()]).compute_bound().stateful() {
        OpsKind::Tracked(prepared) => prepared.finish(shape, output),
        OpsKind::UnTracked(prepared) => prepared.finish(output),
    };
    Tensor::from_primitive::<Recording>(output)
}

impl Shape {
    fn unfolded(self) -> [usize; 3] {
        [self.reach.rows_of(self.steps), self.rows, self.reach.kernel * self.channels]
    }
}

fn gather(input: &[f32], shape: Shape) -> Vec<f32> {
    let (channels, wide) = (shape.channels, shape.reach.kernel * shape.channels);
    let mut output = vec![0.0; shape.unfolded().iter().product()];
    for (out, place, source) in shape.reach.sources(shape.steps) {
        let from = &input[source * shape.rows * channels..][..shape.rows * channels];
        let to = &mut output[out * shape.rows * wide..][..shape.rows * wide];
        for (from, to) in from.chunks_exact(channels).zip(to.chunks_exact_mut(wide)) {
            to[place * channels..(place + 1) * channels].copy_from_slice(from);
        }
    }
    output
}

fn scatter(gradient: &[f32], shape: Shape) -> Vec<f32> {
    let (channels, wide) = (shape.channels, shape.reach.kernel * shape.channels);
    let mut input = vec![0.0; shape.steps * shape.rows * channels];
    for (out, place, source) in shape.reach.sources(shape.steps) {
        let from = &gradient[out * shape.rows * wide..][..shape.rows * wide];
        let to = &mut input[source * shape.rows * channels..][..shape.rows * channels];
        for (from, to) in from.chunks_exact(wide).zip(to.chunks_exact_mut(channels)) {
            let from = &from[place * channels..(place + 1) * channels];
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        }
    }
    input
}

#[derive(Debug)]
struct Fold;

impl Backward<Flex, 1> for Fold {
    type State = Shape;

    fn backward(self, ops: Ops<Shape, 1>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = gradients.consume::<Flex>(&ops.node);
        let shape = ops.state;
        let [input] = ops.parents;
        if let Some(node) = input {
            let folded = scatter(&values(&gradient), shape);
            gradients.register::<Flex>(node.id, tensor(folded, [shape.steps, shape.rows, shape.channels]));
        }
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::super::check::{against_slopes, drawn, on, read};
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn each_row_holds_the_steps_that_the_kernel_sees() {
        let x = on(&[1.0, 2.0, 3.0, 4.0, 5.0], [5, 1, 1], &Device::flex());
        let plain = Reach { kernel: 3, apart: 1, stride: 1, before: 0 };
        assert_eq!(read(unfold(x.clone(), plain)), [1.0, 2.0, 3.0, 2.0, 3.0, 4.0, 3.0, 4.0, 5.0]);
        let causal = Reach { kernel: 2, apart: 2, stride: 2, before: 2 };
        assert_eq!(read(unfold(x, causal)), [0.0, 1.0, 1.0, 3.0, 3.0, 5.0]);
        assert_eq!(plain.rows_of(2), 0);
    }

    #[test]
    fn the_gradient_is_the_slope() {
        let mut random = SplitMix64::new(2);
        let reach = Reach { kernel: 3, apart: 2, stride: 2, before: 3 };
        let (shape, device) = ([7, 2, 3], Device::flex());
        let (input, weight) = (drawn(&mut random, shape), drawn(&mut random, [reach.rows_of(7), 2, 9]));
        let weights = |device: &Device| on(&weight, [reach.rows_of(7), 2, 9], device);
        let loss =
            |input: &[f32]| f64::from(read((unfold(on(input, shape, &device), reach) * weights(&device)).sum())[0]);
        let recording = Device::flex().autodiff();
        let x = on(&input, shape, &recording).require_grad();
        let gradients = (unfold(x.clone(), reach) * weights(&recording)).sum().backward();
        against_slopes(&input, &read(x.grad(&gradients).unwrap()), loss);
    }
}

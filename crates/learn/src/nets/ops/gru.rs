//! A whole GRU over time as one step of the net.
//!
//! Cho et al. 2014, with the reset gate after the product, as PyTorch and cuDNN have it. Gates in the order reset, update, new; `h` is 0 before the first step:
//!
//! ```text
//! m = h[t-1] W      r, u = sigmoid(a_r + m_r), sigmoid(a_u + m_u)      n = tanh(a_n + r (m_n + b))
//! h[t] = n + u (h[t-1] - n)
//! ```

use burn::backend::Flex;
use burn::backend::autodiff::checkpoint::base::Checkpointer;
use burn::backend::autodiff::checkpoint::strategy::NoCheckpointing;
use burn::backend::autodiff::grads::Gradients;
use burn::backend::autodiff::ops::{Backward, Ops, OpsKind};
use burn::backend::flex::FlexTensor;
use burn::backend::ops::FloatTensorOps;
use burn::tensor::Tensor;
use pulp::{Arch, Simd, WithSimd};

use super::panels::Panels;
use super::{Recording, tensor, values};
use crate::curves::{sigmoids, tanhs};

/// Gates of a cell.
const GATES: usize = 3;

#[derive(Clone, Copy, Debug)]
struct Size {
    steps: usize,
    rows: usize,
    hidden: usize,
}

/// What the backward pass needs of the forward pass.
#[derive(Clone, Debug)]
struct Kept {
    size: Size,
    /// The gates after their curves.
    gates: Vec<f32>,
    /// What the state before brings to `n`, with the bias, before the reset gate.
    brought: Vec<f32>,
    hidden: FlexTensor,
    recurrent: FlexTensor,
}

/// Hidden states `[steps, rows, hidden]` of `[steps, rows, 3 hidden]`, the recurrent weights `[hidden, 3 hidden]` and the bias of `n` `[1, hidden]`.
pub(in crate::nets) fn gru(gates: Tensor<3>, recurrent: Tensor<2>, bias: Tensor<2>) -> Tensor<3> {
    let [steps, rows, wide] = gates.dims();
    let size = Size { steps, rows, hidden: wide / GATES };
    if !gates.device().is_autodiff() {
        let gates = gates.try_into_primitive::<Flex>().expect("nets live on one backend");
        let recurrent = recurrent.try_into_primitive::<Flex>().expect("nets live on one backend");
        let bias = bias.try_into_primitive::<Flex>().expect("nets live on one backend");
        return Tensor::from_primitive::<Flex>(forward(&gates, recurrent, &bias, size).hidden);
    }
    let gates = gates.try_into_primitive::<Recording>().expect("nets live on one backend");
    let recurrent = recurrent.try_into_primitive::<Recording>().expect("nets live on one backend");
    let bias = bias.try_into_primitive::<Recording>().expect("nets live on one backend");
    let kept = forward(gates.primitive(), recurrent.primitive().clone(), bias.primitive(), size);
    let output = kept.hidden.clone();
    let prepared = Unrolled.prepare::<NoCheckpointing>([gates.node(), recurrent.node(), bias.node()]);
    let output = match prepared.compute_bound().stateful() {
        OpsKind::Tracked(prepared) => prepared.finish(kept, output),
        OpsKind::UnTracked(prepared) => prepared.finish(output),
    };
    Tensor::from_primitive::<Recording>(output)
}

fn forward(input: &FlexTensor, recurrent: FlexTensor, bias: &FlexTensor, size: Size) -> Kept {
    let count = size.steps * size.rows * size.hidden;
    let mut gates = values(input).into_owned();
    let (mut hidden, mut brought) = (vec![0.0; count], vec![0.0; count]);
    let panels = Panels::new(&values(&recurrent), size.hidden, GATES * size.hidden);
    Arch::new().dispatch(Onward {
        size,
        panels: &panels,
        bias: &values(bias),
        gates: &mut gates,
        hidden: &mut hidden,
        brought: &mut brought,
    });
    let hidden = tensor(hidden, [size.steps, size.rows, size.hidden]);
    Kept { size, gates, brought, hidden, recurrent }
}

/// The forward pass, compiled once for each kind of processor.
struct Onward<'a> {
    size: Size,
    panels: &'a Panels,
    bias: &'a [f32],
    gates: &'a mut [f32],
    hidden: &'a mut [f32],
    brought: &'a mut [f32],
}

impl WithSimd for Onward<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        if S::F32_LANES > 1 { self.run::<true>() } else { self.run::<false>() }
    }
}

impl Onward<'_> {
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let Size { steps, rows, hidden: wide } = self.size;
        let block = rows * wide;
        let none = vec![0.0; block];
        let mut products = vec![0.0; block * GATES];
        for step in 0..steps {
            let gates = &mut self.gates[step * block * GATES..(step + 1) * block * GATES];
            let (before, hidden) = self.hidden.split_at_mut(step * block);
            let before = if step == 0 { &none } else { &before[(step - 1) * block..] };
            products.fill(0.0);
            self.panels.add_product::<FUSED>(before, &mut products);
            let brought = &mut self.brought[step * block..(step + 1) * block];
            let gates = gates.chunks_exact_mut(GATES * wide).zip(products.chunks_exact(GATES * wide));
            let states = before.chunks_exact(wide).zip(hidden.chunks_exact_mut(wide));
            for ((gates, states), brought) in gates.zip(states).zip(brought.chunks_exact_mut(wide)) {
                turn_on::<FUSED>(gates, states, (self.bias, brought));
            }
        }
    }
}

/// One row of one time step. `gates` come in before their curves and leave after them.
#[inline(always)]
fn turn_on<const FUSED: bool>(
    (gates, products): (&mut [f32], &[f32]),
    (before, hidden): (&[f32], &mut [f32]),
    (bias, brought): (&[f32], &mut [f32]),
) {
    let wide = before.len();
    let (both, new) = gates.split_at_mut(2 * wide);
    let (to_both, to_new) = products.split_at(2 * wide);
    both.iter_mut().zip(to_both).for_each(|(gate, product)| *gate += product);
    sigmoids::<FUSED>(both);
    let (reset, update) = both.split_at(wide);
    for (brought, (product, bias)) in brought.iter_mut().zip(to_new.iter().zip(bias)) {
        *brought = product + bias;
    }
    for (new, (reset, brought)) in new.iter_mut().zip(reset.iter().zip(brought.iter())) {
        *new += reset * brought;
    }
    tanhs::<FUSED>(new);
    for ((hidden, before), (new, update)) in hidden.iter_mut().zip(before).zip(new.iter().zip(update)) {
        *hidden = new + update * (before - new);
    }
}

#[derive(Debug)]
struct Unrolled;

impl Backward<Flex, 3> for Unrolled {
    type State = Kept;

    fn backward(self, ops: Ops<Kept, 3>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = gradients.consume::<Flex>(&ops.node);
        let kept = ops.state;
        let Size { steps, rows, hidden: wide } = kept.size;
        let [input, recurrent, bias] = ops.parents;
        let (of_gates, of_products) = backward(&kept, &values(&gradient));
        if let Some(node) = bias {
            let mut sums = vec![0.0; wide];
            for row in of_products.chunks_exact(GATES * wide) {
                sums.iter_mut().zip(&row[2 * wide..]).for_each(|(sum, value)| *sum += value);
            }
            gradients.register::<Flex>(node.id, tensor(sums, [1, wide]));
        }
        if let Some(node) = recurrent {
            gradients.register::<Flex>(node.id, of_recurrent(&kept, of_products));
        }
        if let Some(node) = input {
            gradients.register::<Flex>(node.id, tensor(of_gates, [steps, rows, GATES * wide]));
        }
    }
}

/// Each state met the products of the next step: one product over all steps and rows.
fn of_recurrent(kept: &Kept, of_products: Vec<f32>) -> FlexTensor {
    let Size { steps, rows, hidden: wide } = kept.size;
    let count = (steps - 1) * rows;
    if count == 0 {
        return tensor(vec![0.0; wide * GATES * wide], [wide, GATES * wide]);
    }
    let states = kept.hidden.reshape([steps * rows, wide].into()).narrow(0, 0, count).transpose(0, 1);
    let products = tensor(of_products, [steps * rows, GATES * wide]).narrow(0, rows, count);
    Flex::float_matmul(states, products)
}

/// Gradients of what the input brings, and of what the state before brings.
fn backward(kept: &Kept, gradient: &[f32]) -> (Vec<f32>, Vec<f32>) {
    let wide = kept.size.hidden;
    let panels = Panels::transposed(&values(&kept.recurrent), GATES * wide, wide);
    let hidden = values(&kept.hidden);
    let (mut of_gates, mut of_products) = (vec![0.0; kept.gates.len()], vec![0.0; kept.gates.len()]);
    Arch::new().dispatch(Back {
        kept,
        hidden: &hidden,
        gradient,
        panels: &panels,
        of_gates: &mut of_gates,
        of_products: &mut of_products,
    });
    (of_gates, of_products)
}

/// The backward pass, compiled once for each kind of processor.
struct Back<'a> {
    kept: &'a Kept,
    hidden: &'a [f32],
    gradient: &'a [f32],
    panels: &'a Panels,
    of_gates: &'a mut [f32],
    of_products: &'a mut [f32],
}

impl WithSimd for Back<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        if S::F32_LANES > 1 { self.run::<true>() } else { self.run::<false>() }
    }
}

impl Back<'_> {
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let Size { steps, rows, hidden: wide } = self.kept.size;
        let block = rows * wide;
        let none = vec![0.0; block];
        // What the later steps bring back to this step's state.
        let mut to_hidden = vec![0.0; block];
        for step in (0..steps).rev() {
            let (part, wider) = (step * block..(step + 1) * block, step * block * GATES..(step + 1) * block * GATES);
            let before = if step == 0 { &none[..] } else { &self.hidden[part.start - block..part.start] };
            to_hidden.iter_mut().zip(&self.gradient[part.clone()]).for_each(|(sum, own)| *sum += own);
            let of_products = &mut self.of_products[wider.clone()];
            let states = to_hidden.chunks_exact_mut(wide).zip(before.chunks_exact(wide));
            let gates = self.kept.gates[wider.clone()].chunks_exact(GATES * wide);
            let gates = gates.zip(self.kept.brought[part].chunks_exact(wide));
            let of_gates = self.of_gates[wider].chunks_exact_mut(GATES * wide);
            let of_gates = of_gates.zip(of_products.chunks_exact_mut(GATES * wide));
            for ((state, gates), of_gates) in states.zip(gates).zip(of_gates) {
                turn_back(state, gates, of_gates);
            }
            self.panels.add_product::<FUSED>(of_products, &mut to_hidden);
        }
    }
}

/// One row of one time step, backward. `to_hidden` comes in as this step's and leaves as what passes the update gate to the step before.
#[inline(always)]
fn turn_back(
    (to_hidden, before): (&mut [f32], &[f32]),
    (gates, brought): (&[f32], &[f32]),
    (of_gates, of_products): (&mut [f32], &mut [f32]),
) {
    let wide = before.len();
    let (reset, rest) = gates.split_at(wide);
    let (update, new) = rest.split_at(wide);
    let (of_reset, rest) = of_gates.split_at_mut(wide);
    let (of_update, of_new) = rest.split_at_mut(wide);
    for place in 0..wide {
        let whole = to_hidden[place];
        let of_curve = whole * (1.0 - update[place]) * (1.0 - new[place] * new[place]);
        of_new[place] = of_curve;
        of_reset[place] = of_curve * brought[place] * reset[place] * (1.0 - reset[place]);
        of_update[place] = whole * (before[place] - new[place]) * update[place] * (1.0 - update[place]);
        to_hidden[place] = whole * update[place];
    }
    of_products.copy_from_slice(of_gates);
    for (product, reset) in of_products[2 * wide..].iter_mut().zip(reset) {
        *product *= reset;
    }
}

#[cfg(test)]
mod tests {
    use burn::tensor::Device;

    use super::super::check::{against_slopes, drawn, on, read};
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn the_gradients_are_the_slopes() {
        let mut random = SplitMix64::new(5);
        let (shape, wide) = ([4, 3, 3 * 5], [5, 3 * 5]);
        let (input, weight) = (drawn(&mut random, shape), drawn(&mut random, wide));
        let (bias, share) = (drawn(&mut random, [1, 5]), drawn(&mut random, [4, 3, 5]));
        let device = Device::flex();
        let loss = |input: &[f32], weight: &[f32], bias: &[f32]| {
            let out = gru(on(input, shape, &device), on(weight, wide, &device), on(bias, [1, 5], &device));
            read(out).iter().zip(&share).map(|(out, share)| f64::from(*out) * f64::from(*share)).sum::<f64>()
        };
        let recording = Device::flex().autodiff();
        let a = on(&input, shape, &recording).require_grad();
        let w = on(&weight, wide, &recording).require_grad();
        let b = on(&bias, [1, 5], &recording).require_grad();
        let out = gru(a.clone(), w.clone(), b.clone());
        let gradients = (out * on(&share, [4, 3, 5], &recording)).sum().backward();
        against_slopes(&input, &read(a.grad(&gradients).unwrap()), |input| loss(input, &weight, &bias));
        against_slopes(&weight, &read(w.grad(&gradients).unwrap()), |weight| loss(&input, weight, &bias));
        against_slopes(&bias, &read(b.grad(&gradients).unwrap()), |bias| loss(&input, &weight, bias));
    }

    #[test]
    fn two_steps_are_those_of_the_formulas() {
        let device = Device::flex();
        let (a, w, b) = ([0.1, -0.2, 0.3, 0.5, 0.4, -0.6], [0.7, -0.3, 0.2], [0.25]);
        let found = read(gru(on(&a, [2, 1, 3], &device), on(&w, [1, 3], &device), on(&b, [1, 1], &device)));
        let curve = |x: f32| 1.0 / (1.0 + (-x).exp());
        let mut state = 0.0_f32;
        for (a, found) in a.chunks_exact(3).zip(found) {
            let (reset, update) = (curve(a[0] + state * w[0]), curve(a[1] + state * w[1]));
            let new = (a[2] + reset * (state * w[2] + b[0])).tanh();
            state = (1.0 - update) * new + update * state;
            assert!((state - found).abs() < 1e-6, "{found}, not {state}");
        }
    }
}

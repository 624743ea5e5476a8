//! A whole LSTM over time as one step of the net.
//!
//! Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000. With `a` what the input brings to the gates (one product for all time steps,
//! made before), `h` and `c` 0 before the first step, and gates in the order input, forget, cell, output:
//!
//! ```text
//! z = a[t] + h[t-1] W      i, f, o = sigmoid(z_i), sigmoid(z_f), sigmoid(z_o)      g = tanh(z_g)
//! c[t] = f c[t-1] + i g    h[t] = o tanh(c[t])
//! ```
//!
//! Taken apart into burn's own steps this is some twenty small tensors for each time step, and the record of gradients costs more than the numbers. Here
//! the forward pass keeps gates and cells in three rows of numbers; the backward pass runs over them once, and the gradient of `W` is one product.

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
const GATES: usize = 4;

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
    cells: Vec<f32>,
    /// The hyperbolic tangent of the cells.
    bent: Vec<f32>,
    hidden: FlexTensor,
    recurrent: FlexTensor,
}

/// Hidden states `[steps, rows, hidden]` of `[steps, rows, 4 hidden]` and the recurrent weights `[hidden, 4 hidden]`.
pub(in crate::nets) fn lstm(gates: Tensor<3>, recurrent: Tensor<2>) -> Tensor<3> {
    let [steps, rows, wide] = gates.dims();
    let size = Size { steps, rows, hidden: wide / GATES };
    if !gates.device().is_autodiff() {
        let gates = gates.try_into_primitive::<Flex>().expect("nets live on one backend");
        let recurrent = recurrent.try_into_primitive::<Flex>().expect("nets live on one backend");
        return Tensor::from_primitive::<Flex>(forward(&gates, recurrent, size).hidden);
    }
    let gates = gates.try_into_primitive::<Recording>().expect("nets live on one backend");
    let recurrent = recurrent.try_into_primitive::<Recording>().expect("nets live on one backend");
    let kept = forward(gates.primitive(), recurrent.primitive().clone(), size);
    let output = kept.hidden.clone();
    let prepared = Unrolled.prepare::<NoCheckpointing>([gates.node(), recurrent.node()]);
    let output = match prepared.compute_bound().stateful() {
        OpsKind::Tracked(prepared) => prepared.finish(kept, output),
        OpsKind::UnTracked(prepared) => prepared.finish(output),
    };
    Tensor::from_primitive::<Recording>(output)
}

fn forward(input: &FlexTensor, recurrent: FlexTensor, size: Size) -> Kept {
    let count = size.steps * size.rows * size.hidden;
    let mut gates = values(input).into_owned();
    let (mut hidden, mut cells, mut bent) = (vec![0.0; count], vec![0.0; count], vec![0.0; count]);
    let panels = Panels::new(&values(&recurrent), size.hidden, GATES * size.hidden);
    Arch::new().dispatch(Onward {
        size,
        panels: &panels,
        gates: &mut gates,
        hidden: &mut hidden,
        cells: &mut cells,
        bent: &mut bent,
    });
    let hidden = tensor(hidden, [size.steps, size.rows, size.hidden]);
    Kept { size, gates, cells, bent, hidden, recurrent }
}

/// The forward pass, compiled once for each kind of processor.
struct Onward<'a> {
    size: Size,
    panels: &'a Panels,
    gates: &'a mut [f32],
    hidden: &'a mut [f32],
    cells: &'a mut [f32],
    bent: &'a mut [f32],
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
        for step in 0..steps {
            let gates = &mut self.gates[step * block * GATES..(step + 1) * block * GATES];
            let (before, hidden) = self.hidden.split_at_mut(step * block);
            let (cells_before, cells) = self.cells.split_at_mut(step * block);
            let cells_before = if step == 0 { &none } else { &cells_before[(step - 1) * block..] };
            if step > 0 {
                self.panels.add_product::<FUSED>(&before[(step - 1) * block..], gates);
            }
            let bent = &mut self.bent[step * block..(step + 1) * block];
            let gates = gates.chunks_exact_mut(GATES * wide);
            let cells = cells_before.chunks_exact(wide).zip(cells.chunks_exact_mut(wide));
            let out = bent.chunks_exact_mut(wide).zip(hidden.chunks_exact_mut(wide));
            for ((gates, cells), out) in gates.zip(cells).zip(out) {
                turn_on::<FUSED>(gates, cells, out);
            }
        }
    }
}

/// One row of one time step. `gates` come in before their curves and leave after them.
#[inline(always)]
fn turn_on<const FUSED: bool>(
    gates: &mut [f32],
    (before, cells): (&[f32], &mut [f32]),
    (bent, hidden): (&mut [f32], &mut [f32]),
) {
    let wide = before.len();
    sigmoids::<FUSED>(&mut gates[..2 * wide]);
    tanhs::<FUSED>(&mut gates[2 * wide..3 * wide]);
    sigmoids::<FUSED>(&mut gates[3 * wide..]);
    let (open, rest) = gates.split_at(wide);
    let (keep, rest) = rest.split_at(wide);
    let (new, show) = rest.split_at(wide);
    for ((cell, (keep, before)), (open, new)) in cells.iter_mut().zip(keep.iter().zip(before)).zip(open.iter().zip(new))
    {
        *cell = keep * before + open * new;
    }
    bent.copy_from_slice(cells);
    tanhs::<FUSED>(bent);
    for (hidden, (show, bent)) in hidden.iter_mut().zip(show.iter().zip(bent.iter())) {
        *hidden = show * bent;
    }
}

#[derive(Debug)]
struct Unrolled;

impl Backward<Flex, 2> for Unrolled {
    type State = Kept;

    fn backward(self, ops: Ops<Kept, 2>, gradients: &mut Gradients, _: &mut Checkpointer) {
        let gradient = gradients.consume::<Flex>(&ops.node);
        let kept = ops.state;
        let Size { steps, rows, hidden: wide } = kept.size;
        let [input, recurrent] = ops.parents;
        let of_gates = tensor(backward(&kept, &values(&gradient)), [steps, rows, GATES * wide]);
        if let Some(node) = recurrent {
            gradients.register::<Flex>(node.id, of_recurrent(&kept, &of_gates));
        }
        if let Some(node) = input {
            gradients.register::<Flex>(node.id, of_gates);
        }
    }
}

/// Each state met the gates of the next step: one product over all steps and rows.
fn of_recurrent(kept: &Kept, of_gates: &FlexTensor) -> FlexTensor {
    let Size { steps, rows, hidden: wide } = kept.size;
    let count = (steps - 1) * rows;
    if count == 0 {
        return tensor(vec![0.0; wide * GATES * wide], [wide, GATES * wide]);
    }
    let states = kept.hidden.reshape([steps * rows, wide].into()).narrow(0, 0, count).transpose(0, 1);
    let gates = of_gates.reshape([steps * rows, GATES * wide].into()).narrow(0, rows, count);
    Flex::float_matmul(states, gates)
}

fn backward(kept: &Kept, gradient: &[f32]) -> Vec<f32> {
    let wide = kept.size.hidden;
    let panels = Panels::transposed(&values(&kept.recurrent), GATES * wide, wide);
    let mut of_gates = vec![0.0; kept.gates.len()];
    Arch::new().dispatch(Back { kept, gradient, panels: &panels, of_gates: &mut of_gates });
    of_gates
}

/// The backward pass, compiled once for each kind of processor.
struct Back<'a> {
    kept: &'a Kept,
    gradient: &'a [f32],
    panels: &'a Panels,
    of_gates: &'a mut [f32],
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
        // What the later steps bring back to this step's state and cell.
        let (mut to_hidden, mut to_cell) = (vec![0.0; block], vec![0.0; block]);
        for step in (0..steps).rev() {
            let part = step * block..(step + 1) * block;
            let gates = &self.kept.gates[step * block * GATES..(step + 1) * block * GATES];
            let of_gates = &mut self.of_gates[step * block * GATES..(step + 1) * block * GATES];
            let cells_before = if step == 0 { &none[..] } else { &self.kept.cells[part.start - block..part.start] };
            to_hidden.iter_mut().zip(&self.gradient[part.clone()]).for_each(|(sum, own)| *sum += own);
            let states = to_hidden.chunks_exact(wide).zip(to_cell.chunks_exact_mut(wide));
            let cells = cells_before.chunks_exact(wide).zip(self.kept.bent[part].chunks_exact(wide));
            let gates = gates.chunks_exact(GATES * wide).zip(of_gates.chunks_exact_mut(GATES * wide));
            for ((state, cell), gates) in states.zip(cells).zip(gates) {
                turn_back(state, cell, gates);
            }
            to_hidden.fill(0.0);
            if step > 0 {
                self.panels.add_product::<FUSED>(of_gates, &mut to_hidden);
            }
        }
    }
}

/// One row of one time step, backward.
#[inline(always)]
fn turn_back(
    (to_hidden, to_cell): (&[f32], &mut [f32]),
    (before, bent): (&[f32], &[f32]),
    (gates, of_gates): (&[f32], &mut [f32]),
) {
    let wide = to_hidden.len();
    let (open, rest) = gates.split_at(wide);
    let (keep, rest) = rest.split_at(wide);
    let (new, show) = rest.split_at(wide);
    let (of_open, rest) = of_gates.split_at_mut(wide);
    let (of_keep, rest) = rest.split_at_mut(wide);
    let (of_new, of_show) = rest.split_at_mut(wide);
    let (to_cell, before, bent) = (&mut to_cell[..wide], &before[..wide], &bent[..wide]);
    let (show, of_show) = (&show[..wide], &mut of_show[..wide]);
    for place in 0..wide {
        let cell = to_cell[place] + to_hidden[place] * show[place] * (1.0 - bent[place] * bent[place]);
        of_show[place] = to_hidden[place] * bent[place] * show[place] * (1.0 - show[place]);
        of_open[place] = cell * new[place] * open[place] * (1.0 - open[place]);
        of_keep[place] = cell * before[place] * keep[place] * (1.0 - keep[place]);
        of_new[place] = cell * open[place] * (1.0 - new[place] * new[place]);
        to_cell[place] = cell * keep[place];
    }
}

#[cfg(test)]
mod tests {
    use burn::nn::{Lstm, LstmConfig};
    use burn::tensor::{Device, TensorData};

    use super::super::check::{against_slopes, drawn, on, read};
    use super::super::linear;
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn the_gradients_are_the_slopes() {
        let mut random = SplitMix64::new(3);
        let (shape, wide) = ([4, 3, 4 * 5], [5, 4 * 5]);
        let (input, weight) = (drawn(&mut random, shape), drawn(&mut random, wide));
        let share = drawn(&mut random, [4, 3, 5]);
        let device = Device::flex();
        let loss = |input: &[f32], weight: &[f32]| {
            let out = lstm(on(input, shape, &device), on(weight, wide, &device));
            read(out).iter().zip(&share).map(|(out, share)| f64::from(*out) * f64::from(*share)).sum::<f64>()
        };
        let recording = Device::flex().autodiff();
        let a = on(&input, shape, &recording).require_grad();
        let w = on(&weight, wide, &recording).require_grad();
        let gradients = (lstm(a.clone(), w.clone()) * on(&share, [4, 3, 5], &recording)).sum().backward();
        against_slopes(&input, &read(a.grad(&gradients).unwrap()), |input| loss(input, &weight));
        against_slopes(&weight, &read(w.grad(&gradients).unwrap()), |weight| loss(&input, weight));
    }

    /// Weights of burn's own layer in our order: to the gates, their biases, recurrent.
    fn of_burn(layer: &Lstm, device: &Device) -> (Tensor<2>, Tensor<2>, Tensor<2>) {
        let forget = layer.forget_gate.as_ref().unwrap();
        let gates = [&layer.input_gate, forget, &layer.cell_gate, &layer.output_gate];
        let plain = |tensor: Tensor<2>| on(&read(tensor.clone()), tensor.dims(), device);
        let input = gates.iter().map(|gate| plain(gate.input_transform.weight.val())).collect();
        let recurrent = gates.iter().map(|gate| plain(gate.hidden_transform.weight.val())).collect();
        let bias = gates
            .iter()
            .map(|gate| {
                let both =
                    [&gate.input_transform, &gate.hidden_transform].map(|part| part.bias.as_ref().unwrap().val());
                let [one, other] = both.map(read);
                let sum: Vec<f32> = one.iter().zip(&other).map(|(one, other)| one + other).collect();
                Tensor::from_data(TensorData::new(sum, [1, layer.d_hidden]), device)
            })
            .collect();
        (Tensor::cat(input, 1), Tensor::cat(bias, 1), Tensor::cat(recurrent, 1))
    }

    #[test]
    fn states_and_gradients_are_those_of_burns_own_layer() {
        let mut random = SplitMix64::new(4);
        let recording = Device::flex().autodiff();
        let layer = LstmConfig::new(3, 6, true).with_batch_first(false).init(&recording);
        let x = drawn(&mut random, [9, 2, 3]);
        let share = on(&drawn(&mut random, [9, 2, 6]), [9, 2, 6], &recording);
        let theirs_x = on(&x, [9, 2, 3], &recording).require_grad();
        let (theirs, _) = layer.forward(theirs_x.clone(), None);
        let their_gradients = (theirs.clone() * share.clone()).sum().backward();
        let (weight, bias, recurrent) = of_burn(&layer, &recording);
        let recurrent = recurrent.require_grad();
        let own_x = on(&x, [9, 2, 3], &recording).require_grad();
        let own = lstm(linear(own_x.clone(), weight, bias), recurrent.clone());
        let gradients = (own.clone() * share).sum().backward();
        let gate = layer.cell_gate.hidden_transform.weight.val().grad(&their_gradients).unwrap();
        let own_gate = recurrent.grad(&gradients).unwrap().slice([0..6, 12..18]);
        let pairs = [
            (read(own), read(theirs)),
            (read(own_x.grad(&gradients).unwrap()), read(theirs_x.grad(&their_gradients).unwrap())),
            (read(own_gate), read(gate)),
        ];
        for (own, theirs) in pairs {
            assert_eq!(own.len(), theirs.len());
            for (own, theirs) in own.iter().zip(&theirs) {
                assert!((own - theirs).abs() < 1e-5, "{own}, burn {theirs}");
            }
        }
    }
}

//! How is a recursive filter run? As a chain of second-order sections: forward, both ways, or sample by sample.
//!
//! ```text
//! y[n] = b0 x[n] + z1        z1 = b1 x[n] - a1 y[n] + z2        z2 = b2 x[n] - a2 y[n]
//! ```
//!
//! Source: the transposed direct form II (Oppenheim and Schafer, 2010, Discrete-Time Signal Processing, section 6.3).
//! Both ways without a phase shift: Gustafsson, 1996, "Determining the initial states in forward-backward filtering", IEEE
//! Transactions on Signal Processing 44(4), in the form of SciPy's `sosfiltfilt`: the ends are lengthened by their own
//! mirror image turned upside down (odd), and the filter starts in the steady state of the first sample.

/// One second-order section; the coefficient of `y[n]` is one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Biquad {
    /// Weights of `x[n]`, `x[n-1]`, `x[n-2]`.
    pub b: [f64; 3],
    /// Weights of `y[n-1]`, `y[n-2]`.
    pub a: [f64; 2],
}

impl Biquad {
    /// What a constant of one becomes in the end.
    #[must_use]
    pub fn gain_of_constant(&self) -> f64 {
        self.b.iter().sum::<f64>() / (1.0 + self.a[0] + self.a[1])
    }

    /// The state in which a constant of one has been coming in for ever.
    fn steady_state(&self) -> [f64; 2] {
        let out = self.gain_of_constant();
        [out - self.b[0], self.b[2] - self.a[1] * out]
    }
}

/// A filter as a chain of sections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sections {
    /// The sections, in the order in which the signal passes them.
    pub chain: Vec<Biquad>,
}

impl Sections {
    /// The filter run forward from rest: causal, delays the signal.
    #[must_use]
    pub fn filter(&self, values: &[f64]) -> Vec<f64> {
        let mut out = values.to_vec();
        let mut states = vec![[0.0; 2]; self.chain.len()];
        self.run(&mut out, &mut states);
        out
    }

    /// The filter run forward and then backward: no delay, twice the attenuation. SciPy's `sosfiltfilt` with its defaults. A
    /// signal that is shorter than the padding is padded by what it has.
    #[must_use]
    pub fn filter_both_ways(&self, values: &[f64]) -> Vec<f64> {
        let (Some(first), Some(last)) = (values.first(), values.last()) else { return Vec::new() };
        let padding = self.padding().min(values.len() - 1);
        let mut out = Vec::with_capacity(values.len() + 2 * padding);
        out.extend(values[1..=padding].iter().rev().map(|value| 2.0 * first - value));
        out.extend_from_slice(values);
        out.extend(values[values.len() - 1 - padding..values.len() - 1].iter().rev().map(|value| 2.0 * last - value));
        for _ in 0..2 {
            let mut states = self.steady_states(out.first().copied().unwrap_or(0.0));
            self.run(&mut out, &mut states);
            out.reverse();
        }
        out.truncate(out.len() - padding);
        out.drain(..padding);
        out
    }

    /// The filter for a stream: give each sample in turn.
    #[must_use]
    pub fn stream(&self) -> FilterStream {
        FilterStream { sections: self.clone(), states: Vec::new() }
    }

    /// SciPy's `padlen`: three times the number of taps, where first-order sections count one less.
    fn padding(&self) -> usize {
        let zeros_short = self.chain.iter().filter(|section| section.b[2] == 0.0).count();
        let poles_short = self.chain.iter().filter(|section| section.a[1] == 0.0).count();
        3 * (2 * self.chain.len() + 1 - zeros_short.min(poles_short))
    }

    fn steady_states(&self, input: f64) -> Vec<[f64; 2]> {
        let mut scale = input;
        let mut states = Vec::with_capacity(self.chain.len());
        for section in &self.chain {
            states.push(section.steady_state().map(|state| state * scale));
            scale *= section.gain_of_constant();
        }
        states
    }

    /// All sections in one pass over the samples, so that the processor can work on several sections at once.
    fn run(&self, values: &mut [f64], states: &mut [[f64; 2]]) {
        match (self.chain.as_slice(), states) {
            ([a], [s]) => run_fixed([*a], [s], values),
            ([a, b], [s, t]) => run_fixed([*a, *b], [s, t], values),
            ([a, b, c], [s, t, u]) => run_fixed([*a, *b, *c], [s, t, u], values),
            ([a, b, c, d], [s, t, u, v]) => run_fixed([*a, *b, *c, *d], [s, t, u, v], values),
            (chain, states) => {
                for value in values {
                    *value = step(chain, states, *value);
                }
            }
        }
    }
}

fn run_fixed<const N: usize>(chain: [Biquad; N], mut states: [&mut [f64; 2]; N], values: &mut [f64]) {
    let mut own: [[f64; 2]; N] = std::array::from_fn(|place| *states[place]);
    for value in values {
        *value = step(&chain, &mut own, *value);
    }
    for (state, own) in states.iter_mut().zip(own) {
        **state = own;
    }
}

#[inline(always)]
fn step(chain: &[Biquad], states: &mut [[f64; 2]], input: f64) -> f64 {
    let mut value = input;
    for (section, state) in chain.iter().zip(states) {
        let out = section.b[0] * value + state[0];
        state[0] = section.b[1] * value - section.a[0] * out + state[1];
        state[1] = section.b[2] * value - section.a[1] * out;
        value = out;
    }
    value
}

/// A filter that keeps its state between samples. It starts in the steady state of its first sample, so that a signal that lies
/// far from zero does not begin with a jump.
#[derive(Clone, Debug)]
pub struct FilterStream {
    sections: Sections,
    states: Vec<[f64; 2]>,
}

impl FilterStream {
    /// The next sample, filtered. A sample that is not finite gives NaN and leaves the filter to start anew after it.
    pub fn push(&mut self, value: f64) -> f64 {
        if !value.is_finite() {
            self.states.clear();
            return f64::NAN;
        }
        if self.states.is_empty() {
            self.states = self.sections.steady_states(value);
        }
        step(&self.sections.chain, &mut self.states, value)
    }
}

#[cfg(test)]
mod tests {
    use crate::dsp::{Band, butterworth};
    use proptest::prelude::*;

    #[test]
    fn a_constant_passes_a_low_pass_both_ways_unchanged() {
        let filter = butterworth(4, Band::Below(5.0), 100.0).unwrap();
        let out = filter.filter_both_ways(&[3.0; 50]);
        assert_eq!(out.len(), 50);
        assert!(out.iter().all(|value| (value - 3.0).abs() < 1e-9));
    }

    #[test]
    fn the_shortest_signals_are_filtered_too() {
        let filter = butterworth(5, Band::Above(5.0), 100.0).unwrap();
        assert!(filter.filter_both_ways(&[]).is_empty());
        for size in 1..40 {
            let out = filter.filter_both_ways(&vec![1.0; size]);
            assert_eq!(out.len(), size);
            assert!(out.iter().all(|value| value.abs() < 1e-6));
        }
    }

    #[test]
    fn a_gap_restarts_the_stream() {
        let mut stream = butterworth(2, Band::Below(5.0), 100.0).unwrap().stream();
        assert!((stream.push(7.0) - 7.0).abs() < 1e-9);
        assert!(stream.push(f64::NAN).is_nan());
        assert!((stream.push(-3.0) + 3.0).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn a_sum_is_filtered_as_its_parts(
            pairs in prop::collection::vec((-5.0..5.0_f64, -5.0..5.0_f64), 2..120), weight in -3.0..3.0_f64,
        ) {
            let filter = butterworth(3, Band::Between(2.0, 12.0), 100.0).unwrap();
            let (left, right): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
            let sum: Vec<f64> = pairs.iter().map(|(left, right)| left + weight * right).collect();
            let parts = (filter.filter_both_ways(&left), filter.filter_both_ways(&right));
            for (place, value) in filter.filter_both_ways(&sum).iter().enumerate() {
                prop_assert!((value - parts.0[place] - weight * parts.1[place]).abs() < 1e-8);
            }
        }
    }
}

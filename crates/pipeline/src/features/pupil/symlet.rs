//! Details of a signal at a scale, by the discrete wavelet transform with symlet 16 (Daubechies 1992), continued periodically.
//!
//! Gives what PyWavelets gives with the mode `periodization`; `tests/golden_gaze.rs` holds it to that.

/// The low-pass filter of the decomposition. Symlets have no formula; these are the published numbers, as PyWavelets prints them.
pub(super) const FILTER: [f64; 32] = [
    6.230006701220761e-06,
    -3.113556407621969e-06,
    -0.00010943147929529757,
    2.8078582128442894e-05,
    0.0008523547108047095,
    -0.0001084456223089688,
    -0.0038809122526038786,
    0.0007182119788317892,
    0.012666731659857348,
    -0.0031265171722710075,
    -0.031051202843553064,
    0.004869274404904607,
    0.032333091610663785,
    -0.06698304907021778,
    -0.034574228416972504,
    0.39712293362064416,
    0.7565249878756971,
    0.47534280601152273,
    -0.054040601387606135,
    -0.15959219218520598,
    0.03072113906330156,
    0.07803785290341991,
    -0.003510275068374009,
    -0.024952758046290123,
    0.001359844742484172,
    0.0069377611308027096,
    -0.00022211647621176323,
    -0.0013387206066921965,
    3.656592483348223e-05,
    0.00016545679579108483,
    -5.396483179315242e-06,
    -1.0797982104319795e-05,
];

/// The details at a level, 1 or more: the signal is smoothed and halved level by level, and what the last halving loses is handed out.
pub(super) fn details(values: &[f64], level: u32) -> Vec<f64> {
    let mut smooth = values.to_vec();
    for _ in 1..level {
        smooth = halved(&smooth, |tap| FILTER[tap]);
    }
    // The high-pass filter is the low-pass one backwards with every other sign turned.
    halved(&smooth, |tap| if tap % 2 == 1 { FILTER[31 - tap] } else { -FILTER[31 - tap] })
}

/// Filters and keeps every second sample; a signal of odd length gets its last sample twice.
fn halved(values: &[f64], filter: impl Fn(usize) -> f64) -> Vec<f64> {
    let samples = values.len().next_multiple_of(2);
    let at = |place: usize| values.get(place).or(values.last()).copied().unwrap_or(f64::NAN);
    let taps = FILTER.len();
    // Far enough to the right that the subtraction stays above zero.
    let turn = samples * taps;
    (0..samples / 2)
        .map(|place| (0..taps).map(|tap| filter(tap) * at((2 * place + taps / 2 + turn - tap) % samples)).sum())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_has_details_only_where_it_jumps_back() {
        let line: Vec<f64> = (0..256).map(f64::from).collect();
        let found = details(&line, 1);
        assert_eq!(found.len(), 128);
        assert!(found[20..100].iter().all(|value| value.abs() < 1e-6));
        assert!(found.iter().any(|value| value.abs() > 1.0));
    }

    #[test]
    fn the_filter_keeps_a_constant_and_has_length_one() {
        assert!((FILTER.iter().sum::<f64>() - 2.0_f64.sqrt()).abs() < 1e-9);
        assert!((FILTER.iter().map(|tap| tap * tap).sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

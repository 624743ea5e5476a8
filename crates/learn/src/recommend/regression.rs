//! Which linear map takes the words of items to their factors?
//!
//! ```text
//! smallest sum over items of weight |v - W x|^2 + ridge |W|^2        (X' D X + ridge) W = X' D V
//! ```
//!
//! A few steps of conjugate gradients (Hestenes and Stiefel 1952) from where W was before, each column of W by itself, all at once.

use super::factors::{Factors, add};
use crate::sparse::SparseRows;

/// The map, improved by so many steps.
pub(super) fn improve(
    map: &mut Factors,
    words: &SparseRows,
    weight: &[f32],
    targets: &Factors,
    ridge: f32,
    steps: usize,
) {
    let step = map.step();
    let mut rest = Factors::zeros(map.rows(), map.width());
    let mut far = targets.clone();
    let fitted = apply(map, words);
    far.values_mut().iter_mut().zip(fitted.values()).for_each(|(far, fitted)| *far -= fitted);
    gather(&far, words, weight, &mut rest);
    add(rest.values_mut(), -ridge, map.values());
    let mut way = rest.clone();
    let mut length = by_column(&rest, &rest);
    for _ in 0..steps {
        let mut moved = Factors::zeros(map.rows(), map.width());
        gather(&apply(&way, words), words, weight, &mut moved);
        add(moved.values_mut(), ridge, way.values());
        let by = shares(&length, &by_column(&way, &moved));
        for row in 0..map.rows() {
            let (way, moved) = (way.row(row), moved.row(row));
            map.row_mut(row).iter_mut().zip(way).zip(&by).for_each(|((map, way), by)| *map += by * way);
            rest.row_mut(row).iter_mut().zip(moved).zip(&by).for_each(|((rest, moved), by)| *rest -= by * moved);
        }
        let shorter = by_column(&rest, &rest);
        let share = shares(&shorter, &length);
        for (way, rest) in way.values_mut().chunks_exact_mut(step).zip(rest.values().chunks_exact(step)) {
            way.iter_mut().zip(rest).zip(&share).for_each(|((way, rest), share)| *way = rest + share * *way);
        }
        length = shorter;
    }
}

/// What the map makes of each item.
pub(super) fn apply(map: &Factors, words: &SparseRows) -> Factors {
    let mut made = Factors::zeros(words.len(), map.width());
    for item in 0..words.len() {
        let (places, values) = words.row(item);
        let row = made.row_mut(item);
        places.iter().zip(values).for_each(|(place, value)| add(row, *value, map.row(*place as usize)));
    }
    made
}

/// `to += X' D rows`.
fn gather(rows: &Factors, words: &SparseRows, weight: &[f32], to: &mut Factors) {
    for item in (0..words.len()).filter(|item| weight[*item] > 0.0) {
        let (places, values) = words.row(item);
        for (place, value) in places.iter().zip(values) {
            add(to.row_mut(*place as usize), value * weight[item], rows.row(item));
        }
    }
}

fn by_column(left: &Factors, right: &Factors) -> Vec<f32> {
    let mut sums = vec![0.0_f64; left.step()];
    for (left, right) in left.values().chunks_exact(left.step()).zip(right.values().chunks_exact(left.step())) {
        sums.iter_mut().zip(left.iter().zip(right)).for_each(|(sum, (left, right))| *sum += f64::from(left * right));
    }
    sums.into_iter().map(|sum| sum as f32).collect()
}

fn shares(above: &[f32], below: &[f32]) -> Vec<f32> {
    above.iter().zip(below).map(|(above, below)| if *below > 0.0 { above / below } else { 0.0 }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SplitMix64;

    #[test]
    fn a_map_is_found_again_and_items_without_weight_do_not_count() {
        let mut random = SplitMix64::new(3);
        let truth = Factors::drawn(6, 3, 1.0, &mut random);
        let mut words = SparseRows::new(6);
        for item in 0..40_u32 {
            words.push([(item % 6, 1.0), ((item / 6 + item + 1) % 6, 0.5)]);
        }
        let mut targets = apply(&truth, &words);
        targets.row_mut(39).fill(100.0);
        let weight: Vec<f32> =
            (0..40_u8).map(|item| if item == 39 { 0.0 } else { 1.0 + f32::from(item % 3) }).collect();
        let mut map = Factors::zeros(6, 3);
        improve(&mut map, &words, &weight, &targets, 1e-4, 20);
        assert!(
            map.values().iter().zip(truth.values()).all(|(one, other)| (one - other).abs() < 1e-2),
            "{map:?} {truth:?}"
        );
        improve(&mut map, &words, &weight, &targets, 1e4, 20);
        assert!(map.values().iter().all(|value| value.abs() < 0.05), "a strict map says little");
    }
}

//! Where each column is cut into bins.

use super::Binned;

/// The cuts of each column, ascending. A value lies in bin `b` when exactly `b` cuts are below it; what is not a number lies in bin 0.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cuts {
    /// For each column its cuts: finite and strictly ascending, at most 254.
    pub of_column: Vec<Vec<f32>>,
}

impl Cuts {
    /// Cuts at quantiles, so that each bin holds about as many rows. At most `bins` bins (2 to 255) for each column. Of more than
    /// 200,000 rows every n-th is looked at.
    #[must_use]
    pub fn at_quantiles(columns: &[Vec<f32>], bins: usize) -> Self {
        Self { of_column: columns.iter().map(|column| quantile_cuts(column, bins.clamp(2, 255))).collect() }
    }

    /// Puts each value in its bin.
    #[must_use]
    pub fn bin(&self, columns: &[Vec<f32>]) -> Binned {
        let bins_of =
            |(cuts, column): (&Vec<f32>, &Vec<f32>)| column.iter().map(|value| bin_of(cuts, *value)).collect();
        Binned { columns: self.of_column.iter().zip(columns).map(bins_of).collect() }
    }

    /// The cut above bin `bin` of a column; `None` past the last one.
    #[must_use]
    pub fn above(&self, column: usize, bin: u8) -> Option<f32> {
        self.of_column.get(column)?.get(usize::from(bin)).copied()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "at most 254 cuts")]
fn bin_of(cuts: &[f32], value: f32) -> u8 {
    if value.is_nan() { 0 } else { cuts.partition_point(|cut| value > *cut) as u8 }
}

fn quantile_cuts(column: &[f32], bins: usize) -> Vec<f32> {
    let step = (column.len() / 200_000).max(1);
    let mut values: Vec<f32> = column.iter().step_by(step).copied().filter(|value| value.is_finite()).collect();
    values.sort_by(f32::total_cmp);
    let mut cuts: Vec<f32> = Vec::with_capacity(bins);
    let Some(greatest) = values.last().copied() else { return cuts };
    for part in 1..bins {
        let place = (part * values.len() / bins).min(values.len() - 1);
        let below = values[place.saturating_sub(1)];
        let cut = if below < values[place] { f32::midpoint(below, values[place]) } else { values[place] };
        if cut < greatest && cuts.last().is_none_or(|last| *last < cut) {
            cuts.push(cut);
        }
    }
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundred_values_in_four_bins_are_a_quarter_each() {
        let column: Vec<f32> = (0..100_u8).map(f32::from).collect();
        let cuts = Cuts::at_quantiles(std::slice::from_ref(&column), 4);
        assert_eq!(cuts.of_column, [vec![24.5, 49.5, 74.5]]);
        let binned = cuts.bin(&[column]);
        for bin in 0..4 {
            assert_eq!(binned.columns[0].iter().filter(|found| **found == bin).count(), 25);
        }
    }

    #[test]
    fn what_is_not_a_number_lies_in_the_lowest_bin() {
        let cuts = Cuts { of_column: vec![vec![0.0]] };
        assert_eq!(cuts.bin(&[vec![f32::NAN, -1.0, 0.0, 0.1]]).columns[0], [0, 0, 0, 1]);
    }

    #[test]
    fn a_column_of_one_value_or_of_none_has_no_cut() {
        let cuts = Cuts::at_quantiles(&[vec![2.0; 9], vec![f32::NAN; 9], vec![]], 16);
        assert!(cuts.of_column.iter().all(Vec::is_empty));
    }

    #[test]
    fn values_that_repeat_share_a_bin_and_stay_apart_from_others() {
        let column = vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0];
        let cuts = Cuts::at_quantiles(std::slice::from_ref(&column), 8);
        assert_eq!(cuts.bin(&[column]).columns[0].windows(2).filter(|pair| pair[0] != pair[1]).count(), 1);
    }
}

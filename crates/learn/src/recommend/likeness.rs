//! Which rows are like this one?
//!
//! ```text
//! Cosine            a b / (|a| |b|)                                  times n / (n + shrink)
//! PearsonBaseline   the same over common columns alone, of what is   times (n - 1) / (n - 1 + shrink)
//!                   left when usual values are taken off
//! ```
//!
//! n is how many columns both have. Source: Koren 2010, "Factor in the neighbors", TKDD 4(1), section 2.2 (the second, and the shrinkage of both).

use crate::sparse::SparseRows;

/// How likeness is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// Of values as they are.
    Cosine,
    /// Of what is unusual in them.
    PearsonBaseline,
}

/// Who counts as a neighbour.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NeighbourSettings {
    /// How likeness is measured.
    pub likeness: Likeness,
    /// Draws likeness that rests on few common columns to 0.
    pub shrink: f32,
    /// How many neighbours are kept, at most: all of them count for an order.
    pub most: usize,
    /// How many of those that are kept and have something to say count for one value, the nearest first.
    pub for_value: usize,
}

impl Default for NeighbourSettings {
    /// Forty neighbours are Surprise's, the shrinkage of 100 is Koren's.
    fn default() -> Self {
        Self { likeness: Likeness::Cosine, shrink: 100.0, most: 40, for_value: 40 }
    }
}

/// Rows and columns to compare in.
pub(super) struct Alike<'a> {
    /// Columns of each row.
    rows: &'a SparseRows,
    /// Rows of each column.
    columns: &'a SparseRows,
    settings: NeighbourSettings,
    squared: Vec<f32>,
}

/// Sums over the columns that two rows have in common.
#[derive(Clone, Copy, Default)]
struct Common {
    count: f32,
    product: f32,
    own: f32,
    other: f32,
}

impl<'a> Alike<'a> {
    pub(super) fn new(rows: &'a SparseRows, columns: &'a SparseRows, settings: NeighbourSettings) -> Self {
        Self { rows, columns, settings, squared: squared_lengths(rows) }
    }

    /// The most alike rows of a row of (column, value), the nearest first; `skip` is never among them.
    pub(super) fn nearest(&self, own: impl Iterator<Item = (usize, f32)>, skip: Option<usize>) -> Vec<(u32, f32)> {
        let mut common = vec![Common::default(); self.rows.len()];
        let mut met: Vec<u32> = Vec::new();
        let mut length = 0.0;
        for (column, value) in own {
            length += value * value;
            let (rows, values) = self.columns.row(column);
            for (row, other) in rows.iter().zip(values) {
                let sums = &mut common[*row as usize];
                if sums.count == 0.0 {
                    met.push(*row);
                }
                sums.count += 1.0;
                sums.product += value * other;
                sums.own += value * value;
                sums.other += other * other;
            }
        }
        let alike = |row: u32| (row, self.likeness(common[row as usize], length, self.squared[row as usize]));
        let others = met.into_iter().filter(|row| Some(*row as usize) != skip);
        let mut found: Vec<(u32, f32)> = others.map(alike).filter(|(_, likeness)| *likeness > 0.0).collect();
        let order = |one: &(u32, f32), other: &(u32, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0));
        if self.settings.most > 0 && self.settings.most < found.len() {
            found.select_nth_unstable_by(self.settings.most - 1, order);
        }
        found.truncate(self.settings.most);
        found.sort_unstable_by(order);
        found
    }

    fn likeness(&self, common: Common, own: f32, other: f32) -> f32 {
        let (length, count) = match self.settings.likeness {
            Likeness::Cosine => ((own * other).sqrt(), common.count),
            Likeness::PearsonBaseline => ((common.own * common.other).sqrt(), common.count - 1.0),
        };
        if length <= 0.0 || count <= 0.0 {
            0.0
        } else {
            common.product / length * count / (count + self.settings.shrink)
        }
    }
}

pub(super) fn squared_lengths(rows: &SparseRows) -> Vec<f32> {
    (0..rows.len()).map(|row| rows.row(row).1.iter().map(|value| value * value).sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recommend::Ratings;

    #[test]
    fn likeness_is_that_of_the_definition_and_few_common_columns_count_less() {
        let cells = [(0, 0, 1.0), (0, 1, 2.0), (1, 0, 2.0), (1, 1, 4.0), (2, 1, 1.0), (2, 2, 1.0), (3, 2, 1.0)];
        let ratings = Ratings::new(4, 3, &cells).unwrap();
        let nearest = |likeness, shrink| {
            let settings = NeighbourSettings { likeness, shrink, most: 9, ..NeighbourSettings::default() };
            Alike::new(ratings.by_person(), ratings.by_item(), settings)
                .nearest([(0, 1.0), (1, 2.0)].into_iter(), Some(0))
        };
        let cosine = nearest(Likeness::Cosine, 0.0);
        assert_eq!(cosine.iter().map(|one| one.0).collect::<Vec<_>>(), [1, 2], "person 3 has nothing in common");
        assert!((cosine[0].1 - 1.0).abs() < 1e-6 && (cosine[1].1 - 2.0 / 10.0_f32.sqrt()).abs() < 1e-6);
        assert!((nearest(Likeness::Cosine, 2.0)[0].1 - 0.5).abs() < 1e-6);
        let pearson = nearest(Likeness::PearsonBaseline, 1.0);
        assert_eq!(pearson.len(), 1, "one common column says nothing");
        assert!((pearson[0].1 - 0.5).abs() < 1e-6);
    }
}

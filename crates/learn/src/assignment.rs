//! Who gets what, so that all of it together costs least? Rows are given to columns, each column to at most one row.
//!
//! ```text
//!            anna  ben  cleo
//! report      4     1    3          report -> ben, letter -> anna, plan -> cleo:  1 + 2 + 2 = 5
//! letter      2     0    5
//! plan        3     2    2
//! ```
//!
//! Source: the Hungarian method (H. Kuhn, 1955, "The Hungarian method for the assignment problem", Naval Research Logistics 2) in its form of
//! shortest ways (R. Jonker and A. Volgenant, 1987, Computing 38): rows enter one after another; each looks for the cheapest chain of exchanges
//! that ends at a free column, by Dijkstra's algorithm on costs less prices, which never fall below zero. rows^2 x (rows + columns) steps.

use thiserror::Error;

/// Costs that cannot be weighed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum UnsoundCosts {
    /// Rows of unlike length.
    #[error("row {row} has {found} costs, the first row has {expected}")]
    Ragged {
        /// The row, counted from 0.
        row: usize,
        /// How many costs it has.
        found: usize,
        /// How many the first row has.
        expected: usize,
    },
    /// So large that sums of them cannot be counted.
    #[error("costs are too large to be added up")]
    TooLarge,
    /// Not a number, or minus infinity.
    #[error("the cost of row {row} and column {column} is no number above minus infinity")]
    NotANumber {
        /// The row, counted from 0.
        row: usize,
        /// The column, counted from 0.
        column: usize,
    },
}

/// The column of each row, or `None` for a row that got none. As many rows as can be get a column, and of all such ways the one with the
/// least sum of costs is taken. A cost of infinity means that the two may not be put together.
///
/// # Errors
/// When rows differ in length, a cost is not a number, or costs are too large to be added up.
///
/// ```
/// use attentive_learn::assignment::assign;
/// let costs = [vec![4.0, 1.0, 3.0], vec![2.0, 0.0, 5.0], vec![3.0, 2.0, 2.0]];
/// assert_eq!(assign(&costs).unwrap(), [Some(1), Some(0), Some(2)]);
/// ```
pub fn assign(costs: &[Vec<f64>]) -> Result<Vec<Option<usize>>, UnsoundCosts> {
    let columns = check(costs)?;
    let allowed = || costs.iter().flatten().copied().filter(|cost| cost.is_finite());
    let least = allowed().fold(f64::INFINITY, f64::min);
    let most = allowed().fold(f64::NEG_INFINITY, f64::max);
    if least > most {
        return Ok(vec![None; costs.len()]);
    }
    // Each row has a way out of its own that is dearer than all the others together, so that it is taken only where there is no other.
    #[expect(clippy::cast_precision_loss, reason = "a count of rows")]
    let way_out = (most - least + 1.0) * (costs.len() + 1) as f64;
    if !way_out.is_finite() {
        return Err(UnsoundCosts::TooLarge);
    }
    let cost = |row: usize, column: usize| match costs.get(row).and_then(|row| row.get(column)) {
        Some(cost) => cost - least,
        None if column == columns + row => way_out,
        None => f64::INFINITY,
    };
    let mut prices = Prices::new(costs.len(), columns + costs.len());
    for row in 0..costs.len() {
        prices.enter(row, &cost);
    }
    let mut found = vec![None; costs.len()];
    for (column, owner) in prices.owner.iter().enumerate().take(columns) {
        if let Some(row) = owner {
            found[*row] = Some(column);
        }
    }
    Ok(found)
}

fn check(costs: &[Vec<f64>]) -> Result<usize, UnsoundCosts> {
    let expected = costs.first().map_or(0, Vec::len);
    for (row, values) in costs.iter().enumerate() {
        if values.len() != expected {
            return Err(UnsoundCosts::Ragged { row, found: values.len(), expected });
        }
        if let Some(column) = values.iter().position(|cost| cost.is_nan() || *cost == f64::NEG_INFINITY) {
            return Err(UnsoundCosts::NotANumber { row, column });
        }
    }
    Ok(expected)
}

/// What rows pay and columns ask, and whose each column is. No cost is below the two together, and for pairs it is equal.
struct Prices {
    of_row: Vec<f64>,
    of_column: Vec<f64>,
    owner: Vec<Option<usize>>,
}

impl Prices {
    fn new(rows: usize, columns: usize) -> Self {
        Self { of_row: vec![0.0; rows], of_column: vec![0.0; columns], owner: vec![None; columns] }
    }

    /// Finds a column for one more row, along the cheapest chain of exchanges.
    fn enter(&mut self, new: usize, cost: &impl Fn(usize, usize) -> f64) {
        let columns = self.owner.len();
        // How dear it is to reach each column, from which row, and which of them are settled, in their order.
        let (mut reach, mut from) = (vec![f64::INFINITY; columns], vec![new; columns]);
        let mut is_settled = vec![false; columns];
        let (mut row, mut so_far) = (new, 0.0);
        let end = loop {
            for column in (0..columns).filter(|column| !is_settled[*column]) {
                let through = so_far + cost(row, column) - self.of_row[row] - self.of_column[column];
                if through < reach[column] {
                    (reach[column], from[column]) = (through, row);
                }
            }
            let open = (0..columns).filter(|column| !is_settled[*column]);
            // The row's own way out is always open, so there is one.
            let Some(next) = open.min_by(|one, other| reach[*one].total_cmp(&reach[*other])) else { return };
            so_far = reach[next];
            is_settled[next] = true;
            match self.owner[next] {
                Some(owner) => row = owner,
                None => break next,
            }
        };
        self.of_row[new] += so_far;
        for column in (0..columns).filter(|column| is_settled[*column] && *column != end) {
            let gained = so_far - reach[column];
            self.of_column[column] -= gained;
            if let Some(owner) = self.owner[column] {
                self.of_row[owner] += gained;
            }
        }
        // Hand the columns on along the chain, from its end to the new row.
        let mut column = end;
        loop {
            let taker = from[column];
            let left = self.owner.iter().position(|owner| *owner == Some(taker));
            self.owner[column] = Some(taker);
            match left.filter(|_| taker != new) {
                Some(before) => column = before,
                None => break,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rows served and their cost, for the best of all ways there are.
    fn best_of_all(costs: &[Vec<f64>], row: usize, taken: &mut Vec<bool>) -> (usize, f64) {
        let Some(values) = costs.get(row) else { return (0, 0.0) };
        let mut best = best_of_all(costs, row + 1, taken);
        for (column, cost) in values.iter().enumerate().filter(|(_, cost)| cost.is_finite()) {
            if !taken[column] {
                taken[column] = true;
                let (served, sum) = best_of_all(costs, row + 1, taken);
                taken[column] = false;
                if served + 1 > best.0 || (served + 1 == best.0 && sum + cost < best.1) {
                    best = (served + 1, sum + cost);
                }
            }
        }
        best
    }

    fn worth(costs: &[Vec<f64>], found: &[Option<usize>]) -> (usize, f64) {
        let pairs = costs.iter().zip(found).filter_map(|(row, column)| column.map(|column| row[column]));
        pairs.fold((0, 0.0), |(served, sum), cost| (served + 1, sum + cost))
    }

    #[test]
    fn a_row_that_fits_nowhere_gets_nothing_and_takes_nothing_from_others() {
        let never = f64::INFINITY;
        let found = assign(&[vec![never, never], vec![1.0, 2.0], vec![1.0, never]]).unwrap();
        assert_eq!(found, [None, Some(1), Some(0)]);
        assert_eq!(assign(&[vec![never]]).unwrap(), [None]);
        assert_eq!(assign(&[]).unwrap(), []);
        assert_eq!(assign(&[vec![], vec![]]).unwrap(), [None, None]);
    }

    #[test]
    fn costs_that_cannot_be_weighed_are_named() {
        let ragged = assign(&[vec![1.0], vec![1.0, 2.0]]);
        assert_eq!(ragged, Err(UnsoundCosts::Ragged { row: 1, found: 2, expected: 1 }));
        assert_eq!(assign(&[vec![f64::NAN]]), Err(UnsoundCosts::NotANumber { row: 0, column: 0 }));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn no_other_way_serves_more_rows_or_costs_less(
            rows in 1..6_usize, columns in 1..6_usize,
            drawn in prop::collection::vec(prop::option::weighted(0.8, -9..10_i32), 36),
        ) {
            let cost = |row: usize, column: usize| drawn[row * 6 + column].map_or(f64::INFINITY, f64::from);
            let costs: Vec<Vec<f64>> = (0..rows).map(|row| (0..columns).map(|column| cost(row, column)).collect()).collect();
            let found = assign(&costs).unwrap();
            let mut columns_used: Vec<usize> = found.iter().flatten().copied().collect();
            columns_used.sort_unstable();
            prop_assert!(columns_used.windows(2).all(|pair| pair[0] < pair[1]));
            let (served, sum) = worth(&costs, &found);
            let best = best_of_all(&costs, 0, &mut vec![false; columns]);
            prop_assert_eq!(served, best.0);
            prop_assert!((sum - best.1).abs() < 1e-9, "{} and {}", sum, best.1);
        }
    }
}

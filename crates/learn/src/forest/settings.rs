//! What is asked of a model before it is grown.

/// What each row is, and how much it counts.
#[derive(Clone, Copy, Debug)]
pub struct Labels<'a> {
    /// How many classes there are, at least 1.
    pub classes: usize,
    /// The class of each row, below `classes`.
    pub class: &'a [u8],
    /// The weight of each row, not negative; empty when all count 1.
    pub weight: &'a [f32],
}

impl Labels<'_> {
    /// The weight of a row.
    #[must_use]
    pub fn weight_of(&self, row: usize) -> f32 {
        self.weight.get(row).copied().unwrap_or(1.0)
    }
}

/// How trees are boosted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoostingSettings {
    /// How many trees.
    pub trees: usize,
    /// Questions one after another, 1 to 10: a tree has 2^depth leaves.
    pub depth: usize,
    /// How far each tree goes towards its own answer, above 0, at most 1.
    pub learning_rate: f32,
    /// Added to the curvature of each leaf, so that small leaves say little (L2).
    pub l2: f32,
    /// Share of rows that a tree sees, above 0, at most 1 (stochastic gradient boosting, Friedman 2002).
    pub row_share: f64,
    /// Share of columns that a tree sees, above 0, at most 1.
    pub column_share: f64,
    /// Where chance starts.
    pub seed: u64,
}

impl Default for BoostingSettings {
    /// Depth 6 and L2 3 are the defaults of CatBoost (Prokhorenkova et al. 2018); halves of rows and columns halve the time.
    fn default() -> Self {
        Self { trees: 200, depth: 6, learning_rate: 0.15, l2: 3.0, row_share: 0.5, column_share: 0.5, seed: 1 }
    }
}

//! What a tree that asks one question at each node answers, and when it stops growing.

/// What a leaf answers, and what is known of each row to learn from.
#[derive(Clone, Copy, Debug)]
pub enum Target<'a> {
    /// The class of each row, below `count`.
    Classes {
        /// How many classes.
        count: usize,
        /// The class of each row.
        class: &'a [u8],
    },
    /// A number for each row.
    Numbers(&'a [f32]),
}

impl Target<'_> {
    /// Values in a leaf: the share of each class, or one number.
    #[must_use]
    pub fn width(&self) -> usize {
        match self {
            Self::Classes { count, .. } => *count,
            Self::Numbers(_) => 1,
        }
    }

    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        match self {
            Self::Classes { class, .. } => class.len(),
            Self::Numbers(value) => value.len(),
        }
    }
}

/// How many columns each node looks at, drawn anew for each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ColumnsAsked {
    /// All: one good tree.
    All,
    /// The square root of their number, as in random forests for classes (Breiman 2001).
    SquareRoot,
    /// A share of them, above 0, at most 1; a third is usual for numbers.
    Share(f64),
}

impl ColumnsAsked {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of a count"
    )]
    pub(super) fn of(self, count: usize) -> usize {
        let asked = match self {
            Self::All => count,
            Self::SquareRoot => (count as f64).sqrt() as usize,
            Self::Share(share) => (count as f64 * share) as usize,
        };
        asked.clamp(1, count.max(1))
    }
}

/// When growing stops, and what each node looks at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TreeSettings {
    /// Questions one after another, at most.
    pub depth: usize,
    /// The least weight of rows in a leaf.
    pub least_leaf: f64,
    /// Columns that a node looks at.
    pub columns: ColumnsAsked,
    /// Where chance starts.
    pub seed: u64,
}

impl Default for TreeSettings {
    /// Grows until each leaf is pure and looks at all columns, as in scikit-learn.
    fn default() -> Self {
        Self { depth: 64, least_leaf: 1.0, columns: ColumnsAsked::All, seed: 1 }
    }
}

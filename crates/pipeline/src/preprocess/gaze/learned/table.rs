//! Named columns of one row for each sample.

/// Columns of the same length with their names. Names end in their unit and hold the window that they look at.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    pub(super) names: Vec<String>,
    pub(super) columns: Vec<Vec<f32>>,
}

impl Table {
    #[expect(clippy::cast_possible_truncation, reason = "trees look at single precision")]
    pub(super) fn add(&mut self, name: impl Into<String>, values: impl IntoIterator<Item = f64>) {
        self.names.push(name.into());
        self.columns.push(values.into_iter().map(|value| value as f32).collect());
    }

    /// Keeps rows `from..to`.
    pub(super) fn cut(&mut self, from: usize, to: usize) {
        for column in &mut self.columns {
            column.truncate(to);
            column.drain(..from.min(column.len()));
        }
    }

    /// The columns of these names in their order; one that is lacking is empty.
    pub(super) fn named(&self, names: &[String]) -> Vec<&[f32]> {
        if self.names == names {
            return self.columns.iter().map(Vec::as_slice).collect();
        }
        let find = |name: &String| self.names.iter().position(|own| own == name);
        names.iter().map(|name| find(name).map_or(&[][..], |place| self.columns[place].as_slice())).collect()
    }

    /// Adds every `step`-th row of another table of the same columns, from `first` on.
    pub(super) fn append_every(&mut self, other: &Self, first: usize, step: usize) {
        if self.names.is_empty() {
            self.names.clone_from(&other.names);
            self.columns.resize(other.columns.len(), Vec::new());
        }
        for (column, more) in self.columns.iter_mut().zip(&other.columns) {
            column.extend(more.iter().skip(first).step_by(step));
        }
    }
}

//! Rows put together one by one, each a list of named numbers.

use anyhow::ensure;
use attentive_learn::recipe::Labelled;
use attentive_learn::series::describe;

/// The features of one row, in order.
#[derive(Clone, Debug, Default)]
pub struct Features(pub Vec<(String, f64)>);

impl Features {
    /// One number.
    pub fn add(&mut self, name: impl Into<String>, value: f64) {
        self.0.push((name.into(), value));
    }

    /// What is to be said of any stretch of samples.
    pub fn describe(&mut self, name: &str, values: &[f64], rate_hz: f64) {
        self.0.extend(describe(values, rate_hz).map(|(what, value)| (format!("{name} {what}"), value)));
    }
}

/// Labelled rows in the making.
#[derive(Clone, Debug)]
pub struct Gather(Labelled);

impl Gather {
    /// No rows yet, of so many classes.
    pub fn new(classes: usize) -> Self {
        Self(Labelled { classes, ..Labelled::default() })
    }

    /// Adds a row: whose, when, what it is, and its features, which must be named as those of the first row.
    pub fn add(&mut self, person: u32, time: f64, class: u8, features: Features) -> anyhow::Result<()> {
        let rows = &mut self.0.rows;
        if rows.names.is_empty() {
            rows.names = features.0.iter().map(|(name, _)| name.clone()).collect();
            rows.columns = vec![Vec::new(); features.0.len()];
        }
        ensure!(
            rows.names.iter().eq(features.0.iter().map(|(name, _)| name)),
            "a row with other columns than the first"
        );
        for (column, (_, value)) in rows.columns.iter_mut().zip(features.0) {
            column.push(if value.is_finite() { value as f32 } else { f32::NAN });
        }
        rows.person.push(person);
        rows.time.push(time);
        self.0.class.push(class);
        Ok(())
    }

    /// The rows.
    pub fn done(self) -> Labelled {
        self.0
    }
}

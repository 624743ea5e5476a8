//! The form in which every score and speed is given: a table for people, rows for programs.

use std::path::Path;

use anyhow::Context;
use serde::Serialize;

/// One figure.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What was measured: the setting, the model, the task.
    pub case: String,
    /// The measure, such as `rate`, `cpu`, `ratio`.
    pub metric: String,
    /// The figure; the median over runs where there are several.
    pub value: f64,
    /// The least of the runs, or the lower end of the interval; `None` for a single run.
    pub low: Option<f64>,
    /// The greatest of the runs, or the upper end.
    pub high: Option<f64>,
    /// What a naive method gives.
    pub baseline: Option<f64>,
    /// What the peer, the paper or the machine gives.
    pub reference: Option<f64>,
    /// Unit of all of these.
    pub unit: String,
}

impl Row {
    /// A row with a figure alone.
    pub fn new(case: &str, metric: &str, value: f64, unit: &str) -> Self {
        let (case, metric, unit) = (case.to_owned(), metric.to_owned(), unit.to_owned());
        Self { case, metric, value, low: None, high: None, baseline: None, reference: None, unit }
    }

    /// A row from several runs: median, least and greatest.
    pub fn of_runs(case: &str, metric: &str, runs: &[f64], unit: &str) -> Self {
        let mut sorted = runs.to_vec();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN);
        Self { low: sorted.first().copied(), high: sorted.last().copied(), ..Self::new(case, metric, middle, unit) }
    }

    /// The same with what it is to be held against.
    pub fn beside(self, reference: f64) -> Self {
        Self { reference: Some(reference), ..self }
    }
}

/// All figures of one command.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Name of the score or speed.
    pub name: String,
    /// What it was measured on.
    pub data: String,
    /// The machine.
    pub machine: String,
    /// The figures.
    pub rows: Vec<Row>,
}

impl Report {
    /// An empty report on this machine.
    pub fn new(name: &str, data: impl Into<String>) -> Self {
        Self { name: name.to_owned(), data: data.into(), machine: crate::machine::describe(), rows: Vec::new() }
    }

    /// Prints the table, and writes the rows where a file was asked for.
    pub fn publish(&self, json: Option<&Path>) -> anyhow::Result<()> {
        println!("{} on {} ({})", self.name, self.data, self.machine);
        let head = ["case", "metric", "value", "low", "high", "baseline", "reference", "unit"];
        println!(
            "{:<34} {:<14} {:>12} {:>12} {:>12} {:>12} {:>12} {}",
            head[0], head[1], head[2], head[3], head[4], head[5], head[6], head[7]
        );
        for row in &self.rows {
            println!(
                "{:<34} {:<14} {:>12} {:>12} {:>12} {:>12} {:>12} {}",
                row.case,
                row.metric,
                figure(Some(row.value)),
                figure(row.low),
                figure(row.high),
                figure(row.baseline),
                figure(row.reference),
                row.unit
            );
        }
        if let Some(file) = json {
            std::fs::write(file, serde_json::to_string_pretty(self)?)
                .with_context(|| format!("could not write {}", file.display()))?;
        }
        Ok(())
    }
}

fn figure(value: Option<f64>) -> String {
    match value {
        None => "-".to_owned(),
        Some(value) if value.abs() >= 1000.0 => format!("{value:.0}"),
        Some(value) if value.abs() >= 10.0 => format!("{value:.1}"),
        Some(value) if value != 0.0 && value.abs() < 0.000_5 => format!("{value:.1e}"),
        Some(value) => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_of_runs_gives_the_median_and_the_ends() {
        let row = Row::of_runs("one", "cpu", &[3.0, 1.0, 2.0], "s");
        assert_eq!((row.value, row.low, row.high), (2.0, Some(1.0), Some(3.0)));
    }
}

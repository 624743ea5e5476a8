//! In what do runs differ?

use std::collections::BTreeSet;

use serde::Serialize;

use super::Run;

/// What kind of thing it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// What was trained, on what, by which program.
    Run,
    /// A setting.
    Setting,
    /// A figure.
    Figure,
}

/// One thing that is not the same in all runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What kind of thing it is.
    pub of: Of,
    /// Its name, such as `trees`.
    pub name: String,
    /// The value in each run, in their order; `-` where a run has none.
    pub values: Vec<String>,
}

impl Difference {
    /// What it is in words, such as `setting trees`.
    #[must_use]
    pub fn what(&self) -> String {
        match self.of {
            Of::Run => self.name.clone(),
            Of::Setting => format!("setting {}", self.name),
            Of::Figure => format!("figure {}", self.name),
        }
    }
}

/// All in which the runs differ: data, seed, program, whether there is a model, settings and figures, in this order. Times and curves are not compared.
#[must_use]
pub fn differences(runs: &[Run]) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |of: Of, name: &str, values: Vec<String>| {
        if values.windows(2).any(|pair| pair[0] != pair[1]) {
            found.push(Difference { of, name: name.to_owned(), values });
        }
    };
    let each = |text: fn(&Run) -> String| runs.iter().map(text).collect::<Vec<_>>();
    add(Of::Run, "model", each(|run| run.model.clone()));
    add(Of::Run, "data", each(|run| run.data.clone()));
    add(Of::Run, "data sha256", each(|run| run.data_sha256.chars().take(12).collect()));
    add(Of::Run, "program", each(|run| run.program.clone()));
    add(Of::Run, "seed", each(|run| run.seed.to_string()));
    add(Of::Run, "no model, as", each(|run| run.why.clone().unwrap_or_else(|| "-".into())));
    let settings: BTreeSet<&String> = runs.iter().flat_map(|run| run.settings.keys()).collect();
    for name in settings {
        let values = runs.iter().map(|run| run.settings.get(name).cloned().unwrap_or_else(|| "-".into())).collect();
        add(Of::Setting, name, values);
    }
    let figures: BTreeSet<&String> = runs.iter().flat_map(|run| run.figures.keys()).collect();
    for name in figures {
        let value = |run: &Run| run.figures.get(name).map_or_else(|| "-".into(), |value| format!("{value:.4}"));
        add(Of::Figure, name, runs.iter().map(value).collect());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_told() {
        let mut one = Run { model: "m".into(), seed: 1, ..Run::default() };
        one.settings.insert("trees".into(), "100".into());
        one.figures.insert("kappa".into(), 0.5);
        let mut other = one.clone();
        other.settings.insert("depth".into(), "6".into());
        other.figures.insert("kappa".into(), 0.6);
        let told: Vec<(String, Vec<String>)> =
            differences(&[one, other]).into_iter().map(|found| (found.what(), found.values)).collect();
        assert_eq!(
            told,
            [
                ("setting depth".to_owned(), vec!["-".to_owned(), "6".to_owned()]),
                ("figure kappa".to_owned(), vec!["0.5000".to_owned(), "0.6000".to_owned()])
            ]
        );
    }
}

//! In what do runs differ?

use std::collections::BTreeSet;

use super::Run;

/// One thing that is not the same in all runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What, such as `setting trees` or `figure kappa`.
    pub what: String,
    /// The value in each run, in their order; `-` where a run has none.
    pub values: Vec<String>,
}

/// All in which the runs differ: data, seed, program, settings and figures, in this order. Times and curves are not compared.
#[must_use]
pub fn differences(runs: &[Run]) -> Vec<Difference> {
    let mut found = Vec::new();
    let mut add = |what: String, values: Vec<String>| {
        if values.windows(2).any(|pair| pair[0] != pair[1]) {
            found.push(Difference { what, values });
        }
    };
    let each = |text: fn(&Run) -> String| runs.iter().map(text).collect::<Vec<_>>();
    add("model".into(), each(|run| run.model.clone()));
    add("data".into(), each(|run| run.data.clone()));
    add("data sha256".into(), each(|run| run.data_sha256.chars().take(12).collect()));
    add("program".into(), each(|run| run.program.clone()));
    add("seed".into(), each(|run| run.seed.to_string()));
    let settings: BTreeSet<&String> = runs.iter().flat_map(|run| run.settings.keys()).collect();
    for name in settings {
        let values = runs.iter().map(|run| run.settings.get(name).cloned().unwrap_or_else(|| "-".into())).collect();
        add(format!("setting {name}"), values);
    }
    let figures: BTreeSet<&String> = runs.iter().flat_map(|run| run.figures.keys()).collect();
    for name in figures {
        let value = |run: &Run| run.figures.get(name).map_or_else(|| "-".into(), |value| format!("{value:.4}"));
        add(format!("figure {name}"), runs.iter().map(value).collect());
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
            differences(&[one, other]).into_iter().map(|found| (found.what, found.values)).collect();
        assert_eq!(
            told,
            [
                ("setting depth".to_owned(), vec!["-".to_owned(), "6".to_owned()]),
                ("figure kappa".to_owned(), vec!["0.5000".to_owned(), "0.6000".to_owned()])
            ]
        );
    }
}

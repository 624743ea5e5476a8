//! Which recordings and which labels came to nothing? They are named, so that nobody believes that all of a study was learnt from.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::labels::{Label, Labels, NAME};
use super::windows::Windows;

/// So many are named, the others counted.
const NAMED: usize = 5;

/// Sentences on the recordings of which no window can be used, as none has a value in one of `columns`, and on the labels in whose stretch no such window lies.
pub fn unmet(labels: &Labels, windows: &Windows, files: &[PathBuf], columns: &[String]) -> Vec<String> {
    let can_be_told = windows.with_values(columns);
    let mut usable: BTreeMap<&Path, Vec<usize>> = files.iter().map(|file| (file.as_path(), Vec::new())).collect();
    for row in (0..windows.file.len()).filter(|row| can_be_told[*row]) {
        usable.entry(&files[windows.file[row]]).or_default().push(row);
    }
    // Where no window can be used the recording is named, not each of its labels.
    let is_unmet = |label: &&Label| {
        let own = usable.get(label.file.as_path()).map_or(&[][..], Vec::as_slice);
        !own.is_empty() && !own.iter().any(|row| label.fills(windows.from_s[*row], windows.to_s[*row]))
    };
    let empty = files.iter().filter(|file| usable.get(file.as_path()).is_none_or(Vec::is_empty));
    let unmet = labels.all.iter().filter(is_unmet);
    let said = [
        ("left out, as none of their windows can be used", empty.map(|file| name(file)).collect::<Vec<_>>()),
        (
            "labels that no window meets, as a label must fill half of a window that can be used",
            unmet.map(words).collect(),
        ),
    ];
    said.into_iter().filter(|(_, all)| !all.is_empty()).map(|(what, all)| format!("{what}: {}", some(&all))).collect()
}

fn name(file: &Path) -> String {
    file.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn words(label: &Label) -> String {
    let stretch = if label.to_s.is_finite() {
        format!("{} s to {} s", label.from_s, label.to_s)
    } else {
        format!("{} s to the end", label.from_s)
    };
    let own = format!("{}, {}, {stretch}", name(&label.file), label.label);
    label.line.map_or_else(|| format!("a mark ({own})"), |line| format!("{NAME} line {line} ({own})"))
}

/// The first few, and how many more there are.
fn some(all: &[String]) -> String {
    let more = all.len().saturating_sub(NAMED);
    let named = all.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join("; ");
    if more > 0 { format!("{named}; and {more} more") } else { named }
}

#[cfg(test)]
mod tests {
    use attentive_learn::Rows;

    use super::*;

    #[test]
    fn recordings_and_lines_that_come_to_nothing_are_named_and_the_rest_counted() {
        let files = ["full.csv", "empty.csv"].map(PathBuf::from);
        let label = |file: usize, line: u64, from_s: f64, to_s: f64| Label {
            file: files[file].clone(),
            label: "rest".to_owned(),
            person: "P".to_owned(),
            from_s,
            to_s,
            line: Some(line),
        };
        let mut windows = Windows {
            rows: Rows { names: vec!["a".into()], columns: vec![vec![1.0, f32::NAN, f32::NAN]], ..Rows::default() },
            file: vec![0, 0, 1],
            from_s: vec![0.0, 30.0, 0.0],
            to_s: vec![30.0, 60.0, 30.0],
            ..Windows::default()
        };
        let all = vec![
            label(0, 2, 0.0, 20.0),
            label(0, 3, 30.0, 60.0),
            label(0, 4, 60.0, f64::INFINITY),
            label(1, 5, 0.0, 9.0),
        ];
        let mut labels = Labels { all, ..Labels::default() };
        let columns = ["a".to_owned()];
        let said = unmet(&labels, &windows, &files, &columns);
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(said[0].ends_with("can be used: empty.csv"), "{said:?}");
        let lines =
            "labels.csv line 3 (full.csv, rest, 30 s to 60 s); labels.csv line 4 (full.csv, rest, 60 s to the end)";
        assert!(said[1].ends_with(lines), "{said:?}");
        labels.all = (0..9).map(|line| label(0, line, 90.0, 120.0)).collect();
        assert!(unmet(&labels, &windows, &files[..1], &columns)[0].ends_with("; and 4 more"));
        windows.rows.columns[0].fill(1.0);
        labels.all.truncate(0);
        assert!(unmet(&labels, &windows, &files, &columns).is_empty());
    }
}

//! What files are called beside each other: by their own names, and where two have one name by their folders, too.

use std::path::{Component, Path, PathBuf};

/// How many folders a name may tell.
const MOST_FOLDERS: usize = 8;

/// A name for each file, no two alike.
pub fn of_files(files: &[PathBuf]) -> Vec<String> {
    let mut names: Vec<String> = files.iter().map(|file| with_folders(file, 0)).collect();
    for folders in 1..=MOST_FOLDERS {
        let alike: Vec<usize> = (0..names.len()).filter(|place| is_taken(&names, *place)).collect();
        for place in alike {
            names[place] = with_folders(&files[place], folders);
        }
    }
    // One folder holds both, or one file is named twice.
    for place in 1..names.len() {
        let own = names[place].clone();
        let mut number = 2;
        while names[..place].contains(&names[place]) {
            names[place] = format!("{own} ({number})");
            number += 1;
        }
    }
    names
}

fn is_taken(names: &[String], place: usize) -> bool {
    names.iter().enumerate().any(|(other, name)| other != place && *name == names[place])
}

/// The name of a file after that many of its folders.
fn with_folders(file: &Path, folders: usize) -> String {
    let stem = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let above = file.parent().into_iter().flat_map(Path::components).filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    let mut parts: Vec<String> = above.collect();
    parts.drain(..parts.len().saturating_sub(folders));
    parts.push(stem);
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(files: &[&str]) -> Vec<String> {
        of_files(&files.iter().map(PathBuf::from).collect::<Vec<_>>())
    }

    #[test]
    fn files_of_one_name_are_told_apart_by_their_folders() {
        assert_eq!(names(&["raw/S05/EDA.csv", "raw/S16/EDA.csv", "raw/S16/HR.csv"]), ["S05 EDA", "S16 EDA", "HR"]);
        assert_eq!(names(&["a/one/x.csv", "b/one/x.csv"]), ["a one x", "b one x"]);
        assert_eq!(names(&["x.csv", "a/x.csv"]), ["x", "a x"]);
    }

    #[test]
    fn no_two_files_have_one_name_even_in_one_folder() {
        assert_eq!(names(&["a/x.csv", "a/x.edf", "./a/x.csv"]), ["a x", "a x (2)", "a x (3)"]);
        assert_eq!(names(&["x.csv", "x (2).csv", "./x.csv"]), ["x", "x (2)", "x (3)"]);
    }
}

//! `score intent`: which of 77 things does a customer of a bank want? Banking77 by its own split.
//!
//! Reference: TF-IDF and a linear SVM reached .916 when the aims were set.

use std::path::Path;

use super::{Case, Part, kept_aside, read};

const SET: &str = "banking77";

pub fn cases(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Vec<Case>> {
    let taught = read::labelled(&data.join(SET).join("train.csv"))?;
    let asked = read::labelled(&data.join(SET).join("test.csv"))?;
    let part = match holdout {
        None => Part { taught, asked },
        Some(holdout) => {
            let Some(file) = read::aside(holdout, SET, "test.csv") else { return Ok(Vec::new()) };
            kept_aside([taught, asked].concat(), read::labelled(&file)?)
        }
    };
    Ok(vec![Case { name: SET.to_owned(), parts: vec![part], reference: Some(("accuracy", 0.916)) }])
}

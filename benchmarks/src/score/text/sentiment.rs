//! `score sentiment`: is a sentence of financial news good, bad or neither? Financial PhraseBank, 50 % agreement, 70/30, five seeds.
//!
//! Reference: BERT-base fine-tuned by the same recipe, .838 to .867 in ten public model cards; the lower end stands here.

use std::path::Path;

use super::{Case, draws, kept_aside, read};

const SET: &str = "financial-phrasebank";
const FILE: &str = "Sentences_50Agree.txt";

pub fn cases(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Vec<Case>> {
    let texts = read::phrasebank(&data.join(SET).join(FILE))?;
    let parts = match holdout {
        None => draws(&texts, 0.7, 5),
        Some(holdout) => {
            let Some(file) = read::aside(holdout, SET, FILE) else { return Ok(Vec::new()) };
            vec![kept_aside(texts, read::phrasebank(&file)?)]
        }
    };
    Ok(vec![Case { name: SET.to_owned(), parts, reference: Some(("accuracy", 0.838)) }])
}

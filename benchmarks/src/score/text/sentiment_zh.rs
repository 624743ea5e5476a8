//! `score sentiment-zh`: is a Chinese review good or bad? Hotels and food delivery (80/20, five seeds), and shop reviews from 32 examples (five draws of FewCLUE).
//!
//! Reference: for eprstmt the linear figure when the aims were set, .623.

use std::path::Path;

use super::{Case, draws, kept_aside, labels_zh, read};

const SET: &str = "chinese-reviews";
const FILES: [(&str, &str); 2] = [("hotels", "ChnSentiCorp_htl_all.csv"), ("food", "waimai_10k.csv")];

pub fn cases(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (setting, file) in FILES {
        let texts = || read::labelled(&data.join(SET).join(file));
        let parts = match holdout {
            None => draws(&texts()?, 0.8, 5),
            Some(holdout) => match read::aside(holdout, SET, file) {
                None => continue,
                Some(file) => vec![kept_aside(texts()?, read::labelled(&file)?)],
            },
        };
        cases.push(Case { name: format!("{SET} {setting}"), parts, reference: None });
    }
    cases.extend(labels_zh::few("eprstmt", 0.623, data, holdout)?);
    Ok(cases)
}

//! `score triage`: is an issue a bug, a wish or a question? NLBSE'24, one model for each of five projects, as its authors do; the figures are means over projects.
//!
//! Reference: RoBERTa, macro F1 .7923 over the projects (all labels are equally frequent, so that weighted and macro agree).

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;

use super::{Case, Part, Texts, kept_aside, read};
use crate::score::unseen::table::Table;

const SET: &str = "nlbse24-issues";

pub fn cases(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Vec<Case>> {
    let folder = data.join(SET);
    let taught = projects(&folder.join("issues_train.csv"))?;
    let mut asked = projects(&folder.join("issues_test.csv"))?;
    let mut aside = match holdout {
        None => None,
        Some(holdout) => {
            let Some(file) = read::aside(holdout, SET, "issues_test.csv") else { return Ok(Vec::new()) };
            Some(projects(&file)?)
        }
    };
    let part = |(project, taught): (String, Texts)| {
        let asked = asked.remove(&project).with_context(|| format!("no test of {project}"))?;
        Ok(match &mut aside {
            None => Some(Part { taught, asked }),
            Some(aside) => aside.remove(&project).map(|aside| kept_aside([taught, asked].concat(), aside)),
        })
    };
    let parts: Vec<Option<Part>> = taught.into_iter().map(part).collect::<anyhow::Result<_>>()?;
    let parts = parts.into_iter().flatten().collect();
    Ok(vec![Case { name: SET.to_owned(), parts, reference: Some(("macro_f1", 0.7923)) }])
}

/// Title and body with the label, by project.
fn projects(file: &Path) -> anyhow::Result<BTreeMap<String, Texts>> {
    let table = Table::read(file, ',')?;
    let mut projects: BTreeMap<String, Texts> = BTreeMap::new();
    let words = |name: &str| table.words(name);
    let (projects_of, labels, titles, bodies) = (words("repo")?, words("label")?, words("title")?, words("body")?);
    for (((project, label), title), body) in projects_of.into_iter().zip(labels).zip(titles).zip(bodies) {
        projects.entry(project.to_owned()).or_default().push((format!("{title}\n{body}"), label.to_owned()));
    }
    Ok(projects)
}

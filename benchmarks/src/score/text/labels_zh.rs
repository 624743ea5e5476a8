//! `score labels-zh`: labels for Chinese texts: titles of news, requests to an assistant, what an app is, headlines from a few examples.
//!
//! References: TF-IDF and a linear SVM when the aims were set. Draws of FewCLUE are learnt one by one; their `dev` parts are not touched.

use std::path::Path;

use super::{Case, Part, folds, kept_aside, read};

const DRAWS: u32 = 5;

pub fn cases(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for (set, file, aside, count, reference) in [
        ("thucnews-titles", "dev.txt", "test.txt", 10, 0.871),
        ("smp2017-ecdt", "Chinese_data.csv", "Chinese_data.csv", 5, 0.910),
    ] {
        let texts = || read::labelled(&data.join(set).join(file));
        let parts = match holdout {
            None => folds(&texts()?, count),
            Some(holdout) => match read::aside(holdout, set, aside) {
                None => continue,
                Some(file) => vec![kept_aside(texts()?, read::labelled(&file)?)],
            },
        };
        cases.push(Case { name: set.to_owned(), parts, reference: Some(("accuracy", reference)) });
    }
    cases.extend(few("iflytek", 0.413, data, holdout)?);
    cases.extend(few("tnews", 0.304, data, holdout)?);
    Ok(cases)
}

/// A task of FewCLUE: each draw there is, judged on the labelled test part; with texts kept aside, all draws and that part together.
pub fn few(task: &str, reference: f64, data: &Path, holdout: Option<&Path>) -> anyhow::Result<Option<Case>> {
    let set = format!("clue-few/{task}");
    let folder = data.join(&set);
    let draws = || (0..DRAWS).map(|draw| folder.join(format!("train_{draw}.json"))).filter(|file| file.is_file());
    let asked = || read::labelled(&folder.join("test_public.json"));
    let parts = match holdout {
        None => {
            let part = |file: std::path::PathBuf| Ok(Part { taught: read::labelled(&file)?, asked: asked()? });
            draws().map(part).collect::<anyhow::Result<Vec<_>>>()?
        }
        Some(holdout) => {
            let Some(file) = ["test.json", "test_public.json"].iter().find_map(|file| read::aside(holdout, &set, file))
            else {
                return Ok(None);
            };
            let known = [read::labelled(&folder.join("train_few_all.json"))?, asked()?].concat();
            vec![kept_aside(known, read::labelled(&file)?)]
        }
    };
    Ok((!parts.is_empty()).then_some(Case { name: set, parts, reference: Some(("accuracy", reference)) }))
}

//! `score ner`: which words of English news name people, places, organisations and others? CoNLL-2003, learnt from `eng.train`, judged on `eng.testb`.
//!
//! | row | what it is |
//! | --- | --- |
//! | `token`, `micro_f1`, `macro_precision`, `macro_recall`, `macro_f1` | over the nine classes of the second scheme, `O` among them, word by word |
//! | `entity`, `f1` | an entity counts when its kind and both ends are right (Tjong Kim Sang and De Meulder 2003) |
//! | `B-PER`, ... | F1 of each class |
//!
//! References: a table of BERT-base fine-tuned, token micro .973, macro .923 / .897 / .909; entity F1 of BERT-base .924.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use attentive_learn::metrics::ClassReport;
use attentive_learn::transformer::Goes;
use attentive_text::tagged::{Document, Sentence, TaggedModel, TaggedSettings, second_scheme};

use super::tags::Entities;
use crate::encoder::{minilm, side_by_side};
use crate::report::{Report, Row};
use crate::score::Extent;

const SET: &str = "conll2003";

/// Learns and judges.
pub fn run(data: &Path, holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Report> {
    let mut taught = conll(&data.join(SET).join("eng.train"))?;
    let mut asked = match holdout {
        None => conll(&data.join(SET).join("eng.testb"))?,
        Some(holdout) => conll(&holdout.join(SET).join("eng.testb"))
            .context("not available: the folder kept aside holds none of the sets of this score")?,
    };
    if extent == Extent::Slice {
        taught.truncate(12);
        asked.truncate(2);
    }
    let settings = TaggedSettings { both: side_by_side, ..TaggedSettings::default() };
    let begun = Instant::now();
    let mut told = 0.0;
    let model = TaggedModel::train(minilm()?, &taught, &settings, &mut |share, loss| {
        if begun.elapsed().as_secs_f64() > told {
            eprintln!("encoder: {:.0} %, loss {loss:.4}, {:.0} s", 100.0 * share, begun.elapsed().as_secs_f64());
            told += 30.0;
        }
        Goes::On
    })?;
    let (mut said, mut is) = (Vec::new(), Vec::new());
    let mut counted = Entities::default();
    for document in &asked {
        for (tags, sentence) in model.tag(document)?.iter().zip(document) {
            counted.add(tags, &sentence.tags);
            for (tag, truth) in tags.iter().zip(&sentence.tags) {
                let place = |tag: &str| {
                    model.tags().place(tag).with_context(|| format!("no sentence to learn from has the tag {tag}"))
                };
                said.push(place(tag)?);
                is.push(place(truth)?);
            }
        }
    }
    let report = ClassReport::of(&said, &is, model.tags().tags()).context("there is no word to judge")?;
    let what = if holdout.is_some() { "conll2003, kept aside" } else { "conll2003, testb" };
    let mut rows = Report::new("ner", format!("{what}, {} words", said.len()));
    let token = |metric: &str, value: f64, reference: f64| Row {
        reference: Some(reference),
        ..Row::new("token", metric, value, "")
    };
    rows.rows.extend([
        token("micro_f1", report.micro.f1, 0.973),
        token("macro_precision", report.macro_mean.precision, 0.923),
        token("macro_recall", report.macro_mean.recall, 0.897),
        token("macro_f1", report.macro_mean.f1, 0.909),
    ]);
    rows.rows.push(Row { reference: Some(0.924), ..Row::new("entity", "f1", counted.f1(), "") });
    rows.rows.extend(report.classes.iter().map(|class| Row::new(&class.label, "f1", class.figures.f1, "")));
    Ok(rows)
}

/// The documents of a file of CoNLL-2003: a word a line, its tag of the first scheme in the last of four columns, a blank line behind each sentence.
fn conll(file: &Path) -> anyhow::Result<Vec<Document>> {
    let text = std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()))?;
    let (mut documents, mut words, mut tags): (Vec<Document>, Vec<&str>, Vec<&str>) =
        (Vec::new(), Vec::new(), Vec::new());
    for (number, line) in text.lines().chain([""]).enumerate() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        match cells.as_slice() {
            [] if words.is_empty() => {}
            [] => {
                let sentence =
                    Sentence { words: words.drain(..).map(str::to_owned).collect(), tags: second_scheme(&tags) };
                tags.clear();
                match documents.last_mut() {
                    Some(document) => document.push(sentence),
                    None => documents.push(vec![sentence]),
                }
            }
            ["-DOCSTART-", ..] => documents.push(Document::new()),
            [word, _, _, tag] => {
                words.push(word);
                tags.push(tag);
            }
            _ => bail!("line {} of {} has {} columns, not four", number + 1, file.display(), cells.len()),
        }
    }
    ensure!(documents.iter().any(|document| !document.is_empty()), "{} holds no sentence", file.display());
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::data_with;

    #[test]
    fn files_hold_as_many_words_and_sentences_as_their_page_says() {
        let Some(data) = data_with(SET) else { return };
        for (file, words, sentences, documents) in
            [("eng.testb", 46_435, 3_453, 231), ("eng.testa", 51_362, 3_250, 216)]
        {
            let found = conll(&data.join(SET).join(file)).unwrap();
            assert_eq!(found.len(), documents);
            assert_eq!(found.iter().map(Vec::len).sum::<usize>(), sentences);
            assert_eq!(found.iter().flatten().map(|sentence| sentence.words.len()).sum::<usize>(), words);
        }
    }
}

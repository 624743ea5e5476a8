//! `score demand`: what the rules that understand demands are worth where data has labels for it, and the trained tagger without weights beside them.
//!
//! | row | what it is |
//! | --- | --- |
//! | `SET rules`, `precision`, `recall`, `f1`, and those of `person`, `organisation` | names found by rules alone; one counts when its kind and both ends are right |
//! | `conll2003 linear`, `f1`, `person`, `organisation`, `calibration_error` | a linear tagger learnt from `eng.train`, all four kinds; how far its confidence is from how often it is right |
//! | `nlbse24-issues rules`, `coverage`, `accuracy`, `macro_f1` | bug as an incident, feature as a request, question as one: share of issues of which the rules say one of the three; accuracy among those, and F1 over all, where silence is a miss; the baseline of accuracy is chance |
//! | `clinc150 rules`, `meeting recall`, `meeting precision`, `false alarms` | intents about meetings; how many texts that are neither urgent nor sent to many are called incident, newsletter or build failure |
//!
//! Urgency, deadlines and who waits have no labelled data here, and no row.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::metrics::ClassReport;
use attentive_text::demand::{Asked, DemandWords, Intent, Models, understand};
use attentive_text::named::{NamedKind, Stands, named};
use attentive_text::tagged::{
    Document, Entity, JudgedTags, LinearTagger, LinearTaggerSettings, Sentence, TaggedTexts, entities,
};
use attentive_types::{LocalClock, Timestamp};

use super::read;
use super::tags::Entities;
use crate::report::{Report, Row};
use crate::score::Extent;
use crate::score::unseen::table::Table;

/// Sentences of a slice, and of each set.
const SLICE: usize = 60;

/// Intents of clinc150 that are about meetings.
const MEETINGS: [&str; 2] = ["schedule_meeting", "meeting_schedule"];

/// Judges.
pub fn run(data: &Path, holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Report> {
    let from = holdout.unwrap_or(data);
    let mut report = Report::new("demand", if holdout.is_some() { "sets kept aside" } else { "sets here" }.to_owned());
    let sets = [
        ("conll2003", &["eng.testb"][..]),
        ("weibo-ner", &["weiboNER_2nd_conll.test"]),
        ("msra-ner-test", &["msra_test_bio.txt"]),
        ("cluener2020", &["dev.jsonl", "test.jsonl"]),
    ];
    for (set, files) in sets {
        let file = files.iter().map(|file| from.join(set).join(file)).find(|file| file.is_file());
        let Some(file) = file else { continue };
        let mut sentences: Vec<Sentence> = tagged(&file)?.into_iter().flatten().collect();
        if extent == Extent::Slice {
            sentences.truncate(SLICE);
        }
        let is_parted = set == "conll2003";
        report.rows.extend(by_rules(set, &sentences, is_parted));
        if is_parted {
            report.rows.extend(by_tagger(data, vec![sentences], extent)?);
        }
    }
    let issues = read::aside(from, "nlbse24-issues", "issues_test.csv");
    if let Some(file) = issues {
        report.rows.extend(of_issues(&file, extent)?);
    }
    let clinc = match holdout {
        None => {
            let mut lists = read::clinc(&data.join("clinc150").join("data_full_train_val.json"))?;
            Some([lists.remove("val"), lists.remove("oos_val")].into_iter().flatten().flatten().collect())
        }
        Some(holdout) => read::clinc_aside(holdout)?,
    };
    if let Some(texts) = clinc {
        report.rows.extend(of_clinc(&texts));
    }
    ensure!(!report.rows.is_empty(), "not available: the folder kept aside holds none of the sets of this score");
    Ok(report)
}

/// Documents of a file of tags; of weibo's words the sign behind each, which tells its place in a word, goes.
fn tagged(file: &Path) -> anyhow::Result<Vec<Document>> {
    let told = || format!("could not read {}", file.display());
    let input = std::io::BufReader::new(std::fs::File::open(file).with_context(told)?);
    let mut found = TaggedTexts::read(input).with_context(told)?;
    eprintln!("{}: {} sentences, {} left out", file.display(), found.sentences(), found.bad);
    if file.to_string_lossy().contains("weibo") {
        for word in found.documents.iter_mut().flatten().flat_map(|sentence| &mut sentence.words) {
            word.pop();
        }
    }
    Ok(found.documents)
}

/// Kinds as the rules have them; `None` for kinds that they do not know, and for what stands for a name (`.NOM`).
fn kind(kind: &str) -> Option<&'static str> {
    match kind {
        "PER" | "PER.NAM" | "name" => Some("person"),
        "ORG" | "ORG.NAM" | "organization" | "company" | "government" => Some("organisation"),
        _ => None,
    }
}

fn by_rules(set: &str, sentences: &[Sentence], is_parted: bool) -> Vec<Row> {
    let mut counted = Entities::default();
    for sentence in sentences {
        // Where each word begins and ends in the text, in signs.
        let (mut text, mut places) = (String::new(), Vec::new());
        for word in &sentence.words {
            if is_parted && !text.is_empty() {
                text.push(' ');
            }
            let from = text.chars().count();
            text.push_str(word);
            places.push((from, text.chars().count()));
        }
        let place = |sign: usize, is_end: bool| {
            places.iter().position(|(from, to)| if is_end { *to >= sign } else { *to > sign && *from <= sign })
        };
        let of = |name: &attentive_text::named::Named| {
            let kind = match name.kind {
                NamedKind::Person => "person",
                NamedKind::Organisation => "organisation",
                NamedKind::Project => return None,
            };
            Some(Entity { from: place(name.start, false)?, to: place(name.end, true)? + 1, kind: kind.to_owned() })
        };
        let ours: Vec<Entity> = named(&text, Stands::InText).iter().filter_map(of).collect();
        let truth = entities(&sentence.tags);
        let truth = truth.into_iter().filter_map(|one| Some(Entity { kind: kind(&one.kind)?.to_owned(), ..one }));
        counted.add_entities(&ours, &truth.collect::<Vec<_>>());
    }
    let case = format!("{set} rules");
    let (precision, recall) = counted.precision_and_recall();
    let mut rows = vec![
        Row::new(&case, "precision", precision, ""),
        Row::new(&case, "recall", recall, ""),
        Row::new(&case, "f1", counted.f1(), ""),
    ];
    rows.extend(counted.kinds().into_iter().map(|(kind, f1)| Row::new(&case, kind, f1, "")));
    rows
}

fn by_tagger(data: &Path, asked: Vec<Document>, extent: Extent) -> anyhow::Result<Vec<Row>> {
    let mut taught: Vec<Sentence> = tagged(&data.join("conll2003").join("eng.train"))?.into_iter().flatten().collect();
    if extent == Extent::Slice {
        taught.truncate(5 * SLICE);
    }
    let begun = std::time::Instant::now();
    let model = LinearTagger::train(&taught, &LinearTaggerSettings::default(), &mut |share, loss| {
        eprintln!("linear: {:.0} %, loss {loss:.3}, {:.0} s", 100.0 * share, begun.elapsed().as_secs_f64());
    })?;
    let judged = JudgedTags::of(&model, &asked)?.context("there is no word to judge")?;
    let case = "conll2003 linear";
    let mut rows = vec![Row { reference: Some(0.924), ..Row::new(case, "f1", judged.all.f1, "") }];
    for (name, of) in [("person", "PER"), ("organisation", "ORG")] {
        rows.extend(judged.kinds.get(of).map(|kind| Row::new(case, name, kind.f1, "")));
    }
    rows.extend(judged.calibration_error.map(|error| Row::new(case, "calibration_error", error, "")));
    Ok(rows)
}

/// What the rules say of a text.
fn intent(subject: &str, body: &str) -> Option<Intent> {
    let clock = LocalClock::utc();
    let asked = Asked { subject, body, from: None, now: Timestamp(0), clock: &clock };
    understand(&asked, DemandWords::own(), &Models::default()).intent.map(|said| said.is)
}

fn of_issues(file: &Path, extent: Extent) -> anyhow::Result<Vec<Row>> {
    let table = Table::read(file, ',')?;
    let (labels, titles, bodies) = (table.words("label")?, table.words("title")?, table.words("body")?);
    let names = ["bug", "feature", "question", "none"].map(str::to_owned);
    let (mut said, mut is) = (Vec::new(), Vec::new());
    let step = if extent == Extent::Slice { titles.len().div_ceil(SLICE).max(1) } else { 1 };
    for ((label, title), body) in labels.into_iter().zip(titles).zip(bodies).step_by(step) {
        let place = match intent(title, body) {
            Some(Intent::Incident) => 0_u8,
            Some(Intent::Request) => 1,
            Some(Intent::Question) => 2,
            _ => 3,
        };
        let truth = names.iter().position(|name| name == label).with_context(|| format!("unknown label {label}"))?;
        said.push(place);
        is.push(u8::try_from(truth)?);
    }
    let answered = said.iter().filter(|place| **place < 3).count();
    let right = said.iter().zip(&is).filter(|(said, is)| said == is).count();
    let report = ClassReport::of(&said, &is, &names).context("there is no issue to judge")?;
    let macro_f1 =
        report.classes.iter().filter(|class| class.label != "none").map(|class| class.figures.f1).sum::<f64>() / 3.0;
    let case = "nlbse24-issues rules";
    let accuracy = right as f64 / answered.max(1) as f64;
    Ok(vec![
        Row::new(case, "coverage", answered as f64 / said.len().max(1) as f64, ""),
        Row { baseline: Some(1.0 / 3.0), ..Row::new(case, "accuracy", accuracy, "") },
        Row { reference: Some(0.7923), ..Row::new(case, "macro_f1", macro_f1, "") },
    ])
}

fn of_clinc(texts: &super::Texts) -> Vec<Row> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (text, label) in texts {
        let is_meeting = MEETINGS.contains(&label.as_str());
        *counts.entry(if is_meeting { "meetings" } else { "others" }).or_default() += 1;
        match intent(text, "") {
            Some(Intent::Meeting) => *counts.entry(if is_meeting { "right" } else { "wrong" }).or_default() += 1,
            Some(Intent::Incident | Intent::Newsletter | Intent::BuildFailure) => {
                *counts.entry("false").or_default() += 1
            }
            _ => {}
        }
    }
    let count = |name: &str| counts.get(name).copied().unwrap_or(0) as f64;
    let case = "clinc150 rules";
    vec![
        Row::new(case, "meeting recall", count("right") / count("meetings").max(1.0), ""),
        Row::new(case, "meeting precision", count("right") / (count("right") + count("wrong")).max(1.0), ""),
        Row::new(case, "false alarms", count("false") / texts.len().max(1) as f64, ""),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_held_against_tags_word_by_word() {
        let sentence = Sentence {
            words: ["Hi", "Anna", "Smith", ",", "we", "met", "Zorb"].map(str::to_owned).to_vec(),
            tags: ["O", "B-PER", "I-PER", "O", "O", "O", "B-PER"].map(str::to_owned).to_vec(),
        };
        let rows = by_rules("set", &[sentence], true);
        let of = |metric: &str| rows.iter().find(|row| row.metric == metric).unwrap().value;
        assert_eq!((of("precision"), of("recall")), (1.0, 0.5));
        assert!((of("person") - 2.0 / 3.0).abs() < 1e-12);
        let signs = Sentence {
            words: ["李", "明", "老", "师", "说"].map(str::to_owned).to_vec(),
            tags: ["B-PER.NAM", "I-PER.NAM", "O", "O", "O"].map(str::to_owned).to_vec(),
        };
        assert_eq!(by_rules("set", &[signs], false)[2].value, 1.0);
    }
}

//! `score faq`: which prepared answer fits a question? BankFAQs: questions that share an answer with another one, each asked against all other rows.
//!
//! Of rows with the same question and answer (but for gaps) one counts, which leaves 1,496 of 1,773, and 84 questions that share their answer. A hit is a row with the same
//! answer among the first k.
//!
//! | row | what it is |
//! | --- | --- |
//! | `bankfaqs` | what the program would use: words and meaning with equal weight where the encoder finds more than words alone on the *other* questions, and the class of the message |
//! | `bankfaqs bm25`, `bankfaqs encoder` | words alone, the meaning alone; neither knows of classes |
//! | `recall@1`, `recall@5`, `mrr` | with the 95 % interval of a bootstrap over questions; the baseline is BM25 |
//! | `answers@5` | an answer among the first five different ones, as the program shows them |
//! | `bankfaqs outcome`, `drafted`, `drafts_right` | share of the questions that get a draft; share of drafts that are right |
//! | `bankfaqs outcome`, `shown_right`, `person` | share of the questions for which the draft or one of the shown answers is right; share that goes to a person |
//! | `bankfaqs unanswerable`, `drafted`, `person` | the same questions with every row of their answer taken away: each draft is wrong |
//! | `other questions`, ... | on messages made of the rows that are not asked: where whether the encoder is used, and how sure an answer must be, are found |
//!
//! Nothing is chosen on the questions that are asked. The model of classes is learnt in five parts, each without the questions that it is asked about. With a folder kept aside its rows are the FAQ, and what was found on
//! the rows of the first folder holds.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::{SplitMix64, bootstrap_interval};
use attentive_text::faq::{AskedColumns, Entry, Faq, InTrials, Kind, Outcome, Ranking, ReadFaq, Shelf, learn_classes};
use attentive_text::label::Labeller;
use attentive_text::linear::LinearModel;

use super::{mean, read};
use crate::encoder::minilm_rows;
use crate::report::{Report, Row};

const SET: &str = "bankfaqs";
const FILE: &str = "BankFAQs.csv";
/// Parts of the questions that the model of classes leaves out in turn.
const PARTS: usize = 5;
const RESAMPLES: u32 = 2_000;

pub fn run(data: &Path, holdout: Option<&Path>) -> anyhow::Result<Report> {
    let known = faq(&data.join(SET).join(FILE))?;
    let encoder = minilm_rows()?;
    // Where limits are found: all rows whose answer is asked for nowhere.
    let asked = known.shared();
    let mut others = Shelf::open(without(&known, &asked), Some(encoder), &mut |_| ())?;
    let trials = others.find_limits(Some(encoder), &mut |_| ())?;
    let both = trials.both.context("the encoder took no part")?;
    let (faq, asked, what) = match holdout {
        None => (known, asked, SET.to_owned()),
        Some(holdout) => {
            let file = read::aside(holdout, SET, FILE)
                .context("not available: the folder kept aside holds none of the sets of this score")?;
            let faq = faq(&file)?;
            let asked = faq.shared();
            (faq, asked, format!("{SET}, kept aside"))
        }
    };
    ensure!(!asked.is_empty(), "no two questions share an answer, so that none can be asked against the rest");
    let mut shelf = Shelf::open(faq, Some(encoder), &mut |_| ())?;
    shelf.take_limits_of(&others);
    let ours = if shelf.encoder().is_some() { Ranking::Both } else { Ranking::Words };
    let models: Vec<Option<LinearModel>> = (0..PARTS)
        .map(|part| {
            learn_classes(shelf.faq(), |entry| !asked.iter().skip(part).step_by(PARTS).any(|out| *out == entry))
        })
        .collect();
    let mut found = Asked::default();
    for (number, entry) in asked.iter().copied().enumerate() {
        let question = shelf.faq().entries()[entry].question.clone();
        let evidence = shelf.evidence(&question, Some(encoder), None)?;
        found.bm25.add(&shelf, &shelf.strengths(&evidence, Ranking::Words), entry);
        found.encoder.add(&shelf, &shelf.strengths(&evidence, Ranking::Meaning), entry);
        let model = models[number % PARTS].as_ref().map(|model| model as &dyn Labeller);
        let evidence = shelf.evidence(&question, Some(encoder), model)?;
        found.ours.add(&shelf, &shelf.strengths(&evidence, ours), entry);
        // The entry itself is no row of the FAQ while it is asked: its answer's other rows stand for it.
        let evidence = evidence.without(|other| other == entry);
        found.outcomes.push((shelf.outcome_of(&shelf.rank(&evidence, ours), &evidence), entry));
        let answer = shelf.faq().answers()[entry];
        let evidence = evidence.without(|other| shelf.faq().answers()[other] == answer);
        found.unanswerable.push(shelf.outcome_of(&shelf.rank(&evidence, ours), &evidence));
    }
    let rows = shelf.faq().entries().len();
    let mut report = Report::new("faq", format!("{what}, {} questions against {rows} rows", asked.len()));
    report.rows.extend(found.ours.rows("", Some(&found.bm25))?);
    report.rows.extend(found.bm25.rows(" bm25", None)?);
    report.rows.extend(found.encoder.rows(" encoder", Some(&found.bm25))?);
    report.rows.extend(found.outcome_rows(shelf.faq()));
    report.rows.extend(trial_rows(" bm25", &trials.words, None));
    report.rows.extend(trial_rows("", &both, Some(&trials.words)));
    Ok(report)
}

fn faq(file: &Path) -> anyhow::Result<Faq> {
    let told = || format!("could not read {}", file.display());
    let found = ReadFaq::read(BufReader::new(File::open(file).with_context(told)?), &AskedColumns::default())
        .with_context(told)?;
    eprintln!(
        "{}: {} rows, {} repeated, {} left out",
        file.display(),
        found.faq.entries().len(),
        found.repeated,
        found.bad
    );
    Ok(found.faq)
}

fn without(faq: &Faq, left_out: &[usize]) -> Faq {
    let kept = |(entry, _): &(usize, &Entry)| left_out.binary_search(entry).is_err();
    Faq::of(faq.entries().iter().enumerate().filter(kept).map(|(_, entry)| entry.clone()))
}

/// What came of all questions.
#[derive(Default)]
struct Asked {
    ours: Ranks,
    bm25: Ranks,
    encoder: Ranks,
    outcomes: Vec<(Outcome, usize)>,
    unanswerable: Vec<Outcome>,
}

/// Where the first row with the right answer stood.
#[derive(Default)]
struct Ranks {
    /// Among rows, from 1; infinite when none was found.
    of_rows: Vec<f64>,
    /// Among different answers.
    of_answers: Vec<f64>,
}

impl Ranks {
    fn add(&mut self, shelf: &Shelf, strengths: &[Option<f32>], asked: usize) {
        let answers = shelf.faq().answers();
        let mut order: Vec<(usize, f32)> = strengths
            .iter()
            .enumerate()
            .filter(|(entry, _)| *entry != asked)
            .filter_map(|(entry, strength)| Some((entry, (*strength)?)))
            .collect();
        order.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
        let place = order.iter().position(|(entry, _)| answers[*entry] == answers[asked]);
        let before = place.map(|place| {
            let mut before: Vec<usize> = order[..place].iter().map(|(entry, _)| answers[*entry]).collect();
            before.sort_unstable();
            before.dedup();
            before.len()
        });
        let rank = |place: Option<usize>| place.map_or(f64::INFINITY, |place| (place + 1) as f64);
        self.of_rows.push(rank(place));
        self.of_answers.push(rank(before));
    }

    fn values(&self) -> [(&'static str, Vec<f64>); 4] {
        let within = |ranks: &[f64], most: f64| ranks.iter().map(|rank| f64::from(u8::from(*rank <= most))).collect();
        [
            ("recall@5", within(&self.of_rows, 5.0)),
            ("recall@1", within(&self.of_rows, 1.0)),
            ("mrr", self.of_rows.iter().map(|rank| 1.0 / rank).collect()),
            ("answers@5", within(&self.of_answers, 5.0)),
        ]
    }

    fn rows(&self, case: &str, baseline: Option<&Self>) -> anyhow::Result<Vec<Row>> {
        let baseline = baseline.map(Self::values);
        let row = |(place, (metric, values)): (usize, (&'static str, Vec<f64>))| {
            let statistic = |values: &[f64]| (!values.is_empty()).then(|| mean(values));
            let found = bootstrap_interval(&values, statistic, RESAMPLES, 0.95, &mut SplitMix64::new(1))
                .context("nothing was asked")?;
            let baseline = baseline.as_ref().map(|baseline| mean(&baseline[place].1));
            let row = Row::new(&format!("{SET}{case}"), metric, found.value, "");
            Ok(Row { low: Some(found.low), high: Some(found.high), baseline, ..row })
        };
        self.values().into_iter().enumerate().map(row).collect()
    }
}

impl Asked {
    fn outcome_rows(&self, faq: &Faq) -> Vec<Row> {
        let right = |answer: &str, entry: usize| faq.entries()[entry].answer == answer;
        let all = self.outcomes.len() as f64;
        let share = |count: usize, of: f64| count as f64 / of;
        let count = |is: &dyn Fn(&Outcome, usize) -> bool| {
            self.outcomes.iter().filter(|(outcome, entry)| is(outcome, *entry)).count()
        };
        let drafted = count(&|outcome, _| outcome.outcome == Kind::Answer);
        let drafts_right = count(&|outcome, entry| outcome.draft.as_ref().is_some_and(|draft| right(draft, entry)));
        let shown_right = count(&|outcome, entry| {
            let is_among = || outcome.candidates.iter().any(|candidate| right(&candidate.answer, entry));
            match outcome.outcome {
                Kind::Answer => outcome.draft.as_ref().is_some_and(|draft| right(draft, entry)),
                Kind::Candidates => is_among(),
                Kind::Person => false,
            }
        });
        let person = count(&|outcome, _| outcome.outcome == Kind::Person);
        let of_none = |kind: Kind| self.unanswerable.iter().filter(|outcome| outcome.outcome == kind).count();
        let row = |case: &str, metric: &str, value: f64| Row::new(&format!("{SET} {case}"), metric, value, "");
        let mut rows = vec![
            row("outcome", "drafted", share(drafted, all)),
            row("outcome", "shown_right", share(shown_right, all)),
            row("outcome", "person", share(person, all)),
            row("unanswerable", "drafted", share(of_none(Kind::Answer), all)),
            row("unanswerable", "person", share(of_none(Kind::Person), all)),
        ];
        // Without a draft none is right or wrong.
        if drafted > 0 {
            rows.insert(1, row("outcome", "drafts_right", share(drafts_right, drafted as f64)));
        }
        rows
    }
}

fn trial_rows(case: &str, found: &InTrials, baseline: Option<&InTrials>) -> Vec<Row> {
    let row = |metric: &str, of: &dyn Fn(&InTrials) -> f64| Row {
        baseline: baseline.map(of),
        ..Row::new(&format!("other questions{case}"), metric, of(found), "")
    };
    let mut rows = vec![
        row("mrr", &|found| found.mean_reciprocal_rank),
        row("answers@5", &|found| found.among_five),
        row("drafted", &|found| found.drafted),
    ];
    rows.extend(found.drafts_right.map(|right| Row::new(&format!("other questions{case}"), "drafts_right", right, "")));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::data_with;

    #[test]
    fn the_file_has_as_many_rows_and_shared_answers_as_the_score_says() {
        let Some(data) = data_with(SET) else { return };
        let faq = faq(&data.join(SET).join(FILE)).unwrap();
        assert_eq!((faq.entries().len(), faq.shared().len()), (1_496, 84));
        let others = without(&faq, &faq.shared());
        assert_eq!((others.entries().len(), others.shared().len()), (1_412, 0));
    }

    #[test]
    fn ranks_leave_the_question_itself_out_and_count_rows_and_answers() {
        let entry =
            |question: &str, answer: &str| Entry { question: question.into(), answer: answer.into(), class: None };
        let faq = Faq::of([
            entry("lost card", "call"),
            entry("lost card abroad", "other"),
            entry("lost card at home", "other"),
            entry("lost it", "call"),
        ]);
        let shelf = Shelf::open(faq, None, &mut |_| ()).unwrap();
        let mut ranks = Ranks::default();
        let evidence = shelf.evidence("lost card", None, None).unwrap();
        ranks.add(&shelf, &shelf.strengths(&evidence, Ranking::Words), 0);
        assert_eq!((ranks.of_rows[0], ranks.of_answers[0]), (3.0, 2.0));
        let evidence = shelf.evidence("whale", None, None).unwrap();
        ranks.add(&shelf, &shelf.strengths(&evidence, Ranking::Words), 0);
        assert_eq!(ranks.of_rows[1], f64::INFINITY);
    }
}

//! People kept aside: known ones by their number, new ones by a part of what they have.

use std::collections::HashSet;
use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::recommend::{AnsweredBy, Ratings, Taste};

use super::judge::{LIKED, Question, Task, part};
use super::read::{FILMS, Films, PAPERS, Papers};
use super::{order, papers, read, values};
use crate::report::{Report, Row};
use crate::score::Extent;

type Cells = Vec<(u32, u32, f32)>;

pub fn run(data: &Path, holdout: &Path, extent: Extent) -> anyhow::Result<Report> {
    let mut report = Report::new("recommend", "people kept aside");
    for set in [FILMS, PAPERS] {
        let (known, aside) = (data.join(set), holdout.join(set));
        if !aside.is_dir() {
            eprintln!("skipped: nobody of {set} was kept aside");
            continue;
        }
        ensure!(known.is_dir(), "{} is needed to learn from", known.display());
        if set == FILMS {
            films(&known, &aside, extent, &mut report).context(FILMS)?;
        } else {
            of_papers(&known, &aside, extent, &mut report).context(PAPERS)?;
        }
    }
    ensure!(!report.rows.is_empty(), "not available: {} holds neither {FILMS} nor {PAPERS}", holdout.display());
    Ok(report)
}

/// What is known and what is judged of each person of the second folder.
struct Aside {
    /// The person's number if he was met; else `None`.
    person: Option<u32>,
    known: Vec<(u32, f32)>,
    judged: Vec<(u32, f32)>,
}

impl Aside {
    /// `own` is what the second folder has of him, without what the first has; `before` what the first has.
    fn of(number: u64, person: Option<u32>, before: Vec<(u32, f32)>, mut own: Vec<(u32, f32)>) -> Self {
        if person.is_some() {
            return Self { person, known: before, judged: own };
        }
        let judged = part(&mut own, 3, number);
        own.sort_unstable_by_key(|cell| cell.0);
        Self { person, known: own, judged }
    }

    fn question(&self, is_wanted: impl Fn(f32) -> bool) -> Option<Question> {
        let mut wanted: Vec<u32> = self.judged.iter().filter(|cell| is_wanted(cell.1)).map(|cell| cell.0).collect();
        wanted.sort_unstable();
        let (items, values) = self.known.iter().copied().unzip();
        (!wanted.is_empty()).then_some(Question { person: self.person, items, values, wanted })
    }
}

fn films(known: &Path, aside: &Path, extent: Extent, report: &mut Report) -> anyhow::Result<()> {
    let mut films = read::films(known)?;
    if extent == Extent::Slice {
        films.cut();
    }
    let (cells, met) = (films.cells.clone(), films.people.len());
    films.cells.clear();
    read::more_films(aside, &mut films)?;
    let own: HashSet<(u32, u32)> = cells.iter().map(|cell| (cell.0, cell.1)).collect();
    let mut twice = HashSet::new();
    let new: Cells = films
        .cells
        .iter()
        .copied()
        .filter(|cell| !own.contains(&(cell.0, cell.1)) && twice.insert((cell.0, cell.1)))
        .collect();
    ensure!(!new.is_empty(), "the folder kept aside holds nothing that the first does not");
    let all = films.ratings(&cells)?;
    let people = asides(&all, &films.ratings(&new)?, |person| {
        (person as usize) < met && !all.by_person().row(person as usize).0.is_empty()
    });
    errors(&films, &cells, &people, extent, report)?;
    let questions = people.iter().filter_map(|person| person.question(|value| value >= LIKED)).collect();
    order::rows(&Task { known: all, questions }, extent, report)
}

fn asides(known: &Ratings, new: &Ratings, is_met: impl Fn(u32) -> bool) -> Vec<Aside> {
    let cells = |ratings: &Ratings, person: usize| -> Vec<(u32, f32)> {
        let (items, values) = ratings.by_person().row(person);
        items.iter().copied().zip(values.iter().copied()).collect()
    };
    let people = (0..new.people()).filter(|person| !new.by_person().row(*person).0.is_empty());
    people
        .map(|person| {
            let number = person as u32;
            Aside::of(person as u64, is_met(number).then_some(number), cells(known, person), cells(new, person))
        })
        .collect()
}

fn errors(films: &Films, cells: &Cells, people: &[Aside], extent: Extent, report: &mut Report) -> anyhow::Result<()> {
    let known = films.ratings(cells)?;
    let means = attentive_learn::recommend::Means::fit(&known, attentive_learn::recommend::MeansSettings::default());
    let range = known.range().context("no ratings")?;
    let (plain, plus) = values::models(films, cells, extent)?;
    let (mut sums, mut count, mut cold) = ([0.0; 3], 0_usize, 0_usize);
    for person in people {
        let (items, values): (Vec<u32>, Vec<f32>) = person.known.iter().copied().unzip();
        let taste = Taste { person: person.person, items: &items, values: &values };
        let givers = [plain.giver(&taste), plus.giver(&taste)];
        for (item, value) in &person.judged {
            let usual = means.predict(&taste, *item);
            let said = [
                usual.value.clamp(range.0, range.1),
                plain.predict(&givers[0], *item).value,
                plus.predict(&givers[1], *item).value,
            ];
            sums.iter_mut().zip(said).for_each(|(sum, said)| *sum += f64::from(said - value).powi(2));
            count += 1;
            cold += usize::from(!matches!(usual.by, AnsweredBy::Model | AnsweredBy::History));
        }
    }
    ensure!(count > 0, "nobody has enough ratings to be judged on: five and more of somebody new");
    let new = people.iter().filter(|person| person.person.is_none()).count();
    eprintln!(
        "{} people judged, {new} of them new; {count} ratings, {cold} of them of a person or a film of which nothing was known",
        people.len()
    );
    let root = |sum: f64| (sum / count as f64).sqrt();
    for (case, sum) in [("svd", sums[1]), ("svd++", sums[2])] {
        report.rows.push(Row { baseline: Some(root(sums[0])), ..Row::new(case, "rmse", root(sum), "stars") });
    }
    Ok(())
}

fn of_papers(known: &Path, aside: &Path, extent: Extent, report: &mut Report) -> anyhow::Result<()> {
    let mut papers = read::papers(known, known)?;
    let own = if aside.join("item-tag.dat").is_file() && aside.join("tags.dat").is_file() { aside } else { known };
    let others = read::papers(aside, own)?;
    ensure!(
        others.texts.len() == papers.texts.len(),
        "both folders must number the same papers: {} and {}",
        papers.texts.len(),
        others.texts.len()
    );
    if extent == Extent::Slice {
        papers.people.truncate(150);
    }
    let people = aside_of_papers(&papers, &others);
    let all = papers.ratings(&papers.people)?;
    let words = papers::words(&papers);
    let settings = papers::choose(&all, &words, extent)?;
    let mut questions: Vec<Question> = people.iter().filter_map(|person| person.question(|_| true)).collect();
    if extent == Extent::Slice {
        questions.truncate(100);
    }
    papers::rows(&Task { known: all, questions }, &words, settings, report)
}

/// All lines are known people when both files have as many and no line names a paper twice; else all are new.
fn aside_of_papers(papers: &Papers, others: &Papers) -> Vec<Aside> {
    let pairs = || papers.people.iter().zip(&others.people);
    let is_same = papers.people.len() == others.people.len()
        && pairs().all(|(one, other)| other.iter().all(|paper| one.binary_search(paper).is_err()));
    eprintln!("the people kept aside are {}", if is_same { "the same, with other papers" } else { "new ones" });
    let cells = |own: &[u32]| own.iter().map(|paper| (*paper, 1.0)).collect::<Vec<(u32, f32)>>();
    let of = |(line, own): (usize, &Vec<u32>)| {
        let before = if is_same { cells(&papers.people[line]) } else { Vec::new() };
        Aside::of(line as u64, is_same.then_some(line as u32), before, cells(own))
    };
    others.people.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_go_on_are_known_people_and_others_are_new() {
        let papers = |people: &[&[u32]]| Papers {
            people: people.iter().map(|own| own.to_vec()).collect(),
            texts: vec![String::new(); 9],
        };
        let known = papers(&[&[0, 1, 2], &[3, 4]]);
        let same = aside_of_papers(&known, &papers(&[&[5], &[0]]));
        assert_eq!((same[1].person, same[1].judged.as_slice(), same[1].known.len()), (Some(1), &[(0, 1.0)][..], 2));
        let new = aside_of_papers(&known, &papers(&[&[0, 5, 6, 7, 8], &[0]]));
        assert_eq!((new[0].person, new[0].known.len(), new[0].judged.len()), (None, 4, 1));
        assert_eq!(aside_of_papers(&known, &papers(&[&[5]])).len(), 1, "another number of lines: new ones");
    }
}

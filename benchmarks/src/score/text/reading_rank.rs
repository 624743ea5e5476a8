//! `score reading-rank`: which papers would a person add to his library? citeulike-a, 300 people with at least twenty papers; the text of a paper is its tags.
//!
//! 1. People are drawn once for all, none among those on whom the settings were chosen ([`CHOSEN_ON`]).
//! 2. Four fifths of a person's papers, drawn with his number, are his history; all of them are interesting, nobody says what is not, and there are no times.
//! 3. All other papers are ranked, by what `attentive reading` would rank them by. The last fifth is hidden among them.
//!
//! | row | what it is |
//! | --- | --- |
//! | `citeulike-a`, `recall@50`, `recall@300` | share of the hidden papers among the first so many, mean over people with the 95 % interval of a bootstrap over them; the baseline is the plain centroid |
//! | `citeulike-a centroid` | the cosine of a paper's tf-idf and the mean of the history's |
//! | `citeulike-a popular` | how many other people have the paper |
//! | `citeulike-a less centroid`, `citeulike-a less popular` | the differences, person by person |
//!
//! With a folder kept aside its people are judged, all that have twenty papers, three hundred at most; papers and tags come from it where it has them, else from the first folder.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use anyhow::{Context, ensure};
use attentive_learn::{SplitMix64, bootstrap_interval};
use attentive_text::reading::{Interests, ReadText};

use super::{mean, read};
use crate::report::{Report, Row};
use crate::score::Extent;
use crate::score::lists;
use crate::score::unseen::each;

const SET: &str = "citeulike-a";
const PEOPLE: usize = 300;
/// Papers of a person who is judged, at least.
const FEWEST: usize = 20;
const SEED: u64 = 1;
const FIRST: [usize; 2] = [50, 300];
const RESAMPLES: u32 = 2_000;

/// The people on whom the ways of weighing words were compared, by their line from 0; none of them is judged.
const CHOSEN_ON: [usize; 120] = [
    53, 90, 97, 340, 380, 428, 435, 590, 618, 632, 654, 661, 680, 696, 700, 702, 724, 732, 752, 816, 831, 837, 844,
    985, 998, 1041, 1051, 1105, 1174, 1219, 1235, 1354, 1406, 1421, 1451, 1482, 1579, 1748, 1753, 1755, 1777, 1787,
    1929, 2122, 2141, 2196, 2253, 2276, 2341, 2393, 2394, 2412, 2456, 2523, 2550, 2605, 2682, 2761, 2775, 2800, 2823,
    2832, 2916, 2953, 3092, 3161, 3177, 3277, 3279, 3288, 3296, 3329, 3347, 3386, 3417, 3431, 3554, 3607, 3646, 3669,
    3708, 3827, 3915, 3967, 4025, 4044, 4066, 4073, 4103, 4142, 4145, 4192, 4213, 4224, 4237, 4254, 4258, 4272, 4309,
    4341, 4374, 4431, 4437, 4586, 4589, 4613, 4627, 4742, 4828, 4841, 4918, 4921, 4981, 5057, 5243, 5334, 5407, 5479,
    5482, 5519,
];

/// Papers with their texts, and people with their papers.
struct Libraries {
    texts: Vec<String>,
    /// Papers of each person, ascending.
    people: Vec<Vec<usize>>,
    /// How many people have a paper.
    popular: Vec<usize>,
}

pub fn run(data: &Path, holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Report> {
    let known = data.join(SET);
    let (libraries, left_out, what) = match holdout {
        None => (Libraries::read(&known, &known)?, &CHOSEN_ON[..], SET.to_owned()),
        Some(holdout) => {
            read::aside(holdout, SET, "users.dat")
                .context("not available: the folder kept aside holds none of the sets of this score")?;
            let aside = holdout.join(SET);
            let papers = if read::aside(holdout, SET, "item-tag.dat").is_some() { &aside } else { &known };
            (Libraries::read(&aside, papers)?, &[][..], format!("{SET}, kept aside"))
        }
    };
    let mut judged = libraries.draw(left_out);
    if extent == Extent::Slice {
        judged.truncate(10);
    }
    ensure!(!judged.is_empty(), "nobody has {FEWEST} papers");
    let centroid = Centroid::of(&libraries.texts);
    let found = each(&judged.chunks(25).collect::<Vec<_>>(), |people| {
        people.iter().map(|person| libraries.judge(*person, &centroid)).collect::<anyhow::Result<Vec<_>>>()
    })?
    .concat();
    let mut report =
        Report::new("reading-rank", format!("{what}, {} people, {} papers", judged.len(), libraries.texts.len()));
    for (place, first) in FIRST.iter().enumerate() {
        let of = |way: usize| found.iter().map(|recall| recall[way][place]).collect::<Vec<f64>>();
        let less = |way: usize| found.iter().map(|recall| recall[0][place] - recall[way][place]).collect::<Vec<f64>>();
        let metric = format!("recall@{first}");
        report.rows.push(Row { baseline: Some(mean(&of(1))), ..row("", &metric, &of(0))? });
        report.rows.push(row(" centroid", &metric, &of(1))?);
        report.rows.push(row(" popular", &metric, &of(2))?);
        report.rows.push(row(" less centroid", &metric, &less(1))?);
        report.rows.push(row(" less popular", &metric, &less(2))?);
    }
    Ok(report)
}

fn row(way: &str, metric: &str, values: &[f64]) -> anyhow::Result<Row> {
    let statistic = |values: &[f64]| (!values.is_empty()).then(|| mean(values));
    let found = bootstrap_interval(values, statistic, RESAMPLES, 0.95, &mut SplitMix64::new(SEED))
        .context("nobody was judged")?;
    let row = Row::new(&format!("{SET}{way}"), metric, found.value, "");
    Ok(Row { low: Some(found.low), high: Some(found.high), ..row })
}

/// For each way of ranking the recall at each of [`FIRST`].
type Recall = [[f64; 2]; 3];

impl Libraries {
    /// People from one folder, papers and tags from another.
    fn read(people: &Path, papers: &Path) -> anyhow::Result<Self> {
        let lines =
            |file: &Path| std::fs::read_to_string(file).with_context(|| format!("could not read {}", file.display()));
        let tags: Vec<String> =
            lines(&papers.join("tags.dat"))?.lines().map(|tag| tag.replace(['_', '-'], " ")).collect();
        let of_papers = lists::rows(&lines(&papers.join("item-tag.dat"))?).context("item-tag.dat")?;
        let text = |own: &Vec<usize>| {
            let words: Option<Vec<&str>> = own.iter().map(|tag| tags.get(*tag).map(String::as_str)).collect();
            words.map(|words| words.join(" ")).context("a paper has a tag that is not there")
        };
        let texts: Vec<String> = of_papers.iter().map(text).collect::<anyhow::Result<_>>()?;
        let people = lists::rows(&lines(&people.join("users.dat"))?).context("users.dat")?;
        let mut popular = vec![0; texts.len()];
        for paper in people.iter().flatten() {
            *popular.get_mut(*paper).context("a person has a paper that is not there")? += 1;
        }
        Ok(Self { texts, people, popular })
    }

    /// Who is judged.
    fn draw(&self, left_out: &[usize]) -> Vec<usize> {
        let mut people: Vec<usize> = (0..self.people.len())
            .filter(|person| self.people[*person].len() >= FEWEST && !left_out.contains(person))
            .collect();
        SplitMix64::new(SEED).shuffle(&mut people);
        people.truncate(PEOPLE);
        people
    }

    /// A person's history, and what is hidden.
    fn part(&self, person: usize) -> (Vec<usize>, BTreeSet<usize>) {
        let mut papers = self.people[person].clone();
        SplitMix64::keyed(SEED, &[person as u64]).shuffle(&mut papers);
        let hidden = papers.split_off((papers.len() * 4).div_ceil(5));
        (papers, hidden.into_iter().collect())
    }

    fn judge(&self, person: usize, centroid: &Centroid) -> anyhow::Result<Recall> {
        let (history, hidden) = self.part(person);
        let read: BTreeSet<usize> = history.iter().copied().collect();
        let others: Vec<usize> = (0..self.texts.len()).filter(|paper| !read.contains(paper)).collect();
        let reads: Vec<ReadText> = history
            .iter()
            .map(|paper| ReadText { text: self.texts[*paper].clone(), interest: 1.0, at: None })
            .collect();
        let interests = Interests::learn_history(&reads, None, &mut |_| ())?;
        let texts: Vec<&str> = others.iter().map(|paper| self.texts[*paper].as_str()).collect();
        let ours: Vec<usize> = interests.rank(&texts, None)?.into_iter().map(|ranked| others[ranked.place]).collect();
        let near = centroid.near(&history);
        let by_centroid = order(&others, |paper| near[paper]);
        // The person's own hidden copy is no other person's.
        let by_popularity =
            order(&others, |paper| self.popular[paper] as f64 - f64::from(u8::from(hidden.contains(&paper))));
        Ok([ours, by_centroid, by_popularity].map(|order| recall(&order, &hidden)))
    }
}

fn order(papers: &[usize], value: impl Fn(usize) -> f64) -> Vec<usize> {
    let mut order: Vec<(usize, f64)> = papers.iter().map(|paper| (*paper, value(*paper))).collect();
    order.sort_by(|one, other| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)));
    order.into_iter().map(|(paper, _)| paper).collect()
}

fn recall(order: &[usize], hidden: &BTreeSet<usize>) -> [f64; 2] {
    FIRST.map(|first| {
        let found = order.iter().take(first).filter(|paper| hidden.contains(paper)).count();
        found as f64 / hidden.len().max(1) as f64
    })
}

/// Plain tf-idf: words in small letters, counts by their logarithm, rarity over all papers, length 1.
struct Centroid {
    rows: Vec<Vec<(usize, f64)>>,
    words: usize,
}

impl Centroid {
    fn of(texts: &[String]) -> Self {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut with: Vec<f64> = Vec::new();
        let mut rows = Vec::new();
        for text in texts {
            let mut counts: HashMap<usize, f64> = HashMap::new();
            for word in
                text.to_lowercase().split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
            {
                let next = places.len();
                *counts.entry(*places.entry(word.to_owned()).or_insert(next)).or_default() += 1.0;
            }
            with.resize(places.len(), 0.0);
            let mut row: Vec<(usize, f64)> = counts.into_iter().collect();
            row.sort_unstable_by_key(|(word, _)| *word);
            row.iter().for_each(|(word, _)| with[*word] += 1.0);
            rows.push(row);
        }
        let all = texts.len() as f64;
        for row in &mut rows {
            row.iter_mut().for_each(|(word, count)| {
                *count = (1.0 + count.ln()) * (1.0 + ((1.0 + all) / (1.0 + with[*word])).ln())
            });
            let length = row.iter().map(|(_, value)| value * value).sum::<f64>().sqrt();
            row.iter_mut().for_each(|(_, value)| *value /= length);
        }
        Self { rows, words: places.len() }
    }

    /// How near each paper is to the mean of these.
    fn near(&self, history: &[usize]) -> Vec<f64> {
        let mut sum = vec![0.0; self.words];
        history.iter().flat_map(|paper| &self.rows[*paper]).for_each(|(word, value)| sum[*word] += value);
        self.rows.iter().map(|row| row.iter().map(|(word, value)| value * sum[*word]).sum()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::data_with;

    fn small() -> Libraries {
        let texts: Vec<String> = (0..60)
            .map(|paper| format!("{} word{paper}", ["river flood", "card fee", "whale song"][paper % 3]))
            .collect();
        let own: Vec<usize> = (0..60).filter(|paper| paper % 3 == 0).collect();
        let other: Vec<usize> = (0..60).filter(|paper| paper % 3 == 1).collect();
        let mut popular = vec![0; 60];
        own.iter().chain(&other).chain(&other).for_each(|paper| popular[*paper] += 1);
        Libraries { texts, people: vec![own, other.clone(), other], popular }
    }

    #[test]
    fn a_person_is_judged_on_what_was_hidden_and_popularity_counts_others_alone() {
        let libraries = small();
        let (history, hidden) = libraries.part(0);
        assert_eq!((history.len(), hidden.len()), (16, 4));
        assert!(history.iter().all(|paper| !hidden.contains(paper)));
        let hundred = [1.0, 1.0];
        let [ours, centroid, _] = libraries.judge(0, &Centroid::of(&libraries.texts)).unwrap();
        assert_eq!((ours, centroid), (hundred, hundred), "all four are among the first fifty of 44");
        let others: Vec<usize> = (0..60).filter(|paper| !history.contains(paper)).collect();
        let near = Centroid::of(&libraries.texts).near(&history);
        assert!(order(&others, |paper| near[paper])[..4].iter().all(|paper| hidden.contains(paper)));
        let mut drawn = libraries.draw(&[1]);
        drawn.sort_unstable();
        assert_eq!(drawn, [0, 2]);
    }

    #[test]
    fn the_files_have_as_many_people_and_papers_as_the_score_says_and_none_of_the_judged_was_chosen_on() {
        let Some(data) = data_with(SET) else { return };
        let libraries = Libraries::read(&data.join(SET), &data.join(SET)).unwrap();
        assert_eq!((libraries.people.len(), libraries.texts.len()), (5_551, 16_980));
        let judged = libraries.draw(&CHOSEN_ON);
        assert!(judged.len() == PEOPLE && judged.iter().all(|person| !CHOSEN_ON.contains(person)));
    }
}

//! What would a person like to read next, by what others have and by words? citeulike-a.

use attentive_learn::SparseRows;
use attentive_learn::SplitMix64;
use attentive_learn::recommend::{
    Als, AlsSettings, HashedWords, ItemNeighbours, Likeness, NeighbourSettings, Popularity, Ratings, Recommender,
    Threads, WordedAls, WordedSettings,
};

use super::SEED;
use super::judge::{Measure, Question, Signal, Task, both, hide, judge, judge_scores, mean, row};
use super::peers::Peer;
use super::read::Papers;
use crate::report::{Report, Row};
use crate::score::Extent;

pub const MEASURES: [Measure; 2] = [Measure::Recall(50), Measure::Recall(300)];
/// Words that can be told apart, about.
const PLACES: usize = 1 << 16;
/// People on whom settings are compared.
const COMPARED_ON: usize = 1_500;
/// One in so many papers is taken from everybody for the cold rows.
const COLD: usize = 10;

/// The words of all papers.
pub fn words(papers: &Papers) -> SparseRows {
    let texts = || papers.texts.iter().map(String::as_str);
    HashedWords::learn(texts(), PLACES).rows(texts())
}

fn als_tried(extent: Extent) -> Vec<AlsSettings> {
    let threads = Threads { both, halvings: 1 };
    if extent == Extent::Slice {
        return vec![AlsSettings { factors: 16, rounds: 5, threads, ..AlsSettings::default() }];
    }
    let mut all = Vec::new();
    for factors in [64, 128] {
        for shrink in [0.003, 0.01, 0.03] {
            for confidence in [10.0, 40.0] {
                all.push(AlsSettings { factors, shrink, confidence, threads, ..AlsSettings::default() });
            }
        }
    }
    all
}

fn worded_tried(als: AlsSettings, extent: Extent) -> Vec<WordedSettings> {
    if extent == Extent::Slice {
        return vec![WordedSettings { als, ..WordedSettings::default() }];
    }
    let mut all = Vec::new();
    for to_words in [3.0, 10.0, 30.0] {
        for ridge in [0.03, 0.3] {
            for more in [1.0, 3.0] {
                let als = AlsSettings { shrink: als.shrink * more, ..als };
                all.push(WordedSettings { als, to_words: als.shrink * to_words, ridge, ..WordedSettings::default() });
            }
        }
    }
    all
}

/// Plain and worded settings that are best on a part that is hidden among what is known.
pub fn choose(known: &Ratings, words: &SparseRows, extent: Extent) -> anyhow::Result<(AlsSettings, WordedSettings)> {
    let mut inner = hide(known, 1, |_| true)?;
    SplitMix64::new(SEED).shuffle(&mut inner.questions);
    inner.questions.truncate(COMPARED_ON);
    let worth = |model: &dyn Recommender| mean(&judge(model, &inner.questions, None, &MEASURES[..1])[0]);
    let mut best = (f64::NEG_INFINITY, AlsSettings::default());
    for settings in als_tried(extent) {
        let found = worth(&Als::fit(&inner.known, &settings));
        if found > best.0 {
            best = (found, settings);
        }
    }
    let mut best_worded = (f64::NEG_INFINITY, WordedSettings::default());
    for settings in worded_tried(best.1, extent) {
        let found = worth(&WordedAls::fit(&inner.known, words, &settings));
        if found > best_worded.0 {
            best_worded = (found, settings);
        }
    }
    eprintln!(
        "papers: als {:.4} with {:?}\npapers: text-aware {:.4} with {:?}",
        best.0, best.1, best_worded.0, best_worded.1
    );
    Ok((best.1, best_worded.1))
}

pub fn score(papers: &Papers, extent: Extent, peer: Option<&Peer>, report: &mut Report) -> anyhow::Result<()> {
    let all = papers.ratings(&papers.people)?;
    let words = words(papers);
    let task = hide(&all, 0, |_| true)?;
    let settings = choose(&task.known, &words, extent)?;
    rows(&task, &words, settings, report)?;
    if let Some(peer) = peer {
        let inner = hide(&task.known, 1, |_| true)?;
        for case in ["als", "itemknn"] {
            let Some(found) = peer.best(case, &inner, &task, &[Signal::Had], &MEASURES) else { continue };
            for (measure, reference) in MEASURES.iter().zip(found) {
                let own = |row: &&mut Row| row.case == case && row.metric == measure.name();
                report.rows.iter_mut().filter(own).for_each(|row| row.reference = Some(reference));
            }
        }
    }
    cold(&all, &words, extent, report)
}

/// Judges all ways on a task.
pub fn rows(
    task: &Task,
    words: &SparseRows,
    settings: (AlsSettings, WordedSettings),
    report: &mut Report,
) -> anyhow::Result<()> {
    let near = NeighbourSettings { likeness: Likeness::Cosine, shrink: 5.0, most: 200, ..NeighbourSettings::default() };
    let models: [(&str, Box<dyn Recommender>); 4] = [
        ("text-aware", Box::new(WordedAls::fit(&task.known, words, &settings.1))),
        ("als", Box::new(Als::fit(&task.known, &settings.0))),
        ("itemknn", Box::new(ItemNeighbours::fit(&task.known, near))),
        ("popularity", Box::new(Popularity::fit(&task.known))),
    ];
    let found: Vec<Vec<Vec<f64>>> =
        models.iter().map(|(_, model)| judge(model.as_ref(), &task.questions, None, &MEASURES)).collect();
    for (place, measure) in MEASURES.into_iter().enumerate() {
        let popular = mean(&found[3][place]);
        for ((case, _), values) in models.iter().zip(&found) {
            report.rows.push(Row { baseline: Some(popular), ..row(case, measure, &values[place])? });
        }
        let less: Vec<f64> =
            found[0][place].iter().zip(&found[1][place]).map(|(worded, plain)| worded - plain).collect();
        report.rows.push(row("text-aware less als", measure, &less)?);
    }
    Ok(())
}

/// Papers that nobody had when the model learnt.
fn cold(all: &Ratings, words: &SparseRows, extent: Extent, report: &mut Report) -> anyhow::Result<()> {
    let mut order: Vec<usize> = (0..all.item_count()).collect();
    SplitMix64::keyed(SEED, &[2]).shuffle(&mut order);
    let mut is_cold = vec![false; all.item_count()];
    order[..all.item_count() / COLD].iter().for_each(|paper| is_cold[*paper] = true);
    let known: Vec<(u32, u32, f32)> = all.cells().filter(|cell| !is_cold[cell.1 as usize]).collect();
    let known = Ratings::new(all.people(), all.item_count(), &known)?;
    let question = |person: usize| {
        let wanted = all
            .by_person()
            .row(person)
            .0
            .iter()
            .copied()
            .filter(|paper| is_cold[*paper as usize])
            .collect::<Vec<u32>>();
        let (items, values) = known.by_person().row(person);
        let question = Question { person: Some(person as u32), items: items.to_vec(), values: values.to_vec(), wanted };
        (!question.wanted.is_empty() && !items.is_empty()).then_some(question)
    };
    let questions: Vec<Question> = (0..all.people()).filter_map(question).collect();
    // Chosen anew, as the first choice saw who had these papers.
    let (_, settings) = choose(&known, words, extent)?;
    let model = WordedAls::fit(&known, words, &settings);
    let found = judge(&model, &questions, Some(&is_cold), &MEASURES);
    let nearness = judge_scores(&questions, Some(&is_cold), &MEASURES, &|question| near(words, &question.items));
    for (place, measure) in MEASURES.into_iter().enumerate() {
        report
            .rows
            .push(Row { baseline: Some(mean(&nearness[place])), ..row("text-aware cold", measure, &found[place])? });
    }
    Ok(())
}

/// How near the words of each paper are to those of the history.
fn near(words: &SparseRows, history: &[u32]) -> Vec<f32> {
    let mut sum = vec![0.0; words.columns()];
    for paper in history {
        let (places, values) = words.row(*paper as usize);
        places.iter().zip(values).for_each(|(place, value)| sum[*place as usize] += value);
    }
    let product = |paper: usize| {
        let (places, values) = words.row(paper);
        places.iter().zip(values).map(|(place, value)| sum[*place as usize] * value).sum()
    };
    (0..words.len()).map(product).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearness_is_the_sum_of_cosines() {
        let mut words = SparseRows::new(3);
        words.push([(0, 0.6), (1, 0.8)]);
        words.push([(1, 1.0)]);
        words.push([(2, 1.0)]);
        assert_eq!(near(&words, &[0, 1]), [0.6 * 0.6 + 1.8 * 0.8, 1.8, 0.0]);
    }
}

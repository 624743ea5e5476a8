//! What would a person like next? movielens-100k.

use anyhow::Context;
use attentive_learn::recommend::{
    Als, AlsSettings, Bpr, BprSettings, ItemNeighbours, Likeness, NeighbourSettings, Popularity, Ratings, Recommender,
    Threads, UserNeighbours, standardised,
};

use super::judge::{
    Heard, LIKED, Measure, Question, Signal, Task, both, first, hide, judge, judge_lists, judge_scores, mean, row,
    side_by_side,
};
use super::peers::Peer;
use super::read::Films;
use crate::report::{Report, Row};
use crate::score::Extent;

const MEASURE: Measure = Measure::Ndcg(10);

/// A way of ranking with its settings.
#[derive(Clone, Copy, Debug)]
enum Way {
    People(NeighbourSettings),
    Items(NeighbourSettings),
    Als(AlsSettings),
    Bpr(BprSettings),
}

impl Way {
    fn fit(self, known: &Ratings) -> Box<dyn Recommender> {
        match self {
            Self::People(settings) => Box::new(UserNeighbours::fit(known, settings)),
            Self::Items(settings) => Box::new(ItemNeighbours::fit(known, settings)),
            Self::Als(settings) => Box::new(Als::fit(known, &settings)),
            Self::Bpr(settings) => Box::new(Bpr::fit(known, &settings)),
        }
    }
}

/// Names of the ways and the settings that are tried of each.
fn tried(extent: Extent) -> Vec<(&'static str, Vec<(Way, Signal)>)> {
    let signals = [Signal::Had, Signal::Stars, Signal::Liked];
    let mut near = Vec::new();
    for most in [20, 50, 100, 200] {
        for shrink in [0.0, 20.0, 100.0] {
            let settings =
                NeighbourSettings { likeness: Likeness::Cosine, shrink, most, ..NeighbourSettings::default() };
            near.extend(signals.map(|signal| (settings, signal)));
        }
    }
    let mut als = Vec::new();
    for factors in [16, 32, 64] {
        for shrink in [0.003, 0.01, 0.03, 0.1] {
            for confidence in [2.0, 10.0] {
                let settings = AlsSettings {
                    factors,
                    shrink,
                    confidence,
                    threads: Threads { both, halvings: 1 },
                    ..AlsSettings::default()
                };
                als.extend([Signal::Had, Signal::Liked].map(|signal| (Way::Als(settings), signal)));
            }
        }
    }
    let mut bpr = Vec::new();
    for (rate, shrink) in [(0.02, 0.01), (0.05, 0.01), (0.05, 0.03)] {
        let settings = BprSettings { factors: 64, epochs: 100, rate, shrink, seed: 1 };
        bpr.extend([Signal::Had, Signal::Liked].map(|signal| (Way::Bpr(settings), signal)));
    }
    let mut all = vec![
        ("als", als),
        ("bpr", bpr),
        ("userknn", near.iter().map(|(settings, signal)| (Way::People(*settings), *signal)).collect()),
        ("itemknn", near.iter().map(|(settings, signal)| (Way::Items(*settings), *signal)).collect()),
    ];
    if extent == Extent::Slice {
        all.iter_mut().for_each(|(_, ways)| ways.truncate(2));
    }
    all
}

/// Ways with settings that were chosen, learnt from all that is known, and their weights in the blend.
pub struct Chosen {
    pub models: Vec<(&'static str, Heard)>,
    pub weights: Vec<f32>,
}

impl Chosen {
    /// The scores of the blend.
    pub fn scores(&self, question: &Question) -> Vec<f32> {
        let of_each: Vec<Vec<f32>> =
            self.models.iter().map(|(_, model)| standardised(&model.scores(&question.taste()).0)).collect();
        blend(&of_each, &self.weights)
    }
}

fn blend(of_each: &[Vec<f32>], weights: &[f32]) -> Vec<f32> {
    let mut sum = vec![0.0; of_each.first().map_or(0, Vec::len)];
    for (scores, weight) in of_each.iter().zip(weights).filter(|(_, weight)| **weight != 0.0) {
        sum.iter_mut().zip(scores).for_each(|(sum, score)| *sum += weight * score);
    }
    sum
}

/// Chooses settings and weights on a part that is hidden among what is known, then learns from all of it.
pub fn choose(known: &Ratings, extent: Extent) -> anyhow::Result<Chosen> {
    let inner = hide(known, 1, |value| value >= LIKED)?;
    let (mut models, mut inner_models) = (Vec::new(), Vec::new());
    for (name, ways) in tried(extent) {
        let mut best: Option<(f64, Way, Heard)> = None;
        for (way, signal) in ways {
            let model = Heard { model: way.fit(&inner.known.map(|value| signal.hear(value))), signal };
            let found = mean(&judge(&model, &inner.questions, None, &[MEASURE])[0]);
            if best.as_ref().is_none_or(|(most, _, _)| found > *most) {
                best = Some((found, way, model));
            }
        }
        let (found, way, model) = best.context("no settings to try")?;
        let signal = model.signal;
        eprintln!("{name}: {way:?} on {signal:?}, {found:.4} on the inner part");
        models.push((name, Heard { model: way.fit(&known.map(|value| signal.hear(value))), signal }));
        inner_models.push((found, model));
    }
    let weights = weights(&inner, &inner_models);
    eprintln!("weights {weights:?}");
    Ok(Chosen { models, weights })
}

/// Weights, one after the other, twice, from the best model alone.
fn weights(inner: &Task, models: &[(f64, Heard)]) -> Vec<f32> {
    let scores = side_by_side(&inner.questions, &|question| {
        models.iter().map(|(_, model)| standardised(&model.scores(&question.taste()).0)).collect::<Vec<_>>()
    });
    let best = (0..models.len()).max_by(|one, other| models[*one].0.total_cmp(&models[*other].0)).unwrap_or(0);
    let mut weights = vec![0.0; models.len()];
    if let Some(weight) = weights.get_mut(best) {
        *weight = 1.0;
    }
    let worth = |weights: &[f32]| {
        let list = |place: usize, question: &Question| first(&blend(&scores[place], weights), question, None, 10);
        mean(&judge_lists(&inner.questions, &[MEASURE], &list)[0])
    };
    let mut most = worth(&weights);
    for _ in 0..2 {
        for model in (0..models.len()).filter(|model| *model != best) {
            for weight in [0.0, 0.25, 0.5, 0.75, 1.0, 1.5] {
                let mut other = weights.clone();
                other[model] = weight;
                let found = worth(&other);
                if found > most {
                    (most, weights) = (found, other);
                }
            }
        }
    }
    weights
}

pub fn score(films: &Films, extent: Extent, peer: Option<&Peer>, report: &mut Report) -> anyhow::Result<()> {
    let task = hide(&films.ratings(&films.cells)?, 0, |value| value >= LIKED)?;
    rows(&task, extent, report)?;
    let Some(peer) = peer else { return Ok(()) };
    // The peer's settings are chosen on the same inner part, among as many.
    let inner = hide(&task.known, 1, |value| value >= LIKED)?;
    for case in ["als", "bpr", "itemknn"] {
        let reference = peer.best(case, &inner, &task, &[Signal::Had, Signal::Liked], &[MEASURE]);
        let Some(reference) = reference else { continue };
        report
            .rows
            .iter_mut()
            .filter(|row| row.case == case && row.metric == MEASURE.name())
            .for_each(|row| row.reference = Some(reference[0]));
    }
    Ok(())
}

/// Judges all ways on a task.
pub fn rows(task: &Task, extent: Extent, report: &mut Report) -> anyhow::Result<()> {
    let popular = judge(&Popularity::fit(&task.known), &task.questions, None, &[MEASURE]).swap_remove(0);
    let baseline = Some(mean(&popular));
    let chosen = choose(&task.known, extent)?;
    let best = judge_scores(&task.questions, None, &[MEASURE], &|question| chosen.scores(question)).swap_remove(0);
    report.rows.push(Row { baseline, ..row("best", MEASURE, &best)? });
    for (name, model) in &chosen.models {
        let found = judge(model, &task.questions, None, &[MEASURE]).swap_remove(0);
        let less: Vec<f64> = best.iter().zip(&found).map(|(best, own)| best - own).collect();
        report.rows.push(Row { baseline, ..row(name, MEASURE, &found)? });
        report.rows.push(row(&format!("best less {name}"), MEASURE, &less)?);
    }
    report.rows.push(row("popularity", MEASURE, &popular)?);
    Ok(())
}

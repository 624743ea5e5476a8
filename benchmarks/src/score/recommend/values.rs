//! What value would a person give? Five folds of movielens-100k.

use anyhow::Context;
use attentive_learn::SplitMix64;
use attentive_learn::recommend::{
    ItemNeighbours, Likeness, Means, MeansSettings, NeighbourSettings, Ratings, SvdModel, SvdSettings, Taste,
    UserNeighbours, svd, svd_plus_plus, svd_plus_plus_watched, svd_watched,
};

use super::SEED;
use super::judge::{mean, side_by_side};
use super::peers::{Peer, Values};
use super::read::Films;
use crate::report::{Report, Row};
use crate::score::Extent;

type Cells = Vec<(u32, u32, f32)>;
/// One of the ways to learn values, to be watched epoch by epoch.
type Watched = fn(&Ratings, &SvdSettings, &mut dyn FnMut(usize, &SvdModel) -> bool) -> SvdModel;
type Whole = fn(&Ratings, &SvdSettings) -> SvdModel;

const FOLDS: usize = 5;
const METRIC: &str = "rmse";

/// What is learnt from, and what is predicted.
pub struct Fold {
    pub known: Cells,
    pub asked: Cells,
}

pub fn folds(cells: &Cells) -> Vec<Fold> {
    let mut order = cells.clone();
    SplitMix64::new(SEED).shuffle(&mut order);
    let part = |fold: usize, is_asked: bool| {
        order
            .iter()
            .enumerate()
            .filter(|(place, _)| (place % FOLDS == fold) == is_asked)
            .map(|(_, cell)| *cell)
            .collect()
    };
    (0..FOLDS).map(|fold| Fold { known: part(fold, false), asked: part(fold, true) }).collect()
}

pub fn score(films: &Films, extent: Extent, peer: Option<&Peer>, report: &mut Report) -> anyhow::Result<()> {
    let mut folds = folds(&films.cells);
    if extent == Extent::Slice {
        folds.truncate(1);
    }
    let found =
        side_by_side(&folds, &|fold| judge(films, fold, extent)).into_iter().collect::<anyhow::Result<Vec<_>>>()?;
    let of = |way: usize| found.iter().map(|errors| errors[way]).collect::<Vec<f64>>();
    let usual = mean(&of(0));
    let ways = [
        ("svd", Some("SVD")),
        ("svd++", Some("SVDpp")),
        ("userknn", Some("KNNBaseline user")),
        ("itemknn", Some("KNNBaseline item")),
    ];
    for (place, (case, theirs)) in ways.into_iter().enumerate() {
        let runs = of(place + 1);
        let row = Row { value: mean(&runs), baseline: Some(usual), ..Row::of_runs(case, METRIC, &runs, "stars") };
        let reference =
            peer.zip(theirs).and_then(|(peer, algorithm)| peer.values(&Values { folds: &folds, algorithm }));
        report.rows.push(Row { reference, ..row });
    }
    report.rows.push(Row { value: usual, ..Row::of_runs("means", METRIC, &of(0), "stars") });
    Ok(())
}

/// Errors of the means, SVD, SVD++ and both kinds of neighbours.
fn judge(films: &Films, fold: &Fold, extent: Extent) -> anyhow::Result<[f64; 5]> {
    let known = films.ratings(&fold.known)?;
    let asked = films.ratings(&fold.asked)?;
    let means = Means::fit(&known, MeansSettings::default());
    let settings =
        NeighbourSettings { likeness: Likeness::PearsonBaseline, most: usize::MAX, ..NeighbourSettings::default() };
    let (people, items) = (UserNeighbours::fit(&known, settings), ItemNeighbours::fit(&known, settings));
    let range = known.range().context("no ratings")?;
    let (mut of_means, mut of_people, mut of_items) = (0.0, 0.0, 0.0);
    for person in 0..asked.people() {
        let (own, values) = known.by_person().row(person);
        let taste = Taste { person: Some(person as u32), items: own, values };
        let near = people.neighbours(&taste);
        let (own, values) = asked.by_person().row(person);
        for (item, value) in own.iter().zip(values) {
            let error = |said: f32| f64::from(said.clamp(range.0, range.1) - value).powi(2);
            of_means += error(means.predict(&taste, *item).value);
            of_people += error(people.predict(&taste, &near, *item).value);
            of_items += error(items.predict(&taste, *item).value);
        }
    }
    let root = |sum: f64| (sum / asked.len() as f64).sqrt();
    let (plain, plus) = models(films, &fold.known, extent)?;
    let rmse = |model: &SvdModel| model.rmse(&asked).context("a fold without ratings");
    Ok([root(of_means), rmse(&plain)?, rmse(&plus)?, root(of_people), root(of_items)])
}

/// SVD and SVD++ with settings that are chosen within what is learnt from.
pub fn models(films: &Films, known: &Cells, extent: Extent) -> anyhow::Result<(SvdModel, SvdModel)> {
    let all = films.ratings(known)?;
    let plain = chosen(films, known, extent, svd_watched).context("svd")?;
    let plus = chosen(films, known, extent, svd_plus_plus_watched).context("svd++")?;
    eprintln!(
        "svd: {} epochs, shrink {}; svd++: {} epochs, shrink {}",
        plain.epochs, plain.shrink, plus.epochs, plus.shrink
    );
    let (plain_fit, plus_fit): (Whole, Whole) = (svd, svd_plus_plus);
    Ok((plain_fit(&all, &plain), plus_fit(&all, &plus)))
}

/// The strictness and count of epochs that are best on a tenth that is kept aside.
fn chosen(films: &Films, known: &Cells, extent: Extent, fit: Watched) -> anyhow::Result<SvdSettings> {
    let mut order = known.clone();
    SplitMix64::new(SEED + 1).shuffle(&mut order);
    let aside = order.split_off(order.len() * 9 / 10);
    let (inner, aside) = (films.ratings(&order)?, films.ratings(&aside)?);
    let (epochs, shrinks): (usize, &[f32]) = match extent {
        Extent::Whole => (150, &[0.08, 0.1, 0.12, 0.15]),
        Extent::Slice => (10, &[0.05]),
    };
    let mut best = (f64::INFINITY, SvdSettings::default());
    for shrink in shrinks {
        let settings = SvdSettings { epochs, shrink: *shrink, ..SvdSettings::default() };
        let mut lowest = f64::INFINITY;
        let mut since = 0;
        fit(&inner, &settings, &mut |epoch, model| {
            let error = model.rmse(&aside).unwrap_or(f64::INFINITY);
            since += 1;
            if error < lowest {
                (lowest, since) = (error, 0);
            }
            if error < best.0 {
                best = (error, SvdSettings { epochs: epoch, ..settings });
            }
            since < 5
        });
    }
    Ok(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rating_is_asked_for_in_one_fold_and_known_in_all_others() {
        let cells: Cells = (0..23).map(|place| (place, place, place as f32)).collect();
        let folds = folds(&cells);
        let mut asked: Vec<u32> = folds.iter().flat_map(|fold| fold.asked.iter().map(|cell| cell.0)).collect();
        asked.sort_unstable();
        assert_eq!(asked, (0..23).collect::<Vec<u32>>());
        assert!(folds.iter().all(|fold| fold.known.len() + fold.asked.len() == 23
            && fold.asked.iter().all(|cell| !fold.known.contains(cell))));
    }
}

//! `score recommend`: what value would a person give, and what would he like next? MovieLens-100K and citeulike-a.
//!
//! Values (`rmse`, movielens-100k): five folds of all ratings, drawn once. In each fold the count of epochs and the strictness are chosen on a tenth of what is learnt from, which is kept aside for that; then all of
//! it is learnt from anew and the fold is judged once.
//!
//! Order (`ndcg@10`, movielens-100k): a fifth of each person's ratings is hidden, drawn with his number. All films that he has not among the others are candidates; those hidden with 4 or 5 stars are wanted. The mean is over the
//! people who have any, with the 95 % interval of a bootstrap over them. Every way of ranking, neighbours and popularity included, has its settings chosen on a second fifth, hidden in the same manner among what is left.
//!
//! Words (`recall@50`, `recall@300`, citeulike-a): a fifth of each person's papers is hidden, drawn with his number; all papers that he has not are candidates. Settings are chosen on a second fifth, those of `itemknn` are fixed. For `cold` rows a tenth of all
//! papers is taken from everybody before learning, and those papers alone are ranked: nobody had them, so only their words (tags) can tell. The baseline there is the nearness of words.
//!
//! | row | what it is |
//! | --- | --- |
//! | `svd`, `svd++`, `rmse` | biased SVD and SVD++; baseline: means of person and item; reference: Surprise's, as it comes, on the same folds |
//! | `userknn`, `itemknn`, `rmse` | neighbours by Pearson's correlation of what is unusual; reference: Surprise's `KNNBaseline` |
//! | `best`, `ndcg@10` | the blend of what follows, with weights that were chosen |
//! | `als`, `bpr`, `userknn`, `itemknn`, `ndcg@10` | each by itself; baseline: popularity; reference: PyPI `implicit`'s, the best of its own settings (`als` as many as ours, `itemknn` 24 beside our 36) by the same choice |
//! | `popularity` | what most people have |
//! | `text-aware`, `als`, `itemknn`, `recall@50`, `recall@300` | citeulike-a; baseline: popularity; reference: `implicit`'s |
//! | `text-aware cold` | papers that nobody had |
//!
//! The peers are run where Python and the network are at hand; where not, that is said and references are lacking. A slice runs without them.
//!
//! With a folder kept aside, everything in the first folder is learnt from and the people of the second are judged. Whoever is known by his number in the first (movielens-100k: the same user id; citeulike-a: all lines, if both files have as many and no
//! line names a paper twice) is judged on all that the second holds of him and the first does not. Whoever is new is found from four fifths of what the second folder has of him, drawn with his number, and judged on the last fifth: he is never learnt from.
//! Settings are chosen within the first folder.

pub mod aside;
pub mod judge;
pub mod order;
pub mod papers;
pub mod peers;
pub mod read;
pub mod values;

use std::path::Path;

use anyhow::{Context, ensure};

use super::Extent;
use crate::report::Report;

/// Where chance begins.
const SEED: u64 = 1;

/// Scores what is there of both sets.
pub fn run(data: &Path, holdout: Option<&Path>, extent: Extent) -> anyhow::Result<Report> {
    if let Some(holdout) = holdout {
        return aside::run(data, holdout, extent);
    }
    let (films, papers) = (data.join(read::FILMS), data.join(read::PAPERS));
    ensure!(
        films.is_dir() || papers.is_dir(),
        "there is neither {} nor {} in {}",
        read::FILMS,
        read::PAPERS,
        data.display()
    );
    let peer = peers::Peer::open(extent);
    let mut report = Report::new("recommend", "movielens-100k and citeulike-a");
    if films.is_dir() {
        let mut films = read::films(&films).context(read::FILMS)?;
        if extent == Extent::Slice {
            films.cut();
        }
        values::score(&films, extent, peer.as_ref(), &mut report)?;
        order::score(&films, extent, peer.as_ref(), &mut report)?;
    } else {
        eprintln!("skipped: there is no {}", films.display());
    }
    if papers.is_dir() {
        let mut papers = read::papers(&papers, &papers).context(read::PAPERS)?;
        if extent == Extent::Slice {
            papers.cut();
        }
        papers::score(&papers, extent, peer.as_ref(), &mut report)?;
    } else {
        eprintln!("skipped: there is no {}", papers.display());
    }
    Ok(report)
}

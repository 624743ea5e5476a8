//! How long recommenders take to learn: implicit ALS and BPR beside PyPI `implicit`, SVD beside Surprise, one thread each, on the same made-up values.
//!
//! People and items have eight hidden numbers each; who has what follows from them and from how popular the item is, so that there is something to learn. Both sides get the same factors and rounds; what ours makes of a tenth of the
//! values, kept aside, must be as good as what the peer makes of it, else the times say nothing.

use std::collections::BTreeSet;
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use attentive_learn::SplitMix64;
use attentive_learn::metrics::recall_at;
use attentive_learn::recommend::{
    Als, AlsSettings, Bpr, BprSettings, Ratings, Recommender, SvdSettings, Taste, svd, top,
};
use attentive_learn::transformer::{Both, one_by_one};
use serde_json::Value;

use crate::peer;
use crate::report::{Report, Row};
use crate::score::recommend::judge::both;
use crate::score::recommend::peers::{PACKAGES, write_cells};

/// Values to learn from and to judge by.
struct Data {
    known: Ratings,
    aside: Ratings,
}

/// Measures `als`, `bpr` or `svd`; SVD on one thread and on two.
pub fn run(name: &str, with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let (people, items, values) = match (name, is_quick) {
        (_, true) => (200, 150, 6_000),
        // The shapes of MovieLens-100K and MovieLens-1M.
        ("svd", _) => (943, 1_682, 100_000),
        _ => (6_040, 3_706, 1_000_000),
    };
    let data = make(people, items, values)?;
    let case = format!("{name}, {people} x {items}, {} values", data.known.len());
    let metric = if name == "svd" { "rmse" } else { "recall@50" };
    let mut report = Report::new(name, "made-up values");
    let theirs = if with_peer { Some(peer(&data, name, is_quick)?) } else { None };
    // One thread, as the peer; SVD on two as well, which learn the same.
    let ways: &[(&str, Both)] =
        if name == "svd" { &[("", one_by_one), (", two threads", both)] } else { &[("", one_by_one)] };
    for (how, both) in ways {
        let case = format!("{case}{how}");
        let mut runs = Vec::new();
        let mut worth = 0.0;
        for _ in 0..if is_quick { 1 } else { 3 } {
            let (wall, found) = fit(name, &data, *both, is_quick)?;
            runs.push(wall);
            worth = found;
        }
        let time = Row::of_runs(&case, "wall", &runs, "s");
        let found = Row::new(&case, metric, worth, "");
        if let Some((theirs, wall, _)) = &theirs {
            // No faster by doing less: no worse than the peer by more than a twentieth.
            let is_as_good = if name == "svd" { worth <= 1.05 * theirs } else { worth >= 0.95 * theirs };
            ensure!(
                is_as_good,
                "our model is worse than the peer's, so that times say nothing: {metric} {worth}, the peer {theirs}"
            );
            report.rows.push(found.beside(*theirs));
            report.rows.push(Row::new(&case, "ratio", wall / time.value, "x"));
        } else {
            report.rows.push(found);
        }
        report.rows.push(time);
    }
    report.rows.extend(theirs.map(|(_, wall, who)| Row::new(&who, "wall", wall, "s")));
    Ok(report)
}

/// The seconds that it takes to learn, and how good the model is.
fn fit(name: &str, data: &Data, both: Both, is_quick: bool) -> anyhow::Result<(f64, f64)> {
    let begun = Instant::now();
    let (wall, worth) = match name {
        "als" => {
            let als = AlsSettings { factors: FACTORS, shrink: 1.0, by_count: 0.0, ..AlsSettings::default() };
            let model = Als::fit(&data.known, &als);
            (begun.elapsed(), recall(&model, data))
        }
        "bpr" => {
            let epochs = if is_quick { 5 } else { 20 };
            let bpr = BprSettings { factors: FACTORS, epochs, rate: 0.05, ..BprSettings::default() };
            let model = Bpr::fit(&data.known, &bpr);
            (begun.elapsed(), recall(&model, data))
        }
        "svd" => {
            let model = svd(&data.known, &SvdSettings { both, ..SvdSettings::default() });
            (begun.elapsed(), model.rmse(&data.aside))
        }
        _ => bail!("there is no speed of a recommender named {name:?}; there are: als, bpr, svd"),
    };
    Ok((wall.as_secs_f64(), worth.context("nothing was kept aside")?))
}

const FACTORS: usize = 64;

fn make(people: usize, items: usize, values: usize) -> anyhow::Result<Data> {
    let mut random = SplitMix64::new(11);
    let mut draw = |count: usize| {
        (0..count).map(|_| std::array::from_fn(|_| random.next_normal() as f32)).collect::<Vec<[f32; 8]>>()
    };
    let (of_people, of_items) = (draw(people), draw(items));
    // The first items are the most popular: a place drawn by the square of a unit.
    let mut met = BTreeSet::new();
    while met.len() < values {
        let person = random.next_place(people).unwrap_or(0);
        let item = ((random.next_unit().powi(2) * items as f64) as usize).min(items - 1);
        let fits: f32 = of_people[person].iter().zip(&of_items[item]).map(|(one, other)| one * other).sum();
        if random.next_unit() < 1.0 / (1.0 + f64::from(4.0 - 2.0 * fits).exp()) {
            met.insert((person as u32, item as u32));
        }
    }
    let (mut known, mut aside) = (Vec::new(), Vec::new());
    for (person, item) in met {
        let fits: f32 =
            of_people[person as usize].iter().zip(&of_items[item as usize]).map(|(one, other)| one * other).sum();
        let value = (3.5 + 0.4 * fits + 0.5 * random.next_normal() as f32).round().clamp(1.0, 5.0);
        if random.next_unit() < 0.1 { &mut aside } else { &mut known }.push((person, item, value));
    }
    Ok(Data { known: Ratings::new(people, items, &known)?, aside: Ratings::new(people, items, &aside)? })
}

/// Share of what was kept aside among the first fifty that a person has not, mean over the first five hundred people.
fn recall(model: &dyn Recommender, data: &Data) -> Option<f64> {
    let of = |person: usize| {
        let (items, values) = data.known.by_person().row(person);
        let taste = Taste { person: Some(person as u32), items, values };
        let ranked: Vec<u32> = top(model, &taste, 50).into_iter().map(|one| one.item).collect();
        let (wanted, _) = data.aside.by_person().row(person);
        recall_at(&ranked, |item| wanted.binary_search(&item).is_ok(), wanted.len(), 50)
    };
    let found: Vec<f64> = (0..data.known.people().min(500)).filter_map(of).collect();
    (!found.is_empty()).then(|| found.iter().sum::<f64>() / found.len() as f64)
}

/// How good the peer's model is, the seconds of the faster of two fits, and who it is.
fn peer(data: &Data, name: &str, is_quick: bool) -> anyhow::Result<(f64, f64, String)> {
    let python = peer::python(&PACKAGES)?;
    let folder = tempfile::tempdir()?;
    write_cells(&folder.path().join("known"), data.known.cells())?;
    write_cells(&folder.path().join("aside"), data.aside.cells())?;
    let (path, shape) =
        (folder.path().to_string_lossy(), format!("{} {}", data.known.people(), data.known.item_count()));
    let rounds = if is_quick { "5" } else { "20" };
    let output = peer::script(&python, SCRIPT, &[&path, &shape, name, &FACTORS.to_string(), rounds])?;
    let answer: Value = serde_json::from_str(output.lines().last().context("the peer printed nothing")?)?;
    let figure = |name: &str| answer[name].as_f64().with_context(|| format!("the peer gave no {name}"));
    Ok((figure("worth")?, figure("wall")?, answer["who"].as_str().unwrap_or("peer").to_owned()))
}

const SCRIPT: &str = r#"
import json, os, sys, time
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
folder, shape, name, factors, rounds = sys.argv[1], tuple(map(int, sys.argv[2].split())), sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
walls = []
if name == "svd":
    import surprise
    read = surprise.Reader(line_format="user item rating", sep="\t")
    known = surprise.Dataset.load_from_file(f"{folder}/known", read).build_full_trainset()
    aside = [(u, i, float(v)) for u, i, v in (line.split("\t") for line in open(f"{folder}/aside"))]
    for _ in range(2):
        model = surprise.SVD(random_state=0)
        begun = time.perf_counter(); model.fit(known); walls.append(time.perf_counter() - begun)
    worth, who = surprise.accuracy.rmse(model.test(aside), verbose=False), f"Surprise {surprise.__version__}"
else:
    import implicit
    from implicit.als import AlternatingLeastSquares
    from implicit.bpr import BayesianPersonalizedRanking
    from scipy.sparse import csr_matrix
    def read(name):
        cells = np.loadtxt(f"{folder}/{name}")
        return csr_matrix((cells[:, 2].astype(np.float32), (cells[:, 0].astype(int), cells[:, 1].astype(int))), shape=shape)
    known, aside = read("known"), read("aside")
    for _ in range(2):
        if name == "als":
            model = AlternatingLeastSquares(factors=factors, regularization=1.0, alpha=10.0, iterations=15, num_threads=1, random_state=0)
        else:
            model = BayesianPersonalizedRanking(factors=factors, learning_rate=0.05, regularization=0.01, iterations=rounds, num_threads=1, random_state=0)
        begun = time.perf_counter(); model.fit(known, show_progress=False); walls.append(time.perf_counter() - begun)
    found = []
    for person in range(min(500, shape[0])):
        wanted = set(aside[person].indices)
        if wanted:
            scores = model.item_factors @ model.user_factors[person]
            scores[known[person].indices] = -np.inf
            found.append(len(wanted & set(np.argsort(-scores, kind="stable")[:50].tolist())) / len(wanted))
    worth, who = float(np.mean(found)), f"implicit {implicit.__version__}"
print(json.dumps({"worth": worth, "wall": min(walls), "who": who}))
"#;

//! How long forest and support vectors take to learn, beside scikit-learn on the same rows, one thread each.
//!
//! The rows are made up: two classes of normal numbers, parted by a crooked border, with one label in ten turned round.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, ensure};
use attentive_learn::classifier::views;
use attentive_learn::forest::{Cuts, ForestSettings, RandomForest, Target};
use attentive_learn::metrics::accuracy;
use attentive_learn::rows::pick;
use attentive_learn::svm::{Kernel, SupportVectors, SvmSettings};
use attentive_learn::{Classifier, SplitMix64};
use serde_json::Value;

use crate::peer;
use crate::report::{Report, Row};

struct Data {
    train: Vec<Vec<f32>>,
    train_class: Vec<u8>,
    test: Vec<Vec<f32>>,
    test_class: Vec<u8>,
}

/// A forest of 200 trees on 16,000 rows of 50 columns.
pub fn forest(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let (rows, trees) = if is_quick { (1_000, 20) } else { (16_000, 200) };
    let data = make(rows, 50);
    let settings = ForestSettings { trees, ..ForestSettings::default() };
    let case = format!("forest, {trees} trees on {rows} x 50");
    let fit = || {
        let cuts = Cuts::at_quantiles(&data.train, 255);
        let target = Target::Classes { count: 2, class: &data.train_class };
        RandomForest::fit(&cuts.bin(&data.train), &cuts, target, &[], &settings)
    };
    let call = format!("RandomForestClassifier({trees}, n_jobs=1, random_state=0)");
    measure("forest", &case, &data, &fit, with_peer.then_some(("ensemble", call.as_str())), is_quick)
}

/// Support vectors with a round kernel on 4,000 rows of 20 columns.
pub fn svm(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let rows = if is_quick { 400 } else { 4_000 };
    let data = make(rows, 20);
    let case = format!("RBF support vectors on {rows} x 20");
    let fit = || {
        let kernel = Kernel::rbf_scaled(&views(&data.train));
        SupportVectors::fit(&data.train, &data.train_class, 2, &SvmSettings { kernel, ..SvmSettings::default() })
    };
    measure("svm", &case, &data, &fit, with_peer.then_some(("svm", "SVC()")), is_quick)
}

fn measure<M: Classifier>(
    name: &str,
    case: &str,
    data: &Data,
    fit: &dyn Fn() -> M,
    peer: Option<(&str, &str)>,
    is_quick: bool,
) -> anyhow::Result<Report> {
    let mut report = Report::new(name, "made-up rows, two classes, one label in ten turned round");
    let mut runs = Vec::new();
    let mut model = fit();
    for _ in 0..if is_quick { 1 } else { 3 } {
        let begun = Instant::now();
        model = fit();
        runs.push(begun.elapsed().as_secs_f64());
    }
    let own = accuracy(&model.predict(&views(&data.test)), &data.test_class).context("no rows")?;
    let time = Row::of_runs(case, "wall", &runs, "s");
    if let Some((module, call)) = peer {
        let (theirs, wall) = scikit_learn(data, module, call)?;
        ensure!(
            (own - theirs).abs() <= 0.02,
            "the models do not do the same: {own} of unseen rows right, the peer {theirs}"
        );
        report.rows.push(Row::new(case, "accuracy", own, "").beside(theirs));
        report.rows.push(Row::new(case, "ratio", wall / time.value, "x"));
        report.rows.push(Row::new("scikit-learn", "wall", wall, "s"));
    } else {
        report.rows.push(Row::new(case, "accuracy", own, ""));
    }
    report.rows.push(time);
    Ok(report)
}

fn make(rows: usize, columns: usize) -> Data {
    let mut random = SplitMix64::new(7);
    let all = rows + rows / 4;
    let mut draw = || (0..all).map(|_| random.next_normal() as f32).collect::<Vec<f32>>();
    let values: Vec<Vec<f32>> = (0..columns).map(|_| draw()).collect();
    let class: Vec<u8> = (0..all)
        .map(|row| {
            let bend =
                values[0][row] * values[1][row] + values[2][row].sin() + 0.5 * values[3][row] - 0.3 * values[4][row];
            u8::from((bend > 0.0) != (random.next_unit() < 0.1))
        })
        .collect();
    let (train, test): (Vec<usize>, Vec<usize>) = (0..all).partition(|row| *row < rows);
    let part = |rows: &[usize]| values.iter().map(|column| pick(column, rows)).collect();
    Data { train: part(&train), train_class: pick(&class, &train), test: part(&test), test_class: pick(&class, &test) }
}

/// Share of unseen rows right, and the seconds of the faster of two fits.
fn scikit_learn(data: &Data, module: &str, call: &str) -> anyhow::Result<(f64, f64)> {
    let python = peer::python(&["scikit-learn==1.7.2", "numpy"])?;
    let folder = tempfile::tempdir()?;
    let write = |name: &str, columns: &[Vec<f32>], class: &[u8]| -> anyhow::Result<()> {
        let bytes: Vec<u8> = columns.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
        std::fs::write(folder.path().join(format!("{name}.f32")), bytes)?;
        Ok(std::fs::write(folder.path().join(format!("{name}.u8")), class)?)
    };
    write("train", &data.train, &data.train_class)?;
    write("test", &data.test, &data.test_class)?;
    let columns = data.train.len().to_string();
    let path: &Path = folder.path();
    let output = peer::script(&python, SCRIPT, &[&path.to_string_lossy(), &columns, module, call])?;
    let answer: Value = serde_json::from_str(output.lines().last().context("the peer printed nothing")?)?;
    let figure = |name: &str| answer[name].as_f64().with_context(|| format!("the peer gave no {name}"));
    Ok((figure("accuracy")?, figure("wall")?))
}

const SCRIPT: &str = r#"
import importlib, json, os, sys, time
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
folder, columns, module, call = sys.argv[1], int(sys.argv[2]), sys.argv[3], sys.argv[4]
names = vars(importlib.import_module("sklearn." + module))
def read(name):
    x = np.fromfile(f"{folder}/{name}.f32", dtype="<f4").reshape(columns, -1).T
    return np.ascontiguousarray(x, dtype=np.float64 if module == "svm" else np.float32), np.fromfile(f"{folder}/{name}.u8", dtype=np.uint8)
(x, y), (xt, yt) = read("train"), read("test")
walls = []
for _ in range(2):
    model = eval(call, dict(names))
    begun = time.perf_counter(); model.fit(x, y); walls.append(time.perf_counter() - begun)
print(json.dumps({"wall": min(walls), "accuracy": float((model.predict(xt) == yt).mean())}))
"#;

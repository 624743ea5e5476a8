//! How long a net takes to learn, to come to know one person, and to answer; the learning beside PyTorch, one thread each.
//!
//! The net is a convolution of 64 filters over 5 samples before an LSTM of 64; windows hold 128 samples of 16 channels, 32 windows make a step. A step is all that training does with
//! them: gather, forward, loss, backward, shortened gradients, AdamW. The peer gets our trained weights first and must give the same answers with them. Processor time is
//! compared, as other work on the machine stretches the time on the wall.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, ensure};
use attentive_learn::SplitMix64;
use attentive_learn::nets::{Architecture, Aside, CnnLstm, Net, Rates, Training, Tuning, Windows};
use serde_json::Value;

use crate::report::{Report, Row};
use crate::{machine, peer};

const LENGTH: usize = 128;
const CHANNELS: usize = 16;
const BATCH: usize = 32;
/// Kernel, filters, hidden.
const NET: CnnLstm = CnnLstm { filters: 64, kernel: 5, stride: 1, hidden: 64 };
/// Windows of one person for the personal head.
const OWN: usize = 100;
/// Our answers and the peer's may differ by so much in ln(probability).
const SAME: f64 = 1e-3;

/// Measures.
pub fn run(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let threads = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    threads.install(|| measure(with_peer, is_quick))
}

fn measure(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let (steps, rounds) = if is_quick { (2, 2) } else { (20, 7) };
    let windows = make(steps * BATCH);
    let mut report = Report::new("cnn-lstm", "made-up windows of 128 samples x 16 channels, two classes");
    let settings = Training {
        rounds,
        batch: BATCH,
        rates: Rates { body: 2e-3, head: 2e-3 },
        hidden_share: 0.0,
        aside: Aside::Nobody,
        ..Training::default()
    };
    let clock = || machine::cpu_time(std::process::id()).map_or(f64::NAN, |time| time.as_secs_f64());
    let mut marks = Vec::new();
    let net = settings.fit(Architecture::CnnLstm(NET), &windows, &mut |_| marks.push(clock()))?;
    let runs: Vec<f64> = marks.windows(2).map(|pair| (pair[1] - pair[0]) / steps as f64 * 1e3).collect();
    let step = Row::of_runs("training step", "cpu", &runs, "ms");
    if with_peer {
        let theirs = torch(&net, &windows, &settings)?;
        report.rows.push(Row::new("training step", "ratio", theirs / step.value, "x"));
        report.rows.push(Row::new("PyTorch", "cpu", theirs, "ms"));
    }
    report.rows.push(step);
    report.rows.push(personal(&net, is_quick)?);
    report.rows.push(answer(&net, is_quick)?);
    Ok(report)
}

/// Seconds until the head has learnt on from a person's windows.
fn personal(net: &Net, is_quick: bool) -> anyhow::Result<Row> {
    let own = make(OWN);
    let mut runs = Vec::new();
    for _ in 0..if is_quick { 1 } else { 5 } {
        let begun = Instant::now();
        net.tuned(&own, &Tuning::default())?;
        runs.push(begun.elapsed().as_secs_f64());
    }
    Ok(Row::of_runs("personal head, 100 windows", "wall", &runs, "s"))
}

/// Milliseconds for the answer to one window.
fn answer(net: &Net, is_quick: bool) -> anyhow::Result<Row> {
    let one = make(1);
    let mut runs = Vec::new();
    for _ in 0..if is_quick { 3 } else { 300 } {
        let begun = Instant::now();
        net.probabilities(&one)?;
        runs.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    Ok(Row::of_runs("answer to one window", "wall", &runs, "ms"))
}

/// Noise with a swell in one channel; the class says in which half of the window.
fn make(count: usize) -> Windows {
    let mut random = SplitMix64::new(11);
    let class: Vec<u8> = (0..count).map(|row| (row % 2) as u8).collect();
    let mut channel = |number: usize| -> Vec<f32> {
        let sample = |place: usize| {
            let (row, moment) = (place / LENGTH, place % LENGTH);
            let is_in = number == 3 && moment / (LENGTH / 2) == usize::from(class[row]);
            random.next_normal() as f32 + if is_in { 0.5 } else { 0.0 }
        };
        (0..count * LENGTH).map(sample).collect()
    };
    Windows {
        channels: (0..CHANNELS).map(|number| format!("channel {number}")).collect(),
        length: LENGTH,
        values: (0..CHANNELS).map(&mut channel).collect(),
        person: vec![0; count],
        class,
        labels: vec!["early".into(), "late".into()],
    }
}

/// Milliseconds of processor time for a step of the same net in PyTorch, which must answer as ours does with our weights.
fn torch(net: &Net, windows: &Windows, settings: &Training) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let bytes = |values: &[f32]| values.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>();
    let write = |name: &str, values: &[f32]| std::fs::write(folder.path().join(name), bytes(values));
    for (name, _, _, values) in net.weights() {
        write(name, values)?;
    }
    write("windows", &windows.values.concat())?;
    std::fs::write(folder.path().join("class"), &windows.class)?;
    let own: Vec<f64> = net.probabilities(windows)?.iter().map(|share| f64::from(*share).ln()).collect();
    let path: &Path = folder.path();
    let sizes =
        [LENGTH, CHANNELS, NET.filters, NET.kernel, NET.hidden, BATCH, settings.rounds].map(|size| size.to_string());
    let arguments: Vec<&str> = [path.to_str().context("the temporary folder has no plain name")?]
        .into_iter()
        .chain(sizes.iter().map(String::as_str))
        .collect();
    let python = peer::python(PACKAGES)?;
    let output = peer::script(&python, SCRIPT, &arguments)?;
    let answer: Value = serde_json::from_str(output.lines().last().context("the peer printed nothing")?)?;
    let theirs = answer["said"].as_array().context("the peer gave no answers")?;
    ensure!(theirs.len() == own.len(), "the peer gave {} answers, and there are {}", theirs.len(), own.len());
    let apart = own.iter().zip(theirs).map(|(own, theirs)| (own - theirs.as_f64().unwrap_or(f64::NAN)).abs());
    let most = apart.fold(0.0, |most: f64, apart| if apart.is_nan() { apart } else { most.max(apart) });
    ensure!(most <= SAME, "the nets do not do the same: answers differ by {most} in ln(probability)");
    eprintln!("the peer's answers with our weights differ by {most:.1e} in ln(probability) at most");
    answer["cpu_ms"].as_f64().context("the peer gave no time")
}

/// PyPI's build is for graphics cards and computes without one, too, but only with what it is linked to: some 5 GB in all.
const PACKAGES: &[&str] = &["torch==2.15.0", "numpy"];

const SCRIPT: &str = r#"
import json, os, sys, time
os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
import numpy as np, torch
from torch import nn
torch.set_num_threads(1)
folder = sys.argv[1]
length, channels, filters, kernel, hidden, batch, rounds = map(int, sys.argv[2:9])
read = lambda name, *shape: np.fromfile(f"{folder}/{name}", dtype="<f4").reshape(*shape)
x = read("windows", channels, -1, length).astype(np.float64)
x = (x - x.mean(axis=(1, 2), keepdims=True)) / x.std(axis=(1, 2), ddof=1, keepdims=True)
x = torch.tensor(np.ascontiguousarray(x.transpose(1, 0, 2)), dtype=torch.float32)
y = torch.tensor(np.fromfile(f"{folder}/class", dtype=np.uint8).astype(np.int64))
class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.lstm, self.head = nn.Conv1d(channels, filters, kernel), nn.LSTM(filters, hidden, batch_first=True), nn.Linear(hidden, 2)
    def forward(self, x):
        states, _ = self.lstm(torch.relu(self.conv(x)).transpose(1, 2))
        return self.head(states[:, -1])
net = Net()
put = lambda weight, values: weight.data.copy_(torch.tensor(np.ascontiguousarray(values)))
put(net.conv.weight, read("conv.weight", kernel, channels, filters).transpose(2, 1, 0)); put(net.conv.bias, read("conv.bias", -1))
put(net.lstm.weight_ih_l0, read("lstm.weight", filters, -1).T); put(net.lstm.bias_ih_l0, read("lstm.bias", -1))
put(net.lstm.weight_hh_l0, read("lstm.recurrent", hidden, -1).T); net.lstm.bias_hh_l0.data.zero_()
put(net.head.weight, read("head.weight", hidden, -1).T); put(net.head.bias, read("head.bias", -1))
with torch.no_grad():
    said = torch.log_softmax(net(x), 1).flatten().tolist()
optimizer = torch.optim.AdamW(net.parameters(), lr=2e-3, weight_decay=0.01)
weight = torch.ones(2)
times = []
for _ in range(rounds):
    order = torch.randperm(len(x))
    begun = time.process_time()
    for rows in order.split(batch):
        loss = nn.functional.cross_entropy(net(x[rows]), y[rows], weight=weight)
        optimizer.zero_grad(); loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step(); loss.item()
    times.append((time.process_time() - begun) / (len(x) // batch) * 1e3)
print(json.dumps({"said": said, "cpu_ms": sorted(times[1:])[len(times[1:]) // 2]}))
"#;

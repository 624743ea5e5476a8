//! How long an encoder of texts takes to read and to be tuned, beside PyTorch with the widespread library of transformers, one thread each, on the same weights and tokens.
//!
//! Reading is the forward pass alone, for 1 and 32 texts of 32 and 128 tokens. A step of tuning is 16 texts of 64 tokens: forward, loss of 77 labels, backward, gradients made no
//! longer than 1, AdamW; numbers are left out as the model's configuration says on both sides, and the tables of embeddings stay. The peer must give the same rows for the same
//! tokens. Processor time is compared, as other work on the machine stretches the time on the wall; the least of several runs counts on both sides.

use anyhow::{Context, ensure};
use attentive_learn::SplitMix64;
use attentive_learn::transformer::{Additions, Batch, Encoder, Goes, Labels, Model, Pace, Pooling, Text, train};
use attentive_text::tuned::Tuning;
use serde_json::{Value, json};

use crate::encoder::{folder, minilm};
use crate::peer;
use crate::report::{Report, Row};

/// Tokens of a text, and texts at once.
const SIZES: [[usize; 2]; 4] = [[32, 1], [32, 32], [128, 1], [128, 32]];
const STEP: [usize; 2] = [64, 16];
const LABELS: usize = 77;
/// Our rows and the peer's may differ by so much.
const SAME: f64 = 1e-3;
/// PyPI's build is for graphics cards and computes without one, too, but only with what it is linked to: some 5 GB in all.
const PACKAGES: &[&str] = &["torch==2.15.0", "numpy", "transformers==5.24.0"];

/// Measures reading.
pub fn answers(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let encoder = minilm()?;
    let none = Additions::none();
    let mut report = Report::new("encoder", "MiniLM-L6 on texts of random tokens");
    let theirs = with_peer.then(|| peer_times(is_quick)).transpose()?;
    for [tokens, texts] in SIZES {
        let batch = made_up(tokens, texts);
        let runs = if is_quick { 1 } else { 5 };
        // The kernel brings the account of a thread up to date every few milliseconds.
        let times_each = if texts == 1 { 25 } else { 1 };
        let mut times = Vec::new();
        for _ in 0..runs {
            let begun = clock();
            for _ in 0..times_each {
                Encoder::new(&encoder.weights, &none).forward(&batch)?;
            }
            times.push((clock() - begun) / f64::from(times_each));
        }
        let least = times.iter().copied().fold(f64::INFINITY, f64::min);
        let case = format!("{tokens} tokens x {texts}");
        if let Some(theirs) = &theirs {
            same_rows(&theirs["rows"][&case], &Encoder::new(&encoder.weights, &none).forward(&batch)?)?;
            let peer = theirs["forward_ms"][&case].as_f64().context("the peer gave no time")?;
            report.rows.push(Row::new(&case, "ratio", peer / least, "x"));
            report.rows.push(Row::new(&format!("PyTorch, {case}"), "cpu", peer, "ms"));
        }
        report.rows.push(Row::new(&case, "cpu", least, "ms"));
    }
    Ok(report)
}

/// Measures a step of tuning.
pub fn step(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let mut report = Report::new("fine-tune", "MiniLM-L6, steps of 16 texts of 64 random tokens, 77 labels");
    let theirs = with_peer.then(|| peer_times(is_quick)).transpose()?;
    for tuning in [Tuning::Full, Tuning::Lora] {
        let case = format!("step, {}", tuning.name());
        let least = our_step(tuning, is_quick)?;
        if let Some(theirs) = &theirs
            && tuning == Tuning::Full
        {
            let peer = theirs["step_ms"].as_f64().context("the peer gave no time")?;
            report.rows.push(Row::new(&case, "ratio", peer / least, "x"));
            report.rows.push(Row::new("PyTorch, step, full", "cpu", peer, "ms"));
        }
        report.rows.push(Row::new(&case, "cpu", least, "ms"));
    }
    Ok(report)
}

fn our_step(tuning: Tuning, is_quick: bool) -> anyhow::Result<f64> {
    let encoder = minilm()?;
    let [tokens, texts] = STEP;
    let steps = if is_quick { 2 } else { 8 };
    let batch = made_up(tokens, texts * steps);
    let all: Vec<Text> =
        batch.texts().map(|text| Text { tokens: batch.tokens()[text].to_vec(), ..Text::default() }).collect();
    let targets: Vec<usize> = (0..all.len()).map(|text| text % LABELS).collect();
    let mut random = SplitMix64::new(1);
    let mut weights = encoder.weights.clone();
    weights.train_only(|name| tuning.moves(name));
    let added = Additions::drawn(&tuning.method(), weights.shape(), 0, &mut random);
    let head = Labels::drawn(LABELS, weights.shape().hidden, Pooling::Mean, &mut random);
    let pace = Pace { rounds: 1, batch: texts, ..Pace::default() };
    let mut marks = vec![clock()];
    train(&mut Model { weights, added, head }, &all, &targets, &pace, &mut |_, _| {
        marks.push(clock());
        Goes::On
    })?;
    let times = marks.windows(2).map(|pair| pair[1] - pair[0]);
    Ok(times.fold(f64::INFINITY, f64::min))
}

/// Milliseconds of processor time of this thread so far. The process's own time comes in steps of ten milliseconds, which is what one text takes.
pub(super) fn clock() -> f64 {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split_whitespace().next()?.parse::<f64>().ok());
    nanoseconds.map_or(f64::NAN, |nanoseconds| nanoseconds / 1e6)
}

/// The same tokens as the peer's script makes.
fn made_up(tokens: usize, texts: usize) -> Batch {
    let mut batch = Batch::new();
    for text in 0..texts {
        let row: Vec<u32> = (0..tokens).map(|place| 1_000 + (text * 7_919 + place * 104_729) as u32 % 28_000).collect();
        batch.push(&row);
    }
    batch
}

fn same_rows(theirs: &Value, ours: &[f32]) -> anyhow::Result<()> {
    let theirs = theirs.as_array().context("the peer gave no rows")?;
    let apart =
        theirs.iter().zip(ours).map(|(theirs, own)| (theirs.as_f64().unwrap_or(f64::NAN) - f64::from(*own)).abs());
    let most = apart.fold(0.0, |most: f64, apart| if apart.is_nan() { apart } else { most.max(apart) });
    ensure!(!theirs.is_empty() && most <= SAME, "the encoders do not do the same: rows differ by {most}");
    Ok(())
}

fn peer_times(is_quick: bool) -> anyhow::Result<Value> {
    let python = peer::python(PACKAGES)?;
    let folder = folder()?;
    let settings =
        json!({ "sizes": SIZES, "step": STEP, "labels": LABELS, "runs": if is_quick { 1 } else { 5 } }).to_string();
    let output = peer::script(&python, SCRIPT, &[folder.to_str().context("the folder has no plain name")?, &settings])?;
    Ok(serde_json::from_str(output.lines().last().context("the peer printed nothing")?)?)
}

const SCRIPT: &str = r#"
import json, os, sys, time
os.environ["OMP_NUM_THREADS"] = os.environ["MKL_NUM_THREADS"] = "1"
os.environ["HF_HUB_OFFLINE"] = "1"
import torch
from torch import nn
from transformers import AutoModel
torch.set_num_threads(1)
folder, settings = sys.argv[1], json.loads(sys.argv[2])
model = AutoModel.from_pretrained(folder, attn_implementation="sdpa").eval()
def tokens(length, count):
    return torch.tensor([[1000 + (text * 7919 + place * 104729) % 28000 for place in range(length)] for text in range(count)])
answer = {"forward_ms": {}, "rows": {}}
with torch.inference_mode():
    for length, count in settings["sizes"]:
        x, mask, name = tokens(length, count), torch.ones(count, length, dtype=torch.long), f"{length} tokens x {count}"
        out = model(input_ids=x, attention_mask=mask)[0]
        answer["rows"][name] = out.reshape(-1)[:2000].tolist()
        best = float("inf")
        for _ in range(settings["runs"] * (20 if count == 1 else 1)):
            begun = time.process_time()
            model(input_ids=x, attention_mask=mask)
            best = min(best, time.process_time() - begun)
        answer["forward_ms"][name] = best * 1e3
length, count = settings["step"]
model.train()
for name, weight in model.named_parameters():
    weight.requires_grad_(not name.startswith("embeddings."))
head = nn.Linear(model.config.hidden_size, settings["labels"])
trained = [w for w in list(model.parameters()) + list(head.parameters()) if w.requires_grad]
optimizer = torch.optim.AdamW(trained, lr=5e-5)
x, y = tokens(length, count), torch.arange(count) % settings["labels"]
mask, best = torch.ones(count, length, dtype=torch.long), float("inf")
for _ in range(1 + settings["runs"]):
    begun = time.process_time()
    optimizer.zero_grad()
    pooled = model(input_ids=x, attention_mask=mask)[0].mean(1)
    loss = nn.functional.cross_entropy(head(nn.functional.dropout(pooled, 0.1)), y)
    loss.backward()
    nn.utils.clip_grad_norm_(trained, 1.0)
    optimizer.step()
    best = min(best, time.process_time() - begun)
answer["step_ms"] = best * 1e3
print(json.dumps(answer))
"#;

//! How long the multilingual sentence encoder takes for a text, and whether its rows are those of the graph that it was taken from: beside ONNX Runtime, which runs that graph step by step, one thread each.
//!
//! Texts go in one at a time, as they come. The peer counts activations in eight bits and we in single numbers, so that rows differ a little; how close the least alike are is a row of its own. Processor
//! time is compared; the least of several runs counts on both sides.

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use super::encoder::clock;
use crate::encoder::{multilingual, multilingual_file};
use crate::peer;
use crate::report::{Report, Row};

/// Texts of both languages, short and long, with odd ones among them.
const TEXTS: [&str; 14] = [
    "Where is my card?",
    "Please send me the report before the meeting on Friday afternoon.",
    "The build failed again: two tests time out on the slow machine.",
    "OK",
    "I would like to know how long a transfer abroad takes, what it costs, and whether the money can still be called back once it has been sent.",
    "我的卡在哪里？",
    "请在周五下午开会之前把报告发给我。",
    "构建又失败了：两个测试在慢机器上超时。",
    "好的",
    "我想知道往国外汇款需要多长时间、费用是多少，以及款项汇出之后是否还能撤回。",
    "帮我查一下明天从北京到上海的 G101 次高铁",
    "¿Dónde está mi tarjeta?",
    "Ｆｕｌｌ　ｗｉｄｔｈ ﬁgures ① ②",
    "😀 zzzz qwxyz",
];
/// The least that a row must have in common with the peer's.
const SAME: f64 = 0.97;
const PACKAGES: &[&str] = &["onnxruntime==1.32.0", "onnxruntime-extensions==0.15.2", "numpy"];

/// Measures.
pub fn answers(with_peer: bool, is_quick: bool) -> anyhow::Result<Report> {
    let encoder = multilingual()?;
    let mut report = Report::new(
        "multilingual",
        "the multilingual sentence encoder, one text at a time, seven languages' worth of odd texts among them",
    );
    let rounds = if is_quick { 2 } else { 100 };
    let wide = encoder.width();
    let rows = encoder.embed(&TEXTS)?;
    let (mut least, mut together) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..rounds {
        let begun = clock();
        for text in TEXTS {
            encoder.embed(&[text])?;
        }
        let between = clock();
        encoder.embed(&TEXTS)?;
        least = least.min((between - begun) / TEXTS.len() as f64);
        together = together.min((clock() - between) / TEXTS.len() as f64);
    }
    if with_peer {
        let theirs = peer_answers(rounds)?;
        let close = closeness(&theirs["rows"], &rows, wide)?;
        let mean = close.iter().sum::<f64>() / close.len() as f64;
        let worst = close.iter().copied().fold(1.0, f64::min);
        ensure!(worst >= SAME, "the encoders do not do the same: a row has only {worst:.3} in common with the peer's");
        let peer = theirs["ms"].as_f64().context("the peer gave no time")?;
        report.rows.push(Row { low: Some(worst), ..Row::new("rows", "cosine", mean, "") });
        report.rows.push(Row::new("a text", "ratio", peer / least, "x"));
        report.rows.push(Row::new("ONNX Runtime, a text", "cpu", peer, "ms"));
    }
    report.rows.push(Row::new("a text", "cpu", least, "ms"));
    report.rows.push(Row::new("a text, all together", "cpu", together, "ms"));
    Ok(report)
}

fn closeness(theirs: &Value, ours: &[f32], wide: usize) -> anyhow::Result<Vec<f64>> {
    let theirs = theirs.as_array().context("the peer gave no rows")?;
    ensure!(theirs.len() == TEXTS.len(), "the peer gave {} rows", theirs.len());
    let close = |(theirs, own): (&Value, &[f32])| {
        let theirs = theirs.as_array()?;
        Some(theirs.iter().zip(own).map(|(theirs, own)| theirs.as_f64().unwrap_or(f64::NAN) * f64::from(*own)).sum())
    };
    theirs.iter().zip(ours.chunks_exact(wide)).map(close).collect::<Option<Vec<f64>>>().context("the peer gave no rows")
}

fn peer_answers(rounds: usize) -> anyhow::Result<Value> {
    let python = peer::python(PACKAGES)?;
    let file = multilingual_file()?;
    let settings = json!({ "texts": TEXTS, "rounds": rounds }).to_string();
    let output = peer::script(&python, SCRIPT, &[file.to_str().context("the folder has no plain name")?, &settings])?;
    Ok(serde_json::from_str(output.lines().last().context("the peer printed nothing")?)?)
}

const SCRIPT: &str = r#"
import json, sys, time
import onnxruntime
from onnxruntime_extensions import get_library_path
file, settings = sys.argv[1], json.loads(sys.argv[2])
options = onnxruntime.SessionOptions()
options.inter_op_num_threads = options.intra_op_num_threads = 1
options.register_custom_ops_library(get_library_path())
session = onnxruntime.InferenceSession(file, sess_options=options, providers=["CPUExecutionProvider"])
def row(text):
    return session.run(["outputs"], {"inputs": [text]})[0][0]
texts, best = settings["texts"], float("inf")
rows = [row(text).tolist() for text in texts]
for _ in range(settings["rounds"]):
    begun = time.process_time()
    for text in texts:
        row(text)
    best = min(best, (time.process_time() - begun) * 1e3 / len(texts))
print(json.dumps({"rows": rows, "ms": best}))
"#;

//! Peers from PyPI, in a virtual environment that is made for them and kept between runs.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};
use attentive_types::Span;
use serde_json::{Value, json};

use crate::year::Year;

/// A Python that has these packages.
pub fn python(packages: &[&str]) -> anyhow::Result<PathBuf> {
    let home = std::env::current_exe()?.ancestors().nth(2).context("no target folder")?.join("benchmark-peers");
    let python = home.join("bin").join("python");
    if !python.exists() {
        eprintln!("making a Python environment for the peers in {}", home.display());
        run(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
    }
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(packages))?;
    Ok(python)
}

/// The same with one more package that is installed without what it depends on, of which `packages` brings what is used.
pub fn python_without_dependencies(packages: &[&str], bare: &str) -> anyhow::Result<PathBuf> {
    let python = python(packages)?;
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", bare];
    run(Command::new(&python).args(install))?;
    Ok(python)
}

/// Runs a Python script with arguments and gives what it printed.
pub fn script(python: &PathBuf, script: &str, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(python).arg("-c").arg(script).args(arguments).output()?;
    if !output.status.success() {
        bail!("the peer failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn run(command: &mut Command) -> anyhow::Result<()> {
    let status = command.status().with_context(|| format!("could not run {command:?}"))?;
    if status.success() { Ok(()) } else { bail!("{command:?} ended with {status}") }
}

/// What ActivityWatch's own query engine took and found.
pub struct AwCore {
    /// Processor time of the query alone, events in memory, in milliseconds.
    pub cpu_ms: f64,
    /// The query's `duration`, in seconds.
    pub duration_s: f64,
}

/// Runs a query in PyPI's aw-core over a year that it holds in memory.
pub fn aw_core(year: &Year, query: &str, period: Span) -> anyhow::Result<AwCore> {
    let python = python(&["aw-server==0.12.0", "peewee<4", "aw-client==0.5.15"])?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("year.json");
    std::fs::write(&file, json!({"windows": year.windows, "presence": year.presence}).to_string())?;
    let (file, start, end) = (file.to_string_lossy(), period.start.to_string(), period.end.to_string());
    let output = script(&python, AW_CORE, &[&file, query, &start, &end])?;
    let answer: Value = serde_json::from_str(output.lines().last().context("the peer printed nothing")?)?;
    let figure = |name: &str| answer[name].as_f64().with_context(|| format!("the peer gave no {name}"));
    Ok(AwCore { cpu_ms: figure("cpu_ms")?, duration_s: figure("duration")? })
}

const AW_CORE: &str = r#"
import json, sys, time
from datetime import datetime
from aw_core.models import Event
from aw_datastore import Datastore
from aw_datastore.storages import MemoryStorage
from aw_query import query
year = json.load(open(sys.argv[1]))
store = Datastore(MemoryStorage, testing=True)
def fill(name, kind, events):
    store.create_bucket(name, kind, "b", "synthetic", datetime.fromisoformat("2025-01-01T00:00:00+00:00"))
    store[name].insert([Event(timestamp=e["timestamp"], duration=e["duration"], data=e["data"]) for e in events])
fill("aw-watcher-window_synthetic", "currentwindow", year["windows"])
fill("aw-watcher-afk_synthetic", "afkstatus", year["presence"])
start, end = (datetime.fromisoformat(t.replace("Z", "+00:00")) for t in sys.argv[3:5])
text = sys.argv[2].replace("\n", "")
begun = time.process_time()
answer = query("year", text, start, end, store)
spent = (time.process_time() - begun) * 1e3
print(json.dumps({"cpu_ms": spent, "duration": float(answer["duration"].total_seconds() if hasattr(answer["duration"], "total_seconds") else answer["duration"])}))
"#;

//! Peers from PyPI, in a virtual environment that is made for them and kept between runs.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};

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

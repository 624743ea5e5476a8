//! What `attentive start` costs with all desktop sensors on while somebody works: a virtual screen, real windows,
//! scripted typing, clicking and switching.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::machine;
use crate::program::Server;
use crate::report::{Report, Row};
use crate::year::Year;

/// Processor share and memory over a minute.
pub fn run(is_quick: bool) -> anyhow::Result<Report> {
    let seconds = if is_quick { 10 } else { 60 };
    let screen = Screen::start()?;
    let mut report = Report::new("idle", format!("{seconds} s of typing, clicking and switching under Xvfb"));
    measure(&mut report, &screen, "new database", seconds, None)?;
    measure(&mut report, &screen, "a year stored", seconds, Some(Year::synthetic(if is_quick { 20 } else { 365 })))?;
    Ok(report)
}

fn measure(report: &mut Report, screen: &Screen, case: &str, seconds: u64, year: Option<Year>) -> anyhow::Result<()> {
    let folder = super::folder()?;
    if let Some(year) = year {
        year.store_into(folder.path())?;
    }
    let server = Server::start_on_display(folder.path(), &screen.display)?;
    super::settle(server.pid());
    let before = machine::cpu_time(server.pid()).context("the server is gone")?;
    let begun = Instant::now();
    let mut keystrokes = 0;
    while begun.elapsed() < Duration::from_secs(seconds) {
        keystrokes += screen.work_a_little()?;
    }
    let spent = machine::cpu_time(server.pid()).context("the server is gone")?.saturating_sub(before);
    let share = spent.as_secs_f64() / begun.elapsed().as_secs_f64() * 100.0;
    let (memory, peak) = machine::memory_mb(server.pid()).context("the server is gone")?;
    report.rows.push(Row::new(case, "cpu", share, "% of one core").beside(1.0));
    report.rows.push(Row::new(case, "memory", memory, "MB").beside(100.0));
    report.rows.push(Row::new(case, "memory peak", peak, "MB"));
    report.rows.push(Row::new(case, "keys typed", f64::from(keystrokes), "1"));
    Ok(())
}

/// A virtual screen with a window manager and windows, all ended when dropped.
struct Screen {
    display: String,
    children: Vec<Child>,
}

impl Screen {
    fn start() -> anyhow::Result<Self> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-screen", "0", "1280x800x24"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .context("could not start Xvfb (apt-get install xvfb openbox xterm xdotool)")?;
        let mut number = String::new();
        BufReader::new(server.stdout.take().context("no output")?).read_line(&mut number)?;
        let mut screen = Self { display: format!(":{}", number.trim()), children: vec![server] };
        screen.spawn("openbox", &[])?;
        std::thread::sleep(Duration::from_secs(1));
        for title in ["editor", "browser", "mail"] {
            screen.spawn("xterm", &["-T", title, "-e", "cat"])?;
        }
        std::thread::sleep(Duration::from_secs(1));
        Ok(screen)
    }

    fn spawn(&mut self, program: &str, arguments: &[&str]) -> anyhow::Result<()> {
        let child = Command::new(program)
            .args(arguments)
            .env("DISPLAY", &self.display)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("could not start {program}"))?;
        self.children.push(child);
        Ok(())
    }

    /// Turns to each window in turn, types a line of 40 keys at a quick hand's pace, and clicks.
    fn work_a_little(&self) -> anyhow::Result<u32> {
        for title in ["editor", "browser", "mail"] {
            self.xdotool(&["search", "--name", &format!("^{title}$"), "windowactivate"])?;
            self.xdotool(&["type", "--delay", "100", "the quick brown fox jumps over a lazy dog"])?;
            self.xdotool(&[
                "mousemove_relative",
                "--",
                "15",
                "9",
                "click",
                "1",
                "mousemove_relative",
                "--",
                "-15",
                "-9",
            ])?;
        }
        Ok(3 * 40)
    }

    fn xdotool(&self, arguments: &[&str]) -> anyhow::Result<()> {
        let status =
            Command::new("xdotool").args(arguments).env("DISPLAY", &self.display).stdout(Stdio::null()).status();
        if !status.context("could not start xdotool")?.success() {
            bail!("xdotool {arguments:?} failed");
        }
        Ok(())
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        for child in self.children.iter_mut().rev() {
            // It is being ended: an error here means that it is gone already.
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

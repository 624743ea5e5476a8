//! The program under measure: found beside this one, started on a free port, stopped when dropped.

use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::http::Client;

/// A running server.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts `attentive start` on that data folder and waits until it answers.
    pub fn start(data_dir: &Path, more: &[&str]) -> anyhow::Result<Self> {
        Self::start_with(data_dir, more, None)
    }

    /// The same with all sensors, looking at that X display.
    pub fn start_on_display(data_dir: &Path, display: &str) -> anyhow::Result<Self> {
        Self::start_with(data_dir, &[], Some(display))
    }

    /// Starts that command of the program with a port and a data folder, and waits until it answers at a path.
    pub fn of(data_dir: &Path, arguments: &[&str], path: &str) -> anyhow::Result<Self> {
        Self::spawned(command(data_dir)?, arguments, path)
    }

    fn start_with(data_dir: &Path, more: &[&str], display: Option<&str>) -> anyhow::Result<Self> {
        let mut command = command(data_dir)?;
        if let Some(display) = display {
            command.env("DISPLAY", display).env_remove("WAYLAND_DISPLAY");
        }
        Self::spawned(command, &[&["start"], more].concat(), "/api/0/info")
    }

    fn spawned(mut command: Command, arguments: &[&str], path: &str) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let child = command
            .args(arguments)
            .args(["--port", &port.to_string()])
            .stdout(Stdio::null())
            .spawn()
            .context("could not start attentive")?;
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut server = Self { child, address };
        let begun = Instant::now();
        while Client::connect(address).and_then(|mut client| client.expect("GET", path, b"").map(drop)).is_err() {
            if let Some(status) = server.child.try_wait()? {
                bail!("attentive stopped at once: {status}");
            }
            if begun.elapsed() > Duration::from_secs(30) {
                bail!("attentive did not answer within 30 s");
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// Its process number.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is being stopped: an error here means that it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a command of the program to its end; gives what it printed.
pub fn run(data_dir: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output = command(data_dir)?.args(arguments).output().context("could not start attentive")?;
    if !output.status.success() {
        bail!("attentive {} failed: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    String::from_utf8(output.stdout).context("attentive printed no UTF-8")
}

/// The program with that data folder, without settings of whoever runs this.
fn command(data_dir: &Path) -> anyhow::Result<Command> {
    let mut command = Command::new(binary()?);
    command.arg("--data-dir").arg(data_dir).env("ATTENTIVE_CONFIG", data_dir.join("no-config.toml"));
    Ok(command)
}

/// The `attentive` beside this program; built first when it is not there.
fn binary() -> anyhow::Result<PathBuf> {
    let own = std::env::current_exe()?;
    let beside = own.with_file_name("attentive");
    // A profile's folder has its name, but for that of `dev`.
    let folder = own.parent().and_then(Path::file_name).and_then(|name| name.to_str()).unwrap_or("release");
    let profile = if folder == "debug" { "dev" } else { folder };
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "-p", "attentive-cli", "--profile", profile])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .status()
        .context("could not run cargo to build attentive")?;
    if !status.success() {
        bail!("attentive could not be built");
    }
    if beside.exists() { Ok(beside) } else { bail!("attentive was built, but not here: {}", beside.display()) }
}

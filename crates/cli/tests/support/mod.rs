//! The program started for a test, on a free port with a folder of its own.

#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(unreachable_pub, missing_docs, clippy::unwrap_used, reason = "a module of tests")]

#[path = "../../../../benchmarks/src/http.rs"]
pub mod http;

use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use self::http::Client;

/// A running `attentive`, killed with signal 9 when dropped.
pub struct Server {
    pub child: Child,
    pub address: SocketAddr,
}

/// The program, with no configuration of the machine's own.
pub fn attentive(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_attentive"));
    command.arg("--data-dir").arg(folder.join("data")).arg("--config").arg(folder.join("config.toml"));
    command
}

impl Server {
    /// Starts `attentive start` and waits until it answers. What it says goes to `server.log` in the folder.
    pub fn start(folder: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        Self::of(folder, &[&["start"], arguments].concat(), environment, "/api/0/info")
    }

    /// Starts a command that serves, and waits until it answers at a path.
    pub fn of(folder: &Path, arguments: &[&str], environment: &[(&str, &str)], path: &str) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let log = File::options().create(true).append(true).open(folder.join("server.log")).unwrap();
        let child = attentive(folder)
            .args(arguments)
            .args(["--port", &port.to_string()])
            .envs(environment.iter().copied())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .stdin(Stdio::null())
            .spawn()
            .unwrap();
        let server = Self { child, address: SocketAddr::from(([127, 0, 0, 1], port)) };
        let begun = Instant::now();
        while server.try_get(path).is_none() {
            assert!(begun.elapsed() < Duration::from_secs(60), "no answer within 60 s: {}", log_of(folder));
            std::thread::sleep(Duration::from_millis(20));
        }
        server
    }

    /// The JSON at a path; `None` when the server does not answer with success.
    pub fn try_get(&self, path: &str) -> Option<serde_json::Value> {
        let mut client = Client::connect(self.address).ok()?;
        serde_json::from_slice(client.expect("GET", path, b"").ok()?).ok()
    }

    /// The JSON at a path.
    pub fn get(&self, path: &str) -> serde_json::Value {
        let mut client = Client::connect(self.address).unwrap();
        serde_json::from_slice(client.expect("GET", path, b"").unwrap()).unwrap()
    }

    /// Ends it at once, as a power cut would end the process.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to end, and waits until it has.
    pub fn terminate(&mut self) -> std::process::ExitStatus {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The file of the model that is kept in a folder, as its manifest names it.
pub fn model_file(folder: &Path) -> std::path::PathBuf {
    let manifest = std::fs::read(folder.join("manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    folder.join(manifest["model_file"].as_str().unwrap())
}

/// What the program said so far.
pub fn log_of(folder: &Path) -> String {
    std::fs::read_to_string(folder.join("server.log")).unwrap_or_default()
}

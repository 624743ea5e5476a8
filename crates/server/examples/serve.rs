//! The server alone, without sensors: for conformance suites and for measuring.
//!
//! `cargo run -p attentive-server --example serve -- --port 5666 --testing --data-dir /tmp/somewhere [--key KEY]`

#![allow(clippy::print_stdout, reason = "an example speaks to a terminal")]

use std::net::SocketAddr;
use std::path::PathBuf;

use attentive_server::{Live, LiveOptions, Server, ServerOptions};
use attentive_store::{OpenOptions, Store};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut options = ServerOptions { hostname: "example".to_owned(), ..ServerOptions::default() };
    let mut folder = PathBuf::from(".");
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--port" => options.address = SocketAddr::from(([127, 0, 0, 1], value()?.parse()?)),
            "--data-dir" => folder = value()?.into(),
            "--key" => options.api_key = Some(value()?),
            "--testing" => options.testing = true,
            _ => return Err(format!("unknown argument {argument}").into()),
        }
    }
    std::fs::create_dir_all(&folder)?;
    let store = Store::open(OpenOptions::new(folder.join("attentive.db")))?;
    let live_options = LiveOptions { hostname: options.hostname.clone(), ..LiveOptions::default() };
    let live = Live::start(store.clone(), live_options)?;
    let bound = Server::bind(store.clone(), live, options)?;
    println!("listening on http://{}", bound.local_addr());
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(bound.serve(async {
        // Without a way to hear Ctrl-C the example runs until it is killed, which loses nothing either.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }))?;
    drop(runtime);
    store.close()?;
    Ok(())
}

//! Serving until somebody asks to stop: shared by `start`, `demo`, `replay` and `text serve`.

use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;

use attentive_server::{Live, Server, ServerError, ServerOptions};
use attentive_store::Store;

use crate::config::Config;
use crate::exit_codes;
use crate::failure::{Failure, Outcome};
use crate::machine;

/// The address that the settings and the command line name together.
pub fn address(config: &Config, port: u16) -> Result<SocketAddr, Failure> {
    let host = if config.server.host == "localhost" { "127.0.0.1" } else { &config.server.host };
    let host = host.parse().map_err(|_| {
        Failure::new(
            exit_codes::CONFIG,
            format!("server.host: expected a loopback address such as 127.0.0.1, found {host:?}"),
        )
    })?;
    Ok(SocketAddr::new(host, port))
}

/// What the server is told, from the settings.
pub fn options(config: &Config, address: SocketAddr) -> ServerOptions {
    ServerOptions {
        address,
        api_key: Some(config.server.api_key.clone()).filter(|key| !key.is_empty()),
        allowed_origins: config.server.cors_origins.clone(),
        hostname: machine::hostname(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..ServerOptions::default()
    }
}

/// Serves until the terminal or the system asks to stop; `ready` is called with the address once callers can connect.
pub fn serve(store: Store, live: Live, options: ServerOptions, ready: impl FnOnce(SocketAddr)) -> Outcome {
    let bound = Server::bind(store, live, options).map_err(refused)?;
    let address = bound.local_addr();
    until_told(|stop| {
        ready(address);
        bound.serve(stop)
    })
}

/// Runs a server until the terminal or the system asks to stop.
pub fn until_told<F: Future<Output = Result<(), ServerError>>>(
    serve: impl FnOnce(Pin<Box<dyn Future<Output = ()> + Send>>) -> F,
) -> Outcome {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let mut signals = {
        let _inside = runtime.enter();
        Signals::new()?
    };
    let stop = Box::pin(async move { signals.wait().await });
    runtime.block_on(serve(stop)).map_err(refused)?;
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    Ok(())
}

/// Why it could not be served.
pub fn refused(error: ServerError) -> Failure {
    Failure::new(exit_codes::SERVER, format!("could not {error}"))
}

/// The ways in which a program is asked to stop.
struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Signals {
    fn new() -> Result<Self, Failure> {
        Ok(Self {
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?,
        })
    }

    async fn wait(&mut self) {
        #[cfg(unix)]
        tokio::select! {
            _ = self.terminate.recv() => (),
            _ = tokio::signal::ctrl_c() => (),
        }
        #[cfg(not(unix))]
        let _ = tokio::signal::ctrl_c().await;
    }
}

//! Opening the door: from options to a listening socket, and from there to a server that runs until it is told to stop.

use std::future::{Future, IntoFuture};
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use attentive_query::Engine;
use attentive_store::Store;
use axum::ServiceExt;
use axum::extract::Request;
use axum::serve::ListenerExt;
use tokio::sync::oneshot;

use crate::app::AppState;
use crate::assistants::Registry;
use crate::attentive::Shelf;
use crate::guard::{Guard, OriginError, Rules};
use crate::live::Live;
use crate::options::ServerOptions;

/// How long answers that are under way may still take after the server was told to stop.
const PATIENCE: Duration = Duration::from_secs(5);

/// What keeps a server from opening or running. Each text fits after "could not ...".
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    /// Somebody else listens there.
    #[error(
        "listen on {address}: port {} is in use, perhaps by ActivityWatch or another Attentive; \
         stop that program, or choose another port with --port",
        address.port()
    )]
    PortInUse {
        /// Where we wanted to listen.
        address: SocketAddr,
    },
    /// The address can be reached from other machines, and that was not allowed.
    #[error(
        "listen on {address}: other machines could reach it, and it serves what you do at this one; \
         listen on 127.0.0.1, or allow it on purpose"
    )]
    NotLoopback {
        /// Where we were told to listen.
        address: SocketAddr,
    },
    /// An allowed origin cannot be understood.
    #[error("read the allowed origins: {0}")]
    Origin(#[from] OriginError),
    /// The system refused.
    #[error("listen on {address}: {source}")]
    Listen {
        /// Where we wanted to listen.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// Serving ended with an error.
    #[error("serve on {address}: {source}")]
    Serve {
        /// Where we listened.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
}

/// The way to a [`Bound`] server.
pub struct Server;

/// A server that listens and does not answer yet.
pub struct Bound {
    listener: std::net::TcpListener,
    rules: Rules,
    state: AppState,
}

impl Server {
    /// Takes the address that `options` name. Callers may connect from now on; they are answered by [`Bound::serve`].
    ///
    /// # Errors
    /// When the port is in use, the address is not this machine's, it can be reached from outside and that is not
    /// allowed, or an allowed origin is none.
    pub fn bind(store: Store, live: Live, options: ServerOptions) -> Result<Bound, ServerError> {
        let listener = listen(&options)?;
        let address =
            listener.local_addr().map_err(|source| ServerError::Listen { address: options.address, source })?;
        let options = ServerOptions { address, ..options };
        let rules = Rules::new(&options)?;
        let engine = Arc::new(Engine::new(store.clone()));
        let (texts, monitor) = (Arc::clone(&live.inner().texts), Arc::new(Shelf::new(store.clone())));
        let assistants = Arc::new(Registry::default());
        let state = AppState { store, engine, live, options: Arc::new(options), texts, monitor, assistants };
        Ok(Bound { listener, rules, state })
    }
}

impl Bound {
    /// Where it listens, with the real port when port 0 was asked for.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.state.options.address
    }

    /// Answers until `shutdown` is done, then closes the live part and gives running answers a few seconds to finish.
    ///
    /// # Errors
    /// When the system takes the socket away.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), ServerError> {
        let address = self.local_addr();
        let failed = |source| ServerError::Serve { address, source };
        let listener = tokio::net::TcpListener::from_std(self.listener).map_err(failed)?.tap_io(|connection| {
            // Without this a small answer may wait 40 ms for the acknowledgement of the one before it.
            if let Err(error) = connection.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps its small packets back");
            }
        });
        let live = self.state.live.clone();
        let (told, heard) = oneshot::channel();
        let shutdown = async move {
            shutdown.await;
            // Event streams never end by themselves, and closing them may wait for a thread.
            if tokio::task::spawn_blocking(move || live.close()).await.is_err() {
                tracing::warn!("the live part did not close in order");
            }
            // Nobody listens any more when all connections were closed at once.
            let _ = told.send(());
        };
        let live = self.state.live.clone();
        let refused = Arc::new(move |reason: &'static str| live.refused(reason));
        let guard = Guard::new(crate::router::router(self.state), self.rules, refused);
        let service = ServiceExt::<Request>::into_make_service(guard);
        let serving = axum::serve(listener, service).with_graceful_shutdown(shutdown).into_future();
        tokio::select! {
            result = serving => result.map_err(failed),
            () = patience(heard) => Ok(()),
        }
    }
}

/// Takes the address that the options name.
pub(crate) fn listen(options: &ServerOptions) -> Result<std::net::TcpListener, ServerError> {
    let address = options.address;
    if !address.ip().is_loopback() && !options.is_remote_allowed {
        return Err(ServerError::NotLoopback { address });
    }
    let refused = |source: std::io::Error| match source.kind() {
        ErrorKind::AddrInUse => ServerError::PortInUse { address },
        _ => ServerError::Listen { address, source },
    };
    let listener = std::net::TcpListener::bind(address).map_err(refused)?;
    listener.set_nonblocking(true).map_err(refused)?;
    Ok(listener)
}

/// Ends some seconds after the server was told to stop, and never before.
async fn patience(heard: oneshot::Receiver<()>) {
    match heard.await {
        Ok(()) => tokio::time::sleep(PATIENCE).await,
        Err(_) => std::future::pending().await,
    }
}

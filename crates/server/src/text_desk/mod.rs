//! A server that labels and embeds texts for other programs of this machine, and nothing else. No text is kept or logged.
//!
//! | method, path | body | answer |
//! | --- | --- | --- |
//! | GET `/api/text` | - | which model and which encoder answer |
//! | POST `/api/text/label` | `{"texts": ["..."]}` | `{"answers": [Answer]}`, in their order |
//! | POST `/api/text/embed` | `{"texts": ["..."]}` | `{"width": 384, "rows": [[...]]}`, rows of length 1 |

mod asked;

use std::future::{Future, IntoFuture};
use std::net::SocketAddr;
use std::sync::Arc;

use attentive_text::Labeller;
use attentive_text::encoder::SentenceEncoder;
use axum::Router;
use axum::ServiceExt;
use axum::extract::{DefaultBodyLimit, Request};
use axum::routing::{get, post};
use axum::serve::ListenerExt;
use tokio::sync::Semaphore;

use crate::bind::{ServerError, listen};
use crate::guard::{Guard, Rules};
use crate::options::ServerOptions;

/// The longest body, in bytes.
const BODY_LIMIT: usize = 4 << 20;

/// What answers.
pub struct TextDesk {
    /// The model of labels, with its name.
    pub labels: Option<(String, Box<dyn Labeller>)>,
    /// The encoder, with its name.
    pub encoder: Option<(String, SentenceEncoder)>,
}

/// A server of texts that listens and does not answer yet.
pub struct BoundTexts {
    listener: std::net::TcpListener,
    rules: Rules,
    state: asked::Desk,
    address: SocketAddr,
}

impl BoundTexts {
    /// Takes the address that `options` name.
    ///
    /// # Errors
    /// When the port is in use, the address is not this machine's, or it can be reached from outside and that is not allowed.
    pub fn bind(desk: TextDesk, options: ServerOptions) -> Result<Self, ServerError> {
        let listener = listen(&options)?;
        let address =
            listener.local_addr().map_err(|source| ServerError::Listen { address: options.address, source })?;
        let rules = Rules::new(&ServerOptions { address, ..options })?;
        // More at once would only make each of them slower.
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        let state = asked::Desk { texts: Arc::new(desk), turns: Arc::new(Semaphore::new(processors)) };
        Ok(Self { listener, rules, state, address })
    }

    /// Where it listens, with the real port when port 0 was asked for.
    #[must_use]
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `shutdown` is done.
    ///
    /// # Errors
    /// When the system takes the socket away.
    pub async fn serve(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), ServerError> {
        let address = self.address;
        let failed = |source| ServerError::Serve { address, source };
        let listener = tokio::net::TcpListener::from_std(self.listener).map_err(failed)?.tap_io(|connection| {
            if let Err(error) = connection.set_nodelay(true) {
                tracing::debug!(%error, "a connection keeps its small packets back");
            }
        });
        let routes = Router::new()
            .route("/api/text", get(asked::about))
            .route("/api/text/label", post(asked::label))
            .route("/api/text/embed", post(asked::embed))
            .fallback(asked::elsewhere)
            .layer(DefaultBodyLimit::max(BODY_LIMIT))
            .with_state(self.state);
        let refused = Arc::new(|reason: &'static str| tracing::info!(reason, "a request was refused"));
        let guard = Guard::new(routes, self.rules, refused);
        let service = ServiceExt::<Request>::into_make_service(guard);
        axum::serve(listener, service).with_graceful_shutdown(shutdown).into_future().await.map_err(failed)
    }
}

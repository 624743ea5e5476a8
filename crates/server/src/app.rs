//! What every answer is made from.

use std::sync::Arc;

use attentive_query::Engine;
use attentive_store::Store;

use crate::live::Live;
use crate::options::ServerOptions;

/// The shared state behind all routes. A clone is a few counted references.
#[derive(Clone)]
pub(crate) struct AppState {
    /// The person's data.
    pub(crate) store: Store,
    /// Answers queries.
    pub(crate) engine: Arc<Engine>,
    /// The accepting path and what holds now.
    pub(crate) live: Live,
    /// How the server was started. `address` holds the real port here.
    pub(crate) options: Arc<ServerOptions>,
}

//! What every answer is made from.

use std::sync::Arc;

use attentive_query::Engine;
use attentive_store::Store;

use crate::assistants::Registry;
use crate::attentive::Shelf;
use crate::live::Live;
use crate::options::ServerOptions;
use crate::texts::Texts;

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
    /// Kept models of texts.
    pub(crate) texts: Arc<Texts>,
    /// Streams of texts that are watched.
    pub(crate) monitor: Arc<Shelf>,
    /// Who may ask on whose behalf.
    pub(crate) assistants: Arc<Registry>,
}

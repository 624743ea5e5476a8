//! The surface that ActivityWatch's watchers and clients speak, under `/api/0/`.
//!
//! Facts read from ActivityWatch's public sources. Its two servers differ here and there; we answer as the one in Rust does,
//! except that a missing event is 404, a single object may stand where a list is expected, and what was acknowledged is on
//! the disk. Every address is taken with and without a slash at its end.
//!
//! Good for: everything that already speaks to ActivityWatch. Not for: what Attentive makes of the events, see `attentive`.

mod body;
mod buckets;
mod events;
mod export;
mod heartbeat;
mod import;
mod import_file;
mod info;
mod params;
mod path;
mod query;
mod settings;

pub(crate) use body::Raw;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post};

use crate::app::AppState;

/// The longest list of events in one request, in bytes: more than a watcher that was offline for a year would send.
const EVENTS_LIMIT: usize = 256 << 20;

/// All routes, with their full paths.
pub(crate) fn routes() -> Router<AppState> {
    let routes: [(&str, MethodRouter<AppState>); 13] = [
        ("/api/0/info", get(info::info)),
        ("/api/0/buckets", get(buckets::list)),
        (
            "/api/0/buckets/{bucket}",
            get(buckets::one).post(buckets::create).put(buckets::update).delete(buckets::delete),
        ),
        (
            "/api/0/buckets/{bucket}/events",
            get(events::list).post(events::insert).layer(DefaultBodyLimit::max(EVENTS_LIMIT)),
        ),
        ("/api/0/buckets/{bucket}/events/count", get(events::count)),
        ("/api/0/buckets/{bucket}/events/{event}", get(events::one).delete(events::delete)),
        ("/api/0/buckets/{bucket}/heartbeat", post(heartbeat::heartbeat)),
        ("/api/0/buckets/{bucket}/export", get(export::one)),
        ("/api/0/export", get(export::all)),
        // Imports count their own bytes, because they are read as a stream.
        ("/api/0/import", post(import::import).layer(DefaultBodyLimit::disable())),
        ("/api/0/query", post(query::query)),
        ("/api/0/settings", get(settings::all)),
        ("/api/0/settings/{key}", get(settings::one).post(settings::set).delete(settings::delete)),
    ];
    routes.into_iter().fold(Router::new(), |router, (path, method)| {
        router.route(path, method.clone()).route(&format!("{path}/"), method)
    })
}

//! The dashboard's own API under `/api/attentive/`: a request in, JSON out. `docs/reference/http-api.md` is its contract.
//!
//! One subject is one file. Everything that reads the disk or computes runs away from the threads that serve connections.

mod ask;
mod assistants;
mod audit;
mod changes;
mod channels;
mod corrections;
mod day;
mod decide;
mod focus_mode;
mod helped;
mod inbox;
mod monitor;
mod plan;
mod presence;
mod prompts;
mod read;
mod reading;
mod rights;
mod runs;
mod self_reports;
mod sensors;
mod states;
mod stream;
mod suggestions;
mod support;
mod titles;
mod trends;

use axum::Router;
use axum::routing::{MethodRouter, delete, get, post, put};

use crate::app::AppState;

pub(crate) use monitor::Shelf;
pub(crate) use read::body as read_body;

/// All routes, with their full paths.
pub(crate) fn routes() -> Router<AppState> {
    let routes: [(&str, MethodRouter<AppState>); 49] = [
        ("/day", get(day::day)),
        ("/days", get(day::days)),
        ("/trends", get(trends::trends)),
        ("/changes", get(changes::changed)),
        ("/plan", get(plan::plan)),
        ("/plan/meetings", put(plan::set_meetings)),
        ("/prompts", get(prompts::prompts)),
        ("/prompts/{prompt_id}/answer", post(prompts::answer)),
        ("/prompts/preferences/{kind}", post(prompts::prefer)),
        ("/helped", get(helped::helped)),
        ("/ask", post(ask::ask)),
        ("/corrections", post(corrections::add)),
        ("/corrections/{id}", delete(corrections::remove)),
        ("/decide", post(decide::decide)),
        ("/inbox", get(inbox::all).post(inbox::add)),
        ("/inbox/sources", put(inbox::set_sources)),
        ("/inbox/{ticket_id}", get(inbox::one).delete(inbox::withdraw)),
        ("/inbox/{ticket_id}/do", post(inbox::act)),
        ("/focus-mode", get(focus_mode::told).post(focus_mode::begin).delete(focus_mode::end)),
        ("/presence", get(presence::told)),
        ("/presence/words", get(presence::words).put(presence::set_words)),
        ("/channels", get(channels::channels)),
        ("/assistants", get(assistants::all).post(assistants::add)),
        ("/assistants/unnamed", put(assistants::unnamed)),
        ("/assistants/{name}", delete(assistants::remove)),
        ("/sensors", get(sensors::sensors)),
        ("/states", get(states::states)),
        ("/pause", post(rights::pause).delete(rights::resume)),
        ("/filters", put(rights::filters)),
        ("/retention", put(rights::retention)),
        ("/forget", post(rights::forget)),
        ("/audit", get(audit::audit)),
        ("/monitor", get(monitor::all)),
        ("/monitor/{name}", delete(monitor::remove)),
        ("/monitor/{name}/texts", post(monitor::add)),
        ("/reading", get(reading::all)),
        ("/reading/rank", post(reading::rank)),
        ("/reading/say", post(reading::say)),
        ("/runs", get(runs::runs)),
        ("/runs/compare", get(runs::compare)),
        ("/runs/{id}", get(runs::run)),
        ("/suggestions", get(suggestions::suggestions)),
        ("/support", get(support::faqs)),
        ("/support/ask", post(support::ask)),
        ("/titles", get(titles::titles)),
        ("/titles/corrections", post(titles::say)),
        ("/titles/corrections/{id}", delete(titles::withdraw)),
        ("/titles/categories", get(titles::categories).put(titles::set_categories)),
        ("/stream", get(stream::stream)),
    ];
    routes
        .into_iter()
        .fold(Router::new(), |router, (path, method)| router.route(&format!("/api/attentive{path}"), method))
}

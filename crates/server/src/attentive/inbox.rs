//! `/inbox`: what asks for attention, why it waits, what it costs; and what the person does about it.

use std::time::Duration;

use attentive_types::time::MINUTE;
use attentive_types::{Demand, Ticket, Timestamp, Urgency, Wish};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::read::{self, Words, number};
use crate::app::AppState;
use crate::assistants::wait_for_end;
use crate::error::{ApiError, off_thread};
use crate::live::{Deed, InboxError, Incoming};

/// Who acts through the dashboard.
const PERSON: &str = "person";
/// How many that ended are listed.
const ENDED: usize = 50;

impl From<InboxError> for ApiError {
    fn from(error: InboxError) -> Self {
        match error {
            InboxError::NoSuchTicket => Self::not_found(error.to_string()),
            InboxError::Store(error) => error.into(),
            InboxError::Closed => Self::new(axum::http::StatusCode::SERVICE_UNAVAILABLE, error.to_string()),
            InboxError::TooMany(_) => Self::new(axum::http::StatusCode::TOO_MANY_REQUESTS, error.to_string()),
            InboxError::Ended(_) => Self::new(axum::http::StatusCode::CONFLICT, error.to_string()),
            InboxError::Unfit(_) | InboxError::Filtered => Self::bad_request(error.to_string()),
        }
    }
}

/// All that is open, and what ended last.
pub(crate) async fn all(State(state): State<AppState>) -> Json<Value> {
    let inner = state.live.inner();
    let (open, ended) = inner.inbox.look(|shelf| (shelf.open(), shelf.ended(ENDED)));
    let list = |tickets: &[std::sync::Arc<Ticket>]| json!(tickets.iter().map(|ticket| &**ticket).collect::<Vec<_>>());
    Json(json!({
        "now": inner.data_clock.now(), "open": list(&open), "ended": list(&ended), "policy": inner.policy().broker,
        "focus_mode": inner.focus_told(),
    }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DemandBody {
    #[serde(default = "http")]
    source: String,
    subject: String,
    #[serde(default)]
    body: String,
    /// How much it presses; left out, its words say.
    #[serde(default)]
    urgency: Option<Urgency>,
    #[serde(default)]
    expected_s: Option<f64>,
    #[serde(default)]
    deadline: Option<Timestamp>,
    /// When it is due, for a task that does not lapse then; in place of `deadline`.
    #[serde(default)]
    due: Option<Timestamp>,
    /// Whether it is a task, which does not lapse; what has a `due` is one.
    #[serde(default)]
    task: bool,
    /// Answers to choose from: then it is a question.
    #[serde(default)]
    options: Option<Vec<String>>,
    #[serde(default)]
    default: Option<String>,
    /// What tells it from others of this source: the same again is answered by the ticket that there is.
    #[serde(default)]
    key: Option<String>,
}

fn http() -> String {
    "http".to_owned()
}

/// Takes a demand in.
pub(crate) async fn add(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Ticket>, ApiError> {
    let body: DemandBody = read::body(&bytes)?;
    let DemandBody { source, subject, body, urgency, expected_s, deadline, due, task, options, default, key } = body;
    let stays = task || due.is_some();
    if stays && (deadline.is_some() || options.is_some() || default.is_some()) {
        return Err(ApiError::bad_request(
            "due, task: expected without deadline, options and default, which tasks do not have",
        ));
    }
    let wish = match options {
        Some(options) => Wish::Question { options, default },
        None if default.is_some() => Wish::Question { options: Vec::new(), default },
        None => Wish::Message,
    };
    let (demand_id, arrived) = (String::new(), Timestamp(0));
    let demand = Demand {
        demand_id,
        source,
        subject,
        urgency: Urgency::Normal,
        expected_s,
        arrived,
        deadline: deadline.or(due),
    };
    let incoming = Incoming { demand, wish, body, stays, key, urgency, asker: http() };
    let ticket = state.live.inner().take_in(incoming).await?;
    Ok(Json((*ticket).clone()))
}

/// One ticket; with `wait_s`, once it has ended, or the time is over.
pub(crate) async fn one(
    State(state): State<AppState>,
    Path(ticket_id): Path<String>,
    Query(words): Query<Words>,
) -> Result<Json<Ticket>, ApiError> {
    let wait = number(&words, "wait_s", 0, (0, 300))?;
    let live = state.live.clone();
    let ticket = off_thread(move || Ok(live.inner().ticket(&ticket_id)?)).await?;
    let ticket = wait_for_end(&state, ticket, Duration::from_secs(wait.into())).await?;
    Ok(Json((*ticket).clone()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", tag = "do")]
enum DeedBody {
    /// Bring it now.
    Deliver,
    /// It is done.
    Close,
    /// The answer.
    Answer { answer: String },
    /// Later.
    Snooze { minutes: u32 },
    /// Nothing from this source ever again.
    NeverAgain,
}

/// The person does something with a ticket.
pub(crate) async fn act(
    State(state): State<AppState>,
    Path(ticket_id): Path<String>,
    bytes: Bytes,
) -> Result<Json<Ticket>, ApiError> {
    let inner = state.live.inner();
    let deed = match read::body(&bytes)? {
        DeedBody::Deliver => Deed::Deliver,
        DeedBody::Close => Deed::Close,
        DeedBody::Answer { answer } if answer.chars().nth(20_000).is_some() => {
            return Err(ApiError::bad_request("answer: expected at most 20000 characters"));
        }
        DeedBody::Answer { answer } => Deed::Answer(answer),
        DeedBody::Snooze { minutes } if (1..=7 * 24 * 60).contains(&minutes) => {
            Deed::Snooze(inner.data_clock.now().plus(i64::from(minutes) * MINUTE))
        }
        DeedBody::Snooze { .. } => return Err(ApiError::bad_request("minutes: expected 1 to 10080 (a week)")),
        DeedBody::NeverAgain => {
            let live = state.live.clone();
            let name = ticket_id.clone();
            off_thread(move || {
                let source = live.inner().ticket(&name)?.demand.source.clone();
                Ok(live.inner().never_from(&source, PERSON)?)
            })
            .await?;
            Deed::Refuse
        }
    };
    let ticket = inner.with_ticket(&ticket_id, deed, PERSON).await?;
    Ok(Json((*ticket).clone()))
}

/// Takes a ticket out for whoever asked.
pub(crate) async fn withdraw(
    State(state): State<AppState>,
    Path(ticket_id): Path<String>,
) -> Result<Json<Ticket>, ApiError> {
    let ticket = state.live.inner().with_ticket(&ticket_id, Deed::Withdraw, PERSON).await?;
    Ok(Json((*ticket).clone()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourcesBody {
    #[serde(default)]
    always_from: Vec<String>,
    #[serde(default)]
    never_from: Vec<String>,
}

/// Sets which sources may always and which may never interrupt.
pub(crate) async fn set_sources(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let SourcesBody { always_from, never_from } = read::body(&bytes)?;
    off_thread(move || {
        let inner = state.live.inner();
        inner.set_sources(crate::live::Sources { always_from, never_from }, PERSON)?;
        Ok(Json(json!(inner.policy().broker)))
    })
    .await
}

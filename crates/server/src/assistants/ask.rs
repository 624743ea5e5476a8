//! `attention.may_interrupt`, `attention.ask` and what follows: tickets of one's own. Nobody sees those of another.

use std::sync::Arc;
use std::time::Duration;

use attentive_types::time::HOUR;
use attentive_types::{Demand, Ticket, TicketStatus, Timestamp, Timing, Urgency, Wish};
use serde::Deserialize;
use serde_json::{Value, json};

use super::caller::Caller;
use super::schema::{list, moment, number, object, one_of, open_object, or_null, text};
use super::scope::Scope;
use super::tool::{Tool, ToolError, read};
use crate::app::AppState;
use crate::live::{Deed, InboxError, Incoming};

/// The longest that one call may wait, in seconds.
pub(crate) const LONGEST_WAIT_S: f64 = 300.0;
/// How long a permission is waited for when whoever asks does not say (this project's choice).
const PERMISSION_HOLDS: i64 = HOUR;
/// How many of a caller's tickets that ended are looked through in `attention.queue`.
const ENDED: usize = 500;

/// Reasons that tell nothing of the person's state.
const TOLD_TO_ALL: [&str; 6] = ["urgent", "expired", "never-list", "always-list", "promised", "rides-along"];

const URGENCIES: [&str; 4] = ["low", "normal", "high", "urgent"];

/// The tools of this subject.
pub(super) fn tools() -> Vec<Tool> {
    let urgency = || {
        one_of(
            &URGENCIES,
            "low: by the end of the day; normal: at a break; high: soon; urgent: must not wait, passes quiet hours",
        )
    };
    let ticket = || ("ticket", text("the name that you were given"), true);
    let wait = || ("wait_seconds", number("wait so long for an end before answering, at most 300; default 0"), false);
    let given = || {
        open_object(&[
            ("ticket", text("its name, for later calls"), true),
            (
                "status",
                one_of(&["waiting", "delivered", "closed", "withdrawn", "expired", "refused"], "where it stands"),
                true,
            ),
            ("no_later_than", or_null(moment("it comes no later than this while the person is there")), false),
            ("answer", or_null(text("what the person answered")), false),
        ])
    };
    let tool = |name, title, description, is_reading, input, output| Tool {
        name,
        title,
        description,
        scope: Scope::Ask,
        is_reading,
        input,
        output,
    };
    vec![
        tool(
            "attention.may_interrupt",
            "May I interrupt now?",
            "Ask before you speak to the person. Answers now, wait (with a time until which at the latest) or never, and a ticket. \
             With wait_seconds the call returns as soon as the moment has come. Afterwards say by attention.report what came of it.",
            false,
            object(&[
                ("urgency", urgency(), false),
                ("expected_seconds", number("how long it would take the person"), false),
                ("reason", text("what it is about, one line"), true),
                (
                    "expires",
                    text(
                        "a moment in UTC after which it is worth nothing, such as 2026-11-24T17:00:00Z; default an hour from now",
                    ),
                    false,
                ),
                wait(),
            ]),
            open_object(&[
                ("answer", one_of(&["now", "wait", "never"], "whether to interrupt"), true),
                ("ticket", text("its name, for later calls"), true),
                (
                    "no_later_than",
                    or_null(moment("the moment comes no later than this while the person is there")),
                    false,
                ),
            ]),
        ),
        tool(
            "attention.ask",
            "Put a question to the person",
            "Queues a question; it is shown at the next good moment. Returns a ticket; ask attention.ticket for the answer, or give wait_seconds. \
             When the deadline passes without an answer the status is expired: take your default.",
            false,
            object(&[
                ("question", text("one line"), true),
                ("body", text("more, if one line does not do"), false),
                (
                    "options",
                    list(&json!({ "type": "string" }), "answers to choose from; none for an answer in free words"),
                    false,
                ),
                ("default", text("what you take when no answer comes"), false),
                ("urgency", urgency(), false),
                ("expected_seconds", number("how long an answer takes the person"), false),
                ("deadline", text("a moment in UTC by which the answer is needed"), false),
                wait(),
            ]),
            given(),
        ),
        tool(
            "attention.tell",
            "Leave a message",
            "Leaves a message in the person's inbox; it is shown at the next good moment. Nothing is answered.",
            false,
            object(&[
                ("subject", text("one line"), true),
                ("body", text("more, if one line does not do"), false),
                ("urgency", urgency(), false),
                ("expected_seconds", number("how long it takes to read"), false),
                ("deadline", text("a moment in UTC after which it is worth nothing"), false),
            ]),
            given(),
        ),
        tool(
            "attention.ticket",
            "What became of a ticket?",
            "Where one of your tickets stands, and the answer if there is one.",
            true,
            object(&[ticket(), wait()]),
            given(),
        ),
        tool(
            "attention.cancel",
            "Take a ticket back",
            "Takes back one of your tickets that has not ended, so that it asks for no attention any more.",
            false,
            object(&[ticket()]),
            given(),
        ),
        tool(
            "attention.queue",
            "What waits?",
            "Your own tickets that are open, if you have a token, and how many of others wait, without what they are about.",
            true,
            object(&[]),
            open_object(&[
                ("own", list(&json!({ "type": "object" }), "your open tickets"), true),
                ("waiting_of_others", number("how many"), true),
            ]),
        ),
        tool(
            "attention.report",
            "What came of it?",
            "Says what came of a ticket, such as helped, was-ignored or not-needed, so that interrupting can be judged.",
            false,
            object(&[ticket(), ("outcome", text("a few words"), true)]),
            given(),
        ),
    ]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MayInterrupt {
    urgency: Option<Urgency>,
    expected_seconds: Option<f64>,
    reason: String,
    expires: Option<Timestamp>,
    #[serde(default)]
    wait_seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    question: String,
    #[serde(default)]
    body: String,
    #[serde(default)]
    options: Vec<String>,
    default: Option<String>,
    urgency: Option<Urgency>,
    expected_seconds: Option<f64>,
    deadline: Option<Timestamp>,
    #[serde(default)]
    wait_seconds: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tell {
    subject: String,
    #[serde(default)]
    body: String,
    urgency: Option<Urgency>,
    expected_seconds: Option<f64>,
    deadline: Option<Timestamp>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    ticket: String,
    #[serde(default)]
    wait_seconds: f64,
    outcome: Option<String>,
}

/// Runs a tool of this subject.
pub(super) async fn run(state: &AppState, caller: &Caller, deed: &str, arguments: Value) -> Result<Value, ToolError> {
    match deed {
        "may_interrupt" => may_interrupt(state, caller, read(arguments)?).await,
        "ask" => {
            let Ask { question, body, options, default, urgency, expected_seconds, deadline, wait_seconds } =
                read(arguments)?;
            let wait = longest(wait_seconds)?;
            let demand = demand(caller, question, (expected_seconds, deadline));
            let incoming = Incoming {
                demand,
                wish: Wish::Question { options, default },
                body,
                stays: false,
                key: None,
                urgency,
                asker: caller.name.clone(),
            };
            let ticket = state.live.inner().take_in(incoming).await?;
            Ok(told(&*ended(state, ticket, wait).await?, caller))
        }
        "tell" => {
            let Tell { subject, body, urgency, expected_seconds, deadline } = read(arguments)?;
            let demand = demand(caller, subject, (expected_seconds, deadline));
            let incoming = Incoming {
                demand,
                wish: Wish::Message,
                body,
                stays: false,
                key: None,
                urgency,
                asker: caller.name.clone(),
            };
            Ok(told(&*state.live.inner().take_in(incoming).await?, caller))
        }
        "queue" => {
            let _: serde_json::Map<String, Value> = read(arguments)?;
            Ok(queue(state, caller))
        }
        "ticket" | "cancel" | "report" => with_own(state, caller, deed, read(arguments)?).await,
        _ => Err(ToolError::NoSuchTool(format!("attention.{deed}"))),
    }
}

async fn may_interrupt(state: &AppState, caller: &Caller, asked: MayInterrupt) -> Result<Value, ToolError> {
    let MayInterrupt { urgency, expected_seconds, reason, expires, wait_seconds } = asked;
    let wait = longest(wait_seconds)?;
    // Whoever asked may be gone by then, and a permission that nobody waits for must not stay.
    let expires = expires.unwrap_or_else(|| {
        let (inner, now) = (state.live.inner(), state.live.inner().data_clock.now());
        // A limit that nobody named must not bring it into focus mode for its own sake.
        let free_from = inner.focus_mode.hold(now).map_or(now, |hold| hold.until.max(now));
        free_from.plus(PERMISSION_HOLDS)
    });
    let demand = demand(caller, reason, (expected_seconds, Some(expires)));
    let incoming = Incoming {
        demand,
        wish: Wish::Permission,
        body: String::new(),
        stays: false,
        key: None,
        urgency,
        asker: caller.name.clone(),
    };
    let ticket = state.live.inner().take_in(incoming).await?;
    let ticket = ended(state, ticket, wait).await?;
    let mut answer = told(&ticket, caller);
    let word = match ticket.status {
        TicketStatus::Closed | TicketStatus::Delivered => "now",
        TicketStatus::Waiting => "wait",
        TicketStatus::Withdrawn | TicketStatus::Expired | TicketStatus::Refused => "never",
    };
    answer["answer"] = word.into();
    Ok(answer)
}

fn demand(caller: &Caller, subject: String, (expected_s, deadline): (Option<f64>, Option<Timestamp>)) -> Demand {
    let (demand_id, source, arrived) = (String::new(), caller.name.clone(), Timestamp(0));
    let urgency = Urgency::Normal;
    Demand { demand_id, source, subject, urgency, expected_s, arrived, deadline }
}

async fn with_own(state: &AppState, caller: &Caller, deed: &str, named: Named) -> Result<Value, ToolError> {
    let Named { ticket, wait_seconds, outcome } = named;
    let inner = state.live.inner();
    let found = find_own(state, caller, ticket).await?;
    let ticket_id = found.ticket_id().to_owned();
    let ticket = match (deed, outcome) {
        ("ticket", None) => ended(state, found, longest(wait_seconds)?).await?,
        ("cancel", None) => inner.with_ticket(&ticket_id, Deed::Withdraw, &caller.name).await?,
        ("report", Some(outcome)) if outcome.chars().count() <= 1_000 => {
            inner.with_ticket(&ticket_id, Deed::Report(outcome), &caller.name).await?
        }
        ("report", _) => {
            return Err(ToolError::Input("outcome: expected a few words, 1,000 letters at most".to_owned()));
        }
        _ => return Err(ToolError::Input("outcome: only attention.report takes one".to_owned())),
    };
    Ok(told(&ticket, caller))
}

/// A ticket of the caller; one of another is not there for it.
async fn find_own(state: &AppState, caller: &Caller, ticket_id: String) -> Result<Arc<Ticket>, ToolError> {
    let live = state.live.clone();
    let found = tokio::task::spawn_blocking(move || live.inner().ticket(&ticket_id)).await;
    let ticket = found.map_err(|_| ToolError::Failed("the work on this call ended half-way".to_owned()))??;
    if caller.is_person || ticket.asker == caller.name { Ok(ticket) } else { Err(InboxError::NoSuchTicket.into()) }
}

fn queue(state: &AppState, caller: &Caller) -> Value {
    let inner = state.live.inner();
    let (open, ended) = inner.inbox.look(|shelf| (shelf.open(), shelf.ended(ENDED)));
    // What a caller without a token calls itself is no proof: it is shown the tickets that it can name, by `attention.ticket`.
    let is_own = |ticket: &&Arc<Ticket>| caller.is_person || (caller.is_known && ticket.asker == caller.name);
    let own: Vec<Value> = open.iter().filter(is_own).map(|ticket| told(ticket, caller)).collect();
    let others = open.iter().filter(|ticket| !is_own(ticket) && ticket.status == TicketStatus::Waiting).count();
    let lately: Vec<Value> = ended.iter().filter(is_own).take(20).map(|ticket| told(ticket, caller)).collect();
    json!({ "own": own, "waiting_of_others": others, "ended_lately": lately })
}

fn longest(wait_seconds: f64) -> Result<Duration, ToolError> {
    if wait_seconds.is_finite() && (0.0..=LONGEST_WAIT_S).contains(&wait_seconds) {
        return Ok(Duration::from_secs_f64(wait_seconds));
    }
    Err(ToolError::Input(format!("wait_seconds: expected 0 to {LONGEST_WAIT_S}")))
}

/// Waits until a ticket has ended, or the time is over; answers with it as it then stands.
pub(crate) async fn ended(state: &AppState, ticket: Arc<Ticket>, longest: Duration) -> Result<Arc<Ticket>, InboxError> {
    if longest.is_zero() || ticket.status.is_ended() {
        return Ok(ticket);
    }
    let inner = state.live.inner();
    let mut changes = inner.inbox.changes();
    let mut closing = state.live.listen().closing;
    let until = tokio::time::Instant::now() + longest;
    loop {
        // A ticket that was pushed off the shelf has ended.
        let now = match inner.inbox.look(|shelf| shelf.get(ticket.ticket_id())) {
            Some(now) => now,
            None => inner.ticket(ticket.ticket_id())?,
        };
        if now.status.is_ended() {
            return Ok(now);
        }
        tokio::select! {
            changed = changes.changed() => if changed.is_err() { return Ok(now) },
            _ = closing.wait_for(|is_closing| *is_closing) => return Ok(now),
            () = tokio::time::sleep_until(until) => return Ok(now),
        }
    }
}

/// What a caller is told of its ticket.
fn told(ticket: &Ticket, caller: &Caller) -> Value {
    let no_later_than = ticket.promised.filter(|_| ticket.status == TicketStatus::Waiting);
    let mut answer = json!({
        "ticket": ticket.ticket_id(),
        "status": ticket.status,
        "no_later_than": no_later_than,
        "answer": ticket.answer,
        "subject": ticket.demand.subject,
    });
    if let Wish::Question { default: Some(default), .. } = &ticket.wish {
        answer["default"] = default.as_str().into();
    }
    if let Some(decision) = &ticket.decision {
        // What was said and promised may be told to all; what lies behind a price, a call among it, is the person's state.
        let first = decision.reasons.first().map(|reason| reason.code.as_str());
        answer["because"] = first.filter(|code| TOLD_TO_ALL.contains(code)).map_or(Value::Null, Into::into);
        if caller.may(Scope::StateFull) {
            answer["cost_now_min"] = json!(decision.cost_now_min);
            answer["cost_wait_min"] = json!(decision.cost_wait_min);
            answer["reasons"] = json!(decision.reasons);
        }
        if let (Timing::NextBreakpoint { .. }, true) = (decision.timing, ticket.status == TicketStatus::Waiting) {
            answer["until"] = "next-breakpoint".into();
        }
    }
    answer
}

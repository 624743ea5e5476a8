//! What holds at this moment, as the dashboard shows it: state, presence, window, and what an ordinary demand would be told.

use std::sync::Arc;

use attentive_types::{Decision, PresenceSpan, State, Timestamp};
use serde::Serialize;
use serde_json::Value;

use super::{Inner, Live, clock};

/// This moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Now {
    at: Timestamp,
    state: Option<State>,
    presence: Option<PresenceSpan>,
    app: Arc<str>,
    title: Arc<str>,
    since: Option<Timestamp>,
    focus_since: Option<Timestamp>,
    interrupt: Decision,
    paused_until: Option<Timestamp>,
}

impl Inner {
    /// What holds now.
    pub(crate) fn look(&self) -> Now {
        let at = self.data_clock.now();
        let advice = self.advise(at, &[]);
        let window = self.analysis.window_at(at);
        let (app, title, since) = window
            .map_or_else(|| ("".into(), "".into(), None), |visit| (visit.app, visit.title, Some(visit.span.start)));
        Now {
            at,
            state: advice.state_now,
            presence: advice.presence_now,
            app,
            title,
            since,
            focus_since: self.analysis.focus_since(at),
            interrupt: advice.interrupt,
            paused_until: self.pause.until(clock::machine_now()),
        }
    }

    /// The same as JSON.
    pub(crate) fn look_json(&self) -> Value {
        serde_json::to_value(self.look()).unwrap_or_else(|error| {
            tracing::warn!("could not write what holds now: {error}");
            Value::Null
        })
    }
}

impl Live {
    /// What holds now, as JSON.
    pub(crate) fn now(&self) -> Value {
        self.inner.look_json()
    }
}

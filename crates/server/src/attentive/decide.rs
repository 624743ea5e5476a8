//! `/decide`: may this demand interrupt now?

use attentive_types::{Decision, Demand, Timestamp, Urgency};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use serde::Deserialize;

use super::read;
use crate::app::AppState;
use crate::error::{ApiError, off_thread};

/// The longest name, source or subject, in characters.
const MOST_CHARS: usize = 1000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    #[serde(default)]
    demand_id: Option<String>,
    #[serde(default)]
    source: String,
    #[serde(default)]
    subject: String,
    #[serde(default)]
    urgency: Urgency,
    #[serde(default)]
    expected_s: Option<f64>,
    #[serde(default)]
    deadline: Option<Timestamp>,
}

impl Body {
    fn checked(self, new_name: impl FnOnce() -> String, arrived: Timestamp) -> Result<Demand, ApiError> {
        let longest = [self.demand_id.as_deref().unwrap_or_default(), &self.source, &self.subject]
            .map(|text| text.chars().count())
            .into_iter()
            .max();
        if longest > Some(MOST_CHARS) {
            return Err(ApiError::bad_request(format!("expected texts of at most {MOST_CHARS} characters")));
        }
        if self.expected_s.is_some_and(|seconds| !seconds.is_finite() || seconds < 0.0) {
            return Err(ApiError::bad_request("expected_s: expected seconds, 0 or more"));
        }
        let demand_id = self.demand_id.filter(|name| !name.is_empty()).unwrap_or_else(new_name);
        let Self { source, subject, urgency, expected_s, deadline, .. } = self;
        Ok(Demand { demand_id, source, subject, urgency, expected_s, arrived, deadline })
    }
}

/// Decides about one demand as of now.
pub(crate) async fn decide(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Decision>, ApiError> {
    let body: Body = read::body(&bytes)?;
    off_thread(move || {
        let inner = state.live.inner();
        let now = inner.data_clock.now();
        let demand = body.checked(|| state.live.demand_name(), now)?;
        let verdict = inner.advise(now, &[demand.into()]).verdicts.into_iter().next();
        let decision = verdict.map(|verdict| verdict.decision);
        decision.map(Json).ok_or_else(|| ApiError::internal("one demand was handed in and no decision came back"))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Body {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn a_demand_without_a_name_gets_one() {
        let demand = body(r#"{"source":"mail","subject":"hello"}"#).checked(|| "d-1".to_owned(), Timestamp(5)).unwrap();
        assert_eq!((demand.demand_id.as_str(), demand.urgency, demand.arrived), ("d-1", Urgency::Normal, Timestamp(5)));
    }

    #[test]
    fn a_demand_that_would_take_less_than_nothing_is_refused() {
        assert!(body(r#"{"expected_s":-1}"#).checked(String::new, Timestamp(0)).is_err());
        let long = format!(r#"{{"subject":"{}"}}"#, "x".repeat(1001));
        assert!(body(&long).checked(String::new, Timestamp(0)).is_err());
    }
}

//! `/plan`: what is next and when, on one day; and `/plan/meetings`: what a calendar says.

use attentive_types::{Span, Timestamp};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::read::{self, Words};
use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::{day_number_of, machine_now};
use crate::meetings::{self, Meeting};
use crate::plan::{self, Asked, MOST_DAYS_AHEAD, Plan};

/// Meetings that one calendar may hand in at once.
const MOST_MEETINGS: usize = 20_000;
/// Letters of a title, a key and a calendar's name at most.
const LONGEST: usize = 1_000;

/// The plan of one day; of today when none is named.
pub(crate) async fn plan(State(state): State<AppState>, Query(words): Query<Words>) -> Result<Json<Plan>, ApiError> {
    let asked = asked_hours(&words)?;
    let date = words.get("date").map(|date| day_number_of(date).ok_or_else(|| no_date(date))).transpose()?;
    off_thread(move || {
        let inner = state.live.inner();
        let today = inner.local_time().day_number(inner.data_clock.now());
        let number = date.unwrap_or(today);
        if number < today {
            return Err(ApiError::bad_request("date: that day is over; expected today or a day to come"));
        }
        if number > today + MOST_DAYS_AHEAD {
            return Err(ApiError::bad_request(format!("date: expected a day within the next {MOST_DAYS_AHEAD}")));
        }
        Ok(Json(plan::plan(inner, number, asked)?))
    })
    .await
}

fn no_date(found: &str) -> ApiError {
    let found: String = found.chars().take(40).collect();
    ApiError::bad_request(format!("date: expected a day such as 2026-11-24, found {found:?}"))
}

/// The ends of the working day, as `from=09:00` and `to=17:30`.
fn asked_hours(words: &Words) -> Result<Asked, ApiError> {
    let minutes = |name: &str| -> Result<Option<i64>, ApiError> {
        let Some(text) = words.get(name) else { return Ok(None) };
        let found = text.trim().split_once(':').and_then(|(hours, minutes)| {
            let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
            let all = hours * 60 + minutes;
            ((0..=24).contains(&hours) && (0..60).contains(&minutes) && all <= 24 * 60).then_some(all)
        });
        let wrong = || ApiError::bad_request(format!("{name}: expected a time of day such as 09:00"));
        found.map(Some).ok_or_else(wrong)
    };
    let asked = Asked { from_min: minutes("from")?, to_min: minutes("to")? };
    match (asked.from_min, asked.to_min) {
        (Some(from), Some(to)) if from >= to => {
            Err(ApiError::bad_request("from, to: the day must begin before it ends"))
        }
        (Some(1_440), None) => Err(ApiError::bad_request("from: expected a time before 24:00")),
        (None, Some(0)) => Err(ApiError::bad_request("to: expected a time after 00:00")),
        _ => Ok(asked),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Calendar {
    calendar: String,
    start: Timestamp,
    end: Timestamp,
    meetings: Vec<Meeting>,
}

impl Calendar {
    fn checked(&self) -> Result<Span, ApiError> {
        let span = read::span(self.start, self.end)?;
        let is_long = |text: &str| text.chars().nth(LONGEST).is_some();
        if self.calendar.trim().is_empty() || is_long(&self.calendar) {
            return Err(ApiError::bad_request(format!("calendar: expected its name, at most {LONGEST} letters")));
        }
        if self.meetings.len() > MOST_MEETINGS {
            return Err(ApiError::bad_request(format!("meetings: expected at most {MOST_MEETINGS}")));
        }
        for (place, meeting) in self.meetings.iter().enumerate() {
            let wrong = |what: &str| Err(ApiError::bad_request(format!("meetings[{place}]: {what}")));
            match () {
                () if meeting.start >= meeting.end => return wrong("expected an end after its start"),
                () if !span.contains(meeting.start) => {
                    return wrong("expected a start between start and end of the whole");
                }
                () if is_long(&meeting.title) || is_long(&meeting.key) => {
                    return wrong("expected at most 1000 letters");
                }
                () => {}
            }
        }
        Ok(span)
    }
}

/// Puts a calendar in the place of what was known of it. A title that the privacy filters drop is left empty: the time stays taken.
pub(crate) async fn set_meetings(State(state): State<AppState>, bytes: Bytes) -> Result<Json<Value>, ApiError> {
    let mut body: Calendar = read::body(&bytes)?;
    let span = body.checked()?;
    off_thread(move || {
        let inner = state.live.inner();
        let hostname = &inner.options.hostname;
        let bucket = meetings::bucket_name(hostname);
        for meeting in &mut body.meetings {
            meeting.title = inner.shown_text(&bucket, &meeting.title).unwrap_or_default();
            // Without a name of its own an event is known by its title, which must not stay by this way.
            meeting.key = inner.pseudonym(&meeting.key);
        }
        let name = inner.shown_text(&bucket, &body.calendar);
        body.calendar = name.unwrap_or_else(|| inner.pseudonym(&body.calendar));
        let done = meetings::replace(&state.store, hostname, &body.calendar, span, body.meetings, machine_now())?;
        Ok(Json(json!(done)))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pairs: &[(&str, &str)]) -> Words {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn times_of_day_are_read_and_junk_is_refused_with_what_was_expected() {
        let asked = asked_hours(&words(&[("from", "08:30"), ("to", "24:00")])).unwrap();
        assert_eq!(asked, Asked { from_min: Some(510), to_min: Some(1_440) });
        assert_eq!(asked_hours(&words(&[])).unwrap(), Asked::default());
        for pairs in [
            [("from", "8"), ("to", "9:00")],
            [("from", "25:00"), ("to", "9:00")],
            [("from", "10:00"), ("to", "9:00")],
            [("from", "24:01"), ("to", "9:00")],
        ] {
            assert!(asked_hours(&words(&pairs)).is_err(), "{pairs:?}");
        }
    }

    #[test]
    fn a_calendar_with_a_meeting_that_ends_before_it_begins_names_it() {
        let body = r#"{"calendar":"work","start":"2026-11-24T00:00:00Z","end":"2026-11-25T00:00:00Z",
            "meetings":[{"start":"2026-11-24T10:00:00Z","end":"2026-11-24T09:00:00Z","title":"x"}]}"#;
        let calendar: Calendar = serde_json::from_str(body).unwrap();
        assert!(calendar.checked().unwrap_err().message.starts_with("meetings[0]"));
    }
}

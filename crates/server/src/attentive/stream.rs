//! `/stream`: server-sent events. `update` says what holds now, at most once a second; `prompt` brings a prompt; `inbox` and `sensors` say "ask again".
//!
//! A listener that does not read keeps nothing alive but its own connection: of what holds now it gets the newest when it
//! reads again, and of the rest the last few. Every 15 seconds a comment line shows that the connection is alive.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Instant;

use crate::app::AppState;
use crate::error::{ApiError, off_thread};
use crate::live::{Listener, News};

/// The shortest time between two updates.
const UPDATE_EVERY: Duration = Duration::from_secs(1);
/// How often a comment is sent when there is no news.
const ALIVE_EVERY: Duration = Duration::from_secs(15);

/// One connection's state.
struct Ears {
    listener: Listener,
    /// The first update, sent at once.
    first: Option<Event>,
    /// No update before this moment.
    not_before: Instant,
}

/// Opens the stream.
pub(crate) async fn stream(State(state): State<AppState>) -> Result<impl IntoResponse, ApiError> {
    let listener = state.live.listen();
    let now = off_thread(move || Ok(state.live.now())).await?;
    let first = Some(Event::default().event("update").data(now.to_string()));
    let ears = Ears { listener, first, not_before: Instant::now() + UPDATE_EVERY };
    let events =
        stream::unfold(
            ears,
            |mut ears| async move { ears.next().await.map(|event| (Ok::<_, Infallible>(event), ears)) },
        );
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE_EVERY)))
}

impl Ears {
    /// The next event; `None` when the server ends.
    async fn next(&mut self) -> Option<Event> {
        if let Some(first) = self.first.take() {
            return Some(first);
        }
        let Listener { news, now, closing } = &mut self.listener;
        tokio::select! {
            biased;
            _ = closing.wait_for(|is_closing| *is_closing) => None,
            heard = news.recv() => match heard {
                Ok(News::Prompt(prompt)) => Some(json_event("prompt", &*prompt)),
                Ok(News::Inbox) => Some(Event::default().event("inbox").data("{}")),
                // Whoever missed something asks again for everything.
                Ok(News::Sensors) | Err(RecvError::Lagged(_)) => Some(Event::default().event("sensors").data("{}")),
                Err(RecvError::Closed) => None,
            },
            changed = async { tokio::time::sleep_until(self.not_before).await; now.changed().await } => {
                changed.ok()?;
                self.not_before = Instant::now() + UPDATE_EVERY;
                let newest = now.borrow_and_update().clone();
                Some(Event::default().event("update").data(newest.to_string()))
            }
        }
    }
}

fn json_event(name: &str, data: &impl serde::Serialize) -> Event {
    match serde_json::to_string(data) {
        Ok(text) => Event::default().event(name).data(text),
        // What we hold has string keys only, so this does not happen; a comment keeps the stream whole if it does.
        Err(_) => Event::default().comment("one event could not be written"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::Newsroom;

    fn ears(room: &Newsroom) -> Ears {
        Ears { listener: room.listen(), first: None, not_before: Instant::now() + UPDATE_EVERY }
    }

    #[tokio::test]
    async fn updates_come_at_most_once_a_second_and_only_the_newest() {
        let room = Newsroom::default();
        let mut ears = ears(&room);
        let began = Instant::now();
        for count in 0..10 {
            room.tell_now(serde_json::json!({ "count": count }));
        }
        let text = format!("{:?}", ears.next().await.unwrap());
        assert!(began.elapsed() >= Duration::from_millis(990));
        assert!(text.contains("9"), "{text}");
        let another = tokio::time::timeout(Duration::from_millis(1500), ears.next()).await;
        assert!(another.is_err(), "nothing new, and still an update");
    }

    #[tokio::test]
    async fn the_stream_ends_when_the_server_does() {
        let room = Newsroom::default();
        let mut ears = ears(&room);
        room.tell(News::Sensors);
        assert!(ears.next().await.is_some());
        room.close();
        assert!(ears.next().await.is_none());
    }
}

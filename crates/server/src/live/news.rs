//! What open dashboards are told: what holds now, prompts, and that sensors changed.
//!
//! Nothing is kept for a listener that does not read: of what holds now only the newest is held, and of the rest at most
//! [`KEPT`] are, after which the oldest is lost to that listener alone.

use std::sync::Arc;

use attentive_types::Prompt;
use serde_json::Value;
use tokio::sync::{broadcast, watch};

/// How many pieces of news a slow listener may be behind.
const KEPT: usize = 16;

/// One piece of news.
#[derive(Clone, Debug)]
pub(crate) enum News {
    /// A prompt to be shown.
    Prompt(Arc<Prompt>),
    /// Something in the inbox changed; ask again.
    Inbox,
    /// Sensors, pause, filters or retention changed; ask again.
    Sensors,
}

/// Where news is told and heard.
#[derive(Debug)]
pub(crate) struct Newsroom {
    news: broadcast::Sender<News>,
    now: watch::Sender<Arc<Value>>,
    closing: watch::Sender<bool>,
}

/// One listener's ears.
pub(crate) struct Listener {
    /// Prompts and sensors.
    pub(crate) news: broadcast::Receiver<News>,
    /// What holds now, as the dashboard reads it; `null` before the first look.
    pub(crate) now: watch::Receiver<Arc<Value>>,
    /// Turns true when the server ends.
    pub(crate) closing: watch::Receiver<bool>,
}

impl Default for Newsroom {
    fn default() -> Self {
        Self {
            news: broadcast::Sender::new(KEPT),
            now: watch::Sender::new(Arc::new(Value::Null)),
            closing: watch::Sender::new(false),
        }
    }
}

impl Newsroom {
    /// Begins to listen.
    pub(crate) fn listen(&self) -> Listener {
        Listener { news: self.news.subscribe(), now: self.now.subscribe(), closing: self.closing.subscribe() }
    }

    /// Whether anybody listens for what holds now.
    pub(crate) fn has_listeners(&self) -> bool {
        self.now.receiver_count() > 0
    }

    /// Tells one piece of news. That nobody listens is no error.
    pub(crate) fn tell(&self, news: News) {
        let _heard_by = self.news.send(news);
    }

    /// Tells what holds now; says nothing when it is what was said last.
    pub(crate) fn tell_now(&self, now: Value) {
        self.now.send_if_modified(|last| {
            let is_new = **last != now;
            if is_new {
                *last = Arc::new(now);
            }
            is_new
        });
    }

    /// Ends all listeners.
    pub(crate) fn close(&self) {
        self.closing.send_replace(true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_now_is_told_once() {
        let room = Newsroom::default();
        let mut listener = room.listen();
        room.tell_now(serde_json::json!({"app": "Editor"}));
        assert!(listener.now.has_changed().unwrap());
        listener.now.mark_unchanged();
        room.tell_now(serde_json::json!({"app": "Editor"}));
        assert!(!listener.now.has_changed().unwrap());
    }

    #[test]
    fn a_listener_that_does_not_read_keeps_only_the_newest_news() {
        let room = Newsroom::default();
        let mut listener = room.listen();
        for _ in 0..100 {
            room.tell(News::Sensors);
        }
        assert!(matches!(listener.news.try_recv(), Err(broadcast::error::TryRecvError::Lagged(84))));
        assert!(listener.news.len() <= KEPT);
    }
}

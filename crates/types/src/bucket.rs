//! A bucket: one stream of events from one watcher on one machine.

use serde::{Deserialize, Serialize};

use crate::event::Payload;
use crate::time::{Span, Timestamp};

/// One stream of events: who sends it, from where, and of which type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// Its name, such as `aw-watcher-window_laptop`; unique.
    pub id: String,
    /// The type of its events, such as `currentwindow`, `afkstatus`, `web.tab.current`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The program that sends it.
    pub client: String,
    /// The machine that it speaks of.
    pub hostname: String,
    /// When it was made.
    pub created: Timestamp,
    /// Free facts about it.
    #[serde(default)]
    pub data: Payload,
    /// From the start of its first event to the end of its last; `None` while it is empty.
    #[serde(skip)]
    pub extent: Option<Span>,
    /// When its newest event ends; `None` while it is empty.
    #[serde(skip)]
    pub last_updated: Option<Timestamp>,
}

/// The types of the buckets that Attentive itself understands.
pub mod kinds {
    /// Active window: `app`, `title`, and ours add `pid`.
    pub const WINDOW: &str = "currentwindow";
    /// Presence: `status` is `afk` or `not-afk`.
    pub const AFK: &str = "afkstatus";
    /// Active browser tab: `url`, `title`, `audible`, `incognito`.
    pub const WEB: &str = "web.tab.current";
    /// Input counts as aw-watcher-input sends them: `presses`, `clicks`, `deltaX`, `deltaY`, `scrollX`, `scrollY`.
    pub const INPUT: &str = "os.hid.input";
    /// Screen lock and suspend: `status` is `locked`, `unlocked`, `suspended`, `resumed`.
    pub const LOCK: &str = "attentive.lock";
    /// A self-report: `question`, `answer` (1 scattered to 5 focused), `via`.
    pub const SELF_REPORT: &str = "attentive.selfreport";
    /// A correction by hand, which is a label: `state`, and `note` if one was given.
    pub const CORRECTION: &str = "attentive.correction";
    /// What the person said of an app or of one of its titles, which is a label: `label`, `app`, and `title` and `site` if it is about one title.
    pub const TITLE_LABEL: &str = "attentive.titlelabel";
    /// A prompt that came up: see `Prompt`.
    pub const PROMPT: &str = "attentive.prompt";
    /// What followed a prompt: see `Outcome`.
    pub const OUTCOME: &str = "attentive.outcome";
    /// A call, known from the microphone or the meeting program: `status` is `in-call`.
    pub const CALL: &str = "attentive.call";
    /// A demand in the inbox: see `Ticket`.
    pub const TICKET: &str = "attentive.ticket";
    /// A meeting of a calendar, which may lie ahead: `key`, `title`, `calendar`.
    pub const MEETING: &str = "attentive.meeting";
    /// What the place of work was like for a while: `what` (`noise`, `light`, `music`, `place`, `mode`, ...) and `value`, a word or a number.
    pub const ENVIRONMENT: &str = "attentive.environment";
    /// A stretch in which sensing was paused by the person: `by`.
    pub const PAUSE: &str = "attentive.pause";
}

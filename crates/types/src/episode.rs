//! Episodes: stretches of time with a meaning, cut out of clean signals.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::time::Span;

/// A stay in one window of one app. A change of title begins a new visit of the same app. A year holds hundreds of
/// thousands of visits, so equal texts are shared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Visit {
    /// From when to when.
    #[serde(flatten)]
    pub span: Span,
    /// The app's name.
    pub app: Arc<str>,
    /// The window's title; empty when it had none.
    pub title: Arc<str>,
    /// The site's domain without `www.`; `None` outside a browser, or when no browser watcher told.
    pub site: Option<Arc<str>>,
    /// The category path, such as `["Work", "Programming"]`; `["Uncategorized"]` when no rule matched.
    pub category: Arc<[String]>,
}

/// Whether the person was at the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PresenceKind {
    /// At the machine.
    Present,
    /// Away from it.
    Away,
    /// No signal told.
    Unknown,
}

/// Which signal decided about presence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PresenceSignal {
    /// Keys or pointer moved.
    Input,
    /// A call was on.
    Call,
    /// The focused tab or app was playing sound.
    Media,
    /// The active window changed, which takes a person or a program.
    WindowChange,
    /// A watcher of presence said so, and nothing finer was known.
    IdleTimer,
    /// The screen was locked.
    Lock,
    /// The machine slept.
    Suspend,
    /// The person paused sensing.
    Pause,
    /// Nothing was heard from any sensor.
    NoSignal,
}

/// A stretch of one presence, and what decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PresenceSpan {
    /// From when to when.
    #[serde(flatten)]
    pub span: Span,
    /// Present, away or unknown.
    pub kind: PresenceKind,
    /// The signal that decided.
    pub decided_by: PresenceSignal,
}

/// A stretch away from the machine, between two sessions or inside one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AwaySpan {
    /// From when to when.
    #[serde(flatten)]
    pub span: Span,
    /// The signal that decided.
    pub decided_by: PresenceSignal,
}

/// A session at the machine: from coming to leaving, short absences included.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Session {
    /// From when to when.
    #[serde(flatten)]
    pub span: Span,
    /// Time at the machine inside it, in seconds.
    pub present_s: f64,
    /// How many visits began inside it.
    pub visits: u32,
}

/// A focus session: a long run on one thing with few and short breaks of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FocusSession {
    /// From when to when.
    #[serde(flatten)]
    pub span: Span,
    /// What it was on: the category path, or the app where nothing is categorised.
    pub on: String,
    /// Time on it, in seconds: the span without the side steps.
    pub focused_s: f64,
    /// Short side steps that did not break it.
    pub side_steps: u32,
    /// What broke it: the app that was turned to, `away`, `lock`, `call`, `end of data`.
    pub broken_by: String,
    /// Whether it is still going on at the end of the data.
    pub is_open: bool,
}

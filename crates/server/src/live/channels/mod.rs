//! The channels: on which ways are people and programs told, besides the dashboard and notifications of our own?
//!
//! ```text
//! focus mode, focus session ──> desktop: asked to hold back the notifications of all programs
//! state, presence           ──> presence: one of four words for others ──> a file, for status bars
//! inbox brings              ──> webhook: one POST to an address on this machine
//! ```
//!
//! Each is off until the person asks for it. None can hold up the inbox: what may wait for somebody else has a thread of its own.

mod desktop;
mod presence;
mod presence_file;
mod webhook;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

pub(crate) use desktop::{DesktopKeeper, DesktopTold};
pub use desktop::{HoldDesktop, HoldError, Holding};
pub(crate) use presence::PresenceWords;
pub(crate) use webhook::{Posted, Postman};
pub use webhook::{Webhook, WebhookError};

use super::{Inner, clock};
use presence_file::PresenceFile;

/// How often it looks whether the desktop is to hold back, and what presence is.
const TICK: Duration = Duration::from_secs(1);
/// Presence for the file is looked at with every so many ticks: a look asks all stages.
const PRESENCE_EVERY: u32 = 5;

/// How the channels are set.
#[derive(Clone, Debug, Default)]
pub struct ChannelOptions {
    /// Whether the desktop is asked to hold back the notifications of all programs while focus mode is on.
    pub do_not_disturb: bool,
    /// The same while a focus session goes on by itself.
    pub do_not_disturb_in_sessions: bool,
    /// Who can ask the desktop; `None` where nobody can.
    pub desktop: Option<Arc<dyn HoldDesktop>>,
    /// The file into which presence for others is written; `None` for none.
    pub presence_file: Option<PathBuf>,
    /// Where deliveries are posted; `None` for nowhere.
    pub webhook: Option<Webhook>,
    /// Whether what presses and was left lying is told once more.
    pub is_telling_again: bool,
}

/// The channels as they stand.
#[derive(Debug)]
pub(crate) struct Channels {
    pub(super) desktop: Arc<DesktopKeeper>,
    presence_file: Option<PresenceFile>,
    pub(super) postman: Option<Postman>,
}

impl Channels {
    /// As they are set.
    pub(crate) fn new(options: &ChannelOptions) -> Self {
        Self {
            desktop: Arc::new(DesktopKeeper::new(options.do_not_disturb, options.desktop.clone())),
            presence_file: options.presence_file.clone().map(PresenceFile::new),
            postman: options.webhook.clone().map(Postman::new),
        }
    }

    /// Whether anything is to be looked at again and again.
    pub(crate) fn are_to_be_kept(&self) -> bool {
        self.desktop.is_wanted() || self.presence_file.is_some()
    }

    /// How each stands, as JSON.
    pub(crate) fn told(&self) -> Value {
        json!({
            "do_not_disturb": self.desktop.told(),
            "presence_file": self.presence_file.as_ref().map(PresenceFile::told),
            "webhook": self.postman.as_ref().map(Postman::told),
        })
    }
}

/// Runs until the program ends.
pub(crate) fn run(inner: &Arc<Inner>) {
    let channels = &inner.channels;
    channels.desktop.tidy_up(&inner.store);
    if !channels.are_to_be_kept() {
        return;
    }
    let mut ticks = 0_u32;
    loop {
        let now = inner.data_clock.now();
        let in_sessions = inner.options.channels.do_not_disturb_in_sessions;
        let in_session = in_sessions && inner.analysis.focus_since(now).is_some();
        channels.desktop.keep(in_session || inner.is_focus_mode_on(now), clock::machine_now(), &inner.store);
        if let Some(file) = channels.presence_file.as_ref().filter(|_| ticks.is_multiple_of(PRESENCE_EVERY)) {
            file.keep(inner.presence_for_others());
        }
        ticks = ticks.wrapping_add(1);
        if inner.stop.wait(TICK) {
            break;
        }
    }
    channels.desktop.keep(false, clock::machine_now(), &inner.store);
    if let Some(file) = &channels.presence_file {
        // What nobody keeps up to date would soon be untrue.
        file.keep(presence::PresenceTold::unknown());
    }
}

/// Runs until the program ends.
pub(crate) fn run_postman(inner: &Arc<Inner>) {
    if let Some(postman) = &inner.channels.postman {
        postman.run(&inner.stop);
    }
}

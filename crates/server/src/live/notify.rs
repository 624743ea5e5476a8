//! Desktop notifications for prompts, with buttons where the desktop has them.
//!
//! Each notification has a thread of its own and an end: a notification server may never answer (waiting for a button was seen to hang
//! on one), and the guide must not wait for it. At most [`MOST_AT_ONCE`] are up; with more waiting, a prompt is shown in the dashboard only.
//! Where the person told their desktop not to disturb them, nothing is shown: it lies in the dashboard.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use attentive_pipeline::guide::{Language, words};
use attentive_types::{Answer, Prompt, PromptKind};
use notify_rust::{Notification, NotificationResponse, Timeout, Urgency};

use super::channels::DesktopKeeper;

/// The name under which the program speaks on the desktop.
const APP: &str = "Attentive";
/// How long a notification is shown.
const SHOWN_FOR: Duration = Duration::from_secs(45);
/// How long one may be waited for in all: longer than it is shown, because some desktops keep it in a list.
const WAITED_FOR: Duration = Duration::from_secs(180);
/// How many may be up at the same time.
const MOST_AT_ONCE: usize = 3;
/// So many more may be up when it presses.
const MORE_PRESSING: usize = 2;

/// How often and how far apart is looked whether the desktop is about to be let go.
const LETTING_GO_LOOKS: u32 = 30;
const LETTING_GO_LOOK: Duration = Duration::from_millis(100);

/// Shows notifications.
#[derive(Debug, Default)]
pub(crate) struct Desktop {
    up: Arc<AtomicUsize>,
    /// Who knows whether the desktop holds notifications back; `None` where nobody does.
    keeper: Option<Arc<DesktopKeeper>>,
}

/// How much a notification asks to be seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loudness {
    /// As any other; what the desktop holds back is held back.
    Modest,
    /// As any other, and over what we ourselves made the desktop hold back: it was decided that it comes now.
    Ordinary,
    /// As critical at once: desktops show it over do-not-disturb and until it is closed.
    Pressing,
}

impl Desktop {
    /// One on a desktop that is held by that.
    pub(crate) fn new(keeper: Arc<DesktopKeeper>) -> Self {
        Self { keeper: Some(keeper), ..Self::default() }
    }

    /// Shows a few words without buttons; whether they could be handed over.
    pub(crate) fn tell(&self, (title, body): (String, String), loudness: Loudness) -> bool {
        let mut notification = Notification::new();
        notification.appname(APP).summary(&title).body(&plain(&body));
        // Nobody waits for a button that there is not, so that its place is free again as soon as it was shown.
        self.hand_over((notification.finalize(), None), loudness, |_| {})
    }

    /// Shows a prompt; `answered` is called from another thread when a button was pressed, and never when none was.
    /// Returns whether it could be handed over; that it was seen is not known.
    pub(crate) fn show(
        &self,
        prompt: &Prompt,
        language: Language,
        answered: impl FnOnce(Answer) + Send + 'static,
    ) -> bool {
        let kind = prompt.kind;
        self.hand_over((notification(prompt, language), Some(WAITED_FOR)), Loudness::Modest, move |button| {
            if let Some(answer) = answer_of(kind, button) {
                answered(answer);
            }
        })
    }

    /// Shows a notification from a thread of its own; `pressed` is called when a button was, for which it is waited so long.
    fn hand_over(
        &self,
        (mut notification, waited): (Notification, Option<Duration>),
        loudness: Loudness,
        pressed: impl FnOnce(&str) + Send + 'static,
    ) -> bool {
        let more = if loudness == Loudness::Pressing { MORE_PRESSING } else { 0 };
        if self.up.fetch_add(1, Ordering::AcqRel) >= MOST_AT_ONCE + more {
            self.up.fetch_sub(1, Ordering::AcqRel);
            return false;
        }
        let taken = Taken(Arc::clone(&self.up));
        let keeper = self.keeper.clone();
        let thread = std::thread::Builder::new().name("attentive-notify".to_owned()).spawn(move || {
            let _taken = taken;
            if keeper.as_ref().is_some_and(|keeper| keeper.is_held_by_person()) {
                tracing::info!(
                    "no desktop notification: you told the desktop not to disturb you; the dashboard shows it"
                );
                return;
            }
            let is_held = || keeper.as_ref().is_some_and(|keeper| keeper.is_holding());
            if loudness == Loudness::Pressing || (loudness == Loudness::Ordinary && lasts(is_held)) {
                notification.urgency(Urgency::Critical);
            }
            match wait(&notification, waited) {
                Ok(Some(button)) => pressed(&button),
                Ok(None) => {}
                Err(why) => tracing::info!("could not show a desktop notification: {why}; the dashboard shows it"),
            }
        });
        thread.is_ok()
    }
}

/// Whether the desktop goes on being held: at the end of focus mode it is let go within a second or two.
fn lasts(is_held: impl Fn() -> bool) -> bool {
    (0..LETTING_GO_LOOKS).all(|_| {
        let still = is_held();
        if still {
            std::thread::sleep(LETTING_GO_LOOK);
        }
        still
    })
}

/// Gives its place back when the thread ends, in whatever way.
struct Taken(Arc<AtomicUsize>);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Words of others without a meaning for desktops that read marks in a body.
fn plain(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Shows it and waits for a button until the time is over; `None` when no button was pressed, or none is waited for.
fn wait(notification: &Notification, waited: Option<Duration>) -> Result<Option<String>, String> {
    let longest = waited.unwrap_or_default();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(|error| error.to_string())?;
    let mut pressed = None;
    let shown = runtime.block_on(async {
        let until_pressed = async {
            let handle = notification.show_async().await.map_err(|error| error.to_string())?;
            if waited.is_none() {
                return Ok(());
            }
            let waiting = handle.wait_for_action_async(|response: &NotificationResponse| {
                if let NotificationResponse::Action(button) = response {
                    pressed = Some(button.clone());
                }
            });
            if tokio::time::timeout(longest, waiting).await.is_err() {
                let _closed_in_time = tokio::time::timeout(Duration::from_secs(2), handle.close_async()).await;
            }
            Ok(())
        };
        // Connecting and showing have no end of their own either.
        match tokio::time::timeout(longest + Duration::from_secs(5), until_pressed).await {
            Ok(shown) => shown,
            Err(_) => Err("the notification server did not answer".to_owned()),
        }
    });
    shown.map(|()| pressed)
}

fn notification(prompt: &Prompt, language: Language) -> Notification {
    let mut notification = Notification::new();
    let words = words(prompt.kind, &prompt.subject, language);
    notification
        .appname(APP)
        .summary(&words.title)
        .body(&words.body)
        .timeout(Timeout::Milliseconds(u32::try_from(SHOWN_FOR.as_millis()).unwrap_or(u32::MAX)));
    for (button, label) in &words.buttons {
        notification.action(button, label);
    }
    notification.finalize()
}

/// What a pressed button means; `None` for one that we did not offer.
fn answer_of(kind: PromptKind, button: &str) -> Option<Answer> {
    match button {
        "accepted" => Some(Answer::Accepted),
        "snoozed" => Some(Answer::Snoozed),
        "not-now" => Some(Answer::NotNow),
        "never-again" => Some(Answer::NeverAgain),
        rated if kind == PromptKind::AskFocus => {
            rated.parse().ok().filter(|rated| (1..=5).contains(rated)).map(Answer::Rated)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use attentive_types::{Arm, Timestamp};

    use super::*;

    fn prompt(kind: PromptKind) -> Prompt {
        Prompt {
            prompt_id: "p-1".to_owned(),
            kind,
            subject: String::new(),
            at: Timestamp(0),
            arm: Arm::Deliver,
            deliver_probability: 0.5,
            reasons: Vec::new(),
        }
    }

    #[test]
    fn every_button_that_is_offered_has_a_meaning() {
        for kind in PromptKind::ALL {
            for language in [Language::English, Language::Chinese] {
                for (button, label) in words(kind, "", language).buttons {
                    assert!(answer_of(kind, button).is_some(), "{kind:?} {button}");
                    assert!(!label.is_empty());
                }
            }
        }
        assert_eq!(answer_of(PromptKind::AskFocus, "3"), Some(Answer::Rated(3)));
        assert_eq!(answer_of(PromptKind::AskFocus, "6"), None);
        assert_eq!(answer_of(PromptKind::TakeBreak, "3"), None);
    }

    #[test]
    fn words_of_others_bring_no_marks() {
        assert_eq!(plain("a < b & <a href=x>c</a>"), "a &lt; b &amp; &lt;a href=x&gt;c&lt;/a&gt;");
    }

    #[test]
    fn a_notification_always_has_an_end() {
        let shown = notification(&prompt(PromptKind::TakeBreak), Language::English);
        assert_eq!(shown.timeout, Timeout::Milliseconds(45_000));
        assert!(!shown.summary.is_empty());
    }

    #[test]
    fn a_desktop_that_is_let_go_is_waited_for() {
        let looks = AtomicUsize::new(0);
        assert!(!lasts(|| looks.fetch_add(1, Ordering::AcqRel) < 2));
        assert_eq!(looks.load(Ordering::Acquire), 3);
    }

    #[test]
    fn no_more_than_a_few_are_up_at_once() {
        let desktop = Desktop::default();
        desktop.up.store(MOST_AT_ONCE, Ordering::Release);
        assert!(!desktop.show(&prompt(PromptKind::TakeBreak), Language::English, |_| {}));
        assert_eq!(desktop.up.load(Ordering::Acquire), MOST_AT_ONCE);
    }
}

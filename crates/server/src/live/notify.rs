//! Desktop notifications for prompts, with buttons where the desktop has them.
//!
//! Each notification has a thread of its own and an end: a notification server may never answer (waiting for a button was seen to hang
//! on one), and the guide must not wait for it. At most [`MOST_AT_ONCE`] are up; with more waiting, a prompt is shown in the dashboard only.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use attentive_pipeline::guide::{Language, words};
use attentive_types::{Answer, Prompt, PromptKind};
use notify_rust::{Notification, NotificationResponse, Timeout};

/// The name under which the program speaks on the desktop.
const APP: &str = "Attentive";
/// How long a notification is shown.
const SHOWN_FOR: Duration = Duration::from_secs(45);
/// How long one may be waited for in all: longer than it is shown, because some desktops keep it in a list.
const WAITED_FOR: Duration = Duration::from_secs(180);
/// How many may be up at the same time.
const MOST_AT_ONCE: usize = 3;

/// Shows notifications.
#[derive(Debug, Default)]
pub(crate) struct Desktop {
    up: Arc<AtomicUsize>,
}

impl Desktop {
    /// Shows a few words without buttons; whether they could be handed over.
    pub(crate) fn tell(&self, (title, body): (String, String)) -> bool {
        let mut notification = Notification::new();
        notification.appname(APP).summary(&title).body(&body);
        self.hand_over(notification.finalize(), |_| {})
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
        self.hand_over(notification(prompt, language), move |button| {
            if let Some(answer) = answer_of(kind, button) {
                answered(answer);
            }
        })
    }

    /// Shows a notification from a thread of its own; `pressed` is called when a button was.
    fn hand_over(&self, notification: Notification, pressed: impl FnOnce(&str) + Send + 'static) -> bool {
        if self.up.fetch_add(1, Ordering::AcqRel) >= MOST_AT_ONCE {
            self.up.fetch_sub(1, Ordering::AcqRel);
            return false;
        }
        let taken = Taken(Arc::clone(&self.up));
        let thread = std::thread::Builder::new().name("attentive-notify".to_owned()).spawn(move || {
            let _taken = taken;
            match wait(&notification, WAITED_FOR) {
                Ok(Some(button)) => pressed(&button),
                Ok(None) => {}
                Err(why) => tracing::info!("could not show a desktop notification: {why}; the dashboard shows it"),
            }
        });
        thread.is_ok()
    }
}

/// Gives its place back when the thread ends, in whatever way.
struct Taken(Arc<AtomicUsize>);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Shows it and waits for a button until the time is over; `None` when no button was pressed.
fn wait(notification: &Notification, longest: Duration) -> Result<Option<String>, String> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().map_err(|error| error.to_string())?;
    let mut pressed = None;
    let shown = runtime.block_on(async {
        let until_pressed = async {
            let handle = notification.show_async().await.map_err(|error| error.to_string())?;
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
    fn a_notification_always_has_an_end() {
        let shown = notification(&prompt(PromptKind::TakeBreak), Language::English);
        assert_eq!(shown.timeout, Timeout::Milliseconds(45_000));
        assert!(!shown.summary.is_empty());
    }

    #[test]
    fn no_more_than_a_few_are_up_at_once() {
        let desktop = Desktop::default();
        desktop.up.store(MOST_AT_ONCE, Ordering::Release);
        assert!(!desktop.show(&prompt(PromptKind::TakeBreak), Language::English, |_| {}));
        assert_eq!(desktop.up.load(Ordering::Acquire), MOST_AT_ONCE);
    }
}

//! What does an answer wish for the future? "Never again" is for ever, "snooze" and "not now" for a while.

use attentive_types::time::{HOUR, MINUTE};
use attentive_types::{Answer, PromptPreference, Timestamp};

/// "Later" means not before half an hour (this project's choice).
pub const SNOOZE_NANOS: i64 = 30 * MINUTE;
/// "Not now" means not before four hours: not in this half of the day (this project's choice).
pub const NOT_NOW_NANOS: i64 = 4 * HOUR;

/// The wish about a kind of prompt after an answer to one of it. A wish is never shortened by a later, milder one.
#[must_use]
pub fn wish_after(before: &PromptPreference, answer: Answer, answered_at: Timestamp) -> PromptPreference {
    let wait = match answer {
        Answer::Snoozed => Some(SNOOZE_NANOS),
        Answer::NotNow => Some(NOT_NOW_NANOS),
        Answer::Accepted | Answer::NeverAgain | Answer::Rated(_) | Answer::Ignored => None,
    };
    PromptPreference {
        is_never: before.is_never || answer == Answer::NeverAgain,
        not_before: before.not_before.max(wait.map(|wait| answered_at.plus(wait))),
    }
}

/// Whether the wish lets prompts of its kind come at that moment.
#[must_use]
pub fn lets(wish: Option<&PromptPreference>, now: Timestamp) -> bool {
    wish.is_none_or(|wish| !wish.is_never && wish.not_before.is_none_or(|moment| moment <= now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_become_wishes() {
        let (free, now) = (PromptPreference::default(), Timestamp(0));
        let table = [
            (Answer::Accepted, false, None),
            (Answer::Ignored, false, None),
            (Answer::Rated(3), false, None),
            (Answer::Snoozed, false, Some(30 * MINUTE)),
            (Answer::NotNow, false, Some(4 * HOUR)),
            (Answer::NeverAgain, true, None),
        ];
        for (answer, is_never, until) in table {
            let wish = wish_after(&free, answer, now);
            assert_eq!((wish.is_never, wish.not_before), (is_never, until.map(Timestamp)), "{answer:?}");
            assert_eq!(lets(Some(&wish), now), !is_never && until.is_none());
        }
    }

    #[test]
    fn a_snooze_does_not_shorten_not_now_nor_undo_never() {
        let never = wish_after(&PromptPreference::default(), Answer::NeverAgain, Timestamp(0));
        let held = wish_after(&wish_after(&never, Answer::NotNow, Timestamp(0)), Answer::Snoozed, Timestamp(1));
        assert!(held.is_never);
        assert_eq!(held.not_before, Some(Timestamp(4 * HOUR)));
        assert!(!lets(Some(&held), Timestamp(400 * HOUR)) && lets(None, Timestamp(0)));
    }
}

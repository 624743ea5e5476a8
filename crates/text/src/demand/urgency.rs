//! How much does it press? Words that press, unless they are turned round ("not urgent"); how near the deadline is; what is wanted.
//!
//! ```text
//! what was sent to many or wants nothing, and has no deadline within the day                     low, whatever it says of itself
//! the highest of: words of urgency; deadline within half an hour: urgent; within four hours: high; an incident, or three exclamation marks: high
//! else words that it can wait, or a pressing word turned round: low
//! else normal
//! ```
//!
//! The times are this project's choice: half an hour is less than a task at the desk lasts, four hours is half a working day. They are not learnt.

use attentive_types::time::{DAY, HOUR, MINUTE};
use attentive_types::{Reason, Timestamp, Urgency};

use super::words::{DemandWords, level_name};
use super::{Intent, Moment, Plain, Said, UnderstoodBy, reason};
use crate::letters::is_unparted;
use crate::word_lists::{Phrase, places};

/// A deadline this near is urgent.
const URGENT_WITHIN: i64 = 30 * MINUTE;
/// One this near is high.
const HIGH_WITHIN: i64 = 4 * HOUR;

/// Words between a negation and what it turns round, at most.
const REACH: usize = 3;

pub(super) fn by_rules(
    text: &Plain,
    words: &DemandWords,
    intent: Option<&Intent>,
    deadline: Option<&Moment>,
    now: Timestamp,
) -> Said<Urgency> {
    let mut raised: Vec<(Urgency, Reason)> = Vec::new();
    let mut lowered: Vec<Reason> = Vec::new();
    for (level, phrases) in &words.urgency {
        for (phrase, is_turned) in found(text, phrases, &words.negation) {
            match (*level, is_turned) {
                // "Not urgent" can wait; "not at your convenience" says nothing.
                (Urgency::Low, true) => {}
                (_, true) => lowered.push(reason("turned-round", &format!("it says that it is not \"{phrase}\""), 1.0)),
                (Urgency::Low, false) => lowered.push(reason("can-wait", &format!("it says \"{phrase}\""), 1.0)),
                (level, false) => raised.push((level, reason("pressing-word", &format!("it says \"{phrase}\""), 1.0))),
            }
        }
    }
    if let Some(moment) = deadline {
        let left = moment.at - now;
        let level = match left {
            ..0 => None,
            0..=URGENT_WITHIN => Some(Urgency::Urgent),
            _ if left <= HIGH_WITHIN => Some(Urgency::High),
            _ => None,
        };
        let minutes = (left / MINUTE) as f64;
        let told = Reason {
            value: Some(minutes),
            unit: "min".to_owned(),
            ..reason("deadline", &format!("due: \"{}\"", moment.words), 1.0)
        };
        raised.extend(level.map(|level| (level, told)));
    }
    if intent == Some(&Intent::Incident) {
        raised.push((Urgency::High, reason("incident", "something is broken or down", 1.0)));
    }
    if text.parts().iter().any(|part| part.contains("!!!")) {
        raised.push((Urgency::High, reason("shouting", "it has three exclamation marks", 0.5)));
    }
    let is_near = deadline.is_some_and(|moment| (0..DAY).contains(&(moment.at - now)));
    let quiet = match intent {
        Some(Intent::Newsletter) => Some("it was sent to many"),
        Some(Intent::Receipt) => Some("it is a receipt"),
        Some(Intent::Fyi) => Some("it wants nothing"),
        _ => None,
    };
    if let Some(why) = quiet.filter(|_| !is_near) {
        return said(Urgency::Low, vec![reason("wants-nothing", why, 1.0)]);
    }
    // Words of importance that are taken back say that it can wait: "important, but no rush".
    let highest = raised.iter().map(|(level, _)| *level).max();
    match highest {
        Some(level) if level == Urgency::Urgent || lowered.is_empty() => {
            said(level, raised.into_iter().filter(|(other, _)| *other == level).map(|(_, reason)| reason).collect())
        }
        Some(_) => said(Urgency::Normal, raised.into_iter().map(|(_, reason)| reason).chain(lowered).collect()),
        None if lowered.is_empty() => {
            said(Urgency::Normal, vec![reason("nothing-said", "nothing says how much it presses", 0.0)])
        }
        None => said(Urgency::Low, lowered),
    }
}

fn said(is: Urgency, reasons: Vec<Reason>) -> Said<Urgency> {
    debug_assert!(!level_name(is).is_empty());
    Said { is, by: UnderstoodBy::Rules, probability: None, reasons }
}

/// The phrases that stand in a text, each once, and whether all that is said of it is turned round. A phrase within a longer one that was found is not looked at.
fn found<'a>(text: &Plain, phrases: &'a [Phrase], negation: &[Phrase]) -> Vec<(&'a str, bool)> {
    let mut found: Vec<(&str, bool)> = Vec::new();
    let mut longest: Vec<&Phrase> = phrases.iter().collect();
    longest.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
    for phrase in longest {
        let each = || text.parts().into_iter().flat_map(|part| places(part, &phrase.words).map(move |at| &part[..at]));
        if each().next().is_some() && !found.iter().any(|(known, _)| known.contains(&phrase.words)) {
            found.push((&phrase.words, each().all(|before| is_turned_round(before, negation))));
        }
    }
    found
}

/// Whether a word of negation stands within reach before, in the same clause.
fn is_turned_round(before: &str, negation: &[Phrase]) -> bool {
    let clause = before
        .rsplit(['.', ',', ';', ':', '!', '?', '\n', '。', '，', '；', '：', '！', '？', '(', ')'])
        .next()
        .unwrap_or(before);
    // Chinese: right before, one sign between at most.
    let near: String = clause
        .chars()
        .rev()
        .filter(|sign| !sign.is_whitespace())
        .take(REACH + 1)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    let last_words: Vec<&str> = clause.split_whitespace().rev().take(REACH + 2).collect();
    let last_words: String = last_words.into_iter().rev().flat_map(|word| [word, " "]).collect();
    negation.iter().any(|word| {
        if word.words.chars().any(is_unparted) {
            near.ends_with(word.words.as_str())
                || near.chars().count() > 1 && {
                    let mut shorter = near.clone();
                    shorter.pop();
                    shorter.ends_with(word.words.as_str())
                }
        } else {
            places(&last_words, &word.words).next().is_some()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word_lists::plain;

    fn of(subject: &str, intent: Option<Intent>, due_in: Option<i64>) -> (Urgency, String) {
        let now = Timestamp(1_000 * DAY);
        let moment =
            due_in.map(|nanos| Moment { at: now.plus(nanos), words: "x".into(), is_deadline: true, has_time: true });
        let text = Plain { subject: plain(subject), body: String::new() };
        let said = by_rules(&text, DemandWords::own(), intent.as_ref(), moment.as_ref(), now);
        (said.is, said.reasons.first().map(|reason| reason.code.clone()).unwrap_or_default())
    }

    #[test]
    fn words_press_unless_they_are_turned_round() {
        for (text, level, code) in [
            ("Need this ASAP", Urgency::Urgent, "pressing-word"),
            ("尽快回复", Urgency::Urgent, "pressing-word"),
            ("马上处理一下", Urgency::Urgent, "pressing-word"),
            ("今天之内给我", Urgency::High, "pressing-word"),
            ("This is not urgent", Urgency::Low, "turned-round"),
            ("It isn't very urgent, really", Urgency::Low, "turned-round"),
            ("不紧急，看看就好", Urgency::Low, "turned-round"),
            ("不是很紧急", Urgency::Low, "turned-round"),
            ("这个不急", Urgency::Low, "can-wait"),
            ("No rush on this", Urgency::Low, "can-wait"),
            ("Important, but no rush", Urgency::Normal, "pressing-word"),
            ("Not now. This is urgent", Urgency::Urgent, "pressing-word"),
            ("Answer me!!!", Urgency::High, "shouting"),
            ("Lunch on the roof", Urgency::Normal, "nothing-said"),
        ] {
            assert_eq!(of(text, None, None), (level, code.to_owned()), "{text}");
        }
    }

    #[test]
    fn deadlines_press_by_how_near_they_are() {
        for (due, level) in [
            (20 * MINUTE, Urgency::Urgent),
            (2 * HOUR, Urgency::High),
            (2 * DAY, Urgency::Normal),
            (-HOUR, Urgency::Normal),
        ] {
            assert_eq!(of("Slides", None, Some(due)).0, level, "{due}");
        }
    }

    #[test]
    fn what_was_sent_to_many_presses_for_itself_alone() {
        assert_eq!(of("URGENT: sale ends soon", Some(Intent::Newsletter), None).0, Urgency::Low);
        assert_eq!(of("Your parcel comes", Some(Intent::Receipt), Some(HOUR)).0, Urgency::High);
        assert_eq!(of("The site is slow", Some(Intent::Incident), None).0, Urgency::High);
    }
}

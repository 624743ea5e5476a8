//! What do the words of a task say of the work? How long it takes, and whether it is a talk rather than work in quiet.
//!
//! Lengths are told as people write them into their lists: `~45m`, `est:1h30`, `(20 min)`, `[2h]`, `30分钟`. A number without one of these signs
//! tells nothing: "call 5 min before noon" is no length.

/// Words with which tasks begin that are done with others or in a moment, in small letters (this project's choice).
const TALK: [&str; 23] = [
    "call",
    "ring",
    "phone",
    "mail",
    "email",
    "e-mail",
    "write to",
    "reply",
    "answer",
    "ask",
    "tell",
    "remind",
    "ping",
    "message",
    "meet",
    "invite",
    "打电话",
    "致电",
    "回复",
    "回信",
    "发邮件",
    "联系",
    "询问",
];
/// The longest length that words may tell, in minutes: a day and a night.
const LONGEST_MIN: f64 = 1_440.0;

/// How long it takes, in minutes, where its words say so.
///
/// ```
/// use attentive_pipeline::decide::minutes_in_words;
/// assert_eq!(minutes_in_words("Slides for Monday ~1h30"), Some(90.0));
/// assert_eq!(minutes_in_words("Call 5 min before noon"), None);
/// ```
#[must_use]
pub fn minutes_in_words(text: &str) -> Option<f64> {
    let small = text.to_lowercase();
    let bracketed = small.match_indices(['(', '[', '（', '【']).filter_map(|(at, open)| {
        let rest = &small[at + open.len()..];
        let end = rest.find([')', ']', '）', '】'])?;
        whole_length(&rest[..end])
    });
    let signed = small.split_whitespace().filter_map(|word| {
        let rest =
            word.strip_prefix('~').or_else(|| word.strip_prefix("est:")).or_else(|| word.strip_prefix("estimate:"))?;
        whole_length(rest)
    });
    let mut found = signed.chain(bracketed);
    found.next().filter(|minutes| *minutes > 0.0 && *minutes <= LONGEST_MIN)
}

/// Whether it is a call, a mail or another talk by its first word.
#[must_use]
pub fn is_talk(text: &str) -> bool {
    let small = text.trim_start().to_lowercase();
    TALK.iter().any(|word| {
        small
            .strip_prefix(word)
            .is_some_and(|rest| !word.is_ascii() || !rest.starts_with(|next: char| next.is_alphanumeric()))
    })
}

/// A text that is a length and nothing else: `45m`, `1h30`, `1.5 h`, `2 hours 10 min`, `30分钟`.
fn whole_length(text: &str) -> Option<f64> {
    let (mut minutes, mut rest, mut last) = (0.0, text.trim(), None);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(rest.len());
        let number: f64 = rest[..end].parse().ok()?;
        rest = rest[end..].trim_start();
        let end = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
        let factor = match (rest[..end].trim(), last) {
            ("m" | "min" | "mins" | "minute" | "minutes" | "分" | "分钟", _) => 1.0,
            ("h" | "hr" | "hrs" | "hour" | "hours" | "小时" | "时", _) => 60.0,
            // `1h30`: what follows hours is minutes.
            ("", Some(60.0)) => 1.0,
            _ => return None,
        };
        minutes += number * factor;
        last = Some(factor);
        rest = rest[end..].trim_start();
    }
    Some(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lengths_are_read_as_people_write_them() {
        for (text, minutes) in [
            ("report ~45m", 45.0),
            ("est:2h read the paper", 120.0),
            ("tidy up (20 min)", 20.0),
            ("[1.5h] slides", 90.0),
            ("写报告（30分钟）", 30.0),
            ("(maybe) tests ~1h30", 90.0),
        ] {
            assert_eq!(minutes_in_words(text), Some(minutes), "{text}");
        }
        for text in ["", "call at 5", "(5)", "~", "~m", "chapter (2 of 3)", "~99h", "~0m", "est:soon"] {
            assert_eq!(minutes_in_words(text), None, "{text}");
        }
    }

    #[test]
    fn talks_are_known_by_their_first_word() {
        assert!(is_talk("Call Ana about the flat") && is_talk(" reply: contract") && is_talk("打电话给妈妈"));
        assert!(!is_talk("callback rewrite") && !is_talk("Report on calls") && !is_talk(""));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC*") {
            prop_assert!(minutes_in_words(&text).is_none_or(|minutes| minutes > 0.0 && minutes.is_finite()));
            let _talk = is_talk(&text);
        }
    }
}

//! What is it about? The topic most of whose words stand in it.

use super::intent::counted;
use super::words::DemandWords;
use super::{Plain, Said, UnderstoodBy, reason};

pub(super) fn by_rules(text: &Plain, words: &DemandWords) -> Option<Said<String>> {
    let scored = words.topics.iter().map(|(topic, phrases)| (topic, counted(text, phrases)));
    let (topic, (_, found)) =
        scored.reduce(|best, next| if next.1.0 > best.1.0 { next } else { best }).filter(|best| best.1.0 > 0)?;
    let told = found.iter().take(3).map(|phrase| reason("word", &format!("it says \"{}\"", phrase.words), 1.0));
    Some(Said { is: topic.clone(), by: UnderstoodBy::Rules, probability: None, reasons: told.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word_lists::plain;

    #[test]
    fn topics_are_told_by_their_words() {
        for (subject, expected) in [
            ("Invoice for the expenses of October", Some("money")),
            ("航班改签通知", Some("travel")),
            ("Pull request: refactor the compiler", Some("code")),
            ("hello", None),
        ] {
            let text = Plain { subject: plain(subject), body: String::new() };
            let said = by_rules(&text, DemandWords::own()).map(|said| said.is);
            assert_eq!(said.as_deref(), expected, "{subject}");
        }
    }
}

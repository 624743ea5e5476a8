//! Who waits for an answer? Who sent it, where it wants one, or says that somebody waits.

use serde::{Deserialize, Serialize};

use super::words::DemandWords;
use super::{DemandEntity, Intent, Plain};
use crate::word_lists::places;

/// Who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waits {
    /// The name, as it is told.
    pub who: String,
    /// Why one thinks so, in words.
    pub why: String,
    /// Whether it says in so many words that somebody waits.
    pub is_said: bool,
}

pub(super) fn find(
    text: &Plain,
    words: &DemandWords,
    from: Option<&str>,
    intent: Option<&Intent>,
    entities: &[DemandEntity],
) -> Option<Waits> {
    let said = words
        .waiting
        .iter()
        .find(|phrase| text.parts().iter().any(|part| places(part, &phrase.words).next().is_some()));
    let wants = matches!(
        intent,
        Some(
            Intent::Question
                | Intent::Request
                | Intent::Approval
                | Intent::CodeReview
                | Intent::Meeting
                | Intent::Own(_)
        )
    );
    let person = || entities.iter().find(|entity| entity.kind == "person").map(|entity| entity.name.clone());
    match said {
        Some(phrase) => {
            let who = from.and_then(sender).or_else(person)?;
            Some(Waits { who, why: format!("it says \"{}\"", phrase.words), is_said: true })
        }
        None if wants => {
            Some(Waits { who: from.and_then(sender)?, why: "they ask for something".to_owned(), is_said: false })
        }
        None => None,
    }
}

/// The name of a sender: of `Anna Smith <anna@example.org>` the name, of a bare address the address; `None` where nothing is left of it, as of `<`.
fn sender(from: &str) -> Option<String> {
    let name = from.split('<').next().unwrap_or(from).trim().trim_matches('"').trim();
    let address = from.split_once('<').and_then(|(_, rest)| rest.split('>').next()).map(str::trim);
    let found = if name.is_empty() { address.unwrap_or(from) } else { name };
    Some(found.to_owned()).filter(|found| !found.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::word_lists::plain;

    #[test]
    fn senders_wait_where_they_want_something() {
        let of = |subject: &str, from: Option<&str>, intent: Option<Intent>| {
            let text = Plain { subject: plain(subject), body: String::new() };
            find(&text, DemandWords::own(), from, intent.as_ref(), &[]).map(|waits| (waits.who, waits.is_said))
        };
        let anna = Some("\"Anna Smith\" <anna@example.org>");
        assert_eq!(of("How?", anna, Some(Intent::Question)), Some(("Anna Smith".to_owned(), false)));
        assert_eq!(of("Digest", anna, Some(Intent::Newsletter)), None);
        assert_eq!(
            of("The customer is waiting for you", Some("<bo@x.org>"), None),
            Some(("bo@x.org".to_owned(), true))
        );
        assert_eq!(of("就差你了", None, None), None, "nobody is known to");
        assert_eq!(of("How?", None, Some(Intent::Question)), None);
        for nobody in ["<", "<>", " < > ", "\"\" <"] {
            assert_eq!(of("How?", Some(nobody), Some(Intent::Question)), None, "{nobody}");
        }
    }
}

//! The words by which demands are understood, as a person reads them.

use std::sync::LazyLock;

use attentive_types::Urgency;

use super::Intent;
use crate::word_lists::{self, Phrase, Sections, WordsFault};

/// The words that come with the program.
const OWN: &str = include_str!("words.txt");

/// Read once; a test sees that they can be.
static OWN_WORDS: LazyLock<DemandWords> = LazyLock::new(|| DemandWords::parse(OWN).unwrap_or_default());

/// Words by which demands are understood.
#[derive(Clone, Debug, Default)]
pub struct DemandWords {
    pub(super) urgency: Vec<(Urgency, Vec<Phrase>)>,
    pub(super) negation: Vec<Phrase>,
    pub(super) intents: Vec<(Intent, Vec<Phrase>)>,
    pub(super) topics: Vec<(String, Vec<Phrase>)>,
    pub(super) waiting: Vec<Phrase>,
}

impl DemandWords {
    /// Those that come with the program.
    #[must_use]
    pub fn own() -> &'static Self {
        &OWN_WORDS
    }

    /// The file of those that come with the program, to be read and changed.
    #[must_use]
    pub fn own_text() -> &'static str {
        OWN
    }

    /// Words of a person's own file, in the form of [`DemandWords::own_text`]: all sections but those of topics must be there.
    ///
    /// # Errors
    /// When a line cannot be read, or a section is lacking or of no use; the error says which.
    pub fn parse(text: &str) -> Result<Self, WordsFault> {
        let mut sections = word_lists::parse(text)?;
        let levels = [Urgency::Urgent, Urgency::High, Urgency::Low];
        let mut found = Self::default();
        for level in levels {
            found.urgency.push((level, take(&mut sections, &format!("urgency {}", level_name(level)))?));
        }
        found.negation = take(&mut sections, "negation")?;
        found.waiting = take(&mut sections, "waiting")?;
        for intent in Intent::OURS {
            let phrases = take(&mut sections, &format!("intent {}", intent.name()))?;
            found.intents.push((intent, phrases));
        }
        for (name, phrases) in sections {
            match name.strip_prefix("topic ") {
                Some(topic) => found.topics.push((topic.trim().to_owned(), phrases)),
                None => return Err(WordsFault::UnknownSection { found: name, known: known() }),
            }
        }
        Ok(found)
    }
}

pub(super) fn level_name(level: Urgency) -> &'static str {
    match level {
        Urgency::Low => "low",
        Urgency::Normal => "normal",
        Urgency::High => "high",
        Urgency::Urgent => "urgent",
    }
}

fn take(sections: &mut Sections, name: &str) -> Result<Vec<Phrase>, WordsFault> {
    sections.remove(name).ok_or_else(|| WordsFault::NoSuchSection { name: name.to_owned() })
}

fn known() -> String {
    let intents = Intent::OURS.map(|intent| format!("[intent {}]", intent.name()));
    format!("[urgency urgent|high|low], [negation], [waiting], [topic NAME], {}", intents.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_words_are_read_and_no_phrase_stands_twice_in_a_section() {
        let words = DemandWords::parse(OWN).unwrap();
        assert_eq!((words.intents.len(), words.urgency.len()), (Intent::OURS.len(), 3));
        assert!(words.topics.len() > 8 && words.waiting.len() > 10);
        let sections = words_of(&words);
        for phrases in sections {
            let mut seen = std::collections::BTreeSet::new();
            for phrase in phrases {
                assert!(seen.insert(phrase.words.as_str()), "{} stands twice", phrase.words);
            }
        }
    }

    fn words_of(words: &DemandWords) -> Vec<&Vec<Phrase>> {
        let intents = words.intents.iter().map(|one| &one.1);
        intents.chain(words.urgency.iter().map(|one| &one.1)).chain(words.topics.iter().map(|one| &one.1)).collect()
    }

    #[test]
    fn what_is_lacking_or_of_no_use_is_told() {
        assert_eq!(DemandWords::parse("").unwrap_err().to_string(), "the section [urgency urgent] is lacking");
        let more = format!("{OWN}\n[mood]\nhappy\n");
        let why = DemandWords::parse(&more).unwrap_err().to_string();
        assert!(why.contains("[mood]") && why.contains("[intent approval]"), "{why}");
    }
}

//! The words by which names are told, read from `words.txt` once.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

use crate::word_lists::{self, Sections, WordsFault};

/// The words that come with the program; a test sees that they can be read.
pub(super) static LISTS: LazyLock<Result<Lists, WordsFault>> = LazyLock::new(|| Lists::read(include_str!("words.txt")));

/// Words by which names are told, in small letters.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    pub(super) given_names: FxHashSet<String>,
    pub(super) before_person: FxHashSet<String>,
    pub(super) behind_person: Vec<String>,
    pub(super) no_name: FxHashSet<String>,
    pub(super) mostly_words: FxHashSet<String>,
    pub(super) behind_organisation: FxHashSet<String>,
    pub(super) before_organisation: Vec<String>,
    pub(super) known_organisations: Vec<String>,
    /// The longest first.
    pub(super) organisation_endings: Vec<String>,
    pub(super) organisation_bounds: FxHashSet<char>,
    pub(super) surnames: FxHashSet<String>,
    pub(super) behind_chinese: Vec<String>,
    pub(super) titles: Vec<String>,
    pub(super) no_chinese: Vec<String>,
    pub(super) no_ticket: FxHashSet<String>,
    pub(super) no_handle: FxHashSet<String>,
}

impl Lists {
    fn read(text: &str) -> Result<Self, WordsFault> {
        let mut sections = word_lists::parse(text)?;
        let mut list = |name: &str| take(&mut sections, name);
        let mut longest_first = |name: &str| {
            let mut words = list(name)?;
            words.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
            Ok(words)
        };
        let mut found = Self {
            organisation_endings: longest_first("organisation endings")?,
            titles: longest_first("titles")?,
            behind_chinese: longest_first("behind a chinese person")?,
            behind_person: longest_first("behind a person")?,
            ..Self::default()
        };
        found.known_organisations = list("known organisations")?;
        found.before_organisation = list("before an organisation")?;
        found.no_chinese = list("no chinese name")?;
        found.organisation_bounds =
            list("organisation bounds")?.iter().filter_map(|word| word.chars().next()).collect();
        let mut set = |name: &str| list(name).map(FxHashSet::from_iter);
        found.given_names = set("given names")?;
        found.before_person = set("before a person")?;
        found.no_name = set("no name")?;
        found.mostly_words = set("mostly words")?;
        found.behind_organisation = set("behind an organisation")?;
        found.surnames = set("surnames")?;
        found.no_ticket = set("no ticket")?;
        found.no_handle = set("not a person at all")?;
        match sections.into_keys().next() {
            Some(unread) => Err(WordsFault::UnknownSection { found: unread, known: "those in words.txt".to_owned() }),
            None => Ok(found),
        }
    }
}

fn take(sections: &mut Sections, name: &str) -> Result<Vec<String>, WordsFault> {
    let phrases = sections.remove(name).ok_or_else(|| WordsFault::NoSuchSection { name: name.to_owned() })?;
    Ok(phrases.into_iter().map(|phrase| phrase.words).collect())
}

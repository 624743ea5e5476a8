//! Who and what does a text name, told by rules that need no model? People, organisations, and what one works on: tickets, repositories, projects.
//!
//! ```text
//! text ──keys.rs──> ABC-123, owner/name#12, @anna, anna@example.org ──┐
//!   ├──english.rs──> Anna Smith, Acme Ltd, Project Apollo ────────────┼──> what stands in none of the others, in its order
//!   └──chinese.rs──> 李明老师, 张总, 某某公司 ──────────────────────────┘
//! ```
//!
//! The words by which names are told stand in `words.txt`, for people to read. The rules miss many names and say so: they want a sign (a known given name, a title, an ending, a word of
//! saying), because a title of a window is full of capitals that name nobody. A trained [`crate::tagged::Tagger`] finds more.

mod chinese;
mod english;
mod keys;
mod lists;

use serde::{Deserialize, Serialize};

use lists::LISTS;

/// Signs of a text that are looked at, at most.
pub const LONGEST: usize = 20_000;

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamedKind {
    /// Somebody.
    Person,
    /// A firm, an office, a school.
    Organisation,
    /// What one works on: a ticket, a repository, a project.
    Project,
}

/// Something that a text names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// What it is.
    pub kind: NamedKind,
    /// Its name, as it stands in the text; of a repository with a number the repository.
    pub name: String,
    /// The first sign in the text, counted from 0.
    pub start: usize,
    /// The sign behind the last.
    pub end: usize,
}

/// Where a text stands: it says what may be read from its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// A message, running text.
    InText,
    /// The title of a window or page: parts, with the name of a file or folder among them.
    InTitle,
    /// The title of a chat or a call, whose first part is often who it is with.
    InTalkTitle,
}

/// What a text names, in its order; nothing lies in anything else.
///
/// ```
/// use attentive_text::named::{NamedKind, Stands, named};
/// let found = named("Anna Smith asked about OPS-412", Stands::InText);
/// assert_eq!((found[0].kind, found[0].name.as_str()), (NamedKind::Person, "Anna Smith"));
/// assert_eq!((found[1].kind, found[1].name.as_str()), (NamedKind::Project, "OPS-412"));
/// ```
#[must_use]
pub fn named(text: &str, stands: Stands) -> Vec<Named> {
    let end = text.char_indices().nth(LONGEST).map_or(text.len(), |(at, _)| at);
    let text = &text[..end];
    let Ok(lists) = LISTS.as_ref() else { return Vec::new() };
    let mut spans = keys::find(text, stands, lists);
    for more in [english::find(text, stands, lists), chinese::find(text, stands, lists)] {
        for span in more {
            if spans.iter().all(|kept| span.to <= kept.from || kept.to <= span.from) {
                spans.push(span);
            }
        }
    }
    spans.sort_by_key(|span| (span.from, span.to));
    with_signs(text, spans)
}

/// A stretch of bytes that names something.
#[derive(Clone, Debug, PartialEq, Eq)]
struct SpanOf {
    from: usize,
    to: usize,
    kind: NamedKind,
    /// Its name, where that is not the stretch.
    name: Option<String>,
}

impl SpanOf {
    fn new(from: usize, to: usize, kind: NamedKind) -> Self {
        Self { from, to, kind, name: None }
    }
}

/// Bytes become signs; the spans are in order and apart.
fn with_signs(text: &str, spans: Vec<SpanOf>) -> Vec<Named> {
    let (mut at, mut signs) = (0, 0);
    let mut count = |to: usize| {
        signs += text.get(at..to).map_or(0, |part| part.chars().count());
        at = to;
        signs
    };
    let named = spans.into_iter().filter_map(|span| {
        let whole = text.get(span.from..span.to)?;
        let (start, end) = (count(span.from), count(span.to));
        Some(Named { kind: span.kind, name: span.name.unwrap_or_else(|| whole.to_owned()), start, end })
    });
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, stands: Stands) -> Vec<String> {
        let one = |named: Named| format!("{:?} {}", named.kind, named.name);
        named(text, stands).into_iter().map(one).collect()
    }

    #[test]
    fn words_are_read_without_a_fault() {
        assert!(LISTS.is_ok(), "{:?}", LISTS.as_ref().err());
    }

    #[test]
    fn messages_name_people_organisations_and_projects() {
        for (text, expected) in [
            ("Hi Anna, can you look at OPS-412?", &["Person Anna", "Project OPS-412"][..]),
            ("From: Boris Ivanov <boris@example.org>", &["Person Boris Ivanov", "Person boris@example.org"]),
            ("@dora please review acme/tools#12", &["Person @dora", "Project acme/tools"]),
            (
                "We signed with Northwind Trading Ltd. and Bank of Elbonia",
                &["Organisation Northwind Trading Ltd", "Organisation Bank of Elbonia"],
            ),
            ("Fatima Noor said the build of Project Apollo is red", &["Person Fatima Noor", "Project Project Apollo"]),
            ("李明老师说明天和张总去北京大学", &["Person 李明", "Person 张总", "Organisation 北京大学"]),
            ("阿里巴巴的王小明表示同意", &["Organisation 阿里巴巴", "Person 王小明"]),
            ("UTF-8 and SHA-256, ISO-8859-1 and COVID-19", &[]),
            ("Please Review This Important Update On Monday", &[]),
            ("I will mark it as done and may hope for the best", &[]),
            ("@here @channel mail to x", &[]),
            ("", &[]),
        ] {
            assert_eq!(told(text, Stands::InText), expected, "{text}");
        }
    }

    #[test]
    fn titles_name_what_their_form_says() {
        for (text, stands, expected) in [
            (
                "Fix crash by anna · Pull Request #12 · acme/tools · GitHub",
                Stands::InTitle,
                &["Person anna", "Project acme/tools"][..],
            ),
            ("Inbox (3) - me@example.org", Stands::InTitle, &[]),
            ("main.rs - attentive", Stands::InTitle, &["Project attentive"]),
            ("attentive – main.rs", Stands::InTitle, &["Project attentive"]),
            ("Xiulan Wu (DM) - Acme", Stands::InTalkTitle, &["Person Xiulan Wu"]),
            ("王小明", Stands::InTalkTitle, &["Person 王小明"]),
            ("王小明", Stands::InTitle, &[]),
            ("项目组", Stands::InTalkTitle, &[]),
            ("Visual Studio Code", Stands::InTitle, &[]),
            ("New Tab", Stands::InTalkTitle, &[]),
            ("Zoom Meeting", Stands::InTalkTitle, &[]),
            ("[OPS-7] Disk is full - Jira", Stands::InTitle, &["Project OPS-7"]),
        ] {
            assert_eq!(told(text, stands), expected, "{text}");
        }
    }

    #[test]
    fn places_are_signs_of_the_text() {
        let found = named("你好 @anna, 王芳老师", Stands::InText);
        assert_eq!((found[0].start, found[0].end, found[1].start, found[1].end), (3, 8, 10, 12));
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic_and_names_lie_in_it_apart(text in "(?s).{0,60}", stands in 0_usize..3) {
            let stands = [Stands::InText, Stands::InTitle, Stands::InTalkTitle][stands];
            let signs = text.chars().count();
            let mut last = 0;
            for found in named(&text, stands) {
                proptest::prop_assert!(last <= found.start && found.start < found.end && found.end <= signs);
                proptest::prop_assert!(!found.name.is_empty());
                last = found.end;
            }
        }

        #[test]
        fn neither_does_one_of_cues(text in "(Hi |Anna |Smith|@|王|李明|公司|老师|说|-|#1|a/b| · |GitHub|Ltd| of |Bank|\n|AB-1|'|\\.|, ){0,12}", stands in 0_usize..3) {
            let stands = [Stands::InText, Stands::InTitle, Stands::InTalkTitle][stands];
            let signs = text.chars().count();
            proptest::prop_assert!(named(&text, stands).iter().all(|found| found.start < found.end && found.end <= signs));
        }
    }
}

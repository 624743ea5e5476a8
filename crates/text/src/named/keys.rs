//! Names that are told by their form: keys of tickets, repositories, handles, addresses of mail, files in folders.

use std::sync::LazyLock;

use regex::Regex;

use super::lists::Lists;
use super::{NamedKind, SpanOf, Stands};

/// Compiled once. The patterns are ours and tests use them, so that they cannot fail to compile unseen.
static TICKET: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\b[A-Z][A-Z0-9]{1,9}-[1-9][0-9]{0,5}\b").ok());
static REPOSITORY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\b([A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9_.-]{1,99}[A-Za-z0-9_])([#!][1-9][0-9]{0,6})?").ok()
});
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+\b").ok());
static HANDLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"@([\p{L}_][\p{L}\p{N}_.-]{0,38}[\p{L}\p{N}_]|\p{Han})").ok());
/// "Fix it by anna · Pull Request #12".
static AUTHOR: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\bby ([A-Za-z0-9][A-Za-z0-9_-]{0,38}) · (?:Pull|Merge) Request\b").ok());
/// `main.rs`: a name, a dot and an ending with a letter.
static FILE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^[^/\\|]{1,80}\.[A-Za-z][A-Za-z0-9]{0,7}\*?$").ok());
static FOLDER: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"^[\p{L}\p{N}_.+-]{2,60}$").ok());

/// Words in a title that say that `owner/name` is a repository.
const FORGES: [&str; 8] =
    ["github", "gitlab", "gitee", "codeberg", "bitbucket", "sourcehut", "pull request", "merge request"];

/// What parts a title.
pub(super) const PARTS: [&str; 6] = [" - ", " – ", " — ", " | ", " · ", " • "];

pub(super) fn find(text: &str, stands: Stands, lists: &Lists) -> Vec<SpanOf> {
    let mut found: Vec<SpanOf> = Vec::new();
    let mut add = |span: SpanOf| {
        if found.iter().all(|kept| span.to <= kept.from || kept.to <= span.from) {
            found.push(span);
        }
    };
    // The address in a title is nearly always one's own: "Inbox (3) - me@example.org".
    let addresses = ADDRESS.iter().filter(|_| stands == Stands::InText);
    for one in addresses.flat_map(|pattern| pattern.find_iter(text)) {
        add(SpanOf::new(one.start(), one.end(), NamedKind::Person));
    }
    for one in AUTHOR.iter().flat_map(|pattern| pattern.captures_iter(text)).filter_map(|captures| captures.get(1)) {
        add(SpanOf::new(one.start(), one.end(), NamedKind::Person));
    }
    repositories(text, &mut add);
    for one in TICKET.iter().flat_map(|pattern| pattern.find_iter(text)) {
        let behind = text[one.end()..].chars().next();
        let before = text[..one.start()].chars().next_back();
        let is_part = behind.is_some_and(|sign| {
            sign == '-' || sign == '.' && text[one.end() + 1..].starts_with(|sign: char| sign.is_ascii_digit())
        }) || before.is_some_and(|sign| sign == '-' || sign == '/');
        if !is_part && !lists.no_ticket.contains(&one.as_str().to_lowercase()) {
            add(SpanOf::new(one.start(), one.end(), NamedKind::Project));
        }
    }
    for one in HANDLE.iter().flat_map(|pattern| pattern.captures_iter(text)) {
        let (Some(whole), Some(name)) = (one.get(0), one.get(1)) else { continue };
        let before = text[..whole.start()].chars().next_back();
        let is_inside = before
            .is_some_and(|sign| sign.is_alphanumeric() && !crate::letters::is_unparted(sign) || "/.@".contains(sign));
        let is_path = text[whole.end()..].starts_with('/');
        if !is_inside && !is_path && !lists.no_handle.contains(&name.as_str().to_lowercase()) {
            add(SpanOf::new(whole.start(), whole.end(), NamedKind::Person));
        }
    }
    if stands == Stands::InTitle
        && let Some(span) = folder(text)
    {
        add(span);
    }
    found
}

fn repositories(text: &str, add: &mut dyn FnMut(SpanOf)) {
    let small = text.to_lowercase();
    let is_forge = FORGES.iter().any(|forge| small.contains(forge));
    for one in REPOSITORY.iter().flat_map(|pattern| pattern.captures_iter(text)) {
        let (Some(whole), Some(name)) = (one.get(0), one.get(1)) else { continue };
        let before = text[..whole.start()].chars().next_back();
        let behind = text[whole.end()..].chars().next();
        let is_path = before.is_some_and(|sign| "/.~\\-@".contains(sign)) || behind == Some('/');
        let is_number = !name.as_str().contains(|sign: char| sign.is_ascii_alphabetic());
        if !is_path && !is_number && (one.get(2).is_some() || is_forge) {
            let span = SpanOf::new(whole.start(), whole.end(), NamedKind::Project);
            add(SpanOf { name: Some(name.as_str().to_owned()), ..span });
        }
    }
}

/// `main.rs - attentive` and `attentive – main.rs`: the folder of a file that is open in an editor.
fn folder(text: &str) -> Option<SpanOf> {
    let is = |pattern: &LazyLock<Option<Regex>>, part: &str| pattern.as_ref().is_some_and(|one| one.is_match(part));
    PARTS.iter().find_map(|part| {
        let (first, second) = text.split_once(part)?;
        let at = first.len() + part.len();
        let (own, rest) = (first.trim_start_matches(['●', '*', ' ']), second.split(PARTS[0]).next().unwrap_or(second));
        let is_folder = |name: &str| is(&FOLDER, name) && !is(&FILE, name) && name.contains(char::is_alphabetic);
        if is(&FILE, own) && !own.contains(' ') && is_folder(rest) {
            return Some(SpanOf::new(at, at + rest.len(), NamedKind::Project));
        }
        let starts = first.len() - own.len();
        (is_folder(own) && is(&FILE, second) && !second.contains(' '))
            .then(|| SpanOf::new(starts, first.len(), NamedKind::Project))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_patterns_compile() {
        assert!(
            [&TICKET, &REPOSITORY, &ADDRESS, &HANDLE, &AUTHOR, &FILE, &FOLDER].iter().all(|pattern| pattern.is_some())
        );
    }

    #[test]
    fn paths_and_versions_are_no_names() {
        let lists = Lists::default();
        let names = |text: &str| {
            find(text, Stands::InText, &lists)
                .iter()
                .map(|span| text[span.from..span.to].to_owned())
                .collect::<Vec<_>>()
        };
        assert!(names("see src/main.rs and 1/2 or and/or").is_empty());
        assert!(names("https://github.com/acme/tools/pull/3").is_empty());
        assert!(names("npm i @scope/package, x@2, A-1.5, X1-2-3").is_empty());
        assert_eq!(names("a@b.org wrote to @bo_b."), ["a@b.org", "@bo_b"]);
        assert_eq!(names("请@王芳 看看"), ["@王芳"]);
        assert_eq!(names("acme/tools!7"), ["acme/tools!7"]);
    }
}

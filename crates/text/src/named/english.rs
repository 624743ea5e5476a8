//! Names in writing with gaps: people by given names and by words around them, organisations by their endings, projects by the word.

use super::keys::PARTS;
use super::lists::Lists;
use super::{NamedKind, SpanOf, Stands};
use crate::letters::is_unparted;

/// Words of a name at most.
const LONGEST_NAME: usize = 4;

/// A word of the text.
struct Word<'a> {
    from: usize,
    to: usize,
    text: &'a str,
    small: String,
    /// Whether nothing but gaps lies between it and the word before.
    is_joined: bool,
    /// Whether it begins a sentence, a line or a part of a title.
    begins: bool,
}

impl Word<'_> {
    /// `Anna`, `McDonald`, `O'Neil`, `J.`, `Jean-Luc`.
    fn is_capital(&self) -> bool {
        let mut signs = self.text.chars();
        let first = signs.next().is_some_and(char::is_uppercase);
        let rest = signs.as_str();
        first
            && (rest == "." || rest.chars().any(char::is_lowercase))
            && !rest.contains(|sign: char| sign.is_ascii_digit())
    }
}

pub(super) fn find(text: &str, stands: Stands, lists: &Lists) -> Vec<SpanOf> {
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    let is_shouted = is_shouted(&words, lists);
    while at < words.len() {
        let one = organisation(&words, at, lists)
            .or_else(|| project(&words, at))
            .or_else(|| person(&words, at, lists, is_shouted));
        match one {
            Some((behind, kind)) => {
                found.push(SpanOf::new(words[at].from, words[behind - 1].to, kind));
                at = behind;
            }
            None => at += 1,
        }
    }
    if stands == Stands::InTalkTitle
        && let Some(span) = talk(text, lists)
        && found.iter().all(|kept: &SpanOf| span.to <= kept.from || kept.to <= span.from)
    {
        found.push(span);
    }
    found
}

/// Words: letters, digits, and what stands between letters within a name.
fn words(text: &str) -> Vec<Word<'_>> {
    let is_word = |sign: char| sign.is_alphanumeric() && !is_unparted(sign);
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    let mut words: Vec<Word<'_>> = Vec::new();
    let mut place = 0;
    while place < signs.len() {
        if !is_word(signs[place].1) {
            place += 1;
            continue;
        }
        let first = place;
        while place < signs.len() {
            let next_is_word = signs.get(place + 1).is_some_and(|next| is_word(next.1));
            match signs[place].1 {
                sign if is_word(sign) => {}
                '-' | '&' | '/' if next_is_word => {}
                // O'Neil, and not Anna's.
                '\'' | '’' if next_is_word && place == first + 1 => {}
                // An initial.
                '.' if place == first + 1 && signs[first].1.is_uppercase() => {}
                _ => break,
            }
            place += 1;
        }
        let (from, to) = (signs[first].0, signs.get(place).map_or(text.len(), |(at, _)| *at));
        let gap = text.get(words.last().map_or(0, |last| last.to)..from).unwrap_or_default();
        let is_joined = !words.is_empty() && !gap.is_empty() && gap.chars().all(|sign| sign == ' ');
        let begins = words.is_empty()
            || gap.contains(['.', '!', '?', ':', ';', '\n', '|', '·', '–', '—', '"', '“', '。', '：', '(', '['])
            || gap.contains(" - ");
        let word = &text[from..to];
        words.push(Word { from, to, text: word, small: word.to_lowercase().replace('’', "'"), is_joined, begins });
    }
    words
}

/// Whether most words of a text begin with a capital, as in a headline: then capitals say nothing.
fn is_shouted(words: &[Word<'_>], lists: &Lists) -> bool {
    let plain: Vec<&Word<'_>> =
        words.iter().filter(|word| word.text.chars().count() > 3 && !lists.given_names.contains(&word.small)).collect();
    let capital = plain.iter().filter(|word| word.text.starts_with(char::is_uppercase)).count();
    plain.len() >= 4 && capital * 10 >= plain.len() * 7
}

/// Capital words from a place on that stand together.
fn run(words: &[Word<'_>], at: usize, lists: &Lists) -> usize {
    let is_part = |place: usize| {
        let word = &words[place];
        word.is_capital() && !lists.no_name.contains(&word.small) && (place == at || word.is_joined)
    };
    // No further than a name reaches: a text of capitals alone must not be walked to its end from each of them.
    (at..words.len()).take(LONGEST_NAME).take_while(|place| is_part(*place)).count()
}

fn person(words: &[Word<'_>], at: usize, lists: &Lists, is_shouted: bool) -> Option<(usize, NamedKind)> {
    let length = run(words, at, lists);
    if length == 0 || words[at].text.ends_with('.') && length == 1 {
        return None;
    }
    let word = &words[at];
    let is_given = lists.given_names.contains(&word.small);
    let is_mostly_word = lists.mostly_words.contains(&word.small);
    let before = at.checked_sub(1).map(|before| &words[before]);
    let is_called = before.is_some_and(|before| {
        let is_near = word.is_joined || before.text.ends_with('.') || word.begins;
        is_near
            && lists.before_person.contains(before.small.trim_end_matches('.'))
            && (!word.begins || is_greeting(&before.small))
    });
    let behind: String = words[at + length..].iter().take(3).flat_map(|word| [word.small.as_str(), " "]).collect();
    let behind_joined = words.get(at + length).is_some_and(|word| word.is_joined);
    let speaks = behind_joined
        && lists
            .behind_person
            .iter()
            .any(|cue| behind.strip_prefix(cue.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')));
    let is_cued = is_called || speaks;
    let is_named = match length {
        1 => is_given && is_cued,
        _ if is_shouted => is_given && !is_mostly_word,
        _ => is_given && (!is_mostly_word || is_cued || !word.begins) || is_cued && !word.begins,
    };
    // In a headline a given name with its surname is all that can be trusted.
    let length = if is_shouted || is_given { length.min(3) } else { length };
    is_named.then_some((at + length, NamedKind::Person))
}

fn is_greeting(word: &str) -> bool {
    matches!(word, "from" | "by" | "cc" | "hi" | "hello" | "hey" | "dear" | "thanks" | "contact")
}

fn organisation(words: &[Word<'_>], at: usize, lists: &Lists) -> Option<(usize, NamedKind)> {
    let word = &words[at];
    if !word.text.starts_with(char::is_uppercase) {
        return None;
    }
    let two = words.get(at + 1).filter(|next| next.is_joined).map(|next| format!("{} {}", word.small, next.small));
    let begins = two.is_some_and(|two| lists.before_organisation.contains(&two));
    if begins {
        let length = (at + 2..words.len())
            .take(LONGEST_NAME)
            .take_while(|place| {
                words[*place].is_joined
                    && (words[*place].is_capital() || words[*place].text.chars().all(char::is_uppercase))
            })
            .count();
        return (length > 0).then_some((at + 2 + length, NamedKind::Organisation));
    }
    // The last ending among capitals that stand together, with a word before it.
    let is_part = |place: usize| {
        let word = &words[place];
        let is_large = word.text.starts_with(char::is_uppercase) || word.text == "&" || word.small == "gmbh";
        is_large
            && (place == at || word.is_joined)
            && !matches!(word.small.as_str(), "the" | "re" | "fwd" | "hi" | "dear")
    };
    let length = (at..words.len()).take(LONGEST_NAME + 2).take_while(|place| is_part(*place)).count();
    let ending = (at + 1..at + length)
        .rev()
        .find(|place| lists.behind_organisation.contains(words[*place].small.trim_end_matches('.')));
    if let Some(ending) = ending {
        let is_open = (at..ending).any(|place| !lists.no_name.contains(&words[place].small));
        return is_open.then_some((ending + 1, NamedKind::Organisation));
    }
    lists.known_organisations.contains(&word.small).then_some((at + 1, NamedKind::Organisation))
}

/// `Project Apollo`.
fn project(words: &[Word<'_>], at: usize) -> Option<(usize, NamedKind)> {
    let next = words.get(at + 1).filter(|next| next.is_joined && next.text.starts_with(char::is_uppercase))?;
    let is_name = words[at].text == "Project"
        && !matches!(next.small.as_str(), "gutenberg" | "manager" | "management" | "plan" | "x");
    is_name.then_some((at + 2, NamedKind::Project))
}

/// The first part of the title of a chat: two or three capital words and nothing else.
fn talk(text: &str, lists: &Lists) -> Option<SpanOf> {
    let first = PARTS.iter().filter_map(|part| text.find(part)).min().map_or(text, |end| &text[..end]);
    let bare = first.split(['(', '（']).next().unwrap_or(first);
    let words = words(bare);
    let is_whole = bare.chars().all(|sign| sign.is_alphabetic() || " .'’-".contains(sign));
    let is_name = (2..=3).contains(&words.len()) && is_whole && run(&words, 0, lists) == words.len();
    let is_organisation = words
        .iter()
        .any(|word| lists.behind_organisation.contains(&word.small) || lists.known_organisations.contains(&word.small));
    let (first, last) = (words.first()?, words.last()?);
    (is_name && !is_organisation).then(|| SpanOf::new(first.from, last.to, NamedKind::Person))
}

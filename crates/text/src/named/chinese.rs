//! Names in Chinese: people by surname and by what stands behind them, organisations by their endings.

use super::keys::PARTS;
use super::lists::Lists;
use super::{NamedKind, SpanOf, Stands};

/// Signs of the name of an organisation at most, its ending among them.
const LONGEST_ORGANISATION: usize = 16;

fn is_han(sign: char) -> bool {
    matches!(sign, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '·')
}

pub(super) fn find(text: &str, stands: Stands, lists: &Lists) -> Vec<SpanOf> {
    let signs: Vec<(usize, char)> = text.char_indices().collect();
    if !signs.iter().any(|(_, sign)| is_han(*sign)) {
        return Vec::new();
    }
    let mut found: Vec<SpanOf> = Vec::new();
    let at = |place: usize| signs.get(place).map_or(text.len(), |(at, _)| *at);
    let mut add = |first: usize, behind: usize, kind: NamedKind| {
        let span = SpanOf::new(at(first), at(behind), kind);
        if found.iter().all(|kept| span.to <= kept.from || kept.to <= span.from) {
            found.push(span);
        }
    };
    for (first, behind) in organisations(text, &signs, lists) {
        add(first, behind, NamedKind::Organisation);
    }
    let mut place = 0;
    while place < signs.len() {
        match person(text, &signs, place, lists) {
            Some(behind) => {
                add(place, behind, NamedKind::Person);
                place = behind;
            }
            None => place += 1,
        }
    }
    if stands == Stands::InTalkTitle
        && let Some((first, behind)) = whole_part(text, &signs, lists)
    {
        add(first, behind, NamedKind::Person);
    }
    found
}

fn organisations(text: &str, signs: &[(usize, char)], lists: &Lists) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let place_of = |at: usize| signs.partition_point(|(other, _)| *other < at);
    for known in lists.known_organisations.iter().filter(|known| known.chars().all(is_han)) {
        found.extend(text.match_indices(known.as_str()).map(|(at, _)| (place_of(at), place_of(at + known.len()))));
    }
    let mut reached = 0;
    for place in 0..signs.len() {
        let rest = &text[signs[place].0..];
        let Some(ending) = lists.organisation_endings.iter().find(|ending| rest.starts_with(ending.as_str())) else {
            continue;
        };
        let behind = place + ending.chars().count();
        let least = reached.max(behind.saturating_sub(LONGEST_ORGANISATION));
        let is_part = |place: usize| {
            let sign = signs[place].1;
            (is_han(sign) || sign.is_ascii_alphanumeric()) && !lists.organisation_bounds.contains(&sign)
        };
        let before = (least..place).rev().take_while(|place| is_part(*place)).count();
        if before >= 2 {
            found.push((place - before, behind));
            reached = behind;
        }
    }
    found
}

/// A surname with a given name and a sign that it is one: where it ends.
fn person(text: &str, signs: &[(usize, char)], place: usize, lists: &Lists) -> Option<usize> {
    let text_of = |from: usize, to: usize| -> &str {
        let at = |place: usize| signs.get(place).map_or(text.len(), |(at, _)| *at);
        text.get(at(from)..at(to)).unwrap_or_default()
    };
    let surname = [2, 1]
        .into_iter()
        .find(|length| lists.surnames.contains(text_of(place, place + length)) && place + length <= signs.len())?;
    // Within a word a surname is none: 国王, 不安.
    let rest = text_of(place, signs.len());
    if lists.no_chinese.iter().any(|word| rest.starts_with(word.as_str())) {
        return None;
    }
    let given = place + surname;
    // 张总, 李老师: nothing but the surname, and the title is part of what one is called.
    if let Some(title) = lists.titles.iter().find(|title| text_of(given, signs.len()).starts_with(title.as_str())) {
        let behind = given + title.chars().count();
        let starts = place == 0
            || !is_han(signs[place - 1].1)
            || lists.organisation_bounds.contains(&signs[place - 1].1)
            || "和跟与找请问叫帮".contains(signs[place - 1].1);
        // 总 and 工 begin many words.
        let is_open = title.chars().count() > 1
            || signs.get(behind).is_none_or(|(_, sign)| {
                !is_han(*sign) || "说的在要让和问去来找叫看开请已把给发回刚今明".contains(*sign)
            });
        return (starts && is_open).then_some(behind);
    }
    [2, 1].into_iter().find_map(|length| {
        let behind = given + length;
        let name = text_of(given, behind);
        let is_name = behind <= signs.len()
            && name.chars().all(is_han)
            && !name.contains(|sign| lists.organisation_bounds.contains(&sign));
        let next = text_of(behind, signs.len());
        let is_cued = lists.behind_chinese.iter().chain(&lists.titles).any(|cue| next.starts_with(cue.as_str()));
        (is_name && is_cued).then_some(behind)
    })
}

/// The first part of the title of a chat, where it is a surname and a given name and nothing else.
fn whole_part(text: &str, signs: &[(usize, char)], lists: &Lists) -> Option<(usize, usize)> {
    let end = PARTS.iter().filter_map(|part| text.find(part)).min().unwrap_or(text.len());
    let part = text[..end].trim_end_matches(|sign: char| sign.is_whitespace() || sign.is_ascii_digit());
    let length = part.chars().count();
    let surname =
        [2, 1].into_iter().find(|surname| lists.surnames.contains(&part.chars().take(*surname).collect::<String>()))?;
    let is_name = part.chars().all(is_han) && (surname + 1..=surname + 2).contains(&length);
    let is_word = lists.no_chinese.iter().any(|word| part.starts_with(word.as_str()));
    let is_other = lists.organisation_endings.iter().any(|ending| part.ends_with(ending.as_str()))
        || part.ends_with(['群', '组', '部', '室']);
    (is_name && !is_word && !is_other && signs.len() >= length).then_some((0, length))
}

//! Tags of words and the entities that they spell.
//!
//! In the second scheme (IOB2, Tjong Kim Sang and Veenstra 1999) each entity begins with `B-` and goes on with `I-`; in the first (IOB1) it begins with `I-`, and with `B-` only
//! right behind another of its kind.

use attentive_learn::crf::Chain;

/// An entity: the kind of thing, and its words from `from` to before `to`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Entity {
    /// The first word.
    pub from: usize,
    /// The word behind the last.
    pub to: usize,
    /// What it is, such as `PER`.
    pub kind: String,
}

/// The tags that there are, `O` first, then `B-` and `I-` of each kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagSet {
    tags: Vec<String>,
}

impl TagSet {
    /// Those of the kinds named, in the order of their bytes.
    #[must_use]
    pub fn of_kinds<'a>(kinds: impl Iterator<Item = &'a str>) -> Self {
        let kinds: std::collections::BTreeSet<&str> = kinds.collect();
        let both = kinds.iter().flat_map(|kind| [format!("B-{kind}"), format!("I-{kind}")]);
        Self { tags: std::iter::once("O".to_owned()).chain(both).collect() }
    }

    /// The set of these very tags, as [`TagSet::tags`] gives them; `None` when they are no such list.
    #[must_use]
    pub fn of_list(tags: &[String]) -> Option<Self> {
        let set = Self::of_tags(tags.iter().map(String::as_str));
        (set.tags == tags && tags.len() > 1).then_some(set)
    }

    /// Those that stand in tags of the second scheme.
    #[must_use]
    pub fn of_tags<'a>(tags: impl Iterator<Item = &'a str>) -> Self {
        Self::of_kinds(tags.filter_map(|tag| Some(parted(tag)?.1)))
    }

    /// All tags.
    #[must_use]
    pub fn tags(&self) -> &[String] {
        &self.tags
    }

    /// The place of a tag.
    #[must_use]
    pub fn place(&self, tag: &str) -> Option<usize> {
        self.tags.iter().position(|known| known == tag)
    }

    /// What may follow what: `I-PER` only behind `B-PER` or `I-PER`.
    #[must_use]
    pub fn chain(&self) -> Chain {
        let mut chain = Chain::new(self.tags.len());
        for (place, tag) in self.tags.iter().enumerate() {
            let Some(('I', kind)) = parted(tag) else { continue };
            chain.forbid_first(place);
            for (before, other) in self.tags.iter().enumerate() {
                if parted(other).is_none_or(|(_, other)| other != kind) {
                    chain.forbid(before, place);
                }
            }
        }
        chain
    }
}

/// `B-PER` as `B` and `PER`; `None` for `O` and for what is no tag.
fn parted(tag: &str) -> Option<(char, &str)> {
    let (first, kind) = tag.split_once('-')?;
    match first {
        "B" => Some(('B', kind)),
        "I" => Some(('I', kind)),
        _ => None,
    }
}

/// How tags are written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// IOB1: `B-` only right behind another of its kind.
    First,
    /// IOB2: each entity begins with `B-`.
    Second,
    /// BIOES, BMES, BILOU: ends and single words have letters of their own.
    WithEnds,
}

impl Scheme {
    /// What it is called.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::First => "IOB1",
            Self::Second => "IOB2",
            Self::WithEnds => "BIOES",
        }
    }

    /// The scheme of the tags of sentences: by letters that only one has, and by an `I-` that continues nothing.
    #[must_use]
    pub fn of<S: AsRef<str>>(sentences: &[Vec<S>]) -> Self {
        let letters = || sentences.iter().flatten().filter_map(|tag| Some(lettered(tag.as_ref())?.0));
        if letters().any(|letter| !matches!(letter, 'B' | 'I')) {
            return Self::WithEnds;
        }
        let continues_nothing = |tags: &Vec<S>| {
            let mut before = None;
            tags.iter().any(|tag| {
                let now = lettered(tag.as_ref());
                let found = now.is_some_and(|(letter, kind)| letter == 'I' && before != Some(kind));
                before = now.map(|(_, kind)| kind);
                found
            })
        };
        if sentences.iter().any(continues_nothing) { Self::First } else { Self::Second }
    }
}

/// A tag of any scheme as its letter and kind; `None` for `O` and for what is no tag.
pub(super) fn lettered(tag: &str) -> Option<(char, &str)> {
    let (first, kind) = tag.split_once('-')?;
    let mut letters = first.chars();
    let letter = letters.next().filter(|letter| "BIESMLU".contains(*letter))?;
    (letters.next().is_none() && !kind.is_empty()).then_some((letter, kind))
}

/// Tags of any of the schemes in the second.
#[must_use]
pub fn any_scheme<S: AsRef<str>>(tags: &[S], scheme: Scheme) -> Vec<String> {
    if scheme != Scheme::WithEnds {
        return second_scheme(&tags.iter().map(AsRef::as_ref).collect::<Vec<_>>());
    }
    // The kind of the entity that is open.
    let mut open: Option<&str> = None;
    let turned = tags.iter().map(|tag| {
        let Some((letter, kind)) = lettered(tag.as_ref()) else {
            open = None;
            return "O".to_owned();
        };
        let begins = matches!(letter, 'B' | 'S' | 'U') || open != Some(kind);
        open = (!matches!(letter, 'E' | 'L' | 'S' | 'U')).then_some(kind);
        format!("{}-{kind}", if begins { 'B' } else { 'I' })
    });
    turned.collect()
}

/// Tags of the first scheme in the second.
#[must_use]
pub fn second_scheme(tags: &[&str]) -> Vec<String> {
    let mut before = None;
    let turned = tags.iter().map(|tag| {
        let now = parted(tag);
        let begins = now.is_some_and(|(first, kind)| first == 'B' || before.is_none_or(|before| before != kind));
        before = now.map(|(_, kind)| kind);
        match now {
            Some((_, kind)) => format!("{}-{kind}", if begins { 'B' } else { 'I' }),
            None => "O".to_owned(),
        }
    });
    turned.collect()
}

/// The entities that tags of the second scheme spell, in their order. An `I-` that continues nothing of its kind begins one, as the scripts of CoNLL count it.
#[must_use]
pub fn entities<S: AsRef<str>>(tags: &[S]) -> Vec<Entity> {
    let mut found: Vec<Entity> = Vec::new();
    let mut open = false;
    for (place, tag) in tags.iter().enumerate() {
        let Some((first, kind)) = parted(tag.as_ref()) else {
            open = false;
            continue;
        };
        match found.last_mut().filter(|last| open && first == 'I' && last.kind == kind) {
            Some(last) => last.to = place + 1,
            None => found.push(Entity { from: place, to: place + 1, kind: kind.to_owned() }),
        }
        open = true;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_scheme_turns_into_the_second() {
        let first = ["I-PER", "I-PER", "B-PER", "O", "I-LOC", "I-ORG"];
        assert_eq!(second_scheme(&first), ["B-PER", "I-PER", "B-PER", "O", "B-LOC", "B-ORG"]);
        let second = ["B-PER", "I-PER", "B-PER", "O", "B-LOC", "B-ORG"];
        assert_eq!(second_scheme(&second), second);
    }

    #[test]
    fn schemes_are_told_apart_and_turn_into_the_second() {
        let scheme = |tags: &[&str]| Scheme::of(&[tags.to_vec()]);
        assert_eq!(scheme(&["I-PER", "O"]), Scheme::First);
        assert_eq!(scheme(&["B-PER", "I-PER", "O"]), Scheme::Second);
        assert_eq!(scheme(&["B-PER", "E-PER", "S-LOC"]), Scheme::WithEnds);
        let ends = ["B-PER", "I-PER", "E-PER", "S-PER", "O", "M-LOC", "E-LOC", "E-LOC"];
        let second = ["B-PER", "I-PER", "I-PER", "B-PER", "O", "B-LOC", "I-LOC", "B-LOC"];
        assert_eq!(any_scheme(&ends, Scheme::WithEnds), second);
        assert_eq!(any_scheme(&["I-PER", "B-PER"], Scheme::First), ["B-PER", "B-PER"]);
        for odd in ["", "-", "B", "X-PER", "BI-PER", "B-", "PER"] {
            assert_eq!(lettered(odd), None, "{odd}");
        }
    }

    #[test]
    fn entities_are_spelled_by_their_tags() {
        let entity = |from, to, kind: &str| Entity { from, to, kind: kind.to_owned() };
        let tags = ["B-PER", "I-PER", "B-PER", "O", "I-LOC", "I-LOC", "I-ORG", "junk", "I-ORG"];
        let expected =
            [entity(0, 2, "PER"), entity(2, 3, "PER"), entity(4, 6, "LOC"), entity(6, 7, "ORG"), entity(8, 9, "ORG")];
        assert_eq!(entities(&tags), expected);
        assert!(entities::<&str>(&[]).is_empty());
    }

    #[test]
    fn what_continues_needs_what_it_continues() {
        let set = TagSet::of_tags(["O", "B-PER", "I-LOC"].into_iter());
        assert_eq!(set.tags(), ["O", "B-LOC", "I-LOC", "B-PER", "I-PER"]);
        let place = |tag: &str| set.place(tag).unwrap();
        // Fits want I-PER everywhere; the chain allows it only behind B-PER.
        let mut fits = vec![0.0; 3 * 5];
        (0..3).for_each(|word| fits[word * 5 + place("I-PER")] = 9.0);
        fits[place("B-PER")] = 1.0;
        assert_eq!(set.chain().likeliest(&fits), [place("B-PER"), place("I-PER"), place("I-PER")]);
    }
}

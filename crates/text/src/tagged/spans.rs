//! Texts with the places of what they name, as a line of JSON: several widespread forms in, tagged words out.
//!
//! | form | places |
//! | --- | --- |
//! | `"label": {"PER": {"Anna": [[0, 3]]}}` (CLUENER) | first and last sign |
//! | `"entities": [{"type": "PER", "start": 0, "end": 4}]` (also `label`, `spans`, `kind`; what `text tag --json` writes) | first sign, and the one behind the last |
//! | `"label": [[0, 4, "PER"]]` (Doccano) | the same |

use serde_json::{Map, Value};

use super::split::Splitting;
use super::{Document, Sentence};

/// A text and what it names: kind, first sign, the sign behind the last.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Spanned {
    pub(super) text: String,
    pub(super) spans: Vec<(usize, usize, String)>,
}

/// Reads a line.
pub(super) fn spanned(line: &str) -> Result<Spanned, String> {
    let object: Map<String, Value> =
        serde_json::from_str(line).map_err(|error| format!("no object of JSON: {error}"))?;
    let text = object.get("text").and_then(Value::as_str).ok_or("nothing usable under \"text\"")?.to_owned();
    let named = ["entities", "spans", "labels", "label"].into_iter().find_map(|key| Some((key, object.get(key)?)));
    let (key, value) = named.ok_or("neither \"entities\" nor \"label\"")?;
    let unusable = || format!("nothing usable under {key:?}");
    let mut spans = match value {
        Value::Object(kinds) => by_kind(kinds).ok_or_else(unusable)?,
        Value::Array(list) => list.iter().map(one).collect::<Option<Vec<_>>>().ok_or_else(unusable)?,
        Value::Null => Vec::new(),
        _ => return Err(unusable()),
    };
    let signs = text.chars().count();
    if let Some((from, to, kind)) = spans.iter().find(|(from, to, kind)| from >= to || *to > signs || kind.is_empty()) {
        return Err(format!("an entity {kind:?} lies from {from} to {to} of {signs} signs"));
    }
    spans.sort();
    Ok(Spanned { text, spans })
}

fn by_kind(kinds: &Map<String, Value>) -> Option<Vec<(usize, usize, String)>> {
    let mut spans = Vec::new();
    for (kind, surfaces) in kinds {
        for places in surfaces.as_object()?.values() {
            for place in places.as_array()? {
                let [from, to] = place.as_array()?.as_slice() else { return None };
                spans.push((whole(from)?, whole(to)?.checked_add(1)?, kind.clone()));
            }
        }
    }
    Some(spans)
}

fn one(value: &Value) -> Option<(usize, usize, String)> {
    match value {
        Value::Object(object) => {
            let kind =
                ["type", "label", "kind", "entity_group"].into_iter().find_map(|key| object.get(key)?.as_str())?;
            Some((whole(object.get("start")?)?, whole(object.get("end")?)?, kind.to_owned()))
        }
        Value::Array(parts) => match parts.as_slice() {
            [from, to, kind] => Some((whole(from)?, whole(to)?, kind.as_str()?.to_owned())),
            _ => None,
        },
        _ => None,
    }
}

fn whole(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

impl Spanned {
    /// Its sentences with tags of the second scheme, and how many entities did not begin and end with words, or lay in others.
    pub(super) fn document(&self, splitting: Splitting) -> (Document, usize) {
        let mut uneven = 0;
        let mut done = 0;
        let mut document = Document::new();
        for pieces in splitting.sentences(&self.text) {
            let mut tags = vec!["O".to_owned(); pieces.len()];
            let end = pieces.last().map_or(0, |last| last.end);
            while let Some((from, to, kind)) = self.spans.get(done).filter(|(from, ..)| *from < end) {
                done += 1;
                let first = pieces.partition_point(|piece| piece.end <= *from);
                let behind = pieces.partition_point(|piece| piece.start < *to);
                let (Some(first_piece), Some(last_piece)) =
                    (pieces.get(first), behind.checked_sub(1).and_then(|last| pieces.get(last)))
                else {
                    uneven += 1;
                    continue;
                };
                let is_free = first < behind && tags[first..behind].iter().all(|tag| tag == "O");
                uneven += usize::from(!is_free || first_piece.start != *from || last_piece.end != *to);
                if is_free {
                    tags[first..behind].fill(format!("I-{kind}"));
                    tags[first] = format!("B-{kind}");
                }
            }
            document.push(Sentence { words: pieces.iter().map(|piece| piece.word.to_owned()).collect(), tags });
        }
        (document, uneven + self.spans.len().saturating_sub(done))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms_say_the_same() {
        let forms = [
            r#"{"text": "see Anna Li", "label": {"PER": {"Anna Li": [[4, 10]]}}}"#,
            r#"{"text": "see Anna Li", "entities": [{"type": "PER", "text": "Anna Li", "start": 4, "end": 11, "confidence": 0.5}]}"#,
            r#"{"text": "see Anna Li", "label": [[4, 11, "PER"]]}"#,
        ];
        for form in forms {
            let (document, uneven) = spanned(form).unwrap().document(Splitting::Words);
            assert_eq!((document[0].tags.join(" ").as_str(), uneven), ("O B-PER I-PER", 0), "{form}");
        }
    }

    #[test]
    fn entities_that_cut_words_are_stretched_and_those_within_others_are_left_out() {
        let text = r#"{"text": "Annas house", "entities": [[0, 4, "PER"], [2, 11, "LOC"]]}"#;
        let (document, uneven) = spanned(text).unwrap().document(Splitting::Words);
        assert_eq!((document[0].tags.join(" ").as_str(), uneven), ("B-PER O", 2));
    }

    #[test]
    fn what_is_no_such_line_is_told() {
        for (line, words) in [
            ("[]", "no object"),
            ("{}", "\"text\""),
            (r#"{"text": "a"}"#, "neither"),
            (r#"{"text": "a", "label": "bug"}"#, "nothing usable"),
            (r#"{"text": "a", "entities": [[0, 9, "X"]]}"#, "0 to 9 of 1"),
            (r#"{"text": "a", "entities": [[0, 0, "X"]]}"#, "0 to 0"),
            (r#"{"text": "a", "label": {"X": {"a": [[0, 18446744073709551615]]}}}"#, "nothing usable"),
        ] {
            let why = spanned(line).unwrap_err();
            assert!(why.contains(words), "{line}: {why}");
        }
    }
}

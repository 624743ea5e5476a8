//! What is said of a message: a draft, some answers that may be it, or that a person should answer; and why.

use serde::{Deserialize, Serialize};

use super::sureness::{PERHAPS, SURE};
use crate::label::Answer;

/// What is said of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which of the three it is.
    pub outcome: Kind,
    /// The answer to be looked over and sent by whoever asked; `None` unless it is sure enough. Nothing sends it.
    pub draft: Option<String>,
    /// The answers that come first, the likeliest first, at most five; when a person is asked, those that came nearest.
    pub candidates: Vec<Candidate>,
    /// How likely the first of them is right, 0 to 1.
    pub first_right: f32,
    /// How likely one of them is right, 0 to 1.
    pub one_right: f32,
    /// What the candidates were found by.
    pub by: AnsweredBy,
    /// What the message is about by the FAQ's own classes; `None` where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Answer>,
    /// Which intent a kept model of labels finds; `None` where none was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<Answer>,
    /// Why, in a sentence.
    pub why: String,
}

/// The three outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The first answer is sure enough to be drafted.
    Answer,
    /// One of the first few is likely right.
    Candidates,
    /// None is likely enough; a person should answer.
    Person,
}

/// What answers were found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnsweredBy {
    /// Words alone.
    Bm25,
    /// The meaning alone: the first shares no word with the message.
    Encoder,
    /// Words and meaning.
    Both,
}

impl AnsweredBy {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Bm25 => "bm25",
            Self::Encoder => "encoder",
            Self::Both => "both",
        }
    }
}

/// An answer that may be it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    /// The question of the FAQ that comes nearest to the message.
    pub question: String,
    /// Its answer.
    pub answer: String,
    /// Its class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// What it is ranked by.
    pub score: f32,
    /// How much of what the message's words tell its question has, 0 to about 1.
    pub words: f32,
    /// How near its question is in meaning, -1 to 1; `None` without an encoder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<f32>,
}

impl Outcome {
    /// Which outcome these candidates and probabilities make.
    pub(super) fn of(candidates: Vec<Candidate>, first_right: f32, one_right: f32, has_encoder: bool) -> Self {
        let first = candidates.first();
        let by = match first {
            Some(first) if has_encoder && first.words > 0.0 => AnsweredBy::Both,
            _ if has_encoder => AnsweredBy::Encoder,
            _ => AnsweredBy::Bm25,
        };
        let outcome = match first {
            None => Kind::Person,
            Some(_) if first_right >= SURE => Kind::Answer,
            Some(_) if one_right >= PERHAPS => Kind::Candidates,
            Some(_) => Kind::Person,
        };
        let draft = first.filter(|_| outcome == Kind::Answer).map(|first| first.answer.clone());
        let why = why(outcome, first, first_right, one_right);
        Self { outcome, draft, candidates, first_right, one_right, by, class: None, intent: None, why }
    }
}

fn why(outcome: Kind, first: Option<&Candidate>, first_right: f32, one_right: f32) -> String {
    let Some(first) = first else {
        return "no question of the FAQ shares a word with the message, so a person should answer".to_owned();
    };
    let evidence = match first.meaning {
        Some(meaning) => format!("words {:.2}, meaning {meaning:.2}", first.words),
        None => format!("words {:.2}", first.words),
    };
    let percent = |share: f32| format!("{:.0} %", 100.0 * share);
    match outcome {
        Kind::Answer => format!(
            "the first answer is right in about {} of such messages, and {} are enough for a draft ({evidence})",
            percent(first_right),
            percent(SURE)
        ),
        Kind::Candidates => format!(
            "one of these is right in about {} of such messages, the first in {}, too few for a draft ({evidence})",
            percent(one_right),
            percent(first_right)
        ),
        Kind::Person => format!(
            "one of the nearest is right in about {} of such messages only, so a person should answer ({evidence})",
            percent(one_right)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(words: f32, meaning: Option<f32>) -> Candidate {
        Candidate { question: "q".into(), answer: "a".into(), class: None, score: words, words, meaning }
    }

    #[test]
    fn the_limits_part_the_three_outcomes_and_only_the_first_has_a_draft() {
        for (first, one, kind) in [
            (0.8, 0.9, Kind::Answer),
            (0.79, 0.9, Kind::Candidates),
            (0.1, 0.5, Kind::Candidates),
            (0.1, 0.49, Kind::Person),
        ] {
            let outcome = Outcome::of(vec![candidate(0.5, None)], first, one, false);
            assert_eq!((outcome.outcome, outcome.draft.is_some()), (kind, kind == Kind::Answer));
        }
        let none = Outcome::of(Vec::new(), 0.9, 0.9, false);
        assert_eq!((none.outcome, none.draft), (Kind::Person, None));
    }

    #[test]
    fn who_answered_is_told() {
        let by = |words, meaning, has| Outcome::of(vec![candidate(words, meaning)], 0.5, 0.5, has).by;
        assert_eq!(by(0.5, None, false), AnsweredBy::Bm25);
        assert_eq!(by(0.5, Some(0.5), true), AnsweredBy::Both);
        assert_eq!(by(0.0, Some(0.5), true), AnsweredBy::Encoder);
        let why = Outcome::of(vec![candidate(0.5, Some(0.25))], 0.84, 0.9, true).why;
        assert!(why.contains("84 %") && why.contains("words 0.50, meaning 0.25"), "{why}");
    }
}

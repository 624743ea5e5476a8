//! Which prepared answer fits a message, and is it sure enough to be drafted? A list of questions with answers (FAQ) and a message in, one of three outcomes out.
//!
//! ```text
//! table ──read.rs──> Faq ──Shelf──┐
//! message ── words (BM25) ────────┤
//!         ── meaning (encoder) ───┼─> each answer's evidence ──sureness──> draft | may be one of these | ask a person
//!         ── label (its class) ───┘
//! ```
//!
//! | question | file |
//! | --- | --- |
//! | which questions and answers are in this file? | `read.rs` |
//! | which words count? | `words.rs` |
//! | which question shares the most telling words? | [`Bm25`], `bm25.rs` |
//! | which answers come first? | [`Shelf`], `shelf.rs` |
//! | how sure is the first, and when is it too unsure? | [`Sureness`], `sureness.rs` |
//! | where do its limits come from? | `trials.rs`: messages made of the FAQ's own texts |
//! | what is said of a message? | [`Outcome`], `outcome.rs` |
//! | how is what was made of a FAQ kept? | `file.rs` |
//!
//! It drafts and never sends: what becomes of a draft is the affair of who asked. Of a message nothing is kept.

mod bm25;
mod file;
mod outcome;
mod read;
mod shelf;
mod sureness;
mod trials;
pub(crate) mod words;

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::{Deserialize, Serialize};

pub use bm25::Bm25;
pub use file::{KIND, VERSION};
pub use outcome::{AnsweredBy, Candidate, Kind, Outcome};
pub use read::{AskedColumns, FaqFault, ReadFaq};
pub use shelf::{Evidence, Found, Ranking, Shelf, ShelfFault, learn_classes};
pub use sureness::{PERHAPS, SHOWN, SURE, Sureness};
pub use trials::{InTrials, Trials};

/// Entries at most: each costs its embedding once, and a look at each message.
pub const MOST_ENTRIES: usize = 50_000;

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// What it is about; `None` where the file has no classes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
}

/// Questions with their answers. Several questions may share an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faq {
    entries: Vec<Entry>,
    /// For each entry the number of its answer, from 0 in the order of first mention.
    answers: Vec<usize>,
}

impl Faq {
    /// A FAQ of entries; of entries with the same question and answer (but for gaps) the first stays.
    #[must_use]
    pub fn of(entries: impl IntoIterator<Item = Entry>) -> Self {
        let mut faq = Self::default();
        let mut seen = FxHashSet::default();
        let mut numbers: FxHashMap<String, usize> = FxHashMap::default();
        for entry in entries {
            let answer = without_gaps(&entry.answer);
            if !seen.insert((without_gaps(&entry.question), answer.clone())) {
                continue;
            }
            let next = numbers.len();
            faq.answers.push(*numbers.entry(answer).or_insert(next));
            faq.entries.push(entry);
        }
        faq
    }

    /// The entries.
    #[must_use]
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// For each entry the number of its answer, from 0.
    #[must_use]
    pub fn answers(&self) -> &[usize] {
        &self.answers
    }

    /// How many different answers there are.
    #[must_use]
    pub fn answer_count(&self) -> usize {
        self.answers.iter().max().map_or(0, |last| last + 1)
    }

    /// The classes, in the order of their bytes.
    #[must_use]
    pub fn classes(&self) -> Vec<&str> {
        self.entries.iter().filter_map(|entry| entry.class.as_deref()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The entries that share their answer with another one.
    #[must_use]
    pub fn shared(&self) -> Vec<usize> {
        let mut count = vec![0_usize; self.answer_count()];
        self.answers.iter().for_each(|answer| count[*answer] += 1);
        (0..self.answers.len()).filter(|entry| count[self.answers[*entry]] > 1).collect()
    }
}

/// Gaps of any length made one, none at the ends.
fn without_gaps(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Entries of question, answer and class.
    pub(crate) fn faq(rows: &[(&str, &str, &str)]) -> Faq {
        Faq::of(rows.iter().map(|(question, answer, class)| Entry {
            question: (*question).to_owned(),
            answer: (*answer).to_owned(),
            class: Some((*class).to_owned()).filter(|class| !class.is_empty()),
        }))
    }

    #[test]
    fn what_differs_in_gaps_alone_counts_once_and_questions_may_share_an_answer() {
        let faq = faq(&[
            ("lost  card", "Call us.", "cards"),
            ("lost card ", "Call  us.", "cards"),
            ("stolen card", "Call us.", "cards"),
            ("lost card", "Write.", ""),
        ]);
        assert_eq!((faq.entries().len(), faq.answers(), faq.answer_count()), (3, &[0, 0, 1][..], 2));
        assert_eq!((faq.shared(), faq.classes()), (vec![0, 1], vec!["cards"]));
        assert_eq!(Faq::of([]).answer_count(), 0);
    }
}

//! How sure may an answer be? Found on messages that are made of the FAQ's own texts, each asked twice: with its answer there, and with its answer taken away.
//!
//! ```text
//! entry ──> its question as it is                                              ┐
//!           two thirds of its question's words, with words of its answer        ├─ asked with the answer there: right or wrong
//!           the first sentence of its answer                                   ┘  asked without it: always wrong
//! ```
//!
//! Real messages are none of these: most lie between the second and the third. So the probabilities hold for these messages, half of which nobody prepared an answer for; what real ones come to is
//! told by a score on questions that people really wrote, in the decision record. Classes are asked of models that had not learnt from the entry.

use attentive_learn::SplitMix64;

use super::shelf::{embed, learn_classes, strength_and_lead};
use super::sureness::{SHOWN, SURE, Seen};
use super::{Entry, Faq, Ranking, Shelf, ShelfFault, Sureness};
use crate::encoder::SentenceEncoder;
use crate::label::Labeller;

/// Entries that messages are made of, at most, spread over the FAQ: each costs two embeddings.
const MOST: usize = 300;
/// Where chance begins.
const SEED: u64 = 1;
/// Signs of the first sentence of an answer that are asked, at most: messages are short.
const LONGEST: usize = 250;
/// A sentence of fewer words is a greeting.
const FEWEST_WORDS: usize = 5;

/// What was found on messages made of the FAQ's own texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Trials {
    /// How many messages, each asked with and without its answer.
    pub messages: usize,
    /// By words alone.
    pub words: InTrials,
    /// By words and meaning; `None` without an encoder.
    pub both: Option<InTrials>,
}

/// What one ranking found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InTrials {
    /// The mean of 1 / rank of the right answer over messages whose answer was there and that are not the question as it is.
    pub mean_reciprocal_rank: f64,
    /// Share of those whose answer was among the first five.
    pub among_five: f64,
    /// Share of all messages with their answer there that would get a draft.
    pub drafted: f64,
    /// Share of drafts that are right, over messages with and without their answer there; `None` without drafts.
    pub drafts_right: Option<f64>,
    /// The curves that were fitted.
    pub sureness: Sureness,
}

/// A message made of an entry.
#[derive(Clone, Debug, PartialEq)]
struct Message {
    text: String,
    entry: usize,
    /// Whether it is the question as it is.
    is_question: bool,
}

impl Trials {
    /// Asks a FAQ its own texts.
    pub(super) fn run(
        shelf: &Shelf,
        encoder: Option<&SentenceEncoder>,
        told: &mut dyn FnMut(f64),
    ) -> Result<Self, ShelfFault> {
        let faq = shelf.faq();
        let messages = messages(faq);
        let texts: Vec<&str> = messages.iter().map(|message| message.text.as_str()).collect();
        let rows = encoder.map(|encoder| embed(encoder, &texts, &mut |share| told(0.8 * share))).transpose()?;
        let halves = [0, 1].map(|half| learn_classes(faq, |entry| half_of(faq, entry) != half));
        told(0.9);
        let wide = rows.as_ref().map_or(0, |rows| rows.len() / messages.len().max(1));
        let mut seen: [Vec<Asked>; 2] = Default::default();
        for (number, message) in messages.iter().enumerate() {
            let row = rows.as_ref().and_then(|rows| rows.get(number * wide..(number + 1) * wide));
            let classes = halves[half_of(faq, message.entry)].as_ref().map(|model| model as &dyn Labeller);
            let evidence = shelf.evidence_of(&message.text, row, classes);
            for (seen, ranking) in seen.iter_mut().zip([Ranking::Words, Ranking::Both]) {
                if ranking == Ranking::Words || evidence.meaning.is_some() {
                    let found = shelf.rank(&evidence, ranking);
                    seen.push(Asked::of(&found, Some(faq.answers()[message.entry]), message.is_question));
                    // Without the answer: what stood behind it moves up.
                    let without: Vec<_> =
                        found.into_iter().filter(|found| found.answer != faq.answers()[message.entry]).collect();
                    seen.push(Asked::of(&without, None, message.is_question));
                }
            }
        }
        told(1.0);
        let [words, both] = seen;
        Ok(Self {
            messages: messages.len(),
            words: InTrials::of(&words),
            both: rows.is_some().then(|| InTrials::of(&both)),
        })
    }
}

/// A message that was asked.
#[derive(Clone, Copy, Debug)]
struct Asked {
    seen: Seen,
    /// From 1; `None` when the right answer is not there or was not found.
    rank: Option<usize>,
    is_there: bool,
    is_question: bool,
}

impl Asked {
    fn of(found: &[super::Found], right: Option<usize>, is_question: bool) -> Self {
        let (strength, lead) = strength_and_lead(found);
        let rank = right.and_then(|right| found.iter().position(|found| found.answer == right)).map(|place| place + 1);
        let seen = Seen { strength, lead, is_first: rank == Some(1), is_among: rank.is_some_and(|rank| rank <= SHOWN) };
        Self { seen, rank, is_there: right.is_some(), is_question }
    }
}

impl InTrials {
    #[expect(clippy::cast_precision_loss, reason = "counts of messages")]
    fn of(asked: &[Asked]) -> Self {
        let seen: Vec<Seen> = asked.iter().map(|asked| asked.seen).collect();
        let sureness = Sureness::fit(&seen);
        let mean = |values: Vec<f64>| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let worded_otherwise = || asked.iter().filter(|asked| asked.is_there && !asked.is_question);
        let is_draft = |asked: &&Asked| sureness.of_first(asked.seen.strength, asked.seen.lead) >= SURE;
        let drafts: Vec<&Asked> = asked.iter().filter(is_draft).collect();
        let there = asked.iter().filter(|asked| asked.is_there).count();
        let drafted = drafts.iter().filter(|asked| asked.is_there).count();
        let right = drafts.iter().filter(|asked| asked.seen.is_first).count();
        Self {
            mean_reciprocal_rank: mean(
                worded_otherwise().map(|asked| asked.rank.map_or(0.0, |rank| 1.0 / rank as f64)).collect(),
            ),
            among_five: mean(worded_otherwise().map(|asked| f64::from(u8::from(asked.seen.is_among))).collect()),
            drafted: drafted as f64 / there.max(1) as f64,
            drafts_right: (!drafts.is_empty()).then(|| right as f64 / drafts.len() as f64),
            sureness,
        }
    }
}

/// Answers fall into two halves, so that entries with one answer are in the same.
fn half_of(faq: &Faq, entry: usize) -> usize {
    faq.answers().get(entry).map_or(0, |answer| answer % 2)
}

fn messages(faq: &Faq) -> Vec<Message> {
    let count = faq.entries().len();
    let taken = count.min(MOST);
    let mut chance = SplitMix64::keyed(SEED, &[0]);
    let mut messages = Vec::new();
    for entry in (0..taken).map(|number| number * count / taken.max(1)) {
        let Some(of) = faq.entries().get(entry) else { continue };
        let mut add = |text: String, is_question| messages.push(Message { text, entry, is_question });
        add(of.question.clone(), true);
        add(reworded(of, &mut chance), false);
        add(first_sentence(&of.answer), false);
    }
    messages
}

/// Two thirds of a question's words in their order, with words of its answer in the places of the others.
fn reworded(entry: &Entry, chance: &mut SplitMix64) -> String {
    let (mut words, gap) = pieces(&entry.question);
    let (of_answer, _) = pieces(&entry.answer);
    let mut places: Vec<usize> = (0..words.len()).collect();
    chance.shuffle(&mut places);
    places.truncate(words.len() / 3);
    for place in places {
        let other = chance.next_place(of_answer.len()).and_then(|place| of_answer.get(place));
        if let (Some(word), Some(other)) = (words.get_mut(place), other) {
            *word = other;
        }
    }
    words.join(gap)
}

/// The words of a text and what lies between them; letters where it has no gaps.
fn pieces(text: &str) -> (Vec<&str>, &'static str) {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() > 2 {
        return (words, " ");
    }
    (text.char_indices().map(|(place, letter)| &text[place..place + letter.len_utf8()]).collect(), "")
}

/// The first sentence of an answer that says something, or its beginning.
fn first_sentence(answer: &str) -> String {
    let says = |sentence: &&str| {
        let (pieces, _) = pieces(sentence);
        pieces.len() >= FEWEST_WORDS
    };
    let ends = |letter: char| matches!(letter, '.' | '!' | '?' | '。' | '！' | '？' | '\n');
    let sentence = answer.split_inclusive(ends).map(str::trim).find(says).unwrap_or(answer);
    sentence.chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::faq;
    use super::*;

    #[test]
    fn messages_are_made_of_the_entry_and_the_same_each_time() {
        let faq = faq(&[
            ("How can I block a lost card", "Yes. Call the number on its back at once. It is free.", ""),
            ("我的卡丢了怎么办", "请立即致电客服挂失。谢谢。", ""),
        ]);
        let made = messages(&faq);
        assert_eq!(made, messages(&faq));
        assert_eq!(made.len(), 6);
        assert_eq!(
            (made[2].text.as_str(), made[5].text.as_str()),
            ("Call the number on its back at once.", "请立即致电客服挂失。")
        );
        let kept = |made: &str, from: &str| made.split(' ').filter(|word| from.contains(word)).count();
        assert!(kept(&made[1].text, "How can I block a lost card") >= 5, "{:?}", made[1]);
        assert!(made[4].text.chars().filter(|letter| "我的卡丢了怎么办".contains(*letter)).count() >= 6);
    }

    #[test]
    fn odd_texts_make_messages_too() {
        let faq = faq(&[("?", "!", ""), ("x", "y", "")]);
        assert_eq!(messages(&faq).len(), 6);
        assert!(messages(&Faq::of([])).is_empty());
        assert_eq!(first_sentence(&"long ".repeat(1_000)).chars().count(), LONGEST);
    }
}

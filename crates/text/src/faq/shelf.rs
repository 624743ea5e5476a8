//! Which answers come first for a message? Each question's strength, the strongest question of each answer.
//!
//! ```text
//! strength = words alone:   share                                      (BM25, `bm25.rs`)
//!            both:          (share + cosine) / 2                        share and cosine are near 1 for the same text, and 0 for texts that have nothing in common
//!            + LIFT * probability of the question's class               where classes are known
//! ```
//!
//! Halves are equal by reason: both are on one scale, and neither is known to be the better for a FAQ that nobody has seen. Where the encoder finds fewer of the FAQ's own
//! answers than words alone do (it may not know the language), words alone are used; `trials.rs` finds that out. Answers are long and pull in whatever shares a word, so that only questions are compared.

use rustc_hash::FxHashMap;
use thiserror::Error;

use super::sureness::SHOWN;
use super::trials::Trials;
use super::{Bm25, Candidate, Faq, Outcome, Sureness};
use crate::encoder::{EncoderFault, SentenceEncoder};
use crate::label::Labeller;
use crate::linear::{LinearModel, LinearSettings};

/// How much stronger a question is whose class is sure. It settles what is nearly equal, and turns over no clear difference.
const LIFT: f32 = 0.1;

/// A FAQ needs so many entries of at least two classes before its classes are learnt.
const FEWEST_OF_CLASSES: usize = 20;

/// Texts that are embedded between two reports of how far it is.
const AT_ONCE: usize = 32;

/// What answers are ranked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ranking {
    /// Words alone.
    Words,
    /// The meaning alone.
    Meaning,
    /// Both.
    Both,
}

/// Why nothing can be answered from a FAQ.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum ShelfFault {
    /// No entry.
    #[error("it holds no question")]
    Empty,
    /// The encoder.
    #[error(transparent)]
    Encoder(#[from] EncoderFault),
    /// An encoder that the questions were not embedded by.
    #[error("its questions were embedded by another encoder; add it again")]
    OtherEncoder,
}

/// A FAQ that can be asked.
#[derive(Clone, Debug)]
pub struct Shelf {
    pub(super) faq: Faq,
    index: Bm25,
    pub(super) embedded: Option<Embedded>,
    pub(super) classes: Option<LinearModel>,
    /// For answers found by words alone.
    pub(super) by_words: Sureness,
}

/// The questions by their meaning.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Embedded {
    /// A row of length one for each entry.
    pub(super) rows: Vec<f32>,
    /// SHA-256 of the encoder.
    pub(super) encoder: String,
    /// Whether it finds more of the FAQ's own answers than words alone.
    pub(super) is_used: bool,
    /// For answers found by both.
    pub(super) sureness: Sureness,
}

/// How well each entry fits a message.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// By words.
    pub(super) words: Vec<f32>,
    /// By meaning, where there is an encoder.
    pub(super) meaning: Option<Vec<f32>>,
    /// How likely the message has the entry's class, where that is known.
    pub(super) class: Option<Vec<f32>>,
    /// Entries that are not looked at; empty when all are.
    is_out: Vec<bool>,
}

/// An answer that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The number of its strongest entry.
    pub entry: usize,
    /// The number of the answer.
    pub answer: usize,
    /// How strong that is.
    pub strength: f32,
}

impl Evidence {
    /// The same as if some entries were not there.
    #[must_use]
    pub fn without(self, is_out: impl Fn(usize) -> bool) -> Self {
        Self { is_out: (0..self.words.len()).map(is_out).collect(), ..self }
    }
}

impl Shelf {
    /// Makes a FAQ ready: embeds its questions where there is an encoder, learns its classes where it has some, and finds how sure answers are. `told` hears which share of the work is done, 0 to 1.
    ///
    /// # Errors
    /// When it is empty, or a text cannot be embedded.
    pub fn make(
        faq: Faq,
        encoder: Option<&SentenceEncoder>,
        told: &mut dyn FnMut(f64),
    ) -> Result<(Self, Trials), ShelfFault> {
        let mut shelf = Self::open(faq, encoder, &mut |share| told(0.5 * share))?;
        let trials = shelf.find_limits(encoder, &mut |share| told(0.5 + 0.4 * share))?;
        shelf.classes = learn_classes(&shelf.faq, |_| true);
        told(1.0);
        Ok((shelf, trials))
    }

    /// A FAQ whose questions are embedded, and of which nothing is known yet: all answers are as likely as not.
    ///
    /// # Errors
    /// As for [`Shelf::make`].
    pub fn open(faq: Faq, encoder: Option<&SentenceEncoder>, told: &mut dyn FnMut(f64)) -> Result<Self, ShelfFault> {
        if faq.entries().is_empty() {
            return Err(ShelfFault::Empty);
        }
        let rows = encoder.map(|encoder| {
            let questions: Vec<&str> = faq.entries().iter().map(|entry| entry.question.as_str()).collect();
            embed(encoder, &questions, told)
        });
        let embedded = rows.transpose()?.zip(encoder).map(|(rows, encoder)| Embedded {
            rows,
            encoder: encoder.sha256(),
            is_used: true,
            sureness: Sureness::default(),
        });
        Ok(Self::of(faq, embedded, None, Sureness::default()))
    }

    /// Finds on the FAQ's own texts how sure answers are, and whether the encoder is used.
    ///
    /// # Errors
    /// When a text cannot be embedded.
    pub fn find_limits(
        &mut self,
        encoder: Option<&SentenceEncoder>,
        told: &mut dyn FnMut(f64),
    ) -> Result<Trials, ShelfFault> {
        let trials = Trials::run(self, encoder, told)?;
        self.by_words = trials.words.sureness;
        if let (Some(embedded), Some(both)) = (&mut self.embedded, &trials.both) {
            embedded.sureness = both.sureness;
            embedded.is_used = both.mean_reciprocal_rank >= trials.words.mean_reciprocal_rank;
        }
        Ok(trials)
    }

    /// Takes over what another FAQ found out: for judging on questions that took no part in it.
    pub fn take_limits_of(&mut self, other: &Self) {
        self.by_words = other.by_words;
        if let (Some(embedded), Some(other)) = (&mut self.embedded, &other.embedded) {
            embedded.sureness = other.sureness;
            embedded.is_used = other.is_used;
        }
    }

    pub(super) fn of(faq: Faq, embedded: Option<Embedded>, classes: Option<LinearModel>, by_words: Sureness) -> Self {
        let index = Bm25::of(faq.entries().iter().map(|entry| entry.question.as_str()));
        Self { faq, index, embedded, classes, by_words }
    }

    /// The questions and answers.
    #[must_use]
    pub fn faq(&self) -> &Faq {
        &self.faq
    }

    /// The model of the FAQ's own classes, where it has some.
    #[must_use]
    pub fn classes(&self) -> Option<&LinearModel> {
        self.classes.as_ref()
    }

    /// SHA-256 of the encoder that its questions were embedded by and that is used; `None` when words alone are.
    #[must_use]
    pub fn encoder(&self) -> Option<&str> {
        self.embedded.as_ref().filter(|embedded| embedded.is_used).map(|embedded| embedded.encoder.as_str())
    }

    /// What is said of a message. `intent` is a kept model of labels; where it knows classes of the FAQ it speaks for them, else the FAQ's own model does.
    /// Without the encoder, words alone answer.
    ///
    /// # Errors
    /// When the encoder is another one, or chokes on the message.
    pub fn ask(
        &self,
        message: &str,
        encoder: Option<&SentenceEncoder>,
        intent: Option<&dyn Labeller>,
    ) -> Result<Outcome, ShelfFault> {
        let encoder = encoder.filter(|_| self.encoder().is_some());
        let own = self.classes.as_ref().map(|model| model as &dyn Labeller);
        let knows =
            |model: &&dyn Labeller| model.labels().iter().any(|label| self.faq.classes().contains(&label.as_str()));
        let evidence = self.evidence(message, encoder, intent.filter(|model| knows(model)).or(own))?;
        let ranking = if evidence.meaning.is_some() { Ranking::Both } else { Ranking::Words };
        let outcome = self.outcome_of(&self.rank(&evidence, ranking), &evidence);
        let label = |model: &dyn Labeller| model.label(&[message]).into_iter().next();
        Ok(Outcome { class: own.and_then(label), intent: intent.and_then(label), ..outcome })
    }

    /// How well each entry fits a message.
    ///
    /// # Errors
    /// When the encoder is another one than that of the entries, or chokes on the message.
    pub fn evidence(
        &self,
        message: &str,
        encoder: Option<&SentenceEncoder>,
        classes: Option<&dyn Labeller>,
    ) -> Result<Evidence, ShelfFault> {
        let row = match (encoder, &self.embedded) {
            (Some(encoder), Some(embedded)) if encoder.sha256() == embedded.encoder => Some(encoder.embed(&[message])?),
            (Some(_), Some(_)) => return Err(ShelfFault::OtherEncoder),
            _ => None,
        };
        Ok(self.evidence_of(message, row.as_deref(), classes))
    }

    pub(super) fn evidence_of(&self, message: &str, row: Option<&[f32]>, classes: Option<&dyn Labeller>) -> Evidence {
        let meaning = row.zip(self.embedded.as_ref()).map(|(row, embedded)| {
            let product = |other: &[f32]| row.iter().zip(other).map(|(one, other)| one * other).sum();
            embedded.rows.chunks_exact(row.len().max(1)).map(product).collect()
        });
        let class = classes.map(|model| {
            let probabilities = model.probabilities(&[message]);
            let of: FxHashMap<&str, f32> =
                model.labels().iter().map(String::as_str).zip(probabilities.iter().copied()).collect();
            let class = |class: &Option<String>| class.as_deref().and_then(|class| of.get(class)).copied();
            self.faq.entries().iter().map(|entry| class(&entry.class).unwrap_or(0.0)).collect()
        });
        Evidence { words: self.index.shares(message), meaning, class, is_out: Vec::new() }
    }

    /// How strong each entry is; `None` for those that are taken away, and, where words alone rank, for those that share no word with the message.
    #[must_use]
    pub fn strengths(&self, evidence: &Evidence, ranking: Ranking) -> Vec<Option<f32>> {
        let at =
            |values: &Option<Vec<f32>>, entry: usize| values.as_ref().and_then(|values| values.get(entry)).copied();
        let strength = |(entry, words): (usize, &f32)| {
            if evidence.is_out.get(entry).copied().unwrap_or(false) {
                return None;
            }
            let strength = match (ranking, at(&evidence.meaning, entry)) {
                (Ranking::Meaning, Some(meaning)) => meaning,
                (Ranking::Both, Some(meaning)) => f32::midpoint(*words, meaning),
                _ if *words > 0.0 => *words,
                _ => return None,
            };
            Some(strength + LIFT * at(&evidence.class, entry).unwrap_or(0.0))
        };
        evidence.words.iter().enumerate().map(strength).collect()
    }

    /// The answers, the strongest first, each with its strongest entry.
    #[must_use]
    pub fn rank(&self, evidence: &Evidence, ranking: Ranking) -> Vec<Found> {
        let mut strongest: Vec<Option<Found>> = vec![None; self.faq.answer_count()];
        let strengths = self.strengths(evidence, ranking);
        for (entry, (answer, strength)) in self.faq.answers().iter().copied().zip(strengths).enumerate() {
            if let (Some(place), Some(strength)) = (strongest.get_mut(answer), strength)
                && place.is_none_or(|found| found.strength < strength)
            {
                *place = Some(Found { entry, answer, strength });
            }
        }
        let mut found: Vec<Found> = strongest.into_iter().flatten().collect();
        found.sort_by(|one, other| other.strength.total_cmp(&one.strength).then(one.entry.cmp(&other.entry)));
        found
    }

    /// What a list of answers comes to.
    #[must_use]
    pub fn outcome_of(&self, found: &[Found], evidence: &Evidence) -> Outcome {
        let (strength, lead) = strength_and_lead(found);
        let sureness = match &self.embedded {
            Some(embedded) if evidence.meaning.is_some() => embedded.sureness,
            _ => self.by_words,
        };
        let candidates = found.iter().take(SHOWN).filter_map(|found| self.candidate(found, evidence)).collect();
        let (first, few) = match found {
            [] => (0.0, 0.0),
            _ => (sureness.of_first(strength, lead), sureness.of_few(strength, lead)),
        };
        Outcome::of(candidates, first, few, evidence.meaning.is_some())
    }

    fn candidate(&self, found: &Found, evidence: &Evidence) -> Option<Candidate> {
        let entry = self.faq.entries().get(found.entry)?;
        Some(Candidate {
            question: entry.question.clone(),
            answer: entry.answer.clone(),
            class: entry.class.clone(),
            score: found.strength,
            words: evidence.words.get(found.entry).copied().unwrap_or(0.0),
            meaning: evidence.meaning.as_ref().and_then(|meaning| meaning.get(found.entry)).copied(),
        })
    }
}

/// How strong the first answer is, and how far ahead of the second; 0 without them.
pub(super) fn strength_and_lead(found: &[Found]) -> (f32, f32) {
    let strength = |place: usize| found.get(place).map_or(0.0, |found| found.strength);
    (strength(0), strength(0) - strength(1))
}

/// Rows of texts, some at once, so that one hears how far it is.
pub(super) fn embed(
    encoder: &SentenceEncoder,
    texts: &[&str],
    told: &mut dyn FnMut(f64),
) -> Result<Vec<f32>, EncoderFault> {
    let mut rows = Vec::new();
    for (number, part) in texts.chunks(AT_ONCE).enumerate() {
        rows.extend(encoder.embed(part)?);
        #[expect(clippy::cast_precision_loss, reason = "a share of the work")]
        told(((number + 1) * AT_ONCE) as f64 / texts.len().max(AT_ONCE) as f64);
    }
    Ok(rows)
}

/// A model of the FAQ's classes from its questions, of those entries that `counts` lets in; `None` where there are too few, or all have one class.
#[must_use]
pub fn learn_classes(faq: &Faq, counts: impl Fn(usize) -> bool) -> Option<LinearModel> {
    let labels: Vec<String> = faq.classes().into_iter().map(str::to_owned).collect();
    let taught: Vec<(&str, u16)> = faq
        .entries()
        .iter()
        .enumerate()
        .filter(|(entry, _)| counts(*entry))
        .filter_map(|(_, entry)| {
            let class = labels.binary_search(entry.class.as_ref()?).ok()?;
            Some((entry.question.as_str(), u16::try_from(class).ok()?))
        })
        .collect();
    if taught.len() < FEWEST_OF_CLASSES {
        return None;
    }
    let (texts, class): (Vec<&str>, Vec<u16>) = taught.into_iter().unzip();
    // What cannot be learnt (one class, no words) is no fault of the FAQ: it is answered without classes.
    LinearModel::train(&texts, &class, &labels, None, &LinearSettings::default(), &mut |_| ())
        .ok()
        .map(|learnt| learnt.0)
}

#[cfg(test)]
mod tests {
    use super::super::tests::faq;
    use super::super::{AnsweredBy, AskedColumns, Kind, ReadFaq};
    use super::*;

    /// Twenty answers about cards and loans.
    fn bank() -> Faq {
        let file = include_bytes!("../../../../fixtures/faq/bank.csv");
        ReadFaq::read(file.as_slice(), &AskedColumns::default()).unwrap().faq
    }

    #[test]
    fn the_question_itself_is_drafted_and_what_has_nothing_in_common_goes_to_a_person() {
        let (shelf, _) = Shelf::make(bank(), None, &mut |_| ()).unwrap();
        let outcome = shelf.ask("how long may the mortgage run, please", None, None).unwrap();
        assert_eq!(outcome.outcome, Kind::Answer, "{outcome:?}");
        assert!(outcome.draft.unwrap().contains("Thirty years") && outcome.by == AnsweredBy::Bm25);
        assert_eq!(outcome.class.unwrap().label.as_deref(), Some("loans"));
        for message in ["", "tell a joke about whales", "\u{0}", "怎么办"] {
            let outcome = shelf.ask(message, None, None).unwrap();
            assert_eq!((outcome.outcome, outcome.draft), (Kind::Person, None), "{message}");
        }
    }

    #[test]
    fn several_questions_of_one_answer_are_one_candidate() {
        let faq = faq(&[("lost card", "Call us.", ""), ("stolen card", "Call us.", ""), ("card fee", "None.", "")]);
        let (shelf, _) = Shelf::make(faq, None, &mut |_| ()).unwrap();
        let outcome = shelf.ask("my card was stolen", None, None).unwrap();
        assert_eq!((outcome.candidates.len(), outcome.candidates[0].question.as_str()), (2, "stolen card"));
        assert!(matches!(Shelf::make(Faq::of([]), None, &mut |_| ()), Err(ShelfFault::Empty)));
    }

    #[test]
    fn with_an_encoder_both_rank_and_another_encoder_is_refused() {
        let encoder = crate::encoder::tests::small_sentences();
        let mut shares = Vec::new();
        let (mut shelf, trials) = Shelf::make(bank(), Some(&encoder), &mut |share| shares.push(share)).unwrap();
        assert!(trials.both.is_some() && shares.is_sorted() && shares.last() == Some(&1.0), "{shares:?}");
        shelf.embedded.as_mut().unwrap().is_used = true;
        let outcome = shelf.ask("change the PIN", Some(&encoder), None).unwrap();
        let first = &outcome.candidates[0];
        assert_eq!(outcome.by, AnsweredBy::Both);
        assert!(first.question.contains("PIN") && first.meaning.is_some(), "{outcome:?}");
        shelf.embedded.as_mut().unwrap().encoder = "other".into();
        assert_eq!(shelf.ask("PIN", Some(&encoder), None), Err(ShelfFault::OtherEncoder));
        shelf.embedded.as_mut().unwrap().is_used = false;
        assert_eq!(shelf.ask("PIN", Some(&encoder), None).unwrap().by, AnsweredBy::Bm25);
    }

    #[test]
    fn a_sure_class_settles_what_is_nearly_equal() {
        let faq = faq(&[("fee of the card", "None.", "card"), ("fee of the loan", "Ten.", "loan")]);
        let (shelf, _) = Shelf::make(faq, None, &mut |_| ()).unwrap();
        let mut evidence = shelf.evidence_of("what is the fee", None, None);
        let first = |evidence: &Evidence| shelf.rank(evidence, Ranking::Words)[0].entry;
        assert_eq!(first(&evidence), 0, "equal: the first");
        evidence.class = Some(vec![0.1, 0.9]);
        assert_eq!(first(&evidence), 1);
    }
}

//! A model of titles that is learnt from the person's words on others, and used only where it was right on words that were left out.
//!
//! ```text
//! words ──> texts "app title site" ──folds──> what would have been said of words left out ──> limit ──> better than rules and than always the commonest?
//!                                └───────────> the model, from all words                                    └─ no: not used, and why
//! ```
//!
//! It answers where a label is at least as likely as the limit, and where a word of the text speaks for it that the person used before: of a text of which it knows nothing it would
//! be as sure. With an encoder there is a second model, which compares what titles mean: it may answer, too, where a title means much the same as one that the person labelled. Of the two the one
//! is taken that would have been right more often. By words that takes some hundredths of a second for a hundred of them, with an encoder a second or so, so it is learnt anew when a word comes or goes, and nothing of it lies on the disk.

use std::fmt;

use attentive_learn::SplitMix64;
use attentive_learn::beta::incomplete_beta;
use attentive_learn::split::stratified_folds;
use attentive_text::encoder::SentenceEncoder;
use attentive_types::{LabelledBy, LabelledTitle, Reason, TitleLabel};

use super::model::{Model, Read, Said};
use super::{TitleWord, TitleWords};

/// Words of each of two labels at least: with fewer, five right ones of five could not be told from luck.
const LEAST_OF_LABEL: usize = 5;
/// The latest words that are learnt from; more take seconds, and the oldest tell least of what the person means now. This project.
const MOST_WORDS: usize = 1_000;
/// Parts of the words that are left out in turn.
const FOLDS: usize = 5;
/// The share of answers on words left out that must be right. This project: one in five wrong is what a person may still be asked to mend.
const WANTED: f64 = 0.8;
/// Where all words that were left out are easy, the least sure of them tells nothing of others: a label that is twice as likely as the others together is let in then.
const EASY: f64 = 2.0 / 3.0;
/// How unlikely luck must be (sign test, one-sided).
const LUCK: f64 = 0.05;
/// Where chance begins.
pub(super) const SEED: u64 = 1;

/// The model.
#[derive(Debug)]
pub struct LearnedTitles {
    model: Model,
    limit: f64,
    tried: Tried,
}

/// How it did on the person's words that were left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tried {
    /// Words, each left out once.
    pub words: usize,
    /// For how many of them it had a label to say, sure or not; the three figures that follow are of these.
    pub said: usize,
    /// How often that label was right.
    pub right_of_said: usize,
    /// How often the rules were right.
    pub rules_right: usize,
    /// How many were of the commonest label of all.
    pub of_commonest: usize,
    /// For how many it was sure enough to answer.
    pub answered: usize,
    /// How many of the answers were right. The limit was chosen on the same words, so that this is a little too good.
    pub right: usize,
}

/// Why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotYet {
    /// Too little was said.
    TooLittle {
        /// Words of each label, in the order of [`TitleLabel::ALL`].
        words: [usize; 3],
    },
    /// On words that were left out it was not surely better than the rules, or than always saying the commonest label.
    NoBetter(Tried),
    /// It could not be learnt.
    Cannot(String),
}

impl fmt::Display for NotYet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLittle { words: [focus, neutral, distraction] } => write!(
                f,
                "too little was said: it needs {LEAST_OF_LABEL} words each of two labels, and there are {focus} of focus, {neutral} of neutral and {distraction} of distraction"
            ),
            Self::NoBetter(tried) => write!(
                f,
                "of {} words that were left out in turn it had something to say of {}, and was right in {}; the rules were right in {} of these, and {} were of the commonest label, so that is not surely better",
                tried.words, tried.said, tried.right_of_said, tried.rules_right, tried.of_commonest
            ),
            Self::Cannot(why) => write!(f, "it could not be learnt: {why}"),
        }
    }
}

/// What would have been said of a word that was left out.
struct Guess {
    /// How likely the likeliest label is; `None` where no word of the text speaks for it.
    sureness: Option<f64>,
    is_right: bool,
    is_right_by_rule: bool,
    is_commonest: bool,
}

impl LearnedTitles {
    /// Learns from words. `by_rule` is what the rules say of what a word is about; `encoder` tells what titles mean, where there is one.
    ///
    /// # Errors
    /// With what is lacking.
    pub(super) fn learn(
        words: &TitleWords,
        by_rule: &dyn Fn(&TitleWord) -> TitleLabel,
        encoder: Option<&SentenceEncoder>,
    ) -> Result<Self, NotYet> {
        let all = words.all();
        let words = &all[all.len().saturating_sub(MOST_WORDS)..];
        let of = |label: TitleLabel| words.iter().filter(|word| word.label == label).count();
        let counts = TitleLabel::ALL.map(of);
        if counts.iter().filter(|count| **count >= LEAST_OF_LABEL).count() < 2 {
            return Err(NotYet::TooLittle { words: counts });
        }
        let texts: Vec<String> = words
            .iter()
            .map(|word| text(&word.app, word.title.as_deref().unwrap_or_default(), word.site.as_deref()))
            .collect();
        let class: Vec<u16> = words.iter().map(|word| u16::try_from(word.label.place()).unwrap_or(u16::MAX)).collect();
        let most = counts.into_iter().max().unwrap_or(0);
        let commonest = TitleLabel::ALL.into_iter().find(|label| counts[label.place()] == most);
        let ground = Ground { words, texts: &texts, class: &class, commonest, by_rule };
        let (limit, tried) = ground.tried(None)?;
        // Where the encoder cannot read them, the words are there all the same.
        let by_meaning = encoder.and_then(|encoder| {
            let read = Read::of(encoder, &texts).ok()?;
            let (limit, tried) = ground.tried(Some(&read)).ok()?;
            Some((limit?, tried, read))
        });
        // Of two that are alike the one by words, whose reasons are plainer.
        if let Some((limit, tried, read)) =
            by_meaning.filter(|(_, other, _)| limit.is_none() || other.right > tried.right)
        {
            return Ok(Self { model: Model::fit(&texts, &class, Some(&read))?, limit, tried });
        }
        let limit = limit.ok_or(NotYet::NoBetter(tried))?;
        Ok(Self { model: Model::fit(&texts, &class, None)?, limit, tried })
    }

    /// What it says; `None` where it is not sure enough.
    #[must_use]
    pub fn label(&self, app: &str, title: &str, site: Option<&str>) -> Option<LabelledTitle> {
        let Said { label, sureness, speaks } =
            self.model.say(&text(app, title, site), None).filter(|said| said.sureness >= self.limit)?;
        let Tried { answered, right, .. } = self.tried;
        // Never surer than what was shown: the expectation of its share of right answers, with all shares as likely beforehand (Laplace).
        #[expect(clippy::cast_precision_loss, reason = "counts of words")]
        let sureness = sureness.min((right as f64 + 1.0) / (answered as f64 + 2.0));
        let text = format!(
            "it reads like what you said is {}, above all by {speaks}; that was right for {right} of {answered} of your words that were left out",
            label.name()
        );
        let reason =
            Reason { code: "learned".to_owned(), text, value: Some(sureness), unit: "share".to_owned(), weight: 1.0 };
        Some(LabelledTitle { label, by: LabelledBy::Learned, confidence: Some(sureness), reason })
    }

    /// How it did on words that were left out.
    #[must_use]
    pub fn tried(&self) -> Tried {
        self.tried
    }

    /// Whether titles are compared by what they mean, and not by their words alone.
    #[must_use]
    pub fn is_by_meaning(&self) -> bool {
        self.model.is_by_meaning()
    }

    /// How likely a label must be, 0 to 1.
    #[must_use]
    pub fn limit(&self) -> f64 {
        self.limit
    }
}

impl Tried {
    fn of(guesses: &[Guess]) -> Self {
        let said: Vec<&Guess> = guesses.iter().filter(|guess| guess.sureness.is_some()).collect();
        let count = |is: fn(&Guess) -> bool| said.iter().filter(|guess| is(guess)).count();
        Self {
            words: guesses.len(),
            said: said.len(),
            right_of_said: count(|guess| guess.is_right),
            rules_right: count(|guess| guess.is_right_by_rule),
            of_commonest: count(|guess| guess.is_commonest),
            answered: 0,
            right: 0,
        }
    }
}

/// Whether it was right more often than the rules, and than always saying the commonest label, and by more than luck. Looked at before a limit is chosen.
fn is_better(guesses: &[Guess]) -> bool {
    let said = || guesses.iter().filter(|guess| guess.sureness.is_some());
    let beats = |other: fn(&Guess) -> bool| {
        let wins = said().filter(|guess| guess.is_right && !other(guess)).count();
        let losses = said().filter(|guess| !guess.is_right && other(guess)).count();
        luck(wins, losses) <= LUCK
    };
    beats(|guess| guess.is_right_by_rule) && beats(|guess| guess.is_commonest)
}

/// How likely so many wins or more are among so many where both are as likely (sign test; a binomial's tail as an incomplete beta).
#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn luck(wins: usize, losses: usize) -> f64 {
    if wins == 0 { 1.0 } else { incomplete_beta(wins as f64, losses as f64 + 1.0, 0.5) }
}

/// How sure a label must be: the lowest limit at and above which enough of the answers are right; `None` where there is none.
#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn limit_of(guesses: &[Guess], tried: &mut Tried) -> Option<f64> {
    let mut sure: Vec<(f64, bool)> =
        guesses.iter().filter_map(|guess| Some((guess.sureness?, guess.is_right))).collect();
    sure.sort_by(|one, other| other.0.total_cmp(&one.0));
    let mut limit = None;
    let mut right = 0;
    for (place, (sureness, is_right)) in sure.iter().enumerate() {
        right += usize::from(*is_right);
        let is_whole = sure.get(place + 1).is_none_or(|(next, _)| next < sureness);
        if is_whole && right as f64 >= WANTED * (place + 1) as f64 {
            (tried.answered, tried.right) = (place + 1, right);
            let is_last = place + 1 == sure.len();
            limit = Some(if is_last { sureness.min(EASY) } else { *sureness });
        }
    }
    limit
}

/// What there is to learn from, and to be held against.
struct Ground<'a> {
    words: &'a [TitleWord],
    texts: &'a [String],
    class: &'a [u16],
    commonest: Option<TitleLabel>,
    by_rule: &'a dyn Fn(&TitleWord) -> TitleLabel,
}

impl Ground<'_> {
    /// How a model does on words that are left out in turn, and the limit from which it may be used; no limit where it is not surely better than the rules.
    fn tried(&self, read: Option<&Read<'_>>) -> Result<(Option<f64>, Tried), NotYet> {
        let mut guesses = Vec::with_capacity(self.words.len());
        for split in stratified_folds(self.class, FOLDS, &mut SplitMix64::new(SEED)) {
            let part = read.map(|read| read.part(&split.train));
            let model = Model::fit(&pick(self.texts, &split.train), &pick(self.class, &split.train), part.as_ref())?;
            for place in split.test {
                let row = read.map(|read| read.row(place));
                let (word, said) = (&self.words[place], model.say(&self.texts[place], row));
                guesses.push(Guess {
                    sureness: said.as_ref().map(|said| said.sureness),
                    is_right: said.is_some_and(|said| said.label == word.label),
                    is_right_by_rule: (self.by_rule)(word) == word.label,
                    is_commonest: Some(word.label) == self.commonest,
                });
            }
        }
        let mut tried = Tried::of(&guesses);
        let limit = is_better(&guesses).then(|| limit_of(&guesses, &mut tried)).flatten();
        Ok((limit, tried))
    }
}

/// The text that is learnt from and asked about.
fn text(app: &str, title: &str, site: Option<&str>) -> String {
    [app, title, site.unwrap_or_default()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn pick<T: Clone>(values: &[T], places: &[usize]) -> Vec<T> {
    places.iter().map(|place| values[*place].clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(title: String, label: TitleLabel) -> TitleWord {
        TitleWord { app: "firefox".to_owned(), title: Some(title), site: None, label }
    }

    /// So many words of each of two topics.
    fn two_topics(each: usize) -> TitleWords {
        let topics = [
            ("thesis chapter about rivers", TitleLabel::Focus),
            ("celebrity gossip of the week", TitleLabel::Distraction),
        ];
        TitleWords::new(
            (0..each).flat_map(|number| topics.map(|(topic, label)| word(format!("{topic} {number}"), label))),
        )
    }

    fn neutral(_: &TitleWord) -> TitleLabel {
        TitleLabel::Neutral
    }

    #[test]
    fn too_few_words_are_not_learnt_from_and_that_is_said() {
        let why = LearnedTitles::learn(&two_topics(4), &neutral, None).unwrap_err();
        assert_eq!(why, NotYet::TooLittle { words: [4, 0, 4] });
        assert!(why.to_string().contains("4 of focus"), "{why}");
    }

    #[test]
    fn enough_words_are_learnt_and_tried_on_words_that_were_left_out() {
        let learned = LearnedTitles::learn(&two_topics(8), &neutral, None).unwrap();
        let tried = learned.tried();
        assert!(tried.words == 16 && tried.right * 5 >= tried.answered * 4 && tried.answered >= 10, "{tried:?}");
        let said = learned.label("firefox", "gossip about a celebrity", None).unwrap();
        assert_eq!((said.label, said.by), (TitleLabel::Distraction, LabelledBy::Learned));
        assert!(said.confidence.is_some_and(|sure| (0.6..=17.0 / 18.0).contains(&sure)), "{said:?}");
        assert_eq!(learned.label("", "", None), None, "a text that says nothing has no label");
        assert_eq!(learned.label("xterm", "~/qq", None), None, "nor has one of which it knows nothing");
    }

    #[test]
    fn words_that_no_text_explains_are_not_used() {
        let words = TitleWords::new((0..40_u32).map(|number| {
            let letter = |shift: u32| char::from(b'a' + u8::try_from((number * 7 + shift * 11) % 26).unwrap_or(0));
            let title: String = (0..12).map(letter).collect();
            word(title, TitleLabel::ALL[usize::from(number % 2 == 0) * 2])
        }));
        let why = LearnedTitles::learn(&words, &neutral, None).unwrap_err();
        assert!(matches!(why, NotYet::NoBetter(_)), "{why}");
    }

    #[test]
    fn where_the_rules_say_the_same_it_is_not_used() {
        let rules = |word: &TitleWord| word.label;
        let why = LearnedTitles::learn(&two_topics(10), &rules, None).unwrap_err();
        let NotYet::NoBetter(tried) = &why else { panic!("{why}") };
        assert_eq!(tried.rules_right, tried.said);
        assert!(why.to_string().contains("not surely better"), "{why}");
    }

    #[test]
    fn where_nearly_all_is_of_one_label_what_is_unlike_all_of_it_is_left_alone() {
        let mut words: Vec<TitleWord> =
            (0..30).map(|number| word(format!("celebrity gossip {number}"), TitleLabel::Distraction)).collect();
        words.extend((0..6).map(|number| word(format!("thesis chapter {number}"), TitleLabel::Focus)));
        let learned = LearnedTitles::learn(&TitleWords::new(words), &neutral, None).unwrap();
        assert_eq!(learned.label("kubectl", "pods", None), None);
        assert_eq!(learned.label("firefox", "thesis", None).map(|said| said.label), Some(TitleLabel::Focus));
    }

    #[test]
    fn with_an_encoder_the_better_of_both_is_taken() {
        let encoder = super::super::model::tests::encoder();
        // Words alone are right of all of these, and no reason is plainer.
        let plain = LearnedTitles::learn(&two_topics(8), &neutral, Some(&encoder)).unwrap();
        assert!(!plain.is_by_meaning() && plain.tried().right == plain.tried().words);
        // No word is met twice, so that words alone say nothing.
        let of = super::super::model::tests::of_letters;
        let said = of(['a', 'b', 'c'], 12).into_iter().map(|title| word(title, TitleLabel::Focus));
        let other = of(['x', 'y', 'z'], 12).into_iter().map(|title| word(title, TitleLabel::Distraction));
        let words: Vec<TitleWord> = said.chain(other).collect();
        let by_words = LearnedTitles::learn(&TitleWords::new(words.clone()), &neutral, None);
        assert!(matches!(by_words, Err(NotYet::NoBetter(Tried { said: 0, .. }))), "{by_words:?}");
        let learned = LearnedTitles::learn(&TitleWords::new(words), &neutral, Some(&encoder));
        let learned = learned.unwrap();
        assert!(learned.is_by_meaning() && learned.tried().right >= 12, "{:?}", learned.tried());
    }

    #[test]
    fn luck_is_what_the_sign_test_says() {
        assert!((luck(5, 0) - 1.0 / 32.0).abs() < 1e-12);
        assert!((luck(9, 1) - 11.0 / 1024.0).abs() < 1e-12);
        assert_eq!(luck(0, 7), 1.0);
    }
}

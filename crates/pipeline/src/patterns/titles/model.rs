//! The likeliest label of a text, and what speaks for it: by its words alone, or by what it means as well.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use attentive_text::encoder::{EncoderFault, SentenceEncoder};
use attentive_text::linear::{LinearModel, LinearSettings};
use attentive_text::{CombinedModel, Labeller, Scope};
use attentive_types::TitleLabel;

use super::learned::{NotYet, SEED};
use super::speaking::SpeakingWords;

/// Texts of which it is kept what was made of them, at most.
const MOST_KNOWN: usize = 20_000;
/// Texts that are read at once.
const AT_ONCE: usize = 64;

/// What an encoder made of texts.
#[derive(Clone, Debug)]
pub(super) struct Read<'a> {
    encoder: &'a SentenceEncoder,
    rows: Vec<f32>,
}

impl<'a> Read<'a> {
    pub(super) fn of(encoder: &'a SentenceEncoder, texts: &[String]) -> Result<Self, EncoderFault> {
        let mut rows = Vec::with_capacity(texts.len() * encoder.width());
        for part in texts.chunks(AT_ONCE) {
            rows.extend(encoder.embed(&part.iter().map(String::as_str).collect::<Vec<_>>())?);
        }
        Ok(Self { encoder, rows })
    }

    pub(super) fn row(&self, place: usize) -> &[f32] {
        let wide = self.encoder.width();
        &self.rows[place * wide..(place + 1) * wide]
    }

    pub(super) fn part(&self, places: &[usize]) -> Self {
        Self { encoder: self.encoder, rows: places.iter().flat_map(|place| self.row(*place)).copied().collect() }
    }
}

/// The model.
#[derive(Debug)]
pub(super) struct Model {
    by: By,
    speaking: SpeakingWords,
}

#[derive(Debug)]
enum By {
    Words(LinearModel),
    Meaning(Box<Meaning>),
}

/// Words, and what the person's own texts mean.
#[derive(Debug)]
struct Meaning {
    model: CombinedModel,
    encoder: SentenceEncoder,
    /// What the person labelled.
    texts: Vec<String>,
    class: Vec<u16>,
    rows: Vec<f32>,
    /// How close a text must be to one of its label where none of its words was met before: as close as three of four of the person's own are to their nearest.
    near: f32,
    /// What was made of texts that were asked about, as titles come again and again.
    known: Mutex<BTreeMap<String, Made>>,
}

/// What is made of a text: probabilities, and the place of the person's own text that is nearest.
type Made = (Vec<f32>, Option<usize>);

/// What is said of a text.
pub(super) struct Said {
    pub(super) label: TitleLabel,
    pub(super) sureness: f64,
    /// What speaks for it, in words.
    pub(super) speaks: String,
}

impl Model {
    /// Learns; with what an encoder made of the same texts, by what they mean as well.
    pub(super) fn fit(texts: &[String], class: &[u16], read: Option<&Read<'_>>) -> Result<Self, NotYet> {
        let labels = TitleLabel::ALL.map(|label| label.name().to_owned());
        let settings = LinearSettings { seed: SEED, ..LinearSettings::default() };
        let speaking = SpeakingWords::of(texts.iter().map(String::as_str).zip(class.iter().copied()));
        let by = match read {
            None => {
                let fitted = LinearModel::train(texts, class, &labels, None, &settings, &mut |_| ());
                By::Words(fitted.map_err(|fault| NotYet::Cannot(fault.to_string()))?.0)
            }
            Some(Read { encoder, rows }) => {
                // One C, as it is learnt anew with each word that a person says.
                let settings = LinearSettings { cs: vec![1.0], folds: 3, ..settings };
                let fitted =
                    CombinedModel::train_read(encoder, texts, rows, class, &labels, None, &settings, &mut |_| ());
                let (model, _) = fitted.map_err(|fault| NotYet::Cannot(fault.to_string()))?;
                let near = near(rows, class, encoder.width());
                let (texts, class, rows) = (texts.to_vec(), class.to_vec(), rows.clone());
                let (encoder, known) = ((*encoder).clone(), Mutex::default());
                By::Meaning(Box::new(Meaning { model, encoder, texts, class, rows, near, known }))
            }
        };
        Ok(Self { by, speaking })
    }

    pub(super) fn is_by_meaning(&self) -> bool {
        matches!(self.by, By::Meaning(_))
    }

    /// The likeliest label, how likely it is and what speaks most for it; `None` where nothing does. `row` is what the encoder made of the text, where that is known.
    pub(super) fn say(&self, text: &str, row: Option<&[f32]>) -> Option<Said> {
        let (probabilities, nearest) = match &self.by {
            By::Words(linear) => (linear.probabilities(&[text]), None),
            By::Meaning(meaning) => {
                let (probabilities, nearest) = match row {
                    Some(row) => meaning.read(text, row)?,
                    None => meaning.ask(text)?,
                };
                (probabilities, nearest.map(|place| meaning.texts[place].as_str()))
            }
        };
        let best = Scope::default().likeliest(&probabilities)?;
        let word = self.speaking.strongest(text, best).map(|word| format!("{word:?}"));
        let speaks = word.or_else(|| nearest.map(|text| format!("what it has in common with {text:?}")))?;
        Some(Said { label: *TitleLabel::ALL.get(best)?, sureness: f64::from(*probabilities.get(best)?), speaks })
    }
}

impl Meaning {
    /// What is made of a text, kept for when it comes again.
    fn ask(&self, text: &str) -> Option<Made> {
        if let Some(known) = self.known.lock().unwrap_or_else(PoisonError::into_inner).get(text) {
            return Some(known.clone());
        }
        let found = self.read(text, &self.encoder.embed(&[text]).ok()?)?;
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST_KNOWN {
            known.clear();
        }
        known.insert(text.to_owned(), found.clone());
        Some(found)
    }

    /// What is made of a text of this row.
    fn read(&self, text: &str, row: &[f32]) -> Option<Made> {
        let probabilities = self.model.probabilities_read(&[text], row);
        let best = Scope::default().likeliest(&probabilities)?;
        Some((probabilities, self.nearest(row, best)))
    }

    /// The person's own text of that label that comes nearest, where it is near.
    fn nearest(&self, row: &[f32], label: usize) -> Option<usize> {
        let of_label = self.class.iter().enumerate().filter(|(_, class)| usize::from(**class) == label);
        let close = of_label.map(|(place, _)| (place, dot(row, &self.rows[place * row.len()..])));
        let (place, closeness) = close.max_by(|one, other| one.1.total_cmp(&other.1))?;
        (closeness >= self.near).then_some(place)
    }
}

/// How close three of four texts are at least to the nearest other of their label; 1 where no label has two.
fn near(rows: &[f32], class: &[u16], wide: usize) -> f32 {
    let row = |place: usize| &rows[place * wide..(place + 1) * wide];
    let nearest = |place: usize| {
        let others = (0..class.len()).filter(|other| *other != place && class[*other] == class[place]);
        others.map(|other| dot(row(place), row(other))).reduce(f32::max)
    };
    let mut close: Vec<f32> = (0..class.len()).filter_map(nearest).collect();
    close.sort_by(f32::total_cmp);
    close.get(close.len() / 4).copied().unwrap_or(1.0)
}

fn dot(one: &[f32], other: &[f32]) -> f32 {
    one.iter().zip(other).map(|(one, other)| one * other).sum()
}

#[cfg(test)]
pub(super) mod tests {
    use attentive_text::encoder::{Files, TextEncoder};

    use super::*;

    /// An encoder that has learnt nothing: it tells letters apart.
    pub(in super::super) fn encoder() -> SentenceEncoder {
        let files = Files {
            config: include_bytes!("../../../../../fixtures/encoder/config.json"),
            tokenizer: include_bytes!("../../../../../fixtures/encoder/tokenizer.json"),
            weights: include_bytes!("../../../../../fixtures/encoder/model.safetensors"),
            pooling: None,
        };
        TextEncoder::read(files).unwrap().into()
    }

    /// Texts of one word each, no two alike, of the first three letters or the last three.
    pub(in super::super) fn of_letters(letters: [char; 3], count: usize) -> Vec<String> {
        (0..count)
            .map(|text| (0..5).map(|place| letters[(text / 3_usize.pow(place) + place as usize) % 3]).collect())
            .collect()
    }

    #[test]
    fn by_meaning_it_speaks_also_of_texts_whose_words_were_never_met_and_names_the_nearest() {
        let texts = [of_letters(['a', 'b', 'c'], 12), of_letters(['x', 'y', 'z'], 12)].concat();
        let class: Vec<u16> = (0..24).map(|place| 2 * (place / 12)).collect();
        let encoder = encoder();
        let read = Read::of(&encoder, &texts).unwrap();
        let (by_words, by_meaning) =
            (Model::fit(&texts, &class, None).unwrap(), Model::fit(&texts, &class, Some(&read)).unwrap());
        assert_eq!((by_words.is_by_meaning(), by_meaning.is_by_meaning()), (false, true));
        let mut spoke = 0;
        for (text, label) in [("cabbage".to_owned(), 0), ("zyxyz".to_owned(), 2), ("bacab".to_owned(), 0)] {
            assert!(by_words.say(&text, None).is_none(), "no word of it was met: {text}");
            let Some(said) = by_meaning.say(&text, None) else { continue };
            spoke += 1;
            assert_eq!(said.label, TitleLabel::ALL[label], "{text}");
            assert!(said.speaks.contains("in common with"), "{}", said.speaks);
            let again = by_meaning.say(&text, None).unwrap();
            assert!((again.sureness - said.sureness).abs() < 1e-9 && again.speaks == said.speaks);
        }
        assert!(spoke > 0, "nothing was near");
    }

    #[test]
    fn near_is_what_three_of_four_texts_reach() {
        let rows = [1.0, 0.0, 0.8, 0.6, 0.0, 1.0, 0.6, 0.8];
        // Of one label: each row's nearest other is .96 or .8 away.
        let found = near(&rows, &[0, 0, 0, 0], 2);
        assert!((found - 0.8).abs() < 1e-6, "{found}");
        assert!((near(&rows, &[0, 1, 2, 3], 2) - 1.0).abs() < 1e-6);
    }
}

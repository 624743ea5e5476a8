//! Labels from a handful of texts, and new ones whenever they come: an encoder that stays as it is, and the nearest mean of what each label was taught with.
//!
//! ```text
//! text ──encoder──> a row of length 1 ──ClassSums──> how near each label's mean is ──temperature──> probabilities
//! ```
//!
//! What is kept of the texts are sums, and some rows of each label by which temperature and limit are found anew: no text. Teaching takes as long as reading the texts, in any order and in
//! as many steps as there are, and ends where teaching all at once would have: so nothing that was learnt is forgotten.
//!
//! | question | file |
//! | --- | --- |
//! | how is it taught, what does it say? | [`GrowingModel`], here |
//! | which rows are remembered? | `memory.rs` |
//! | how is it kept? | `file.rs` |

mod file;
mod memory;

use std::collections::BTreeMap;

use attentive_learn::calibrate::Temperature;
use attentive_learn::discriminant::{ClassSums, Discriminant};

pub use file::KIND;

use crate::encoder::{EncoderFault, SentenceEncoder};
use crate::label::{By, Labeller, Scope};
use crate::soften::soften;
use memory::Memory;

/// A model of labels that can be taught more at any time.
#[derive(Clone, Debug)]
pub struct GrowingModel {
    encoder: SentenceEncoder,
    labels: Vec<String>,
    sums: ClassSums,
    memory: Memory,
    found: Option<Discriminant>,
    /// How far the covariance is drawn towards an even one at least.
    share: f64,
    temperature: f64,
    scope: Scope,
}

/// What was found on rows that were left out, one at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct OnRemembered {
    /// What the rows are that could be left out: the place of the label of each.
    pub class: Vec<u16>,
    /// Calibrated probabilities of each: as many as there are labels.
    pub probabilities: Vec<f32>,
    /// Share of them that got the right label; 0 without any.
    pub accuracy: f64,
    /// The temperature.
    pub temperature: f64,
}

impl GrowingModel {
    /// One that was taught nothing yet. `outside` is the label that stands for "none of the others", where texts of it may come.
    #[must_use]
    pub fn new(encoder: &SentenceEncoder, outside: Option<&str>, seed: u64) -> Self {
        let wide = encoder.width();
        Self {
            encoder: encoder.clone(),
            labels: outside.map(str::to_owned).into_iter().collect(),
            sums: ClassSums::new(wide),
            memory: Memory::new(seed),
            found: None,
            share: 0.0,
            temperature: 1.0,
            scope: Scope { outside: outside.map(|_| 0), least: 0.0 },
        }
    }

    /// Teaches texts with their labels, known ones or new. `told` hears which share is done, 0 to 1.
    ///
    /// # Errors
    /// When a text cannot be read; then nothing was learnt.
    pub fn teach(
        &mut self,
        texts: &[&str],
        labels: &[&str],
        told: &mut dyn FnMut(f64),
    ) -> Result<OnRemembered, EncoderFault> {
        let wide = self.encoder.width();
        let mut rows = Vec::with_capacity(texts.len() * wide);
        for part in texts.chunks(AT_ONCE) {
            rows.extend(self.encoder.embed(part)?);
            told(rows.len() as f64 / (texts.len() * wide).max(1) as f64);
        }
        let mut place: BTreeMap<String, usize> = self.labels.iter().cloned().zip(0..).collect();
        for (row, label) in rows.chunks_exact(wide).zip(labels) {
            let class = *place.entry((*label).to_owned()).or_insert_with(|| {
                self.labels.push((*label).to_owned());
                self.labels.len() - 1
            });
            if self.sums.add(row, class) {
                self.memory.add(row, class);
            }
        }
        self.share = self.best_share();
        Ok(self.settle())
    }

    /// The share under which remembered rows that are left out are likeliest what they are.
    fn best_share(&self) -> f64 {
        let (rows, class) = self.memory.rows();
        let wide = self.encoder.width();
        // Evenly over all labels.
        let step = class.len().div_ceil(JUDGED).max(1);
        let rows: Vec<f32> = rows.chunks_exact(wide).step_by(step).flatten().copied().collect();
        let class: Vec<usize> = class.iter().step_by(step).copied().collect();
        let loss = |share: f64| {
            let (scores, is, _) = self.left_out(&rows, &class, share);
            let own = scores.chunks_exact(self.labels.len().max(1)).zip(&is);
            own.map(|(row, is)| -f64::from(row[usize::from(*is)]).max(1e-9).ln()).sum::<f64>()
        };
        let tried = SHARES.map(|share| (share, loss(share)));
        tried.into_iter().min_by(|one, other| one.1.total_cmp(&other.1)).map_or(0.0, |best| best.0)
    }

    /// Calibrated probabilities of rows that are left out one at a time, what they are, and the temperature.
    fn left_out(&self, rows: &[f32], class: &[usize], share: f64) -> (Vec<f32>, Vec<u16>, Temperature) {
        let left_out = self.sums.left_out(rows, class, share).unwrap_or_default();
        let labels = self.labels.len();
        let (mut scores, mut is) = (Vec::new(), Vec::new());
        for (row, class) in left_out.into_iter().zip(class) {
            let Some(mut row) = row else { continue };
            // Labels that have no texts yet: their names came first.
            row.resize(labels, f32::MIN / 2.0);
            scores.extend(row);
            is.push(u16::try_from(*class).unwrap_or(u16::MAX));
        }
        soften(&mut scores, labels, FIRST);
        let temperature = if is.is_empty() { Temperature(1.0) } else { Temperature::fit(&scores, labels, &is) };
        temperature.apply(&mut scores, labels);
        (scores, is, temperature)
    }

    /// What follows from the sums: how labels are told, the temperature, the limit.
    fn settle(&mut self) -> OnRemembered {
        self.found = self.sums.discriminant(self.share);
        let (rows, class) = self.memory.rows();
        let (scores, is, temperature) = self.left_out(&rows, &class, self.share);
        let labels = self.labels.len();
        self.temperature = FIRST * temperature.0;
        self.scope = Scope::fit(&scores, labels, &is, self.scope.outside);
        let likeliest = scores.chunks_exact(labels.max(1)).map(|row| Scope::default().likeliest(row));
        let right = likeliest.zip(&is).filter(|(said, is)| *said == Some(usize::from(**is))).count();
        let accuracy = right as f64 / is.len().max(1) as f64;
        OnRemembered { class: is, probabilities: scores, accuracy, temperature: self.temperature }
    }

    /// How many texts it was taught with.
    #[must_use]
    pub fn taught(&self) -> usize {
        self.sums.rows()
    }
}

/// Scores lie far apart: they are divided by this before they become probabilities, as those would be 0 else, and no temperature could raise them again.
const FIRST: f64 = 10.0;

/// Whether there are so few texts of each label that nearest means learn more from them than tuning does, or words: twenty on average (`docs/decisions/0018-from-a-handful-of-texts.md`).
#[must_use]
pub fn is_handful(texts: usize, labels: usize) -> bool {
    texts <= 20 * labels
}

/// How far the covariance may be drawn towards an even one, at least: by the formula alone, or further.
const SHARES: [f64; 5] = [0.0, 0.6, 0.8, 0.9, 0.95];
/// Remembered rows on which that is chosen, at most.
const JUDGED: usize = 600;

/// Texts that are read at once.
const AT_ONCE: usize = 64;

impl Labeller for GrowingModel {
    fn by(&self) -> By {
        By::Means
    }

    fn labels(&self) -> &[String] {
        &self.labels
    }

    fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Texts that cannot be read are as likely of one label as of another, so that they get none. (Tokenizer and weights are held against one another when the encoder is read.)
    fn probabilities(&self, texts: &[&str]) -> Vec<f32> {
        let labels = self.labels.len();
        let even = || vec![1.0 / labels.max(1) as f32; labels];
        let Some(found) = &self.found else { return texts.iter().flat_map(|_| even()).collect() };
        let wide = self.encoder.width();
        let one = |text: &&str| {
            let Ok(row) = self.encoder.embed(&[text]) else { return even() };
            let mut scores = found.scores(&row, wide);
            scores.resize(labels, f32::MIN / 2.0);
            soften(&mut scores, labels, self.temperature);
            scores
        };
        texts.iter().flat_map(one).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::tests::small_sentences as small;

    /// An encoder that has learnt nothing tells letters apart all the same.
    fn texts(letters: &str, count: usize) -> Vec<String> {
        let letters: Vec<char> = letters.chars().collect();
        let one = |text: usize| {
            (0..6).map(|place| format!("{} ", letters[(text * 7 + place * (text + 3)) % letters.len()])).collect()
        };
        (0..count).map(one).collect()
    }

    fn teach(model: &mut GrowingModel, label: &str, texts: &[String]) -> OnRemembered {
        let views: Vec<&str> = texts.iter().map(String::as_str).collect();
        model.teach(&views, &vec![label; texts.len()], &mut |_| ()).unwrap()
    }

    #[test]
    fn new_labels_come_when_they_come_and_old_ones_stay() {
        let mut model = GrowingModel::new(&small(), None, 1);
        assert!(model.label(&["a"]).is_empty(), "there is no label yet");
        teach(&mut model, "early", &texts("abc", 12));
        teach(&mut model, "late", &texts("xyz", 12));
        let said = |model: &GrowingModel, text: &str| model.label(&[text])[0].label.clone();
        assert_eq!(said(&model, "a b a c b a").as_deref(), Some("early"));
        let found = teach(&mut model, "digits", &texts("123", 12));
        assert!(found.class.len() == 36 && found.accuracy > 0.8, "{}", found.accuracy);
        for (text, label) in [("a c b b a a", "early"), ("x y z z y x", "late"), ("1 3 2 2 1 3", "digits")] {
            assert_eq!(said(&model, text).as_deref(), Some(label));
        }
        assert_eq!((model.taught(), model.labels().len()), (36, 3));
    }

    #[test]
    fn in_steps_or_at_once_is_the_same() {
        let (early, late) = (texts("abc", 8), texts("xyz", 8));
        let mut steps = GrowingModel::new(&small(), None, 1);
        teach(&mut steps, "early", &early);
        teach(&mut steps, "late", &late);
        let mut once = GrowingModel::new(&small(), None, 1);
        let all: Vec<&str> = early.iter().chain(&late).map(String::as_str).collect();
        let labels = [vec!["early"; 8], vec!["late"; 8]].concat();
        once.teach(&all, &labels, &mut |_| ()).unwrap();
        let asked = ["a b x", "z z", ""];
        let (one, other) = (steps.probabilities(&asked), once.probabilities(&asked));
        assert!(one.iter().zip(&other).all(|(one, other)| (one - other).abs() < 1e-4), "{one:?} {other:?}");
    }

    #[test]
    fn what_is_outside_is_refused() {
        let mut model = GrowingModel::new(&small(), Some("none"), 1);
        teach(&mut model, "letters", &texts("abc", 12));
        teach(&mut model, "none", &texts("xyz", 12));
        assert_eq!(model.label(&["x z y y x"])[0].label, None);
        assert_eq!(model.label(&["a c b b a"])[0].label.as_deref(), Some("letters"));
    }
}

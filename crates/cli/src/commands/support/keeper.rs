//! FAQs with their encoders and models in memory: each is read when it is first asked, and again when it was added anew.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use attentive_server::{FaqLine, KeepSupport, SupportError};
use attentive_text::encoder::SentenceEncoder;
use attentive_text::faq::{Outcome, Shelf};
use attentive_text::label::Labeller;

use super::kept::Faqs;
use crate::commands::{Place, model, text};
use crate::failure::Failure;

/// A FAQ that can be asked, with what it stands upon.
pub struct Ready {
    shelf: Shelf,
    encoder: Option<Arc<SentenceEncoder>>,
    labels: Option<Box<dyn Labeller>>,
    /// What is wrong with the encoder that it was made with, in words; words alone answer then.
    pub lacks: Option<String>,
}

impl Ready {
    /// What is said of a message.
    pub fn ask(&self, message: &str) -> Result<Outcome, String> {
        self.shelf.ask(message, self.encoder.as_deref(), self.labels.as_deref()).map_err(|fault| fault.to_string())
    }
}

/// What is in memory.
#[derive(Default)]
struct InMemory {
    /// By name, each with what told it from any other when it was read.
    faqs: BTreeMap<String, (String, Arc<Ready>)>,
    /// By their checksum: FAQs share them.
    encoders: BTreeMap<String, Arc<SentenceEncoder>>,
}

/// The FAQs of a data folder.
pub struct Keeper {
    place: Place,
    in_memory: Mutex<InMemory>,
}

impl fmt::Debug for Keeper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keeper").field("data_dir", &self.place.data_dir).finish_non_exhaustive()
    }
}

impl Keeper {
    /// Those of this place.
    pub fn new(place: &Place) -> Self {
        let (data_dir, config_file, config) = (place.data_dir.clone(), place.config_file.clone(), place.config.clone());
        Self { place: Place { data_dir, config_file, config }, in_memory: Mutex::default() }
    }

    fn kept(&self) -> Faqs {
        Faqs::of(&self.place.data_dir)
    }

    /// The FAQ of a name; `None` when there is none.
    pub fn find(&self, name: &str) -> Result<Option<Arc<Ready>>, Failure> {
        let mut in_memory = self.in_memory.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(stamp) = self.kept().stamp(name)? else {
            in_memory.faqs.remove(name);
            return Ok(None);
        };
        if let Some((known, ready)) = in_memory.faqs.get(name)
            && *known == stamp
        {
            return Ok(Some(Arc::clone(ready)));
        }
        let ready = Arc::new(self.read(name, &mut in_memory.encoders)?);
        in_memory.faqs.insert(name.to_owned(), (stamp, Arc::clone(&ready)));
        Ok(Some(ready))
    }

    fn read(&self, name: &str, encoders: &mut BTreeMap<String, Arc<SentenceEncoder>>) -> Result<Ready, Failure> {
        let (about, shelf) = self.kept().read(name)?;
        let labels = about.labels.as_deref().map(|labels| text::kept::find(&self.place, Some(labels)));
        let labels = labels.transpose()?.map(|(model, _)| model);
        let mut lacks = None;
        let encoder = match shelf.encoder() {
            None => None,
            Some(sum) => match encoders.get(sum) {
                Some(known) => Some(Arc::clone(known)),
                None => match self.encoder(about.encoder.as_deref(), sum) {
                    Ok(encoder) => {
                        let encoder = Arc::new(encoder);
                        encoders.insert(sum.to_owned(), Arc::clone(&encoder));
                        Some(encoder)
                    }
                    Err(why) => {
                        lacks = Some(why);
                        None
                    }
                },
            },
        };
        Ok(Ready { shelf, encoder, labels, lacks })
    }

    /// The encoder that questions were embedded by, under whichever name that it has now.
    fn encoder(&self, name: Option<&str>, sum: &str) -> Result<SentenceEncoder, String> {
        let words = |failure: Failure| failure.message;
        let mut names = model::names(&self.place).map_err(words)?;
        // The one of the name that it had is likeliest.
        names.sort_by_key(|known| Some(known.as_str()) != name);
        for known in names {
            match model::find(&self.place, Some(&known)) {
                Ok(Some((_, encoder))) if encoder.sha256() == sum => return Ok(encoder),
                Ok(_) => {}
                Err(failure) if Some(known.as_str()) == name => return Err(failure.message),
                // Another one that is damaged is no reason.
                Err(_) => {}
            }
        }
        Err(format!(
            "the encoder {} that its questions were embedded by is not there any more; add it again with `attentive model add`, or add the FAQ again",
            name.unwrap_or("")
        ))
    }
}

impl KeepSupport for Keeper {
    fn faqs(&self) -> Result<Vec<FaqLine>, String> {
        let kept = self.kept();
        let names = kept.names().map_err(|failure| failure.message)?;
        // A damaged one hides no other.
        let line = |name: String| match kept.about(&name) {
            Ok(about) => FaqLine {
                name,
                questions: about.questions,
                answers: about.answers,
                classes: about.classes,
                encoder: about.encoder,
                labels: about.labels,
                damaged: None,
            },
            Err(failure) => FaqLine { name, damaged: Some(failure.message), ..FaqLine::default() },
        };
        Ok(names.into_iter().map(line).collect())
    }

    fn ask(&self, faq: &str, message: &str) -> Result<Outcome, SupportError> {
        let unusable = |failure: Failure| SupportError::Unusable(failure.message);
        let ready = self.find(faq).map_err(unusable)?.ok_or(SupportError::NoSuchFaq)?;
        ready.ask(message).map_err(SupportError::Unusable)
    }
}

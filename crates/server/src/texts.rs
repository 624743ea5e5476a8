//! Kept models of texts: found by who starts the server, read once, and read anew when another was kept under the name.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use attentive_text::label::Labeller;

use crate::error::ApiError;

/// Where kept models of texts lie; who starts the server says.
pub trait KeptTexts: fmt::Debug + Send + Sync {
    /// The model that is kept under a name; `None` when there is none.
    ///
    /// # Errors
    /// With what is wrong with it, in words for people.
    fn find(&self, name: &str) -> Result<Option<Box<dyn Labeller>>, String>;

    /// What tells the model that is kept under a name from any other, quickly; `None` when there is none.
    ///
    /// # Errors
    /// With why that cannot be told, in words for people.
    fn stamp(&self, name: &str) -> Result<Option<String>, String>;
}

/// A model, and what tells it from others of its name.
type Stamped = (String, Arc<dyn Labeller>);

/// The models that were asked for.
#[derive(Default)]
pub(crate) struct Texts {
    kept: Option<Arc<dyn KeptTexts>>,
    read: Mutex<BTreeMap<String, Stamped>>,
}

impl Texts {
    /// Models from there; none without it.
    pub(crate) fn new(kept: Option<Arc<dyn KeptTexts>>) -> Self {
        Self { kept, read: Mutex::default() }
    }

    /// The model of a name.
    ///
    /// # Errors
    /// 422 when there is none, or it cannot be used.
    pub(crate) fn model(&self, name: &str) -> Result<Arc<dyn Labeller>, ApiError> {
        let none = || {
            ApiError::unprocessable(format!(
                "no model of texts is named {name:?}; `attentive text train TRAIN --save {name}` makes it"
            ))
        };
        let kept = self.kept.as_ref().ok_or_else(none)?;
        let stamp = kept.stamp(name).map_err(ApiError::unprocessable)?.ok_or_else(none)?;
        // Held while a model is read: two callers at once wait for one reading.
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, model)) = read.get(name).filter(|(known, _)| *known == stamp) {
            return Ok(Arc::clone(model));
        }
        let model: Arc<dyn Labeller> = Arc::from(kept.find(name).map_err(ApiError::unprocessable)?.ok_or_else(none)?);
        read.insert(name.to_owned(), (stamp, Arc::clone(&model)));
        Ok(model)
    }
}

//! Which assistants there are, what each may do, and by which token each is known. A setting holds them; of tokens only the
//! SHA-256 is kept, so that who reads the file cannot speak for an assistant.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use attentive_store::{Store, StoreError};
use attentive_types::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::scope::Scope;
use crate::live::{hex, machine_now, secret};

/// The setting that holds them.
pub const ASSISTANTS: &str = "attentive.assistants";
/// How every token begins, so that a leaked one is known for what it is.
pub(crate) const TOKEN_PREFIX: &str = "att_";
/// How long a look at the setting holds: a token that was revoked by the command line is dead within this time.
const FRESH: Duration = Duration::from_secs(1);
/// Names under which others than assistants act.
const RESERVED: [&str; 4] = ["person", "attentive", "http", "notifications"];
/// Letters of a name at most.
const LONGEST_NAME: usize = 64;

/// One assistant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assistant {
    /// Its name, unique.
    pub name: String,
    /// What it may do.
    pub scopes: BTreeSet<Scope>,
    /// When it was let in.
    pub since: Timestamp,
    /// The SHA-256 of its token, as hexadecimal text.
    token_sha256: String,
}

/// All of them, and whether a caller without a token may come in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Assistants {
    /// Those with a token, by name.
    pub named: Vec<Assistant>,
    /// What a caller on this machine without a token may; empty for nothing.
    pub unnamed: BTreeSet<Scope>,
}

impl Default for Assistants {
    fn default() -> Self {
        Self { named: Vec::new(), unnamed: Scope::DEFAULT.into() }
    }
}

/// Why an assistant was not let in.
#[derive(Debug, thiserror::Error)]
pub enum AssistantError {
    /// There is one of that name.
    #[error("there is an assistant {0:?} already; remove it first, or take another name")]
    Taken(String),
    /// The name is none.
    #[error(
        "the name of an assistant: expected 1 to {LONGEST_NAME} letters, digits, spaces, '-', '_' or '.', and none that the program uses itself, found {0:?}"
    )]
    Name(String),
    /// The system gives no random bytes.
    #[error("the system gave no random bytes for a token ({0})")]
    Random(std::io::Error),
    /// It could not be stored.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Assistants {
    /// What the setting says; one that cannot be understood lets nobody in.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_store(store: &Store) -> Result<Self, StoreError> {
        let Some(kept) = store.setting(ASSISTANTS)? else { return Ok(Self::default()) };
        Ok(serde_json::from_value(kept).unwrap_or_else(|error| {
            tracing::warn!("the setting {ASSISTANTS} cannot be understood, so no assistant comes in: {error}");
            Self { named: Vec::new(), unnamed: BTreeSet::new() }
        }))
    }

    /// Writes the setting.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, store: &Store) -> Result<(), StoreError> {
        let value =
            serde_json::to_value(self).map_err(|error| StoreError::Invalid { what: format!("no JSON: {error}") })?;
        store.set_setting(ASSISTANTS, value)
    }

    /// Lets an assistant in; returns its token, which is shown this once.
    ///
    /// # Errors
    /// When the name is taken or none, or it cannot be stored.
    pub fn add(store: &Store, name: &str, scopes: BTreeSet<Scope>) -> Result<String, AssistantError> {
        let name = name.trim();
        let is_fine = |letter: char| letter.is_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '.');
        let is_reserved = RESERVED.contains(&name) || name.starts_with("unnamed");
        if is_reserved || name.is_empty() || name.chars().nth(LONGEST_NAME).is_some() || !name.chars().all(is_fine) {
            return Err(AssistantError::Name(name.to_owned()));
        }
        let mut all = Self::of_store(store)?;
        if all.named.iter().any(|known| known.name == name) {
            return Err(AssistantError::Taken(name.to_owned()));
        }
        let bytes = [secret(), secret()].into_iter().collect::<Result<Vec<_>, _>>().map_err(AssistantError::Random)?;
        let token = format!("{TOKEN_PREFIX}{}", hex(&bytes.concat()));
        let told: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
        let detail = format!("{name}: {}", told.join(", "));
        all.named.push(Assistant { name: name.to_owned(), scopes, since: machine_now(), token_sha256: digest(&token) });
        all.named.sort_by(|one, other| one.name.cmp(&other.name));
        all.write(store)?;
        store.audit("person", "assistant let in", &detail)?;
        Ok(token)
    }

    /// Revokes an assistant's token; whether there was one.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub fn remove(store: &Store, name: &str) -> Result<bool, StoreError> {
        let mut all = Self::of_store(store)?;
        let before = all.named.len();
        all.named.retain(|known| known.name != name);
        if all.named.len() == before {
            return Ok(false);
        }
        all.write(store)?;
        store.audit("person", "assistant revoked", name)?;
        Ok(true)
    }

    /// Says what callers without a token may.
    ///
    /// # Errors
    /// When it cannot be stored.
    pub fn allow_unnamed(store: &Store, scopes: BTreeSet<Scope>) -> Result<(), StoreError> {
        let mut all = Self::of_store(store)?;
        let told: Vec<&str> = scopes.iter().map(|scope| scope.name()).collect();
        let detail = if told.is_empty() { "nothing".to_owned() } else { told.join(", ") };
        all.unnamed = scopes;
        all.write(store)?;
        store.audit("person", "assistants without a token", &detail)
    }

    /// The assistant whose token that is. Takes the same time wherever a wrong token differs.
    pub(crate) fn by_token(&self, token: &str) -> Option<&Assistant> {
        let brought = digest(token);
        self.named.iter().find(|known| bool::from(known.token_sha256.as_bytes().ct_eq(brought.as_bytes())))
    }
}

fn digest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// The setting as it was read last.
#[derive(Default)]
pub(crate) struct Registry {
    read: Mutex<Option<(Instant, Arc<Assistants>)>>,
}

impl Registry {
    /// All assistants, at most a second old.
    ///
    /// # Errors
    /// When the setting cannot be read.
    pub(crate) fn all(&self, store: &Store) -> Result<Arc<Assistants>, StoreError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, all)) = read.as_ref().filter(|(at, _)| at.elapsed() < FRESH) {
            return Ok(Arc::clone(all));
        }
        let all = Arc::new(Assistants::of_store(store)?);
        *read = Some((Instant::now(), Arc::clone(&all)));
        Ok(all)
    }

    /// The assistant whose token that is; one that was let in a moment ago is found, too.
    ///
    /// # Errors
    /// When the setting cannot be read.
    pub(crate) fn by_token(&self, store: &Store, token: &str) -> Result<Option<Assistant>, StoreError> {
        if let Some(known) = self.all(store)?.by_token(token) {
            return Ok(Some(known.clone()));
        }
        self.changed();
        Ok(self.all(store)?.by_token(token).cloned())
    }

    /// Lets the next look read the setting.
    pub(crate) fn changed(&self) {
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scratch::store;

    #[test]
    fn a_token_opens_until_it_is_revoked_and_lies_nowhere() {
        let (_folder, store) = store();
        let token = Assistants::add(&store, "Builder", Scope::DEFAULT.into()).unwrap();
        let all = Assistants::of_store(&store).unwrap();
        assert_eq!(all.by_token(&token).map(|known| known.name.as_str()), Some("Builder"));
        assert!(all.by_token("att_0").is_none() && all.by_token("").is_none());
        assert!(!store.setting(ASSISTANTS).unwrap().unwrap().to_string().contains(&token));
        assert!(Assistants::add(&store, "Builder", BTreeSet::new()).is_err());
        assert!(Assistants::remove(&store, "Builder").unwrap());
        assert!(!Assistants::remove(&store, "Builder").unwrap());
        assert!(Assistants::of_store(&store).unwrap().by_token(&token).is_none());
    }

    #[test]
    fn a_setting_that_cannot_be_understood_lets_nobody_in() {
        let (_folder, store) = store();
        assert_eq!(Assistants::of_store(&store).unwrap().unnamed, Scope::DEFAULT.into());
        store.set_setting(ASSISTANTS, serde_json::json!({"named": 3})).unwrap();
        assert!(Assistants::of_store(&store).unwrap().unnamed.is_empty());
    }

    #[test]
    fn names_are_short_and_plain() {
        let (_folder, store) = store();
        for name in ["", "  ", "a\nb", "<b>", "person", "unnamed (x)", &"x".repeat(65)] {
            assert!(matches!(Assistants::add(&store, name, BTreeSet::new()), Err(AssistantError::Name(_))), "{name:?}");
        }
        assert!(Assistants::add(&store, "助手 2", BTreeSet::new()).is_ok());
    }
}

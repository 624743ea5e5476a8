//! Who calls, and what they may: from the headers of a request.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use axum::http::header::{AUTHORIZATION, HeaderMap, USER_AGENT};
use subtle::ConstantTimeEq;

use super::scope::Scope;
use crate::app::AppState;
use crate::error::ApiError;

/// By this header a bridge says for whom it speaks.
pub(crate) const CLIENT: &str = "x-attentive-client";
/// Letters of a name that a caller gives itself at most.
const LONGEST_NAME: usize = 40;

/// Who calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Caller {
    /// Its name: of an assistant with a token the one that the person gave, of others what they call themselves.
    pub(crate) name: String,
    /// What it may.
    pub(crate) scopes: BTreeSet<Scope>,
    /// Whether it brought the person's own key.
    pub(crate) is_person: bool,
    /// Whether it brought a token or the key, so that it is who it says.
    pub(crate) is_known: bool,
}

impl Caller {
    /// Whether it may do that.
    pub(crate) fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope)
    }

    /// Who calls with these headers.
    ///
    /// # Errors
    /// 401 when a token is wrong, or none came and one is needed.
    pub(crate) fn of(state: &AppState, headers: &HeaderMap) -> Result<Self, ApiError> {
        let key = state.options.api_key.as_deref().filter(|key| !key.is_empty());
        match bearer(headers) {
            Some(token) => {
                if key.is_some_and(|key| token.as_bytes().ct_eq(key.as_bytes()).into()) {
                    return Ok(Self {
                        name: "person".to_owned(),
                        scopes: Scope::ALL.into(),
                        is_person: true,
                        is_known: true,
                    });
                }
                let known = state.assistants.by_token(&state.store, token)?;
                let known =
                    known.ok_or_else(|| unknown(state, "no assistant has this token; it was revoked or mistyped"))?;
                Ok(Self { name: known.name, scopes: known.scopes, is_person: false, is_known: true })
            }
            None if key.is_some() => {
                Err(unknown(state, "a token is missing; `attentive assistants add NAME` makes one"))
            }
            None => {
                let scopes = state.assistants.all(&state.store)?.unnamed.clone();
                Ok(Self { name: own_name(headers), scopes, is_person: false, is_known: false })
            }
        }
    }
}

fn unknown(state: &AppState, message: &str) -> ApiError {
    state.live.refused("assistant");
    ApiError::new(StatusCode::UNAUTHORIZED, message)
}

/// The token that the request brings.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// What a caller without a token calls itself, in plain letters.
fn own_name(headers: &HeaderMap) -> String {
    let given = [CLIENT, USER_AGENT.as_str()].into_iter().filter_map(|name| headers.get(name)?.to_str().ok()).next();
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-' | '_' | '.');
    let first = given.unwrap_or_default().split('/').next().unwrap_or_default();
    let name: String = first.chars().filter(is_plain).take(LONGEST_NAME).collect();
    let name = name.trim();
    if name.is_empty() { "unnamed".to_owned() } else { format!("unnamed ({name})") }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn a_caller_without_a_token_is_named_by_what_it_calls_itself_and_never_like_one_with_a_token() {
        let named = |header: &'static str, value: &'static str| {
            own_name(&HeaderMap::from_iter([(header.parse().unwrap(), HeaderValue::from_static(value))]))
        };
        assert_eq!(named("user-agent", "python-httpx/0.28"), "unnamed (python-httpx)");
        assert_eq!(named(CLIENT, "Claude Code<script>"), "unnamed (Claude Codescript)");
        assert_eq!(own_name(&HeaderMap::new()), "unnamed");
    }
}

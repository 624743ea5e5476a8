//! Who may come in? From a request to "pass it on" or to a refusal, before any route sees it.
//!
//! ```text
//! request -> Host is ours?    no: 400   a page elsewhere cannot reach us by a name that it controls
//!         -> Origin allowed?  no: 403   a page elsewhere cannot read, and cannot write either
//!         -> OPTIONS?        yes: 200   what a browser asks before it sends the real request
//!         -> key needed?      no key or a wrong one: 401
//!         -> the routes
//! ```
//!
//! Watchers send neither Origin nor key as a rule: for them the guard is two comparisons and no allocation.

mod host;
mod key;
mod origin;

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS, ALLOW, CONNECTION,
    CONTENT_DISPOSITION, HeaderMap, HeaderName, HeaderValue, ORIGIN, REFERRER_POLICY, VARY, WWW_AUTHENTICATE,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::future::RouteFuture;
use futures_util::FutureExt;
use futures_util::future::{Either, Map};
use tower_service::Service;

pub use origin::OriginError;

use crate::error::ApiError;
use crate::options::ServerOptions;

const METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, POST, PUT, DELETE, OPTIONS");
const ASKS_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-request-private-network");
const ALLOWS_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// All that the guard knows.
pub(crate) struct Rules {
    hosts: host::HostRule,
    origins: origin::OriginRule,
    key: key::KeyRule,
}

/// Why a request is turned away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refusal {
    Host,
    Origin,
    Key,
}

/// What to do with a request that may come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    /// It does not come from a web page.
    Plain,
    /// It comes from a web page that may call.
    Page,
    /// It only asks what may be sent.
    Question,
}

impl Rules {
    /// The rules for a server with these options; `address` holds the real port.
    ///
    /// # Errors
    /// When an allowed origin is none.
    pub(crate) fn new(options: &ServerOptions) -> Result<Self, OriginError> {
        Ok(Self {
            hosts: host::HostRule::new(options),
            origins: origin::OriginRule::new(options)?,
            key: key::KeyRule::new(options.api_key.as_deref()),
        })
    }

    fn judge(&self, request: &Request) -> Result<Entry, Refusal> {
        let headers = request.headers();
        let host = self.hosts.name_of(request.uri(), headers).ok_or(Refusal::Host)?;
        let is_page = match headers.get(ORIGIN) {
            None => false,
            Some(origin) if self.origins.allows(origin.as_bytes(), host) => true,
            Some(_) => return Err(Refusal::Origin),
        };
        if *request.method() == Method::OPTIONS {
            return Ok(Entry::Question);
        }
        if !self.key.opens(request.uri().path(), headers) {
            return Err(Refusal::Key);
        }
        Ok(if is_page { Entry::Page } else { Entry::Plain })
    }
}

impl Refusal {
    fn answer(self) -> Response {
        let (status, message) = match self {
            Self::Host => (
                StatusCode::BAD_REQUEST,
                "the Host header is missing or is no name of this server; call it as localhost or 127.0.0.1",
            ),
            Self::Origin => (
                StatusCode::FORBIDDEN,
                "this web page may not call Attentive; add its origin to the allowed ones if it should",
            ),
            Self::Key => (
                StatusCode::UNAUTHORIZED,
                "the key is missing or wrong; send it as the header Authorization: Bearer KEY",
            ),
        };
        let mut response = ApiError::new(status, message).into_response();
        // What else it sends is not read.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        if self == Self::Key {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }

    /// The word under which refusals are counted.
    fn word(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Origin => "origin",
            Self::Key => "key",
        }
    }
}

/// Hears of each refusal, by its word.
pub(crate) type Refused = Arc<dyn Fn(&'static str) + Send + Sync>;

/// The routes with the guard before them. A clone is a few counted references.
#[derive(Clone)]
pub(crate) struct Guard {
    inner: Router,
    rules: Arc<Rules>,
    refused: Refused,
}

impl Guard {
    /// Puts the guard before the routes; `refused` hears of refusals.
    pub(crate) fn new(inner: Router, rules: Rules, refused: Refused) -> Self {
        Self { inner, rules: Arc::new(rules), refused }
    }

    fn refuse(&self, refusal: Refusal, origin: Option<HeaderValue>) -> Response {
        (self.refused)(refusal.word());
        match origin.filter(|_| refusal == Refusal::Key) {
            // So that an allowed page can read that it needs a key.
            Some(origin) => readable_by(origin, refusal.answer()),
            None => refusal.answer(),
        }
    }
}

type Answer = Result<Response, Infallible>;
type Passed = Map<RouteFuture<Infallible>, fn(Answer) -> Answer>;

impl Service<Request> for Guard {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Passed, Pin<Box<dyn Future<Output = Answer> + Send>>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let origin = request.headers().get(ORIGIN).cloned();
        let answer = match self.rules.judge(&request) {
            Ok(Entry::Plain) => return Either::Left(self.inner.call(request).map(seal_all as fn(Answer) -> Answer)),
            Ok(Entry::Page) => {
                let running = self.inner.call(request);
                return Either::Right(Box::pin(async move {
                    let response = running.await?;
                    Ok(seal(match origin {
                        Some(origin) => readable_by(origin, response),
                        None => response,
                    }))
                }));
            }
            Ok(Entry::Question) => what_may_be_sent(request.headers()),
            Err(refusal) => self.refuse(refusal, origin),
        };
        Either::Right(Box::pin(std::future::ready(Ok(seal(answer)))))
    }
}

/// The answer to OPTIONS: to a page whose origin is allowed, what it may send; to others, the methods.
fn what_may_be_sent(asked: &HeaderMap) -> Response {
    let Some(origin) = asked.get(ORIGIN) else {
        return (StatusCode::OK, [(ALLOW, METHODS)]).into_response();
    };
    let mut response = readable_by(origin.clone(), StatusCode::OK.into_response());
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, METHODS);
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
    if let Some(wanted) = asked.get(ACCESS_CONTROL_REQUEST_HEADERS) {
        headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, wanted.clone());
    }
    if asked.contains_key(ASKS_PRIVATE_NETWORK) {
        headers.insert(ALLOWS_PRIVATE_NETWORK, HeaderValue::from_static("true"));
    }
    response
}

/// Lets the page of that origin read the answer.
fn readable_by(origin: HeaderValue, mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(VARY, HeaderValue::from_static("Origin"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from(CONTENT_DISPOSITION));
    response
}

fn seal_all(answer: Answer) -> Answer {
    answer.map(seal)
}

/// What every answer says to a browser: take it for what it is, tell nobody, and do not build it into other pages.
fn seal(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    response
}

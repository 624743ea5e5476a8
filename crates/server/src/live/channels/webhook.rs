//! The webhook: what the inbox brings is posted to an address on this machine, where a program of the person passes it on.
//!
//! Only loopback addresses are taken, so that nothing leaves the machine through this program. A thread of its own posts; the inbox hands over and
//! goes on, also when nobody listens.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use attentive_types::Ticket;
use hyper::Method;
use serde_json::{Value, json};

use super::super::stop::Stop;
use crate::loopback::{LoopbackError, Question, send};

/// How long one attempt may take.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long until the one further attempt.
const RETRY_AFTER: Duration = Duration::from_millis(300);
/// So many posts may wait; what comes then is not posted, and counted.
const MOST_WAITING: usize = 5_000;
/// How often the thread looks whether the program ends.
const LOOK: Duration = Duration::from_millis(500);

/// Where deliveries are posted: an address of this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Webhook {
    address: SocketAddr,
    path: String,
}

/// What is wrong with the address of a webhook.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookError {
    /// It is no address that can be posted to.
    #[error("expected an address on this machine such as \"http://127.0.0.1:8080/path\", found {0:?}")]
    NoAddress(String),
    /// It is another machine's.
    #[error(
        "expected an address on this machine such as \"http://127.0.0.1:8080/path\", found {0:?}: Attentive sends nothing to other machines; \
         let a program here listen and pass it on"
    )]
    NotLoopback(String),
}

impl Webhook {
    /// Reads `http://HOST:PORT/PATH`, where `HOST` is `localhost` or a loopback address; without a port it is 80. No name is looked up.
    ///
    /// # Errors
    /// When it is no such address.
    ///
    /// ```
    /// use attentive_server::Webhook;
    ///
    /// assert!(Webhook::parse("http://127.0.0.1:8080/attentive").is_ok());
    /// assert!(Webhook::parse("http://example.org/attentive").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, WebhookError> {
        let none = || WebhookError::NoAddress(text.to_owned());
        let uri: hyper::Uri = text.trim().parse().map_err(|_| none())?;
        if uri.scheme_str() != Some("http") {
            return Err(none());
        }
        let authority = uri.authority().filter(|authority| !authority.as_str().contains('@')).ok_or_else(none)?;
        let host = authority.host().trim_start_matches('[').trim_end_matches(']');
        let not_here = || WebhookError::NotLoopback(text.to_owned());
        let ip = match host {
            "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
            // Names are not looked up: that would be a question to another machine.
            _ => host.parse::<IpAddr>().map_err(|_| not_here())?,
        };
        if !ip.is_loopback() {
            return Err(not_here());
        }
        let port = match authority.port_u16() {
            Some(port) => port,
            None if authority.as_str() == authority.host() => 80,
            None => return Err(none()),
        };
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { address: SocketAddr::new(ip, port), path })
    }
}

impl std::fmt::Display for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "http://{}{}", self.address, self.path)
    }
}

/// One thing to be posted.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    /// What was brought.
    pub(crate) ticket: Arc<Ticket>,
    /// Whether it was brought before, and is told once more.
    pub(crate) is_again: bool,
}

impl Posted {
    fn body(&self) -> Value {
        let ticket = &self.ticket;
        let why = ticket.decision.as_ref().and_then(|decision| decision.reasons.first());
        json!({
            "ticket": ticket.ticket_id(),
            "source": ticket.demand.source,
            "subject": ticket.demand.subject,
            "urgency": ticket.demand.urgency,
            "why": why.map(|reason| &reason.text),
            "delivered": ticket.delivered,
            "again": self.is_again,
        })
    }
}

/// Posts, one after the other.
#[derive(Debug)]
pub(crate) struct Postman {
    webhook: Webhook,
    sender: SyncSender<Posted>,
    taken: Mutex<Option<Receiver<Posted>>>,
    sent: AtomicU64,
    failed: AtomicU64,
    last_failure: Mutex<Option<String>>,
}

impl Postman {
    /// One who posts there.
    pub(super) fn new(webhook: Webhook) -> Self {
        let (sender, receiver) = sync_channel(MOST_WAITING);
        Self {
            webhook,
            sender,
            taken: Mutex::new(Some(receiver)),
            sent: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            last_failure: Mutex::default(),
        }
    }

    /// Hands over; never waits.
    pub(crate) fn hand_over(&self, posted: Posted) {
        if self.sender.try_send(posted).is_err() {
            self.fail(format!("{MOST_WAITING} posts wait already, or the program ends"));
        }
    }

    /// How it stands, as JSON.
    pub(super) fn told(&self) -> Value {
        json!({
            "address": self.webhook.to_string(),
            "sent": self.sent.load(Ordering::Relaxed),
            "failed": self.failed.load(Ordering::Relaxed),
            "last_failure": *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner),
        })
    }

    /// Counts one that did not arrive. The first one and every hundredth are reported, so that a listener that is gone does not fill the log.
    fn fail(&self, why: String) {
        let failed = self.failed.fetch_add(1, Ordering::Relaxed) + 1;
        if failed == 1 || failed.is_multiple_of(100) {
            tracing::warn!("could not post to the webhook {} ({failed} so far): {why}", self.webhook);
        }
        *self.last_failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(why);
    }

    /// Posts until the program ends; what waits then is not posted.
    pub(super) fn run(&self, stop: &Stop) {
        let Some(posts) = self.taken.lock().unwrap_or_else(PoisonError::into_inner).take() else { return };
        let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
            Ok(runtime) => runtime,
            Err(error) => return self.fail(format!("the system gave no way to wait ({error})")),
        };
        while !stop.is_set() {
            let Ok(posted) = posts.recv_timeout(LOOK) else { continue };
            let body = posted.body();
            match runtime.block_on(post_twice(&self.webhook, &body)) {
                Ok(()) => _ = self.sent.fetch_add(1, Ordering::Relaxed),
                Err(why) => self.fail(why),
            }
        }
    }
}

/// Posts, and once more when that failed.
async fn post_twice(webhook: &Webhook, body: &Value) -> Result<(), String> {
    if post(webhook, body).await.is_ok() {
        return Ok(());
    }
    tokio::time::sleep(RETRY_AFTER).await;
    post(webhook, body).await
}

async fn post(webhook: &Webhook, body: &Value) -> Result<(), String> {
    let question =
        Question { method: Method::POST, path: &webhook.path, headers: Vec::new(), token: None, body: Some(body) };
    let sent = tokio::time::timeout(PATIENCE, send(webhook.address, &question)).await;
    let answer = sent.map_err(|_| format!("no answer within {} s", PATIENCE.as_secs()))?;
    match answer.map(|answer| answer.status()) {
        Ok(status) if status.is_success() => Ok(()),
        Ok(status) => Err(format!("it answered {status}")),
        Err(LoopbackError::NoServer(address)) => Err(format!("nobody listens on {address}")),
        Err(LoopbackError::Broken { what, .. }) => Err(what),
        Err(error @ LoopbackError::NotLoopback(_)) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use std::time::Instant;

    use attentive_types::{Demand, Timestamp, Urgency, Wish};

    use super::*;

    #[test]
    fn only_this_machine_is_taken_and_no_name_is_looked_up() {
        for fine in ["http://127.0.0.1:8080/a?b=c", "http://localhost:9", "http://[::1]:8080/", "http://127.0.0.9/x"] {
            assert!(Webhook::parse(fine).is_ok(), "{fine}");
        }
        let told = |text: &str| Webhook::parse(text).unwrap_err().to_string();
        for other in
            ["http://example.org/x", "http://192.168.1.2:80/", "http://0.0.0.0:80/", "http://127.0.0.1.example.org/"]
        {
            assert!(told(other).contains("nothing to other machines"), "{other}");
        }
        for junk in
            ["", "127.0.0.1:80", "https://127.0.0.1/", "http://a@127.0.0.1/", "/path", "http://127.0.0.1:99999/"]
        {
            assert!(told(junk).contains("such as"), "{junk}");
        }
        assert_eq!(Webhook::parse("http://localhost/a").unwrap().to_string(), "http://127.0.0.1:80/a");
    }

    fn posted() -> Posted {
        let demand = Demand {
            demand_id: "t-1".into(),
            source: "ci".into(),
            subject: "build failed".into(),
            urgency: Urgency::High,
            expected_s: None,
            arrived: Timestamp(0),
            deadline: None,
        };
        Posted { ticket: Arc::new(Ticket::new(demand, Wish::Message, String::new(), "http".into())), is_again: false }
    }

    /// Answers with these statuses, one connection each, and gives back what was posted.
    fn listener(statuses: &'static [&'static str]) -> (Webhook, std::thread::JoinHandle<Vec<String>>) {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let webhook = Webhook::parse(&format!("http://{}/hook", socket.local_addr().unwrap())).unwrap();
        let heard = std::thread::spawn(move || {
            let answer = |status: &&str| {
                let (mut stream, _) = socket.accept().unwrap();
                let mut text = Vec::new();
                let mut piece = [0_u8; 4096];
                while !String::from_utf8_lossy(&text).ends_with('}') {
                    let read = stream.read(&mut piece).unwrap();
                    text.extend_from_slice(&piece[..read]);
                }
                stream.write_all(format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").as_bytes()).unwrap();
                String::from_utf8(text).unwrap()
            };
            statuses.iter().map(answer).collect()
        });
        (webhook, heard)
    }

    /// Posts one thing, and waits until it is counted.
    fn run(webhook: Webhook) -> Value {
        let postman = Arc::new(Postman::new(webhook));
        let stop = Arc::new(Stop::default());
        let thread = std::thread::spawn({
            let (postman, stop) = (Arc::clone(&postman), Arc::clone(&stop));
            move || postman.run(&stop)
        });
        postman.hand_over(posted());
        let began = Instant::now();
        while postman.told()["sent"] == 0 && postman.told()["failed"] == 0 {
            assert!(began.elapsed() < Duration::from_secs(20), "never posted");
            std::thread::sleep(Duration::from_millis(5));
        }
        stop.set();
        thread.join().unwrap();
        postman.told()
    }

    #[test]
    fn what_is_brought_is_posted_as_json() {
        let (webhook, heard) = listener(&["204 No Content"]);
        let told = run(webhook);
        assert_eq!((told["sent"].as_u64(), told["failed"].as_u64()), (Some(1), Some(0)), "{told}");
        let request = heard.join().unwrap().remove(0);
        assert!(request.starts_with("POST /hook HTTP/1.1"), "{request}");
        let body: Value = serde_json::from_str(request.split("\r\n\r\n").nth(1).unwrap()).unwrap();
        assert_eq!((body["ticket"].as_str(), body["urgency"].as_str()), (Some("t-1"), Some("high")));
        assert_eq!((body["subject"].as_str(), &body["why"]), (Some("build failed"), &Value::Null));
    }

    #[test]
    fn it_is_tried_twice_and_no_more() {
        let (webhook, heard) = listener(&["500 No", "200 OK"]);
        assert_eq!(run(webhook)["sent"], 1);
        assert_eq!(heard.join().unwrap().len(), 2);
        let (webhook, heard) = listener(&["500 No", "503 No"]);
        let told = run(webhook);
        assert_eq!(told["last_failure"], "it answered 503 Service Unavailable");
        heard.join().unwrap();
    }

    #[test]
    fn nobody_who_listens_is_a_failure_that_says_so() {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let told = run(Webhook::parse(&format!("http://{address}/")).unwrap());
        assert_eq!((told["sent"].as_u64(), told["failed"].as_u64()), (Some(0), Some(1)));
        assert!(told["last_failure"].as_str().unwrap().starts_with("nobody listens on"), "{told}");
    }

    #[test]
    fn one_who_takes_the_connection_and_says_nothing_is_left_after_a_while() {
        let socket = TcpListener::bind("127.0.0.1:0").unwrap();
        let began = Instant::now();
        let told = run(Webhook::parse(&format!("http://{}/", socket.local_addr().unwrap())).unwrap());
        assert_eq!(told["last_failure"], "no answer within 2 s");
        assert!(began.elapsed() < Duration::from_secs(15));
    }

    #[test]
    fn the_inbox_never_waits_for_it() {
        let postman = Postman::new(Webhook::parse("http://127.0.0.1:9/").unwrap());
        for _ in 0..MOST_WAITING + 5 {
            postman.hand_over(posted());
        }
        assert_eq!(postman.told()["failed"], 5);
    }
}

//! Listening on a message bus from a thread that also waits for other things.
//!
//! zbus is asynchronous and a sensor is a thread that sleeps in `poll`. The bridge is a waker that writes to a
//! descriptor: futures and streams are polled by hand, and between two polls the thread sleeps on that descriptor
//! beside its others.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use futures_core::Stream;
use rustix::event::{EventfdFlags, PollFd, PollFlags, Timespec};
use rustix::fd::{AsFd, BorrowedFd, OwnedFd};
use zbus::{Connection, Message, MessageStream};

/// How long a bus may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why a bus does not help.
#[derive(Debug, thiserror::Error)]
pub(super) enum BusError {
    /// The system refuses a descriptor or a wait.
    #[error("the system refused to wait for the message bus ({0})")]
    System(#[from] std::io::Error),
    /// The bus or the service said no.
    #[error("the message bus said: {0}")]
    Bus(#[from] zbus::Error),
    /// No answer came.
    #[error("the message bus gave no answer within {} s", PATIENCE.as_secs())]
    Silent,
    /// The bus closed the connection.
    #[error("the message bus closed the connection")]
    Closed,
}

/// A descriptor that becomes readable when a future wants to be polled again.
#[derive(Debug)]
struct Bell(OwnedFd);

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        // The only way to fail is a counter at its end, and then the descriptor is readable as it should be.
        let _ = rustix::io::write(&self.0, &1_u64.to_ne_bytes());
    }
}

impl Bell {
    fn quiet(&self) {
        let mut count = [0_u8; 8];
        // Nothing to read means that it was quiet already.
        let _ = rustix::io::read(&self.0, &mut count);
    }
}

/// One bus, and the signals that are listened to on it.
pub(super) struct Bus {
    connection: Connection,
    bell: Arc<Bell>,
    waker: Waker,
    streams: Vec<MessageStream>,
}

impl Bus {
    /// Connects to the bus at `address`.
    pub(super) fn connect(address: &str) -> Result<Self, BusError> {
        let descriptor =
            rustix::event::eventfd(0, EventfdFlags::CLOEXEC | EventfdFlags::NONBLOCK).map_err(std::io::Error::from)?;
        let bell = Arc::new(Bell(descriptor));
        let waker = Waker::from(Arc::clone(&bell));
        let building = zbus::connection::Builder::address(address).method_timeout(PATIENCE).build();
        let connection = wait_for(building, &bell, &waker)??;
        Ok(Self { connection, bell, waker, streams: Vec::new() })
    }

    /// Asks for the signals that the rule names, such as `type='signal',member='ActiveChanged'`.
    pub(super) fn listen(&mut self, rule: &str) -> Result<(), BusError> {
        let listening = MessageStream::for_match_rule(rule, &self.connection, None);
        let stream = wait_for(listening, &self.bell, &self.waker)??;
        self.streams.push(stream);
        Ok(())
    }

    /// Hears everything that comes over this connection, for one that becomes a monitor.
    pub(super) fn listen_to_all(&mut self) {
        self.streams.push(MessageStream::from(&self.connection));
    }

    /// Calls a method and waits for its answer.
    pub(super) fn call<B>(
        &self,
        service: &str,
        path: &str,
        interface: &str,
        method: &str,
        body: &B,
    ) -> Result<Message, BusError>
    where
        B: serde::Serialize + zbus::DynamicType,
    {
        let calling = self.connection.call_method(Some(service), path, Some(interface), method, body);
        Ok(wait_for(calling, &self.bell, &self.waker)??)
    }

    /// The signals that have come since the last call, without waiting.
    pub(super) fn take(&mut self) -> Result<Vec<Message>, BusError> {
        self.bell.quiet();
        let mut context = Context::from_waker(&self.waker);
        let mut taken = Vec::new();
        for stream in &mut self.streams {
            loop {
                match Pin::new(&mut *stream).poll_next(&mut context) {
                    Poll::Ready(Some(Ok(message))) => taken.push(message),
                    Poll::Ready(Some(Err(error))) => return Err(error.into()),
                    Poll::Ready(None) => return Err(BusError::Closed),
                    Poll::Pending => break,
                }
            }
        }
        Ok(taken)
    }
}

impl AsFd for Bus {
    /// Readable when [`Bus::take`] may have something.
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.bell.0.as_fd()
    }
}

/// Runs a future on this thread until it is done or patience ends.
fn wait_for<F: Future>(future: F, bell: &Bell, waker: &Waker) -> Result<F::Output, BusError> {
    let mut future = pin!(future);
    let mut context = Context::from_waker(waker);
    let until = Instant::now() + PATIENCE;
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return Ok(output);
        }
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(BusError::Silent);
        }
        let timeout = Timespec::try_from(left).ok();
        let mut polled = [PollFd::new(&bell.0, PollFlags::IN)];
        match rustix::event::poll(&mut polled, timeout.as_ref()) {
            Ok(_) | Err(rustix::io::Errno::INTR) => bell.quiet(),
            Err(error) => return Err(BusError::System(error.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bell() -> (Arc<Bell>, Waker) {
        let bell = Arc::new(Bell(rustix::event::eventfd(0, EventfdFlags::NONBLOCK).unwrap()));
        (Arc::clone(&bell), Waker::from(bell))
    }

    #[test]
    fn a_future_that_another_thread_completes_is_waited_for() {
        let (bell, waker) = bell();
        let mut polls = 0;
        let future = std::future::poll_fn(|context| {
            polls += 1;
            if polls > 1 {
                return Poll::Ready("done");
            }
            let waker = context.waker().clone();
            std::thread::spawn(move || waker.wake());
            Poll::Pending
        });
        assert_eq!(wait_for(future, &bell, &waker).unwrap(), "done");
    }

    #[test]
    fn a_bus_that_is_not_there_is_an_error_that_says_so() {
        let Err(error) = Bus::connect("unix:path=/nonexistent/bus") else { panic!("connected to nothing") };
        assert!(error.to_string().starts_with("the message bus said"), "{error}");
    }
}

//! The DTLS channel: handshake, records, end.

use crate::channel::{MAX_QUEUE, Output};
use crate::credentials::Credentials;
use crate::dtls::context::{client, refused};
use crate::dtls::options::{CipherSuite, DtlsOptions};
use crate::dtls::record::{MAX_PLAINTEXT, Screen};
use crate::dtls::schedule::Schedule;
use crate::dtls::session::SessionCache;
use crate::dtls::shim::Shim;
use crate::dtls::timer::{self, Pace};
use crate::dtls::verdict;
use crate::dtls::verify::{self, Complaint};
use crate::error::{DownReason, ProtocolError, SecurityError, SendError};
use openssl::error::ErrorStack;
use openssl::ssl::{ShutdownState, Ssl, SslContextRef, SslRef, SslStream};
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest handshake timeout; keeps instants within their range.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(24 * 60 * 60);

/// One DTLS association in either role; used through [`Channel`](crate::Channel).
pub struct Dtls {
    stream: SslStream<Shim>,
    state: State,
    events: VecDeque<Output>,
    /// Plaintext of one record, reused.
    plaintext: Box<[u8]>,
    pace: Arc<Pace>,
    screen: Screen,
    handshake_timeout: Duration,
    /// Worst overhead of the suites allowed, exact once one is negotiated.
    overhead: usize,
    resumption: Option<Resumption>,
    /// What is wrong with the certificate of the other side.
    complaint: Complaint,
    /// Whom the client of a server has proved to be.
    peer: Option<Vec<u8>>,
}

/// Where a client keeps its session.
struct Resumption {
    cache: SessionCache,
    credentials: Credentials,
}

#[derive(Debug)]
enum State {
    /// A server before its first datagram.
    Listening,
    Handshaking {
        deadline: Instant,
        retransmit: Schedule,
    },
    Up,
    Down,
}

impl Dtls {
    pub(crate) fn client(
        credentials: &Credentials,
        options: &DtlsOptions,
        now: Instant,
    ) -> Result<Self, SecurityError> {
        let complaint = Complaint::default();
        let context = client(credentials, options, &complaint)?;
        let resumption = options.sessions.as_ref().map(|cache| Resumption {
            cache: cache.clone(),
            credentials: credentials.clone(),
        });
        let mut dtls = Self::new(
            &context,
            options,
            Some(credentials),
            resumption,
            SslRef::set_connect_state,
        )?;
        dtls.complaint = complaint;
        dtls.start_handshake(now);
        dtls.advance_handshake(now);
        Ok(dtls)
    }

    pub(crate) fn server(context: &SslContextRef, options: &DtlsOptions) -> Result<Self, SecurityError> {
        Self::new(context, options, None, None, SslRef::set_accept_state)
    }

    fn new(
        context: &SslContextRef,
        options: &DtlsOptions,
        credentials: Option<&Credentials>,
        resumption: Option<Resumption>,
        set_role: impl FnOnce(&mut SslRef),
    ) -> Result<Self, SecurityError> {
        let mut ssl = Ssl::new(context).map_err(refused("connection"))?;
        let mtu = u32::try_from(options.mtu).unwrap_or(u32::MAX);
        ssl.set_mtu(mtu).map_err(refused("mtu"))?;
        let pace = Arc::new(Pace::new(options.initial_retransmission, options.retransmission));
        timer::install(&mut ssl, Arc::clone(&pace)).map_err(refused("timer"))?;
        set_role(&mut ssl);
        if let Some(credentials) = credentials {
            verify::expect_server(&mut ssl, credentials).map_err(refused("name of the server"))?;
        }
        if let Some(Resumption { cache, credentials }) = &resumption
            && cache.offer(credentials, &mut ssl).is_err()
        {
            cache.clear();
        }
        let stream = SslStream::new(ssl, Shim::new(Arc::clone(&pace))).map_err(refused("stream"))?;
        Ok(Self {
            stream,
            state: State::Listening,
            events: VecDeque::new(),
            plaintext: vec![0; MAX_PLAINTEXT].into_boxed_slice(),
            pace,
            screen: Screen::of_handshake(&options.suites),
            handshake_timeout: options.handshake_timeout.min(LONGEST_TIMEOUT),
            overhead: options
                .suites
                .iter()
                .map(|suite| suite.overhead())
                .max()
                .unwrap_or(0),
            resumption,
            complaint: Complaint::default(),
            peer: None,
        })
    }

    pub(crate) fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        if !self.screen.passes(datagram) {
            return;
        }
        match self.state {
            State::Listening => self.start_handshake(now),
            State::Handshaking { .. } | State::Up => {}
            State::Down => return,
        }
        self.stream.get_mut().offer(datagram);
        if self.is_up() {
            while self.read_record() && !self.stream.get_ref().is_drained() {}
        } else {
            self.advance_handshake(now);
        }
    }

    pub(crate) fn send(&mut self, _now: Instant, plaintext: &[u8]) -> Result<(), SendError> {
        if !self.is_up() {
            return Err(SendError::NotUp);
        }
        if plaintext.is_empty() {
            return Err(SendError::Empty);
        }
        if plaintext.len() > MAX_PLAINTEXT {
            return Err(SendError::TooLarge {
                length: plaintext.len(),
                limit: MAX_PLAINTEXT,
            });
        }
        if self.stream.get_ref().is_congested() {
            return Err(SendError::Congested);
        }
        // The stream never blocks on writes and renegotiation is off: whatever fails here is final.
        match self.stream.ssl_write(plaintext) {
            Ok(_) => Ok(()),
            Err(error) => {
                let reason = error.ssl_error().and_then(verdict::reason).unwrap_or(0);
                self.end(DownReason::Protocol(ProtocolError::Session { reason }));
                Err(SendError::NotUp)
            }
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        let State::Handshaking { deadline, retransmit } = &self.state else {
            return;
        };
        if now >= *deadline {
            return self.end(DownReason::HandshakeTimeout);
        }
        if retransmit.is_due(now) {
            self.retransmit(now);
        }
    }

    pub(crate) fn poll_output(&mut self) -> Output {
        if let Some(datagram) = self.stream.get_mut().pop_outgoing() {
            return Output::Transmit(datagram);
        }
        if let Some(event) = self.events.pop_front() {
            return event;
        }
        Output::Wait(match &self.state {
            State::Handshaking { deadline, retransmit } => {
                Some(retransmit.at().map_or(*deadline, |at| at.min(*deadline)))
            }
            State::Listening | State::Up | State::Down => None,
        })
    }

    pub(crate) fn close(&mut self, _now: Instant) {
        match self.state {
            State::Down => return,
            State::Listening | State::Handshaking { .. } => {}
            // Only our own close_notify matters; waiting for the peer's would keep a dead channel alive.
            State::Up => drop(self.stream.shutdown()),
        }
        self.end(DownReason::ClosedByUs);
    }

    pub(crate) fn is_up(&self) -> bool {
        matches!(self.state, State::Up)
    }

    pub(crate) fn overhead(&self) -> usize {
        self.overhead
    }

    pub(crate) fn is_resumed(&self) -> bool {
        self.is_up() && self.stream.ssl().session_reused()
    }

    pub(crate) fn peer_identity(&self) -> Option<&[u8]> {
        self.peer.as_deref().filter(|_| self.is_up())
    }

    fn start_handshake(&mut self, now: Instant) {
        self.state = State::Handshaking {
            deadline: now + self.handshake_timeout,
            retransmit: Schedule::Idle,
        };
    }

    fn advance_handshake(&mut self, now: Instant) {
        match self.stream.do_handshake() {
            Ok(()) => self.come_up(),
            Err(error) => match verdict::of(&error, &mut self.stream, |reason| ProtocolError::Handshake {
                reason,
            }) {
                Some(reason) => {
                    let problem = self.complaint.get().copied();
                    self.end(problem.map_or(reason, DownReason::Certificate));
                }
                None => {
                    if let Some(suite) = self.negotiated() {
                        self.screen.agree(suite);
                    }
                    self.reschedule(now);
                }
            },
        }
    }

    fn negotiated(&self) -> Option<CipherSuite> {
        let id = self.stream.ssl().current_cipher()?.protocol_id();
        CipherSuite::from_iana(u16::from_be_bytes(id))
    }

    fn come_up(&mut self) {
        self.state = State::Up;
        self.peer = verify::proved_by(self.stream.ssl());
        if let Some(suite) = self.negotiated() {
            self.overhead = suite.overhead();
            self.screen = Screen::of_session(suite);
        }
        if let Some(Resumption { cache, credentials }) = &self.resumption {
            cache.keep(credentials, self.stream.ssl());
        }
        self.events.push_back(Output::Up);
        // Records that came with or before the last of the handshake wait in the stream or inside OpenSSL.
        while self.read_record() {}
    }

    /// Reads one record of application data; `false` if there is none.
    fn read_record(&mut self) -> bool {
        match self.stream.ssl_read(&mut self.plaintext) {
            Ok(length) => {
                self.receive(length);
                true
            }
            Err(error) => {
                let protocol = |reason| ProtocolError::Session { reason };
                if let Some(reason) = verdict::of(&error, &mut self.stream, protocol) {
                    self.end(reason);
                }
                false
            }
        }
    }

    fn receive(&mut self, length: usize) {
        if self.events.len() < MAX_QUEUE {
            let plaintext = self.plaintext[..length].to_vec();
            self.events.push_back(Output::Received(plaintext));
        }
    }

    fn retransmit(&mut self, now: Instant) {
        if !timer::fire(self.stream.ssl(), &self.pace) {
            drop(ErrorStack::get());
            return self.end(DownReason::HandshakeTimeout);
        }
        if let State::Handshaking { retransmit, .. } = &mut self.state {
            retransmit.back_off(now);
        }
        self.reschedule(now);
    }

    fn reschedule(&mut self, now: Instant) {
        if let State::Handshaking { retransmit, .. } = &mut self.state {
            retransmit.update(now, self.stream.ssl(), &self.pace);
        }
    }

    fn end(&mut self, reason: DownReason) {
        let was_up = matches!(self.state, State::Up);
        self.state = State::Down;
        if let Some(Resumption { cache, .. }) = self.resumption.take()
            && !was_up
            && reason != DownReason::ClosedByUs
        {
            cache.clear();
        }
        self.events.push_back(Output::Down(reason));
    }
}

impl Drop for Dtls {
    fn drop(&mut self) {
        // OpenSSL forgets the session of a connection that was not shut down; losing the link is no reason to.
        self.stream
            .set_shutdown(ShutdownState::SENT | ShutdownState::RECEIVED);
    }
}

impl std::fmt::Debug for Dtls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither the plaintext buffer nor the stream: both hold secrets.
        f.debug_struct("Dtls")
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

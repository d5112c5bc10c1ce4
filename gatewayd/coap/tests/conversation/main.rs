//! Conversations with literal messages and times.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

// The name the crate has elsewhere.
extern crate gatewayd_coap as coap;

mod blocks;
mod client;
mod duplicates;
mod line;
mod negotiation;
mod notifications;
mod observing;
mod options;
mod server;

use std::time::{Duration, Instant};

use coap::{Endpoint, Event, IncomingRequest, IncomingResponse, Params, Response};

/// An endpoint and the peer's pen.
struct Peer {
    endpoint: Endpoint,
    start: Instant,
    now: Instant,
}

impl Peer {
    fn new(params: Params) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a test needs one origin")]
        let start = Instant::now();
        Self {
            endpoint: Endpoint::new(params, 42, start),
            start,
            now: start,
        }
    }

    /// Lets the time pass until `milliseconds` after the start.
    fn at(&mut self, milliseconds: u64) -> &mut Self {
        self.now = self.start + Duration::from_millis(milliseconds);
        self.endpoint.handle_timeout(self.now);
        self
    }

    /// The endpoint receives this.
    fn send(&mut self, line: &str) -> &mut Self {
        self.endpoint.handle_datagram(self.now, &line::encode(line));
        self
    }

    /// The endpoint has sent exactly this, nothing more.
    #[track_caller]
    fn expect(&mut self, lines: &[&str]) {
        assert_eq!(self.sent(), lines);
    }

    /// What the endpoint has sent.
    fn sent(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.endpoint.poll_transmit())
            .map(|datagram| line::decode(&datagram))
            .collect()
    }

    /// What the endpoint has sent, one message; it is taken apart into words.
    #[track_caller]
    fn sent_one(&mut self) -> Sent {
        let sent = self.sent();
        assert_eq!(sent.len(), 1, "{sent:?}");
        let words: Vec<&str> = sent[0].splitn(5, ' ').collect();
        Sent {
            head: format!("{} {}", words[0], words[1]),
            message_id: words[2].to_owned(),
            token: words[3].to_owned(),
            rest: words.get(4).copied().unwrap_or_default().to_owned(),
        }
    }

    fn event(&mut self) -> Option<Event> {
        self.endpoint.poll_event()
    }

    /// The one event is a request.
    #[track_caller]
    fn request(&mut self) -> IncomingRequest {
        match self.event() {
            Some(Event::Request(request)) => request,
            other => panic!("no request but {other:?}"),
        }
    }

    /// The one event is a response.
    #[track_caller]
    fn response(&mut self) -> IncomingResponse {
        match self.event() {
            Some(Event::Response {
                result: Ok(response), ..
            }) => response,
            other => panic!("no response but {other:?}"),
        }
    }

    /// Answers the request that is the next event.
    #[track_caller]
    fn respond(&mut self, response: Response) -> IncomingRequest {
        let request = self.request();
        self.endpoint.respond(self.now, request.id, response);
        request
    }
}

/// A message of the endpoint whose message id and token the seed chose.
struct Sent {
    head: String,
    message_id: String,
    token: String,
    rest: String,
}

impl Sent {
    /// Fills message id (`MID`) and token (`TOK`) into an answer.
    fn fill(&self, line: &str) -> String {
        line.replace("MID", &self.message_id).replace("TOK", &self.token)
    }
}

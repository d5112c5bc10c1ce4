//! Two endpoints, a wire between them and an application behind the server.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use coap::{Endpoint, Event, IncomingRequest, Params, Response};

use crate::netem::{Conditions, Side, Wire};

/// What answers requests in server role.
pub(crate) trait Application {
    /// How long the answer takes.
    fn delay(&mut self, wire: &mut Wire) -> Duration {
        Duration::from_millis(wire.below(3000))
    }

    /// Called once for every request, as it is handed over.
    fn receive(&mut self, _request: &IncomingRequest) {}

    /// Makes the answer, at the time it is given.
    fn answer(&mut self, request: &IncomingRequest) -> Response;
}

/// Everything that takes part in one simulation.
pub(crate) struct World<A> {
    pub(crate) now: Instant,
    pub(crate) client: Endpoint,
    pub(crate) server: Endpoint,
    pub(crate) wire: Wire,
    pub(crate) application: A,
    /// Events of the client, in order.
    pub(crate) heard: Vec<Event>,
    /// Events of the server other than requests, in order.
    pub(crate) noticed: Vec<Event>,
    open: BTreeMap<(Instant, u64), IncomingRequest>,
    received: u64,
}

impl<A: Application> World<A> {
    pub(crate) fn new(seed: u64, params: Params, conditions: Conditions, application: A) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a simulation needs one origin")]
        let now = Instant::now();
        Self {
            now,
            client: Endpoint::new(params.clone(), seed ^ 0x1111, now),
            server: Endpoint::new(params, seed ^ 0x2222, now),
            wire: Wire::new(conditions, seed),
            application,
            heard: Vec::new(),
            noticed: Vec::new(),
            open: BTreeMap::new(),
            received: 0,
        }
    }

    /// Lets time pass until `done` or `limit` is over or nothing is left to happen; whether `done`.
    pub(crate) fn run(&mut self, limit: Duration, done: impl Fn(&Self) -> bool) -> bool {
        let end = self.now + limit;
        self.drain();
        while !done(self) {
            let answer = self.open.keys().next().map(|(at, _)| *at);
            let next = [
                self.wire.next_arrival(),
                self.client.poll_timeout(),
                self.server.poll_timeout(),
                answer,
            ];
            let Some(next) = next.into_iter().flatten().min().filter(|next| *next <= end) else {
                self.now = end;
                return false;
            };
            self.now = self.now.max(next);
            self.step();
        }
        true
    }

    fn step(&mut self) {
        let now = self.now;
        while let Some((side, datagram)) = self.wire.receive(now) {
            match side {
                Side::Client => self.client.handle_datagram(now, &datagram),
                Side::Server => self.server.handle_datagram(now, &datagram),
            }
            self.drain();
        }
        self.client.handle_timeout(now);
        self.server.handle_timeout(now);
        while let Some(entry) = self.open.first_entry().filter(|entry| entry.key().0 <= now) {
            let request = entry.remove();
            let response = self.application.answer(&request);
            self.server.respond(now, request.id, response);
        }
        self.drain();
        assert!(self.client.is_within_bounds() && self.server.is_within_bounds());
    }

    fn drain(&mut self) {
        while let Some(datagram) = self.client.poll_transmit() {
            assert!(datagram.len() <= 1152);
            self.wire.send(self.now, Side::Server, &datagram);
        }
        while let Some(datagram) = self.server.poll_transmit() {
            assert!(datagram.len() <= 1152);
            self.wire.send(self.now, Side::Client, &datagram);
        }
        while let Some(event) = self.client.poll_event() {
            self.heard.push(event);
        }
        while let Some(event) = self.server.poll_event() {
            let Event::Request(request) = event else {
                self.noticed.push(event);
                continue;
            };
            self.application.receive(&request);
            let at = self.now + self.application.delay(&mut self.wire);
            self.received += 1;
            self.open.insert((at, self.received), request);
        }
    }
}

//! The whole engine over a wire that loses, repeats and reorders.

#[path = "../../../coap/tests/netem/mod.rs"]
mod netem;

use std::time::{Duration, Instant};

use coap::Params;
use lwm2m::server::{Policy, Server, ServerEvent};
use lwm2m::{Client, ClientConfig, EnablerVersion, Event, LinkRequest, LinkState, Outcome, Output};
use netem::{Conditions, Side, Wire};
use objects::{ObjectTree, Registry, Value};

use crate::support::{EPOCH, account, path, resource, tree};

const SEEDS: u64 = 400;

const BAD: Conditions = Conditions {
    loss: 20,
    duplication: 10,
    latency: Duration::from_millis(30),
    jitter: Duration::from_millis(900),
};

const PERFECT: Conditions = Conditions {
    loss: 0,
    duplication: 0,
    latency: Duration::from_millis(5),
    jitter: Duration::from_millis(1),
};

struct Simulation {
    start: Instant,
    now: Instant,
    client: Client,
    server: Server,
    tree: ObjectTree,
    wire: Wire,
    /// What the server believes the temperature to be, per observation.
    known: Option<Value>,
    executions: Vec<String>,
    registered: usize,
    sessions: u64,
    observed: bool,
}

impl Simulation {
    fn new(seed: u64) -> Self {
        #[expect(clippy::disallowed_methods, reason = "a simulation needs one origin")]
        let now = Instant::now();
        let config = ClientConfig {
            endpoint_name: "simulated".to_owned(),
            version: EnablerVersion::V1_2,
            coap: Params::default(),
        };
        Self {
            start: now,
            now,
            client: Client::new(config, &[account()], seed ^ 1, now),
            server: Server::new(
                Registry::standard(),
                Policy::default(),
                Params::default(),
                seed ^ 2,
                now,
            ),
            tree: tree(120),
            wire: Wire::new(BAD, seed),
            known: None,
            executions: Vec::new(),
            registered: 0,
            sessions: seed,
            observed: false,
        }
    }

    /// Lets time pass until `seconds` after the start.
    fn until(&mut self, seconds: u64) {
        let end = self.start + Duration::from_secs(seconds);
        loop {
            let wait = self.drain();
            let next = [wait, self.server.poll_timeout(), self.wire.next_arrival()];
            let Some(next) = next.into_iter().flatten().min().filter(|next| *next <= end) else {
                break;
            };
            self.now = self.now.max(next);
            while let Some((side, datagram)) = self.wire.receive(self.now) {
                match side {
                    Side::Client => {
                        self.client
                            .handle_datagram(self.now, account().server, &datagram, &self.tree);
                    }
                    Side::Server => self.server.handle_datagram(self.now, &datagram),
                }
                self.drain();
            }
            self.client.handle_timeout(self.now, &self.tree);
            self.server.handle_timeout(self.now);
        }
        self.now = end;
    }

    fn drain(&mut self) -> Option<Instant> {
        for _ in 0..10_000 {
            while let Some(event) = self.server.poll_event() {
                self.learn(event);
            }
            while let Some(datagram) = self.server.poll_transmit() {
                self.wire.send(self.now, Side::Client, &datagram);
            }
            match self.client.poll_output() {
                Output::Transmit { datagram, .. } => self.wire.send(self.now, Side::Server, &datagram),
                Output::Link(LinkRequest::Open(server)) => {
                    // A new session has a new address or new keys: what was under way is lost.
                    self.sessions += SEEDS;
                    self.wire = Wire::new(BAD, self.sessions);
                    self.server.handle_new_session(self.now);
                    self.client
                        .handle_link(self.now, server, LinkState::Up, &self.tree);
                }
                Output::Link(LinkRequest::Close(_)) => {}
                Output::Event(event) => self.obey(event),
                Output::Wait(Some(at)) if at <= self.now => self.client.handle_timeout(self.now, &self.tree),
                Output::Wait(at) => return at,
            }
        }
        panic!("the client never rests")
    }

    fn learn(&mut self, event: ServerEvent) {
        match event {
            ServerEvent::Registered(_) => {
                self.registered += 1;
                self.observed = false;
                self.observe();
            }
            ServerEvent::Notification { values, .. } => self.know(&values),
            ServerEvent::Response {
                result: Ok(answer), ..
            } if answer.observed => {
                self.observed = true;
                self.know(answer.values());
            }
            ServerEvent::Response { .. } | ServerEvent::Sent(_) | ServerEvent::Updated(_) => {}
            ServerEvent::Deregistered | ServerEvent::Refused { .. } => panic!("{event:?}"),
        }
    }

    fn observe(&mut self) {
        self.server
            .observe(self.now, path("/3303/0/5700"), None, &["con=1"])
            .unwrap();
    }

    fn know(&mut self, values: &[(objects::ResourcePath, Value)]) {
        self.known = values
            .first()
            .map(|(_, value)| value.clone())
            .or(self.known.take());
    }

    fn obey(&mut self, event: Event) {
        if let Event::Execute {
            request, arguments, ..
        } = event
        {
            self.executions.push(arguments);
            self.client.respond(self.now, request, Outcome::Changed);
        }
    }

    fn change(&mut self, value: f64) {
        let change = self
            .tree
            .set(resource("/3303/0/5700"), Value::Float(value), EPOCH)
            .unwrap();
        if let Some(change) = change {
            self.client.handle_change(self.now, &change, &self.tree);
        }
    }
}

fn simulate(seed: u64) -> usize {
    let mut simulation = Simulation::new(seed);
    let (now, executable) = (simulation.now, resource("/3/0/4"));
    simulation.client.start(now, &simulation.tree);
    for round in 0..20u64 {
        simulation.until(round * 30 + 15);
        simulation.change((seed % 100 + round) as f64);
        if simulation.server.registration().is_some() {
            let now = simulation.now;
            // A queue that is full refuses, as it should.
            let _ = simulation
                .server
                .execute(now, executable, &format!("0='{round}'"));
        }
    }
    let mut seen = simulation.executions.clone();
    seen.sort();
    seen.dedup();
    assert_eq!(
        seen.len(),
        simulation.executions.len(),
        "seed {seed}: an Execute ran twice"
    );
    // The wire is repaired; everything must come to rest in the right state.
    simulation.wire = Wire::new(PERFECT, seed);
    simulation.until(1500);
    assert!(
        simulation.server.registration().is_some(),
        "seed {seed}: not registered"
    );
    if !simulation.observed {
        simulation.observe();
    }
    simulation.change(-1.0);
    simulation.until(1800);
    assert_eq!(
        simulation.known,
        Some(Value::Float(-1.0)),
        "seed {seed}: not told"
    );
    assert_eq!(simulation.client.servers().count(), 1);
    simulation.executions.len()
}

#[test]
fn on_a_bad_wire_the_client_stays_registered_and_executes_nothing_twice() {
    let executed: usize = (0..SEEDS).map(simulate).sum();
    assert!(executed > SEEDS as usize * 10, "only {executed} got through");
}

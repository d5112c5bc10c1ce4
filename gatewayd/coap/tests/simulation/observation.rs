//! An observer ends up with the newest state, or knows that it does not.

use std::time::Duration;

use coap::{
    Code, ContentFormat, EndReason, Event, IncomingRequest, Method, Params, Request, Response, Token,
};

use crate::world::{Application, World};
use crate::{SEEDS, conditions};

/// A resource whose state is its version number, padded.
struct Counter {
    version: u32,
    length: usize,
    observer: Option<Token>,
}

impl Counter {
    fn state(&self) -> Response {
        let mut text = format!("{}:", self.version);
        // One letter per version, so that blocks of two versions do not pass for one body.
        let padding = char::from(b'a' + self.version as u8);
        text.extend(std::iter::repeat_n(padding, self.length));
        Response::content(ContentFormat::TEXT, text).observed()
    }
}

impl Application for Counter {
    fn answer(&mut self, request: &IncomingRequest) -> Response {
        if request.observe.is_some() {
            self.observer = Some(request.token);
        }
        self.state()
    }
}

fn version(payload: &[u8]) -> u32 {
    let text = std::str::from_utf8(payload).unwrap();
    let (version, padding) = text.split_once(':').unwrap();
    let version = version.parse().unwrap();
    assert!(
        padding.bytes().all(|letter| letter == b'a' + version as u8),
        "two versions in one body"
    );
    version
}

/// The versions the client saw; `None` once its exchange failed.
fn seen(world: &World<Counter>) -> Option<Vec<u32>> {
    let versions = world.heard.iter().map(|event| match event {
        Event::Response {
            result: Ok(response), ..
        }
        | Event::Notification { response, .. } => {
            (response.code == Code::CONTENT).then(|| version(&response.payload))
        }
        _ => None,
    });
    versions.collect()
}

/// Whether the observer ended up with the newest state.
fn converges(seed: u64, length: usize) -> bool {
    const CHANGES: u32 = 12;
    let counter = Counter {
        version: 0,
        length,
        observer: None,
    };
    let mut world = World::new(seed, Params::default(), conditions(seed), counter);
    let request = Request::new(Method::Get, "/3303/0/5700".parse().unwrap()).observed();
    world.client.request(world.now, request).unwrap();
    for change in 1..=CHANGES {
        let pause = Duration::from_millis(500 + world.wire.below(5000));
        world.run(pause, |_| false);
        world.application.version = change;
        if let Some(token) = world.application.observer {
            let confirmable = change == CHANGES || world.wire.below(2) == 0;
            let state = world.application.state();
            // Refused before the answer established the observation, and after it ended.
            world.server.notify(world.now, &token, state, confirmable).ok();
        }
    }
    world.run(Duration::from_secs(2000), |_| false);
    let ended = world
        .noticed
        .iter()
        .any(|event| matches!(event, Event::ObservationEnded { .. }));
    let Some(versions) = seen(&world) else {
        return false;
    };
    let converged = versions.last() == Some(&CHANGES);
    assert!(
        converged || ended || versions.is_empty(),
        "seed {seed}: stuck at {versions:?}"
    );
    converged
}

#[test]
fn an_observer_ends_up_with_the_newest_small_state() {
    let converged = (0..SEEDS).filter(|seed| converges(*seed, 0)).count();
    assert!(converged > SEEDS as usize * 9 / 10, "only {converged} converged");
}

#[test]
fn an_observer_ends_up_with_the_newest_large_state() {
    let converged = (0..SEEDS).filter(|seed| converges(*seed, 2500)).count();
    assert!(converged > SEEDS as usize * 8 / 10, "only {converged} converged");
}

#[test]
fn a_cancelled_observation_ends_at_the_server_too() {
    for seed in 0..SEEDS / 10 {
        let counter = Counter {
            version: 0,
            length: 0,
            observer: None,
        };
        let mut wire = conditions(seed);
        (wire.loss, wire.duplication) = (0, 0);
        let mut world = World::new(seed, Params::default(), wire, counter);
        let request = Request::new(Method::Get, "/3/0/9".parse().unwrap()).observed();
        let exchange = world.client.request(world.now, request).unwrap();
        assert!(world.run(Duration::from_secs(60), |world| !world.heard.is_empty()));
        world.client.cancel(exchange);
        let token = world.application.observer.unwrap();
        let state = world.application.state();
        world
            .server
            .notify(world.now, &token, state, seed % 2 == 0)
            .unwrap();
        world.run(Duration::from_secs(60), |_| false);
        let reset = Event::ObservationEnded {
            token,
            reason: EndReason::Reset,
        };
        assert!(world.noticed.contains(&reset), "seed {seed}: {:?}", world.noticed);
        assert_eq!(world.server.observation_count(), 0);
    }
}

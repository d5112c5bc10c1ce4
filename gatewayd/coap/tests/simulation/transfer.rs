//! Commands run at most once; bodies arrive whole or not at all.

use std::collections::BTreeMap;
use std::time::Duration;

use coap::{
    BlockSize, Code, ContentFormat, Event, ExchangeError, IncomingRequest, Method, Params, Request, Response,
};

use crate::world::{Application, World};
use crate::{SEEDS, STEP_LIMIT, conditions};

/// Counts what it is told to do.
#[derive(Default)]
struct Executor {
    runs: BTreeMap<Vec<u8>, u32>,
}

impl Application for Executor {
    fn receive(&mut self, request: &IncomingRequest) {
        *self.runs.entry(request.payload.clone()).or_default() += 1;
    }

    fn answer(&mut self, _request: &IncomingRequest) -> Response {
        Response::new(Code::CHANGED)
    }
}

#[test]
fn a_command_runs_at_most_once_and_exactly_once_if_confirmed() {
    const COMMANDS: usize = 5;
    let mut confirmed = 0;
    for seed in 0..SEEDS {
        let mut world = World::new(seed, Params::default(), conditions(seed), Executor::default());
        let mut expected = BTreeMap::new();
        for command in 0..COMMANDS {
            let payload = vec![command as u8];
            let request = Request::new(Method::Post, "/3/0/4".parse().unwrap())
                .with_payload(ContentFormat::TEXT, payload.clone());
            expected.insert(world.client.request(world.now, request).unwrap(), payload);
        }
        let limit = STEP_LIMIT * COMMANDS as u32;
        assert!(
            world.run(limit, |world| world.heard.len() == COMMANDS),
            "seed {seed}: no end"
        );
        // What is still under way must not run anything again.
        world.run(Duration::from_secs(1000), |_| false);
        for event in &world.heard {
            let Event::Response { exchange, result } = event else {
                panic!("seed {seed}: {event:?}")
            };
            let runs = world
                .application
                .runs
                .get(&expected[exchange])
                .copied()
                .unwrap_or(0);
            match result {
                Ok(response) => {
                    assert_eq!((response.code, runs), (Code::CHANGED, 1), "seed {seed}");
                    confirmed += 1;
                }
                Err(_) => assert!(runs <= 1, "seed {seed}"),
            }
        }
    }
    assert!(
        confirmed > SEEDS as usize * COMMANDS * 9 / 10,
        "only {confirmed} confirmed"
    );
}

/// Takes a body and answers another made of it.
struct Mirror {
    applied: u32,
    streamed: Vec<u8>,
}

fn turned(body: &[u8]) -> Vec<u8> {
    body.iter().rev().copied().collect()
}

impl Application for Mirror {
    fn receive(&mut self, request: &IncomingRequest) {
        let Some(part) = request.part else {
            self.applied += 1;
            return;
        };
        if part.offset == 0 {
            self.streamed.clear();
        }
        assert_eq!(part.offset, self.streamed.len(), "parts come in order");
        self.streamed.extend_from_slice(&request.payload);
        self.applied += u32::from(part.last);
    }

    fn answer(&mut self, request: &IncomingRequest) -> Response {
        let body = if request.part.is_some() {
            &self.streamed
        } else {
            &request.payload
        };
        Response::new(Code::CHANGED).with_payload(ContentFormat::OCTET_STREAM, turned(body))
    }
}

fn body(seed: u64, length: usize) -> Vec<u8> {
    (0..length as u64)
        .map(|position| (position * 7 + seed) as u8)
        .collect()
}

fn mirrored(seed: u64, path: &str, params: Params) -> bool {
    let size = BlockSize::from_szx(3).unwrap();
    let length = 300 + (seed as usize * 37) % 1200;
    let sent = body(seed, length);
    let mirror = Mirror {
        applied: 0,
        streamed: Vec::new(),
    };
    let mut world = World::new(seed, params, conditions(seed), mirror);
    let mut request = Request::new(Method::Post, path.parse().unwrap())
        .with_payload(ContentFormat::OCTET_STREAM, sent.clone());
    request.block_size = Some(size);
    world.client.request(world.now, request).unwrap();
    let steps = 2 * length.div_ceil(size.bytes()) as u32 + 1;
    assert!(
        world.run(STEP_LIMIT * steps, |world| !world.heard.is_empty()),
        "seed {seed}: no end"
    );
    assert!(
        world.application.applied <= 1,
        "seed {seed}: applied more than once"
    );
    let [Event::Response { result, .. }] = &world.heard[..] else {
        panic!("seed {seed}: {:?}", world.heard)
    };
    match result {
        Ok(response) if response.code == Code::CHANGED => {
            assert_eq!(world.application.applied, 1, "seed {seed}");
            assert_eq!(response.payload, turned(&sent), "seed {seed}: garbled");
            true
        }
        // A lost transfer may be told as such.
        Ok(response) => {
            assert_eq!(response.code, Code::REQUEST_ENTITY_INCOMPLETE, "seed {seed}");
            false
        }
        Err(ExchangeError::Unacknowledged | ExchangeError::NoResponse | ExchangeError::BlockMismatch) => {
            false
        }
        Err(error) => panic!("seed {seed}: {error}"),
    }
}

#[test]
fn a_body_goes_up_and_another_comes_down_whole_or_not_at_all() {
    let whole = (0..SEEDS)
        .filter(|seed| mirrored(*seed, "/soap", Params::default()))
        .count();
    assert!(whole > SEEDS as usize * 7 / 10, "only {whole} arrived");
}

#[test]
fn a_streamed_body_arrives_in_order_and_is_completed_once() {
    let params = Params {
        streamed: |_, path| path.to_string() == "/5/0/0",
        ..Params::default()
    };
    let whole = (0..SEEDS / 4)
        .filter(|seed| mirrored(*seed, "/5/0/0", params.clone()))
        .count();
    assert!(whole > SEEDS as usize / 4 * 7 / 10, "only {whole} arrived");
}

//! The body of a fuzz target for the whole engine, so that its inputs run as ordinary tests too.
//!
//! A client with two servers and a bootstrap server goes through what the input says: requests of all kinds,
//! changes, pauses, links that break, datagrams that are lost or come twice, servers that answer and servers that do
//! not. After each step everything that must hold at all times is checked, and in the end whether the client still
//! works.

mod events;
mod host;
mod input;
mod peer;
mod requests;
mod tree;

use host::Host;
use input::Input;

/// Reads `data` as steps: what a step does in the lower four bits, on which link or how in the upper ones.
///
/// # Panics
///
/// When the client breaks a rule: it exceeds a bound, answers a request twice or not at all, notifies before its
/// time, asks for something no host could do, wants to be woken in vain, or does not work any more in the end.
pub fn client_ops(data: &[u8]) {
    let mut host = Host::new();
    let mut input = Input::new(data);
    while let Some(operation) = input.next() {
        step(&mut host, operation & 15, operation >> 4, &mut input);
        host.settle();
    }
    host.end();
}

fn step(host: &mut Host, operation: u8, detail: u8, input: &mut Input<'_>) {
    match operation {
        0 => {
            let length = input.byte();
            let datagram = input.take(length).to_vec();
            host.receive(host.link(detail), datagram);
        }
        1..=4 => requests::of_server(host, detail, input),
        5 => requests::composite(host, detail, input),
        6 => requests::of_bootstrap_server(host, input),
        7 => host.pause(detail, input.byte()),
        8 | 9 => tree::change(host, detail, input.byte()),
        10 => host.answer_pending(detail),
        11 => host.reply(detail, input.byte()),
        12 => host.change_link(detail, input.byte()),
        13 => host.repeat(detail, input.byte()),
        14 => host.send(detail, input.byte()),
        _ => host.change_manners(detail),
    }
}

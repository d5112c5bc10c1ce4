//! What may be at the far end of a link.

use std::time::Instant;

use lwm2m::LinkState;

/// The far end of a link: bytes and time come in as arguments.
pub trait Peer {
    /// The client opens its link anew: what was under way to it is lost.
    fn open(&mut self, now: Instant) -> LinkState;

    /// Takes in one datagram of the client.
    fn handle_datagram(&mut self, now: Instant, datagram: &[u8]);

    /// Does what is due; calling early or often is harmless.
    fn handle_timeout(&mut self, now: Instant);

    /// The next datagram to send to the client.
    fn poll_transmit(&mut self) -> Option<Vec<u8>>;

    /// When [`Peer::handle_timeout`] must be called at the latest.
    fn poll_timeout(&self) -> Option<Instant>;
}

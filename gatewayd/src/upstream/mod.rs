//! The ways to the servers: names, sockets and secure channels under the LwM2M engine.

mod link;

use std::collections::{BTreeMap, VecDeque};
use std::future::poll_fn;
use std::net::SocketAddr;
use std::ops::Bound;
use std::task::{Context, Poll};
use std::time::Instant;

use lwm2m::{LinkId, LinkRequest, LinkState};

use crate::config::Server;
use crate::machine::statistics::Traffic;
pub(crate) use link::Link;
pub use link::TargetError;

/// Something that arrived from a server.
#[derive(Debug)]
pub enum UpstreamEvent<I = LinkId> {
    /// A CoAP message.
    Datagram(I, Vec<u8>),
    /// The link came up or went down.
    Link(I, LinkState),
}

/// The links to all servers.
///
/// Owned and driven by the hub; nothing here runs by itself.
pub struct Upstream {
    links: BTreeMap<LinkId, Link<LinkId>>,
    events: VecDeque<UpstreamEvent>,
    /// Which link was polled first the last time.
    turn: Option<LinkId>,
}

impl Upstream {
    /// Links to these servers, all closed.
    ///
    /// # Errors
    /// When the credentials of a server cannot be used.
    pub fn new<'a>(servers: impl IntoIterator<Item = (LinkId, &'a Server)>) -> Result<Self, TargetError> {
        let link = |(id, server): (LinkId, &Server)| Ok((id, Link::new(id, &server.uri, &server.security)?));
        let links = servers
            .into_iter()
            .map(link)
            .collect::<Result<_, TargetError>>()?;
        Ok(Self {
            links,
            events: VecDeque::new(),
            turn: None,
        })
    }

    /// Puts links to these servers in the place of all there are. An open link to the bootstrap server goes on
    /// until it is closed, for what it has just asked is yet to be answered.
    ///
    /// # Errors
    /// When the credentials of a server cannot be used; nothing has changed then.
    pub fn replace<'a>(
        &mut self,
        now: Instant,
        servers: impl IntoIterator<Item = (LinkId, &'a Server)>,
    ) -> Result<(), TargetError> {
        let mut links = Self::new(servers)?.links;
        for (id, old) in &mut self.links {
            match id {
                LinkId::Bootstrap => {
                    if let Some(new) = links.get_mut(id) {
                        new.take_over(old);
                    }
                }
                LinkId::Server(_) => old.close(now),
            }
        }
        self.links = links;
        self.events.retain(|event| {
            let (UpstreamEvent::Datagram(link, _) | UpstreamEvent::Link(link, _)) = event;
            *link == LinkId::Bootstrap
        });
        Ok(())
    }

    /// Goes on with these links of another set, and with what has arrived over them.
    pub(crate) fn take_over(&mut self, other: &mut Self, stay: &[LinkId]) {
        for id in stay {
            if let (Some(link), Some(former)) = (self.links.get_mut(id), other.links.get_mut(id)) {
                link.take_over(former);
            }
        }
        let events = other.events.drain(..).filter(|event| {
            let (UpstreamEvent::Datagram(link, _) | UpstreamEvent::Link(link, _)) = event;
            stay.contains(link)
        });
        self.events.extend(events);
    }

    /// Does what the engine wants of a link.
    pub fn request(&mut self, now: Instant, request: LinkRequest) {
        let (LinkRequest::Open(server) | LinkRequest::Close(server)) = request;
        let Some(link) = self.links.get_mut(&server) else {
            return;
        };
        match request {
            LinkRequest::Open(_) => link.open(now),
            LinkRequest::Close(_) => link.close(now),
        }
    }

    /// Sends a CoAP message; what cannot be sent is lost, as datagrams are.
    pub fn send(&mut self, now: Instant, to: LinkId, datagram: &[u8]) {
        if let Some(link) = self.links.get_mut(&to) {
            link.send(now, datagram, &mut self.events);
        }
    }

    /// Waits until [`Self::pop_event`] has something. Nothing is lost when the wait is given up.
    pub async fn ready(&mut self) {
        poll_fn(|cx| self.poll(cx)).await;
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        // Each link comes first in its turn, so that busy ones cannot silence the others.
        let last = self.turn.take();
        let after = (last.map_or(Bound::Unbounded, Bound::Excluded), Bound::Unbounded);
        let before = last.map(|last| (Bound::Unbounded, Bound::Included(last)));
        for half in std::iter::once(after).chain(before) {
            for (server, link) in self.links.range_mut(half) {
                self.turn.get_or_insert(*server);
                link.poll(cx, &mut self.events);
            }
        }
        if self.events.is_empty() {
            Poll::Pending
        } else {
            Poll::Ready(())
        }
    }

    /// The next event that is there already.
    pub fn pop_event(&mut self) -> Option<UpstreamEvent> {
        self.events.pop_front()
    }

    /// Closes all links; the servers are told where the protocol has a word for it.
    pub fn close(&mut self, now: Instant) {
        self.links.values_mut().for_each(|link| link.close(now));
    }

    /// When [`Self::handle_timeout`] has something to do.
    #[must_use]
    pub fn next_deadline(&self) -> Option<Instant> {
        self.links.values().filter_map(Link::deadline).min()
    }

    /// What has crossed the links since this was last asked.
    pub fn take_traffic(&mut self) -> Traffic {
        let mut traffic = Traffic::default();
        for link in self.links.values_mut() {
            traffic.add(link.take_traffic());
        }
        traffic
    }

    /// Our own address and the server's, of every link that is open.
    pub fn addresses(&self) -> impl Iterator<Item = (SocketAddr, SocketAddr)> {
        self.links.values().filter_map(Link::addresses)
    }

    /// Does what is due: handshake retransmissions and time limits.
    pub fn handle_timeout(&mut self, now: Instant) {
        for link in self.links.values_mut() {
            link.handle_timeout(now, &mut self.events);
        }
    }
}

#[cfg(test)]
mod tests;

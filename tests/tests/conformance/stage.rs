//! The hub, the servers of a case, and what they say to each other.

use std::time::{Duration, Instant};

use coap::{Code, ContentFormat, ExchangeId, IncomingRequest, IncomingResponse, Request};
use gatewayd::testing::{Heard, LiteralPeer, World};
use lwm2m::{LinkId, ServerId};

use crate::configurations::{self, Setup};
pub(crate) use crate::requests::{
    assert_contains, attributes, delete, discover, execute, fetch, get, hex, ipatch, observe, post, put,
    read, tlv_ids,
};

pub(crate) const TEXT: ContentFormat = ContentFormat::TEXT;
pub(crate) const LINKS: ContentFormat = ContentFormat::LINK_FORMAT;
pub(crate) const CBOR: ContentFormat = ContentFormat::CBOR;
pub(crate) const SENML_JSON: ContentFormat = ContentFormat::SENML_JSON;
pub(crate) const SENML_CBOR: ContentFormat = ContentFormat::SENML_CBOR;
pub(crate) const TLV: ContentFormat = ContentFormat::LWM2M_TLV;
pub(crate) const OMA_JSON: ContentFormat = ContentFormat::LWM2M_JSON;

/// The link to the bootstrap server.
pub(crate) const BS: LinkId = LinkId::Bootstrap;

/// The link to the server with this Short Server ID.
pub(crate) fn server(id: u16) -> LinkId {
    LinkId::Server(ServerId::try_from(id).expect("a Short Server ID"))
}

/// What the client answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reply {
    pub(crate) code: Code,
    pub(crate) format: Option<ContentFormat>,
    pub(crate) payload: Vec<u8>,
    pub(crate) location: Vec<String>,
    /// The sequence number of an observation.
    pub(crate) observe: Option<u32>,
}

impl Reply {
    fn new(response: &IncomingResponse) -> Self {
        Self {
            code: response.code,
            format: response.content_format,
            payload: response.payload.clone(),
            location: response.location_path.clone(),
            observe: response.observe,
        }
    }

    /// The payload of a 2.05 in this format.
    #[track_caller]
    pub(crate) fn content(&self, format: ContentFormat) -> &[u8] {
        assert_eq!(
            (self.code, self.format),
            (Code::CONTENT, Some(format)),
            "{self:?}"
        );
        &self.payload
    }

    /// The payload of a 2.05 in this format, which is text.
    #[track_caller]
    pub(crate) fn text(&self, format: ContentFormat) -> &str {
        std::str::from_utf8(self.content(format)).expect("it is text")
    }

    /// The links of an answer to Discover.
    #[track_caller]
    pub(crate) fn links(&self) -> Vec<&str> {
        self.text(LINKS).split(',').collect()
    }

    /// The records of SenML JSON: the full name, and the value with its key.
    #[track_caller]
    pub(crate) fn records(&self) -> Vec<(String, serde_json::Value)> {
        records(self.text(SENML_JSON))
    }

    #[track_caller]
    pub(crate) fn is(&self, code: Code) {
        assert_eq!(self.code, code, "{self:?}");
    }
}

/// Reads SenML JSON (RFC 8428): the full name of each record, and its value.
pub(crate) fn records(text: &str) -> Vec<(String, serde_json::Value)> {
    let records: Vec<serde_json::Map<String, serde_json::Value>> =
        serde_json::from_str(text).expect("it is JSON");
    let mut base = String::new();
    let mut read = Vec::new();
    for record in records {
        if let Some(name) = record.get("bn") {
            name.as_str().expect("a name").clone_into(&mut base);
        }
        let name = record.get("n").map_or("", |name| name.as_str().expect("a name"));
        let value = ["v", "vs", "vb", "vd", "vlo"]
            .iter()
            .find_map(|key| record.get(*key));
        read.push((format!("{base}{name}"), value.expect("a value").clone()));
    }
    read
}

/// A notification, and when it came.
#[derive(Clone, Debug)]
pub(crate) struct Notified {
    /// Seconds since the case has begun.
    pub(crate) at: u64,
    pub(crate) observation: ExchangeId,
    pub(crate) reply: Reply,
}

/// What the client tells or asks unasked, and when.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// Seconds since the case has begun.
    pub(crate) at: u64,
    pub(crate) request: IncomingRequest,
}

impl Asked {
    /// Method, path and queries, as in `POST /rd?ep=…&lt=…`.
    pub(crate) fn line(&self) -> String {
        let IncomingRequest {
            method,
            path,
            queries,
            ..
        } = &self.request;
        let mark = if queries.is_empty() { "" } else { "?" };
        format!("{method:?} {path}{mark}{}", queries.join("&")).replacen("Post", "POST", 1)
    }

    /// The payload, which is text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.request.payload).expect("it is text")
    }
}

/// The hub and its servers.
pub(crate) struct Stage {
    pub(crate) world: World<LiteralPeer>,
    pub(crate) begin: Instant,
    setup: Setup,
}

impl Stage {
    /// The client of a test configuration, powered on.
    pub(crate) async fn power_on(setup: Setup) -> Self {
        Self::power_on_with(setup, |_, _| {}).await
    }

    /// As [`Stage::power_on`], after something was done to the servers.
    pub(crate) async fn power_on_with(setup: Setup, alter: impl Fn(LinkId, &mut LiteralPeer)) -> Self {
        let folder = configurations::folder();
        let peers = setup.links.iter().zip(1..).map(|(link, seed)| {
            let mut peer = LiteralPeer::new(seed);
            alter(*link, &mut peer);
            (*link, peer)
        });
        let text = setup
            .text
            .replace("FOLDER", folder.path().to_str().expect("a plain name"));
        let world = World::start(&text, folder, peers).await;
        Self {
            begin: world.now(),
            world,
            setup,
        }
    }

    /// The client of a test configuration, registered with server 1 and with the values the configuration asks for.
    pub(crate) async fn registered(setup: Setup) -> Self {
        let writes = setup.writes;
        let mut stage = Self::power_on(setup).await;
        assert!(
            stage.world.peer(server(1)).is_registered(),
            "the client registers"
        );
        for (path, value) in writes {
            stage
                .ask(put(path, TEXT, value.as_bytes()))
                .await
                .is(Code::CHANGED);
        }
        stage
    }

    /// Takes the power away and gives it back; the servers stay as they are.
    pub(crate) async fn power_cycle(self) -> Self {
        let Self { world, begin, setup } = self;
        let folder = world.folder().to_str().expect("a plain name");
        let text = setup.text.replace("FOLDER", folder);
        let world = world.power_cycle(&text).await;
        Self { world, begin, setup }
    }

    /// Sends a request of server 1; its answer comes without further time.
    pub(crate) async fn ask(&mut self, request: Request) -> Reply {
        self.ask_from(server(1), request).await
    }

    /// Sends a request of a server or of the bootstrap server.
    pub(crate) async fn ask_from(&mut self, link: LinkId, request: Request) -> Reply {
        let exchange = self.send_from(link, request).await;
        self.reply(link, exchange).expect("the client answers at once")
    }

    /// Sends a request of a server, and does not look for the answer.
    pub(crate) async fn send_from(&mut self, link: LinkId, request: Request) -> ExchangeId {
        let exchange = self.world.peer_mut(link).send(request);
        self.world.settle().await;
        exchange
    }

    /// The answer to a request, if it is there.
    pub(crate) fn reply(&self, link: LinkId, exchange: ExchangeId) -> Option<Reply> {
        let answer = self.world.peer(link).answer(exchange)?;
        Some(Reply::new(answer.as_ref().expect("the client answers")))
    }

    /// Starts an observation of server 1.
    pub(crate) async fn observe(&mut self, request: Request) -> (ExchangeId, Reply) {
        let exchange = self.send_from(server(1), request).await;
        let reply = self
            .reply(server(1), exchange)
            .expect("the client answers at once");
        assert!(reply.observe.is_some(), "{reply:?} is no observation");
        (exchange, reply)
    }

    /// Ends an observation of server 1 with Observe = 1.
    pub(crate) async fn cancel(&mut self, observation: ExchangeId) -> Reply {
        let exchange = self.world.peer_mut(server(1)).cancel(observation);
        self.world.settle().await;
        self.reply(server(1), exchange)
            .expect("the client answers at once")
    }

    /// Lets seconds pass.
    pub(crate) async fn wait(&mut self, seconds: u64) {
        self.world.advance(Duration::from_secs(seconds)).await;
    }

    fn since_begin(&self, at: Instant) -> u64 {
        at.duration_since(self.begin).as_secs()
    }

    /// Everything the client has told a server unasked.
    pub(crate) fn asked(&self, link: LinkId) -> Vec<Asked> {
        let heard = self.world.peer(link).heard().iter();
        let asked = heard.filter_map(|heard| match heard {
            Heard::Request { at, request } => Some(Asked {
                at: self.since_begin(*at),
                request: request.clone(),
            }),
            Heard::Answer { .. } | Heard::Notification { .. } => None,
        });
        asked.collect()
    }

    /// What the client has told server 1 unasked, one line each.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked(server(1)).iter().map(Asked::line).collect()
    }

    /// What the client has told server 1 last.
    pub(crate) fn last_line(&self) -> String {
        self.lines().pop().unwrap_or_default()
    }

    /// The notifications of server 1 so far.
    pub(crate) fn notified(&self) -> Vec<Notified> {
        let heard = self.world.peer(server(1)).heard().iter();
        let notified = heard.filter_map(|heard| match heard {
            Heard::Notification {
                at,
                exchange,
                response,
                ..
            } => Some(Notified {
                at: self.since_begin(*at),
                observation: *exchange,
                reply: Reply::new(response),
            }),
            Heard::Answer { .. } | Heard::Request { .. } => None,
        });
        notified.collect()
    }

    /// When the notifications of an observation came.
    pub(crate) fn notified_at(&self, observation: ExchangeId) -> Vec<u64> {
        let notified = self.notified().into_iter();
        notified
            .filter(|notified| notified.observation == observation)
            .map(|notified| notified.at)
            .collect()
    }

    /// How many datagrams the client has sent to server 1 in the last seconds.
    pub(crate) fn transmitted_since(&self, seconds: u64) -> usize {
        let since = self.world.now() - Duration::from_secs(seconds);
        let datagrams = self.world.peer(server(1)).datagrams().iter();
        datagrams.filter(|(at, _)| *at > since).count()
    }

    /// What a hook was called with, a line for each call.
    pub(crate) fn calls(&self) -> Vec<String> {
        let text = std::fs::read_to_string(self.world.folder().join("calls")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Waits, without time, for what sockets and programs bring about.
    pub(crate) async fn until(&mut self, done: impl Fn(&World<LiteralPeer>) -> bool) {
        self.world.work(done).await;
    }

    /// Waits for the programs the client has started.
    pub(crate) async fn work(&mut self) {
        self.world.work(World::is_idle).await;
    }
}

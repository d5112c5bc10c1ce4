//! What the server reports without being asked.

use std::io::{BufRead, BufReader};
use std::net::{Shutdown, TcpStream};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::{Client, Node};

/// The events that may wait for a test; the server's own buffers hold what exceeds them.
const MAX_WAITING: usize = 4096;

/// Something that happened at the server.
///
/// The stream carries pairs of lines, `event: KIND` and `data: JSON`, as seen from version 2.0.0-M17:
///
/// ```text
/// REGISTRATION    {"endpoint":"gw-1", and the rest of a Client}
/// UPDATED         {"registration":{a Client},"update":{"registrationId":"CfZBffN1kd","lifetime":30}}
/// DEREGISTRATION  {"endpoint":"gw-1", and the rest of a Client}; also when the lifetime has ended
/// NOTIFICATION    {"ep":"gw-1","kind":"single","res":"/3303/0/5700","val":{a Node}}
/// NOTIFICATION    {"ep":"gw-1","kind":"composite","val":{"/3303/0/5700":{a Node}},"paths":["/3303/0/5700"]}
/// SEND            {"ep":"gw-1","val":{"/3303/0/5700":{a Node}}}
/// COAPLOG         {"timestamp":1795499978769,"incoming":true,"type":"ACK","code":"2.05","mId":16246,
///                  "token":"4B61950B54FF2529","options":"Observe/INTEGER: 7 - Content-Format/INTEGER: \"application/senml+cbor\"",
///                  "payload":"Hex:81a202fb4031","ep":"gw-1"}
/// ```
#[derive(Debug, Clone)]
pub struct Event {
    /// When the harness received it.
    pub at: Instant,
    /// What it is.
    pub kind: EventKind,
}

/// The kinds of [`Event`].
#[derive(Debug, Clone, PartialEq)]
pub enum EventKind {
    /// A client registered.
    Registered(Client),
    /// A client updated its registration.
    Updated(Client),
    /// A client left, or its lifetime ended.
    Deregistered(Client),
    /// An observed value was notified.
    Notified {
        /// The observed path.
        path: String,
        /// What was notified.
        node: Node,
    },
    /// A client sent values on its own: path and content of the most recent ones.
    Sent(Vec<(String, Node)>),
    /// A CoAP message came or went.
    Coap(CoapMessage),
    /// Something else: its name and data.
    Other(String, String),
}

/// A CoAP message as the server saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoapMessage {
    /// Whether the client sent it.
    pub from_client: bool,
    /// CON, NON, ACK or RST.
    pub kind: String,
    /// The method (`POST`) or the response code (`2.05`); an empty message has none.
    pub code: Option<String>,
    /// The message id.
    pub message_id: i64,
    /// The token in hexadecimal.
    pub token: String,
    /// The options in words, such as `Content-Format/INTEGER: "application/senml+cbor"`.
    pub options: String,
    /// The payload: text, or hexadecimal after `Hex:`.
    pub payload: String,
}

/// The events of one client, from the moment at which this was made.
#[derive(Debug)]
pub struct Events {
    events: Receiver<Event>,
    stream: TcpStream,
}

impl Events {
    pub(super) fn read(reader: BufReader<TcpStream>) -> std::io::Result<Self> {
        let stream = reader.get_ref().try_clone()?;
        let (sender, events) = sync_channel(MAX_WAITING);
        thread::spawn(move || forward(reader, &sender));
        Ok(Self { events, stream })
    }

    /// The next event for which `choose` returns something; others before it are passed over.
    ///
    /// # Panics
    ///
    /// With `what`, when none comes in time.
    pub fn next<T>(&self, what: &str, within: Duration, mut choose: impl FnMut(Event) -> Option<T>) -> T {
        let end = Instant::now() + within;
        loop {
            let problem = match self
                .events
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(event) => match choose(event) {
                    Some(chosen) => return chosen,
                    None => continue,
                },
                Err(RecvTimeoutError::Timeout) => format!("not within {within:?}"),
                Err(RecvTimeoutError::Disconnected) => "but it closed the event stream".to_owned(),
            };
            panic!("Leshan should report {what}, {problem}");
        }
    }

    /// The next notification for `path`, and when it came.
    ///
    /// # Panics
    ///
    /// When none comes in time.
    pub fn next_notification(&self, path: &str, within: Duration) -> (Node, Instant) {
        self.next(
            &format!("a notification of {path}"),
            within,
            |event| match event.kind {
                EventKind::Notified { path: observed, node } if observed == path => Some((node, event.at)),
                _ => None,
            },
        )
    }

    /// The next registration.
    ///
    /// # Panics
    ///
    /// When none comes in time.
    pub fn next_registration(&self, within: Duration) -> Client {
        self.next("a registration", within, |event| match event.kind {
            EventKind::Registered(client) => Some(client),
            _ => None,
        })
    }

    /// The next update of a registration.
    ///
    /// # Panics
    ///
    /// When none comes in time.
    pub fn next_update(&self, within: Duration) -> Client {
        self.next("an update", within, |event| match event.kind {
            EventKind::Updated(client) => Some(client),
            _ => None,
        })
    }

    /// The next end of a registration, by the client's wish or by its lifetime.
    ///
    /// # Panics
    ///
    /// When none comes in time.
    pub fn next_deregistration(&self, within: Duration) -> Client {
        self.next("the end of a registration", within, |event| match event.kind {
            EventKind::Deregistered(client) => Some(client),
            _ => None,
        })
    }

    /// The next values that the client sent on its own.
    ///
    /// # Panics
    ///
    /// When none come in time.
    pub fn next_send(&self, within: Duration) -> Vec<(String, Node)> {
        self.next("a Send", within, |event| match event.kind {
            EventKind::Sent(nodes) => Some(nodes),
            _ => None,
        })
    }

    /// The next CoAP message that `fits`: to see formats, options and retransmissions.
    ///
    /// # Panics
    ///
    /// When none comes in time.
    pub fn next_coap(&self, within: Duration, fits: impl Fn(&CoapMessage) -> bool) -> CoapMessage {
        self.next("a certain CoAP message", within, |event| match event.kind {
            EventKind::Coap(message) if fits(&message) => Some(message),
            _ => None,
        })
    }

    /// Every event that has come and was not taken yet.
    pub fn so_far(&self) -> Vec<Event> {
        self.events.try_iter().collect()
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        // The reading thread then sees the end of the stream; a broken stream has ended already.
        let _ = self.stream.shutdown(Shutdown::Both);
    }
}

fn forward(reader: BufReader<TcpStream>, events: &SyncSender<Event>) {
    let mut kind = String::new();
    for line in reader.lines().map_while(Result::ok) {
        if let Some(name) = line.strip_prefix("event: ") {
            kind = name.to_owned();
        } else if let Some(data) = line.strip_prefix("data: ") {
            let event = Event {
                at: Instant::now(),
                kind: EventKind::read(&kind, data),
            };
            if events.send(event).is_err() {
                return;
            }
        }
    }
}

impl EventKind {
    fn read(kind: &str, data: &str) -> Self {
        let json = serde_json::from_str(data).ok();
        let known = json.and_then(|json: Json| match kind {
            "REGISTRATION" => Client::from_json(&json).map(EventKind::Registered),
            "UPDATED" => json
                .get("registration")
                .and_then(Client::from_json)
                .map(EventKind::Updated),
            "DEREGISTRATION" => Client::from_json(&json).map(EventKind::Deregistered),
            "NOTIFICATION" => notified(&json),
            "SEND" => sent(&json),
            "COAPLOG" => CoapMessage::from_json(&json).map(EventKind::Coap),
            _ => None,
        });
        known.unwrap_or_else(|| EventKind::Other(kind.to_owned(), data.to_owned()))
    }
}

impl CoapMessage {
    fn from_json(json: &Json) -> Option<Self> {
        let text = |member: &str| json.get(member).and_then(Json::as_str).map(str::to_owned);
        Some(Self {
            from_client: json.get("incoming")?.as_bool()?,
            kind: text("type")?,
            code: text("code"),
            message_id: json.get("mId")?.as_i64()?,
            token: text("token").unwrap_or_default(),
            options: text("options").unwrap_or_default(),
            payload: text("payload").unwrap_or_default(),
        })
    }
}

fn notified(json: &Json) -> Option<EventKind> {
    let path = json.get("res")?.as_str()?.to_owned();
    Some(EventKind::Notified {
        path,
        node: Node::from_json(json.get("val")?)?,
    })
}

fn sent(json: &Json) -> Option<EventKind> {
    let values = json.get("val")?.as_object()?.iter();
    values
        .map(|(path, node)| Some((path.clone(), Node::from_json(node)?)))
        .collect::<Option<_>>()
        .map(EventKind::Sent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notification_is_read_as_leshan_writes_it() {
        // As reported by Leshan 2.0.0-M17 for its demonstration client.
        let data = r#"{"ep":"gw-1","kind":"single","res":"/3303/0/5700","val":{"kind":"singleResource","id":5700,"type":"FLOAT","value":"18.1"}}"#;
        let expected = EventKind::Notified {
            path: "/3303/0/5700".to_owned(),
            node: Node::resource(5700, 18.1),
        };
        assert_eq!(EventKind::read("NOTIFICATION", data), expected);
    }

    #[test]
    fn an_empty_message_has_no_code() {
        let data =
            r#"{"timestamp":1795499979772,"incoming":false,"type":"ACK","mId":12857,"token":"","ep":"gw-1"}"#;
        let EventKind::Coap(message) = EventKind::read("COAPLOG", data) else {
            panic!("it is a CoAP message")
        };
        assert_eq!(
            (message.code, message.message_id, message.from_client),
            (None, 12857, false)
        );
    }

    #[test]
    fn an_unknown_event_is_kept_as_it_is() {
        let kind = EventKind::read("SLEEPING", r#"{"ep":"gw-1"}"#);
        assert_eq!(
            kind,
            EventKind::Other("SLEEPING".to_owned(), r#"{"ep":"gw-1"}"#.to_owned())
        );
    }
}

//! What clients did on their own.

use std::time::{Duration, Instant};

use serde_json::Value as Json;

use super::{Link, Record};

/// A registration, as the client made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The endpoint name.
    pub endpoint: String,
    /// The location that the server gave; a new registration has a new one.
    pub location: String,
    /// The enabler version it registered with.
    pub version: String,
    /// The lifetime.
    pub lifetime: Duration,
    /// The binding.
    pub binding: String,
    /// Whether it asked for queue mode.
    pub has_queue: bool,
    /// The object list.
    pub links: Vec<Link>,
    /// Where it was last heard from; with DTLS, the local socket that stands for it.
    pub address: String,
    /// The PSK identity that it proved to have, if it uses DTLS.
    pub identity: Option<String>,
}

/// Something that a client did on its own, or that happened to its registration.
#[derive(Debug, Clone, PartialEq)]
pub struct Happening {
    /// When the harness heard of it.
    pub at: Instant,
    /// The endpoint name of the client.
    pub endpoint: String,
    /// What it is.
    pub kind: HappeningKind,
}

/// The kinds of [`Happening`].
#[derive(Debug, Clone, PartialEq)]
pub enum HappeningKind {
    /// It registered.
    Registered(Registration),
    /// It updated its registration; this is what then held.
    Updated(Registration),
    /// It left.
    Deregistered,
    /// Its lifetime ended without an update.
    Expired,
    /// It wanted to register with a version that the server does not speak.
    Refused(String),
    /// It sent values on its own.
    Sent(Vec<Record>),
}

impl Registration {
    /// Whether the object list names the path, as in `/3303/0`.
    pub fn has(&self, path: &str) -> bool {
        self.links.iter().any(|link| link.path == path)
    }

    fn from_json(json: &Json) -> Option<Self> {
        let text = |member: &str| json.get(member).and_then(Json::as_str).map(str::to_owned);
        Some(Self {
            endpoint: text("endpoint")?,
            location: text("location")?,
            version: text("version")?,
            lifetime: Duration::from_secs(json.get("lifetime")?.as_u64()?),
            binding: text("binding")?,
            has_queue: json.get("queue")?.as_bool()?,
            links: Link::list(json.get("links")?)?,
            address: text("address")?,
            identity: text("identity"),
        })
    }
}

impl Happening {
    /// Reads an event; none of the other events is about a registration.
    pub(super) fn from_json(at: Instant, event: &str, json: &Json) -> Option<Self> {
        let registration = || Registration::from_json(json.get("registration")?);
        let kind = match event {
            "registered" => HappeningKind::Registered(registration()?),
            "updated" => HappeningKind::Updated(registration()?),
            "deregistered" => HappeningKind::Deregistered,
            "expired" => HappeningKind::Expired,
            "refused" => HappeningKind::Refused(json.get("version")?.as_str()?.to_owned()),
            "sent" => HappeningKind::Sent(Record::list(json.get("records")?)?),
            _ => return None,
        };
        let endpoint = json
            .pointer("/registration/endpoint")
            .or_else(|| json.get("endpoint"))?;
        Some(Self {
            at,
            endpoint: endpoint.as_str()?.to_owned(),
            kind,
        })
    }

    /// The registration that holds after this, if it says something about that.
    pub(super) fn registration(&self) -> Option<Option<&Registration>> {
        match &self.kind {
            HappeningKind::Registered(registration) | HappeningKind::Updated(registration) => {
                Some(Some(registration))
            }
            HappeningKind::Deregistered | HappeningKind::Expired => Some(None),
            HappeningKind::Refused(_) | HappeningKind::Sent(_) => None,
        }
    }
}

//! A registered client, as the server knows it.

use serde_json::Value as Json;

use super::answer::links;
use super::{Link, RestError};

/// A registration.
///
/// The JSON form, as seen from version 2.0.0-M17:
///
/// ```json
/// {"endpoint":"gw-1","registrationId":"CfZBffN1kd","registrationDate":1795499963949,"lastUpdate":1795499963949,
///  "address":"127.0.0.1:57838","lwM2mVersion":"1.1","lifetime":30,"bindingMode":"UT","rootPath":"/",
///  "objectLinks":[{"url":"/","attributes":{"rt":"\"oma.lwm2m\"","ct":"\"60 110 112\""}}],
///  "secure":false,"additionalRegistrationAttributes":{},"queuemode":false,"availableInstances":{"3303":[0]}}
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client {
    /// The endpoint name.
    pub endpoint: String,
    /// The id that the server gave; a new registration has a new one.
    pub registration_id: String,
    /// When it was last updated, in milliseconds since 1970.
    pub last_update: i64,
    /// Where it was last heard from.
    pub address: String,
    /// The enabler version it registered with.
    pub version: String,
    /// The lifetime in seconds.
    pub lifetime: u64,
    /// The binding.
    pub binding: String,
    /// The object list.
    pub links: Vec<Link>,
    /// Whether it uses DTLS or TLS.
    pub is_secure: bool,
    /// Whether it asked for queue mode.
    pub has_queue: bool,
}

impl Client {
    /// Whether the object list names the path, as in `/3303/0`.
    pub fn has(&self, path: &str) -> bool {
        self.links.iter().any(|link| link.url == path)
    }

    pub(super) fn from_json(json: &Json) -> Option<Self> {
        let text = |member: &str| json.get(member).and_then(Json::as_str).map(str::to_owned);
        let truth = |member: &str| json.get(member).and_then(Json::as_bool);
        Some(Self {
            endpoint: text("endpoint")?,
            registration_id: text("registrationId")?,
            last_update: json.get("lastUpdate")?.as_i64()?,
            address: text("address")?,
            version: text("lwM2mVersion")?,
            lifetime: json.get("lifetime")?.as_u64()?,
            binding: text("bindingMode")?,
            links: links(json)?,
            is_secure: truth("secure")?,
            has_queue: truth("queuemode")?,
        })
    }

    pub(super) fn list(text: &str) -> Result<Vec<Self>, RestError> {
        let json: Option<Json> = serde_json::from_str(text).ok();
        let clients = json
            .as_ref()
            .and_then(Json::as_array)
            .map(|list| list.iter().map(Self::from_json).collect());
        clients
            .flatten()
            .ok_or_else(|| RestError::NotUnderstood(text.to_owned()))
    }
}

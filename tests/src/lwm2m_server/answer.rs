//! What a client answered to the server, and why there may be no answer.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Record, Value};
use crate::hex;

/// Why a request brought no answer that could be understood.
#[derive(Debug, thiserror::Error)]
pub enum LwError {
    /// The server knows no such client.
    #[error("the client is not registered")]
    NotRegistered,
    /// The client was silent.
    #[error("the client did not answer the server in time")]
    Timeout,
    /// The exchange failed, or the request could not be made.
    #[error("the client did not answer the server: {0}")]
    NoAnswer(String),
    /// The payload breaks the rules of its format, or is not what was asked for.
    #[error("the answer {payload} is not understood: {problem}")]
    NotUnderstood {
        /// The rule that is broken.
        problem: String,
        /// The payload in hexadecimal.
        payload: String,
    },
}

/// A link of a registration or of a Discover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The path.
    pub path: String,
    /// The attributes; a quoted string keeps its quotes, and one without a value is empty.
    pub attributes: BTreeMap<String, String>,
}

/// The answer of a client to one request.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The response code without its point: 205 for 2.05 Content.
    pub code: u16,
    /// The content format.
    pub format: Option<u16>,
    /// The payload.
    pub payload: Vec<u8>,
    /// The values in the order of the payload.
    pub records: Vec<Record>,
    /// The links, of a Discover.
    pub links: Vec<Link>,
    /// The path of what was created.
    pub location: Option<String>,
}

impl Answer {
    /// Whether the client did what it was asked to.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// The one value that was read.
    ///
    /// # Panics
    ///
    /// When it is not one.
    pub fn value(&self) -> &Value {
        match &*self.records {
            [record] => &record.value,
            _ => panic!("there is not one value in {self:?}"),
        }
    }

    /// The value at a path.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn value_of(&self, path: &str) -> &Value {
        let found = self.records.iter().find(|record| record.path == path);
        &found
            .unwrap_or_else(|| panic!("there is no value of {path} in {self:?}"))
            .value
    }

    /// The paths of the values, in the order of the payload.
    pub fn paths(&self) -> Vec<&str> {
        self.records.iter().map(|record| &*record.path).collect()
    }

    /// The link to a path, of a Discover.
    pub fn link(&self, path: &str) -> Option<&Link> {
        self.links.iter().find(|link| link.path == path)
    }

    /// Reads the member `answer`.
    ///
    /// # Panics
    ///
    /// When it has not the form that the server script promises.
    pub(super) fn from_json(json: &Json) -> Result<Self, LwError> {
        if let Some(problem) = json.get("problem").and_then(Json::as_str) {
            let payload = json["payload"].as_str().unwrap_or_default().to_owned();
            return Err(LwError::NotUnderstood {
                problem: problem.to_owned(),
                payload,
            });
        }
        Ok(Self::parse(json).unwrap_or_else(|| panic!("the server wrote {json}")))
    }

    fn parse(json: &Json) -> Option<Self> {
        let number = |member: &str| json.get(member)?.as_u64()?.try_into().ok();
        Some(Self {
            code: number("code")?,
            format: number("format"),
            payload: hex::decode(json.get("payload")?.as_str()?)?,
            records: json
                .get("records")
                .map_or_else(|| Some(Vec::new()), Record::list)?,
            links: json.get("links").map_or_else(|| Some(Vec::new()), Link::list)?,
            location: json.get("location").and_then(Json::as_str).map(str::to_owned),
        })
    }
}

impl LwError {
    /// Reads the member `error`.
    pub(super) fn from_text(text: &str) -> Self {
        match text {
            "not registered" => LwError::NotRegistered,
            "timeout" => LwError::Timeout,
            other => LwError::NoAnswer(other.to_owned()),
        }
    }
}

impl Link {
    pub(super) fn list(json: &Json) -> Option<Vec<Self>> {
        json.as_array()?.iter().map(Self::from_json).collect()
    }

    fn from_json(json: &Json) -> Option<Self> {
        let attributes = json.get("attributes")?.as_object()?.iter();
        let attributes =
            attributes.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
        Some(Self {
            path: json.get("path")?.as_str()?.to_owned(),
            attributes: attributes.collect(),
        })
    }
}

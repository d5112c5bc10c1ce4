//! What a client answered to the server, and why there may be no answer.

use std::collections::BTreeMap;
use std::io;

use serde_json::Value as Json;

use super::http::Reply;
use super::{Node, Value};

/// Why a request to the REST interface brought no answer from the client.
#[derive(Debug, thiserror::Error)]
pub enum RestError {
    /// The server cannot be reached.
    #[error("the REST interface of Leshan cannot be reached")]
    Unreachable(#[from] io::Error),
    /// The server refused to send the request: no such client, a value of the wrong type, or nonsense in an answer.
    #[error("Leshan answered with HTTP status {status}: {text}")]
    Refused {
        /// The status of the HTTP answer: 400, or 500 for an unreadable answer of the client.
        status: u16,
        /// The explanation.
        text: String,
    },
    /// The client did not answer the server (HTTP status 504).
    #[error("the client did not answer Leshan in time")]
    Timeout,
    /// The client sleeps; the answer comes as an event when it is awake.
    #[error("the client sleeps, and Leshan keeps the request back")]
    Delayed,
    /// The server said something that this harness does not understand.
    #[error("the answer of Leshan is not understood: {0}")]
    NotUnderstood(String),
}

/// A link of a registration or of a Discover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The path.
    pub url: String,
    /// The attributes; a quoted string keeps its quotes.
    pub attributes: BTreeMap<String, String>,
}

/// The answer of a client to one request.
///
/// The JSON forms, as seen from version 2.0.0-M17 (always with HTTP status 200):
///
/// ```json
/// {"status":"CONTENT(205)","valid":true,"success":true,"failure":false,"content":{}}
/// {"status":"CONTENT(205)","valid":true,"success":true,"failure":false,"objectLinks":[{"url":"/3/0","attributes":{}}]}
/// {"status":"CREATED(201)","valid":true,"success":true,"failure":false,"location":"3442/1"}
/// {"status":"METHOD_NOT_ALLOWED(405)","valid":true,"success":false,"failure":true,"errormessage":"only if sent"}
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    code: u16,
    json: Json,
}

impl Answer {
    pub(super) fn from_reply(reply: Reply) -> Result<Self, RestError> {
        match reply.status {
            200 => Self::from_text(&reply.body),
            504 => Err(RestError::Timeout),
            status => Err(RestError::Refused {
                status,
                text: reply.body,
            }),
        }
    }

    fn from_text(text: &str) -> Result<Self, RestError> {
        let not_understood = || RestError::NotUnderstood(text.to_owned());
        let json: Json = serde_json::from_str(text).map_err(|_| not_understood())?;
        if json.get("delayed").is_some() {
            return Err(RestError::Delayed);
        }
        let code = json
            .get("status")
            .and_then(Json::as_str)
            .and_then(code)
            .ok_or_else(not_understood)?;
        Ok(Self { code, json })
    }

    /// The response code without its point: 205 for 2.05 Content.
    pub fn code(&self) -> u16 {
        self.code
    }

    /// Whether the client did what it was asked to.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.code)
    }

    /// The explanation that came with a failure.
    pub fn message(&self) -> Option<&str> {
        self.json.get("errormessage").and_then(Json::as_str)
    }

    /// What was read.
    ///
    /// # Panics
    ///
    /// When the answer has no content.
    pub fn node(&self) -> Node {
        self.json
            .get("content")
            .and_then(Node::from_json)
            .unwrap_or_else(|| panic!("there is no content in {self:?}"))
    }

    /// The value that was read from one resource.
    ///
    /// # Panics
    ///
    /// When the answer is not one value.
    pub fn value(&self) -> Value {
        self.node().value().clone()
    }

    /// What was read by a composite operation, by path; a path that the client left out is not there.
    ///
    /// # Panics
    ///
    /// When the answer is not that of a composite operation.
    pub fn nodes(&self) -> BTreeMap<String, Option<Node>> {
        let content = self.json.get("content").and_then(Json::as_object);
        let content = content.unwrap_or_else(|| panic!("there is no composite content in {self:?}"));
        content
            .iter()
            .map(|(path, node)| (path.clone(), Node::from_json(node)))
            .collect()
    }

    /// What was discovered.
    ///
    /// # Panics
    ///
    /// When the answer is not that of a Discover.
    pub fn links(&self) -> Vec<Link> {
        links(&self.json).unwrap_or_else(|| panic!("there are no links in {self:?}"))
    }

    /// The path of what was created, without a leading slash.
    ///
    /// # Panics
    ///
    /// When the answer has none: a client may leave it out if the request chose the instance id, and the
    /// demonstration client of Leshan does.
    pub fn location(&self) -> &str {
        let location = self.json.get("location").and_then(Json::as_str);
        location.unwrap_or_else(|| panic!("there is no location in {self:?}"))
    }
}

/// The links in the member `objectLinks`.
pub(super) fn links(json: &Json) -> Option<Vec<Link>> {
    let link = |json: &Json| {
        let attributes = json.get("attributes")?.as_object()?.iter();
        // An attribute without a value is a null.
        let attributes =
            attributes.map(|(name, value)| (name.clone(), value.as_str().unwrap_or_default().to_owned()));
        Some(Link {
            url: json.get("url")?.as_str()?.to_owned(),
            attributes: attributes.collect(),
        })
    };
    json.get("objectLinks")?.as_array()?.iter().map(link).collect()
}

/// The number in `CONTENT(205)`.
fn code(status: &str) -> Option<u16> {
    status.split_once('(')?.1.strip_suffix(')')?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Result<Answer, RestError> {
        Answer::from_reply(Reply {
            status,
            body: body.to_owned(),
        })
    }

    #[test]
    fn a_refusal_of_the_client_is_an_answer() {
        let body = r#"{"status":"METHOD_NOT_ALLOWED(405)","valid":true,"success":false,"failure":true}"#;
        let answer = answer(200, body).expect("the client answered");
        assert_eq!((answer.code(), answer.is_success()), (405, false));
    }

    #[test]
    fn a_refusal_of_the_server_is_an_error() {
        let refusal = answer(400, "no registered client with id 'nobody'").expect_err("the server refused");
        assert!(refusal.to_string().contains("nobody"), "{refusal}");
        assert!(matches!(answer(504, "Request timeout"), Err(RestError::Timeout)));
    }

    #[test]
    fn links_keep_their_attributes() {
        let body = r#"{"status":"CONTENT(205)","objectLinks":[{"url":"/3303","attributes":{"ver":"1.1"}}]}"#;
        let links = answer(200, body).expect("the client answered").links();
        assert_eq!(links[0].attributes["ver"], "1.1");
    }
}

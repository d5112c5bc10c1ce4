//! The requests that the REST interface passes on to clients.

use serde_json::json;

use super::http::{self, Reply};
use super::{Answer, Events, Leshan, Node, RestError};
use crate::hex;

/// The content format to ask for, or to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Plain text.
    Text,
    /// Bytes.
    Opaque,
    /// OMA TLV.
    Tlv,
    /// The JSON of LwM2M 1.0.
    OldJson,
    /// SenML in JSON.
    SenmlJson,
    /// SenML in CBOR.
    SenmlCbor,
    /// LwM2M CBOR.
    Lwm2mCbor,
}

impl Format {
    const fn name(self) -> &'static str {
        match self {
            Format::Text => "TEXT",
            Format::Opaque => "OPAQUE",
            Format::Tlv => "TLV",
            Format::OldJson => "JSON",
            Format::SenmlJson => "SENML_JSON",
            Format::SenmlCbor => "SENML_CBOR",
            Format::Lwm2mCbor => "LWM2M_CBOR",
        }
    }
}

/// Every request names the endpoint of a client and a path such as `/3303/0/5700`.
///
/// # Errors
///
/// An [`RestError`] when the client gave no answer; a refusal by the client is an [`Answer`].
impl Leshan {
    /// Reads an object, an instance, a resource or a resource instance.
    pub fn read(&self, endpoint: &str, path: &str, format: Format) -> Result<Answer, RestError> {
        self.ask("GET", endpoint, &format!("{path}?format={}", format.name()), None)
    }

    /// Replaces what is at the path by the node.
    pub fn write(
        &self,
        endpoint: &str,
        path: &str,
        node: &Node,
        format: Format,
    ) -> Result<Answer, RestError> {
        let target = format!("{path}?format={}&replace=true", format.name());
        self.ask("PUT", endpoint, &target, Some(node))
    }

    /// Writes the resources of the node, and leaves the others at the path as they are.
    pub fn update(
        &self,
        endpoint: &str,
        path: &str,
        node: &Node,
        format: Format,
    ) -> Result<Answer, RestError> {
        let target = format!("{path}?format={}&replace=false", format.name());
        self.ask("PUT", endpoint, &target, Some(node))
    }

    /// Executes a resource, with arguments such as `0='text'` or none.
    pub fn execute(&self, endpoint: &str, path: &str, arguments: Option<&str>) -> Result<Answer, RestError> {
        Answer::from_reply(http::ask(self.http, "POST", &target(endpoint, path), arguments)?)
    }

    /// Creates an instance of the object at the path.
    pub fn create(
        &self,
        endpoint: &str,
        path: &str,
        instance: &Node,
        format: Format,
    ) -> Result<Answer, RestError> {
        self.ask(
            "POST",
            endpoint,
            &format!("{path}?format={}", format.name()),
            Some(instance),
        )
    }

    /// Deletes an instance.
    pub fn delete(&self, endpoint: &str, path: &str) -> Result<Answer, RestError> {
        self.ask("DELETE", endpoint, path, None)
    }

    /// Asks what there is below the path.
    pub fn discover(&self, endpoint: &str, path: &str) -> Result<Answer, RestError> {
        self.ask("GET", endpoint, &format!("{path}/discover"), None)
    }

    /// Sets attributes, such as `("pmin", "1")` and `("gt", "25.5")`; an empty value takes one away.
    pub fn write_attributes(
        &self,
        endpoint: &str,
        path: &str,
        attributes: &[(&str, &str)],
    ) -> Result<Answer, RestError> {
        let attribute = |(name, value): &(&str, &str)| match *value {
            "" => (*name).to_owned(),
            value => format!("{name}={value}"),
        };
        let query: Vec<String> = attributes.iter().map(attribute).collect();
        self.ask(
            "PUT",
            endpoint,
            &format!("{path}/attributes?{}", query.join("&")),
            None,
        )
    }

    /// Starts to observe; notifications come through [`Leshan::events`], the answer holds the first value.
    pub fn observe(&self, endpoint: &str, path: &str, format: Format) -> Result<Answer, RestError> {
        self.ask(
            "POST",
            endpoint,
            &format!("{path}/observe?format={}", format.name()),
            None,
        )
    }

    /// Ends an observation by asking the client to (Observe option 1); the answer holds the value.
    pub fn cancel_observation(&self, endpoint: &str, path: &str) -> Result<Answer, RestError> {
        self.ask("DELETE", endpoint, &format!("{path}/observe?active"), None)
    }

    /// Ends an observation at the server only: the client hears of it by a Reset to its next notification.
    pub fn forget_observation(&self, endpoint: &str, path: &str) -> Result<(), RestError> {
        let target = target(endpoint, &format!("{path}/observe"));
        accepted(http::ask(self.http, "DELETE", &target, None)?)
    }

    /// Reads several paths at once; both bodies are in the format.
    pub fn read_composite(
        &self,
        endpoint: &str,
        paths: &[&str],
        format: Format,
    ) -> Result<Answer, RestError> {
        let (paths, format) = (paths.join(","), format.name());
        let target = format!("/composite?paths={paths}&pathformat={format}&nodeformat={format}");
        self.ask("GET", endpoint, &target, None)
    }

    /// Writes several resources at once.
    pub fn write_composite(
        &self,
        endpoint: &str,
        nodes: &[(&str, Node)],
        format: Format,
    ) -> Result<Answer, RestError> {
        let nodes = nodes
            .iter()
            .map(|(path, node)| ((*path).to_owned(), node.to_json()));
        let body = serde_json::Value::Object(nodes.collect()).to_string();
        let target = target(endpoint, &format!("/composite?nodeformat={}", format.name()));
        Answer::from_reply(http::ask(self.http, "PUT", &target, Some(&body))?)
    }

    /// What the server reports about the client from now on.
    pub fn events(&self, endpoint: &str) -> Result<Events, RestError> {
        let stream = http::open_events(self.http, &format!("/api/event?ep={}", escaped(endpoint)))?;
        Ok(Events::read(stream)?)
    }

    /// Lets the client in only with DTLS, under the identity and with the key.
    ///
    /// The JSON form: `{"endpoint":"e","tls":{"mode":"psk","details":{"identity":"i","key":"0102"}}}`.
    pub fn add_psk(&self, endpoint: &str, identity: &str, key: &[u8]) -> Result<(), RestError> {
        put_psk(self.http, endpoint, identity, key)
    }

    /// Forgets the credentials of the client.
    pub fn remove_credentials(&self, endpoint: &str) -> Result<(), RestError> {
        let target = format!("/api/security/clients/{}", escaped(endpoint));
        accepted(http::ask(self.http, "DELETE", &target, None)?)
    }

    /// The endpoints that have credentials.
    pub fn endpoints_with_credentials(&self) -> Result<Vec<String>, RestError> {
        let reply = http::ask(self.http, "GET", "/api/security/clients", None)?;
        let json: Option<serde_json::Value> = serde_json::from_str(&reply.body).ok();
        let entries = json.as_ref().and_then(serde_json::Value::as_array);
        let entries = entries.ok_or_else(|| RestError::NotUnderstood(reply.body.clone()))?;
        Ok(entries
            .iter()
            .filter_map(|entry| entry.get("endpoint")?.as_str())
            .map(str::to_owned)
            .collect())
    }

    fn ask(
        &self,
        method: &str,
        endpoint: &str,
        path: &str,
        node: Option<&Node>,
    ) -> Result<Answer, RestError> {
        let body = node.map(|node| node.to_json().to_string());
        Answer::from_reply(http::ask(
            self.http,
            method,
            &target(endpoint, path),
            body.as_deref(),
        )?)
    }
}

/// Gives a server of Leshan the key of a client; the bootstrap server takes it in the same way.
pub(super) fn put_psk(port: u16, endpoint: &str, identity: &str, key: &[u8]) -> Result<(), RestError> {
    let details = json!({"identity": identity, "key": hex::encode(key)});
    let body = json!({"endpoint": endpoint, "tls": {"mode": "psk", "details": details}}).to_string();
    accepted(http::ask(port, "PUT", "/api/security/clients", Some(&body))?)
}

pub(super) fn accepted(reply: Reply) -> Result<(), RestError> {
    match reply.status {
        200 => Ok(()),
        status => Err(RestError::Refused {
            status,
            text: reply.body,
        }),
    }
}

fn target(endpoint: &str, path: &str) -> String {
    format!("/api/clients/{}{path}", escaped(endpoint))
}

/// Escapes what may not stand in a path segment (RFC 3986, section 3.3).
pub(super) fn escaped(endpoint: &str) -> String {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:@!$'()*,;=".contains(&byte);
    let escape = |byte: u8| {
        if allowed(byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    endpoint.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_endpoint_name_is_escaped_where_a_path_needs_it() {
        assert_eq!(escaped("urn:dev:mac:b827eb123456"), "urn:dev:mac:b827eb123456");
        assert_eq!(escaped("a b/ü"), "a%20b%2F%C3%BC");
    }
}

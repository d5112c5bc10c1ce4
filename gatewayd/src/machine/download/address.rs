//! The address of a package: resource 5/0/1, read as RFC 7252 §6.4 says.

use std::net::IpAddr;
use std::str::FromStr;

use coap::{Method, Request, UriPath};

use crate::config::ServerUri;
use crate::machine::firmware::DownloadFailure;

/// The address of a package.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Address {
    /// Who has it.
    pub server: ServerUri,
    path: UriPath,
    queries: Vec<String>,
}

impl Address {
    /// The request for the package.
    #[must_use]
    pub fn request(&self) -> Request {
        let mut request = Request::new(Method::Get, self.path.clone());
        request.queries.clone_from(&self.queries);
        // RFC 7252 §6.4 step 5: an address says nothing that the packet does not say.
        let is_name = self.server.host.parse::<IpAddr>().is_err();
        request.host = is_name.then(|| self.server.host.to_ascii_lowercase());
        request
    }
}

/// Reads an address; the error says which Update Result it leads to.
impl FromStr for Address {
    type Err = DownloadFailure;

    fn from_str(text: &str) -> Result<Self, DownloadFailure> {
        const MALFORMED: DownloadFailure = DownloadFailure::Uri;
        let (scheme, rest) = text.split_once("://").ok_or(MALFORMED)?;
        let (authority, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        check_scheme(scheme)?;
        let server: ServerUri = format!("{scheme}://{authority}").parse().map_err(|_| MALFORMED)?;
        // RFC 7252 §8.1: what goes to a group is not confirmable.
        if server
            .host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_multicast())
        {
            return Err(MALFORMED);
        }
        // RFC 7252 §6.4 step 1: there is no fragment.
        if rest.contains('#') {
            return Err(MALFORMED);
        }
        let (path, query) = match rest.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (rest, None),
        };
        let mut segments = UriPath::new();
        for segment in path.strip_prefix('/').filter(|rest| !rest.is_empty()).into_iter() {
            for segment in segment.split('/') {
                let segment = decode(segment).ok_or(MALFORMED)?;
                segments.push(&segment).map_err(|_| MALFORMED)?;
            }
        }
        let queries = query.into_iter().flat_map(|query| query.split('&')).map(decode);
        Ok(Self {
            server,
            path: segments,
            queries: queries.collect::<Option<_>>().ok_or(MALFORMED)?,
        })
    }
}

/// RFC 3986 §3.1: what a scheme looks like, and which ones there are here.
fn check_scheme(scheme: &str) -> Result<(), DownloadFailure> {
    let begins = scheme.starts_with(|c: char| c.is_ascii_alphabetic());
    if !begins
        || !scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    {
        return Err(DownloadFailure::Uri);
    }
    match scheme.to_ascii_lowercase().as_str() {
        "coap" => Ok(()),
        "coaps" if cfg!(feature = "dtls") => Ok(()),
        _ => Err(DownloadFailure::Protocol),
    }
}

/// RFC 3986 §2.1: `%` and two hexadecimal digits stand for a byte.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: u8| char::from(byte).to_digit(16);
        match byte {
            b'%' => {
                let value = digit(rest.next()?)? * 16 + digit(rest.next()?)?;
                bytes.push(u8::try_from(value).ok()?);
            }
            byte if byte.is_ascii_graphic() => bytes.push(byte),
            _ => return None,
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(text: &str) -> (String, String, Vec<String>) {
        let address: Address = text.parse().unwrap();
        let request = address.request();
        (
            request.host.unwrap_or_default(),
            request.path.to_string(),
            request.queries,
        )
    }

    /// RFC 7252 §6.4.
    #[test]
    fn an_address_becomes_the_options_of_a_request() {
        for (text, host, path, queries) in [
            (
                "coap://Files.example/fw/1.bin",
                "files.example",
                "/fw/1.bin",
                vec![],
            ),
            (
                "coap://192.0.2.1:9/a%20b?v=1&w=%26",
                "",
                "/a b",
                vec!["v=1", "w=&"],
            ),
            ("COAP://[2001:db8::1]", "", "/", vec![]),
            ("coap://files.example?x", "files.example", "/", vec!["x"]),
            ("coap://files.example/a//b/", "files.example", "/a//b/", vec![]),
        ] {
            let queries = queries.into_iter().map(str::to_owned).collect();
            assert_eq!(
                request(text),
                (host.to_owned(), path.to_owned(), queries),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_address_and_what_is_not_spoken_are_told_apart() {
        for text in [
            "",
            "image",
            "coap:/host/image",
            "coap://",
            "coap:///image",
            "coap://host:0/",
            "coap://a@b/x",
            "coap://host/%4",
            "coap://host/%zz",
            "coap://host/%ff",
            "coap://224.0.1.187/x",
            "coap://[ff02::fd]/x",
            "coap://host/x#y",
            "coap://host/a b",
            "://host/x",
            "1a://host/x",
        ] {
            assert_eq!(text.parse::<Address>(), Err(DownloadFailure::Uri), "{text:?}");
        }
        let deep = format!("coap://host{}", "/x".repeat(UriPath::MAX_SEGMENTS + 1));
        assert_eq!(deep.parse::<Address>(), Err(DownloadFailure::Uri));
        for text in [
            "http://host/x",
            "https://host/x",
            "coap+tcp://host/x",
            "ftp://host/",
        ] {
            assert_eq!(
                text.parse::<Address>(),
                Err(DownloadFailure::Protocol),
                "{text:?}"
            );
        }
    }
}

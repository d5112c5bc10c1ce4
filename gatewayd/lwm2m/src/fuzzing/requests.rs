//! Requests that servers make: mostly well-formed, for random bytes hardly ever are a request.

use std::time::Duration;

use coap::{Message, MessageType, Method, OptionNumber};
use objects::{ObjectTree, Path, ResourceDef, ResourcePath, Value};

use super::host::Host;
use super::input::{Input, pick};
use super::tree;
use crate::event::LinkId;
use crate::format::{self, Content, Record};

/// Paths that requests name often.
const PATHS: [&str; 28] = [
    "/",
    "/3",
    "/3/0",
    "/3/0/0",
    "/3/0/4",
    "/3/0/7",
    "/3/0/7/0",
    "/3303",
    "/3303/0",
    "/3303/0/5700",
    "/3303/1",
    "/3303/1/5700",
    "/3306/0/5850",
    "/3306/0",
    "/16",
    "/16/0/0",
    "/16/0/0/0",
    "/19/0/0/0",
    "/5/0/0",
    "/5/0/1",
    "/1",
    "/1/0",
    "/1/0/1",
    "/1/0/8",
    "/1/0/4",
    "/1/1/9",
    "/0/0",
    "/2",
];

const FORMATS: [u16; 12] = [0, 40, 42, 60, 110, 112, 320, 322, 11542, 11543, 11544, 9999];

/// The formats of several values.
const SEVERAL: [u16; 4] = [
    format::TLV,
    format::SENML_JSON,
    format::SENML_CBOR,
    format::LWM2M_CBOR,
];

const QUERIES: [&str; 16] = [
    "pmin=1", "pmin=3", "pmax=5", "pmax=1", "gt=10", "st=1", "edge=1", "con=1", "depth=2", "pmin", "epmin=2",
    "hqmax=3", "epmax=4", "lt=5", "hqmax=1", "epmax",
];

const METHODS: [Method; 8] = [
    Method::Get,
    Method::Get,
    Method::Put,
    Method::Post,
    Method::Delete,
    Method::Fetch,
    Method::IPatch,
    Method::Patch,
];

/// How a request begins, and what its first bytes say.
struct Head {
    link: LinkId,
    message: Message,
    observes: bool,
}

/// Makes the head of a request with a token of its own, or one of a few if it is about an observation.
fn head(host: &mut Host, link: LinkId, method: Method, shape: u8, token: u8) -> Head {
    let kind = if shape & 0x80 == 0 {
        MessageType::Confirmable
    } else {
        MessageType::NonConfirmable
    };
    let about_observation = method.is_safe() && shape & 0x08 != 0;
    let observes = about_observation && shape & 0x10 == 0;
    let pmin = Duration::from_secs(u64::from(shape >> 5 & 3) + 1);
    let observation = about_observation.then_some(token & 7);
    let peer = host.peer(link);
    let mut message = peer.question(kind, method, observation, observes.then_some(pmin));
    if about_observation {
        message.add_uint(OptionNumber::OBSERVE, u32::from(!observes));
    }
    if observes {
        // It displaces everything else that is attached to what is observed.
        let query = format!("pmin={}", pmin.as_secs());
        message.add(OptionNumber::URI_QUERY, query.into_bytes());
    }
    Head {
        link,
        message,
        observes,
    }
}

/// A request of a server with whatever options and payload.
pub(super) fn of_server(host: &mut Host, detail: u8, input: &mut Input<'_>) {
    let (shape, choice, options) = (input.byte(), input.byte(), input.byte());
    let method = pick(&METHODS, shape);
    let link = host.link(detail);
    let mut head = head(host, link, method, shape, detail >> 1);
    let path = pick(&PATHS, choice);
    add_path(&mut head.message, path);
    if options & 0x01 != 0 && !head.observes {
        let query = pick(&QUERIES, input.byte());
        head.message
            .add(OptionNumber::URI_QUERY, query.as_bytes().to_vec());
    }
    if options & 0x02 != 0 {
        let format = pick(&FORMATS, input.byte());
        head.message.add_uint(OptionNumber::ACCEPT, u32::from(format));
    }
    if options & 0x04 != 0 {
        let format = pick(&FORMATS, input.byte());
        head.message
            .add_uint(OptionNumber::CONTENT_FORMAT, u32::from(format));
        let payload = if options & 0x08 == 0 {
            usual_payload(&host.tree, format, path, input.byte())
        } else {
            let length = input.byte();
            input.take(length & 31).to_vec()
        };
        head.message.set_payload(payload);
    }
    if options & 0x30 == 0x30 {
        let value = vec![input.byte()];
        let number = if method.is_safe() {
            OptionNumber::BLOCK2
        } else {
            OptionNumber::BLOCK1
        };
        head.message.add(number, value);
    }
    if options & 0xc0 == 0xc0 {
        let number = [
            OptionNumber::IF_MATCH,
            OptionNumber::ECHO,
            OptionNumber::REQUEST_TAG,
        ];
        head.message.add(pick(&number, input.byte()), vec![1, 2]);
    }
    host.ask(head.link, &head.message);
}

/// A Read-Composite, Observe-Composite or Write-Composite.
pub(super) fn composite(host: &mut Host, detail: u8, input: &mut Input<'_>) {
    let (shape, count) = (input.byte(), input.byte());
    let method = if shape & 1 == 0 {
        Method::Fetch
    } else {
        Method::IPatch
    };
    let link = host.link(detail);
    let mut head = head(host, link, method, shape, detail >> 1);
    let paths: Vec<&str> = input
        .take(count & 7)
        .iter()
        .map(|choice| pick(&PATHS, *choice))
        .collect();
    let json = shape & 2 == 0;
    let format = match (json, shape & 4 == 0) {
        (true, true) => format::SENML_ETCH_JSON,
        (true, false) => format::SENML_JSON,
        (false, true) => format::SENML_ETCH_CBOR,
        (false, false) => format::SENML_CBOR,
    };
    head.message
        .add_uint(OptionNumber::CONTENT_FORMAT, u32::from(format));
    let payload = if method == Method::Fetch {
        list(&paths, json)
    } else if paths.is_empty() {
        br#"[{"n":"/16/0/0/0","v":null}]"#.to_vec()
    } else {
        let values: Vec<_> = paths
            .iter()
            .flat_map(|path| values(&host.tree, path, count))
            .collect();
        encoded(
            if json {
                format::SENML_JSON
            } else {
                format::SENML_CBOR
            },
            Path::Root,
            &values,
        )
    };
    head.message.set_payload(payload);
    host.ask(head.link, &head.message);
}

/// A request of the bootstrap server.
pub(super) fn of_bootstrap_server(host: &mut Host, input: &mut Input<'_>) {
    let (choice, argument) = (input.byte(), input.byte());
    let method = match choice & 7 {
        0 | 1 => Method::Get,
        2 => Method::Delete,
        3..=6 => Method::Put,
        _ => Method::Post,
    };
    let mut head = head(host, LinkId::Bootstrap, method, 0, 0);
    let message = &mut head.message;
    match choice & 7 {
        0 => {
            add_path(message, pick(&["/", "/0", "/1", "/3", "/7", "/1/0"], argument));
            message.add_uint(OptionNumber::ACCEPT, 40);
        }
        1 => {
            add_path(message, pick(&["/1", "/2", "/1/0", "/0", "/3/0"], argument));
            message.add_uint(OptionNumber::ACCEPT, u32::from(pick(&FORMATS, input.byte())));
        }
        2 => add_path(
            message,
            pick(&["/", "/0", "/1", "/0/0", "/1/1", "/0/9", "/3", "/21"], argument),
        ),
        // The Security or Server instance of one of four servers.
        3 | 4 => {
            let object = u16::from(choice & 1);
            let (security, instance) = (u16::from(argument & 15), u16::from(argument >> 6));
            let mut values = tree::account(security, instance, i64::from(argument >> 4 & 3) + 1);
            values.retain(|(path, _)| path.object.number() == object);
            let format = pick(&SEVERAL, choice >> 3);
            let base = values
                .first()
                .map_or(Path::Root, |(path, _)| Path::Instance(path.object, path.instance));
            add_path(message, &base.to_string());
            message.add_uint(OptionNumber::CONTENT_FORMAT, u32::from(format));
            message.set_payload(encoded(format, base, &values));
        }
        5 | 6 => {
            let path = pick(
                &["/1/0/1", "/0/0/10", "/0/9/1", "/1", "/2/0/2", "/0/0/0", "/1/0"],
                argument,
            );
            let format = pick(&FORMATS, input.byte());
            add_path(message, path);
            message.add_uint(OptionNumber::CONTENT_FORMAT, u32::from(format));
            message.set_payload(usual_payload(&host.tree, format, path, choice));
        }
        _ => add_path(message, "/bs"),
    }
    host.ask(head.link, &head.message);
}

fn add_path(message: &mut Message, path: &str) {
    for segment in path.split('/').skip(1).filter(|segment| !segment.is_empty()) {
        message.add(OptionNumber::URI_PATH, segment.as_bytes().to_vec());
    }
}

/// What a server would write at a path, in a format that may not be able to carry it.
fn usual_payload(tree: &ObjectTree, format: u16, path: &str, choice: u8) -> Vec<u8> {
    let base = path.parse().unwrap_or(Path::Root);
    let mut values = values(tree, path, choice);
    if let Path::Object(object) = base {
        // A new instance.
        for (path, _) in &mut values {
            *path = ResourcePath::literal(object.number(), u16::from(choice & 3), path.resource.number());
        }
        values.dedup_by_key(|(path, _)| *path);
    }
    encoded(format, base, &values)
}

fn encoded(format: u16, base: Path, values: &[(ResourcePath, Value)]) -> Vec<u8> {
    let inside = values
        .iter()
        .filter(|(path, _)| base.covers(&Path::Resource(*path)));
    let records: Vec<Record<'_>> = inside
        .map(|(path, value)| Record {
            path: *path,
            value,
            time: None,
        })
        .collect();
    let mut payload = Vec::new();
    match format::encode(format, &Content::new(base, &records), &mut payload) {
        Ok(()) => payload,
        Err(_) => b"1".to_vec(),
    }
}

/// A value for each writable resource at or below a path, whether it is there or not.
fn values(tree: &ObjectTree, path: &str, choice: u8) -> Vec<(ResourcePath, Value)> {
    let Ok(path) = path.parse::<Path>() else {
        return Vec::new();
    };
    let Some(def) = path.object().and_then(|object| tree.registry().object(object)) else {
        return Vec::new();
    };
    let instance = path.instance().map_or(0, |instance| instance.number());
    let one = |resource: &ResourceDef| {
        let at = ResourcePath::literal(def.id.number(), instance, resource.id.number());
        let at = if resource.multiple {
            at.with_element(u16::from(choice & 3))
        } else {
            at
        };
        (at, tree::sample(resource, choice))
    };
    let wanted = |resource: &&ResourceDef| match path {
        Path::Resource(path) => path.resource == resource.id,
        Path::Root | Path::Object(_) | Path::Instance(..) => resource.operations.writable(),
    };
    let mut values: Vec<_> = def.resources.iter().filter(wanted).map(one).collect();
    if let (Path::Resource(path), [(at, _)]) = (path, values.as_mut_slice()) {
        at.element = path.element.or(at.element);
    }
    values.truncate(1 + usize::from(choice & 7));
    values
}

/// A list of paths in SenML.
fn list(paths: &[&str], json: bool) -> Vec<u8> {
    if json {
        let records: Vec<String> = paths.iter().map(|path| format!(r#"{{"n":"{path}"}}"#)).collect();
        return format!("[{}]", records.join(",")).into_bytes();
    }
    // RFC 8428 §6: an array of maps from 0, the label of names. All lengths here are below 24.
    let mut list = vec![0x80 | paths.len() as u8];
    for path in paths {
        list.extend([0xa1, 0x00, 0x60 | path.len() as u8]);
        list.extend_from_slice(path.as_bytes());
    }
    list
}

//! Content formats: how values and paths look on the wire (OMA LwM2M core §7.5).
//!
//! Each codec stands alone in its file. Reading is always against the definitions of a [`Registry`]: a value
//! comes out as the kind its resource has, or not at all. Ranges are for the caller to check.
#![deny(clippy::indexing_slicing)]

mod base64;
mod cbor;
mod collect;
mod error;
#[doc(hidden)]
pub mod fuzzing;
mod json;
pub mod link;
mod lwm2m_cbor;
mod name;
mod number;
mod oma_json;
mod opaque;
mod raw;
mod segments;
mod senml;
mod senml_cbor;
mod senml_json;
mod text;
mod time;
mod tlv;

use objects::{InstanceId, ObjectId, Path, Registry, ResourceId, ResourcePath, Value};

pub use error::{DecodeError, EncodeError};

use collect::Collector;

/// `text/plain`, for one value.
pub const TEXT: u16 = 0;
/// `application/link-format` (RFC 6690).
pub const LINK: u16 = 40;
/// `application/octet-stream`, for one opaque value.
pub const OPAQUE: u16 = 42;
/// `application/cbor`, for one value.
pub const CBOR: u16 = 60;
/// `application/senml+json` (RFC 8428).
pub const SENML_JSON: u16 = 110;
/// `application/senml+cbor` (RFC 8428).
pub const SENML_CBOR: u16 = 112;
/// `application/senml-etch+json` (RFC 8790), only read.
pub const SENML_ETCH_JSON: u16 = 320;
/// `application/senml-etch+cbor` (RFC 8790), only read.
pub const SENML_ETCH_CBOR: u16 = 322;
/// `application/vnd.oma.lwm2m+tlv`.
pub const TLV: u16 = 11542;
/// `application/vnd.oma.lwm2m+json`, for servers of LwM2M 1.0 only.
pub const JSON: u16 = 11543;
/// `application/vnd.oma.lwm2m+cbor`.
pub const LWM2M_CBOR: u16 = 11544;

/// One value on its way out.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    /// The resource, or the element of a multiple-instance resource.
    pub path: ResourcePath,
    /// What it holds.
    pub value: &'a Value,
    /// Seconds since 1970, for values of the past; `None` for the present.
    pub time: Option<f64>,
}

/// The values of one answer, notification or message.
///
/// Records of one instance stand next to each other, and so do the elements of one resource: the order of the
/// object tree. A single-instance resource has no element in its path, a multiple-instance one always has.
#[derive(Clone, Copy, Debug)]
pub struct Content<'a> {
    /// The path of the request, which decides the framing; [`Path::Root`] for composite content.
    pub base: Path,
    /// The gateway prefix of the device the paths belong to, without slashes, such as `d01`.
    pub prefix: Option<&'a str>,
    /// The values.
    pub records: &'a [Record<'a>],
    /// Instances without values and multiple-instance resources without elements, in the order of the tree.
    ///
    /// TLV shows them; the other formats cannot and leave them out.
    pub empty: &'a [Path],
}

impl<'a> Content<'a> {
    /// Values of the client itself, with nothing empty among them.
    #[must_use]
    pub const fn new(base: Path, records: &'a [Record<'a>]) -> Self {
        Self {
            base,
            prefix: None,
            records,
            empty: &[],
        }
    }
}

/// Appends `content` to `out`, which is left as it was when that fails.
///
/// # Errors
/// When the format cannot carry this content.
pub fn encode(format: u16, content: &Content<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    encode_parts(format, std::slice::from_ref(content), out)
}

/// Appends several contents to `out` as one pack, such as values of several devices behind the gateway.
///
/// Only SenML and LwM2M CBOR can carry more than one part. `out` is left as it was when that fails.
///
/// # Errors
/// When the format cannot carry this content.
pub fn encode_parts(format: u16, parts: &[Content<'_>], out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let start = out.len();
    let result = match format {
        SENML_JSON => senml_json::encode(parts, out),
        SENML_CBOR => senml_cbor::encode(parts, out),
        LWM2M_CBOR => lwm2m_cbor::encode(parts, out),
        TLV => own_object(format, parts).and_then(|content| tlv::encode(content, out)),
        JSON => own_object(format, parts).and_then(|content| oma_json::encode(content, out)),
        TEXT => single(format, parts).and_then(|record| text::encode(record, out)),
        OPAQUE => single(format, parts).and_then(|record| opaque::encode(record, out)),
        CBOR => single(format, parts).and_then(|record| cbor::encode(record, out)),
        _ => Err(EncodeError::Unsupported(format)),
    };
    if result.is_err() {
        out.truncate(start);
    }
    result
}

/// The one content of a format that knows neither composite content nor gateways.
fn own_object<'c, 'a>(format: u16, parts: &'c [Content<'a>]) -> Result<&'c Content<'a>, EncodeError> {
    match parts {
        [content] if content.base != Path::Root && content.prefix.is_none() => Ok(content),
        _ => Err(EncodeError::NotComposite(format)),
    }
}

/// The one record of a format that carries a bare value.
fn single<'c, 'a>(format: u16, parts: &'c [Content<'a>]) -> Result<&'c Record<'a>, EncodeError> {
    match parts {
        [
            Content {
                base,
                records: [record],
                ..
            },
        ] if *base == Path::Resource(record.path) => Ok(record),
        _ => Err(EncodeError::NotSingle(format)),
    }
}

/// What payloads are read against.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The definitions that say which kind of value each resource has.
    pub registry: &'a Registry,
    /// The gateway prefix that every name must start with, without slashes.
    pub prefix: Option<&'a str>,
    /// How many values one payload may have.
    pub max_records: usize,
}

impl<'a> Scope<'a> {
    /// How many values one payload may have unless something else is said.
    pub const MAX_RECORDS: usize = 4096;

    /// Payloads about the client's own objects.
    #[must_use]
    pub const fn new(registry: &'a Registry) -> Self {
        Self {
            registry,
            prefix: None,
            max_records: Self::MAX_RECORDS,
        }
    }
}

/// What a payload says about a part of the tree.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decoded {
    /// The values in the order of the payload; each path occurs once.
    pub values: Vec<(ResourcePath, Value)>,
    /// Instances named without any resource and multiple-instance resources named without any element.
    pub empty: Vec<Path>,
}

/// What a payload says about an instance that is to be created.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NewInstance {
    /// The number the server gives it; `None` leaves the choice to the client.
    pub id: Option<InstanceId>,
    /// The values: resource, element of a multiple-instance resource, value.
    pub values: Vec<(ResourceId, Option<u16>, Value)>,
    /// Multiple-instance resources named without any element.
    pub empty: Vec<ResourceId>,
}

/// Reads what is to be at `base`: the payload of a Write or Bootstrap-Write.
///
/// Resources that are not defined are left out, unless `base` itself is such a resource.
///
/// # Errors
/// When the payload does not follow its format, the path of the request or the definitions.
pub fn decode(format: u16, base: Path, payload: &[u8], scope: &Scope<'_>) -> Result<Decoded, DecodeError> {
    let mut collector = Collector::at(base, scope);
    match format {
        TEXT => text::decode(payload, &mut collector)?,
        OPAQUE => opaque::decode(payload, &mut collector)?,
        CBOR => cbor::decode(payload, &mut collector)?,
        TLV => tlv::decode(payload, &mut collector)?,
        JSON => oma_json::decode(payload, &mut collector)?,
        LWM2M_CBOR => lwm2m_cbor::decode(payload, &mut collector)?,
        SENML_JSON => senml_json::decode(payload, &mut collector)?,
        SENML_CBOR => senml_cbor::decode(payload, &mut collector)?,
        _ => return Err(DecodeError::Unsupported(format)),
    }
    collector.finish()
}

/// Reads the new instance of `object` that the payload of a Create describes.
///
/// # Errors
/// When the payload does not follow its format or the definitions, or describes several instances.
pub fn decode_create(
    format: u16,
    object: ObjectId,
    payload: &[u8],
    scope: &Scope<'_>,
) -> Result<NewInstance, DecodeError> {
    let mut collector = Collector::create(object, scope);
    match format {
        TLV | JSON | LWM2M_CBOR | SENML_JSON | SENML_CBOR if payload.is_empty() => {}
        TLV => tlv::decode(payload, &mut collector)?,
        JSON => oma_json::decode(payload, &mut collector)?,
        LWM2M_CBOR => lwm2m_cbor::decode(payload, &mut collector)?,
        SENML_JSON => senml_json::decode(payload, &mut collector)?,
        SENML_CBOR => senml_cbor::decode(payload, &mut collector)?,
        _ => return Err(DecodeError::Unsupported(format)),
    }
    collector.finish_create()
}

/// Reads the paths that the body of a Read-Composite or Observe-Composite asks for.
///
/// # Errors
/// When the body is no list of paths, or an empty one.
pub fn decode_paths(format: u16, payload: &[u8], scope: &Scope<'_>) -> Result<Vec<Path>, DecodeError> {
    let paths = match format {
        SENML_JSON => senml_json::decode_paths(payload, scope, senml::Fields::Any)?,
        SENML_CBOR => senml_cbor::decode_paths(payload, scope, senml::Fields::Any)?,
        SENML_ETCH_JSON => senml_json::decode_paths(payload, scope, senml::Fields::Fetch)?,
        SENML_ETCH_CBOR => senml_cbor::decode_paths(payload, scope, senml::Fields::Fetch)?,
        _ => return Err(DecodeError::Unsupported(format)),
    };
    if paths.is_empty() {
        return Err(DecodeError::Empty);
    }
    Ok(paths)
}

/// Reads the body of a Write-Composite: values to set and, as `None`, resource instances to remove.
///
/// # Errors
/// When the body does not follow its format or the definitions, or says nothing.
pub fn decode_patch(
    format: u16,
    payload: &[u8],
    scope: &Scope<'_>,
) -> Result<Vec<(ResourcePath, Option<Value>)>, DecodeError> {
    let removal = matches!(format, SENML_ETCH_JSON | SENML_ETCH_CBOR);
    let mut collector = Collector::patch(scope, removal);
    match format {
        SENML_JSON | SENML_ETCH_JSON => senml_json::decode(payload, &mut collector)?,
        SENML_CBOR | SENML_ETCH_CBOR => senml_cbor::decode(payload, &mut collector)?,
        LWM2M_CBOR => lwm2m_cbor::decode(payload, &mut collector)?,
        _ => return Err(DecodeError::Unsupported(format)),
    }
    collector.finish_patch()
}

//! From a CoAP request to the LwM2M operation it stands for (core §6.3, transport §6.4.3).

use coap::{ContentFormat, IncomingRequest, Method, ObserveRequest, UriPath};
use objects::{ObjectId, ObjectTree, Path, ResourcePath};

use crate::event::WriteMode;
use crate::outcome::Outcome;

/// What a server asks for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Operation {
    Cancel(Path),
    CancelComposite,
    Create(ObjectId),
    Delete(Path),
    Discover(Path),
    Execute(ResourcePath),
    Observe(Path),
    ObserveComposite,
    Read(Path),
    ReadComposite,
    Write(Path, WriteMode),
    WriteAttributes(Path),
    WriteComposite,
}

/// Objects no server may touch or learn of: Security, OSCORE and COSE (core §5.1, appendix E).
pub(crate) const fn hidden(object: ObjectId) -> bool {
    matches!(object.number(), 0 | 21 | 23)
}

impl Operation {
    /// Which operation a request stands for; the definitions tell an Execute from a Write.
    pub(crate) fn parse(request: &IncomingRequest, tree: &ObjectTree) -> Result<Self, Outcome> {
        let path = parse_path(&request.path)?;
        if path.object().is_some_and(hidden) {
            return Err(Outcome::Unauthorized);
        }
        let operation = match request.method {
            Method::Get => Self::get(path, request),
            Method::Put => Self::put(path, request),
            Method::Post => Self::post(path, request, tree),
            Method::Delete => match path {
                Path::Instance(..) | Path::Resource(ResourcePath { element: Some(_), .. }) => {
                    Ok(Self::Delete(path))
                }
                Path::Root | Path::Object(_) | Path::Resource(_) => Err(Outcome::MethodNotAllowed),
            },
            Method::Fetch if path == Path::Root => Ok(match request.observe {
                Some(ObserveRequest::Deregister) => Self::CancelComposite,
                Some(ObserveRequest::Register) => Self::ObserveComposite,
                None => Self::ReadComposite,
            }),
            Method::IPatch if path == Path::Root => Ok(Self::WriteComposite),
            Method::Fetch | Method::Patch | Method::IPatch => Err(Outcome::MethodNotAllowed),
        };
        // What is not there is told before what cannot be done with it.
        operation.map_err(|refusal| {
            if exists(path, tree) {
                refusal
            } else {
                Outcome::NotFound
            }
        })
    }

    fn get(path: Path, request: &IncomingRequest) -> Result<Self, Outcome> {
        if path == Path::Root {
            return Err(Outcome::MethodNotAllowed);
        }
        Ok(match request.observe {
            Some(ObserveRequest::Deregister) => Self::Cancel(path),
            _ if request.accept == Some(ContentFormat::LINK_FORMAT) => Self::Discover(path),
            Some(ObserveRequest::Register) => Self::Observe(path),
            None => Self::Read(path),
        })
    }

    fn put(path: Path, request: &IncomingRequest) -> Result<Self, Outcome> {
        match (path, request.content_format) {
            (Path::Root, _) | (Path::Object(_), Some(_)) => Err(Outcome::MethodNotAllowed),
            (_, Some(_)) => Ok(Self::Write(path, WriteMode::Replace)),
            (_, None) if request.payload.is_empty() => Ok(Self::WriteAttributes(path)),
            (_, None) => Err(Outcome::BadRequest),
        }
    }

    fn post(path: Path, request: &IncomingRequest, tree: &ObjectTree) -> Result<Self, Outcome> {
        match path {
            Path::Root => Err(Outcome::MethodNotAllowed),
            Path::Object(object) => Ok(Self::Create(object)),
            Path::Instance(..) if request.content_format.is_some() => {
                Ok(Self::Write(path, WriteMode::Update))
            }
            Path::Instance(..) => Err(Outcome::MethodNotAllowed),
            Path::Resource(ResourcePath { element: Some(_), .. }) => Err(Outcome::MethodNotAllowed),
            Path::Resource(resource) => {
                let object = tree.object(resource.object).ok_or(Outcome::NotFound)?;
                let def = object
                    .def()
                    .resource(resource.resource)
                    .ok_or(Outcome::NotFound)?;
                if def.multiple && !def.operations.executable() && request.content_format.is_some() {
                    Ok(Self::Write(path, WriteMode::Update))
                } else {
                    // That it cannot be executed is told after whether the server may.
                    Ok(Self::Execute(resource))
                }
            }
        }
    }
}

/// Whether the object and the instance of a path are there.
pub(crate) fn exists(path: Path, tree: &ObjectTree) -> bool {
    let Some(object) = path.object() else { return true };
    let object = tree.object(object);
    object.is_some_and(|object| path.instance().is_none_or(|id| object.instance(id).is_some()))
}

/// Reads Uri-Path segments. More than four are against the path rules (4.05); anything that is no path
/// of this client is unknown (4.04).
pub(crate) fn parse_path(uri: &UriPath) -> Result<Path, Outcome> {
    let mut segments = [0u16; 4];
    let mut depth = 0;
    for (index, text) in uri.segments().enumerate() {
        // A single empty segment means the root.
        if text.is_empty() && uri.len() == 1 {
            return Ok(Path::Root);
        }
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits || (text.len() > 1 && text.starts_with('0')) {
            return Err(Outcome::NotFound);
        }
        let slot = segments.get_mut(index).ok_or(Outcome::MethodNotAllowed)?;
        *slot = text.parse().map_err(|_| Outcome::NotFound)?;
        depth = index + 1;
    }
    Path::from_segments(segments.get(..depth).unwrap_or_default()).map_err(|_| Outcome::NotFound)
}

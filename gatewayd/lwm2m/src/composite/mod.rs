//! Operations on several paths at once: which paths, and in which format the answer goes out
//! (core §6.3.8, §6.3.9, §6.4.5).

mod composites;
mod observation;

use coap::{ContentFormat, IncomingRequest};
use objects::{ObjectTree, Path};

pub(crate) use composites::Composites;
pub(crate) use observation::{Composite, Target};

use crate::format::{self, Scope};
use crate::operation::hidden;
use crate::outcome::Outcome;
use crate::version::EnablerVersion;

/// The paths a FETCH asks for, in tree order; what lies below another of them is told with that one.
pub(crate) fn paths(request: &IncomingRequest, tree: &ObjectTree) -> Result<Vec<Path>, Outcome> {
    let format = request.content_format.ok_or(Outcome::BadRequest)?;
    let mut paths = format::decode_paths(format.0, &request.payload, &Scope::new(tree.registry()))?;
    if paths.iter().any(|path| path.object().is_some_and(hidden)) {
        return Err(Outcome::Unauthorized);
    }
    paths.sort_unstable();
    paths.dedup_by(|path, above| above.covers(path));
    Ok(paths)
}

/// The format of the answer: the wanted one, or the one that the request is written in.
pub(crate) fn answer_format(
    request: &IncomingRequest,
    version: EnablerVersion,
) -> Result<ContentFormat, Outcome> {
    let format = request.accept.unwrap_or(match request.content_format {
        Some(ContentFormat::SENML_JSON | ContentFormat::SENML_ETCH_JSON) => ContentFormat::SENML_JSON,
        Some(_) | None => ContentFormat::SENML_CBOR,
    });
    let composite = matches!(
        format,
        ContentFormat::LWM2M_CBOR | ContentFormat::SENML_CBOR | ContentFormat::SENML_JSON
    );
    if composite && version.allows(format) {
        Ok(format)
    } else {
        Err(Outcome::NotAcceptable)
    }
}

//! Checks the `[gateway]` table.

use uuid::{Uuid, uuid};

use super::Context;
use crate::config::key::KeyPath;
use crate::config::model::{Exposure, Gateway};
use crate::config::raw;
use crate::config::report::Report;

/// The name space of endpoint names that are derived from the machine identity. machine-id(5) asks never to
/// show the identity itself to a network, but a hash of it with an application's own key.
const NAME_SPACE: Uuid = uuid!("3ad6f4b3-6e1f-4e37-9d55-5a1f0c8fb0d2");

/// RFC 7252 §5.10: a Uri-Query holds up to 255 bytes, and `ep=` is three of them.
const MAX_ENDPOINT_NAME: usize = 252;

pub(super) fn gateway(
    raw: raw::Gateway,
    path: &KeyPath,
    context: &Context<'_>,
    report: &mut Report,
) -> Option<Gateway> {
    let exposure = match raw.exposure {
        raw::Exposure::Flat => Exposure::Flat,
        raw::Exposure::Gateway => {
            let help = "write exposure = \"flat\"";
            report.value(
                &path.key("exposure"),
                "this exposure is not available yet",
                Some(help),
            );
            Exposure::Flat
        }
    };
    let endpoint_name = match raw.endpoint_name {
        Some(name) => checked_name(name, path, report),
        None => derived_name(path, context, report),
    };
    Some(Gateway {
        endpoint_name: endpoint_name?,
        exposure,
    })
}

fn checked_name(name: String, path: &KeyPath, report: &mut Report) -> Option<String> {
    let problem = if name.is_empty() {
        "the endpoint name is empty".into()
    } else if name.len() > MAX_ENDPOINT_NAME {
        format!(
            "the endpoint name has {} bytes, more than the {MAX_ENDPOINT_NAME} CoAP can carry",
            name.len()
        )
    } else if name.chars().any(char::is_control) {
        "the endpoint name has control characters".into()
    } else {
        return Some(name);
    };
    report.value(&path.key("endpoint-name"), problem, None);
    None
}

fn derived_name(path: &KeyPath, context: &Context<'_>, report: &mut Report) -> Option<String> {
    match &context.surroundings.machine_id {
        Some(id) if !id.is_empty() => Some(Uuid::new_v5(&NAME_SPACE, id.as_bytes()).urn().to_string()),
        Some(_) | None => {
            let problem = "the endpoint name cannot be derived: this machine has no /etc/machine-id";
            report.conflict(path, problem, Some("set endpoint-name in [gateway]"));
            None
        }
    }
}

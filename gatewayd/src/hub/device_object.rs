//! The Device object (3): the gateway itself.

use std::time::SystemTime;

use objects::{InstanceId, ObjectId, ObjectTree, ResourcePath, SetError, StructureError, Value};

use crate::config::Device;

/// Resource 3/0/13.
pub(super) const CURRENT_TIME: ResourcePath = resource(13);
/// Resource 3/0/11; one instance with 0 says that there is no error.
const ERROR_CODE: ResourcePath = resource(11);
/// Resource 3/0/16: this client speaks UDP.
const BINDINGS: ResourcePath = resource(16);
/// Resource 3/0/19.
const SOFTWARE_VERSION: ResourcePath = resource(19);

const fn resource(id: u16) -> ResourcePath {
    ResourcePath::literal(3, 0, id)
}

/// The tree does not take what this program puts into it.
#[derive(Debug, thiserror::Error)]
pub(super) enum CreateError {
    #[error(transparent)]
    Set(#[from] SetError),
    #[error(transparent)]
    Structure(#[from] StructureError),
}

/// Creates the one instance with what the configuration says of the gateway.
pub(super) fn create(tree: &mut ObjectTree, device: &Device, at: SystemTime) -> Result<(), CreateError> {
    tree.create_instance(ObjectId::new(3), InstanceId::new(0), at)?;
    let configured = [
        (0, &device.manufacturer),
        (1, &device.model),
        (2, &device.serial),
        (3, &device.firmware_version),
        (17, &device.device_type),
        (18, &device.hardware_version),
    ];
    for (id, text) in configured {
        if let Some(text) = text {
            tree.set(resource(id), Value::String(text.clone()), at)?;
        }
    }
    tree.set(ERROR_CODE.with_element(0), Value::Integer(0), at)?;
    tree.set(CURRENT_TIME, Value::Time(super::samples::seconds(at)), at)?;
    tree.set(BINDINGS, Value::String("U".into()), at)?;
    tree.set(
        SOFTWARE_VERSION,
        Value::String(env!("CARGO_PKG_VERSION").into()),
        at,
    )?;
    Ok(())
}

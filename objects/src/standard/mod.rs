//! Facts about registered objects, generated from `objects/definitions/*.txt`.
//!
//! `UPDATE=1 cargo test -p gatewayd-objects` renders the tables anew after a definition was edited.

mod core;
mod sensors;

use std::borrow::Cow;

use crate::{ObjectDef, ObjectId, Operations, Range, ResourceDef, ResourceId, ValueKind, Version};

/// All tables, each in ascending order.
pub(crate) fn objects() -> impl Iterator<Item = &'static ObjectDef> {
    core::OBJECTS.iter().chain(&sensors::OBJECTS)
}

const MULTIPLE: bool = true;
const SINGLE: bool = false;
const MANDATORY: bool = true;
const OPTIONAL: bool = false;

const fn object(
    id: u16,
    (major, minor): (u8, u8),
    multiple: bool,
    mandatory: bool,
    name: &'static str,
    resources: &'static [ResourceDef],
) -> ObjectDef {
    ObjectDef {
        id: ObjectId::new(id),
        name: Cow::Borrowed(name),
        version: Version { major, minor },
        multiple,
        mandatory,
        resources: Cow::Borrowed(resources),
    }
}

/// How often, how needed and how typed a resource is; groups what every line of the tables states.
struct Shape(bool, bool, Option<ValueKind>);

const fn resource(
    id: u16,
    operations: Operations,
    shape: Shape,
    range: Option<Range>,
    unit: &'static str,
    name: &'static str,
) -> ResourceDef {
    ResourceDef {
        id: ResourceId::new(id),
        name: Cow::Borrowed(name),
        operations,
        multiple: shape.0,
        mandatory: shape.1,
        kind: shape.2,
        range,
        unit: Cow::Borrowed(unit),
    }
}

const fn number(min: f64, max: f64) -> Option<Range> {
    Some(Range::Number { min, max })
}

const fn length(min: u32, max: u32) -> Option<Range> {
    Some(Range::Length { min, max })
}

//! Reads object definitions in the XML form of the OMA registry (`LWM2M.xsd`, versions 1.0 and 1.1).
//!
//! The text may come from anybody: document types and entities are refused, and so is what is larger than a
//! definition can sensibly be. A definition with a mistake is left out; all mistakes are reported.
#![deny(clippy::indexing_slicing)]

mod element;
mod fault;
pub mod fuzzing;
mod range;
#[cfg(test)]
mod tests;

use std::borrow::Cow;

use roxmltree::{Document, Node, ParsingOptions};

use crate::{ObjectDef, ObjectId, Operations, ResourceDef, ResourceId, ValueKind, Version};
use element::{Element, Lines};
pub use fault::{Fault, Problem};

/// The longest text that is read. The largest definition of the registry has a tenth of it.
pub const MAX_SIZE: usize = 1 << 20;

/// The most elements, texts and comments a document may consist of.
const MAX_NODES: u32 = 100_000;

/// What a text defines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The objects without a mistake, in the order of the text.
    pub objects: Vec<Definition>,
    /// What is wrong or doubtful, in the order of the text.
    pub problems: Vec<Problem>,
}

/// One object that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Definition {
    /// The line on which it starts, counted from 1.
    pub line: usize,
    /// What it says.
    pub def: ObjectDef,
}

/// Reads all definitions in a text.
#[must_use]
pub fn read(text: &str) -> Reading {
    let mut problems = Vec::new();
    let objects = document(text, &mut problems);
    problems.sort_by_key(|problem| problem.line);
    Reading { objects, problems }
}

fn document(text: &str, problems: &mut Vec<Problem>) -> Vec<Definition> {
    if text.len() > MAX_SIZE {
        problems.push(Fault::TooLong.at(1));
        return Vec::new();
    }
    let options = ParsingOptions {
        allow_dtd: false,
        nodes_limit: MAX_NODES,
        ..ParsingOptions::default()
    };
    // The byte order mark is none of the document's characters (XML 1.0 §4.3.3).
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let document = match Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(error) => {
            problems.push(fault::of(error, text));
            return Vec::new();
        }
    };
    let lines = Lines::new(text);
    let root = document.root_element();
    if root.tag_name().name() != "LWM2M" {
        problems.push(Fault::NotLwm2m.at(lines.of(root)));
        return Vec::new();
    }
    let objects: Vec<Node<'_, '_>> = element::children(root, "Object").collect();
    if objects.is_empty() {
        problems.push(Fault::Missing("Object").at(lines.of(root)));
    }
    objects
        .into_iter()
        .filter_map(|node| object(Element::new(node, &lines, problems)))
        .collect()
}

/// One `<Object>`; nothing when something in it is wrong.
fn object(mut object: Element<'_, '_, '_>) -> Option<Definition> {
    let line = object.line();
    let name = object.required("Name");
    let id = object.required("ObjectID");
    let id = id.and_then(|text| object.number("ObjectID", text));
    let version = version(&mut object);
    let multiple = multiple(&mut object);
    let mandatory = mandatory(&mut object);
    let resources = resources(&mut object);
    let def = ObjectDef {
        id: ObjectId::try_from(id?).ok()?,
        name: Cow::Owned(name?.to_owned()),
        version: version?,
        multiple: multiple?,
        mandatory: mandatory?,
        resources: Cow::Owned(resources?),
    };
    Some(Definition { line, def })
}

/// Schema 1.0 had no versions; what has none is 1.0.
fn version(object: &mut Element<'_, '_, '_>) -> Option<Version> {
    let Some((node, text)) = object.optional("ObjectVersion") else {
        return Some(Version::INITIAL);
    };
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let parsed = text.split_once('.').and_then(|(major, minor)| {
        (digits(major) && digits(minor)).then_some(Version {
            major: major.parse().ok()?,
            minor: minor.parse().ok()?,
        })
    });
    if parsed.is_none() {
        object.fault_at(node, Fault::Version(text.to_owned()));
    }
    parsed
}

fn multiple(of: &mut Element<'_, '_, '_>) -> Option<bool> {
    of.word("MultipleInstances", [("Multiple", true), ("Single", false)])
}

fn mandatory(of: &mut Element<'_, '_, '_>) -> Option<bool> {
    of.word("Mandatory", [("Mandatory", true), ("Optional", false)])
}

/// All resources in ascending order; nothing when one of them is wrong.
fn resources(object: &mut Element<'_, '_, '_>) -> Option<Vec<ResourceDef>> {
    let list = object.child("Resources")?;
    let items: Vec<Node<'_, '_>> = element::children(list, "Item").collect();
    if items.is_empty() {
        object.fault_at(list, Fault::Missing("Item"));
        return None;
    }
    let mut resources: Vec<ResourceDef> = Vec::with_capacity(items.len());
    let mut complete = true;
    for item in items {
        let mut item = object.inner(item);
        match resource(&mut item) {
            Some(None) => {}
            Some(Some(def)) => match resources.binary_search_by_key(&def.id, |known| known.id) {
                Ok(_) => {
                    item.fault(Fault::Duplicate(def.id));
                    complete = false;
                }
                Err(at) => resources.insert(at, def),
            },
            None => complete = false,
        }
    }
    complete.then_some(resources)
}

/// One `<Item>`: nothing when something is wrong in it, an inner nothing when it can be left out.
fn resource(item: &mut Element<'_, '_, '_>) -> Option<Option<ResourceDef>> {
    let id = item.attribute("ID");
    let id = id.and_then(|text| item.number("ID", text));
    let name = item.required("Name");
    let operations = operations(item);
    let multiple = multiple(item);
    let mandatory = mandatory(item);
    let kind = kind(item);
    let range = match (kind, item.optional("RangeEnumeration")) {
        (Some(Some(kind)), Some((node, text))) => match range::parse(text, kind) {
            Ok(range) => range,
            Err(fault) => {
                item.fault_at(node, fault);
                None
            }
        },
        (Some(Some(_) | None) | None, _) => None,
    };
    let unit = item.optional("Units").map_or("", |(_, text)| text);
    let def = ResourceDef {
        id: ResourceId::try_from(id?).ok()?,
        name: Cow::Owned(name?.to_owned()),
        operations: operations?,
        multiple: multiple?,
        mandatory: mandatory?,
        kind: kind?,
        range,
        unit: Cow::Owned(unit.to_owned()),
    };
    fitting(item, def)
}

fn operations(item: &mut Element<'_, '_, '_>) -> Option<Operations> {
    let words = [
        ("", Operations::None),
        ("E", Operations::Execute),
        ("R", Operations::Read),
        ("RW", Operations::ReadWrite),
        ("W", Operations::Write),
    ];
    item.word("Operations", words)
}

/// The outer option tells whether it could be read, the inner one whether the resource has values.
fn kind(item: &mut Element<'_, '_, '_>) -> Option<Option<ValueKind>> {
    let words = [
        ("", None),
        ("Boolean", Some(ValueKind::Boolean)),
        ("Corelnk", Some(ValueKind::CoreLink)),
        ("Float", Some(ValueKind::Float)),
        ("Integer", Some(ValueKind::Integer)),
        ("None", None),
        ("Objlnk", Some(ValueKind::ObjectLink)),
        ("Opaque", Some(ValueKind::Opaque)),
        ("String", Some(ValueKind::String)),
        ("Time", Some(ValueKind::Time)),
        ("Unsigned Integer", Some(ValueKind::Unsigned)),
    ];
    item.word("Type", words)
}

/// Executables have no value and there is one of each; everything else has a value.
fn fitting(item: &mut Element<'_, '_, '_>, mut def: ResourceDef) -> Option<Option<ResourceDef>> {
    match (def.operations, def.kind) {
        (Operations::Execute, Some(kind)) => {
            item.fault(Fault::ExecutableWithType(kind));
            None
        }
        (Operations::Execute, None) => {
            if def.multiple {
                item.fault(Fault::ExecutableTwice);
                def.multiple = false;
            }
            Some(Some(def))
        }
        (Operations::None | Operations::Read | Operations::ReadWrite | Operations::Write, None) => {
            item.fault(Fault::NoType);
            Some(None)
        }
        (Operations::None | Operations::Read | Operations::ReadWrite | Operations::Write, Some(_)) => {
            Some(Some(def))
        }
    }
}

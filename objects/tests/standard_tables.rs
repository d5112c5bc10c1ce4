//! The tables in `src/standard` are what the definitions say.

#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use gatewayd_objects::{ObjectId, Registry, ResourceId, ValueKind};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Renders one definitions file as the Rust table it stands for: a list of resources per object, then
/// the list of objects.
fn render(definitions: &str) -> String {
    let mut resources = String::new();
    let mut objects = String::new();
    for block in definitions.split("\nobject ").skip(1) {
        let (object, lines) = block.split_once('\n').expect("an object has resources");
        let lines: Vec<&str> = lines.lines().filter(|line| !line.is_empty()).collect();
        render_object(&mut objects, object);
        let id = object.split(' ').next().expect("an object has a number");
        writeln!(
            resources,
            "static RESOURCES_{id}: [ResourceDef; {}] = [",
            lines.len()
        )
        .unwrap();
        lines
            .iter()
            .for_each(|line| render_resource(&mut resources, line.trim_start()));
        resources.push_str("];\n\n");
    }
    format!(
        "//! Generated from the definitions of the same name; see the parent module.\n\n\
         #![cfg_attr(rustfmt, rustfmt_skip)]\n\n\
         use super::*;\n\n\
         {resources}pub(super) static OBJECTS: [ObjectDef; {}] = [\n{objects}];\n",
        objects.lines().count(),
    )
}

fn render_object(out: &mut String, line: &str) {
    let fields: Vec<&str> = line.splitn(5, ' ').collect();
    let [id, version, instances, need, name] = fields[..] else {
        panic!("incomplete object: {line}")
    };
    let version = version.replace('.', ", ");
    let (instances, need) = (instances.to_uppercase(), need.to_uppercase());
    writeln!(
        out,
        "    object({id}, ({version}), {instances}, {need}, {name:?}, &RESOURCES_{id}),"
    )
    .unwrap();
}

fn render_resource(out: &mut String, line: &str) {
    let fields: Vec<&str> = line.splitn(8, ' ').collect();
    let [id, operations, instances, need, kind, range, unit, name] = fields[..] else {
        panic!("incomplete resource: {line}")
    };
    let operations = match operations {
        "-" => "None",
        "E" => "Execute",
        "R" => "Read",
        "RW" => "ReadWrite",
        "W" => "Write",
        other => panic!("unknown operations {other}: {line}"),
    };
    let range = render_range(range, kind);
    let kind = match kind {
        "-" => "None".to_owned(),
        "Corelnk" => "Some(ValueKind::CoreLink)".to_owned(),
        "Objlnk" => "Some(ValueKind::ObjectLink)".to_owned(),
        known => format!("Some(ValueKind::{known})"),
    };
    let unit = if unit == "-" {
        String::new()
    } else {
        unit.replace('_', " ")
    };
    let shape = format!(
        "Shape({}, {}, {kind})",
        instances.to_uppercase(),
        need.to_uppercase()
    );
    writeln!(
        out,
        "    resource({id}, Operations::{operations}, {shape}, {range}, {unit:?}, {name:?}),"
    )
    .unwrap();
}

fn render_range(range: &str, kind: &str) -> String {
    let Some((min, max)) = range.split_once("..") else {
        return "None".to_owned();
    };
    match kind {
        "String" | "Opaque" => format!("length({min}, {max})"),
        _ => {
            let number = |text: &str| text.parse::<f64>().expect("a number in a range");
            format!("number({:?}, {:?})", number(min), number(max))
        }
    }
}

fn check(name: &str) {
    let definitions = fs::read_to_string(root().join(format!("definitions/{name}.txt"))).unwrap();
    let rendered = render(&definitions);
    let table: PathBuf = root().join(Path::new("src/standard")).join(format!("{name}.rs"));
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&table, &rendered).unwrap();
    }
    let committed = fs::read_to_string(&table).unwrap();
    assert!(
        committed == rendered,
        "src/standard/{name}.rs is out of date: run the test with UPDATE=1"
    );
}

#[test]
fn the_generated_tables_are_what_the_definitions_say() {
    check("core");
    check("sensors");
}

#[test]
fn every_object_is_found_with_its_resources_in_order() {
    let registry = Registry::standard();
    assert!(registry.objects().count() > 180);
    for object in registry.objects() {
        assert!(
            object.resources.is_sorted_by(|a, b| a.id < b.id),
            "object {}",
            object.id
        );
        for resource in object.resources.iter() {
            assert_eq!(
                resource.kind.is_none(),
                resource.operations.executable(),
                "/{}/*/{}",
                object.id,
                resource.id
            );
        }
    }
    let temperature = registry.object(ObjectId::new(3303)).unwrap();
    let value = temperature.resource(ResourceId::new(5700)).unwrap();
    assert_eq!(
        (value.name.as_ref(), value.kind),
        ("Sensor Value", Some(ValueKind::Float))
    );
}

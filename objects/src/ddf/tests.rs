//! What is read, and what is said about what cannot be read.

#![expect(clippy::indexing_slicing, reason = "a test may panic")]

use super::*;
use crate::Range;

/// A small object of our own.
const PUMP: &str = r#"<?xml version="1.0" encoding="utf-8"?>
<LWM2M xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <!-- a pump -->
  <Object ObjectType="MODefinition">
    <Name>Pump</Name>
    <Description1><![CDATA[Moves water & more.]]></Description1>
    <ObjectID>33000</ObjectID>
    <ObjectURN>urn:oma:lwm2m:x:33000:2.1</ObjectURN>
    <LWM2MVersion>1.1</LWM2MVersion>
    <ObjectVersion>2.1</ObjectVersion>
    <MultipleInstances>Multiple</MultipleInstances>
    <Mandatory>Optional</Mandatory>
    <Resources>
      <Item ID="5700">
        <Name>Flow</Name>
        <Operations>R</Operations>
        <MultipleInstances>Single</MultipleInstances>
        <Mandatory>Mandatory</Mandatory>
        <Type>Float</Type>
        <RangeEnumeration>-10.5..10.5</RangeEnumeration>
        <Units>m3/s</Units>
        <Description/>
      </Item>
      <Item ID="3">
        <Name>Stop</Name>
        <Operations>E</Operations>
        <MultipleInstances>Single</MultipleInstances>
        <Mandatory>Optional</Mandatory>
        <Type></Type>
      </Item>
    </Resources>
    <Description2/>
  </Object>
</LWM2M>
"#;

/// The fault on a line after a part of the pump was replaced.
fn only_fault(from: &str, to: &str) -> (usize, String) {
    assert!(PUMP.contains(from), "{from}");
    let reading = read(&PUMP.replacen(from, to, 1));
    assert_eq!(reading.objects, [], "what has a mistake is left out");
    assert_eq!(reading.problems.len(), 1, "{:?}", reading.problems);
    let problem = &reading.problems[0];
    assert!(!problem.fault.is_warning());
    (problem.line, problem.fault.to_string())
}

fn fault(line: usize, text: &str) -> (usize, String) {
    (line, text.to_owned())
}

#[test]
fn a_definition_says_everything_the_registry_states() {
    let Reading { objects, problems } = read(PUMP);
    assert_eq!(problems, []);
    assert_eq!(objects[0].line, 4);
    let def = &objects[0].def;
    assert_eq!((def.id.number(), def.name.as_ref()), (33000, "Pump"));
    assert_eq!(def.version, Version { major: 2, minor: 1 });
    assert!(def.multiple && !def.mandatory);
    let stop = ResourceDef {
        id: ResourceId::new(3),
        name: "Stop".into(),
        operations: Operations::Execute,
        multiple: false,
        mandatory: false,
        kind: None,
        range: None,
        unit: "".into(),
    };
    let flow = ResourceDef {
        id: ResourceId::new(5700),
        name: "Flow".into(),
        operations: Operations::Read,
        multiple: false,
        mandatory: true,
        kind: Some(ValueKind::Float),
        range: Some(Range::Number {
            min: -10.5,
            max: 10.5,
        }),
        unit: "m3/s".into(),
    };
    // In the order of their numbers, as the registry wants them.
    assert_eq!(def.resources.as_ref(), [stop, flow]);
}

#[test]
fn a_definition_of_schema_1_0_has_version_1_0_and_the_byte_order_mark_does_no_harm() {
    let old = PUMP
        .replace("<LWM2MVersion>1.1</LWM2MVersion>", "")
        .replace("<ObjectVersion>2.1</ObjectVersion>", "");
    let reading = read(&format!("\u{feff}{old}"));
    assert_eq!(reading.problems, []);
    assert_eq!(reading.objects[0].def.version, Version::INITIAL);
}

#[test]
fn every_mistake_is_reported_with_its_line_and_what_could_be_there() {
    let operations = "<Operations> is E, R, RW or W, not \"RWE\"";
    assert_eq!(only_fault(">R<", ">RWE<"), fault(16, operations));
    let kind = "<Type> is Boolean, Corelnk, Float, Integer, None, Objlnk, Opaque, String, Time or Unsigned Integer, \
                not \"Double\"";
    assert_eq!(only_fault(">Float<", ">Double<"), fault(19, kind));
    let number = "ID is a number from 0 to 65534, not \"65535\"";
    assert_eq!(only_fault("\"5700\"", "\"65535\""), fault(14, number));
    let number = "ObjectID is a number from 0 to 65534, not \"-1\"";
    assert_eq!(only_fault(">33000<", ">-1<"), fault(7, number));
    assert_eq!(
        only_fault("\"5700\"", "\"3\""),
        fault(24, "resource 3 is defined twice")
    );
    assert_eq!(only_fault("<Name>Flow</Name>", ""), fault(14, "Name is missing"));
    assert_eq!(only_fault(" ID=\"3\"", ""), fault(24, "ID is missing"));
    assert_eq!(only_fault(">Pump<", "> <"), fault(5, "<Name> is empty"));
    let version = "ObjectVersion is written as 1.0, not \"2\"";
    assert_eq!(only_fault(">2.1<", ">2<"), fault(10, version));
    let typed = "an executable resource has no value, so it has no type such as string";
    assert_eq!(
        only_fault("<Type></Type>", "<Type>String</Type>"),
        fault(24, typed)
    );
    let twice = only_fault("<Name>Pump</Name>", "<Name>Pump</Name><Name>Fan</Name>");
    assert_eq!(twice, fault(5, "<Name> is there twice"));
}

#[test]
fn all_mistakes_of_a_text_are_found_in_one_run_and_do_not_hide_other_objects() {
    let wrong = PUMP
        .replace(">Float<", ">Double<")
        .replace(">E<", ">X<")
        .replace("33000<", "33001<");
    let start = wrong.find("  <Object ").unwrap();
    let end = wrong.find("</LWM2M>").unwrap();
    let both = PUMP.replace("</LWM2M>", &format!("{}</LWM2M>", &wrong[start..end]));
    let reading = read(&both);
    assert_eq!(reading.objects.len(), 1);
    let lines: Vec<usize> = reading.problems.iter().map(|problem| problem.line).collect();
    assert_eq!(lines, [49, 56]);
}

#[test]
fn what_the_registry_itself_is_careless_about_is_read_with_a_warning() {
    let warned = |from: &str, to: &str| {
        let reading = read(&PUMP.replacen(from, to, 1));
        assert!(reading.problems.iter().all(|problem| problem.fault.is_warning()));
        let text = reading.problems[0].fault.to_string();
        (reading.objects[0].def.clone(), text)
    };
    let (def, text) = warned("-10.5..10.5", "slow or fast");
    assert_eq!(def.resources[1].range, None);
    assert_eq!(
        text,
        "the range \"slow or fast\" is not understood, so every value is taken"
    );
    let (def, text) = warned("-10.5..10.5", "10..-10");
    assert_eq!(def.resources[1].range, None);
    assert_eq!(
        text,
        "the range \"10..-10\" contains nothing, so every value is taken"
    );
    let (def, text) = warned(">Float<", "><");
    assert_eq!(def.resources.len(), 1);
    assert_eq!(text, "the resource has no type, so it is left out");
    let executable = "<Operations>E</Operations>\n        <MultipleInstances>Single";
    let (def, text) = warned(executable, &executable.replace("Single", "Multiple"));
    assert!(!def.resources[0].multiple);
    assert_eq!(
        text,
        "an executable resource cannot have several instances, so it has one"
    );
}

#[test]
fn a_document_type_is_refused_before_an_entity_can_expand() {
    let bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE LWM2M [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>\n\
                <LWM2M>&b;</LWM2M>";
    let reading = read(bomb);
    assert_eq!(reading.objects, []);
    assert_eq!(reading.problems, [Fault::DocumentType.at(2)]);
}

#[test]
fn size_nesting_and_number_of_elements_are_bounded() {
    let long = format!("{PUMP}<!--{}-->", "x".repeat(MAX_SIZE));
    assert_eq!(read(&long).problems, [Fault::TooLong.at(1)]);
    let crowd = format!("<LWM2M>{}</LWM2M>", "<a/>".repeat(120_000));
    assert_eq!(read(&crowd).problems.len(), 1);
    let deep = format!("<LWM2M>{}", "<a>".repeat(200_000));
    assert_eq!(read(&deep).objects, []);
    // Every item is wrong in many ways; finding their lines does not take a time that grows with the square.
    let wrong = format!(
        "<LWM2M><Object><Resources>{}</Resources></Object></LWM2M>",
        "<Item/>\n".repeat(40_000)
    );
    assert!(read(&wrong).problems.len() > 200_000);
}

#[test]
fn what_is_no_definition_is_said_to_be_none() {
    assert_eq!(read("<html/>").problems, [Fault::NotLwm2m.at(1)]);
    assert_eq!(read("<LWM2M/>").problems, [Fault::Missing("Object").at(1)]);
    let cut = read(&PUMP[..PUMP.len() / 2]);
    assert_eq!(cut.objects, []);
    assert!(matches!(cut.problems[0].fault, Fault::Syntax(_)));
}

#[test]
fn what_the_fuzzer_starts_from_is_taken_without_a_panic() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fuzz/corpus/ddf");
    let files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    assert!(files.len() >= 5);
    for file in files {
        let bytes = std::fs::read(file).unwrap();
        (0..=bytes.len())
            .rev()
            .step_by(7)
            .for_each(|end| fuzzing::definitions(&bytes[..end]));
    }
}

//! Reading in every content format at every level.

use gatewayd_tests::leshan::{Format, Leshan, Node};
use gatewayd_tests::needs;

use super::PumpHouse;

const STRUCTURED: [Format; 3] = [Format::Tlv, Format::SenmlJson, Format::SenmlCbor];

/// As in LightweightM2M-1.1-int-203, LightweightM2M-1.1-int-222, LightweightM2M-1.1-int-223,
/// LightweightM2M-1.1-int-224, LightweightM2M-1.1-int-231, LightweightM2M-1.1-int-232.
#[test]
fn an_object_an_instance_and_a_resource_read_the_same_in_every_format() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let leshan = Leshan::shared();
    let _house = PumpHouse::start("formats", leshan);
    for format in STRUCTURED {
        let object = leshan.read("formats", "/3303", format)?.node();
        let instance = object
            .child(0)
            .unwrap_or_else(|| panic!("{object:?} has no instance"));
        assert_sensor(instance, format);
        assert_sensor(&leshan.read("formats", "/3303/0", format)?.node(), format);
        let resource = leshan.read("formats", "/3303/0/5700", format)?;
        assert_eq!(
            (resource.code(), resource.value()),
            (205, 21.5.into()),
            "{format:?}"
        );
    }
    Ok(())
}

fn assert_sensor(instance: &Node, format: Format) {
    assert_eq!(*instance.value_of(5700), 21.5, "{format:?}");
    assert_eq!(*instance.value_of(5701), "Cel", "{format:?}");
    assert_eq!(*instance.value_of(5603), -40.0, "{format:?}");
    assert_eq!(*instance.value_of(5604), 120.0, "{format:?}");
    assert_eq!(
        *instance.value_of(5750),
        "line/pump-house/water-temperature",
        "{format:?}"
    );
}

/// As in LightweightM2M-1.1-int-201.
#[test]
fn a_resource_is_read_as_text() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let leshan = Leshan::shared();
    let _house = PumpHouse::start("formats-text", leshan);
    for (path, expected) in [
        ("/3303/0/5700", 21.5.into()),
        ("/3303/0/5701", "Cel".into()),
        ("/3306/0/5850", false.into()),
        ("/3306/0/5851", gatewayd_tests::leshan::Value::Integer(30)),
    ] {
        let answer = leshan.read("formats-text", path, Format::Text)?;
        assert_eq!((answer.code(), answer.value()), (205, expected), "{path}");
    }
    Ok(())
}

#[test]
fn what_is_not_there_is_not_found_and_an_unfit_format_is_not_acceptable() -> anyhow::Result<()> {
    needs!(Leshan, Pymodbus);
    let leshan = Leshan::shared();
    let _house = PumpHouse::start("formats-absent", leshan);
    for path in ["/3303/7", "/3303/7/5700", "/3303/0/5821", "/3304"] {
        let code = leshan.read("formats-absent", path, Format::Tlv)?.code();
        assert_eq!(code, 404, "{path}");
    }
    // Text holds one value (core 1.2.1, section 7.5.1).
    assert_eq!(
        leshan.read("formats-absent", "/3303/0", Format::Text)?.code(),
        406
    );
    Ok(())
}

//! Reading at every level in every format, in one piece and in blocks.

use gatewayd_tests::lwm2m_server::{Format, Options, Value};
use gatewayd_tests::needs;

use super::{Boiler, ENDPOINT, MANY_VALUES};

#[test]
fn a_single_value_is_the_same_in_every_format() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let formats = [Format::Text, Format::Cbor].into_iter().chain(MANY_VALUES);
    for format in formats {
        let read = |path| boiler.server.read(ENDPOINT, path, format);
        assert_eq!(*read("/3303/0/5700")?.value(), 21.5, "{format:?}");
        assert_eq!(*read("/3303/0/5701")?.value(), "Cel", "{format:?}");
        assert_eq!(*read("/3306/0/5850")?.value(), false, "{format:?}");
        assert_eq!(*read("/3306/0/5851")?.value(), 30_i64, "{format:?}");
    }
    Ok(())
}

#[test]
fn without_a_wish_a_single_value_comes_as_text_and_many_do_not() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let single = boiler.server.read(ENDPOINT, "/3303/0/5700", None)?;
    assert_eq!((single.format, &*single.payload), (Some(0), &b"21.5"[..]));
    let instance = boiler.server.read(ENDPOINT, "/3303/0", None)?;
    assert!(instance.format.is_some_and(|format| format != 0));
    assert_eq!(*instance.value_of("/3303/0/5700"), 21.5);
    Ok(())
}

#[test]
fn an_instance_and_an_object_hold_what_their_resources_hold() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    for path in ["/3303/0", "/3303"] {
        for format in MANY_VALUES {
            let answer = boiler.server.read(ENDPOINT, path, format)?;
            assert_eq!(*answer.value_of("/3303/0/5700"), 21.5, "{path} in {format:?}");
            assert_eq!(*answer.value_of("/3303/0/5701"), "Cel", "{path} in {format:?}");
            assert_eq!(*answer.value_of("/3303/0/5603"), -40.0, "{path} in {format:?}");
            assert_eq!(*answer.value_of("/3303/0/5604"), 120.0, "{path} in {format:?}");
            assert!(
                !answer.paths().contains(&"/3303/0/5605"),
                "what is executed cannot be read"
            );
        }
    }
    Ok(())
}

#[test]
fn a_resource_with_several_instances_has_a_path_for_each() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    for format in MANY_VALUES {
        for path in ["/3/0/11", "/3/0/11/0"] {
            let errors = boiler.server.read(ENDPOINT, path, format)?;
            assert_eq!(errors.paths(), ["/3/0/11/0"], "{path} in {format:?}");
            assert_eq!(*errors.value(), 0_i64);
        }
    }
    Ok(())
}

#[test]
fn the_newest_version_reads_lwm2m_cbor_too() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start_with(Options::default().versions("1.2"));
    for path in ["/3303/0/5700", "/3303/0", "/3303"] {
        let answer = boiler.server.read(ENDPOINT, path, Format::Lwm2mCbor)?;
        assert_eq!(*answer.value_of("/3303/0/5700"), Value::Float(21.5), "{path}");
    }
    Ok(())
}

#[test]
fn what_cannot_be_read_is_refused_with_the_reason() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let code = |path: &str, format: Format| -> anyhow::Result<u16> {
        Ok(boiler.server.read(ENDPOINT, path, format)?.code)
    };
    for path in ["/3303/7/5700", "/3303/0/4711", "/3303/7", "/4711"] {
        assert_eq!(code(path, Format::Tlv)?, 404, "{path}");
    }
    assert_eq!(code("/3303/0/5605", Format::Tlv)?, 405, "it can only be executed");
    assert_eq!(code("/3303/0", Format::Text)?, 406, "text holds one value");
    assert_eq!(code("/3303/0", Format::Cbor)?, 406, "CBOR holds one value");
    assert_eq!(
        code("/3303/0/5700", Format::Opaque)?,
        406,
        "a number is not opaque"
    );
    for path in ["/0", "/0/0", "/0/0/5"] {
        let answer = boiler.server.read(ENDPOINT, path, Format::Tlv)?;
        assert_eq!((answer.code, answer.records.len()), (401, 0), "{path}");
    }
    Ok(())
}

#[test]
fn a_long_answer_in_blocks_is_the_same_as_in_one_piece() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start_with(Options::default().block_size(16));
    for format in MANY_VALUES {
        let answer = boiler.server.read(ENDPOINT, "/3306/0", format)?;
        assert!(answer.payload.len() > 2 * 16, "{answer:?}");
        assert_eq!(*answer.value_of("/3306/0/5851"), 30_i64, "{format:?}");
        assert_eq!(
            *answer.value_of("/3306/0/5750"),
            "simulated/boiler/pump",
            "{format:?}"
        );
    }
    Ok(())
}

#[test]
fn discover_shows_instances_resources_and_attributes() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let attached =
        boiler
            .server
            .write_attributes(ENDPOINT, "/3303/0/5700", &["pmin=2", "pmax=60", "gt=25.5"])?;
    assert_eq!(attached.code, 204);
    let object = boiler.server.discover(ENDPOINT, "/3303")?;
    assert_eq!(object.links[0].path, "/3303");
    assert_eq!(object.links[0].attributes["ver"], "1.1");
    assert!(object.link("/3303/0").is_some());
    let instance = boiler.server.discover(ENDPOINT, "/3303/0")?;
    for resource in [5601, 5602, 5603, 5604, 5605, 5701, 5750] {
        assert!(
            instance.link(&format!("/3303/0/{resource}")).is_some(),
            "{resource}"
        );
    }
    let resource = boiler.server.discover(ENDPOINT, "/3303/0/5700")?;
    let attributes = &resource
        .link("/3303/0/5700")
        .expect("the resource is there")
        .attributes;
    assert_eq!(
        (&*attributes["pmin"], &*attributes["pmax"], &*attributes["gt"]),
        ("2", "60", "25.5")
    );
    assert_eq!(boiler.server.discover(ENDPOINT, "/3303/9")?.code, 404);
    Ok(())
}

//! Writing and executing.

use gatewayd_tests::lwm2m_server::{Format, Options, Value};
use gatewayd_tests::{needs, wait};

use super::{Boiler, ENDPOINT, MANY_VALUES};
use crate::support::SOON;

#[test]
fn what_is_written_in_any_format_is_read_back() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let formats = [Format::Text, Format::Cbor].into_iter().chain(MANY_VALUES);
    for (number, format) in (0..).zip(formats) {
        let (on, speed, target) = (number % 2 == 0, 40 + number, 50.25 + f64::from(number as i32));
        let values = [
            ("/3306/0/5850", Value::from(on)),
            ("/3306/0/5851", Value::from(speed)),
            ("/3308/0/5900", Value::from(target)),
        ];
        for (path, value) in values {
            let written = boiler.server.write(ENDPOINT, path, value, format)?;
            assert_eq!(written.code, 204, "{path} in {format:?}: {written:?}");
        }
        let read = |path| boiler.server.read(ENDPOINT, path, Format::SenmlCbor);
        assert_eq!(*read("/3306/0/5850")?.value(), on, "{format:?}");
        assert_eq!(*read("/3306/0/5851")?.value(), speed, "{format:?}");
        assert_eq!(*read("/3308/0/5900")?.value(), target, "{format:?}");
    }
    Ok(())
}

#[test]
fn lwm2m_cbor_is_written_by_a_server_of_the_newest_version() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start_with(Options::default().versions("1.2"));
    let written = boiler
        .server
        .write(ENDPOINT, "/3306/0/5851", 77_i64, Format::Lwm2mCbor)?;
    assert_eq!(written.code, 204, "{written:?}");
    assert_eq!(
        *boiler.server.read(ENDPOINT, "/3306/0/5851", Format::Tlv)?.value(),
        77_i64
    );
    Ok(())
}

#[test]
fn several_resources_of_an_instance_are_written_at_once() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    for (number, format) in (0..).zip(MANY_VALUES) {
        let (on, speed) = (number % 2 == 0, 40 + number);
        let values = [
            ("/3306/0/5850", Value::from(on)),
            ("/3306/0/5851", Value::from(speed)),
        ];
        let written = boiler.server.update(ENDPOINT, "/3306/0", &values, format)?;
        assert_eq!(written.code, 204, "{format:?}: {written:?}");
        let read = boiler.server.read(ENDPOINT, "/3306/0", format)?;
        assert_eq!(*read.value_of("/3306/0/5850"), on, "{format:?}");
        assert_eq!(*read.value_of("/3306/0/5851"), speed, "{format:?}");
    }
    Ok(())
}

#[test]
fn what_cannot_be_written_is_refused_and_changes_nothing() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let server = &boiler.server;
    assert_eq!(
        server.write(ENDPOINT, "/3303/0/5700", 1.0, Format::Tlv)?.code,
        405,
        "it is measured"
    );
    assert_eq!(
        server.write(ENDPOINT, "/3306/9/5850", true, Format::Tlv)?.code,
        404
    );
    assert_eq!(
        server.write(ENDPOINT, "/3306/0/4711", true, Format::Tlv)?.code,
        404
    );
    let target = "/3308/0/5900";
    assert_eq!(
        server.write_payload(ENDPOINT, target, 0, b"warm")?.code,
        400,
        "it is no number"
    );
    assert_eq!(
        server.write_payload(ENDPOINT, target, 112, b"\xFF")?.code,
        400,
        "it is no CBOR"
    );
    assert_eq!(
        server.write_payload(ENDPOINT, target, 40, b"</1>")?.code,
        415,
        "links are no values"
    );
    assert_eq!(*server.read(ENDPOINT, target, Format::Tlv)?.value(), 20.0);
    Ok(())
}

#[test]
fn a_value_out_of_the_range_of_the_object_does_not_reach_the_device() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    // OMA registry, object 3306: the dimmer goes from 0 to 100.
    assert_eq!(
        boiler
            .server
            .write(ENDPOINT, "/3306/0/5851", 101_i64, Format::Tlv)?
            .code,
        400
    );
    assert_eq!(
        *boiler.server.read(ENDPOINT, "/3306/0/5851", Format::Tlv)?.value(),
        30_i64
    );
    Ok(())
}

#[test]
fn an_execution_reaches_the_device_exactly_once() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    for count in 1..=3_i64 {
        assert_eq!(boiler.server.execute(ENDPOINT, "/3341/0/5530", "")?.code, 204);
        boiler.wait_value("/3347/0/5501", count);
    }
    let refused = boiler.server.execute(ENDPOINT, "/3347/0/5501", "")?;
    assert_eq!(refused.code, 405, "a value cannot be executed");
    Ok(())
}

#[test]
fn executing_the_reset_forgets_the_extremes() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start_swinging();
    let extremes = || {
        let instance = boiler.server.read(ENDPOINT, "/3303/1", Format::SenmlCbor).ok()?;
        let of = |path| {
            instance
                .records
                .iter()
                .find(|record| record.path == path)?
                .value
                .as_float()
        };
        Some((of("/3303/1/5601")?, of("/3303/1/5602")?))
    };
    let wait_for_both = || {
        let both = || extremes().filter(|found| *found == (10.0, 30.0));
        wait::until("both extremes", SOON, both);
    };
    wait_for_both();
    assert_eq!(boiler.server.execute(ENDPOINT, "/3303/1/5605", "")?.code, 204);
    // One value holds for a second: on any machine one of a few looks falls between two values.
    wait::until("one value to be both extremes", SOON, || {
        let (low, high) = extremes()?;
        (low == high).then_some(()).or_else(|| {
            boiler.server.execute(ENDPOINT, "/3303/1/5605", "").ok();
            None
        })
    });
    wait_for_both();
    Ok(())
}

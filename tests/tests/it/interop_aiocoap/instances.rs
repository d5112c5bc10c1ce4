//! Creating and deleting instances: those of BinaryAppDataContainer (19) belong to the server.

use gatewayd_tests::lwm2m_server::{Format, HappeningKind, Options, Value};
use gatewayd_tests::needs;

use super::{Boiler, ENDPOINT, MANY_VALUES};
use crate::support::SOON;

/// Waits for an Update whose object list has the instance, or no longer.
fn wait_announced(boiler: &Boiler, mark: usize, path: &str, wanted: bool) {
    let what = format!("an Update {} {path}", if wanted { "with" } else { "without" });
    boiler
        .server
        .wait_for(ENDPOINT, mark, &what, SOON, |happening| match &happening.kind {
            HappeningKind::Updated(registration) => (registration.has(path) == wanted).then_some(()),
            _ => None,
        });
}

#[test]
fn an_instance_is_created_announced_read_and_deleted() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    for (number, format) in (5..).zip(MANY_VALUES) {
        let instance = format!("/19/{number}");
        let (data, priority) = (format!("{instance}/0/0"), format!("{instance}/1"));
        let values = [
            (&*data, Value::Opaque(vec![0, 1, 255])),
            (&*priority, Value::Integer(2)),
        ];
        let mark = boiler.server.mark();
        let created = boiler.server.create(ENDPOINT, "/19", &values, format)?;
        assert_eq!(created.code, 201, "{format:?}: {created:?}");
        wait_announced(&boiler, mark, &instance, true);
        let read = boiler.server.read(ENDPOINT, &instance, format)?;
        assert_eq!(*read.value_of(&data), &[0, 1, 255][..]);
        assert_eq!(*read.value_of(&priority), 2_i64);
        let mark = boiler.server.mark();
        assert_eq!(boiler.server.delete(ENDPOINT, &instance)?.code, 202);
        wait_announced(&boiler, mark, &instance, false);
        assert_eq!(boiler.server.read(ENDPOINT, &instance, format)?.code, 404);
    }
    Ok(())
}

#[test]
fn the_gateway_chooses_an_instance_if_the_server_does_not() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let values = [("/19/65535/0/0", Value::Opaque(vec![7]))];
    let created = [(); 2].map(|()| boiler.server.create(ENDPOINT, "/19", &values, Format::Tlv));
    let [first, second] = created;
    let (first, second) = (first?, second?);
    assert_eq!((first.code, second.code), (201, 201));
    assert_ne!(first.location, second.location);
    let instance = second.location.expect("the server must be told what was chosen");
    let read = boiler.server.read(ENDPOINT, &instance, Format::SenmlCbor)?;
    assert_eq!(*read.value_of(&format!("{instance}/0/0")), &[7][..]);
    Ok(())
}

#[test]
fn an_instance_that_exists_is_not_created_again() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let create = |byte| {
        let values = [("/19/3/0/0", Value::Opaque(vec![byte]))];
        boiler.server.create(ENDPOINT, "/19", &values, Format::SenmlCbor)
    };
    assert_eq!(create(1)?.code, 201);
    assert_eq!(create(2)?.code, 400);
    assert_eq!(
        *boiler.server.read(ENDPOINT, "/19/3/0/0", Format::Tlv)?.value(),
        &[1][..]
    );
    Ok(())
}

#[test]
fn what_a_device_stands_behind_is_neither_created_nor_deleted() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let boiler = Boiler::start();
    let values = [("/3306/7/5850", Value::Boolean(true))];
    assert_eq!(
        boiler
            .server
            .create(ENDPOINT, "/3306", &values, Format::Tlv)?
            .code,
        405
    );
    assert_eq!(boiler.server.delete(ENDPOINT, "/3306/0")?.code, 405);
    assert_eq!(boiler.server.delete(ENDPOINT, "/3/0")?.code, 405);
    Ok(())
}

#[test]
fn data_longer_than_a_datagram_goes_there_and_back_in_blocks() -> anyhow::Result<()> {
    needs!(Aiocoap);
    let data: Vec<u8> = (0..3000_u32).map(|index| (index % 251) as u8).collect();
    for bytes in [64, 1024] {
        let boiler = Boiler::start_with(Options::default().block_size(bytes));
        let values = [("/19/0/0/0", Value::Opaque(data.clone()))];
        let created = boiler.server.create(ENDPOINT, "/19", &values, Format::Tlv)?;
        assert_eq!(created.code, 201, "{created:?}");
        for format in MANY_VALUES {
            let read = boiler.server.read(ENDPOINT, "/19/0/0", format)?;
            assert_eq!(
                *read.value_of("/19/0/0/0"),
                &*data,
                "{format:?} in blocks of {bytes}"
            );
        }
    }
    Ok(())
}

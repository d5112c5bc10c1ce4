//! What the methods ask the hub for, and what callers are told.

use std::collections::HashMap;

use gatewayd::hub::reload::ReloadReport;
use lwm2m::Outcome;
use zbus::{OwnedVariant, Str, Variant};

use crate::fixture::{Fixture, ROOT, error, soon};

async fn read(fixture: &Fixture, path: &str) -> zbus::Result<zbus::Message> {
    fixture.call("ReadResource", &path).await
}

async fn write(fixture: &Fixture, path: &str, value: Variant<'_>) -> zbus::Result<zbus::Message> {
    fixture.call("WriteResource", &(path, value)).await
}

#[tokio::test]
async fn a_resource_is_read_in_its_native_type() {
    let fixture = Fixture::start().await;
    for (path, expected) in [
        ("/3303/0/5700", Variant::F64(21.5)),
        ("/3306/0/5850", Variant::Bool(true)),
        ("/3/0/7/1", Variant::I64(3300)),
        ("/3/0/13", Variant::I64(1_700_000_000)),
        ("/7/0/2", Variant::U64(u64::MAX)),
        ("/19/0/0", vec![10_u8, 255].into()),
        ("/25/0/3", "3:1".into()),
        ("/3/0/0", "Ex\u{fffd}ample".into()),
    ] {
        let reply = read(&fixture, path).await.unwrap();
        assert_eq!(
            *reply.body().deserialize::<OwnedVariant>().unwrap(),
            expected,
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_name() {
    let fixture = Fixture::start().await;
    for (path, expected) in [
        ("3303/0/5700", "InvalidArgument"),
        ("/3303/0", "InvalidArgument"),
        ("/", "InvalidArgument"),
        ("/3/0/7", "InvalidArgument"),
        ("/3/0/4", "NotAllowed"),
        ("/3/0/14", "NotAllowed"),
        ("/0/0/5", "NotAllowed"),
        ("/3303/7/5700", "NotFound"),
    ] {
        let (name, text) = error(read(&fixture, path).await);
        assert_eq!(name, expected, "{path}: {text}");
    }
}

#[tokio::test]
async fn a_write_reaches_the_hub_with_its_own_type() {
    let fixture = Fixture::start().await;
    for (value, expected) in [
        (Variant::from(true), "Typed(Boolean(true))"),
        (Variant::from(-5_i16), "Typed(Integer(-5))"),
        (Variant::from(5_u32), "Typed(Unsigned(5))"),
        (Variant::from(21.5), "Typed(Float(21.5))"),
        (Variant::from("on"), "Text(\"on\")"),
        (Variant::from(vec![1_u8, 2]), "Typed(Opaque([1, 2]))"),
    ] {
        write(&fixture, "/3306/0/5850", value).await.unwrap();
        assert_eq!(fixture.asked(), [format!("write /3306/0/5850 {expected}")]);
    }
    assert_eq!(
        error(write(&fixture, "/3306/0/5850", (1, 2).into()).await).0,
        "InvalidArgument"
    );
    assert_eq!(
        error(write(&fixture, "/3306/0", true.into()).await).0,
        "InvalidArgument"
    );
    assert_eq!(fixture.asked(), [""; 0]);
}

#[tokio::test]
async fn every_failure_of_a_write_has_its_name() {
    let fixture = Fixture::start().await;
    for (outcome, name) in [
        (Outcome::BadRequest, "InvalidArgument"),
        (Outcome::DeviceTimeout, "Timeout"),
        (Outcome::Internal, "Failed"),
        (Outcome::MethodNotAllowed, "NotAllowed"),
        (Outcome::NotFound, "NotFound"),
        (Outcome::Unavailable, "Unavailable"),
    ] {
        fixture.script.lock().unwrap().outcome = outcome;
        assert_eq!(error(write(&fixture, "/3306/0/5850", true.into()).await).0, name);
        assert_eq!(
            error(fixture.call("ExecuteResource", &("/3/0/4", "")).await).0,
            name
        );
    }
}

#[tokio::test]
async fn an_execution_takes_its_arguments_along() {
    let fixture = Fixture::start().await;
    fixture
        .call("ExecuteResource", &("/3/0/4", "0='300'"))
        .await
        .unwrap();
    assert_eq!(fixture.asked(), ["execute /3/0/4 \"0='300'\""]);
}

#[tokio::test]
async fn a_list_has_what_there_is_to_say_of_every_resource() {
    let fixture = Fixture::start().await;
    let listed = async |path: &str| -> Vec<HashMap<String, OwnedVariant>> {
        fixture
            .call("ListObjects", &path)
            .await
            .unwrap()
            .body()
            .deserialize()
            .unwrap()
    };
    let text = |text: &'static str| OwnedVariant::from(Str::from(text));
    let value = HashMap::from([
        ("path".to_owned(), text("/3303/0/5700")),
        ("name".to_owned(), text("Sensor Value")),
        ("object".to_owned(), text("Temperature")),
        ("operations".to_owned(), text("R")),
        ("value".to_owned(), 21.5.into()),
        ("kind".to_owned(), text("float")),
        ("unit".to_owned(), text("Cel")),
        ("time".to_owned(), 1_700_000_000_i64.into()),
    ]);
    assert_eq!(listed("/3303").await, [value]);
    let executable = HashMap::from([
        ("path".to_owned(), text("/3/0/4")),
        ("name".to_owned(), text("Reboot")),
        ("object".to_owned(), text("Device")),
        ("operations".to_owned(), text("E")),
    ]);
    assert_eq!(listed("/3/0/4").await, [executable]);
    assert_eq!(listed("/3/0/7").await.len(), 2);
    assert_eq!(
        listed("/").await.len(),
        fixture.script.lock().unwrap().items.len()
    );
    assert_eq!(error(fixture.call("ListObjects", &"/9999").await).0, "NotFound");
    assert_eq!(error(fixture.call("ListObjects", &"/0").await).0, "NotAllowed");
}

#[tokio::test]
async fn a_reload_reports_what_it_did() {
    let fixture = Fixture::start().await;
    fixture.script.lock().unwrap().reload = Ok(ReloadReport {
        added: vec!["new".into()],
        changed: vec![],
        removed: vec!["old".into(), "older".into()],
        servers: true,
        needs_restart: false,
    });
    let reply = fixture.call("Reload", &()).await.unwrap();
    let report: HashMap<String, OwnedVariant> = reply.body().deserialize().unwrap();
    let list = |names: Vec<&str>| OwnedVariant::try_from(Variant::from(names)).unwrap();
    assert_eq!(
        report,
        HashMap::from([
            ("added".to_owned(), list(vec!["new"])),
            ("changed".to_owned(), list(vec![])),
            ("removed".to_owned(), list(vec!["old", "older"])),
            ("servers".to_owned(), true.into()),
            ("needs-restart".to_owned(), false.into()),
        ])
    );
    fixture.call("CheckConfiguration", &()).await.unwrap();
}

#[tokio::test]
async fn a_configuration_that_cannot_be_used_is_told_in_full() {
    let fixture = Fixture::start().await;
    let problems = "gatewayd.toml:5:12: one thing\ngatewayd.toml:7:1: another";
    fixture.script.lock().unwrap().reload = Err(problems.into());
    for method in ["Reload", "CheckConfiguration"] {
        let told = error(fixture.call(method, &()).await);
        assert_eq!(told, ("ConfigInvalid".to_owned(), problems.to_owned()));
    }
}

#[tokio::test]
async fn a_server_is_updated_by_its_own_object() {
    let fixture = Fixture::start().await;
    let path = format!("{ROOT}/servers/101");
    fixture.call_at(&path, "Server1", "Update", &()).await.unwrap();
    assert_eq!(fixture.asked(), ["update 101"]);
    fixture.script.lock().unwrap().status.servers.clear();
    assert_eq!(
        error(fixture.call_at(&path, "Server1", "Update", &()).await).0,
        "NotFound"
    );
}

#[tokio::test]
async fn a_write_that_takes_long_holds_nobody_else_up() {
    let fixture = Fixture::start().await;
    fixture.gate.close();
    let slow = write(&fixture, "/3306/0/5850", true.into());
    let others = async {
        let mut changes = crate::signals::changes(&fixture, ROOT).await;
        fixture.publish(|status| "registered".clone_into(&mut status.servers[0].state));
        crate::signals::next(&mut changes).await;
        assert_eq!(
            fixture.all(ROOT, "Manager1").await["State"],
            Str::from("registered").into()
        );
        read(&fixture, "/3303/0/5700").await.unwrap();
        assert_eq!(fixture.asked().len(), 1);
        fixture.gate.open();
    };
    let (slow, ()) = soon(async { tokio::join!(slow, others) }).await;
    slow.unwrap();
}

use gatewayd_tests::dbus::Bus;
use gatewayd_tests::needs;

#[test]
fn the_private_bus_answers() {
    needs!(Dbus);
    let bus = Bus::start();
    assert!(
        bus.names().contains(&"org.freedesktop.DBus".to_owned()),
        "{:?}",
        bus.names()
    );
}

#[test]
fn everybody_may_own_a_name_on_the_private_bus() {
    needs!(Dbus);
    let bus = Bus::start();
    let request = [
        "/org/freedesktop/DBus",
        "org.freedesktop.DBus.RequestName",
        "string:org.bluez",
        "uint32:0",
    ];
    // DBUS_REQUEST_NAME_REPLY_PRIMARY_OWNER is 1 (D-Bus specification, RequestName).
    assert!(bus.call("org.freedesktop.DBus", &request).contains("uint32 1"));
}

#[test]
fn a_failed_call_names_the_error() {
    needs!(Dbus);
    let refusal = Bus::start().try_call("org.example.Nobody", &["/", "org.example.Nobody.Hello"]);
    let printed = refusal.expect_err("nobody owns the name");
    assert!(
        printed.contains("org.freedesktop.DBus.Error.ServiceUnknown"),
        "{printed}"
    );
}

//! Configurations that cannot be used.

use gatewayd_tests::daemon::Daemon;

use crate::support::{SOON, head};

#[test]
fn a_configuration_with_mistakes_ends_the_program_with_78_and_every_mistake_by_its_place() {
    let mistakes = r#"
[adapter.one]
type = "simm"
[adapter.two]
type = "sim"
[adapter.two.device.a.point.level]
values = []
resource = { object = 3303, resource = 5700 }
[adapter.two.device.b.point.level]
values = [1.0]
resource = { object = 3303, resource = 99999 }
[adapter.two.device.c.point.level]
valuess = [1.0]
"#;
    let mut daemon = Daemon::start(&(head("mistakes", "coap://127.0.0.1") + mistakes));
    assert_eq!(daemon.wait_for_end(SOON).code(), Some(78));
    let log = daemon.log().text();
    for mistake in ["simm", "values", "99999", "valuess"] {
        assert!(log.contains(mistake), "{mistake:?} is not named in:\n{log}");
    }
    assert!(log.matches("gatewayd.toml:").count() >= 4, "{log}");
    assert!(log.contains("did you mean"), "{log}");
}

#[test]
fn a_missing_configuration_ends_the_program_with_78() {
    let mut daemon = Daemon::start("");
    assert_eq!(daemon.wait_for_end(SOON).code(), Some(78));
    let mark = daemon.log().mark();
    std::fs::remove_file(daemon.configuration_file()).expect("the file is there");
    daemon.start_again();
    assert_eq!(daemon.wait_for_end(SOON).code(), Some(78));
    assert!(daemon.log().find_after(mark, "gatewayd.toml").is_some());
}

//! A device that takes its time.

use coap::Code;
use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::test_server::TestServer;
use objects::Value;

use super::sensor;
use crate::support::{SOON, head};

const SLOW: &str = r#"
[adapter.slow]
type = "sim"
[adapter.slow.device.gate]
latency = "3s"
[adapter.slow.device.gate.point.open]
type = "boolean"
initial = false
access = "read-write"
resource = { object = 3306, resource = 5850 }
[adapter.quick]
type = "sim"
[adapter.quick.device.lamp.point.on]
type = "boolean"
initial = false
access = "read-write"
resource = { object = 3311, resource = 5850 }
"#;

#[test]
fn a_slow_device_is_answered_for_when_it_has_obeyed_and_holds_nobody_up() {
    let server = TestServer::start();
    let _daemon = Daemon::start(&(head("slow", &server.uri()) + SLOW + &sensor("other", "a", 1.0)));
    server.wait_registered();
    server.wait_value("/3306/0/5850", &Value::Boolean(false), SOON);
    server.wait_value("/3303/0/5700", &Value::Float(1.0), SOON);
    let slow = server.begin_write("/3306/0/5850", &Value::Boolean(true));
    for _ in 0..5 {
        assert_eq!(server.value("/3303/0/5700"), Some(Value::Float(1.0)));
        assert_eq!(
            server.value("/3306/0/5850"),
            Some(Value::Boolean(false)),
            "it has not obeyed yet"
        );
    }
    assert_eq!(
        server.write("/3311/0/5850", &Value::Boolean(true)).code,
        Code::CHANGED
    );
    assert_eq!(
        server.answer_so_far(slow),
        None,
        "all that was answered before the slow device"
    );
    assert_eq!(server.answer(slow).code, Code::CHANGED);
    assert_eq!(server.value("/3306/0/5850"), Some(Value::Boolean(true)));
}

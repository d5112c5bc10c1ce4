//! A broker that goes and comes, and messages that are older than they look.

use coap::Code;
use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::log::Mark;
use gatewayd_tests::mosquitto::{Mosquitto, Subscription};
use gatewayd_tests::needs;
use gatewayd_tests::test_server::TestServer;
use objects::Value;

use crate::support::{SOON, VENT, broker, head};

const STATE: &str = "greenhouse/vent";
const COMMAND: &str = "greenhouse/vent/set";
const PATH: &str = "/3306/0/5850";

/// A vent behind a broker, and the gateway that shows it to a server. The test itself is the device.
struct Greenhouse {
    mqtt: Mosquitto,
    server: TestServer,
    daemon: Daemon,
}

impl Greenhouse {
    /// Starts the gateway, after the broker was `prepared`, and waits for its registration.
    fn start(endpoint: &str, prepare: impl FnOnce(&mut Mosquitto)) -> Self {
        let (mut mqtt, server) = (Mosquitto::start(), TestServer::start());
        prepare(&mut mqtt);
        let daemon = Daemon::start(&(head(endpoint, &server.uri()) + &broker(&mqtt.url()) + VENT));
        server.wait_registered();
        Self { mqtt, server, daemon }
    }

    /// What the device says about itself; kept by the broker, as such devices do.
    fn state(&self, word: &str) {
        self.mqtt.publish_retained(STATE, word);
    }

    fn wait_open(&self, open: bool) {
        self.server.wait_value(PATH, &Value::Boolean(open), SOON);
    }

    fn write(&self, open: bool) -> Code {
        self.server.write(PATH, &Value::Boolean(open)).code
    }

    /// Writes, and obeys as the device would.
    fn write_and_obey(&self, open: bool, commands: &mut Subscription) -> Code {
        let request = self.server.begin_write(PATH, &Value::Boolean(open));
        let word = if open { "ON" } else { "OFF" };
        assert_eq!(commands.next(SOON).text(), word);
        self.state(word);
        self.server.answer(request).code
    }
}

#[test]
fn values_and_commands_go_on_after_the_broker_has_restarted() {
    needs!(Mosquitto);
    let mut greenhouse = Greenhouse::start("mqtt-restart", |mqtt| mqtt.publish_retained(STATE, "OFF"));
    greenhouse.wait_open(false);
    for open in [true, false] {
        let mark = greenhouse.daemon.log().mark();
        greenhouse.mqtt.stop();
        greenhouse.daemon.wait_for_line(mark, "The adapter is down", SOON);
        assert_eq!(greenhouse.write(open), Code::SERVICE_UNAVAILABLE);
        greenhouse.mqtt.start_again();
        let mut commands = greenhouse.mqtt.subscribe(COMMAND);
        greenhouse.daemon.wait_for_line(mark, "The adapter is up", SOON);
        greenhouse.state(if open { "OFF" } else { "ON" });
        greenhouse.wait_open(!open);
        // The first command is this one: the refused one was not kept for later.
        assert_eq!(greenhouse.write_and_obey(open, &mut commands), Code::CHANGED);
        greenhouse.wait_open(open);
        assert_eq!(commands.messages().len(), 1);
    }
}

#[test]
fn a_broker_that_is_absent_at_the_start_does_not_keep_the_gateway_from_its_server() {
    needs!(Mosquitto);
    let mut greenhouse = Greenhouse::start("mqtt-absent", Mosquitto::stop);
    greenhouse
        .daemon
        .wait_for_line(Mark::default(), "The adapter is down", SOON);
    assert_eq!(
        greenhouse.server.read(PATH).code,
        Code::NOT_FOUND,
        "there is no value yet"
    );
    assert_eq!(greenhouse.write(true), Code::SERVICE_UNAVAILABLE);
    greenhouse.mqtt.start_again();
    greenhouse.state("ON");
    greenhouse.wait_open(true);
}

#[test]
fn a_retained_command_switches_nothing_and_none_is_ever_left_behind() {
    needs!(Mosquitto);
    let mut greenhouse = Greenhouse::start("mqtt-retained", |mqtt| {
        mqtt.publish_retained(STATE, "OFF");
        mqtt.publish_retained(COMMAND, "ON");
    });
    greenhouse.daemon.wait_for_line(Mark::default(), "retained", SOON);
    greenhouse.wait_open(false);
    greenhouse.mqtt.publish_retained(COMMAND, "");
    let mut commands = greenhouse.mqtt.subscribe(COMMAND);
    assert_eq!(greenhouse.write_and_obey(true, &mut commands), Code::CHANGED);
    let mut later = greenhouse.mqtt.subscribe("greenhouse/#");
    greenhouse.mqtt.publish("greenhouse/end", "of what was kept");
    let first = later.next(SOON);
    assert_eq!((first.topic.as_str(), first.text().as_str()), (STATE, "ON"));
    assert_eq!(
        later.next(SOON).topic,
        "greenhouse/end",
        "the command was not kept"
    );
}

#[test]
fn the_state_from_before_a_command_does_not_confirm_it() {
    needs!(Mosquitto);
    let greenhouse = Greenhouse::start("mqtt-old-state", |mqtt| mqtt.publish_retained(STATE, "ON"));
    greenhouse.wait_open(true);
    let mut commands = greenhouse.mqtt.subscribe(COMMAND);
    assert_eq!(greenhouse.write(true), Code::GATEWAY_TIMEOUT);
    assert_eq!(commands.next(SOON).text(), "ON");
    assert_eq!(greenhouse.write(false), Code::GATEWAY_TIMEOUT);
    assert_eq!(commands.next(SOON).text(), "OFF");
    greenhouse.wait_open(true);
}

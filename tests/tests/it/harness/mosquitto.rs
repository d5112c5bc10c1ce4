use std::time::Duration;

use gatewayd_tests::mosquitto::Mosquitto;
use gatewayd_tests::needs;

const SOON: Duration = Duration::from_secs(5);

#[test]
fn a_published_message_reaches_the_subscriber() {
    needs!(Mosquitto);
    let broker = Mosquitto::start();
    let mut subscription = broker.subscribe("greenhouse/#");
    broker.publish("greenhouse/1/state", r#"{"humidity": 61}"#);
    let message = subscription.next(SOON);
    assert_eq!(
        (message.topic.as_str(), message.retained),
        ("greenhouse/1/state", false)
    );
    assert_eq!(message.text(), r#"{"humidity": 61}"#);
}

#[test]
fn a_retained_message_reaches_a_later_subscriber_until_it_is_removed() {
    needs!(Mosquitto);
    let broker = Mosquitto::start();
    broker.publish_retained("a", "kept");
    assert!(broker.subscribe("a").next(SOON).retained);
    broker.publish_retained("a", "");
    broker.publish_retained("b", "kept too");
    let mut both = broker.subscribe("#");
    assert_eq!(both.next(SOON).topic, "b");
}

#[test]
fn a_restarted_broker_listens_on_its_port_again() {
    needs!(Mosquitto);
    let mut broker = Mosquitto::start();
    broker.stop();
    assert!(!gatewayd_tests::port::accepts_tcp(broker.port()));
    broker.start_again();
    let mut subscription = broker.subscribe("t");
    broker.publish("t", "back");
    assert_eq!(subscription.next_on("t", SOON).text(), "back");
}

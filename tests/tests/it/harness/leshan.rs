use std::time::Duration;

use gatewayd_tests::leshan::{Format, Leshan, RestError};
use gatewayd_tests::needs;

use super::minimal_client::MinimalClient;

const SOON: Duration = Duration::from_secs(10);

#[test]
fn leshan_starts_without_clients_and_knows_its_credentials_after_a_restart() -> anyhow::Result<()> {
    needs!(Leshan);
    let mut leshan = Leshan::start();
    assert_eq!(leshan.clients()?, []);
    leshan.add_psk("gw-psk", "identity", &[1, 2, 3, 4])?;
    leshan.stop();
    assert!(matches!(leshan.clients(), Err(RestError::Unreachable(_))));
    leshan.start_again();
    assert_eq!(leshan.endpoints_with_credentials()?, ["gw-psk"]);
    Ok(())
}

#[test]
fn credentials_can_be_added_and_removed() -> anyhow::Result<()> {
    needs!(Leshan);
    let leshan = Leshan::shared();
    leshan.add_psk("gw/with a slash", "identity-2", &[0xAB; 16])?;
    assert!(
        leshan
            .endpoints_with_credentials()?
            .contains(&"gw/with a slash".to_owned())
    );
    leshan.remove_credentials("gw/with a slash")?;
    assert!(
        !leshan
            .endpoints_with_credentials()?
            .contains(&"gw/with a slash".to_owned())
    );
    Ok(())
}

#[test]
fn a_request_to_an_unknown_client_is_refused_by_leshan() {
    needs!(Leshan);
    let refusal = Leshan::shared()
        .read("nobody", "/3/0/0", Format::Text)
        .expect_err("nobody is not registered");
    assert!(
        matches!(&refusal, RestError::Refused { status: 400, text } if text.contains("nobody")),
        "{refusal}"
    );
}

#[test]
fn a_registration_is_listed_reported_and_ended() -> anyhow::Result<()> {
    needs!(Leshan);
    let leshan = Leshan::shared();
    let events = leshan.events("harness-1")?;
    let minimal = MinimalClient::register(leshan.coap_port(), "harness-1", 60);
    let client = leshan.wait_registered("harness-1");
    assert_eq!(
        (client.lifetime, client.version.as_str(), client.is_secure),
        (60, "1.1", false)
    );
    assert!(client.has("/3303/0") && !client.has("/3303/1"));
    assert_eq!(events.next_registration(SOON), client);
    minimal.deregister();
    assert_eq!(events.next_deregistration(SOON).endpoint, "harness-1");
    leshan.wait_gone("harness-1", SOON);
    Ok(())
}

#[test]
fn a_value_is_read_through_leshan_as_the_client_sent_it() -> anyhow::Result<()> {
    needs!(Leshan);
    let leshan = Leshan::shared();
    let minimal = MinimalClient::register(leshan.coap_port(), "harness-2", 60);
    let events = leshan.events("harness-2")?;
    let answer = std::thread::scope(|scope| {
        let client = scope.spawn(|| minimal.answer_with_text("21.5"));
        let answer = leshan.read("harness-2", "/3303/0/5700", Format::Text);
        client.join().expect("the client got the request");
        answer
    })?;
    assert_eq!((answer.code(), answer.value()), (205, 21.5.into()));
    let sent = events.next_coap(SOON, |message| {
        message.from_client && message.code.as_deref() == Some("2.05")
    });
    assert!(sent.options.contains("text/plain"), "{sent:?}");
    minimal.deregister();
    Ok(())
}

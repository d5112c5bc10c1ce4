use super::*;

fn broker(host: &str, port: u16, tls: bool) -> Result<Broker, String> {
    Ok(Broker {
        host: host.into(),
        port,
        tls,
    })
}

fn config(text: &str) -> Config {
    toml::from_str(text).expect("the test writes a configuration")
}

fn problem_keys(text: &str) -> Vec<String> {
    problems(&config(text))
        .into_iter()
        .map(|problem| problem.key.join("."))
        .collect()
}

#[test]
fn the_address_of_a_broker_is_read() {
    assert_eq!(
        Broker::parse("mqtt://localhost"),
        broker("localhost", 1883, false)
    );
    assert_eq!(
        Broker::parse("mqtts://broker.example.net/"),
        broker("broker.example.net", 8883, true)
    );
    assert_eq!(
        Broker::parse("mqtt://192.0.2.1:2883"),
        broker("192.0.2.1", 2883, false)
    );
    assert_eq!(
        Broker::parse("mqtt://[2001:db8::1]:2883"),
        broker("[2001:db8::1]", 2883, false)
    );
    assert_eq!(Broker::parse("mqtt://[::1]"), broker("[::1]", 1883, false));
}

#[test]
fn what_is_no_address_of_a_broker_is_refused() {
    for url in [
        "",
        "localhost:1883",
        "http://localhost",
        "mqtt://",
        "mqtt://:1883",
        "mqtt://localhost:0",
        "mqtt://localhost:65536",
        "mqtt://localhost:",
        "mqtt://user:secret@localhost",
        "mqtt://localhost/topic",
        "mqtt://local host",
        "mqtt://[localhost]",
        "mqtt://::1",
    ] {
        assert!(Broker::parse(url).is_err(), "{url}");
    }
    let message = Broker::parse("mqtt://user:secret@localhost").expect_err("it has a password");
    assert!(!message.contains("secret"));
}

#[test]
fn problems_of_the_connection_name_their_keys() {
    let text = "url = \"tcp://h\"\nclient-id = \"\"\npassword-file = \"p\"\nkeep-alive = \"10ms\"";
    assert_eq!(problem_keys(text), ["url", "username", "client-id", "keep-alive"]);
    assert_eq!(
        problem_keys("url = \"mqtt://h\"\nca-file = \"ca.pem\""),
        ["ca-file"]
    );
    assert!(problem_keys("url = \"mqtts://h\"\nca-file = \"ca.pem\"").is_empty());
}

#[test]
fn the_limits_of_the_client_are_ours_and_not_the_librarys() {
    let options = options("broker", &config("url = \"mqtt://localhost\"")).expect("the options are good");
    assert_eq!(options.max_packet_size(), 1024 * 1024);
    assert!(options.inflight() <= 100);
    assert!(usize::from(options.inflight()) > crate::confirm::MAX_PENDING);
    assert!(options.clean_session());
    assert_eq!(options.keep_alive(), Duration::from_secs(30));
    assert!(options.client_id().starts_with("gatewayd-broker"));
    let machine = std::fs::read_to_string("/etc/machine-id").unwrap_or_default();
    assert!(machine.trim().is_empty() || !options.client_id().contains(machine.trim()));
}

#[test]
fn a_missing_password_file_is_named() {
    let text = "url = \"mqtt://h\"\nusername = \"u\"\npassword-file = \"/nonexistent/mqtt.password\"";
    let error = options("broker", &config(text))
        .map(drop)
        .expect_err("the file is not there");
    assert_eq!(error.to_string(), "cannot read /nonexistent/mqtt.password");
}

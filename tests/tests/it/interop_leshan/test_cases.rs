//! Test cases of OMA's specification as Leshan plays them, on the objects that they name. A test is named after its
//! case, as those of the suite `conformance` are.

use gatewayd_tests::daemon::Daemon;
use gatewayd_tests::leshan::{Answer, Format, Leshan, Node, RestError, Value};
use gatewayd_tests::needs;

use crate::support::head;

const DEVICE: &str = r#"
[device]
manufacturer = "Open Mobile Alliance"
model = "Lightweight M2M Client"
serial = "345000123"
firmware-version = "1.0"
[location]
latitude = 43.5723
longitude = 153.2176
"#;

/// A format that says what its values are: this Leshan has no definition of the newest Server object.
const DESCRIBED: Format = Format::SenmlCbor;

/// A registered gateway and its server.
struct Played {
    leshan: &'static Leshan,
    endpoint: &'static str,
    _daemon: Daemon,
}

impl Played {
    fn start(endpoint: &'static str) -> Self {
        let leshan = Leshan::shared();
        let daemon = Daemon::start(&(head(endpoint, &leshan.coap_uri()) + DEVICE));
        leshan.wait_registered(endpoint);
        Self {
            leshan,
            endpoint,
            _daemon: daemon,
        }
    }

    fn read(&self, path: &str, format: Format) -> Result<Answer, RestError> {
        self.leshan.read(self.endpoint, path, format)
    }

    fn node(&self, path: &str, format: Format) -> Result<Node, RestError> {
        let answer = self.read(path, format)?;
        assert_eq!(answer.code(), 205, "{path}: {answer:?}");
        Ok(answer.node())
    }

    fn write(&self, path: &str, node: &Node, format: Format) -> Result<u16, RestError> {
        Ok(self.leshan.write(self.endpoint, path, node, format)?.code())
    }

    /// The lifetime that the server knows.
    fn wait_lifetime(&self, lifetime: u64) {
        self.leshan
            .wait_client(self.endpoint, "registered with another lifetime", |client| {
                client.lifetime == lifetime
            });
    }

    /// Creates a portfolio of two identities.
    fn portfolio(&self, instance: u16) -> Result<Answer, RestError> {
        let values = [(0, Value::from("a")), (1, Value::from("b"))].into();
        let node = Node::instance(instance, vec![Node::Multiple { id: 0, values }]);
        self.leshan.create(self.endpoint, "/16", &node, Format::Tlv)
    }
}

fn assert_device(device: &Node) {
    for (resource, value) in [
        (0, "Open Mobile Alliance"),
        (1, "Lightweight M2M Client"),
        (2, "345000123"),
        (3, "1.0"),
        (16, "U"),
    ] {
        assert_eq!(*device.value_of(resource), value);
    }
}

#[test]
fn lightweightm2m_1_1_int_201_querying_in_plain_text() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-201");
    for (path, value) in [("/3/0/0", "Open Mobile Alliance"), ("/3/0/2", "345000123")] {
        assert_eq!(*played.node(path, Format::Text)?.value(), value);
    }
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_203_querying_in_tlv() -> anyhow::Result<()> {
    needs!(Leshan);
    assert_device(&Played::start("int-203").node("/3/0", Format::Tlv)?);
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_205_setting_in_plain_text() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-205");
    for (id, value) in [(2, 101), (3, 1010), (5, 2000)] {
        let path = format!("/1/0/{id}");
        assert_eq!(
            played.write(&path, &Node::resource(id, value), Format::Text)?,
            204
        );
    }
    let server = played.node("/1/0", DESCRIBED)?;
    for (id, value) in [(2, 101), (3, 1010), (5, 2000)] {
        assert_eq!(*server.value_of(id), value);
    }
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_215_setting_in_tlv() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-215");
    let values = vec![
        Node::resource(2, 101),
        Node::resource(3, 1010),
        Node::resource(6, true),
        Node::resource(7, "U"),
    ];
    let node = Node::instance(0, values);
    let answer = played.leshan.update("int-215", "/1/0", &node, Format::Tlv)?;
    assert_eq!(answer.code(), 204);
    let server = played.node("/1/0", DESCRIBED)?;
    assert_eq!(*server.value_of(2), 101);
    assert_eq!(*server.value_of(3), 1010);
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_221_attempts_on_the_security_object() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-221");
    assert_eq!(played.read("/0", Format::Tlv)?.code(), 401);
    let node = Node::resource(0, "coap://attacker.example.com");
    assert_eq!(played.write("/0/0/0", &node, Format::Text)?, 401);
    let attributes = [("pmin", "30"), ("pmax", "45")];
    let answer = played.leshan.write_attributes("int-221", "/0", &attributes)?;
    assert_eq!(answer.code(), 401);
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_225_read_on_a_resource_instance() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-225");
    assert_eq!(*played.node("/3/0/11/0", Format::SenmlCbor)?.value(), 0);
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_227_write_replace_on_a_resource() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-227");
    assert_eq!(
        played.write("/1/0/1", &Node::resource(1, 630), Format::Text)?,
        204
    );
    played.wait_lifetime(630);
    assert_eq!(*played.node("/1/0/1", DESCRIBED)?.value(), 630);
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_228_write_on_a_resource_instance() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-228");
    assert_eq!(played.portfolio(0)?.code(), 201);
    let node = Node::ResourceInstance {
        id: 0,
        value: "test".into(),
    };
    assert_eq!(played.write("/16/0/0/0", &node, Format::Text)?, 204);
    assert_eq!(*played.node("/16/0/0/0", Format::Text)?.value(), "test");
    assert_eq!(*played.node("/16/0/0/1", Format::Text)?.value(), "b");
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_230_write_composite() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-230");
    assert_eq!(played.portfolio(0)?.code(), 201);
    let element = Node::ResourceInstance {
        id: 0,
        value: "w".into(),
    };
    let nodes = [
        ("/1/0/1", Node::resource(1, 610)),
        ("/1/0/6", Node::resource(6, true)),
        ("/16/0/0/0", element),
    ];
    let answer = played
        .leshan
        .write_composite("int-230", &nodes, Format::SenmlJson)?;
    assert_eq!(answer.code(), 204, "{answer:?}");
    played.wait_lifetime(610);
    assert_eq!(*played.node("/16/0/0/0", Format::Text)?.value(), "w");
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_231_querying_in_senml_json() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-231");
    assert_device(&played.node("/3/0", Format::SenmlJson)?);
    assert_eq!(*played.node("/3/0/16", Format::SenmlJson)?.value(), "U");
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_232_querying_in_senml_cbor() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-232");
    assert_device(&played.node("/3/0", Format::SenmlCbor)?);
    assert_eq!(*played.node("/3/0/16", Format::SenmlCbor)?.value(), "U");
    Ok(())
}

/// Cases 233 and 234: the same in two formats.
fn set_in(endpoint: &'static str, format: Format) -> anyhow::Result<()> {
    let played = Played::start(endpoint);
    let node = Node::instance(0, vec![Node::resource(1, 610), Node::resource(6, true)]);
    let answer = played.leshan.update(endpoint, "/1/0", &node, format)?;
    assert_eq!(answer.code(), 204);
    played.wait_lifetime(610);
    assert_eq!(played.write("/1/0/1", &Node::resource(1, 630), format)?, 204);
    played.wait_lifetime(630);
    assert_eq!(*played.node("/1/0/1", format)?.value(), 630);
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_233_setting_in_senml_cbor() -> anyhow::Result<()> {
    needs!(Leshan);
    set_in("int-233", Format::SenmlCbor)
}

#[test]
fn lightweightm2m_1_1_int_234_setting_in_senml_json() -> anyhow::Result<()> {
    needs!(Leshan);
    set_in("int-234", Format::SenmlJson)
}

#[test]
fn lightweightm2m_1_1_int_256_a_write_that_fails() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-256");
    assert_eq!(
        played.write("/1/0/0", &Node::resource(0, 123), Format::Text)?,
        405
    );
    assert_eq!(*played.node("/1/0/0", DESCRIBED)?.value(), 101);
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_257_write_composite_on_server_and_device() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-257");
    let nodes = [
        ("/1/0/2", Node::resource(2, 101)),
        ("/1/0/6", Node::resource(6, true)),
        ("/3/0/13", Node::resource(13, Value::Time(0))),
    ];
    let answer = played
        .leshan
        .write_composite("int-257", &nodes, Format::SenmlCbor)?;
    assert_eq!(answer.code(), 204, "{answer:?}");
    assert_eq!(*played.node("/1/0/2", DESCRIBED)?.value(), 101);
    let time = played.node("/3/0/13", DESCRIBED)?.value().clone();
    let (Value::Time(seconds) | Value::Integer(seconds)) = time else {
        panic!("{time:?} is no time");
    };
    assert!((0..600).contains(&seconds), "{seconds}");
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_280_read_composite_that_succeeds() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-280");
    for format in [Format::SenmlJson, Format::SenmlCbor] {
        let paths = ["/3/0/16", "/3/0/11/0", "/1/0"];
        let answer = played.leshan.read_composite("int-280", &paths, format)?;
        assert_eq!(answer.code(), 205, "{answer:?}");
    }
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_801_location_querying() -> anyhow::Result<()> {
    needs!(Leshan);
    let place = Played::start("int-801").node("/6/0", Format::SenmlCbor)?;
    assert_eq!(*place.value_of(0), 43.5723);
    assert_eq!(*place.value_of(1), 153.2176);
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_905_connectivity_statistics_setting_the_period() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-905");
    assert_eq!(played.write("/7/0/8", &Node::resource(8, 15), Format::Text)?, 204);
    assert_eq!(*played.node("/7/0/8", Format::Text)?.value(), 15);
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_1630_portfolio_creating_an_instance() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-1630");
    assert_eq!(played.portfolio(0)?.code(), 201);
    assert_eq!(played.portfolio(1)?.code(), 201);
    let lists = |client: &gatewayd_tests::leshan::Client| client.has("/16/0") && client.has("/16/1");
    played
        .leshan
        .wait_client("int-1630", "listing what was created", lists);
    let links = played.leshan.discover("int-1630", "/16/1")?.links();
    let identity = links.iter().find(|link| link.url == "/16/1/0");
    assert_eq!(identity.map(|link| link.attributes["dim"].as_str()), Some("2"));
    Ok(())
}

#[test]
fn lightweightm2m_1_1_int_1635_portfolio_deleting_instances() -> anyhow::Result<()> {
    needs!(Leshan);
    let played = Played::start("int-1635");
    assert_eq!(played.portfolio(0)?.code(), 201);
    assert_eq!(played.leshan.delete("int-1635", "/16/0")?.code(), 202);
    let links = played.leshan.discover("int-1635", "/16")?.links();
    assert_eq!(links.iter().map(|link| &link.url).collect::<Vec<_>>(), ["/16"]);
    Ok(())
}

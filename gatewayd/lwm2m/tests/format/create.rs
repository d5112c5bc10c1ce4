//! Payloads of Create.

use gatewayd_lwm2m::format::{
    DecodeError, JSON, LWM2M_CBOR, NewInstance, SENML_CBOR, SENML_JSON, Scope, TEXT, TLV, decode_create,
};
use objects::{InstanceId, ObjectId, Path, ResourceId, Value};

use crate::support::*;

fn created(format: u16, object: u16, payload: &[u8]) -> Result<NewInstance, DecodeError> {
    decode_create(format, ObjectId::new(object), payload, &Scope::new(&registry()))
}

fn new(id: Option<u16>, values: &[(u16, Option<u16>, Value)]) -> Result<NewInstance, DecodeError> {
    let value =
        |(id, element, value): &(u16, Option<u16>, Value)| (ResourceId::new(*id), *element, value.clone());
    Ok(NewInstance {
        id: id.map(InstanceId::new),
        values: values.iter().map(value).collect(),
        empty: vec![],
    })
}

fn access(id: Option<u16>) -> Result<NewInstance, DecodeError> {
    new(
        id,
        &[
            (0, None, int(5)),
            (1, None, int(0)),
            (2, Some(102), int(0)),
            (3, None, int(101)),
        ],
    )
}

#[test]
fn lwm2m_cbor_numbers_the_instance_or_leaves_it_to_the_client() {
    // OMA LwM2M core 1.2.1 §7.5.7, Create /2.
    let numbered = hex("a1820205a4000501008202186600031865");
    assert_eq!(created(LWM2M_CBOR, 2, &numbered), access(Some(5)));
    let open = hex("a1820219ffffa4000501008202186600031865");
    assert_eq!(created(LWM2M_CBOR, 2, &open), access(None));
    let level = created(LWM2M_CBOR, 2, &hex("a182020505"));
    assert_eq!(level, Err(DecodeError::Level(path("/2/5"))));
}

#[test]
fn tlv_wraps_the_instance_only_to_number_it() {
    // LightweightM2M-1.2-int-1630, with the type of the array put right.
    let portfolio = [
        (0, Some(0), text("Host Device ID #2")),
        (0, Some(1), text("Host Device Model #2")),
    ];
    let bare = "88002b480011486f737420446576696365204944202332480114486f737420446576696365204d6f64656c202332";
    assert_eq!(created(TLV, 16, &hex(bare)), new(None, &portfolio));
    assert_eq!(
        created(TLV, 16, &hex(&format!("08012e{bare}"))),
        new(Some(1), &portfolio)
    );
    assert_eq!(created(TLV, 16, &hex("0003")), new(Some(3), &[]));
    let mixed = created(TLV, 16, &hex("00038000"));
    assert_eq!(mixed, Err(DecodeError::SeveralInstances));
    assert_eq!(
        created(TLV, 16, &hex("800000 03")),
        Err(DecodeError::Nesting(path("/16")))
    );
}

#[test]
fn senml_numbers_the_instance_by_its_names() {
    let payload = br#"[{"bn":"/2/5/","n":"0","v":5},{"n":"1","v":0},{"n":"2/102","v":0},{"n":"3","v":101}]"#;
    assert_eq!(created(SENML_JSON, 2, payload), access(Some(5)));
    let payload = hex("84a321652f322f352f0061300205a20061310200a20065322f3130320200a2006133021865");
    assert_eq!(created(SENML_CBOR, 2, &payload), access(Some(5)));
    let payload = br#"{"bn":"/2/","e":[{"n":"5/0","v":5},{"n":"5/1","v":0},{"n":"5/2/102","v":0},{"n":"5/3","v":101}]}"#;
    assert_eq!(created(JSON, 2, payload), access(Some(5)));
}

#[test]
fn senml_may_leave_the_level_of_the_instance_out() {
    let open = new(None, &[(0, None, int(5)), (1, None, int(0))]);
    assert_eq!(
        created(SENML_JSON, 2, br#"[{"bn":"/2/","n":"0","v":5},{"n":"1","v":0}]"#),
        open
    );
    // Whether 2/102 is an element of resource 2 or a resource of instance 2 cannot be told.
    let mixed = created(
        SENML_JSON,
        2,
        br#"[{"bn":"/2/","n":"0","v":5},{"n":"2/102","v":0}]"#,
    );
    assert_eq!(mixed, Err(DecodeError::SeveralInstances));
}

#[test]
fn an_empty_payload_leaves_everything_to_the_client() {
    for format in [TLV, LWM2M_CBOR, SENML_JSON, SENML_CBOR, JSON] {
        assert_eq!(created(format, 2, &[]), new(None, &[]), "{format}");
    }
    assert_eq!(created(SENML_JSON, 2, b"[]"), new(None, &[]));
    let empty = NewInstance {
        empty: vec![ResourceId::new(2)],
        ..NewInstance::default()
    };
    assert_eq!(created(TLV, 2, &hex("8002")), Ok(empty));
}

#[test]
fn one_request_creates_one_instance_of_its_object() {
    let several = Err(DecodeError::SeveralInstances);
    assert_eq!(created(TLV, 2, &hex("0305c100050306c10005")), several);
    assert_eq!(
        created(LWM2M_CBOR, 2, &hex("a2820205a10005820206a10005")),
        several
    );
    assert_eq!(
        created(SENML_JSON, 2, br#"[{"n":"/2/5/0","v":5},{"n":"/2/6/0","v":5}]"#),
        several
    );
    let outside = created(SENML_JSON, 2, br#"[{"n":"/3/0/9","v":5}]"#);
    assert_eq!(outside, Err(DecodeError::Outside(path("/3/0/9"))));
    let outside: Result<NewInstance, DecodeError> = created(LWM2M_CBOR, 2, &hex("a18303000905"));
    assert_eq!(outside, Err(DecodeError::Outside(path("/3/0/9"))));
    assert_eq!(created(TEXT, 2, b"5"), Err(DecodeError::Unsupported(TEXT)));
}

#[test]
fn unknown_resources_are_ignored_and_known_ones_checked() {
    assert_eq!(
        created(TLV, 2, &hex("c16301c10005")),
        new(None, &[(0, None, int(5))])
    );
    let wrong = created(SENML_JSON, 2, br#"[{"n":"/2/1/0","vs":"5"}]"#);
    assert!(
        matches!(wrong, Err(DecodeError::Value { path, .. }) if Path::from(path) == crate::support::path("/2/1/0"))
    );
    let twice = created(TLV, 2, &hex("c10005c10005"));
    assert!(matches!(twice, Err(DecodeError::Duplicate(_))));
}

//! Every operation under every combination of rights (OMA LwM2M core 1.2.1, §8.2.2).

use coap::{Code, ContentFormat, Method, Request};
use lwm2m::WriteMode;
use lwm2m::server::{AskError, Server, ServerRequest};
use objects::{InstanceId, ObjectId, Path, Value};
use std::time::Instant;

use super::court::{Court, FIRST, SECOND, rule, shown};
use crate::support::{path, resource, text};

const R: u8 = 1;
const W: u8 = 2;
const E: u8 = 4;
const D: u8 = 8;
const C: u8 = 16;
const NOTHING: u8 = 0;

type Asked = Result<ServerRequest, AskError>;

/// An operation, what it needs, and its answer when it is allowed.
struct Operation {
    name: &'static str,
    needs: u8,
    ask: fn(&mut Server, Instant) -> Asked,
    answer: Code,
}

const fn operation(
    name: &'static str,
    needs: u8,
    answer: Code,
    ask: fn(&mut Server, Instant) -> Asked,
) -> Operation {
    Operation {
        name,
        needs,
        ask,
        answer,
    }
}

fn composite(server: &mut Server, now: Instant, method: Method, body: &'static str, observe: bool) -> Asked {
    let request = Request::new(method, "/".parse().unwrap())
        .with_payload(ContentFormat::SENML_ETCH_JSON, body.as_bytes());
    let request = if observe { request.observed() } else { request };
    server.send(now, Path::Root, request)
}

fn write(server: &mut Server, now: Instant, target: &str, mode: WriteMode) -> Asked {
    let values = [(resource("/19/0/1"), Value::Integer(2))];
    server.write_values(now, path(target), mode, ContentFormat::LWM2M_TLV, &values)
}

const TWO: &str = r#"[{"n":"/3303/0/5700"},{"n":"/3/0/0"}]"#;

/// The operations on instances.
const OPERATIONS: [Operation; 22] = [
    operation("Read of an instance", R, Code::CONTENT, |s, now| {
        s.read(now, path("/3303/0"), None)
    }),
    operation("Read of a resource", R, Code::CONTENT, |s, now| {
        s.read(now, path("/3303/0/5700"), None)
    }),
    operation("Read of an element", R, Code::CONTENT, |s, now| {
        s.read(now, path("/3/0/7/1"), None)
    }),
    operation("Observe of an instance", R, Code::CONTENT, |s, now| {
        s.observe(now, path("/3303/0"), None, &[])
    }),
    operation("Observe of a resource", R, Code::CONTENT, |s, now| {
        s.observe(now, path("/3303/0/5700"), None, &["pmin=1"])
    }),
    operation("Write-Attributes of an instance", R, Code::CHANGED, |s, now| {
        s.write_attributes(now, path("/3303/0"), &["pmin=1"])
    }),
    operation("Write-Attributes of a resource", R, Code::CHANGED, |s, now| {
        s.write_attributes(now, path("/3303/0/5700"), &["pmin=1"])
    }),
    operation("Read-Composite", R, Code::CONTENT, |s, now| {
        composite(s, now, Method::Fetch, TWO, false)
    }),
    operation("Observe-Composite", R, Code::CONTENT, |s, now| {
        composite(s, now, Method::Fetch, TWO, true)
    }),
    operation("Write of a resource", W, Code::CHANGED, |s, now| {
        s.write(now, resource("/19/0/1"), &Value::Integer(2))
    }),
    operation("Write of an instance", W, Code::CHANGED, |s, now| {
        write(s, now, "/19/0", WriteMode::Replace)
    }),
    operation("Update of an instance", W, Code::CHANGED, |s, now| {
        write(s, now, "/19/0", WriteMode::Update)
    }),
    operation("Write of an element", W, Code::CHANGED, |s, now| {
        s.write(now, resource("/16/0/0/1"), &text("Blue"))
    }),
    operation("Write-Composite", W, Code::CHANGED, |s, now| {
        composite(
            s,
            now,
            Method::IPatch,
            r#"[{"n":"/19/0/1","v":2},{"n":"/16/0/0/1","v":null}]"#,
            false,
        )
    }),
    operation("Execute", E, Code::CHANGED, |s, now| {
        s.execute(now, resource("/3/0/4"), "")
    }),
    operation("Delete of an instance", D, Code::DELETED, |s, now| {
        s.delete(now, path("/16/0"))
    }),
    operation("Delete of an element", D, Code::DELETED, |s, now| {
        s.delete(now, path("/16/0/0/1"))
    }),
    operation("Create", C, Code::CREATED, |s, now| {
        let values = [(resource("/16/9/0/0"), text("Blue"))];
        s.create(now, ObjectId::new(16), Some(InstanceId::new(9)), &values)
    }),
    operation("Discover of an instance", NOTHING, Code::CONTENT, |s, now| {
        s.discover(now, path("/3303/0"), None)
    }),
    operation("Discover of an object", NOTHING, Code::CONTENT, |s, now| {
        s.discover(now, path("/3303"), None)
    }),
    operation("Read of an object", NOTHING, Code::CONTENT, |s, now| {
        s.read(now, path("/3303"), None)
    }),
    operation(
        "Write-Attributes of an object",
        NOTHING,
        Code::CHANGED,
        |s, now| s.write_attributes(now, path("/3303"), &["pmin=1"]),
    ),
];

/// Rules for all that the operations are about; the first server is no party.
fn court() -> Court {
    let targets = [(3303, 0), (3303, 1), (3, 0), (19, 0), (16, 0), (16, u16::MAX)];
    Court::new(&targets.map(|(object, instance)| rule(object, instance, &[])))
}

#[test]
fn each_operation_needs_its_right_and_no_other() {
    for operation in OPERATIONS {
        let mut court = court();
        for bits in 0..32 {
            for rule in 0..6 {
                court.grant(rule, SECOND, bits);
            }
            court.asked.clear();
            let answer = court.ask(SECOND, operation.ask);
            let expected = if bits & operation.needs == operation.needs {
                operation.answer
            } else {
                Code::UNAUTHORIZED
            };
            assert_eq!(answer.code, expected, "{} with {bits}", operation.name);
            let altering = operation.needs & (W | E | D | C) != 0;
            assert_eq!(
                court.asked.len(),
                usize::from(altering && !answer.code.is_error())
            );
        }
        let answer = court.ask(FIRST, operation.ask);
        let refused = operation.needs != NOTHING;
        assert_eq!(
            answer.code == Code::UNAUTHORIZED,
            refused,
            "{} by the other",
            operation.name
        );
    }
}

// OMA LwM2M core 1.2.1 §8.2.2: the right to create counts at the object, all others at the instance.
#[test]
fn the_right_to_create_is_one_of_the_object() {
    let create = |s: &mut Server, now: Instant| {
        let values = [(resource("/16/9/0/0"), text("Blue"))];
        s.create(now, ObjectId::new(16), Some(InstanceId::new(9)), &values)
    };
    let mut court = court();
    court.grant(4, SECOND, 31);
    assert_eq!(court.ask(SECOND, create).code, Code::UNAUTHORIZED);
    court.grant(5, SECOND, 15);
    assert_eq!(court.ask(SECOND, create).code, Code::UNAUTHORIZED);
    court.grant(5, SECOND, 16);
    assert_eq!(court.ask(SECOND, create).code, Code::CREATED);
}

// OMA LwM2M core 1.2.1 §8.2: the right is looked at before whether the operation is possible.
#[test]
fn a_missing_right_is_told_before_what_is_impossible() {
    let impossible: [fn(&mut Server, Instant) -> Asked; 5] = [
        |s, now| s.read(now, path("/3/0/4"), None),
        |s, now| s.write(now, resource("/3303/0/5700"), &Value::Float(1.0)),
        |s, now| s.execute(now, resource("/3303/0/5700"), ""),
        |s, now| s.write(now, resource("/3306/0/5851"), &Value::Integer(101)),
        |s, now| {
            composite(
                s,
                now,
                Method::IPatch,
                r#"[{"n":"/19/0/1","v":2},{"n":"/3/0/99","v":2}]"#,
                false,
            )
        },
    ];
    let mut court = Court::new(&[
        rule(3, 0, &[]),
        rule(3303, 0, &[]),
        rule(3306, 0, &[]),
        rule(19, 0, &[]),
    ]);
    for ask in impossible {
        assert_eq!(court.ask(SECOND, ask).code, Code::UNAUTHORIZED);
    }
    (0..4).for_each(|rule| court.grant(rule, SECOND, 31));
    let codes = impossible.map(|ask| court.ask(SECOND, ask).code);
    assert_eq!(
        codes,
        [
            Code::METHOD_NOT_ALLOWED,
            Code::METHOD_NOT_ALLOWED,
            Code::METHOD_NOT_ALLOWED,
            Code::BAD_REQUEST,
            Code::NOT_FOUND,
        ]
    );
}

#[test]
fn a_package_that_comes_in_parts_needs_the_right_to_write() {
    let mut tree = crate::support::tree(3600);
    crate::support::add(&mut tree, 5, 0, &[]);
    super::court::put(&mut tree, 0, &rule(5, 0, &[]));
    let mut court = Court::of(tree);
    let package = Value::Opaque(vec![7; 5000]);
    let upload = |court: &mut Court| {
        court
            .ask(SECOND, |server, now| {
                server.write(now, resource("/5/0/0"), &package)
            })
            .code
    };
    assert_eq!(upload(&mut court), Code::UNAUTHORIZED);
    assert!(court.asked.is_empty());
    court.grant(0, SECOND, W);
    assert_eq!(upload(&mut court), Code::CHANGED);
    assert!(court.asked.len() > 1);
}

#[test]
fn what_is_not_there_is_not_found_with_or_without_rights() {
    let mut court = Court::new(&[rule(3303, 7, &[(SECOND, lwm2m::Rights::ALL)])]);
    for target in ["/3303/7", "/3303/8", "/3399/0", "/3303/8/5700"] {
        assert_eq!(court.read(SECOND, target).code, Code::NOT_FOUND, "{target}");
        assert_eq!(court.read(FIRST, target).code, Code::NOT_FOUND, "{target}");
    }
}

#[test]
fn what_no_rule_is_about_is_closed_to_all() {
    let mut court = Court::new(&[rule(3, 0, &[(FIRST, lwm2m::Rights::ALL)])]);
    for server in [FIRST, SECOND] {
        assert_eq!(court.read(server, "/3303/0").code, Code::UNAUTHORIZED);
    }
    assert_eq!(court.read(FIRST, "/3/0").code, Code::CONTENT);
}

#[test]
fn an_object_shows_the_instances_that_may_be_read() {
    let mut court = Court::new(&[
        rule(3303, 0, &[]),
        rule(3303, 1, &[(SECOND, lwm2m::Rights::READ)]),
    ]);
    assert_eq!(
        shown(&court.read(SECOND, "/3303")),
        "/3303/1/5700=21.5 /3303/1/5701=Cel"
    );
    assert_eq!(shown(&court.read(FIRST, "/3303")), "");
}

// OMA LwM2M core 1.2.1 §6.3.8.
#[test]
fn a_composite_read_leaves_out_what_may_not_be_read_unless_that_is_all() {
    let mut court = Court::new(&[
        rule(3303, 1, &[(SECOND, lwm2m::Rights::READ)]),
        rule(3, 0, &[(FIRST, lwm2m::Rights::READ)]),
    ]);
    let several = r#"[{"n":"/3/0/0"},{"n":"/3303"},{"n":"/3306/0/5850"}]"#;
    assert_eq!(
        shown(&court.fetch(SECOND, several)),
        "/3303/1/5700=21.5 /3303/1/5701=Cel"
    );
    assert_eq!(shown(&court.fetch(FIRST, several)), "/3/0/0=ACME");
    assert_eq!(
        court.fetch(SECOND, r#"[{"n":"/3/0/0"}]"#).code,
        Code::UNAUTHORIZED
    );
    assert_eq!(
        court.fetch(SECOND, r#"[{"n":"/3/7/0"}]"#).code,
        Code::CONTENT,
        "nothing is there"
    );
}

// OMA LwM2M core 1.2.1 §6.3.9.
#[test]
fn a_composite_write_is_for_all_instances_or_for_none() {
    let body = r#"[{"n":"/19/0/1","v":2},{"n":"/3306/0/5851","v":3}]"#;
    let mut court = Court::new(&[
        rule(19, 0, &[(SECOND, lwm2m::Rights::WRITE)]),
        rule(3306, 0, &[(SECOND, lwm2m::Rights::READ)]),
    ]);
    let (_, answer) = court.composite(SECOND, Method::IPatch, body, |request| request);
    assert_eq!((answer.code, court.asked.len()), (Code::UNAUTHORIZED, 0));
    court.grant(1, SECOND, W);
    let (_, answer) = court.composite(SECOND, Method::IPatch, body, |request| request);
    assert_eq!((answer.code, court.asked.len()), (Code::CHANGED, 1));
}

//! Execute: arguments, refusals.

use coap::{Code, ContentFormat, Method};
use lwm2m::Event;

use crate::support::resource;
use crate::world::World;

#[test]
fn an_execute_reaches_the_host_with_its_arguments() {
    let mut world = World::registered();
    for arguments in [
        "",
        "5",
        "2='10.3'",
        "7,0='https://www.omaspecworks.org'",
        "0,1,2,3,4",
    ] {
        world.events.clear();
        let answer = world.ask(|server, now| server.execute(now, resource("/3/0/4"), arguments));
        assert_eq!(answer.code, Code::CHANGED);
        let [
            (
                _,
                Event::Execute {
                    path,
                    arguments: told,
                    ..
                },
            ),
        ] = world.events.as_slice()
        else {
            panic!("{:?}", world.events)
        };
        assert_eq!((*path, &**told), (resource("/3/0/4"), arguments));
    }
}

// OMA LwM2M core 1.2.1 §6.3.5: the grammar, and each digit at most once.
#[test]
fn arguments_against_the_grammar_are_a_bad_request() {
    let mut world = World::registered();
    for arguments in ["a", "10", "1,", "1='x", "1,1", "1=x"] {
        let answer = world.ask(|server, now| server.execute(now, resource("/3/0/4"), arguments));
        assert_eq!(answer.code, Code::BAD_REQUEST, "{arguments}");
    }
    assert!(world.events.is_empty());
}

#[test]
fn arguments_may_lack_a_format_but_not_have_another() {
    let mut world = World::registered();
    let answer = world.raw(Method::Post, "/3/0/4", |mut request| {
        request.payload = b"1".to_vec();
        request
    });
    assert_eq!(answer.code, Code::CHANGED);
    let answer = world.raw(Method::Post, "/3/0/4", |request| {
        request.with_payload(ContentFormat::LWM2M_TLV, "1")
    });
    assert_eq!(answer.code, Code::UNSUPPORTED_CONTENT_FORMAT);
}

#[test]
fn an_execute_without_acknowledgement_is_carried_out_too() {
    let mut world = World::registered();
    let answer = world.raw(Method::Post, "/3/0/4", coap::Request::non_confirmable);
    assert_eq!(answer.code, Code::CHANGED);
    assert_eq!(world.events.len(), 1);
}

#[test]
fn an_optional_executable_that_the_instance_lacks_is_not_found() {
    let mut world = World::registered();
    let answer = world.ask(|server, now| server.execute(now, resource("/3/0/5"), ""));
    assert_eq!(answer.code, Code::NOT_FOUND);
    world.tree.enable_executable(resource("/3/0/5")).unwrap();
    let answer = world.ask(|server, now| server.execute(now, resource("/3/0/5"), ""));
    assert_eq!(answer.code, Code::CHANGED);
}

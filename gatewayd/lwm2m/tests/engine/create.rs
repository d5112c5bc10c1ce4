//! Create and Delete.

use coap::{Code, ContentFormat, Method};
use lwm2m::{Event, Outcome};
use objects::{InstanceId, ObjectId, Value};

use crate::support::{path, resource, text};
use crate::world::{Host, World};

const PORTFOLIO: ObjectId = ObjectId::new(16);

#[test]
fn an_instance_gets_the_number_the_server_chose() {
    let mut world = World::registered();
    let values = [(resource("/16/7/0/0"), text("Blue"))];
    let answer = world.ask(|server, now| server.create(now, PORTFOLIO, Some(InstanceId::new(7)), &values));
    assert_eq!(
        (answer.code, answer.location),
        (Code::CREATED, vec!["16".to_owned(), "7".to_owned()])
    );
    assert_eq!(
        world.tree.entry(resource("/16/7/0/0")).unwrap().value,
        text("Blue")
    );
    assert_eq!(world.registrations(), [(0, "update")], "all servers learn of it");
    assert!(world.server.registration().unwrap().lists("/16/7"));
}

#[test]
fn an_instance_without_a_number_gets_one_and_its_place_is_told() {
    let mut world = World::registered();
    let values = [(resource("/16/0/0/0"), text("Blue"))];
    let answer = world.ask(|server, now| server.create(now, PORTFOLIO, None, &values));
    assert_eq!(
        (answer.code, answer.location),
        (Code::CREATED, vec!["16".to_owned(), "1".to_owned()])
    );
    let answer = world.raw(Method::Post, "/16", |request| request);
    assert_eq!(
        (answer.code, answer.location.join("/")),
        (Code::CREATED, "16/2".to_owned())
    );
}

#[test]
fn what_cannot_be_created_is_a_bad_request() {
    let mut world = World::registered();
    let values = [(resource("/16/0/0/0"), text("Blue"))];
    let answer = world.ask(|server, now| server.create(now, PORTFOLIO, Some(InstanceId::new(0)), &values));
    assert_eq!(answer.code, Code::BAD_REQUEST, "it exists");
    let two = [
        (resource("/16/8/0/0"), text("Blue")),
        (resource("/16/9/0/0"), text("Red")),
    ];
    let answer = world.ask(|server, now| server.create(now, PORTFOLIO, Some(InstanceId::new(8)), &two));
    assert_eq!(answer.code, Code::BAD_REQUEST, "two instances");
    let far = [(resource("/3306/4/5851"), Value::Integer(101))];
    let answer =
        world.ask(|server, now| server.create(now, ObjectId::new(3306), Some(InstanceId::new(4)), &far));
    assert_eq!(answer.code, Code::BAD_REQUEST, "out of range");
    let answer = world.raw(Method::Post, "/1", |request| {
        request.with_payload(
            ContentFormat::SENML_JSON,
            &br#"[{"n":"/1/4/10","vlo":"99:0"}]"#[..],
        )
    });
    assert_eq!(answer.code, Code::BAD_REQUEST, "a link to nothing");
    assert!(world.events.is_empty());
}

#[test]
fn read_only_values_of_a_new_instance_are_left_out() {
    let mut world = World::registered();
    let values = [
        (resource("/3303/5/5700"), Value::Float(1.0)),
        (resource("/3303/5/5750"), text("Oven")),
    ];
    let answer =
        world.ask(|server, now| server.create(now, ObjectId::new(3303), Some(InstanceId::new(5)), &values));
    assert_eq!(answer.code, Code::CREATED);
    assert_eq!(world.tree.entry(resource("/3303/5/5700")), None);
    assert_eq!(
        world.tree.entry(resource("/3303/5/5750")).unwrap().value,
        text("Oven")
    );
}

#[test]
fn the_host_may_refuse_to_create() {
    let mut world = World::registered();
    world.host = Host::Waits;
    let now = world.now;
    let asked = world.server.create(now, ObjectId::new(3303), None, &[]).unwrap();
    world.run();
    let [
        (
            _,
            Event::Create {
                request,
                instance: None,
                ..
            },
        ),
    ] = world.events[..]
    else {
        panic!("{:?}", world.events)
    };
    world.client.respond(now, request, Outcome::MethodNotAllowed);
    world.run();
    assert_eq!(world.answer(asked).unwrap().code, Code::METHOD_NOT_ALLOWED);
    world
        .client
        .respond(now, request, Outcome::Created(InstanceId::new(5)));
    assert_eq!(world.run(), world.run(), "a second answer has no effect");
}

#[test]
fn an_instance_or_an_element_is_deleted() {
    let mut world = World::registered();
    let answer = world.ask(|server, now| server.delete(now, path("/16/0/0/1")));
    assert_eq!(answer.code, Code::DELETED);
    assert_eq!(world.tree.entry(resource("/16/0/0/1")), None);
    assert_eq!(world.registrations(), []);
    let answer = world.ask(|server, now| server.delete(now, path("/16/0")));
    assert_eq!(answer.code, Code::DELETED);
    assert_eq!(world.registrations(), [(0, "update")]);
    let objects = &world.server.registration().unwrap().objects;
    assert!(objects.contains(",</16>,"), "the object stays: {objects}");
}

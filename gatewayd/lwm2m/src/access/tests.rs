use proptest::prelude::*;

use super::*;

fn server(number: u16) -> ServerId {
    ServerId::try_from(number).unwrap()
}

fn number(rule: &Rule, id: u16) -> u8 {
    rule.rights(server(id)).number()
}

/// OMA LwM2M core 1.2.1 §8.2.1, sentence by sentence.
fn literally(owner: u16, acl: &[(u16, u8)], asking: u16) -> u8 {
    let has_own_entry = acl.iter().any(|(id, _)| *id == asking);
    if asking == owner && !has_own_entry {
        return 31;
    }
    if has_own_entry {
        for (id, bits) in acl {
            if *id == asking {
                return *bits;
            }
        }
    }
    if asking != owner && !has_own_entry {
        for (id, bits) in acl {
            if *id == 0 {
                return *bits;
            }
        }
    }
    0
}

proptest! {
    #[test]
    fn rights_are_what_the_specification_says_word_by_word(
        owner in prop_oneof![1..6u16, Just(u16::MAX)],
        acl in prop::collection::btree_map(0..6u16, 0..32u8, 0..5),
        asking in 1..6u16,
    ) {
        let entries: Vec<(u16, u8)> = acl.iter().map(|(id, bits)| (*id, *bits)).collect();
        let rule = Rule {
            owner: ServerId::try_from(owner).ok(),
            acl: acl.iter().map(|(id, bits)| (*id, Rights::from_number((*bits).into()))).collect(),
            ..Rule::new(ObjectId::new(3303), Some(InstanceId::new(0)))
        };
        prop_assert_eq!(number(&rule, asking), literally(owner, &entries, asking));
    }

    #[test]
    fn a_rule_reads_back_from_its_values(
        object in 1..65535u16,
        instance in prop::option::of(0..65535u16),
        owner in prop::option::of(1..65535u16),
        acl in prop::collection::btree_map(0..65535u16, 0..32u8, 0..5),
    ) {
        let rule = Rule {
            object: ObjectId::new(object),
            instance: instance.map(InstanceId::new),
            owner: owner.map(server),
            acl: acl.into_iter().map(|(id, bits)| (id, Rights::from_number(bits.into()))).collect(),
        };
        let values: Vec<_> = rule.values().collect();
        let value = |id| values.iter().find(|(at, ..)| *at == id).map(|(.., value)| value);
        let entries = values.iter().filter_map(|(_, element, value)| Some(((*element)?, value)));
        let read = Rule::from_values(value(OBJECT), value(INSTANCE), value(OWNER), entries);
        prop_assert_eq!(read, Some(rule));
    }

    #[test]
    fn no_server_loses_a_right_when_another_goes(
        owner in prop::option::of(1..5u16),
        acl in prop::collection::btree_map(0..5u16, 0..32u8, 0..5),
        gone in 1..5u16,
    ) {
        let rule = Rule {
            owner: owner.map(server),
            acl: acl.into_iter().map(|(id, bits)| (id, Rights::from_number(bits.into()))).collect(),
            ..Rule::new(ObjectId::new(3303), Some(InstanceId::new(0)))
        };
        let remaining: Vec<ServerId> = (1..5).filter(|id| *id != gone).map(server).collect();
        let after = rule.clone().without(server(gone), &remaining);
        prop_assert!(after.owner != Some(server(gone)) && !after.acl.contains_key(&gone));
        for id in remaining {
            prop_assert!(after.rights(id).contains(rule.rights(id)));
        }
    }
}

// OMA LwM2M core 1.2.1 §8.1, unbootstrapping.
#[test]
fn the_server_that_may_write_and_delete_becomes_the_owner() {
    let rule = |acl: &[(u16, Rights)]| Rule {
        acl: acl.iter().copied().collect(),
        ..Rule::new(ObjectId::new(16), Some(InstanceId::new(0))).with_owner(server(1))
    };
    let owner = |rule: Rule| {
        let after = rule.without(server(1), &[server(2), server(3)]);
        after.owner.map(ServerId::number)
    };
    let (read, write, both) = (Rights::READ, Rights::WRITE, Rights::WRITE | Rights::DELETE);
    assert_eq!(owner(rule(&[(2, write), (3, both)])), Some(3));
    assert_eq!(owner(rule(&[(2, write), (3, read)])), Some(2));
    assert_eq!(
        owner(rule(&[(2, read), (3, read)])),
        Some(2),
        "the lowest of equals"
    );
    assert_eq!(
        owner(rule(&[(3, read)])),
        Some(3),
        "who may do nothing is no heir"
    );
    assert_eq!(owner(rule(&[(0, read), (2, Rights::NONE)])), Some(3));
    assert_eq!(owner(rule(&[])), None);
}

#[test]
fn a_number_that_is_no_set_of_rights_gives_none() {
    assert_eq!(Rights::from_number(-1), Rights::NONE);
    assert_eq!(Rights::from_number(1 << 40), Rights::NONE);
    assert_eq!(format!("{:?}", Rights::from_number(31)), "RWEDC");
}

/// Something that happens to the rule with this number, which is about the instance of the same number.
#[derive(Clone, Debug)]
enum Event {
    Entry(u16, u16, u8),
    Gone(u16),
    NoEntry(u16, u16),
    Owner(u16, u16),
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        (0..3u16, 0..4u16, 0..32u8).prop_map(|(rule, server, bits)| Event::Entry(rule, server, bits)),
        (0..3u16).prop_map(Event::Gone),
        (0..3u16, 0..4u16).prop_map(|(rule, server)| Event::NoEntry(rule, server)),
        (0..3u16, prop_oneof![1..4u16, Just(u16::MAX)]).prop_map(|(rule, owner)| Event::Owner(rule, owner)),
    ]
}

const THEN: std::time::SystemTime = std::time::SystemTime::UNIX_EPOCH;

/// Alters the tree and tells which rule is concerned.
fn happen(tree: &mut ObjectTree, event: &Event) -> InstanceId {
    let (Event::Entry(number, ..)
    | Event::Gone(number)
    | Event::NoEntry(number, _)
    | Event::Owner(number, _)) = event;
    let number = InstanceId::new(*number);
    let path = |id| ResourcePath::new(ACCESS_CONTROL_OBJECT, number, id);
    match event {
        Event::Gone(_) => {
            tree.remove_instance(ACCESS_CONTROL_OBJECT, number, THEN);
        }
        Event::NoEntry(_, server) => {
            tree.remove(path(ACL).with_element(*server), THEN);
        }
        Event::Entry(..) | Event::Owner(..) if tree.instance(ACCESS_CONTROL_OBJECT, number).is_none() => {
            tree.create_instance(ACCESS_CONTROL_OBJECT, number, THEN).unwrap();
            let rule = Rule::new(ObjectId::new(3303), Some(number));
            for (resource, _, value) in rule.values() {
                tree.set(path(resource), value, THEN).unwrap();
            }
        }
        Event::Entry(_, server, bits) => {
            let entry = path(ACL).with_element(*server);
            tree.set(entry, Value::Integer((*bits).into()), THEN).unwrap();
        }
        Event::Owner(_, owner) => {
            tree.set(path(OWNER), Value::Integer((*owner).into()), THEN)
                .unwrap();
        }
    }
    number
}

proptest! {
    #[test]
    fn what_is_kept_at_hand_is_what_the_rules_say(events in prop::collection::vec(event(), 1..40)) {
        let known = [server(1), server(2), server(3)];
        let mut tree = ObjectTree::new(objects::Registry::standard());
        let mut kept: Vec<Grants> = known.iter().map(|id| Grants::read(&tree, *id, &known)).collect();
        for event in events {
            let rule = happen(&mut tree, &event);
            for (id, grants) in known.iter().zip(&mut kept) {
                grants.refresh(&tree, rule, (*id, &known));
                let fresh = Grants::read(&tree, *id, &known);
                for need in [Need::Read, Need::Write, Need::Execute, Need::Delete] {
                    for (object, instance) in [(3303, 0), (3303, 1), (3303, 2), (3303, 3), (2, 0), (2, 1), (2, 2)] {
                        let permit = |grants: &Grants| {
                            grants.permit(need, ObjectId::new(object), InstanceId::new(instance))
                        };
                        prop_assert_eq!(permit(grants), permit(&fresh), "{:?} {:?}", event, need);
                    }
                }
            }
        }
    }
}

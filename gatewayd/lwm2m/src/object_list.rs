//! The list of objects and instances that a registration announces (core §6.2.1).

use std::fmt::Write as _;

use objects::{Object, ObjectId, ObjectTree, Version};

use crate::operation::hidden;
use crate::version::EnablerVersion;

/// The MQTT Server object holds credentials, so it is not announced although servers may see it.
const MQTT_SERVER: u16 = 24;

/// Whether servers are told of the instances of an object.
pub(crate) const fn announces(object: ObjectId) -> bool {
    !hidden(object) && object.number() != MQTT_SERVER
}

/// Writes the link-format list for a server that is registered with `version`.
pub(crate) fn write(tree: &ObjectTree, version: EnablerVersion) -> String {
    let mut list = format!("</>;rt=\"oma.lwm2m\";ct=\"{}\"", version.announced_formats());
    for (id, object) in tree.objects() {
        if !announces(id) {
            continue;
        }
        let ver = version_attribute(object, version);
        // A list of one link per instance; the version stands on the object link, which is also the
        // only one when there is no instance.
        if !ver.is_empty() || object.instances().len() == 0 {
            append(&mut list, format_args!(",</{id}>{ver}"));
        }
        for (instance, _) in object.instances() {
            append(&mut list, format_args!(",</{id}/{instance}>"));
        }
    }
    list
}

/// `;ver=1.1` for everything but 1.0: more than the rules ask for, and never wrong. LwM2M 1.0 quoted it.
pub(crate) fn version_attribute(object: &Object, enabler: EnablerVersion) -> String {
    let version = object.def().version;
    if version == Version::INITIAL {
        return String::new();
    }
    match enabler {
        EnablerVersion::V1_0 => format!(";ver=\"{version}\""),
        EnablerVersion::V1_1 | EnablerVersion::V1_2 => format!(";ver={version}"),
    }
}

pub(crate) fn append(list: &mut String, link: std::fmt::Arguments<'_>) {
    list.write_fmt(link).expect("writing to a String cannot fail");
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use objects::{InstanceId, Registry};

    use super::*;

    fn tree(instances: &[(u16, u16)]) -> ObjectTree {
        let mut tree = ObjectTree::new(Registry::standard());
        for (object, instance) in instances {
            let (object, instance) = (ObjectId::new(*object), InstanceId::new(*instance));
            tree.create_instance(object, instance, SystemTime::UNIX_EPOCH)
                .unwrap();
        }
        tree
    }

    #[test]
    fn the_list_names_instances_and_hides_the_security_object() {
        let mut tree = tree(&[(0, 0), (1, 0), (3303, 0), (3303, 2), (3311, 0)]);
        tree.add_object(ObjectId::new(16)).unwrap();
        assert_eq!(
            write(&tree, EnablerVersion::V1_1),
            "</>;rt=\"oma.lwm2m\";ct=\"60 110 112 11542\",</1>;ver=1.2,</1/0>,</16>,\
             </3303>;ver=1.1,</3303/0>,</3303/2>,</3311/0>"
        );
    }

    #[test]
    fn a_version_is_quoted_for_a_server_of_the_first_enabler() {
        assert!(write(&tree(&[(3303, 0)]), EnablerVersion::V1_0).contains("</3303>;ver=\"1.1\","));
    }
}

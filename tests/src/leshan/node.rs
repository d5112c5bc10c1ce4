//! A part of the object tree, as the REST interface of Leshan writes it.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::Value;

/// A part of the tree, from a whole object down to one resource instance.
///
/// The JSON forms, as seen from version 2.0.0-M17 (the members come in any order):
///
/// ```json
/// {"kind":"obj","id":3303,"instances":[]}
/// {"kind":"instance","id":0,"resources":[]}
/// {"kind":"singleResource","id":5700,"type":"FLOAT","value":"19.3"}
/// {"kind":"multiResource","id":11,"type":"INTEGER","values":{"0":"0"}}
/// {"kind":"resourceInstance","id":0,"type":"INTEGER","value":"0"}
/// ```
#[derive(Debug, Clone, PartialEq)]
pub enum Node {
    /// An object with its instances.
    Object {
        /// The object id.
        id: u16,
        /// Its instances.
        instances: Vec<Node>,
    },
    /// An object instance with its resources.
    Instance {
        /// The instance id; none leaves the choice to the client (Create).
        id: Option<u16>,
        /// Its resources.
        resources: Vec<Node>,
    },
    /// A resource with one value.
    Resource {
        /// The resource id.
        id: u16,
        /// Its value.
        value: Value,
    },
    /// A resource with several values.
    Multiple {
        /// The resource id.
        id: u16,
        /// The values by resource instance id.
        values: BTreeMap<u16, Value>,
    },
    /// One instance of a resource with several values.
    ResourceInstance {
        /// The resource instance id.
        id: u16,
        /// Its value.
        value: Value,
    },
}

impl Node {
    /// A resource with one value.
    pub fn resource(id: u16, value: impl Into<Value>) -> Self {
        Node::Resource {
            id,
            value: value.into(),
        }
    }

    /// An object instance to create or to write.
    pub fn instance(id: impl Into<Option<u16>>, resources: Vec<Node>) -> Self {
        Node::Instance {
            id: id.into(),
            resources,
        }
    }

    /// The part below this one that has the id.
    pub fn child(&self, id: u16) -> Option<&Node> {
        let children: &[Node] = match self {
            Node::Object { instances, .. } => instances,
            Node::Instance { resources, .. } => resources,
            Node::Resource { .. } | Node::Multiple { .. } | Node::ResourceInstance { .. } => &[],
        };
        children.iter().find(|child| child.id() == Some(id))
    }

    /// The value of this resource or resource instance.
    ///
    /// # Panics
    ///
    /// When it is something else.
    pub fn value(&self) -> &Value {
        match self {
            Node::Resource { value, .. } | Node::ResourceInstance { value, .. } => value,
            Node::Object { .. } | Node::Instance { .. } | Node::Multiple { .. } => {
                panic!("{self:?} has not one value")
            }
        }
    }

    /// The value of the resource with the id in this object instance.
    ///
    /// # Panics
    ///
    /// When there is no such resource.
    pub fn value_of(&self, resource: u16) -> &Value {
        self.child(resource)
            .unwrap_or_else(|| panic!("{self:?} has no resource {resource}"))
            .value()
    }

    fn id(&self) -> Option<u16> {
        match self {
            Node::Instance { id, .. } => *id,
            Node::Object { id, .. }
            | Node::Resource { id, .. }
            | Node::Multiple { id, .. }
            | Node::ResourceInstance { id, .. } => Some(*id),
        }
    }

    pub(super) fn from_json(json: &Json) -> Option<Self> {
        let id = json
            .get("id")
            .and_then(Json::as_u64)
            .and_then(|id| u16::try_from(id).ok());
        let children = |member| {
            json.get(member)?
                .as_array()?
                .iter()
                .map(Node::from_json)
                .collect::<Option<Vec<_>>>()
        };
        let value = || Value::from_json(json.get("type")?.as_str()?, json.get("value")?);
        Some(match json.get("kind")?.as_str()? {
            "obj" => Node::Object {
                id: id?,
                instances: children("instances")?,
            },
            "instance" => Node::Instance {
                id,
                resources: children("resources")?,
            },
            "singleResource" => Node::Resource {
                id: id?,
                value: value()?,
            },
            "multiResource" => Node::Multiple {
                id: id?,
                values: multiple(json)?,
            },
            "resourceInstance" => Node::ResourceInstance {
                id: id?,
                value: value()?,
            },
            _ => return None,
        })
    }

    pub(super) fn to_json(&self) -> Json {
        let all = |nodes: &[Node]| nodes.iter().map(Node::to_json).collect::<Vec<_>>();
        match self {
            Node::Object { id, instances } => json!({"kind": "obj", "id": id, "instances": all(instances)}),
            // Leshan takes a null for the id 0: the member must be absent.
            Node::Instance { id: None, resources } => {
                json!({"kind": "instance", "resources": all(resources)})
            }
            Node::Instance { id, resources } => {
                json!({"kind": "instance", "id": id, "resources": all(resources)})
            }
            Node::Resource { id, value } => single("singleResource", *id, value),
            Node::ResourceInstance { id, value } => single("resourceInstance", *id, value),
            Node::Multiple { id, values } => {
                // An empty resource has no type; Leshan wants one all the same.
                let kind = values.values().next().map_or("STRING", Value::kind);
                let values: Map<_, _> = values
                    .iter()
                    .map(|(id, value)| (id.to_string(), value.to_json()))
                    .collect();
                json!({"kind": "multiResource", "id": id, "type": kind, "values": values})
            }
        }
    }
}

fn single(kind: &str, id: u16, value: &Value) -> Json {
    json!({"kind": kind, "id": id, "type": value.kind(), "value": value.to_json()})
}

fn multiple(json: &Json) -> Option<BTreeMap<u16, Value>> {
    let kind = json.get("type")?.as_str()?;
    let values = json.get("values")?.as_object()?.iter();
    values
        .map(|(id, value)| Some((id.parse().ok()?, Value::from_json(kind, value)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Leshan 2.0.0-M17 answered to a Read of its demonstration client.
    const INSTANCE: &str = r#"{"kind":"instance","resources":[
        {"kind":"singleResource","id":5601,"type":"FLOAT","value":"19.3"},
        {"kind":"singleResource","id":5701,"type":"STRING","value":"cel"}],"id":0}"#;

    #[test]
    fn an_instance_is_read_with_its_resources() {
        let node = Node::from_json(&serde_json::from_str(INSTANCE).expect("the vector is JSON"))
            .expect("it is a node");
        assert_eq!(*node.value_of(5601), 19.3);
        assert_eq!(*node.value_of(5701), "cel");
        assert_eq!(node.child(5700), None);
    }

    #[test]
    fn every_node_survives_the_way_there_and_back() {
        let multiple = Node::Multiple {
            id: 11,
            values: BTreeMap::from([(0, Value::Integer(0))]),
        };
        let instance = Node::instance(7, vec![Node::resource(5850, true), multiple]);
        let object = Node::Object {
            id: 3306,
            instances: vec![instance, Node::instance(None, Vec::new())],
        };
        assert_eq!(Node::from_json(&object.to_json()), Some(object));
    }
}

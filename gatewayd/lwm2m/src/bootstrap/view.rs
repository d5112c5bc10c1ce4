//! Bootstrap-Discover and Bootstrap-Read: what the bootstrap server may see (core §6.1.7.1, §6.1.7.2).

use coap::{ContentFormat, Response};
use objects::{InstanceId, ObjectId, ObjectTree, Path, ResourcePath};

use super::VERSION;
use crate::account::{SERVER_OBJECT, ServerId};
use crate::accounts::{
    ACCESS_CONTROL_OBJECT, ACCOUNT_OBJECTS, Accounts, OSCORE_OBJECT, SECURITY_OBJECT, security, security_path,
};
use crate::format::link::LinkWriter;
use crate::format::{self, Content, Record};
use crate::outcome::Outcome;

/// Lists objects and instances, and which server they belong to.
pub(super) fn discover(
    accounts: &Accounts,
    tree: &ObjectTree,
    target: Path,
    queries: &[String],
) -> Result<Response, Outcome> {
    let wanted = match target {
        Path::Root => None,
        Path::Object(object) => Some(object),
        Path::Instance(..) | Path::Resource(_) => return Err(Outcome::BadRequest),
    };
    if !queries.is_empty() {
        return Err(Outcome::BadRequest);
    }
    let mut list = Vec::new();
    let mut links = LinkWriter::new(&mut list);
    links.link("/").attribute("lwm2m", VERSION);
    let mut objects: Vec<ObjectId> = tree.objects().map(|(id, _)| id).collect();
    objects.extend(ACCOUNT_OBJECTS.iter().filter(|id| tree.object(**id).is_none()));
    objects.sort_unstable();
    objects.retain(|id| wanted.is_none_or(|wanted| wanted == *id));
    if objects.is_empty() {
        return Err(Outcome::NotFound);
    }
    for object in objects {
        if ACCOUNT_OBJECTS.contains(&object) {
            account_object(&mut links, accounts, object);
        } else {
            other_object(&mut links, tree, object);
        }
    }
    Ok(Response::content(ContentFormat::LINK_FORMAT, list))
}

fn account_object(links: &mut LinkWriter<'_>, accounts: &Accounts, object: ObjectId) {
    let instances: Vec<InstanceId> = accounts.instances(object).collect();
    if instances.is_empty() {
        links.link(Path::Object(object));
    }
    for instance in instances {
        links.link(Path::Instance(object, instance));
        if let Some(server) = owner(accounts, object, instance) {
            links.attribute("ssid", server);
            let uri = accounts.value(security_path(instance, security::URI));
            if let (SECURITY_OBJECT, Some(uri)) = (object, uri) {
                links.quoted("uri", &uri.to_string());
            }
        }
    }
}

/// The server whose account an instance is part of; the bootstrap account has none.
fn owner(accounts: &Accounts, object: ObjectId, instance: InstanceId) -> Option<ServerId> {
    match object {
        SECURITY_OBJECT => accounts.server_id(instance),
        SERVER_OBJECT => accounts.id_of_server(instance),
        OSCORE_OBJECT => accounts
            .instances(SECURITY_OBJECT)
            .find(|security| accounts.oscore_of(*security) == Some(instance))
            .and_then(|security| accounts.server_id(security)),
        _ => None,
    }
}

fn other_object(links: &mut LinkWriter<'_>, tree: &ObjectTree, id: ObjectId) {
    let Some(object) = tree.object(id) else { return };
    let version = object.def().version;
    let announced = version != objects::Version::INITIAL;
    if announced || object.instances().len() == 0 {
        links.link(Path::Object(id));
        if announced {
            links.attribute("ver", version);
        }
    }
    for (instance, _) in object.instances() {
        links.link(Path::Instance(id, instance));
    }
}

/// Reads the Server or Access Control object, or one instance of it. No access control applies.
pub(super) fn read(
    accounts: &Accounts,
    tree: &ObjectTree,
    target: Path,
    accept: Option<ContentFormat>,
) -> Result<Response, Outcome> {
    let (object, only) = match target {
        Path::Object(object) => (object, None),
        Path::Instance(object, instance) => (object, Some(instance)),
        Path::Root | Path::Resource(_) => return Err(Outcome::MethodNotAllowed),
    };
    if object != SERVER_OBJECT && object != ACCESS_CONTROL_OBJECT {
        let known = ACCOUNT_OBJECTS.contains(&object) || tree.object(object).is_some();
        return Err(if known {
            Outcome::MethodNotAllowed
        } else {
            Outcome::NotFound
        });
    }
    if only.is_some_and(|instance| !accounts.contains(object, instance)) {
        return Err(Outcome::NotFound);
    }
    let format = accept.unwrap_or(VERSION.default_format());
    if !VERSION.allows(format) {
        return Err(Outcome::NotAcceptable);
    }
    let inside = |path: &ResourcePath| path.object == object && only.is_none_or(|only| path.instance == only);
    let records: Vec<Record<'_>> = accounts
        .values()
        .filter(|(path, _)| inside(path))
        .map(|(path, value)| Record {
            path,
            value,
            time: None,
        })
        .collect();
    let mut payload = Vec::new();
    format::encode(format.0, &Content::new(target, &records), &mut payload)
        .map_err(|_| Outcome::NotAcceptable)?;
    Ok(Response::content(format, payload))
}

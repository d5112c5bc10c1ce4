//! Discover: what is there below a path, with attributes and without values (core §6.3.2).

use objects::{Object, ObjectInstance, ObjectTree, Path, Resource, ResourcePath};

use crate::attributes::{AttributeStore, Attributes};
use crate::object_list::{append, version_attribute};
use crate::outcome::Outcome;
use crate::version::EnablerVersion;

/// Writes the links for one server.
pub(crate) struct Discovery<'a> {
    pub(crate) tree: &'a ObjectTree,
    pub(crate) attributes: &'a AttributeStore,
    pub(crate) version: EnablerVersion,
    /// How many levels below the target the server wants to see.
    pub(crate) depth: Option<u8>,
}

/// Reads the `depth` query, if there is one.
pub(crate) fn depth(queries: &[String]) -> Result<Option<u8>, Outcome> {
    match queries {
        [] => Ok(None),
        [query] => match query.strip_prefix("depth=") {
            Some(digit) if digit.len() == 1 => match digit.parse() {
                Ok(depth @ 0..=3) => Ok(Some(depth)),
                Ok(_) | Err(_) => Err(Outcome::BadRequest),
            },
            Some(_) | None => Err(Outcome::BadRequest),
        },
        _ => Err(Outcome::BadRequest),
    }
}

impl Discovery<'_> {
    /// The links at and below `path`. Without a depth an object shows two levels below itself and all else one.
    pub(crate) fn links(&self, path: Path) -> Result<String, Outcome> {
        let default = if matches!(path, Path::Object(_)) { 2 } else { 1 };
        let depth = self.depth.unwrap_or(default);
        let object = path.object().ok_or(Outcome::MethodNotAllowed)?;
        let object = self.tree.object(object).ok_or(Outcome::NotFound)?;
        let mut list = String::new();
        match path {
            Path::Root => return Err(Outcome::MethodNotAllowed),
            Path::Object(id) => self.object(&mut list, Path::Object(id), object, depth),
            Path::Instance(_, number) => {
                let instance = object.instance(number).ok_or(Outcome::NotFound)?;
                // Core §7.2.2 lets an only instance carry the version of its object, but servers refuse to
                // read a version below the object.
                self.instance(&mut list, path, (object, instance), depth, Target::Yes);
            }
            Path::Resource(ResourcePath { element: Some(_), .. }) => return Err(Outcome::MethodNotAllowed),
            Path::Resource(resource) => {
                let found = self.tree.resource(resource).ok_or(Outcome::NotFound)?;
                self.resource(&mut list, resource, found, depth, Target::Yes);
            }
        }
        Ok(list)
    }

    fn object(&self, list: &mut String, path: Path, object: &Object, depth: u8) {
        let ver = version_attribute(object, self.version);
        let attributes = self.attributes(&path, Target::Yes);
        append(list, format_args!("<{path}>{ver}{attributes}"));
        let Some(below) = depth.checked_sub(1) else { return };
        for (number, instance) in object.instances() {
            let path = Path::Instance(object.def().id, number);
            list.push(',');
            self.instance(list, path, (object, instance), below, Target::No);
        }
    }

    fn instance(
        &self,
        list: &mut String,
        path: Path,
        (object, instance): (&Object, &ObjectInstance),
        depth: u8,
        target: Target,
    ) {
        append(list, format_args!("<{path}>{}", self.attributes(&path, target)));
        let (Some(below), Some(number)) = (depth.checked_sub(1), path.instance()) else {
            return;
        };
        for (id, resource) in instance.resources() {
            let path = ResourcePath::new(object.def().id, number, id);
            list.push(',');
            self.resource(list, path, resource, below, Target::No);
        }
    }

    fn resource(
        &self,
        list: &mut String,
        path: ResourcePath,
        resource: &Resource,
        depth: u8,
        target: Target,
    ) {
        append(list, format_args!("<{path}>"));
        let attributes = self.attributes(&path.into(), target);
        match resource {
            Resource::Executable | Resource::Single(_) => append(list, format_args!("{attributes}")),
            Resource::Multiple(elements) => {
                append(list, format_args!(";dim={}{attributes}", elements.len()));
                if depth > 0 {
                    elements
                        .keys()
                        .for_each(|element| self.element(list, path.with_element(*element)));
                }
            }
        }
    }

    fn element(&self, list: &mut String, path: ResourcePath) {
        let attributes = self.attributes(&path.into(), Target::No);
        let shown = match self.version {
            EnablerVersion::V1_0 => false,
            // Before there was a depth, a resource was one link, with those of its instances that say more.
            EnablerVersion::V1_1 => self.depth.is_some() || attributes != Attributes::default(),
            EnablerVersion::V1_2 => true,
        };
        if shown {
            append(list, format_args!(",<{path}>{attributes}"));
        }
    }

    /// The target shows inherited attributes too, everything below it only its own.
    fn attributes(&self, path: &Path, target: Target) -> Attributes {
        match target {
            Target::No => self.attributes.attached(path),
            Target::Yes => self.attributes.effective(path),
        }
    }
}

/// Whether a link is the one the server asked for.
#[derive(Clone, Copy)]
enum Target {
    No,
    Yes,
}

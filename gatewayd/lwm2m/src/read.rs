//! Read: which values lie at a path, and in which format they go out (core §6.3.1).

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use coap::ContentFormat;
use objects::{
    Entry, InstanceId, Object, ObjectId, ObjectInstance, ObjectTree, Path, Resource, ResourceDef,
    ResourcePath, Value,
};

use crate::access::{Grants, Need};
use crate::format::{self, Content, Record};
use crate::operation::hidden;
use crate::outcome::Outcome;
use crate::planner::{Scalar, Simple};
use crate::version::EnablerVersion;

/// The values at a path, found and checked, ready to be encoded.
pub(crate) struct Selection<'a> {
    path: Path,
    records: Vec<Record<'a>>,
    empty: Vec<Path>,
    single: Option<&'a Value>,
    /// All values are instances of one resource.
    elements: bool,
    /// Whether something was left out that the server may not read.
    withheld: bool,
    /// How many instances were looked into.
    instances: usize,
}

impl<'a> Selection<'a> {
    const fn new(path: Path) -> Self {
        Self {
            path,
            records: Vec::new(),
            empty: Vec::new(),
            single: None,
            elements: false,
            withheld: false,
            instances: 0,
        }
    }

    /// Finds what a server may read at `path`.
    pub(crate) fn find(tree: &'a ObjectTree, grants: &Grants, path: Path) -> Result<Self, Outcome> {
        let mut selection = Self::new(path);
        let object = path.object().ok_or(Outcome::MethodNotAllowed)?;
        let object = tree.object(object).ok_or(Outcome::NotFound)?;
        match path {
            Path::Root => return Err(Outcome::MethodNotAllowed),
            Path::Object(_) => selection.add_object(grants, object),
            Path::Instance(id, number) => {
                let instance = object.instance(number).ok_or(Outcome::NotFound)?;
                grants.permit(Need::Read, id, number)?;
                selection.add_instance(object, Path::Instance(id, number), instance);
            }
            Path::Resource(resource) => {
                object.instance(resource.instance).ok_or(Outcome::NotFound)?;
                grants.permit(Need::Read, resource.object, resource.instance)?;
                selection.add_resource_target(object, resource)?;
            }
        }
        Ok(selection)
    }

    /// Gathers what a server may read at paths that stand in tree order and do not overlap; the rest is left
    /// out (core §6.3.8).
    pub(crate) fn best_effort(
        tree: &'a ObjectTree,
        grants: &Grants,
        paths: impl IntoIterator<Item = Path>,
    ) -> Self {
        let mut selection = Self::new(Path::Root);
        for path in paths {
            selection.add_what_is_there(tree, grants, path);
        }
        selection
    }

    fn add_what_is_there(&mut self, tree: &'a ObjectTree, grants: &Grants, path: Path) {
        let Some(id) = path.object() else {
            let visible = tree.objects().filter(|(id, _)| !hidden(*id));
            return visible.for_each(|(_, object)| self.add_object(grants, object));
        };
        let Some(object) = tree.object(id).filter(|_| !hidden(id)) else {
            return;
        };
        match path {
            Path::Root => {}
            Path::Object(_) => self.add_object(grants, object),
            Path::Instance(_, number) => {
                if let Some(instance) = object.instance(number)
                    && self.admits(grants, id, number)
                {
                    self.add_instance(object, path, instance);
                }
            }
            Path::Resource(resource) => {
                let number = resource.instance;
                if object.instance(number).is_some() && self.admits(grants, id, number) {
                    self.instances += 1;
                    // Nothing is added when it fails.
                    let _ = self.add_resource_target(object, resource);
                }
            }
        }
    }

    fn add_object(&mut self, grants: &Grants, object: &'a Object) {
        let id = object.def().id;
        for (number, instance) in object.instances() {
            if self.admits(grants, id, number) {
                self.add_instance(object, Path::Instance(id, number), instance);
            }
        }
    }

    /// Whether an instance may be read; notes that one was withheld otherwise.
    fn admits(&mut self, grants: &Grants, object: ObjectId, instance: InstanceId) -> bool {
        let admitted = grants.may_read(object, instance);
        self.withheld |= !admitted;
        admitted
    }

    /// Whether the server may read nothing of all there is (core §6.3.8).
    pub(crate) const fn refused(&self) -> bool {
        self.withheld && self.instances == 0
    }

    /// Adds what is readable of an instance; write-only and executable resources are left out silently.
    fn add_instance(&mut self, object: &'a Object, path: Path, instance: &'a ObjectInstance) {
        let (Some(o), Some(i)) = (path.object(), path.instance()) else {
            return;
        };
        self.instances += 1;
        let before = self.records.len() + self.empty.len();
        for (id, resource) in instance.resources() {
            if object
                .def()
                .resource(id)
                .is_some_and(|def| def.operations.readable())
            {
                self.add_resource(ResourcePath::new(o, i, id), resource);
            }
        }
        if before == self.records.len() + self.empty.len() {
            self.empty.push(path);
        }
    }

    fn add_resource_target(&mut self, object: &'a Object, path: ResourcePath) -> Result<(), Outcome> {
        let (def, resource) = readable(object, path)?;
        match (resource, path.element) {
            (Resource::Multiple(elements), Some(element)) => {
                self.add_single(path, elements.get(&element).ok_or(Outcome::NotFound)?);
            }
            (Resource::Single(entry), None) => self.add_single(path, entry),
            (Resource::Multiple(_), None) => {
                self.elements = self.records.is_empty();
                self.add_resource(path, resource);
            }
            (Resource::Single(_) | Resource::Executable, _) => return Err(Outcome::MethodNotAllowed),
        }
        debug_assert_eq!(def.multiple, matches!(resource, Resource::Multiple(_)));
        Ok(())
    }

    fn add_single(&mut self, path: ResourcePath, entry: &'a Entry) {
        self.single = Some(&entry.value);
        self.records.push(Record {
            path,
            value: &entry.value,
            time: None,
        });
    }

    fn add_resource(&mut self, path: ResourcePath, resource: &'a Resource) {
        match resource {
            Resource::Executable => {}
            Resource::Single(entry) => self.records.push(Record {
                path,
                value: &entry.value,
                time: None,
            }),
            Resource::Multiple(elements) if elements.is_empty() => self.empty.push(path.into()),
            Resource::Multiple(elements) => {
                self.records
                    .extend(elements.iter().map(|(element, entry)| Record {
                        path: path.with_element(*element),
                        value: &entry.value,
                        time: None,
                    }))
            }
        }
    }

    /// The format of the answer: the wanted one if the version allows it, or the default for the content.
    pub(crate) fn format(
        &self,
        accept: Option<ContentFormat>,
        version: EnablerVersion,
    ) -> Result<ContentFormat, Outcome> {
        match (accept, self.single) {
            (Some(format), _) if version.allows(format) => Ok(format),
            (Some(_), _) => Err(Outcome::NotAcceptable),
            (None, Some(Value::Opaque(_))) => Ok(ContentFormat::OCTET_STREAM),
            (None, Some(_)) => Ok(ContentFormat::TEXT),
            (None, None) => Ok(version.default_format()),
        }
    }

    /// The payload in `format`.
    pub(crate) fn encode(&self, format: ContentFormat) -> Result<Vec<u8>, Outcome> {
        let content = Content {
            base: self.path,
            prefix: None,
            records: &self.records,
            empty: &self.empty,
        };
        let mut payload = Vec::with_capacity(16 + 24 * self.records.len());
        format::encode(format.0, &content, &mut payload).map_err(|_| Outcome::NotAcceptable)?;
        Ok(payload)
    }

    /// The values.
    pub(crate) fn records(&self) -> &[Record<'a>] {
        &self.records
    }

    /// A digest of which values there are and what they are.
    pub(crate) fn digest(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        for record in &self.records {
            record.path.hash(&mut hasher);
            match record.value {
                Value::Boolean(v) => v.hash(&mut hasher),
                Value::Float(v) => v.to_bits().hash(&mut hasher),
                Value::Integer(v) | Value::Time(v) => v.hash(&mut hasher),
                Value::ObjectLink(v) => v.hash(&mut hasher),
                Value::Opaque(v) => v.hash(&mut hasher),
                Value::String(v) => v.hash(&mut hasher),
                Value::Unsigned(v) => v.hash(&mut hasher),
            }
        }
        hasher.finish()
    }

    /// The value or values, where thresholds or edges can apply to them.
    pub(crate) fn simple(&self) -> Simple {
        if self.elements {
            let element = |record: &Record<'_>| record.path.element.zip(Scalar::of(record.value));
            let elements: Option<_> = self.records.iter().map(element).collect();
            return elements.map_or(Simple::Other, Simple::Elements);
        }
        self.single
            .and_then(Scalar::of)
            .map_or(Simple::Other, Simple::Single)
    }
}

/// The resource at a path, when a server may read it: unknown is 4.04, known but unreadable 4.05.
pub(crate) fn readable(object: &Object, path: ResourcePath) -> Result<(&ResourceDef, &Resource), Outcome> {
    let instance = object.instance(path.instance).ok_or(Outcome::NotFound)?;
    let def = object.def().resource(path.resource).ok_or(Outcome::NotFound)?;
    let resource = instance.resource(path.resource).ok_or(Outcome::NotFound)?;
    if !def.operations.readable() {
        return Err(Outcome::MethodNotAllowed);
    }
    Ok((def, resource))
}

//! What every codec does with the values it finds: checks them against the request and the definitions.

use objects::{InstanceId, ObjectId, Path, ResourceDef, ResourcePath, Value, ValueKind};

use super::segments::Segments;
use super::{DecodeError, Decoded, NewInstance, Scope};

/// What becomes of resources that are not in the definition of their object.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Undefined {
    /// They are left out (LwM2M core §6.3.3: unknown resources of an instance are ignored).
    Ignore,
    /// They are an error, for every path is one the server asked for by name.
    Refuse,
}

/// Which instance a Create is about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum NewId {
    /// The request is no Create.
    Irrelevant,
    /// No record has come yet.
    Open,
    /// The server numbers it, or leaves that to the client.
    Known(Option<InstanceId>),
}

/// Gathers the values of one payload.
pub(super) struct Collector<'a> {
    scope: &'a Scope<'a>,
    base: Path,
    undefined: Undefined,
    new: NewId,
    removal: bool,
    records: usize,
    decoded: Decoded,
    removed: Vec<ResourcePath>,
}

impl<'a> Collector<'a> {
    fn new(base: Path, scope: &'a Scope<'a>, undefined: Undefined, new: NewId) -> Self {
        Self {
            scope,
            base,
            undefined,
            new,
            removal: false,
            records: 0,
            decoded: Decoded::default(),
            removed: Vec::new(),
        }
    }

    /// For a payload that says what is at `base`.
    pub(super) fn at(base: Path, scope: &'a Scope<'a>) -> Self {
        let undefined = if base.depth() > 2 {
            Undefined::Refuse
        } else {
            Undefined::Ignore
        };
        Self::new(base, scope, undefined, NewId::Irrelevant)
    }

    /// For a payload that alters resources anywhere; with `removal` a null removes its target.
    pub(super) fn patch(scope: &'a Scope<'a>, removal: bool) -> Self {
        Self {
            removal,
            ..Self::new(Path::Root, scope, Undefined::Refuse, NewId::Irrelevant)
        }
    }

    /// For a payload that describes a new instance of `object`.
    pub(super) fn create(object: ObjectId, scope: &'a Scope<'a>) -> Self {
        Self::new(Path::Object(object), scope, Undefined::Ignore, NewId::Open)
    }

    /// The path of the request.
    pub(super) const fn base(&self) -> Path {
        self.base
    }

    /// What the payload is read against.
    pub(super) const fn scope(&self) -> &'a Scope<'a> {
        self.scope
    }

    /// Whether the payload describes a new instance.
    pub(super) fn creates(&self) -> bool {
        self.new != NewId::Irrelevant
    }

    /// The number of the record at hand, counted from 0.
    pub(super) const fn record(&self) -> usize {
        self.records
    }

    /// Takes a value; `typed` turns it into one of the kind the definition states, if it can.
    pub(super) fn value(
        &mut self,
        at: Segments,
        typed: impl FnOnce(Option<ValueKind>) -> Option<Value>,
    ) -> Result<(), DecodeError> {
        let path = self.resource(at)?;
        if let Some(kind) = self.defined(path)? {
            let wanted = kind.unwrap_or(ValueKind::Opaque);
            let value = typed(kind).ok_or(DecodeError::Value { path, kind: wanted })?;
            self.decoded.values.push((path, value));
        }
        self.count()
    }

    /// Takes a null, which removes a resource instance where that is possible.
    pub(super) fn null(&mut self, at: Segments) -> Result<(), DecodeError> {
        let path = self.resource(at)?;
        if !self.removal || path.element.is_none() {
            return Err(DecodeError::Null(path.into()));
        }
        if self.defined(path)?.is_some() {
            self.removed.push(path);
        }
        self.count()
    }

    /// Takes an object instance without resources, or an array without elements.
    pub(super) fn empty(&mut self, at: Segments) -> Result<(), DecodeError> {
        let path = self.inside(at)?;
        match path {
            Path::Instance(..) => self.decoded.empty.push(path),
            Path::Resource(resource) if resource.element.is_none() => match self.definition(resource)? {
                Some(def) if !def.multiple => return Err(DecodeError::Nesting(path)),
                Some(_) => self.decoded.empty.push(path),
                None => {}
            },
            Path::Root | Path::Object(_) | Path::Resource(_) => return Err(DecodeError::Nesting(path)),
        }
        self.count()
    }

    /// The path of a value, which must lie within the request.
    fn resource(&mut self, at: Segments) -> Result<ResourcePath, DecodeError> {
        match self.inside(at)? {
            Path::Resource(path) => Ok(path),
            path @ (Path::Root | Path::Object(_) | Path::Instance(..)) => Err(DecodeError::Level(path)),
        }
    }

    fn inside(&mut self, at: Segments) -> Result<Path, DecodeError> {
        let record = self.records;
        let invalid = |source| DecodeError::Path { record, source };
        let at = self.numbered(at)?;
        let path = at.path().map_err(invalid)?;
        if self.base.covers(&path) {
            Ok(path)
        } else {
            Err(DecodeError::Outside(path))
        }
    }

    /// Notes which instance is to be created; the path of one without a number gets the number 0.
    fn numbered(&mut self, at: Segments) -> Result<Segments, DecodeError> {
        let (NewId::Open | NewId::Known(_), Some(number)) = (self.new, at.instance()) else {
            return Ok(at);
        };
        let id = number.map(InstanceId::try_from).transpose().ok().flatten();
        match self.new {
            NewId::Known(known) if known != id => Err(DecodeError::SeveralInstances),
            NewId::Known(_) | NewId::Open | NewId::Irrelevant => {
                self.new = NewId::Known(id);
                Ok(at.in_instance(number.unwrap_or_default()))
            }
        }
    }

    /// The kind of the values at `path`, after a look whether it may be an array or an element of one.
    fn defined(&self, path: ResourcePath) -> Result<Option<Option<ValueKind>>, DecodeError> {
        match self.definition(path)? {
            Some(def) if def.multiple != path.element.is_some() => Err(DecodeError::Nesting(path.into())),
            Some(def) => Ok(Some(def.kind)),
            None => Ok(None),
        }
    }

    fn definition(&self, path: ResourcePath) -> Result<Option<&'a ResourceDef>, DecodeError> {
        let object = self.scope.registry.object(path.object);
        match (object.and_then(|def| def.resource(path.resource)), self.undefined) {
            (Some(def), _) => Ok(Some(def)),
            (None, Undefined::Ignore) => Ok(None),
            (None, Undefined::Refuse) => Err(DecodeError::Undefined(path)),
        }
    }

    fn count(&mut self) -> Result<(), DecodeError> {
        self.records += 1;
        if self.records > self.scope.max_records {
            return Err(DecodeError::TooMany(self.scope.max_records));
        }
        Ok(())
    }

    /// Everything that was found, which is something where a single value is asked for.
    pub(super) fn finish(self) -> Result<Decoded, DecodeError> {
        if let Path::Resource(path) = self.base
            && self.decoded.values.is_empty()
            && self
                .definition(path)?
                .is_none_or(|def| !def.multiple || path.element.is_some())
        {
            return Err(DecodeError::Empty);
        }
        no_duplicates(self.decoded.values.iter().map(|(path, _)| *path))?;
        Ok(self.decoded)
    }

    /// The new instance that was described.
    pub(super) fn finish_create(self) -> Result<NewInstance, DecodeError> {
        let id = match self.new {
            NewId::Known(id) => id,
            NewId::Open | NewId::Irrelevant => None,
        };
        let decoded = self.finish()?;
        let resource = |path: &Path| match path {
            Path::Resource(path) => Some(path.resource),
            Path::Root | Path::Object(_) | Path::Instance(..) => None,
        };
        Ok(NewInstance {
            id,
            empty: decoded.empty.iter().filter_map(resource).collect(),
            values: decoded
                .values
                .into_iter()
                .map(|(path, value)| (path.resource, path.element, value))
                .collect(),
        })
    }

    /// The values that are set, then the elements that are removed.
    pub(super) fn finish_patch(self) -> Result<Vec<(ResourcePath, Option<Value>)>, DecodeError> {
        if let Some(path) = self.decoded.empty.first() {
            return Err(DecodeError::Nesting(*path));
        }
        let set = self
            .decoded
            .values
            .into_iter()
            .map(|(path, value)| (path, Some(value)));
        let patch: Vec<_> = set
            .chain(self.removed.into_iter().map(|path| (path, None)))
            .collect();
        no_duplicates(patch.iter().map(|(path, _)| *path))?;
        if patch.is_empty() {
            return Err(DecodeError::Empty);
        }
        Ok(patch)
    }
}

/// Refuses a path that occurs twice; sorted payloads, the usual ones, need no memory for it.
fn no_duplicates(paths: impl Iterator<Item = ResourcePath> + Clone) -> Result<(), DecodeError> {
    if paths.clone().is_sorted_by(|a, b| a < b) {
        return Ok(());
    }
    let mut sorted: Vec<_> = paths.collect();
    sorted.sort_unstable();
    let twice = sorted.iter().zip(sorted.iter().skip(1)).find(|(a, b)| a == b);
    twice.map_or(Ok(()), |(path, _)| Err(DecodeError::Duplicate(*path)))
}

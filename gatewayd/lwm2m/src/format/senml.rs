//! The model of SenML (RFC 8428 §4), which its JSON and CBOR forms share.

use std::borrow::Cow;

use objects::{InvalidPath, Path};

use super::collect::Collector;
use super::name::Name;
use super::number::Number;
use super::raw::Raw;
use super::segments::Segments;
use super::{Content, DecodeError, Record, Scope};

/// RFC 8428 §4.4: the version of SenML this is.
const VERSION: f64 = 10.0;

/// One record to write, with what it says for itself and for those after it.
pub(super) struct Line<'c, 'a> {
    /// What names start with from here on.
    pub(super) base_name: Option<BaseName<'a>>,
    /// What times are relative to from here on.
    pub(super) base_time: Option<f64>,
    /// The rest of the name.
    pub(super) name: Option<Name>,
    /// The rest of the time.
    pub(super) time: Option<f64>,
    /// Whose value it is.
    pub(super) record: &'c Record<'a>,
}

/// The records of all parts for which `keep` holds.
pub(super) fn lines<'c, 'a>(
    parts: &'c [Content<'a>],
    keep: fn(&Record<'_>) -> bool,
) -> impl Iterator<Item = Line<'c, 'a>> {
    let base_time = base_time(parts);
    let mut first_time = base_time;
    let kept = parts.iter().flat_map(move |part| {
        let records = part.records.iter().filter(move |record| keep(record));
        records
            .enumerate()
            .map(move |(index, record)| (part, index, record))
    });
    kept.map(move |(part, index, record)| Line {
        base_name: (index == 0)
            .then(|| BaseName::of(part, record, parts.len() > 1))
            .flatten(),
        base_time: first_time.take(),
        name: name(part, record, parts.len() > 1),
        time: match (record.time, base_time) {
            (Some(time), Some(base)) => Some(time - base).filter(|time| *time != 0.0),
            (time, _) => time,
        },
        record,
    })
}

/// The time of the first record, when all records have one; the others are relative to it then.
fn base_time(parts: &[Content<'_>]) -> Option<f64> {
    let mut records = parts.iter().flat_map(|part| part.records);
    let first = records.next()?.time?;
    records.all(|record| record.time.is_some()).then_some(first)
}

/// The name below the base name; none where the base name says everything.
fn name(part: &Content<'_>, record: &Record<'_>, several: bool) -> Option<Name> {
    debug_assert!(
        part.base.covers(&record.path.into()),
        "records lie within the path of the request"
    );
    match part.base {
        Path::Root if part.prefix.is_none() && !several => Some(Name::absolute(record.path)),
        base if base == Path::Resource(record.path) => None,
        base => Some(Name::below(base.depth(), record.path)),
    }
}

/// The path of the request as the first part of names.
#[derive(Clone, Copy)]
pub(super) struct BaseName<'a> {
    prefix: Option<&'a str>,
    base: Name,
    slash: bool,
}

impl<'a> BaseName<'a> {
    /// Composite content has absolute names; among several parts it must at least end the base name before it.
    fn of(part: &Content<'a>, record: &Record<'_>, several: bool) -> Option<Self> {
        let needed = part.base != Path::Root || part.prefix.is_some() || several;
        needed.then(|| Self {
            prefix: part.prefix,
            base: Name::absolute(part.base),
            slash: part.base != Path::Resource(record.path),
        })
    }

    /// How many bytes it has.
    pub(super) fn len(&self) -> usize {
        let prefix = self.prefix.map_or(0, |prefix| 1 + prefix.len());
        prefix + self.base.as_bytes().len() + usize::from(self.slash)
    }

    /// Appends it.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        if let Some(prefix) = self.prefix {
            out.push(b'/');
            out.extend_from_slice(prefix.as_bytes());
        }
        out.extend_from_slice(self.base.as_bytes());
        if self.slash {
            out.push(b'/');
        }
    }
}

/// Which fields the records of a list of paths may have.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Fields {
    /// All but values.
    Any,
    /// Names, times and units only (RFC 8790 §3.1).
    Fetch,
}

/// One record as it was read.
#[derive(Debug, Default)]
pub(super) struct Entry<'p> {
    base_name: Option<Cow<'p, str>>,
    base_value: Option<Number>,
    name: Option<Cow<'p, str>>,
    value: Option<Raw<'p>>,
    /// Something was said twice.
    repeated: bool,
    /// It has fields other than names, times, units and values.
    foreign: bool,
    /// It has a field that must be understood and is not.
    extension: bool,
}

impl<'p> Entry<'p> {
    /// Takes the `bver` field.
    pub(super) fn version(&mut self, version: f64) {
        self.foreign = true;
        self.extension |= version > VERSION;
    }

    /// Takes the `bn` field.
    pub(super) fn base_name(&mut self, name: Cow<'p, str>) {
        self.repeated |= self.base_name.replace(name).is_some();
    }

    /// Takes the `bv` field.
    pub(super) fn base_value(&mut self, value: Number) {
        self.repeated |= self.base_value.replace(value).is_some();
    }

    /// Takes the `n` field.
    pub(super) fn name(&mut self, name: Cow<'p, str>) {
        self.repeated |= self.name.replace(name).is_some();
    }

    /// Takes a value, of which there is one at most.
    pub(super) fn value(&mut self, value: Raw<'p>) {
        self.repeated |= self.value.replace(value).is_some();
    }

    /// Takes note of a field that means nothing here (RFC 8428 §4.4: but some must be understood).
    pub(super) fn unknown(&mut self, name: &str) {
        self.foreign = true;
        self.extension |= name.ends_with('_');
    }
}

/// What the records of a pack hand on to the ones after them.
pub(super) struct Pack<'s> {
    prefix: Option<&'s str>,
    max_records: usize,
    record: usize,
    base_name: String,
    base_value: Option<Number>,
    name: String,
}

impl<'s> Pack<'s> {
    /// The state before the first record.
    pub(super) fn new(scope: &Scope<'s>) -> Self {
        Self::with_base(scope, String::new())
    }

    /// The state before the first record, with a base name that was given elsewhere.
    pub(super) fn with_base(scope: &Scope<'s>, base_name: String) -> Self {
        Self {
            prefix: scope.prefix,
            max_records: scope.max_records,
            record: 0,
            base_name,
            base_value: None,
            name: String::new(),
        }
    }

    /// Completes the next record with what was said before it (RFC 8428 §4.6).
    pub(super) fn resolve<'p>(&mut self, entry: Entry<'p>) -> Result<Resolved<'p>, DecodeError> {
        let record = self.record;
        self.record += 1;
        if record >= self.max_records {
            return Err(DecodeError::TooMany(self.max_records));
        }
        if entry.repeated {
            return Err(DecodeError::Repeated { record });
        }
        if entry.extension {
            return Err(DecodeError::Extension { record });
        }
        if let Some(base) = entry.base_name {
            self.base_name.clear();
            self.base_name.push_str(&base);
        }
        self.base_value = entry.base_value.or(self.base_value);
        self.name.clear();
        self.name.push_str(&self.base_name);
        self.name.push_str(entry.name.as_deref().unwrap_or_default());
        Ok(Resolved {
            record,
            path: path(&self.name, self.prefix, record)?,
            value: summed(entry.value, self.base_value),
            foreign: entry.foreign || entry.base_value.is_some(),
        })
    }
}

/// The path in a name, which starts with the prefix of the device if that has one.
fn path(name: &str, prefix: Option<&str>, record: usize) -> Result<Path, DecodeError> {
    let invalid = |source| DecodeError::Path { record, source };
    let Some(inner) = name.strip_prefix('/') else {
        return Err(invalid(InvalidPath::NoLeadingSlash));
    };
    let path = match prefix {
        Some(prefix) => inner
            .strip_prefix(prefix)
            .filter(|rest| rest.is_empty() || rest.starts_with('/')),
        None => Some(name).filter(|_| !inner.starts_with(|c: char| c.is_ascii_alphabetic())),
    };
    match path.ok_or(DecodeError::Prefix { record })? {
        "" => Ok(Path::Root),
        path => path.parse().map_err(invalid),
    }
}

/// RFC 8428 §4.1: the base value is added to numbers, and stands where there is no value.
fn summed<'p>(value: Option<Raw<'p>>, base: Option<Number>) -> Option<Raw<'p>> {
    match (value, base) {
        (None, Some(base)) => Some(base.into()),
        (Some(Raw::Integer(value)), Some(base)) => Some(Number::Integer(value).plus(base).into()),
        (Some(Raw::Float(value)), Some(base)) => Some(Number::Float(value).plus(base).into()),
        (value, _) => value,
    }
}

/// One record with everything it says.
pub(super) struct Resolved<'p> {
    record: usize,
    path: Path,
    value: Option<Raw<'p>>,
    foreign: bool,
}

impl Resolved<'_> {
    /// Hands the value on.
    pub(super) fn collect(self, collector: &mut Collector<'_>) -> Result<(), DecodeError> {
        let at = match self.path {
            // SenML cannot say that the client is to number the instance, unless it leaves that level out.
            Path::Instance(..) if collector.creates() => Segments::of(self.path).in_new_instance(),
            path => Segments::of(path),
        };
        match self.value {
            Some(Raw::Null) => collector.null(at),
            Some(raw) => collector.value(at, |kind| raw.typed(kind)),
            None => Err(DecodeError::NoValue { record: self.record }),
        }
    }

    /// The path alone, which is all that the record may say.
    pub(super) fn path(self, fields: Fields) -> Result<Path, DecodeError> {
        if self.value.is_some() || (self.foreign && fields == Fields::Fetch) {
            return Err(DecodeError::NotAPath { record: self.record });
        }
        Ok(self.path)
    }
}

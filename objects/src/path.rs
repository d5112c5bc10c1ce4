//! Paths to objects, instances, resources and resource instances.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use crate::{InstanceId, ObjectId, ResourceId};

/// Points at one resource, or at one element of a multiple-instance resource.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct ResourcePath {
    /// The object.
    pub object: ObjectId,
    /// The instance of the object.
    pub instance: InstanceId,
    /// The resource of the instance.
    pub resource: ResourceId,
    /// The resource instance, for multiple-instance resources only (0..=65534).
    pub element: Option<u16>,
}

impl ResourcePath {
    /// The path of a whole resource.
    #[must_use]
    pub const fn new(object: ObjectId, instance: InstanceId, resource: ResourceId) -> Self {
        Self {
            object,
            instance,
            resource,
            element: None,
        }
    }

    /// A path written in source code: `ResourcePath::literal(3, 0, 9)` is `/3/0/9`.
    ///
    /// # Panics
    /// When one of the numbers is the reserved 65535; in a constant this is a compile error.
    #[must_use]
    pub const fn literal(object: u16, instance: u16, resource: u16) -> Self {
        Self::new(
            ObjectId::new(object),
            InstanceId::new(instance),
            ResourceId::new(resource),
        )
    }

    /// The same resource, one of its elements.
    #[must_use]
    pub const fn with_element(self, element: u16) -> Self {
        Self {
            element: Some(element),
            ..self
        }
    }

    /// The same resource as a whole.
    #[must_use]
    pub const fn without_element(self) -> Self {
        Self {
            element: None,
            ..self
        }
    }
}

impl fmt::Display for ResourcePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}/{}/{}", self.object, self.instance, self.resource)?;
        match self.element {
            Some(element) => write!(f, "/{element}"),
            None => Ok(()),
        }
    }
}

/// Points at a part of the object tree, from the whole of it down to one resource instance.
///
/// The order is the order of the tree: a path sorts directly before everything below it, so that what
/// lies below a path is one range of a sorted map.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Path {
    /// The whole tree, `/`.
    Root,
    /// An object, `/3303`.
    Object(ObjectId),
    /// An object instance, `/3303/0`.
    Instance(ObjectId, InstanceId),
    /// A resource or resource instance, `/3303/0/5700` or `/3/0/7/1`.
    Resource(ResourcePath),
}

impl Path {
    /// The path of `segments`, which are numbers from the object downwards.
    ///
    /// # Errors
    /// When there are more than four segments, or one is the reserved 65535.
    pub fn from_segments(segments: &[u16]) -> Result<Self, InvalidPath> {
        let object = |id| ObjectId::try_from(id).map_err(|_| InvalidPath::Reserved);
        let instance = |id| InstanceId::try_from(id).map_err(|_| InvalidPath::Reserved);
        let resource = |id| ResourceId::try_from(id).map_err(|_| InvalidPath::Reserved);
        Ok(match *segments {
            [] => Self::Root,
            [o] => Self::Object(object(o)?),
            [o, i] => Self::Instance(object(o)?, instance(i)?),
            [o, i, r] => Self::Resource(ResourcePath::new(object(o)?, instance(i)?, resource(r)?)),
            [_, _, _, u16::MAX] => return Err(InvalidPath::Reserved),
            [o, i, r, e] => {
                Self::Resource(ResourcePath::new(object(o)?, instance(i)?, resource(r)?).with_element(e))
            }
            _ => return Err(InvalidPath::TooDeep),
        })
    }

    /// The segments from the object downwards; `None` sorts before every number.
    #[must_use]
    pub const fn segments(&self) -> [Option<u16>; 4] {
        match self {
            Self::Root => [None; 4],
            Self::Object(object) => [Some(object.number()), None, None, None],
            Self::Instance(object, instance) => [Some(object.number()), Some(instance.number()), None, None],
            Self::Resource(path) => [
                Some(path.object.number()),
                Some(path.instance.number()),
                Some(path.resource.number()),
                path.element,
            ],
        }
    }

    /// How many segments the path has: 0 for the root, 4 for a resource instance.
    #[must_use]
    pub const fn depth(&self) -> usize {
        match self {
            Self::Root => 0,
            Self::Object(_) => 1,
            Self::Instance(..) => 2,
            Self::Resource(ResourcePath { element: None, .. }) => 3,
            Self::Resource(ResourcePath { element: Some(_), .. }) => 4,
        }
    }

    /// The object the path lies in; the root lies in none.
    #[must_use]
    pub const fn object(&self) -> Option<ObjectId> {
        match self {
            Self::Root => None,
            Self::Object(object) | Self::Instance(object, _) => Some(*object),
            Self::Resource(path) => Some(path.object),
        }
    }

    /// The instance the path lies in, if it is that deep.
    #[must_use]
    pub const fn instance(&self) -> Option<InstanceId> {
        match self {
            Self::Root | Self::Object(_) => None,
            Self::Instance(_, instance) => Some(*instance),
            Self::Resource(path) => Some(path.instance),
        }
    }

    /// The path one level up; the root has none.
    #[must_use]
    pub const fn parent(&self) -> Option<Self> {
        match self {
            Self::Root => None,
            Self::Object(_) => Some(Self::Root),
            Self::Instance(object, _) => Some(Self::Object(*object)),
            Self::Resource(path) => Some(match path.element {
                Some(_) => Self::Resource(path.without_element()),
                None => Self::Instance(path.object, path.instance),
            }),
        }
    }

    /// Whether `other` is this path or lies below it.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        match self {
            Self::Root => true,
            Self::Object(object) => other.object() == Some(*object),
            Self::Instance(object, instance) => {
                other.object() == Some(*object) && other.instance() == Some(*instance)
            }
            Self::Resource(path) => match other {
                Self::Resource(below) => {
                    path.without_element() == below.without_element()
                        && (path.element.is_none() || path.element == below.element)
                }
                Self::Root | Self::Object(_) | Self::Instance(..) => false,
            },
        }
    }
}

impl Ord for Path {
    fn cmp(&self, other: &Self) -> Ordering {
        self.segments().cmp(&other.segments())
    }
}

impl PartialOrd for Path {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<ResourcePath> for Path {
    fn from(path: ResourcePath) -> Self {
        Self::Resource(path)
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => f.write_str("/"),
            Self::Object(object) => write!(f, "/{object}"),
            Self::Instance(object, instance) => write!(f, "/{object}/{instance}"),
            Self::Resource(path) => path.fmt(f),
        }
    }
}

/// A text or a list of numbers is not a path.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum InvalidPath {
    /// Paths in text form start with a slash.
    #[error("a path starts with a slash")]
    NoLeadingSlash,
    /// A segment is empty, has a sign or a leading zero, or is no number below 65536.
    #[error("a path segment is not a decimal number from 0 to 65534")]
    NotANumber,
    /// A segment is 65535.
    #[error("65535 is reserved and cannot be part of a path")]
    Reserved,
    /// More than object, instance, resource and resource instance.
    #[error("a path has at most four segments")]
    TooDeep,
}

/// Reads one path segment: decimal, no sign, no leading zero (LwM2M core §7.2).
fn segment(text: &str) -> Result<u16, InvalidPath> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    if !plain {
        return Err(InvalidPath::NotANumber);
    }
    text.parse().map_err(|_| InvalidPath::NotANumber)
}

impl FromStr for Path {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, InvalidPath> {
        let rest = text.strip_prefix('/').ok_or(InvalidPath::NoLeadingSlash)?;
        if rest.is_empty() {
            return Ok(Self::Root);
        }
        let mut segments = [0; 4];
        let mut depth = 0;
        for part in rest.split('/') {
            *segments.get_mut(depth).ok_or(InvalidPath::TooDeep)? = segment(part)?;
            depth += 1;
        }
        Self::from_segments(&segments[..depth])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_back_as_it_was_written() {
        for text in [
            "/",
            "/3",
            "/3/0",
            "/3/0/7",
            "/3/0/7/1",
            "/65534/65534/65534/65534",
        ] {
            assert_eq!(text.parse::<Path>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_not_a_path_is_refused_with_its_reason() {
        assert_eq!("3/0".parse::<Path>(), Err(InvalidPath::NoLeadingSlash));
        assert_eq!("/03".parse::<Path>(), Err(InvalidPath::NotANumber));
        assert_eq!("/3/".parse::<Path>(), Err(InvalidPath::NotANumber));
        assert_eq!("/+3".parse::<Path>(), Err(InvalidPath::NotANumber));
        assert_eq!("/65536".parse::<Path>(), Err(InvalidPath::NotANumber));
        assert_eq!("/3/0/7/65535".parse::<Path>(), Err(InvalidPath::Reserved));
        assert_eq!("/1/2/3/4/5".parse::<Path>(), Err(InvalidPath::TooDeep));
    }

    #[test]
    fn a_path_covers_itself_and_what_lies_below() {
        let path = |text: &str| text.parse::<Path>().unwrap();
        for (upper, lower, covered) in [
            ("/", "/3/0/7/1", true),
            ("/3", "/3/0/7", true),
            ("/3/0", "/3/1/7", false),
            ("/3/0/7", "/3/0/7/1", true),
            ("/3/0/7/1", "/3/0/7", false),
            ("/3/0/7/1", "/3/0/7/2", false),
            ("/3/0/7", "/3/0", false),
        ] {
            assert_eq!(
                path(upper).covers(&path(lower)),
                covered,
                "{upper} covers {lower}"
            );
        }
    }

    #[test]
    fn a_parent_sorts_before_its_children() {
        let path = |text: &str| text.parse::<Path>().unwrap();
        assert_eq!(path("/3/0/7/1").parent(), Some(path("/3/0/7")));
        assert!(ResourcePath::literal(3, 0, 7) < ResourcePath::literal(3, 0, 7).with_element(0));
        let mut sorted = ["/", "/3", "/3/0", "/3/0/7", "/3/0/7/1", "/3/1", "/4"].map(path);
        let tree_order = sorted;
        sorted.reverse();
        sorted.sort_unstable();
        assert_eq!(sorted, tree_order);
    }
}

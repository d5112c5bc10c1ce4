//! The numbers of a path as they come from the wire, before anything is known about them.

use objects::{InvalidPath, Path};

/// LwM2M core §7.2 reserves this number; a Create in LwM2M CBOR names its new instance so.
const UNASSIGNED: u16 = u16::MAX;

/// Up to four path segments.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Segments {
    numbers: [u16; 4],
    depth: usize,
}

impl Segments {
    /// The segments of `path`.
    pub(super) fn of(path: Path) -> Self {
        let mut segments = Self::default();
        let element = match path {
            Path::Root | Path::Object(_) | Path::Instance(..) => None,
            Path::Resource(resource) => Some((resource.resource.number(), resource.element)),
        };
        let numbers = [
            path.object().map(u16::from),
            path.instance().map(u16::from),
            element.map(|(resource, _)| resource),
            element.and_then(|(_, element)| element),
        ];
        for (slot, number) in segments.numbers.iter_mut().zip(numbers.into_iter().flatten()) {
            *slot = number;
            segments.depth += 1;
        }
        segments
    }

    /// One level deeper.
    pub(super) fn push(&mut self, number: u16) -> Result<(), InvalidPath> {
        *self.numbers.get_mut(self.depth).ok_or(InvalidPath::TooDeep)? = number;
        self.depth += 1;
        Ok(())
    }

    /// The same path, one level deeper.
    pub(super) fn with(mut self, number: u16) -> Result<Self, InvalidPath> {
        self.push(number)?;
        Ok(self)
    }

    /// How many segments there are.
    pub(super) const fn depth(&self) -> usize {
        self.depth
    }

    /// The numbers from the object downwards.
    pub(super) fn as_slice(&self) -> &[u16] {
        self.numbers.get(..self.depth).unwrap_or(&self.numbers)
    }

    /// The path, in which every number must be an identifier.
    pub(super) fn path(&self) -> Result<Path, InvalidPath> {
        Path::from_segments(self.as_slice())
    }

    /// The instance, where `Some(None)` says that the client is to choose it.
    pub(super) fn instance(&self) -> Option<Option<u16>> {
        let number = *self.as_slice().get(1)?;
        Some((number != UNASSIGNED).then_some(number))
    }

    /// The same path in another instance.
    pub(super) fn in_instance(mut self, instance: u16) -> Self {
        if let Some(number) = self.numbers.get_mut(1) {
            *number = instance;
        }
        self
    }

    /// `/object/resource` as a resource of an instance that is still to be numbered.
    pub(super) fn in_new_instance(self) -> Self {
        let [object, resource, ..] = self.numbers;
        Self {
            numbers: [object, UNASSIGNED, resource, 0],
            depth: 3,
        }
    }

    /// An instance that is still to be numbered.
    pub(super) fn new_instance(object: u16) -> Self {
        Self {
            numbers: [object, UNASSIGNED, 0, 0],
            depth: 2,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_of_a_path_lead_back_to_it() {
        for text in ["/", "/3", "/3/0", "/3/0/7", "/3/0/7/1"] {
            let path: Path = text.parse().unwrap();
            assert_eq!(Segments::of(path).path(), Ok(path));
            assert_eq!(Segments::of(path).depth(), path.depth());
        }
    }

    #[test]
    fn a_fifth_segment_is_too_deep() {
        let path = Segments::of("/3/0/7/1".parse().unwrap());
        assert_eq!(path.with(0), Err(InvalidPath::TooDeep));
    }
}

//! The path of a request, compactly.

use std::fmt;
use std::str::FromStr;

use crate::error::PathError;

/// RFC 7252 §5.10: Uri-Path is 0 to 255 bytes.
const MAX_SEGMENT: usize = 255;

/// The Uri-Path segments of a request in one string.
#[derive(Clone, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct UriPath {
    text: String,
    // Unused ends are zero, so the derived comparisons hold.
    ends: [u16; Self::MAX_SEGMENTS],
    count: u8,
}

impl UriPath {
    /// Most segments a path may have; far above what LwM2M uses.
    pub const MAX_SEGMENTS: usize = 16;

    /// The empty path.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a path from its segments.
    ///
    /// # Errors
    ///
    /// When a segment or the number of segments exceeds its bound.
    pub fn from_segments<S: AsRef<str>>(segments: impl IntoIterator<Item = S>) -> Result<Self, PathError> {
        let mut path = Self::new();
        for segment in segments {
            path.push(segment.as_ref())?;
        }
        Ok(path)
    }

    /// Appends one segment, verbatim.
    ///
    /// # Errors
    ///
    /// When the segment or the number of segments exceeds its bound.
    pub fn push(&mut self, segment: &str) -> Result<(), PathError> {
        if segment.len() > MAX_SEGMENT {
            return Err(PathError::SegmentTooLong {
                length: segment.len(),
            });
        }
        let end = u16::try_from(self.text.len() + segment.len()).map_err(|_| PathError::TooManySegments)?;
        let slot = self
            .ends
            .get_mut(usize::from(self.count))
            .ok_or(PathError::TooManySegments)?;
        *slot = end;
        self.count += 1;
        self.text.push_str(segment);
        Ok(())
    }

    /// The segments in order.
    pub fn segments(&self) -> impl Iterator<Item = &str> {
        let ends = self.ends.iter().take(usize::from(self.count));
        ends.scan(0usize, |start, end| {
            let from = std::mem::replace(start, usize::from(*end));
            self.text.get(from..usize::from(*end))
        })
    }

    /// How many segments there are.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::from(self.count)
    }

    /// Whether this is the empty path.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(crate) fn reserve(&mut self, bytes: usize) {
        self.text.reserve(bytes);
    }
}

/// Reads `/a/b` or `a/b`; empty segments other than a leading one are kept.
impl FromStr for UriPath {
    type Err = PathError;

    fn from_str(text: &str) -> Result<Self, PathError> {
        let text = text.strip_prefix('/').unwrap_or(text);
        if text.is_empty() {
            Ok(Self::new())
        } else {
            Self::from_segments(text.split('/'))
        }
    }
}

impl fmt::Display for UriPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_empty() {
            return f.write_str("/");
        }
        self.segments().try_for_each(|segment| write!(f, "/{segment}"))
    }
}

impl fmt::Debug for UriPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UriPath({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_reads_and_prints_alike() {
        for text in ["/", "/3/0/0", "/rd/5a3f", "/dev1/3303/0/5700"] {
            assert_eq!(text.parse::<UriPath>().unwrap().to_string(), text);
        }
        let path: UriPath = "3/0".parse().unwrap();
        assert_eq!(path.segments().collect::<Vec<_>>(), ["3", "0"]);
    }

    #[test]
    fn segments_keep_their_borders() {
        let one = UriPath::from_segments(["ab", "c"]).unwrap();
        let two = UriPath::from_segments(["a", "bc"]).unwrap();
        assert_ne!(one, two);
        assert_eq!(two.len(), 2);
    }

    #[test]
    fn bounds_are_kept() {
        assert_eq!(UriPath::from_segments(["x"; 17]), Err(PathError::TooManySegments));
        let long = "x".repeat(256);
        assert_eq!(
            UriPath::from_segments([long]),
            Err(PathError::SegmentTooLong { length: 256 })
        );
    }
}

//! Path names and object links in text, put together without allocation.

use objects::{ObjectLink, Path};

use super::segments::Segments;

/// The longest is `/65534/65534/65534/65534`.
const CAPACITY: usize = 24;

/// A short text of decimal numbers with separators.
#[derive(Clone, Copy)]
pub(super) struct Name {
    bytes: [u8; CAPACITY],
    length: usize,
}

impl Name {
    const EMPTY: Self = Self {
        bytes: [0; CAPACITY],
        length: 0,
    };

    /// The segments of `path` below its first `depth` ones, such as `7/0`.
    pub(super) fn below(depth: usize, path: impl Into<Path>) -> Self {
        let mut name = Self::EMPTY;
        for number in Segments::of(path.into()).as_slice().iter().skip(depth) {
            if name.length > 0 {
                name.push(b'/');
            }
            name.push_number(*number);
        }
        name
    }

    /// The whole of `path` with a slash before each segment; nothing for the root.
    pub(super) fn absolute(path: impl Into<Path>) -> Self {
        let mut name = Self::EMPTY;
        for number in Segments::of(path.into()).as_slice() {
            name.push(b'/');
            name.push_number(*number);
        }
        name
    }

    /// An object link, such as `66:0`.
    pub(super) fn link(link: ObjectLink) -> Self {
        let mut name = Self::EMPTY;
        name.push_number(link.object);
        name.push(b':');
        name.push_number(link.instance);
        name
    }

    fn push(&mut self, byte: u8) {
        if let Some(slot) = self.bytes.get_mut(self.length) {
            *slot = byte;
            self.length += 1;
        }
    }

    fn push_number(&mut self, number: u16) {
        let mut started = false;
        for digit in [
            number / 10_000,
            number / 1000 % 10,
            number / 100 % 10,
            number / 10 % 10,
        ] {
            started |= digit > 0;
            if started {
                self.push_digit(digit);
            }
        }
        self.push_digit(number % 10);
    }

    fn push_digit(&mut self, digit: u16) {
        self.push(b'0' + u8::try_from(digit).unwrap_or_default());
    }

    /// The text, which is ASCII.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_paths_are() {
        for text in [
            "/3",
            "/3303/0",
            "/3/0/10",
            "/65534/65534/65534/65534",
            "/100/9/1000/0",
        ] {
            let path: Path = text.parse().unwrap();
            assert_eq!(Name::absolute(path).as_bytes(), text.as_bytes());
            assert_eq!(Some(Name::below(0, path).as_bytes()), text.as_bytes().get(1..));
        }
        assert_eq!(Name::absolute(Path::Root).as_bytes(), b"");
        assert_eq!(
            Name::below(2, "/3/0/7/1".parse::<Path>().unwrap()).as_bytes(),
            b"7/1"
        );
        assert_eq!(Name::link(ObjectLink::NULL).as_bytes(), b"65535:65535");
    }
}

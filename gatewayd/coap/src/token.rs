//! Request tokens (RFC 7252 §5.3.1).

use std::fmt;

use crate::error::TokenError;

/// The token that ties a response to its request: 0 to 8 bytes, held inline.
#[derive(Clone, Copy, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Token {
    // Unused bytes are zero, so the derived comparisons hold.
    bytes: [u8; Self::MAX_LENGTH],
    length: u8,
}

impl Token {
    /// Longest token of RFC 7252 §3; RFC 8974 tokens are not supported.
    pub const MAX_LENGTH: usize = 8;

    /// The zero-length token.
    pub const EMPTY: Self = Self {
        bytes: [0; Self::MAX_LENGTH],
        length: 0,
    };

    /// The token's bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..usize::from(self.length)).unwrap_or_default()
    }
}

impl TryFrom<&[u8]> for Token {
    type Error = TokenError;

    fn try_from(bytes: &[u8]) -> Result<Self, TokenError> {
        let mut token = Self::EMPTY;
        let room = token
            .bytes
            .get_mut(..bytes.len())
            .ok_or(TokenError { length: bytes.len() })?;
        room.copy_from_slice(bytes);
        token.length = u8::try_from(bytes.len()).map_err(|_| TokenError { length: bytes.len() })?;
        Ok(token)
    }
}

impl From<[u8; 8]> for Token {
    fn from(bytes: [u8; 8]) -> Self {
        Self { bytes, length: 8 }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_bytes()
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_by_length_too() {
        let one = Token::try_from(&[0][..]).unwrap();
        let two = Token::try_from(&[0, 0][..]).unwrap();
        assert_ne!(one, two);
        assert_ne!(one, Token::EMPTY);
        assert_eq!(two.as_bytes(), [0, 0]);
    }

    #[test]
    fn nine_bytes_are_no_token() {
        assert_eq!(Token::try_from(&[1; 9][..]), Err(TokenError { length: 9 }));
    }
}

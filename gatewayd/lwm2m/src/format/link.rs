//! CoRE link format (RFC 6690): object lists of registrations and answers to Discover.

use std::borrow::Cow;
use std::fmt;
use std::io::Write as _;

use objects::Path;

use super::DecodeError;

/// Appends links to a payload: `</>;rt="oma.lwm2m",</3/0>`.
#[derive(Debug)]
pub struct LinkWriter<'o> {
    out: &'o mut Vec<u8>,
    first: bool,
}

impl<'o> LinkWriter<'o> {
    /// Starts a list of links at the end of `out`.
    pub const fn new(out: &'o mut Vec<u8>) -> Self {
        Self { out, first: true }
    }

    /// Starts the next link; `target` is its path, with a leading slash.
    pub fn link(&mut self, target: impl fmt::Display) -> &mut Self {
        let separator = if self.first { "" } else { "," };
        self.first = false;
        self.write(format_args!("{separator}<{target}>"))
    }

    /// Adds an attribute that needs no quotes, such as a number or a version.
    pub fn attribute(&mut self, name: &str, value: impl fmt::Display) -> &mut Self {
        self.write(format_args!(";{name}={value}"))
    }

    /// Adds an attribute in quotes.
    pub fn quoted(&mut self, name: &str, value: &str) -> &mut Self {
        self.write(format_args!(";{name}=\""));
        for byte in value.bytes() {
            if matches!(byte, b'"' | b'\\') {
                self.out.push(b'\\');
            }
            self.out.push(byte);
        }
        self.out.push(b'"');
        self
    }

    fn write(&mut self, text: fmt::Arguments<'_>) -> &mut Self {
        self.out.write_fmt(text).expect("a vector takes every write");
        self
    }
}

/// One link of a list.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Link<'p> {
    /// What stands between the angle brackets.
    pub target: &'p str,
    attributes: &'p str,
}

impl<'p> Link<'p> {
    /// The target as a path, with one slash at its end forgiven; `None` if it is something else.
    #[must_use]
    pub fn path(&self) -> Option<Path> {
        let target = match self.target.strip_suffix('/') {
            Some("") | None => self.target,
            Some(target) => target,
        };
        target.parse().ok()
    }

    /// The attributes in their order: name and value, if there is one.
    pub fn attributes(&self) -> impl Iterator<Item = (&'p str, Option<Cow<'p, str>>)> {
        let mut input = Input::new(self.attributes);
        std::iter::from_fn(move || input.attribute().ok().flatten())
    }

    /// The value of the first attribute of that name; empty for one without a value.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<Cow<'p, str>> {
        let mut attributes = self.attributes();
        attributes
            .find(|(found, _)| *found == name)
            .map(|(_, value)| value.unwrap_or_default())
    }
}

/// Reads a list of links, with white space after commas and semicolons forgiven.
///
/// # Errors
/// At the first byte that makes no sense, or with more than `max_links` links.
pub fn parse(payload: &[u8], max_links: usize) -> Result<Vec<Link<'_>>, DecodeError> {
    let text = std::str::from_utf8(payload).map_err(|error| DecodeError::Malformed {
        offset: error.valid_up_to(),
    })?;
    let mut input = Input::new(text);
    let mut links = Vec::new();
    input.skip_space();
    while !input.rest.is_empty() {
        if links.len() == max_links {
            return Err(DecodeError::TooMany(max_links));
        }
        links.push(input.link()?);
        input.skip_space();
        if !input.rest.is_empty() {
            input.expect(',')?;
            input.skip_space();
            if input.rest.is_empty() {
                return Err(input.malformed());
            }
        }
    }
    Ok(links)
}

/// The name of an attribute and its value, if it has one.
type Attribute<'p> = (&'p str, Option<Cow<'p, str>>);

/// Text that is still to be read.
struct Input<'p> {
    whole: &'p str,
    rest: &'p str,
}

impl<'p> Input<'p> {
    const fn new(text: &'p str) -> Self {
        Self {
            whole: text,
            rest: text,
        }
    }

    fn malformed(&self) -> DecodeError {
        DecodeError::Malformed {
            offset: self.whole.len() - self.rest.len(),
        }
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    fn expect(&mut self, wanted: char) -> Result<(), DecodeError> {
        self.rest = self.rest.strip_prefix(wanted).ok_or_else(|| self.malformed())?;
        Ok(())
    }

    /// Takes everything before the first character for which `end` holds.
    fn until(&mut self, end: impl Fn(char) -> bool) -> &'p str {
        let at = self.rest.find(end).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at_checked(at).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn link(&mut self) -> Result<Link<'p>, DecodeError> {
        self.expect('<')?;
        let target = self.until(|c| c == '>');
        self.expect('>')?;
        let attributes = self.rest;
        while self.attribute()?.is_some() {}
        let length = attributes.len() - self.rest.len();
        Ok(Link {
            target,
            attributes: attributes.get(..length).unwrap_or_default(),
        })
    }

    /// Reads `;name`, `;name=token` or `;name="text"`, if there is one.
    fn attribute(&mut self) -> Result<Option<Attribute<'p>>, DecodeError> {
        let here = self.rest;
        self.skip_space();
        let Some(rest) = self.rest.strip_prefix(';') else {
            self.rest = here;
            return Ok(None);
        };
        self.rest = rest;
        self.skip_space();
        let name = self.until(|c| c.is_whitespace() || matches!(c, '=' | ';' | ',' | '<' | '>' | '"'));
        if name.is_empty() {
            return Err(self.malformed());
        }
        let Some(rest) = self.rest.strip_prefix('=') else {
            return Ok(Some((name, None)));
        };
        self.rest = rest;
        let value = match rest.strip_prefix('"') {
            Some(rest) => {
                self.rest = rest;
                self.quoted()?
            }
            None => Cow::Borrowed(self.until(|c| c.is_whitespace() || matches!(c, ';' | ',' | '"'))),
        };
        Ok(Some((name, Some(value))))
    }

    /// Reads the rest of a text in quotes, in which a backslash keeps the character after it.
    fn quoted(&mut self) -> Result<Cow<'p, str>, DecodeError> {
        let mut text = Cow::Borrowed(self.until(|c| matches!(c, '"' | '\\')));
        while let Some(rest) = self.rest.strip_prefix('\\') {
            let mut chars = rest.chars();
            let kept = chars.next().ok_or_else(|| self.malformed())?;
            self.rest = chars.as_str();
            let more = self.until(|c| matches!(c, '"' | '\\'));
            let text = text.to_mut();
            text.push(kept);
            text.push_str(more);
        }
        self.expect('"')?;
        Ok(text)
    }
}

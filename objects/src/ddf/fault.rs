//! What can be wrong with a definition.

use crate::{ResourceId, ValueKind};

/// One thing that is wrong or doubtful, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// What it is.
    pub fault: Fault,
}

/// What is wrong or doubtful. Texts of the file are cut to a length that can be shown.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Fault {
    /// A document type could define entities without end.
    #[error("a document type is not allowed in a definition")]
    DocumentType,
    /// A resource number occurs twice.
    #[error("resource {0} is defined twice")]
    Duplicate(ResourceId),
    /// An element has to say something.
    #[error("<{0}> is empty")]
    Empty(&'static str),
    /// An executable can be there once only, whatever is written.
    #[error("an executable resource cannot have several instances, so it has one")]
    ExecutableTwice,
    /// An executable has no value.
    #[error("an executable resource has no value, so it has no type such as {0}")]
    ExecutableWithType(ValueKind),
    /// A number is no identifier.
    #[error("{name} is a number from 0 to 65534, not {found:?}")]
    Id {
        /// The element or attribute.
        name: &'static str,
        /// What is there.
        found: String,
    },
    /// An element or attribute has to be there.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A resource without a kind of value cannot have any; it is left out.
    #[error("the resource has no type, so it is left out")]
    NoType,
    /// The document is about something else.
    #[error("the document is no <LWM2M> definition")]
    NotLwm2m,
    /// The range is understood and contains nothing.
    #[error("the range {0:?} contains nothing, so every value is taken")]
    RangeEmpty(String),
    /// The range is written in words; the resource takes every value of its kind.
    #[error("the range {0:?} is not understood, so every value is taken")]
    RangeUnknown(String),
    /// An element is there more than once.
    #[error("<{0}> is there twice")]
    Repeated(&'static str),
    /// The document is not well-formed.
    #[error("{0}")]
    Syntax(String),
    /// The text is longer than [`super::MAX_SIZE`], or has too many elements.
    #[error("the definition is too large")]
    TooLong,
    /// A version is not two numbers.
    #[error("ObjectVersion is written as 1.0, not {0:?}")]
    Version(String),
    /// A word is none of those there are.
    #[error("<{name}> is {}, not {found:?}", either(.expected))]
    Word {
        /// The element.
        name: &'static str,
        /// What is there.
        found: String,
        /// What could be there.
        expected: Vec<&'static str>,
    },
}

/// The longest part of a file that a message repeats.
const MAX_QUOTED: usize = 60;

impl Fault {
    /// Whether the definition can be used all the same.
    #[must_use]
    pub const fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::ExecutableTwice | Self::NoType | Self::RangeEmpty(_) | Self::RangeUnknown(_)
        )
    }

    pub(super) fn at(mut self, line: usize) -> Problem {
        match &mut self {
            Self::Id { found: text, .. }
            | Self::RangeEmpty(text)
            | Self::RangeUnknown(text)
            | Self::Version(text)
            | Self::Word { found: text, .. } => *text = shortened(text),
            Self::DocumentType
            | Self::Duplicate(_)
            | Self::Empty(_)
            | Self::ExecutableTwice
            | Self::ExecutableWithType(_)
            | Self::Missing(_)
            | Self::NoType
            | Self::NotLwm2m
            | Self::Repeated(_)
            | Self::Syntax(_)
            | Self::TooLong => {}
        }
        Problem { line, fault: self }
    }
}

/// Why a text is no document that can be read.
pub(super) fn of(error: roxmltree::Error, text: &str) -> Problem {
    let line = error.pos().row as usize;
    match error {
        // The parser does not say where it is.
        roxmltree::Error::DtdDetected => {
            let before = text.split("<!DOCTYPE").next().unwrap_or("");
            Fault::DocumentType.at(before.matches('\n').count() + 1)
        }
        roxmltree::Error::NodesLimitReached => Fault::TooLong.at(1),
        other => Fault::Syntax(other.to_string()).at(line),
    }
}

fn either(words: &[&str]) -> String {
    match words.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        Some((last, _)) => (*last).to_owned(),
        None => String::new(),
    }
}

fn shortened(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

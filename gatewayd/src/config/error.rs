//! What is wrong with a configuration, and where.

use std::fmt;
use std::path::PathBuf;

use super::key::KeyPath;

/// Where something stands.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Location {
    /// A file as a whole, when it cannot even be opened.
    WholeFile {
        /// Which layer the file is.
        layer: usize,
        /// The file.
        path: PathBuf,
    },
    /// In a file.
    File {
        /// Which layer the file is: 0 for the main file, then the drop-ins in their order.
        layer: usize,
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// The character in the line, counted from 1.
        column: usize,
    },
    /// In an environment variable.
    Variable(String),
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File {
                path, line, column, ..
            } => write!(f, "{}:{line}:{column}", path.display()),
            Self::Variable(name) => f.write_str(name),
            Self::WholeFile { path, .. } => path.display().fmt(f),
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConfigError {
    /// Where it stands.
    pub location: Location,
    /// The key it is about; empty for the file as a whole.
    pub key: KeyPath,
    /// What is wrong, as a sentence without full stop. Never the content of a secret.
    pub problem: String,
    /// What to do about it, where that is known.
    pub help: Option<String>,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.location)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        f.write_str(&self.problem)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// Everything that is wrong with a configuration, in the order of the files; never empty.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ConfigErrors {
    pub(super) errors: Vec<ConfigError>,
    /// How many more there were when the list was full.
    pub(super) omitted: usize,
}

impl ConfigErrors {
    /// The errors, one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, ConfigError> {
        self.errors.iter()
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.errors.len() + self.omitted
    }
}

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, error) in self.errors.iter().enumerate() {
            if at > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        match self.omitted {
            0 => Ok(()),
            omitted => write!(f, "\nand {omitted} more"),
        }
    }
}

impl std::error::Error for ConfigErrors {}

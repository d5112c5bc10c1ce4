//! One file, from its text to values and the positions of its keys.

use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value};

use super::error::{ConfigError, Location};
use super::key::{KeyPath, Segment};
use super::position::{Positions, Spot};

/// Far deeper than any key there is; dotted keys could be nested without end otherwise.
const MAX_DEPTH: usize = 32;

/// The text of one configuration file.
pub(super) struct Source {
    /// Which layer it is: 0 for the main file, then the drop-ins in their order.
    pub(super) layer: usize,
    /// How the file is called in messages.
    pub(super) path: PathBuf,
    /// What it says.
    pub(super) text: String,
}

/// What became of one file.
#[derive(Default)]
pub(super) struct Parsed {
    /// The values, as far as the file can be read.
    pub(super) table: toml::Table,
    /// Why it cannot be read completely.
    pub(super) errors: Vec<ConfigError>,
}

impl Source {
    /// Reads the text; the positions of its keys go to `positions`.
    pub(super) fn parse(&self, positions: &mut Positions) -> Parsed {
        let (document, errors) = DeTable::parse_recoverable(&self.text);
        let mut parser = Parser {
            lines: Lines::new(self),
            positions,
            errors: Vec::new(),
        };
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            parser.error(&KeyPath::default(), &span, error.message().replace('\n', ", "));
        }
        let table = parser.table(&KeyPath::default(), document.get_ref());
        Parsed {
            table,
            errors: parser.errors,
        }
    }
}

struct Parser<'a> {
    lines: Lines<'a>,
    positions: &'a mut Positions,
    errors: Vec<ConfigError>,
}

impl Parser<'_> {
    fn table(&mut self, path: &KeyPath, table: &DeTable<'_>) -> toml::Table {
        let mut result = toml::Table::new();
        for (key, value) in table {
            let path = path.key(key.get_ref());
            let spot = self.spot(&key.span(), value);
            self.positions.insert(path.clone(), spot);
            if let Some(value) = self.value(&path, value) {
                result.insert(key.get_ref().to_string(), value);
            }
        }
        result
    }

    fn spot(&self, key: &Range<usize>, value: &Spanned<DeValue<'_>>) -> Spot {
        let key = self.lines.location(key.start);
        let value = match value.get_ref() {
            DeValue::Table(_) => None,
            _ => Some(self.lines.location(value.span().start)),
        };
        Spot { key, value }
    }

    fn value(&mut self, path: &KeyPath, value: &Spanned<DeValue<'_>>) -> Option<Value> {
        match value.get_ref() {
            DeValue::Array(items) => {
                let items = items.iter().enumerate();
                let items = items.filter_map(|(at, item)| self.value(&path.child(Segment::Index(at)), item));
                Some(Value::Array(items.collect()))
            }
            DeValue::Boolean(value) => Some(Value::Boolean(*value)),
            DeValue::Datetime(_) => {
                self.refuse(path, value, "no key takes a date or a time, a text needs quotes")
            }
            DeValue::Float(float) => match float.as_str().parse() {
                Ok(float) => Some(Value::Float(float)),
                Err(_) => self.refuse(path, value, "the number cannot be read"),
            },
            DeValue::Integer(integer) => match i64::from_str_radix(integer.as_str(), integer.radix()) {
                Ok(integer) => Some(Value::Integer(integer)),
                Err(_) => self.refuse(path, value, "the integer is too large"),
            },
            DeValue::String(text) => Some(Value::String(text.to_string())),
            DeValue::Table(_) if path.segments().len() >= MAX_DEPTH => {
                self.refuse(path, value, "the tables are nested too deeply")
            }
            DeValue::Table(table) => Some(Value::Table(self.table(path, table))),
        }
    }

    fn refuse(&mut self, path: &KeyPath, value: &Spanned<DeValue<'_>>, problem: &str) -> Option<Value> {
        self.error(path, &value.span(), problem.to_owned());
        None
    }

    fn error(&mut self, path: &KeyPath, span: &Range<usize>, problem: String) {
        let location = self.lines.location(span.start);
        self.errors.push(ConfigError {
            location,
            key: path.clone(),
            problem,
            help: None,
        });
    }
}

/// Turns offsets into lines and columns.
struct Lines<'a> {
    layer: usize,
    path: &'a Path,
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(source: &'a Source) -> Self {
        let breaks = source
            .text
            .bytes()
            .enumerate()
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        Self {
            layer: source.layer,
            path: &source.path,
            text: &source.text,
            starts,
        }
    }

    fn location(&self, offset: usize) -> Location {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self
            .text
            .get(start..offset)
            .map_or(0, |before| before.chars().count())
            + 1;
        Location::File {
            layer: self.layer,
            path: self.path.to_owned(),
            line,
            column,
        }
    }
}

//! Collects everything that is wrong, while the rest is still being read.

use std::collections::BTreeSet;

use super::error::{ConfigError, ConfigErrors, Location};
use super::key::{KeyPath, Segment};
use super::position::Positions;

/// More problems than this help nobody; the others are only counted.
pub(super) const MAX_PROBLEMS: usize = 100;

/// How deep `adapter.A.device.D.point.P` lies.
const POINT_DEPTH: usize = 6;

/// A value that contradicts something else.
pub(super) struct Conflict {
    pub(super) path: KeyPath,
    pub(super) problem: String,
    pub(super) help: Option<String>,
}

/// What is wrong or doubtful so far.
pub(super) struct Report {
    positions: Positions,
    errors: Vec<ConfigError>,
    warnings: Vec<ConfigError>,
    omitted: usize,
    /// Set when a file could not be read completely: what is missing may stand there.
    incomplete: bool,
    /// Lines with syntax errors; what else is found there is a matter of luck.
    garbled: BTreeSet<Location>,
}

impl Report {
    /// Nothing is wrong yet.
    pub(super) fn new(positions: Positions, errors: Vec<ConfigError>) -> Self {
        let incomplete = !errors.is_empty();
        let garbled = errors.iter().map(|error| line_of(&error.location)).collect();
        let mut report = Self {
            positions,
            errors: Vec::new(),
            warnings: Vec::new(),
            omitted: 0,
            incomplete,
            garbled,
        };
        errors.into_iter().for_each(|error| report.add(error));
        report
    }

    /// A key is wrong, or its absence from the table `path`.
    pub(super) fn key(&mut self, path: &KeyPath, problem: impl Into<String>, help: Option<&str>) {
        self.error(self.positions.key(path), path, problem.into(), help);
    }

    /// A value is wrong.
    pub(super) fn value(&mut self, path: &KeyPath, problem: impl Into<String>, help: Option<&str>) {
        self.error(self.positions.value(path), path, problem.into(), help);
    }

    /// A key is missing from the table `path`; not reported where it is there but wrong, or where a syntax
    /// error may have hidden it.
    pub(super) fn missing(&mut self, path: &KeyPath, key: &str, help: Option<&str>) {
        let culprit = path.key(key);
        if !self.incomplete && self.errors.iter().all(|error| error.key != culprit) {
            self.key(path, format!("missing key `{key}`"), help);
        }
    }

    /// A value that is well-formed contradicts something else.
    ///
    /// Not reported where it may follow from an error that was reported before: at a table that contains
    /// one, below one, or in a point that has one.
    pub(super) fn conflict(&mut self, path: &KeyPath, problem: impl Into<String>, help: Option<&str>) {
        self.conflicts(vec![Conflict {
            path: path.clone(),
            problem: problem.into(),
            help: help.map(str::to_owned),
        }]);
    }

    /// Several contradictions, none of which follows from another.
    pub(super) fn conflicts(&mut self, mut conflicts: Vec<Conflict>) {
        conflicts.retain(|conflict| !self.is_consequence(&conflict.path));
        for Conflict { path, problem, help } in conflicts {
            self.value(&path, problem, help.as_deref());
        }
    }

    /// Something is allowed but probably not meant.
    pub(super) fn warn(&mut self, path: &KeyPath, problem: impl Into<String>, help: Option<&str>) {
        if !self.is_consequence(path) && self.warnings.len() < MAX_PROBLEMS {
            let location = self.positions.value(path);
            self.warnings.push(ConfigError {
                location,
                key: path.clone(),
                problem: problem.into(),
                help: help.map(str::to_owned),
            });
        }
    }

    /// The warnings, or the errors when there are any; each in the order of the files.
    pub(super) fn finish(mut self) -> Result<Vec<ConfigError>, ConfigErrors> {
        let position = |error: &ConfigError| (error.location.clone(), error.key.clone());
        self.errors.sort_by_key(position);
        self.errors.dedup();
        self.warnings.sort_by_key(position);
        if self.errors.is_empty() {
            Ok(self.warnings)
        } else {
            Err(ConfigErrors {
                errors: self.errors,
                omitted: self.omitted,
            })
        }
    }

    fn error(&mut self, location: Location, path: &KeyPath, problem: String, help: Option<&str>) {
        if self.garbled.contains(&line_of(&location)) {
            return;
        }
        self.add(ConfigError {
            location,
            key: path.clone(),
            problem,
            help: help.map(str::to_owned),
        });
    }

    /// Something was found wrong elsewhere.
    pub(super) fn add(&mut self, error: ConfigError) {
        if self.errors.len() < MAX_PROBLEMS {
            self.errors.push(error);
        } else {
            self.omitted += 1;
        }
    }

    /// Something was found doubtful elsewhere.
    pub(super) fn add_warning(&mut self, warning: ConfigError) {
        if self.warnings.len() < MAX_PROBLEMS {
            self.warnings.push(warning);
        }
    }

    fn is_consequence(&self, path: &KeyPath) -> bool {
        self.incomplete
            || self.errors.iter().any(|error| {
                let same_point = point_of(&error.key).is_some_and(|point| point.covers(path));
                let above = !error.key.is_empty() && error.key.covers(path);
                path.covers(&error.key) || above || same_point
            })
    }
}

fn line_of(location: &Location) -> Location {
    let mut location = location.clone();
    if let Location::File { column, .. } = &mut location {
        *column = 1;
    }
    location
}

/// The point's table that `path` is or lies in.
fn point_of(path: &KeyPath) -> Option<KeyPath> {
    let point: Vec<Segment> = path.segments().get(..POINT_DEPTH)?.to_vec();
    let [
        Segment::Key(adapter),
        _,
        Segment::Key(device),
        _,
        Segment::Key(point_word),
        _,
    ] = point.as_slice()
    else {
        return None;
    };
    let words = [adapter, device, point_word].map(String::as_str);
    (words == ["adapter", "device", "point"]).then(|| point.into_iter().collect())
}

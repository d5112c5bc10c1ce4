//! Where every key of the merged configuration was written.

use std::collections::BTreeMap;

use super::error::Location;
use super::key::KeyPath;

/// Where a key and its value were written.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    /// The key.
    pub(super) key: Location,
    /// The value; a table has none, its name is what a person looks for.
    pub(super) value: Option<Location>,
}

/// The positions of all keys of all layers.
#[derive(Debug)]
pub(super) struct Positions {
    start: Location,
    spots: BTreeMap<KeyPath, Spot>,
}

impl Positions {
    /// No positions yet; `start` stands for the configuration as a whole.
    pub(super) fn new(start: Location) -> Self {
        Self {
            start,
            spots: BTreeMap::new(),
        }
    }

    /// Notes where a key was written. The last layer counts for values, the first for tables: there the
    /// table was opened.
    pub(super) fn insert(&mut self, path: KeyPath, spot: Spot) {
        if spot.value.is_some() || !self.spots.contains_key(&path) {
            self.spots.insert(path, spot);
        }
    }

    /// Where the key, or the nearest one around it, was written.
    pub(super) fn key(&self, path: &KeyPath) -> Location {
        self.nearest(path)
            .map_or_else(|| self.start.clone(), |spot| spot.key.clone())
    }

    /// Where the value, or that of the nearest key around it, was written.
    pub(super) fn value(&self, path: &KeyPath) -> Location {
        let spot = self.nearest(path);
        spot.map_or_else(
            || self.start.clone(),
            |spot| spot.value.as_ref().unwrap_or(&spot.key).clone(),
        )
    }

    fn nearest(&self, path: &KeyPath) -> Option<&Spot> {
        let mut path = path.clone();
        loop {
            if let Some(spot) = self.spots.get(&path) {
                return Some(spot);
            }
            path = path.parent()?;
        }
    }
}

//! Configuration: from files and variables to a checked [`Config`], or to everything that is wrong with it.
//!
//! 1. `layers` reads the files and `source` parses each of them, noting in `position` where every key stands.
//! 2. `layers` lays the files and the `environment` over each other.
//! 3. `section` reads the merged tables strictly; it cuts out what is wrong and goes on with the rest.
//! 4. `resolve` checks the whole: against object definitions, other tables and the adapters' own rules.

mod diff;
mod environment;
mod error;
pub mod fuzzing;
mod hint;
mod key;
mod layers;
mod machine;
mod model;
mod position;
mod raw;
mod report;
mod resolve;
mod secret;
mod section;
mod source;
mod strict;
mod surroundings;

use std::path::Path;

pub use diff::{Changes, diff};
pub use error::{ConfigError, ConfigErrors, Location};
pub use key::{KeyPath, Segment};
pub use machine::{Agent, Firmware, Hooks, Machine, Place, Pull};
pub use model::{
    AdapterEntry, Bootstrap, CommonPoint, Config, Device, Exposure, Gateway, OnStale, ResourceTarget,
    Schedule, Scheme, Security, Server, ServerRights, ServerUri, ValueRange, X509,
};
pub use secret::Secret;
pub use surroundings::{Disk, Surroundings};

pub(crate) use section::Section;

use position::Positions;
use report::Report;
use resolve::Context;
use source::Source;

/// A configuration that can be used.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// What it says.
    pub config: Config,
    /// What is allowed but probably not meant.
    pub warnings: Vec<ConfigError>,
}

/// Reads the file at `path`, the drop-ins beside it and the environment.
///
/// # Errors
/// Everything that is wrong, not only the first of it.
pub fn load(path: &Path) -> Result<Loaded, ConfigErrors> {
    load_in(path, &Surroundings::of_process())
}

/// As [`load`], in surroundings of one's own.
///
/// # Errors
/// Everything that is wrong, not only the first of it.
pub fn load_in(path: &Path, surroundings: &Surroundings) -> Result<Loaded, ConfigErrors> {
    let (sources, errors) = layers::read_files(path);
    from_sources(path, &sources, errors, surroundings)
}

fn from_sources(
    main: &Path,
    sources: &[Source],
    mut errors: Vec<ConfigError>,
    surroundings: &Surroundings,
) -> Result<Loaded, ConfigErrors> {
    let start = Location::WholeFile {
        layer: 0,
        path: main.to_owned(),
    };
    let mut positions = Positions::new(start);
    let mut tables = Vec::new();
    for source in sources {
        let parsed = source.parse(&mut positions);
        tables.push(parsed.table);
        errors.extend(parsed.errors);
    }
    let files = layers::merge(tables);
    let (environment, malformed) = environment::layer(&surroundings.variables, &files, &mut positions);
    let merged = layers::merge([files, environment]);

    let mut report = Report::new(positions, errors);
    malformed.into_iter().for_each(|error| report.add(error));
    let context = Context {
        folder: main.parent().unwrap_or(Path::new("")),
        surroundings,
    };
    let config = resolve::resolve(merged, &context, &mut report);
    let warnings = report.finish()?;
    // Whatever keeps a configuration from being built was reported.
    let config = config.ok_or(ConfigErrors {
        errors: Vec::new(),
        omitted: 0,
    })?;
    Ok(Loaded { config, warnings })
}

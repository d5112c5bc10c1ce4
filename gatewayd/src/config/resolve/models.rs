//! Object definitions of the user's own: the `*.xml` in the folder of models and in the packaged one.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use objects::ddf::{self, Definition};
use objects::{ObjectDef, ObjectId, Registry};

use super::Context;
use crate::config::Disk;
use crate::config::error::{ConfigError, Location};
use crate::config::key::KeyPath;
use crate::config::report::Report;

/// The folder beside the configuration that is looked into when none is named.
const FOLDER: &str = "models";

/// Far more definitions than there are kinds of devices behind one gateway.
const MAX_FILES: usize = 512;

/// Definitions stand after all layers of the configuration, whichever of these there are.
const LAYER: usize = usize::MAX;

/// Objects that gatewayd fills or reads by itself: the core objects 0 to 7, Portfolio and
/// BinaryAppDataContainer, OSCORE, COSE, MQTT Server, Gateway and its routing.
const BUILT_IN: [u16; 15] = [0, 1, 2, 3, 4, 5, 6, 7, 16, 19, 21, 23, 24, 25, 26];

/// What is defined besides the standard.
#[derive(Debug, Default)]
pub(super) struct Models {
    /// The definitions in the order of their numbers.
    pub(super) objects: Vec<ObjectDef>,
    /// Whether some could not be read, so that what is not defined may stand there.
    pub(super) incomplete: bool,
}

impl Models {
    /// Everything that is defined.
    pub(super) fn registry(&self) -> Registry {
        crate::config::model::registry(&self.objects)
    }
}

/// The definition of an object, and where it stands.
type Known = BTreeMap<ObjectId, (PathBuf, ObjectDef)>;

/// Reads the definitions. Those of the user replace packaged ones of the same number.
pub(super) fn models(folder: Option<&Path>, context: &Context<'_>, report: &mut Report) -> Models {
    let mut models = Models::default();
    if context.surroundings.disk == Disk::Absent {
        return models;
    }
    let own = context.folder.join(folder.unwrap_or(Path::new(FOLDER)));
    let mut known = Known::new();
    if let Some(packaged) = &context.surroundings.models {
        known.extend(read_folder(packaged, &mut models.incomplete, report));
    }
    if folder.is_some() && !own.is_dir() {
        let problem = format!("{} is not a folder", own.display());
        report.value(&KeyPath::of(&["gateway", "models"]), problem, None);
    }
    known.extend(read_folder(&own, &mut models.incomplete, report));
    models.objects = known.into_values().map(|(_, def)| def).collect();
    models
}

fn read_folder(folder: &Path, incomplete: &mut bool, report: &mut Report) -> Known {
    let mut known = Known::new();
    let files = list(folder).unwrap_or_else(|error| {
        *incomplete = true;
        report.add(whole(folder, format!("cannot be read: {error}")));
        Vec::new()
    });
    if files.len() > MAX_FILES {
        *incomplete = true;
        report.add(whole(folder, format!("has more than {MAX_FILES} definitions")));
    }
    for file in files.iter().take(MAX_FILES) {
        match read_file(file) {
            Ok(text) => *incomplete |= !take(file, &text, &mut known, report),
            Err(problem) => {
                *incomplete = true;
                report.add(whole(file, problem));
            }
        }
    }
    known
}

fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "xml"));
    files.sort();
    Ok(files)
}

fn read_file(path: &Path) -> Result<String, String> {
    let cannot = |error: io::Error| format!("cannot be read: {error}");
    // Looked at before it is opened: opening a named pipe would wait for its other end.
    if !fs::metadata(path).map_err(cannot)?.is_file() {
        return Err("is not a regular file".into());
    }
    let file = fs::File::open(path).map_err(cannot)?;
    let mut bytes = Vec::new();
    // One byte more than allowed is enough for the reader to refuse it.
    let limit = ddf::MAX_SIZE as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() > ddf::MAX_SIZE {
        return Err("is longer than 1 MiB".into());
    }
    String::from_utf8(bytes).map_err(|_| "is not UTF-8 text".into())
}

/// Adds what a file defines; returns whether all of it could be read.
fn take(file: &Path, text: &str, known: &mut Known, report: &mut Report) -> bool {
    let reading = ddf::read(text);
    let mut complete = true;
    for problem in reading.problems {
        let error = at(file, problem.line, problem.fault.to_string(), None);
        if problem.fault.is_warning() {
            report.add_warning(error);
        } else {
            complete = false;
            report.add(error);
        }
    }
    for Definition { line, def } in reading.objects {
        if BUILT_IN.contains(&def.id.number()) {
            let problem = format!("object {} is filled by gatewayd itself", def.id);
            let help = "remove the file; the definition is built in";
            report.add(at(file, line, problem, Some(help)));
        } else if let Some((other, _)) = known.get(&def.id) {
            let problem = format!("object {} is defined in {} already", def.id, other.display());
            report.add(at(file, line, problem, None));
        } else {
            known.insert(def.id, (file.to_owned(), def));
        }
    }
    complete
}

fn at(path: &Path, line: usize, problem: String, help: Option<&str>) -> ConfigError {
    ConfigError {
        location: Location::File {
            layer: LAYER,
            path: path.to_owned(),
            line,
            column: 1,
        },
        key: KeyPath::default(),
        problem,
        help: help.map(str::to_owned),
    }
}

fn whole(path: &Path, problem: String) -> ConfigError {
    ConfigError {
        location: Location::WholeFile {
            layer: LAYER,
            path: path.to_owned(),
        },
        key: KeyPath::default(),
        problem,
        help: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_pipe_is_refused_and_not_waited_for() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pump.xml");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RWXU).unwrap();
        assert_eq!(read_file(&pipe), Err("is not a regular file".into()));
    }
}

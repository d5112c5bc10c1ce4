//! The way in for fuzzers: a whole configuration from bytes, without touching the disk.

use std::path::PathBuf;

use super::source::Source;
use super::surroundings::Surroundings;

/// Takes the bytes through all stages, as if they were the only file.
///
/// # Panics
/// When a configuration is refused without a reason.
pub fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let path = PathBuf::from("gatewayd.toml");
    let source = Source {
        layer: 0,
        path: path.clone(),
        text: text.to_owned(),
    };
    let surroundings = Surroundings {
        machine_id: Some("fuzz".into()),
        ..Surroundings::default()
    };
    // The messages are made as well, so that their making is tried, too.
    match super::from_sources(&path, &[source], Vec::new(), &surroundings) {
        Ok(loaded) => assert!(
            loaded
                .warnings
                .iter()
                .all(|warning| !warning.to_string().is_empty())
        ),
        Err(errors) => assert!(!errors.to_string().is_empty(), "a refusal has a reason"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// All files below a folder of the tests.
    fn files(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(files(&path))
            } else {
                found.push(path)
            }
        }
        found
    }

    fn tests() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests")
    }

    #[test]
    fn what_the_fuzzer_starts_from_is_taken_without_a_panic() {
        let files = files(&tests().join("fuzz/corpus/config"));
        assert!(files.len() >= 5);
        files
            .iter()
            .for_each(|file| config(&std::fs::read(file).unwrap()));
    }

    #[test]
    fn nesting_without_end_does_not_exhaust_the_stack() {
        config(format!("x{} = 1", ".x".repeat(5000)).as_bytes());
        config(format!("a = {}", "[".repeat(5000)).as_bytes());
    }

    #[test]
    fn a_file_cut_off_anywhere_is_refused_or_loads_and_never_panics() {
        let files = files(&tests().join("golden"));
        assert!(files.len() >= 40);
        for file in files
            .iter()
            .filter(|file| file.extension().is_some_and(|extension| extension == "toml"))
        {
            let bytes = std::fs::read(file).unwrap();
            (0..bytes.len()).step_by(13).for_each(|end| config(&bytes[..end]));
        }
    }
}

//! The way in for fuzzers: a whole configuration from bytes, without touching the disk.

use std::path::PathBuf;

use super::source::Source;
use super::surroundings::Surroundings;

/// Takes the bytes through all stages, as if they were the only file; returns how many problems they have.
pub fn config(data: &[u8]) -> usize {
    let Ok(text) = std::str::from_utf8(data) else {
        return 1;
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
    match super::from_sources(&path, &[source], Vec::new(), &surroundings) {
        Ok(loaded) => {
            // Every message is made, so that its making is tried as well.
            loaded
                .warnings
                .iter()
                .map(|warning| warning.to_string().len().min(1))
                .sum()
        }
        Err(errors) => {
            assert!(
                errors.count() > 0 && !errors.to_string().is_empty(),
                "a refusal has a reason"
            );
            errors.count()
        }
    }
}

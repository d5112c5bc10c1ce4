//! The way in for fuzzers.

use super::read;

/// Reads the bytes as definitions.
///
/// # Panics
/// When a definition is not one the registry takes, or nothing is found and nothing said about it.
pub fn definitions(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let reading = read(text);
    let silent = reading.objects.is_empty() && reading.problems.is_empty();
    assert!(!silent, "what defines nothing has a mistake");
    for problem in &reading.problems {
        assert!(problem.line > 0 && !problem.fault.to_string().is_empty());
    }
    let mut registry = crate::Registry::default();
    for definition in reading.objects {
        registry.insert(definition.def).expect("resources are in order");
    }
}

//! `docs/conformance.md`: what became of every case.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use crate::further::ELSEWHERE;
use crate::ids::{Case, Fate, SECTIONS};

const HEAD: &str = "\
# Conformance

The test cases of OMA's *Enabler Test Specification for Lightweight M2M, Interoperability, 1.2* and what becomes of them.
This file is written by the tests: `UPDATE=1 cargo test -p gatewayd-tests --test conformance the_table`.

*passes*: a test in `tests/tests/conformance` plays the procedure against the whole hub, message by message and in
simulated time; the suite fails when one of them does. Its name is the id and what it shows. *Leshan*: the same is also
done by Eclipse Leshan in `tests/tests/it/interop_leshan`.
";

const FURTHER: &str = "
## Further behaviour

What the specification of tests leaves out, and servers and other implementations have met.

| What | Test |
|---|---|
";

/// Where the sources of these tests are.
fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// The Rust sources below a folder.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).expect("a source");
            found.push((path, text));
        }
    }
    found.sort();
    found
}

/// The name of the function that a line begins.
fn function(line: &str) -> Option<&str> {
    let line = line
        .trim_start()
        .strip_prefix("pub(crate) ")
        .unwrap_or(line.trim_start());
    let rest = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?;
    rest.split(['(', '<']).next()
}

/// The functions of this suite that are named after a case, each with the file or folder it is in.
fn tests() -> Vec<(String, String)> {
    let mut tests = Vec::new();
    for (path, text) in sources(&folder("tests/conformance")) {
        let below = path
            .strip_prefix(folder("tests/conformance"))
            .expect("it is there");
        let section = below.iter().next().expect("a name").to_string_lossy();
        let module = section.trim_end_matches(".rs").to_owned();
        let names = text.lines().filter_map(function);
        let named = names.filter(|name| name.starts_with("lightweightm2m_"));
        tests.extend(named.map(|name| (module.clone(), name.to_owned())));
    }
    tests
}

/// The ids in the documentation and the names of tests with Leshan.
fn with_leshan() -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    for (_, text) in sources(&folder("tests/it")) {
        for name in text.lines().filter_map(function) {
            let named = cases().find(|case| name.starts_with(&case.prefix()));
            ids.extend(named.map(Case::id));
        }
        let comments = text
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("///"));
        for word in comments.flat_map(|comment| comment.split([' ', ',', ':'])) {
            if word.starts_with("LightweightM2M-") {
                ids.insert(word.trim_end_matches('.').to_owned());
            }
        }
    }
    ids
}

fn cases() -> impl Iterator<Item = &'static Case> {
    SECTIONS.iter().flat_map(|(_, cases)| cases.iter())
}

fn result(case: &Case) -> String {
    match case.fate {
        Fate::Tested => "passes".to_owned(),
        Fate::As(other) => format!("passes, by definition as {other}"),
        Fate::NotApplicable(reason) => format!("not applicable: {reason}"),
    }
}

fn table() -> String {
    let leshan = with_leshan();
    let mut text = format!("{HEAD}\n{}", summary());
    for (title, cases) in SECTIONS {
        write!(
            text,
            "\n## {title}\n\n| Id | Case | Result | Leshan |\n|---|---|---|---|\n"
        )
        .expect("text grows");
        for case in cases {
            let id = case.id();
            let mark = if leshan.contains(&id) { "yes" } else { "" };
            writeln!(text, "| {id} | {} | {} | {mark} |", case.title, result(case)).expect("text grows");
        }
    }
    text.push_str(FURTHER);
    for (what, file, name) in ELSEWHERE {
        writeln!(text, "| {what} | `{name}` in `{file}` |").expect("text grows");
    }
    for name in further() {
        let what = name.replace('_', " ");
        writeln!(text, "| Over the whole hub: {what} | here |").expect("text grows");
    }
    text
}

/// The tests of `further.rs`.
fn further() -> Vec<String> {
    let text = fs::read_to_string(folder("tests/conformance/further.rs")).expect("a source");
    let lines: Vec<&str> = text.lines().collect();
    let tests = lines.windows(2).filter(|two| two[0].contains("tokio::test"));
    tests
        .filter_map(|two| function(two[1]))
        .map(str::to_owned)
        .collect()
}

fn summary() -> String {
    let mut counts = BTreeMap::<&str, usize>::new();
    for case in cases() {
        let kind = match case.fate {
            Fate::As(_) | Fate::Tested => "pass",
            Fate::NotApplicable(_) => "do not apply",
        };
        *counts.entry(kind).or_default() += 1;
    }
    let count = |kind| counts.get(kind).copied().unwrap_or_default();
    format!(
        "Of {} cases {} pass, {} do not apply.\n",
        cases().count(),
        count("pass"),
        count("do not apply")
    )
}

#[test]
fn the_table_of_the_documentation_is_that_of_the_tests() {
    let file = folder("../docs/conformance.md");
    let table = table();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&file, &table).expect("the table can be written");
    }
    let found = fs::read_to_string(&file).unwrap_or_default();
    assert!(found == table, "docs/conformance.md is old: run with UPDATE=1");
}

/// The complete list of the specification has 155 ids.
#[test]
fn every_case_is_there_once() {
    let ids: BTreeSet<String> = cases().map(Case::id).collect();
    assert_eq!((cases().count(), ids.len()), (155, 155));
}

#[test]
fn a_case_has_tests_exactly_when_it_is_said_to_have_them() {
    let tests = tests();
    for case in cases() {
        let tested = tests.iter().any(|(_, name)| name.starts_with(&case.prefix()));
        assert_eq!(tested, case.fate == Fate::Tested, "{}", case.id());
        match case.fate {
            Fate::As(number) => {
                let other = cases().find(|other| other.number == number);
                assert!(
                    other.is_some_and(|other| other.fate == Fate::Tested),
                    "{}",
                    case.id()
                );
            }
            Fate::NotApplicable(_) | Fate::Tested => {}
        }
    }
    for (what, file, name) in ELSEWHERE {
        let text = fs::read_to_string(folder("..").join(file)).expect("the file is there");
        assert!(
            text.lines().any(|line| function(line) == Some(name)),
            "{what}: {name}"
        );
    }
    for (_, name) in &tests {
        let known = cases().any(|case| name.starts_with(&case.prefix()));
        assert!(known, "{name} is named after no case");
    }
}

/// The case 226 in `objects.rs` would not be found by whoever looks for it.
#[test]
fn a_test_is_in_the_file_of_its_section() {
    let files = [
        "bootstrap",
        "registration",
        "device_management",
        "reporting",
        "security",
        "objects",
        "additional",
    ];
    for (file, (_, cases)) in files.iter().zip(SECTIONS) {
        for (module, name) in tests() {
            let here = cases.iter().any(|case| name.starts_with(&case.prefix()));
            assert_eq!(here, module == *file, "{module}::{name}");
        }
    }
}

#[test]
fn the_cases_that_leshan_plays_exist() {
    let ids: BTreeSet<String> = cases().map(Case::id).collect();
    let unknown: Vec<String> = with_leshan().difference(&ids).cloned().collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

//! The text form of attributes, their rules, and inheritance.

use proptest::prelude::*;

use super::*;

fn path(text: &str) -> Path {
    text.parse().unwrap()
}

fn attributes(queries: &[&str]) -> Attributes {
    let update = AttributeUpdate::parse(queries.iter().copied()).unwrap();
    update.apply(&Attributes::default(), TargetKind::Numeric).unwrap()
}

#[test]
fn an_attribute_without_value_is_taken_away() {
    let old = attributes(&["pmin=10", "gt=5"]);
    let update = AttributeUpdate::parse(["pmin", "gt="]).unwrap();
    assert_eq!(update.apply(&old, TargetKind::Numeric), Ok(Attributes::default()));
}

#[test]
fn unknown_repeated_and_malformed_attributes_are_told_apart() {
    for (query, error) in [
        ("foo=1", AttributeError::Unknown),
        ("pmin=-1", AttributeError::Value),
        ("pmin=1.5", AttributeError::Value),
        ("gt=abc", AttributeError::Value),
        ("gt=inf", AttributeError::Value),
        ("st=-1", AttributeError::Value),
        ("edge=2", AttributeError::Value),
    ] {
        assert_eq!(AttributeUpdate::parse([query]), Err(error), "{query}");
    }
    assert_eq!(
        AttributeUpdate::parse(["pmin=1", "pmin=2"]),
        Err(AttributeError::Unknown)
    );
    assert_eq!(attributes(&["gt=-5.5"]).gt, Some(-5.5));
}

// OMA LwM2M core 1.2.1 §5.1.2: the rules on lt, gt, st and epmin, epmax.
#[test]
fn contradicting_attributes_are_refused_as_a_whole() {
    for queries in [
        ["lt=10", "gt=10", "pmin=1"],
        ["lt=0", "gt=10", "st=5"],
        ["epmin=5", "epmax=5", "pmin=1"],
    ] {
        let update = AttributeUpdate::parse(queries).unwrap();
        assert_eq!(
            update.apply(&Attributes::default(), TargetKind::Numeric),
            Err(AttributeError::Inconsistent)
        );
    }
    let update = AttributeUpdate::parse(["pmin=60", "pmax=10"]).unwrap();
    assert!(update.apply(&Attributes::default(), TargetKind::Other).is_ok());
}

#[test]
fn thresholds_apply_to_numbers_and_edges_to_truth_values() {
    let apply = |query, target| {
        AttributeUpdate::parse([query])
            .unwrap()
            .apply(&Attributes::default(), target)
    };
    assert_eq!(
        apply("gt=1", TargetKind::Boolean),
        Err(AttributeError::NotApplicable)
    );
    assert_eq!(
        apply("edge=1", TargetKind::Numeric),
        Err(AttributeError::NotApplicable)
    );
    assert!(apply("edge=1", TargetKind::Boolean).is_ok());
    assert!(apply("gt", TargetKind::Other).is_ok());
}

#[test]
fn each_attribute_is_inherited_on_its_own() {
    let mut store = AttributeStore::default();
    store.attach(path("/3303"), attributes(&["pmin=1", "pmax=100"]));
    store.attach(path("/3303/0"), attributes(&["pmin=5"]));
    store.attach(path("/3303/0/5700"), attributes(&["gt=30"]));
    let effective = store.effective(&path("/3303/0/5700"));
    assert_eq!(
        (effective.pmin, effective.pmax, effective.gt),
        (Some(5), Some(100), Some(30.0))
    );
    assert_eq!(store.effective(&path("/3303/1/5700")).pmin, Some(1));
    store.forget(&path("/3303/0"));
    assert_eq!(
        store.effective(&path("/3303/0/5700")),
        attributes(&["pmin=1", "pmax=100"])
    );
}

#[test]
fn the_link_form_is_the_shortest_decimal() {
    assert_eq!(
        attributes(&["pmin=10", "lt=-10.50", "gt=50.0", "con=1"]).to_string(),
        ";pmin=10;gt=50;lt=-10.5;con=1"
    );
}

/// Attached attributes as a list, looked through for every question.
#[derive(Debug, Default)]
struct Model(Vec<(Path, Attributes)>);

impl Model {
    fn attach(&mut self, path: Path, attributes: Attributes) {
        self.0.retain(|(attached, _)| *attached != path);
        self.0.push((path, attributes));
    }

    /// One attribute: from the deepest path at or above `path` that has it.
    fn effective<T>(&self, path: &Path, field: impl Fn(&Attributes) -> Option<T>) -> Option<T> {
        let mut above: Vec<_> = self
            .0
            .iter()
            .filter(|(attached, _)| attached.covers(path))
            .collect();
        above.sort_by_key(|(attached, _)| std::cmp::Reverse(attached.depth()));
        above.into_iter().find_map(|(_, attributes)| field(attributes))
    }
}

/// Few enough paths that they lie above and below each other often.
fn paths() -> impl Strategy<Value = Path> {
    let segments = proptest::collection::vec(0u16..2, 1..=4);
    segments.prop_map(|segments| Path::from_segments(&segments).unwrap())
}

#[derive(Clone, Debug)]
enum Step {
    Attach(Path, Attributes),
    Forget(Path),
}

fn steps() -> impl Strategy<Value = Step> {
    let number = || proptest::option::of(0u32..3);
    let attributes = (number(), number(), number(), proptest::option::of(any::<bool>())).prop_map(
        |(pmin, pmax, hqmax, con)| Attributes {
            pmin,
            pmax,
            hqmax,
            con,
            ..Attributes::default()
        },
    );
    prop_oneof![
        4 => (paths(), attributes).prop_map(|(path, attributes)| Step::Attach(path, attributes)),
        1 => paths().prop_map(Step::Forget),
    ]
}

proptest! {
    #[test]
    fn inheritance_is_what_a_search_through_all_levels_finds(
        steps in proptest::collection::vec(steps(), 0..24),
        asked in proptest::collection::vec(paths(), 8),
    ) {
        let (mut store, mut model) = (AttributeStore::default(), Model::default());
        for step in steps {
            match step {
                Step::Attach(path, attributes) => {
                    prop_assert!(store.attach(path, attributes));
                    model.attach(path, attributes);
                }
                Step::Forget(path) => {
                    store.forget(&path);
                    model.0.retain(|(attached, _)| !path.covers(attached));
                }
            }
        }
        for path in asked {
            let effective = store.effective(&path);
            prop_assert_eq!(effective.pmin, model.effective(&path, |a| a.pmin));
            prop_assert_eq!(effective.pmax, model.effective(&path, |a| a.pmax));
            prop_assert_eq!(effective.hqmax, model.effective(&path, |a| a.hqmax));
            prop_assert_eq!(effective.con, model.effective(&path, |a| a.con));
            let own = model.0.iter().find(|(attached, _)| *attached == path);
            prop_assert_eq!(store.attached(&path), own.map(|(_, a)| *a).unwrap_or_default());
        }
    }
}

#[test]
fn thresholds_of_two_levels_that_contradict_leave_the_lower_ones() {
    let mut store = AttributeStore::default();
    store.attach(path("/3/0/7"), attributes(&["gt=10", "pmin=5"]));
    store.attach(path("/3/0/7/1"), attributes(&["lt=20"]));
    let effective = store.effective(&path("/3/0/7/1"));
    assert_eq!(
        (effective.lt, effective.gt, effective.pmin),
        (Some(20.0), None, Some(5))
    );
}

#[test]
fn there_is_no_room_for_attributes_without_end() {
    let mut store = AttributeStore::default();
    let paths = (0..).map(|i: u16| Path::from_segments(&[3303, i]).unwrap());
    let attached = paths
        .take_while(|path| store.attach(*path, attributes(&["pmin=1"])))
        .count();
    assert_eq!(attached, AttributeStore::MAX_PATHS);
    assert!(
        store.attach(path("/3303/0"), attributes(&["pmin=2"])),
        "a known path has its place"
    );
}

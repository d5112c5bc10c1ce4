use proptest::prelude::*;

use super::*;

fn filter(text: &str) -> Filter {
    Filter::parse(text).expect("the filter is good")
}

/// MQTT 3.1.1 §4.7 word for word, by recursion over the levels.
fn model(filter: &[&str], name: &[&str]) -> bool {
    match (filter, name) {
        ([], []) | (["#"], _) => true,
        (["+", filter @ ..], [_, name @ ..]) => model(filter, name),
        ([level, filter @ ..], [given, name @ ..]) => level == given && model(filter, name),
        ([], [_, ..]) | ([_, ..], []) => false,
    }
}

fn model_matches(filter: &str, name: &str) -> bool {
    if name.starts_with('$') && filter.starts_with(['+', '#']) {
        return false;
    }
    let filter: Vec<&str> = filter.split('/').collect();
    let name: Vec<&str> = name.split('/').collect();
    model(&filter, &name)
}

#[test]
fn the_examples_of_the_standard_match() {
    // MQTT 3.1.1 §4.7.1.2, §4.7.1.3 and §4.7.2.
    for (pattern, name, expected) in [
        ("sport/tennis/player1/#", "sport/tennis/player1", true),
        ("sport/tennis/player1/#", "sport/tennis/player1/ranking", true),
        (
            "sport/tennis/player1/#",
            "sport/tennis/player1/score/wimbledon",
            true,
        ),
        ("sport/#", "sport", true),
        ("sport/tennis/+", "sport/tennis/player1", true),
        ("sport/tennis/+", "sport/tennis/player1/ranking", false),
        ("sport/+", "sport", false),
        ("sport/+", "sport/", true),
        ("+/+", "/finance", true),
        ("/+", "/finance", true),
        ("+", "/finance", false),
        ("#", "$SYS/broker/clients", false),
        ("+/monitor/Clients", "$SYS/monitor/Clients", false),
        ("$SYS/#", "$SYS/broker/clients", true),
        ("$SYS/monitor/+", "$SYS/monitor/Clients", true),
        ("ACCOUNTS", "Accounts", false),
    ] {
        assert_eq!(filter(pattern).matches(name), expected, "{pattern} {name}");
    }
}

#[test]
fn misplaced_wildcards_and_other_mistakes_are_refused() {
    // MQTT 3.1.1 §4.7.1.2, §4.7.1.3 and §4.7.3.
    for (text, error) in [
        ("", TopicError::Empty),
        ("sport/tennis#", TopicError::MisplacedHash),
        ("sport/tennis/#/ranking", TopicError::MisplacedHash),
        ("sport+", TopicError::MisplacedPlus),
        ("a\0b", TopicError::Nul),
        ("$share/group/sport", TopicError::Shared),
    ] {
        assert_eq!(Filter::parse(text), Err(error), "{text}");
    }
    assert_eq!(Filter::parse(&"x".repeat(65_536)), Err(TopicError::TooLong));
    assert_eq!(check_name("sport/+"), Err(TopicError::Wildcard));
    assert_eq!(check_name("sport/#"), Err(TopicError::Wildcard));
    assert_eq!(check_name("zigbee2mqtt/plug/set"), Ok(()));
}

#[test]
fn only_the_widest_filters_are_subscribed_to() {
    let filters = ["a/b", "a/#", "a/+", "c", "c", "$SYS/x", "+/b", "#/"]
        .into_iter()
        .take(7);
    let kept = minimal(filters.map(filter));
    let kept: Vec<&str> = kept.iter().map(Filter::as_str).collect();
    assert_eq!(kept, ["$SYS/x", "+/b", "a/#", "c"]);
    let everything = minimal(["#", "a/#", "+", "$SYS/#"].map(filter));
    assert_eq!(everything, [filter("#"), filter("$SYS/#")]);
}

fn filter_text() -> impl Strategy<Value = String> {
    "(\\$|[ab+#])?(/[ab+#]?){0,4}".prop_filter("a filter", |text| Filter::parse(text).is_ok())
}

proptest! {
    #[test]
    fn a_filter_matches_as_the_standard_says(pattern in filter_text(), name in "(\\$|[ab])?(/[ab]?){0,4}") {
        prop_assert_eq!(filter(&pattern).matches(&name), model_matches(&pattern, &name));
    }

    #[test]
    fn a_covering_filter_matches_whatever_the_other_matches(
        wide in filter_text(),
        narrow in filter_text(),
        name in "(\\$|[ab])?(/[ab]?){0,4}",
    ) {
        let (wide, narrow) = (filter(&wide), filter(&narrow));
        if wide.covers(&narrow) && narrow.matches(&name) {
            prop_assert!(wide.matches(&name));
        }
    }

    #[test]
    fn the_fewest_filters_bring_the_same_messages(
        texts in prop::collection::vec(filter_text(), 0..6),
        name in "(\\$|[ab])?(/[ab]?){0,4}",
    ) {
        let all: Vec<Filter> = texts.iter().map(|text| filter(text)).collect();
        let kept = minimal(all.clone());
        prop_assert_eq!(
            all.iter().any(|filter| filter.matches(&name)),
            kept.iter().any(|filter| filter.matches(&name))
        );
        for (index, one) in kept.iter().enumerate() {
            prop_assert!(!kept.iter().enumerate().any(|(other, wide)| other != index && wide.covers(one)));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in ".{0,20}") {
        if let Ok(filter) = Filter::parse(&text) {
            prop_assert_eq!(filter.as_str(), text);
        }
    }
}

use std::time::Duration;

use proptest::prelude::*;

use super::*;

const SECOND: Poll = Poll::Every(Duration::from_secs(1));

fn item(point: usize, table: Table, start: u16, count: u16) -> Item {
    Item {
        point,
        read: Read { table, start, count },
        poll: SECOND,
    }
}

fn holding(places: &[(u16, u16)]) -> Vec<Item> {
    let item = |(point, &(start, count))| item(point, Table::Holding, start, count);
    places.iter().enumerate().map(item).collect()
}

fn ranges(batches: &[Batch]) -> Vec<(u16, u16)> {
    batches
        .iter()
        .map(|batch| (batch.read.start, batch.read.count))
        .collect()
}

fn planned(places: &[(u16, u16)], registers: u16, gap: u16) -> Vec<(u16, u16)> {
    ranges(&plan(holding(places), Limits { registers, gap }))
}

#[test]
fn neighbours_and_near_points_share_a_read() {
    assert_eq!(planned(&[(0, 2), (2, 2), (12, 1)], 125, 8), [(0, 13)]);
    assert_eq!(planned(&[(0, 2), (2, 2), (13, 1)], 125, 8), [(0, 4), (13, 1)]);
    assert_eq!(planned(&[(0, 2), (2, 2), (5, 1)], 125, 0), [(0, 4), (5, 1)]);
}

#[test]
fn no_read_exceeds_what_the_device_takes() {
    assert_eq!(planned(&[(0, 40), (40, 40), (80, 2)], 80, 8), [(0, 80), (80, 2)]);
    assert_eq!(planned(&[(65_534, 2), (65_530, 2)], 125, 8), [(65_530, 6)]);
}

#[test]
fn points_that_share_registers_share_a_read() {
    assert_eq!(planned(&[(7, 1), (7, 1), (6, 4), (7, 2)], 125, 0), [(6, 4)]);
}

#[test]
fn tables_and_rates_are_read_apart() {
    let mut slow = item(1, Table::Holding, 1, 1);
    slow.poll = Poll::Every(Duration::from_secs(60));
    let items = vec![item(0, Table::Holding, 0, 1), slow, item(2, Table::Input, 1, 1)];
    let batches = plan(
        items,
        Limits {
            registers: 125,
            gap: 8,
        },
    );
    assert_eq!(batches.len(), 3);
}

#[test]
fn a_gap_costs_a_coil_a_sixteenth_of_a_register() {
    let coils = |second| {
        let items = vec![item(0, Table::Coil, 0, 1), item(1, Table::Coil, second, 1)];
        plan(
            items,
            Limits {
                registers: 125,
                gap: 1,
            },
        )
        .len()
    };
    assert_eq!(coils(17), 1);
    assert_eq!(coils(18), 2);
}

#[test]
fn a_refused_range_first_loses_its_gaps_and_is_then_halved() {
    let batches = plan(
        holding(&[(0, 2), (2, 2), (10, 2), (12, 2)]),
        Limits {
            registers: 125,
            gap: 8,
        },
    );
    assert_eq!(ranges(&batches), [(0, 14)]);
    let parts = batches[0].split().unwrap();
    assert_eq!(ranges(&parts), [(0, 4), (10, 4)]);
    let parts = parts[0].split().unwrap();
    assert_eq!(ranges(&parts), [(0, 2), (2, 2)]);
    assert_eq!(parts[0].split(), None);
}

#[test]
fn points_of_the_same_registers_cannot_be_split() {
    let batches = plan(
        holding(&[(3, 1), (3, 1)]),
        Limits {
            registers: 125,
            gap: 8,
        },
    );
    assert_eq!(batches[0].split(), None);
}

fn any_items() -> impl Strategy<Value = Vec<Item>> {
    let table = prop::sample::select(vec![Table::Coil, Table::Discrete, Table::Holding, Table::Input]);
    let place = (table, 0u16..3_000, 1u16..=8, 1u64..3);
    prop::collection::vec(place, 0..200).prop_map(|places| {
        let item = |(point, (table, start, count, seconds)): (usize, (Table, u16, u16, u64))| Item {
            point,
            read: Read {
                table,
                start,
                count: if table.is_bits() { 1 } else { count },
            },
            poll: Poll::Every(Duration::from_secs(seconds)),
        };
        places.into_iter().enumerate().map(item).collect()
    })
}

fn check(items: &[Item], batches: &[Batch]) -> Result<(), TestCaseError> {
    let mut points: Vec<usize> = Vec::new();
    for batch in batches {
        let most = if batch.read.table.is_bits() { 2000 } else { 125 };
        prop_assert!((1..=most).contains(&batch.read.count));
        for item in &batch.items {
            prop_assert_eq!(item.read.table, batch.read.table);
            prop_assert_eq!(item.poll, batch.poll);
            prop_assert!(item.read.start >= batch.read.start && item.read.end() <= batch.read.end());
            points.push(item.point);
        }
    }
    points.sort_unstable();
    prop_assert_eq!(points, (0..items.len()).collect::<Vec<_>>());
    Ok(())
}

proptest! {
    #[test]
    fn every_plan_covers_every_point_once_within_the_limits(
        items in any_items(), registers in 8u16..=125, gap in 0u16..200,
    ) {
        let batches = plan(items.clone(), Limits { registers, gap });
        check(&items, &batches)?;
        for batch in &batches {
            prop_assert!(batch.read.table.is_bits() || batch.read.count <= registers);
        }
    }

    #[test]
    fn splitting_to_the_end_keeps_every_point(items in any_items()) {
        let mut open = plan(items.clone(), Limits { registers: 125, gap: 20 });
        let mut whole = Vec::new();
        while let Some(batch) = open.pop() {
            match batch.split() {
                Some(parts) => open.extend(parts),
                None => whole.push(batch),
            }
        }
        check(&items, &whole)?;
        for batch in &whole {
            prop_assert!(batch.items.iter().all(|item| item.read == batch.read));
        }
    }
}

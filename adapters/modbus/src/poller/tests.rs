use std::collections::BTreeMap;

use super::*;
use crate::config::{Poll, Table};

const LIMITS: Limits = Limits {
    registers: 125,
    gap: 0,
};
const SECOND: Duration = Duration::from_secs(1);

fn item(point: usize, start: u16, poll: Poll) -> Item {
    Item {
        point,
        read: Read {
            table: Table::Holding,
            start,
            count: 1,
        },
        poll,
    }
}

fn every(seconds: u64) -> Poll {
    Poll::Every(Duration::from_secs(seconds))
}

/// As many devices, each with one point read every second.
fn devices(count: usize) -> Vec<(Vec<Item>, Limits)> {
    (0..count)
        .map(|device| (vec![item(device, 0, every(1))], LIMITS))
        .collect()
}

fn due(poller: &mut Poller, now: Instant) -> Ticket {
    match poller.next(now) {
        Next::Poll(ticket) => ticket,
        Next::Wait(_) => panic!("nothing is due"),
    }
}

/// A bus in simulated time.
struct Bus {
    poller: Poller,
    start: Instant,
    now: Instant,
    answered: BTreeMap<usize, usize>,
    wasted: Duration,
    edges: Vec<(usize, Edge)>,
}

impl Bus {
    fn new(devices: Vec<(Vec<Item>, Limits)>) -> Self {
        let now = Instant::now();
        Self {
            poller: Poller::new(devices, 1, now),
            start: now,
            now,
            answered: BTreeMap::new(),
            wasted: Duration::ZERO,
            edges: Vec::new(),
        }
    }

    /// Polls for a time; a reply takes 20 ms, silence a second.
    fn run(&mut self, time: Duration, dead: impl Fn(usize, Duration) -> bool) {
        let end = self.now + time;
        while self.now < end {
            let ticket = match self.poller.next(self.now) {
                Next::Poll(ticket) => ticket,
                Next::Wait(until) => {
                    self.now = until.unwrap_or(end);
                    continue;
                }
            };
            let device = ticket.device;
            let edge = if dead(device, self.now - self.start) {
                self.now += SECOND;
                self.wasted += SECOND;
                self.poller.silent(ticket, SECOND, self.now).1
            } else {
                self.now += Duration::from_millis(20);
                *self.answered.entry(device).or_default() += 1;
                self.poller.answered(ticket, self.now)
            };
            self.edges.extend(edge.map(|edge| (device, edge)));
        }
    }
}

#[test]
fn a_read_comes_again_after_its_period() {
    let now = Instant::now();
    let mut poller = Poller::new(devices(1), 1, now);
    let ticket = due(&mut poller, now);
    assert_eq!(poller.answered(ticket, now), Some(Edge::Online));
    assert_eq!(poller.next(now), Next::Wait(Some(now + SECOND)));
    let ticket = due(&mut poller, now + SECOND);
    assert_eq!(poller.answered(ticket, now + SECOND), None);
}

#[test]
fn what_is_read_once_comes_again_only_after_the_device_was_away() {
    let now = Instant::now();
    let items = vec![item(0, 0, Poll::Once), item(1, 9, every(1))];
    let mut poller = Poller::new(vec![(items, LIMITS)], 0, now);
    let reads = |poller: &mut Poller, now| {
        let mut starts = Vec::new();
        while let Next::Poll(ticket) = poller.next(now) {
            starts.push(poller.batch(ticket).unwrap().read.start);
            poller.answered(ticket, now);
        }
        starts.sort_unstable();
        starts
    };
    assert_eq!(reads(&mut poller, now), [0, 9]);
    assert_eq!(reads(&mut poller, now + SECOND), [9]);
    let mut now = now + SECOND;
    for _ in 0..3 {
        now += Duration::from_secs(100);
        let ticket = due(&mut poller, now);
        poller.silent(ticket, SECOND, now);
    }
    assert_eq!(reads(&mut poller, now + Duration::from_secs(100)), [0, 9]);
}

#[test]
fn a_bus_that_is_too_slow_slows_all_reads_down_alike() {
    // Four devices of 25 reads a second each at 20 ms would need two seconds for each second.
    let device = |number: usize| {
        let items = (0..25u16).map(|place| item(25 * number + usize::from(place), 2 * place, every(1)));
        (items.collect(), LIMITS)
    };
    let mut bus = Bus::new((0..4).map(device).collect());
    bus.run(Duration::from_secs(100), |_, _| false);
    for answered in bus.answered.values() {
        assert!((1240..=1260).contains(answered), "{:?}", bus.answered);
    }
}

#[test]
fn fast_reads_do_not_starve_slow_ones_on_a_full_bus() {
    let fast = (0..10u16).map(|place| item(place.into(), 2 * place, Poll::Every(Duration::from_millis(50))));
    let slow = (0..10u16).map(|place| item(usize::from(place) + 10, 2 * place, every(10)));
    let mut bus = Bus::new(vec![(fast.collect(), LIMITS), (slow.collect(), LIMITS)]);
    bus.run(Duration::from_secs(100), |_, _| false);
    assert!(bus.answered[&1] >= 95, "{:?}", bus.answered);
}

#[test]
fn a_dead_device_wastes_a_tenth_of_the_bus_and_the_others_keep_their_rate() {
    let mut bus = Bus::new(devices(3));
    bus.run(Duration::from_secs(1000), |device, _| device == 1);
    assert!(bus.wasted <= Duration::from_secs(105), "{:?}", bus.wasted);
    for device in [0, 2] {
        assert!(bus.answered[&device] >= 975, "{:?}", bus.answered);
    }
    assert_eq!(
        bus.edges,
        [(0, Edge::Online), (2, Edge::Online), (1, Edge::Offline)]
    );
}

#[test]
fn many_dead_devices_together_waste_a_tenth_of_the_bus() {
    let mut bus = Bus::new(devices(20));
    bus.run(Duration::from_secs(2000), |device, _| device >= 5);
    // The first attempt at each, what was saved up, and the share.
    let most = 15 + 5 + 200 + 5;
    assert!(bus.wasted <= Duration::from_secs(most), "{:?}", bus.wasted);
    for device in 0..5 {
        assert!(bus.answered[&device] >= 1750, "{:?}", bus.answered);
    }
}

#[test]
fn a_device_that_answers_every_other_time_wastes_no_more() {
    let mut bus = Bus::new(devices(3));
    bus.run(Duration::from_secs(1000), |device, time| {
        device == 1 && time.as_millis() / 700 % 2 == 0
    });
    assert!(bus.wasted <= Duration::from_secs(130), "{:?}", bus.wasted);
}

#[test]
fn a_device_that_returns_is_found_within_a_minute_and_all_of_it_is_read_again() {
    let mut bus = Bus::new(devices(3));
    let outage = Duration::from_secs(1000)..Duration::from_secs(2000);
    bus.run(Duration::from_secs(2070), |device, time| {
        device == 1 && outage.contains(&time)
    });
    let of_the_device: Vec<Edge> = bus
        .edges
        .iter()
        .filter(|(device, _)| *device == 1)
        .map(|(_, edge)| *edge)
        .collect();
    assert_eq!(of_the_device, [Edge::Online, Edge::Offline, Edge::Online]);
}

#[test]
fn when_all_devices_are_away_they_are_found_again_within_a_minute() {
    let mut bus = Bus::new(devices(5));
    bus.run(Duration::from_secs(570), |_, time| {
        time < Duration::from_secs(500)
    });
    let online = bus.edges.iter().filter(|(_, edge)| *edge == Edge::Online).count();
    assert_eq!(online, 5, "{:?}", bus.edges);
}

#[test]
fn one_lost_reply_is_made_up_for_at_once() {
    let now = Instant::now();
    let mut poller = Poller::new(devices(2), 1, now);
    let ticket = due(&mut poller, now);
    assert_eq!(poller.silent(ticket, SECOND, now), (Verdict::Again, None));
    let ticket = due(&mut poller, now);
    assert_eq!(poller.answered(ticket, now), Some(Edge::Online));
}

/// The manual of the N4D relay boards says that they do not answer at all to what they do not know.
#[test]
fn a_silent_register_does_not_make_its_device_offline() {
    let now = Instant::now();
    let items = vec![item(0, 0, every(1)), item(1, 9, every(1))];
    let mut poller = Poller::new(vec![(items, LIMITS)], 1, now);
    let (mut now, mut edges, mut answers, mut silences) = (now, Vec::new(), 0, 0);
    let end = now + Duration::from_secs(600);
    while now < end {
        match poller.next(now) {
            Next::Poll(ticket) if poller.batch(ticket).unwrap().read.start == 9 => {
                now += SECOND;
                silences += 1;
                edges.extend(poller.silent(ticket, SECOND, now).1);
            }
            Next::Poll(ticket) => {
                now += Duration::from_millis(20);
                answers += 1;
                edges.extend(poller.answered(ticket, now));
            }
            Next::Wait(until) => now = until.unwrap(),
        }
    }
    assert_eq!(edges, [Edge::Online]);
    assert!(
        answers >= 570 && silences < 30,
        "{answers} answers, {silences} silences"
    );
}

#[test]
fn a_refused_block_is_read_in_parts_and_only_the_missing_register_has_no_value() {
    let mut now = Instant::now();
    let items = (0..8)
        .map(|place: u16| item(place.into(), place, every(1)))
        .collect();
    let mut poller = Poller::new(vec![(items, LIMITS)], 1, now);
    let (mut values, mut missing) = (Vec::new(), Vec::new());
    for _ in 0..40 {
        let Next::Poll(ticket) = poller.next(now) else {
            break;
        };
        now += Duration::from_millis(1);
        let batch = poller.batch(ticket).unwrap();
        let points: Vec<usize> = batch.items.iter().map(|item| item.point).collect();
        if points.contains(&5) {
            let (verdict, _) = poller.refused(ticket, Exception::ILLEGAL_ADDRESS, now);
            if verdict == Verdict::NoValue {
                missing.extend(points);
            }
        } else {
            values.extend(points);
            poller.answered(ticket, now);
        }
    }
    values.sort_unstable();
    assert_eq!((values, missing), (vec![0, 1, 2, 3, 4, 6, 7], vec![5]));
}

#[test]
fn a_split_block_is_tried_whole_again_after_an_hour() {
    let now = Instant::now();
    let items = vec![item(0, 0, every(1)), item(1, 1, every(1))];
    let mut poller = Poller::new(vec![(items, LIMITS)], 1, now);
    let ticket = due(&mut poller, now);
    poller.refused(ticket, Exception::ILLEGAL_ADDRESS, now);
    let ticket = due(&mut poller, now);
    assert_eq!(poller.batch(ticket).unwrap().read.count, 1);
    let later = now + Duration::from_secs(3601);
    let ticket = due(&mut poller, later);
    assert_eq!(poller.batch(ticket).unwrap().read.count, 2);
}

#[test]
fn a_busy_device_is_asked_again_soon_before_anything_is_reported() {
    let now = Instant::now();
    let mut poller = Poller::new(devices(1), 1, now);
    let ticket = due(&mut poller, now);
    assert_eq!(
        poller.refused(ticket, Exception::BUSY, now),
        (Verdict::Again, Some(Edge::Online))
    );
    let now = now + Duration::from_millis(200);
    let ticket = due(&mut poller, now);
    assert_eq!(
        poller.refused(ticket, Exception::BUSY, now),
        (Verdict::NoValue, None)
    );
}

#[test]
fn a_device_that_is_away_gets_commands_only_within_the_share() {
    let now = Instant::now();
    let mut poller = Poller::new(devices(2), 0, now);
    poller.heard(0, now);
    for _ in 0..3 {
        assert!(poller.may_ask(1, now));
        poller.missed(1, 2 * SECOND, now);
    }
    assert!(!poller.may_ask(1, now));
    assert!(poller.may_ask(0, now));
    assert!(poller.may_ask(1, now + Duration::from_secs(20)));
}

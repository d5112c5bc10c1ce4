//! What crosses the links to the servers while somebody wants to know (object 7).

use std::time::{Duration, Instant};

/// What was sent and received, in datagrams with all their headers.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Traffic {
    /// Bytes sent.
    pub sent: u64,
    /// Bytes received.
    pub received: u64,
    /// Datagrams in both directions.
    pub messages: u64,
    /// Bytes of CoAP or DTLS in them.
    pub payload: u64,
    /// The largest payload.
    pub largest: u64,
}

/// RFC 791 §3.1 and RFC 768: the headers of IPv4 and UDP; of IPv6 (RFC 8200 §3) and UDP.
const IPV4_OVERHEAD: u64 = 28;
const IPV6_OVERHEAD: u64 = 48;

impl Traffic {
    /// Counts a datagram that was sent.
    pub fn count_sent(&mut self, payload: usize, ipv6: bool) {
        self.sent += self.count(payload, ipv6);
    }

    /// Counts a datagram that was received.
    pub fn count_received(&mut self, payload: usize, ipv6: bool) {
        self.received += self.count(payload, ipv6);
    }

    fn count(&mut self, payload: usize, ipv6: bool) -> u64 {
        let payload = payload as u64;
        self.messages += 1;
        self.payload += payload;
        self.largest = self.largest.max(payload);
        payload + if ipv6 { IPV6_OVERHEAD } else { IPV4_OVERHEAD }
    }

    /// Adds what another link has counted.
    pub fn add(&mut self, other: Self) {
        self.sent += other.sent;
        self.received += other.received;
        self.messages += other.messages;
        self.payload += other.payload;
        self.largest = self.largest.max(other.largest);
    }

    /// The mean payload, if there was any message.
    #[must_use]
    pub const fn average(&self) -> Option<u64> {
        self.payload.checked_div(self.messages)
    }
}

/// A collection that servers start and stop.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct Statistics {
    collected: Traffic,
    phase: Phase,
    /// How long a collection lasts; without an end when zero.
    pub period: Duration,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Phase {
    #[default]
    Stopped,
    /// Until this instant, if there is an end.
    Collecting(Option<Instant>),
}

impl Statistics {
    /// A collection that has not begun.
    #[must_use]
    pub fn new(period: Duration) -> Self {
        Self {
            period,
            ..Self::default()
        }
    }

    /// Starts at zero.
    pub fn start(&mut self, now: Instant) {
        self.collected = Traffic::default();
        self.phase = Phase::Collecting((!self.period.is_zero()).then(|| now + self.period));
    }

    /// Stops; what was collected stays.
    pub fn stop(&mut self) {
        self.phase = Phase::Stopped;
    }

    /// Takes in what the links have counted since the last time, unless nobody wants to know.
    pub fn collect(&mut self, traffic: Traffic) {
        match self.phase {
            Phase::Collecting(_) => self.collected.add(traffic),
            Phase::Stopped => {}
        }
    }

    /// Stops when the period is over.
    pub fn handle_timeout(&mut self, now: Instant) {
        if self.deadline().is_some_and(|at| at <= now) {
            self.stop();
        }
    }

    /// When the collection ends.
    #[must_use]
    pub const fn deadline(&self) -> Option<Instant> {
        match self.phase {
            Phase::Collecting(end) => end,
            Phase::Stopped => None,
        }
    }

    /// What was collected.
    #[must_use]
    pub const fn collected(&self) -> &Traffic {
        &self.collected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traffic(payloads: &[usize]) -> Traffic {
        let mut traffic = Traffic::default();
        payloads.iter().for_each(|size| traffic.count_sent(*size, false));
        traffic
    }

    #[test]
    fn headers_count_for_the_data_and_not_for_the_size_of_messages() {
        let mut traffic = traffic(&[100, 50]);
        traffic.count_received(30, true);
        assert_eq!((traffic.sent, traffic.received), (206, 78));
        assert_eq!((traffic.largest, traffic.average()), (100, Some(60)));
        assert_eq!(Traffic::default().average(), None);
    }

    #[test]
    fn nothing_is_collected_before_start_and_after_stop_and_start_begins_at_zero() {
        let mut statistics = Statistics::default();
        statistics.collect(traffic(&[100]));
        assert_eq!(statistics.collected().sent, 0);
        let now = Instant::now();
        statistics.start(now);
        statistics.collect(traffic(&[100]));
        statistics.stop();
        statistics.collect(traffic(&[100]));
        assert_eq!(statistics.collected().sent, 128);
        statistics.start(now);
        assert_eq!(statistics.collected().sent, 0);
        assert_eq!(statistics.deadline(), None, "no period, no end");
    }

    #[test]
    fn a_collection_ends_with_its_period() {
        let mut statistics = Statistics::new(Duration::from_secs(60));
        let now = Instant::now();
        statistics.start(now);
        statistics.handle_timeout(now + Duration::from_secs(59));
        statistics.collect(traffic(&[100]));
        statistics.handle_timeout(now + Duration::from_secs(60));
        statistics.collect(traffic(&[100]));
        assert_eq!(statistics.collected().sent, 128);
        assert_eq!(statistics.deadline(), None);
    }
}

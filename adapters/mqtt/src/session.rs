//! The subscriptions, and which of them have to be made again.

use std::collections::VecDeque;

use crate::topic::Filter;

/// How many filters one SUBSCRIBE carries.
const FILTERS_PER_PACKET: usize = 32;

/// What the broker should send us, and what it has agreed to.
#[derive(Debug)]
pub(crate) struct Session {
    groups: Vec<Vec<Filter>>,
    /// Groups whose packet has no id yet, in the order they were queued.
    queued: VecDeque<usize>,
    /// Groups without the broker's answer, by packet id.
    sent: Vec<(u16, usize)>,
}

impl Session {
    pub(crate) fn new(filters: &[Filter]) -> Self {
        let groups = filters
            .chunks(FILTERS_PER_PACKET)
            .map(<[Filter]>::to_vec)
            .collect();
        Self {
            groups,
            queued: VecDeque::new(),
            sent: Vec::new(),
        }
    }

    /// How many packets all subscriptions need.
    pub(crate) const fn packets(&self) -> usize {
        self.groups.len()
    }

    /// The groups to subscribe to after a CONNACK: all, unless the broker still has them (MQTT 3.1.1 §3.2.2.2).
    pub(crate) fn handle_connected(&mut self, session_present: bool) -> &[Vec<Filter>] {
        self.queued.clear();
        self.sent.clear();
        if session_present {
            return &[];
        }
        self.queued.extend(0..self.groups.len());
        &self.groups
    }

    /// The next queued SUBSCRIBE was sent with this packet id.
    pub(crate) fn handle_sent(&mut self, packet: u16) {
        if let Some(group) = self.queued.pop_front() {
            self.sent.push((packet, group));
        }
    }

    /// The filters the broker refused; `granted` has its answers in the order of the filters.
    pub(crate) fn handle_answer(&mut self, packet: u16, granted: impl Iterator<Item = bool>) -> Vec<Filter> {
        let Some(index) = self.sent.iter().position(|(sent, _)| *sent == packet) else {
            return Vec::new();
        };
        let (_, group) = self.sent.swap_remove(index);
        let filters = self.groups.get(group).into_iter().flatten();
        filters
            .zip(granted)
            .filter(|(_, granted)| !granted)
            .map(|(filter, _)| filter.clone())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filters(count: usize) -> Vec<Filter> {
        (0..count)
            .map(|number| Filter::parse(&format!("t/{number}")).expect("a filter"))
            .collect()
    }

    #[test]
    fn everything_is_subscribed_again_unless_the_broker_kept_the_session() {
        let filters = filters(70);
        let mut session = Session::new(&filters);
        assert_eq!(session.packets(), 3);
        assert_eq!(session.handle_connected(false).concat(), filters);
        assert!(session.handle_connected(true).is_empty());
        assert_eq!(session.handle_connected(false).concat(), filters);
    }

    #[test]
    fn refused_filters_are_found_by_the_packet_they_were_sent_in() {
        let mut session = Session::new(&filters(34));
        session.handle_connected(false);
        session.handle_sent(1);
        session.handle_sent(2);
        let refused = session.handle_answer(2, [true, false].into_iter());
        assert_eq!(refused.iter().map(Filter::as_str).collect::<Vec<_>>(), ["t/33"]);
        assert!(session.handle_answer(2, [false].into_iter()).is_empty());
        assert!(session.handle_answer(1, std::iter::repeat_n(true, 32)).is_empty());
    }
}

//! One confirmable message and its retransmissions (RFC 7252 §4.2).

use std::time::{Duration, Instant};

use crate::params::Params;
use crate::random::Random;
use crate::request::{ExchangeId, NotificationId};
use crate::token::Token;

/// Who wants to know what became of a confirmable message.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Owner {
    /// A request of our own.
    Request(ExchangeId),
    /// A separate response; nobody does.
    Response,
    /// A notification; `id` is missing for a separate response that established the observation.
    Notification {
        token: Token,
        id: Option<NotificationId>,
    },
}

impl Owner {
    /// Whether it is the answer to a request.
    pub(crate) fn is_response(self) -> bool {
        match self {
            Self::Request(_) | Self::Notification { id: Some(_), .. } => false,
            Self::Response | Self::Notification { id: None, .. } => true,
        }
    }
}

/// How often and how long a message has been tried.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    timeout: Duration,
    retransmissions: u32,
}

impl Attempt {
    /// The first transmission: a random timeout of ACK_TIMEOUT to ACK_TIMEOUT × ACK_RANDOM_FACTOR.
    pub(crate) fn first(params: &Params, random: &mut Random) -> Self {
        let spread = params.ack_timeout * params.ack_random_percent.saturating_sub(100) / 100;
        let jitter = random.up_to(u64::try_from(spread.as_micros()).unwrap_or(u64::MAX));
        Self {
            timeout: params.ack_timeout + Duration::from_micros(jitter),
            retransmissions: 0,
        }
    }

    /// The next transmission with a doubled timeout, unless MAX_RETRANSMIT is reached.
    pub(crate) fn next(self, params: &Params) -> Option<Self> {
        if self.retransmissions >= params.max_retransmit {
            return None;
        }
        Some(Self {
            timeout: self.timeout * 2,
            retransmissions: self.retransmissions + 1,
        })
    }

    /// When this transmission counts as lost.
    pub(crate) fn due(self, now: Instant) -> Instant {
        now + self.timeout
    }
}

/// A confirmable message that waits for its acknowledgement.
#[derive(Debug)]
pub(crate) struct Transmission {
    pub(crate) datagram: Vec<u8>,
    pub(crate) owner: Owner,
    pub(crate) attempt: Attempt,
    pub(crate) due: Instant,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 7252 §4.2: initial timeout in [2, 3] s, doubled, four retransmissions.
    #[test]
    fn timeouts_double_until_max_retransmit() {
        let params = Params::default();
        let mut random = Random::new(3);
        for _ in 0..100 {
            let first = Attempt::first(&params, &mut random);
            assert!(first.timeout >= Duration::from_secs(2) && first.timeout <= Duration::from_secs(3));
            let mut attempt = first;
            for round in 1..=4 {
                attempt = attempt.next(&params).unwrap();
                assert_eq!(attempt.timeout, first.timeout * (1 << round));
            }
            assert!(attempt.next(&params).is_none());
        }
    }
}

//! When the last flight of a handshake goes out again.

use crate::dtls::options::Retransmission;
use crate::dtls::timer::{self, LONGEST_INTERVAL, Pace};
use openssl::ssl::SslRef;
use std::time::{Duration, Instant};

/// Our view of OpenSSL's timer.
#[derive(Debug)]
pub(crate) enum Schedule {
    /// Nothing to send again.
    Idle,
    /// OpenSSL's timer, translated once; OpenSSL keeps the interval.
    Real { at: Instant },
    /// Our own timer; a change of `flight` starts it over.
    Simulated {
        at: Instant,
        interval: Duration,
        flight: u32,
    },
}

impl Schedule {
    /// When the flight is due, if ever.
    pub(crate) fn at(&self) -> Option<Instant> {
        match self {
            Self::Idle => None,
            Self::Real { at } | Self::Simulated { at, .. } => Some(*at),
        }
    }

    pub(crate) fn is_due(&self, now: Instant) -> bool {
        self.at().is_some_and(|at| now >= at)
    }

    /// Waits twice as long after a retransmission.
    pub(crate) fn back_off(&mut self, now: Instant) {
        match self {
            Self::Idle | Self::Real { .. } => {}
            Self::Simulated { at, interval, .. } => {
                *interval = interval.saturating_mul(2).min(LONGEST_INTERVAL);
                *at = now + *interval;
            }
        }
    }

    /// Follows OpenSSL's timer after any call that may have changed it.
    pub(crate) fn update(&mut self, now: Instant, ssl: &SslRef, pace: &Pace) {
        let Some(left) = timer::remaining(ssl) else {
            *self = Self::Idle;
            return;
        };
        match pace.mode() {
            Retransmission::Real => *self = Self::Real { at: now + left },
            Retransmission::Simulated if self.is_of(pace.flights()) => {}
            Retransmission::Simulated => {
                let interval = pace.initial();
                *self = Self::Simulated {
                    at: now + interval,
                    interval,
                    flight: pace.flights(),
                };
            }
        }
    }

    fn is_of(&self, current: u32) -> bool {
        match self {
            Self::Idle | Self::Real { .. } => false,
            Self::Simulated { flight, .. } => *flight == current,
        }
    }
}

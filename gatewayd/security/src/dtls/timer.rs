//! OpenSSL's retransmission timer: reading it, firing it, pacing it.
//!
//! The openssl crate has no binding for it, hence the only `extern` declaration of this crate.

use crate::dtls::options::Retransmission;
use foreign_types::ForeignTypeRef;
use openssl::error::ErrorStack;
use openssl::ex_data::Index;
use openssl::ssl::{Ssl, SslRef};
use std::ffi::{c_int, c_long, c_uint, c_void};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// `openssl/ssl.h`.
const DTLS_CTRL_GET_TIMEOUT: c_int = 73;
/// `openssl/ssl.h`.
const DTLS_CTRL_HANDLE_TIMEOUT: c_int = 74;

/// RFC 6347 section 4.2.4.1: intervals double up to no less than a minute.
pub(crate) const LONGEST_INTERVAL: Duration = Duration::from_secs(60);

/// OpenSSL takes less than 15 ms for nothing left; one more keeps the timer from being always expired.
const SIMULATED_INTERVAL_US: u32 = 16_000;

/// Reads of the timer before a simulated retransmission is put off; far more than the millisecond takes.
const MAX_SPINS: u32 = 10_000_000;

type TimerCallback = unsafe extern "C" fn(*mut openssl_sys::SSL, c_uint) -> c_uint;

#[expect(unsafe_code, reason = "the openssl crate does not bind DTLS_set_timer_cb")]
unsafe extern "C" {
    /// OpenSSL 1.1.1 and later, `DTLS_set_timer_cb(3)`.
    fn DTLS_set_timer_cb(ssl: *mut openssl_sys::SSL, callback: Option<TimerCallback>);
}

/// How OpenSSL's timer callback and the stream below it agree on retransmissions.
///
/// Everything happens on one thread inside calls into OpenSSL; the atomics only make sharing safe.
#[derive(Debug)]
pub(crate) struct Pace {
    initial_us: u32,
    mode: Retransmission,
    flights: AtomicU32,
    is_firing: AtomicBool,
    is_muted: AtomicBool,
}

impl Pace {
    pub(crate) fn new(initial: Duration, mode: Retransmission) -> Self {
        let initial = initial.clamp(Duration::from_millis(100), LONGEST_INTERVAL);
        Self {
            initial_us: u32::try_from(initial.as_micros()).unwrap_or(1_000_000),
            mode,
            flights: AtomicU32::new(0),
            is_firing: AtomicBool::new(false),
            is_muted: AtomicBool::new(false),
        }
    }

    /// Counts flights, to notice when a new one starts its own schedule.
    pub(crate) fn flights(&self) -> u32 {
        self.flights.load(Relaxed)
    }

    pub(crate) fn initial(&self) -> Duration {
        Duration::from_micros(u64::from(self.initial_us))
    }

    pub(crate) fn mode(&self) -> Retransmission {
        self.mode
    }

    pub(crate) fn is_muted(&self) -> bool {
        self.is_muted.load(Relaxed)
    }

    pub(crate) fn unmute(&self) {
        self.is_muted.store(false, Relaxed);
    }

    /// Answers how long OpenSSL waits; `previous_us` is zero for the first transmission of a flight.
    fn next_interval(&self, previous_us: u32) -> u32 {
        if previous_us == 0 {
            self.flights.fetch_add(1, Relaxed);
            self.unmute();
        }
        match self.mode {
            Retransmission::Real if previous_us == 0 => self.initial_us,
            Retransmission::Real => previous_us.saturating_mul(2).min(60_000_000),
            Retransmission::Simulated => {
                // OpenSSL retransmits on its own when it reads after expiry; only we know when it is time.
                self.is_muted
                    .store(previous_us != 0 && !self.is_firing.load(Relaxed), Relaxed);
                SIMULATED_INTERVAL_US
            }
        }
    }
}

/// Makes `pace` govern the timer of `ssl`.
pub(crate) fn install(ssl: &mut Ssl, pace: Arc<Pace>) -> Result<(), ErrorStack> {
    ssl.set_ex_data(pace_index()?, pace);
    #[expect(unsafe_code, reason = "the openssl crate does not bind DTLS_set_timer_cb")]
    // SAFETY: the pointer is valid for the call; the callback may run as long as `ssl` lives and relies only on
    // the ex data stored above, which lives as long.
    unsafe {
        DTLS_set_timer_cb(ssl.as_ptr(), Some(next_interval));
    }
    Ok(())
}

/// What the timer has left; `None` if it is not armed.
pub(crate) fn remaining(ssl: &SslRef) -> Option<Duration> {
    let mut left = libc::timeval {
        tv_sec: 0,
        tv_usec: 0,
    };
    #[expect(unsafe_code, reason = "the openssl crate does not bind DTLSv1_get_timeout")]
    // SAFETY: DTLS_CTRL_GET_TIMEOUT writes one timeval through the pointer and keeps nothing.
    let is_armed = unsafe {
        openssl_sys::SSL_ctrl(
            ssl.as_ptr(),
            DTLS_CTRL_GET_TIMEOUT,
            0 as c_long,
            std::ptr::from_mut(&mut left).cast::<c_void>(),
        )
    };
    (is_armed == 1).then(|| {
        let seconds = u64::try_from(left.tv_sec).unwrap_or(0);
        let micros = u64::try_from(left.tv_usec).unwrap_or(0);
        Duration::from_secs(seconds) + Duration::from_micros(micros)
    })
}

/// Retransmits the last flight if OpenSSL's timer has expired; `false` if OpenSSL has given up.
pub(crate) fn fire(ssl: &SslRef, pace: &Pace) -> bool {
    if pace.mode == Retransmission::Simulated {
        let is_expired = |_: &u32| remaining(ssl).is_none_or(|left| left.is_zero());
        if !(0..MAX_SPINS).any(|spin| is_expired(&spin)) {
            return true;
        }
    }
    pace.is_firing.store(true, Relaxed);
    #[expect(unsafe_code, reason = "the openssl crate does not bind DTLSv1_handle_timeout")]
    // SAFETY: DTLS_CTRL_HANDLE_TIMEOUT takes no argument; the stream and the callback it runs do not touch
    // `ssl` again.
    let result = unsafe {
        openssl_sys::SSL_ctrl(
            ssl.as_ptr(),
            DTLS_CTRL_HANDLE_TIMEOUT,
            0 as c_long,
            std::ptr::null_mut(),
        )
    };
    pace.is_firing.store(false, Relaxed);
    result >= 0
}

fn pace_index() -> Result<Index<Ssl, Arc<Pace>>, ErrorStack> {
    static INDEX: OnceLock<Index<Ssl, Arc<Pace>>> = OnceLock::new();
    if let Some(index) = INDEX.get() {
        return Ok(*index);
    }
    // Two threads may both register an index here; one is kept, the other never used.
    let index = Ssl::new_ex_index()?;
    Ok(*INDEX.get_or_init(|| index))
}

#[expect(unsafe_code, reason = "OpenSSL calls back with a raw pointer")]
unsafe extern "C" fn next_interval(ssl: *mut openssl_sys::SSL, previous_us: c_uint) -> c_uint {
    // SAFETY: OpenSSL passes the live SSL this callback was installed on; it is only read.
    let ssl = unsafe { SslRef::from_ptr(ssl) };
    let pace = pace_index().ok().and_then(|index| ssl.ex_data(index));
    pace.map_or(1_000_000, |pace| pace.next_interval(previous_us))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_intervals_double_up_to_a_minute() {
        let pace = Pace::new(Duration::from_secs(9), Retransmission::Real);
        let mut interval = 0;
        let seconds = [(); 5].map(|()| {
            interval = pace.next_interval(interval);
            interval / 1_000_000
        });
        assert_eq!(seconds, [9, 18, 36, 60, 60]);
        assert_eq!(pace.flights(), 1);
    }

    #[test]
    fn a_simulated_retransmission_nobody_asked_for_is_muted() {
        let pace = Pace::new(Duration::from_secs(1), Retransmission::Simulated);
        pace.next_interval(0);
        assert!(!pace.is_muted());
        pace.next_interval(SIMULATED_INTERVAL_US);
        assert!(pace.is_muted());
        pace.is_firing.store(true, Relaxed);
        pace.next_interval(SIMULATED_INTERVAL_US);
        assert!(!pace.is_muted());
    }
}

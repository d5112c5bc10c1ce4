//! Faults of a line in simulated time. The slave's register at address `a` holds `a`, so that another
//! register's value is never mistaken for the right one.

use std::future::Future;

use tokio::io::{AsyncReadExt, DuplexStream, duplex};

use super::*;
use crate::config::Table;
use crate::crc::crc;
use crate::pdu::Read;

const TARGET: Target = Target { unit: 9, gap: None };
const TIMEOUT: u64 = 500;

/// What a slave sends for one request: after how many milliseconds, and what.
type Sending = Vec<(u64, Vec<u8>)>;

fn config(more: &str) -> RtuConfig {
    toml::from_str(&format!("port = \"test\"\ntimeout = \"{TIMEOUT}ms\"\n{more}")).unwrap()
}

fn line(config: &RtuConfig) -> (Rtu, DuplexStream) {
    let (near, far) = duplex(1024);
    (Rtu::over(Box::new(near), config), far)
}

fn with_crc(mut frame: Vec<u8>) -> Vec<u8> {
    frame.extend(crc(&frame).to_le_bytes());
    frame
}

/// The right reply to a request.
fn right(request: &[u8]) -> Vec<u8> {
    let [unit, function, a0, a1, c0, c1, ..] = *request else {
        panic!("{request:x?}")
    };
    if function != 3 {
        return request.to_vec();
    }
    let (address, count) = (u16::from_be_bytes([a0, a1]), u16::from_be_bytes([c0, c1]));
    let mut frame = vec![unit, function, u8::try_from(2 * count).unwrap()];
    frame.extend((address..address + count).flat_map(u16::to_be_bytes));
    with_crc(frame)
}

/// Answers every request with what `fault` makes of all requests so far, one after the other.
async fn slave(mut far: DuplexStream, mut fault: impl FnMut(&[Vec<u8>]) -> Sending) {
    let mut requests = Vec::new();
    let mut request = [0; 8];
    while far.read_exact(&mut request).await.is_ok() {
        requests.push(request.to_vec());
        for (delay, bytes) in fault(&requests) {
            tokio::time::sleep(Duration::from_millis(delay)).await;
            if far.write_all(&bytes).await.is_err() {
                return;
            }
        }
    }
}

async fn beside<T>(slave: impl Future<Output = ()>, master: impl Future<Output = T>) -> T {
    tokio::pin!(slave);
    tokio::select! {
        biased;
        outcome = master => outcome,
        () = &mut slave => panic!("the slave ended first"),
    }
}

async fn read(rtu: &mut Rtu, start: u16) -> Result<Vec<u16>, BusError> {
    let request = Request::Read(Read {
        table: Table::Holding,
        start,
        count: 2,
    });
    let pdu = rtu.ask(TARGET, &request).await?;
    match request.reply(pdu) {
        Some(Reply::Done(data)) => Ok(data
            .chunks(2)
            .map(|pair| u16::from_be_bytes(pair.try_into().unwrap()))
            .collect()),
        Some(Reply::Refused(exception)) => Err(BusError::Refused(exception)),
        None => panic!("no reply to the request was returned"),
    }
}

async fn write(rtu: &mut Rtu, address: u16, register: u16) -> Result<(), BusError> {
    rtu.ask(TARGET, &Request::WriteRegister { address, register })
        .await
        .map(|_| ())
}

/// Reads different registers of the same number again and again: no value is ever wrong, and when the
/// fault is over all of them come. Returns how many reads failed.
async fn survives(fault: impl FnMut(&[Vec<u8>]) -> Sending) -> usize {
    let (mut rtu, far) = line(&config(""));
    beside(slave(far, fault), async {
        let mut failures = 0;
        let mut in_a_row = 0;
        for round in 0..60u16 {
            let start = 0x10 + 3 * (round % 7);
            match read(&mut rtu, start).await {
                Ok(values) => {
                    assert_eq!(values, [start, start + 1], "round {round}");
                    in_a_row += 1;
                }
                Err(BusError::Timeout | BusError::Refused(_)) => {
                    failures += 1;
                    in_a_row = 0;
                }
                Err(BusError::Lost(error)) => panic!("{error}"),
            }
        }
        assert!(in_a_row >= 20, "only {in_a_row} right values at the end");
        failures
    })
    .await
}

fn latest(requests: &[Vec<u8>]) -> Vec<u8> {
    right(requests.last().unwrap())
}

/// The fault for the first request, and right replies for all others.
fn at_first(mut fault: impl FnMut(&[u8]) -> Sending) -> impl FnMut(&[Vec<u8>]) -> Sending {
    move |requests| match requests {
        [first] => fault(first),
        _ => vec![(1, latest(requests))],
    }
}

#[tokio::test(start_paused = true)]
async fn a_healthy_line_has_no_failures() {
    assert_eq!(survives(|requests| vec![(1, latest(requests))]).await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_reply_during_the_second_timeout_is_discarded() {
    assert_eq!(
        survives(at_first(|request| vec![(TIMEOUT + 200, right(request))])).await,
        1
    );
}

#[tokio::test(start_paused = true)]
async fn a_reply_after_the_second_timeout_is_not_taken_for_the_next() {
    for late in [
        2 * TIMEOUT + 20,
        2 * TIMEOUT + 300,
        3 * TIMEOUT + 300,
        5 * TIMEOUT,
    ] {
        survives(at_first(move |request| vec![(late, right(request))])).await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_busy_slave_that_is_two_requests_behind_never_gives_a_wrong_value() {
    let failures = survives(|requests| match requests.len() {
        1 => vec![(4 * TIMEOUT + 100, latest(requests))],
        _ => vec![(1, latest(requests))],
    })
    .await;
    assert!(failures >= 2);
}

#[tokio::test(start_paused = true)]
async fn a_slave_that_answers_the_request_before_never_gives_a_wrong_value() {
    for behind in 1..=3 {
        survives(|requests| match requests.len() {
            count @ ..30 => {
                let answered = count.checked_sub(1 + behind).map(|index| right(&requests[index]));
                answered.into_iter().map(|reply| (1, reply)).collect()
            }
            _ => vec![(1, latest(requests))],
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_slave_that_is_always_too_late_never_gives_a_wrong_value() {
    for late in [
        TIMEOUT + 100,
        2 * TIMEOUT + 100,
        2 * TIMEOUT + 400,
        3 * TIMEOUT + 100,
    ] {
        survives(move |requests| match requests.len() {
            ..20 => vec![(late, latest(requests))],
            _ => vec![(1, latest(requests))],
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn garbage_before_the_reply_does_not_matter() {
    let garbage: Vec<u8> = (0..40u32)
        .map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8)
        .collect();
    let failures = survives(at_first(|request| {
        vec![(1, garbage.clone()), (1, right(request))]
    }))
    .await;
    assert_eq!(failures, 0);
}

#[tokio::test(start_paused = true)]
async fn garbage_instead_of_the_reply_is_a_timeout() {
    for length in [1, 3, 40, 300] {
        assert_eq!(survives(at_first(|_| vec![(1, vec![9; length])])).await, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_bad_checksum_is_a_timeout() {
    let fault = |request: &[u8]| {
        let mut reply = right(request);
        *reply.last_mut().unwrap() ^= 1;
        vec![(1, reply)]
    };
    assert_eq!(survives(at_first(fault)).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_reply_from_another_unit_is_a_timeout() {
    let fault = |request: &[u8]| {
        let reply = right(request);
        let mut reply = reply[..reply.len() - 2].to_vec();
        reply[0] = 8;
        vec![(1, with_crc(reply))]
    };
    assert_eq!(survives(at_first(fault)).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_short_reply_is_a_timeout() {
    assert_eq!(
        survives(at_first(|_| vec![(1, with_crc(vec![9, 3, 2, 0, 7]))])).await,
        1
    );
}

#[tokio::test(start_paused = true)]
async fn silence_is_a_timeout() {
    assert_eq!(survives(at_first(|_| Vec::new())).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_split_reply_and_a_trailing_byte_do_not_matter() {
    let split = |request: &[u8]| right(request).into_iter().map(|byte| (1, vec![byte])).collect();
    assert_eq!(survives(at_first(split)).await, 0);
    let trailing = |request: &[u8]| vec![(1, [right(request), vec![0]].concat())];
    assert_eq!(survives(at_first(trailing)).await, 0);
}

#[tokio::test(start_paused = true)]
async fn frames_of_a_second_master_do_not_matter() {
    let fault = |request: &[u8]| {
        let foreign = with_crc(vec![4, 3, 0, 0x10, 0, 2]);
        vec![(1, foreign.clone()), (5, right(&foreign)), (5, right(request))]
    };
    assert_eq!(survives(at_first(fault)).await, 0);
}

#[tokio::test(start_paused = true)]
async fn an_exception_is_reported_and_the_next_read_is_right() {
    let (mut rtu, far) = line(&config(""));
    let fault = at_first(|_| vec![(1, with_crc(vec![9, 0x83, 2]))]);
    beside(slave(far, fault), async {
        let error = read(&mut rtu, 1).await.unwrap_err();
        assert_eq!(error.to_string(), "exception 02 (illegal data address)");
        assert_eq!(read(&mut rtu, 5).await.unwrap(), [5, 6]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_late_exception_is_not_the_answer_to_the_next_request() {
    let fault = at_first(|_| vec![(2 * TIMEOUT + 100, with_crc(vec![9, 0x83, 2]))]);
    let (mut rtu, far) = line(&config(""));
    beside(slave(far, fault), async {
        assert!(matches!(read(&mut rtu, 1).await, Err(BusError::Timeout)));
        assert_eq!(read(&mut rtu, 5).await.unwrap(), [5, 6]);
        assert_eq!(read(&mut rtu, 7).await.unwrap(), [7, 8]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_echo_does_not_matter_to_reads() {
    let echo = |requests: &[Vec<u8>]| vec![(0, requests.last().unwrap().clone()), (5, latest(requests))];
    assert_eq!(survives(echo).await, 0);
}

#[tokio::test(start_paused = true)]
async fn an_echo_does_not_confirm_a_write() {
    let echo_only = |requests: &[Vec<u8>]| vec![(0, requests.last().unwrap().clone())];
    let (mut rtu, far) = line(&config("echo = true"));
    beside(slave(far, echo_only), async {
        assert!(matches!(write(&mut rtu, 1, 2).await, Err(BusError::Timeout)));
    })
    .await;

    let both = |requests: &[Vec<u8>]| vec![(0, requests.last().unwrap().clone()), (5, latest(requests))];
    let (mut rtu, far) = line(&config("echo = true"));
    beside(slave(far, both), async { write(&mut rtu, 1, 2).await.unwrap() }).await;
}

#[tokio::test(start_paused = true)]
async fn an_echo_is_noticed_without_being_configured() {
    let silent_to_writes = |requests: &[Vec<u8>]| {
        let request = requests.last().unwrap().clone();
        let reply = if request[1] == 3 {
            vec![(5, right(&request))]
        } else {
            Vec::new()
        };
        [vec![(0, request)], reply].concat()
    };
    let (mut rtu, far) = line(&config(""));
    beside(slave(far, silent_to_writes), async {
        assert_eq!(read(&mut rtu, 5).await.unwrap(), [5, 6]);
        assert!(matches!(write(&mut rtu, 1, 2).await, Err(BusError::Timeout)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_write_is_sent_once_even_when_its_reply_is_lost() {
    let (mut rtu, far) = line(&config(""));
    let mut writes = 0;
    let fault = |requests: &[Vec<u8>]| {
        writes += usize::from(requests.last().unwrap()[1] == 6);
        Vec::new()
    };
    beside(slave(far, fault), async {
        assert!(matches!(write(&mut rtu, 1, 2).await, Err(BusError::Timeout)));
    })
    .await;
    assert_eq!(writes, 1);
}

#[tokio::test(start_paused = true)]
async fn the_late_reply_to_a_write_does_not_confirm_the_same_write_again() {
    let fault = |requests: &[Vec<u8>]| match requests.len() {
        1 => vec![(2 * TIMEOUT + 100, latest(requests))],
        2 => vec![(1, latest(requests))],
        _ => Vec::new(),
    };
    let (mut rtu, far) = line(&config(""));
    beside(slave(far, fault), async {
        assert!(matches!(write(&mut rtu, 1, 2).await, Err(BusError::Timeout)));
        assert!(matches!(write(&mut rtu, 1, 2).await, Err(BusError::Timeout)));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_timeout_takes_twice_its_time_and_no_more() {
    let (mut rtu, far) = line(&config(""));
    beside(slave(far, |_| Vec::new()), async {
        let before = Instant::now();
        assert!(matches!(read(&mut rtu, 1).await, Err(BusError::Timeout)));
        let took = before.elapsed();
        let twice = Duration::from_millis(2 * TIMEOUT);
        assert!(
            (twice..twice + Duration::from_millis(20)).contains(&took),
            "{took:?}"
        );
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_long_reply_may_take_its_time_on_a_slow_line() {
    // At 1,200 Bd 255 characters take 2.3 s, more than the timeout.
    let (mut rtu, far) = line(&config("baud-rate = 1200"));
    let in_pieces = |requests: &[Vec<u8>]| {
        latest(requests)
            .chunks(5)
            .map(|piece| (45, piece.to_vec()))
            .collect::<Sending>()
    };
    beside(slave(far, in_pieces), async {
        let request = Request::Read(Read {
            table: Table::Holding,
            start: 0,
            count: 125,
        });
        let pdu = rtu.ask(TARGET, &request).await.unwrap();
        assert_eq!(pdu.len(), 252);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_line_is_silent_between_frames() {
    for (more, target, silence) in [
        ("", TARGET, Duration::from_micros(4_010)),
        ("baud-rate = 115200", TARGET, Duration::from_micros(1_750)),
        ("request-gap = \"30ms\"", TARGET, Duration::from_millis(30)),
        (
            "",
            Target {
                gap: Some(Duration::from_millis(50)),
                ..TARGET
            },
            Duration::from_millis(50),
        ),
    ] {
        let (mut rtu, far) = line(&config(more));
        let mut replied = None;
        let fault = |requests: &[Vec<u8>]| {
            let now = Instant::now();
            if let Some(before) = replied.replace(now) {
                assert!(
                    now - before >= silence,
                    "{:?} is less than {silence:?}",
                    now - before
                );
            }
            vec![(0, latest(requests))]
        };
        beside(slave(far, fault), async {
            for _ in 0..5 {
                let request = Request::Read(Read {
                    table: Table::Holding,
                    start: 1,
                    count: 1,
                });
                rtu.ask(target, &request).await.unwrap();
            }
        })
        .await;
        assert!(replied.is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn a_closed_port_is_lost() {
    let (mut rtu, far) = line(&config(""));
    drop(far);
    let error = read(&mut rtu, 1).await.unwrap_err();
    assert!(
        matches!(error, BusError::Lost(AdapterError::Transport { .. })),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_port_that_closes_during_the_wait_is_lost() {
    let (mut rtu, mut far) = line(&config(""));
    let (outcome, ()) = tokio::join!(read(&mut rtu, 1), async {
        let mut request = [0; 8];
        far.read_exact(&mut request).await.unwrap();
        drop(far);
    });
    assert!(matches!(outcome, Err(BusError::Lost(_))));
}

#[tokio::test]
async fn a_port_that_is_not_there_is_named() {
    let config = RtuConfig {
        port: "/dev/gatewayd-no-such-port".into(),
        ..config("")
    };
    let error = Rtu::open(&config).err().unwrap();
    assert_eq!(error.to_string(), "cannot open /dev/gatewayd-no-such-port");
}

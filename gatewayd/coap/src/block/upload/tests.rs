use super::*;
use crate::testing::start;

const LIFETIME: Duration = Duration::from_secs(247);

fn uploads() -> Uploads {
    Uploads::new(2, 100, BlockSize::from_szx(1).unwrap(), LIFETIME)
}

fn block(number: u32, more: bool, length: usize) -> Block {
    let value = BlockValue {
        number,
        more,
        size: BlockSize::MIN,
    };
    Block {
        value,
        payload: vec![number as u8; length],
        announced: None,
    }
}

#[test]
fn blocks_in_sequence_make_a_body() {
    let (now, mut uploads) = (start(), uploads());
    assert!(matches!(
        uploads.accept(now, b"k", block(0, true, 16), false),
        Ok(Accepted::Continue { .. })
    ));
    assert!(matches!(
        uploads.accept(now, b"k", block(1, true, 16), false),
        Ok(Accepted::Continue { .. })
    ));
    let Ok(Accepted::Complete { body, echo }) = uploads.accept(now, b"k", block(2, false, 3), false) else {
        panic!("not complete");
    };
    assert_eq!((body.len(), echo.number), (35, 2));
    assert_eq!(uploads.next_due(), None);
}

#[test]
fn a_gap_and_a_repeated_last_block_are_incomplete() {
    let (now, mut uploads) = (start(), uploads());
    assert_eq!(
        uploads.accept(now, b"k", block(1, true, 16), false),
        Err(Refusal::Incomplete)
    );
    uploads.accept(now, b"k", block(0, true, 16), false).unwrap();
    assert_eq!(
        uploads.accept(now, b"k", block(2, true, 16), false),
        Err(Refusal::Incomplete)
    );
    uploads.accept(now, b"k", block(1, false, 16), false).unwrap();
    assert_eq!(
        uploads.accept(now, b"k", block(1, false, 16), false),
        Err(Refusal::Incomplete)
    );
}

#[test]
fn a_repeated_block_is_taken_once() {
    let (now, mut uploads) = (start(), uploads());
    uploads.accept(now, b"k", block(0, true, 16), false).unwrap();
    uploads.accept(now, b"k", block(1, true, 16), false).unwrap();
    uploads.accept(now, b"k", block(1, true, 16), false).unwrap();
    let Ok(Accepted::Complete { body, .. }) = uploads.accept(now, b"k", block(2, false, 1), false) else {
        panic!("not complete");
    };
    assert_eq!(body.len(), 33);
}

#[test]
fn a_smaller_size_is_asked_for_and_followed() {
    let (now, mut uploads) = (start(), uploads());
    let value = BlockValue {
        number: 0,
        more: true,
        size: BlockSize::from_szx(2).unwrap(),
    };
    let first = Block {
        value,
        payload: vec![0; 64],
        announced: None,
    };
    let Ok(Accepted::Continue { echo }) = uploads.accept(now, b"k", first, false) else {
        panic!("refused");
    };
    assert_eq!(echo.size.bytes(), 32);
    let value = BlockValue {
        number: 2,
        more: false,
        size: echo.size,
    };
    let second = Block {
        value,
        payload: vec![1; 9],
        announced: None,
    };
    assert!(
        matches!(uploads.accept(now, b"k", second, false), Ok(Accepted::Complete { body, .. }) if body.len() == 73)
    );
}

#[test]
fn bounds_hold() {
    let (now, mut uploads) = (start(), uploads());
    let announced = Block {
        announced: Some(101),
        ..block(0, true, 16)
    };
    assert_eq!(
        uploads.accept(now, b"k", announced, false),
        Err(Refusal::TooLarge { limit: 100 })
    );
    assert_eq!(
        uploads.accept(now, b"k", block(6, true, 16), false),
        Err(Refusal::TooLarge { limit: 100 })
    );
    assert_eq!(
        uploads.accept(now, b"k", block(0, true, 15), false),
        Err(Refusal::Malformed)
    );
    uploads.accept(now, b"a", block(0, true, 16), false).unwrap();
    uploads.accept(now, b"b", block(0, true, 16), false).unwrap();
    assert_eq!(
        uploads.accept(now, b"c", block(0, true, 16), false),
        Err(Refusal::Busy)
    );
    uploads.expire(now + LIFETIME);
    uploads.accept(now, b"c", block(0, true, 16), false).unwrap();
    assert!(uploads.within_bounds());
}

#[test]
fn a_streamed_upload_keeps_nothing() {
    let (now, mut uploads) = (start(), uploads());
    for number in 0..50 {
        let last = number == 49;
        let part = uploads.accept(now, b"k", block(number, !last, 16), true).unwrap();
        let Accepted::Part {
            offset,
            last: reported,
            ..
        } = part
        else {
            panic!("not a part")
        };
        assert_eq!((offset, reported), (number as usize * 16, last));
    }
    assert_eq!(uploads.next_due(), None);
}

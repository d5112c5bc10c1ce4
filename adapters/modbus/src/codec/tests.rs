use objects::Value;
use proptest::prelude::*;

use super::encode::EncodeError;
use super::*;

const ORDERS: [WordOrder; 4] = [WordOrder::Abcd, WordOrder::Cdab, WordOrder::Badc, WordOrder::Dcba];
const PLAIN: (f64, f64) = (1.0, 0.0);

fn codec(layout: Layout, (factor, offset): (f64, f64), sentinels: &[u64]) -> Codec {
    Codec {
        layout,
        scale: Scale::new(factor, offset),
        sentinels: sentinels.to_vec(),
    }
}

fn number(count: u8, order: WordOrder, form: Form, scale: (f64, f64)) -> Codec {
    codec(
        Layout::Number {
            words: Words { count, order },
            form,
        },
        scale,
        &[],
    )
}

fn bytes(registers: &[u16]) -> Vec<u8> {
    registers
        .iter()
        .flat_map(|register| register.to_be_bytes())
        .collect()
}

fn decode(codec: &Codec, registers: &[u16]) -> Result<Value, DecodeError> {
    codec.decode(&bytes(registers))
}

fn encode(codec: &Codec, value: Value) -> Result<Vec<u16>, EncodeError> {
    match codec.encode(&value)? {
        Raw::Registers(registers) => Ok(registers),
        other @ (Raw::Coil { .. } | Raw::Part(_)) => panic!("{other:?} is no whole register"),
    }
}

/// The registers are those of IEEE 754 and two's complement; the orders are the four that the manuals of
/// meters call "big endian", "word swapped", "byte swapped" and "little endian".
#[test]
fn thirty_two_bits_read_and_write_in_all_four_orders() {
    let vectors: [(Form, Value, [[u16; 2]; 4]); 3] = [
        (
            Form::Float,
            Value::Float(123_456.0),
            [
                [0x47F1, 0x2000],
                [0x2000, 0x47F1],
                [0xF147, 0x0020],
                [0x0020, 0xF147],
            ],
        ),
        (
            Form::Float,
            Value::Float(f64::from(230.2f32)),
            [
                [0x4366, 0x3333],
                [0x3333, 0x4366],
                [0x6643, 0x3333],
                [0x3333, 0x6643],
            ],
        ),
        (
            Form::Signed,
            Value::Integer(-123_456),
            [
                [0xFFFE, 0x1DC0],
                [0x1DC0, 0xFFFE],
                [0xFEFF, 0xC01D],
                [0xC01D, 0xFEFF],
            ],
        ),
    ];
    for (form, value, wires) in vectors {
        for (order, wire) in ORDERS.into_iter().zip(wires) {
            let codec = number(2, order, form, PLAIN);
            assert_eq!(decode(&codec, &wire), Ok(value.clone()), "{order:?}");
            assert_eq!(encode(&codec, value.clone()), Ok(wire.to_vec()), "{order:?}");
        }
    }
}

#[test]
fn sixty_four_bits_keep_every_bit() {
    let wire = [0x0000, 0x011F, 0x71FB, 0x04CB];
    let swapped = [0x04CB, 0x71FB, 0x011F, 0x0000];
    let signed = |order| number(4, order, Form::Signed, PLAIN);
    let value = Value::Integer(1_234_567_890_123);
    assert_eq!(decode(&signed(WordOrder::Abcd), &wire), Ok(value.clone()));
    assert_eq!(decode(&signed(WordOrder::Cdab), &swapped), Ok(value));
    let unsigned = number(4, WordOrder::Abcd, Form::Unsigned, PLAIN);
    assert_eq!(decode(&unsigned, &[0xFFFF; 4]), Ok(Value::Unsigned(u64::MAX)));
    assert_eq!(encode(&unsigned, Value::Unsigned(u64::MAX)), Ok(vec![0xFFFF; 4]));
    let double = number(4, WordOrder::Abcd, Form::Float, PLAIN);
    assert_eq!(decode(&double, &[0xC029, 0, 0, 0]), Ok(Value::Float(-12.5)));
}

/// XY-MD02 manual: register FF33 is -20.5 degrees Celsius.
#[test]
fn a_scaled_register_is_the_number_on_the_display() {
    let tenths = number(1, WordOrder::Abcd, Form::Signed, (0.1, 0.0));
    assert_eq!(decode(&tenths, &[0xFF33]), Ok(Value::Float(-20.5)));
    assert_eq!(decode(&tenths, &[0x0131]), Ok(Value::Float(30.5)));
    assert_eq!(encode(&tenths, Value::Float(-20.5)), Ok(vec![0xFF33]));
    assert_eq!(encode(&tenths, Value::Integer(21)), Ok(vec![210]));
}

#[test]
fn decimal_digits_read_as_a_number_and_other_digits_are_refused() {
    let codec = number(2, WordOrder::Abcd, Form::Bcd, PLAIN);
    assert_eq!(decode(&codec, &[0x1234, 0x5678]), Ok(Value::Unsigned(12_345_678)));
    assert_eq!(
        encode(&codec, Value::Unsigned(12_345_678)),
        Ok(vec![0x1234, 0x5678])
    );
    assert_eq!(
        decode(&codec, &[0x12A4, 0x5678]),
        Err(DecodeError::Digit(0x12A4_5678))
    );
    assert!(matches!(
        encode(&codec, Value::Unsigned(100_000_000)),
        Err(EncodeError::OutOfRange { .. })
    ));
}

#[test]
fn half_precision_floats_are_read() {
    let codec = number(1, WordOrder::Abcd, Form::Float, PLAIN);
    assert_eq!(decode(&codec, &[0x4D60]), Ok(Value::Float(21.5)));
}

#[test]
fn text_ends_at_its_first_nul_and_loses_its_blanks() {
    let text = |registers, swapped| codec(Layout::Text { registers, swapped }, PLAIN, &[]);
    let wire = [0x4143, 0x4D2D, 0x3100];
    assert_eq!(decode(&text(3, false), &wire), Ok(Value::String("ACM-1".into())));
    assert_eq!(
        decode(&text(3, true), &[0x4341, 0x2D4D, 0x0031]),
        Ok(Value::String("ACM-1".into()))
    );
    assert_eq!(
        decode(&text(3, false), &[0x4120, 0x2000, 0xFFFF]),
        Ok(Value::String("A".into()))
    );
    assert_eq!(decode(&text(1, false), &[0xFFFF]), Err(DecodeError::Text));
    assert_eq!(
        encode(&text(3, false), Value::String("ACM-1".into())),
        Ok(wire.to_vec())
    );
    assert_eq!(
        encode(&text(2, false), Value::String("ACM-1".into())),
        Err(EncodeError::TooLong { bytes: 5, room: 4 })
    );
}

#[test]
fn a_slice_of_bits_reads_alone_and_leaves_the_others_when_written() {
    let words = Words {
        count: 1,
        order: WordOrder::Abcd,
    };
    let slice = |low, high| codec(Layout::Slice { words, low, high }, PLAIN, &[]);
    assert_eq!(decode(&slice(0, 3), &[0x0BB8]), Ok(Value::Unsigned(8)));
    assert_eq!(decode(&slice(8, 11), &[0x0BB8]), Ok(Value::Unsigned(11)));
    let Ok(Raw::Part(part)) = slice(8, 11).encode(&Value::Unsigned(5)) else {
        panic!("no part")
    };
    assert_eq!(part.merge(&bytes(&[0xFBB8])), Some(vec![0xF5B8]));
    assert_eq!(part.merge(&[0]), None);
    assert!(matches!(
        slice(8, 11).encode(&Value::Unsigned(16)),
        Err(EncodeError::OutOfRange { .. })
    ));

    let flag = codec(Layout::Flag { words, bit: 4 }, PLAIN, &[]);
    assert_eq!(decode(&flag, &[0x0010]), Ok(Value::Boolean(true)));
    let Ok(Raw::Part(part)) = flag.encode(&Value::Boolean(false)) else {
        panic!("no part")
    };
    assert_eq!(part.merge(&bytes(&[0x00FF])), Some(vec![0x00EF]));
}

/// PZEM-016 manual: register 0009 is FFFF with alarm and 0000 without.
#[test]
fn a_register_that_is_not_zero_is_true_unless_it_is_the_value_for_off() {
    let words = Words {
        count: 1,
        order: WordOrder::Abcd,
    };
    let plain = codec(Layout::Truth { words, on: 1, off: 0 }, PLAIN, &[]);
    assert_eq!(decode(&plain, &[0xFFFF]), Ok(Value::Boolean(true)));
    assert_eq!(decode(&plain, &[0]), Ok(Value::Boolean(false)));
    let relay = codec(
        Layout::Truth {
            words,
            on: 0x0100,
            off: 0x0200,
        },
        PLAIN,
        &[],
    );
    assert_eq!(decode(&relay, &[0x0001]), Ok(Value::Boolean(true)));
    assert_eq!(decode(&relay, &[0x0200]), Ok(Value::Boolean(false)));
    assert_eq!(encode(&relay, Value::Boolean(true)), Ok(vec![0x0100]));
    assert_eq!(encode(&relay, Value::Boolean(false)), Ok(vec![0x0200]));
}

#[test]
fn a_sentinel_is_no_value_and_is_never_written() {
    let words = Words {
        count: 1,
        order: WordOrder::Abcd,
    };
    let codec = codec(
        Layout::Number {
            words,
            form: Form::Signed,
        },
        (0.1, 0.0),
        &[0x7FFF],
    );
    assert_eq!(decode(&codec, &[0x7FFF]), Err(DecodeError::Sentinel));
    assert!(matches!(
        encode(&codec, Value::Float(3276.7)),
        Err(EncodeError::Sentinel(_))
    ));
    assert_eq!(decode(&codec, &[0x7FFE]), Ok(Value::Float(3276.6)));
}

#[test]
fn a_float_that_is_no_number_is_no_value() {
    let single = number(2, WordOrder::Abcd, Form::Float, PLAIN);
    assert_eq!(decode(&single, &[0x7FC0, 0x0000]), Err(DecodeError::Sentinel));
    assert_eq!(decode(&single, &[0x7F80, 0x0000]), Err(DecodeError::Infinite));
    assert!(matches!(
        encode(&single, Value::Float(f64::NAN)),
        Err(EncodeError::NotFinite(_))
    ));
    assert!(matches!(
        encode(&single, Value::Float(1e39)),
        Err(EncodeError::OutOfRange { .. })
    ));
}

#[test]
fn a_value_beyond_the_register_is_refused_with_the_limits() {
    let tenths = number(1, WordOrder::Abcd, Form::Signed, (0.1, 0.0));
    let error = encode(&tenths, Value::Float(4000.0)).unwrap_err();
    assert_eq!(error.to_string(), "4000 is outside -3276.8 to 3276.7");
    let plain = number(1, WordOrder::Abcd, Form::Unsigned, PLAIN);
    assert!(encode(&plain, Value::Integer(-1)).is_err());
    assert!(encode(&plain, Value::Unsigned(65_536)).is_err());
    assert!(matches!(
        encode(&plain, Value::String("1".into())),
        Err(EncodeError::WrongKind { .. })
    ));
    assert!(matches!(
        encode(&plain, Value::Float(1.5)),
        Err(EncodeError::WrongKind { .. })
    ));
}

#[test]
fn too_few_or_too_many_registers_are_no_value() {
    let codec = number(2, WordOrder::Abcd, Form::Unsigned, PLAIN);
    assert_eq!(decode(&codec, &[1]), Err(DecodeError::Length));
    assert_eq!(decode(&codec, &[1, 2, 3]), Err(DecodeError::Length));
}

fn any_order() -> impl Strategy<Value = WordOrder> {
    prop::sample::select(ORDERS.to_vec())
}

fn any_count() -> impl Strategy<Value = u8> {
    prop::sample::select(vec![1u8, 2, 4])
}

proptest! {
    #[test]
    fn integers_of_every_width_and_order_survive_writing_and_reading(
        count in any_count(), order in any_order(), raw: u64,
    ) {
        let words = Words { count, order };
        let unsigned = number(count, order, Form::Unsigned, PLAIN);
        let value = Value::Unsigned(raw & words.mask());
        let wire = encode(&unsigned, value.clone()).unwrap();
        prop_assert_eq!(decode(&unsigned, &wire), Ok(value));
        let signed = number(count, order, Form::Signed, PLAIN);
        let value = decode(&signed, &wire).unwrap();
        prop_assert_eq!(encode(&signed, value), Ok(wire));
    }

    #[test]
    fn floats_of_every_width_and_order_survive_writing_and_reading(
        order in any_order(), single: f32, double: f64,
    ) {
        for (count, float) in [(2, f64::from(single)), (4, double)] {
            let codec = number(count, order, Form::Float, PLAIN);
            match encode(&codec, Value::Float(float)) {
                Ok(wire) => prop_assert_eq!(decode(&codec, &wire), Ok(Value::Float(float))),
                Err(error) => prop_assert!(!float.is_finite(), "{}", error),
            }
        }
    }

    #[test]
    fn scaled_integers_survive_reading_and_writing(
        order in any_order(), raw: u32, decimals in 0i32..6, digits in 1u32..100, offset in -1000i32..1000,
    ) {
        let factor: f64 = format!("{digits}e-{decimals}").parse().unwrap();
        let codec = number(2, order, Form::Signed, (factor, offset.into()));
        let wire = [(raw >> 16) as u16, raw as u16];
        let value = decode(&codec, &wire).unwrap();
        prop_assert_eq!(encode(&codec, value), Ok(wire.to_vec()));
    }

    #[test]
    fn texts_survive_writing_and_reading(text in "[!-~]([ -~]{0,14}[!-~])?", swapped: bool) {
        let codec = codec(Layout::Text { registers: 8, swapped }, PLAIN, &[]);
        let wire = encode(&codec, Value::String(text.clone())).unwrap();
        prop_assert_eq!(wire.len(), 8);
        prop_assert_eq!(decode(&codec, &wire), Ok(Value::String(text)));
    }

    #[test]
    fn writing_a_slice_changes_its_bits_only(
        count in any_count(), order in any_order(), raw: u64, low in 0u8..64, width in 0u8..64, bits: u64,
    ) {
        let words = Words { count, order };
        let most = u8::try_from(words.bits() - 1).unwrap();
        let (low, high) = (low.min(most), low.saturating_add(width).min(most));
        let slice = codec(Layout::Slice { words, low, high }, PLAIN, &[]);
        let mut current = Vec::new();
        words.split(raw & words.mask(), &mut current);
        let bits = bits & (u64::MAX >> (63 - (high - low)));
        let Ok(Raw::Part(part)) = slice.encode(&Value::Unsigned(bits)) else { panic!("no part") };
        let merged = part.merge(&bytes(&current)).unwrap();
        prop_assert_eq!(decode(&slice, &merged), Ok(Value::Unsigned(bits)));
        let outside = !((u64::MAX >> (63 - (high - low))) << low) & words.mask();
        prop_assert_eq!(words.join(&bytes(&merged)).unwrap() & outside, raw & outside);
    }
}

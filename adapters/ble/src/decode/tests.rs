//! Vectors: Bluetooth SIG, "GATT Specification Supplement", the characteristics named.

use proptest::prelude::*;

use super::*;

fn codec(encoding: Encoding) -> Codec {
    Codec {
        encoding,
        order: ByteOrder::Little,
        linear: Linear::IDENTITY,
        sentinel: Vec::new(),
    }
}

fn scaled(encoding: Encoding, scale: f64) -> Codec {
    Codec {
        linear: Linear { scale, offset: 0.0 },
        ..codec(encoding)
    }
}

#[test]
fn characteristics_of_environmental_sensing_read_in_their_units() {
    let vectors: &[(Codec, &[u8], f64)] = &[
        // Temperature 0x2A6E
        (scaled(Encoding::S16, 0.01), &[0xCA, 0x09], 25.06),
        (scaled(Encoding::S16, 0.01), &[0x38, 0xFF], -2.0),
        // Humidity 0x2A6F
        (scaled(Encoding::U16, 0.01), &[0xBF, 0x13], 50.55),
        // Pressure 0x2A6D
        (scaled(Encoding::U32, 0.1), &[0xDE, 0x6C, 0x0F, 0x00], 101_091.0),
        // Elevation 0x2A6C
        (scaled(Encoding::S24, 0.01), &[0xA0, 0x86, 0x01], 1000.0),
        // Illuminance 0x2AFB
        (scaled(Encoding::U24, 0.01), &[0x13, 0x8A, 0x14], 13_460.67),
        // Particulate matter 0x2BD6, a decimal float in kg/m³
        (codec(Encoding::Sfloat), &[0x02, 0x80], 2e-8),
        (scaled(Encoding::Sfloat, 1e9), &[0x02, 0x80], 20.0),
    ];
    for (codec, bytes, expected) in vectors {
        assert_eq!(codec.decode(bytes), Ok(Value::Float(*expected)), "{codec:?}");
    }
}

#[test]
fn without_scale_a_value_has_the_kind_of_its_type() {
    // Battery level 0x2A19, dew point 0x2A7B, manufacturer name 0x2A29
    assert_eq!(codec(Encoding::U8).decode(&[0x64]), Ok(Value::Integer(100)));
    assert_eq!(codec(Encoding::S8).decode(&[0xF6]), Ok(Value::Integer(-10)));
    assert_eq!(
        codec(Encoding::String).decode(b"ACME\0\0"),
        Ok(Value::String("ACME".into()))
    );
    assert_eq!(codec(Encoding::Bool).decode(&[2]), Ok(Value::Boolean(true)));
    assert_eq!(
        codec(Encoding::Opaque).decode(&[1, 0, 2]),
        Ok(Value::Opaque(vec![1, 0, 2]))
    );
    assert_eq!(
        codec(Encoding::U64).decode(&[0xFF; 8]),
        Ok(Value::Unsigned(u64::MAX))
    );
    assert_eq!(codec(Encoding::S64).decode(&[0xFF; 8]), Ok(Value::Integer(-1)));
    let big = Codec {
        order: ByteOrder::Big,
        ..codec(Encoding::U16)
    };
    assert_eq!(big.decode(&[1, 2, 3]), Ok(Value::Integer(0x0102)));
}

#[test]
fn what_is_no_value_is_said_to_be_none() {
    let temperature = Codec {
        sentinel: vec![-32768],
        ..scaled(Encoding::S16, 0.01)
    };
    assert_eq!(temperature.decode(&[0x00, 0x80]), Err(NoValue::Sentinel));
    assert_eq!(
        codec(Encoding::F32).decode(&f32::NAN.to_le_bytes()),
        Err(NoValue::Sentinel)
    );
    for special in [0x07FEu16, 0x07FF, 0x0800, 0x0801, 0x0802] {
        assert_eq!(
            codec(Encoding::Sfloat).decode(&special.to_le_bytes()),
            Err(NoValue::Sentinel)
        );
    }
    assert!(matches!(
        codec(Encoding::U32).decode(&[1, 2, 3]),
        Err(NoValue::Undecodable(_))
    ));
    assert!(matches!(
        codec(Encoding::String).decode(&[0xFF]),
        Err(NoValue::Undecodable(_))
    ));
}

#[test]
fn a_value_is_written_as_it_would_be_read() {
    assert_eq!(
        scaled(Encoding::S16, 0.01).encode(&Value::Float(25.06)),
        Ok(vec![0xCA, 0x09])
    );
    assert_eq!(
        scaled(Encoding::S16, 0.01).encode(&Value::Integer(-2)),
        Ok(vec![0x38, 0xFF])
    );
    assert_eq!(codec(Encoding::Bool).encode(&Value::Integer(1)), Ok(vec![1]));
    assert_eq!(
        codec(Encoding::F32).encode(&Value::Integer(1)),
        Ok(1f32.to_le_bytes().to_vec())
    );
    assert_eq!(
        codec(Encoding::Sfloat).encode(&Value::Float(2e-8)),
        Ok(vec![0x02, 0x80])
    );
    let sfloat = codec(Encoding::Sfloat);
    assert_eq!(sfloat.encode(&Value::Float(204_600_000.0)), Ok(vec![0xFE, 0x57]));
    assert_eq!(
        sfloat.encode(&Value::Float(2046.0)),
        Ok(vec![0xCD, 0x10]),
        "2046 stands for infinity"
    );
    let big = Codec {
        order: ByteOrder::Big,
        ..codec(Encoding::U16)
    };
    assert_eq!(big.encode(&Value::Integer(0x0102)), Ok(vec![1, 2]));
}

#[test]
fn what_does_not_fit_is_not_written() {
    let range = |encoding, raw| Err(EncodeError::Range { raw, encoding });
    assert_eq!(
        codec(Encoding::U8).encode(&Value::Integer(256)),
        range(Encoding::U8, 256.0)
    );
    assert_eq!(
        codec(Encoding::U8).encode(&Value::Integer(-1)),
        range(Encoding::U8, -1.0)
    );
    assert_eq!(
        scaled(Encoding::S16, 0.01).encode(&Value::Float(400.0)),
        range(Encoding::S16, 40_000.0)
    );
    assert_eq!(
        codec(Encoding::F32).encode(&Value::Float(1e39)),
        range(Encoding::F32, 1e39)
    );
    assert_eq!(
        codec(Encoding::U8).encode(&Value::Float(1.5)),
        Err(EncodeError::Kind(ValueKind::Integer))
    );
    assert_eq!(
        codec(Encoding::F64).encode(&Value::Float(f64::NAN)),
        Err(EncodeError::Kind(ValueKind::Float))
    );
    assert_eq!(
        codec(Encoding::Opaque).encode(&Value::Opaque(vec![0; 513])),
        Err(EncodeError::TooLong(513))
    );
    let reserved = Codec {
        sentinel: vec![255],
        ..codec(Encoding::U8)
    };
    assert_eq!(
        reserved.encode(&Value::Integer(255)),
        Err(EncodeError::Sentinel(255))
    );
}

const NUMBERS: [Encoding; 13] = [
    Encoding::F32,
    Encoding::F64,
    Encoding::S8,
    Encoding::S16,
    Encoding::S24,
    Encoding::S32,
    Encoding::S64,
    Encoding::Sfloat,
    Encoding::U8,
    Encoding::U16,
    Encoding::U24,
    Encoding::U32,
    Encoding::U64,
];

proptest! {
    #[test]
    fn what_is_read_is_written_alike(
        encoding in proptest::sample::select(&NUMBERS),
        big in any::<bool>(),
        bytes in proptest::collection::vec(any::<u8>(), 8),
    ) {
        let order = if big { ByteOrder::Big } else { ByteOrder::Little };
        let codec = Codec { order, ..codec(encoding) };
        if let Ok(value) = codec.decode(&bytes) {
            prop_assert!(value.is(codec.kind()));
            let written = codec.encode(&value).expect("it was a value of the type");
            prop_assert_eq!(codec.decode(&written), Ok(value));
        }
    }

    #[test]
    fn no_bytes_panic(encoding in proptest::sample::select(&NUMBERS), bytes in proptest::collection::vec(any::<u8>(), 0..12)) {
        for encoding in [encoding, Encoding::Bool, Encoding::Opaque, Encoding::String] {
            let _ = scaled(encoding, 0.1).decode(&bytes);
        }
    }

    #[test]
    fn a_scaled_value_comes_back_as_the_same_raw_number(raw in any::<i16>()) {
        for scale in [0.01, 0.1, 0.005, 2.0, 0.25, -0.1] {
            let codec = scaled(Encoding::S16, scale);
            let value = codec.decode(&raw.to_le_bytes()).expect("no sentinel");
            prop_assert_eq!(codec.encode(&value), Ok(raw.to_le_bytes().to_vec()));
        }
    }
}

//! CBOR of single values (LwM2M core §7.5.3, RFC 8949), which is also how values look in the larger CBOR formats.

use std::borrow::Cow;
use std::convert::Infallible;

use minicbor::data::Type;
use minicbor::{Decoder, Encoder};
use objects::Value;

use super::collect::Collector;
use super::name::Name;
use super::raw::Raw;
use super::segments::Segments;
use super::{DecodeError, EncodeError, Record, time};

/// Where CBOR is written to.
pub(super) type Writer<'o> = Encoder<&'o mut Vec<u8>>;
/// Writing to memory cannot fail; the encoder has an error type all the same.
pub(super) type Written = Result<(), minicbor::encode::Error<Infallible>>;

/// RFC 8949 §3.4.1: a date in text.
const TAG_DATE: u64 = 0;
/// RFC 8949 §3.4.2: seconds since 1970.
const TAG_EPOCH: u64 = 1;
/// RFC 8949 §3.4.4: a power of ten and an integer to multiply with it.
const TAG_DECIMAL: u64 = 4;

/// Appends the value of `record`.
pub(super) fn encode(record: &Record<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    if record.time.is_some() {
        return Err(EncodeError::Timed(super::CBOR));
    }
    write(&mut Encoder::new(out), record.value).expect("a vector takes every write");
    Ok(())
}

/// Reads the value of the resource the request is about.
pub(super) fn decode(payload: &[u8], collector: &mut Collector<'_>) -> Result<(), DecodeError> {
    let mut decoder = Decoder::new(payload);
    let at = Segments::of(collector.base());
    match read(&mut decoder)? {
        Raw::Null => collector.null(at)?,
        raw => collector.value(at, |kind| raw.typed(kind))?,
    }
    end(&decoder)
}

/// Appends `value` in its shortest form.
pub(super) fn write(out: &mut Writer<'_>, value: &Value) -> Written {
    match value {
        Value::Boolean(v) => out.bool(*v)?,
        Value::Float(v) => return write_float(out, *v),
        Value::Integer(v) | Value::Time(v) => out.i64(*v)?,
        Value::ObjectLink(v) => return write_name(out, &Name::link(*v)),
        Value::Opaque(v) => out.bytes(v)?,
        Value::String(v) => out.str(v)?,
        Value::Unsigned(v) => out.u64(*v)?,
    };
    Ok(())
}

/// Appends `name` as text.
pub(super) fn write_name(out: &mut Writer<'_>, name: &Name) -> Written {
    out.str_len(name.as_bytes().len() as u64)?;
    out.writer_mut().extend_from_slice(name.as_bytes());
    Ok(())
}

/// Appends the shortest float that is exactly `value`.
#[expect(clippy::cast_possible_truncation, reason = "taken only when nothing is lost")]
pub(super) fn write_float(out: &mut Writer<'_>, value: f64) -> Written {
    let single = value as f32;
    if value.is_nan() {
        out.f16(f32::NAN)?;
    } else if f64::from(single) != value {
        out.f64(value)?;
    } else if fits_half(single) {
        out.f16(single)?;
    } else {
        out.f32(single)?;
    }
    Ok(())
}

/// Whether a half-precision float (IEEE 754 binary16) is exactly `value`.
fn fits_half(value: f32) -> bool {
    /// The 23 bits of the fraction, of which a half has the upper 10.
    const FRACTION: u32 = (1 << 23) - 1;
    let bits = value.to_bits();
    let lost = match (bits >> 23) & 0xff {
        // Zero. The other numbers below the normal ones of a single are far too small for a half.
        0 if bits & FRACTION == 0 => 0,
        // Infinity.
        0xff if bits & FRACTION == 0 => 0,
        // Exponents -14 to 15: normal numbers.
        113..=142 => 13,
        // Exponents -24 to -15: subnormal numbers, which lose a bit with every step.
        exponent @ 103..=112 => 13 + 113 - exponent,
        _ => return false,
    };
    // At -24 even the implied leading 1 is the last bit that is left.
    bits & FRACTION & ((1 << lost) - 1) == 0
}

/// Reads a value, which is anything but an array or a map.
pub(super) fn read<'p>(input: &mut Decoder<'p>) -> Result<Raw<'p>, DecodeError> {
    let raw = match input.datatype() {
        Ok(Type::Bool) => input.bool().map(Raw::Boolean),
        Ok(Type::Null) => input.null().map(|()| Raw::Null),
        Ok(kind) if is_integer(kind) => input.int().map(|int| Raw::Integer(int.into())),
        Ok(Type::F16 | Type::F32 | Type::F64) => input.f64().map(Raw::Float),
        Ok(Type::Bytes) => input.bytes().map(|bytes| Raw::Bytes(Cow::Borrowed(bytes))),
        Ok(Type::BytesIndef) => input
            .bytes_iter()
            .and_then(|chunks| {
                chunks
                    .map(|chunk| chunk.map(<[u8]>::to_vec))
                    .collect::<Result<Vec<_>, _>>()
            })
            .map(|chunks| Raw::Bytes(Cow::Owned(chunks.concat()))),
        Ok(Type::String | Type::StringIndef) => return text(input).map(Raw::Text),
        Ok(Type::Tag) => return tagged(input),
        _ => return Err(malformed(input)),
    };
    raw.map_err(|_| malformed(input))
}

/// Reads text, in one piece or in several.
pub(super) fn text<'p>(input: &mut Decoder<'p>) -> Result<Cow<'p, str>, DecodeError> {
    let text = match input.datatype() {
        Ok(Type::StringIndef) => input
            .str_iter()
            .and_then(|mut chunks| {
                chunks.try_fold(String::new(), |text, chunk| chunk.map(|chunk| text + chunk))
            })
            .map(Cow::Owned),
        _ => input.str().map(Cow::Borrowed),
    };
    text.map_err(|_| malformed(input))
}

/// Reads a value behind a tag; those that mean neither a time nor a number are refused.
fn tagged<'p>(input: &mut Decoder<'p>) -> Result<Raw<'p>, DecodeError> {
    let tag = input.tag().map_err(|_| malformed(input))?;
    let raw = match tag.as_u64() {
        TAG_DATE => time::parse(&text(input)?).map(Raw::Time),
        TAG_EPOCH => match number(input)? {
            Raw::Integer(seconds) => seconds.try_into().ok().map(Raw::Time),
            raw => match raw.typed(Some(objects::ValueKind::Time)) {
                Some(Value::Time(seconds)) => Some(Raw::Time(seconds)),
                _ => None,
            },
        },
        TAG_DECIMAL => decimal(input)?,
        _ => None,
    };
    raw.ok_or_else(|| malformed(input))
}

/// Reads an integer or a float.
pub(super) fn number<'p>(input: &mut Decoder<'p>) -> Result<Raw<'p>, DecodeError> {
    match input.datatype() {
        Ok(Type::F16 | Type::F32 | Type::F64) => read(input),
        Ok(kind) if is_integer(kind) => read(input),
        _ => Err(malformed(input)),
    }
}

/// Reads `[exponent, mantissa]`.
fn decimal<'p>(input: &mut Decoder<'p>) -> Result<Option<Raw<'p>>, DecodeError> {
    let length = input.array().map_err(|_| malformed(input))?;
    let (Some(2), Ok(exponent), Ok(mantissa)) = (length, input.i32(), input.int()) else {
        return Err(malformed(input));
    };
    Ok(super::number::Number::parse(&format!("{mantissa}e{exponent}")).map(Raw::from))
}

/// Whether the next item is a number without a fraction.
pub(super) const fn is_integer(kind: Type) -> bool {
    matches!(
        kind,
        Type::U8
            | Type::U16
            | Type::U32
            | Type::U64
            | Type::I8
            | Type::I16
            | Type::I32
            | Type::I64
            | Type::Int
    )
}

/// Makes sure that nothing follows.
pub(super) fn end(input: &Decoder<'_>) -> Result<(), DecodeError> {
    if input.position() == input.input().len() {
        Ok(())
    } else {
        Err(DecodeError::Trailing {
            offset: input.position(),
        })
    }
}

/// The error for whatever stands at the position of the decoder.
pub(super) fn malformed(input: &Decoder<'_>) -> DecodeError {
    DecodeError::Malformed {
        offset: input.position(),
    }
}

/// Counts through the entries of an array or a map whose length may be open.
pub(super) struct Counter(Option<u64>);

impl Counter {
    /// For a length as the decoder states it.
    pub(super) const fn new(length: Option<u64>) -> Self {
        Self(length)
    }

    /// Whether another entry follows; takes the end mark of an open length.
    pub(super) fn next(&mut self, input: &mut Decoder<'_>) -> Result<bool, DecodeError> {
        match &mut self.0 {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None => match input.datatype() {
                Ok(Type::Break) => {
                    input.set_position(input.position() + 1);
                    Ok(false)
                }
                Ok(_) => Ok(true),
                Err(_) => Err(malformed(input)),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_half_is_written_as_a_half_and_nothing_else_is() {
        for bits in 0..=u16::MAX {
            let bytes = [&[0xf9][..], &bits.to_be_bytes()].concat();
            let value = Decoder::new(&bytes).f64().unwrap();
            let mut out = Vec::new();
            write_float(&mut Encoder::new(&mut out), value).unwrap();
            if value.is_nan() {
                assert_eq!(out, [0xf9, 0x7e, 0x00]);
            } else {
                assert_eq!(out, bytes, "{value}");
            }
        }
        for value in [
            65520.0,
            1.0 + 2.0_f64.powi(-11),
            2.0_f64.powi(-25),
            3.0 * 2.0_f64.powi(-25),
        ] {
            let mut out = Vec::new();
            write_float(&mut Encoder::new(&mut out), value).unwrap();
            assert_eq!(out.len(), 5, "{value}");
        }
    }
}

//! What the JSON formats share: reading arrays of records one by one, and writing values.

use std::borrow::Cow;
use std::fmt;
use std::io::Write as _;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::DecodeError;
use super::number::Number;
use super::raw::Raw;
use super::senml::{Entry, Pack, Resolved};

/// Which names the fields of a record have.
pub(super) trait Dialect {
    /// Takes the value of the field `key`.
    fn field<'p, M: MapAccess<'p>>(entry: &mut Entry<'p>, key: &str, map: &mut M) -> Result<(), M::Error>;
}

/// Reads an array of records and hands them on one by one.
pub(super) fn read<'p, D: Dialect>(
    payload: &'p [u8],
    pack: &mut Pack<'_>,
    each: impl FnMut(Resolved<'p>) -> Result<(), DecodeError>,
) -> Result<(), DecodeError> {
    let mut failure = None;
    let mut input = serde_json::Deserializer::from_slice(payload);
    let records = Records::<D, _> {
        pack,
        each,
        failure: &mut failure,
        dialect: PhantomData,
    };
    let result = records.deserialize(&mut input).and_then(|()| input.end());
    match (result, failure) {
        (_, Some(failure)) => Err(failure),
        (Err(error), None) => Err(malformed(payload, &error)),
        (Ok(()), None) => Ok(()),
    }
}

/// Finds the byte that the JSON reader names by its line and column.
pub(super) fn malformed(payload: &[u8], error: &serde_json::Error) -> DecodeError {
    let lines = payload.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines.take(error.line().saturating_sub(1)).map(<[u8]>::len).sum();
    DecodeError::Malformed {
        offset: before + error.column().saturating_sub(1),
    }
}

struct Records<'r, 's, D, F> {
    pack: &'r mut Pack<'s>,
    each: F,
    failure: &'r mut Option<DecodeError>,
    dialect: PhantomData<D>,
}

impl<'p, D, F> DeserializeSeed<'p> for Records<'_, '_, D, F>
where
    D: Dialect,
    F: FnMut(Resolved<'p>) -> Result<(), DecodeError>,
{
    type Value = ();

    fn deserialize<J: Deserializer<'p>>(self, input: J) -> Result<(), J::Error> {
        input.deserialize_seq(self)
    }
}

impl<'p, D, F> Visitor<'p> for Records<'_, '_, D, F>
where
    D: Dialect,
    F: FnMut(Resolved<'p>) -> Result<(), DecodeError>,
{
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<S: SeqAccess<'p>>(mut self, mut records: S) -> Result<(), S::Error> {
        while let Some(entry) = records.next_element_seed(Fields::<D>(PhantomData))? {
            if let Err(failure) = self.pack.resolve(entry).and_then(&mut self.each) {
                *self.failure = Some(failure);
                return Err(S::Error::custom("a record is not acceptable"));
            }
        }
        Ok(())
    }
}

struct Fields<D>(PhantomData<D>);

impl<'p, D: Dialect> DeserializeSeed<'p> for Fields<D> {
    type Value = Entry<'p>;

    fn deserialize<J: Deserializer<'p>>(self, input: J) -> Result<Entry<'p>, J::Error> {
        input.deserialize_map(self)
    }
}

impl<'p, D: Dialect> Visitor<'p> for Fields<D> {
    type Value = Entry<'p>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record")
    }

    fn visit_map<M: MapAccess<'p>>(self, mut map: M) -> Result<Entry<'p>, M::Error> {
        let mut entry = Entry::default();
        while let Some(key) = map.next_key_seed(Text)? {
            D::field(&mut entry, &key, &mut map)?;
        }
        Ok(entry)
    }
}

/// Text, which stays where it is unless it has escapes.
pub(super) struct Text;

impl<'p> DeserializeSeed<'p> for Text {
    type Value = Cow<'p, str>;

    fn deserialize<J: Deserializer<'p>>(self, input: J) -> Result<Cow<'p, str>, J::Error> {
        input.deserialize_str(self)
    }
}

impl<'p> Visitor<'p> for Text {
    type Value = Cow<'p, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_borrowed_str<E>(self, text: &'p str) -> Result<Cow<'p, str>, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cow<'p, str>, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

/// The text of a field.
pub(super) fn text<'p, M: MapAccess<'p>>(map: &mut M) -> Result<Cow<'p, str>, M::Error> {
    map.next_value_seed(Text)
}

/// The number of a field, from its text so that nothing is rounded.
pub(super) fn number<'p, M: MapAccess<'p>>(map: &mut M) -> Result<Number, M::Error> {
    parse(map.next_value::<&RawValue>()?)
}

/// The number of a field, or the null in its place.
pub(super) fn number_or_null<'p, M: MapAccess<'p>>(map: &mut M) -> Result<Raw<'p>, M::Error> {
    match map.next_value::<&RawValue>()? {
        raw if raw.get() == "null" => Ok(Raw::Null),
        raw => parse(raw).map(Raw::from),
    }
}

fn parse<E: serde::de::Error>(raw: &RawValue) -> Result<Number, E> {
    Number::parse(raw.get()).ok_or_else(|| E::custom("not a number in the range of a 64-bit float"))
}

/// Appends `text` with quotes and escapes.
pub(super) fn write_text(text: &str, out: &mut Vec<u8>) {
    serde_json::to_writer(out, text).expect("a vector takes every write");
}

/// Appends something that needs no escapes.
pub(super) fn write_plain(value: impl fmt::Display, out: &mut Vec<u8>) {
    write!(out, "{value}").expect("a vector takes every write");
}
